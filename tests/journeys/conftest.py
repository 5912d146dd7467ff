"""Journeys run without a screen, with settings and files of their own."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication

from studio.desk import fonts, messages, style


@pytest.fixture
def own_settings(tmp_path: Path) -> None:
    QSettings.setDefaultFormat(QSettings.Format.IniFormat)
    QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(tmp_path / "settings"))


@pytest.fixture
def dressed(qapp: QApplication, own_settings: None) -> Iterator[None]:
    qapp.setOrganizationName("Agreement Studio tests")
    qapp.setApplicationName("agreement-studio-tests")
    fonts.load()
    style.apply(qapp, "light")
    yield
    style.apply(qapp, "light")


@pytest.fixture
def no_crash(monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault of ours fails the test instead of waiting for a click."""

    def tell(_cls: type, _parent: object, report: str) -> None:
        raise AssertionError(report)

    monkeypatch.setattr(messages.Crash, "tell", classmethod(tell))
