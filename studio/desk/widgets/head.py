"""The head of an agreement: name, version, state; at the right what can be done now. And the head of a plain page."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from studio.desk import style
from studio.desk.widgets.basics import Elided, Ground, clear, column, label, row
from studio.desk.widgets.marks import Badge


class PageHead(Ground):
    """Title, a line below it, buttons at the right."""

    def __init__(self, title: str, second: str = "", *buttons: QWidget) -> None:
        super().__init__("surface")
        self.title = label(title, "page")
        self.second = label(second, "second")
        box = row(gap=8, margins=(24, 10, 20, 10))
        box.addLayout(column(self.title, self.second, gap=1))
        box.addStretch(1)
        for one in buttons:
            box.addWidget(one)
        self.setLayout(box)


class AgreementHead(Ground):
    """Name (full, cut only by the buttons), version, state; buttons are those of the page now shown."""

    def __init__(self) -> None:
        super().__init__("surface")
        self.name = Elided("", "name")
        self.name.setObjectName("agreement_name")
        self.version = Badge("")
        self.state = Badge("")
        self.state.setObjectName("agreement_state")
        self._buttons: QHBoxLayout = row(gap=8)
        self.setMinimumHeight(style.px(60))
        box = row(gap=10, margins=(24, 8, 20, 4))
        box.addWidget(self.name, 1)
        box.addWidget(self.version)
        box.addWidget(self.state)
        box.addSpacing(style.px(8))
        box.addLayout(self._buttons)
        self.setLayout(box)

    def show_buttons(self, buttons: list[QPushButton]) -> None:
        while self._buttons.count():
            item = self._buttons.takeAt(0)
            if item is not None and (old := item.widget()):
                old.setParent(None)  # the page keeps them
        for one in buttons:
            self._buttons.addWidget(one)
            one.show()

    def clear(self) -> None:
        clear(self._buttons)
