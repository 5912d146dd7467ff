"""Lists of one-line and two-line rows: painted by one delegate, driven by arrows and Enter."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QRectF, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from studio.desk import style
from studio.desk.models.lines import LINE, Line, LineModel, Part
from studio.desk.widgets.marks import paint_monogram

_Index = QModelIndex | QPersistentModelIndex
_INSET = 12


def widths(parts: Sequence[Part], room: int) -> list[int]:
    """Pixels of each column: as wished, or less where the title would get less than two fifths of the room."""
    wished = [style.px(part.width) for part in parts]
    gaps = style.px(8) * len(parts)
    most = max(room * 3 // 5 - gaps, 0)
    total = sum(wished)
    return wished if total <= most else [wide * most // total for wide in wished]


class LineDelegate(QStyledItemDelegate):
    """Paints a `Line`: icon or monogram, title over second line, columns from the right, verb last."""

    def __init__(self, view: RowList, *, tall: int, plain: int) -> None:
        super().__init__(view)
        self._view, self._tall, self._plain = view, tall, plain

    def sizeHint(self, _option: QStyleOptionViewItem, index: _Index) -> QSize:  # noqa: N802 - Qt's name
        line = index.data(LINE)
        two = bool(line.second) or any(part.second for part in line.parts)
        height = 32 if line.head else self._tall if two else self._plain
        height += 16 if line.third else 0
        return QSize(100, style.px(height))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        line = index.data(LINE)
        box = QRect(option.rect)
        painter.save()
        if line.head:
            self._paint_head(painter, box, line)
        else:
            state = option.state
            chosen = bool(state & QStyle.StateFlag.State_Selected)
            self._paint_ground(painter, box, line, chosen=chosen, under=bool(state & QStyle.StateFlag.State_MouseOver))
            self._paint_line(painter, box, line, chosen=chosen)
        painter.restore()

    def _paint_head(self, painter: QPainter, box: QRect, line: Line) -> None:
        painter.setFont(style.font(13, QFont.Weight.DemiBold))
        painter.setPen(style.color("text"))
        left = box.left() + style.px(_INSET + self._view.inset)
        if line.icon:
            size = style.px(14)
            painter.drawPixmap(left, box.center().y() - size // 2, style.pixmap(line.icon, line.tone, size))
            left += size + style.px(8)
        room = box.adjusted(left - box.left(), 0, -style.px(_INSET), 0)
        count = QFontMetrics(style.font(12)).horizontalAdvance(line.second) + style.px(10)
        title = painter.fontMetrics().elidedText(line.title, Qt.TextElideMode.ElideRight, room.width() - count)
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, title)
        wide = painter.fontMetrics().horizontalAdvance(title)
        painter.setFont(style.font(12))
        painter.setPen(style.color("text3"))
        painter.drawText(room.adjusted(wide + style.px(8), 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, line.second)

    def _paint_ground(self, painter: QPainter, box: QRect, line: Line, *, chosen: bool, under: bool) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        inner = QRectF(box.adjusted(style.px(self._view.inset), 0, -style.px(self._view.inset), -1))
        shaded = line.key == self._view.shaded
        if chosen or under or shaded:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(style.color("selected" if chosen else "hover"))
            painter.drawRoundedRect(inner, 6, 6)
        if chosen and self._view.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(style.color("accent"), 2))
            painter.drawRoundedRect(inner.adjusted(1, 1, -1, -1), 6, 6)
        elif not chosen and self._view.ruled:
            painter.setPen(style.color("line"))
            painter.drawLine(round(inner.left()), box.bottom(), round(inner.right()), box.bottom())

    def _paint_line(self, painter: QPainter, box: QRect, line: Line, *, chosen: bool) -> None:
        edge = style.px(self._view.inset + _INSET)
        room = box.adjusted(edge, 0, -edge, 0)
        left = self._paint_lead(painter, room, line)
        if line.third:
            room = self._paint_third(painter, QRect(left, room.top(), room.right() - left, room.height()), line.third)
        right = self._paint_verb(painter, room, line, chosen=chosen)
        right = self._paint_marks(painter, room, right, line)
        for part, wide in zip(reversed(line.parts), reversed(widths(line.parts, right - left)), strict=True):
            self._paint_part(painter, QRect(right - wide, room.top(), wide, room.height()), part)
            right -= wide + style.px(8)
        title = Part(line.title, line.second, tone="text3" if line.faded else "text", strong=chosen)
        self._two_lines(
            painter, QRect(left, room.top(), right - left, room.height()), title, medium=True, serif=line.serif
        )

    def _paint_third(self, painter: QPainter, room: QRect, text: str) -> QRect:
        """The line below everything; gives the room that is left above it."""
        painter.setFont(style.font(12))
        painter.setPen(style.color("text2"))
        metrics = painter.fontMetrics()
        box = QRect(room.left(), room.bottom() - metrics.height() - style.px(6), room.width(), metrics.height())
        painter.drawText(box, 0, metrics.elidedText(text, Qt.TextElideMode.ElideRight, box.width()))
        return room.adjusted(0, 0, 0, -style.px(14))

    def _paint_lead(self, painter: QPainter, room: QRect, line: Line) -> int:
        if line.monogram:
            size = style.px(32 if room.height() >= style.px(44) else 22)
            box = QRectF(room.left(), room.center().y() - size / 2, size, size)
            paint_monogram(painter, box, line.monogram, style.hue(line.hue))
            return room.left() + size + style.px(12)
        if line.icon:
            size = style.px(18)
            painter.drawPixmap(room.left(), room.center().y() - size // 2, style.pixmap(line.icon, line.tone, size))
            return room.left() + size + style.px(10)
        return room.left()

    def _paint_verb(self, painter: QPainter, room: QRect, line: Line, *, chosen: bool) -> int:
        columns = room.right() - style.px(self._view.verb_room)
        if not line.verb:
            return columns
        box = self.verb_box(room, line)
        painter.setFont(style.font(12, QFont.Weight.DemiBold))
        if chosen and self._view.primary:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(style.color("fill"))
            painter.drawRoundedRect(QRectF(box), 6, 6)
            painter.setPen(style.color("onfill"))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, line.verb)
        else:
            painter.setPen(style.color("accent"))
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, line.verb)
        return columns if self._view.verb_room else box.left() - style.px(12)

    def verb_box(self, room: QRect, line: Line) -> QRect:
        """Where the verb is painted, and clicked, inside the row's inner rectangle."""
        wide = QFontMetrics(style.font(12, QFont.Weight.DemiBold)).horizontalAdvance(line.verb) + style.px(20)
        high = style.px(26)
        return QRect(room.right() - wide, room.center().y() - high // 2, wide, high)

    def _paint_marks(self, painter: QPainter, room: QRect, right: int, line: Line) -> int:
        size = style.px(20)
        for letters, hue in reversed(line.marks):
            box = QRectF(right - size, room.center().y() - size / 2, size, size)
            paint_monogram(painter, box, letters, style.hue(hue), round_=True)
            right -= size + style.px(4)
        return right - (style.px(4) if line.marks else 0)

    def _paint_part(self, painter: QPainter, box: QRect, part: Part) -> None:
        if part.icon:
            size = style.px(16)
            painter.drawPixmap(box.left(), box.center().y() - size // 2, style.pixmap(part.icon, part.tone, size))
            box = box.adjusted(size + style.px(8), 0, 0, 0)
        self._two_lines(painter, box, part, medium=bool(part.second), serif=False)

    def _two_lines(self, painter: QPainter, box: QRect, part: Part, *, medium: bool, serif: bool) -> None:
        side = Qt.AlignmentFlag.AlignRight if part.right else Qt.AlignmentFlag.AlignLeft
        weight = QFont.Weight.DemiBold if part.strong else QFont.Weight.Medium if medium else QFont.Weight.Normal
        font = style.font(13, weight, serif=serif, figures=part.right)
        upper, lower = QFontMetrics(font), QFontMetrics(style.font(12))
        top = box.center().y() - (upper.height() + (lower.height() if part.second else 0)) // 2
        painter.setFont(font)
        painter.setPen(style.color(part.tone))
        first = QRect(box.left(), top, box.width(), upper.height())
        painter.drawText(first, side, upper.elidedText(part.text, Qt.TextElideMode.ElideRight, box.width()))
        if part.second:
            painter.setFont(style.font(12))
            painter.setPen(style.color("text2"))
            second = QRect(box.left(), first.bottom() + 1, box.width(), lower.height())
            painter.drawText(second, side, lower.elidedText(part.second, Qt.TextElideMode.ElideRight, box.width()))


class RowList(QListView):
    """A list of `Line`s. Keys: arrows, type-ahead, Enter does the line's verb."""

    chosen = Signal(str)  # the key now selected
    entered = Signal(str)  # Enter, double click or the verb
    headed = Signal(str)  # a group's heading was clicked

    def __init__(self, name: str, said: str, *, tall: int = 48, plain: int = 34, ruled: bool = True) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(said)
        self.inset, self.ruled, self.primary, self.shaded = 12, ruled, False, ""
        self.verb_room = 0  # px kept free for verbs, so that columns stand under their heads
        self._lines = LineModel(self)
        self._delegate = LineDelegate(self, tall=tall, plain=plain)
        self.setModel(self._lines)
        self.setItemDelegate(self._delegate)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.selectionModel().currentChanged.connect(self._moved)
        self.doubleClicked.connect(lambda index: self.entered.emit(index.data(LINE).key))

    def set_lines(self, lines: Sequence[Line]) -> None:
        """Fill anew; the selected key, and the place it was scrolled to, stay."""
        key, place = self.key(), self.verticalScrollBar().value()
        quiet = QSignalBlocker(self.selectionModel())
        self._lines.set_lines(lines)
        row = self._lines.row_of(key)
        if row >= 0:
            self.setCurrentIndex(self._lines.index(row))
        quiet.unblock()
        self.verticalScrollBar().setValue(place)
        self.viewport().update()

    def lines(self) -> tuple[Line, ...]:
        return self._lines.lines()

    def key(self) -> str:
        """The selected line's key, or ""."""
        index = self.currentIndex()
        return index.data(LINE).key if index.isValid() else ""

    def select(self, key: str) -> bool:
        """Select the line with that key; False if there is none."""
        row = self._lines.row_of(key)
        if row >= 0:
            self.setCurrentIndex(self._lines.index(row))
        return row >= 0

    def select_first(self) -> None:
        first = next((line.key for line in self.lines() if not line.head), "")
        self.select(first)

    def _moved(self, index: QModelIndex, _before: QModelIndex) -> None:
        self.viewport().update()
        if index.isValid():
            self.chosen.emit(index.data(LINE).key)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.key():
            self.entered.emit(self.key())
            return
        super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        super().mouseReleaseEvent(event)
        line = self.line_at(event.position().toPoint())
        head = self.indexAt(event.position().toPoint()).data(LINE)
        if head is not None and head.head:
            self.headed.emit(head.key)
        if line and line.verb and self._on_verb(event.position().toPoint(), line):
            self.entered.emit(line.key)

    def line_at(self, place: QPoint) -> Line | None:
        index = self.indexAt(place)
        return index.data(LINE) if index.isValid() and not index.data(LINE).head else None

    def _on_verb(self, place: QPoint, line: Line) -> bool:
        edge = style.px(self.inset + _INSET)
        room = self.visualRect(self.indexAt(place)).adjusted(edge, 0, -edge, 0)
        return self._delegate.verb_box(room, line).contains(place)

    def focusInEvent(self, event: object) -> None:  # noqa: N802
        super().focusInEvent(event)  # type: ignore[arg-type]
        if not self.currentIndex().isValid():
            self.select_first()


class ColumnHeads(QWidget):
    """The column heads above a `RowList`, in step with its columns."""

    def __init__(self, rows: RowList, heads: Line) -> None:
        super().__init__()
        self._rows, self._heads = rows, heads
        self.setFixedHeight(style.px(28))
        self.setAccessibleName(heads.said)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        painter = QPainter(self)
        painter.setFont(style.font(11, QFont.Weight.DemiBold))
        painter.setPen(style.color("text3"))
        edge = style.px(self._rows.inset + _INSET)
        right = self._rows.viewport().width() - edge
        right -= style.px(self._rows.verb_room)
        parts = self._heads.parts
        for part, wide in zip(reversed(parts), reversed(widths(parts, right - edge)), strict=True):
            side = Qt.AlignmentFlag.AlignRight if part.right else Qt.AlignmentFlag.AlignLeft
            said = painter.fontMetrics().elidedText(part.text, Qt.TextElideMode.ElideRight, wide)
            painter.drawText(QRect(right - wide, 0, wide, self.height()), side | Qt.AlignmentFlag.AlignVCenter, said)
            right -= wide + style.px(8)
        painter.drawText(QRect(edge, 0, right - edge, self.height()), Qt.AlignmentFlag.AlignVCenter, self._heads.title)
        painter.setPen(style.color("line"))
        inset = style.px(self._rows.inset)
        painter.drawLine(inset, self.height() - 1, self.width() - inset, self.height() - 1)
