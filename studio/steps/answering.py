"""Answering everyone: what changed against the last draft and the first, and what became of all that was said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from studio.circulation.answers import AlreadyThere, Answer, Answered, Beside, response_table
from studio.circulation.deferred import history
from studio.circulation.whose import whose
from studio.documents.attribution import Attribution, over_rounds
from studio.drafting.draft import Draft
from studio.errors import StudioError
from studio.facts.model import Facts
from studio.steps.house import house_kept, in_house
from studio.steps.reading import recipients_of, rendering_of, work_of
from studio.steps.round_work import RoundWork, round_work
from studio.steps.workspace import Workspace
from studio.store.records import DraftRecord, RoundRecord

if TYPE_CHECKING:
    from studio.store.transaction import Transaction

Step = tuple[Draft, Draft, Attribution]
AGAINST = ("last", "first")


@dataclass(frozen=True, slots=True)
class Redline:
    """Two drafts and whose the differences are; `title` says what is compared."""

    old: Draft
    new: Draft
    who: Attribution
    title: str


def comparison(ws: Workspace, agreement: str, against: str = "last") -> Redline:
    """The newest draft that a round has led to (in an open round as far as it is decided) against the one that the
    reviewers had, or against the first that went out. Raises StudioError where nothing has gone out."""
    with ws.store.read() as tx:
        return between(steps_of(ws, tx, agreement), against)


def between(steps: Sequence[Step], against: str) -> Redline:
    """The comparison over the last step, or over all."""
    if against not in AGAINST:
        raise StudioError(f"There is no draft called {against}.", f"Compare with: {', '.join(AGAINST)}.")
    first = against == "first" and len(steps) > 1
    old, new = steps[0 if first else -1][0], steps[-1][1]
    who = over_rounds(steps) if first else steps[-1][2]
    return Redline(old, new, who, f"Draft {old.info.number} to draft {new.info.number}")


def steps_of(ws: Workspace, tx: Transaction, agreement: str) -> list[Step]:
    """Each round's step from the draft that was sent to the one that it led to, and whose the changes are."""
    found: list[Step] = []
    for round_ in tx.all(RoundRecord, agreement=agreement):
        work = round_work(ws, tx, agreement, round_.number)
        new = _led_to(ws, tx, work)
        found.append(step_of(ws, work, new))
    if not found:
        raise StudioError("Nothing has been circulated yet.", "Send the draft to the reviewers first.")
    return found


def step_of(ws: Workspace, work: RoundWork, new: Draft) -> Step:
    """A round's step to the draft that follows from it."""
    from studio.documents.redline import coordinator

    usual = coordinator(ws.today())
    names = {each.id: each.short_name or each.legal_name or each.id for each in work.issued.facts.parties}
    who = whose(work.proposals, work.chosen, work.reviewed, new, usual, work.withheld, names)
    return work.issued.rendering.draft, new, who


def _led_to(ws: Workspace, tx: Transaction, work: RoundWork) -> Draft:
    from studio.steps.outcome import following

    agreement, number = work.round.agreement, work.round.draft + 1
    if work.round.closed_at is None:
        return following(ws, tx, work)[1]
    record = tx.load(DraftRecord, agreement, number)
    if record is None:
        raise StudioError(f"Draft {number} is missing from the workspace.", "Restore a backup of the workspace.")
    return rendering_of(ws, record, work.round.template).draft


def redline_docx(ws: Workspace, agreement: str, against: str = "last") -> bytes:
    """The comparison as a DOCX with tracked changes under the names of those who made them."""
    found = comparison(ws, agreement, against)
    with in_house(house_kept(ws)):
        return docx_of(found, ws)


def docx_of(found: Redline, ws: Workspace) -> bytes:
    """The comparison as a DOCX."""
    from studio.documents.redline import write_redline

    return write_redline(found.old, found.new, who=found.who, on=ws.today(), title=found.title)


def redline_pdf(ws: Workspace, agreement: str, against: str = "last") -> bytes:
    """The comparison as a PDF: what came underlined, what went struck through, both told to screen readers too."""
    from studio.documents.diagram import draft_pictures
    from studio.documents.pdf_write import write_pdf
    from studio.documents.redline import running
    from studio.documents.redline_draft import redline_draft

    found = comparison(ws, agreement, against)
    with ws.store.read() as tx:
        facts = work_of(tx, agreement).facts
    draft = redline_draft(found.old, found.new, found.who, found.title)
    with in_house(house_kept(ws)):
        return write_pdf(draft, pictures=draft_pictures(facts), words=running(found.old, found.new, found.title))


def responses(ws: Workspace, agreement: str) -> bytes:
    """The answers of the current round as a DOCX, open ones shown as open."""
    from studio.documents.docx_write import write_docx

    with ws.store.read() as tx:
        work = round_work(ws, tx, agreement)
        table = answers_of(tx, work, work_of(tx, agreement).facts)
    with in_house(house_kept(ws)):
        return write_docx(table)


def answers_of(tx: Transaction, work: RoundWork, facts: Facts) -> Draft:
    """The table of answers of a round."""
    parties = {each.id: each.short_name or each.legal_name or each.id for each in facts.parties}
    told = {each: Answer(d.decision.split("-")[0], d.reason, d.text) for each, d in work.decisions.items()}
    rows = recipients_of(tx, work.round.agreement, work.round.number)
    silent = list(dict.fromkeys(each.party for each in rows if each.state == "no_response"))
    earlier = {name: history(each) for name, each in work.deferred.items()}
    there = [AlreadyThere(e.who, e.block, e.asked, history(e), e.withheld) for e in work.there]
    beside = Beside(work.types, work.withheld, silent, earlier, there)
    return response_table(work.issued.rendering.draft, work.proposals, told, _answered(work), parties, beside)


def _answered(work: RoundWork) -> tuple[Answered, ...]:
    """Every comment of a round with its answer, in the order of the board."""
    found = []
    for each in work.comments:
        answer = work.decisions.get(each.id)
        told = Answer(answer.decision, answer.reason) if answer else None
        found.append(Answered(each.party, each.comment, told, each.id))
    return tuple(found)
