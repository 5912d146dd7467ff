"""The bar on top of single windows: mark, what was opened, a few buttons."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from studio.desk.widgets.basics import Elided, Ground, label, row
from studio.desk.widgets.rail import Mark


class TopBar(Ground):
    def __init__(self, said: str, *buttons: QWidget) -> None:
        super().__init__("window")
        self.said = Elided(said, "second")
        box = row(Mark(28), label("Agreement Studio", "section"), self.said, *buttons, gap=10, margins=(20, 10, 20, 10))
        box.setStretch(2, 1)
        self.setLayout(box)
