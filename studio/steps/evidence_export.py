"""Everything that is needed to check an agreement in twenty years, with other people's tools, as one ZIP file."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING

from studio.steps.executed import executed
from studio.steps.execution import papers_of
from studio.steps.reading import work_of
from studio.steps.signers import current_records
from studio.steps.signing import confirmed_certificates, docx_sha_of, final_draft, signing_states
from studio.steps.workspace import Workspace
from studio.store.records import EnrolmentRecord, HistoryEntry

if TYPE_CHECKING:
    from studio.signing.archive_readme import CheckedField
    from studio.steps.reading import Work
    from studio.store.transaction import Transaction

README, HASHES = "README.txt", "hashes.txt"


def evidence_zip(ws: Workspace, agreement: str) -> bytes:
    """The executed file, counterparts, certificates, every CMS by itself, papers, history, hashes and a README.

    It can be made at any time after certification; what is missing is then missing in it. The same workspace gives the same
    bytes. Raises StudioError where there is no file to be signed.
    """
    with ws.store.read() as tx:
        work = work_of(tx, agreement)
        files, said = _files(ws, tx, work)
    return _zipped(files, said)


def _files(ws: Workspace, tx: Transaction, work: Work) -> tuple[dict[str, bytes], str]:
    from studio.signing.archive_readme import readme
    from studio.signing.report_json import verification_json

    agreement = work.record.id
    done = executed(ws, tx, work)
    signed = {"executed.pdf": done.pdf, "as-certified.pdf": tx.blob(signing_states(tx, agreement)[0].sha256)}
    for record in current_records(tx, agreement):
        if record.kind == "counterpart":
            signed[f"counterparts/{record.party}.pdf"] = tx.blob(record.sha256)
        if record.kind == "certificate":
            signed["certificate-of-execution.pdf"] = tx.blob(record.sha256)
    files = dict(signed)
    fields: list[CheckedField] = []
    for name, pdf in signed.items():
        if name != "as-certified.pdf":
            found, parts = _containers(name, pdf)
            fields += found
            files |= parts
    enrolments = tx.all(EnrolmentRecord, agreement=agreement)
    files |= {f"certificates/{each.party}.pem": each.certificate.encode() for each in enrolments}
    files["certificates/all.pem"] = b"".join(one.rstrip() + b"\n" for one in confirmed_certificates(tx, agreement))
    files["agreement.txt"] = final_draft(ws, work).text().encode()
    files["agreement.docx"] = tx.blob(docx_sha_of(tx, agreement))
    files["verification.json"] = verification_json(done.report).encode()
    files |= {f"papers/{name}": data for name, _, data in papers_of(tx, work)}
    files["history.jsonl"] = "".join(f"{json.dumps(_entry(each, agreement))}\n" for each in tx.history()).encode()
    named = [(name, _what(name)) for name in sorted(files)]
    sample = (work.facts.agreement.ref or "").upper().startswith("SAMPLE")
    return files, readme(work.facts.agreement.title, fields, named, sample=sample)


def _entry(entry: HistoryEntry, agreement: str) -> dict[str, object]:
    """A line of the history; of other agreements only what keeps the chain whole, for their words concern others."""
    whole = asdict(entry)
    if entry.agreement in ("", agreement):
        return whole
    return {name: whole[name] for name in ("number", "previous", "hash")}


def _containers(name: str, pdf: bytes) -> tuple[list[CheckedField], dict[str, bytes]]:
    """Every signature of a file, and its CMS as a file of its own."""
    from studio.signing.archive_readme import CheckedField
    from studio.signing.cms import extract_ranges
    from studio.signing.verify import verify

    reports = {each.field: each for each in verify(pdf, partial=True).signatures}
    fields, parts = [], {}
    stem = name.removesuffix(".pdf").replace("/", "-")
    for one in extract_ranges(pdf):
        cms = f"cms/{stem}-{one.field}.p7s"
        parts[cms] = one.cms
        report = reports.get(one.field)
        claimed = report.claimed_signing_time if report else None
        epoch = int(datetime.fromisoformat(claimed).timestamp()) if claimed else None
        who = ", ".join(part for part in (report.signer.name, report.signer.organisation) if part) if report else ""
        fields.append(CheckedField(name, one.field, who, cms, one.first, one.second, epoch))
    return fields, parts


def _what(name: str) -> str:
    known = {
        "executed.pdf": "the agreement as all have signed it",
        "as-certified.pdf": "the file as it went to the first signatory",
        "certificate-of-execution.pdf": "who signed what, when and how, signed by the lead partner",
        "agreement.txt": "the agreed text",
        "agreement.docx": "the agreed text as a Word file",
        "verification.json": "the verdict of Agreement Studio when this folder was made",
        "history.jsonl": "the chained history of the workspace",
    }
    kinds = {
        "counterparts": "a partner’s own signed copy",
        "certificates": "confirmed certificates (PEM)",
        "cms": "one signature by itself (CMS, RFC 5652)",
        "papers": "a written delegation, or the scan of a page signed in ink",
    }
    return known.get(name) or kinds[name.partition("/")[0]]


def _zipped(files: Mapping[str, bytes], said: str) -> bytes:
    whole = {**files, README: said.encode()}
    hashes = "".join(f"{sha256(data).hexdigest()}  {name}\n" for name, data in sorted(whole.items()))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in sorted({**whole, HASHES: hashes.encode()}.items()):
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()
