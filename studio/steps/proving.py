"""Checking the history against the heads that went out in issued files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from studio.steps.workspace import Workspace
from studio.store.records import HistoryEntry, RecipientRecord, SigningRecord

if TYPE_CHECKING:
    from studio.store.history import ChainCheck


def check_history(ws: Workspace) -> tuple[list[HistoryEntry], ChainCheck]:
    """All entries, and whether chain and issued files agree: every issued DOCX and signing PDF carries a head."""
    heads: dict[str, str] = {}
    with ws.store.read() as tx:
        entries = tx.history()
        for each in tx.all(RecipientRecord):
            if head := _docx_head(tx.blob(each.docx_sha256)):
                heads[f"round {each.round}, {each.file}"] = head
        for state in tx.all(SigningRecord):
            if state.kind == "certified" and (head := _pdf_head(tx.blob(state.sha256))):
                heads["the file to be signed"] = head
    return entries, ws.store.verify_history(heads)


def _docx_head(data: bytes) -> str | None:
    from studio.returns.pack import read_pack

    return read_pack(data).history_head


def _pdf_head(data: bytes) -> str | None:
    from studio.signing.fields import summary_of
    from studio.signing.reader import first_signed, open_pdf

    summary = summary_of(first_signed(open_pdf(data)))
    return summary.history_head if summary else None
