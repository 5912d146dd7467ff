"""A first-time signatory signs with the keyboard alone, from the mail's attachment to the letter that takes it back."""

from __future__ import annotations

import email
import sys
from collections.abc import Callable
from datetime import datetime
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QLineEdit, QWidget

TESTS = Path(__file__).resolve().parent.parent
sys.path += [str(TESTS), str(TESTS / "signing")]

import paper  # noqa: E402
from certificates import PASSPHRASE, SIGNED, identity_for  # noqa: E402

from studio.desk import files, settings  # noqa: E402
from studio.desk.signatory.window import SignatoryWindow  # noqa: E402

KEY = Qt.Key


def clock() -> datetime:
    return SIGNED


def focused() -> str:
    widget = QApplication.focusWidget()
    return widget.objectName() if widget is not None else ""


def press(key: Qt.Key) -> None:
    QTest.keyClick(QApplication.focusWidget(), key)


def tab_to(name: str) -> list[str]:
    """Press Tab until the named widget has the focus; gives what was passed."""
    passed: list[str] = []
    while focused() != name:
        press(KEY.Key_Tab)
        passed.append(focused())
        assert len(passed) < 60, passed
    return passed


def take_keyboard(window: QWidget) -> None:
    """What a window manager does when a window comes to the front."""
    window.activateWindow()
    while not window.isActiveWindow():
        QApplication.processEvents()


def answer(name: str, keys: Callable[[], None]) -> None:
    """When the question of that name comes, type; a question that stays open fails the test."""

    def look(left: int = 400) -> None:
        shown = QApplication.activeModalWidget()
        if not isinstance(shown, QDialog):
            if left:
                QTimer.singleShot(10, lambda: look(left - 1))
            return
        try:
            assert shown.objectName() == name
            take_keyboard(shown)
            keys()
            assert not shown.isVisible(), f"{name} is still open"
            take_keyboard(shown.parentWidget().window())
        except BaseException:
            shown.reject()
            raise

    QTimer.singleShot(0, look)


def type_(text: str) -> None:
    entry = QApplication.focusWidget()
    assert isinstance(entry, QLineEdit)
    QTest.keyClicks(entry, text)


@pytest.fixture
def window(qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SignatoryWindow:
    sent = tmp_path / "to-sign.pdf"
    sent.write_bytes(paper.signed(0))
    places = {".p12": tmp_path / "me.p12", ".pdf": tmp_path / "signed.pdf", ".eml": tmp_path / "back.eml"}
    monkeypatch.setattr(files, "ask_open", lambda *_words: places[".p12"])
    monkeypatch.setattr(files, "ask_save", lambda _at, _title, name, _kinds: places[Path(name).suffix])
    monkeypatch.setattr(files, "open_outside", lambda _path: True)
    made = SignatoryWindow(sent, clock)
    qtbot.addWidget(made)
    made.resize(1366, 768)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(lambda: focused() == "signatory_who", timeout=20_000)
    press(KEY.Key_Down)
    qtbot.waitUntil(lambda: focused() == "signatory_tick", timeout=20_000)
    return made


def test_from_the_attachment_to_the_letter_that_takes_it_back_without_a_mouse(
    qtbot: Any, tmp_path: Path, window: SignatoryWindow
) -> None:
    press(KEY.Key_Space)
    tab_to("signatory_new")

    def make() -> None:
        entry = QApplication.activeModalWidget().findChild(QLineEdit, "identity_passphrase")
        tab_to(entry.objectName())
        type_(PASSPHRASE)
        press(KEY.Key_Tab)
        type_(PASSPHRASE)
        press(KEY.Key_Return)

    answer("new_identity_dialog", make)
    press(KEY.Key_Space)
    qtbot.waitUntil(lambda: window.side.means == "file", timeout=20_000)
    said = window.side._identity_says.text()
    assert len(said.split("\n", 1)[1].split()) == 32, "the words to read out over the telephone"
    passed = tab_to("signatory_sign")
    assert "signatory_tick" not in passed, "the button comes after the choice, in reading order"

    def unlock() -> None:
        type_(PASSPHRASE)
        press(KEY.Key_Return)

    answer("use_identity_dialog", unlock)
    press(KEY.Key_Space)
    qtbot.waitUntil(lambda: window.findChild(QLabel, "signatory_done") is not None, timeout=30_000)
    signed = tmp_path / "signed.pdf"
    assert signed.read_bytes().startswith(paper.signed(0))
    assert (tmp_path / "to-sign.pdf").read_bytes() == paper.signed(0)
    assert settings.load().identity == str(tmp_path / "me.p12")
    assert focused() == "signatory_send", "what comes next has the focus"
    press(KEY.Key_Space)
    qtbot.waitUntil(lambda: not window.jobs.busy(), timeout=20_000)
    letter = (tmp_path / "back.eml").read_bytes() if (tmp_path / "back.eml").exists() else b""
    if letter:
        message = email.message_from_bytes(letter, policy=default)
        assert [one.get_content() for one in message.iter_attachments()] == [signed.read_bytes()]
    else:  # this small sample names no coordinator: the sentence says how the file goes back all the same
        assert "Answer the message with which you got the file" in window.side.below.text()


def test_the_arrows_walk_over_the_choices_and_open_nothing(window: SignatoryWindow) -> None:
    tab_to("signatory_new")
    walked = []
    for _ in range(4):
        press(KEY.Key_Down)
        walked.append(focused())
    assert walked == ["signatory_have", "signatory_card", "signatory_elsewhere", "signatory_new"]
    assert window.side.means == ""
    press(KEY.Key_Up)
    press(KEY.Key_Space)
    assert window.side.means == "elsewhere"
    assert window.side.sign_button.accessibleName() == "Save the file for the other program…"


def test_larger_text_keeps_what_was_ticked_and_chosen(qtbot: Any, tmp_path: Path, window: SignatoryWindow) -> None:
    (tmp_path / "me.p12").write_bytes(identity_for(paper.PEOPLE[0][2]))
    press(KEY.Key_Space)
    tab_to("signatory_new")
    press(KEY.Key_Down)
    press(KEY.Key_Space)
    assert window.side.means == "file"
    before = window.side.tick.font().pixelSize()
    for _ in range(4):
        window.resize_text(25)
    assert window.side.tick.font().pixelSize() == 2 * before
    assert window.side.tick.isChecked()
    assert window.side.identity == tmp_path / "me.p12"
    qtbot.waitUntil(window.side.sign_button.isVisible, timeout=5_000)
    below = window.side.sign_button.mapTo(window, window.side.sign_button.rect().bottomLeft()).y()
    assert below < window.height() <= 768, "the button stays in view however large the text"


def test_a_screen_reader_is_told_every_control_its_name_and_kind(window: SignatoryWindow) -> None:
    roles: dict[str, QAccessible.Role] = {}
    for one in window.findChildren(QWidget):
        if not (one.isVisible() and one.focusPolicy() & Qt.FocusPolicy.TabFocus):
            continue
        said = QAccessible.queryAccessibleInterface(one)
        name = said.text(QAccessible.Text.Name).strip()
        assert name, f"{one.objectName() or type(one).__name__} has no name"
        roles[name] = said.role()
    assert roles["I have read this declaration and make it."] == QAccessible.Role.CheckBox
    assert roles["Make my signing identity (2 minutes)…"] == QAccessible.Role.RadioButton
    assert roles["Larger text"] == roles["Help"] == QAccessible.Role.PushButton
    sign = QAccessible.queryAccessibleInterface(window.side.sign_button)
    assert sign.text(QAccessible.Text.Name).startswith("Sign for ")
    assert sign.text(QAccessible.Text.Description) == "Tick the declaration first."


def test_declining_asks_for_a_reason_and_signs_nothing(
    qtbot: Any, tmp_path: Path, window: SignatoryWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    from studio.desk.signatory.decline_signing import DeclineSigning
    from studio.steps import sending_back

    made = DeclineSigning(None, "the Council")
    qtbot.addWidget(made)
    assert not made.ready()
    monkeypatch.setattr(DeclineSigning, "ask", classmethod(lambda *_words: "The board has not met."))
    lines = ("Coordinator\tMo Sample, Partnership coordinator, mo.sample@together.example, 0000 100 101",)
    out = sending_back.decline(window.plan, lines, "The board has not met.", SIGNED, tmp_path / "no.eml")
    message = email.message_from_bytes(out.read_bytes(), policy=default)
    assert message["To"] == "Mo Sample <mo.sample@together.example>"
    assert "The reason: The board has not met." in message.get_content()
    tab_to("signatory_decline")
    press(KEY.Key_Space)
    qtbot.waitUntil(lambda: not window.jobs.busy(), timeout=10_000)
    assert "Answer the message" in window.side.below.text()
    assert not (tmp_path / "signed.pdf").exists()
