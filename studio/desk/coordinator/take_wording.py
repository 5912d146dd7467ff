"""Asking before a wording in reserve is taken for an agreement, and going back to the shipped one."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QCheckBox, QPlainTextEdit, QWidget

from studio.desk import style
from studio.desk.messages import Dialog
from studio.desk.models.library_lines import RANKS
from studio.desk.widgets.basics import label
from studio.desk.widgets.fields import Field, lines
from studio.errors import StudioError

if TYPE_CHECKING:
    from studio.desk.coordinator.compose import ComposePage
    from studio.desk.coordinator.compose_inspector import Inspector
    from studio.desk.coordinator.session import Session
    from studio.library.clause import Clause
    from studio.steps.library import Affected
    from studio.steps.workspace import Workspace

WIDE = 680


class TakeWording(Dialog):
    """The words that would stand, when they are right, what else they reach; a reason is needed."""

    def __init__(self, parent: QWidget | None, session: Session, wanted: Clause, slot: Clause) -> None:
        said = f"It stands in place of “{slot.title}”. The shipped wording is kept, and one click goes back to it."
        super().__init__(parent, "take_wording_dialog", f"Take “{wanted.title}”?", said, WIDE)
        self._slot = slot.id
        if wanted.alternative is not None:
            rank = RANKS[wanted.alternative.rank]
            self.body.addWidget(label(f"{rank} · right when {wanted.alternative.right_when}.", "second", wrap=True))
        self.text = QPlainTextEdit(wanted.body.strip())
        self.text.setObjectName("take_wording_text")
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setFont(style.font(14, serif=True))
        self.text.setFixedHeight(style.px(190))
        self.body.addWidget(Field("Its text", self.text))
        self.reason = lines("take_wording_reason", rows=2)
        self._why = Field("Reason, kept with the version", self.reason)
        self.body.addWidget(self._why)
        self.everywhere = QCheckBox("Use it in all agreements of this workspace")
        self.everywhere.setObjectName("take_wording_everywhere")
        self.everywhere.toggled.connect(self._tell)
        self.body.addWidget(self.everywhere)
        self.touched = label("", "second", wrap=True)
        self.body.addWidget(self.touched)
        self._reached = ""
        self._tell()
        self.finish_with("Take this wording", "Keep the one that stands", icon="save")
        session.read(self, self._read_touched, self._show_touched)

    def _read_touched(self, ws: Workspace) -> tuple[Affected, ...]:
        from studio.steps import library

        return library.affected(ws, self._slot)

    def _show_touched(self, found: tuple[Affected, ...]) -> None:
        from studio.desk.coordinator.library_dialogs import touched_words

        self._reached = touched_words(found)
        self._tell()

    def _tell(self) -> None:
        self.touched.setText(self._reached if self.everywhere.isChecked() else "No other agreement here has it.")

    def ready(self) -> bool:
        why = bool(self.reason.toPlainText().strip())
        self._why.complain("" if why else "Write why; one sentence is enough.")
        return why

    @classmethod
    def ask(cls, parent: QWidget | None, session: Session, wanted: Clause, slot: Clause) -> tuple[str, bool] | None:
        """The reason, and whether all agreements are to have it; or None."""
        made = cls(parent, session, wanted, slot)
        return (made.reason.toPlainText().strip(), made.everywhere.isChecked()) if made.asked() else None


def take(
    session: Session, parent: QWidget, agreement: str, clause: str, then: Callable[[], None] = lambda: None
) -> None:
    """Ask for the reason, then let the wording in reserve stand in the agreement."""
    from studio.steps import alternatives

    try:
        slot = alternatives.slot_of(session.ws, agreement, clause)
    except StudioError as error:
        session.fail(error)
        return
    answer = TakeWording.ask(parent, session, session.ws.library.clauses[clause], slot)
    if answer is not None:
        reason, everywhere = answer

        def work(ws: Any, _report: object) -> object:
            return alternatives.take_alternative(ws, agreement, clause, reason, everywhere=everywhere)

        session.do(parent, "Taking the wording", work, lambda _done: then())


def go_back(session: Session, parent: QWidget, clause: str, agreement: str) -> None:
    """The wording that an agreement has for itself is given up, or the shipped wording of a clause stands again."""

    def work(ws: Any, _report: object) -> object:
        from studio.steps import library

        return library.restore(ws, clause, agreement)

    session.do(parent, "Going back", work)


def connect(inspector: Inspector, page: ComposePage) -> None:
    """What the inspector asks for, done by the page it stands in."""
    inspector.facts_asked.connect(page.show_fact)
    inspector.library_asked.connect(page.clause_wanted.emit)
    inspector.take_asked.connect(lambda clause: take(page.session, page, page.agreement, clause))
    inspector.restore_asked.connect(lambda clause: go_back(page.session, page, clause, page.agreement))
