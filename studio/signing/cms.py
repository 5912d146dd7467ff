"""The signature container (CMS, RFC 5652) in a PDF: taking it out, and the bytes in it that no signature covers.

The hexadecimal digits of /Contents, and inside them everything beside the signed attributes, are not protected by
anything. What stands there is checked to be what it must be, so that it cannot carry something else.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from asn1crypto import cms, core
from cryptography import x509

from studio.signing.der import der_length, is_der
from studio.signing.reader import open_pdf, parsing
from studio.signing.validation_data import is_issued_by

_TIMESTAMP_ATTRIBUTE = "1.2.840.113549.1.9.16.2.14"  # RFC 3161, appendix A


@dataclass(frozen=True, slots=True)
class ExtractedCms:
    """One signature as other tools take it: `cms` (DER) over `signed`, the bytes it covers."""

    field: str
    cms: bytes
    signed: bytes


def extract_cms(pdf: bytes) -> tuple[ExtractedCms, ...]:
    """Every signature container with the bytes it covers, oldest first. Raises StudioError for a broken file."""
    reader = open_pdf(pdf)
    with parsing():
        return tuple(
            ExtractedCms(str(one.field_name), without_padding(one.pkcs7_content), covered(pdf, one.byte_range))
            for one in reader.embedded_signatures
        )


@dataclass(frozen=True, slots=True)
class RangedCms:
    """One signature with the two stretches of the file that it covers, each as start and length in bytes."""

    field: str
    cms: bytes
    first: tuple[int, int]
    second: tuple[int, int]


def extract_ranges(pdf: bytes) -> tuple[RangedCms, ...]:
    """Every signature container with its /ByteRange, oldest first. Raises StudioError for a broken file."""
    reader = open_pdf(pdf)
    with parsing():
        found = []
        for one in reader.embedded_signatures:
            start, length, second, rest = (int(number) for number in one.byte_range)
            cms_bytes = without_padding(one.pkcs7_content)
            found.append(RangedCms(str(one.field_name), cms_bytes, (start, length), (second, rest)))
        return tuple(found)


def covered(pdf: bytes, byte_range: Any) -> bytes:
    """The bytes named by /ByteRange (ISO 32000-2, 12.8.1)."""
    start, length, second, rest = (int(number) for number in byte_range)
    return pdf[start : start + length] + pdf[second : second + rest]


def without_padding(contents: bytes) -> bytes:
    return contents[: der_length(contents)]


def container_faults(pdf: bytes, byte_range: Any, contents: bytes) -> tuple[str, ...]:
    """What is wrong between the two signed stretches, as codes; empty if there is only hexadecimal and zero padding."""
    faults = []
    if len(byte_range) != 4 or int(byte_range[0]) != 0:
        return ("byte-range",)
    gap = pdf[int(byte_range[1]) : int(byte_range[2])]
    digits = gap[1:-1]
    framed = (
        gap[:1] == b"<" and gap[-1:] == b">" and digits in {contents.hex().encode(), contents.hex().upper().encode()}
    )
    if not framed:
        faults.append("container-bytes")
    if contents[der_length(contents) :].strip(b"\0"):
        faults.append("container-padding")
    return tuple(faults)


def parsed(contents: bytes) -> Any:
    """The container (ContentInfo) apart from pyHanko's: one that was looked into is encoded anew when pyHanko takes its bytes."""
    return cms.ContentInfo.load(without_padding(contents), strict=True)


def envelope_faults(contents: bytes, info: Any) -> tuple[str, ...]:
    """What in the envelope (`info`, as `parsed`) is not what RFC 5652 and PAdES (EN 319 142-1) let it be, as codes."""
    der = without_padding(contents)
    signed = info["content"]
    faults = []
    if info["content_type"].native != "signed_data" or not is_der(der):
        faults.append("container-encoding")
    if len(signed["signer_infos"]) != 1:
        return (*faults, "container-signers")
    signer = signed["signer_infos"][0]
    plain = signed["encap_content_info"]["content_type"].native == "data"
    if plain and signed["encap_content_info"]["content"].native is not None:
        faults.append("container-content")
    if (plain and signed["version"].native != "v1") or signer["version"].native != "v1":
        faults.append("container-encoding")
    digests = [one["algorithm"].native for one in signed["digest_algorithms"]]
    if digests != [signer["digest_algorithm"]["algorithm"].native] or not _plain_parameters(signed, signer):
        faults.append("container-algorithms")
    if not isinstance(signed["crls"], core.Void) and len(signed["crls"]):
        faults.append("container-extra")
    faults += _unsigned_faults(signer)
    faults += _certificate_faults(signed, signer)
    if not isinstance(signer["unsigned_attrs"], core.Void):
        tokens = (one["values"] for one in signer["unsigned_attrs"] if one["type"].dotted == _TIMESTAMP_ATTRIBUTE)
        faults += [fault for values in tokens for one in values for fault in token_faults(one["content"])]
    return tuple(dict.fromkeys(faults))


def stamp_faults(contents: bytes, info: Any) -> tuple[str, ...]:
    """The same for the container of a document time stamp."""
    whole = is_der(without_padding(contents))
    return (*token_faults(info["content"]), *(() if whole else ("container-encoding",)))


def token_faults(signed: Any) -> tuple[str, ...]:
    """What in a time stamp (RFC 3161) no signature covers and does not belong there; services write them in many ways."""
    if len(signed["signer_infos"]) != 1:
        return ("container-signers",)
    signer = signed["signer_infos"][0]
    if not isinstance(signer["unsigned_attrs"], core.Void) and len(signer["unsigned_attrs"]):
        return ("container-extra",)
    if isinstance(signed["certificates"], core.Void):
        return ()
    held = [one.chosen for one in signed["certificates"] if one.name == "certificate"]
    if len(held) != len(signed["certificates"]):
        return ("container-extra",)
    named = [one for one in held if _is_named(signer["sid"].chosen, one)]
    if len(named) > 1:  # an altered copy beside the service's own: readers take the one or the other
        return ("container-certificates",)
    others = [x509.load_der_x509_certificate(one.dump()) for one in held if one not in named]
    known = [x509.load_der_x509_certificate(one.dump()) for one in held]
    return () if all(_belongs(one, known) for one in others) else ("container-certificates",)


def _belongs(certificate: x509.Certificate, known: list[x509.Certificate]) -> bool:
    """Whether it certifies one of the others, and itself if it says so."""
    itself = certificate.subject == certificate.issuer
    return any(is_issued_by(one, certificate) for one in known if one != certificate) and (
        not itself or is_issued_by(certificate, certificate)
    )


def _plain_parameters(signed: Any, signer: Any) -> bool:
    algorithms = [*signed["digest_algorithms"], signer["digest_algorithm"]]
    if signer["signature_algorithm"]["algorithm"].native != "rsassa_pss":
        algorithms.append(signer["signature_algorithm"])
    return all(
        isinstance(one["parameters"], core.Null | core.Void) or one["parameters"].native is None for one in algorithms
    )


def _unsigned_faults(signer: Any) -> list[str]:
    attributes = signer["unsigned_attrs"]
    if isinstance(attributes, core.Void):
        return []
    kinds = [attribute["type"].dotted for attribute in attributes]
    return [] if kinds in ([], [_TIMESTAMP_ATTRIBUTE]) else ["container-extra"]


def _certificate_faults(signed: Any, signer: Any) -> list[str]:
    """The signer's certificate is named by its hash in what is signed; each other one must certify the one before."""
    chosen = [one.chosen for one in signed["certificates"] if one.name == "certificate"]
    if len(chosen) != len(signed["certificates"]):
        return ["container-extra"]
    sid = signer["sid"].chosen
    own = [one for one in chosen if _is_named(sid, one)]
    if len(own) != 1:
        return ["signer-certificate-missing"]
    faults = [] if _hash_matches(signer, own[0].dump()) else ["signer-certificate-other"]
    rest = [one.dump() for one in chosen if one is not own[0]]
    return faults + ([] if _is_chain(own[0].dump(), rest) else ["container-certificates"])


def _is_named(sid: Any, certificate: Any) -> bool:
    if isinstance(sid, cms.IssuerAndSerialNumber):
        return bool(
            sid["issuer"].dump() == certificate.issuer.dump()
            and sid["serial_number"].native == certificate.serial_number
        )
    return bool(sid.native == certificate.key_identifier)


def _hash_matches(signer: Any, certificate: bytes) -> bool:
    """ESS signing-certificate-v2 (RFC 5035), which PAdES demands; one without it is judged by its maker's rules."""
    for attribute in signer["signed_attrs"]:
        if attribute["type"].native == "signing_certificate_v2":
            named = attribute["values"][0]["certs"][0]
            digest = hashlib.new(named["hash_algorithm"]["algorithm"].native, certificate).digest()
            return bool(named["cert_hash"].native == digest)
    return True


def _is_chain(own: bytes, others: list[bytes]) -> bool:
    current, waiting = x509.load_der_x509_certificate(own), [x509.load_der_x509_certificate(one) for one in others]
    while waiting:
        issuer = next((one for one in waiting if is_issued_by(current, one)), None)
        if issuer is None:
            return False
        waiting.remove(issuer)
        current = issuer
    return current.subject != current.issuer or is_issued_by(current, current)
