"""Steps of deciding: what is done with each change and comment of a round, and the round's end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING

from studio.circulation.proposal import Proposal
from studio.errors import StudioError
from studio.facts.status import require
from studio.steps.changed import Changed
from studio.steps.circulation import round_of
from studio.steps.reading import decisions_of, load_reading, proposals_of, recipients_of, returns_of, work_of
from studio.steps.workspace import Workspace
from studio.store.records import DecisionRecord, RoundRecord

if TYPE_CHECKING:
    from studio.store.transaction import Transaction

DECISIONS = ("accept", "reject", "amend", "defer")


def decide(  # noqa: PLR0913 - a decision has these parts
    ws: Workspace,
    agreement: str,
    proposals: Sequence[str],
    decision: str,
    reason: str,
    text: str | None = None,
    *,
    as_fact: bool = True,
) -> Changed:
    """Record a decision with its reason on some proposals. A clash is decided side by side, never by the program."""
    if decision not in DECISIONS:
        raise StudioError(f"“{decision}” is no decision.", f"Use one of: {', '.join(DECISIONS)}.")
    if not reason.strip():
        raise StudioError("A decision needs a reason; all partners see it.", "Write one sentence.")
    if decision == "amend" and not (text or "").strip():
        raise StudioError("An amendment needs its words.", "Write the words that shall stand.")
    with ws.store.begin() as tx:
        record = work_of(tx, agreement).record
        require(record.status, "decide")
        round_ = _open_round(tx, agreement)
        _, found = proposals_of(ws, tx, agreement, round_.number)
        known = {each.id: each for each in found}
        for each in proposals:
            if each not in known:
                raise StudioError(
                    f"There is no change called {each} in round {round_.number}.", "Choose one from the list."
                )
        _refuse_both_sides(known, proposals, decision, decisions_of(tx, agreement, round_.number))
        wanted = text if decision == "amend" else None
        for each in proposals:
            noted = decision if as_fact or not known[each].fact else f"{decision}-words"
            tx.save(DecisionRecord(agreement, round_.number, each, noted, reason.strip(), wanted, ws.stamp()))
        if record.status == "circulating":
            tx.save(replace(record, status="merging", changed_at=ws.stamp()))
        tx.append(
            "decide",
            agreement,
            ", ".join(proposals),
            {"decision": decision, "reason": reason.strip(), "text": wanted},
            ws.now(),
        )
    return Changed(frozenset({agreement}))


def _refuse_both_sides(
    known: Mapping[str, Proposal], proposals: Sequence[str], decision: str, decided: Mapping[str, DecisionRecord]
) -> None:
    """Two sides of a clash cannot both be accepted."""
    if decision not in {"accept", "amend"}:
        return
    yes = {change for change, each in decided.items() if each.decision.split("-")[0] in {"accept", "amend"}} | set(
        proposals
    )
    for each in proposals:
        if against := [other for other in known[each].clashes if other in yes and other != each]:
            raise StudioError(
                f"This change and {', '.join(against)} change the same words and cannot both stand.",
                "Reject one of them, or amend one with words of your own and reject the other.",
            )


def _open_round(tx: Transaction, agreement: str) -> RoundRecord:
    round_ = round_of(tx, agreement)
    if round_.closed_at:
        raise StudioError(
            f"Round {round_.number} is finished.", "Its decisions stand; a further change goes into the next draft."
        )
    return round_


def undo_decision(ws: Workspace, agreement: str, proposals: Sequence[str]) -> Changed:
    """Take decisions of the open round back."""
    with ws.store.begin() as tx:
        round_ = _open_round(tx, agreement)
        for each in proposals:
            tx.remove(DecisionRecord, agreement, round_.number, each)
        tx.append("undo", agreement, ", ".join(proposals), {"round": round_.number}, ws.now())
    return Changed(frozenset({agreement}))


def answer_comment(ws: Workspace, agreement: str, comment: str, decision: str, reason: str) -> Changed:
    """Answer a reviewer's comment (`<recipient>/<comment id>`); the answer goes to all partners."""
    if not reason.strip():
        raise StudioError("An answer needs words.", "Write one sentence; all partners see it.")
    with ws.store.begin() as tx:
        require(work_of(tx, agreement).record.status, "answer_comment")
        round_ = _open_round(tx, agreement)
        if comment not in _comments(tx, agreement, round_.number):
            raise StudioError(f"There is no comment called {comment}.", "Choose one from the list.")
        tx.save(DecisionRecord(agreement, round_.number, comment, decision, reason.strip(), None, ws.stamp()))
        tx.append("answer", agreement, comment, {"decision": decision, "reason": reason.strip()}, ws.now())
    return Changed(frozenset({agreement}))


def _comments(tx: Transaction, agreement: str, round_: int) -> set[str]:
    return {
        f"{record.recipient}/{comment.id}"
        for record in returns_of(tx, agreement, round_)
        for comment in load_reading(record.reading).comments
    }


def finish_round(ws: Workspace, agreement: str) -> Changed:
    """Close the round: the next draft from what was accepted, its redline and the answers, all kept in the workspace.

    Raises StudioError while a change, comment or reviewer is open.
    """
    from studio.steps.outcome import finished

    with ws.store.begin() as tx:
        work, round_ = work_of(tx, agreement), _open_round(tx, agreement)
        require(work.record.status, "finish_round")
        waiting = [each.contact for each in recipients_of(tx, agreement, round_.number) if each.state == "sent"]
        if waiting:
            raise StudioError(
                f"{', '.join(waiting)} has not answered.", "Wait, remind, or record that there is no answer."
            )
        outcome = finished(ws, tx, agreement, round_)
        tx.save(replace(round_, closed_at=ws.stamp()))
        tx.save(
            replace(
                work.record,
                facts=outcome.facts,
                status="drafting",
                changed_at=ws.stamp(),
                library=outcome.draft.library_sha256,
            )
        )
        tx.save(outcome.draft)
        ws.keep_library(tx, outcome.draft.library_sha256)
        for blob in (outcome.docx, outcome.redline, outcome.responses):
            tx.put_blob(blob)
        detail = {
            "draft": outcome.draft.number,
            "text": outcome.draft.text_sha256,
            "docx": sha256(outcome.docx).hexdigest(),
            "redline": sha256(outcome.redline).hexdigest(),
            "responses": sha256(outcome.responses).hexdigest(),
            "facts": [{"pointer": each.pointer, "after": each.after} for each in outcome.fact_changes],
        }
        tx.append("finish", agreement, f"round {round_.number}", detail, ws.now())
    return Changed(
        frozenset({agreement}), f"Draft {outcome.draft.number} is made. Its redline and answers go to all partners."
    )
