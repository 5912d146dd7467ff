"""Dialogs of circulation: the due date of a round, a telephone note, a reason."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QDate
from PySide6.QtWidgets import QCheckBox, QDateEdit, QWidget

from studio.desk.messages import Dialog
from studio.desk.widgets.basics import label
from studio.desk.widgets.fields import Field, lines
from studio.steps.views import BoardRow


class IssueDraft(Dialog):
    """When reviewers are to answer by, and who they are."""

    def __init__(self, parent: QWidget | None, due: date, ready: tuple[tuple[str, str], ...]) -> None:
        text = "Each reviewer gets a copy of their own, with tracked changes on, and a letter for you to send."
        super().__init__(parent, "issue_dialog", "Send this draft for review?", text, 520)
        self.due = QDateEdit(QDate(due.year, due.month, due.day))
        self.due.setObjectName("issue_due")
        self.due.setCalendarPopup(True)
        self.due.setDisplayFormat("ddd d MMMM yyyy")
        self.body.addWidget(Field("Answers by", self.due, "Two weeks are usual."))
        self.body.addWidget(label("\n".join(f"{party}: {reviewer}" for party, reviewer in ready if reviewer), "second"))
        if missing := [party for party, reviewer in ready if not reviewer]:
            self.body.addWidget(
                label("\n".join(f"{party}: no reviewer named" for party in missing), "second", tone="late")
            )
        self.finish_with("Circulate draft", "Keep drafting", icon="circulate")

    @classmethod
    def ask(cls, parent: QWidget | None, due: date, ready: tuple[tuple[str, str], ...]) -> date | None:
        """The due date, or None."""
        made = cls(parent, due, ready)
        if not made.asked():
            return None
        chosen = made.due.date()
        return date(chosen.year(), chosen.month(), chosen.day())


class TelephoneNote(Dialog):
    """What was said, and whether it was an approval."""

    def __init__(self, parent: QWidget | None, found: BoardRow) -> None:
        text = "The note goes into the correspondence that all partners see."
        super().__init__(parent, "telephone_dialog", f"Call with {found.contact}, {found.party_name}", text, 520)
        self.text = lines("telephone_text", rows=4)
        self._said = Field("What was said", self.text)
        self.agrees = QCheckBox("They approve this draft as it stands")
        self.agrees.setObjectName("telephone_agrees")
        self.body.addWidget(self._said)
        self.body.addWidget(self.agrees)
        self.finish_with("File the note", "Discard")

    def ready(self) -> bool:
        said = bool(self.text.toPlainText().strip())
        self._said.complain("" if said else "Write what was said, and by whom.")
        return said

    @classmethod
    def ask(cls, parent: QWidget | None, found: BoardRow) -> tuple[str, bool] | None:
        """(what was said, whether they approve), or None."""
        made = cls(parent, found)
        return (made.text.toPlainText().strip(), made.agrees.isChecked()) if made.asked() else None


_TO_ALL = "Reason, shown to all partners"


class Remark(Dialog):
    """A decision that needs a reason; `field` says who reads it."""

    def __init__(
        self, parent: QWidget | None, title: str, text: str, verb: str, keep: str, field: str = _TO_ALL
    ) -> None:
        super().__init__(parent, "remark_dialog", title, text, 480)
        self.reason = lines("remark_reason", rows=3)
        self._why = Field(field, self.reason)
        self.body.addWidget(self._why)
        self.finish_with(verb, keep)

    def ready(self) -> bool:
        said = bool(self.reason.toPlainText().strip())
        self._why.complain("" if said else "Write the reason.")
        return said

    @classmethod
    def ask(
        cls, parent: QWidget | None, title: str, text: str, verb: str, keep: str, *, field: str = _TO_ALL
    ) -> str | None:
        """The reason, or None."""
        made = cls(parent, title, text, verb, keep, field)
        return made.reason.toPlainText().strip() if made.asked() else None
