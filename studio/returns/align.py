"""Which paragraph that came back is which paragraph that was sent. Pure: texts and anchors in, matches out.

The order of paragraphs is the strongest sign there is, so no paragraph is ever matched to its best candidate alone:
anchors first, then equal blocks between them, then the best order-keeping pairing inside what is left.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import Indel

from studio.returns.change import Certainty

TRUSTED_ANCHOR = 0.3  # below this likeness an anchor was pasted over
SIMILAR = 0.55
MOVED = 0.9
LONG_ENOUGH = 25  # letters; shorter texts are alike by chance
_MOST_PAIRS = 120_000
_MOST_COMPARED = 10_000_000
_MOST_TWINS = 200_000  # pairs of equal paragraphs
_INVISIBLE = dict.fromkeys([*range(0x200B, 0x200E), 0xFEFF, 0x00AD])
_FLAT = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2011": "-", "\t": " ", "\n": " "})
_LETTERS = {**_INVISIBLE, **_FLAT}


@dataclass(frozen=True, slots=True)
class Match:
    """The paragraph sent (its index) or None for one that was not sent."""

    sent: int | None
    certainty: Certainty


@lru_cache(maxsize=8192)
def plain(text: str) -> str:
    """Text for comparing: no invisible letters, every kind of space one space, none at the ends."""
    return " ".join((text if text.isascii() else text.translate(_LETTERS)).split())


def likeness(one: str, other: str) -> float:
    """0 to 1: the share of letters that two texts have in common, in order."""
    return 1.0 if one == other else float(Indel.normalized_similarity(one, other))


def align(sent: Sequence[str], came: Sequence[str], anchors: Sequence[Sequence[int]]) -> list[Match]:
    """A match for each text that came. `anchors` names, for each, the sent indices whose marks it carries.

    No sent paragraph is matched twice.
    """
    old, new = [plain(text) for text in sent], [plain(text) for text in came]
    found: dict[int, Match] = _by_anchor(old, new, anchors)
    taken = {match.sent for match in found.values() if match.sent is not None}
    for old_range, new_range in list(_gaps(found, len(old), len(new))):
        olds = [index for index in old_range if index not in taken]
        news = [place for place in new_range if place not in found]
        if olds and news:
            _fill_gap(old, new, olds, news, found)
    _find_moved(old, new, found)
    return [found.get(place, Match(None, Certainty.POSITION)) for place in range(len(new))]


def _by_anchor(old: Sequence[str], new: Sequence[str], anchors: Sequence[Sequence[int]]) -> dict[int, Match]:
    claims = [
        (score, -place, index)
        for place, candidates in enumerate(anchors)
        for index in candidates
        if (score := _trust(old[index], new[place])) >= TRUSTED_ANCHOR
    ]
    found: dict[int, Match] = {}
    taken: set[int] = set()
    for _, negative, index in sorted(claims, reverse=True):
        if -negative not in found and index not in taken:
            taken.add(index)
            found[-negative] = Match(index, Certainty.ANCHOR)
    return found


def _trust(old: str, new: str) -> float:
    """Words added to what was sent, or taken from it, are no reason to distrust an anchor."""
    if old and new and (old in new or new in old):
        return max(0.5, likeness(old, new))
    return likeness(old, new)


def _gaps(found: dict[int, Match], old_size: int, new_size: int) -> Iterator[tuple[range, range]]:
    """The stretches between matches that stand in order; those out of order are moved and bound nothing."""
    pairs = [(new, match.sent) for new, match in sorted(found.items()) if match.sent is not None]
    before = (-1, -1)
    for new, old in [pairs[at] for at in rising([old for _, old in pairs])] + [(new_size, old_size)]:
        yield range(before[1] + 1, old), range(before[0] + 1, new)
        before = (new, old)


def rising(numbers: Sequence[int]) -> list[int]:
    """Indices of a longest rising sequence: what stayed in order while the rest was moved."""
    tails: list[int] = []
    at: list[int] = []
    link: list[int] = []
    for place, number in enumerate(numbers):
        spot = bisect_left(tails, number)
        link.append(at[spot - 1] if spot else -1)
        if spot == len(tails):
            tails.append(number)
            at.append(place)
        else:
            tails[spot], at[spot] = number, place
    chain: list[int] = []
    place = at[-1] if at else -1
    while place >= 0:
        chain.append(place)
        place = link[place]
    return chain[::-1]


def _fill_gap(
    old: Sequence[str], new: Sequence[str], olds: Sequence[int], news: Sequence[int], found: dict[int, Match]
) -> None:
    first, second = _without_crowds([old[i] for i in olds], [new[i] for i in news])
    matcher = SequenceMatcher(None, first, second, autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            for index, place in zip(olds[i1:i2], news[j1:j2], strict=True):
                found[place] = Match(index, Certainty.EXACT)
        elif tag == "replace":
            for index, place in _best_in_order(old, new, olds[i1:i2], news[j1:j2]):
                found[place] = Match(index, Certainty.SIMILAR)


def _without_crowds(olds: Sequence[str], news: Sequence[str]) -> tuple[list[object], list[object]]:
    """The texts, those that stand so often on both sides that comparing them would take minutes each apart from the others.

    Such are empty paragraphs, and what a hostile file repeats; the place of one among thousands alike says nothing.
    """
    here, there = Counter(olds), Counter(news)
    crowd = {text for text, times in here.items() if times * there[text] > _MOST_TWINS}
    return (
        [(1, place) if text in crowd else text for place, text in enumerate(olds)],
        [(2, place) if text in crowd else text for place, text in enumerate(news)],
    )


def _best_in_order(
    old: Sequence[str], new: Sequence[str], olds: Sequence[int], news: Sequence[int]
) -> list[tuple[int, int]]:
    """The pairs, kept in order, with the greatest sum of likeness (Needleman-Wunsch, no cost for a gap)."""
    if len(olds) * len(news) > _MOST_PAIRS:
        half_old, half_new = len(olds) // 2, len(news) // 2
        return _best_in_order(old, new, olds[:half_old], news[:half_new]) + _best_in_order(
            old, new, olds[half_old:], news[half_new:]
        )
    scores = [
        [Indel.normalized_similarity(old[i], new[j], score_cutoff=SIMILAR) if old[i] and new[j] else 0.0 for j in news]
        for i in olds
    ]
    best = [[0.0] * (len(news) + 1) for _ in range(len(olds) + 1)]
    for i in range(len(olds)):
        for j in range(len(news)):
            pair = best[i][j] + scores[i][j] if scores[i][j] else 0.0
            best[i + 1][j + 1] = max(best[i][j + 1], best[i + 1][j], pair)
    pairs: list[tuple[int, int]] = []
    i, j = len(olds), len(news)
    while i and j:
        if best[i][j] == best[i - 1][j]:
            i -= 1
        elif best[i][j] == best[i][j - 1]:
            j -= 1
        else:
            i, j = i - 1, j - 1
            pairs.append((olds[i], news[j]))
    return pairs[::-1]


def _find_moved(old: Sequence[str], new: Sequence[str], found: dict[int, Match]) -> None:
    taken = {match.sent for match in found.values()}
    left = {i: text for i, text in enumerate(old) if i not in taken and len(text) > LONG_ENOUGH}
    tries = _MOST_COMPARED // max(len(left), 1)  # a file that is all other words would take minutes
    for place, text in enumerate(new):
        if place in found or len(text) <= LONG_ENOUGH or not left or tries <= 0:
            continue
        tries -= 1
        best = process.extractOne(text, left, scorer=Indel.normalized_similarity, score_cutoff=MOVED)
        if best is not None:
            _, score, index = best
            del left[index]
            found[place] = Match(index, Certainty.EXACT if score == 1.0 else Certainty.SIMILAR)


@dataclass(frozen=True, slots=True)
class Step:
    """One step from `old` to `new`: letters `a1:a2` of the one became letters `b1:b2` of the other."""

    same: bool
    a1: int
    a2: int
    b1: int
    b2: int


_TOKEN = re.compile(r"\w+(?:[’'-]\w+)*|\s+|[^\w\s]")


def steps(old: str, new: str) -> list[Step]:
    """The way from `old` to `new` in whole words; differences of spacing and invisible letters count as the same.

    Edits parted by nothing but one space are one edit.
    """
    if old == new:
        return [Step(True, 0, len(old), 0, len(new))] if old else []  # noqa: FBT003 - the field's name is `same`
    first, second = _tokens(old), _tokens(new)
    matcher = SequenceMatcher(None, [t[0] for t in first], [t[0] for t in second], autojunk=False)
    made: list[Step] = []
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        a1, a2, b1, b2 = *_span(first, i1, i2, len(old)), *_span(second, j1, j2, len(new))
        same = tag == "equal" or not (plain(old[a1:a2]) or plain(new[b1:b2]))
        made.append(Step(same, a1, a2, b1, b2))
    return _joined(made, old)


def _tokens(text: str) -> list[tuple[str, int, int]]:
    kept = [place for place, letter in enumerate(text) if ord(letter) not in _INVISIBLE]
    flat = "".join(text[place] for place in kept).translate(_FLAT)
    return [
        (" " if match[0].isspace() else match[0], kept[match.start()], kept[match.end() - 1] + 1)
        for match in _TOKEN.finditer(flat)
    ]


def _span(tokens: Sequence[tuple[str, int, int]], start: int, end: int, size: int) -> tuple[int, int]:
    if start < end:
        return tokens[start][1], tokens[end - 1][2]
    place = tokens[start][1] if start < len(tokens) else size
    return place, place


def _joined(made: Sequence[Step], old: str) -> list[Step]:
    """Two differences parted by one space are one; neighbours of one kind are one."""
    out: list[Step] = []
    for place, step in enumerate(made):
        between = step.same and 0 < place < len(made) - 1 and old[step.a1 : step.a2].isspace()
        if between and not made[place - 1].same and not made[place + 1].same:
            step = Step(False, step.a1, step.a2, step.b1, step.b2)  # noqa: FBT003, PLW2901
        if out and out[-1].same == step.same:
            out[-1] = Step(step.same, out[-1].a1, step.a2, out[-1].b1, step.b2)
        else:
            out.append(step)
    return out
