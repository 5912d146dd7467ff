"""Certification authorities that vouch for signatories: a partner's own, and those of an imported list.

A partner's authority speaks for that partner's organisation alone. A list says who somebody is, not for whom they act;
so a certificate that rests on one must name the organisation too. Neither makes a person good whom nobody expected.
Chains are built from what came with the file; nothing is fetched.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.authority import CertTrustAnchor
from pyhanko_certvalidator.errors import PathBuildingError, PathValidationError

from studio.errors import StudioError
from studio.signing.coroutines import finished
from studio.signing.identity import describe, require_strong, weakness
from studio.signing.validation_data import is_issued_by

_LONGEST = 6  # certificates from the signatory's to the authority's; those in use have two or three


@dataclass(frozen=True, slots=True)
class Authority:
    """`organisation` is the legal name of the partner whose authority it is, empty for one of a list; `source`: by whose word."""

    certificate: x509.Certificate
    organisation: str
    source: str

    @property
    def name(self) -> str:
        return describe(self.certificate).name


@dataclass(frozen=True, slots=True)
class Ruling:
    """`authority` vouches; or `fault` is the code of why the one that issued the certificate does not, of `thing`."""

    authority: Authority | None = None
    fault: str = ""
    thing: str = ""


def require_fit(certificate: x509.Certificate, at: datetime) -> None:
    """Nothing, or StudioError with the reason for which this is no authority to rely on."""
    if not may_certify(certificate):
        raise StudioError(
            f"{describe(certificate).name} is no authority: its certificate may not sign other certificates.",
            "Ask the partner for the certificate of its certification authority.",
        )
    start, end = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    if not start <= at <= end:
        raise StudioError(
            f"The certificate of {describe(certificate).name} is valid from {start:%Y-%m-%d} to {end:%Y-%m-%d} only.",
            "Ask the partner for the current one.",
        )
    require_strong(certificate)


def may_certify(certificate: x509.Certificate) -> bool:
    """Whether it may sign certificates: cA, and keyCertSign where its use is limited (RFC 5280, 4.2.1.3 and 4.2.1.9)."""
    try:
        if not certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca:
            return False
        return certificate.extensions.get_extension_for_class(x509.KeyUsage).value.key_cert_sign
    except x509.ExtensionNotFound as missing:
        return missing.oid == x509.KeyUsage.oid
    except ValueError:  # two of one kind, or none that can be read
        return False


def rule(
    certificate: x509.Certificate,
    carried: Sequence[x509.Certificate],
    authorities: Sequence[Authority],
    at: datetime,
) -> Ruling:
    """Which of the authorities vouches for the certificate at that time, by `carried` ones between them; empty if none issued it.

    Whether it is the right authority for this signatory is not asked here.
    """
    fault = Ruling()
    for authority in authorities:
        for path in _paths((certificate,), authority.certificate, carried):
            code = _fault(path, at)
            if not code:
                return Ruling(authority)
            fault = Ruling(None, code, authority.name)
    return fault


def _paths(
    begun: tuple[x509.Certificate, ...], end: x509.Certificate, carried: Sequence[x509.Certificate]
) -> Iterator[tuple[x509.Certificate, ...]]:
    """Chains of proven signatures from the first certificate to the authority's."""
    last = begun[-1]
    if last != end and is_issued_by(last, end):
        yield (*begun, end)
    if len(begun) < _LONGEST - 1:
        for one in carried:
            if one != end and one not in begun and is_issued_by(last, one):
                yield from _paths((*begun, one), end, carried)


def _fault(path: tuple[x509.Certificate, ...], at: datetime) -> str:
    """Why the chain does not hold at that time, as a code of `wording`; empty if it does (RFC 5280, 6.1)."""
    own, issuers = path[0], path[1:]
    if not all(may_certify(one) for one in issuers):
        return "trust-authority-unfit"
    if not all(one.not_valid_before_utc <= at <= one.not_valid_after_utc for one in issuers):
        return "trust-authority-expired"
    if any(weakness(one) for one in issuers):
        return "trust-authority-unfit"
    # The signatory's own certificate may have ended since; that is a finding of its own.
    moment = min(max(at, own.not_valid_before_utc), own.not_valid_after_utc)
    anchor = CertTrustAnchor(as_asn1(issuers[-1]), derive_default_quals_from_cert=True)
    context = ValidationContext(trust_roots=[anchor], allow_fetching=False, moment=moment)
    between = [as_asn1(one) for one in issuers[:-1]]
    try:
        finished(CertificateValidator(as_asn1(own), between, context).async_validate_path())
    except (PathValidationError, PathBuildingError, ValueError):
        return "trust-authority-constraints"
    return ""


def as_asn1(certificate: x509.Certificate) -> Any:
    """The certificate as pyHanko's libraries have it."""
    from asn1crypto import x509 as asn1_x509

    return asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))
