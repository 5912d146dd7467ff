"""Version 5: how signatures are collected, and where each partner's stands."""

from __future__ import annotations

_AGREEMENT = "agreement TEXT NOT NULL REFERENCES agreement (id) DEFERRABLE INITIALLY DEFERRED"
_WORDS = (
    "state", "since", "person", "office", "reminded_at", "reason", "authority", "reference", "valid_from", "valid_to",
    "authority_file", "authority_name", "scan", "scan_name", "ink_on", "checked_by",
)  # fmt: skip

STATEMENTS = (
    f"CREATE TABLE signing_order ({_AGREEMENT}, mode TEXT NOT NULL, parties TEXT NOT NULL, PRIMARY KEY (agreement))",
    f"CREATE TABLE signatory ({_AGREEMENT}, party TEXT NOT NULL, "
    + ", ".join(f"{word} TEXT NOT NULL" for word in _WORDS)
    + ", PRIMARY KEY (agreement, party))",
)
