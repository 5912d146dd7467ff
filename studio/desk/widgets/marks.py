"""Small painted signs: badge, monogram, meter."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from studio.desk import style

_TINTED = {"added", "removed", "clash", "late", "warning", "signed", "error", "neutral"}


class Badge(QWidget):
    """Tint, icon, one to three words; says a state and is not clickable."""

    def __init__(self, text: str = "", tone: str = "neutral", icon: str = "") -> None:
        super().__init__()
        self._text, self._tone, self._icon = text, tone, icon
        self.setFont(style.font(12, QFont.Weight.DemiBold))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.show_state(text, tone, icon)

    def show_state(self, text: str, tone: str = "neutral", icon: str = "") -> None:
        self._text, self._tone, self._icon = text, tone, icon
        self.setAccessibleName(text)
        self.setVisible(bool(text))
        self.updateGeometry()
        self.update()

    def text(self) -> str:
        return self._text

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        metrics = self.fontMetrics()
        lead = style.px(20) if self._icon else 0
        return QSize(metrics.horizontalAdvance(self._text) + lead + style.px(16), metrics.height() + style.px(6))

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        paint_badge(painter, QRectF(self.rect()), self._text, self._tone, self._icon)


def paint_badge(painter: QPainter, box: QRectF, text: str, tone: str, icon: str = "") -> None:
    """A badge inside `box`; the painter's font is the widget's."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(style.color(f"{tone}_t" if tone in _TINTED else "tint"))
    painter.drawRoundedRect(box, 5, 5)
    left = box.left() + style.px(8)
    if icon:
        drawn = style.pixmap(icon, tone, style.px(14))
        painter.drawPixmap(round(left - 1), round(box.center().y() - style.px(7)), drawn)
        left += style.px(19)
    painter.setPen(style.color(tone))
    painter.drawText(QRectF(left, box.top(), box.right() - left, box.height()), Qt.AlignmentFlag.AlignVCenter, text)


def paint_monogram(painter: QPainter, box: QRectF, letters: str, base: QColor, *, round_: bool = False) -> None:
    """Two letters on their own tint: square for an organisation in a list, round beside a change."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(style.wash(base))
    corner = box.height() / 2 if round_ else 6
    painter.drawRoundedRect(box, corner, corner)
    painter.setPen(base)
    painter.setFont(style.font(13 if box.height() > style.px(26) else 10, QFont.Weight.Bold))
    if box.height() <= style.px(26):
        small = painter.font()
        small.setPixelSize(max(style.px(10), 10))
        painter.setFont(small)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, letters)
    painter.restore()


class Monogram(QWidget):
    """A reviewer's two letters in the reviewer's hue."""

    def __init__(self, letters: str, hue: int, name: str, size: int = 32) -> None:
        super().__init__()
        self._letters, self._hue = letters, hue
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setFixedSize(style.px(size), style.px(size))

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        box = QRectF(self.rect())
        paint_monogram(QPainter(self), box, self._letters, style.hue(self._hue), round_=self.height() < style.px(26))


class Meter(QWidget):
    """A bar of coloured shares on a track; what it means is in its accessible name and tooltip."""

    def __init__(self, height: int = 6) -> None:
        super().__init__()
        self._shares: tuple[tuple[float, str], ...] = ()
        self.setFixedHeight(style.px(height))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_shares(self, shares: tuple[tuple[float, str], ...], said: str) -> None:
        """Shares of the whole (0 to 1), each with a colour token."""
        self._shares = shares
        self.setAccessibleName(said)
        self.setToolTip(said)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(style.color("track"))
        painter.drawRoundedRect(self.rect(), 3, 3)
        left = 0.0
        for share, token in self._shares:
            wide = share * self.width()
            painter.fillRect(QRectF(left, 0, max(wide - 1, 1), self.height()), style.color(token))
            left += wide


class IconLabel(QLabel):
    """An icon that has a meaning said in words to a screen reader."""

    def __init__(self, icon: str, tone: str = "text2", size: int = 16, said: str = "") -> None:
        super().__init__()
        self.setFixedSize(style.px(size), style.px(size))
        self.show_icon(icon, tone, size, said)

    def show_icon(self, icon: str, tone: str = "text2", size: int = 16, said: str = "") -> None:
        self.setPixmap(style.pixmap(icon, tone, style.px(size)))
        self.setAccessibleName(said)
        self.setToolTip(said)
