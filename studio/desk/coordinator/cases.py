"""Worked cases that ship with the program, and workspaces that were open lately."""

from __future__ import annotations

from pathlib import Path

from studio.desk import style, words
from studio.desk.models.lines import Line, Part
from studio.desk.widgets.rows import RowList


class CaseList(RowList):
    """What the first page offers at the right; keys are "recent:PATH" and "case:ID"."""

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
    """A line for each case that ships with the program; keys are "case:ID"."""
    from studio.steps.cases import worked_cases as cases

    return [
        Line(
            f"case:{one.id}",
            one.name,
            one.summary,
            "case",
            parts=(Part(words.count(one.partners, "partner"), width=80, right=True, tone="text2"),),
            verb="Start",
        )
        for one in cases()
    ]
