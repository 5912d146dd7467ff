"""Starting the desk: fonts, scheme, crash hook, and the window that fits what was opened.

Nothing heavy is imported here: the window is painted first, the rest comes with the first piece of work.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

from studio.desk import fonts, settings, style

Clock = Callable[[], datetime]


def now() -> datetime:
    """The time by the computer's clock, in UTC."""
    return datetime.now(UTC)


def application(argv: list[str]) -> QApplication:
    """The one QApplication, dressed by the user's settings."""
    running = QApplication.instance()
    app = running if isinstance(running, QApplication) else QApplication([*argv, "-style", "Fusion"])
    app.setOrganizationName("Agreement Studio")
    app.setApplicationName("agreement-studio")
    app.setApplicationDisplayName("Agreement Studio")
    app.setDesktopFileName("agreement-studio")
    fonts.load()
    dress(app)
    app.setWindowIcon(style.icon("sign", "accent", 64))
    return app


def dress(app: QApplication) -> None:
    """Scheme and text size by the settings; "system" follows the computer where it says what it uses."""
    wanted = settings.load()
    style.apply(app, wanted.scheme if wanted.scheme != "system" else system_scheme(), wanted.text_size / 100)


def system_scheme() -> str:
    return "dark" if QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark else "light"


def open_window(path: Path | None, clock: Clock = now) -> QWidget:
    """The window for a file: a review DOCX, a signing PDF, a workspace; without a file the coordinator's."""
    kind = path.suffix.lower() if path else ""
    if path is not None and kind == ".docx":
        from studio.desk.reviewer.window import ReviewerWindow

        return ReviewerWindow(path, clock)
    if path is not None and kind == ".pdf":
        from studio.desk.signatory.window import SignatoryWindow

        return SignatoryWindow(path, clock)
    from studio.desk.coordinator.main_window import MainWindow

    window = MainWindow(clock, _resize)
    if path is not None:
        QTimer.singleShot(0, window, lambda: window.doors.open(path))
    return window


def _resize(step: int) -> None:
    """Text size up, down, back to usual (0), or as the settings now say (1)."""
    found = QApplication.instance()
    if not isinstance(found, QApplication):
        return
    saved = settings.load()
    if step != 1:
        size = min(max(saved.text_size + step, 90), 200) if step else 100
        settings.save(replace(saved, text_size=size))
    dress(found)


def watch_for_crashes() -> None:
    """A fault of ours, in any thread, is shown and written nowhere."""

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        from studio.desk.messages import Crash, crash_report

        Crash.tell(QApplication.activeWindow(), crash_report(error))

    sys.excepthook = hook
    threading.excepthook = lambda found: sys.__excepthook__(
        found.exc_type, found.exc_value or Exception(), found.exc_traceback
    )


def run(argv: list[str]) -> int:
    """Start the desk with the command line's words after the program name; gives the exit code."""
    app = application(["agreement-studio", *argv])
    watch_for_crashes()
    given = [Path(word) for word in argv if not word.startswith("-")]
    window = open_window(given[0] if given else None)
    window.show()
    return int(app.exec())
