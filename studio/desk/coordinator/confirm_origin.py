"""Whose copy a file is that has lost its marks: the guess by its words, with its certainty, for the coordinator to confirm."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from studio.desk.messages import Dialog
from studio.desk.widgets.fields import Choice, Field
from studio.steps.identifying import Origin


class ConfirmOrigin(Dialog):
    """One file. Nothing is filed until somebody says whose copy it is."""

    def __init__(self, parent: QWidget | None, file_name: str, origin: Origin) -> None:
        super().__init__(parent, "origin_dialog", f"Whose copy is {file_name}?", origin.sentence, 520)
        self.who = Choice("origin_who", list(origin.copies), origin.recipient)
        self._who = Field("Copy of", self.who, "Its changes are filed under this name.")
        self.body.addWidget(self._who)
        self.finish_with(f"File as an answer to draft {origin.draft}", "Leave it out")

    def ready(self) -> bool:
        self._who.complain("" if self.who.value() else "Choose whose copy it is, or leave the file out.")
        return bool(self.who.value())

    @classmethod
    def ask(cls, parent: QWidget | None, file_name: str, origin: Origin) -> str:
        """The recipient, or "" if the file is left out."""
        made = cls(parent, file_name, origin)
        return made.who.value() if made.asked() else ""
