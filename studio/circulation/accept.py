"""What was accepted becomes edits of clause sources and changes of facts; nothing rendered is ever frozen."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from studio.circulation.as_edits import Gathering
from studio.circulation.printed import fact_of
from studio.circulation.proposal import FactChange, Proposal
from studio.drafting.amend import NOT_KEPT
from studio.drafting.draft import Block, BlockType
from studio.drafting.edits import Edit
from studio.drafting.render import Rendering
from studio.facts.model import Facts
from studio.law.law import Law
from studio.returns.change import Effect, Lost, NewParagraph, RemovedParagraph, TextEdit


@dataclass(frozen=True, slots=True)
class Wanted:
    """An accepted proposal. `text` replaces its words where it was amended.

    `as_fact`: the fact changes instead of the words, and names of facts in new words go on following them.
    """

    proposal: Proposal
    text: str | None = None
    as_fact: bool = True


@dataclass(frozen=True, slots=True)
class Accepted:
    """Edits to add to the draft's own, facts to change, and warnings on what will not follow the facts."""

    edits: tuple[Edit, ...]
    facts: tuple[FactChange, ...]
    warnings: tuple[str, ...]


def accept(
    rendering: Rendering,
    facts: Facts,
    wanted: Sequence[Wanted],
    also: Mapping[str, Proposal] | None = None,
    *,
    law: Law | None = None,
) -> Accepted:
    """The edits that make all of `wanted` true at once. The order of `wanted` does not matter.

    `facts` and `law` are those that the rendering was made from. `also` are all proposals of the round by id: amending
    one side of a clash replaces the words of both sides.
    """
    work = Gathering(rendering, facts)
    changed: list[FactChange] = []
    for each in sorted(wanted, key=lambda w: w.proposal.id):
        if each.as_fact and (fact := _fact(each, facts, law)):
            changed.append(fact)
            continue
        for effect in _effects(each, also or {}, rendering.blocks):
            work.take(effect, each.proposal, linked=each.as_fact)
    return Accepted(tuple(work.edits()), tuple(changed), tuple(dict.fromkeys(work.warnings)))


def warnings_of(rendering: Rendering, facts: Facts, proposal: Proposal) -> str:
    """What could not be kept if this were accepted, "" if all can."""
    if proposal.fact or is_lost(proposal):
        return ""
    warnings = list(accept(rendering, facts, [Wanted(proposal)]).warnings)
    gone = {effect.key for effect in proposal.effects if isinstance(effect, RemovedParagraph)}
    if clauses := _referred_to(rendering, gone):
        warnings.append(f"{NOT_KEPT}other clauses refer to {', '.join(clauses)}; reword them in the same round.")
    return " ".join(warnings)


def _referred_to(rendering: Rendering, gone: Collection[str]) -> list[str]:
    """The numbers of clauses that would go with their headings while other clauses refer to them."""
    blocks = [each for each in rendering.draft.blocks if each.key in gone and each.type is BlockType.HEADING]
    targets = {each.key: each.number or each.text for each in blocks}
    if not targets:
        return []
    refs = {run.ref for block in rendering.draft.walk() if block.key not in gone for run in block.runs if run.ref}
    return [f"clause {number}" for key, number in targets.items() if key in refs]


def _fact(wanted: Wanted, facts: Facts, law: Law | None) -> FactChange | None:
    """The change of a fact that is wanted: the reviewer's value, or the amended one where a value prints so."""
    fact = wanted.proposal.fact
    if fact is None or wanted.text is None:
        return fact
    text = wanted.text.strip()
    value = fact_of(facts, law, fact.pointer, fact.before, text) if law and text else None
    return FactChange(fact.pointer, fact.before, text, value) if value else None


def _effects(wanted: Wanted, also: Mapping[str, Proposal], blocks: Mapping[str, Block]) -> Iterable[Effect]:
    proposal = wanted.proposal
    if wanted.text is None:
        return proposal.effects
    if is_lost(proposal):
        block = blocks.get(proposal.block or "")
        return [_reworded(block, wanted.text)] if block else proposal.effects
    return _amended(proposal, wanted.text, [also[each] for each in proposal.clashes if each in also])


def is_lost(proposal: Proposal) -> bool:
    """Whether its words are gone from the draft: it cannot be accepted, only worded anew or rejected."""
    return all(isinstance(each, Lost) for each in proposal.effects)


def _reworded(block: Block, text: str) -> TextEdit:
    """The least edit that makes the paragraph read `text`."""
    old = block.text
    start = _alike(old, text)
    tail = _alike(old[start:][::-1], text[start:][::-1])
    return TextEdit(block.key, start, len(old) - tail, text[start : len(text) - tail])


def _alike(one: str, other: str) -> int:
    """How many letters two texts begin with alike."""
    return next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _amended(proposal: Proposal, text: str, against: Sequence[Proposal]) -> Iterable[Effect]:
    """The effects with the coordinator's words in place of the reviewer's; over both sides' range in a clash."""
    if isinstance(proposal.effects[0], TextEdit):
        for key in dict.fromkeys(e.key for e in proposal.effects if isinstance(e, TextEdit)):
            edits = [e for p in (proposal, *against) for e in p.effects if isinstance(e, TextEdit) and e.key == key]
            yield TextEdit(key, min(e.start for e in edits), max(e.end for e in edits), text)
        return
    for effect in proposal.effects:
        if isinstance(effect, NewParagraph) and effect.after_start < 0:
            yield NewParagraph(effect.after, text, effect.style, effect.level, effect.order)
        else:
            yield effect
