"""What a chief executive needs from the approved text: what it is for, what is promised, who checked it. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

SUMMARY = "Summary for the person who signs"
MOST = 7
_RISKS = ("Sensitive information", "Remaining risk")
_CHECKER = re.compile(r"[^,()]+(?:\([^)]*\))?")
_PROMISE = re.compile(r"^(\d+\.\d+) (Each partner must .+)$")


@dataclass(frozen=True, slots=True)
class Promise:
    clause: str
    text: str


@dataclass(frozen=True, slots=True)
class AtAGlance:
    """`rows` are the (label, words) of the text's own summary without what has a place of its own; `risks` are sentences."""

    purpose: str
    rows: tuple[tuple[str, str], ...]
    promises: tuple[Promise, ...]
    risks: tuple[str, ...] = ()


def at_a_glance(lines: Sequence[str]) -> AtAGlance:
    """Read off the approved text. Everything shown is a line of that text; nothing is reworded."""
    rows = _summary(lines)
    purpose = next((words for label, words in rows if label == "What we do"), "")
    risks = tuple(_risk(label, words) for label, words in rows if label in _RISKS)
    rest = tuple(row for row in rows if row[0] not in {"What we do", *_RISKS})
    return AtAGlance(purpose, rest, _promises(lines), risks)


def _risk(label: str, words: str) -> str:
    return words if label == "Sensitive information" else f"{label}: {words}."


def reviewed_by(lines: Sequence[str], person: str) -> tuple[str, ...]:
    """Who checked the text in this signatory's own organisation, each as the declaration names them."""
    mine = False
    for line in lines:
        label, tab, words = line.partition("\t")
        if tab and label == "Signatory":
            mine = words.startswith(f"{person},")
        if tab and mine and label == "Reviewed by":
            return tuple(each.strip() for each in _CHECKER.findall(words)) or (words,)
    return ()


def _summary(lines: Sequence[str]) -> tuple[tuple[str, str], ...]:
    start = next((number for number, line in enumerate(lines) if line == SUMMARY), None)
    if start is None:
        return ()
    found: list[tuple[str, str]] = []
    for line in lines[start + 1 :]:
        if line.startswith("Part "):
            break
        label, tab, words = line.partition("\t")
        if tab:
            found.append((label, words))
    return tuple(found)


def _promises(lines: Sequence[str]) -> tuple[Promise, ...]:
    """Duties that every partner takes on, one from a clause, spread over the whole text."""
    by_clause: dict[str, Promise] = {}
    for line in lines:
        if (found := _PROMISE.match(line)) and not line.endswith(":"):
            by_clause.setdefault(found[1].partition(".")[0], Promise(found[1], _first_sentence(found[2])))
    all_ = list(by_clause.values())
    if len(all_) <= MOST:
        return tuple(all_)
    step = (len(all_) - 1) / (MOST - 1)
    return tuple(all_[round(number * step)] for number in range(MOST))


def _first_sentence(text: str) -> str:
    end = re.search(r"[.:;](?= |$)", text)
    return f"{text[: end.start()]}." if end else text
