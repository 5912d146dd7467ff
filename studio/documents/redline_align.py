"""Which paragraphs of two drafts are the same, and how their words differ. Pure; knows no file format."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

_TOKEN = re.compile(r"\w+(?:[’'\-]\w+)*|\s+|[^\w\s]")
_ALIKE = 0.3  # below this share of common words a paragraph is shown as replaced whole: confetti cannot be read


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the comparison: places in the old and the new sequence, None where it is in one only.

    `moved`: the same item stands elsewhere in the other sequence; `old` or `new` is None here and set there.
    """

    old: int | None
    new: int | None
    moved: int | None = None


def align(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[Step]:
    """Steps in reading order. Items equal in both (each at most once a side) are the same; order decides what moved."""
    places = {item: at for at, item in enumerate(old)}
    pairs = [(places[item], at) for at, item in enumerate(new) if item in places]
    kept = {pairs[at] for at in _rising([pair[0] for pair in pairs])}
    moved_old = {a: b for a, b in pairs if (a, b) not in kept}
    moved_new = {b: a for a, b in moved_old.items()}
    steps: list[Step] = []
    a = b = 0
    for end_a, end_b in [*sorted(kept), (len(old), len(new))]:
        steps += [Step(at, None, moved_old.get(at)) for at in range(a, end_a)]
        steps += [Step(None, at, moved_new.get(at)) for at in range(b, end_b)]
        if end_a < len(old):
            steps.append(Step(end_a, end_b))
        a, b = end_a + 1, end_b + 1
    return steps


def _rising(values: Sequence[int]) -> list[int]:
    """Places of a longest rising subsequence: what stays; everything else has moved."""
    tails: list[int] = []
    tail_at: list[int] = []
    before: list[int] = []
    for at, value in enumerate(values):
        where = bisect_left(tails, value)
        before.append(tail_at[where - 1] if where else -1)
        tails[where : where + 1] = [value]
        tail_at[where : where + 1] = [at]
    out: list[int] = []
    at = tail_at[-1] if tail_at else -1
    while at >= 0:
        out.append(at)
        at = before[at]
    return out[::-1]


def word_changes(old: str, new: str) -> Iterator[tuple[bool, int, int, int, int]]:
    """(same, old start, old end, new start, new end) in characters; edges always fall between words."""
    a, b = _TOKEN.findall(old), _TOKEN.findall(new)
    starts_a, starts_b = _starts(a), _starts(b)
    matcher = SequenceMatcher(None, a, b, autojunk=False)
    codes = [(tag == "equal", i1, i2, j1, j2) for tag, i1, i2, j1, j2 in matcher.get_opcodes()]
    if a and b and old != new and _common(a, codes) < _ALIKE * max(len(a), len(b)):
        codes = [(False, 0, len(a), 0, len(b))]
    for same, i1, i2, j1, j2 in _joined(codes, a):
        yield same, starts_a[i1], starts_a[i2], starts_b[j1], starts_b[j2]


def _starts(tokens: Sequence[str]) -> list[int]:
    out = [0]
    for token in tokens:
        out.append(out[-1] + len(token))
    return out


def _common(tokens: Sequence[str], codes: Sequence[tuple[bool, int, int, int, int]]) -> int:
    return sum(not token.isspace() for same, i1, i2, _, _ in codes if same for token in tokens[i1:i2]) * 2


def _joined(
    codes: Sequence[tuple[bool, int, int, int, int]], tokens: Sequence[str]
) -> Iterator[tuple[bool, int, int, int, int]]:
    """Two edits that only a blank parts are one edit."""
    held: tuple[bool, int, int, int, int] | None = None
    for at, (same, i1, i2, j1, j2) in enumerate(codes):
        blank = same and 0 < at < len(codes) - 1 and "".join(tokens[i1:i2]).isspace()
        if not same or blank:
            held = (False, held[1], i2, held[3], j2) if held else (False, i1, i2, j1, j2)
            continue
        if held:
            yield held
            held = None
        yield same, i1, i2, j1, j2
    if held:
        yield held
