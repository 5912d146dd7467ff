"""Which way each character runs: the Unicode Bidirectional Algorithm (UAX 9) for one paragraph.

One departure, on purpose: an override (U+202D, U+202E) counts as an embedding, so that no name is shown in another
order than that of its letters. Everything else is the algorithm's, rule by rule; the names of the rules stand beside.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

LEFT_MARK, RIGHT_MARK = "\u200e", "\u200f"
FIRST_STRONG_ISOLATE, POP_ISOLATE = "\u2068", "\u2069"
MARKS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")  # steer, are never drawn
# The blocks that Unicode keeps for right-to-left scripts (DerivedBidiClass.txt), and the marks.
_BACKWARDS = re.compile(
    "[\u0590-\u08ff\u200e\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
_DEEPEST = 125
_ISOLATES = frozenset({"LRI", "RLI", "FSI"})
_EMBEDDINGS = {"LRE": 0, "RLE": 1, "LRO": 0, "RLO": 1}
_RIGHT = frozenset({"R", "AL"})
_NEUTRAL = frozenset({"B", "S", "WS", "ON", "LRI", "RLI", "FSI", "PDI"})
_AS_RIGHT = {"L": "L", "R": "R", "AL": "R", "EN": "R", "AN": "R"}


def runs_backwards(text: str) -> bool:
    """Whether anything in the text needs this algorithm: a letter or digit of a right-to-left script, or a mark."""
    return not text.isascii() and _BACKWARDS.search(text) is not None


def strong(char: str) -> bool:
    """Whether the character has a direction of its own, as letters have and signs and spaces have not."""
    return unicodedata.bidirectional(char) in {"L", "R", "AL"}


def starts_right(text: str) -> bool:
    """Whether the first letter that has a direction runs from right to left (rules P2 and P3)."""
    return _first_strong([unicodedata.bidirectional(char) for char in text], 0, {}) == 1


def levels(text: str, base: int = 0) -> list[int]:
    """The embedding level of each character; even runs from left to right. `base`: 1 where the paragraph is the other way."""
    kinds = [unicodedata.bidirectional(char) or "L" for char in text]
    explicit = _Explicit(base, kinds, _closing(kinds))
    explicit.run()
    for sequence in list(_sequences(explicit)):  # all found before the first changes a level
        _resolve(text, explicit, sequence)
    return explicit.levels


def visual_order(found: Sequence[int]) -> list[int]:
    """Places of pieces from left to right, each piece of one level (rule L2)."""
    order = list(range(len(found)))
    odd = [level for level in found if level % 2]
    if not odd:
        return order
    for level in range(max(found), min(odd) - 1, -1):
        at = 0
        while at < len(order):
            end = at
            while end < len(order) and found[order[end]] >= level:
                end += 1
            order[at:end] = order[at:end][::-1]
            at = end + 1
    return order


@functools.lru_cache(maxsize=1024)
def partner(char: str) -> str:
    """The other bracket of a pair; nothing where the character is no bracket."""
    if unicodedata.category(char) not in {"Ps", "Pe"} or not unicodedata.mirrored(char):
        return ""
    name = unicodedata.name(char, "")
    other = name.replace("LEFT", "RIGHT") if "LEFT" in name else name.replace("RIGHT", "LEFT")
    try:
        return unicodedata.lookup(other) if other != name else ""
    except KeyError:  # a bracket whose fellow has an irregular name is an ordinary sign
        return ""


def _closing(kinds: Sequence[str]) -> dict[int, int]:
    """Where each isolate is closed (BD9)."""
    found: dict[int, int] = {}
    waiting: list[int] = []
    for at, kind in enumerate(kinds):
        if kind in _ISOLATES:
            waiting.append(at)
        elif kind == "PDI" and waiting:
            found[waiting.pop()] = at
    return found


def _first_strong(kinds: Sequence[str], at: int, closing: dict[int, int], end: int | None = None) -> int:
    """Level that the first strong character asks for (P2, P3); 0 where there is none."""
    stop = len(kinds) if end is None else end
    while at < stop:
        kind = kinds[at]
        if kind == "L" or kind in _RIGHT:
            return int(kind in _RIGHT)
        if kind in _ISOLATES:
            at = closing.get(at, stop)
        at += 1
    return 0


class _Explicit:
    """Rules X1 to X9: levels asked for by isolates and embeddings; these characters themselves fall out."""

    def __init__(self, base: int, kinds: list[str], closing: dict[int, int]) -> None:
        self.base, self.kinds, self.closing = base, kinds, closing
        self.levels = [base] * len(kinds)
        self.gone: set[int] = set()
        self.stack: list[tuple[int, bool]] = [(base, False)]
        self.lost_isolates = self.lost_embeddings = self.isolates = 0

    def run(self) -> None:
        for at, kind in enumerate(self.kinds):
            if kind in _ISOLATES:
                self._isolate(at, kind)
            elif kind == "PDI":
                self._pop_isolate()
                self.levels[at] = self.stack[-1][0]
            else:
                self.levels[at] = self.stack[-1][0]
                if kind in _EMBEDDINGS:
                    self._embed(_EMBEDDINGS[kind])
                elif kind == "PDF":
                    self._pop_embedding()
                if kind in _EMBEDDINGS or kind in {"PDF", "BN"}:
                    self.gone.add(at)

    def _deeper(self, right: int) -> int:
        level = self.stack[-1][0] + 1
        return level if level % 2 == right else level + 1

    def _isolate(self, at: int, kind: str) -> None:
        self.levels[at] = self.stack[-1][0]
        right = int(kind == "RLI")
        if kind == "FSI":
            right = _first_strong(self.kinds, at + 1, self.closing, self.closing.get(at))
        level = self._deeper(right)
        if level <= _DEEPEST and not self.lost_isolates and not self.lost_embeddings:
            self.isolates += 1
            self.stack.append((level, True))
        else:
            self.lost_isolates += 1

    def _pop_isolate(self) -> None:
        if self.lost_isolates:
            self.lost_isolates -= 1
        elif self.isolates:
            self.lost_embeddings = 0
            while not self.stack[-1][1]:
                self.stack.pop()
            self.stack.pop()
            self.isolates -= 1

    def _embed(self, right: int) -> None:
        level = self._deeper(right)
        if level <= _DEEPEST and not self.lost_isolates and not self.lost_embeddings:
            self.stack.append((level, False))
        elif not self.lost_isolates:
            self.lost_embeddings += 1

    def _pop_embedding(self) -> None:
        if self.lost_isolates:
            return
        if self.lost_embeddings:
            self.lost_embeddings -= 1
        elif len(self.stack) > 1 and not self.stack[-1][1]:
            self.stack.pop()


@dataclass(frozen=True, slots=True)
class _Sequence:
    """An isolating run sequence (BD13); `start` and `end` are the directions around it (X10)."""

    places: list[int]
    start: str
    end: str
    level: int


def _sequences(found: _Explicit) -> Iterator[_Sequence]:
    kinds, closing = found.kinds, found.closing
    kept = [at for at in range(len(kinds)) if at not in found.gone]
    runs: list[list[int]] = []
    for at in kept:
        if runs and found.levels[runs[-1][-1]] == found.levels[at]:
            runs[-1].append(at)
        else:
            runs.append([at])
    first = {run[0]: run for run in runs}
    closers = set(closing.values())
    for run in runs:
        if run[0] in closers:
            continue  # goes on from the run that opened the isolate
        places = list(run)
        while places[-1] in closing:
            places += first[closing[places[-1]]]
        yield _around(places, found, kept)


def _around(places: list[int], found: _Explicit, kept: list[int]) -> _Sequence:
    """Rule X10: the higher of the two levels at either end says which way the text around it runs."""
    level = found.levels[places[0]]
    before, after = bisect_left(kept, places[0]) - 1, bisect_left(kept, places[-1]) + 1
    left = found.levels[kept[before]] if before >= 0 else found.base
    open_end = found.kinds[places[-1]] in _ISOLATES
    right = found.levels[kept[after]] if after < len(kept) and not open_end else found.base
    return _Sequence(places, "LR"[max(level, left) % 2], "LR"[max(level, right) % 2], level)


def _resolve(text: str, found: _Explicit, sequence: _Sequence) -> None:
    """Rules W1 to I2 for one sequence."""
    kinds = [found.kinds[at] for at in sequence.places]
    original = list(kinds)
    _weak(kinds, sequence)
    _brackets([text[at] for at in sequence.places], kinds, original, sequence)
    _neutral(kinds, sequence)
    for at, kind in zip(sequence.places, kinds, strict=True):
        if sequence.level % 2:
            found.levels[at] += kind in {"L", "EN", "AN"}
        else:
            found.levels[at] += {"R": 1, "EN": 2, "AN": 2}.get(kind, 0)


def _weak(kinds: list[str], sequence: _Sequence) -> None:
    """Rules W1 to W7."""
    before = sequence.start
    for at, kind in enumerate(kinds):  # W1
        if kind == "NSM":
            kinds[at] = "ON" if before in _ISOLATES or before == "PDI" else before
        before = kinds[at]
    _numbers(kinds, sequence)
    for at in range(1, len(kinds) - 1):  # W4
        left, kind, right = kinds[at - 1 : at + 2]
        if left == right and ((kind in {"ES", "CS"} and left == "EN") or (kind == "CS" and left == "AN")):
            kinds[at] = left
    _terminators(kinds)
    strong = sequence.start
    for at, kind in enumerate(kinds):
        if kind in {"L", "R"}:
            strong = kind
        elif kind == "EN" and strong == "L":  # W7
            kinds[at] = "L"


def _numbers(kinds: list[str], sequence: _Sequence) -> None:
    """Rules W2 and W3."""
    strong = sequence.start
    for at, kind in enumerate(kinds):
        if kind in {"L", "R", "AL"}:
            strong = kind
        if kind == "EN" and strong == "AL":
            kinds[at] = "AN"
        elif kind == "AL":
            kinds[at] = "R"


def _terminators(kinds: list[str]) -> None:
    """Rules W5 and W6."""
    at = 0
    while at < len(kinds):
        end = at
        while end < len(kinds) and kinds[end] == "ET":
            end += 1
        if end > at and ((at and kinds[at - 1] == "EN") or (end < len(kinds) and kinds[end] == "EN")):
            kinds[at:end] = ["EN"] * (end - at)
        at = max(end, at + 1)
    for at, kind in enumerate(kinds):
        if kind in {"ES", "ET", "CS"}:
            kinds[at] = "ON"


def _brackets(chars: list[str], kinds: list[str], original: list[str], sequence: _Sequence) -> None:
    """Rule N0: both brackets of a pair run the way of what they hold."""
    own = "LR"[sequence.level % 2]
    for start, end in _pairs(chars, kinds):
        inside = {_AS_RIGHT[kind] for kind in kinds[start + 1 : end] if kind in _AS_RIGHT}
        if own in inside:
            way = own
        elif inside:
            before = next((_AS_RIGHT[kind] for kind in reversed(kinds[:start]) if kind in _AS_RIGHT), sequence.start)
            way = before if before != own else own
        else:
            continue
        for bracket in (start, end):
            at = bracket
            while at == bracket or (at < len(kinds) and original[at] == "NSM"):
                kinds[at] = way
                at += 1


def _pairs(chars: list[str], kinds: list[str]) -> list[tuple[int, int]]:
    """Matching brackets in the order of the opening ones (BD16)."""
    waiting: list[tuple[str, int]] = []
    found: list[tuple[int, int]] = []
    for at, char in enumerate(chars):
        if kinds[at] != "ON" or not (other := partner(char)):
            continue
        if unicodedata.category(char) == "Ps":
            if len(waiting) == 63:
                return []
            waiting.append((other, at))
            continue
        for depth in range(len(waiting) - 1, -1, -1):
            if waiting[depth][0] == char:
                found.append((waiting[depth][1], at))
                del waiting[depth:]
                break
    return sorted(found)


def _neutral(kinds: list[str], sequence: _Sequence) -> None:
    """Rules N1 and N2."""
    at = 0
    while at < len(kinds):
        end = at
        while end < len(kinds) and kinds[end] in _NEUTRAL:
            end += 1
        if end > at:
            left = _AS_RIGHT.get(kinds[at - 1], "L") if at else sequence.start
            right = _AS_RIGHT.get(kinds[end], "L") if end < len(kinds) else sequence.end
            kinds[at:end] = [left if left == right else "LR"[sequence.level % 2]] * (end - at)
        at = max(end, at + 1)
