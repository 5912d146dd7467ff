"""What the desk's pages and the command line show: plain values, read from the store by `steps.look`."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from studio.circulation.deferred import Deferred
from studio.circulation.proposal import Proposal
from studio.drafting.draft import Draft
from studio.facts.model import Facts
from studio.preflight.finding import Finding
from studio.returns.change import Comment
from studio.signing.report import Verification
from studio.store.records import CorrespondenceRecord, EnrolmentRecord, ProofRecord


@dataclass(frozen=True, slots=True)
class Waiting:
    """One line of "Waiting for me": what to do, for which agreement, on which page ("compose", "circulate" …)."""

    agreement: str
    title: str
    why: str
    verb: str
    page: str
    late_days: int


@dataclass(frozen=True, slots=True)
class AgreementLine:
    """One agreement on home and in the register."""

    id: str
    title: str
    ref: str
    status: str
    draft: int
    partners: int
    standing: str  # "5 of 6 back", "3 of 6 signed"
    days: int  # in this state
    plan_back: str  # "Go-live 1 March: round out by 30 November, sign by 12 February"
    review_date: str
    changed_at: str


@dataclass(frozen=True, slots=True)
class HomeView:
    waiting: tuple[Waiting, ...]
    agreements: tuple[AgreementLine, ...]


@dataclass(frozen=True, slots=True)
class AgreementView:
    """All that the head and the compose page need. `draft` is None where `unanswered` says what is missing."""

    id: str
    status: str
    number: int
    facts: Facts
    yaml: str
    draft: Draft | None
    unanswered: tuple[str, ...]
    findings: tuple[Finding, ...]
    issued: bool  # this draft is out for review: its facts are read-only until the next one
    template: str = "isa-multi-agency"
    may_circulate: bool = True  # this draft may go out for review now
    newer: int = 0  # clauses that the library words otherwise than this agreement's last draft


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One partner's reviewer in the current round."""

    party: str
    party_name: str
    recipient: str
    contact: str
    email: str
    role: str
    state: str  # sent | returned | no_response | agreed | set_aside
    since: str
    changes: int
    comments: int
    late_days: int
    reminded_at: str | None
    next_step: str
    unproved: str = ""  # what the failed proof of the return says
    aside: bool = False  # the partner is set aside, whatever came back before


@dataclass(frozen=True, slots=True)
class BoardView:
    round: int
    draft: int
    issued_at: str
    due_on: date | None
    rows: tuple[BoardRow, ...]
    back: int
    closed: bool
    correspondence: tuple[CorrespondenceRecord, ...]
    ready: tuple[tuple[str, str], ...] = ()  # before round 1: (partner, reviewer or "" if missing)


@dataclass(frozen=True, slots=True)
class Decided:
    """What was decided. `automatic`: by no one, as a partner put its own details right; deciding it anew is possible."""

    decision: str
    reason: str
    text: str | None
    automatic: bool = False


@dataclass(frozen=True, slots=True)
class CommentThread:
    id: str
    party: str
    comment: Comment
    answer: Decided | None


@dataclass(frozen=True, slots=True)
class MergeView:
    round: int
    draft: Draft  # as issued
    next_draft: Draft | None  # with what has been decided so far
    proposals: tuple[Proposal, ...]
    decided: dict[str, Decided]
    comments: tuple[CommentThread, ...]
    parties: dict[str, str]  # party id → short name
    finished: bool
    types: dict[str, str] = field(default_factory=dict)  # comment type (domain note 7.5) of every change and comment
    withheld: dict[str, str] = field(default_factory=dict)  # why an item's words are kept from the other partners
    undecided: int = 0  # changes and comments that are open: no decision yet, or still to be talked about
    last_act: str = ""  # what undoing would take back, in words
    warnings: tuple[str, ...] = ()  # what of the accepted changes will not follow the facts, or has lost its place
    next_problem: str = ""  # why there is no next draft as things are decided
    deferred: dict[str, Deferred] = field(
        default_factory=dict
    )  # by item: what earlier rounds put off, to be decided now
    there: tuple[Deferred, ...] = ()  # what they put off and the draft says by now
    proofs: tuple[ProofRecord, ...] = ()  # of returns and redline; one that does not hold stops the round


@dataclass(frozen=True, slots=True)
class SignatoryLine:
    party: str
    party_name: str
    person: str
    office: str
    field: str
    state: str  # waiting | sent | again | declined | ink | signed
    signed_at: str
    trust: str  # unknown | confirmed | -
    certificate_sha256: str
    words: tuple[str, ...]  # fingerprint in words, once signed
    since: str = ""  # when this state began (UTC)
    days: int = 0  # how long it has lasted
    reminded_at: str = ""
    reason: str = ""  # why declined or replaced
    authority: str = ""  # "" | delegate | replaced
    reference: str = ""  # of the written delegation
    named: str = ""  # who is named in the file, where another signs


@dataclass(frozen=True, slots=True)
class StampLine:
    """A document time stamp over the executed file, and until when its service's certificate is valid (ISO day)."""

    service: str
    stamped_at: str  # as the stamp says, ISO 8601, UTC
    known: bool  # somebody has confirmed the service, or its issuer
    ends_on: str


@dataclass(frozen=True, slots=True)
class SigningView:
    frozen: bool
    certified: bool
    text_sha256: str
    docx_sha256: str
    lines: tuple[SignatoryLine, ...]
    verification: Verification | None
    enrolments: tuple[EnrolmentRecord, ...]
    missing: tuple[str, ...]  # what stands between here and signing, in words
    complete: bool  # everyone has signed, in the file, in counterparts or in ink
    mode: str = "any"  # any | order | counterparts
    bound: bool = False  # the counterparts are one file
    certificate: bool = False  # the certificate of execution is made
    stamps: tuple[StampLine, ...] = ()  # oldest first
    level: str = ""  # the lowest of the partners' signatures: B, T, LT or LTA


@dataclass(frozen=True, slots=True)
class AccessionLine:
    """A partner that joins later: its accession is `prepared`, then `joined` when both signed copies are here."""

    party: str
    name: str
    person: str
    office: str
    state: str  # prepared | joined
    since: str
    file: str  # SHA-256 of the file as it was sent, or as it came back
    email: str
    trust: str  # unknown | confirmed | -
    certificate_sha256: str
    words: tuple[str, ...]  # fingerprint in words, once signed


@dataclass(frozen=True, slots=True)
class RegisterView:
    lines: tuple[AgreementLine, ...]
    gates: dict[str, str]  # agreement → sentence of the go-live gate
