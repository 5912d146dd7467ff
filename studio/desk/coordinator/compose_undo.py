"""Undo and redo of the facts of an open draft: one stack, filled by edits, emptied when the draft goes out.

Facts are kept as text that people write comments in, so a step holds the text before and after, whole: undoing gives
back exactly what stood there. Typing in one field is one step, until it is saved or another field is edited.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtGui import QUndoCommand

from studio.desk.models.facts_edit import Edited

TYPING = 1


@dataclass(frozen=True, slots=True)
class Place:
    """Where an edit was made: the step, its row, and the field ("" for the whole row)."""

    step: str
    row: int
    pointer: str = ""


class FactsEdit(QUndoCommand):
    """One edit. `show` puts a state of the facts on the screen, at the place where it was edited."""

    def __init__(
        self,
        text: str,
        before: Edited,
        after: Edited,
        places: tuple[Place, Place],
        show: Callable[[Edited, Place], None],
    ) -> None:
        super().__init__(text)
        self._before, self._after, self._show = before, after, show
        self._from, self._to = places
        self._made = False

    def id(self) -> int:
        return TYPING if self._to.pointer else -1

    def mergeWith(self, other: QUndoCommand) -> bool:  # noqa: N802 - Qt's name
        if not isinstance(other, FactsEdit) or other._to != self._to:
            return False
        self._after = other._after
        return True

    def redo(self) -> None:
        """The first time the form shows it already."""
        if self._made:
            self._show(self._after, self._to)
        self._made = True

    def undo(self) -> None:
        self._show(self._before, self._from)
