"""Version 6: wording of one's own may belong to one agreement alone."""

from __future__ import annotations

STATEMENTS = ("ALTER TABLE clause_edit ADD COLUMN agreement TEXT NOT NULL DEFAULT ''",)
