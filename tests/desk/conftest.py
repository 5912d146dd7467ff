"""Widgets are tested without a screen, with settings and files of their own."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from studio.desk import fonts, messages, style


class PatientBot(QtBot):
    """Waits for work in the background as long as a busy machine needs; five seconds would be a test of the machine."""

    def waitUntil(self, callback: Callable[[], bool | None], *, timeout: int = 60_000) -> None:  # noqa: N802 - Qt's own
        super().waitUntil(callback, timeout=timeout)


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> QtBot:
    return PatientBot(request)


@pytest.fixture(autouse=True)
def own_settings(tmp_path: Path) -> None:
    QSettings.setDefaultFormat(QSettings.Format.IniFormat)
    QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(tmp_path / "settings"))


@pytest.fixture(autouse=True)
def dressed(qapp: QApplication) -> Iterator[None]:
    qapp.setOrganizationName("Agreement Studio tests")
    qapp.setApplicationName("agreement-studio-tests")
    fonts.load()
    style.apply(qapp, "light")
    yield
    style.apply(qapp, "light")


@pytest.fixture(autouse=True)
def no_crash(monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault of ours fails the test instead of waiting for a click."""

    def tell(_cls: type, _parent: object, report: str) -> None:
        raise AssertionError(report)

    monkeypatch.setattr(messages.Crash, "tell", classmethod(tell))
