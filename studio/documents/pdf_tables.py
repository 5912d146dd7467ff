"""Tables: column widths from the words, rows that stay whole, heads and captions that repeat."""

from __future__ import annotations

import copy
import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from studio.documents import layout
from studio.documents.form_fields import boxed
from studio.documents.layout import Style
from studio.documents.pdf_items import FieldItem, Item, Label, TextItem
from studio.documents.pdf_lines import longest_word, natural_width, plain
from studio.documents.pdf_measured import Measured
from studio.documents.pdf_pen import Pen
from studio.documents.pdf_tag import Node
from studio.drafting.draft import Block, BlockType, Cell, Table

PADDING = 4.6
WHOLE_TABLE = 55 * layout.MM  # a table below this height stays on one page,
WHOLE_FACTS = 80 * layout.MM  # a list of facts below this
STEPS = 30
MOST_MEASURED = 60  # rows that are looked at for the columns' widths
LOST_AT_END = 9.0
LEAST_COLUMN = 13 * layout.MM


@dataclass(slots=True)
class CellItem:
    """Paragraphs of one cell."""

    items: list[Item]
    known: tuple[float, float] = (-1.0, 0.0)  # the last width asked for, and the height then

    def height(self, width: float) -> float:
        if self.known[0] != width:
            self.known = (width, self._height(width))
        return self.known[1]

    def _height(self, width: float) -> float:
        return sum(item.height(width) for item in self.items) + 2.0 * max(0, len(self.items) - 1)

    def draw(self, pen: Pen, x: float, y: float, width: float, *, artifact: bool = False) -> None:
        for item in self.items:
            shown = item
            if artifact and isinstance(item, TextItem):
                shown = copy.copy(item)
                shown.node, shown.keys, shown.label = None, (), None
            shown.draw(pen, x, y, width)
            y += item.height(width) + 2.0


@dataclass(slots=True)
class RowItem:
    key: str
    cells: list[CellItem]

    def height(self, widths: Sequence[float], padding: float) -> float:
        inner = (cell.height(width - 2 * PADDING) for cell, width in zip(self.cells, widths, strict=False))
        return max(inner, default=0.0) + 2 * padding


@dataclass(slots=True)
class TableItem(Item):
    """A table in the flow."""

    head: list[RowItem] = field(default_factory=list)
    rows: list[RowItem] = field(default_factory=list)
    caption: TextItem | None = None
    kind: str = "grid"
    padding: float = 4.2
    measured: dict[float, list[float]] = field(default_factory=dict)  # widths of the columns by that of the table
    continued: bool = False

    def widths(self, width: float) -> list[float]:
        if width not in self.measured:
            self.measured[width] = _column_widths(self, width)
        return self.measured[width]

    def least_width(self) -> float:
        """Width below which a word would have to be broken."""
        return sum(_needs(self)[0])

    def _top(self, width: float) -> float:
        heads = sum(row.height(self.widths(width), self.padding) for row in self.head)
        caption = self.caption.height(width) + layout.CAPTION.after if self.caption else 0
        return heads + caption

    def height(self, width: float) -> float:
        return self._top(width) + sum(row.height(self.widths(width), self.padding) for row in self.rows) + 1.2

    def least(self, width: float) -> float:
        whole = self.height(width)
        if whole <= (WHOLE_FACTS if self.kind == "facts" else WHOLE_TABLE):
            return whole
        rows = [row.height(self.widths(width), self.padding) for row in self.rows[:2]]
        first = sum(rows) if sum(rows) <= layout.TOGETHER * layout.FULL.height else rows[0]
        return self._top(width) + min(first, layout.ROW_WHOLE)

    def split(self, width: float, room: float) -> tuple[Item, Item] | None:
        widths = self.widths(width)
        left = room - self._top(width) - 1.2
        count = 0
        for row in self.rows:
            high = row.height(widths, self.padding)
            if high > left:
                break
            left -= high
            count += 1
        if count == len(self.rows):
            return None
        halves = None
        if count == len(self.rows) - 1 and count > 1 and self._pair_fits(widths):
            count -= 1  # a last row alone on a page looks forgotten
        if self.rows[count].height(widths, self.padding) > layout.ROW_WHOLE:
            halves = _split_row(self.rows[count], widths, left - 2 * self.padding)
        if halves:
            before, after = [*self.rows[:count], halves[0]], [halves[1], *self.rows[count + 1 :]]
        elif count:
            before, after = self.rows[:count], self.rows[count:]
        else:
            return None
        return self._part(before, first=True), self._part(after, first=False)

    def _pair_fits(self, widths: Sequence[float]) -> bool:
        return sum(row.height(widths, self.padding) for row in self.rows[-2:]) <= layout.ROW_WHOLE

    def _part(self, rows: list[RowItem], *, first: bool) -> TableItem:
        part = copy.copy(self)
        part.rows = rows
        if first:
            part.keep_next, part.after = False, 0
        else:
            part.continued, part.notes, part.keys, part.before = True, [], (), 0
            if self.caption:
                part.caption = _continued(self.caption)
        return part

    def draw(self, pen: Pen, x: float, y: float, width: float) -> None:
        self.mark(pen, x, y)
        if self.caption:
            self.caption.draw(pen, x, y, width)
            y += self.caption.height(width) + layout.CAPTION.after
        widths = self.widths(width)
        right = x + sum(widths)
        pen.rule(x, y, right, layout.ACCENT, 1.2 if self.head else 0.8)
        for row in self.head:
            high = row.height(widths, self.padding)
            pen.area(x, y + 0.6, right - x, high - 0.6, layout.TINT)
            self._row(pen, row, x, y, widths, artifact=self.continued)
            y += high
            pen.rule(x, y, right, layout.ACCENT, 0.8)
        top = y
        for number, row in enumerate(self.rows):
            self._row(pen, row, x, y, widths, artifact=False)
            y += row.height(widths, self.padding)
            final = number == len(self.rows) - 1
            pen.rule(x, y, right, layout.ACCENT if final else layout.LINE, 0.8 if final else 0.4)
        if self.kind == "choices":
            for edge in range(1, len(widths)):
                pen.upright(x + sum(widths[:edge]), top, y)

    def _row(self, pen: Pen, row: RowItem, x: float, y: float, widths: Sequence[float], *, artifact: bool) -> None:
        if row.key and not artifact:
            pen.anchor(row.key, x, y)
        for cell, width in zip(row.cells, widths, strict=False):
            cell.draw(pen, x + PADDING, y + self.padding, width - 2 * PADDING, artifact=artifact)
            x += width


def _continued(caption: TextItem) -> TextItem:
    again = copy.copy(caption)
    if not (caption.words and caption.words[-1].text.endswith(", continued")):
        again.words = [*caption.words, *plain(", continued", caption.style)]
    again.lines, again.node, again.keys = None, None, ()
    return again


def _split_row(row: RowItem, widths: Sequence[float], room: float) -> tuple[RowItem, RowItem] | None:
    heads, rests = [], []
    for cell, width in zip(row.cells, widths, strict=False):
        head, rest = _split_cell(cell, width - 2 * PADDING, room)
        heads.append(head)
        rests.append(rest)
    if not any(cell.items for cell in heads) or not any(cell.items for cell in rests):
        return None
    if any(cell.items and not head.items for cell, head in zip(row.cells, heads, strict=True)):
        return None
    return RowItem(row.key, heads), RowItem("", rests)


def _split_cell(cell: CellItem, width: float, room: float) -> tuple[CellItem, CellItem]:
    for number, item in enumerate(cell.items):
        high = item.height(width)
        if high > room:
            halves = item.split(width, room)
            if halves:
                return (CellItem([*cell.items[:number], halves[0]]), CellItem([halves[1], *cell.items[number + 1 :]]))
            return CellItem(cell.items[:number]), CellItem(cell.items[number:])
        room -= high + 2.0
    return CellItem(list(cell.items)), CellItem([])


def _needs(table: TableItem) -> tuple[list[float], list[float]]:
    """Least and natural width of each column."""
    count = max((len(row.cells) for row in (*table.head, *table.rows)), default=0)
    least, natural = [0.0] * count, [0.0] * count
    for row in (*table.head, *table.rows):
        for index, cell in enumerate(row.cells):
            for item in cell.items:
                if isinstance(item, TextItem | FieldItem):
                    least[index] = max(least[index], longest_word(item.words) + item.left)
                    natural[index] = max(natural[index], natural_width(item.words) + item.left)
    floor = LEAST_COLUMN if count <= 12 else 0
    least = [max(wide + 2 * PADDING + 0.5, floor) for wide in least]
    return least, [max(wide + 2 * PADDING + 0.5, low) for wide, low in zip(natural, least, strict=True)]


def _column_widths(table: TableItem, width: float) -> list[float]:
    least, natural = _needs(table)
    if table.kind == "facts" and len(least) == 2:
        narrow = width <= 120 * layout.MM
        usual = max(0.36 * width, width - natural[1]) if narrow else 0.36 * width
        first = min(max(least[0], min(natural[0], usual)), (0.6 if narrow else 0.5) * width)
        first = max(first, 0 if narrow else 42 * layout.MM)
        return [first, width - first]
    if sum(natural) <= width:
        spare = (width - sum(natural)) / sum(natural)
        return [wide + wide * spare for wide in natural]
    if sum(least) >= width:
        return [wide * width / sum(least) for wide in least]
    return _shared(table, least, natural, width)


def _shared(table: TableItem, least: list[float], natural: list[float], width: float) -> list[float]:
    """What is left over goes, bit by bit, to the column that makes the table lowest."""
    widths = list(least)
    every = -(-len(table.rows) // MOST_MEASURED)
    demands = [[_paragraph_widths(cell) for cell in row.cells] for row in (*table.head, *table.rows[::every])]
    lines = [[_lines(cell, widths[k]) for k, cell in enumerate(row)] for row in demands]
    high = [_row_lines(row) for row in lines]
    step = (width - sum(least)) / STEPS
    for _ in range(STEPS):
        gains = [
            _gain(demands, lines, high, k, wide + step) if wide < natural[k] else 0.0 for k, wide in enumerate(widths)
        ]
        chosen = max(range(len(widths)), key=lambda k: gains[k] or 1e-6 * (natural[k] - widths[k]))
        widths[chosen] += step
        for number, (row, needs) in enumerate(zip(lines, demands, strict=True)):
            if chosen < len(row):
                row[chosen] = _lines(needs[chosen], widths[chosen])
                high[number] = _row_lines(row)
    return widths


def _gain(
    demands: list[list[list[float]]], lines: list[list[float]], high: Sequence[float], k: int, wide: float
) -> float:
    """Lines that the table loses where column `k` becomes `wide` points; `high` is what `_row_lines` says of each row."""
    total = 0.0
    for needs, row, now in zip(demands, lines, high, strict=True):
        if k < len(row) and row[k] > 1:
            total += now - _row_lines([*row[:k], _lines(needs[k], wide), *row[k + 1 :]])
    return total


def _row_lines(row: Sequence[float]) -> float:
    """About the greatest; smooth, so that two cells of one height are both worth widening."""
    return math.sqrt(math.sqrt(math.hypot(*(high**4 for high in row))))


def _lines(paragraphs: Sequence[float], wide: float) -> float:
    """Lines that paragraphs of these natural widths take; each full line loses part of a word at its end."""
    room = max(wide - 2 * PADDING, 1.0)
    return sum(1.0 if need <= room else need / max(room - LOST_AT_END, 8.0) + 0.3 for need in paragraphs)


def _paragraph_widths(cell: CellItem) -> list[float]:
    return [natural_width(item.words) for item in cell.items if isinstance(item, TextItem | FieldItem)]


@dataclass(frozen=True, slots=True)
class TableLook:
    """Styles of a table in one family of documents."""

    text: Style
    head: Style
    label: Style
    padding: float
    heads_strong: bool = True  # the first cell of a row; if not, the words that are marked in it alone

    def closer(self, share: float) -> TableLook:
        """The same with this share of the distance between lines, and less between rows."""
        return replace(self, text=self.text.closer(share), head=self.head.closer(share), label=self.label.closer(share),
                       padding=self.padding * share * share)  # fmt: skip


AGREEMENT = TableLook(layout.TABLE_TEXT, layout.TABLE_HEAD, layout.TABLE_TEXT, 4.2)
FACTS = TableLook(layout.FACTS_VALUE, layout.FACTS_LABEL, layout.FACTS_LABEL, 3.4)
PUBLIC = TableLook(layout.FORM_TABLE, layout.FORM_TABLE_HEAD, layout.FORM_TABLE, 3.8)


def table_item(block: Block, table: Table, parent: Node, look: TableLook, measured: Measured) -> TableItem:
    """The block's table with its nodes under `parent`."""
    node = parent.add("Table")
    caption = None
    if table.caption:
        caption = TextItem(words=measured.words(table.caption, layout.CAPTION), style=layout.CAPTION,
                           node=node.add("Caption").add("P"), whole=True)  # fmt: skip
    item = TableItem(before=10 if not caption else layout.CAPTION.before, after=10, keys=(block.key,),
                     caption=caption, kind=table.style, padding=look.padding, measured=measured.columns(table))  # fmt: skip
    if table.head:
        line = node.add("THead").add("TR")
        heads = [_cell(cell, line.add("TH", scope="Column"), look.head, measured) for cell in table.head]
        item.head.append(RowItem("", heads))
    body = node.add("TBody")
    for row in table.rows:
        line = body.add("TR")
        cells = []
        for index, cell in enumerate(row.cells):
            names_row = index == 0 and (table.row_heads or table.style == "facts")
            place = line.add("TH", scope="Row") if names_row else line.add("TD")
            style = _head_of_row(look, table) if names_row else look.text
            below = look.text if names_row and table.style != "facts" else None
            cells.append(_cell(cell, place, style, measured, below))
        for _ in range(len(table.head) - len(row.cells)):  # rows to fill in may name their first cells alone
            line.add("TD")
        item.rows.append(RowItem(row.key, cells))
    return item


def _head_of_row(look: TableLook, table: Table) -> Style:
    if table.style == "facts":
        return layout.FACTS_LABEL if look is FACTS else replace(layout.FACTS_LABEL, size=look.label.size)
    return replace(look.label, face=look.label.strong) if look.heads_strong else look.label


def _cell(cell: Cell, node: Node, style: Style, measured: Measured, below: Style | None = None) -> CellItem:
    """`below` is the look of all paragraphs but the first."""
    items: list[Item] = []
    listed: Node | None = None
    for number, block in enumerate(cell.paragraphs):
        look = below if number and below else style
        if block.type is BlockType.BULLET:
            listed = listed or node.add("L", numbering="None")
            items.append(_bullet(block, listed, look, measured))
        else:
            listed = None
            items.append(cell_paragraph(block, node, look, measured))
    return CellItem(items)


def _bullet(block: Block, listed: Node, style: Style, measured: Measured) -> Item:
    line = listed.add("LI")
    label = Label("•", 0, style, line.add("Lbl"))
    return TextItem(words=measured.words(block.runs, style), style=style, node=line.add("LBody"), left=8, label=label,
                    keys=(block.key,))  # fmt: skip


def cell_paragraph(block: Block, node: Node, style: Style, measured: Measured) -> Item:
    """One paragraph of a cell."""
    keys = (block.key,)
    if block.type is BlockType.FIELD:
        label = replace(style, face=style.strong)
        return FieldItem(
            words=measured.words(block.runs, label), node=node.add("P"), rows=block.lines, style=label, keys=keys
        )
    if block.type is BlockType.CHOICE:
        tall = replace(style, leading=max(style.leading, 17))
        return TextItem(words=measured.words(boxed(block), tall, block.key), style=tall, node=node.add("P"), keys=keys)
    look = replace(style, leading=max(style.leading, 17)) if any(run.box for run in block.runs) else style
    return TextItem(words=measured.words(block.runs, look, block.key), style=look, node=node.add("P"), keys=keys)
