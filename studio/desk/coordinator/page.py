"""What every page of an agreement has in common: which agreement, which head buttons, filled when it is shown."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QUndoStack
from PySide6.QtWidgets import QPushButton

from studio.desk.coordinator.session import Session
from studio.desk.widgets.basics import Ground


class AgreementPage(Ground):
    """A tab of the agreement. It keeps the id and asks `steps.look` anew whenever something has changed."""

    go = Signal(str)  # another tab
    clause_wanted = Signal(str)  # to the library, at this clause
    fact_wanted = Signal(str)  # to compose, at this fact
    counted = Signal(str)  # how many things are open here, for the tab
    unsaved = Signal(str)  # why what is shown is not saved; "" when it is
    KEY = ""
    undo_stack: QUndoStack | None = None  # of a page whose edits can be undone

    def __init__(self, session: Session) -> None:
        super().__init__("surface")
        self.setObjectName(f"page_{self.KEY}")
        self.session = session
        self.agreement = ""
        self._stale = True

    def show_agreement(self, agreement: str) -> None:
        """Another agreement, or the same again: read and show it."""
        if agreement != self.agreement:
            self.leave()
            self.agreement = agreement
        self.reload()

    def reload(self) -> None:
        """Read the view value in a job and show it."""
        raise NotImplementedError

    def leave(self) -> None:
        """Another page or agreement comes: put away what is unsaved."""

    def no_undo(self) -> str:
        """Why nothing can be undone here."""
        return "What is done on this page is kept in the history and is not undone."

    def head_buttons(self) -> list[QPushButton]:
        return []
