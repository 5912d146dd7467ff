"""Version 3: an agreement has its own template and library; the workspace keeps library texts, local wording, own rows."""

from __future__ import annotations

STATEMENTS = (
    "ALTER TABLE agreement ADD COLUMN template TEXT NOT NULL DEFAULT 'isa-multi-agency'",
    "ALTER TABLE agreement ADD COLUMN library TEXT NOT NULL DEFAULT ''",
    "CREATE TABLE library (sha256 TEXT NOT NULL PRIMARY KEY, archive TEXT NOT NULL, kept_at TEXT NOT NULL)",
    """
    CREATE TABLE clause_edit (
        clause TEXT NOT NULL, version TEXT NOT NULL, text TEXT NOT NULL, reason TEXT NOT NULL, made_at TEXT NOT NULL,
        base_version TEXT NOT NULL, base TEXT NOT NULL, state TEXT NOT NULL, PRIMARY KEY (clause, version)
    )
    """,
    """
    CREATE TABLE own (
        kind TEXT NOT NULL, id TEXT NOT NULL, text TEXT NOT NULL, checked_by TEXT NOT NULL, checked_on TEXT NOT NULL,
        added_at TEXT NOT NULL, PRIMARY KEY (kind, id)
    )
    """,
)
