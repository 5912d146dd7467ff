"""The document time stamps of a file: by which service each was given, and when its certificate ends."""

from __future__ import annotations

from dataclasses import dataclass

from cryptography import x509

from studio.errors import StudioError
from studio.signing.identity import Identity, describe
from studio.signing.reader import Unreadable, open_pdf, parsing


@dataclass(frozen=True, slots=True)
class StampService:
    """The field of a document time stamp, and the certificate of the service that gave it."""

    field: str
    service: Identity


def stamp_services(pdf: bytes) -> tuple[StampService, ...]:
    """One for each document time stamp (ISO 32000-2, 12.8.5), oldest first. Raises StudioError for an unreadable file."""
    try:
        reader = open_pdf(pdf)
        with parsing("one of its time stamps cannot be read"):
            found = [
                (str(one.field_name), bytes(one.signer_cert.dump())) for one in reader.embedded_timestamp_signatures
            ]
    except Unreadable as error:
        raise StudioError(f"This file cannot be opened, because {error.message}.", error.next_step) from error
    return tuple(StampService(field, describe(x509.load_der_x509_certificate(der))) for field, der in found)
