"""Steps of keeping an item's words from the other partners, with a reason that they are told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from studio.errors import StudioError
from studio.facts.status import require
from studio.steps.changed import Changed
from studio.steps.deciding import open_round
from studio.steps.reading import work_of
from studio.steps.round_work import round_work
from studio.steps.workspace import Workspace
from studio.store.records import WithheldRecord


def withhold(ws: Workspace, agreement: str, items: Sequence[str], reason: str) -> Changed:
    """Keep the words of changes or comments from the other partners: their answers say that one is withheld, and why."""
    if not reason.strip():
        raise StudioError(
            "Keeping words from the other partners needs a reason; it is told to them.", "Write one sentence."
        )
    _note(ws, agreement, items, reason.strip())
    many = "One item is" if len(items) == 1 else f"{len(items)} items are"
    return Changed(frozenset({agreement}), f"{many} withheld from the other partners.")


def show_to_all(ws: Workspace, agreement: str, items: Sequence[str]) -> Changed:
    """Show the words to all partners after all, also where their writer had marked them as confidential."""
    _note(ws, agreement, items, "")
    return Changed(frozenset({agreement}), "All partners will see it.")


def _note(ws: Workspace, agreement: str, items: Sequence[str], reason: str) -> None:
    with ws.store.begin() as tx:
        require(work_of(tx, agreement).record.status, "decide")
        number = open_round(tx, agreement).number
        work = round_work(ws, tx, agreement, number)
        known = {*(one.id for one in work.proposals), *(one.id for one in work.comments)}
        for each in items:
            if each not in known:
                raise StudioError(f"There is no change or comment called {each}.", "Choose one from the list.")
        before = []
        for each in items:
            was = tx.load(WithheldRecord, agreement, number, each)
            before.append({"item": each, "was": asdict(was) if was else None})
            tx.save(WithheldRecord(agreement, number, each, reason, ws.stamp()))
        tx.append("withhold", agreement, ", ".join(items), {"reason": reason, "before": before}, ws.now())
