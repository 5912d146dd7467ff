"""Approving a draft: as it stands, or subject to the points made in the file."""

from __future__ import annotations

from PySide6.QtWidgets import QRadioButton, QWidget

from studio.desk import words
from studio.desk.messages import Dialog


class Approve(Dialog):
    """What the approval says; it is kept in the file and shown beside its title."""

    def __init__(self, parent: QWidget | None, changes: int, comments: int) -> None:
        points = f"{words.count(changes, 'change')} and {words.count(comments, 'comment')}"
        text = f"Your approval is kept in the file and stands beside its title. The file holds {points}."
        super().__init__(parent, "approve_dialog", "Approve this draft?", text, 480)
        self.whole = QRadioButton("As it stands")
        self.subject = QRadioButton("Subject to the points in this file")
        self.whole.setObjectName("approve_whole")
        self.subject.setObjectName("approve_subject")
        self.whole.setEnabled(not changes)
        (self.subject if changes or comments else self.whole).setChecked(True)
        self.body.addWidget(self.whole)
        self.body.addWidget(self.subject)
        self.finish_with("Approve", "Keep reviewing")

    @classmethod
    def ask(cls, parent: QWidget | None, changes: int, comments: int) -> bool | None:
        """Whether it is subject to the points; None for no approval."""
        made = cls(parent, changes, comments)
        return made.subject.isChecked() if made.asked() else None
