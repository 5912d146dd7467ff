"""Forms, notices and cards on paper: headings beside what they head, choices over the whole width, rooms to write side by side.

Four looks (documents.md, sections 3 and 12): ordinary, large print, easy read with a picture beside each idea, and two
languages side by side. The words and their order are the draft's.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from studio.documents import layout
from studio.documents.diagram import Drawing
from studio.documents.easy_pictures import ideas, picture_for
from studio.documents.form_fields import asks, boxed, welsh, yes_or_no
from studio.documents.layout import Frame, Setting, Style
from studio.documents.pdf_easy import ROW_GAP, EasyChoice, PictureRow, answers_of
from studio.documents.pdf_heads import beside_heads
from studio.documents.pdf_items import (
    MEASURE,
    Beside,
    Columns,
    FieldItem,
    Hung,
    Item,
    Pair,
    Stack,
    TextItem,
    stacked_height,
)
from studio.documents.pdf_lines import BOX_GAP, Piece, natural_width
from studio.documents.pdf_measured import Measured
from studio.documents.pdf_story import Teller
from studio.documents.pdf_tables import PUBLIC, TableItem, TableLook
from studio.drafting.draft import Block, BlockType, Draft

GUTTER = 12.0  # between rooms side by side
COLUMN_SHARES = (0.5, 0.47, 0.44, 0.41, 0.38)  # of the width, for what stands at the left of a card
NARROWEST = 0.34  # of the row, for a room beside another
_TITLES = (BlockType.SERIES, BlockType.TITLE, BlockType.SUBTITLE)
ABOVE_RULE = 7.5  # so that the rule over a heading at the left does not touch the words above
NEARLY = 1.2  # of what two sheets hold: as much as a closer setting brings back
LITTLE = 0.25  # of a page
HALF = 0.5  # of a page: what explains less than this does not get a page of its own


@dataclass(frozen=True, slots=True)
class FormLook:
    """Frame and styles of one kind of form; `room` is the height of a line to write on."""

    frame: Frame
    text: Style
    heading: Style
    title: Style
    label: Style
    table: TableLook
    room: float
    together: float = layout.TOGETHER  # of a page: what is asked and its answers stay in one piece up to this height
    air: float = 1.0  # share of the usual white space between items: a card is one side

    def closer(self, share: float) -> FormLook:
        """With less between the lines; what is printed large for those who see badly keeps its distance."""
        if share == 1 or self.text.size > layout.FORM_TEXT.size:
            return self
        return replace(self, text=self.text.closer(share), heading=self.heading.closer(share),
                       table=self.table.closer(share))  # fmt: skip


_LARGE_TEXT = Style(layout.SANS, 18, 26, 0, 9)
_LARGE_STRONG = Style(layout.SANS_STRONG, 18, 26)
_EASY_TEXT = Style(layout.SANS, 16, 23.5, 0, 5, box=23.5)
_CARD_TABLE = replace(layout.FORM_TABLE, size=10, leading=12)
LOOKS = {
    "": FormLook(layout.FORM, layout.FORM_TEXT, layout.FORM_HEADING, layout.FORM_TITLE, layout.FIELD_LABEL, PUBLIC, 22),
    "large-print": FormLook(
        replace(layout.FORM, head_column=0), _LARGE_TEXT, Style(layout.SANS_STRONG, 23, 29, 18, 6, layout.ACCENT),
        Style(layout.SANS_STRONG, 31, 38, 0, 8, layout.ACCENT), _LARGE_STRONG,
        TableLook(replace(_LARGE_TEXT, after=0, leading=24), replace(_LARGE_STRONG, colour=layout.ACCENT),
                  replace(_LARGE_TEXT, after=0, leading=24), 7.0), 38, together=0.5,
    ),
    "easy-read": FormLook(
        replace(layout.FORM, head_column=0), _EASY_TEXT, Style(layout.SANS_STRONG, 18, 24, 0, 5, layout.ACCENT),
        Style(layout.SANS_STRONG, 27, 33, 0, 4, layout.ACCENT), Style(layout.SANS_STRONG, 16, 23.5), PUBLIC, 34,
    ),
    "card": FormLook(
        replace(layout.FORM, top=21.5 * layout.MM, foot=20.5 * layout.MM), Style(layout.SANS, 11, 13, 0, 4),
        replace(layout.FORM_HEADING, size=11, leading=13),
        replace(layout.FORM_TITLE, size=20, leading=24), replace(layout.FIELD_LABEL, size=11),
        TableLook(_CARD_TABLE, replace(_CARD_TABLE, face=layout.SANS_STRONG, colour=layout.ACCENT), _CARD_TABLE, 2.1,
                  heads_strong=False),
        22, air=0.45,
    ),
    "two-languages": FormLook(
        replace(layout.FORM, head_column=0), layout.FORM_TEXT, layout.FORM_HEADING, layout.FORM_TITLE,
        layout.FIELD_LABEL, PUBLIC, 22,
    ),
}  # fmt: skip


class FormTeller(Teller):
    """Turns the blocks of a form or notice into items."""

    def __init__(
        self,
        draft: Draft,
        pictures: Mapping[str, Drawing],
        setting: Setting = layout.USUAL,
        measured: Measured | None = None,
    ) -> None:
        super().__init__(draft, pictures, None, setting, measured)
        self.look = LOOKS["card" if draft.info.family == "card" else draft.info.look].closer(setting.lines)

    @property
    def form_frame(self) -> Frame:
        return self.look.frame

    def _body(self) -> Style:
        return self.look.text

    def _form_heading(self) -> Style:
        return self.look.heading

    def _form_title(self) -> Style:
        return self.look.title

    def _form_series(self) -> Style:
        text = self.look.text
        return replace(layout.SERIES, size=max(text.size, layout.SERIES.size), leading=max(text.leading, 14)) if (
            self.draft.info.look) else layout.SERIES  # fmt: skip

    def _table_look(self, block: Block) -> TableLook:
        del block
        return self.look.table

    # --- clause by clause --------------------------------------------------------------------------------------

    def _items(self, blocks: Sequence[Block], frame: Frame) -> list[Item]:
        if frame.name != self.look.frame.name:
            return super()._items(blocks, frame)
        if self.draft.info.look == "easy-read":
            return self._easy(blocks, frame)
        if self.draft.info.look == "two-languages":
            return list(self._two(blocks, frame))
        if self.draft.info.family == "card":
            return self._card(blocks, frame)
        items: list[Item] = []
        deciding: int | None = None
        for _, found in groupby(blocks, key=lambda block: block.clause):
            group = list(found)
            made = self._clause(group, frame)
            if deciding is None and any(map(yes_or_no, _words(group))):
                deciding = len(items)
            items += made
        self._spaced(items)
        if deciding and frame.head_column:
            self.story.crowded = _part(items, deciding, frame)
        return items

    def _spaced(self, items: Sequence[Item]) -> None:
        air = self.look.air * self.setting.air
        for item in items:
            least = ABOVE_RULE * self.setting.air if isinstance(item, Hung) else 0.0
            item.before, item.after = max(item.before * air, least), item.after * air

    def _card(self, blocks: Sequence[Block], frame: Frame) -> list[Item]:
        """A card: its tables over the whole width, what else it says below them in two columns (documents.md, 11)."""
        items: list[Item] = []
        shape = replace(frame, head_column=0)
        waiting: list[Stack] = []
        for _, found in groupby(blocks, key=lambda block: block.clause):
            group = list(found)
            wide = group[0].type in _TITLES or any(self._columns(block) > 2 for block in group)
            made = self._rows(group, shape)
            self._spaced(made)
            if wide:
                items += [*_two_columns(waiting, frame), *made]
                waiting = []
            else:
                waiting.append(Stack(items=made, before=ABOVE_RULE))
        return [*items, *_two_columns(waiting, frame)]

    def _clause(self, blocks: Sequence[Block], frame: Frame) -> list[Item]:
        """One clause; a table of choices takes the whole width, and so do its heading and what else the clause says."""
        wide = blocks[0].type in _TITLES or any(block.table and self._spans(block) for block in blocks)
        shape = replace(frame, head_column=0) if wide else frame
        made = self._rows(blocks, shape)
        if shape.head_column:
            made = beside_heads(made, shape)
        if (
            any(asks(block) for block in blocks)
            and stacked_height(made, frame.width) < self.look.together * frame.height
        ):
            for item in made[:-1]:
                item.keep_next = True
        return made

    @staticmethod
    def _spans(block: Block) -> bool:
        return (block.table is not None and block.table.style == "choices") or any(map(asks, block.cell_paragraphs()))

    def _rows(self, blocks: Sequence[Block], frame: Frame) -> list[Item]:
        made: list[Item] = []
        asked = any(block.type is BlockType.CHOICE for block in blocks)
        asking = False  # below a sub-heading, before its first answer
        for fields, group in groupby(blocks, key=lambda block: block.type is BlockType.FIELD):
            if fields:
                made += self._fields(list(group), frame)
                continue
            for block in group:
                if block.type is BlockType.CHOICE and made:
                    made[-1].keep_next = not isinstance(made[-1], Stack)  # a question and its boxes
                    asking = False
                if block.type is BlockType.TABLE and made:
                    made[-1].keep_next = not isinstance(made[-1], TableItem | Beside)  # what introduces a table
                made += self._block(block, frame)
                asking = asked and (asking or block.type is BlockType.SUBHEADING)
                if asking or block.text.rstrip().endswith(":"):
                    made[-1].keep_next = True
        return made

    def _choice(self, block: Block, frame: Frame) -> Item:
        """Answers side by side, none broken over a line that it would fit in."""
        style = replace(self.look.text, leading=max(self.look.text.leading, 18))
        left, node = self._indent(frame), self.parent.add("P")
        room = min(frame.width, MEASURE) - left
        lines = _packed(self.measured.words(boxed(block), style, block.key), room)
        if len(lines) > 1 and not self.draft.info.look:
            style = replace(style, size=layout.FORM_TABLE.size)
            lines = _packed(self.measured.words(boxed(block), style, block.key), room)
        made = [TextItem(words=words, style=style, node=node, left=left, last=number == len(lines) - 1)
                for number, words in enumerate(lines)]  # fmt: skip
        return Stack(items=made, keys=(block.key,), after=4 if self.look.room < 30 else 14)

    # --- rooms to write ----------------------------------------------------------------------------------------

    def _fields(self, blocks: Sequence[Block], frame: Frame) -> list[Item]:
        """Rooms to write, two beside one another where their labels leave space."""
        made: list[Item] = []
        left = self._indent(frame)
        width = frame.width - left
        waiting = [self._field(block) for block in blocks]
        while waiting:
            pair = waiting[:2] if self.look.room < 30 else waiting[:1]
            needs = [natural_width(each.words) for each in pair]
            if len(pair) == 2 and sum(needs) + GUTTER <= 1.04 * width and pair[0].rows == pair[1].rows:
                made.append(_side_by_side(pair, needs, left, width))
                waiting = waiting[2:]
                continue
            pair[0].left = left
            made.append(pair[0])
            waiting = waiting[1:]
        return made

    def _field(self, block: Block) -> FieldItem:
        return FieldItem(words=self.measured.words(block.runs, self.look.label), node=self.parent.add("P"), rows=block.lines,
                         row_height=self.look.room, style=self.look.label, before=5, after=7,
                         keys=(block.key,))  # fmt: skip

    # --- easy read ---------------------------------------------------------------------------------------------

    def _easy(self, blocks: Sequence[Block], frame: Frame) -> list[Item]:
        """One row for each idea: a picture at the left, its words at the right."""
        items: list[Item] = []
        for row in ideas(blocks):
            if row[0].type in _TITLES:
                items += [item for block in row for item in self._block(block, frame)]
                continue
            made: list[Item] = []
            for block in row:
                if block.type is BlockType.CHOICE:
                    made.append(self._easy_choice(block))
                elif block.type is BlockType.FIELD:
                    made.append(self._field(block))
                else:
                    made += self._block(block, frame)
            head = made[0]
            bare = len(row) == 1  # a heading alone has nothing to say without the row under it
            above = bare or (row[0].type is BlockType.SUBHEADING and row[-1].type is not BlockType.CHOICE)
            items.append(PictureRow(items=made, drawing=picture_for(row), before=ROW_GAP, after=ROW_GAP, keys=head.keys,
                                    bookmark=head.bookmark, keep_next=above))  # fmt: skip
        return items

    def _easy_choice(self, block: Block) -> Item:
        return EasyChoice(words=self.measured.words(boxed(block), self.look.text, block.key), style=self.look.text,
                          node=self.parent.add("P"), keys=(block.key,), before=4)  # fmt: skip

    # --- two languages -----------------------------------------------------------------------------------------

    def _two(self, blocks: Sequence[Block], frame: Frame) -> Iterator[Item]:
        """Welsh left, English right, a row for each paragraph, so that both stay level; tables take the whole width."""
        waiting: list[Block] = []
        for (_, first), found in groupby(blocks, key=lambda block: (block.clause, welsh(block.key))):
            if waiting and first:
                yield from self._pair(waiting, [], frame)
            if first:
                waiting = list(found)
                continue
            yield from self._pair(waiting, list(found), frame)
            waiting = []
        yield from self._pair(waiting, [], frame)

    def _pair(self, left: Sequence[Block], right: Sequence[Block], frame: Frame) -> Iterator[Item]:
        """One clause in both languages, line by line; without one to one lines, one text after the other."""
        half = replace(frame, width=(frame.width - 2 * GUTTER) / 2)
        if not any(block.table for block in (*left, *right)):
            yield from self._level(self._column(left, half), self._column(right, half), frame)
            return
        if len(left) != len(right):
            yield from self._clause(left, frame)
            yield from self._clause(right, frame)
            return
        for table, found in groupby(zip(left, right, strict=True), key=lambda both: both[0].table is not None):
            both = list(found)
            sides = [pair[0] for pair in both], [pair[1] for pair in both]
            if table:
                yield from (item for side in sides for block in side for item in self._block(block, frame))
                continue
            rows = list(self._level(self._column(sides[0], half), self._column(sides[1], half), frame))
            for row in rows:
                row.keep_next = True
            yield from rows

    def _column(self, group: Sequence[Block], half: Frame) -> list[Item]:
        """The items of one side; each says its own language, so that a gap named in English is heard in English."""
        made: list[Item] = []
        for block in group:
            made += [self._field(block)] if block.type is BlockType.FIELD else self._block(block, half)
        return made

    @staticmethod
    def _level(left: Sequence[Item], right: Sequence[Item], frame: Frame) -> Iterator[Item]:
        wide = (frame.width - 2 * GUTTER) / 2
        for number in range(max(len(left), len(right))):
            sides = [side[number] if number < len(side) else None for side in (left, right)]
            _same_height([side for side in sides if isinstance(side, FieldItem)], wide)
            first = next(side for side in sides if side is not None)
            columns = [(at, wide, Stack(items=[side]))
                       for at, side in zip((0.0, wide + 2 * GUTTER), sides, strict=True) if side is not None]  # fmt: skip
            yield Pair(columns=columns, before=max(side.before for side in sides if side is not None),
                       after=max(side.after for side in sides if side is not None), middle=wide + GUTTER,
                       keep_next=first.keep_next, keys=first.keys, bookmark=first.bookmark)  # fmt: skip


def _words(blocks: Sequence[Block]) -> Iterator[Block]:
    for block in blocks:
        yield block
        yield from block.cell_paragraphs()


def _packed(words: Sequence[Piece], width: float) -> list[list[Piece]]:
    """The answers in lines, each as many as fit."""
    lines: list[list[Piece]] = []
    at = 0.0
    for answer in answers_of(words):
        wide = natural_width(answer) + BOX_GAP
        if not lines or at + wide > width:
            lines.append([])
            at = 0.0
        lines[-1] += answer
        at += wide
    return lines


def _side_by_side(pair: Sequence[FieldItem], needs: Sequence[float], left: float, width: float) -> Item:
    """Two rooms in a row, as wide as their labels need; both boxes stand level."""
    room = width - GUTTER
    share = min(max(needs[0] / max(sum(needs), 1.0), NARROWEST), 1 - NARROWEST)
    wide = [room * share, room * (1 - share)]
    _same_height(pair, *wide)
    columns = [(left, wide[0], Stack(items=[pair[0]])), (left + wide[0] + GUTTER, wide[1], Stack(items=[pair[1]]))]
    return Columns(columns=columns, before=pair[0].before, after=pair[0].after)


def _same_height(fields: Sequence[FieldItem], *wide: float) -> None:
    """Boxes below labels of different length stand level; `wide` is one width for all, or one for each."""
    widths = wide if len(wide) == len(fields) else wide[:1] * len(fields)
    most = max((each.label_lines(width) for each, width in zip(fields, widths, strict=True)), default=1)
    for each in fields:
        each.least_lines = most


def _two_columns(stacks: Sequence[Stack], frame: Frame) -> list[Item]:
    """The stacks in their order, the first of them at the left; parted, and as wide, as makes them lowest.

    What would be higher than a page in two columns goes on over the page in one.
    """
    width = frame.width
    plain = [item for stack in stacks for item in stack.items]
    if len(stacks) < 2:
        return list(stacks) if stacked_height(stacks, width) <= frame.height else plain
    ways = [(share * (width - 2 * GUTTER), at) for share in COLUMN_SHARES for at in range(1, len(stacks))]

    def highest(way: tuple[float, int]) -> float:
        left, at = way
        return max(stacked_height(stacks[:at], left), stacked_height(stacks[at:], width - 2 * GUTTER - left))

    left, at = min(ways, key=highest)
    if highest((left, at)) > frame.height:
        return plain
    right = width - 2 * GUTTER - left
    columns = [(0.0, left, Stack(items=stacks[:at])), (left + 2 * GUTTER, right, Stack(items=stacks[at:]))]
    return [Pair(columns=columns, before=ABOVE_RULE, middle=left + GUTTER)]


def _share_out(items: Sequence[Item], over: float, frame: Frame) -> None:
    """A last page of what explains that would hold a few lines gets the whole of its last headings."""
    if over == 0 or over > LITTLE * frame.height:
        return
    heads = [at for at, item in enumerate(items) if isinstance(item, Hung)]
    enough = [at for at in heads if stacked_height(items[at:], frame.width) >= LITTLE * frame.height]
    if enough and stacked_height(items[: enough[-1]], frame.width) >= HALF * frame.height:
        items[enough[-1]].wants = frame.height


def _part(items: Sequence[Item], deciding: int, frame: Frame) -> bool:
    """What is decided begins a sheet of its own where that keeps choices and signature on one sheet.

    On one sheet: page 1 explains, page 2 decides. Longer forms: the first sheet explains, the second decides. Gives
    whether two sheets nearly hold the form so.
    """
    high = frame.height
    explains = stacked_height(items[:deciding], frame.width)
    decides = stacked_height(items[deciding:], frame.width)
    if explains + decides <= high or explains < HALF * high:
        return False
    starts = math.ceil(explains / high) + 1
    if decides <= high or (decides <= 2 * high and starts % 2 == 1):
        items[deciding].wants = high
        _share_out(items[:deciding], explains % high, frame)
        return False
    return decides > 2 * high and max(explains, decides) <= NEARLY * 2 * high
