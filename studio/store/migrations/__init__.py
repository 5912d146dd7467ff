"""Numbered steps from one version of the tables to the next. A step, once released, is never changed again.

A new file takes all of them, one after the other: so a fresh workspace and an old one
brought up to date cannot differ.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from studio.errors import StudioError
from studio.store.migrations import (
    step_0001_records,
    step_0002_holder,
    step_0003_library,
    step_0004_answers,
    step_0005_signatories,
    step_0006_scope,
    step_0007_authorities,
)

STEPS: tuple[Sequence[str], ...] = (
    step_0001_records.STATEMENTS,
    step_0002_holder.STATEMENTS,
    step_0003_library.STATEMENTS,
    step_0004_answers.STATEMENTS,
    step_0005_signatories.STATEMENTS,
    step_0006_scope.STATEMENTS,
    step_0007_authorities.STATEMENTS,
)
NEWEST = len(STEPS)
APPLICATION_ID = 0x41475354
"""`AGST` in the file's header (PRAGMA application_id): says what the file is to whoever has its key."""


def version(connection: Connection) -> int:
    """The version of the tables in the file; 0 is a file that nothing was put into yet. Raises StudioError."""
    found = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
    application = connection.exec_driver_sql("PRAGMA application_id").scalar_one()
    if application not in (0, APPLICATION_ID) or (application == 0 and found):
        raise StudioError(
            "The file opens with this passphrase, but it is not a workspace of Agreement Studio.",
            "Choose the workspace, a file that ends in .agreements.",
        )
    if found > NEWEST:
        raise StudioError(
            f"This workspace was last used with a newer Agreement Studio (its tables are version {found}, "
            f"this program knows {NEWEST}). Nothing was changed.",
            "Install the newer version and open the workspace with that.",
        )
    return int(found)


def bring_up_to_date(connection: Connection, steps: Sequence[Sequence[str]] = STEPS) -> None:
    """Take every step that the file has not had yet. To be called inside one transaction: all of them or none."""
    for number, statements in enumerate(steps, start=1):
        if number <= connection.exec_driver_sql("PRAGMA user_version").scalar_one():
            continue
        for statement in statements:
            connection.exec_driver_sql(statement)
        connection.exec_driver_sql(f"PRAGMA user_version = {number}")
    connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
