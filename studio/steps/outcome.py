"""What a finished round leads to: the next draft, its redline, the answers to everyone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from studio.circulation.answers import Answer, Answered, response_table
from studio.circulation.following import NextDraft, next_draft, wanted_of
from studio.circulation.proposal import FactChange, Proposal
from studio.drafting.draft import Draft
from studio.drafting.edits import dump_edits
from studio.errors import StudioError
from studio.facts.model import Facts
from studio.steps.house import house_kept, in_house
from studio.steps.reading import facts_of, work_of
from studio.steps.round_work import RoundWork
from studio.steps.workspace import Workspace
from studio.store.records import DecisionRecord, DraftRecord

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
        ws.assembler_at(record.library)
        .render(
            facts_of(after.facts), work.round.template, on=ws.today(), number=work.round.draft + 1, edits=after.edits
        )
        .draft
    )
    return after, draft


def answered(work: RoundWork) -> tuple[Answered, ...]:
    """Every comment of a round with its answer, in the order of the board."""
    found = []
    for each in work.comments:
        answer = work.decisions.get(each.id)
        told = Answer(answer.decision, answer.reason) if answer else None
        found.append(Answered(each.party, each.comment, told))
    return tuple(found)


def finished(ws: Workspace, tx: Transaction, work: RoundWork) -> Outcome:
    """The round's outcome. Raises StudioError while a change or comment has no decision."""
    talk = sum(each.decision == "discuss" for each in work.decisions.values())
    left = len(work.undecided) + len(work.unanswered) - talk
    if left:
        raise StudioError(
            f"{_undecided(work)} changes and {_unanswered(work)} comments have no answer yet.",
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
    docx, redline, responses = papers(work.issued.rendering.draft, new, facts_of(after.facts), work, ws)
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


def _unanswered(work: RoundWork) -> int:
    return sum(each.id not in work.decisions for each in work.comments)


def papers(old: Draft, new: Draft, facts: Facts, work: RoundWork, ws: Workspace) -> tuple[bytes, bytes, bytes]:
    """The next draft as DOCX, its redline against the last, and the table of answers."""
    from studio.documents.diagram import draft_pictures
    from studio.documents.docx_write import write_docx
    from studio.documents.redline import write_redline

    parties = {each.id: each.short_name or each.legal_name or each.id for each in facts.parties}
    pictures = draft_pictures(facts)
    told = {each: Answer(d.decision.split("-")[0], d.reason, d.text) for each, d in work.decisions.items()}
    title = f"Draft {old.info.number} to draft {new.info.number}"
    table = response_table(old, work.proposals, told, answered(work), parties)
    by = authors(work.proposals, work.decisions, parties)
    with in_house(house_kept(ws)):
        redline = write_redline(old, new, authors=by, on=ws.today(), title=title)
        return write_docx(new, pictures=pictures), redline, write_docx(table)


def authors(
    proposals: Sequence[Proposal], decisions: Mapping[str, DecisionRecord], parties: Mapping[str, str]
) -> dict[str, str]:
    """Paragraph key → whose change it carries, for the redline."""
    found: dict[str, list[str]] = {}
    for each in proposals:
        decision = decisions.get(each.id)
        if decision and decision.decision.split("-")[0] in {"accept", "amend"}:
            for key in {getattr(effect, "key", None) or getattr(effect, "after", None) for effect in each.effects}:
                if key:
                    names = found.setdefault(key, [])
                    names += [parties.get(who, who) for who in each.reviewers if parties.get(who, who) not in names]
    return {key: ", ".join(names) for key, names in found.items()}
