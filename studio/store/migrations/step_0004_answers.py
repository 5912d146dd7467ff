"""Version 4: a decision has its comment type; items can be withheld from the answers; proofs are kept with their round."""

from __future__ import annotations

STATEMENTS = (
    "ALTER TABLE decision ADD COLUMN comment_type TEXT NOT NULL DEFAULT ''",
    """
    CREATE TABLE withheld (
        agreement TEXT NOT NULL REFERENCES agreement (id) DEFERRABLE INITIALLY DEFERRED, round INTEGER NOT NULL,
        item TEXT NOT NULL, reason TEXT NOT NULL, withheld_at TEXT NOT NULL, PRIMARY KEY (agreement, round, item)
    )
    """,
    """
    CREATE TABLE proof (
        agreement TEXT NOT NULL REFERENCES agreement (id) DEFERRABLE INITIALLY DEFERRED, round INTEGER NOT NULL,
        kind TEXT NOT NULL, subject TEXT NOT NULL, holds BOOLEAN NOT NULL CHECK (holds IN (0, 1)), says TEXT NOT NULL,
        proved_at TEXT NOT NULL, PRIMARY KEY (agreement, round, kind, subject)
    )
    """,
)
