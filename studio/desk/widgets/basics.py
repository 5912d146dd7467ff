"""Labels, buttons and boxes as every page uses them: kinds and sizes by name, never by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont, QPalette
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from studio.desk import style

MOST_GROWN = 1.15
_Box = TypeVar("_Box", bound=QBoxLayout)

_ROLES: dict[str, tuple[int, QFont.Weight, str]] = {
    "welcome": (28, QFont.Weight.DemiBold, "text"),
    "page": (20, QFont.Weight.DemiBold, "text"),
    "name": (18, QFont.Weight.DemiBold, "text"),
    "pane": (16, QFont.Weight.DemiBold, "text"),
    "section": (13, QFont.Weight.DemiBold, "text"),
    "field": (12, QFont.Weight.DemiBold, "text"),
    "body": (13, QFont.Weight.Normal, "text"),
    "second": (12, QFont.Weight.Normal, "text2"),
    "small": (11, QFont.Weight.DemiBold, "text3"),
    "quiet": (12, QFont.Weight.Normal, "text3"),
    "lead": (16, QFont.Weight.Normal, "text2"),
    "big": (17, QFont.Weight.Normal, "text"),
    "big_head": (18, QFont.Weight.DemiBold, "text"),
    "big_title": (30, QFont.Weight.DemiBold, "text"),
    "verdict": (24, QFont.Weight.DemiBold, "text"),
}


def dress(widget: QWidget, role: str, tone: str = "") -> None:
    """Font and colour of a role of the type scale; `tone` overrides the colour by token name."""
    size, weight, colour = _ROLES[role]
    widget.setFont(style.font(size, weight))
    shades = widget.palette()
    shades.setColor(QPalette.ColorRole.WindowText, style.color(tone or colour))
    widget.setPalette(shades)


def label(text: str = "", role: str = "body", *, tone: str = "", wrap: bool = False, serif: bool = False) -> QLabel:
    """A line of words; cut lines keep their whole text as a tooltip (see `Elided`)."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    dress(made, role, tone)
    if serif:
        made.setFont(style.font(_ROLES[role][0], serif=True))
    made.setWordWrap(wrap)
    if wrap:
        made.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    return made


class Elided(QLabel):
    """One line that is cut at the end instead of pushing its pane wider; the tooltip has the whole."""

    def __init__(self, text: str = "", role: str = "body", tone: str = "") -> None:
        super().__init__()
        self._text = ""
        dress(self, role, tone)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setText(text)

    def setText(self, text: str) -> None:  # noqa: N802 - Qt's name
        self._text = text
        self.setToolTip(text)
        self.setAccessibleName(text)
        self._cut()

    def full_text(self) -> str:
        return self._text

    def resizeEvent(self, event: object) -> None:  # noqa: N802, ARG002
        self._cut()

    def sizeHint(self) -> QSize:  # noqa: N802
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(self._text) + 4, metrics.height() + 2)

    def _cut(self) -> None:
        room = max(self.width(), 20)
        super().setText(self.fontMetrics().elidedText(self._text, Qt.TextElideMode.ElideRight, room))


def button(
    text: str, icon: str = "", kind: str = "", name: str = "", on: Callable[[], object] | None = None
) -> QPushButton:
    """A push button; `kind` is "", primary, quiet, link or danger, `name` its objectName."""
    made = QPushButton(f"\u2009{text}" if icon and text else text)
    made.setAccessibleName(text)
    made.setObjectName(name)
    made.setAutoDefault(False)
    made.setProperty("kind", kind)
    made.setProperty("icon_meaning", icon)
    if icon:
        made.setIcon(style.icon(icon, _icon_tone(kind)))
        made.setIconSize(QSize(style.px(16), style.px(16)))
    if on:
        made.clicked.connect(lambda _checked=False: on())
    if kind == "link":
        made.setCursor(Qt.CursorShape.PointingHandCursor)
    return made


def _icon_tone(kind: str) -> str:
    return {"primary": "onfill", "link": "accent", "danger": "error"}.get(kind, "text2")


def set_kind(widget: QPushButton, kind: str) -> None:
    widget.setProperty("kind", kind)
    if meaning := widget.property("icon_meaning"):
        waits = widget.property("notyet") == "1"
        widget.setIcon(style.icon(str(meaning), "text3" if waits else _icon_tone(kind)))
    restyle(widget)


def set_on(widget: QPushButton, *, on: bool) -> None:
    widget.setProperty("on", "1" if on else "0")
    restyle(widget)


def set_not_yet(widget: QPushButton, reason: str) -> None:
    """With a reason the button is dashed, keeps its place in the tab order and says why; "" makes it live again.

    Whoever handles the click asks `not_yet(widget)` first.
    """
    widget.setProperty("notyet", "1" if reason else "0")
    widget.setToolTip(reason)
    widget.setAccessibleDescription(reason)
    if meaning := widget.property("icon_meaning"):
        widget.setIcon(style.icon(str(meaning), "text3" if reason else _icon_tone(str(widget.property("kind")))))
    restyle(widget)


def not_yet(widget: QPushButton) -> str:
    """Why the button cannot be used now, or ""."""
    return widget.accessibleDescription() if widget.property("notyet") == "1" else ""


def restyle(widget: QWidget) -> None:
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def row(*parts: QWidget | int | str, gap: int = 8, margins: tuple[int, int, int, int] = (0, 0, 0, 0)) -> QHBoxLayout:
    """Widgets beside each other; a number is a space in px, "stretch" takes what is left."""
    return _fill(QHBoxLayout(), parts, gap, margins)


def column(*parts: QWidget | int | str, gap: int = 8, margins: tuple[int, int, int, int] = (0, 0, 0, 0)) -> QVBoxLayout:
    return _fill(QVBoxLayout(), parts, gap, margins)


def _fill(box: _Box, parts: tuple[QWidget | int | str, ...], gap: int, margins: tuple[int, int, int, int]) -> _Box:
    box.setSpacing(style.px(gap))
    box.setContentsMargins(*(style.px(side) for side in margins))
    for part in parts:
        if isinstance(part, QWidget):
            box.addWidget(part)
        elif isinstance(part, int):
            box.addSpacing(style.px(part))
        else:
            box.addStretch(1)
    return box


def boxed(layout: QBoxLayout, ground: str = "", name: str = "") -> QWidget:
    """A widget that holds the layout, on a ground colour by token name."""
    made = Ground(ground) if ground else QWidget()
    made.setLayout(layout)
    made.setObjectName(name)
    return made


class Ground(QWidget):
    """A plain filled pane that follows the scheme."""

    def __init__(self, ground: str = "surface", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAutoFillBackground(True)
        shades = self.palette()
        shades.setColor(QPalette.ColorRole.Window, style.color(ground))
        self.setPalette(shades)


def hairline(*, upright: bool = False) -> QFrame:
    made = QFrame()
    made.setFixedWidth(1) if upright else made.setFixedHeight(1)
    made.setAutoFillBackground(True)
    shades = made.palette()
    shades.setColor(QPalette.ColorRole.Window, style.color("line"))
    made.setPalette(shades)
    return made


def scrolled(inner: QWidget, ground: str = "surface") -> QScrollArea:
    """The widget in a frameless area that scrolls up and down only."""
    holder = Ground(ground)
    holder.setLayout(column(inner, gap=0))
    area = QScrollArea()
    area.setViewport(Ground(ground))
    area.setWidget(holder)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return area


def splitter(
    *panes: QWidget, sizes: tuple[int, ...] = (), least: tuple[int, ...] = (), stretch: int = 1, name: str = ""
) -> QSplitter:
    """Panes that share a 1 px line; `stretch` is the one that takes the room."""
    made = QSplitter(Qt.Orientation.Horizontal)
    made.setObjectName(name)
    made.setHandleWidth(1)
    made.setChildrenCollapsible(False)
    for number, pane in enumerate(panes):
        made.addWidget(pane)
        made.setStretchFactor(number, 1 if number == stretch else 0)
        if number < len(least) and least[number]:
            pane.setMinimumWidth(_share(least[number]))
    if sizes:
        made.setSizes([_share(size) for size in sizes])
    return made


def _share(length: int) -> int:
    """The width of a pane: it grows with the text only so far, or large text would push a window off the screen."""
    return min(style.px(length), round(length * MOST_GROWN))


def clear(layout: QLayout) -> None:
    """Take everything out of a layout and delete it."""
    while layout.count():
        item = layout.takeAt(0)
        if item is None:
            break
        if widget := item.widget():
            widget.hide()
            widget.deleteLater()
        elif (inner := item.layout()) is not None:
            clear(inner)
            inner.deleteLater()
