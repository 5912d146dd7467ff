"""The signing page: who has signed, whose certificate is confirmed, what is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from studio.errors import StudioError
from studio.facts.signatories import signatories
from studio.steps.augmenting import receipts
from studio.steps.reading import work_of
from studio.steps.signing import missing_for_signing, signing_states, trusted
from studio.steps.views import SignatoryLine, SigningView
from studio.steps.workspace import Workspace
from studio.store.records import EnrolmentRecord, SigningRecord

if TYPE_CHECKING:
    from studio.facts.model import Facts
    from studio.signing.report import SignatureReport, Verification


def signing(ws: Workspace, agreement: str) -> SigningView:
    """The state of signing. The file is verified anew each time it is looked at."""
    from studio.signing.verify import with_receipts

    with ws.store.read() as tx:
        work = work_of(tx, agreement)
        status = work.record.status
        states = signing_states(tx, agreement)
        enrolments = tuple(tx.all(EnrolmentRecord, agreement=agreement))
        missing = missing_for_signing(ws, tx, agreement) if status in {"drafting", "internal_check", "merging"} else ()
        if not missing and status == "circulating":
            missing = ("The round is not finished.",)
        latest = tx.blob(states[-1].sha256) if states else None
        sent = tx.blob(states[0].sha256) if states else None
        trust = trusted(tx, agreement)
        docx = _docx_sha(tx, agreement)
        received = receipts(tx, agreement)
    report = with_receipts(_verified(ws, latest, sent, trust), received) if latest else None
    lines = _lines(work.facts, states, enrolments, report)
    return SigningView(
        status in {"final", "signing", "in_force"},
        bool(states),
        work.latest.text_sha256 if work.latest else "",
        docx,
        lines,
        report,
        enrolments,
        missing,
        bool(report and report.complete),
    )


def _docx_sha(tx: object, agreement: str) -> str:
    import json

    for entry in reversed(tx.history(agreement)):  # type: ignore[attr-defined]
        if entry.step == "freeze":
            return str(json.loads(entry.detail)["docx"])
    return ""


def _verified(ws: Workspace, latest: bytes, sent: bytes | None, trust: list[bytes]) -> Verification:
    from studio.signing.verify import verify

    return verify(latest, trust=trust, sent=sent, at=ws.now(), partial=True)


def _lines(
    facts: Facts, states: list[SigningRecord], enrolments: tuple[EnrolmentRecord, ...], report: Verification | None
) -> tuple[SignatoryLine, ...]:
    names = {each.id: each.short_name or each.legal_name or each.id for each in facts.parties}
    signed_at = {each.party: each.at for each in states if each.kind == "signed"}
    confirmed = {each.party: each.certificate_sha256 for each in enrolments}
    by_field = {each.field: each for each in report.signatures} if report else {}
    found = []
    for row in signatories(facts):
        field = f"sign.{row.party}"
        found.append(_line(row, names.get(row.party, row.party), field, by_field.get(field), signed_at, confirmed))
    return tuple(found)


def _line(  # type: ignore[no-untyped-def]
    row, name: str, field: str, report: SignatureReport | None, signed_at: dict[str, str], confirmed: dict[str, str]
) -> SignatoryLine:
    from studio.signing.words import fingerprint_words

    signed = row.party in signed_at and report is not None
    sha = report.signer.sha256 if report else ""
    trust = "-" if not signed else "confirmed" if confirmed.get(row.party) == sha else "unknown"
    return SignatoryLine(
        row.party,
        name,
        row.person or "",
        row.office or "",
        field,
        "signed" if signed else "waiting",
        signed_at.get(row.party, ""),
        trust,
        sha,
        fingerprint_words(sha) if sha else (),
    )


def signing_file_name(ref: str) -> str:
    """The name under which the file goes to signatories."""
    safe = "".join(each if each.isalnum() or each in "-." else "-" for each in ref)
    if not safe:
        raise StudioError("The agreement has no reference.", "Give it one.")
    return f"{safe}-for-signature.pdf"
