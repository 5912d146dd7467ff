"""The certificate that came with a signature, for enrolling it."""

from __future__ import annotations

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from studio.errors import StudioError
from studio.signing.fields import TIMESTAMP
from studio.signing.identity import load_certificate
from studio.signing.reader import Unreadable, open_pdf, parsing


def signer_certificate(pdf: bytes, field: str) -> str:
    """The certificate (PEM) of whoever signed `field`. Raises StudioError if nobody has, or the file is unreadable."""
    try:
        reader = open_pdf(pdf)
        with parsing("one of its signatures cannot be read"):
            found = {str(one.field_name): bytes(one.signer_cert.dump()) for one in reader.embedded_signatures}
    except Unreadable as error:
        raise StudioError(f"This file cannot be opened, because {error.message}.", error.next_step) from error
    if field not in found or field == TIMESTAMP:
        raise StudioError(f"Nobody has signed the field “{field}”.", "Choose a field that is signed.")
    return _pem(found[field])


def as_pem(certificate: bytes) -> str:
    """A certificate (PEM or DER) as PEM. Raises StudioError if it is none."""
    return load_certificate(certificate).public_bytes(Encoding.PEM).decode("ascii")


def _pem(der: bytes) -> str:

    return x509.load_der_x509_certificate(der).public_bytes(Encoding.PEM).decode("ascii")
