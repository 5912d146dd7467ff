"""The plain values that go into the store and come out of it. Times are UTC, hashes lower-case hex SHA-256."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AgreementRecord:
    """One agreement in work. `facts` is the YAML text as last saved; `status` a state of the life cycle (7.2).

    `template` is the document it leads to; `library` the SHA-256 of the library its latest numbered draft was made from,
    which its later drafts keep to ("" while there is none: then the library as it is now).
    """

    id: str
    title: str
    facts: str
    status: str
    changed_at: str
    template: str = "isa-multi-agency"
    library: str = ""


@dataclass(frozen=True, slots=True)
class DraftRecord:
    """A numbered draft: the facts and wording edits that it was made from. Immutable once saved."""

    agreement: str
    number: int
    facts: str
    edits: str  # JSON, see drafting.edits
    text_sha256: str
    library_sha256: str
    made_at: str


@dataclass(frozen=True, slots=True)
class RoundRecord:
    agreement: str
    number: int
    draft: int
    template: str
    issued_at: str
    due_on: str
    closed_at: str | None = None


@dataclass(frozen=True, slots=True)
class RecipientRecord:
    """One reviewer's copy in one round. `state`: sent, returned, no_response, agreed, set_aside."""

    agreement: str
    round: int
    id: str
    party: str
    role: str
    contact: str
    email: str
    file: str
    docx_sha256: str
    eml_sha256: str
    state: str
    state_at: str
    reminded_at: str | None = None


@dataclass(frozen=True, slots=True)
class ReturnRecord:
    """A file that came back, and its reading as JSON. `id` is the file's SHA-256 (also its blob)."""

    agreement: str
    round: int
    id: str
    recipient: str
    file_name: str
    received_at: str
    reading: str


@dataclass(frozen=True, slots=True)
class DecisionRecord:
    """What was decided of one proposal: accept, reject, amend, defer, discuss. Comments are answered the same way.

    `comment_type` is one of domain note 7.5 that the coordinator chose, "" for the one that the words suggest.
    """

    agreement: str
    round: int
    change: str
    decision: str
    reason: str
    text: str | None
    decided_at: str
    comment_type: str = ""


@dataclass(frozen=True, slots=True)
class WithheldRecord:
    """A change or comment whose words the other partners do not see, with the reason that they do see."""

    agreement: str
    round: int
    item: str  # id of the change or comment
    reason: str
    withheld_at: str


@dataclass(frozen=True, slots=True)
class ProofRecord:
    """A proof of a round, and what it says. `kind`: import (subject: the return), merge (the reviewer), redline (the file)."""

    agreement: str
    round: int
    kind: str
    subject: str
    holds: bool
    says: str
    proved_at: str


@dataclass(frozen=True, slots=True)
class AcceptanceRecord:
    """A finding that a named role accepted, with the reason that is printed."""

    agreement: str
    rule: str
    pointer: str
    role: str
    reason: str
    accepted_at: str


@dataclass(frozen=True, slots=True)
class CorrespondenceRecord:
    """A letter, reminder or telephone note, shown to all partners."""

    agreement: str
    id: str
    party: str
    at: str
    direction: str  # in | out
    channel: str  # email | telephone | note
    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class SigningRecord:
    """One state of the file to be signed, in order of `number`.

    `kind`: certified, signed; counterpart (a copy with one signature), bound (all counterparts in one file); parallel (signed
    on a state that another had signed meanwhile), rejected: both kept as evidence; withdrawn (all before it count no more).
    """

    agreement: str
    number: int
    kind: str
    sha256: str
    party: str
    at: str
    verdict: str  # JSON report of the verification at that moment


@dataclass(frozen=True, slots=True)
class SigningOrderRecord:
    """How the signatures are collected. `mode`: any (in turn, whoever is next), order (as `parties` stand), counterparts."""

    agreement: str
    mode: str
    parties: str  # ids with a space between; "" unless `mode` is order


@dataclass(frozen=True, slots=True)
class SignatoryRecord:
    """Where one partner's signature stands, and who makes it.

    `state`: waiting, sent (has the file), again (must sign anew), declined, ink (signed on paper); a signature in the file
    itself is a SigningRecord. `authority`: "" (the person named in the file), delegate, replaced.
    """

    agreement: str
    party: str
    state: str
    since: str
    person: str
    office: str
    reminded_at: str = ""
    reason: str = ""  # why declined or replaced
    authority: str = ""
    reference: str = ""  # of the written delegation
    valid_from: str = ""
    valid_to: str = ""
    authority_file: str = ""  # blob: the written delegation
    authority_name: str = ""
    scan: str = ""  # blob: the page signed in ink
    scan_name: str = ""
    ink_on: str = ""
    checked_by: str = ""  # who compared the paper with the text


@dataclass(frozen=True, slots=True)
class EnrolmentRecord:
    """A certificate that a named person bound to a partner's signatory by words read out over the telephone."""

    agreement: str
    party: str
    person: str
    certificate_sha256: str
    certificate: str  # PEM
    confirmed_by: str
    confirmed_at: str


@dataclass(frozen=True, slots=True)
class AuthorityRecord:
    """A certification authority that vouches for a partner's signatory; with an empty `party` one of the list `source`."""

    agreement: str
    certificate_sha256: str
    party: str
    source: str
    certificate: str  # PEM
    confirmed_by: str
    confirmed_at: str


@dataclass(frozen=True, slots=True)
class RegisterRecord:
    """An agreement in force."""

    agreement: str
    entered_at: str
    executed_sha256: str
    start_date: str
    review_date: str
    flows_open: bool


@dataclass(frozen=True, slots=True)
class LibraryRecord:
    """The texts of a library that drafts were made from: `archive` names the bytes, see `library.kept`."""

    sha256: str
    archive: str
    kept_at: str


@dataclass(frozen=True, slots=True)
class ClauseEditRecord:
    """Local wording of a clause: its whole source. `base` names the shipped text it was made from ("" for none).

    `state`: in_use, older (a later one is in use), restored (the shipped text is in use again).
    `agreement`: the one that it is for; "" for all agreements of the workspace.
    """

    clause: str
    version: str
    text: str
    reason: str
    made_at: str
    base_version: str
    base: str
    state: str
    agreement: str = ""


@dataclass(frozen=True, slots=True)
class OwnRecord:
    """A check, law row or Welsh text of this workspace alone. `checked_by` and `checked_on` say who stands for it."""

    kind: str  # check | power | welsh
    id: str
    text: str
    checked_by: str
    checked_on: str
    added_at: str


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One line of the chained history; `hash` covers all the others and the hash before it."""

    number: int
    at: str
    step: str  # what was done: start, save, issue, receive, remind …
    agreement: str
    subject: str
    detail: str  # canonical JSON
    previous: str
    hash: str
