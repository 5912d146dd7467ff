"""Step: one decision on the changes that a list shows, asked once and taken back as one."""

from __future__ import annotations

from collections.abc import Collection

from studio.circulation.choosing import Selection
from studio.errors import StudioError
from studio.steps.changed import Changed
from studio.steps.deciding import DONE, decide, meant
from studio.steps.round_work import round_work
from studio.steps.workspace import Workspace


def would_decide(ws: Workspace, agreement: str, listed: Collection[str], decision: str) -> tuple[str, ...]:
    """Which of the listed changes one decision would settle: open, in no clash and not another partner's, where it is a yes."""
    with ws.store.read() as tx:
        found = meant(round_work(ws, tx, agreement), Selection(), decision)
    return tuple(each for each in found.ids if each in set(listed))


def decide_listed(ws: Workspace, agreement: str, listed: Collection[str], decision: str, reason: str) -> Changed:
    """Settle them all. The sentence says how many, and how many stay open. Raises StudioError if there are none."""
    ids = would_decide(ws, agreement, listed, decision)
    if not ids:
        raise StudioError(
            "None of these changes can be decided together.", "Decide clashes side by side, comments one by one."
        )
    decide(ws, agreement, ids, decision, reason)
    many = len(ids)
    said = f"{many} change{'s are' if many > 1 else ' is'} {DONE[decision]}."
    left = len(set(listed)) - many
    return Changed(frozenset({agreement}), f"{said} {left} stay as they were." if left else said)
