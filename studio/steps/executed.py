"""The executed agreement: whether all have signed, and counterparts bound into one file."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from studio.errors import StudioError
from studio.facts.status import require
from studio.steps.changed import Changed
from studio.steps.house import house_in, in_house
from studio.steps.reading import Work, work_of
from studio.steps.signers import COUNTERPARTS, current_records, next_number, order_of, places_of, signers_of
from studio.steps.signing import COORDINATOR, at_start, docx_sha_of, final_draft, signing_states, trusted
from studio.steps.workspace import Workspace
from studio.store.records import EnrolmentRecord, SigningRecord

if TYPE_CHECKING:
    from collections.abc import Sequence

    from studio.drafting.draft import Draft
    from studio.signing.counterparts import Counterpart
    from studio.signing.credential import Credential
    from studio.signing.identity import Identity
    from studio.signing.plan import Attachment
    from studio.signing.report import Verification
    from studio.store.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Executed:
    """The file that all have signed: its record, its bytes, its verdict; `fault` says why it is not executed yet."""

    record: SigningRecord
    pdf: bytes
    report: Verification
    fault: str


def executed(ws: Workspace, tx: Transaction, work: Work) -> Executed:
    """The latest file of the signing, judged: with ink where partners signed on paper, with counterparts where bound.

    Raises StudioError where there is no file to be signed.
    """
    from studio.signing.verify import verify

    agreement = work.record.id
    states = signing_states(tx, agreement)
    if not states:
        raise StudioError("There is no file to be signed yet.", "Freeze the text and prepare the file.")
    bound = [each for each in current_records(tx, agreement) if each.kind == "bound"]
    record = bound[-1] if bound else states[-1]
    pdf = tx.blob(record.sha256)
    sent = None if bound else tx.blob(states[0].sha256)
    report = verify(pdf, trust=trusted(tx, agreement), sent=sent, at=ws.now(), partial=True)
    fault = _fault(tx, work, report, bound=bool(bound)) or (_bound_fault(ws, tx, pdf, agreement) if bound else "")
    return Executed(record, pdf, report, fault)


def executed_pdf(ws: Workspace, agreement: str) -> bytes:
    """The file as it is: signed by all so far, or with all counterparts."""
    with ws.store.read() as tx:
        return executed(ws, tx, work_of(tx, agreement)).pdf


def _fault(tx: Transaction, work: Work, report: Verification, *, bound: bool) -> str:
    """Why the whole cannot be relied on yet; a place that was signed in ink is no fault of the file."""
    ink = {f"sign.{each.party}" for each in signers_of(tx, work).values() if each.state == "ink"}
    if report.indication != "TOTAL-PASSED":
        return report.sentence
    if not bound and order_of(tx, work.record.id).mode == COUNTERPARTS:
        return "The counterparts are not bound into one file yet."
    open_places = [each for each in report.unsigned_fields if each not in ink]
    return report.sentence if open_places else ""


def _bound_fault(ws: Workspace, tx: Transaction, pdf: bytes, agreement: str) -> str:
    from studio.signing.counterparts import judge_counterparts

    known = trusted(tx, agreement)
    judged = judge_counterparts(pdf, known, ws.now())
    bad = [
        each for each in judged if each.indication != "TOTAL-PASSED" and not each.sentence.startswith("Signed in ink")
    ]
    return f"{bad[0].name}: {bad[0].sentence}" if bad else ""


def bind_counterparts(ws: Workspace, agreement: str, credential: Credential) -> Changed:
    """All counterparts as one executed agreement, each attached as it came back, signed by the lead.

    Raises StudioError while a partner's counterpart is missing.
    """
    from studio.signing.certify import certify_with
    from studio.signing.counterparts import SEAL, attachments_of, bound_draft

    with ws.store.begin() as tx:
        work = work_of(tx, agreement)
        require(work.record.status, "bind_counterparts")
        certified = tx.blob(signing_states(tx, agreement)[0].sha256)
        copies = _copies(tx, work)
        draft = final_draft(ws, work)
        unsigned = sealed(tx, work, bound_draft(draft, copies), attachments_of(copies, certified), SEAL)
        pdf, identity = certify_with(unsigned, credential, ws.now())
        number, sha = next_number(tx, agreement), tx.put_blob(pdf)
        tx.save(SigningRecord(agreement, number, "bound", sha, COORDINATOR, ws.stamp(), "{}"))
        enrol_lead(ws, tx, work, identity)
        detail = {"file": sha, "counterparts": [each.sha256 for each in copies]}
        tx.append("bind_counterparts", agreement, f"{len(copies)} counterparts", detail, ws.now())
    return Changed(frozenset({agreement}), f"The {len(copies)} counterparts are bound into one executed agreement.")


def enrol_lead(ws: Workspace, tx: Transaction, work: Work, identity: Identity) -> None:
    """The lead's own certificate needs no telephone call. Raises StudioError for one that names another partner."""
    from studio.signing.policy import same_person

    lead = work.facts.agreement.lead_party
    for place in places_of(work.facts):
        if place.party != lead and same_person(identity.organisation, place.legal_name):
            raise StudioError(
                f"This identity names {identity.organisation}, which is not the lead of the agreement. Nothing was signed.",
                "Choose the identity with which you sign for the lead.",
            )
    tx.save(
        EnrolmentRecord(
            work.record.id,
            COORDINATOR,
            identity.name,
            identity.sha256,
            identity.certificate_pem,
            "own identity",
            ws.stamp(),
        )
    )


def _copies(tx: Transaction, work: Work) -> list[Counterpart]:
    from studio.signing.counterparts import Counterpart

    records = {each.party: each for each in current_records(tx, work.record.id) if each.kind == "counterpart"}
    rows = signers_of(tx, work)
    found: list[Counterpart] = []
    missing: list[str] = []
    for place in places_of(work.facts):
        row, record = rows[place.party], records.get(place.party)
        if row.state == "ink":
            ending = row.scan_name.rpartition(".")[2] or "pdf"
            name, data, at = f"counterpart-{place.party}.{ending}", tx.blob(row.scan), row.ink_on
        elif record is not None:
            name, data, at = f"counterpart-{place.party}.pdf", tx.blob(record.sha256), _claimed(record, place.party)
        else:
            missing.append(at_start(place.name))
            continue
        found.append(
            Counterpart(place.party, place.legal_name, row.person, row.office, at, name, data, ink=row.state == "ink")
        )
    if missing:
        raise StudioError(f"Not all counterparts are here: {', '.join(missing)}.", "Bind them when all are.")
    return found


def _claimed(record: SigningRecord, party: str) -> str:
    signatures: list[dict[str, str | None]] = json.loads(record.verdict).get("signatures", [])
    found: dict[str, str | None] = next((each for each in signatures if each["field"] == f"sign.{party}"), {})
    return str(found.get("claimed_signing_time") or record.at)


def sealed(tx: Transaction, work: Work, draft: Draft, attachments: Sequence[Attachment], seal: str) -> bytes:
    """A record about this agreement, with the field in which the lead signs it."""
    from studio.documents.diagram import draft_pictures
    from studio.documents.pdf_signature import Fingerprints
    from studio.documents.pdf_write import write_sealed_pdf

    text = work.latest.text_sha256 if work.latest else ""
    prints = Fingerprints(text, docx_sha_of(tx, work.record.id), tx.head(), seal)
    with in_house(house_in(tx, work.record.id)):
        return write_sealed_pdf(draft, prints, attachments=attachments, pictures=draft_pictures(work.facts))
