"""Letters, mails and notes between the coordinator and a partner, kept where all partners see them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from studio.steps.workspace import Workspace
from studio.store.records import CorrespondenceRecord

if TYPE_CHECKING:
    from studio.store.transaction import Transaction


def correspond(ws: Workspace, tx: Transaction, agreement: str, party: str, what: tuple[str, str, str, str]) -> None:
    """Keep one piece: `what` is its direction (in, out), channel (email, telephone, note), subject and text."""
    number = len(tx.all(CorrespondenceRecord, agreement=agreement)) + 1
    direction, channel, subject, text = what
    tx.save(CorrespondenceRecord(agreement, f"{number:05d}", party, ws.stamp(), direction, channel, subject, text))
