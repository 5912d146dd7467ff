"""Taking a wording in reserve for an agreement, by one step: it becomes local wording of the clause that stands there."""

from __future__ import annotations

from dataclasses import dataclass

from studio.drafting.render import Unanswered
from studio.errors import StudioError
from studio.facts.status import allowed, standing_words
from studio.library.clause import Clause
from studio.library.positions import Position, in_words_of, positions_of
from studio.steps.changed import Changed
from studio.steps.library import (
    affected,
    current_source,
    edit_clause,
    give_up_own,
    has_own,
    known_clause,
    newer_clauses,
    take_newest,
)
from studio.steps.reading import Work, agreement_record, work_of, working
from studio.steps.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Point:
    """A point of an agreement that has ranked wordings. `slot` is the clause that stands there."""

    of: str
    slot: str
    positions: tuple[Position, ...]


def points(ws: Workspace, agreement: str) -> tuple[Point, ...]:
    """Every point of an agreement's text for which the library ranks wordings, in the order of the text."""
    work = _work(ws, agreement)
    library = ws.library_for(work.record)
    found = [clause for clause in _standing(ws, work) if clause.alternative]
    return tuple(
        Point(each.alternative.of, each.id, positions_of(library, ws.shipped, each, each.id))
        for each in found
        if each.alternative
    )


def take_alternative(
    ws: Workspace, agreement: str, clause_id: str, reason: str, *, everywhere: bool = False
) -> Changed:
    """Give the clause that stands in the agreement the words of the alternative `clause_id`, kept in reserve.

    It is local wording with a reason, of this agreement alone unless it is to stand `everywhere` in the workspace;
    `library.restore` goes back. Raises StudioError for a wording that facts choose, one that stands already, or a point
    that the agreement does not have.
    """
    if not reason.strip():
        raise StudioError("Another wording needs a reason; it is kept with the version.", "Write one sentence.")
    work = _work(ws, agreement)
    if "save_facts" not in allowed(work.record.status):
        standing, next_step = standing_words(work.record.status)
        raise StudioError(f"This agreement {standing}, so no other wording can be taken now.", next_step)
    wanted, slot = known_clause(ws, clause_id), slot_of(ws, agreement, clause_id, everywhere=everywhere)
    scope = "" if everywhere else agreement
    said = f"The words of “{wanted.title}” ({wanted.id}): {reason.strip()}"
    edit_clause(
        ws, slot.id, in_words_of(current_source(ws, slot.id, scope), current_source(ws, wanted.id)), said, scope
    )
    if everywhere and has_own(ws, slot.id, agreement):
        give_up_own(ws, slot.id, agreement, shared=True)
    reach = _reach(ws, agreement, slot.id, everywhere=everywhere)
    return Changed(frozenset({agreement}), f"“{wanted.title}” stands in place of “{slot.title}”. {reach}")


def slot_of(ws: Workspace, agreement: str, clause_id: str, *, everywhere: bool = False) -> Clause:
    """The clause whose place a wording in reserve would take in the agreement. Raises StudioError where it has none."""
    wanted, work = known_clause(ws, clause_id), _work(ws, agreement)
    if wanted.alternative is None:
        raise StudioError(f"“{wanted.title}” is no alternative to anything.", "Word the clause anew instead.")
    if wanted.status != "reserve":
        raise StudioError(
            f"Facts choose whether “{wanted.title}” stands: {wanted.why}",
            f"Change the fact instead{_named(wanted, ws)}. The text follows by itself.",
        )
    of = wanted.alternative.of
    slot = next((each for each in _standing(ws, work) if each.alternative and each.alternative.of == of), None)
    if slot is None:
        raise StudioError(
            f"This agreement has no clause on {of}.", "Nothing was changed. It has one as soon as its facts ask for it."
        )
    if slot.id not in wanted.alternative.instead_of:
        named = [known_clause(ws, each) for each in wanted.alternative.instead_of]
        raise StudioError(
            f"“{wanted.title}” stands in the place of {' or '.join(f'“{each.title}”' for each in named)}, "
            f"and this agreement has “{slot.title}”.",
            f"Facts choose between them{_named(named[0], ws)}. Change the fact first if the wording is wanted.",
        )
    library = ws.library if everywhere else ws.library_today(agreement)
    if any(each.stands and each.clause == wanted.id for each in positions_of(library, ws.shipped, slot, slot.id)):
        where = "workspace" if everywhere else "agreement"
        raise StudioError(f"“{wanted.title}” stands already in this {where}.", "Nothing was changed.")
    return slot


def _named(clause: Clause, ws: Workspace) -> str:
    facts = next(
        (each.facts for each in positions_of(ws.library, ws.shipped, clause, "") if each.clause == clause.id), ()
    )
    return f" ({', '.join(facts)})" if facts else ""


def _work(ws: Workspace, agreement: str) -> Work:
    with ws.store.read() as tx:
        return work_of(tx, agreement)


def _standing(ws: Workspace, work: Work) -> list[Clause]:
    try:
        return [each.clause for each in working(ws, work).choices if each.chosen]
    except Unanswered as error:
        missing = ", ".join(each.pointer for each in error.missing[:3])
        raise StudioError(
            f"The text cannot be put together yet: {missing} has no answer.", "Answer it in Compose first."
        ) from error


def _reach(ws: Workspace, agreement: str, slot: str, *, everywhere: bool) -> str:
    """What the new wording reaches. An agreement that keeps a sent text takes it at once if nothing else is newer."""
    with ws.store.read() as tx:
        record = agreement_record(tx, agreement)
    if record.library not in ("", ws.library_today(agreement).sha256):
        if newer_clauses(ws, agreement) != (slot,):
            return "What was sent out stays; this agreement has it once you take the newer text for its next draft."
        take_newest(ws, agreement)
    if not everywhere:
        return "The next draft has it, and that of no other agreement."
    others = [each for each in affected(ws, slot) if each.takes and each.agreement != agreement]
    if not others:
        return "The next draft has it, and so has every agreement to come."
    also = "another agreement" if len(others) == 1 else f"{len(others)} other agreements"
    return f"The next draft has it, and so has that of {also} here."
