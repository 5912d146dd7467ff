"""Where a clause is used, and what differs between two libraries."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher

from studio.errors import WrongUse
from studio.library.clause import Clause
from studio.library.finding import Hit, nearest_clauses, search_clauses
from studio.library.read import Library

__all__ = [
    "Difference",
    "Hit",
    "Use",
    "Wording",
    "differences",
    "nearest_clauses",
    "search_clauses",
    "uses_of",
    "worded",
    "worded_texts",
]


@dataclass(frozen=True, slots=True)
class Use:
    kind: str  # template | clause
    id: str
    file: str


@dataclass(frozen=True, slots=True)
class Wording:
    """Lines that were taken out and what stands in their place; either may be empty."""

    line: int  # of the older text, where it stood
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    id: str
    change: str  # added | removed | changed
    before: str  # versions
    after: str
    wording: tuple[Wording, ...] = ()


def uses_of(library: Library, clause_id: str) -> list[Use]:
    """Templates that contain a clause and clauses that refer to it. Raises WrongUse for an unknown id."""
    if clause_id not in library.clauses:
        raise WrongUse(f"There is no clause called {clause_id}.", "Find it with: library search WORDS")
    uses = [
        Use("template", each.id, each.file)
        for each in library.templates.values()
        if any(clause_id in entry.clauses for entry in each.outline)
    ]
    return uses + [
        Use("clause", each.id, each.file) for each in library.clauses.values() if f"[[{clause_id}]]" in each.body
    ]


def differences(old: Library, new: Library) -> list[Difference]:
    """Clauses that came, went or changed, by id with their versions and, where they changed, their wording."""
    found = []
    for name in sorted({*old.clauses, *new.clauses}):
        before, after = old.clauses.get(name), new.clauses.get(name)
        if before is None or after is None:
            change = "added" if before is None else "removed"
            found.append(Difference(name, change, before.version if before else "", after.version if after else ""))
        elif wording := worded(before, after):
            found.append(Difference(name, "changed", before.version, after.version, wording))
    return found


def worded(old: Clause, new: Clause) -> tuple[Wording, ...]:
    """What differs in what two texts of a clause say and when they stand; empty where nothing does."""
    before, after = _said(old), _said(new)
    return _worded(before, after, old.body_line - (len(before) - len(old.body.splitlines())))


def worded_texts(before: str, after: str) -> tuple[Wording, ...]:
    """What differs between two files."""
    return _worded(before.splitlines(), after.splitlines(), 1)


def _worded(before: list[str], after: list[str], first: int) -> tuple[Wording, ...]:
    found = SequenceMatcher(None, before, after, autojunk=False).get_opcodes() if before != after else ()
    return tuple(
        Wording(max(first + a, 1), tuple(before[a:b]), tuple(after[c:d])) for tag, a, b, c, d in found if tag != "equal"
    )


def _said(clause: Clause) -> list[str]:
    head = (("title", clause.title), ("when", clause.when), ("gloss", clause.gloss))
    return [*(f"{key}: {text}" for key, text in head if text), *clause.body.splitlines()]
