"""Where the shipped clauses and templates lie: beside the package in a checkout, inside it in the wheel."""

from __future__ import annotations

from pathlib import Path

import studio


def content() -> Path:
    """The folder that holds `clauses/` and `templates/`."""
    package = Path(studio.__file__).resolve().parent
    inside = package / "content"
    return inside if (inside / "clauses").is_dir() else package.parent
