"""Command search as plain values: what can be found, and what fits the words that were typed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

MOST = 40  # lines shown; who needs more types one more letter


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing to do or open. `key` is "action:…", "agreement:…" or "clause:…"; `beside` its keys or reference."""

    key: str
    title: str
    beside: str = ""


def found(entries: Iterable[Entry], words: str) -> Sequence[Entry]:
    """Entries that hold every word, in title or beside it; those whose title begins so first, then as they came."""
    wanted = words.casefold().split()
    fits = [one for one in entries if all(word in f"{one.title} {one.beside}".casefold() for word in wanted)]
    return sorted(fits, key=lambda one: _rank(one.title.casefold(), wanted))[:MOST]


def _rank(title: str, wanted: Sequence[str]) -> int:
    if not wanted:
        return 0
    if title.startswith(" ".join(wanted)):
        return 0
    return 1 if any(part.startswith(wanted[0]) for part in title.split()) else 2
