"""Accepting a finding: who accepts it and why, both printed."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from studio.desk.messages import Dialog
from studio.desk.widgets.fields import Choice, Field, lines
from studio.preflight.finding import Finding

ROLES = (
    "Data protection officer",
    "Caldicott Guardian",
    "Senior information risk owner",
    "Legal adviser",
    "Lead partner’s chief executive",
    "Coordinator",
)


class AcceptFinding(Dialog):
    """A role and a reason; both are needed."""

    def __init__(self, parent: QWidget | None, finding: Finding) -> None:
        said = f"{finding.message} The role and the reason are kept and printed with the agreement."
        super().__init__(parent, "accept_dialog", "Accept this as it is?", said)
        self.role = Choice("accept_role", [(one, one) for one in ROLES], ROLES[0])
        self.reason = lines("accept_reason", rows=3)
        self._why = Field("Reason", self.reason)
        self.body.addWidget(Field("Who accepts it", self.role))
        self.body.addWidget(self._why)
        self.finish_with("Accept", "Keep it open")

    def ready(self) -> bool:
        said = self.reason.toPlainText().strip()
        self._why.complain("" if said else "Write why it may stand.")
        return bool(said)

    @classmethod
    def ask(cls, parent: QWidget | None, finding: Finding) -> tuple[str, str] | None:
        """(role, reason), or None."""
        made = cls(parent, finding)
        return (made.role.value(), made.reason.toPlainText().strip()) if made.asked() else None
