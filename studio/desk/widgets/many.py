"""Choosing several values from a fixed list: the words on the button, a menu of ticks behind it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QMenu, QPushButton, QSizePolicy

from studio.desk import style


class _Ticks(QMenu):
    """A menu that stays open while values are ticked."""

    def mouseReleaseEvent(self, event: object) -> None:  # noqa: N802 - Qt's name
        action = self.actionAt(event.position().toPoint())  # type: ignore[attr-defined]
        if action:
            action.toggle()
        else:
            super().mouseReleaseEvent(event)  # type: ignore[arg-type]

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        active = self.activeAction()
        if event.key() == Qt.Key.Key_Space and active:
            active.toggle()
            return
        super().keyPressEvent(event)


class Many(QPushButton):
    """Several of (value, words). Space or Enter opens the list; space ticks."""

    changed = Signal()

    def __init__(self, name: str, options: list[tuple[str, str]], values: list[str]) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setProperty("field", "1")
        self._menu = _Ticks(self)
        self._actions: list[QAction] = []
        known = dict(options)
        for value, words in [*options, *((one, one) for one in values if one not in known)]:
            action = self._menu.addAction(words)
            action.setCheckable(True)
            action.setChecked(value in values)
            action.setData(value)
            action.toggled.connect(self._ticked)
            self._actions.append(action)
        self.clicked.connect(self._open)
        self._show()

    def values(self) -> list[str]:
        return [str(action.data()) for action in self._actions if action.isChecked()]

    def tick(self, value: str, *, on: bool) -> None:
        """Tick or clear one value, as the menu does."""
        next(action for action in self._actions if action.data() == value).setChecked(on)

    def _open(self) -> None:
        self._menu.setMinimumWidth(self.width())
        self._menu.popup(self.mapToGlobal(QPoint(0, self.height())))

    def _ticked(self) -> None:
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        chosen = [action.text() for action in self._actions if action.isChecked()]
        whole = ", ".join(chosen) or "None chosen"
        self.setToolTip(whole)
        self.setText(
            self.fontMetrics().elidedText(whole, Qt.TextElideMode.ElideRight, max(self.width() - style.px(36), 60))
        )

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        super().changeEvent(event)

    def resizeEvent(self, event: object) -> None:  # noqa: N802
        super().resizeEvent(event)  # type: ignore[arg-type]
        self._show()
