"""One of several ways to go on, with a line that says what it means; the arrows walk, Space takes it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QRadioButton

from studio.desk import words


class Option(QRadioButton):
    """A radio button that does nothing by being passed: walking over a choice must not open its question."""

    def __init__(self, text: str, name: str) -> None:
        super().__init__(text)
        self.setObjectName(name)
        self.setAccessibleName(text)

    def fit(self, room: int) -> None:
        """Break the words into lines no wider than `room` px."""
        self.setText("\n".join(words.broken(self.accessibleName(), room, self.fontMetrics().horizontalAdvance)))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_Left: -1}.get(
            Qt.Key(event.key())
        )
        if step is None:
            super().keyPressEvent(event)
            return
        holder = self.parentWidget() or self
        every = [one for one in holder.findChildren(Option) if one.isVisible()] or [self]
        every[(every.index(self) + step) % len(every)].setFocus(Qt.FocusReason.TabFocusReason)
