"""Where pages and sections begin in what was sent: by breaks, by properties of paragraphs, by sections."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from studio.returns.paragraphs import Paragraph, Story

PAGE, SECTION = "page break", "section break"
_SAME_PAGE = frozenset({"continuous", "nextColumn"})  # 17.18.77


class Break(NamedTuple):
    """A break before letter `at` of a paragraph as sent; 0 also where only white space stands before it."""

    at: int
    kind: str


def breaks_of(story: Story) -> dict[Paragraph, list[Break]]:
    """The breaks by the paragraph whose words come next: programs say the same break in four ways, in either paragraph.

    A section that begins a page counts as the page break that it is (ECMA-376 17.3.1.23, 17.3.3.1, 17.6.22).
    """
    begins = {place: SECTION if kind in _SAME_PAGE else PAGE for place, kind in story.sections[1:]}
    found: dict[Paragraph, list[Break]] = {}
    open_kind = ""
    for place, paragraph in enumerate(story.paragraphs):
        if place in begins:
            open_kind = PAGE if PAGE in {open_kind, begins[place]} else SECTION
        if paragraph.breaks and not paragraph.cells:
            open_kind = PAGE
        if open_kind or paragraph.things:
            open_kind = _inside(paragraph, open_kind, found)
    return found


def _inside(paragraph: Paragraph, open_kind: str, found: dict[Paragraph, list[Break]]) -> str:
    """Notes the breaks of one paragraph, and gives the one that waits for words behind it."""
    at, words = 0, False
    for piece in paragraph.pieces:
        if not piece.in_("rejected"):
            continue
        if piece.thing == "page break":
            open_kind = PAGE
        elif piece.text.strip():
            if open_kind:
                found.setdefault(paragraph, []).append(Break(at if words else 0, open_kind))
            open_kind, words = "", True
        at += len(piece.text)
    return open_kind


def of_group(group: Iterable[Paragraph], breaks: Mapping[Paragraph, list[Break]]) -> tuple[Break, ...]:
    """The breaks of paragraphs that run together."""
    found: list[Break] = []
    start = 0
    for paragraph in group:
        found += [Break(start + each.at, each.kind) for each in breaks.get(paragraph, ())]
        start += len(paragraph.text("rejected"))
    return tuple(found)
