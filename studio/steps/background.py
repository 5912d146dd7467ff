"""What the coordinator wants in view beside a change: the facts in its words, the library's position, earlier settlements."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from studio.library.positions import Position, positions_of
from studio.steps.reading import agreement_record, current_round
from studio.steps.round_work import RoundWork, round_work
from studio.steps.workspace import Workspace
from studio.store.records import AgreementRecord, RoundRecord

if TYPE_CHECKING:
    from studio.store.transaction import Transaction

MOST_ROUNDS = 4  # finished rounds that are looked through, the latest first: each is merged anew
_SETTLED = {"accept": "Accepted", "amend": "Amended", "reject": "Rejected"}


@dataclass(frozen=True, slots=True)
class Settlement:
    """How a change of the same clause was settled before: in which agreement and round, what was asked, what came of it."""

    title: str
    round: int
    before: str
    after: str
    decision: str  # Accepted, Amended, Rejected
    reason: str


@dataclass(frozen=True, slots=True)
class Background:
    """Of one clause. `guidance` is what the library tells the coordinator; `positions` are its ranked wordings."""

    clause: str
    title: str
    guidance: str
    positions: tuple[Position, ...]
    settlements: tuple[Settlement, ...]


def backgrounds(ws: Workspace, agreement: str, clauses: frozenset[str]) -> dict[str, Background]:
    """The background of each of these clauses of the agreement; clauses that are not of the library have none."""
    with ws.store.read() as tx:
        record = agreement_record(tx, agreement)
        settled = _settlements(ws, tx, agreement, clauses)
    library = ws.library_for(record)
    return {
        name: Background(
            name, one.title, one.guidance, positions_of(library, ws.shipped, one, one.id), tuple(settled.get(name, ())),
        )
        for name in sorted(clauses)
        if (one := library.clauses.get(name)) is not None
    }  # fmt: skip


def _settlements(
    ws: Workspace, tx: Transaction, agreement: str, clauses: frozenset[str]
) -> dict[str, list[Settlement]]:
    """By clause, from the latest finished rounds of all agreements, the present round left out."""
    now = current_round(tx, agreement)
    rounds = [
        (record, round_)
        for record in tx.all(AgreementRecord)
        for round_ in tx.all(RoundRecord, agreement=record.id)
        if round_.closed_at and round_ != now
    ]
    found: dict[str, list[Settlement]] = {}
    for record, round_ in sorted(rounds, key=lambda each: each[1].closed_at or "", reverse=True)[:MOST_ROUNDS]:
        for clause, settled in _of(round_work(ws, tx, record.id, round_.number), record.title):
            if clause in clauses:
                found.setdefault(clause, []).append(settled)
    return found


def _of(work: RoundWork, title: str) -> list[tuple[str, Settlement]]:
    made = []
    for each in work.proposals:
        decision = work.decisions.get(each.id)
        said = _SETTLED.get(decision.decision.split("-")[0]) if decision else None
        if decision and said and each.clause:
            after = decision.text or each.after
            settled = Settlement(title, work.round.number, each.before, after, said, decision.reason)
            made.append((each.clause, settled))
    return made
