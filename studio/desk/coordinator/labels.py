"""Words for the values of the facts' fixed lists, from the library's word lists."""

from __future__ import annotations

import re
from typing import Any

from studio.desk.models.form import Words, plain_words


def words_of(library: Any) -> Words:
    """A lookup (name of the list as in the schema, value) → label; plain words where the library has none."""
    table = getattr(getattr(library, "law", None), "words", None) or {}

    def look(kind: str, value: str) -> str:
        key = re.sub(r"(?<!^)(?=[A-Z])", "_", kind).lower()
        found = table.get(key, {}) if hasattr(table, "get") else {}
        said = found.get(value) if hasattr(found, "get") else None
        return str(said) if said else plain_words(kind, value)

    return look
