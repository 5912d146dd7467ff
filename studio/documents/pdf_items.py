"""What stands in a frame, one under the other: items that know their height, can split and can draw themselves.

Every item is measured for a width first; drawing never measures. Structure nodes belong to the item, so both halves of
a split item write into the same node.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass, field

from studio.documents import layout
from studio.documents.layout import Style
from studio.documents.pdf_lines import Line, Piece, break_lines, plain, shared_language
from studio.documents.pdf_pen import Pen
from studio.documents.pdf_tag import Node

MEASURE = 163 * layout.MM  # prose on a wide page goes no further


@dataclass(slots=True)
class Note:
    """A note in the outer margin, level with its item's first line."""

    tag: str
    words: list[Piece]
    node: Node

    def __post_init__(self) -> None:
        _speaks(self.node, self.words)

    def lines(self, width: float) -> list[Line]:
        tag = break_lines(plain(self.tag, layout.NOTE_TAG), width, layout.NOTE_TAG) if self.tag else []
        return tag + break_lines(self.words, width, layout.NOTE)

    def height(self, width: float) -> float:
        return sum(line.leading for line in self.lines(width))

    def draw(self, pen: Pen, x: float, y: float, width: float) -> None:
        bottom = pen.paragraph(x + 6, y, self.lines(width - 6), self.node)
        pen.upright(x, y, bottom, layout.LINE, 0.8)


@dataclass(slots=True)
class Item:
    """One thing in the flow. `keys` are the paragraph keys that links may lead to."""

    before: float = 0
    after: float = 0
    keep_next: bool = False
    keys: tuple[str, ...] = ()
    notes: list[Note] = field(default_factory=list)
    bookmark: tuple[int, str] | None = None  # level, words
    entry: tuple[str, str, str] | None = None  # contents: kind, number, words
    optional: bool = False  # left out where it does not fit on the page
    bleed: bool = False  # may reach into the notes' column
    wants: float = 0  # room below the top of this item without which a new page is taken

    def height(self, width: float) -> float:
        raise NotImplementedError

    def least(self, width: float) -> float:
        """Height of the smallest first part that may stand alone."""
        return self.height(width)

    def split(self, width: float, room: float) -> tuple[Item, Item] | None:
        """The part that fits and the rest, or None."""
        del width, room
        return None

    def draw(self, pen: Pen, x: float, y: float, width: float) -> None:
        raise NotImplementedError

    def mark(self, pen: Pen, x: float, y: float) -> None:
        for key in self.keys:
            pen.anchor(key, x, y)


def _speaks(node: Node | None, words: Sequence[Piece]) -> None:
    """The passage's language stands on its element (ISO 14289-1, 7.2)."""
    if node is not None and (lang := shared_language(words)):
        node.lang = lang


@dataclass(slots=True)
class Label:
    """The number or bullet before a paragraph."""

    text: str
    at: float
    style: Style
    node: Node | None
    size: float | None = None


@dataclass(slots=True)
class TextItem(Item):
    """A paragraph."""

    words: list[Piece] = field(default_factory=list)
    style: Style = layout.BODY
    node: Node | None = None
    left: float = 0
    label: Label | None = None
    whole: bool = False
    hangs: bool = False  # a form's heading: stands in the head column
    first: bool = True
    lines: list[Line] | None = None
    lines_width: float = -1
    last: bool = True
    bar: str = ""

    def __post_init__(self) -> None:
        _speaks(self.node, self.words)

    def fit(self, width: float) -> list[Line]:
        if self.lines is None or (self.first and self.last and self.lines_width != width):
            self.lines = break_lines(self.words, min(width, MEASURE) - self.left, self.style)
            self.lines_width = width
        return self.lines

    def height(self, width: float) -> float:
        return len(self.fit(width)) * self.style.leading

    def least(self, width: float) -> float:
        count = len(self.fit(width))
        return (count if count <= 3 or self.whole else 2) * self.style.leading

    def split(self, width: float, room: float) -> tuple[Item, Item] | None:
        lines = self.fit(width)
        count = int((room + 0.01) // self.style.leading)
        count = min(count, len(lines) - 2)
        if self.whole or count < 2:
            return None
        head, rest = copy.copy(self), copy.copy(self)
        head.lines, rest.lines = lines[:count], lines[count:]
        head.last, head.after, head.keep_next = False, 0, False
        rest.first, rest.label, rest.before, rest.keys, rest.notes = False, None, 0, (), []
        rest.bookmark = rest.entry = None
        return head, rest

    def draw(self, pen: Pen, x: float, y: float, width: float) -> None:
        self.mark(pen, x, y)
        lines = self.fit(width)
        if self.label and self.label.text:
            style = self.label.style
            baseline = y + self.style.leading * 0.5 + self.style.size * 0.33
            with pen.tagged(self.label.node):
                pen.text(x + self.label.at, baseline, self.label.text + " ", style.face, style.size, ink=style.colour)
        bottom = pen.paragraph(x + self.left, y, lines, self.node, last=self.last)
        if self.bar:
            pen.upright(x + self.left - 8, y + 1, bottom - 1, self.bar, 0.8)


@dataclass(slots=True)
class Rule(Item):
    """A horizontal line over the frame's width."""

    thick: float = 0.4
    ink: str = layout.LINE
    span: float | None = None

    def height(self, width: float) -> float:
        del width
        return self.thick

    def draw(self, pen: Pen, x: float, y: float, width: float) -> None:
        pen.rule(x, y, x + (self.span or width), self.ink, self.thick)


@dataclass(slots=True)
class Space(Item):
    amount: float = 0

    def height(self, width: float) -> float:
        del width
        return self.amount

    def draw(self, pen: Pen, x: float, y: float, width: float) -> None:
        del pen, x, y, width


@dataclass(slots=True)
class Stack(Item):
    """Items that stay together; the gaps between them are theirs."""

    items: Sequence[Item] = ()

    def _places(self, width: float) -> list[tuple[Item, float]]:
        places, y, gap = [], 0.0, 0.0
        for number, item in enumerate(self.items):
            y += max(gap, item.before) if number else 0
            places.append((item, y))
            y += item.height(width)
            gap = item.after
        return places

    def height(self, width: float) -> float:
        places = self._places(width)
        return places[-1][1] + places[-1][0].height(width) if places else 0

    def draw(self, pen: Pen, x: float, y: float, width: float) -> None:
        self.mark(pen, x, y)
        for item, down in self._places(width):
            item.draw(pen, x, y + down, width)


@dataclass(slots=True)
class Columns(Item):
    """Items side by side, each column with its left edge, width and stack; stays in one piece."""

    columns: Sequence[tuple[float, float, Stack]] = ()

    def height(self, width: float) -> float:
        del width
        return max(stack.height(wide) for _, wide, stack in self.columns)

    def draw(self, pen: Pen, x: float, y: float, width: float) -> None:
        del width
        self.mark(pen, x, y)
        for left, wide, stack in self.columns:
            stack.draw(pen, x + left, y, wide)


@dataclass(slots=True)
class Pair(Columns):
    """Two languages side by side, with a rule between them."""

    middle: float = 0

    def draw(self, pen: Pen, x: float, y: float, width: float) -> None:
        pen.upright(x + self.middle, y - self.before, y + self.height(width) + self.after, layout.LINE, 0.8)
        Columns.draw(self, pen, x, y, width)


@dataclass(slots=True)
class Hung(Item):
    """A heading in its own column at the left, level with the beginning of what it heads."""

    head: Item = field(default_factory=Item)
    body: Item = field(default_factory=Item)
    column: float = 0

    def height(self, width: float) -> float:
        return max(self.head.height(self.column), self.body.height(width))

    def least(self, width: float) -> float:
        return max(self.head.height(self.column), self.body.least(width))

    def split(self, width: float, room: float) -> tuple[Item, Item] | None:
        halves = self.body.split(width, room)
        if halves is None:
            return None
        first = copy.copy(self)
        first.body, first.after, first.keep_next = halves[0], 0, False
        halves[1].keep_next = self.keep_next
        return first, halves[1]

    def draw(self, pen: Pen, x: float, y: float, width: float) -> None:
        self.mark(pen, x, y)
        pen.rule(x, y - 5, x + width)
        self.head.draw(pen, x, y, self.column)
        self.body.draw(pen, x, y, width)


@dataclass(slots=True)
class Beside(Item):
    """An item pushed to the right of the head column."""

    item: Item = field(default_factory=Item)
    left: float = 0

    def height(self, width: float) -> float:
        return self.item.height(width - self.left)

    def least(self, width: float) -> float:
        return self.item.least(width - self.left)

    def split(self, width: float, room: float) -> tuple[Item, Item] | None:
        halves = self.item.split(width - self.left, room)
        if halves is None:
            return None
        first, rest = copy.copy(self), copy.copy(self)
        first.item, rest.item, rest.before = halves[0], halves[1], 0
        return first, rest

    def draw(self, pen: Pen, x: float, y: float, width: float) -> None:
        self.item.draw(pen, x + self.left, y, width - self.left)


@dataclass(slots=True)
class FieldItem(Item):
    """A label above a box to write in."""

    words: list[Piece] = field(default_factory=list)
    node: Node | None = None
    left: float = 0
    rows: int = 1
    row_height: float = 22
    style: Style = layout.FIELD_LABEL
    least_lines: int = 1  # the box stands below so many lines, level with one beside it

    def __post_init__(self) -> None:
        _speaks(self.node, self.words)

    def _lines(self, width: float) -> list[Line]:
        return break_lines(self.words, width - self.left, self.style)

    def label_lines(self, width: float) -> int:
        return len(self._lines(width))

    def _down(self, width: float) -> float:
        return max(self.label_lines(width), self.least_lines) * self.style.leading + 2

    def height(self, width: float) -> float:
        return self._down(width) + self.rows * self.row_height

    def draw(self, pen: Pen, x: float, y: float, width: float) -> None:
        self.mark(pen, x, y)
        lines = self._lines(width)
        pen.paragraph(x + self.left, y + self._down(width) - 2 - len(lines) * self.style.leading, lines, self.node)
        top, high = y + self._down(width), self.rows * self.row_height
        pen.frame(x + self.left, top, width - self.left, high)
        for key in self.keys:
            pen.write_in(self.node, key, x + self.left, top, width - self.left, high)


def stacked_height(items: Sequence[Item], width: float) -> float:
    """Height of the items one under the other."""
    return Stack(items=items).height(width)
