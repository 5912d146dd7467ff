"""Steps of deciding: what is done with each change and comment of a round, one by one or many at once, and the round's end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from studio.circulation.accept import is_lost
from studio.circulation.choosing import YES, Chosen, Selection, choose
from studio.circulation.comment_types import CommentType, not_theirs
from studio.errors import StudioError
from studio.facts.status import require
from studio.steps.changed import Changed
from studio.steps.circulation import round_of
from studio.steps.reading import recipients_of, work_of
from studio.steps.refusing import refuse_both_sides, refuse_lost, refuse_others_rows, refuse_values
from studio.steps.round_work import RoundWork, round_work
from studio.steps.workspace import Workspace
from studio.store.records import DecisionRecord, RoundRecord

if TYPE_CHECKING:
    from studio.store.transaction import Transaction

DECISIONS = ("accept", "reject", "amend", "defer", "discuss")
"""`defer` puts a change off to the next round; `discuss` keeps it open until it was talked about."""
DONE = {
    "accept": "accepted",
    "reject": "rejected",
    "amend": "amended",
    "defer": "put off",
    "discuss": "to be discussed",
}


@dataclass(frozen=True, slots=True)
class Ruling:
    """A decision with its reason. `as_fact` false: the words change and the fact behind them stays."""

    decision: str
    reason: str
    text: str | None = None
    as_fact: bool = True
    comment_type: str = ""


def decide(  # noqa: PLR0913 - a decision has these parts
    ws: Workspace,
    agreement: str,
    proposals: Sequence[str],
    decision: str,
    reason: str,
    text: str | None = None,
    *,
    as_fact: bool = True,
    comment_type: str = "",
) -> Changed:
    """Record a decision with its reason on some proposals. A clash is decided side by side, never by the program."""
    ruling = _sound(Ruling(decision, reason.strip(), text, as_fact, comment_type))
    with ws.store.begin() as tx:
        work = _open_work(ws, tx, agreement)
        known = {each.id: each for each in work.proposals}
        for each in proposals:
            if each not in known:
                raise StudioError(
                    f"There is no change called {each} in round {work.round.number}.", "Choose one from the list."
                )
        _record(ws, tx, work, proposals, ruling)
    return Changed(frozenset({agreement}))


def decide_matching(ws: Workspace, agreement: str, selection: Selection, ruling: Ruling) -> Changed:
    """Decide every open change that the selection means; clashes and rows that are another partner's stay open.

    The sentence says how many were decided, and what was left. Raises StudioError if nothing is meant.
    """
    ruling = _sound(ruling)
    with ws.store.begin() as tx:
        work = _open_work(ws, tx, agreement)
        chosen = meant(work, selection, ruling.decision)
        if not chosen.ids:
            left = " Those that are meant clash: decide them side by side." if chosen.left else ""
            raise StudioError(f"No open change is like that.{left}", "Choose others.")
        _record(ws, tx, work, chosen.ids, ruling)
    many = len(chosen.ids)
    said = f"{many} change{'s are' if many > 1 else ' is'} {DONE[ruling.decision]}."
    if chosen.left:
        said += f" {len(chosen.left)} stay open: they clash, or are another partner's to change."
    return Changed(frozenset({agreement}), said)


def meant(work: RoundWork, selection: Selection, decision: str) -> Chosen:
    """What a decision in bulk would decide and what it would leave open: to be asked before it is done."""
    barred = {each.id for each in work.proposals if is_lost(each) or not_theirs(each, work.issued.facts)}
    decided = {name for name, each in work.decisions.items() if each.decision != "discuss"}
    return choose(work.proposals, decided, selection, decision, barred)


def _sound(ruling: Ruling) -> Ruling:
    if ruling.decision not in DECISIONS:
        raise StudioError(f"“{ruling.decision}” is no decision.", f"Use one of: {', '.join(DECISIONS)}.")
    if not ruling.reason.strip():
        raise StudioError("A decision needs a reason; all partners see it.", "Write one sentence.")
    if ruling.decision == "amend" and not (ruling.text or "").strip():
        raise StudioError("An amendment needs its words.", "Write the words that shall stand.")
    if ruling.comment_type and ruling.comment_type not in set(CommentType):
        raise StudioError(f"“{ruling.comment_type}” is no comment type.", f"Use one of: {', '.join(CommentType)}.")
    return replace(ruling, reason=ruling.reason.strip(), text=ruling.text if ruling.decision == "amend" else None)


def _open_work(ws: Workspace, tx: Transaction, agreement: str) -> RoundWork:
    require(work_of(tx, agreement).record.status, "decide")
    return round_work(ws, tx, agreement, open_round(tx, agreement).number)


def _record(ws: Workspace, tx: Transaction, work: RoundWork, items: Sequence[str], ruling: Ruling) -> None:
    """Save one decision on some proposals and write it into the history as one act, which can be taken back as one."""
    known = {each.id: each for each in work.proposals}
    agreement, number = work.round.agreement, work.round.number
    refuse_both_sides(known, items, ruling.decision, work.decisions)
    refuse_others_rows(work, [known[each] for each in items], ruling.decision)
    refuse_lost(work, [known[each] for each in items], ruling.decision)
    made = {
        each: DecisionRecord(
            agreement,
            number,
            each,
            _noted(ruling),
            ruling.reason,
            ruling.text,
            ws.stamp(),
            ruling.comment_type,
        )
        for each in items
    }
    facts = [known[each] for each in items if known[each].fact] if ruling.as_fact and ruling.decision in YES else []
    refuse_values(work, work_of(tx, agreement).record.facts, facts, ruling.decision, made)
    before = as_they_were(work, items)
    for each in made.values():
        tx.save(each)
    record = work_of(tx, agreement).record
    if record.status == "circulating":
        tx.save(replace(record, status="merging", changed_at=ws.stamp()))
    detail = {"decision": ruling.decision, "reason": ruling.reason, "text": ruling.text, "before": before}
    tx.append("decide", agreement, ", ".join(items), detail, ws.now())


def _noted(ruling: Ruling) -> str:
    return ruling.decision if ruling.as_fact or ruling.decision not in YES else f"{ruling.decision}-words"


def as_they_were(work: RoundWork, items: Sequence[str]) -> list[dict[str, Any]]:
    """The recorded decisions of some items, for the history: what taking the act back has to put in place again."""
    recorded = {name: each for name, each in work.decisions.items() if name not in work.automatic}
    return [{"item": each, "was": asdict(recorded[each]) if each in recorded else None} for each in items]


def open_round(tx: Transaction, agreement: str) -> RoundRecord:
    """The round that is open. Raises StudioError if it is finished or nothing has gone out."""
    round_ = round_of(tx, agreement)
    if round_.closed_at:
        raise StudioError(
            f"Round {round_.number} is finished.", "Its decisions stand; a further change goes into the next draft."
        )
    return round_


def undo_decision(ws: Workspace, agreement: str, items: Sequence[str]) -> Changed:
    """Take decisions of the open round back, whenever they were made."""
    with ws.store.begin() as tx:
        require(work_of(tx, agreement).record.status, "undo_decision")
        round_ = open_round(tx, agreement)
        before = as_they_were(round_work(ws, tx, agreement, round_.number), items)
        for each in items:
            tx.remove(DecisionRecord, agreement, round_.number, each)
        tx.append("undo", agreement, ", ".join(items), {"round": round_.number, "before": before}, ws.now())
    return Changed(frozenset({agreement}))


def answer_comment(
    ws: Workspace, agreement: str, comment: str, decision: str, reason: str, *, comment_type: str = ""
) -> Changed:
    """Answer a reviewer's comment (`<recipient>/<comment id>`); the answer goes to all partners."""
    if not reason.strip():
        raise StudioError("An answer needs words.", "Write one sentence; all partners see it.")
    ruling = _sound(Ruling("reject" if decision == "amend" else decision, reason, None, comment_type=comment_type))
    with ws.store.begin() as tx:
        require(work_of(tx, agreement).record.status, "answer_comment")
        round_ = open_round(tx, agreement)
        work = round_work(ws, tx, agreement, round_.number)
        if comment not in {each.id for each in work.comments}:
            raise StudioError(f"There is no comment called {comment}.", "Choose one from the list.")
        before = as_they_were(work, [comment])
        tx.save(
            DecisionRecord(
                agreement, round_.number, comment, ruling.decision, ruling.reason, None, ws.stamp(), comment_type
            )
        )
        detail = {"decision": ruling.decision, "reason": ruling.reason, "before": before}
        tx.append("answer", agreement, comment, detail, ws.now())
    return Changed(frozenset({agreement}))


def finish_round(ws: Workspace, agreement: str) -> Changed:
    """Close the round: the next draft from what was accepted, its redline and the answers, all kept in the workspace.

    Raises StudioError while a change, comment or reviewer is open.
    """
    from studio.steps.outcome import finished

    with ws.store.begin() as tx:
        record, round_ = work_of(tx, agreement).record, open_round(tx, agreement)
        require(record.status, "finish_round")
        waiting = [each.contact for each in recipients_of(tx, agreement, round_.number) if each.state == "sent"]
        if waiting:
            raise StudioError(
                f"{', '.join(waiting)} has not answered.", "Wait, remind, or record that there is no answer."
            )
        work = round_work(ws, tx, agreement, round_.number)
        outcome = finished(ws, tx, work)
        _keep_automatic(tx, work)
        tx.save(replace(round_, closed_at=ws.stamp()))
        tx.save(
            replace(
                record,
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
            "at_once": sorted(work.automatic),
        }
        tx.append("finish", agreement, f"round {round_.number}", detail, ws.now())
    return Changed(
        frozenset({agreement}), f"Draft {outcome.draft.number} is made. Its redline and answers go to all partners."
    )


def _keep_automatic(tx: Transaction, work: RoundWork) -> None:
    """What needed no decision is kept like a decision once the round is closed."""
    for name in work.automatic:
        tx.save(replace(work.decisions[name], comment_type=str(work.types[name])))
