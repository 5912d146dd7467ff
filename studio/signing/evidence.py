"""What a PDF says and what its mathematics say: facts only, no verdict (the first of three layers)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache, partial
from typing import Any

from cryptography import x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import DiffPolicy, ModificationLevel
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from studio.signing.authorities import as_asn1
from studio.signing.cms import container_faults, envelope_faults, parsed, stamp_faults
from studio.signing.digests import note_digests
from studio.signing.fields import FieldState, fields_of, prepared_here, summary_of
from studio.signing.filled import misleading_fields
from studio.signing.levels import with_levels
from studio.signing.precheck import PrecheckedPolicy
from studio.signing.reader import entry, open_pdf, parsing, without_collecting
from studio.signing.revisions import History, read_history
from studio.signing.signature_facts import SignatureFacts
from studio.signing.signature_status import SignatureStatus, status_of
from studio.signing.summary import SigningSummary

_MODIFICATIONS = {
    ModificationLevel.NONE: "none",
    ModificationLevel.LTA_UPDATES: "lta-updates",
    ModificationLevel.FORM_FILLING: "form-filling",
    ModificationLevel.ANNOTATIONS: "annotations",
    ModificationLevel.OTHER: "other",
}


_FAULTS_ANYWHERE = {
    "byte-range",
    "container-padding",
    "container-signers",
    "signer-certificate-missing",
    "signer-certificate-other",
}


@dataclass(frozen=True, slots=True)
class FileFacts:
    """A PDF as first signed (`fields`, `summary`) and what was added since."""

    here: bool
    summary: SigningSummary | None
    expected: tuple[FieldState, ...]
    signatures: tuple[SignatureFacts, ...]
    history: History
    revisions: int
    tail: int  # bytes behind the last revision, one line end apart
    misleading: tuple[str, ...] = ()  # text fields that show something other than their value since
    changed_pages: tuple[int, ...] = ()  # that look different outside the filled fields; see `looks`
    unrelated_data: int = 0  # entries of the store of validation data that speak of none of the signatures


def gather(pdf: bytes, trusted: tuple[x509.Certificate, ...], at: datetime) -> FileFacts:
    """Reads everything once. Raises Unreadable with the reason."""
    with without_collecting():
        reader = open_pdf(pdf)
        try:
            with parsing():
                return _gather(pdf, reader, trusted, at)
        finally:
            reader.let_go()


def _gather(pdf: bytes, reader: PdfFileReader, trusted: tuple[x509.Certificate, ...], at: datetime) -> FileFacts:
    with parsing("one of its signatures cannot be read"):
        embedded = list(reader.embedded_signatures)
    total = reader.xrefs.total_revisions
    first = embedded[0].signed_revision if embedded else _first_signed(reader)
    base = reader.get_historical_resolver(first)
    here = prepared_here(base)
    summary = summary_of(base) if here else None
    history = read_history(reader, first)
    policy: DiffPolicy = PrecheckedPolicy(reader, history, pdf, chained=here)
    note_digests(pdf, embedded)
    status = partial(status_of, policy=policy, context=cache(partial(_context, trusted, at)))
    judged = (_one(pdf, reader, one, status) for one in embedded)
    own = [one if here else _as_the_standard_has_it(one) for one in judged]
    signatures, strange = with_levels(reader, embedded, own, trusted)
    signed = {(one.field, one.kind == "timestamp") for one in signatures}
    laid_down = fields_of(base, summary)
    expected = tuple(replace(one, signed=(one.place.name, one.kind == "timestamp") in signed) for one in laid_down)
    tail = tail_length(pdf, _end(pdf, reader, embedded))
    misleading = misleading_fields(base, reader) if embedded else ()
    return FileFacts(here, summary, expected, signatures, history, total, tail, misleading, unrelated_data=strange)


def _first_signed(reader: PdfFileReader) -> int:
    """The first revision in which a field holds a signature that the file no longer shows; the last one if none did."""
    for revision in range(reader.xrefs.total_revisions):
        document = reader.get_historical_resolver(revision)
        if "/Root" in document.trailer_view and any(value for _, value, _ in enumerate_sig_fields(document)):
            return revision
    return int(reader.xrefs.total_revisions) - 1


def _as_the_standard_has_it(one: SignatureFacts) -> SignatureFacts:
    """Other makers may write a container in ways that ours never does; what RFC 5652 allows is no fault of theirs."""
    return replace(one, faults=tuple(fault for fault in one.faults if fault in _FAULTS_ANYWHERE))


def _end(pdf: bytes, reader: PdfFileReader, embedded: list[EmbeddedPdfSignature]) -> int:
    """Where the last revision ends: a later %%EOF may close nothing but what somebody wrote behind it."""
    last = reader.xrefs.total_revisions - 1
    signed = [one.byte_range for one in embedded if one.signed_revision == last and len(one.byte_range) == 4]
    if signed:
        return max(int(one[2]) + int(one[3]) for one in signed)
    marker = pdf.find(b"%%EOF", reader.xrefs.get_xref_container_info(last).end_location)
    return len(pdf) if marker < 0 else marker + len(b"%%EOF")


def tail_length(pdf: bytes, end: int) -> int:
    """Bytes behind `end` other than one line end. A mail program may add such; anything else was put there."""
    rest = pdf[end:]
    return 0 if rest in {b"", b"\n", b"\r", b"\r\n"} else len(rest)


def _context(trusted: tuple[x509.Certificate, ...], at: datetime) -> ValidationContext:
    return ValidationContext(trust_roots=[as_asn1(each) for each in trusted], allow_fetching=False, moment=at)


def _one(
    pdf: bytes,
    reader: PdfFileReader,
    one: EmbeddedPdfSignature,
    status_by: Callable[[EmbeddedPdfSignature, Any], SignatureStatus],
) -> SignatureFacts:
    stamp = one.sig_object_type == "/DocTimeStamp"
    faults = container_faults(pdf, one.byte_range, one.pkcs7_content)
    info = parsed(one.pkcs7_content)
    faults += (stamp_faults if stamp else envelope_faults)(one.pkcs7_content, info)
    status = status_by(one, info["content"])
    level, stamped = status.modifications, status.stamp
    sound = stamped is not None and stamped.valid and stamped.intact
    return SignatureFacts(
        kind="timestamp" if stamp else "signature",
        field=str(one.field_name),
        certifies=_certifies(reader, one),
        revision=one.signed_revision,
        certificate=_x509(one.signer_cert),
        digest_ok=status.intact,
        signature_ok=status.valid,
        covers=_covers(one.coverage),
        modifications=_MODIFICATIONS[level] if level is not None else "other",
        permitted=status.permitted,
        fits_seed=status.fits_seed,
        level=_level(one, has_stamp=stamped is not None),
        claimed_at=None if stamp else one.self_reported_timestamp,
        stamped_at=stamped.timestamp if sound and stamped is not None else None,
        stamped_by=_x509(stamped.signing_cert) if sound and stamped is not None else None,
        digest_algorithm=one.md_algorithm,
        signature_algorithm=str(one.signer_info["signature_algorithm"].signature_algo),
        faults=tuple(dict.fromkeys(faults)),
    )


def _covers(coverage: SignatureCoverageLevel | None) -> str:
    names = {SignatureCoverageLevel.ENTIRE_FILE: "file", SignatureCoverageLevel.ENTIRE_REVISION: "revision"}
    return names.get(coverage, "part") if coverage is not None else "part"


def _certifies(reader: PdfFileReader, one: EmbeddedPdfSignature) -> bool:
    permissions = entry(reader.root, "/Perms")
    if permissions is None or "/DocMDP" not in permissions:
        return False
    raw, own = permissions.raw_get("/DocMDP"), one.sig_field.raw_get("/V")
    return getattr(raw, "idnum", None) == getattr(own, "idnum", -1)


def _level(one: EmbeddedPdfSignature, *, has_stamp: bool) -> str:
    if entry(one.sig_object, "/SubFilter") not in {"/ETSI.CAdES.detached", "/ETSI.RFC3161"}:
        return "PDF-NOT-ETSI"  # as EU DSS calls it: sound perhaps, but no PAdES
    return "PAdES-BASELINE-T" if has_stamp else "PAdES-BASELINE-B"


def _x509(certificate: Any) -> x509.Certificate | None:
    return None if certificate is None else x509.load_der_x509_certificate(certificate.dump())
