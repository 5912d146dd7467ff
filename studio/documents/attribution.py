"""Who changed what between two drafts, and when: over one round, or over all rounds from the first draft to the last."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from studio.documents.redline_align import word_changes
from studio.drafting.draft import Block, Draft, Run


@dataclass(frozen=True, slots=True)
class By:
    """The author of a change as that author's own file names him, and the time that the file gives (ISO 8601, UTC)."""

    author: str
    date: str


@dataclass(frozen=True, slots=True)
class Stretch:
    """Characters `start` to `end` of the old text became `text`."""

    start: int
    end: int
    text: str
    by: By


@dataclass(frozen=True, slots=True)
class Attribution:
    """Whose the differences of two drafts are; what nobody is named for is the coordinator's (`usual`).

    `whole` is by the key of a paragraph or row that came, went, moved or looks otherwise; `words` by the key of the
    paragraph, in the order of its text; `facts` by the JSON Pointer of a fact that was changed.
    """

    usual: By
    whole: Mapping[str, By] = field(default_factory=dict)
    words: Mapping[str, tuple[Stretch, ...]] = field(default_factory=dict)
    facts: Mapping[str, By] = field(default_factory=dict)

    def of(self, key: str) -> By:
        return self.whole.get(key, self.usual)

    def authors(self) -> tuple[str, ...]:
        """Every name that can stand at a change, each once, in alphabetical order."""
        everyone = [*self.whole.values(), *self.facts.values()]
        everyone += [each.by for stretches in self.words.values() for each in stretches]
        return tuple(sorted({self.usual.author, *(each.author for each in everyone)}))


@dataclass(frozen=True, slots=True)
class Hunk:
    """Characters of the old and of the new text that are the same (`by` is None) or stand in each other's place."""

    i1: int
    i2: int
    j1: int
    j2: int
    by: By | None


def hunks(old: Sequence[Run], new: Sequence[Run], key: str, who: Attribution) -> Iterator[Hunk]:
    """The differences of a paragraph with their authors: the reviewers' own edits where these are all that changed,
    else word by word, each under the name of the edit that it meets."""
    a, b = "".join(run.text for run in old), "".join(run.text for run in new)
    stretches = who.words.get(key, ())
    if stretches and _applied(a, stretches) != b:
        stretches = _and_then(a, stretches, new, key, who)
    if stretches:
        yield from _exactly(a, stretches)
        return
    for same, i1, i2, j1, j2 in word_changes(a, b):
        yield Hunk(i1, i2, j1, j2, None if same else _beside(who, key, new, (j1, j2)))


def _and_then(
    text: str, stretches: Sequence[Stretch], new: Sequence[Run], key: str, who: Attribution
) -> tuple[Stretch, ...]:
    """The reviewers' own edits, and then what else was changed: a fact, or words of the coordinator's."""
    line = _done(
        [_Letter(char, at) for at, char in enumerate(text)], _exactly(text, stretches), _applied(text, stretches)
    )
    between = "".join(each.char for each in line if each.went is None)
    final = "".join(run.text for run in new)
    more = [
        Hunk(i1, i2, j1, j2, None if same else _beside(who, key, new, (j1, j2)))
        for same, i1, i2, j1, j2 in word_changes(between, final)
    ]
    return _stretches(_done(line, more, final))


def _applied(text: str, stretches: Sequence[Stretch]) -> str:
    out, at = [], 0
    for each in stretches:
        out += [text[at : each.start], each.text]
        at = max(at, each.end)
    return "".join(out) + text[at:]


def _exactly(text: str, stretches: Sequence[Stretch]) -> Iterator[Hunk]:
    i = j = 0
    for each in stretches:
        if each.start > i:
            yield Hunk(i, each.start, j, j + each.start - i, None)
            j += each.start - i
        yield Hunk(each.start, each.end, j, j + len(each.text), each.by)
        i, j = max(i, each.end), j + len(each.text)
    if i < len(text):
        yield Hunk(i, len(text), j, j + len(text) - i, None)


def _beside(who: Attribution, key: str, new: Sequence[Run], place: tuple[int, int]) -> By:
    """Whose a difference is that no edit of words made: that of the fact printed there, else the paragraph's."""
    at = 0
    for run in new:
        if run.fact and run.fact in who.facts and at < max(place[1], place[0] + 1) and place[0] < at + len(run.text):
            return who.facts[run.fact]
        at += len(run.text)
    return who.of(key)


def joined(names: Sequence[By]) -> By:
    """Several people who want the same, as one author: their names in a row, with the earliest time."""
    each = list(dict.fromkeys(one.author for one in names))
    return By("; ".join(each), min(one.date for one in names))


# -- over several rounds


@dataclass(slots=True, eq=False)
class _Letter:
    """One letter on the way from the first draft to the last: where it came from, who put it in, who took it out."""

    char: str
    place: int  # in the first draft's paragraph, -1: put in later
    came: By | None = None
    went: By | None = None


def over_rounds(steps: Sequence[tuple[Draft, Draft, Attribution]]) -> Attribution:
    """Whose the differences between the first draft and the last are; each step is one draft, the next, and whose
    its changes are."""
    first = {block.key: block for block in steps[0][0].walk()}
    whole: dict[str, By] = {}
    facts: dict[str, By] = {}
    letters = {key: [_Letter(char, at) for at, char in enumerate(_text(block))] for key, block in first.items()}
    for old, new, who in steps:
        before, after = ({block.key: block for block in draft.walk()} for draft in (old, new))
        facts |= who.facts
        whole |= {key: who.of(key) for key in before.keys() ^ after.keys()}
        whole |= {row: who.of(row) for row in _rows(old) ^ _rows(new)}
        whole |= {key: by for key, by in who.whole.items() if key in before and key in after}
        for key in letters.keys() & before.keys() & after.keys():
            if before[key].runs != after[key].runs or _text(before[key]) != _text(after[key]):
                letters[key] = _rewritten(letters[key], before[key], after[key], who)
    words = {key: _stretches(line) for key, line in letters.items() if any(each.came or each.went for each in line)}
    return Attribution(steps[-1][2].usual, whole, words, facts)


def _rows(draft: Draft) -> set[str]:
    return {row.key for block in draft.blocks if block.table for row in block.table.rows}


def _text(block: Block) -> str:
    return "".join(run.text for run in _runs(block))


def _runs(block: Block) -> tuple[Run, ...]:
    return block.table.caption if block.table else block.runs


def _rewritten(line: list[_Letter], old: Block, new: Block, who: Attribution) -> list[_Letter]:
    if "".join(each.char for each in line if each.went is None) != _text(old):
        return line  # words changed between two rounds, by the coordinator: compared anew
    return _done(line, hunks(_runs(old), _runs(new), old.key, who), _text(new))


def _done(line: list[_Letter], found: Iterable[Hunk], text: str) -> list[_Letter]:
    """The letters after some changes; `text` is what the standing ones read then."""
    live = [each for each in line if each.went is None]
    standing = set(live)
    made: dict[int, list[_Letter]] = {}
    for hunk in found:
        if hunk.by is not None:
            for each in live[hunk.i1 : hunk.i2]:
                each.went = hunk.by
            made.setdefault(hunk.i2, []).extend(_Letter(char, -1, hunk.by) for char in text[hunk.j1 : hunk.j2])
    out: list[_Letter] = list(made.get(0, []))
    count = 0
    for each in line:
        out.append(each)
        if each in standing:
            count += 1
            out += made.get(count, [])
    return [each for each in out if each.place >= 0 or each.went is None]


def _stretches(line: Sequence[_Letter]) -> tuple[Stretch, ...]:
    """What came and went, in the places of the first draft's text."""
    found: list[Stretch] = []
    at = 0
    for each in line:
        by = each.went if each.place >= 0 else each.came
        start, end = (each.place, each.place + 1) if each.place >= 0 else (at, at)
        at = max(at, end)
        if by is None:
            continue
        char = "" if each.place >= 0 else each.char
        last = found[-1] if found else None
        joins = last and last.by == by and last.end == start and bool(last.text) == bool(char)
        if last and joins and (char or last.end == start):
            found[-1] = Stretch(last.start, end, last.text + char, by)
        else:
            found.append(Stretch(start, end, char, by))
    return tuple(found)
