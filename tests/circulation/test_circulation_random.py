"""Random merges of 1 to 12 reviewers: nothing lost, nothing invented, the order of deciding does not matter, both proofs hold.

`make merges` plays 10,000 of them; here a few hundred.
"""

from __future__ import annotations

import os
from collections import Counter
from random import Random

import pytest
from merges import ON, Review, assembler, base, expected, facts, texts_of

from studio.circulation.accept import Wanted, accept
from studio.circulation.merge import Reviewed, merge
from studio.circulation.proposal import Proposal
from studio.drafting.draft import Draft

MERGES = int(os.environ.get("MERGES", "160"))
BATCHES = 20


def draft_with(chosen: list[Proposal], known: dict[str, Proposal]) -> Draft:
    edits = accept(base(), facts(), [Wanted(each) for each in chosen], known).edits
    made = assembler().render(facts(), "small", on=ON, edits=edits).draft
    assert made.orphans == ()
    return made


def take(draw: Random, proposals: tuple[Proposal, ...]) -> list[Proposal]:
    """Some are accepted, of a clash at most one."""
    barred: set[str] = set()
    chosen = []
    for each in draw.sample(proposals, len(proposals)):
        if each.id not in barred and draw.random() < 0.8:
            chosen.append(each)
            barred |= set(each.clashes)
    return chosen


def effects_of(chosen: list[Proposal]) -> list[object]:
    return [effect for each in chosen for effect in each.effects]


@pytest.mark.parametrize("batch", range(BATCHES))
def test_random_merges_lose_nothing_and_invent_nothing(batch: int) -> None:
    for number in range(batch, MERGES, BATCHES):
        draw = Random(number)
        reviews = [Review(draw, f"{chr(97 + n)}") for n in range(draw.randint(1, 12))]
        returns = [each.returned() for each in reviews]
        proposals = merge(base().draft, returns)
        known = {each.id: each for each in proposals}
        for one in draw.sample(reviews, 1):
            assert_proved(one, one.returned(), number)
        chosen = take(draw, proposals)
        draft = draft_with(chosen, known)
        assert Counter(texts_of(draft.blocks)) == expected(effects_of(chosen)), number
        shuffled = draw.sample(chosen, len(chosen))
        again = merge(base().draft, draw.sample(returns, len(returns)))
        mixed = [next(other for other in again if other.id == each.id) for each in shuffled]
        assert draft_with(mixed, {each.id: each for each in again}).text() == draft.text(), number


def assert_proved(review: Review, returned: Reviewed, number: int) -> None:
    """All accepted is what the reviewer wrote, line by line; all rejected is what was sent."""
    alone = merge(base().draft, [returned])
    assert not any(each.clashes for each in alone), number
    assert texts_of(draft_with(list(alone), {}).blocks) == review.reads(), number
    assert draft_with([], {}).text() == base().draft.text()
