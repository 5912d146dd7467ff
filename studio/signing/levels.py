"""The PAdES level of each signature (ETSI EN 319 142-1, 5): B, T, LT, LTA, and what the file itself says of revocation.

T: a time stamp in the signature or over it. LT: T, and the file can answer for every certificate. LTA: LT, and a
document time stamp covers these answers.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from cryptography import x509
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import HistoricalResolver, PdfFileReader
from pyhanko.sign.validation.generic_cms import extract_tst_data_iter
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from studio.signing.raw_values import followed
from studio.signing.reader import entry
from studio.signing.security_store import ARRAYS
from studio.signing.signature_facts import SignatureFacts
from studio.signing.validation_data import ValidationData, chain_of, is_complete, is_root, parse, status, unrelated

_B, _T, _LT, _LTA = (f"PAdES-BASELINE-{level}" for level in ("B", "T", "LT", "LTA"))


def read_store(document: PdfFileReader | HistoricalResolver) -> ValidationData:
    """The store of validation data of the document; empty if it has none."""
    store = entry(document.root, "/DSS")
    if not isinstance(store, generic.DictionaryObject):
        return ValidationData()
    return parse(*(list(_streams(entry(store, key, ()))) for key in ARRAYS))


def _streams(array: Any) -> Iterator[bytes]:
    for one in map(followed, array):
        if isinstance(one, generic.StreamObject):
            yield bytes(one.data)


def carried(one: EmbeddedPdfSignature) -> tuple[x509.Certificate, ...]:
    """The certificates inside the signature and inside the time stamp in it."""
    found = [one.signer_cert, *one.other_embedded_certs]
    for stamp in extract_tst_data_iter(one.signer_info, signed=False):
        found += [each.chosen for each in stamp["certificates"] if each.name == "certificate"]
    return tuple(dict.fromkeys(x509.load_der_x509_certificate(each.dump()) for each in found if each is not None))


def with_levels(
    reader: PdfFileReader,
    embedded: list[EmbeddedPdfSignature],
    judged: list[SignatureFacts],
    known: tuple[x509.Certificate, ...] = (),
) -> tuple[tuple[SignatureFacts, ...], int]:
    """The facts with level and revocation filled in, and how many entries of the store belong to none of the signatures.

    An answer on revocation counts by an issuer that is `known` though the file does not carry it; a level never does.
    """
    pools = {one.field: carried(each) for one, each in zip(judged, embedded, strict=True)}
    now = read_store(reader)
    stamps = [one for one in judged if one.kind == "timestamp" and one.digest_ok and one.signature_ok]
    covered = [(one.revision, read_store(reader.get_historical_resolver(one.revision))) for one in stamps]
    found = []
    for one in judged:
        pool = pools[one.field]
        revoked = _revoked(one.certificate, (*pool, *known), now, one.claimed_at)
        stamp_revoked = _revoked(one.stamped_by, (*pool, *known), now, one.stamped_at)
        level = one.level if one.kind == "timestamp" else _level(one, pool, now, covered)
        carried_with = (*pool, *now.certificates)
        found.append(
            replace(one, level=level, revoked_at=revoked, stamp_revoked_at=stamp_revoked, carried=carried_with)
        )
    if not (now.broken or now.certificates or now.ocsps or now.crls):
        return tuple(found), 0
    holders = tuple(dict.fromkeys(each for pool in pools.values() for each in pool))
    return tuple(found), now.broken + unrelated(now, holders)


def _level(
    one: SignatureFacts,
    pool: tuple[x509.Certificate, ...],
    now: ValidationData,
    covered: list[tuple[int, ValidationData]],
) -> str:
    later = [data for revision, data in covered if revision > one.revision]
    if one.level not in {_B, _T} or not (later or one.level == _T):
        return one.level
    if any(_answers_for(one, pool, data) for data in later):
        return _LTA
    return _LT if _answers_for(one, pool, now) else _T


def _answers_for(one: SignatureFacts, pool: tuple[x509.Certificate, ...], data: ValidationData) -> bool:
    """Whether the file has a store at all and can answer for the signer and for the time stamp in the signature."""
    own = one.certificate
    if own is None or not data.certificates or not is_complete(own, pool, data, one.claimed_at):
        return False
    return one.stamped_by is None or is_complete(one.stamped_by, pool, data, one.stamped_at)


def _revoked(
    certificate: x509.Certificate | None,
    pool: tuple[x509.Certificate, ...],
    data: ValidationData,
    at: datetime | None,
) -> datetime | None:
    """The earliest day on which the certificate or one of its issuers was revoked."""
    if certificate is None or is_root(certificate):
        return None
    chain = chain_of(certificate, (*pool, *data.certificates))
    answers = (status(each, issuer, data, at) for each, issuer in itertools.pairwise(chain))
    days = [each.revoked_at for each in answers if each is not None and each.revoked_at]
    return min(days, default=None)
