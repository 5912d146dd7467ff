"""One workspace = one SQLCipher file: making it, opening it, transactions on it, its passphrase.

Choices and their reasons: docs/decisions/0001-one-encrypted-file.md; the file: docs/formats/workspace.md.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

from sqlalchemy import Engine

from studio.errors import StudioError, WrongUse
from studio.store import holder, migrations
from studio.store.connection import connect_engine, integrity_problems, rekey, settle
from studio.store.failures import in_sentences
from studio.store.history import ChainCheck, verify_chain
from studio.store.key import SALT_BYTES, FileKey, derive
from studio.store.lock import WorkspaceFile
from studio.store.opening import judge_unreadable, refuse_foreign_file
from studio.store.transaction import Transaction

Clock = Callable[[], datetime]


def _now() -> datetime:
    return datetime.now(UTC)


def create(path: Path, passphrase: str, *, clock: Clock = _now) -> Store:
    """A new, empty workspace, open for writing. Raises StudioError where a file is already there or cannot be made."""
    _refuse_empty(passphrase)
    try:
        file = WorkspaceFile.create(path)
    except FileExistsError as error:
        raise WrongUse(
            f"{path.name} is already there and was not touched.", "Choose another name, or open it."
        ) from error
    except OSError as error:
        raise StudioError(
            f"No workspace can be made at {path}: {error.strerror}.", "Choose a folder that you can write to."
        ) from error
    try:
        file.lock_for_writing()
        return Store(file, derive(passphrase, os.urandom(SALT_BYTES)), clock, read_only=False)
    except BaseException:
        file.close()
        for suffix in ("", "-wal", "-shm", "-journal"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
        raise


def open_store(path: Path, passphrase: str, *, read_only: bool = False, clock: Clock = _now) -> Store:
    """An existing workspace. It opens read-only if asked for, if somebody else has it, or if it is write-protected;
    then `read_only` is true and `why_read_only` says why.

    Raises StudioError: no such file, not a workspace, wrong passphrase, damaged, made by a newer version.
    """
    try:
        file = WorkspaceFile.open(path)
    except FileNotFoundError as error:
        raise WrongUse(f"There is no workspace at {path}.", "Check the name, or make a new workspace.") from error
    except OSError as error:
        raise StudioError(f"{path} cannot be opened: {error.strerror}.", "Choose a file that you can read.") from error
    try:
        refuse_foreign_file(file)
        file_key = derive(passphrase, file.read(0, SALT_BYTES))
        writer = not read_only and file.lock_for_writing()
        return Store(file, file_key, clock, read_only=not writer, asked=read_only)
    except BaseException:
        file.close()
        raise


class Store:
    """An open workspace. Safe to use from several threads: one writes at a time, others read meanwhile."""

    def __init__(
        self, file: WorkspaceFile, file_key: FileKey, clock: Clock, *, read_only: bool, asked: bool = False
    ) -> None:
        self.path = file.path
        self.read_only = read_only
        self.holder: holder.Holder | None = None
        self._file = file
        self._file_key = file_key
        self._asked = asked
        self._writing = threading.Lock()
        self._writer_thread: int | None = None
        self._closed = False
        self.before_commit: Callable[[], None] = lambda: None  # raising here, as Cancelled does, undoes the transaction
        self._engine: Engine = connect_engine(self.path, file_key, read_only=read_only)
        try:
            self._settle_in(clock())
        except BaseException:
            self._engine.dispose()
            raise

    @property
    def why_read_only(self) -> str:
        """The sentence for the bar above a read-only workspace; empty where it can be written."""
        if not self.read_only:
            return ""
        if self.holder is not None:
            return f"{self.holder.sentence()} It opens here for reading only."
        if self._asked:
            return "This workspace was opened for reading only."
        if not self._file.writable:
            return "This workspace is write-protected. It opens for reading only."
        return "Another program has this workspace open. It opens here for reading only."

    @contextmanager
    def begin(self) -> Iterator[Transaction]:
        """One transaction: kept whole at the end of the block; any exception, also Cancelled, undoes all of it.

        In a read-only workspace it reads, and writing in it raises StudioError. Not to be nested.
        """
        if self.read_only:
            with self.read() as tx:
                yield tx
            return
        if self._writer_thread == threading.get_ident():
            raise RuntimeError("a transaction is already open in this thread")
        with self._writing:
            self._writer_thread = threading.get_ident()
            try:
                with in_sentences(), self._engine.connect() as plain:
                    connection = plain.execution_options(writes=True)
                    with connection.begin():
                        tx = Transaction(connection)
                        yield tx
                        tx.check_before_end()
                        self.before_commit()
            finally:
                self._writer_thread = None

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        """One unchanging view for reading, also while another thread writes. Writing in it raises StudioError."""
        with in_sentences(), self._engine.connect() as connection, connection.begin():
            tx = Transaction(connection, refuse_writing=self._refusal())
            yield tx
            tx.check_before_end()

    def head(self) -> str:
        """The hash of the last entry of the history; 64 zeros while there is none."""
        with self.read() as tx:
            return tx.head()

    def verify_history(self, known_heads: Mapping[str, str]) -> ChainCheck:
        """`verify_chain` over all entries, against the heads found in documents and the workspace's own record."""
        with self.read() as tx:
            return verify_chain(tx.history(), known_heads, recorded=tx.recorded_head())

    def check(self) -> tuple[str, ...]:
        """What is damaged in the file, read as a whole; empty means every page is sealed and every table sound."""
        return integrity_problems(self._engine, read_only=self.read_only)

    def change_passphrase(self, old: str, new: str) -> None:
        """From now on only `new` opens the file. The whole file is written anew in one transaction; the salt stays.

        Raises StudioError: read-only, `old` is wrong, disk full.
        """
        if self.read_only:
            raise self._refusal()
        _refuse_empty(new)
        if derive(old, self._file_key.salt) != self._file_key:
            raise StudioError(
                "The old passphrase is not right. Nothing was changed.", "Check Caps Lock, then write it once more."
            )
        with self._writing:
            fresh = derive(new, self._file_key.salt)
            self._engine.dispose()
            with in_sentences():
                rekey(self.path, self._file_key, fresh)
            self._file_key = fresh
            self._engine = connect_engine(self.path, fresh, read_only=False)

    def close(self) -> None:
        """Write everything into the one file and let go of it. Closing twice is harmless."""
        with self._writing:
            if self._closed:
                return
            self._closed = True
            try:
                # A full disk or a damaged page must not hide what led here. Nothing is lost: whatever was reported as
                # saved lies in the log, and the next opening moves it into the file and replaces the holder's note.
                if not self.read_only:
                    with suppress(StudioError), in_sentences():
                        self._say_goodbye()
            finally:
                self._engine.dispose()
                self._file.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _settle_in(self, now: datetime) -> None:
        judge_unreadable(self._engine, self._file, self._file_key)
        if self.read_only:
            self._look_around()
            return
        with in_sentences(), self._engine.connect() as plain:
            connection = plain.execution_options(writes=True)
            with connection.begin():
                migrations.version(connection)
                migrations.bring_up_to_date(connection)
                holder.claim(connection, now)

    def _look_around(self) -> None:
        with in_sentences(), self._engine.connect() as connection, connection.begin():
            if migrations.version(connection) < migrations.NEWEST:
                raise StudioError(
                    "This workspace comes from an older version and must be opened for writing once.",
                    "Close it everywhere else, then open it without read-only.",
                )
            if not self._asked and self._file.writable:
                self.holder = holder.read(connection)

    def _say_goodbye(self) -> None:
        with self._engine.connect() as plain:
            connection = plain.execution_options(writes=True)
            with connection.begin():
                holder.release(connection)
        settle(self._engine)

    def _refusal(self) -> StudioError:
        if not self.read_only:
            return StudioError("This view of the workspace is for reading. Nothing was written.")
        step = "Close it there, then open it here again." if self.holder else "Open it for writing, then do it again."
        return StudioError(f"{self.why_read_only} Nothing was written.", step)


def _refuse_empty(passphrase: str) -> None:
    if not passphrase.strip():
        raise WrongUse(
            "A workspace needs a passphrase.", "Write one: four or more words that only you would put together."
        )
