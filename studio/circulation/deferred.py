"""What an earlier round put off is laid before the next one: on the new draft where its words still stand there.

A deferred change keeps its author, its partners and its words. It comes as a reading of its own, under the name of its
first round (`<recipient>@<round>`), so that all that holds for a return holds for it: folding with equal wishes, clashes, facts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from studio.circulation.answers import said
from studio.circulation.merge import Reviewed
from studio.circulation.proposal import Proposal
from studio.drafting.draft import Block, Draft
from studio.returns.carry import Copy, carry
from studio.returns.change import Comment, Lost, Return

_ROUND = "@"  # between a recipient and the round in which it asked first


@dataclass(frozen=True, slots=True)
class PutOff:
    """One time that something was put off, and the reason that all partners were told."""

    round: int
    reason: str


@dataclass(frozen=True, slots=True)
class Remark:
    """What was said beside it in the round that put it off: by which partner, and how that was answered ("" if not)."""

    party: str
    text: str
    answer: str


@dataclass(frozen=True, slots=True)
class Deferred:
    """A change or comment that an earlier round put off.

    `source`: a recipient and an id in this round's readings by which it is found. `fate`: "fits", "lost" where its words are
    gone from the draft and it can only be answered or worded anew, "there" where the draft says it by now.
    """

    source: tuple[str, str]
    was: str  # its id in the round before
    block: str | None
    who: tuple[str, ...]  # party ids
    asked: str
    times: tuple[PutOff, ...]  # the oldest first
    thread: tuple[Remark, ...]
    fate: str
    withheld: str = ""  # why the round before kept its words from the other partners


@dataclass(frozen=True, slots=True)
class Left:
    """What a round left open: its draft, its readings, and the open items with the reason for putting each off.

    `known` are those of them that came from rounds before it. `answers` are the reasons told to its comments, by id;
    `withheld` why an item's words were kept back.
    """

    round: int
    draft: Draft
    reviewed: Sequence[Reviewed]
    proposals: Sequence[Proposal]
    reasons: Mapping[str, str]
    known: Mapping[str, Deferred]
    answers: Mapping[str, str]
    withheld: Mapping[str, str]


def laid_before(left: Left, draft: Draft) -> tuple[tuple[Reviewed, ...], tuple[Deferred, ...]]:
    """The readings of what was put off, on `draft`, and what is known of each item, in the order of the round's list."""
    open_ = [each for each in left.proposals if each.id in left.reasons]
    sources = {source for each in open_ for source in each.sources}
    old, new = _copy(left.draft), _copy(draft)
    readings: list[Reviewed] = []
    fates: dict[tuple[str, str], str] = {}
    for one in left.reviewed:
        mine = _only(one, sources, left.reasons)
        if not mine.changes and not mine.comments:
            continue
        carried = carry(mine, old, new, draft.info.number).reading
        effects = {each.id: each.effect for each in carried.changes}
        for each in mine.changes:
            effect = effects.get(each.id)
            fate = "there" if effect is None else "lost" if isinstance(effect, Lost) else "fits"
            fates[one.recipient, each.id] = fate
        readings.append(Reviewed(_named(one.recipient, left.round), one.party, carried))
    found = [_change(left, each, fates) for each in open_]
    return tuple(readings), (*found, *_comments(left, new))


def is_deferred(proposal: Proposal) -> bool:
    """Whether an earlier round put it off, whoever asks for it again now."""
    return any(_ROUND in recipient for recipient, _ in proposal.sources)


def item_of(each: Deferred, proposals: Iterable[Proposal]) -> str:
    """Its id in this round's list; "" where the draft says it already."""
    if each.fate == "there":
        return ""
    return next((one.id for one in proposals if each.source in one.sources), "/".join(each.source))


def history(each: Deferred) -> str:
    """When and why it was put off, in one sentence for everyone."""
    return " ".join(f"Put off in round {time.round}: {time.reason.rstrip('.')}." for time in each.times)


def _named(recipient: str, number: int) -> str:
    return recipient if _ROUND in recipient else f"{recipient}{_ROUND}{number}"


def _only(one: Reviewed, sources: set[tuple[str, str]], reasons: Mapping[str, str]) -> Return:
    """A reading cut down to what was put off."""
    return replace(
        one.reading,
        changes=tuple(each for each in one.reading.changes if (one.recipient, each.id) in sources),
        comments=tuple(each for each in one.reading.comments if f"{one.recipient}/{each.id}" in reasons),
        unread=(),
        approval=None,
    )


def _change(left: Left, each: Proposal, fates: Mapping[tuple[str, str], str]) -> Deferred:
    source = next((s for s in each.sources if fates.get(s) != "there"), each.sources[0])
    beside = [
        (one, comment)
        for one in left.reviewed
        for comment in one.reading.comments
        if one.party in each.reviewers and each.block and comment.block == each.block
    ]
    return Deferred(
        (_named(source[0], left.round), source[1]), each.id, each.block, each.reviewers, said(each),
        _times(left, each.id), _thread(left, beside), fates[source], left.withheld.get(each.id, ""),
    )  # fmt: skip


def _comments(left: Left, new: Copy) -> Iterator[Deferred]:
    for one in left.reviewed:
        for each in one.reading.comments:
            name = f"{one.recipient}/{each.id}"
            if name not in left.reasons:
                continue
            beside = [(one, other) for other in one.reading.comments if _talk(each, other)]
            fate = "fits" if each.block in new.texts else "lost"
            yield Deferred(
                (_named(one.recipient, left.round), each.id), name, each.block, (one.party,), each.text,
                _times(left, name), _thread(left, beside), fate, left.withheld.get(name, ""),
            )  # fmt: skip


def _talk(one: Comment, other: Comment) -> bool:
    """Whether `other` answers it, is answered by it, or answers the same comment."""
    root = one.parent or one.id
    return other.id != one.id and root in (other.id, other.parent)


def _thread(left: Left, beside: Iterable[tuple[Reviewed, Comment]]) -> tuple[Remark, ...]:
    return tuple(
        Remark(one.party, comment.text, left.answers.get(f"{one.recipient}/{comment.id}", ""))
        for one, comment in beside
    )


def _times(left: Left, item: str) -> tuple[PutOff, ...]:
    before = left.known[item].times if item in left.known else ()
    reason = left.reasons[item]
    return (*before, PutOff(left.round, reason)) if reason else before


def _copy(draft: Draft) -> Copy:
    """A draft's own paragraphs, as `returns.carry.copy_of` reads them from the file that was sent."""
    blocks = list(draft.walk())
    return Copy(
        {block.key: _words(block) for block in blocks},
        frozenset(row.key for block in draft.blocks if block.table for row in block.table.rows),
        {
            block.key: tuple(run.strong for run in block.runs for _ in run.text)
            for block in blocks
            if any(run.strong for run in block.runs)
        },
    )


def _words(block: Block) -> str:
    return "".join(run.text for run in block.table.caption) if block.table else block.text
