"""Step: what comes back is read against the copy that was sent and filed, each case by its own rule.

The rules (docs/formats/review-copy.md, "What comes back"): the same file twice is filed once; a later file of one
reviewer takes the place of the earlier; both reviewers of one partner count; a late one counts while the round is open;
one without a change is no agreement; one that says it agrees is; one of an older draft is carried forward.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from studio.errors import StudioError
from studio.facts.status import require
from studio.post.letters import say_day
from studio.returns.carry import Carried, carry, copy_of
from studio.returns.change import Return
from studio.steps.changed import Changed
from studio.steps.identifying import Origin, Unconfirmed, confirmed, what_came_back
from studio.steps.proofs import prove_return
from studio.steps.reading import current_round, dump_reading, load_reading, recipients_of, work_of
from studio.steps.workspace import Workspace
from studio.store.records import RecipientRecord, ReturnRecord, RoundRecord

if TYPE_CHECKING:
    from studio.store.transaction import Transaction

MEANT = "If that is not what was meant, telephone."


@dataclass(frozen=True, slots=True)
class Received:
    """A return that was read and filed. `recipient` is "" for a mail that nobody of the round sent."""

    changed: Changed
    recipient: str
    changes: int
    comments: int
    unread: int
    certainty: str
    sentence: str


@dataclass(slots=True)
class _Case:
    """One file on its way into the workspace, and what is known of it so far."""

    ws: Workspace
    file_name: str
    sha: str
    origin: Origin
    round: RoundRecord
    recipient: RecipientRecord
    reading: Return
    carried: Carried | None = None
    before: ReturnRecord | None = None
    said: list[str] = field(default_factory=list)

    @property
    def late_days(self) -> int:
        return max((self.ws.today() - date.fromisoformat(self.round.due_on)).days, 0)

    def day(self, text: str) -> str:
        return say_day(date.fromisoformat(text[:10]), self.ws.today())


def receive_return(
    ws: Workspace, agreement: str, data: bytes, file_name: str, *, recipient: str = "", draft: int = 0
) -> Received:
    """Read a returned file against the copy that was sent, and file it under its reviewer.

    `recipient` (and `draft`) confirm whose copy it is where its marks are gone. Raises Unconfirmed while they are
    needed, StudioError for a file that is refused or belongs elsewhere.
    """
    sha = sha256(data).hexdigest()
    with ws.store.begin() as tx:
        round_ = _open_round(ws, tx, agreement)
        if known := next((each for each in tx.all(ReturnRecord, agreement=agreement) if each.id == sha), None):
            return _again(ws, tx, agreement, known, file_name)
    origin = _origin(ws, agreement, data, file_name, recipient, draft)
    with ws.store.begin() as tx:
        case = _read(ws, tx, data, origin, round_, (file_name, sha))
        tx.put_blob(data)
        as_sent = origin.by_marks and case.carried is None
        proof = prove_return(ws, tx, case.recipient, case.reading, data, sha, as_sent=as_sent)
        reading = dump_reading(case.reading)
        tx.save(ReturnRecord(agreement, round_.number, sha, case.recipient.id, file_name, ws.stamp(), reading))
        approval = case.reading.approval
        state = "agreed" if approval and approval.given and not case.reading.changes else "returned"
        tx.save(replace(case.recipient, state=state, state_at=ws.stamp()))
        tx.append("receive", agreement, case.recipient.id, {**_detail(case), "proved": proof.holds}, ws.now())
        sentence = _sentence(tx, case, agreement) + ("" if proof.holds else f" NOT PROVED: {proof.says}")
    return Received(
        Changed(frozenset({agreement}), sentence), case.recipient.id, len(case.reading.changes),
        len(case.reading.comments), len(case.reading.unread), str(origin.certainty), sentence,
    )  # fmt: skip


def _open_round(ws: Workspace, tx: Transaction, agreement: str) -> RoundRecord:
    record, round_ = work_of(tx, agreement).record, current_round(tx, agreement)
    if round_ is None:
        require(record.status, "receive")
        raise StudioError("Nothing has been circulated yet.", "Send the draft to the reviewers first.")
    if round_.closed_at and record.status in {"drafting", "internal_check", "quality_assured"}:
        day = say_day(date.fromisoformat(round_.closed_at[:10]), ws.today())
        raise StudioError(
            f"Round {round_.number} was finished on {day}; this return is too late for it. Nothing was filed.",
            "Keep the file: when the next draft has gone out, file it then. What still fits is carried forward.",
        )
    require(record.status, "receive")
    return round_


def _again(ws: Workspace, tx: Transaction, agreement: str, known: ReturnRecord, file_name: str) -> Received:
    """The very same bytes: filed once, and the history says that they came again."""
    reading = load_reading(known.reading)
    day = say_day(date.fromisoformat(known.received_at[:10]), ws.today())
    sentence = f"{file_name} is the same file that came on {day} as {known.file_name}. It is filed once."
    tx.append("receive", agreement, known.recipient, {"file": known.id, "again": True}, ws.now())
    return Received(
        Changed(frozenset({agreement}), sentence), known.recipient, len(reading.changes), len(reading.comments),
        len(reading.unread), str(reading.pack.certainty), sentence,
    )  # fmt: skip


def _origin(ws: Workspace, agreement: str, data: bytes, file_name: str, recipient: str, draft: int) -> Origin:
    origin = what_came_back(ws, data, file_name)
    if origin.agreement != agreement:
        raise StudioError(
            f"This file belongs to another agreement ({origin.title}). Nothing was filed.",
            "Open that agreement and file it there.",
        )
    if origin.by_marks:
        return origin
    if not recipient:
        raise Unconfirmed(origin)
    if draft and draft != origin.draft:
        raise StudioError(
            f"By its words this is draft {origin.draft}, not draft {draft}. Nothing was filed.",
            "Look at the file, or ask the sender which draft it answers.",
        )
    return confirmed(origin, recipient)


def _read(
    ws: Workspace, tx: Transaction, data: bytes, origin: Origin, round_: RoundRecord, named: tuple[str, str]
) -> _Case:
    """The reading against the copy that was sent, carried to the current draft where that is a newer one."""
    from studio.returns.approval import with_approval
    from studio.returns.docx_read import read_return
    from studio.returns.guard import open_package
    from studio.returns.pack import custom_properties

    agreement = origin.agreement
    answered = next(each for each in tx.all(RoundRecord, agreement=agreement) if each.draft == origin.draft)
    sent_to = tx.load(RecipientRecord, agreement, answered.number, origin.recipient)
    recipient = _now(tx, agreement, round_, sent_to)
    sent = tx.blob(sent_to.docx_sha256) if sent_to else b""
    reading = read_return(data, sent)
    reading = with_approval(reading, custom_properties(open_package(data)))
    case = _Case(ws, named[0], named[1], origin, round_, recipient, reading)
    if origin.draft != round_.draft:
        case.carried = carry(reading, copy_of(sent), copy_of(tx.blob(recipient.docx_sha256)), round_.draft)
        case.reading = case.carried.reading
    before = [e for e in tx.all(ReturnRecord, agreement=agreement, round=round_.number) if e.recipient == recipient.id]
    case.before = max(before, key=lambda each: each.received_at, default=None)
    return case


def _now(tx: Transaction, agreement: str, round_: RoundRecord, sent_to: RecipientRecord | None) -> RecipientRecord:
    """The reviewer's place in the current round: the same copy, else the partner's first one."""
    rows = recipients_of(tx, agreement, round_.number)
    found = next((each for each in rows if sent_to and each.id == sent_to.id), None)
    found = found or next((each for each in rows if sent_to and each.party == sent_to.party), None)
    if found is None:
        who = sent_to.contact if sent_to else "Nobody"
        raise StudioError(
            f"{who} did not receive draft {round_.draft}. Nothing was filed.",
            "Check which agreement the file belongs to.",
        )
    return found


def _detail(case: _Case) -> dict[str, Any]:
    """What the history keeps of it: counts, and which rule was applied."""
    reading = case.reading
    detail: dict[str, Any] = {
        "file": case.sha,
        "changes": len(reading.changes),
        "comments": len(reading.comments),
        "unread": len(reading.unread),
    }
    if not case.origin.by_marks:
        detail["placed_by"] = {"words": round(case.origin.share, 3), "recipient": case.origin.recipient_by}
    if case.late_days:
        detail["late_days"] = case.late_days
    if case.before:
        detail["replaces"] = case.before.id
    if reading.approval:
        detail["approval"] = {"given": reading.approval.given, "words": reading.approval.words}
    if case.carried:
        detail["answers_draft"] = case.origin.draft
        detail["carried"] = {"fits": case.carried.fits, "there": case.carried.there, "lost": case.carried.lost}
    return detail


# -- what is said


def _sentence(tx: Transaction, case: _Case, agreement: str) -> str:
    reading, name = case.reading, case.recipient.contact or case.recipient.party
    changes, comments = _count(len(reading.changes), "change"), _count(len(reading.comments), "comment")
    said = [f"{name}: {changes} and {comments}."]
    if case.carried:
        said = [*_carried_words(case, case.carried), *said[1:]]
    said += _approval_words(case, name)
    silent = sum(each.kind == "silent" for each in reading.changes)
    if silent:
        said.append(f"{_count(silent, 'change')} {'was' if silent == 1 else 'were'} made with tracking off.")
    if reading.unread:
        said.append(f"{_count(len(reading.unread), 'part')} of the file could not be read; see the list.")
    if not case.origin.by_marks:
        said.append(
            f"Filed by {case.origin.recipient_by}; {case.origin.share:.0%} of its words are those of that draft."
        )
    if case.before:
        said.append(f"It takes the place of the file of {case.day(case.before.received_at)}, which is kept.")
    said += _colleague_words(tx, case, agreement)
    if case.late_days:
        said.append(
            f"It came {_count(case.late_days, 'day')} late, after {case.day(case.round.due_on)}; it counts all the same."
        )
    return " ".join(said)


def _carried_words(case: _Case, carried: Carried) -> list[str]:
    went = case.day(case.round.issued_at)
    total = carried.fits + carried.there + carried.lost
    name = case.recipient.contact or case.recipient.party
    said = [f"{name}: this is draft {case.origin.draft}; draft {case.round.draft} went out on {went}."]
    if not total:
        return [*said, "It changes nothing."]
    said.append(f"{carried.fits} of its {_count(total, 'change')} still {'fits' if carried.fits == 1 else 'fit'}.")
    if carried.there:
        said.append(f"{carried.there} {'is' if carried.there == 1 else 'are'} in draft {case.round.draft} already.")
    if carried.lost:
        said.append(
            f"Look at the other {carried.lost if carried.lost > 1 else 'one'}; the list says what no longer fits."
        )
    return said


def _approval_words(case: _Case, name: str) -> list[str]:
    reading = case.reading
    if reading.approval and reading.approval.given and not reading.changes:
        return [f"{name} agrees to draft {case.origin.draft}: “{reading.approval.words}” {MEANT}"]
    if reading.approval:
        return [f"{name} approves draft {case.origin.draft} subject to the points in the file."]
    if not reading.changes and not reading.comments:
        return ["Nothing was changed and nothing said. That is no agreement yet: ask whether the partner agrees."]
    return []


def _colleague_words(tx: Transaction, case: _Case, agreement: str) -> list[str]:
    """Another reviewer of the same partner has answered too."""
    rows = recipients_of(tx, agreement, case.round.number)
    others = [
        each.contact or each.id for each in rows
        if each.party == case.recipient.party and each.id != case.recipient.id and each.state in {"returned", "agreed"}
    ]  # fmt: skip
    return [f"{' and '.join(others)} has answered for the same partner; both count."] if others else []


def _count(number: int, one: str) -> str:
    return f"{number} {one if number == 1 else one + 's'}"
