"""Version 7: certification authorities that vouch for signatories."""

from __future__ import annotations

_AGREEMENT = "agreement TEXT NOT NULL REFERENCES agreement (id) DEFERRABLE INITIALLY DEFERRED"
_WORDS = ("certificate_sha256", "party", "source", "certificate", "confirmed_by", "confirmed_at")

STATEMENTS = (
    f"CREATE TABLE authority ({_AGREEMENT}, "
    + ", ".join(f"{word} TEXT NOT NULL" for word in _WORDS)
    + ", PRIMARY KEY (agreement, certificate_sha256, party))",
)
