"""A dashed zone that takes files by drop or by its button."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from studio.desk import style
from studio.desk.widgets.basics import button, column, label
from studio.desk.widgets.marks import IconLabel


class DropZone(QWidget):
    asked = Signal()
    dropped = Signal(object)  # list[Path]

    def __init__(self, name: str, title: str, text: str, verb: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAcceptDrops(True)
        box = self._box = column(gap=4, margins=(16, 12, 16, 12))
        self._title, self._said = label(title, "section"), label(text, "second", wrap=True)
        self._said.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._sign = IconLabel("drop", "accent", 24)
        box.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignHCenter)
        box.addWidget(self._title, 0, Qt.AlignmentFlag.AlignHCenter)
        box.addWidget(self._said)
        box.addWidget(button(verb, "", "link", f"{name}_choose", self.asked.emit), 0, Qt.AlignmentFlag.AlignHCenter)
        self.setLayout(box)

    def explain(self, title: str, text: str) -> None:
        """What a file that is dropped here is for, now."""
        self._title.setText(title)
        self._said.setText(text)

    def flatten(self, flat: bool) -> None:
        """Less high, once it is seldom used."""
        self._sign.setVisible(not flat)
        self._said.setVisible(not flat)
        edge = style.px(4 if flat else 12)
        self._box.setContentsMargins(style.px(16), edge, style.px(16), edge)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802
        self.dropped.emit([Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()])

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(style.color("sunken"))
        pen = QPen(style.color("edge"), 1)
        pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), 8, 8)
