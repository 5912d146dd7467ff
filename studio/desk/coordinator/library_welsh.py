"""The Welsh of a clause beside its English: written here, and confirmed by a named person before it goes out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QPlainTextEdit, QWidget

from studio.desk import style
from studio.desk.messages import Dialog
from studio.desk.widgets.basics import row
from studio.desk.widgets.fields import Field, line

if TYPE_CHECKING:
    from studio.desk.coordinator.session import Session
    from studio.library.clause import Clause
    from studio.steps.welsh import WelshView


class WelshText(Dialog):
    """Title and text in Welsh, the English to compare, and the name of the translator who answers for it."""

    def __init__(self, parent: QWidget | None, session: Session, english: Clause, view: WelshView) -> None:
        said = (
            "A competent translator writes this, line by line as in English. Text from a machine is never issued. "
            "Without a name it shows in previews only."
        )
        super().__init__(parent, "welsh_dialog", f"The Welsh of “{english.title}”", said, 900)
        self._session, self._clause = session, english.id
        self.title = line("welsh_title")
        self.title.setText(view.title)
        self._title = Field(f"Title in Welsh (English: {english.title})", self.title)
        self.body.addWidget(self._title)
        self.text, shown = _text("welsh_text", view.body), _text("welsh_english", english.body.strip("\n"))
        shown.setReadOnly(True)
        self._text = Field("Text in Welsh", self.text, " ")
        box = row(gap=12)
        box.addWidget(self._text, 1)
        box.addWidget(Field(f"English, version {english.version}", shown, " "), 1)
        self.body.addLayout(box)
        self.by = line("welsh_by")
        self.by.setText(view.confirmed_by if not view.open_points else "")
        self.body.addWidget(Field("Confirmed by (name of the translator; empty: not confirmed)", self.by))
        if view.open_points and view.title:
            self._text.complain("; ".join(view.open_points))
        self.finish_with("Keep the Welsh", "Leave it", icon="save")

    def ready(self) -> bool:
        missing = "Write the title." if not self.title.text().strip() else ""
        empty = "Write the text." if not self.text.toPlainText().strip() else ""
        self._title.complain(missing)
        self._text.complain(empty)
        return not (missing or empty or self._faulty())

    def _faulty(self) -> bool:
        """Whether the step would refuse it: said here, so that what was typed is not lost."""
        from studio.steps.welsh import fault_of

        typed = self.title.text(), self.text.toPlainText(), self.by.text()
        error = fault_of(self._session.ws, self._clause, *typed)
        self._text.complain(f"{error.message} {error.next_step}" if error else "")
        return error is not None

    @classmethod
    def ask(cls, parent: QWidget, session: Session, english: Clause, view: WelshView) -> tuple[str, str, str] | None:
        """(title, text, name or ""), or None."""
        made = cls(parent, session, english, view)
        return (made.title.text(), made.text.toPlainText(), made.by.text()) if made.asked() else None


def _text(name: str, text: str) -> QPlainTextEdit:
    made = QPlainTextEdit()
    made.setObjectName(name)
    made.setFont(style.font(14, serif=True))
    made.setTabChangesFocus(True)
    made.setFixedHeight(style.px(260))
    made.setPlainText(text)
    return made
