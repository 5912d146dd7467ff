"""Taking back the last act of a round, whatever it was, as often as wanted. The history says how things were before it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from studio.errors import StudioError
from studio.facts.status import require
from studio.steps.changed import Changed
from studio.steps.deciding import DONE, open_round
from studio.steps.reading import work_of
from studio.steps.workspace import Workspace
from studio.store.records import DecisionRecord, HistoryEntry, WithheldRecord

if TYPE_CHECKING:
    from studio.store.transaction import Transaction

_ACTS = frozenset({"decide", "answer", "withhold", "undo"})


def undo_last(ws: Workspace, agreement: str) -> Changed:
    """Take the last act of the round back: a decision, one on many changes at once, an answer, or a taking back by name.

    Called again it takes back the act before. Raises StudioError where there is none.
    """
    with ws.store.begin() as tx:
        require(work_of(tx, agreement).record.status, "undo_decision")
        round_ = open_round(tx, agreement)
        act = _last(tx, agreement)
        if act is None:
            raise StudioError("There is nothing to take back in this round.", "Decide something first.")
        for each in json.loads(act.detail)["before"]:
            _put_back(tx, agreement, round_.number, each, withheld=act.step == "withhold")
        tx.append("undo", agreement, act.subject, {"round": round_.number, "of": act.number}, ws.now())
    return Changed(frozenset({agreement}), f"Taken back: {said(act)}.")


def last_act(ws: Workspace, agreement: str) -> str:
    """What `undo_last` would take back, in words ("23 changes accepted"); "" where there is nothing."""
    with ws.store.read() as tx:
        act = _last(tx, agreement)
    return said(act) if act else ""


def _last(tx: Transaction, agreement: str) -> HistoryEntry | None:
    """The last act since the issue that was not taken back and says how things were before it."""
    acts: list[HistoryEntry] = []
    for entry in tx.history(agreement):
        if entry.step in {"issue", "finish"}:
            acts.clear()
        if entry.step not in _ACTS:
            continue
        detail = json.loads(entry.detail)
        if "of" in detail:
            acts = [each for each in acts if each.number != detail["of"]]
        elif "before" in detail:
            acts.append(entry)
    return acts[-1] if acts else None


def _put_back(tx: Transaction, agreement: str, number: int, each: dict[str, Any], *, withheld: bool) -> None:
    kind = WithheldRecord if withheld else DecisionRecord
    if each["was"] is None:
        tx.remove(kind, agreement, number, each["item"])
    else:
        tx.save(kind(**each["was"]))


def said(act: HistoryEntry) -> str:
    """An act of deciding in a few words."""
    many = len(act.subject.split(", "))
    what = f"{many} changes" if many > 1 else "one change"
    if act.step == "answer":
        return "the answer to a comment"
    if act.step == "withhold":
        return f"what was said of keeping {what} from the others"
    if act.step == "undo":
        return f"the taking back of {'decisions' if many > 1 else 'a decision'}"
    return f"{what} {DONE.get(json.loads(act.detail)['decision'], 'decided')}"
