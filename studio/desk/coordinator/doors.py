"""The ways into a workspace: make one, open one, start an agreement in it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from studio.desk import files
from studio.desk.jobs import Jobs

if TYPE_CHECKING:
    from studio.steps.workspace import Workspace

Clock = Callable[[], datetime]
SUFFIX = ".agreements"


class Doors:
    """Asks for the file and the passphrase, then opens or makes the workspace in a job."""

    def __init__(
        self,
        window: QWidget,
        jobs: Jobs,
        clock: Clock,
        opened: Callable[[Workspace], None],
        fail: Callable[[Exception], None],
    ) -> None:
        self._window, self._jobs, self._clock = window, jobs, clock
        self._opened, self._fail = opened, fail

    def make(self, then: Callable[[], None] = lambda: None) -> None:
        """A new workspace, at a place and with a passphrase that are asked for."""
        from studio.desk.messages import Passphrase

        path = files.ask_save(self._window, "Where to keep the workspace", f"my{SUFFIX}", files.WORKSPACE)
        if path is None:
            return
        path = path if path.suffix else path.with_suffix(SUFFIX)
        secret = Passphrase.ask(
            self._window, "A passphrase for the new workspace",
            "It encrypts everything in the file. Nobody can open the workspace without it, and it cannot be got back.",
            "Make the workspace", new=True,
        )  # fmt: skip
        if secret is None:
            return
        self._start("Making the workspace", lambda: _create(path, secret, self._clock), then)

    def open(self, path: Path | None = None) -> None:
        """Open a workspace; without a path it is asked for."""
        from studio.desk.messages import Passphrase

        path = path or files.ask_open(self._window, "Open a workspace", files.WORKSPACE)
        if path is None:
            return
        secret = Passphrase.ask(self._window, f"Passphrase for {path.name}", "", "Open")
        if secret is not None:
            self._start("Opening the workspace", lambda: _open(path, secret, self._clock), lambda: None)

    def _start(self, title: str, work: Callable[[], Workspace], then: Callable[[], None]) -> None:
        def shown(ws: Workspace) -> None:
            self._opened(ws)
            then()

        self._jobs.start(title, lambda _report: work(), owner=self._window, then=shown, failed=self._fail)


def _create(path: Path, secret: str, clock: Clock) -> Workspace:
    from studio.steps.workspace import create_workspace

    return create_workspace(path, secret, clock)


def _open(path: Path, secret: str, clock: Clock) -> Workspace:
    from studio.steps.workspace import open_workspace

    return open_workspace(path, secret, clock)
