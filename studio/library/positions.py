"""The ranked wordings of one point: which of them stands, which a fact chooses, which are in reserve and can be taken."""

from __future__ import annotations

import re
from dataclasses import dataclass

from studio.library.clause import Clause
from studio.library.kept import header_of
from studio.library.read import Library

# Facts of which there is one each: a field to go to. Conditions over lists of rows name no single field.
_FACT = re.compile(r"\b(?:agreement|consent_model|governance|terms)\.[a-z_]+")
# What an alternative brings along. Its id, its condition and its place among the ranks are those of the clause it replaces.
_TAKEN = ("title", "why", "facts", "law", "gloss", "guidance", "defines", "uses")


@dataclass(frozen=True, slots=True)
class Position:
    """One wording of a point. `facts` are the dotted names that choose it; a wording in reserve has none.

    `stands` is true for the wording that the draft has, be it that a clause `local_in` was worded anew in its words.
    `may_stand` is true for one in reserve that can take the place of the clause in the draft.
    """

    clause: str
    title: str
    rank: int
    right_when: str
    reserve: bool
    facts: tuple[str, ...]
    stands: bool
    local_in: str = ""
    may_stand: bool = False


def positions_of(library: Library, shipped: Library, one: Clause, slot: str) -> tuple[Position, ...]:
    """The wordings of the point that `one` answers, in ranked order; none where it is the only one.

    `slot` is the clause of the point that stands in the draft, "" for none. Wording of a workspace's own that is
    none of the ranked ones has no line here.
    """
    if one.alternative is None:
        return ()
    of = one.alternative.of
    ranked = [each for each in shipped.clauses.values() if each.alternative and each.alternative.of == of]
    words = _standing_words(library, shipped, slot)
    return tuple(
        Position(
            each.id, each.title, each.alternative.rank, each.alternative.right_when, each.status == "reserve",
            tuple(dict.fromkeys(_FACT.findall(each.when))), words == each.id, slot if words == each.id != slot else "",
            slot in each.alternative.instead_of and words != each.id,
        )
        for each in sorted(ranked, key=lambda each: each.alternative.rank if each.alternative else 9)
        if each.alternative
    )  # fmt: skip


def _standing_words(library: Library, shipped: Library, slot: str) -> str:
    """The clause whose shipped words the slot has: itself, another of the point, or "" for words of one's own."""
    standing, own = library.clauses.get(slot), shipped.clauses.get(slot)
    if standing is None or own is None or own.alternative is None:
        return ""
    same = [each for each in shipped.clauses.values() if each.alternative and each.alternative.of == own.alternative.of]
    first = [own, *(each for each in same if each.id != slot)]
    return next((each.id for each in first if each.body.strip() == standing.body.strip()), "")


def in_words_of(slot: str, wanted: str) -> str:
    """The source `slot` with the words, law and plain-English gloss of the source `wanted`.

    The lines of the header are moved as they are typed: keys begin at the margin, what belongs to them is indented.
    """
    here, there = _entries(header_of(slot)[0]), _entries(header_of(wanted)[0])
    made = {key: there.get(key, "") if key in _TAKEN else text for key, text in here.items()}
    made |= {key: there[key] for key in _TAKEN if key in there and key not in made}
    return f"---\n{''.join(made.values())}---\n{header_of(wanted)[1]}"


def _entries(header: str) -> dict[str, str]:
    """The header's top keys in order, each with its lines."""
    found: dict[str, str] = {}
    key = ""
    for line in header.splitlines(keepends=True):
        if match := re.match(r"([a-z_]+):", line):
            key = match[1]
        found[key] = found.get(key, "") + line
    return found
