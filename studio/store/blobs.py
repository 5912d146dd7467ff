"""Immutable bytes under their SHA-256, kept in the transaction of the row that names them: both stay, or neither."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from sqlalchemy import Connection, select
from sqlalchemy.dialects.sqlite import insert

from studio.errors import StudioError
from studio.store.tables import blob


def put(connection: Connection, data: bytes) -> str:
    """Keep the bytes and give their SHA-256, lower-case hex. The same bytes are kept once."""
    sha256 = hashlib.sha256(data).hexdigest()
    connection.execute(insert(blob).values(sha256=sha256, data=data).on_conflict_do_nothing())
    return sha256


def get(connection: Connection, sha256: str) -> bytes:
    """The bytes, checked against their name. Raises StudioError where they are not there or were changed."""
    data = connection.execute(select(blob.c.data).where(blob.c.sha256 == sha256)).scalar_one_or_none()
    if data is None:
        raise StudioError(
            f"No file with the fingerprint {sha256[:16]}… is in this workspace.",
            "Look under Documents for the files that are.",
        )
    found = bytes(data)
    if hashlib.sha256(found).hexdigest() != sha256:
        raise StudioError(
            f"The file with the fingerprint {sha256[:16]}… was changed inside the workspace. It is not given out.",
            "Go back to the newest backup, and keep this workspace as it is for whoever looks into it.",
        )
    return found


def missing(connection: Connection, names: Iterable[str]) -> list[str]:
    """Those of the names that no bytes are kept under."""
    wanted = sorted(set(names))
    found = select(blob.c.sha256).where(blob.c.sha256.in_(wanted))
    have = set(connection.execute(found).scalars())
    return [name for name in wanted if name not in have]
