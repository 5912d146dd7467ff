"""A file that is dropped on the signing page is filed while signatures are collected, and only looked at afterwards."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel

from studio.desk.coordinator.sign import SignPage
from studio.desk.signatory import verification
from studio.errors import StudioError
from studio.steps.views import SigningView

VIEW = SigningView(
    frozen=True,
    certified=True,
    text_sha256="ab" * 32,
    docx_sha256="cd" * 32,
    lines=(),
    verification=None,
    enrolments=(),
    missing=(),
    complete=True,
)


class Recording(QObject):
    """Keeps what was asked for instead of doing it."""

    said = Signal(str, str)
    changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.ws = SimpleNamespace(read_only=False, clock=None)
        self.done: list[str] = []

    def read(self, *_args: Any, **_more: Any) -> None: ...

    def do(self, _owner: object, title: str, *_more: Any, failed: Any) -> None:
        self.done.append(title)
        self.refuse = failed

    def fail(self, error: Exception) -> None:
        self.done.append(str(error))


@pytest.fixture
def page(qtbot: Any) -> SignPage:
    made = SignPage(Recording())  # type: ignore[arg-type]
    qtbot.addWidget(made)
    made.agreement = "york"
    return made


@pytest.mark.parametrize("entered", [False, True])
def test_a_dropped_file_is_filed_until_the_agreement_is_in_force(
    page: SignPage, entered: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[Path] = []
    monkeypatch.setattr(verification, "open_check", lambda path, *_more: looked.append(path))
    page.show_view(VIEW, entered=entered)
    page.take_files([Path("signed.pdf")])
    assert looked == ([Path("signed.pdf")] if entered else [])
    assert page.session.done == ([] if entered else ["Checking signed.pdf"])  # type: ignore[attr-defined]
    said = " ".join(each.text() for each in page.drop.findChildren(QLabel))
    assert ("nothing more is filed" in said) == entered


def test_a_file_that_does_not_count_still_shows_who_has_to_sign_again(page: SignPage) -> None:
    shown: list[frozenset[str]] = []
    page.session.changed.connect(shown.append)
    page.show_view(VIEW, entered=False)
    page.take_files([Path("signed.pdf")])
    assert not shown
    page.session.refuse(StudioError("Two people signed the same state."))  # type: ignore[attr-defined]
    assert shown == [frozenset({"york"})]
    assert page.session.done[-1] == "Two people signed the same state."  # type: ignore[attr-defined]


def test_the_whole_fingerprint_can_be_copied(page: SignPage) -> None:
    page.show_view(VIEW, entered=False)
    chain = [page.nextInFocusChain()]
    while page.copy_button not in chain:
        chain.append(chain[-1].nextInFocusChain())
    assert page.rows in chain, "the list has the keyboard first"
    page.copy_button.click()
    assert QGuiApplication.clipboard().text() == VIEW.text_sha256
