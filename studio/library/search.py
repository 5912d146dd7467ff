"""Finding clauses: by words, by where they are used, by what differs between two libraries."""

from __future__ import annotations

import re
from dataclasses import dataclass

from studio.errors import WrongUse
from studio.library.clause import Clause
from studio.library.read import Library

_WEIGHTS = {"title": 6.0, "id": 5.0, "gloss": 3.0, "guidance": 2.0, "body": 1.0, "law": 2.0}


@dataclass(frozen=True, slots=True)
class Hit:
    id: str
    version: str
    title: str
    snippet: str
    score: float


@dataclass(frozen=True, slots=True)
class Use:
    kind: str  # template | clause
    id: str
    file: str


@dataclass(frozen=True, slots=True)
class Difference:
    id: str
    change: str  # added | removed | changed
    before: str
    after: str


def search_clauses(library: Library, words: str, most: int = 50) -> list[Hit]:
    """Clauses that hold all the words, the best first; a word matches the beginning of a word in the clause."""
    wanted = [re.compile(rf"\b{re.escape(each)}", re.IGNORECASE) for each in words.split()]
    hits = [hit for clause in library.clauses.values() if wanted and (hit := _hit(clause, wanted))]
    return sorted(hits, key=lambda each: (-each.score, each.id))[:most]


def _hit(clause: Clause, wanted: list[re.Pattern[str]]) -> Hit | None:
    fields = {
        "title": clause.title,
        "id": clause.id,
        "gloss": clause.gloss,
        "guidance": clause.guidance,
        "body": clause.body,
        "law": " ".join(str(each) for each in clause.law),
    }
    score = 0.0
    for pattern in wanted:
        found = sum(_WEIGHTS[name] * min(len(pattern.findall(text)), 5) for name, text in fields.items())
        if not found:
            return None
        score += found
    return Hit(
        clause.id, clause.version, clause.title, _snippet(fields["body"] or fields["gloss"], wanted[0]), round(score, 2)
    )


def _snippet(text: str, pattern: re.Pattern[str]) -> str:
    flat = " ".join(re.sub(r"\{%.*?%\}", " ", text).split())
    match = pattern.search(flat)
    start = max((match.start() if match else 0) - 50, 0)
    return ("… " if start else "") + flat[start : start + 140].strip() + (" …" if start + 140 < len(flat) else "")


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
    """Clauses that came, went or changed, by id with their versions."""
    found = []
    for name in sorted({*old.clauses, *new.clauses}):
        before, after = old.clauses.get(name), new.clauses.get(name)
        if before is None or after is None:
            change = "added" if before is None else "removed"
            found.append(Difference(name, change, before.version if before else "", after.version if after else ""))
        elif (before.body, before.title, before.when, before.gloss) != (
            after.body,
            after.title,
            after.when,
            after.gloss,
        ):
            found.append(Difference(name, "changed", before.version, after.version))
    return found
