"""The contents: one line for each part, clause and schedule, the whole line a link; numbers come from the layout."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from studio.documents import fonts, layout
from studio.documents.layout import Style
from studio.documents.pdf_flow import Page, Section
from studio.documents.pdf_items import Item, Rule, TextItem
from studio.documents.pdf_lines import Line, break_lines, plain
from studio.documents.pdf_pen import Pen
from studio.documents.pdf_tag import Node

# look of a part's or schedule's line, of a clause's, and the gap between schedules: the first that saves a page is taken
_LOOKS = (
    (Style(layout.SANS_STRONG, 10.5, 15.5, 7, 0.7, layout.ACCENT), Style(layout.SERIF, 10.5, 15.5, 0, 0.7), 3.0),
    (Style(layout.SANS_STRONG, 10, 12.9, 5, 0.4, layout.ACCENT), Style(layout.SERIF, 10, 12.9, 0, 0.4), 1.2),
    (Style(layout.SANS_STRONG, 9.5, 11.9, 4, 0.2, layout.ACCENT), Style(layout.SERIF, 9.5, 11.9, 0, 0.2), 0.2),
)
NUMBER_COLUMN = 23 * layout.MM


@dataclass(slots=True)
class EntryItem(Item):
    """One line of the contents."""

    kind: str = "clause"
    number: str = ""
    words: str = ""
    target: str = ""
    node: Node | None = None
    first: bool = False  # of its kind
    look: int = 0
    numbers: Mapping[str, int] = field(default_factory=dict)

    @property
    def style(self) -> Style:
        part, clause, _ = _LOOKS[self.look]
        return clause if self.kind == "clause" else part

    def _lines(self, width: float) -> list[Line]:
        room = width - NUMBER_COLUMN - 34
        return break_lines(plain(self.words, self.style, link=self.target, quiet=True), room, self.style)

    def height(self, width: float) -> float:
        return len(self._lines(width)) * self.style.leading

    def draw(self, pen: Pen, x: float, y: float, width: float) -> None:
        style, lines = self.style, self._lines(width)
        if self.node is None:
            raise ValueError("an entry is always tagged")
        link = self.node.add("Reference").add("Link")
        baseline = y + style.leading * 0.5 + style.size * 0.33
        with pen.tagged(link):
            face = layout.SANS if self.kind == "clause" else style.face
            pen.text(x, baseline, self.number + " ", face, style.size, ink=style.colour)
            at = baseline
            for number, line in enumerate(lines):
                for part in line.parts:
                    pen.part(x + NUMBER_COLUMN + part.x, at, part, " ")
                at += style.leading if number < len(lines) - 1 else 0
            page = str(self.numbers.get(self.target, ""))
            pen.text(x + width, at, page, layout.SANS if self.kind == "clause" else style.face, style.size,
                     ink=style.colour, align="right")  # fmt: skip
        start = x + NUMBER_COLUMN + lines[-1].width + 5
        stop = x + width - fonts.width(page, layout.SANS) * style.size - 6
        self._dots(pen, start, stop, at)
        words = f"{self.number} {self.words}, page {page}".strip()
        pen.link(link, (x, y, x + width, y + self.height(width)), words, self.target)

    @staticmethod
    def _dots(pen: Pen, start: float, stop: float, baseline: float) -> None:
        if stop - start < 8:
            return
        with pen.tagged(None):
            pen.canvas.saveState()
            pen.canvas.setDash([0.6, 3.4])
            pen._stroke(start, baseline - 0.6, stop, baseline - 0.6, layout.GREY, 0.6)
            pen.canvas.restoreState()


def contents(sections: list[Section], parent: Node, numbers: Mapping[str, int]) -> Section:
    """The page of contents; `numbers` (paragraph key -> page, from 1) is filled once the pages are laid out."""
    title = TextItem(words=plain("Contents", layout.PART_TITLE), style=layout.PART_TITLE, node=parent.add("H2"),
                     after=3, bookmark=(0, "Contents"), keys=("contents",), keep_next=True)  # fmt: skip
    items: list[Item] = [title, Rule(thick=1.4, ink=layout.ACCENT, after=8)]
    table = parent.add("TOC")
    entries = [(item.entry, item.keys[0]) for section in sections for item in section.items if item.entry]
    lines = _entries(entries, table, numbers)
    drawn = [[_looking(line, look) for line in lines] for look in range(len(_LOOKS))]
    lines = min(drawn, key=_sheets)  # the first of those that take the fewest pages
    return Section(layout.CLAUSE, [*items, *lines])


def _entries(
    entries: Sequence[tuple[tuple[str, str, str], str]], table: Node, numbers: Mapping[str, int]
) -> list[EntryItem]:
    lines: list[EntryItem] = []
    for (kind, number, words), target in entries:
        first = kind != "clause" and not (lines and lines[-1].kind == kind == "schedule")
        line = EntryItem(kind=kind, number=number, words=words, target=target, first=first,
                         node=table.add("TOCI"), numbers=numbers, keep_next=kind == "part")  # fmt: skip
        lines.append(line)
    return lines


def _looking(line: EntryItem, look: int) -> EntryItem:
    """The line in this look; parts and the first schedule stand off from what is above."""
    part, clause, between = _LOOKS[look]
    before = 0.0 if line.kind == "clause" else part.before if line.first else between
    return replace(line, look=look, before=before, after=clause.after)


def _sheets(lines: Sequence[EntryItem]) -> int:
    """Pages that the entries take."""
    frame = layout.CLAUSE
    head = layout.PART_TITLE.leading + layout.PART_TITLE.after + 10
    high = head + sum(max(line.before, line.after) + line.height(frame.width) for line in lines)
    return math.ceil(high / (frame.height - 14))


def page_numbers(pages: list[Page]) -> dict[str, int]:
    """Page (from 1) of each heading."""
    found: dict[str, int] = {}
    for number, page in enumerate(pages, start=1):
        for placed in page.placed:
            for key in placed.item.keys:
                found.setdefault(key, number)
    return found
