"""Which of a round's changes and comments are shown: by state, kind, reviewer and words. Plain values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from studio.desk.models.merge import KINDS, Item

STATES = (("open", "Open"), ("clash", "Clashes"), ("fact", "Facts"))
MORE_STATES = (
    ("all", "All"),
    ("talk", "To be discussed"),
    ("earlier", "From earlier rounds"),
    ("accept", "Accepted"),
    ("reject", "Rejected"),
    ("amend", "Amended"),
    ("defer", "Put off"),
)


@dataclass(frozen=True, slots=True)
class Filter:
    """All that is named must hold; "" asks for nothing. `kind` is a kind of proposal, "comment" or "silent"."""

    state: str = "open"
    kind: str = ""
    who: str = ""
    words: str = ""

    def holds(self, item: Item) -> bool:
        return (
            in_state(item, self.state)
            and (not self.kind or self.kind in kinds_of(item))
            and (not self.who or self.who in item.who)
            and (not self.words or self.words.lower() in f"{item.title} {item.group} {item.place}".lower())
        )

    @property
    def narrowed(self) -> bool:
        """Whether more than the state is asked for."""
        return bool(self.kind or self.who or self.words)


def in_state(item: Item, state: str) -> bool:
    """Whether the item is in a state of `STATES` or `MORE_STATES`."""
    proposal = item.proposal
    if state == "clash":
        return item.open and proposal is not None and bool(proposal.clashes)
    if state == "fact":
        return proposal is not None and proposal.fact is not None
    if state == "earlier":
        return item.deferred is not None
    return state == "all" or (state == "open" and item.open) or (state == "talk" and item.talk) or item.choice == state


def kinds_of(item: Item) -> tuple[str, ...]:
    """The kinds that the item counts as."""
    if item.proposal is None:
        return ("comment",)
    return (item.proposal.kind, "silent") if item.proposal.silent else (item.proposal.kind,)


def kinds_there(items: Sequence[Item]) -> tuple[tuple[str, str, int], ...]:
    """(kind, its name, how many) of all kinds that there are."""
    names = {**KINDS, "comment": "Comments", "silent": "Changed with tracking off"}
    counts: dict[str, int] = {}
    for item in items:
        for kind in kinds_of(item):
            counts[kind] = counts.get(kind, 0) + 1
    return tuple((kind, names.get(kind, kind), counts[kind]) for kind in names if kind in counts)


def counts(items: Sequence[Item]) -> dict[str, int]:
    """How many items are in each state."""
    return {state: sum(in_state(item, state) for item in items) for state, _ in (*STATES, *MORE_STATES)}


def in_bulk(shown: Sequence[Item]) -> tuple[str, ...]:
    """The open changes among those that are shown: what one decision could settle. Comments are answered one by one."""
    return tuple(item.key for item in shown if item.open and item.proposal is not None)
