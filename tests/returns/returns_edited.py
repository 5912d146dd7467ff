"""Drafts as a reviewer might give them back with every mark gone: edited paragraphs, each with the clause it belongs to.

The same seed gives the same edits. Kinds of edit: words replaced, put in, taken out; a paragraph split, merged with the
next, moved, removed, or a new one put in. Cells of tables only have their words edited, as a table holds them in place.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from studio.drafting.render import Assembler
from studio.facts.read import read_facts
from studio.library.read import load_library
from studio.library.shipped import content
from studio.returns.align import Match, align, rising

CASES = {"york-pathways": "isa-multi-agency", "mash": "isa-multi-agency"}
WORDS = re.findall(
    r"\w+",
    "each every any named relevant written prompt lawful agreed single joint local record notice request partner "
    "person period reason report review check copy detail manager within before after until where which shall may "
    "must keep send give hold tell agree confirm promptly securely again only also not first third later",
)
LONG = 8  # words from which on a paragraph can be split
_PROSE = (
    ("replace", 30),
    ("insert", 20),
    ("delete", 15),
    ("split", 8),
    ("merge", 7),
    ("move", 6),
    ("remove", 6),
    ("new", 8),
)


@dataclass(frozen=True, slots=True)
class Sent:
    """A paragraph as issued. `cell`: it stands in a table."""

    text: str
    clause: str
    cell: bool


@dataclass(frozen=True, slots=True)
class Back:
    """A paragraph that came back, and the clauses that it may rightly be placed in."""

    text: str
    clauses: frozenset[str]
    cell: bool = False


@cache
def paragraphs(case: str) -> tuple[Sent, ...]:
    """The paragraphs of a worked case's agreement, in reading order, as a Word file holds them."""
    facts = read_facts((content() / "templates" / "cases" / f"{case}.yaml").read_text("utf-8")).facts
    assert facts is not None
    draft = Assembler(load_library(None)).render(facts, CASES[case], number=1, on=date(2026, 11, 23)).draft
    cells = {
        paragraph.key
        for block in draft.blocks
        if block.table
        for line in (block.table.head, *(row.cells for row in block.table.rows))
        for cell in line
        for paragraph in cell.paragraphs
    }
    found = (
        Sent(
            "".join(run.text for run in block.table.caption) if block.table else block.text,
            block.clause,
            block.key in cells,
        )
        for block in draft.walk()
    )
    return tuple(each for each in found if each.text.strip())


def edited(sent: Sequence[Sent], share: float, seed: int) -> list[Back]:
    """The paragraphs with `share` (0 to 1) of them edited."""
    chance = random.Random(f"{seed}/{share}/{len(sent)}")
    chosen = set(chance.sample(range(len(sent)), round(len(sent) * share)))
    made: list[Back] = []
    moved: list[Back] = []
    place = 0
    while place < len(sent):
        here, following = sent[place], sent[place + 1] if place + 1 < len(sent) else None
        one = Back(here.text, frozenset({here.clause}), here.cell)
        if place not in chosen:
            made.append(one)
        else:
            kind = _kind(chance, here, following)
            if kind == "merge" and following is not None:
                made.append(Back(f"{here.text} {following.text}", one.clauses | {following.clause}))
                place += 1
            elif kind == "move":
                moved.append(one)
            elif kind == "new":
                near = one.clauses | ({following.clause} if following else set())
                made += [one, Back(_sentence(chance), near)]
            elif kind != "remove":
                made += [replace(one, text=text) for text in _worded(chance, kind, here.text)]
        place += 1
    for each in moved:
        made.insert(chance.randrange(len(made) + 1), each)
    return made


def _kind(chance: random.Random, here: Sent, following: Sent | None) -> str:
    if here.cell:
        return chance.choice(("replace", "insert", "delete"))
    kind = chance.choices([name for name, _ in _PROSE], [weight for _, weight in _PROSE])[0]
    short = len(here.text.split()) < LONG
    if (kind in {"split", "move"} and short) or (kind == "merge" and (following is None or following.cell)):
        return "replace"
    return kind


def _worded(chance: random.Random, kind: str, text: str) -> list[str]:
    """The paragraph with its words edited: at most half of them, at least one."""
    words = text.split()
    count = chance.randint(1, max(1, len(words) // 2))
    if kind == "split":
        at = chance.randrange(len(words) // 3, len(words) - len(words) // 3)
        return [" ".join(words[:at]), " ".join(words[at:])]
    for _ in range(count):
        at = chance.randrange(len(words))
        if kind == "replace":
            words[at] = chance.choice(WORDS)
        elif kind == "insert":
            words.insert(at, chance.choice(WORDS))
        elif len(words) > 1:
            del words[at]
    return [" ".join(words)]


def _sentence(chance: random.Random) -> str:
    words = chance.choices(WORDS, k=chance.randint(6, 24))
    return f"{' '.join(words).capitalize()}."


@dataclass(frozen=True, slots=True)
class Score:
    """How many paragraphs came back, and how many of them were placed in a right clause."""

    right: int = 0
    all: int = 0

    def __add__(self, other: Score) -> Score:
        return Score(self.right + other.right, self.all + other.all)

    @property
    def percent(self) -> float:
        return 100 * self.right / self.all


def scores(sent: Sequence[Sent], back: Sequence[Back]) -> tuple[Score, Score]:
    """Of all paragraphs, and of those outside tables alone, which are the harder ones."""
    found = align([each.text for each in sent], [each.text for each in back], [()] * len(back))
    hits = [clause in each.clauses for clause, each in zip(placed(sent, found), back, strict=True)]
    prose = [hit for hit, each in zip(hits, back, strict=True) if not each.cell]
    return Score(sum(hits), len(hits)), Score(sum(prose), len(prose))


def placed(sent: Sequence[Sent], found: Sequence[Match]) -> list[str]:
    """The clause of each paragraph: of the one that it is; of the one above that stayed in order, for one not sent."""
    pairs = [(place, match.sent) for place, match in enumerate(found) if match.sent is not None]
    stayed = {pairs[at][0] for at in rising([index for _, index in pairs])}
    above, made = "", []
    for place, match in enumerate(found):
        clause = above if match.sent is None else sent[match.sent].clause
        above = clause if place in stayed else above
        made.append(clause)
    return made
