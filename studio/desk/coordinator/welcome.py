"""First start: open or make a workspace, or begin from a worked case that ships with the program."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout

from studio.desk import style
from studio.desk.models.lines import Line
from studio.desk.widgets.basics import Ground, boxed, button, column, label, row, splitter
from studio.desk.widgets.marks import IconLabel
from studio.desk.widgets.rows import RowList


class Welcome(Ground):
    """Three ways in at the left; worked cases at the right."""

    new_workspace = Signal()
    open_workspace = Signal()
    check_file = Signal()
    recent = Signal(str)
    case = Signal(str)  # path of a facts file

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
        self.cases = RowList("welcome_cases", "Worked cases and recent workspaces", tall=58)
        right = column("stretch", gap=6, margins=(44, 24, 60, 24))
        right.addWidget(label("Or go on where you were, or start from a worked case", "pane", wrap=True))
        right.addWidget(
            label(
                "A worked case is a complete set of facts for you to change. Its people are invented.",
                "second",
                wrap=True,
            )
        )
        right.addWidget(self.cases, 6)
        right.addStretch(1)
        self.cases.inset = 0
        self._recent = recent
        QTimer.singleShot(50, self, self._fill)  # after the first paint
        self._ground()
        self.setLayout(
            column(splitter(boxed(left, "surface"), boxed(right, "sunken"), sizes=(740, 620), stretch=0), gap=0)
        )
        self.cases.entered.connect(self._chosen)

    def _fill(self) -> None:
        self.cases.set_lines([*_recent(self._recent), *worked_cases()])

    def _ground(self) -> None:
        shades = self.cases.palette()
        shades.setColor(shades.ColorRole.Base, style.color("sunken"))
        self.cases.setPalette(shades)

    def _chosen(self, key: str) -> None:
        kind, _colon, path = key.partition(":")
        (self.recent if kind == "recent" else self.case).emit(path)

    def focus_first(self) -> None:
        self.first.setFocus()


def _way(box: QVBoxLayout, icon: str, title: str, text: str, do: object) -> None:
    words = column(label(title, "pane"), label(text, "second", wrap=True), gap=2)
    words.addLayout(row(do, "stretch", margins=(0, 4, 0, 0)))  # type: ignore[arg-type]
    line = row(gap=18)
    line.addLayout(column(IconLabel(icon, "accent", 26), "stretch"))
    line.addLayout(words, 1)
    box.addLayout(line)
    box.addSpacing(style.px(18))


def _recent(names: tuple[str, ...]) -> list[Line]:
    there = [Path(name) for name in names if Path(name).exists()]
    return [Line(f"recent:{path}", path.stem, str(path.parent), "agreements", "accent", verb="Open") for path in there]


def worked_cases() -> list[Line]:
    """A line for each facts file among the cases that ship with the program."""
    from studio.library import shipped

    folder = shipped.content() / "templates" / "cases"
    files = sorted(folder.glob("*.yaml"))
    return [_case(path) for path in files]


def _case(path: Path) -> Line:
    """Title and number of partners as the file itself says them, without reading it whole."""
    text = path.read_text(encoding="utf-8")
    title = next(
        (line.split("title:", 1)[1].strip(" \"'") for line in text.splitlines() if "title:" in line), path.stem
    )
    name = title.split(":", 1)[-1].strip().split('",')[0]
    shown = path.stem.replace("-", " ").title()
    return Line(f"case:{path}", shown, name[:1].upper() + name[1:], "case", verb="Start")
