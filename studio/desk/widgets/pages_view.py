"""The pages of a PDF under each other, drawn when they come into view."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QImage, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame

from studio.desk import style
from studio.desk.widgets.basics import Ground

_SHEET = (595.0, 842.0)
_GAP = 14


class PagesView(QAbstractScrollArea):
    """`draw(page, scale, done)` is asked for a page once; `done` takes its picture. Keys: Page Up/Down, Home, End."""

    def __init__(self, name: str, said: str, draw: Callable[[int, float, Callable[[Any], None]], None]) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(said)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setViewport(Ground("desk"))
        self._draw, self._pages = draw, 0
        self._pictures: dict[int, QImage] = {}
        self._asked: set[tuple[int, int]] = set()

    def show_pages(self, pages: int) -> None:
        self._pages, self._pictures = pages, {}
        self._asked.clear()
        self._measure()

    def go_to(self, page: int) -> None:
        self.verticalScrollBar().setValue(page * (self._height() + _GAP))

    def _wide(self) -> int:
        return max(min(self.viewport().width() - 2 * _GAP, style.px(860)), 200)

    def _height(self) -> int:
        return round(self._wide() * _SHEET[1] / _SHEET[0])

    def _measure(self) -> None:
        total = self._pages * (self._height() + _GAP) + _GAP
        bar = self.verticalScrollBar()
        bar.setRange(0, max(total - self.viewport().height(), 0))
        bar.setPageStep(self.viewport().height())
        bar.setSingleStep(40)
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self._measure()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        moves = {Qt.Key.Key_Home.value: 0, Qt.Key.Key_End.value: self.verticalScrollBar().maximum()}
        if event.key() in moves:
            self.verticalScrollBar().setValue(moves[event.key()])
            return
        super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        high, wide, top = self._height(), self._wide(), self.verticalScrollBar().value()
        left = (self.viewport().width() - wide) // 2
        for page in range(self._pages):
            box = QRect(left, _GAP + page * (high + _GAP) - top, wide, high)
            if box.bottom() < 0 or box.top() > self.viewport().height():
                continue
            picture = self._pictures.get(page)
            if picture is None:
                painter.fillRect(box, Qt.GlobalColor.white)
            else:
                painter.drawImage(box, picture)
            self._want(page, wide)

    def _want(self, page: int, wide: int) -> None:
        if (page, wide) not in self._asked:
            self._asked.add((page, wide))
            scale = wide * self.devicePixelRatioF() / _SHEET[0]
            self._draw(page, scale, partial(self._got, page))

    def _got(self, page: int, found: Any) -> None:
        self._pictures[page] = QImage(
            found.data, found.width, found.height, found.stride, QImage.Format.Format_RGB32
        ).copy()
        self.viewport().update()
