"""The store of validation data poisoned, time stamps where none belong, and signatures by or from elsewhere."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Callable, Sequence

from attacks import appended
from certificates import PASSPHRASE, SIGNED, certificate, der, identity_for, packed
from cryptography.hazmat.primitives.asymmetric import ec
from manipulate_revisions import dictionary, stream
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.sign.signers import PdfTimeStamper
from time_service import time_stamper

from studio.signing.identity import open_identity
from studio.signing.increment import Increment, QuietWriter, add_signature

Make = Callable[[bytes], bytes]


def store(**lists: Sequence[bytes]) -> Make:
    """A store where there was none, or more in the one that there is."""

    def change(writer: QuietWriter) -> None:
        held = writer.root["/DSS"] if "/DSS" in writer.root else dictionary(Type=pdf_name("/DSS"))
        for key, items in lists.items():
            before = held[f"/{key}"] if f"/{key}" in held else generic.ArrayObject()
            added = [writer.add_object(stream(item)) for item in items]
            held[pdf_name(f"/{key}")] = generic.ArrayObject([*list.__iter__(before), *added])
        _register(writer, held)

    return lambda pdf: appended(pdf, change)


def _register(writer: QuietWriter, held: generic.DictionaryObject) -> None:
    if "/DSS" in writer.root:
        writer.update_container(held)
    else:
        writer.root[pdf_name("/DSS")] = writer.add_object(held)
        writer.update_root()


def store_with(key: str, value: object) -> Make:
    """An entry in the store that is no validation data."""

    def change(writer: QuietWriter) -> None:
        held = writer.root["/DSS"] if "/DSS" in writer.root else dictionary(Type=pdf_name("/DSS"))
        held[pdf_name(key)] = value
        _register(writer, held)

    return lambda pdf: appended(pdf, change)


def store_emptied(pdf: bytes) -> bytes:
    def change(writer: QuietWriter) -> None:
        writer.root["/DSS"][pdf_name("/Certs")] = generic.ArrayObject()
        writer.update_container(writer.root["/DSS"])

    return appended(pdf, change)


def store_removed(pdf: bytes) -> bytes:
    def change(writer: QuietWriter) -> None:
        del writer.root["/DSS"]
        writer.update_root()

    return appended(pdf, change)


def entry_of_the_store_exchanged(pdf: bytes) -> bytes:
    def change(writer: QuietWriter) -> None:
        one = list.__getitem__(writer.root["/DSS"]["/Certs"], 0)
        one.get_object()._data = stranger()
        one.get_object()._encoded_data = None
        writer.mark_update(one.reference)

    return appended(pdf, change)


def note_beside_a_stream(pdf: bytes) -> bytes:
    def change(writer: QuietWriter) -> None:
        held = stream(der(certificate("Nobody", ec.generate_private_key(ec.SECP256R1()))), Note=generic.pdf_string("x"))
        writer.root[pdf_name("/DSS")] = writer.add_object(
            dictionary(Type=pdf_name("/DSS"), Certs=generic.ArrayObject([writer.add_object(held)]))
        )
        writer.update_root()

    return appended(pdf, change)


def stranger() -> bytes:
    return der(certificate("Mallory Quick", ec.generate_private_key(ec.SECP256R1())))


def stamped_in(field: str) -> Make:
    """A document time stamp in a field; one that is not there is made."""

    def make(pdf: bytes) -> bytes:
        out = io.BytesIO()
        stamper = PdfTimeStamper(time_stamper(SIGNED), field_name=field)
        asyncio.run(stamper.async_timestamp_pdf(QuietWriter(io.BytesIO(pdf)), "sha256", output=out))
        return out.getvalue()

    return make


def signed_in(field: str, p12: bytes) -> Make:
    """A signature by whoever `p12` is, without any of the checks that signing makes."""
    return lambda pdf: add_signature(pdf, open_identity(p12, PASSPHRASE), Increment(field, SIGNED))[0]


def namesake(name: str) -> bytes:
    """Another key with a certificate that says the same of its holder as an honest one."""
    key = ec.generate_private_key(ec.SECP256R1())
    return packed(key, certificate(name, key))


def stranger_identity() -> bytes:
    return identity_for("Mallory Quick", "Nobody")
