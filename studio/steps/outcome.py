"""What a finished round leads to: the next draft, its redline, the answers to everyone."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from studio.circulation.following import NextDraft, next_draft, wanted_of
from studio.circulation.proposal import FactChange
from studio.drafting.draft import Draft
from studio.drafting.edits import dump_edits
from studio.errors import StudioError
from studio.facts.model import Facts
from studio.steps.answering import answers_of, between, docx_of, step_of
from studio.steps.house import house_kept, in_house
from studio.steps.proofs import prove_redline, require_proved
from studio.steps.reading import facts_of, work_of
from studio.steps.round_work import RoundWork
from studio.steps.workspace import Workspace
from studio.store.records import DraftRecord

if TYPE_CHECKING:
    from studio.store.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Outcome:
    draft: DraftRecord
    facts: str
    fact_changes: tuple[FactChange, ...]
    docx: bytes
    redline: bytes
    responses: bytes


def following(ws: Workspace, tx: Transaction, work: RoundWork) -> tuple[NextDraft, Draft]:
    """The next draft as far as it is decided, from the working facts. Nothing is saved.

    Raises StudioError if an accepted change of a fact makes the facts malformed, or something is unanswered.
    """
    record = work_of(tx, work.round.agreement).record
    after = next_draft(work.issued, record.facts, work.proposals, wanted_of(work.proposals, work.chosen))
    draft = (
        ws.assembler_for(record)
        .render(
            facts_of(after.facts), work.round.template, on=ws.today(), number=work.round.draft + 1, edits=after.edits
        )
        .draft
    )
    return after, draft


def finished(ws: Workspace, tx: Transaction, work: RoundWork) -> Outcome:
    """The round's outcome. Raises StudioError while a change or comment has no decision."""
    talk = sum(each.decision == "discuss" for each in work.decisions.values())
    left = len(work.undecided) + len(work.unanswered) - talk
    if left:
        raise StudioError(
            f"{_undecided(work)} changes and {_unanswered(work)} comments have no answer yet.{_put_off(work)}",
            "Decide them, then finish the round.",
        )
    if talk:
        raise StudioError(
            f"{talk} changes or comments are still to be talked about.",
            "Decide them when they have been, or put them off to the next round.",
        )
    after, new = following(ws, tx, work)
    if new.orphans:
        raise StudioError(
            "Some agreed wording has lost its place: " + " ".join(new.orphans), "Amend it, then finish the round."
        )
    require_proved(ws, tx, work)
    docx, redline, responses = papers(ws, tx, work, new, facts_of(after.facts))
    record = DraftRecord(
        work.round.agreement,
        new.info.number,
        after.facts,
        dump_edits(after.edits),
        sha256(new.text().encode()).hexdigest(),
        new.library_sha256,
        ws.stamp(),
    )
    return Outcome(record, after.facts, after.fact_changes, docx, redline, responses)


def _undecided(work: RoundWork) -> int:
    return sum(each.id not in work.decisions for each in work.proposals)


def _put_off(work: RoundWork) -> str:
    many = sum(name not in work.decisions for name in work.deferred)
    return f" {many} of them {'was' if many == 1 else 'were'} put off in an earlier round." if many else ""


def _unanswered(work: RoundWork) -> int:
    return sum(each.id not in work.decisions for each in work.comments)


def papers(ws: Workspace, tx: Transaction, work: RoundWork, new: Draft, facts: Facts) -> tuple[bytes, bytes, bytes]:
    """The next draft as DOCX, its redline against the last, and the table of answers."""
    from studio.documents.diagram import draft_pictures
    from studio.documents.docx_write import write_docx

    table = answers_of(tx, work, facts)
    redline = between([step_of(ws, work, new)], "last")
    with in_house(house_kept(ws)):
        made = write_docx(new, pictures=draft_pictures(facts)), docx_of(redline, ws), write_docx(table)
    prove_redline(ws, tx, work, new, made[1])
    return made
