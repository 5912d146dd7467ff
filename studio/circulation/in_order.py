"""In which order stands what is split off, new or moved behind a paragraph: as the file of the one who made it has it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from studio.drafting.edits import Insert, Move

END = float("inf")  # behind all of a paragraph's parts


@dataclass(frozen=True, slots=True)
class New:
    """A new paragraph. `before`: the place in the anchor's text where the part begins that it stands before."""

    insert: Insert
    order: int
    before: float
    who: frozenset[str]


@dataclass(frozen=True, slots=True)
class Moved:
    """A paragraph that stands elsewhere now; `places` is how far down in each reviewer's file it stands."""

    key: str
    after: str
    places: Mapping[str, int]


@dataclass(slots=True)
class Behind:
    """All that stands behind one paragraph."""

    parts: list[tuple[float, Insert]] = field(default_factory=list)
    new: list[New] = field(default_factory=list)
    moved: list[Moved] = field(default_factory=list)
    orders: dict[str, set[int]] = field(default_factory=dict)  # places taken by new and split-off ones, by reviewer


def arranged(behind: Mapping[str, Behind]) -> Iterator[Insert | Move]:
    """The edits in an order in which each finds its place: a paragraph is moved before others are put behind it."""
    homes = {each.key: anchor for anchor, group in behind.items() for each in group.moved}
    done: set[str] = set()

    def of(anchor: str, way: tuple[str, ...]) -> Iterator[Insert | Move]:
        if anchor in done or anchor in way:
            return
        if anchor in homes:
            yield from of(homes[anchor], (*way, anchor))
        if anchor not in done:
            done.add(anchor)
            yield from _group(anchor, behind[anchor])

    for anchor in sorted(behind):
        yield from of(anchor, ())


def _group(anchor: str, group: Behind) -> Iterator[Insert | Move]:
    line: list[tuple[tuple[float, int, int, str], Insert | Move]] = [
        ((at, 1, number, part.key), part) for number, (at, part) in enumerate(group.parts)
    ]
    line += [((each.before, 0, each.order, each.insert.key), each.insert) for each in group.new]
    orders = _orders(group)
    line += [((END, 0, orders[each.key], each.key), Move(each.key, anchor)) for each in group.moved]
    place = anchor
    for _, each in sorted(line, key=lambda item: item[0]):
        yield replace(each, after=place)
        place = each.key


def _orders(group: Behind) -> dict[str, int]:
    """A moved paragraph takes a number in its reviewer's count like a new one: those that no new one has."""
    found: dict[str, int] = {}
    for who in sorted({name for each in group.moved for name in each.places}):
        theirs = sorted(
            (each for each in group.moved if who in each.places), key=lambda one: (one.places[who], one.key)
        )
        free = _free(group.orders.get(who, set()))
        for each in theirs:
            found.setdefault(each.key, next(free))
    return found


def _free(taken: Iterable[int]) -> Iterator[int]:
    used, number = set(taken), 0
    while True:
        if number not in used:
            yield number
        number += 1
