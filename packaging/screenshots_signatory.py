"""The way of a first-time signatory as pictures, by keys alone: docs/pictures/first-signature-*.png, 1366 × 768.

From the file that came as a mail's attachment to the letter that takes the signed one back. Called by screenshots.py.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PIL import Image
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QColor, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QWidget

from studio.desk import app as desk
from studio.desk import files

if TYPE_CHECKING:
    from datetime import datetime

    from screenshots import Camera

SECRET = "four plain sample words"
SIZE = (1366, 768)
_KEY = Qt.Key


class Series:
    """Each picture has its number; a question is shown where it stands, over its window."""

    def __init__(self, camera: Camera, window: Any) -> None:
        self._camera, self._window, self._number = camera, window, 0

    def take(self, name: str) -> None:
        self._number += 1
        shot = self._window.grab()
        asked = QApplication.activeModalWidget()
        if asked is not None:
            painter = QPainter(shot)
            painter.fillRect(shot.rect(), QColor(0, 0, 0, 90))
            middle = shot.rect().center() - QPoint(asked.width() // 2, asked.height() // 2)
            painter.drawPixmap(middle, asked.grab())
            painter.end()
        path = self._camera.out / f"first-signature-{self._number}-{name}.png"
        shot.save(str(path))
        with Image.open(path) as picture:
            small = picture.convert("RGB").quantize(128)
        small.save(path, optimize=True)
        print(path, flush=True)


def press(key: Qt.Key) -> None:
    """A key where the keyboard is."""
    QTest.keyClick(QApplication.focusWidget(), key)


def tab_to(name: str) -> None:
    """Tab until the widget of that name has the keyboard. Raises RuntimeError if it never gets it."""
    for _ in range(80):
        here = QApplication.focusWidget()
        if here is not None and here.objectName() == name:
            return
        press(_KEY.Key_Tab)
    raise RuntimeError(f"the keyboard does not reach {name}")


def _bring(window: QWidget) -> None:
    window.activateWindow()
    while not window.isActiveWindow():
        QApplication.processEvents()


def answering(window: QWidget, keys: Callable[[], None]) -> None:
    """When the next question stands, work on it by keys."""

    def look() -> None:
        shown = QApplication.activeModalWidget()
        if not isinstance(shown, QDialog):
            QTimer.singleShot(20, look)
            return
        _bring(shown)
        keys()
        _bring(window)

    QTimer.singleShot(0, look)


def _type(text: str) -> None:
    entry = QApplication.focusWidget()
    if isinstance(entry, QLineEdit):
        QTest.keyClicks(entry, text)


def first_signature(camera: Camera, sent: Path, folder: Path, clock: Callable[[], datetime]) -> None:
    """Play it and keep its pictures. The dialogs of the system are answered for the person: nobody can photograph them."""
    own = {".p12": folder / "uma-sample.p12", ".pdf": folder / "agreement-signed.pdf", ".eml": folder / "signed.eml"}
    files.ask_save = lambda _at, _title, name, _kinds: own[Path(name).suffix]
    files.open_outside = lambda _path: True
    window: Any = desk.open_window(sent, clock)
    window.resize(*SIZE)
    window.show()
    camera.settle(window)
    _bring(window)
    series = Series(camera, window)
    series.take("opened")
    _say_who(window)
    camera.settle(window)
    _bring(window)
    window.side.tick.setFocus()  # as it has for whoever came here; the screen of the pictures lost it with the list
    series.take("declaration")
    press(_KEY.Key_Space)
    _make_identity(window, series)
    camera.settle(window)
    tab_to("signatory_sign")
    series.take("ready")
    _sign(window, series)
    camera.settle(window)
    series.take("signed")
    tab_to("signatory_send")
    press(_KEY.Key_Space)
    camera.settle(window)
    series.take("sent-back")
    window.close()


def _say_who(window: Any) -> None:
    window.side.who.showPopup()
    for _ in range(window.side.who.findData("sign.council")):
        QTest.keyClick(window.side.who.view(), _KEY.Key_Down)
    QTest.keyClick(window.side.who.view(), _KEY.Key_Return)


def _make_identity(window: Any, series: Series) -> None:
    def make() -> None:
        tab_to("identity_passphrase")
        _type(SECRET)
        press(_KEY.Key_Tab)
        _type(SECRET)
        series.take("identity")
        press(_KEY.Key_Return)

    tab_to("signatory_new")
    answering(window, make)
    press(_KEY.Key_Space)


def _sign(window: Any, series: Series) -> None:
    def unlock() -> None:
        _type(SECRET)
        series.take("passphrase")
        press(_KEY.Key_Return)

    answering(window, unlock)
    press(_KEY.Key_Space)
