"""The contents: one line for each part, clause and schedule, the whole line a link; numbers come from the layout."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from studio.documents import fonts, layout
from studio.documents.layout import Style
from studio.documents.pdf_flow import Page, Section
from studio.documents.pdf_items import Item, Rule, TextItem
from studio.documents.pdf_lines import Line, break_lines, plain
from studio.documents.pdf_pen import Pen
from studio.documents.pdf_tag import Node

_PART = Style(layout.SANS_STRONG, 10.5, 15.5, 7, 0.7, layout.ACCENT)
_CLAUSE = Style(layout.SERIF, 10.5, 15.5, 0, 0.7)
NUMBER_COLUMN = 20 * layout.MM


@dataclass(slots=True)
class EntryItem(Item):
    """One line of the contents."""

    kind: str = "clause"
    number: str = ""
    words: str = ""
    target: str = ""
    node: Node | None = None
    numbers: Mapping[str, int] = field(default_factory=dict)

    @property
    def style(self) -> Style:
        return _CLAUSE if self.kind == "clause" else _PART

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
    kind_before = ""
    for section in sections:
        for item in section.items:
            if item.entry is None:
                continue
            kind, number, words = item.entry
            gap = 0.0 if kind == "clause" else _PART.before if kind_before != "schedule" else 3.0
            items.append(EntryItem(before=gap, after=0.7, kind=kind, number=number, words=words, target=item.keys[0],
                                   node=table.add("TOCI"), numbers=numbers, keep_next=kind == "part"))  # fmt: skip
            kind_before = kind
    return Section(layout.CLAUSE, items)


def page_numbers(pages: list[Page]) -> dict[str, int]:
    """Page (from 1) of each heading."""
    found: dict[str, int] = {}
    for number, page in enumerate(pages, start=1):
        for placed in page.placed:
            for key in placed.item.keys:
                found.setdefault(key, number)
    return found
