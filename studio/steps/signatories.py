"""What the coordinator does about each signature: hand the file on, remind, record a refusal, a delegate, ink on paper."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from studio.errors import StudioError
from studio.facts.status import require
from studio.post.letters import say_day
from studio.steps.changed import Changed
from studio.steps.reading import Work, work_of
from studio.steps.signers import (
    COUNTERPARTS,
    DONE,
    MODES,
    ORDER,
    current_records,
    next_number,
    order_of,
    place_of,
    places_of,
    signer_of,
    signers_of,
)
from studio.steps.signing import at_start, signing_states
from studio.steps.signing_letters import letter_bytes_of, reminder_letter, request_letter
from studio.steps.workspace import Workspace
from studio.store.records import (
    SignatoryRecord,
    SigningOrderRecord,
    SigningRecord,
)

if TYPE_CHECKING:
    from studio.store.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Delegation:
    """A written delegation: who may sign, its reference, the days it runs from and to (or None), and the paper itself."""

    person: str
    office: str
    reference: str
    paper: bytes
    paper_name: str
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class InkPage:
    """A signature page signed in ink: the scan, the day on the paper, and who compared it with the text."""

    scan: bytes
    scan_name: str
    signed_on: date
    checked_by: str


def choose_order(ws: Workspace, agreement: str, mode: str, parties: tuple[str, ...] = ()) -> Changed:
    """How signatures are collected: `any`, `order` (with all partners in that order) or `counterparts`.

    Raises StudioError once somebody has signed: what is out cannot be collected another way.
    """
    if mode not in MODES:
        raise StudioError(f"There is no way to sign called “{mode}”.", f"Choose {', '.join(MODES)}.")
    with ws.store.begin() as tx:
        work = work_of(tx, agreement)
        require(work.record.status, "order_signing")
        if len(signing_states(tx, agreement)) > 1 or _kept(tx, agreement, "counterpart"):
            raise StudioError("Somebody has signed already.", "Go on in the way that was chosen.")
        everyone = [each.party for each in places_of(work.facts)]
        if mode == ORDER and sorted(parties) != sorted(everyone):
            raise StudioError("An order names every partner that signs, once.", f"They are: {', '.join(everyone)}.")
        order = parties if mode == ORDER else ()
        tx.save(SigningOrderRecord(agreement, mode, " ".join(order)))
        tx.append("order_signing", agreement, mode, {"parties": list(order)}, ws.now())
    return Changed(frozenset({agreement}), f"They sign {MODES[mode]}.")


def hand_on(
    ws: Workspace, agreement: str, party: str, *, due: date | None = None, anyway: bool = False
) -> tuple[Changed, bytes]:
    """The file goes to this partner's signatory; gives the letter with the file in it, as .eml bytes.

    Raises StudioError when the partner has signed, it is another's turn, or, unless `anyway`, another has the file: two who
    sign the same state would have to sign again.
    """
    with ws.store.begin() as tx:
        work = work_of(tx, agreement)
        require(work.record.status, "hand_on")
        row = _unsigned(tx, work, party)
        _refuse_turn(tx, work, party)
        holders = [] if order_of(tx, agreement).mode == COUNTERPARTS else _holders(tx, work, party)
        if holders and not anyway:
            raise StudioError(
                f"{at_start(_name(work, holders[0].party))} has the file since {_said_day(ws, holders[0].since)}.",
                "Wait for it, remind them, or hand it on all the same; then they no longer have it.",
            )
        for each in holders:
            tx.save(replace(each, state="waiting", since=ws.stamp()))
        tx.save(replace(row, state="sent", since=ws.stamp(), reminded_at="", reason=""))
        letter = request_letter(ws, tx, work, row, due)
        eml = letter_bytes_of(ws, tx, work, row, letter, "handed-on")
        tx.append("hand_on", agreement, party, {"person": row.person}, ws.now())
    return Changed(frozenset({agreement}), f"The letter to {row.person} with the file is ready to send."), eml


def remind_signatory(ws: Workspace, agreement: str, party: str) -> tuple[Changed, bytes]:
    """A reminder to a signatory who has the file, with the file in it once more; gives .eml bytes."""
    with ws.store.begin() as tx:
        work = work_of(tx, agreement)
        require(work.record.status, "remind")
        row = _unsigned(tx, work, party)
        if row.state not in {"sent", "again"}:
            raise StudioError(f"{at_start(_name(work, party))} does not have the file.", "Hand it on first.")
        letter = reminder_letter(ws, tx, work, row)
        eml = letter_bytes_of(ws, tx, work, row, letter, "reminder")
        tx.save(replace(row, reminded_at=ws.stamp()))
        tx.append("remind_signatory", agreement, party, {"person": row.person}, ws.now())
    return Changed(frozenset({agreement}), f"The reminder to {row.person} is ready to send."), eml


def decline(ws: Workspace, agreement: str, party: str, reason: str) -> Changed:
    """A signatory will not sign, with the reason; the partner can still be asked anew, replaced, or sign in ink."""
    if not reason.strip():
        raise StudioError("A refusal needs the reason that was given.", "Write one sentence.")
    with ws.store.begin() as tx:
        work = work_of(tx, agreement)
        require(work.record.status, "decline_signing")
        row = _unsigned(tx, work, party)
        tx.save(replace(row, state="declined", since=ws.stamp(), reason=reason.strip()))
        tx.append("decline_signing", agreement, party, {"reason": reason.strip()}, ws.now())
    return Changed(frozenset({agreement}), f"{at_start(_name(work, party))} has declined to sign.")


def delegate(ws: Workspace, agreement: str, party: str, delegation: Delegation) -> Changed:
    """Somebody else signs under a written delegation, which is kept and named in the certificate of execution.

    The file to be signed names the head still: its declaration is made "for" the head by the delegate. Raises StudioError
    without the paper, its reference, name and office, or when it does not run today.
    """
    _need_delegation(delegation, ws.today())
    with ws.store.begin() as tx:
        work = work_of(tx, agreement)
        require(work.record.status, "delegate_signing")
        row = _unsigned(tx, work, party)
        if delegation.person.strip() == place_of(work.facts, party).person:
            raise StudioError(f"{delegation.person} is named in the file already.", "Name who signs instead.")
        paper = tx.put_blob(delegation.paper)
        made = replace(
            row,
            state="waiting",
            since=ws.stamp(),
            person=delegation.person.strip(),
            office=delegation.office.strip(),
            reason="",
            authority="delegate",
            reference=delegation.reference.strip(),
            valid_from=_iso(delegation.valid_from),
            valid_to=_iso(delegation.valid_to),
            authority_file=paper,
            authority_name=delegation.paper_name,
        )
        tx.save(made)
        detail = {"person": made.person, "reference": made.reference, "paper": paper}
        tx.append("delegate_signing", agreement, party, detail, ws.now())
    return Changed(frozenset({agreement}), f"{made.person} signs for {_name(work, party)} under {made.reference}.")


def replace_signatory(ws: Workspace, agreement: str, party: str, person: str, office: str, reason: str) -> Changed:
    """Another person has the office now and signs in their own right, with the reason (a new chief executive)."""
    if not (person.strip() and office.strip() and reason.strip()):
        raise StudioError("A replacement needs name, office and reason.", "Write all three.")
    with ws.store.begin() as tx:
        work = work_of(tx, agreement)
        require(work.record.status, "replace_signatory")
        row = _unsigned(tx, work, party)
        fresh = SignatoryRecord(agreement, party, "waiting", ws.stamp(), person.strip(), office.strip())
        tx.save(replace(fresh, reason=reason.strip(), authority="replaced"))
        detail = {"person": person.strip(), "before": row.person, "reason": reason.strip()}
        tx.append("replace_signatory", agreement, party, detail, ws.now())
    return Changed(frozenset({agreement}), f"{person.strip()} signs for {_name(work, party)} now.")


def record_ink(ws: Workspace, agreement: str, party: str, page: InkPage) -> Changed:
    """A page signed in ink, scanned: kept and recorded as that; it is never counted as an electronic signature.

    Raises StudioError unless the scan is a PDF, PNG, JPEG or TIFF and somebody stands for having compared it.
    """
    if not page.scan.startswith((b"%PDF-", b"\x89PNG", b"\xff\xd8\xff", b"II*\0", b"MM\0*")):
        raise StudioError("A scan is a PDF or a picture (PNG, JPEG, TIFF).", "Scan the signed page again.")
    if not page.checked_by.strip():
        raise StudioError("Somebody has to stand for the paper.", "Name who compared its fingerprint with the text.")
    if page.signed_on > ws.today():
        raise StudioError("The day on the paper lies in the future.", "Write the day that stands on it.")
    with ws.store.begin() as tx:
        work = work_of(tx, agreement)
        require(work.record.status, "record_ink")
        row = _unsigned(tx, work, party)
        scan = tx.put_blob(page.scan)
        ink = replace(row, state="ink", since=ws.stamp(), reason="", scan=scan, scan_name=page.scan_name)
        tx.save(replace(ink, ink_on=page.signed_on.isoformat(), checked_by=page.checked_by.strip()))
        detail = {"scan": scan, "signed_on": page.signed_on.isoformat(), "checked_by": page.checked_by.strip()}
        tx.append("record_ink", agreement, party, detail, ws.now())
    return Changed(frozenset({agreement}), f"{at_start(_name(work, party))} has signed on paper; the scan is kept.")


def withdraw_signing(ws: Workspace, agreement: str, reason: str) -> Changed:
    """Take the file back from signing, with the reason: what was signed is kept and counts no more.

    The text can be changed and circulated, or, as long as nothing in it has changed, frozen again.
    """
    if not reason.strip():
        raise StudioError("Taking the file back needs a reason; signatories are told.", "Write one sentence.")
    with ws.store.begin() as tx:
        work = work_of(tx, agreement)
        require(work.record.status, "withdraw_signing")
        states = signing_states(tx, agreement)
        number = next_number(tx, agreement)
        tx.save(SigningRecord(agreement, number, "withdrawn", states[-1].sha256, "", ws.stamp(), "{}"))
        tx.save(replace(work.record, status="merging", changed_at=ws.stamp()))
        tx.append("withdraw_signing", agreement, reason.strip(), {"file": states[-1].sha256}, ws.now())
    return Changed(frozenset({agreement}), "The file is withdrawn from signing. Tell everyone who has it.")


# --- what the steps share ---------------------------------------------------------------------------------------------


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _said_day(ws: Workspace, at: str) -> str:
    return say_day(date.fromisoformat(at[:10]), ws.today())


def _name(work: Work, party: str) -> str:
    return place_of(work.facts, party).name


def _kept(tx: Transaction, agreement: str, kind: str) -> list[SigningRecord]:
    return [each for each in current_records(tx, agreement) if each.kind == kind]


def _unsigned(tx: Transaction, work: Work, party: str) -> SignatoryRecord:
    row = signer_of(tx, work, party)
    if row.state in DONE:
        raise StudioError(f"{at_start(_name(work, party))} has signed already.", "Choose another partner.")
    return row


def _holders(tx: Transaction, work: Work, party: str) -> list[SignatoryRecord]:
    rows = signers_of(tx, work).values()
    return [each for each in rows if each.state in {"sent", "again"} and each.party != party]


def _refuse_turn(tx: Transaction, work: Work, party: str) -> None:
    order = order_of(tx, work.record.id)
    if order.mode != ORDER:
        return
    rows = signers_of(tx, work)
    first = next((each for each in order.parties.split() if rows[each].state not in DONE), party)
    if first != party:
        raise StudioError(f"It is the turn of {_name(work, first)}.", "Hand the file to them, or record why not.")


def _need_delegation(delegation: Delegation, today: date) -> None:
    if not (delegation.person.strip() and delegation.office.strip()):
        raise StudioError("A delegate needs a name and an office.", "Write both.")
    if not delegation.reference.strip() or not delegation.paper:
        raise StudioError(
            "A delegation must be in writing: its reference and the paper itself are kept.",
            "Ask for the letter or the resolution and choose its file.",
        )
    if delegation.valid_to and delegation.valid_to < today:
        raise StudioError(
            f"The delegation ended on {say_day(delegation.valid_to, today)}.", "Ask for one that is in force."
        )
    if delegation.valid_from and delegation.valid_from > today:
        raise StudioError(
            f"The delegation begins on {say_day(delegation.valid_from, today)}.", "Wait until then, or ask for another."
        )
