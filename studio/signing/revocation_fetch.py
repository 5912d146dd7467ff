"""Asking issuers about their certificates: OCSP (RFC 6960, appendix A) and revocation lists (RFC 5280, 4.2.1.13)."""

from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from http.client import HTTPException

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from cryptography.x509.oid import AuthorityInformationAccessOID

SECONDS = 10
LARGEST_ANSWER = 20_000_000  # bytes; the lists of large authorities have a few million

Ask = Callable[[str, bytes | None, str], bytes | None]


def ask(url: str, body: bytes | None, media_type: str) -> bytes | None:
    """The answer of an HTTP service, or None if there is none in ten seconds. The address comes out of a certificate."""
    if not url.lower().startswith(("http://", "https://")):
        return None
    request = urllib.request.Request(url, data=body, headers={"Content-Type": media_type} if body else {})  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:  # noqa: S310 - http and https only, see above
            found: bytes = answer.read(LARGEST_ANSWER + 1)
    except (urllib.error.URLError, HTTPException, OSError, ValueError):
        return None  # the caller reports the lower level
    return found if len(found) <= LARGEST_ANSWER else None


def has_address(certificate: x509.Certificate) -> bool:
    """Whether the certificate says where its revocation can be asked for."""
    return any(_responders(certificate)) or any(_lists(certificate))


def ocsp_answer(certificate: x509.Certificate, issuer: x509.Certificate, through: Ask = ask) -> bytes | None:
    """The first responder's successful answer (DER), or None."""
    request = ocsp.OCSPRequestBuilder().add_certificate(certificate, issuer, hashes.SHA1()).build()  # noqa: S303 - names a key
    body = request.public_bytes(Encoding.DER)
    for url in _responders(certificate):
        answer = through(url, body, "application/ocsp-request")
        if answer is not None and _is_successful(answer):
            return answer
    return None


def _is_successful(answer: bytes) -> bool:
    try:
        return ocsp.load_der_ocsp_response(answer).response_status is ocsp.OCSPResponseStatus.SUCCESSFUL
    except ValueError:
        return False


def revocation_list(certificate: x509.Certificate, through: Ask = ask) -> bytes | None:
    """The first list (DER) that one of the certificate's addresses gives, or None."""
    for url in _lists(certificate):
        answer = through(url, None, "")
        if answer is None:
            continue
        try:
            load = x509.load_pem_x509_crl if b"-----BEGIN" in answer[:64] else x509.load_der_x509_crl
            return load(answer).public_bytes(Encoding.DER)
        except ValueError:
            continue
    return None


def _responders(certificate: x509.Certificate) -> Iterator[str]:
    try:
        access = certificate.extensions.get_extension_for_class(x509.AuthorityInformationAccess).value
    except (x509.ExtensionNotFound, ValueError):
        return
    for row in access:
        if row.access_method == AuthorityInformationAccessOID.OCSP and isinstance(
            row.access_location, x509.UniformResourceIdentifier
        ):
            yield row.access_location.value


def _lists(certificate: x509.Certificate) -> Iterator[str]:
    try:
        points = certificate.extensions.get_extension_for_class(x509.CRLDistributionPoints).value
    except (x509.ExtensionNotFound, ValueError):
        return
    for point in points:
        for name in point.full_name or ():
            if isinstance(name, x509.UniformResourceIdentifier):
                yield name.value
