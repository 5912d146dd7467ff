"""One transaction: the only way to read and write records, bytes and history. Plain values in, plain values out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, and_, delete, select
from sqlalchemy.dialects.sqlite import insert

from studio.errors import StudioError
from studio.store import blobs
from studio.store.history import next_entry
from studio.store.records import DraftRecord, HistoryEntry
from studio.store.tables import (
    BLOB_FIELDS,
    REMOVABLE,
    TABLES,
    Record,
    RecordT,
    chain_head,
    from_row,
    history,
    to_row,
)


class Transaction:
    """What is done in one `with store.begin() as tx:` block. All of it is kept, or, after any exception, none."""

    def __init__(self, connection: Connection, *, refuse_writing: StudioError | None = None) -> None:
        self._connection = connection
        self._refuse_writing = refuse_writing
        self._named_blobs: set[str] = set()

    def save(self, record: Record) -> None:
        """Keep the record in place of the one with the same key. A draft, once saved, can only be saved unchanged.

        Raises StudioError in a read-only workspace.
        """
        self._may_write()
        table, row = TABLES[type(record)], to_row(record)
        if isinstance(record, DraftRecord):
            self._save_draft(record)
        else:
            key = [column.name for column in table.primary_key]
            rest = {name: value for name, value in row.items() if name not in key}
            self._connection.execute(insert(table).values(row).on_conflict_do_update(index_elements=key, set_=rest))
        self._named_blobs |= {row[name] for name in BLOB_FIELDS.get(type(record), ()) if row[name]}

    def load(self, record_type: type[RecordT], *key: str | int) -> RecordT | None:
        """The record with this key (its key columns in order), or None."""
        table = TABLES[record_type]
        columns = list(table.primary_key)
        if len(key) != len(columns):
            names = ", ".join(column.name for column in columns)
            raise TypeError(f"the key of {record_type.__name__} is ({names})")
        found = select(table).where(and_(*(column == value for column, value in zip(columns, key, strict=True))))
        row = self._connection.execute(found).one_or_none()
        return None if row is None else from_row(record_type, row)

    def all(self, record_type: type[RecordT], **equal: str | int | bool | None) -> list[RecordT]:
        """The records whose fields have these values, in the order of their keys."""
        table = TABLES[record_type]
        wanted = [table.c[name].is_(None) if value is None else table.c[name] == value for name, value in equal.items()]
        rows = self._connection.execute(select(table).where(*wanted).order_by(*table.primary_key))
        return [from_row(record_type, row) for row in rows]

    def remove(self, record_type: type[RecordT], *key: str | int) -> None:
        """Take back a decision or an acceptance; other records stay. Nothing happens where there is none."""
        self._may_write()
        if record_type not in REMOVABLE:
            raise TypeError(f"a {record_type.__name__} is never removed")
        table = TABLES[record_type]
        pairs = zip(table.primary_key, key, strict=True)
        self._connection.execute(delete(table).where(*(column == value for column, value in pairs)))

    def put_blob(self, data: bytes) -> str:
        """Keep immutable bytes; gives their SHA-256."""
        self._may_write()
        return blobs.put(self._connection, data)

    def blob(self, sha256: str) -> bytes:
        """The bytes of that SHA-256, checked against it. Raises StudioError where they are missing or changed."""
        return blobs.get(self._connection, sha256)

    def append(
        self, step: str, agreement: str, subject: str, detail: Mapping[str, object], at: datetime
    ) -> HistoryEntry:
        """Write the next line of the history. `at` must know its zone; `detail` must be plain JSON."""
        self._may_write()
        number, previous = self.recorded_head()
        entry = next_entry(number + 1, previous, step=step, agreement=agreement, subject=subject, detail=detail, at=at)
        self._connection.execute(insert(history).values(to_row(entry)))
        return entry

    def history(self, agreement: str | None = None) -> list[HistoryEntry]:
        """All entries in order; with `agreement`, only those of that agreement."""
        wanted = () if agreement is None else (history.c.agreement == agreement,)
        rows = self._connection.execute(select(history).where(*wanted).order_by(history.c.number))
        return [from_row(HistoryEntry, row) for row in rows]

    def head(self) -> str:
        """The hash of the last entry of the history; 64 zeros while there is none."""
        return self.recorded_head()[1]

    def recorded_head(self) -> tuple[int, str]:
        """Number and hash of the last entry, as the workspace itself keeps them apart from the history."""
        row = self._connection.execute(select(chain_head.c.number, chain_head.c.hash)).one()
        return int(row.number), str(row.hash)

    def check_before_end(self) -> None:
        """Raises where something read was damaged, or a saved row names bytes that are not there.

        WORKAROUND: SQLCipher 4.19 hands out a broken page as zeros where it is the last one of a long value, and reports
        that only to the next statement (test_store_opening has the case). So there is always a next statement.
        """
        self.recorded_head()
        if self._named_blobs and (gone := blobs.missing(self._connection, self._named_blobs)):
            raise ValueError(f"a saved record names bytes that were not put into the workspace: {', '.join(gone)}")

    def _save_draft(self, record: DraftRecord) -> None:
        before = self.load(DraftRecord, record.agreement, record.number)
        if before is None:
            self._connection.execute(insert(TABLES[DraftRecord]).values(to_row(record)))
        elif before != record:
            raise ValueError(f"draft {record.number} of {record.agreement} is already kept and cannot be changed")

    def _may_write(self) -> None:
        if self._refuse_writing is not None:
            raise self._refuse_writing
