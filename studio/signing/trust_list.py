"""Lists of authorities that somebody imports: certificates in PEM, or an ETSI trusted list (TS 119 612) in XML.

Of a trusted list only services that are granted and issue qualified certificates count. Its own signature is not
checked here: whoever imports it answers for where it came from, and is kept with it.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from xml.etree import ElementTree as ET

from cryptography import x509

from studio.errors import StudioError
from studio.signing.authorities import may_certify

LARGEST = 30_000_000  # bytes; the largest trusted list in Europe has some ten million
_TSL = "{http://uri.etsi.org/02231/v2#}"
_ISSUING = "http://uri.etsi.org/TrstSvc/Svctype/CA/QC"
_GRANTED = "http://uri.etsi.org/TrstSvc/TrustedList/Svcstatus/granted"


@dataclass(frozen=True, slots=True)
class TrustList:
    """`name` as the list says it, such as its operator; `left_out` counts services and certificates that do not count."""

    name: str
    certificates: tuple[x509.Certificate, ...]
    left_out: int


def read_list(data: bytes, at: datetime) -> TrustList:
    """The authorities of the list that may certify and are valid at that time.

    Raises StudioError for a list that is none, has run out, or holds no authority.
    """
    if len(data) > LARGEST:
        raise StudioError("This list is larger than 30 MB.", "Choose the list of one country or provider.")
    name, found, passed_over = _pem(data) if b"-----BEGIN CERTIFICATE" in data[:100_000] else _xml(data, at)
    good = [one for one in found if may_certify(one) and one.not_valid_before_utc <= at <= one.not_valid_after_utc]
    if not good:
        raise StudioError(
            "There is no authority in this list that may certify and is valid now.", "Choose another list."
        )
    return TrustList(name, tuple(dict.fromkeys(good)), passed_over + len(found) - len(good))


def _pem(data: bytes) -> tuple[str, list[x509.Certificate], int]:
    try:
        return "certificates in PEM", x509.load_pem_x509_certificates(data), 0
    except ValueError as error:
        raise StudioError("One of the certificates in this list cannot be read.", "Ask for the list again.") from error


def _xml(data: bytes, at: datetime) -> tuple[str, list[x509.Certificate], int]:
    # In an encoding with zero bytes (UTF-16, UTF-32) the two words would not be seen; trusted lists come in UTF-8.
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data or b"\0" in data:
        raise StudioError(
            "This list declares entities or is not in UTF-8, which no trusted list does.", "Ask for the list again."
        )
    try:
        root = ET.fromstring(data)  # noqa: S314 - without entities, and no larger than LARGEST
    except ET.ParseError as error:
        raise _is_none() from error
    if root.tag != f"{_TSL}TrustServiceStatusList":
        raise _is_none()
    _refuse_outdated(root, at)
    operator = root.findtext(f".//{_TSL}SchemeOperatorName/{_TSL}Name") or ""
    territory = root.findtext(f".//{_TSL}SchemeTerritory") or ""
    services = list(root.iter(f"{_TSL}ServiceInformation"))
    granted = [one for one in services if _is_granted(one)]
    found = [certificate for one in granted for certificate in _certificates(one)]
    name = " ".join(f"{operator} ({territory})".split()) if operator else "a trusted list"
    return name, found, len(services) - len(granted)


def _is_none() -> StudioError:
    return StudioError(
        "This is no list of authorities that can be read here.",
        "Choose certificates in PEM, or a trusted list in XML (ETSI TS 119 612).",
    )


def _refuse_outdated(root: ET.Element, at: datetime) -> None:
    """A list past its next update no longer says what holds (TS 119 612, 5.3.15)."""
    said = root.findtext(f".//{_TSL}NextUpdate/{_TSL}dateTime")
    try:
        until = datetime.fromisoformat(said.strip()) if said else None
    except ValueError as error:
        raise _is_none() from error
    if until is not None and until.tzinfo is not None and until < at:
        raise StudioError(f"This list ran out on {until:%Y-%m-%d}.", "Fetch the current one from its operator.")


def _is_granted(service: ET.Element) -> bool:
    kind = (service.findtext(f"{_TSL}ServiceTypeIdentifier") or "").strip()
    status = (service.findtext(f"{_TSL}ServiceStatus") or "").strip()
    return (kind, status) == (_ISSUING, _GRANTED)


def _certificates(service: ET.Element) -> Iterator[x509.Certificate]:
    for one in service.findall(f"{_TSL}ServiceDigitalIdentity/{_TSL}DigitalId/{_TSL}X509Certificate"):
        try:
            yield x509.load_der_x509_certificate(base64.b64decode("".join((one.text or "").split()), validate=True))
        except (ValueError, binascii.Error) as error:
            raise StudioError("A certificate in this list cannot be read.", "Fetch the list again.") from error
