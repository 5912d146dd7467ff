"""How a draft's blocks look on screen: block and character formats by type."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtGui import QFont, QTextBlockFormat, QTextCharFormat, QTextCursor, QTextOption

from studio.desk import style
from studio.desk.widgets.tracked import Kind, Piece
from studio.drafting.draft import Block, BlockType

_SIZES = {
    BlockType.SERIES: 11, BlockType.TITLE: 22, BlockType.SUBTITLE: 15, BlockType.PART: 18, BlockType.SCHEDULE: 18,
    BlockType.HEADING: 16, BlockType.SUBHEADING: 14, BlockType.GLOSS: 12,
}  # fmt: skip
_STRONG = {BlockType.TITLE, BlockType.PART, BlockType.SCHEDULE, BlockType.HEADING, BlockType.SUBHEADING}
_SPACE = {
    BlockType.TITLE: (6, 6), BlockType.PART: (26, 8), BlockType.SCHEDULE: (26, 8), BlockType.HEADING: (20, 6),
    BlockType.SUBHEADING: (12, 4), BlockType.BULLET: (0, 4), BlockType.SERIES: (8, 0),
}  # fmt: skip
_SANS = {BlockType.SERIES, BlockType.GLOSS, BlockType.FIGURE}
NUMBER_ROOM = 42
STEP = 30


class Look:
    """Formats at one text size: `base` is the size of a clause's words in px at 100 %; `tint` marks facts."""

    def __init__(self, base: int, hues: dict[str, int], *, tint: bool = False) -> None:
        self.base, self.hues = base, hues
        self.tint = tint
        self._words: dict[tuple[BlockType, bool, bool], QTextCharFormat] = {}

    def words(self, block: Block, *, strong: bool = False, in_table: bool = False) -> QTextCharFormat:
        key = (block.type, strong, in_table)
        if key not in self._words:
            self._words[key] = self._make_words(block, strong=strong, in_table=in_table)
        return self._words[key]

    def _make_words(self, block: Block, *, strong: bool, in_table: bool) -> QTextCharFormat:
        size = _SIZES.get(block.type, 13) + self.base - 13 - (1 if in_table else 0)
        heavy = strong or block.type in _STRONG
        made = QTextCharFormat()
        weight = QFont.Weight.DemiBold if heavy else QFont.Weight.Normal
        made.setFont(style.font(size, weight, serif=block.type not in _SANS))
        made.setForeground(style.color("text2" if block.type in _SANS else "text"))
        return made

    def paragraph(self, block: Block, *, in_table: bool = False) -> QTextBlockFormat:
        made = QTextBlockFormat()
        above, below = (0, 3) if in_table else _SPACE.get(block.type, (0, 7))
        made.setTopMargin(style.px(above))
        made.setBottomMargin(style.px(below))
        made.setLineHeight(108 if in_table else 114, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        if room := self._room(block):
            left = style.px(max(block.level - 2, 0) * STEP if block.type == BlockType.NUMBERED else 0)
            made.setLeftMargin(left + style.px(room))
            made.setTextIndent(-style.px(room))
            tab = QTextOption.Tab()
            tab.position = left + style.px(room)
            made.setTabPositions([tab])
        elif (
            block.type in {BlockType.PARAGRAPH, BlockType.DEFINITION, BlockType.GLOSS, BlockType.FIGURE}
            and not in_table
        ):
            made.setLeftMargin(style.px(NUMBER_ROOM))
        return made

    def _room(self, block: Block) -> int:
        if block.type == BlockType.NUMBERED:
            return NUMBER_ROOM if block.level <= 2 else STEP
        if block.type == BlockType.BULLET:
            return 16
        return 30 if block.type == BlockType.HEADING and block.number else 0

    def piece(self, base: QTextCharFormat, piece: Piece) -> QTextCharFormat:
        """Inserted: underline and tint; deleted: strike. The hue says who; without a who, added or removed."""
        made = QTextCharFormat(base)
        if piece.kind == Kind.SAME:
            return made
        shared = piece.kind == Kind.DELETED and len(piece.who) > 1
        known = [self.hues[party] for party in piece.who if party in self.hues]
        plain = style.color("added" if piece.kind == Kind.INSERTED else "removed")
        colour = style.color("text2") if shared else style.hue(known[0]) if known else plain
        made.setForeground(colour)
        if piece.kind == Kind.INSERTED:
            made.setFontUnderline(True)
            made.setBackground(style.wash(colour))
        else:
            made.setFontStrikeOut(True)
        return made


def lead(block: Block) -> str:
    """What stands before the words: number, bullet or box."""
    if block.type == BlockType.BULLET:
        return "•\t"
    if not block.number:
        return ""
    gap = "\t" if block.type in {BlockType.NUMBERED, BlockType.HEADING} else "  "
    return block.number + gap


def write_words(
    cursor: QTextCursor, block: Block, look: Look, pieces: Iterable[Piece] | None, *, in_table: bool = False
) -> None:
    """The block's words at the cursor: its runs, or the marked pieces in their place."""
    base = look.words(block, in_table=in_table)
    if before := lead(block):
        cursor.insertText(before, base)
    if pieces is not None:
        for piece in pieces:
            cursor.insertText(piece.text, look.piece(base, piece))
        return
    for run in block.runs:
        shown = look.words(block, strong=run.strong or run.term, in_table=in_table)
        if run.fact:
            shown = QTextCharFormat(shown)
            shown.setAnchor(True)
            shown.setAnchorHref(f"fact:{run.fact}")
            if look.tint:
                shown.setBackground(style.color("selected"))
                shown.setForeground(style.color("accent"))
        cursor.insertText(run.text, shown)
    if block.type == BlockType.FIELD:
        cursor.insertText(" " + "_" * 24, base)
