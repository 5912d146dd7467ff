"""A person's hands on the desk: clicks, keys and answers to questions. Nothing here calls a step."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QDialog, QLineEdit, QPlainTextEdit, QWidget

from studio.desk import files
from studio.desk.widgets.rows import RowList

PATIENCE = 120_000  # ms; work in the background ends far sooner on a quiet machine


class Clock:
    """A clock that stands at noon of a day until it is set, as the command line's --date does."""

    def __init__(self, day: str) -> None:
        self.day(day)

    def __call__(self) -> datetime:
        return self.at

    def day(self, text: str) -> None:
        self.at = datetime.fromisoformat(f"{text}T12:00:00+00:00")


class Hands:
    """Works on one window at a time."""

    def __init__(self, qtbot: Any, monkeypatch: Any) -> None:
        self.qtbot = qtbot
        self.window: Any = None
        self._chosen: list[Path | list[Path]] = []
        for name in ("ask_open", "ask_open_many", "ask_save", "ask_folder"):
            monkeypatch.setattr(files, name, lambda *_asked: self._chosen.pop(0))

    def at(self, window: QWidget) -> None:
        """Show a window and work on it from now on."""
        self.window = window
        window.show()
        self.settle()

    def choose(self, *chosen: Path | list[Path]) -> None:
        """What the next file dialogs are answered with."""
        self._chosen += chosen

    def settle(self) -> None:
        """Wait until nothing is being worked on. A screen that nobody manages gives the keyboard back only when asked."""
        self.qtbot.waitUntil(lambda: not self.window.jobs.busy(), timeout=PATIENCE)
        if not self.window.isActiveWindow():
            self.window.activateWindow()
            self.qtbot.waitUntil(self.window.isActiveWindow, timeout=PATIENCE)

    def find(self, name: str, kind: type[QObject] = QWidget) -> Any:
        """The visible widget of that name; pages that are not shown have widgets too."""

        def visible() -> list[Any]:
            return [one for one in self.window.findChildren(kind, name) if one.isVisible()]

        with suppress(self.qtbot.TimeoutError):  # Qt shows what was added to a page a moment later
            self.qtbot.waitUntil(lambda: len(visible()) == 1, timeout=5_000)
        assert len(visible()) == 1, f"{len(visible())} visible widgets are called {name}"
        return visible()[0]

    def click(self, name: str) -> None:
        """Press a button and wait until its work is done."""
        button: QAbstractButton = self.find(name, QAbstractButton)
        assert button.isEnabled(), name
        reason = button.accessibleDescription() if button.property("notyet") == "1" else ""
        assert not reason, f"{name} cannot be used: {reason}"
        self.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        self.settle()

    def row(self, name: str, key: str) -> None:
        """Click the line with that key in a list."""
        rows: RowList = self.find(name, RowList)
        number = [line.key for line in rows.lines()].index(key)
        index = rows.model().index(number, 0)
        rows.scrollTo(index)
        place = rows.visualRect(index).center()
        place.setX(rows.visualRect(index).left() + 60)  # the verb stands at the right
        self.qtbot.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=place)
        assert rows.key() == key
        self.settle()

    def write(self, field: QWidget, text: str) -> None:
        """Select what stands in a field and type over it."""
        entry = field.lineEdit() if isinstance(field, QComboBox) else field
        entry.setFocus()
        self.qtbot.keyClick(entry, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        self.qtbot.keyClick(entry, Qt.Key.Key_Delete)
        for letter in text:  # QTest types ASCII only
            if letter.isascii():
                self.qtbot.keyClicks(entry, letter)
            else:
                press = QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, letter)
                QApplication.sendEvent(entry, press)
        typed = entry.toPlainText() if isinstance(entry, QPlainTextEdit) else entry.text()
        assert typed == text

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key where the keyboard is."""
        self.qtbot.keyClick(QApplication.focusWidget() or self.window, key, modifier)
        self.settle()

    def said(self) -> str:
        """The sentence in the message bar."""
        return str(self.window.message.text())

    def answer(self, dialog: str, do: Callable[[Answering], None] = lambda _box: None) -> Answering:
        """Answer the dialogs of this name that come while the block runs, each the same way, then press its verb."""
        return Answering(self, dialog, do)


class Answering:
    """Inside the block a question of that name is filled in and accepted; any other question fails the test."""

    def __init__(self, hands: Hands, name: str, do: Callable[[Answering], None]) -> None:
        self._hands, self._name, self._do = hands, name, do
        self._dialog: QDialog | None = None
        self._errors: list[BaseException] = []
        self._done = 0
        self._timer = QTimer()
        self._timer.setInterval(10)
        self._timer.timeout.connect(self._look)

    def __enter__(self) -> Answering:
        self._timer.start()
        return self

    def __exit__(self, kind: object, *_rest: object) -> None:
        self._timer.stop()
        if self._errors:
            raise self._errors[0]
        if kind is None:
            assert self._done == 1, f"{self._name} was asked {self._done} times"

    def _look(self) -> None:
        shown = QApplication.activeModalWidget()
        if not isinstance(shown, QDialog) or shown is self._dialog:
            return
        self._dialog = shown
        try:
            assert shown.objectName() == self._name, f"asked {shown.objectName()} {shown.windowTitle()}"
            self._do(self)
            if shown.isVisible():
                self.click("dialog_do")
            self._done += 1
            wrong = [one.accessibleDescription() for one in shown.findChildren(QWidget) if one.property("bad") == "1"]
            assert not shown.isVisible(), f"{self._name} was not accepted: {wrong}"
        except BaseException as error:  # noqa: BLE001 - told when the block ends; a question left open would wait forever
            self._errors.append(error)
            shown.reject()

    def find(self, name: str) -> Any:
        assert self._dialog is not None
        found = self._dialog.findChild(QWidget, name)
        assert found is not None, name
        return found

    def click(self, name: str) -> None:
        self._hands.qtbot.mouseClick(self.find(name), Qt.MouseButton.LeftButton)

    def write(self, **texts: str) -> None:
        for name, text in texts.items():
            field = self.find(name)
            assert isinstance(field, (QLineEdit, QPlainTextEdit))
            self._hands.write(field, text)


class Watch:
    """How long each part of a journey took, for its report."""

    def __init__(self) -> None:
        self._since, self.parts = time.monotonic(), list[str]()

    def part(self, name: str) -> None:
        now = time.monotonic()
        self.parts.append(f"{name} {now - self._since:.1f} s")
        self._since = now
