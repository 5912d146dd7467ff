"""The tabs of an agreement, in the order of the work, with counts of what is open there."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from studio.desk import style
from studio.desk.widgets.basics import row
from studio.desk.widgets.marks import paint_badge

ICON_ROOM = 22  # px that the icon takes


class Tab(QAbstractButton):
    """Icon, word, count; a stage not reached is lighter and opens all the same."""

    def __init__(self, key: str, icon: str, text: str) -> None:
        super().__init__()
        self.key, self._icon, self._count, self._reached = key, icon, "", True
        self.setText(text)
        self.setObjectName(f"tab_{key}")
        self.setAccessibleName(text)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setFont(style.font(13, QFont.Weight.Medium))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def show_count(self, count: str, *, reached: bool) -> None:
        self._count, self._reached = count, reached
        self.setAccessibleName(f"{self.text()}, {count}" if count else self.text())
        self.updateGeometry()
        self.update()

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Where the bar is short of room, words stay and pictures go."""
        return self.sizeHint() - QSize(style.px(ICON_ROOM), 0)

    def sizeHint(self) -> QSize:  # noqa: N802
        metrics = self.fontMetrics()
        badge = metrics.horizontalAdvance(self._count) + style.px(24) if self._count else 0
        return QSize(metrics.horizontalAdvance(self.text()) + style.px(46) + badge, style.px(40))

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tone = "accent" if self.isChecked() else "text2" if self._reached else "text3"
        size, middle = style.px(16), self.height() // 2
        cramped = self.width() < self.sizeHint().width()
        if not cramped:
            painter.drawPixmap(style.px(8), middle - size // 2, style.pixmap(self._icon, tone, size))
        font = style.font(13, QFont.Weight.DemiBold if self.isChecked() else QFont.Weight.Medium)
        painter.setFont(font)
        painter.setPen(style.color(tone))
        left = style.px(30 - ICON_ROOM if cramped else 30)
        painter.drawText(QRectF(left, 0, self.width(), self.height()), Qt.AlignmentFlag.AlignVCenter, self.text())
        if self._count:
            left += painter.fontMetrics().horizontalAdvance(self.text()) + style.px(7)
            painter.setFont(style.font(11, QFont.Weight.DemiBold))
            wide = painter.fontMetrics().horizontalAdvance(self._count) + style.px(16)
            box = QRectF(left, middle - style.px(9), wide, style.px(18))
            paint_badge(painter, box, self._count, "accent" if self.isChecked() else "neutral")
        if self.isChecked():
            painter.fillRect(QRectF(0, self.height() - 3, self.width(), 3), style.color("accent"))
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(style.color("accent"), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 4, -1, -5), 6, 6)


class Tabs(QWidget):
    """A bar of tabs: arrows move, the current one says where you are."""

    chosen = Signal(str)

    def __init__(self, tabs: tuple[tuple[str, str, str], ...]) -> None:
        super().__init__()
        self._tabs = {key: Tab(key, icon, text) for key, icon, text in tabs}
        box = row(*self._tabs.values(), "stretch", gap=12, margins=(16, 0, 20, 0))
        self.setLayout(box)
        for key, tab in self._tabs.items():
            tab.clicked.connect(lambda _checked=False, key=key: self.choose(key))

    def choose(self, key: str) -> None:
        self.show_tab(key)
        self.chosen.emit(key)

    def show_tab(self, key: str) -> None:
        for name, tab in self._tabs.items():
            tab.setChecked(name == key)

    def current(self) -> str:
        return next((key for key, tab in self._tabs.items() if tab.isChecked()), "")

    def tab(self, key: str) -> Tab:
        return self._tabs[key]

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        step = {Qt.Key.Key_Right.value: 1, Qt.Key.Key_Left.value: -1}.get(event.key(), 0)
        if not step:
            super().keyPressEvent(event)
            return
        keys = list(self._tabs)
        here = keys.index(self.current()) if self.current() else 0
        target = keys[(here + step) % len(keys)]
        self.choose(target)
        self._tabs[target].setFocus(Qt.FocusReason.TabFocusReason)
