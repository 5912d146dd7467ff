"""Many returns to one list of things to decide: every reviewer against the draft that was sent, never against each other."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import combinations

from studio.circulation.printed import fact_of
from studio.circulation.proposal import FactChange, Proposal
from studio.drafting.draft import Block, Draft
from studio.facts.model import Facts
from studio.law.law import Law
from studio.returns.change import (
    Change,
    Effect,
    JoinedParagraphs,
    Layout,
    Lost,
    MovedParagraph,
    NewParagraph,
    NewRow,
    RemovedParagraph,
    RemovedRow,
    Restyled,
    Return,
    Strong,
    TextEdit,
    Unmapped,
)


@dataclass(frozen=True, slots=True)
class Reviewed:
    """One reviewer's return: `recipient` is the id of the copy, `party` whose it is."""

    recipient: str
    party: str
    reading: Return


@dataclass(frozen=True, slots=True)
class _Wish:
    """One edit of one reviewer: the revisions that belong together."""

    effects: tuple[Effect, ...]
    changes: tuple[Change, ...]
    reviewed: Reviewed


def merge(
    base: Draft, returns: Sequence[Reviewed], facts: Facts | None = None, law: Law | None = None
) -> tuple[Proposal, ...]:
    """All proposals in the order of the draft. Equal wishes are one proposal; those that cannot both hold name each other.

    With the facts and law that the draft was made from, changed words that print a fact are offered as a change of it.
    """
    blocks = {block.key: block for block in base.walk()}
    order = {key: place for place, key in enumerate(blocks)}
    folded: dict[str, list[_Wish]] = {}
    changed: dict[str, FactChange] = {}
    for wish in (wish for each in returns for wish in _wishes(each)):
        fact = _fact_change(wish, blocks, facts, law) if facts and law else None
        name = _name(("fact", fact.pointer, fact.value) if fact else tuple(_same(each) for each in wish.effects))
        folded.setdefault(name, []).append(wish)
        if fact:
            changed[name] = fact
    proposals = [_proposal(name, wishes, changed.get(name)) for name, wishes in folded.items()]
    proposals.sort(key=lambda each: (order.get(each.block or "", len(order)), _start(each), each.id))
    return tuple(_with_clashes(proposals))


def _wishes(reviewed: Reviewed) -> Iterable[_Wish]:
    groups: dict[int, list[Change]] = {}
    for change in reviewed.reading.changes:
        if not change.noise:
            groups.setdefault(change.group, []).append(change)
    for changes in groups.values():
        yield _Wish(_joined_effects([change.effect for change in changes]), tuple(changes), reviewed)


def _joined_effects(effects: Sequence[Effect]) -> tuple[Effect, ...]:
    """Text edits that touch become one: a deletion and the insertion beside it replace."""
    joined: list[Effect] = []
    for effect in dict.fromkeys(effects):
        last = joined[-1] if joined else None
        if (
            isinstance(effect, TextEdit)
            and isinstance(last, TextEdit)
            and last.key == effect.key
            and _touch(last, effect)
        ):
            first, second = sorted((last, effect), key=lambda each: (each.start, each.end))
            joined[-1] = TextEdit(effect.key, first.start, max(first.end, second.end), first.text + second.text)
        else:
            joined.append(effect)
    return tuple(joined)


def _same(effect: Effect) -> Effect:
    """What makes wishes equal: not how many new paragraphs a reviewer put before, nor what else is in a split-off one."""
    if isinstance(effect, NewParagraph):
        return replace(effect, order=0, text="" if effect.after_start >= 0 else effect.text)
    return replace(effect, order=0) if isinstance(effect, NewRow) else effect


def _touch(a: TextEdit, b: TextEdit) -> bool:
    return a.start <= b.end and b.start <= a.end


def _name(what: object) -> str:
    if isinstance(what, tuple) and what and not isinstance(what[0], str):
        plain: object = [{"is": type(each).__name__, **asdict(each)} for each in what]
    else:
        plain = what
    digest = hashlib.sha256(json.dumps(plain, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
    return f"p{digest[:10]}"


def _fact_change(wish: _Wish, blocks: dict[str, Block], facts: Facts, law: Law) -> FactChange | None:
    """The fact that the changed words are, if the wish changes nothing else and a value of the fact prints so."""
    if len(wish.effects) != 1 or not isinstance(edit := wish.effects[0], TextEdit) or edit.key not in blocks:
        return None
    at = 0
    for run in blocks[edit.key].runs:
        inside = at <= edit.start and edit.end <= at + len(run.text)
        if run.fact and inside and (edit.end > edit.start or at < edit.start < at + len(run.text)):
            after = (run.text[: edit.start - at] + edit.text + run.text[edit.end - at :]).strip()
            value = fact_of(facts, law, run.fact, run.text, after) if after else None
            return FactChange(run.fact, run.text, after, value) if value else None
        at += len(run.text)
    return None


def _proposal(name: str, wishes: Sequence[_Wish], fact: FactChange | None) -> Proposal:
    first = wishes[0]
    change = first.changes[0]
    effects = _representatives(effect for wish in wishes for effect in wish.effects)
    return Proposal(
        id=name,
        kind=_kind(first.effects),
        clause=change.clause,
        block=_key(first.effects[0]) or change.block,
        before=fact.before if fact else _said([each.before for each in _telling(first.changes)]),
        after=fact.after if fact else _said([each.after for each in _telling(first.changes)]),
        effects=effects,
        reviewers=tuple(dict.fromkeys(wish.reviewed.party for wish in wishes)),
        sources=tuple((wish.reviewed.recipient, each.id) for wish in wishes for each in wish.changes),
        certainty=change.certainty,
        silent=any(each.kind == "silent" for wish in wishes for each in wish.changes),
        fact=fact,
    )


def _representatives(effects: Iterable[Effect]) -> tuple[Effect, ...]:
    """One effect for all that are the same, whichever return comes first: of split-off paragraphs the fullest."""
    found: dict[Effect, list[Effect]] = {}
    for each in effects:
        found.setdefault(_same(each), []).append(each)
    return tuple(min(alike, key=_fullest) for alike in found.values())


def _fullest(effect: Effect) -> tuple[int, str, int]:
    text = effect.text if isinstance(effect, NewParagraph) else ""
    return -len(text), text, effect.order if isinstance(effect, NewParagraph | NewRow) else 0


def _telling(changes: Sequence[Change]) -> Sequence[Change]:
    """The revisions that say what the edit is: of a whole row the row itself, not its cells again."""
    return [each for each in changes if each.target == "row"] or changes


def _said(texts: Sequence[str]) -> str:
    """Words for a person: without the joiners that word processors put into new rows."""
    return " ".join(text.replace("\u200d", "").replace("\t", " | ") for text in dict.fromkeys(texts) if text)


def _key(effect: Effect) -> str | None:
    if isinstance(effect, NewParagraph | NewRow):
        return effect.after
    return getattr(effect, "key", None)


def _kind(effects: Sequence[Effect]) -> str:
    effect = effects[0]
    if isinstance(effect, TextEdit):
        return "added" if effect.start == effect.end else "replaced" if effect.text else "removed"
    if isinstance(effect, NewParagraph):
        return "split" if effect.after_start >= 0 else "new"
    return {
        RemovedParagraph: "removed",
        JoinedParagraphs: "joined",
        MovedParagraph: "moved",
        NewRow: "row-added",
        RemovedRow: "row-removed",
        Strong: "bold",
        Restyled: "style",
        Unmapped: "outside",
        Layout: "layout",
        Lost: "lost",
    }[type(effect)]


def _start(proposal: Proposal) -> int:
    return min((each.start for each in proposal.effects if isinstance(each, TextEdit | Strong)), default=0)


def _with_clashes(proposals: Sequence[Proposal]) -> list[Proposal]:
    at: dict[str, list[int]] = {}
    for number, one in enumerate(proposals):
        for place in places_of(one) | _fact_place(one):
            at.setdefault(place, []).append(number)
    against: dict[int, set[int]] = {}
    for together in at.values():
        for a, b in combinations(together, 2):
            if b not in against.get(a, ()) and _clash(proposals[a], proposals[b]):
                against.setdefault(a, set()).add(b)
                against.setdefault(b, set()).add(a)
    return [
        replace(one, clashes=tuple(proposals[other].id for other in sorted(against[number])))
        if number in against
        else one
        for number, one in enumerate(proposals)
    ]


def places_of(one: Proposal) -> set[str]:
    """The paragraphs and rows that a proposal is about, by key."""
    return {place for effect in one.effects for place in _places(effect)}


def _places(effect: Effect) -> Iterable[str]:
    """The paragraphs and rows that an effect is about: effects without one in common never clash."""
    for name in ("key", "second", "after"):
        place = getattr(effect, name, None)
        if isinstance(place, str):
            yield place
            if ".c" in place:
                yield place.rsplit(".c", 1)[0]


def _fact_place(one: Proposal) -> set[str]:
    return {one.fact.pointer} if one.fact else set()


def _clash(one: Proposal, other: Proposal) -> bool:
    """Whether two proposals cannot both hold. What one file says at once is no clash: its writer saw both."""
    if {who for who, _ in one.sources} & {who for who, _ in other.sources}:
        return False
    if one.fact and other.fact:
        return one.fact.pointer == other.fact.pointer
    return any(_against(a, b) for a in one.effects for b in other.effects)


def _against(a: Effect, b: Effect) -> bool:
    """Whether two effects cannot both hold."""
    if isinstance(a, TextEdit) and isinstance(b, TextEdit):
        return a.key == b.key and _overlap(a, b)
    if isinstance(a, Strong) and isinstance(b, Strong):
        return a.key == b.key and a.on != b.on and a.start < b.end and b.start < a.end
    if isinstance(a, MovedParagraph) and isinstance(b, MovedParagraph):
        return a.key == b.key or a.after == b.key or b.after == a.key
    if isinstance(a, JoinedParagraphs) and isinstance(b, JoinedParagraphs):
        return (a.key, a.second, a.glue) != (b.key, b.second, b.glue) and (a.key == b.key or a.second == b.second)
    return any(_undoes(one, other) for one, other in ((a, b), (b, a))) or (
        isinstance(a, Restyled) and isinstance(b, Restyled) and a.key == b.key
    )


def _undoes(one: Effect, other: Effect) -> bool:
    """Whether one effect leaves no place for the other."""
    if isinstance(one, RemovedParagraph):
        return _touches(other, one.key)
    if isinstance(one, RemovedRow):
        return _within(other, one.key)
    if isinstance(one, NewParagraph) and one.after_start >= 0 and isinstance(other, TextEdit):
        return other.key == one.after and other.start < one.after_start < other.end
    if isinstance(one, JoinedParagraphs):
        return isinstance(other, MovedParagraph) and other.key in (one.key, one.second)
    return False


def _overlap(a: TextEdit, b: TextEdit) -> bool:
    if a.start == a.end and b.start == b.end:
        return a.start == b.start
    return a.start < b.end and b.start < a.end


def _touches(effect: Effect, key: str) -> bool:
    if isinstance(effect, TextEdit | Strong | MovedParagraph | Restyled):
        return effect.key == key
    if isinstance(effect, JoinedParagraphs):
        return key in (effect.key, effect.second)
    return isinstance(effect, NewParagraph) and effect.after == key and effect.after_start >= 0


def _within(effect: Effect, row: str) -> bool:
    key = getattr(effect, "key", None)
    return isinstance(effect, TextEdit | Strong) and isinstance(key, str) and key.startswith(f"{row}.c")
