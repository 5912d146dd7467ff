"""Who has the workspace open for writing, as the second program tells it."""

from __future__ import annotations

import getpass
import os
import platform
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects.sqlite import insert

from studio.store.history import utc_text
from studio.store.tables import holder

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November")


@dataclass(frozen=True, slots=True)
class Holder:
    """The writer of a workspace. `since` is UTC; `process` its number on that machine."""

    user: str
    machine: str
    process: int
    since: str

    def sentence(self) -> str:
        """Who, on which machine, since when."""
        return f"{self.user} has had this workspace open on {self.machine} since {_when(self.since)}."


def claim(connection: Connection, now: datetime) -> Holder:
    """Write down that this program is the writer now, in place of whoever it was before."""
    mine = Holder(_user(), platform.node() or "an unnamed machine", os.getpid(), utc_text(now))
    row = {"only": 1, "user": mine.user, "machine": mine.machine, "process": mine.process, "since": mine.since}
    connection.execute(insert(holder).values(row).on_conflict_do_update(index_elements=["only"], set_=row))
    return mine


def release(connection: Connection) -> None:
    """Take the note away again."""
    connection.execute(delete(holder))


def read(connection: Connection) -> Holder | None:
    """What the note says. It is true only while somebody holds the lock: a killed program leaves its note."""
    row = connection.execute(select(holder.c.user, holder.c.machine, holder.c.process, holder.c.since)).one_or_none()
    return None if row is None else Holder(**row._mapping)


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # no such variable and no entry in the system's list of users
        return "Somebody"


def _when(utc: str) -> str:
    at = datetime.fromisoformat(utc)
    month = (*_MONTHS, "December")[at.month - 1]
    return f"{_DAYS[at.weekday()]} {at.day} {month}, {at:%H:%M} UTC"
