"""A file that is dropped on the signing page is filed while signatures are collected, and only looked at afterwards."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QLabel

from studio.desk.coordinator.sign import SignPage
from studio.desk.signatory import verification
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

    def __init__(self) -> None:
        super().__init__()
        self.ws = SimpleNamespace(read_only=False, clock=None)
        self.done: list[str] = []

    def read(self, *_args: Any, **_more: Any) -> None: ...

    def do(self, _owner: object, title: str, *_more: Any) -> None:
        self.done.append(title)


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
