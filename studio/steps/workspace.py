"""The coordinator's workspace: store, library and clock, passed to every step; nothing here is global."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from studio.drafting.render import Assembler, assembler_of
from studio.errors import StudioError
from studio.library.kept import TextFolder, archive, from_archive, overlaid, overlaid_texts
from studio.library.read import Library, load_library
from studio.preflight.rules import Rules, read_rules, rules_of
from studio.store.database import create, open_store
from studio.store.key import keys_kept
from studio.store.records import AgreementRecord, ClauseEditRecord, LibraryRecord, OwnRecord

if TYPE_CHECKING:
    from studio.store.database import Store
    from studio.store.transaction import Transaction

Clock = Callable[[], datetime]


def one_sitting() -> AbstractContextManager[None]:
    """While it lasts, a workspace that is opened again does not derive its key again; afterwards no key is kept."""
    return keys_kept()


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(slots=True)
class Workspace:
    """An open workspace. Close it when done; a second program on the same file gets it read-only.

    `library` is the shipped one with this workspace's own wording and law rows over it.
    """

    path: Path
    store: Store
    library: Library
    clock: Clock
    read_only: bool = False
    who_has_it: str = ""
    _rules: Rules | None = field(default=None, repr=False)
    _shipped: Library | None = field(default=None, repr=False)
    _older: dict[str, Library] = field(default_factory=dict, repr=False)
    _own: dict[str, Library] = field(default_factory=dict, repr=False)  # of agreements with wording of their own

    @property
    def shipped(self) -> Library:
        """The library as it came with the program; it is never changed."""
        return self._shipped or self.library

    @property
    def assembler(self) -> Assembler:
        return assembler_of(self.library)

    def library_today(self, agreement: str) -> Library:
        """The library of today with the wording that is this agreement's alone."""
        return self._own.get(agreement, self.library)

    def library_for(self, record: AgreementRecord) -> Library:
        """The library that an agreement keeps to: today's, or the one that its last draft was made from."""
        today = self.library_today(record.id)
        return today if record.library in ("", today.sha256) else self.library_at(record.library)

    def assembler_for(self, record: AgreementRecord) -> Assembler:
        """The assembler of the library that an agreement keeps to."""
        return assembler_of(self.library_for(record))

    def assembler_at(self, library_sha256: str) -> Assembler:
        """The assembler of the library with that hash: today's, or one that drafts were made from; "" is today's."""
        return assembler_of(self.library_at(library_sha256))

    def library_at(self, sha256: str) -> Library:
        """The library with that hash. Today's where its texts were not kept (workspaces of the first releases)."""
        for each in (self.library, self.shipped, *self._own.values()):
            if sha256 in ("", each.sha256):
                return each
        if sha256 not in self._older:
            with self.store.read() as tx:
                kept = tx.load(LibraryRecord, sha256)
                data = tx.blob(kept.archive) if kept else None
            if data is None:
                return self.library
            self._older[sha256] = from_archive(data, sha256, self.shipped.folder)
        return self._older[sha256]

    def keep_library(self, tx: Transaction, sha256: str) -> None:
        """Keep the texts of the library that a draft was made from beside it; older ones are kept already."""
        known = {**{own.sha256: name for name, own in self._own.items()}, self.library.sha256: ""}
        if sha256 in known and tx.load(LibraryRecord, sha256) is None:
            texts = overlaid_texts(self.shipped, *local_texts(tx, known[sha256]))
            tx.save(LibraryRecord(sha256, tx.put_blob(archive(texts)), self.stamp()))

    def refresh(self) -> None:
        """Lay local wording, law rows and checks over the shipped library anew, as they stand in the store."""
        with self.store.read() as tx:
            clauses, powers, welsh = local_texts(tx)
            own = {name: local_texts(tx, name)[0] for name in _with_own_wording(tx)}
        self._shipped = self.shipped
        self._rules = None
        before, self.library = self.library, overlaid(self._shipped, clauses, powers, welsh)
        if self.library is not before:
            assembler_of(self.library).learn(assembler_of(before))
        self._own = {}
        for name, texts in own.items():
            made = replace(overlaid(self._shipped, texts, powers, welsh), law=self.library.law)
            self._own[name] = made
            assembler_of(made).learn(assembler_of(self.library))

    @property
    def rules(self) -> Rules:
        """The checks of the library, and this workspace's own."""
        if self._rules is None:
            rules = rules_of(self.library)
            with self.store.read() as tx:
                own = {f"{each.id}.yaml": each.text for each in tx.all(OwnRecord, kind="check")}
            self._rules = with_own(rules, own)
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


def local_texts(tx: Transaction, agreement: str = "") -> tuple[dict[str, str], list[str], dict[str, str]]:
    """The local wording in use (clause id → source), the own law rows, and the Welsh that was written here.

    For one agreement its own wording stands before that of the workspace.
    """
    used = tx.all(ClauseEditRecord, state="in_use")
    edits = {each.clause: each.text for each in used if not each.agreement}
    edits |= {each.clause: each.text for each in used if agreement and each.agreement == agreement}
    welsh = {each.id: each.text for each in tx.all(OwnRecord, kind="welsh")}
    return edits, [each.text for each in tx.all(OwnRecord, kind="power")], welsh


def _with_own_wording(tx: Transaction) -> list[str]:
    """The agreements that have wording of their own."""
    return sorted({each.agreement for each in tx.all(ClauseEditRecord, state="in_use") if each.agreement})


def with_own(rules: Rules, own: dict[str, str]) -> Rules:
    """The shipped checks and the workspace's own; a shipped one is never replaced."""
    if not own:
        return rules
    read = read_rules(TextFolder("own checks", own).as_path())
    known = {each.id for each in rules.rules}
    every = (*rules.rules, *(each for each in read.rules if each.id not in known))
    return Rules(
        tuple(sorted(every, key=lambda rule: rule.id)), rules.lists + read.lists, rules.problems + read.problems
    )


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
    ws = Workspace(
        path, store, library or load_library(), clock, store.read_only, store.why_read_only if store.read_only else ""
    )
    ws.refresh()
    return ws
