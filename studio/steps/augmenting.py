"""The archive time stamp: once when all have signed, and renewed before its service's certificate ends."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from studio.errors import StudioError
from studio.facts.status import require
from studio.steps.changed import Changed
from studio.steps.files import read_file, write_new
from studio.steps.reading import work_of
from studio.steps.signers import COUNTERPARTS, DONE, current_records, next_number, order_of, signers_of
from studio.steps.signing import confirmed_certificates, signing_states, trusted
from studio.steps.workspace import Workspace
from studio.store.records import EnrolmentRecord, SigningRecord

if TYPE_CHECKING:
    from studio.signing.augment import Augmented
    from studio.store.transaction import Transaction

TIME_SERVICE = "time-service"  # the party of an enrolment that is nobody's signature


def augment_file(  # noqa: PLR0913 - what a time stamp needs
    path: Path,
    out: Path,
    *,
    tsa: str,
    trust: Sequence[Path] = (),
    partial: bool = False,
    at: datetime | None = None,
    force: bool = False,
) -> Augmented:
    """A copy of a signed PDF with validation data and a document time stamp; the file itself is untouched.

    Raises StudioError as `signing.augment.augment` does.
    """
    from studio.signing.augment import augment

    certificates = [read_file(each) for each in trust]
    made = augment(read_file(path), tsa=tsa, at=at or datetime.now(UTC), trust=certificates, partial=partial)
    write_new(out, made.pdf, force=force)
    return made


def add_time_stamp(ws: Workspace, agreement: str, tsa: str) -> Changed:
    """Validation data and the time stamp of the service `tsa` over the file that all have signed; a later one renews it.

    The file before it stays what it was. Raises StudioError when somebody has not signed, or no stamp is to be had.
    """
    from studio.signing.augment import augment

    with ws.store.read() as tx:
        work = work_of(tx, agreement)
        require(work.record.status, "add_time_stamp")
        before = _stamped_over(tx, agreement)
        latest, trust = tx.blob(before.sha256), confirmed_certificates(tx, agreement)
        # whose signature is on paper leaves a place free for good; any other free place is one that still comes
        done = all(each.state in DONE for each in signers_of(tx, work).values())
    made = augment(latest, tsa=tsa, at=ws.now(), trust=trust, partial=done)
    with ws.store.begin() as tx:
        if _stamped_over(tx, agreement).sha256 != before.sha256:
            raise StudioError("Another signature came in meanwhile. Nothing was added.", "Do it once more.")
        bound = before.kind == "bound"
        kind, party = ("bound", before.party) if bound else ("stamped", "")
        sha, number = tx.put_blob(made.pdf), next_number(tx, agreement)
        verdict = _verdict(ws, tx, agreement, made.pdf, bound=bound)
        tx.save(SigningRecord(agreement, number, kind, sha, party, ws.stamp(), verdict))
        detail = {"file": sha, "level": made.level, "stamped": made.stamped_at, "service": made.service}
        tx.append("add_time_stamp", agreement, made.service, detail, ws.now())
    note = f" {made.note}" if made.note else ""
    return Changed(frozenset({agreement}), f"The file carries the time stamp of {made.service} ({made.level}).{note}")


def _stamped_over(tx: Transaction, agreement: str) -> SigningRecord:
    """The file that the stamp goes over: all counterparts in one, or the file as it was signed last."""
    states = signing_states(tx, agreement)
    if not states:
        raise StudioError("There is no file to be signed yet.", "Freeze the text and prepare the file.")
    bound = [each for each in current_records(tx, agreement) if each.kind == "bound"]
    if not bound and order_of(tx, agreement).mode == COUNTERPARTS:
        raise StudioError("The counterparts are not bound into one file yet.", "Bind them, then add the time stamp.")
    return bound[-1] if bound else states[-1]


def _verdict(ws: Workspace, tx: Transaction, agreement: str, pdf: bytes, *, bound: bool) -> str:
    from studio.signing.report_json import verification_json
    from studio.signing.verify import verify

    first = None if bound else tx.blob(signing_states(tx, agreement)[0].sha256)
    return verification_json(
        verify(pdf, trust=trusted(tx, agreement), sent=first, at=ws.now(), partial=True, pages=True)
    )


def confirm_time_service(ws: Workspace, agreement: str, certificate: bytes, confirmed_by: str) -> Changed:
    """Know the certificate (PEM or DER) of a time stamp service, or of its issuer, as its operator publishes it."""
    from studio.signing.certificates import as_pem
    from studio.signing.identity import describe, load_certificate

    if not confirmed_by.strip():
        raise StudioError("A confirmation needs the name of who made it.", "Write your name.")
    found = describe(load_certificate(certificate))
    with ws.store.begin() as tx:
        require(work_of(tx, agreement).record.status, "add_time_stamp")
        party = f"{TIME_SERVICE}-{found.sha256[:16]}"
        pem = as_pem(certificate)
        row = EnrolmentRecord(agreement, party, found.name, found.sha256, pem, confirmed_by.strip(), ws.stamp())
        tx.save(row)
        detail = {"certificate": found.sha256, "by": confirmed_by.strip()}
        tx.append("confirm_time_service", agreement, found.name, detail, ws.now())
    return Changed(frozenset({agreement}), f"Time stamps of {found.name} are known.")


def receipts(tx: Transaction, agreement: str) -> dict[str, datetime]:
    """When the history recorded each signature's receipt, by field: local proof of existence, for `with_receipts`.

    Only receipts whose entry the history holds with the very file count.
    """
    import json

    recorded = {
        json.loads(entry.detail).get("file"): datetime.fromisoformat(entry.at)
        for entry in tx.history(agreement)
        if entry.step == "receive_signed"
    }
    states = signing_states(tx, agreement)
    return {f"sign.{each.party}": recorded[each.sha256] for each in states if each.sha256 in recorded}
