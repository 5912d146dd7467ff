"""A first-time signatory signs with the keyboard alone: every step is reached by Tab, in reading order."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

TESTS = Path(__file__).resolve().parent.parent
sys.path += [str(TESTS), str(TESTS / "signing")]

import paper  # noqa: E402
from certificates import PASSPHRASE, SIGNED, identity_for  # noqa: E402

from studio.desk import files  # noqa: E402
from studio.desk.signatory.identity_dialog import UseIdentity  # noqa: E402
from studio.desk.signatory.window import SignatoryWindow  # noqa: E402
from studio.signing.credential import FileCredential  # noqa: E402


def focused() -> str:
    widget = QApplication.focusWidget()
    return widget.objectName() if widget is not None else ""


def tab_to(window: QWidget, name: str) -> list[str]:
    """Press Tab until the named widget has the focus; gives what was passed."""
    passed: list[str] = []
    while focused() != name:
        QTest.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_Tab)
        passed.append(focused())
        assert len(passed) < 40, passed
    return passed


def test_from_the_attachment_to_the_signed_file_without_a_mouse(
    qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent, signed = tmp_path / "to-sign.pdf", tmp_path / "signed.pdf"
    sent.write_bytes(paper.signed(0))
    own = tmp_path / "me.p12"
    own.write_bytes(identity_for(paper.PEOPLE[0][2]))
    monkeypatch.setattr(files, "ask_open", lambda *_words: own)
    monkeypatch.setattr(files, "ask_save", lambda *_words: signed)
    credential = FileCredential(own.read_bytes(), PASSPHRASE)
    monkeypatch.setattr(UseIdentity, "ask", classmethod(lambda *_words, **_named: credential))

    def clock() -> datetime:
        return SIGNED

    window = SignatoryWindow(sent, clock)
    qtbot.addWidget(window)
    window.resize(1366, 768)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(lambda: focused() == "signatory_who", timeout=20_000)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: focused() == "signatory_tick", timeout=20_000)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)
    assert window.tick.isChecked()
    tab_to(window, "signatory_have")
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)
    passed = tab_to(window, "signatory_sign")
    assert "signatory_tick" not in passed, "the button comes after the choice, in reading order"
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: window.findChild(QLabel, "signatory_done") is not None, timeout=30_000)
    assert signed.read_bytes().startswith(sent.read_bytes())
    assert sent.read_bytes() == paper.signed(0)
    for one in window.findChildren(QWidget):
        if one.isVisible() and one.focusPolicy() & Qt.FocusPolicy.TabFocus and one.objectName().startswith("signatory"):
            assert one.accessibleName() or getattr(one, "text", lambda: "")(), one.objectName()
