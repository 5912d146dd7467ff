"""Adding one signature to a PDF by incremental update; nothing that stands in the file is written again."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils import content, layout
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import LayoutError
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields as pyhanko_fields
from pyhanko.sign import signers
from pyhanko.sign.general import SigningError, UnacceptableSignerError
from pyhanko.sign.timestamps import HTTPTimeStamper, TimestampRequestError
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator.registry import SimpleCertificateStore

from studio.errors import StudioError
from studio.signing import field_lookup
from studio.signing.authorities import as_asn1
from studio.signing.identity import OpenIdentity

field_lookup.install()

RESERVED_DIGITS = 16384  # a CMS without its certificates has about 1.5 kB
_DIGESTS = {"P-384": "sha384", "P-521": "sha512", "Ed25519": "sha512"}
_HASHES: dict[str, hashes.HashAlgorithm] = {
    "sha256": hashes.SHA256(),
    "sha384": hashes.SHA384(),
    "sha512": hashes.SHA512(),
}


class QuietWriter(IncrementalPdfFileWriter):
    """Leaves XMP and Info as they are and keeps PDF 1.7: the stock writer damages the PDF/A identification."""

    def _update_meta(self) -> None:
        """Nothing: a signature is no edit of the document's description."""

    def ensure_output_version(self, version: tuple[int, int]) -> None:
        super().ensure_output_version(min(version, (1, 7)))  # type: ignore[no-untyped-call]


class HeldKeySigner(signers.Signer):
    """Signs with a key already in memory; pyHanko's own signer reads and proves the key anew at every call."""

    def __init__(self, opened: OpenIdentity) -> None:
        registry = SimpleCertificateStore()  # type: ignore[no-untyped-call]
        registry.register_multiple([as_asn1(one) for one in opened.chain])
        self._key = opened.key
        super().__init__(signing_cert=as_asn1(opened.certificate), cert_registry=registry, embed_roots=True)

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        if dry_run:
            return bytes(1024)
        if isinstance(self._key, rsa.RSAPrivateKey):
            return self._key.sign(data, padding.PKCS1v15(), _HASHES[digest_algorithm])
        if isinstance(self._key, ec.EllipticCurvePrivateKey):
            return self._key.sign(data, ec.ECDSA(_HASHES[digest_algorithm]))
        if isinstance(self._key, ed25519.Ed25519PrivateKey):
            return self._key.sign(data)
        return self._key.sign(data, digest_algorithm)


class AnsweringStamper(HTTPTimeStamper):
    """Whatever is wrong with the service or its answer is one kind of error."""

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> Any:
        try:
            return await super().async_timestamp(message_digest, md_algorithm)
        except Exception as error:
            raise TimestampRequestError("the service gave no usable time stamp") from error


class _ClockedSigner(signers.PdfSigner):
    """Takes the claimed time from its caller, so that one action has one time."""

    at: datetime

    def init_signing_session(self, *args: Any, **named: Any) -> Any:
        session = super().init_signing_session(*args, **named)
        session.system_time = self.at
        return session


@dataclass(frozen=True, slots=True)
class Increment:
    """What is to be added. `stamp` is a one-page PDF drawn into the field, or None for an invisible signature."""

    field: str
    at: datetime
    certify: bool = False
    stamp: bytes | None = None
    tsa: str | None = None
    reason: str | None = None


def digest_for(opened: OpenIdentity) -> str:
    """The digest that matches the strength of the key."""
    return _DIGESTS.get(opened.identity.algorithm, "sha256")


def add_signature(pdf: bytes, opened: OpenIdentity, increment: Increment) -> tuple[bytes, bool]:
    """The file with one more revision, and whether it holds a time stamp.

    A time stamp service that does not answer costs the stamp, not the signature. Raises StudioError when the field
    asks for another signatory or the file cannot take the signature.
    """
    if increment.tsa:
        try:
            return _append(pdf, opened, increment), True
        except (TimestampRequestError, OSError):
            # Signed all the same: the caller reports the lower level.
            return _append(pdf, opened, Increment(**{**_as_dict(increment), "tsa": None})), False
    return _append(pdf, opened, increment), False


def _room(opened: OpenIdentity, increment: Increment) -> int:
    """Digits to reserve: the certificates twice over in hexadecimal, and a time stamp with its own chain."""
    chain = sum(len(one.public_bytes(Encoding.DER)) for one in (opened.certificate, *opened.chain))
    return RESERVED_DIGITS + 2 * chain + (24_000 if increment.tsa else 0)


def _as_dict(increment: Increment) -> dict[str, Any]:
    return {name: getattr(increment, name) for name in Increment.__slots__}


def _append(pdf: bytes, opened: OpenIdentity, increment: Increment) -> bytes:
    meta = signers.PdfSignatureMetadata(
        field_name=increment.field,
        md_algorithm=digest_for(opened),
        subfilter=pyhanko_fields.SigSeedSubFilter.PADES,
        certify=increment.certify,
        docmdp_permissions=pyhanko_fields.MDPPerm.FILL_FORMS,
        name=opened.identity.name,
        reason=increment.reason,
    )
    timestamper = AnsweringStamper(increment.tsa, timeout=10) if increment.tsa else None
    signer = _ClockedSigner(meta, HeldKeySigner(opened), timestamper=timestamper, stamp_style=_style(increment.stamp))
    signer.at = increment.at
    out = io.BytesIO()
    try:
        writer = QuietWriter(io.BytesIO(pdf))
        signer.sign_pdf(writer, existing_fields_only=True, bytes_reserved=_room(opened, increment), output=out)
    except UnacceptableSignerError as error:
        raise StudioError(
            f"The field “{increment.field}” is reserved for another signatory. Nothing was signed.",
            "Choose the identity of the person named in the file, or the field that is yours.",
        ) from error
    except TimestampRequestError:
        raise
    except (SigningError, PdfError, LayoutError, ValueError, KeyError, NotImplementedError) as error:
        raise StudioError(
            f"The file cannot take this signature ({error}). Nothing was signed.",
            "Ask the coordinator for a fresh copy.",
        ) from error
    return out.getvalue()


class _StampPage(content.PdfContent):
    """The first page of a PDF in memory; its resource name is fixed, so that equal stamps are written equally."""

    def __init__(self, pdf: bytes) -> None:
        self._pdf = pdf
        super().__init__()

    def render(self) -> bytes:
        page = self._ensure_writer.import_page_as_xobject(PdfFileReader(io.BytesIO(self._pdf)), page_ix=0)
        self.resources.xobject["/Stamp"] = page
        left, bottom, right, top = page.get_object()["/BBox"]
        self.box = layout.BoxConstraints(width=abs(right - left), height=abs(top - bottom))
        return b"/Stamp Do"


def _style(stamp: bytes | None) -> StaticStampStyle:
    if stamp is None:
        return StaticStampStyle(border_width=0)
    whole = layout.SimpleBoxLayoutRule(
        x_align=layout.AxisAlignment.ALIGN_MID,
        y_align=layout.AxisAlignment.ALIGN_MID,
        margins=layout.Margins(),
    )
    # Margins other than zero would scale the page to 90 %.
    return StaticStampStyle(
        border_width=0, background=_StampPage(stamp), background_opacity=1.0, background_layout=whole
    )
