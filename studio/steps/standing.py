"""What the workspace knows of an agreement beside its facts, for the checks that look at rounds and signatures."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from studio.facts.signatories import signatories
from studio.preflight.standing import Standing
from studio.steps.reading import Work, current_round, decisions_of, load_reading, recipients_of, returns_of
from studio.steps.signers import current_records, have_signed

if TYPE_CHECKING:
    from studio.store.transaction import Transaction

_FROZEN = ("final", "signing")


def standing_of(tx: Transaction, work: Work, today: date) -> Standing:
    """Signatures, comments without an answer and silent reviewers of an agreement, as the workspace has them."""
    agreement, status = work.record.id, work.record.status
    states = current_records(tx, agreement)
    sent = next((date.fromisoformat(each.at[:10]) for each in states if each.kind == "certified"), None)
    return Standing(
        status=status,
        sent_on=sent,
        signed=len(have_signed(tx, agreement)),
        wanted=len(signatories(work.facts)) if sent else 0,
        comments=_open_comments(tx, agreement) if status in _FROZEN else 0,
        put_off=_put_off(tx, agreement) if status in _FROZEN else 0,
        silent=_silent(tx, agreement, today),
    )


def _open_comments(tx: Transaction, agreement: str) -> int:
    round_ = current_round(tx, agreement)
    if round_ is None:
        return 0
    answered = decisions_of(tx, agreement, round_.number)
    return sum(
        f"{record.recipient}/{comment.id}" not in answered
        for record in returns_of(tx, agreement, round_.number)
        for comment in load_reading(record.reading).comments
    )


def _put_off(tx: Transaction, agreement: str) -> int:
    """How many changes and comments the last round put off: no round after it has decided them."""
    round_ = current_round(tx, agreement)
    found = decisions_of(tx, agreement, round_.number) if round_ else {}
    return sum(each.decision == "defer" for each in found.values())


def _silent(tx: Transaction, agreement: str, today: date) -> tuple[str, ...]:
    """Partners none of whose reviewers has answered in the latest round, its day being past or the silence recorded."""
    round_ = current_round(tx, agreement)
    if round_ is None:
        return ()
    late = date.fromisoformat(round_.due_on) < today
    heard: dict[str, bool] = {}
    for each in recipients_of(tx, agreement, round_.number):
        silent = each.state == "no_response" or (each.state == "sent" and late)
        heard[each.party] = heard.get(each.party, False) or not silent
    return tuple(party for party, spoke in heard.items() if not spoke)
