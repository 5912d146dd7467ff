"""What was accepted becomes edits of clause sources and changes of facts; nothing rendered is ever frozen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from studio.circulation.printed import fact_of
from studio.circulation.proposal import FactChange, Proposal
from studio.drafting.amend import Emphasis, Replacement, amend
from studio.drafting.edits import Edit, Insert, InsertRow, Move, Remove, Restyle, Reword, Sources, Words
from studio.drafting.pointers import stable_path
from studio.drafting.render import Rendering
from studio.facts.model import Facts
from studio.law.law import Law
from studio.library.source import Kind
from studio.returns.change import (
    Effect,
    JoinedParagraphs,
    MovedParagraph,
    NewParagraph,
    NewRow,
    RemovedParagraph,
    RemovedRow,
    Restyled,
    Strong,
    TextEdit,
    Unmapped,
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """An accepted proposal. `text` replaces its words where it was amended; `as_fact` changes the fact instead of the words."""

    proposal: Proposal
    text: str | None = None
    as_fact: bool = True


@dataclass(frozen=True, slots=True)
class Accepted:
    """Edits to add to the draft's own, facts to change, and warnings on what will not follow the facts."""

    edits: tuple[Edit, ...]
    facts: tuple[FactChange, ...]
    warnings: tuple[str, ...]


@dataclass(slots=True)
class _Paragraph:
    """All that is to happen to one paragraph's words."""

    replacements: list[Replacement] = field(default_factory=list)
    emphases: list[Emphasis] = field(default_factory=list)
    split: list[tuple[int, str]] = field(default_factory=list)  # character, key of the new paragraph
    join: JoinedParagraphs | None = None


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
    work = _Work(rendering, facts)
    changed: list[FactChange] = []
    for each in sorted(wanted, key=lambda w: w.proposal.id):
        if each.as_fact and (fact := _fact(each, facts, law)):
            changed.append(fact)
            continue
        for effect in _effects(each, also or {}):
            work.take(effect, each.proposal)
    return Accepted(tuple(work.edits()), tuple(changed), tuple(dict.fromkeys(work.warnings)))


def warnings_of(rendering: Rendering, facts: Facts, proposal: Proposal) -> str:
    """What could not be kept if this were accepted, "" if all can."""
    if proposal.fact:
        return ""
    return " ".join(accept(rendering, facts, [Wanted(proposal)]).warnings)


def _fact(wanted: Wanted, facts: Facts, law: Law | None) -> FactChange | None:
    """The change of a fact that is wanted: the reviewer's value, or the amended one where a value prints so."""
    fact = wanted.proposal.fact
    if fact is None or wanted.text is None:
        return fact
    text = wanted.text.strip()
    value = fact_of(facts, law, fact.pointer, fact.before, text) if law and text else None
    return FactChange(fact.pointer, fact.before, text, value) if value else None


def _effects(wanted: Wanted, also: Mapping[str, Proposal]) -> Iterable[Effect]:
    proposal = wanted.proposal
    if wanted.text is None:
        return proposal.effects
    return _amended(proposal, wanted.text, [also[each] for each in proposal.clashes if each in also])


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


class _Work:
    """Collects effects by paragraph, then turns each paragraph's into edits."""

    def __init__(self, rendering: Rendering, facts: Facts) -> None:
        self.rendering = rendering
        self.facts = facts
        self.paragraphs: dict[str, _Paragraph] = {}
        self.inserts: list[tuple[str, int, str, NewParagraph | NewRow]] = []
        self.others: list[Edit] = []
        self.removed: list[str] = []
        self.warnings: list[str] = []

    def take(self, effect: Effect, proposal: Proposal) -> None:
        if isinstance(effect, TextEdit):
            self._paragraph(effect.key).replacements.append(Replacement(effect.start, effect.end, effect.text))
        elif isinstance(effect, Strong):
            self._paragraph(effect.key).emphases.append(Emphasis(effect.start, effect.end, effect.on))
        elif isinstance(effect, NewParagraph) and effect.after_start >= 0 and effect.after:
            self._paragraph(effect.after).split.append((effect.after_start, self._new_key(effect.after, proposal)))
        elif isinstance(effect, NewParagraph | NewRow):
            after = effect.after or (effect.table if isinstance(effect, NewRow) else self._first())
            self.inserts.append((after, effect.order, self._new_key(after, proposal, effect.order), effect))
        elif isinstance(effect, JoinedParagraphs):
            self._paragraph(effect.key).join = effect
            self._paragraph(effect.second)
        elif isinstance(effect, RemovedParagraph | RemovedRow):
            self.removed.append(effect.key)
        elif isinstance(effect, MovedParagraph):
            self.others.append(Move(effect.key, effect.after or self._first()))
        elif isinstance(effect, Restyled):
            self.others.append(Restyle(effect.key, effect.style, effect.level))
        elif isinstance(effect, Unmapped):
            self.warnings.append(f"{effect.what} lies outside the agreed text and is not carried over.")

    def edits(self) -> Iterable[Edit]:
        joined = {each.join.second for each in self.paragraphs.values() if each.join}
        for key, paragraph in self.paragraphs.items():
            if key not in joined and key in self.rendering.parts:
                yield from self._reworded(key, paragraph)
        yield from self._inserted()
        yield from self.others
        for key in dict.fromkeys([*self.removed, *sorted(joined)]):
            yield Remove(key)

    def _reworded(self, key: str, paragraph: _Paragraph) -> Iterable[Edit]:
        heads = sorted(paragraph.split)
        bounds = [0, *(at for at, _ in heads), self._length(key)]
        pieces = [self._amend(key, paragraph, start, end) for start, end in pairwise(bounds)]
        if paragraph.join:
            second = paragraph.join.second
            tail = self._amend(second, self.paragraphs[second], 0, self._length(second))
            pieces[-1] = (*pieces[-1], Words(paragraph.join.glue), *tail)
        yield Reword(key, _trimmed(pieces[0]) if heads else pieces[0])
        after = key
        for (_, new), sources in zip(heads, pieces[1:], strict=True):
            kind, level = self._style(key)
            yield Insert(new, after, kind, level, _trimmed(sources))
            after = new

    def _amend(self, key: str, paragraph: _Paragraph, start: int, end: int) -> Sources:
        part = self.rendering.parts[key]
        length = self._length(key)
        inside = [each for each in paragraph.replacements if _in(each, start, end, length)]
        cuts = [Replacement(end, length, "")] if end < length else []
        cuts += [Replacement(0, start, "")] if start else []
        stable = {run.fact: stable_path(self.facts, run.fact) for run in part.runs if run.fact}
        sources, warned = amend(part.runs, part.sources, [*inside, *cuts], paragraph.emphases, stable)
        self.warnings += warned
        return sources

    def _length(self, key: str) -> int:
        return sum(len(run.text) for run in self.rendering.parts[key].runs) if key in self.rendering.parts else 0

    def _style(self, key: str) -> tuple[str, int]:
        for instance in self.rendering.instances:
            if instance.key == key:
                return instance.kind.value, instance.level
        return Kind.PARAGRAPH.value, 0

    def _inserted(self) -> Iterable[Edit]:
        last: dict[str, str] = {}
        for after, _, key, effect in sorted(self.inserts, key=lambda each: (each[0], each[1], each[2])):
            place = last.get(after, after)
            if isinstance(effect, NewRow):
                yield InsertRow(key, place, tuple((Words(cell),) for cell in effect.cells))
            else:
                yield Insert(key, place, _kind_of(effect.style), effect.level, (Words(effect.text),))
            last[after] = key

    def _paragraph(self, key: str) -> _Paragraph:
        return self.paragraphs.setdefault(key, _Paragraph())

    def _new_key(self, after: str, proposal: Proposal, order: int = 0) -> str:
        stem = after.split(".", maxsplit=1)[0]
        return f"{stem}.new-{proposal.id}" + (f"-{order}" if order else "")

    def _first(self) -> str:
        return self.rendering.instances[0].key


def _kind_of(style: str) -> str:
    return style if style in {each.value for each in Kind} else Kind.PARAGRAPH.value


def _trimmed(sources: Sources) -> Sources:
    """Without the space where a paragraph was cut."""
    made = list(sources)
    if made and isinstance(first := made[0], Words):
        made[0] = Words(first.text.lstrip(), first.strong, first.ref, first.box)
    if made and isinstance(last := made[-1], Words):
        made[-1] = Words(last.text.rstrip(), last.strong, last.ref, last.box)
    return tuple(each for each in made if not (isinstance(each, Words) and not each.text and not each.ref))


def _in(replacement: Replacement, start: int, end: int, length: int) -> bool:
    """Whether a replacement belongs to the stretch `start` to `end`; at the last stretch its end counts too."""
    return (
        start <= replacement.start and (replacement.start < end or end == length) and replacement.end <= max(end, start)
    )
