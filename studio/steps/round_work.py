"""A round with all that is to be decided in it, read from the store; what follows from it is computed here once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from studio.circulation.accept import warnings_of
from studio.circulation.comment_types import CommentType, settled_at_once, types_of
from studio.circulation.deferred import Deferred, Left, item_of, laid_before
from studio.circulation.following import Issued
from studio.circulation.merge import Reviewed, merge
from studio.circulation.proposal import Proposal
from studio.circulation.withholding import WRITERS_WISH, asks_confidence
from studio.drafting.edits import load_edits
from studio.drafting.render import Assembler
from studio.errors import StudioError
from studio.returns.change import Comment
from studio.steps.reading import (
    current_round,
    decisions_of,
    dump_reading,
    facts_of,
    load_reading,
    recipients_of,
    rendered_by,
    returns_of,
)
from studio.steps.workspace import Workspace
from studio.store.records import DecisionRecord, DraftRecord, RoundRecord, WithheldRecord

if TYPE_CHECKING:
    from studio.store.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Said:
    """A comment that came back: `id` is `<recipient>/<comment id>`."""

    id: str
    party: str
    comment: Comment


@dataclass(frozen=True, slots=True)
class RoundWork:
    """A round as it stands. `decisions` holds what a person decided and, in an open round, what needs nobody to."""

    round: RoundRecord
    issued: Issued
    reviewed: tuple[Reviewed, ...]
    proposals: tuple[Proposal, ...]
    comments: tuple[Said, ...]
    decisions: Mapping[str, DecisionRecord]
    automatic: frozenset[str]  # decided by no one: corrections of own details, layout
    withheld: Mapping[str, str]  # reason by item
    types: Mapping[str, CommentType]
    deferred: Mapping[str, Deferred]  # by item: what earlier rounds put off
    there: tuple[Deferred, ...] = ()  # what they put off and the draft says by now

    @property
    def undecided(self) -> tuple[Proposal, ...]:
        """Changes without a decision, or still to be talked about."""
        return tuple(each for each in self.proposals if not self._closed(each.id))

    @property
    def unanswered(self) -> tuple[Said, ...]:
        """Comments without an answer, or still to be talked about."""
        return tuple(each for each in self.comments if not self._closed(each.id))

    def _closed(self, item: str) -> bool:
        return item in self.decisions and self.decisions[item].decision != "discuss"

    @property
    def chosen(self) -> dict[str, tuple[str, str | None]]:
        """Decision and amended words by id, for `following.wanted_of`."""
        return {name: (each.decision, each.text) for name, each in self.decisions.items()}


def round_work(ws: Workspace, tx: Transaction, agreement: str, number: int | None = None) -> RoundWork:
    """A round by its number, or the current one. Raises StudioError where nothing has gone out."""
    round_ = current_round(tx, agreement) if number is None else tx.load(RoundRecord, agreement, number)
    if round_ is None:
        raise StudioError("Nothing has been circulated yet.", "Send the draft to the reviewers first.")
    draft = tx.load(DraftRecord, agreement, round_.draft)
    if draft is None:
        raise StudioError(f"Draft {round_.draft} is missing from the workspace.", "Restore a backup of the workspace.")
    earlier = _earlier(ws, tx, agreement, round_.number)
    assembler = ws.assembler_at(draft.library_sha256)
    laid, known = (
        laid_before(_left(earlier), _issued(assembler, draft, round_.template).rendering.draft) if earlier else ((), ())
    )
    copies = (*_copies(tx, agreement, round_.number), *((e.recipient, e.party, dump_reading(e.reading)) for e in laid))
    issued, reviewed, proposals = _proposed(assembler, draft, round_.template, copies)
    deferred = {item: each for each in known if (item := item_of(each, proposals))}
    comments = tuple(
        Said(f"{one.recipient}/{each.id}", one.party, each) for one in reviewed for each in one.reading.comments
    )
    recorded = decisions_of(tx, agreement, round_.number)
    fresh = [each for each in proposals if each.id not in deferred]
    at_once = {} if round_.closed_at else settled_at_once(fresh, issued.facts)
    automatic = {name: each for name, each in at_once.items() if name not in recorded}
    taken = {
        name: DecisionRecord(agreement, round_.number, name, each.decision, each.reason, None, ws.stamp())
        for name, each in automatic.items()
    }
    words = {each.id: each.comment.text for each in comments}
    chosen = {name: str(earlier.types[each.was]) for name, each in deferred.items()} if earlier else {}
    chosen |= {name: each.comment_type for name, each in recorded.items()}
    kept_back = {name: each.withheld for name, each in deferred.items() if each.withheld}
    return RoundWork(
        round_, issued, reviewed, proposals, comments, {**recorded, **taken}, frozenset(automatic),
        _withheld(tx, agreement, round_.number, comments, kept_back), types_of(proposals, words, issued.facts, chosen),
        deferred, tuple(each for each in known if each.fate == "there"),
    )  # fmt: skip


def _earlier(ws: Workspace, tx: Transaction, agreement: str, number: int) -> RoundWork | None:
    """The round before, if it or one before it put something off."""
    put_off = any(
        each.decision == "defer" and each.round < number for each in tx.all(DecisionRecord, agreement=agreement)
    )
    return round_work(ws, tx, agreement, number - 1) if put_off and number > 1 else None


def _left(work: RoundWork) -> Left:
    """What a finished round left open. A deferred item without a decision is from a time when none was asked for."""
    decided = work.decisions
    reasons = {name: each.reason for name, each in decided.items() if each.decision == "defer"}
    reasons |= {name: "" for name in work.deferred if name not in decided}
    answers = {name: each.reason for name, each in decided.items() if "/" in name}
    return Left(
        work.round.number, work.issued.rendering.draft, work.reviewed, work.proposals, reasons, work.deferred, answers,
        work.withheld,
    )  # fmt: skip


def issued_of(ws: Workspace, tx: Transaction, agreement: str, number: int) -> tuple[Issued, Assembler]:
    """What the reviewers of a round have before them, and the assembler that made it."""
    round_ = tx.load(RoundRecord, agreement, number)
    draft = tx.load(DraftRecord, agreement, round_.draft) if round_ else None
    if round_ is None or draft is None:
        raise StudioError("What was sent is missing from the workspace.", "Restore a backup of the workspace.")
    assembler = ws.assembler_at(draft.library_sha256)
    return _issued(assembler, draft, round_.template), assembler


@lru_cache(maxsize=4)
def _issued(assembler: Assembler, draft: DraftRecord, template: str) -> Issued:
    rendering = rendered_by(assembler, draft, template)
    return Issued(rendering, facts_of(draft.facts), load_edits(draft.edits), assembler.library.law)


def _copies(tx: Transaction, agreement: str, number: int) -> tuple[tuple[str, str, str], ...]:
    """(recipient, party, reading) of every return that counts, in the order of the board."""
    parties = {each.id: each.party for each in recipients_of(tx, agreement, number)}
    order = {name: place for place, name in enumerate(parties)}
    found = [
        (each.recipient, parties.get(each.recipient, each.recipient), each.reading)
        for each in returns_of(tx, agreement, number)
    ]
    return tuple(sorted(found, key=lambda each: order.get(each[0], len(order))))


@lru_cache(maxsize=4)
def _proposed(
    assembler: Assembler, draft: DraftRecord, template: str, copies: tuple[tuple[str, str, str], ...]
) -> tuple[Issued, tuple[Reviewed, ...], tuple[Proposal, ...]]:
    """What was sent and what is proposed to it: always the same for the same draft and returns, so made once."""
    issued = _issued(assembler, draft, template)
    reviewed = tuple(Reviewed(recipient, party, load_reading(text)) for recipient, party, text in copies)
    found = merge(issued.rendering.draft, reviewed, issued.facts, issued.law)
    return (
        issued,
        reviewed,
        tuple(replace(each, warning=warnings_of(issued.rendering, issued.facts, each)) for each in found),
    )


def _withheld(
    tx: Transaction, agreement: str, number: int, comments: tuple[Said, ...], earlier: Mapping[str, str]
) -> dict[str, str]:
    """Why an item's words are kept from the other partners. A record without reason shows what its writer marked, or what
    an `earlier` round withheld."""
    found = {each.id: WRITERS_WISH for each in comments if asks_confidence(each.comment.text)} | dict(earlier)
    records = [each for each in tx.all(WithheldRecord, agreement=agreement) if each.round == number]
    found |= {each.item: each.reason for each in records}
    return {name: reason for name, reason in found.items() if reason}
