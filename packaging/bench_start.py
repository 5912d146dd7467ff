"""One start of a window, ended at its first paint: `bare` PySide6 or the `desk`. Started as a process by bench.py."""

from __future__ import annotations

import os
import sys
from typing import Any


def bare() -> None:
    """The least that shows a window: what no desktop program in PySide6 can be quicker than."""
    from PySide6.QtWidgets import QApplication, QLabel, QMainWindow

    app = QApplication(["bare"])
    window = QMainWindow()
    window.setCentralWidget(QLabel("Ready"))
    window.resize(1280, 800)
    end_at_first_paint(window)
    window.show()
    app.exec()


def desk() -> None:
    """The desk as `agreement-studio` starts it, without a file."""
    from studio.desk import app as desk_app

    opened = desk_app.open_window

    def watched(*given: Any) -> Any:
        window = opened(*given)
        end_at_first_paint(window)
        return window

    desk_app.open_window = watched
    from studio.__main__ import main

    main([])


def end_at_first_paint(window: Any) -> None:
    """End the process once the window has been painted; nothing is tidied up in either case.

    The window system's expose event paints the whole window (a window that its children cover is sent no paint event
    of its own), so the first turn of the event loop after it comes after the first picture.
    """
    from PySide6.QtCore import QEvent, QObject, QTimer

    class Watch(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: ARG002, N802 - Qt's name
            if event.type() == QEvent.Type.Expose:
                QTimer.singleShot(0, lambda: os._exit(0))
            return False

    window.winId()  # makes the native window, so that there is something to watch
    window.windowHandle().installEventFilter(Watch(window))


if __name__ == "__main__":
    desk() if sys.argv[1:] == ["desk"] else bare()
