"""The step that offers an accepted change to the library: it becomes local wording, which offers itself back like any other."""

from __future__ import annotations

from studio.circulation.accept import Wanted, accept
from studio.circulation.choosing import YES
from studio.circulation.library_wording import reworded_body
from studio.drafting.edits import Reword
from studio.errors import StudioError
from studio.steps import library
from studio.steps.changed import Changed
from studio.steps.round_work import RoundWork, round_work
from studio.steps.workspace import Workspace
from studio.store.records import DraftRecord


def propose_to_library(ws: Workspace, agreement: str, change: str, reason: str) -> Changed:
    """Make an accepted change of a clause's words the library's wording here, for agreements to come.

    This agreement has it already, as its own. Raises StudioError for a change that was not accepted, one that is no sentence
    of a clause, and where the library words the clause otherwise than the draft that was sent.
    """
    with ws.store.read() as tx:
        work = round_work(ws, tx, agreement)
        draft = tx.load(DraftRecord, agreement, work.round.draft)
        edit = _edit(work, change)
        clause_id = edit.key.split(".", 1)[0]
        then = ws.library_at(draft.library_sha256 if draft else "").clauses.get(clause_id)
    now = library.known_clause(ws, clause_id)
    if then is None or then.body != now.body:
        raise StudioError("The library words this clause otherwise by now.", "Edit the clause in the library itself.")
    return library.edit_clause(ws, clause_id, reworded_body(now, edit), reason)


def _edit(work: RoundWork, change: str) -> Reword:
    """The one rewording that an accepted change is."""
    proposal = next((each for each in work.proposals if each.id == change), None)
    decision, text = work.chosen.get(change, ("", None))
    if proposal is None or decision.split("-")[0] not in YES:
        raise StudioError(f"{change} is no accepted change.", "Accept it first, then offer it to the library.")
    wanted = Wanted(proposal, text)  # names of partners stay places of facts, so that none gets into the library
    edits = accept(work.issued.rendering, work.issued.facts, [wanted], {each.id: each for each in work.proposals}).edits
    if len(edits) != 1 or not isinstance(edits[0], Reword):
        raise StudioError("Only a change of words can go to the library.", "Edit the clause in the library itself.")
    return edits[0]
