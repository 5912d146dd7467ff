"""A signatory will not sign: the reason goes to the coordinator in a letter."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from studio.desk.messages import Dialog
from studio.desk.widgets.fields import Field, lines


class DeclineSigning(Dialog):
    """Why, in the signatory's own words."""

    def __init__(self, parent: QWidget | None, organisation: str) -> None:
        text = (
            "Nothing is signed. Your reason goes to the coordinator in a letter that you send yourself; "
            "the coordinator can ask again, or let somebody else sign."
        )
        super().__init__(parent, "decline_signing_dialog", f"Decline to sign for {organisation}?", text, 520)
        self._text = lines("decline_signing_reason", rows=4)
        self._field = Field("Reason", self._text)
        self.body.addWidget(self._field)
        self.finish_with("Write the letter…", "Do not decline", icon="letter")
        self._text.setFocus()

    def ready(self) -> bool:
        said = bool(self._text.toPlainText().strip())
        self._field.complain("" if said else "Write one sentence.")
        return said

    @classmethod
    def ask(cls, parent: QWidget | None, organisation: str) -> str | None:
        made = cls(parent, organisation)
        return made._text.toPlainText().strip() if made.asked() else None
