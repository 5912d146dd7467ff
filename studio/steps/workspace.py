"""The coordinator's workspace: store, library and clock, passed to every step; nothing here is global."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from studio.drafting.render import Assembler, assembler_of
from studio.errors import StudioError
from studio.library.read import Library, load_library
from studio.preflight.rules import Rules, read_rules
from studio.store.database import create, open_store
from studio.store.key import keys_kept

if TYPE_CHECKING:
    from studio.store.database import Store

Clock = Callable[[], datetime]


def one_sitting() -> AbstractContextManager[None]:
    """While it lasts, a workspace that is opened again does not derive its key again; afterwards no key is kept."""
    return keys_kept()


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(slots=True)
class Workspace:
    """An open workspace. Close it when done; a second program on the same file gets it read-only."""

    path: Path
    store: Store
    library: Library
    clock: Clock
    read_only: bool = False
    who_has_it: str = ""
    _rules: Rules | None = field(default=None, repr=False)

    @property
    def assembler(self) -> Assembler:
        return assembler_of(self.library)

    @property
    def rules(self) -> Rules:
        """The checks of the library."""
        if self._rules is None:
            self._rules = read_rules(self.library.folder / "clauses" / "checks")
        return self._rules

    def now(self) -> datetime:
        return self.clock().astimezone(UTC).replace(microsecond=0)

    def today(self) -> date:
        return self.now().date()

    def stamp(self) -> str:
        """The time as written into records: ISO 8601, UTC, whole seconds."""
        return self.now().isoformat().replace("+00:00", "Z")

    def close(self) -> None:
        self.store.close()


def create_workspace(path: Path, passphrase: str, clock: Clock = utc_now, library: Library | None = None) -> Workspace:
    """A new, empty workspace. Raises StudioError if a file is there already or the folder cannot be written."""
    if path.exists():
        raise StudioError(
            f"There is a file called {path.name} already.", "Choose another name, or open that workspace."
        )
    if len(passphrase) < 8:
        raise StudioError("The passphrase is too short.", "Use at least eight characters; four words are better.")
    return Workspace(path, create(path, passphrase, clock=clock), library or load_library(), clock)


def open_workspace(
    path: Path, passphrase: str, clock: Clock = utc_now, *, read_only: bool = False, library: Library | None = None
) -> Workspace:
    """The workspace in `path`. Read-only if asked for, or if another program has it (then `who_has_it` says who)."""
    if not path.exists():
        raise StudioError(f"There is no workspace at {path}.", "Check the name, or make a new workspace.")
    store = open_store(path, passphrase, read_only=read_only, clock=clock)
    return Workspace(
        path, store, library or load_library(), clock, store.read_only, store.why_read_only if store.read_only else ""
    )
