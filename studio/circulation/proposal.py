"""One thing to decide in a round: what one or more reviewers want changed at one place."""

from __future__ import annotations

from dataclasses import dataclass

from studio.returns.change import Certainty, Effect


@dataclass(frozen=True, slots=True)
class FactChange:
    """The words that were changed stand for a fact: accepting can change the fact itself, in every document.

    `before` and `after` are as printed; `value` is what the facts file says then.
    """

    pointer: str
    before: str
    after: str
    value: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """A change to decide, folded over all reviewers who asked for the same.

    `kind`: replaced, added, removed, new, split, joined, moved, row-added, row-removed, bold, style, outside, layout,
    lost.
    `sources` names (recipient, change id in that return) of every revision behind it. `warning` says, before it is
    accepted, what cannot be kept when facts change later ("" where all can).
    """

    id: str
    kind: str
    clause: str | None
    block: str | None
    before: str
    after: str
    effects: tuple[Effect, ...]
    reviewers: tuple[str, ...]  # party ids
    sources: tuple[tuple[str, str], ...]
    certainty: Certainty
    silent: bool
    fact: FactChange | None = None
    clashes: tuple[str, ...] = ()
    warning: str = ""
