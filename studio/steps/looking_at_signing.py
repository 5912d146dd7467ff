"""The signing page: who has signed, whose certificate is confirmed, what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from studio.errors import StudioError
from studio.steps.augmenting import receipts
from studio.steps.executed import executed
from studio.steps.reading import Work, work_of
from studio.steps.signers import DONE, Place, current_records, order_of, places_of, signers_of
from studio.steps.signing import docx_sha_of, missing_for_signing, signing_states, trusted
from studio.steps.views import SignatoryLine, SigningView, StampLine
from studio.steps.workspace import Workspace
from studio.store.records import EnrolmentRecord, SignatoryRecord, SigningRecord

if TYPE_CHECKING:
    from studio.signing.report import SignatureReport, Verification
    from studio.store.transaction import Transaction

_LEVELS = ("B", "T", "LT", "LTA")  # lowest first


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
        docx = docx_sha_of(tx, agreement)
        records = current_records(tx, agreement)
        kinds = {each.kind for each in records}
        done = executed(ws, tx, work) if states else None
        copies = _copies(ws, tx, records)
        received = receipts(tx, agreement)
        mode, rows = order_of(tx, agreement).mode, signers_of(tx, work)
    report = with_receipts(done.report, received) if done else None
    reports = {each.field: each for each in report.signatures} if report else {}
    lines = _lines(work, records, enrolments, reports | copies, rows, ws.today())
    return SigningView(
        status in {"final", "signing", "in_force"},
        bool(states),
        work.latest.text_sha256 if work.latest else "",
        docx,
        lines,
        report,
        enrolments,
        missing,
        bool(states) and all(each.state in DONE for each in lines),
        mode,
        "bound" in kinds,
        "certificate" in kinds,
        stamps=_stamps(done.pdf, report) if done and report else (),
        level=_lowest(reports | copies, lines),
    )


def _stamps(pdf: bytes, report: Verification) -> tuple[StampLine, ...]:
    from studio.signing.stamps import stamp_services

    judged = {each.field: each for each in report.signatures if each.kind == "timestamp"}
    return tuple(
        StampLine(
            each.service.name,
            judged[each.field].stamped_at or judged[each.field].best_signature_time or "",
            judged[each.field].trust is not None,
            each.service.valid_to.date().isoformat(),
        )
        for each in (stamp_services(pdf) if judged else ())
        if each.field in judged
    )


def _lowest(reports: Mapping[str, SignatureReport], lines: tuple[SignatoryLine, ...]) -> str:
    """The lowest PAdES level that a partner's signature has reached (ETSI EN 319 142-1, 5)."""
    levels = [reports[one.field].level for one in lines if one.state == "signed" and one.field in reports]
    return next((level for level in _LEVELS if any(each.endswith(f"-{level}") for each in levels)), "")


def _copies(ws: Workspace, tx: Transaction, records: list[SigningRecord]) -> dict[str, SignatureReport]:
    """The verdict on the one partner's signature in each counterpart, by field."""
    from studio.signing.verify import verify

    found: dict[str, SignatureReport] = {}
    for each in records:
        if each.kind == "counterpart":
            known = trusted(tx, each.agreement)
            report = verify(tx.blob(each.sha256), trust=known, at=ws.now(), partial=True)
            found |= {one.field: one for one in report.signatures if one.field == f"sign.{each.party}"}
    return found


def _lines(
    work: Work,
    records: list[SigningRecord],
    enrolments: tuple[EnrolmentRecord, ...],
    reports: dict[str, SignatureReport],
    rows: dict[str, SignatoryRecord],
    today: date,
) -> tuple[SignatoryLine, ...]:
    signed_at = {each.party: each.at for each in records if each.kind in {"signed", "counterpart"}}
    confirmed = {each.party: each.certificate_sha256 for each in enrolments}
    return tuple(
        _line(place, rows[place.party], reports.get(f"sign.{place.party}"), signed_at, confirmed, today)
        for place in places_of(work.facts)
    )


def _line(
    place: Place,
    row: SignatoryRecord,
    report: SignatureReport | None,
    signed_at: dict[str, str],
    confirmed: dict[str, str],
    today: date,
) -> SignatoryLine:
    from studio.signing.words import fingerprint_words

    signed = place.party in signed_at and report is not None
    sha = report.signer.sha256 if report else ""
    vouched = report is not None and report.trust not in {None, sha}  # by an authority
    known = confirmed.get(place.party) == sha or vouched
    trust = "-" if not signed else "confirmed" if known else "unknown"
    return SignatoryLine(
        place.party,
        place.name,
        row.person,
        row.office,
        f"sign.{place.party}",
        "signed" if signed else row.state,
        signed_at.get(place.party, row.ink_on),
        trust,
        sha,
        fingerprint_words(sha) if sha else (),
        since=row.since,
        days=(today - date.fromisoformat(row.since[:10])).days,
        reminded_at=row.reminded_at,
        reason=row.reason,
        authority=row.authority,
        reference=row.reference,
        named=place.person if row.authority else "",
    )


def signing_file_name(ref: str) -> str:
    """The name under which the file goes to signatories."""
    safe = "".join(each if each.isalnum() or each in "-." else "-" for each in ref)
    if not safe:
        raise StudioError("The agreement has no reference.", "Give it one.")
    return f"{safe}-for-signature.pdf"
