"""Choosing what a new agreement starts from: a worked case or a facts file."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QWidget

from studio.desk import files, style
from studio.desk.coordinator.cases import worked_cases
from studio.desk.messages import Dialog
from studio.desk.widgets.basics import button, label
from studio.desk.widgets.rows import RowList


class StartAgreement(Dialog):
    """Worked cases as a list; any other facts file by its button."""

    def __init__(self, parent: QWidget | None) -> None:
        said = "It begins with a set of facts, which you then change step by step while the text grows beside them."
        super().__init__(parent, "start_dialog", "What does the agreement start from?", said, 560)
        self.path: Path | None = None
        self.body.addWidget(label("Worked cases", "field"))
        self.cases = RowList("start_cases", "Worked cases", tall=52)
        self.cases.inset = 0
        self.cases.setFixedHeight(style.px(220))
        self.cases.set_lines(worked_cases())
        self.cases.entered.connect(self._case)
        self.body.addWidget(self.cases)
        self.body.addWidget(button("Choose a facts file…", "open", "", "start_file", self._file))
        self.finish_with("Start with this case", icon="")
        self.cases.select_first()

    def _case(self, key: str) -> None:
        self.path = Path(key.partition(":")[2])
        self.accept()

    def _file(self) -> None:
        chosen = files.ask_open(self, "Choose a facts file", files.FACTS)
        if chosen is not None:
            self.path = chosen
            self.accept()

    def ready(self) -> bool:
        if key := self.cases.key():
            self.path = Path(key.partition(":")[2])
        return self.path is not None

    @classmethod
    def ask(cls, parent: QWidget | None) -> Path | None:
        """The facts file to start from, or None."""
        made = cls(parent)
        return made.path if made.asked() else None
