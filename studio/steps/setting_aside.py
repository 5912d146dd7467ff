"""Carried on regardless: a partner is set aside with a reason, all that is derived follows; it may come back or join later."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from studio.errors import StudioError
from studio.facts.model import Facts
from studio.facts.signatories import GONE
from studio.facts.status import party_next, require
from studio.facts.write import set_fact
from studio.steps.changed import Changed
from studio.steps.reading import Work, current_round, facts_of, recipients_of, work_of
from studio.steps.signing import at_start
from studio.steps.workspace import Workspace

if TYPE_CHECKING:
    from studio.store.transaction import Transaction

_FEWEST = 2  # partners of an agreement


def set_aside(ws: Workspace, agreement: str, party: str, reason: str) -> Changed:
    """Go on without a partner. Its flows close, its copy is waited for no longer, every document follows the facts.

    It may come back while the text is open (`take_back_in`), or join the agreement by accession. The reason is printed.
    """
    if not reason.strip():
        raise StudioError("Setting a partner aside needs a reason; it is printed.", "Write one sentence.")
    with ws.store.begin() as tx:
        work = work_of(tx, agreement)
        require(work.record.status, "set_aside")
        index = _may_go(work.facts, party)
        text = set_fact(work.record.facts, f"/parties/{index}/status", "set_aside")
        text = set_fact(text, f"/parties/{index}/status_reason", reason.strip())
        closed = [n for n, flow in enumerate(work.facts.flows) if flow.active and party in (flow.from_, flow.to)]
        for number in closed:
            text = set_fact(text, f"/flows/{number}/active", "false")
        facts_of(text)
        tx.save(replace(work.record, facts=text, changed_at=ws.stamp()))
        _wait_no_longer(ws, tx, agreement, party)
        detail = {
            "reason": reason.strip(),
            "was": str(work.facts.parties[index].status),
            "flows": [str(work.facts.flows[number].id) for number in closed],
        }
        tx.append("set_aside", agreement, party, detail, ws.now())
    flows = f" {len(closed)} flow{'s are' if len(closed) != 1 else ' is'} closed." if closed else ""
    name = work.facts.parties[index].short_name or party
    return Changed(frozenset({agreement}), f"{name} is set aside.{flows} It may join later by accession.")


def _named(facts: Facts, party: str) -> str:
    """What people call the partner, at the start of a sentence; what was typed where there is none such."""
    found = next((each for each in facts.parties if each.id == party), None)
    return at_start(found.name) if found else f"“{party}”"


def _may_go(facts: Facts, party: str) -> int:
    """The place of the partner in the facts. Raises StudioError if it cannot be set aside."""
    index = next((n for n, each in enumerate(facts.parties) if each.id == party), None)
    if index is None or facts.agreement.lead_party == party:
        raise StudioError(f"{_named(facts, party)} cannot be set aside.", "Choose a partner other than the lead.")
    status = str(facts.parties[index].status)
    if "set_aside" not in party_next(status):
        raise StudioError(
            f"{_named(facts, party)} is {status.replace('_', ' ')}, so it cannot be set aside.",
            "Choose a partner that is still deciding.",
        )
    if sum(each.status not in GONE for each in facts.parties) <= _FEWEST:
        raise StudioError("An agreement needs two partners.", "End the agreement, or bring another partner in first.")
    return index


def _wait_no_longer(ws: Workspace, tx: Transaction, agreement: str, party: str) -> None:
    """A copy that has not come back is closed; what came back stays to be decided: nothing that was said is lost."""
    round_ = current_round(tx, agreement)
    if round_ is None or round_.closed_at:
        return
    for each in recipients_of(tx, agreement, round_.number):
        if each.party == party and each.state in {"sent", "no_response"}:
            tx.save(replace(each, state="set_aside", state_at=ws.stamp()))


def take_back_in(ws: Workspace, agreement: str, party: str) -> Changed:
    """A partner that was set aside is with the others again: the flows that were closed with it open again.

    Raises StudioError if it was not set aside here.
    """
    with ws.store.begin() as tx:
        work = work_of(tx, agreement)
        require(work.record.status, "set_aside")
        index = next((n for n, each in enumerate(work.facts.parties) if each.id == party), None)
        entry = next(
            (each for each in reversed(tx.history(agreement)) if each.step == "set_aside" and each.subject == party),
            None,
        )
        if index is None or entry is None or str(work.facts.parties[index].status) != "set_aside":
            raise StudioError(f"{_named(work.facts, party)} has not been set aside.", "Nothing was changed.")
        text = _opened(work, index, json.loads(entry.detail).get("flows", []))
        facts_of(text)
        tx.save(replace(work.record, facts=text, changed_at=ws.stamp()))
        tx.append("take_back_in", agreement, party, {}, ws.now())
    return Changed(
        frozenset({agreement}), f"{_named(work.facts, party)} is with the others again. It reads the next draft."
    )


def _opened(work: Work, index: int, flows: list[str]) -> str:
    """The facts with the partner reviewing, and its flows open where the other end is still there."""
    text = set_fact(work.record.facts, f"/parties/{index}/status", "reviewing")
    text = set_fact(text, f"/parties/{index}/status_reason", "")
    gone = {each.id for n, each in enumerate(work.facts.parties) if n != index and each.status in GONE}
    for number, flow in enumerate(work.facts.flows):
        if str(flow.id) in flows and not {flow.from_, flow.to} & gone:
            text = set_fact(text, f"/flows/{number}/active", "true")
    return text
