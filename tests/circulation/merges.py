"""Random reviews of a short agreement without files, and what the merged draft must say, worked out letter by letter.

A review is made by editing a model of the document as a person would: what that person's file reads is the model's text.
None of this uses the code that it judges.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "drafting"))
from drafting_cases import ON, library_of

from studio.circulation.merge import Reviewed
from studio.drafting.draft import Block
from studio.drafting.render import Assembler, Rendering
from studio.facts.model import Facts
from studio.facts.read import read_facts
from studio.returns.change import (
    Certainty,
    Change,
    Effect,
    JoinedParagraphs,
    MovedParagraph,
    NewParagraph,
    NewRow,
    Pack,
    RemovedParagraph,
    RemovedRow,
    Restyled,
    Return,
    Strong,
    TextEdit,
)

BODIES = {
    "use": (
        "1. {{ party('elm').short_name }} uses the list of {{ parties[0].legal_name }} to ring residents.\n"
        "1. Nobody else may see the list, and no copy of it is made.\n"
        "a. Staff sign in with a second factor.\n"
        "a. Volunteers see one name at a time.\n"
        "* Paper is not used.\n"
        "|= What is shared\n|# Item | Held by\n"
        "{% for item in data_items %}\n| {{ item.label }} | {{ party(item.holder).short_name }} |\n{% endfor %}\n"
        "1. Each call is noted the same day by the person who made it.\n"
    ),
    "end": (
        "1. The list is destroyed at the end of each winter.\n"
        "1. {% for p in parties %}{{ p.short_name }}{% if not loop.last %} and {% endif %}{% endfor %} meet once a year.\n"
        "1. A partner may leave with three months' notice.\n"
        "|= Dates\n|# What | When\n| First calls | November |\n| Last calls | March |\n"
        "1. This clause goes on after the end.\n"
    ),
}
WORDS = ("amber", "birch", "cedar", "dawn", "fern", "grove", "hazel", "iris", "juniper", "kelp", "larch", "moss", "oak")
ODD = ("{{ odd }}", "a | b", "*star*", "[[ref]]", "Elm", "Ash District Council", "“quoted”")


@lru_cache(maxsize=1)
def facts() -> Facts:
    path = Path(__file__).resolve().parent.parent / "facts" / "small-sample.yaml"
    reading = read_facts(path.read_text("utf-8"))
    assert reading.facts is not None, reading.problems
    return reading.facts


@lru_cache(maxsize=1)
def assembler() -> Assembler:
    return Assembler(library_of(BODIES))


@lru_cache(maxsize=1)
def base() -> Rendering:
    return assembler().render(facts(), "small", on=ON)


def flat(text: str) -> str:
    return " ".join(text.split())


def texts_of(blocks: Iterable[Block]) -> list[str]:
    """What a draft says, a paragraph a line, cells in order, without numbers and empty lines."""
    found: list[str] = []
    for block in blocks:
        if block.table:
            found.append("".join(run.text for run in block.table.caption))
            found += [paragraph.text for paragraph in block.cell_paragraphs()]
        else:
            found.append(block.text)
    return [line for line in map(flat, found) if line]


@dataclass
class Cut:
    """A paragraph begins at `at`; `first` are words put in just before, `then` just behind."""

    at: int
    then: str = ""
    order: int = 0


@dataclass
class Model:
    """What one reviewer does to one paragraph."""

    text: str
    edits: list[tuple[int, int, str]] = field(default_factory=list)
    cut: Cut | None = None


def parts(text: str, edits: Sequence[tuple[int, int, str]], cuts: Sequence[Cut] = ()) -> list[str]:
    """The paragraph's texts, letter by letter: words put in, words gone, and the places where it was cut."""
    out = [""]
    ends = {cut.at: cut for cut in cuts}
    gone = {place for start, end, _ in edits for place in range(start, end)}
    for place in range(len(text) + 1):
        then = ends[place].then if place in ends else ""
        for start, end, words in edits:
            if start == end == place and words != then:
                out[-1] += words
        if place in ends:
            out.append(then)
        for start, end, words in edits:
            if start == place and end > start:
                out[-1] += words
        if place < len(text) and place not in gone:
            out[-1] += text[place]
    return out


class Review:
    """One reviewer's file: its effects on what was sent, and what it reads when all of them are accepted."""

    def __init__(self, draw: Random, name: str) -> None:
        self.draw, self.name = draw, name
        self.effects: list[Effect] = []
        self.blocks = list(base().draft.blocks)
        self.models = {block.key: Model(block.text) for block in base().draft.walk() if block.table is None}
        self.news: dict[str | None, list[tuple[int, str]]] = {}
        self.orders: Counter[str | None] = Counter()
        self.moves: dict[str, str | None] = {}
        self.gone: set[str] = set()
        self.joined: dict[str, str] = {}
        self.rows_gone: set[str] = set()
        self.rows_new: dict[str, list[tuple[str, ...]]] = {}
        for _ in range(draw.randint(1, 8)):
            draw.choice((self.words, self.words, self.words, self.structure, self.new, self.row, self.bold))()

    def words_new(self) -> str:
        made = [self.draw.choice(WORDS) for _ in range(self.draw.randint(1, 4))]
        if self.draw.random() < 0.2:
            made.append(self.draw.choice(ODD))
        return f"{' '.join(made)} {self.name}{self.draw.randint(0, 9)}"

    def words(self) -> None:
        """Words are replaced, put in or taken out at word boundaries, apart from all other edits of that paragraph."""
        key = self.draw.choice([key for key, model in self.models.items() if model.text and not self.touched(key)])
        model = self.models[key]
        starts = [0, *(at + 1 for at, letter in enumerate(model.text) if letter == " ")]
        start = self.draw.choice(starts)
        end = start + self.draw.choice((0, 4, 9))
        if end > start:
            end = model.text.find(" ", end) if " " in model.text[end:] else len(model.text)
        if any(start <= b and a <= end for a, b, _ in model.edits):
            return
        text = f"{self.words_new()} " if start == end else self.draw.choice(("", self.words_new()))
        if model.cut and (start == end == model.cut.at or start < model.cut.at < end):
            return
        model.edits.append((start, end, text))
        self.effects.append(TextEdit(key, start, end, text))

    def touched(self, key: str) -> bool:
        return key in self.gone or any(key.startswith(f"{row}.c") for row in self.rows_gone)

    def body(self) -> list[str]:
        """Paragraphs outside tables that nothing but words was done to."""
        busy = {*self.gone, *self.moves, *self.moves.values(), *self.joined, *self.joined.values()}
        return [
            block.key
            for block in self.blocks
            if block.table is None and block.key not in busy and self.models[block.key].cut is None
        ]

    def structure(self) -> None:
        free = self.body()
        if len(free) < 3:
            return
        key = self.draw.choice(free)
        what = self.draw.choice(("remove", "move", "split", "join", "style"))
        if what == "remove" and not self.models[key].edits:
            self.gone.add(key)
            self.effects.append(RemovedParagraph(key))
        elif what == "move":
            places = [each.key for each in self.blocks if each.key != key and each.key not in self.moves]
            after = self.draw.choice([None, *places])
            self.moves[key] = after
            self.effects.append(MovedParagraph(key, after))
        elif what == "split":
            self.split(key)
        elif what == "join":
            self.join(key, free)
        elif what == "style":
            self.effects.append(Restyled(key, "numbered", 3))

    def split(self, key: str) -> None:
        model = self.models[key]
        places = [at + 1 for at, letter in enumerate(model.text) if letter == " "]
        places = [at for at in places if not any(start <= at <= end for start, end, _ in model.edits)]
        if not places or self.news.get(key):
            return
        at = self.draw.choice(places)
        then = f"{self.words_new()} " if self.draw.random() < 0.3 else ""
        model.cut = Cut(at, then, self.orders[key])
        self.orders[key] += 1
        second = parts(model.text, [*model.edits, *([(at, at, then)] if then else [])], [model.cut])[1]
        block = next(each for each in self.blocks if each.key == key)
        self.effects.append(NewParagraph(key, second, block.type.value, block.level, model.cut.order, at))
        if then:
            model.edits.append((at, at, then))
            self.effects.append(TextEdit(key, at, at, then))

    def join(self, key: str, free: list[str]) -> None:
        place = next(at for at, block in enumerate(self.blocks) if block.key == key)
        after = self.blocks[place + 1].key if place + 1 < len(self.blocks) else ""
        if after in free and not self.news.get(key) and key not in self.moves.values():
            self.joined[key] = after
            self.effects.append(JoinedParagraphs(key, after, " "))

    def new(self) -> None:
        free = [None, *(block.key for block in self.blocks if block.key not in self.joined)]
        after = self.draw.choice(free)
        text = self.words_new()
        self.news.setdefault(after, []).append((self.orders[after], text))
        self.effects.append(NewParagraph(after, text, "numbered", 2, self.orders[after]))
        self.orders[after] += 1

    def row(self) -> None:
        block = self.draw.choice([each for each in self.blocks if each.table])
        assert block.table is not None
        rows = [each.key for each in block.table.rows]
        key = self.draw.choice(rows)
        left = [each for each in rows if each not in self.rows_gone]
        if self.draw.random() < 0.4 and len(left) > 1 and key in left and not self.edited_in(key):
            self.rows_gone.add(key)
            self.effects.append(RemovedRow(key))
            return
        after = self.draw.choice([f"{block.key}/head", *rows])
        cells = (self.words_new(), self.words_new())
        made = self.rows_new.setdefault(after, [])
        self.effects.append(NewRow(block.key, after, cells, len(made)))
        made.append(cells)

    def edited_in(self, row: str) -> bool:
        return any(model.edits for key, model in self.models.items() if key.startswith(f"{row}.c"))

    def bold(self) -> None:
        key = self.draw.choice(list(self.models))
        length = len(self.models[key].text)
        if length > 8 and not self.touched(key):
            start = self.draw.randint(0, length - 4)
            self.effects.append(Strong(key, start, self.draw.randint(start + 1, length), on=True))

    # -- what the file reads

    def reads(self) -> list[str]:
        """The reviewer's text with all changes accepted, in order."""
        behind: dict[str | None, list[str]] = {}
        for key, after in self.moves.items():
            behind.setdefault(after, []).append(key)
        out = [text for _, text in self.news.get(None, [])]
        out += [line for key in sorted(behind.get(None, [])) for line in self.told(key, behind)]
        for block in self.blocks:
            if block.key not in self.moves:
                out += self.told(block.key, behind)
        return [line for line in map(flat, out) if line]

    def told(self, key: str, behind: dict[str | None, list[str]]) -> list[str]:
        out = self.own(key)
        out += [line for other in sorted(behind.get(key, [])) for line in self.told(other, behind)]
        return out

    def own(self, key: str) -> list[str]:
        """A paragraph or table with what is new behind it."""
        block = next(each for each in self.blocks if each.key == key)
        news = self.news.get(key, [])
        if block.table:
            return [*self.table(block), *(text for _, text in news)]
        if key in self.joined.values():
            return [text for _, text in news]
        if key in self.gone:
            return [text for _, text in news]
        model = self.models[key]
        made = parts(model.text, model.edits, [model.cut] if model.cut else [])
        if key in self.joined:
            second = self.models[self.joined[key]]
            made[-1] += " " + parts(second.text, second.edits)[0]
        if len(made) > 1:
            before = [text for order, text in news if model.cut and order < model.cut.order]
            return [
                made[0],
                *before,
                *made[1:],
                *(text for order, text in news if model.cut and order > model.cut.order),
            ]
        return [*made, *(text for _, text in news)]

    def table(self, block: Block) -> list[str]:
        assert block.table is not None
        out = ["".join(run.text for run in block.table.caption)]
        for row, cells in [
            (f"{block.key}/head", block.table.head),
            *((row.key, row.cells) for row in block.table.rows),
        ]:
            if row not in self.rows_gone:
                for cell in cells:
                    for each in cell.paragraphs:
                        model = self.models[each.key]
                        out += parts(model.text, model.edits)
            out += [cell for new in self.rows_new.get(row, []) for cell in new]
        return out

    def returned(self) -> Reviewed:
        """The review as the reader would give it: each effect a change of its own."""
        changes = tuple(
            Change(
                f"c{number}", "ins", "run", "main", "use", getattr(effect, "key", None) or getattr(effect, "after", None),
                Certainty.ANCHOR, self.name, "2026-10-05T10:00:00Z", "", getattr(effect, "text", ""), effect, number,
            )
            for number, effect in enumerate(sorted(self.effects, key=_in_the_file), 1)
        )  # fmt: skip
        pack = Pack("SAMPLE-1", 1, f"{self.name}-legal", Certainty.ANCHOR)
        return Reviewed(f"{self.name}-legal", self.name, Return(pack, changes, (), (), rejected_equals_sent=True))


def _in_the_file(effect: Effect) -> str:
    """Of several that were moved behind one paragraph, the file has the one with the lower key first."""
    return effect.key if isinstance(effect, MovedParagraph) else ""


def expected(effects: Sequence[Effect]) -> Counter[str]:
    """The lines that a draft with these effects must have, in any order: nothing lost, nothing invented."""
    cuts = cuts_of(effects)
    edits: dict[str, list[tuple[int, int, str]]] = {}
    for each in effects:
        if isinstance(each, TextEdit):
            edits.setdefault(each.key, []).append((each.start, each.end, each.text))
    gone = {each.key for each in effects if isinstance(each, RemovedParagraph)} | emptied(effects)
    joined = {each.key: each.second for each in effects if isinstance(each, JoinedParagraphs)}
    made: dict[str, list[str]] = {}
    for block in base().draft.walk():
        if block.key not in gone:
            text = "".join(run.text for run in block.table.caption) if block.table else block.text
            made[block.key] = parts(text, sorted(edits.get(block.key, [])), cuts.get(block.key, ()))
    for first in reversed([each for each in made if each in joined]):
        second = made.pop(joined[first])
        made[first] = [*made[first][:-1], f"{made[first][-1]} {second[0]}", *second[1:]]
    lines = Counter(flat(text) for texts in (*made.values(), *new_texts(effects)) for text in texts)
    return Counter({line: count for line, count in lines.items() if line and count})


def new_texts(effects: Sequence[Effect]) -> Iterable[Sequence[str]]:
    for each in effects:
        if isinstance(each, NewRow):
            yield each.cells
        elif isinstance(each, NewParagraph) and each.after_start < 0:
            yield [each.text]


def cuts_of(effects: Sequence[Effect]) -> dict[str, list[Cut]]:
    """Where each paragraph is cut, with the words put in just there by the one who cut it."""
    found: dict[str, dict[int, Cut]] = {}
    edits = [each for each in effects if isinstance(each, TextEdit) and each.start == each.end]
    for each in effects:
        if isinstance(each, NewParagraph) and each.after_start >= 0 and each.after:
            cut = found.setdefault(each.after, {}).setdefault(each.after_start, Cut(each.after_start))
            at_it = [edit.text for edit in edits if (edit.key, edit.start) == (each.after, cut.at)]
            cut.then = next((text for text in at_it if each.text.startswith(text)), cut.then)
    return {key: sorted(cuts.values(), key=lambda cut: cut.at) for key, cuts in found.items()}


def emptied(effects: Sequence[Effect]) -> set[str]:
    """The paragraphs of rows that go, and all of a table that has no row left."""
    rows = {each.key for each in effects if isinstance(each, RemovedRow)}
    filled = {each.table for each in effects if isinstance(each, NewRow)}
    found: set[str] = set()
    for block in base().draft.blocks:
        if block.table is None:
            continue
        if rows.issuperset(row.key for row in block.table.rows) and block.key not in filled:
            found |= {block.key, *(each.key for each in block.cell_paragraphs())}
        gone = (row for row in block.table.rows if row.key in rows)
        found |= {each.key for row in gone for cell in row.cells for each in cell.paragraphs}
    return found
