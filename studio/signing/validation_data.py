"""What a file carries to judge its certificates with later: chains and answers on revocation, proven by their signatures.

Nothing is fetched and nothing is trusted here: an answer counts if the issuer of the certificate, or a responder that
the issuer named for this (RFC 6960, 4.2.2.2), has signed it.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID

_LONGEST_CHAIN = 10
_WRONG = (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm)


@dataclass(frozen=True, slots=True)
class ValidationData:
    """The store's contents, parsed. `broken` says how many entries could not be read as what they claim to be."""

    certificates: tuple[x509.Certificate, ...] = ()
    ocsps: tuple[ocsp.OCSPResponse, ...] = ()
    crls: tuple[x509.CertificateRevocationList, ...] = ()
    broken: int = 0


@dataclass(frozen=True, slots=True)
class Revocation:
    """What is known of one certificate: `revoked_at` None means an issuer's answer says that it is good."""

    revoked_at: datetime | None


def parse(certs: Iterable[bytes], ocsps: Iterable[bytes], crls: Iterable[bytes]) -> ValidationData:
    """The parsed store; what cannot be read is counted."""
    made: tuple[list[Any], list[Any], list[Any]] = ([], [], [])
    broken = 0
    loaders: tuple[Any, ...] = (x509.load_der_x509_certificate, _load_ocsp, x509.load_der_x509_crl)
    for rows, load, into in zip((certs, ocsps, crls), loaders, made, strict=True):
        for one in rows:
            try:
                into.append(load(one))
            except _WRONG:
                broken += 1
    return ValidationData(tuple(made[0]), tuple(made[1]), tuple(made[2]), broken)


def _load_ocsp(data: bytes) -> ocsp.OCSPResponse:
    answer = ocsp.load_der_ocsp_response(data)
    if answer.response_status is not ocsp.OCSPResponseStatus.SUCCESSFUL:
        raise ValueError("no answer")
    return answer


@lru_cache(maxsize=1024)  # asked for each certificate by its container, its chain and its level
def is_issued_by(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(issuer)
    except _WRONG:
        return False
    return True


def is_root(certificate: x509.Certificate) -> bool:
    return certificate.subject == certificate.issuer and is_issued_by(certificate, certificate)


def chain_of(certificate: x509.Certificate, pool: Sequence[x509.Certificate]) -> tuple[x509.Certificate, ...]:
    """The certificate and its issuers as far as `pool` has them; it is complete if the last one signed itself."""
    chain = [certificate]
    while len(chain) < _LONGEST_CHAIN and not is_root(chain[-1]):
        issuer = next((one for one in pool if one not in chain and is_issued_by(chain[-1], one)), None)
        if issuer is None:
            break
        chain.append(issuer)
    return tuple(chain)


def status(
    certificate: x509.Certificate, issuer: x509.Certificate, data: ValidationData, at: datetime | None
) -> Revocation | None:
    """The worst that issuer-signed answers say, those apart that had run out by `at`; None if there is none."""
    found = [_from_ocsp(one, certificate, issuer, data, at) for one in data.ocsps]
    found += [_from_crl(one, certificate, issuer, at) for one in data.crls]
    known = [one for one in found if one is not None]
    return next((one for one in known if one.revoked_at), known[0] if known else None)


def _ran_out(next_update: datetime | None, at: datetime | None) -> bool:
    return next_update is not None and at is not None and next_update < at


def _from_ocsp(
    answer: ocsp.OCSPResponse,
    certificate: x509.Certificate,
    issuer: x509.Certificate,
    data: ValidationData,
    at: datetime | None,
) -> Revocation | None:
    if not speaks_of(answer, certificate, issuer) or not _is_answered_by(answer, issuer, data):
        return None
    if answer.certificate_status is ocsp.OCSPCertStatus.REVOKED:
        return Revocation(answer.revocation_time_utc)
    if answer.certificate_status is not ocsp.OCSPCertStatus.GOOD or _ran_out(answer.next_update_utc, at):
        return None
    return Revocation(None)


def speaks_of(answer: ocsp.OCSPResponse, certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    """Whether the answer is for this certificate: serial number and the issuer's key (RFC 6960, 4.1.1)."""
    if answer.serial_number != certificate.serial_number:
        return False
    wanted = ocsp.OCSPRequestBuilder().add_certificate(certificate, issuer, answer.hash_algorithm).build()
    return wanted.issuer_key_hash == answer.issuer_key_hash and wanted.issuer_name_hash == answer.issuer_name_hash


def _is_answered_by(answer: ocsp.OCSPResponse, issuer: x509.Certificate, data: ValidationData) -> bool:
    named = [one for one in (*answer.certificates, *data.certificates) if _may_answer(one, issuer)]
    return any(_signed(answer, one) for one in (issuer, *named))


def _may_answer(responder: x509.Certificate, issuer: x509.Certificate) -> bool:
    try:
        purposes = responder.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except (x509.ExtensionNotFound, *_WRONG):
        return False
    return ExtendedKeyUsageOID.OCSP_SIGNING in purposes and is_issued_by(responder, issuer)


def _signed(answer: ocsp.OCSPResponse, signer: x509.Certificate) -> bool:
    key, digest = signer.public_key(), answer.signature_hash_algorithm
    signature, signed = answer.signature, answer.tbs_response_bytes
    try:
        if isinstance(key, rsa.RSAPublicKey) and digest:
            key.verify(signature, signed, padding.PKCS1v15(), digest)
        elif isinstance(key, ec.EllipticCurvePublicKey) and digest:
            key.verify(signature, signed, ec.ECDSA(digest))
        elif isinstance(key, ed25519.Ed25519PublicKey):
            key.verify(signature, signed)
        else:
            return False
    except _WRONG:
        return False
    return True


def _from_crl(
    crl: x509.CertificateRevocationList, certificate: x509.Certificate, issuer: x509.Certificate, at: datetime | None
) -> Revocation | None:
    if not is_list_of(crl, issuer):
        return None
    row = crl.get_revoked_certificate_by_serial_number(certificate.serial_number)
    if row is not None:
        return Revocation(row.revocation_date_utc)
    return None if _ran_out(crl.next_update_utc, at) else Revocation(None)


def is_list_of(crl: x509.CertificateRevocationList, issuer: x509.Certificate) -> bool:
    """Whether the list is the issuer's own (RFC 5280, 5.1.1.3)."""
    try:
        return crl.issuer == issuer.subject and crl.is_signature_valid(issuer.public_key())  # type: ignore[arg-type]
    except _WRONG:
        return False


def is_complete(
    certificate: x509.Certificate, pool: Sequence[x509.Certificate], data: ValidationData, at: datetime | None
) -> bool:
    """Whether the file itself can answer for the certificate: its chain to a root, and each link's answer on revocation."""
    chain = chain_of(certificate, (*pool, *data.certificates))
    return is_root(chain[-1]) and all(
        status(one, issuer, data, at) is not None for one, issuer in itertools.pairwise(chain)
    )


def unrelated(data: ValidationData, holders: Sequence[x509.Certificate]) -> int:
    """How many entries of the store speak of no certificate in the chains of `holders`."""
    pool = (*holders, *data.certificates)
    wanted: list[x509.Certificate] = []
    for holder in holders:
        wanted += [one for one in chain_of(holder, pool) if one not in wanted]
    responders = [one for one in data.certificates if any(_may_answer(one, issuer) for issuer in wanted)]
    for responder in responders:
        wanted += [one for one in chain_of(responder, pool) if one not in wanted]
    strangers = sum(1 for one in data.certificates if one not in wanted)
    strangers += sum(1 for one in data.crls if not any(is_list_of(one, issuer) for issuer in wanted))
    return strangers + sum(1 for one in data.ocsps if not _concerns(one, wanted, data))


def _concerns(answer: ocsp.OCSPResponse, wanted: Sequence[x509.Certificate], data: ValidationData) -> bool:
    pairs = ((one, issuer) for one in wanted for issuer in wanted if one.issuer == issuer.subject)
    return any(
        speaks_of(answer, one, issuer) and is_issued_by(one, issuer) and _is_answered_by(answer, issuer, data)
        for one, issuer in pairs
    )
