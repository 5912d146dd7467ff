"""Worked cases that ship with the program, and workspaces that were open lately."""

from __future__ import annotations

from pathlib import Path

from studio.desk import style
from studio.desk.models.lines import Line
from studio.desk.widgets.rows import RowList


class CaseList(RowList):
    """What the first page offers at the right; keys are "recent:PATH" and "case:PATH"."""

    def __init__(self, recent: tuple[str, ...]) -> None:
        super().__init__("welcome_cases", "Worked cases and recent workspaces", tall=58)
        self.inset = 0
        shades = self.palette()
        shades.setColor(shades.ColorRole.Base, style.color("sunken"))
        self.setPalette(shades)
        self.set_lines([*_recent(recent), *worked_cases()])


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
