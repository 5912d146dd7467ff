"""Merging 50 returns of a 60-clause agreement: what the merge page waits for, without files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from random import Random

from studio.circulation.accept import warnings_of
from studio.circulation.merge import Reviewed, merge
from studio.drafting.draft import Block, BlockType, Draft
from studio.drafting.render import Assembler, Rendering
from studio.facts.model import Facts
from studio.returns.change import Certainty, Change, Effect, NewParagraph, Pack, RemovedParagraph, Return, TextEdit

RETURNS, CLAUSES, CHANGES = 50, 60, 20
BUDGET_MS = 1000.0
WHAT = "50 returns of 60 clauses with 20 changes each merged, with warnings"
TEMPLATE, ON = "isa-multi-agency", date(2026, 11, 23)


def first_clauses(rendering: Rendering) -> Draft:
    """The first sixty clauses of the sample agreement."""
    draft = rendering.draft
    heads = [at for at, block in enumerate(draft.blocks) if block.type is BlockType.HEADING and block.number]
    end = heads[CLAUSES] if len(heads) > CLAUSES else len(draft.blocks)
    return Draft(draft.info, draft.blocks[:end])


def returns_of(draft: Draft) -> list[Reviewed]:
    """Fifty reviewers with twenty changes each, many of them the same and many at the same words."""
    draw = Random(1)
    blocks = [block for block in draft.blocks if block.table is None and len(block.text) > 40]
    return [_reviewed(f"p{number}", [_effect(draw, blocks) for _ in range(CHANGES)]) for number in range(RETURNS)]


def _effect(draw: Random, blocks: Sequence[Block]) -> Effect:
    key, kind = draw.choice(blocks).key, draw.random()
    if kind < 0.1:
        return RemovedParagraph(key)
    if kind < 0.25:
        return NewParagraph(key, f"New words {draw.randrange(4)}.", "numbered", 2)
    start = draw.randrange(0, 30)
    return TextEdit(key, start, start + draw.randrange(0, 8), f"word{draw.randrange(3)}")


def _reviewed(name: str, effects: list[Effect]) -> Reviewed:
    changes = tuple(
        Change(f"c{at}", "ins", "run", "main", None, getattr(effect, "key", None), Certainty.ANCHOR, name, None, "", "",
               effect, at)
        for at, effect in enumerate(effects)
    )  # fmt: skip
    return Reviewed(
        name, name, Return(Pack("S", 1, name, Certainty.ANCHOR), changes, (), (), rejected_equals_sent=True)
    )


def merging(assembler: Assembler, facts: Facts) -> Callable[[], object]:
    """A call that merges them, with changes of facts, clashes, and what cannot be kept of each."""
    rendering = assembler.render(facts, TEMPLATE, on=ON, number=1)
    draft = first_clauses(rendering)
    returns, law = returns_of(draft), assembler.library.law

    def merged() -> object:
        found = merge(draft, returns, facts, law)
        return [(each, warnings_of(rendering, facts, each)) for each in found]

    return merged
