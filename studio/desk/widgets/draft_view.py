"""A draft on screen: serif text with numbers and tables, tracked words, monograms in the gutter.

It is a read-only text edit, so that a screen reader, selection, copy and the caret work as everywhere. Only
paragraphs whose words differ are written anew.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QTextCharFormat,
    QTextCursor,
    QTextFrameFormat,
    QTextLength,
    QTextOption,
    QTextTableCellFormat,
    QTextTableFormat,
)
from PySide6.QtWidgets import QFrame, QTextEdit

from studio.desk import style
from studio.desk.widgets.draft_paint import Look, write_words
from studio.desk.widgets.marks import paint_monogram
from studio.desk.widgets.tracked import Piece, word_changes
from studio.drafting.draft import Block, Cell, Draft, Table

SHOW_CHANGE_MS = 10_000
MANY_COLUMNS = 5  # tables from so many columns on are shown row by row


@dataclass(frozen=True)
class Markup:
    """What is shown on top of the text: marked pieces and gutter monograms by key; text that is wanted after a key."""

    pieces: Mapping[str, Sequence[Piece]] = field(default_factory=dict)
    gutter: Mapping[str, Sequence[tuple[str, int]]] = field(default_factory=dict)
    new: Mapping[str, Sequence[tuple[str, Sequence[Piece]]]] = field(default_factory=dict)  # key → (id, pieces)


class DraftView(QTextEdit):
    """Shows a `Draft`. `pointed` gives the paragraph key that was clicked, `fact` the pointer of a clicked fact."""

    pointed = Signal(str)
    fact = Signal(str)

    def __init__(
        self, name: str, said: str, *, base: int = 13, gutter: int = 0, hues: dict[str, int] | None = None
    ) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(said)
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
            | Qt.TextInteractionFlag.LinksAccessibleByMouse
        )
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWordWrapMode(QTextOption.WrapMode.WordWrap)
        self._base, self._gutter, self._hues = base, gutter, hues or {}
        self.tint_facts = False
        self._look = Look(base, self._hues)
        self._draft: Draft | None = None
        self._markup = Markup()
        self._places: dict[str, QTextCursor] = {}
        self._boxed = ""
        self._changed: set[str] = set()  # paragraphs with the bar
        self._was: dict[str, str] = {}  # words before the change, while it is shown
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(SHOW_CHANGE_MS)
        self._settle.timeout.connect(self._write_changed_plain)
        self._paper()

    def _paper(self) -> None:
        shades = self.palette()
        shades.setColor(QPalette.ColorRole.Base, style.color("paper"))
        self.setPalette(shades)

    def use_hues(self, hues: dict[str, int]) -> None:
        self._hues = hues

    def draft(self) -> Draft | None:
        return self._draft

    def show_draft(self, draft: Draft, markup: Markup | None = None) -> None:
        """Show it all; scroll position and box stay where they were, by paragraph."""
        top = self._top_key()
        self._draft, self._markup = draft, markup or Markup()
        self._changed.clear()
        self._was.clear()
        self._build(draft)
        if top:
            self.bring(top, at_top=True)

    def update_draft(self, draft: Draft) -> tuple[str, ...]:
        """Show a newer state; changed paragraphs are marked, with the words that went and came. Gives their keys."""
        old = self._draft
        if old is None or [block.key for block in old.walk()] != [block.key for block in draft.walk()]:
            before = {block.key: block for block in old.walk()} if old else {}
            self.show_draft(draft)
            self._changed = {block.key for block in draft.walk() if before and before.get(block.key) != block}
            self.viewport().update()
            return tuple(self._changed)
        pairs = [(was, now) for was, now in zip(old.walk(), draft.walk(), strict=True) if _differs(was, now)]
        if not pairs:
            self._draft = draft
            return ()
        self._draft = draft
        keys = {now.key for _was, now in pairs}
        for key in [one for one in self._was if one not in keys]:
            self._write_plain(key)
        for was, now in pairs:
            base = self._was.setdefault(now.key, was.text)
            self._rewrite(now, word_changes(base, now.text))
        self._changed |= keys
        self._settle.start()
        self.viewport().update()
        return tuple(now.key for _was, now in pairs)

    def forget_changes(self) -> None:
        """The step was left: changed paragraphs are no longer marked."""
        self._write_changed_plain()
        self._changed.clear()
        self.viewport().update()

    def refresh_markup(self, markup: Markup) -> None:
        """Other marks on the same draft; only paragraphs whose marks differ are written anew."""
        old, self._markup = self._markup, markup
        if self._draft is None:
            return
        if {key: [one for one, _p in new] for key, new in old.new.items()} != {
            key: [one for one, _p in new] for key, new in markup.new.items()
        } or old.new != markup.new:
            self.show_draft(self._draft, markup)
            return
        for key in {*old.pieces, *markup.pieces}:
            if old.pieces.get(key) != markup.pieces.get(key) and (block := self._draft.find(key)):
                self._rewrite(block, markup.pieces.get(key))
        self.viewport().update()

    def box(self, key: str) -> None:
        """Put the box round a paragraph and bring it into view; "" takes it away."""
        self._boxed = key
        if key:
            self.bring(key)
        self.viewport().update()

    def boxed(self) -> str:
        return self._boxed

    def bring(self, key: str, *, at_top: bool = False) -> None:
        """Scroll so that the paragraph is in view, at about a third of the height."""
        cursor = self._places.get(key)
        if cursor is None:
            return
        at = self.cursorRect(cursor).top()
        wanted = 0 if at_top else self.viewport().height() // 3
        if at_top or not 40 <= at <= self.viewport().height() - 120:
            self.verticalScrollBar().setValue(self.verticalScrollBar().value() + at - wanted)

    def keys(self) -> tuple[str, ...]:
        return tuple(self._places)

    # --- writing -----------------------------------------------------------------------------------------------

    def _build(self, draft: Draft) -> None:
        document = self.document()
        document.clear()
        self._places = {}
        self._look = Look(self._base, self._hues, tint=self.tint_facts)
        frame = QTextFrameFormat()
        frame.setLeftMargin(style.px(24 + self._gutter))
        frame.setRightMargin(style.px(24))
        frame.setTopMargin(style.px(18))
        frame.setBottomMargin(style.px(40))
        document.rootFrame().setFrameFormat(frame)
        cursor = QTextCursor(document)
        cursor.beginEditBlock()
        first = True
        for block in draft.blocks:
            first = self._write_block(cursor, block, first=first)
            for key, pieces in self._markup.new.get(block.key, ()):
                ghost = Block(key, block.clause, block.version, block.type, block.level, runs=())
                self._write_block(cursor, ghost, first=False, pieces=pieces)
        cursor.endEditBlock()
        self.moveCursor(QTextCursor.MoveOperation.Start)

    def _write_block(
        self, cursor: QTextCursor, block: Block, *, first: bool, pieces: Sequence[Piece] | None = None
    ) -> bool:
        look = self._look
        if block.table is not None:
            self._write_table(cursor, block, block.table, look)
            return False
        form = look.paragraph(block)
        if first:
            cursor.setBlockFormat(form)
        else:
            cursor.insertBlock(form)
        self._remember(block.key, cursor)
        write_words(cursor, block, look, pieces if pieces is not None else self._markup.pieces.get(block.key))
        return False

    def _remember(self, key: str, cursor: QTextCursor) -> None:
        place = QTextCursor(cursor)
        place.setKeepPositionOnInsert(True)
        self._places[key] = place

    def _write_table(self, cursor: QTextCursor, block: Block, table: Table, look: Look) -> None:
        cursor.insertBlock(look.paragraph(block))
        self._remember(block.key, cursor)
        for run in table.caption:
            cursor.insertText(run.text, look.words(block, strong=True))
        rows = ([table.head] if table.head else []) + [row.cells for row in table.rows]
        wide = max((len(cells) for cells in rows), default=0)
        if not wide:
            return
        if table.head and wide >= MANY_COLUMNS:
            self._write_cards(cursor, table, look)
            return
        form = QTextTableFormat()
        form.setBorder(0)
        form.setCellSpacing(0)
        form.setCellPadding(style.px(5))
        form.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
        form.setHeaderRowCount(1 if table.head else 0)
        form.setBottomMargin(style.px(10))
        made = cursor.insertTable(len(rows), wide, form)
        for number, cells in enumerate(rows):
            for place, cell in enumerate(cells):
                made.cellAt(number, place).setFormat(_cell_format(head=bool(table.head) and number == 0))
                self._write_cell(made.cellAt(number, place).firstCursorPosition(), cell, look)
        cursor.movePosition(QTextCursor.MoveOperation.End)

    def _write_cell(self, inner: QTextCursor, cell: Cell, look: Look) -> None:
        for nth, paragraph in enumerate(cell.paragraphs):
            form = look.paragraph(paragraph, in_table=True)
            if nth:
                inner.insertBlock(form)
            else:
                inner.setBlockFormat(form)
            self._remember(paragraph.key, inner)
            write_words(inner, paragraph, look, self._markup.pieces.get(paragraph.key), in_table=True)

    def _write_cards(self, cursor: QTextCursor, table: Table, look: Look) -> None:
        """A table too wide for a screen: each of its rows as a short list of column head and words."""
        lines = [
            (head.text, cell, head is table.head[0])
            for row in table.rows
            for head, cell in zip(table.head, row.cells, strict=False)
        ]
        if not lines:
            return
        form = QTextTableFormat()
        form.setBorder(0)
        form.setCellSpacing(0)
        form.setCellPadding(style.px(3))
        form.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
        shares = (QTextLength(QTextLength.Type.PercentageLength, share) for share in (28, 72))
        form.setColumnWidthConstraints(list(shares))
        form.setBottomMargin(style.px(12))
        made = cursor.insertTable(len(lines), 2, form)
        name = QTextCharFormat()
        name.setFont(style.font(11, QFont.Weight.DemiBold))
        name.setForeground(style.color("text3"))
        for number, (head, cell, first) in enumerate(lines):
            for place in (0, 1):
                made.cellAt(number, place).setFormat(_cell_format(head=False, above=first))
            made.cellAt(number, 0).firstCursorPosition().insertText(head, name)
            self._write_cell(made.cellAt(number, 1).firstCursorPosition(), cell, look)
        cursor.movePosition(QTextCursor.MoveOperation.End)

    def _rewrite(self, block: Block, pieces: Sequence[Piece] | None) -> None:
        place = self._places.get(block.key)
        if place is None or block.table is not None:
            return
        cursor = QTextCursor(place)
        cursor.setKeepPositionOnInsert(False)
        cursor.movePosition(QTextCursor.MoveOperation.StartOfBlock)
        cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
        cursor.beginEditBlock()
        cursor.removeSelectedText()
        in_table = cursor.currentTable() is not None
        write_words(cursor, block, self._look, pieces, in_table=in_table)
        cursor.endEditBlock()

    def _write_changed_plain(self) -> None:
        """The words that went are taken away; the bar stays until the step is left."""
        self._settle.stop()
        for key in list(self._was):
            self._write_plain(key)

    def _write_plain(self, key: str) -> None:
        del self._was[key]
        block = self._draft.find(key) if self._draft else None
        if block is not None:
            self._rewrite(block, None)

    # --- painting ----------------------------------------------------------------------------------------------

    def _band(self, key: str) -> QRectF:
        """Where the paragraph is, in the viewport."""
        block = self._places[key].block()
        box = self.document().documentLayout().blockBoundingRect(block)
        box.translate(0, -self.verticalScrollBar().value())
        if self._places[key].currentTable() is not None:
            return box.adjusted(-3, -2, 3, 2)
        left = style.px(12 + self._gutter)
        return QRectF(left, box.top() - 3, self.viewport().width() - left - style.px(12), box.height() + 6)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        painter = QPainter(self.viewport())
        for key in self._changed:
            if key in self._places:
                band = self._band(key)
                painter.fillRect(band, style.color("mark"))
                painter.fillRect(QRectF(band.left(), band.top(), 3, band.height()), style.color("warning"))
        painter.end()
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_gutter(painter)
        if self._boxed in self._places:
            painter.setPen(QPen(style.color("accent"), 2))
            painter.setBrush(QColor(0, 0, 0, 0))
            painter.drawRoundedRect(self._band(self._boxed).adjusted(1, -1, -1, 1), 4, 4)

    def _paint_gutter(self, painter: QPainter) -> None:
        size = style.px(22)
        for key, marks in self._markup.gutter.items():
            if key not in self._places:
                continue
            top = self.cursorRect(self._places[key]).top()
            if not -size <= top <= self.viewport().height():
                continue
            shown = list(marks)[: 2 if len(marks) <= 2 else 1]
            right = style.px(6 + self._gutter)
            if len(shown) < len(marks):
                painter.setFont(style.font(11))
                painter.setPen(style.color("text2"))
                box = QRectF(right - size, top, size, size * 0.86)
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, f"+{len(marks) - len(shown)}")
                right -= size + style.px(3)
            for letters, number in reversed(shown):
                paint_monogram(painter, QRectF(right - size, top, size, size * 0.86), letters, style.hue(number))
                right -= size + style.px(3)

    def _top_key(self) -> str:
        if self._draft is None or self.verticalScrollBar().value() == 0:
            return ""
        return next((key for key, place in self._places.items() if self.cursorRect(place).top() >= 0), "")

    # --- pointing ----------------------------------------------------------------------------------------------

    def key_at(self, position: int) -> str:
        """The key of the paragraph that holds a character position of the document."""
        best = ""
        for key, place in self._places.items():
            if place.block().position() <= position <= place.block().position() + place.block().length():
                best = key
        return best

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        super().mouseReleaseEvent(event)
        if self.textCursor().hasSelection():
            return
        href = self.anchorAt(event.position().toPoint())
        if href.startswith("fact:"):
            self.fact.emit(href.removeprefix("fact:"))
        if key := self.key_at(self.cursorForPosition(event.position().toPoint()).position()):
            self.pointed.emit(key)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if key := self.key_at(self.textCursor().position()):
                self.pointed.emit(key)
            return
        super().keyPressEvent(event)


def _cell_format(*, head: bool, above: bool | None = None) -> QTextTableCellFormat:
    """A hairline below, heavier below the head; in cards (`above` given) only above the first line of each."""
    made = QTextTableCellFormat()
    if above is None:
        made.setBottomBorder(1)
        made.setBottomBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
        made.setBottomBorderBrush(style.color("edge" if head else "line"))
    elif above:
        made.setTopBorder(1)
        made.setTopBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
        made.setTopBorderBrush(style.color("edge"))
    made.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignTop)
    return made


def _differs(was: Block, now: Block) -> bool:
    return was.table is None and (was.runs != now.runs or was.number != now.number)
