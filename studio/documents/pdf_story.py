"""From a draft to sections of items with their structure nodes: which page shape each block stands on, and how."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from studio.documents import layout
from studio.documents.diagram import Drawing
from studio.documents.form_fields import boxed
from studio.documents.layout import Frame, Setting, Style
from studio.documents.pdf_figure import FigureItem
from studio.documents.pdf_flow import Section
from studio.documents.pdf_heads import beside_heads
from studio.documents.pdf_items import (
    Beside,
    FieldItem,
    Item,
    Label,
    Note,
    Rule,
    Stack,
    TextItem,
)
from studio.documents.pdf_lines import plain
from studio.documents.pdf_lists import BULLETS, Lists
from studio.documents.pdf_measured import Measured
from studio.documents.pdf_signature import FieldSpot, Fingerprints, certification_items, place_items
from studio.documents.pdf_tables import AGREEMENT, FACTS, PUBLIC, TableLook, table_item
from studio.documents.pdf_tag import Node
from studio.documents.pdf_title import title_page
from studio.drafting.draft import Block, BlockType, Draft

FEW_WORDS = 120  # a schedule with a wide table and less prose than this stands on landscape pages throughout
MOST_COLUMNS_UPRIGHT = 8
BLEEDING_COLUMNS = 5  # such a table takes the notes' column too
SEPARATE_PAGES = 20  # with more partners than this the places share pages
_SECTIONS = (BlockType.PART, BlockType.SCHEDULE)


@dataclass(slots=True)
class Story:
    """Sections in order, the tree they fill and the places that were asked for."""

    root: Node
    sections: list[Section] = field(default_factory=list)
    spots: list[FieldSpot] = field(default_factory=list)
    contents_at: int | None = None  # the contents stand before this section
    crowded: bool = False  # set closer, choices and signature of a form would share a sheet


class Teller:
    """Turns the blocks of one draft into items."""

    def __init__(
        self,
        draft: Draft,
        pictures: Mapping[str, Drawing],
        prints: Fingerprints | None,
        setting: Setting = layout.USUAL,
        measured: Measured | None = None,
    ) -> None:
        self.measured = measured or Measured()
        self.draft, self.pictures, self.prints, self.setting = draft, pictures, prints, setting
        self.story = Story(Node("Document"))
        self.parent = self.story.root
        self.lists = Lists()
        self.notes: list[Note] = []
        self.note_count = 0
        self.heading = 1  # level of the last heading
        self.names = {block.signature.legal_name for block in draft.blocks if block.signature}

    @property
    def public(self) -> bool:
        return self.draft.info.family in layout.PUBLIC_FAMILIES

    @property
    def form_frame(self) -> Frame:
        return layout.FORM

    def tell(self) -> Story:
        blocks = list(self.draft.blocks)
        if self.public:
            self._flat(blocks, self.form_frame)
        elif not any(block.type in _SECTIONS for block in blocks):
            self._flat(blocks, layout.FULL)
        else:
            self._agreement(blocks)
        if self.prints:
            self._node_section()
            items = certification_items(self.draft.info, self.prints, self.parent, self.story.spots)
            self.story.sections.append(Section(layout.FULL, items))
        return self.story

    def _node_section(self) -> None:
        self.parent = self.story.root.add("Sect")
        self.lists = Lists()

    def _flat(self, blocks: Sequence[Block], frame: Frame) -> None:
        self._run(blocks, frame)

    def _agreement(self, blocks: list[Block]) -> None:
        first = next(i for i, block in enumerate(blocks) if block.type in _SECTIONS)
        self._front(blocks[:first])
        self.story.contents_at = len(self.story.sections)
        starts = [i for i, block in enumerate(blocks) if block.type in _SECTIONS] + [len(blocks)]
        for start, stop in pairwise(starts):
            self._node_section()
            self._part(blocks[start:stop], joins=blocks[start].type is BlockType.PART and start != starts[0])

    def _front(self, blocks: Sequence[Block]) -> None:
        """The title page holds what comes before the first heading; the rest is document control."""
        heads = (BlockType.HEADING, BlockType.SUBHEADING)
        first = next((i for i, block in enumerate(blocks) if block.type in heads), len(blocks))
        self._node_section()
        items = self._items(blocks[:first], layout.TITLE)
        if items:
            self.story.sections.append(title_page(items, self.parent))
        if blocks[first:]:
            self._node_section()
            self.story.sections.append(Section(layout.FULL, self._items(blocks[first:], layout.FULL)))

    def _part(self, blocks: list[Block], *, joins: bool) -> None:
        if any(block.type is BlockType.SIGNATURE for block in blocks):
            self._run(blocks, layout.FULL)
            return
        words = sum(len(block.text.split()) for block in blocks if not block.table and not block.figure)
        wide = any(
            self._wide(block) or (block.table and block.table.wide and self._columns(block) > 5) for block in blocks
        )
        if wide and blocks[0].type is BlockType.SCHEDULE and words < FEW_WORDS:
            self._run(blocks, layout.LANDSCAPE)
            return
        self._run(blocks, layout.CLAUSE, joins=joins)

    def _run(self, blocks: Sequence[Block], frame: Frame, *, joins: bool = False) -> None:
        """Blocks on one page shape; wide ones in between get landscape pages of their own."""
        batch: list[Block] = []
        turned = False

        def flush() -> None:
            nonlocal batch, joins
            if batch:
                shape = layout.LANDSCAPE if turned else frame
                self.story.sections.append(Section(shape, self._items(batch, shape), joins=joins))
                batch, joins = [], False

        for number, block in enumerate(blocks):
            wide = frame.name != "landscape" and self._wide(block)
            breaks = bool(batch) and batch[-1].type is BlockType.SIGNATURE and self._another(blocks[number:])
            if wide != turned or breaks:
                heads = batch[_heads_at_end(batch) :] if wide else []
                batch = batch[: len(batch) - len(heads)]
                flush()
                turned, batch = wide, heads
            batch.append(block)
        flush()

    def _another(self, rest: Sequence[Block]) -> bool:
        """Each partner has a page of its own, so that a page can be a counterpart."""
        return len(self.names) <= SEPARATE_PAGES and any(block.type is BlockType.SIGNATURE for block in rest)

    def _wide(self, block: Block) -> bool:
        if block.figure:
            drawing = self.pictures.get(block.figure)
            return drawing is not None and drawing.width > layout.FULL.width
        return block.table is not None and block.table.wide and self._columns(block) > MOST_COLUMNS_UPRIGHT

    def _crowded(self, block: Block) -> bool:
        return block.table is not None and block.table.wide and self._columns(block) > BLEEDING_COLUMNS

    @staticmethod
    def _columns(block: Block) -> int:
        rows = block.table.rows if block.table else ()
        return max((len(row.cells) for row in rows), default=0)

    # --- one block after the other -----------------------------------------------------------------------------

    def _items(self, blocks: Sequence[Block], frame: Frame) -> list[Item]:
        items: list[Item] = []
        self.notes = []
        for number, block in enumerate(blocks):
            if block.type is BlockType.GLOSS and frame.notes_width:
                self._note(block)
                continue
            made = self._block(block, frame)
            if self.notes and made and block.type not in (BlockType.HEADING, *_SECTIONS):
                beside = items[-1] if made[0].bleed and items else made[0]  # a wide table takes the notes' column
                beside.notes, self.notes = [*beside.notes, *self.notes], []
            following = blocks[number + 1] if number + 1 < len(blocks) else None
            if block.text.rstrip().endswith(":") and following:
                made[-1].keep_next = True
            items += made
        if self.notes and items:
            items[-1].notes += self.notes
        if self.setting is not layout.USUAL:
            for item in items:
                item.before, item.after = item.before * self.setting.air, item.after * self.setting.air
        return beside_heads(items, frame) if frame.head_column else items

    def _block(self, block: Block, frame: Frame) -> list[Item]:
        if block.type is not BlockType.NUMBERED and block.type is not BlockType.BULLET:
            self.lists = Lists()
        match block.type:
            case BlockType.SERIES | BlockType.TITLE | BlockType.SUBTITLE:
                return [self._title(block)]
            case BlockType.PART | BlockType.SCHEDULE:
                return self._section_head(block)
            case BlockType.HEADING | BlockType.SUBHEADING:
                return self._heading(block, frame)
            case BlockType.NUMBERED:
                return [self._numbered(block, frame)]
            case BlockType.BULLET:
                return [self._bullet(block, frame)]
            case BlockType.TABLE:
                return self._table(block, frame)
            case BlockType.FIGURE:
                return self._figure(block, frame)
            case _:
                return self._other(block, frame)

    def _other(self, block: Block, frame: Frame) -> list[Item]:
        match block.type:
            case BlockType.SIGNATURE if block.signature:
                return place_items(block, block.signature, self.draft.info, self.prints, self.parent, self.story.spots)
            case BlockType.FIELD:
                return [FieldItem(words=self.measured.words(block.runs, layout.FIELD_LABEL), node=self.parent.add("P"),
                                  rows=block.lines, left=self._indent(frame), before=6, after=8,
                                  keys=(block.key,))]  # fmt: skip
            case BlockType.CHOICE:
                return [self._choice(block, frame)]
            case BlockType.GLOSS:
                style = replace(layout.NOTE, size=self._body().size * 0.92, leading=self._body().leading * 0.9)
                note = self._text(block, style, left=self._indent(frame) + 8, before=2, after=8, bar=layout.LINE)
                note.node = self._retag("Note")
                note.node.id = self._note_id()
                note.keep_next = frame.name != "landscape"
                return [note]
            case BlockType.DEFINITION:
                return [self._text(block, layout.DEFINITION, left=layout.INDENT[2])]
            case _:
                return [self._text(block, self._body(), left=self._indent(frame))]

    def _body(self) -> Style:
        return layout.FORM_TEXT if self.public else layout.BODY.closer(self.setting.lines)

    def _form_title(self) -> Style:
        return layout.FORM_TITLE

    def _form_series(self) -> Style:
        return layout.SERIES

    def _form_heading(self) -> Style:
        return layout.FORM_HEADING

    def _table_look(self, block: Block) -> TableLook:
        facts = block.table is not None and block.table.style == "facts"
        look = PUBLIC if self.public else FACTS if facts else AGREEMENT
        return look if self.setting is layout.USUAL else look.closer(self.setting.lines)

    def _indent(self, frame: Frame) -> float:
        if frame.head_column:
            return frame.head_column
        return layout.INDENT[2] if frame.name == "clause" else 0.0

    def _text(self, block: Block, style: Style, *, left: float = 0, before: float = 0, after: float | None = None,
              bar: str = "") -> TextItem:  # fmt: skip
        return TextItem(words=self.measured.words(block.runs, style, block.key), style=style,
                        node=self.parent.add("P"), left=left, before=before,
                        after=style.after if after is None else after, keys=(block.key,), bar=bar)  # fmt: skip

    def _title(self, block: Block) -> Item:
        styles = {
            BlockType.SERIES: self._form_series() if self.public else layout.SERIES,
            BlockType.TITLE: layout.TITLE_TEXT,
            BlockType.SUBTITLE: layout.SUBTITLE,
        }
        if self.draft.info.family == "record":
            styles |= {BlockType.TITLE: layout.FORM_TITLE, BlockType.SUBTITLE: layout.LEAD}
        style = styles[block.type]
        if self.public and block.type is BlockType.TITLE:
            style = self._form_title()
        if self.public and block.type is BlockType.SUBTITLE:
            style = replace(self._body(), after=10)
        if style is layout.TITLE_TEXT and len(block.text) > 70:
            style = style.scaled(0.78 if len(block.text) < 110 else 0.6)
        tag = "H1" if block.type is BlockType.TITLE else "P"
        marked = (0, block.text) if block.type is BlockType.TITLE else None
        return TextItem(words=self.measured.words(block.runs, style), style=style, node=self.parent.add(tag), after=style.after,
                        keys=(block.key,), whole=True, keep_next=True, bookmark=marked)  # fmt: skip

    def _section_head(self, block: Block) -> list[Item]:
        self.heading = 2
        node = self.parent.add("H2")
        number = TextItem(words=plain(block.number, layout.PART_NUMBER), style=layout.PART_NUMBER, node=node, after=1)
        title = TextItem(
            words=self.measured.words(block.runs, layout.PART_TITLE), style=layout.PART_TITLE, node=node, after=3
        )
        number.last = False
        kind = "part" if block.type is BlockType.PART else "schedule"
        room = layout.PART_ROOM if kind == "part" else 0.0
        words = _standing(block)
        stack = Stack(before=layout.PART_GAP, after=9, keep_next=True, keys=(block.key,), entry=(kind, block.number, words),
                      bookmark=(0, f"{block.number}  {words}"), wants=room,
                      items=[number, title, Rule(thick=1.4, ink=layout.ACCENT)])  # fmt: skip
        return [stack]

    def _heading(self, block: Block, frame: Frame) -> list[Item]:
        if block.type is BlockType.SUBHEADING:
            style = self._form_heading() if self.public else layout.SUBHEADING
            if block.text in self.names and frame.name == "full":
                style = layout.PARTY_NAME
            item = self._text(block, style, left=self._indent(frame), before=style.before)
            item.node = self._retag(f"H{self.heading + 1}")
            item.keep_next = True
            return [item]
        style = self._form_heading() if self.public else layout.HEADING
        self.heading = 2 if self.story.contents_at is None else 3
        node = self.parent.add(f"H{self.heading}")
        label = Label(block.number, 0, style, node) if block.number else None
        hangs = frame.head_column > 0
        left = layout.INDENT[2] if block.number else 0
        item = TextItem(words=self.measured.words(block.runs, style), style=style, node=node, left=left, label=label,
                        before=style.before, after=style.after, keys=(block.key,), keep_next=True, whole=True,
                        hangs=hangs, bookmark=(1, f"{block.number}  {_standing(block)}".strip()),
                        entry=("clause", block.number, _standing(block)) if block.number else None)  # fmt: skip
        return [item]

    def _under(self, figure: Node) -> Node:
        """The last element as the figure's caption: with an alternative that says the same it is read out once."""
        caption = self._retag("Caption")
        self.parent.kids.remove(caption)
        figure.kids.append(caption)
        return caption

    def _retag(self, tag: str) -> Node:
        node = self.parent.kids.pop()
        if not isinstance(node, Node):
            raise TypeError("the last child is a node")
        node.tag = tag
        self.parent.kids.append(node)
        return node

    def _numbered(self, block: Block, frame: Frame) -> Item:
        level = min(max(block.level, 2), 4)
        line = self.lists.at(level, self.parent).add("LI")
        left = frame.head_column  # a form's heading stands left of what it heads
        label = Label(block.number, left + layout.NUMBER_AT[level], layout.NUMBER, line.add("Lbl"))
        body = line.add("LBody")
        self.lists.bodies[level] = body
        return TextItem(words=self.measured.words(block.runs, layout.BODY), style=layout.BODY, node=body.add("P"),
                        left=left + layout.INDENT[level], label=label, after=layout.GAP_AFTER[level],
                        keys=(block.key,))  # fmt: skip

    def _bullet(self, block: Block, frame: Frame) -> Item:
        line = self.lists.at(BULLETS, self.parent).add("LI")
        left = self._indent(frame)
        label = Label("•", left, self._body(), line.add("Lbl"))
        return TextItem(words=self.measured.words(block.runs, self._body()), style=self._body(), node=line.add("LBody"),
                        left=left + 14, label=label, after=3.5, keys=(block.key,))  # fmt: skip

    def _choice(self, block: Block, frame: Frame) -> Item:
        style = layout.FORM_TEXT if self.public else layout.PLAIN
        style = replace(style, leading=max(style.leading, 18))
        return TextItem(words=self.measured.words(boxed(block), style, block.key), style=style, node=self.parent.add("P"),
                        keys=(block.key,), left=self._indent(frame), after=4)  # fmt: skip

    def _note(self, block: Block) -> None:
        node = self.parent.add("Note", id=self._note_id())
        words = self.measured.words(block.runs, layout.NOTE)
        self.notes.append(Note("In short", words, node))

    def _note_id(self) -> str:
        self.note_count += 1
        return f"note-{self.note_count}"

    def _table(self, block: Block, frame: Frame) -> list[Item]:
        if block.table is None:
            raise ValueError("a table block holds a table")
        item = table_item(block, block.table, self.parent, self._table_look(block), self.measured)
        if frame.head_column and block.table.style != "choices":
            return [Beside(item=item, left=frame.head_column, before=4, after=6)]
        item.bleed = frame.notes_width > 0 and (block.table.wide or self._columns(block) >= BLEEDING_COLUMNS)
        return [item]

    def _figure(self, block: Block, frame: Frame) -> list[Item]:
        drawing = self.pictures.get(block.figure or "")
        if drawing is None:
            return [self._text(block, self._body(), left=self._indent(frame))]
        bleed = drawing.width > frame.width and frame.notes_width > 0
        node = self.parent.add("Figure", alt=drawing.alt or block.text)
        figure = FigureItem(bleed=bleed, drawing=drawing, node=node, before=8, after=4,
                            keep_next=bool(block.text) and not drawing.cuts, keys=(block.key,))  # fmt: skip
        words = self._text(block, layout.SMALL, after=8)
        words.node, words.keys = self._under(node), ()
        return [figure, words] if block.text else [figure]


def _heads_at_end(blocks: Sequence[Block]) -> int:
    """Where the headings begin that have nothing under them yet: they go to the page of what comes next."""
    at = len(blocks)
    while at and blocks[at - 1].type in (*_SECTIONS, BlockType.HEADING, BlockType.SUBHEADING, BlockType.GLOSS):
        at -= 1
    while at < len(blocks) and blocks[at].type is BlockType.GLOSS:
        at += 1
    return at


def _standing(block: Block) -> str:
    """A heading's words as the contents say them: in a comparison without what went."""
    return "".join(run.text for run in block.runs if run.change != "del") or block.text
