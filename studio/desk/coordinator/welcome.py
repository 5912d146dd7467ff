"""First start: open or make a workspace, or begin from a worked case that ships with the program."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout

from studio.desk import style
from studio.desk.widgets.basics import Ground, boxed, button, column, label, row, scrolled, splitter
from studio.desk.widgets.marks import IconLabel

AFTER_FIRST_PAINT = 30  # ms


class Welcome(Ground):
    """Three ways in at the left; worked cases at the right."""

    new_workspace = Signal()
    open_workspace = Signal()
    check_file = Signal()
    recent = Signal(str)
    case = Signal(str)  # id of a worked case

    def __init__(self, recent: tuple[str, ...]) -> None:
        super().__init__("surface")
        self.setObjectName("page_welcome")
        left = column("stretch", gap=8, margins=(72, 24, 60, 24))
        left.addWidget(label("Welcome to Agreement Studio", "welcome"))
        left.addWidget(label("From the facts of a partnership to an agreement that every chief executive has signed, "
                             "and a register that remembers it.", "lead", wrap=True))  # fmt: skip
        left.addSpacing(style.px(20))
        self.first = button("New workspace…", "", "primary", "welcome_new", self.new_workspace.emit)
        _way(
            left,
            "new",
            "Start your own workspace",
            "One encrypted file holds your agreements, drafts and signatures.",
            self.first,
        )
        opened = button("Open workspace…", "", "", "welcome_open", self.open_workspace.emit)
        _way(left, "open", "Open what you have", "A workspace made on this or another computer.", opened)
        check = button("Check a file…", "", "", "welcome_check", self.check_file.emit)
        _way(left, "good", "Check a signed file", "See who signed it, and whether anything was changed since.", check)
        left.addStretch(2)
        foot = row(IconLabel("gate_closed", "text3", 16), gap=8)
        foot.addWidget(label("Your work stays in one encrypted file on this computer.", "second"))
        foot.addStretch(1)
        left.addLayout(foot)
        right = column("stretch", gap=6, margins=(44, 24, 60, 24))
        right.addWidget(label("Or go on where you were, or start from a worked case", "pane", wrap=True))
        said = (
            "A worked case is a complete set of facts for you to change. It makes the agreement or record, and the forms "
            "and notices that go with it. Its people are invented."
        )
        right.addWidget(label(said, "second", wrap=True))
        self._list = column(gap=0)
        right.addLayout(self._list, 6)
        right.addStretch(1)
        self._recent = recent
        self._filled = False
        panes = splitter(scrolled(boxed(left, "surface")), boxed(right, "sunken"), sizes=(740, 620), stretch=0)
        self.setLayout(column(panes, gap=0))

    def _fill(self) -> None:
        """The list needs more of Qt than the rest of the page: it comes when the window is there."""
        from studio.desk.coordinator.cases import CaseList

        self.cases = CaseList(self._recent)
        self.cases.entered.connect(self._chosen)
        self._list.addWidget(self.cases)

    def _chosen(self, key: str) -> None:
        kind, _colon, name = key.partition(":")
        (self.recent if kind == "recent" else self.case).emit(name)

    def focus_first(self) -> None:
        self.first.setFocus()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        super().showEvent(event)
        if not self._filled:  # counted from here: what else the window is made of may take longer than the wait
            self._filled = True
            QTimer.singleShot(AFTER_FIRST_PAINT, self, self._fill)


def _way(box: QVBoxLayout, icon: str, title: str, text: str, do: object) -> None:
    words = column(label(title, "pane"), label(text, "second", wrap=True), gap=2)
    words.addLayout(row(do, "stretch", margins=(0, 4, 0, 0)))  # type: ignore[arg-type]
    line = row(gap=18)
    line.addLayout(column(IconLabel(icon, "accent", 26), "stretch"))
    line.addLayout(words, 1)
    box.addLayout(line)
    box.addSpacing(style.px(18))
