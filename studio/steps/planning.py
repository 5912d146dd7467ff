"""Lines for home and register: where each agreement stands, what to do next, and the plan back from go-live."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from studio.drafting.view import MONTHS
from studio.facts.model import Facts
from studio.facts.signatories import signatories
from studio.steps.reading import current_round, recipients_of, work_of
from studio.steps.round_work import round_work
from studio.steps.signers import current_records, have_signed
from studio.steps.views import AgreementLine, Waiting
from studio.steps.workspace import Workspace
from studio.store.records import AgreementRecord, EnrolmentRecord, RegisterRecord, SignatoryRecord

if TYPE_CHECKING:
    from studio.store.transaction import Transaction

# Planning values of the life cycle (domain note 7.2): weeks a stage usually takes. No figures were published.
SIGNING_WEEKS = 6
FINAL_DAYS = 5
MERGING_WEEKS = 2
ROUND_WEEKS = 4


def plan_back(facts: Facts) -> str:
    """One line back from the go-live date: what must be out, back and signed by when. "" without a date."""
    live = facts.terms.go_live_date or facts.agreement.start_date
    if live is None:
        return ""
    targets = facts.terms.target_dates
    sign = (targets.final if targets else None) or live - timedelta(weeks=SIGNING_WEEKS)
    out = (targets.round_out if targets else None) or sign - timedelta(
        weeks=MERGING_WEEKS + ROUND_WEEKS, days=FINAL_DAYS
    )
    signed = (targets.signed if targets else None) or live
    return (
        f"Go-live {_day(live)}: round out by {_day(out)}, to be signed from {_day(sign)}, all signed by {_day(signed)}"
    )


def _day(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]}"


def home_line(ws: Workspace, tx: Transaction, record: AgreementRecord) -> AgreementLine:
    work = work_of(tx, record.id)
    facts = work.facts
    changed = datetime.fromisoformat(record.changed_at).date()
    review = facts.agreement.review_date
    return AgreementLine(
        record.id,
        record.title,
        facts.agreement.ref or "",
        record.status,
        work.number,
        len(facts.parties),
        _standing(tx, record),
        max((ws.today() - changed).days, 0),
        plan_back(facts) if record.status not in {"in_force", "archived"} else "",
        review.isoformat() if review else "",
        record.changed_at,
    )


_STANDS = {
    "idea": "An idea", "scoping": "Being scoped", "drafting": "Being drafted", "internal_check": "With own reviewers",
    "quality_assured": "Quality assured", "final": "Text frozen", "in_force": "In force", "under_review": "Under review",
    "varied": "In force, varied", "suspended": "Suspended", "superseded": "Replaced", "terminated": "Ended",
    "expired": "Expired", "archived": "Filed",
}  # fmt: skip


def _standing(tx: Transaction, record: AgreementRecord) -> str:
    if record.status == "signing":
        wanted = len(signatories(work_of(tx, record.id).facts))
        return f"{len(have_signed(tx, record.id))} of {wanted} signed"
    round_ = current_round(tx, record.id)
    if round_ and round_.closed_at is None:
        rows = recipients_of(tx, record.id, round_.number)
        return f"{sum(each.state != 'sent' for each in rows)} of {len(rows)} back"
    return _STANDS.get(record.status, "")


def waiting_lines(ws: Workspace, tx: Transaction, record: AgreementRecord) -> list[Waiting]:
    """What the coordinator can do now for one agreement, the most pressing first."""

    def line(why: str, verb: str, page: str, late: int = 0) -> Waiting:
        return Waiting(record.id, record.title, why, verb, page, late)

    if record.status == "signing":
        return _signing_lines(tx, record, line)
    if record.status == "final":
        return [line("The text is frozen.", "Prepare the file to be signed", "sign")]
    round_ = current_round(tx, record.id)
    if record.status == "drafting":
        if round_ is None:
            return [line("The draft has not gone out.", "Circulate it", "compose")]
        return [line(f"Round {round_.number} is finished.", "Collect the partners' agreement, then freeze", "sign")]
    if round_ is None or round_.closed_at:
        return []
    return _round_lines(ws, tx, record, line)


def _signing_lines(tx: Transaction, record: AgreementRecord, line) -> list[Waiting]:  # type: ignore[no-untyped-def]
    confirmed = {each.party for each in tx.all(EnrolmentRecord, agreement=record.id)}
    signed = have_signed(tx, record.id)
    ink = {each.party for each in tx.all(SignatoryRecord, agreement=record.id) if each.state == "ink"}
    wanted = {each.party for each in signatories(work_of(tx, record.id).facts)}
    found = (
        [line(f"{len(signed)} of {len(wanted)} have signed.", "Send the file to the next signatory", "sign")]
        if signed != wanted
        else []
    )
    if unknown := signed - ink - confirmed:
        found.append(line(f"{len(unknown)} certificates are not confirmed.", "Telephone and compare the words", "sign"))
    if signed == wanted and not unknown and not _bound_or_one(tx, record.id):
        found.append(line("All counterparts are here.", "Bind them into one agreement", "sign"))
    elif signed == wanted and not unknown:
        found.append(line("All have signed.", "Enter it in the register", "sign"))
    return found


def _bound_or_one(tx: Transaction, agreement: str) -> bool:
    """Whether there is one file that all have signed: no counterparts, or those that there are bound."""
    kinds = {each.kind for each in current_records(tx, agreement)}
    return "counterpart" not in kinds or "bound" in kinds


def _round_lines(ws: Workspace, tx: Transaction, record: AgreementRecord, line) -> list[Waiting]:  # type: ignore[no-untyped-def]
    round_ = current_round(tx, record.id)
    assert round_ is not None  # noqa: S101 - the caller has looked
    rows = recipients_of(tx, record.id, round_.number)
    late = max((ws.today() - date.fromisoformat(round_.due_on)).days, 0)
    found = [
        line(f"{each.contact} has not answered.", "Remind", "circulate", late)
        for each in rows
        if each.state == "sent" and late
    ]
    if any(each.state in {"returned", "agreed"} for each in rows):
        work = round_work(ws, tx, record.id, round_.number)
        total, left = len(work.proposals) + len(work.comments), len(work.undecided) + len(work.unanswered)
        what = "changes and comments" if work.comments else "changes"
        why = f"{left} of {total} {what} are to be decided." if left else f"All {total} {what} are decided."
        if total:
            found.append(line(why, "Decide" if left else "Finish the round", "merge"))
        elif not any(each.state == "sent" for each in rows):
            found.append(line("All have answered and nobody asks for a change.", "Finish the round", "merge"))
    return found


def gate_sentence(ws: Workspace, tx: Transaction, record: AgreementRecord) -> str:
    """Whether information may flow: "may not take referrals yet", and why."""
    entry = tx.load(RegisterRecord, record.id)
    if entry is None:
        return f"May not take referrals yet: {_why_closed(tx, record)}"
    if entry.start_date > ws.today().isoformat():
        day = date.fromisoformat(entry.start_date)
        return f"Signed by all. May take referrals from {_day(day)} {day.year}."
    day = date.fromisoformat(entry.start_date)
    return f"May take referrals since {_day(day)} {day.year}."


def _why_closed(tx: Transaction, record: AgreementRecord) -> str:
    if record.status == "signing":
        return f"{_standing(tx, record)}."
    return "the agreement is not signed."
