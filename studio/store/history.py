"""The append-only history: an entry's hash covers the entry and the hash before it.

Why: docs/decisions/0003-history-chain.md.

Pure: making the next entry, and finding out whether a list of entries is still what was written.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from studio.store.records import HistoryEntry

NO_HEAD = "0" * 64
"""What the first entry names as the hash before it, and the head of an empty history."""


@dataclass(frozen=True, slots=True)
class ChainCheck:
    """Whether the history is whole. `first_bad` is the number of the first entry that is
    wrong, missing, or that nothing outside the chain vouches for."""

    ok: bool
    first_bad: int | None
    sentence: str


def canonical(value: object) -> str:
    """JSON with sorted keys, no spaces and no escapes but the needed: the same value is always the same text."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def utc_text(at: datetime) -> str:
    """`2026-11-23T09:00:00Z`. Raises ValueError for a time that does not know its zone."""
    if at.tzinfo is None:
        raise ValueError("a time without a zone cannot be kept")
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def entry_hash(entry: HistoryEntry) -> str:
    """SHA-256 over the canonical JSON of all fields but the hash itself."""
    covered = {
        "number": entry.number,
        "at": entry.at,
        "step": entry.step,
        "agreement": entry.agreement,
        "subject": entry.subject,
        "detail": entry.detail,
        "previous": entry.previous,
    }
    return hashlib.sha256(canonical(covered).encode("utf-8")).hexdigest()


def next_entry(  # noqa: PLR0913 - the fields of one line
    number: int, previous: str, *, step: str, agreement: str, subject: str, detail: Mapping[str, object], at: datetime
) -> HistoryEntry:
    """The entry that follows the one whose number is `number - 1` and whose hash is `previous`."""
    bare = HistoryEntry(number, utc_text(at), step, agreement, subject, canonical(dict(detail)), previous, "")
    return HistoryEntry(
        bare.number, bare.at, bare.step, bare.agreement, bare.subject, bare.detail, previous, entry_hash(bare)
    )


def verify_chain(
    entries: Sequence[HistoryEntry], known_heads: Mapping[str, str], *, recorded: tuple[int, str] | None = None
) -> ChainCheck:
    """Whether nothing was changed, removed, inserted, cut off at the end, or written anew as a whole.

    `known_heads` maps where a head was found ("York Pathways draft 1, City of York.docx") to that head; `recorded` is
    the number and hash that the workspace itself keeps of its last entry. Without either, a chain that was shortened or
    recomputed whole looks like an honest one.
    """
    return (
        _first_broken_link(entries)
        or _against_record(entries, recorded)
        or _against_heads(entries, known_heads)
        or ChainCheck(ok=True, first_bad=None, sentence=_all_well(len(entries), len(known_heads)))
    )


def _first_broken_link(entries: Sequence[HistoryEntry]) -> ChainCheck | None:
    previous = NO_HEAD
    for position, entry in enumerate(entries, start=1):
        if entry.number > position:
            return _bad(position, f"Entry {position} of the history was removed.")
        if entry.number < position:
            return _bad(position, f"A line was inserted into the history after entry {position - 1}.")
        if entry_hash(entry) != entry.hash:
            return _bad(position, f"Entry {position} of the history was changed after it was written.")
        if entry.previous != previous:
            return _bad(position, f"Entry {position} does not follow the one before it: one of them was put in later.")
        previous = entry.hash
    return None


def _against_record(entries: Sequence[HistoryEntry], recorded: tuple[int, str] | None) -> ChainCheck | None:
    if recorded is None:
        return None
    number, head = recorded
    if number > len(entries):
        first = len(entries) + 1
        what = f"Entry {first}, the last one," if number == first else f"Entries {first} to {number}, the last ones,"
        return _bad(first, f"{what} of the history {'was' if number == first else 'were'} removed.")
    if number < len(entries):
        return _bad(number + 1, f"After entry {number} something was added to the history outside the program.")
    if number and entries[-1].hash != head:
        return _bad(1, "The history was written anew: its last entry is not the one that the workspace recorded.")
    return None


def _against_heads(entries: Sequence[HistoryEntry], known_heads: Mapping[str, str]) -> ChainCheck | None:
    written = {entry.hash: entry.number for entry in entries} | {NO_HEAD: 0}
    missing = [origin for origin, head in known_heads.items() if head not in written]
    if not missing:
        return None
    reached = max((written[head] for head in known_heads.values() if head in written), default=0)
    named = f"{missing[0]} and {len(missing) - 1} more" if len(missing) > 1 else missing[0]
    if reached:
        return _bad(
            reached + 1,
            f"The history is not the one that went out with {named}: up to entry {reached} it is; what came after "
            "was removed or written anew.",
        )
    return _bad(
        1,
        f"The history is not the one that went out with {named}: it was written anew, or cut off before that.",
    )


def _bad(number: int, sentence: str) -> ChainCheck:
    return ChainCheck(ok=False, first_bad=number, sentence=sentence)


def _all_well(entries: int, heads: int) -> str:
    counted = "1 entry" if entries == 1 else f"{entries} entries"
    documents = "1 document that" if heads == 1 else f"{heads} documents that"
    compared = f"compared with {documents} went out" if heads else "no document has gone out to compare with"
    return f"The history is whole: {counted}, {compared}."
