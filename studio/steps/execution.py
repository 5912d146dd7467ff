"""The certificate of execution: made from what is kept of every signature, and signed by the lead."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from studio.errors import StudioError
from studio.facts.status import require
from studio.steps.authorities import said_of
from studio.steps.changed import Changed
from studio.steps.executed import Executed, enrol_lead, executed, sealed
from studio.steps.issuing import coordinator_of
from studio.steps.reading import Work, work_of
from studio.steps.signers import current_records, next_number, places_of, signers_of
from studio.steps.signing import COORDINATOR, docx_sha_of, final_draft, trusted
from studio.steps.workspace import Workspace
from studio.store.records import AuthorityRecord, EnrolmentRecord, SignatoryRecord, SigningRecord

if TYPE_CHECKING:
    from studio.signing.authorities import Authority
    from studio.signing.credential import Credential
    from studio.signing.execution import Execution, ExecutionLine
    from studio.signing.plan import Attachment
    from studio.signing.report import SignatureReport
    from studio.store.transaction import Transaction


def certify_execution(ws: Workspace, agreement: str, credential: Credential) -> Changed:
    """The certificate of execution, signed by the lead, with delegations and scans attached.

    Raises StudioError, with the reason, until every partner's signature is good and confirmed.
    """
    from studio.signing.certify import certify_with
    from studio.signing.execution import SEAL, execution_draft

    with ws.store.begin() as tx:
        work = work_of(tx, agreement)
        require(work.record.status, "certify_execution")
        done = executed(ws, tx, work)
        if done.fault:
            raise StudioError(f"The certificate cannot be made yet. {done.fault}", "Settle this on the signing page.")
        papers = papers_of(tx, work)
        found = _execution(ws, tx, work, done, tuple(name for name, _, _ in papers))
        unsigned = sealed(tx, work, execution_draft(found), _attached(papers), SEAL)
        pdf, identity = certify_with(unsigned, credential, ws.now())
        sha = tx.put_blob(pdf)
        number = next_number(tx, agreement)
        tx.save(SigningRecord(agreement, number, "certificate", sha, COORDINATOR, ws.stamp(), "{}"))
        enrol_lead(ws, tx, work, identity)
        detail = {"file": sha, "executed": done.record.sha256}
        tx.append("certify_execution", agreement, "the certificate of execution", detail, ws.now())
    return Changed(frozenset({agreement}), "The certificate of execution is made and signed.")


def execution_certificate(ws: Workspace, agreement: str) -> bytes:
    """The latest certificate of execution. Raises StudioError while there is none."""
    with ws.store.read() as tx:
        found = [each for each in current_records(tx, agreement) if each.kind == "certificate"]
        if not found:
            raise StudioError("There is no certificate of execution yet.", "Make it when everyone has signed.")
        return tx.blob(found[-1].sha256)


def papers_of(tx: Transaction, work: Work) -> list[tuple[str, str, bytes]]:
    """(name, what it is, bytes) of every written delegation and every scan of a page signed in ink."""
    found = []
    for row in signers_of(tx, work).values():
        if row.authority_file:
            ending = row.authority_name.rpartition(".")[2] or "pdf"
            said = f"Delegation {row.reference} for {row.person}"
            found.append((f"delegation-{row.party}.{ending}", said, tx.blob(row.authority_file)))
        if row.scan:
            ending = row.scan_name.rpartition(".")[2] or "pdf"
            found.append((f"ink-{row.party}.{ending}", f"Page signed in ink by {row.person}", tx.blob(row.scan)))
    return found


def _attached(papers: list[tuple[str, str, bytes]]) -> tuple[Attachment, ...]:
    from studio.signing.counterparts import media_type
    from studio.signing.plan import Attachment

    return tuple(Attachment(name, media_type(name), data, said, "Supplement") for name, said, data in papers)


def _execution(ws: Workspace, tx: Transaction, work: Work, done: Executed, attached: tuple[str, ...]) -> Execution:
    from studio.signing.execution import Execution

    info = work.facts.agreement
    coordinator = coordinator_of(work.facts)
    title = f", {coordinator.job_title}" if coordinator.job_title else ""
    return Execution(
        title=info.title,
        ref=info.ref or work.record.id,
        version=info.version or "",
        text_sha256=work.latest.text_sha256 if work.latest else "",
        docx_sha256=docx_sha_of(tx, work.record.id),
        executed_sha256=done.record.sha256,
        executed_name="executed.pdf",
        history_head=tx.head(),
        start_on=info.start_date,
        made_at=ws.now(),
        made_by=f"{coordinator.name}{title}",
        sample=(info.ref or "").upper().startswith("SAMPLE"),
        marking=final_draft(ws, work).info.marking,
        lines=_lines(ws, tx, work, done),
        attached=attached,
    )


def _lines(ws: Workspace, tx: Transaction, work: Work, done: Executed) -> tuple[ExecutionLine, ...]:
    agreement = work.record.id
    records = current_records(tx, agreement)
    received = {each.party: each for each in records if each.kind in {"signed", "counterpart"}}
    enrolled = {each.party: each for each in tx.all(EnrolmentRecord, agreement=agreement)}
    reports = {each.field: each for each in done.report.signatures}
    for each in received.values():
        if each.kind == "counterpart":
            reports |= _reports(tx.blob(each.sha256), trusted(tx, agreement), ws.now())
    rows = signers_of(tx, work)
    legal = {each.party: each.legal_name for each in places_of(work.facts)}
    authorities = {each.certificate_sha256: each for each in tx.all(AuthorityRecord, agreement=agreement)}
    lines = []
    for party, row in rows.items():
        report = reports.get(f"sign.{party}")
        made = _line(row, legal[party], report, received.get(party), enrolled.get(party))
        known = authorities.get(report.trust or "") if report else None
        lines.append(replace(made, vouched_by=said_of(known)) if known else made)
    return tuple(sorted(lines, key=lambda each: each.claimed_at or each.received_at))


def _reports(pdf: bytes, trust: list[bytes | Authority], at: datetime) -> dict[str, SignatureReport]:
    from studio.signing.verify import verify

    return {each.field: each for each in verify(pdf, trust=trust, at=at, partial=True).signatures}


def _line(
    row: SignatoryRecord,
    legal_name: str,
    report: SignatureReport | None,
    received: SigningRecord | None,
    enrolment: EnrolmentRecord | None,
) -> ExecutionLine:
    from studio.signing.execution import ExecutionLine

    ink = row.state == "ink"
    how = "ink" if ink else "counterpart" if received and received.kind == "counterpart" else "electronic"
    verdict = f"Scan compared with the text by {row.checked_by}" if ink else report.sentence if report else ""
    confirmed = enrolment if enrolment and report and enrolment.certificate_sha256 == report.signer.sha256 else None
    return ExecutionLine(
        legal_name=legal_name,
        person=row.person,
        office=row.office,
        how=how,
        field=f"sign.{row.party}",
        claimed_at=f"{row.ink_on}T00:00:00Z" if ink else (report.claimed_signing_time or "" if report else ""),
        proven_at=(report.best_signature_time or "") if report and not ink else "",
        received_at=received.at if received and not ink else row.since,
        level=report.level if report and not ink else "",
        verdict=verdict,
        certificate_sha256=report.signer.sha256 if report and not ink else "",
        enrolled_by=confirmed.confirmed_by if confirmed else "",
        enrolled_at=confirmed.confirmed_at if confirmed else "",
        authority=_authority(row),
    )


def _authority(row: SignatoryRecord) -> str:
    if row.authority == "delegate":
        runs = [part for part in (_day("from", row.valid_from), _day("to", row.valid_to)) if part]
        return " ".join([f"{row.person} signs under the written delegation {row.reference}", *runs]) + "."
    return f"{row.person} holds the office now: {row.reason}" if row.authority == "replaced" else ""


def _day(word: str, iso: str) -> str:
    return f"{word} {date.fromisoformat(iso):%d.%m.%Y}" if iso else ""
