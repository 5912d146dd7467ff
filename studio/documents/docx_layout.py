"""Which Word style stands for which block, and the lengths of the DOCX page (twentieths of a point)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from studio.drafting.draft import Block, BlockType, Draft


def mm(value: float) -> int:
    """Twentieths of a point in `value` millimetres."""
    return round(value * 1440 / 25.4)


@dataclass(frozen=True, slots=True)
class Page:
    """A page of one direction; `text` is the width of the text frame."""

    width: int
    height: int
    left: int
    right: int
    wide: bool

    @property
    def text(self) -> int:
        return self.width - self.left - self.right


PORTRAIT = Page(11906, 16838, mm(25), mm(25), wide=False)
LANDSCAPE = Page(16838, 11906, mm(20), mm(20), wide=True)
TOP, BOTTOM, HEADER, FOOTER = mm(28), mm(25), mm(9), mm(7)

# A form's page is full of fields: its text is Sans 12 (design, type scale), an agreement's Serif 11.
_PLAIN_FAMILIES = frozenset({"form", "notice", "card", "record"})

_CLAUSE = {2: "ASClause2", 3: "ASClause3", 4: "ASClause4"}
_SCHEDULE = {2: "ASSchedule2", 3: "ASSchedule3", 4: "ASSchedule4"}
_PLAIN = {2: "ASPlain2", 3: "ASPlain3", 4: "ASPlain4"}

_FIXED = {
    BlockType.SERIES: "ASSeries",
    BlockType.SUBTITLE: "Subtitle",
    BlockType.DEFINITION: "ASDefinition",
    BlockType.GLOSS: "ASGloss",
    BlockType.TABLE: "Caption",
    BlockType.FIGURE: "ASFigureText",
    BlockType.FIELD: "ASField",
    BlockType.CHOICE: "ASChoice",
    BlockType.SIGNATURE: "ASParty",
}

# By outline level: a heading looks the same wherever it stands, but its level is one below what it stands under.
_CLAUSE_HEADING = {1: "ASClauseHeading1", 2: "Heading2"}
_PLAIN_HEADING = {1: "ASPlainHeading1", 2: "ASPlainHeading"}
_SUBHEADING = {1: "ASSubheading1", 2: "ASSubheading2", 3: "Heading3"}

_HEADS = frozenset({BlockType.PART, BlockType.SCHEDULE, BlockType.HEADING, BlockType.SUBHEADING})


def plain_family(draft: Draft) -> bool:
    """Whether the draft is a form, notice, card or record: nothing numbered, larger type, no contents."""
    return draft.info.family in _PLAIN_FAMILIES


@dataclass(slots=True)
class Outline:
    """Follows the headings, so that no level is skipped: the title is none, a part or schedule is level 1."""

    section: int = 0
    heading: int = 0

    def level_of(self, block: Block, *, gone: bool = False) -> int:
        """Outline level of a heading from 1 (0: no heading). One that is `gone` from the text has nothing under it."""
        if block.type is BlockType.SUBHEADING:
            return self.heading + 1
        if block.type in (BlockType.PART, BlockType.SCHEDULE):
            section, level = 1, 1
        elif block.type is BlockType.HEADING:
            section, level = self.section, self.section + 1
        else:
            return 0
        if not gone:
            self.section, self.heading = section, level
        return level


def style_of(block: Block, *, plain: bool, in_schedule: bool, level: int = 0) -> str:
    """Style id of a block outside tables. `plain` as `plain_family` says, `level` of a heading as `Outline` says."""
    if block.type is BlockType.NUMBERED:
        if not block.number:
            return _PLAIN.get(block.level, "ASPlain2")
        return (_SCHEDULE if in_schedule else _CLAUSE).get(block.level, "ASPlain2")
    if block.type is BlockType.TITLE:
        return "ASFormTitle" if plain else "Title"
    if block.type in _HEADS:
        return _heading_style(block, level)
    if block.type is BlockType.BULLET:
        return "ASFormBullet" if plain else "ASBullet"
    return _FIXED.get(block.type) or ("ASFormText" if plain else "ASText")


HELD = {"ASFormText": "ASFormQuestion", "ASFormBullet": "ASFormQuestionBullet"}


def held_by_boxes(blocks: Sequence[Block]) -> frozenset[str]:
    """Keys of the paragraphs and lists that ask what the boxes behind them answer: a page must not end between."""
    held = set()
    for at, block in enumerate(blocks):
        boxes = block.type is BlockType.CHOICE or (block.table is not None and block.table.style == "choices")
        if not boxes:
            continue
        before = at - 1
        while before >= 0 and blocks[before].type in (BlockType.PARAGRAPH, BlockType.BULLET):
            held.add(blocks[before].key)
            before -= 1
    return frozenset(held)


def _heading_style(block: Block, level: int) -> str:
    if block.type is BlockType.SUBHEADING:
        return _SUBHEADING[level or 3]
    if block.type is BlockType.HEADING:
        return (_CLAUSE_HEADING if block.number else _PLAIN_HEADING)[level or 2]
    if not block.number:
        return "ASPlainTitle"
    return "Heading1" if block.type is BlockType.PART else "ASScheduleTitle"


def cell_style(block: Block, *, table: str, head: bool, first: bool) -> str:
    """Style id of a paragraph in a cell. `first`: the cell is the head of its row."""
    if block.type is BlockType.BULLET:
        return "ASTableBullet"
    if block.type in {BlockType.CHOICE, BlockType.FIELD}:
        return "ASTableChoice"
    if head:
        return "ASTableHead"
    if table == "facts":
        return "ASFactsLabel" if first else "ASFacts"
    return "ASTableRowHead" if first else "ASTableText"
