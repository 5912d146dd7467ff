"""Once all have signed: validation data and one document time stamp for all signatures, renewable later.

Augmentation to PAdES-B-LT and B-LTA (ETSI EN 319 142-1, 5.5 and 5.6; EN 319 102-1, 4.3) in one revision: the answers on
revocation go into the document's store (DSS), and a document time stamp over everything proves when they were there.
"""

from __future__ import annotations

import asyncio
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from asn1crypto import crl as asn1_crl
from asn1crypto import ocsp as asn1_ocsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import PdfTimeStamper
from pyhanko.sign.timestamps import TimestampRequestError
from pyhanko.sign.validation.dss import DocumentSecurityStore

from studio.errors import StudioError
from studio.signing.fields import TIMESTAMP, read_fields
from studio.signing.identity import describe, load_certificate
from studio.signing.increment import AnsweringStamper, QuietWriter
from studio.signing.levels import carried, read_store
from studio.signing.reader import Unreadable, open_pdf, parsing
from studio.signing.report import Verification
from studio.signing.revocation_fetch import Ask, ask, ocsp_answer, revocation_list
from studio.signing.validation_data import ValidationData, chain_of, is_root, parse, status
from studio.signing.verify import sha256, verify
from studio.signing.wording import signed_sentence

_RESERVED_DIGITS = 40_000  # a time stamp with a chain of three certificates has about 6 kB
_LEVELS = ("PAdES-BASELINE-B", "PAdES-BASELINE-T", "PAdES-BASELINE-LT", "PAdES-BASELINE-LTA")


@dataclass(frozen=True, slots=True)
class Augmented:
    """The file with one more revision. `level` is the lowest of its signatures; `note` says why it is below LTA."""

    pdf: bytes
    field: str
    level: str
    sha256: str
    stamped_at: str  # as the time stamp says, ISO 8601, UTC
    service: str  # who gave the time stamp
    note: str = ""


def augment(
    pdf: bytes,
    *,
    tsa: str,
    at: datetime,
    trust: Sequence[bytes] = (),
    partial: bool = False,
    through: Ask = ask,
) -> Augmented:
    """A copy of `pdf` with validation data and a document time stamp by the service `tsa`.

    The stamp takes the field laid down for it, or, when an earlier one is renewed, a field of its own. `trust` adds
    issuers' certificates (PEM or DER) that the file does not carry. An issuer that does not answer costs the level, which
    `note` says. Raises StudioError, and adds nothing, when the file was altered, somebody has not signed yet (unless
    `partial`), the time stamp service gives no stamp, or the outcome does not verify.
    """
    _refuse(verify(pdf, at=at, partial=True), partial=partial)
    extra = [load_certificate(one) for one in trust]
    data, silent = _gathered(pdf, extra, through)
    name = _field_name(pdf)
    candidate = _append(pdf, data, name, tsa)
    after = _prove(pdf, candidate, at)
    own = next(one for one in after.signatures if one.field == name)
    reached = [one.level for one in after.signatures if one.kind == "signature" and one.level in _LEVELS]
    level = min(reached, key=_LEVELS.index)
    note = f"No answer on revocation was to be had for {', '.join(silent)}." if silent else ""
    stamp = own.best_signature_time or own.stamped_at or ""
    return Augmented(candidate, name, level, sha256(candidate), stamp, own.signer.name, note)


def _refuse(before: Verification, *, partial: bool) -> None:
    wrong = [one for one in before.problems if not one.code.startswith(("trust-", "algorithm-", "time-"))]
    if wrong:
        raise StudioError(f"{wrong[0].sentence} Nothing was added.", "Ask the coordinator for a fresh copy.")
    if not before.complete and not partial:
        raise StudioError(
            f"{signed_sentence(before)} The time stamp comes once, over all signatures. Nothing was added.",
            "Wait until all have signed, or say that part of them is enough.",
        )


def _gathered(pdf: bytes, extra: list[x509.Certificate], through: Ask) -> tuple[ValidationData, list[str]]:
    """What the store lacks to answer for every certificate in the file, and the names for which nobody answered."""
    try:
        reader = open_pdf(pdf)
        with parsing():
            embedded = list(reader.embedded_signatures)
            holders = tuple(dict.fromkeys(one for each in embedded for one in carried(each)))
            held = read_store(reader)
    except Unreadable as error:
        raise StudioError(f"This file cannot be opened, because {error.message}.", error.next_step) from error
    pool = (*holders, *held.certificates, *extra)
    wanted = tuple(dict.fromkeys(one for holder in holders for one in chain_of(holder, pool)))
    answers, silent = _answers(wanted, pool, held, through)
    certificates = tuple(one for one in wanted if one not in held.certificates)
    return ValidationData(certificates, answers.ocsps, answers.crls), silent


def _answers(
    wanted: Iterable[x509.Certificate], pool: Sequence[x509.Certificate], held: ValidationData, through: Ask
) -> tuple[ValidationData, list[str]]:
    ocsps: list[bytes] = []
    crls: list[bytes] = []
    silent: list[str] = []
    for certificate in wanted:
        chain = chain_of(certificate, pool)
        if is_root(certificate):
            continue
        issuer = chain[1] if len(chain) > 1 else None
        known = parse((), ocsps, crls)
        both = ValidationData(held.certificates, (*held.ocsps, *known.ocsps), (*held.crls, *known.crls))
        if issuer is not None and status(certificate, issuer, both, None):
            continue
        answer = ocsp_answer(certificate, issuer, through) if issuer else None
        listed = revocation_list(certificate, through) if issuer and answer is None else None
        if answer:
            ocsps.append(answer)
        elif listed:
            crls.append(listed)
        else:
            silent.append(describe(certificate).name)
    return parse((), ocsps, crls), silent


def _field_name(pdf: bytes) -> str:
    """The laid-down field if it is still free, else the first name that no field has: DocTime2, DocTime3, …"""
    taken = {state.place.name: state.signed for state in read_fields(pdf)}
    if not taken.get(TIMESTAMP, False):
        return TIMESTAMP
    return next(name for number in range(2, 1000) if (name := f"{TIMESTAMP}{number}") not in taken)


def _append(pdf: bytes, data: ValidationData, name: str, tsa: str) -> bytes:
    out = io.BytesIO()
    stamper = PdfTimeStamper(AnsweringStamper(tsa, timeout=10), field_name=name)
    try:
        writer = QuietWriter(io.BytesIO(pdf))
        if data.certificates or data.ocsps or data.crls:
            _store(writer, data)
        asyncio.run(stamper.async_timestamp_pdf(writer, "sha256", bytes_reserved=_RESERVED_DIGITS, output=out))
    except (TimestampRequestError, OSError) as error:
        raise StudioError(
            "The time stamp service gave no time stamp. Nothing was added.",
            "Try again later, or choose another service in the settings.",
        ) from error
    except (SigningError, PdfError, ValueError, KeyError) as error:
        raise StudioError(
            f"The file cannot take a time stamp ({error}). Nothing was added.", "Ask the coordinator for a fresh copy."
        ) from error
    return out.getvalue()


def _store(writer: QuietWriter, data: ValidationData) -> None:
    DocumentSecurityStore.supply_dss_in_writer(
        writer,
        None,
        certs=[asn1_x509.Certificate.load(one.public_bytes(Encoding.DER)) for one in data.certificates],
        ocsps=[asn1_ocsp.OCSPResponse.load(one.public_bytes(Encoding.DER)) for one in data.ocsps],
        crls=[asn1_crl.CertificateList.load(one.public_bytes(Encoding.DER)) for one in data.crls],
    )


def _prove(pdf: bytes, candidate: bytes, at: datetime) -> Verification:
    """A file in which any signature reads worse than before never leaves here."""
    after = verify(candidate, sent=pdf, at=at, partial=True)
    wrong = [one.sentence for one in after.problems if not one.code.startswith(("trust-", "algorithm-", "time-"))]
    if wrong:
        raise StudioError(f"The stamped file does not verify and was thrown away. {wrong[0]}", "Ask for a fresh copy.")
    return after
