"""Version 2: who has the workspace open for writing, for the second program to say."""

from __future__ import annotations

STATEMENTS = (
    """
    CREATE TABLE holder (
        "only" INTEGER NOT NULL PRIMARY KEY CHECK ("only" = 1),
        user TEXT NOT NULL, machine TEXT NOT NULL, process INTEGER NOT NULL, since TEXT NOT NULL
    )
    """,
)
