"""Entering an executed agreement in the register, and its go-live gate."""

from __future__ import annotations

from dataclasses import replace

from studio.errors import StudioError
from studio.facts.status import require
from studio.steps.changed import Changed
from studio.steps.executed import executed
from studio.steps.reading import work_of
from studio.steps.workspace import Workspace
from studio.store.records import RegisterRecord


def enter(ws: Workspace, agreement: str) -> Changed:
    """Verify the executed file once more and enter it. Raises StudioError unless every signature is good and confirmed."""
    with ws.store.begin() as tx:
        work = work_of(tx, agreement)
        require(work.record.status, "enter")
        done = executed(ws, tx, work)
        if done.fault:
            raise StudioError(f"The agreement cannot be entered yet. {done.fault}", "Settle this on the signing page.")
        facts = work.facts
        start = facts.agreement.start_date.isoformat() if facts.agreement.start_date else ""
        review = facts.agreement.review_date.isoformat() if facts.agreement.review_date else ""
        tx.save(
            RegisterRecord(agreement, ws.stamp(), done.record.sha256, start, review, start <= ws.today().isoformat())
        )
        tx.save(replace(work.record, status="in_force", changed_at=ws.stamp()))
        tx.append("enter", agreement, facts.agreement.title, {"executed": done.record.sha256}, ws.now())
    return Changed(frozenset({agreement}), f"“{facts.agreement.title}” is in the register.")
