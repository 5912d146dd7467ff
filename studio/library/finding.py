"""Finding clauses by words: an index made once for each library, other names for the same thing, the nearest where none fits."""

from __future__ import annotations

import heapq
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from weakref import WeakKeyDictionary

from studio.facts.tree import TreeError, read_tree
from studio.library.clause import Clause
from studio.library.read import Library

_WEIGHTS = {"title": 8.0, "id": 5.0, "gloss": 3.0, "guidance": 2.0, "law": 2.0, "body": 1.0}
_MOST_COUNTED = 5  # of one word in one field
_SHORT = 2  # letters of a word that is looked for whole
_MOST_KEPT = 64
_OTHER_NAME = 0.3  # what a synonym weighs against the word that was typed
_WORD = re.compile(r"\w+")
_CODE = re.compile(r"\{[{%#].*?[#%}]\}|\{[{%#][^}]*$|^[^{]*[%}]\}|\{(?:wide|facts|choices|rowheads)\}|(?m:^\|[=#]?)")
Scores = dict[int, float]


@dataclass(frozen=True, slots=True)
class Hit:
    id: str
    version: str
    title: str
    snippet: str
    score: float


@dataclass(frozen=True)
class Index:
    """Every word of every clause, sorted, with the clauses that hold it and how much that counts."""

    clauses: tuple[Clause, ...]
    words: tuple[str, ...]
    scores: tuple[Scores, ...]
    texts: tuple[str, ...]  # everything of a clause in small letters, for words that hold marks
    synonyms: Mapping[str, tuple[str, ...]]  # phrase in small letters → the phrases that mean the same
    found: dict[str, Scores] = field(
        default_factory=dict
    )  # of the last phrases: a search grows by one letter at a time


_indexes: WeakKeyDictionary[Library, Index] = WeakKeyDictionary()


def search_clauses(library: Library, words: str, most: int = 50, *, law: str = "", section: str = "") -> list[Hit]:
    """Clauses that hold all the words or another name for them, the best first; a word matches the beginning of a word.

    `law` keeps those that cite it (part of the citation, capital letters or not), `section` those of a section or a part
    of it. Without words, everything that these two leave, in order of id.
    """
    index = index_of(library)
    units = list(_units(words.lower(), index.synonyms))
    if not units and not (law or section):
        return []
    found = _both([_unit(index, each) for each in units]) if units else dict.fromkeys(range(len(index.clauses)), 0.0)
    if law or section:
        found = {place: score for place, score in found.items() if _kept(index.clauses[place], law.lower(), section)}
    wanted = (words.split(maxsplit=1) or [""])[0]
    return [_hit(index.clauses[place], wanted, found[place]) for place in _best(index, found, most)]


def _best(index: Index, found: Scores, most: int) -> list[int]:
    """The places with the highest scores, those of one score in order of id."""
    if len(found) > most:
        least = heapq.nlargest(most, found.values())[-1]
        found = {place: score for place, score in found.items() if score >= least}
    return sorted(found, key=lambda place: (-found[place], index.clauses[place].id))[:most]


def _both(parts: list[Scores]) -> Scores:
    """What stands in all parts, with the scores added up."""
    first, *others = sorted(parts, key=len)
    for other in others:
        first = {place: score + other[place] for place, score in first.items() if place in other}
    return first


def nearest_clauses(library: Library, words: str, most: int = 3) -> list[Hit]:
    """Where nothing holds all the words: the clauses that come nearest, misspelt words put right."""
    from rapidfuzz import fuzz, process

    index = index_of(library)
    found: Scores = defaultdict(float)
    for word in _WORD.findall(words.lower()):
        near = process.extract(word, index.words, scorer=fuzz.ratio, score_cutoff=70, limit=3)
        for _, likeness, number in near:
            for place, score in index.scores[number].items():
                found[place] += score * likeness / 100
    return [_hit(index.clauses[place], "", found[place]) for place in _best(index, found, most)]


def index_of(library: Library) -> Index:
    """The library's index, made at the first search and kept as long as the library."""
    if library not in _indexes:
        _indexes[library] = _made(library)
    return _indexes[library]


def _made(library: Library) -> Index:
    clauses = tuple(library.clauses.values())
    postings: dict[str, Scores] = defaultdict(dict)
    texts = []
    for place, clause in enumerate(clauses):
        fields = _fields(clause)
        texts.append("\n".join(fields.values()))
        for name, text in fields.items():
            weight, counts = _WEIGHTS[name], defaultdict[str, int](int)
            for word in _WORD.findall(text):
                counts[word] += 1
            for word, count in counts.items():
                scores = postings[word]
                scores[place] = scores.get(place, 0.0) + weight * min(count, _MOST_COUNTED)
    words = tuple(sorted(postings))
    return Index(clauses, words, tuple(postings[word] for word in words), tuple(texts), read_synonyms(library.folder))


def _fields(clause: Clause) -> dict[str, str]:
    fields = {
        "title": clause.title,
        "id": clause.id,
        "gloss": clause.gloss,
        "guidance": clause.guidance,
        "law": " ".join(str(each) for each in clause.law),
        "body": clause.body,
    }
    return {name: text.lower() for name, text in fields.items()}


def read_synonyms(folder: Path) -> dict[str, tuple[str, ...]]:
    """`clauses/synonyms.yaml`: each phrase with the phrases that mean the same; empty where there is no such file."""
    try:
        tree = read_tree((folder / "clauses" / "synonyms.yaml").read_text("utf-8-sig"))
    except (OSError, UnicodeDecodeError, TreeError):
        return {}
    rows = tree.get("synonyms")
    found: dict[str, list[str]] = defaultdict(list)
    for row in rows.items if rows else ():
        word, also = row.get("word"), row.get("also")
        for each in also.items if also else ():
            if word and each.text.lower() not in found[word.text.lower()]:
                found[word.text.lower()].append(each.text.lower())
                found[each.text.lower()].append(word.text.lower())
    return {phrase: tuple(others) for phrase, others in found.items()}


def _units(words: str, synonyms: Mapping[str, tuple[str, ...]]) -> Iterator[list[tuple[str, float]]]:
    """The words one by one, or several that have another name as one; each with its other names and their weight."""
    parts = words.split()
    at = 0
    while at < len(parts):
        length = next((n for n in range(min(5, len(parts) - at), 1, -1) if " ".join(parts[at : at + n]) in synonyms), 1)
        phrase = " ".join(parts[at : at + length])
        yield [(phrase, 1.0), *((other, _OTHER_NAME) for other in synonyms.get(phrase, ()))]
        at += length


def _unit(index: Index, alternatives: list[tuple[str, float]]) -> Scores:
    """What any of the phrases finds, each with its best score."""
    first = alternatives[0][0]
    if len(alternatives) == 1:
        return _phrase(index, first)
    key = f"{first}\0"  # with its other names
    if key not in index.found:
        found = _phrase(index, first).copy()
        for phrase, weight in alternatives[1:]:
            for place, score in _phrase(index, phrase).items():
                if score * weight > found.get(place, 0.0):
                    found[place] = score * weight
        _keep(index, key, found)
        return found
    return index.found[key]


def _keep(index: Index, key: str, found: Scores) -> None:
    while len(index.found) >= _MOST_KEPT:
        index.found.pop(next(iter(index.found)), None)
    index.found[key] = found


def _phrase(index: Index, phrase: str) -> Scores:
    """Clauses that hold every word of the phrase; one with marks in it must stand there as it is."""
    words = _WORD.findall(phrase)
    if not words:
        return {}
    if phrase in index.found:
        return index.found[phrase]
    found = _both([_word(index, word) for word in words])
    if " ".join(words) != phrase:
        found = {place: score for place, score in found.items() if phrase in index.texts[place]}
    _keep(index, phrase, found)
    return found


def _word(index: Index, word: str) -> Scores:
    """Clauses with a word that begins so; of one or two letters, with that word."""
    start = bisect_left(index.words, word)
    end = bisect_left(index.words, word + ("\uffff" if len(word) > _SHORT else " "), start)
    if end == start:
        return {}
    if end - start == 1:
        return index.scores[start]
    first, *others = sorted(index.scores[start:end], key=len, reverse=True)
    found = first.copy()
    for scores in others:
        for place, score in scores.items():
            found[place] = found.get(place, 0.0) + score
    return found


def _kept(clause: Clause, law: str, section: str) -> bool:
    if section and not (clause.section == section or clause.section.startswith(f"{section}.")):
        return False
    return not law or any(law in str(each).lower() for each in clause.law)


def _hit(clause: Clause, word: str, score: float) -> Hit:
    return Hit(clause.id, clause.version, clause.title, _snippet(clause.body or clause.gloss, word), round(score, 2))


def _snippet(text: str, word: str) -> str:
    match = re.search(rf"\b{re.escape(word)}", text, re.IGNORECASE) if word else None
    at = match.start() if match else 0
    before = " ".join(_CODE.sub(" ", text[max(at - 200, 0) : at]).split())[-50:]
    after = " ".join(_CODE.sub(" ", text[at : at + 400]).split())
    whole = f"{before} {after[: 140 - len(before)]}".strip()
    return ("… " if at > len(before) + 20 else "") + whole + (" …" if len(text) > at + 140 else "")
