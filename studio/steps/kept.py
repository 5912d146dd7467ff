"""A list of every document that the workspace keeps of an agreement."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from studio.steps.issuing import DOCX_TYPE
from studio.store.records import RecipientRecord, ReturnRecord, RoundRecord, SignatoryRecord, SigningRecord

if TYPE_CHECKING:
    from studio.store.transaction import Transaction

EML_TYPE = "message/rfc822"
PDF_TYPE = "application/pdf"


def kept_documents(tx: Transaction, agreement: str) -> list[tuple[str, str, str, str]]:
    """(name, media type, SHA-256, when), oldest first."""
    found: list[tuple[str, str, str, str]] = []
    issued = {each.number: each.issued_at for each in tx.all(RoundRecord, agreement=agreement)}
    for each in tx.all(RecipientRecord, agreement=agreement):
        at = issued[each.round]
        found.append((f"round-{each.round}/{each.file}", DOCX_TYPE, each.docx_sha256, at))
        found.append((f"round-{each.round}/{each.file.removesuffix('.docx')}.eml", EML_TYPE, each.eml_sha256, at))
    found += [
        (f"round-{back.round}/returns/{back.file_name}", DOCX_TYPE, back.id, back.received_at)
        for back in tx.all(ReturnRecord, agreement=agreement)
    ]
    for entry in tx.history(agreement):
        found += _of_entry(entry.step, json.loads(entry.detail), entry.at)
    for state in tx.all(SigningRecord, agreement=agreement):
        name = f"signing/{state.number:02d}-{state.kind}{'-' + state.party if state.party else ''}.pdf"
        found.append((name, PDF_TYPE, state.sha256, state.at))
    for row in tx.all(SignatoryRecord, agreement=agreement):
        papers = ((row.authority_file, "delegation", row.authority_name), (row.scan, "ink", row.scan_name))
        for sha, what, name in papers:
            if sha:
                ending = name.rpartition(".")[2].lower() or "pdf"
                found.append((f"signing/{what}-{row.party}.{ending}", _media(ending), sha, row.since))
    return sorted(found, key=lambda each: (each[3], each[0]))


def _media(ending: str) -> str:
    from studio.signing.counterparts import media_type

    return media_type(f"paper.{ending}")


def _of_entry(step: str, detail: dict[str, object], at: str) -> list[tuple[str, str, str, str]]:
    if step == "finish":
        stem = f"draft-{detail['draft']}"
        names = {"docx": f"{stem}.docx", "redline": f"{stem}-redline.docx", "responses": f"{stem}-you-said-we-did.docx"}
        return [(name, DOCX_TYPE, str(detail[key]), at) for key, name in names.items()]
    if step == "mail":
        return [(f"mail/{detail['name']}", EML_TYPE, str(detail["mail"]), at)]
    if step == "freeze":
        return [("final-1.0.docx", DOCX_TYPE, str(detail["docx"]), at)]
    return []
