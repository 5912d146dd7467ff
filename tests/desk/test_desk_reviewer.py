"""The reviewer's window on a real review copy: change, comment, approve and save by keyboard; nothing is written before Save."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QRadioButton

from studio.desk.messages import Dialog
from studio.desk.reviewer.window import ReviewerWindow
from studio.documents.docx_review import ReviewCopy
from studio.documents.docx_write import write_docx
from studio.drafting.draft import Block, BlockType, Draft, DraftInfo, DraftStatus, Run
from studio.returns.docx_read import read_return
from studio.steps import reviewing


@pytest.fixture(scope="module")
def sent() -> bytes:
    blocks = [Block("title.1", "title-page", "1.0", BlockType.TITLE, runs=(Run("Agreement SAMPLE"),)),
              Block("keep.0", "keep", "1.0", BlockType.HEADING, 1, "1", (Run("How long it is kept"),))]  # fmt: skip
    blocks += [
        Block(
            f"keep.{n}",
            "keep",
            "1.0",
            BlockType.NUMBERED,
            2,
            f"1.{n}",
            (Run(f"Each partner keeps list {n} for 24 months."),),
        )
        for n in range(1, 6)
    ]
    info = DraftInfo("t", "Agreement SAMPLE", "A", "SAMPLE-1", "", "agreement", DraftStatus.DRAFT, 1, date(2026, 10, 2))
    copy = ReviewCopy(
        "SAMPLE-1", 1, "police-legal", "police", "Police", "legal reviewer", "Grace Sample", date(2026, 10, 16)
    )
    return write_docx(Draft(info, tuple(blocks)), review=copy)


@pytest.fixture
def window(qtbot, sent: bytes, tmp_path: Path) -> Iterator[ReviewerWindow]:
    path = tmp_path / "police-legal.docx"
    path.write_bytes(sent)
    made = ReviewerWindow(path, lambda: datetime(2026, 10, 7, 9, tzinfo=UTC))
    qtbot.addWidget(made, before_close_func=lambda one: setattr(one, "_saved", one._copy.data))
    made.resize(1366, 768)
    made.show()
    idle(qtbot, made)
    yield made
    made.jobs.close()


def idle(qtbot, window: ReviewerWindow) -> None:
    qtbot.waitUntil(lambda: not window.jobs.busy(), timeout=60_000)


def go(qtbot, window: ReviewerWindow, key: str) -> None:
    """Alt+Down until the paragraph is chosen."""
    for _ in range(20):
        if window.text.boxed() == key:
            window.text.setFocus()
            return
        qtbot.keyClick(window.text, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    raise AssertionError(key)


def test_a_change_and_a_comment_by_keyboard_come_back_under_the_reviewers_name(qtbot, window, sent: bytes) -> None:
    assert window.panel.name.text() == "Grace Sample"
    go(qtbot, window, "keep.2")
    assert window.panel.head.text() == "Paragraph 1.2"
    qtbot.keyClick(window.text, Qt.Key.Key_Return)
    assert window.panel.words.hasFocus()
    window.panel.words.selectAll()
    qtbot.keyClicks(window.panel.words, "Each partner keeps list 2 for 12 months.")
    qtbot.keyClick(window.panel.words, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    idle(qtbot, window)
    window.panel.text.setFocus()
    qtbot.keyClicks(window.panel.text, "Ours is shorter.")
    qtbot.keyClick(window.panel.text, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    idle(qtbot, window)
    assert window._count.text() == "1 change, 1 comment"
    assert window._path.read_bytes() == sent
    qtbot.keyClick(window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    idle(qtbot, window)
    found = read_return(window._path.read_bytes(), sent)
    assert [(each.author, each.block, str(each.certainty)) for each in found.changes] == [
        ("Grace Sample", "keep.2", "anchor")
    ] * 2
    assert found.rejected_equals_sent is True
    assert [(each.block, each.text) for each in found.comments] == [("keep.2", "Ours is shorter.")]
    assert window.message.text().startswith("Saved. Send police-legal.docx back")


def test_undo_takes_back_one_by_one_and_save_is_only_offered_for_what_is_unsaved(qtbot, window) -> None:
    assert window.save_button.accessibleDescription() == "Everything is saved."
    go(qtbot, window, "keep.3")
    window.panel.remove.click()
    idle(qtbot, window)
    assert window.windowTitle().startswith("• ")
    assert window.save_button.property("kind") == "primary"
    qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert window._count.text() == "Nothing is changed or commented on yet"
    assert not window.windowTitle().startswith("• ")


def test_an_approval_is_shown_kept_and_refused_as_it_stands_with_changes(qtbot, window, monkeypatch) -> None:
    asked: list[bool] = []

    def answer(dialog: Dialog) -> bool:
        asked.append(dialog.findChild(QRadioButton, "approve_whole").isEnabled())
        return True

    monkeypatch.setattr(Dialog, "asked", answer)
    window.approve()
    idle(qtbot, window)
    assert window.approval.text() == "Approved"
    window.undo()
    go(qtbot, window, "keep.4")
    window.panel.remove.click()
    idle(qtbot, window)
    window.approve()
    idle(qtbot, window)
    assert asked == [True, False]
    assert window.approval.text() == "Approved, subject to points"
    approval = reviewing.reviewer_of(window._copy.data).approval
    assert approval is not None
    assert approval.name == "Grace Sample"


def test_a_refusal_is_said_and_changes_nothing(qtbot, window, sent: bytes) -> None:
    go(qtbot, window, "keep.1")
    window.panel.name.clear()
    window.panel.words.setPlainText("Other words.")
    window.panel.change.click()
    assert window.panel._name_field.problem() == "Write the name that your changes stand under."
    assert window._copy.data == sent


def test_closing_with_unsaved_changes_asks_first(qtbot, window, monkeypatch) -> None:
    go(qtbot, window, "keep.5")
    window.panel.remove.click()
    idle(qtbot, window)
    monkeypatch.setattr(Dialog, "asked", lambda _dialog: False)
    window.close()
    assert window.isVisible()
