"""Which Word style stands for which block, and the lengths of the DOCX page (twentieths of a point).

`block_of_style` is the way back: what a paragraph of a returned file is, by its style id.
"""

from __future__ import annotations

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
    BlockType.SUBHEADING: "Heading3",
    BlockType.DEFINITION: "ASDefinition",
    BlockType.GLOSS: "ASGloss",
    BlockType.TABLE: "Caption",
    BlockType.FIGURE: "ASFigureText",
    BlockType.FIELD: "ASField",
    BlockType.CHOICE: "ASChoice",
    BlockType.SIGNATURE: "ASParty",
}

_BACK: dict[str, tuple[BlockType, int]] = {
    "Title": (BlockType.TITLE, 0),
    "ASFormTitle": (BlockType.TITLE, 0),
    "ASSeries": (BlockType.SERIES, 0),
    "Subtitle": (BlockType.SUBTITLE, 0),
    "Heading1": (BlockType.PART, 1),
    "ASPlainTitle": (BlockType.PART, 1),
    "ASScheduleTitle": (BlockType.SCHEDULE, 1),
    "Heading2": (BlockType.HEADING, 1),
    "ASPlainHeading": (BlockType.HEADING, 1),
    "Heading3": (BlockType.SUBHEADING, 0),
    **{style: (BlockType.NUMBERED, level) for level, style in _CLAUSE.items()},
    **{style: (BlockType.NUMBERED, level) for level, style in _SCHEDULE.items()},
    **{style: (BlockType.NUMBERED, level) for level, style in _PLAIN.items()},
    "ASBullet": (BlockType.BULLET, 0),
    "ASTableBullet": (BlockType.BULLET, 0),
    "ASFormBullet": (BlockType.BULLET, 0),
    "ASDefinition": (BlockType.DEFINITION, 0),
    "ASGloss": (BlockType.GLOSS, 0),
    "ASFigureText": (BlockType.FIGURE, 0),
    "ASParty": (BlockType.SIGNATURE, 0),
    "ASField": (BlockType.FIELD, 0),
    "ASChoice": (BlockType.CHOICE, 0),
    "ASTableChoice": (BlockType.CHOICE, 0),
}


def block_of_style(style_id: str) -> tuple[BlockType, int]:
    """Type and list level that a style id stands for; a paragraph where the style is not one of ours."""
    return _BACK.get(style_id, (BlockType.PARAGRAPH, 0))


def plain_family(draft: Draft) -> bool:
    """Whether the draft is a form, notice, card or record: nothing numbered, larger type, no contents."""
    return draft.info.family in _PLAIN_FAMILIES


def style_of(block: Block, *, plain: bool, in_schedule: bool) -> str:
    """Style id of a block outside tables. `plain` as `plain_family` says."""
    if block.type is BlockType.NUMBERED:
        if not block.number:
            return _PLAIN.get(block.level, "ASPlain2")
        return (_SCHEDULE if in_schedule else _CLAUSE).get(block.level, "ASPlain2")
    if block.type is BlockType.TITLE:
        return "ASFormTitle" if plain else "Title"
    if block.type is BlockType.PART:
        return "Heading1" if block.number else "ASPlainTitle"
    if block.type is BlockType.SCHEDULE:
        return "ASScheduleTitle" if block.number else "ASPlainTitle"
    if block.type is BlockType.HEADING:
        return "Heading2" if block.number else "ASPlainHeading"
    if block.type is BlockType.BULLET:
        return "ASFormBullet" if plain else "ASBullet"
    return _FIXED.get(block.type) or ("ASFormText" if plain else "ASText")


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
