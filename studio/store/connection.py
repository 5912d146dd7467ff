"""Connections to the encrypted file: the key in raw form, one write-ahead log, everything temporary in memory."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, QueuePool, create_engine, event
from sqlcipher3 import dbapi2

from studio.store.failures import in_sentences
from studio.store.key import FileKey

_WAIT_SECONDS = 5.0


def connect_engine(path: Path, file_key: FileKey, *, read_only: bool) -> Engine:
    """An engine whose connections have the key; it never stands in a URL, so in no log and no error either."""

    def connect() -> Any:
        return _connect(path, file_key, read_only=read_only)

    # No overflow: a connection that is closed while others live would, on POSIX, take the process's locks with it.
    engine = create_engine(
        "sqlite://",
        module=dbapi2,
        creator=connect,
        poolclass=QueuePool,
        pool_size=5,
        max_overflow=0,
        pool_timeout=30,
        hide_parameters=True,
    )
    event.listen(engine, "begin", _begin)
    return engine


@contextmanager
def outside_transactions(engine: Engine) -> Iterator[Any]:
    """A driver's connection for what SQLite does not do in a transaction: the log's mode and its emptying."""
    pooled = engine.raw_connection()
    try:
        yield pooled.dbapi_connection
    finally:
        pooled.close()


def rekey(path: Path, old: FileKey, new: FileKey) -> None:
    """Seal every page anew, in one transaction, with no other connection of ours open. Raises database errors."""
    raw = _connect(path, old, read_only=False)
    try:
        raw.execute(f"PRAGMA rekey = {new.pragma()}")
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    finally:
        raw.close()


def settle(engine: Engine) -> None:
    """Move all that the write-ahead log holds into the file."""
    with outside_transactions(engine) as raw:
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def integrity_problems(engine: Engine, *, read_only: bool) -> tuple[str, ...]:
    """What SQLCipher says of the seals and SQLite of the tables; empty is sound.

    Read-only, the seals are only checked where the tables' pages are read: the log of another program is still open.
    """
    with in_sentences(), outside_transactions(engine) as raw:
        if not read_only:
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            if seals := [str(row[0]) for row in raw.execute("PRAGMA cipher_integrity_check")]:
                return tuple(seals)
        tables = [str(row[0]) for row in raw.execute("PRAGMA integrity_check")]
        strays = [f"{row[0]} names a missing {row[2]}" for row in raw.execute("PRAGMA foreign_key_check")]
    return tuple(line for line in tables if line != "ok") + tuple(strays)


def _connect(path: Path, file_key: FileKey, *, read_only: bool) -> Any:
    raw = dbapi2.connect(str(path), isolation_level=None, check_same_thread=False, timeout=_WAIT_SECONDS)
    # A wrong key must be told in our words only, not on the terminal as well.
    raw.execute("PRAGMA cipher_log_level = NONE")
    raw.execute(f"PRAGMA key = {file_key.pragma()}")
    raw.execute("PRAGMA temp_store = MEMORY")
    raw.execute("PRAGMA foreign_keys = ON")
    raw.execute("PRAGMA recursive_triggers = ON")  # so that INSERT OR REPLACE meets the triggers too
    raw.execute("PRAGMA trusted_schema = OFF")
    # macOS: a plain fsync there does not reach the disk. Without effect elsewhere.
    raw.execute("PRAGMA fullfsync = ON")
    raw.execute("PRAGMA checkpoint_fullfsync = ON")
    raw.execute("PRAGMA synchronous = FULL")
    if read_only:
        # Not SQLITE_OPEN_READONLY: the last one to leave must be able to tidy the log away.
        raw.execute("PRAGMA query_only = ON")
    return raw


def _begin(connection: Connection) -> None:
    # IMMEDIATE: a writer that began as a reader could lose its turn in the middle of the work.
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
