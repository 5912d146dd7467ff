"""Files that nobody altered, by us and by other programs: each must pass where its manipulated twin fails."""

from __future__ import annotations

import asyncio
import io
import re
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import attacks
import manipulate_store as data
import manipulations
import paper
import pikepdf
from certificates import (
    PASSPHRASE,
    SIGNED,
    certificate,
    der,
    identity_for,
    issued_identity,
    packed,
    pem,
    time_authority,
)
from cryptography.hazmat.primitives.asymmetric import ec
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, PdfTimeStamper, SimpleSigner
from time_service import serving, time_stamper

from studio.signing.identity import open_identity
from studio.signing.increment import Increment, QuietWriter, add_signature
from studio.signing.sign import sign_field

Made = tuple[bytes, list[bytes]]


@dataclass(frozen=True)
class Twin:
    """`make` gives the file and the certificates that are trusted."""

    name: str
    make: Callable[[], Made]


def three() -> Made:
    return paper.signed(), manipulations.trust()


def two() -> Made:
    return paper.signed(2), manipulations.trust()


def certified() -> Made:
    return paper.certified(), manipulations.trust()


def with_line_end() -> Made:
    return paper.signed() + b"\r\n", manipulations.trust()


def digits_in_small_letters() -> Made:
    """Only those of the last signature: the others are covered by those after them."""
    one = list(re.finditer(rb"<[0-9A-F]{200,}>", paper.signed()))[-1]
    return paper.signed()[: one.start()] + one.group().lower() + paper.signed()[one.end() :], manipulations.trust()


def in_another_order() -> Made:
    pdf = paper.certified()
    for party, legal, person, _ in reversed(paper.PEOPLE):
        pdf = sign_field(pdf, f"sign.{party}", identity_for(person, legal), PASSPHRASE, at=SIGNED).pdf
    return pdf, manipulations.trust()


def _by(p12: bytes, pdf: bytes | None = None) -> Made:
    signed = sign_field(pdf or paper.certified(), "sign.together", p12, PASSPHRASE, at=SIGNED).pdf
    return signed, [*manipulations.trust(), pem(p12)]


def with_rsa() -> Made:
    return _by(identity_for(paper.PEOPLE[0][2], paper.PEOPLE[0][1], "rsa3072"))


def with_p384() -> Made:
    key = ec.generate_private_key(ec.SECP384R1())
    return _by(packed(key, certificate(paper.PEOPLE[0][2], key)))


def with_a_chain() -> Made:
    return _by(issued_identity())


def with_the_time_in_it() -> Made:
    with serving(SIGNED) as address:
        done = sign_field(paper.certified(), "sign.together", data_of_linda(), PASSPHRASE, at=SIGNED, tsa=address)
    if done.note:
        raise RuntimeError(done.note)
    return done.pdf, manipulations.trust()


def data_of_linda() -> bytes:
    return identity_for(paper.PEOPLE[0][2], paper.PEOPLE[0][1])


def with_the_time_over_all() -> Made:
    return data.stamped_in("DocTime")(paper.signed()), manipulations.trust()


def with_validation_data_and_time() -> Made:
    return manipulations.lasting(), manipulations.trust()


def validation_data_written_again() -> Made:
    """The same store once more, with nothing new in it: everybody may write to it."""
    return data.store()(manipulations.lasting()), manipulations.trust()


def renewed_by_another_program() -> Made:
    """pyHanko's own time stamp: a field with a name of its own, shown nowhere, and no field of ours."""
    out = io.BytesIO()
    writer = QuietWriter(io.BytesIO(manipulations.lasting()))
    asyncio.run(PdfTimeStamper(time_stamper(SIGNED)).async_timestamp_pdf(writer, "sha256", output=out))
    return out.getvalue(), manipulations.trust()


def validation_data_between() -> Made:
    """The store added by one between two signatures."""
    one = paper.signed(1)
    held = data.store(Certs=[manipulations.certificate_of(paper.PEOPLE[0][2], paper.PEOPLE[0][1])])(one)
    party, legal, person, _ = paper.PEOPLE[1]
    return sign_field(
        held, f"sign.{party}", identity_for(person, legal), PASSPHRASE, at=SIGNED
    ).pdf, manipulations.trust()


def signed_by_pyhanko() -> Made:
    """pyHanko's own signer on a field of ours; its writer as it comes would put its name into the description (XMP)."""
    signer = SimpleSigner.load_pkcs12_data(data_of_linda(), other_certs=[], passphrase=PASSPHRASE.encode())
    meta = PdfSignatureMetadata(field_name="sign.together", subfilter=SigSeedSubFilter.PADES, md_algorithm="sha256")
    out = io.BytesIO()
    writer = QuietWriter(io.BytesIO(paper.certified()))
    asyncio.run(PdfSigner(meta, signer).async_sign_pdf(writer, existing_fields_only=True, output=out))
    return out.getvalue(), manipulations.trust()


def signed_by_mutool() -> Made:
    """Appended cleanly, but with a digest of SHA-1, as that program has it. With P-256 it now and then writes only zeros."""
    p12 = identity_for(paper.PEOPLE[0][2], paper.PEOPLE[0][1], "rsa3072")
    with tempfile.TemporaryDirectory() as folder:
        for name, content in (("in.pdf", paper.certified()), ("id.p12", p12)):
            Path(folder, name).write_bytes(content)
        number = re.search(rb"(\d+) 0 obj\s*<<[^>]*/T \(together\)", paper.certified()) or re.search(
            rb"(\d+) 0 obj\n<<(?:(?!endobj).)*/T \(together\)", paper.certified(), re.DOTALL
        )
        if number is None:
            raise RuntimeError("the field was not found")
        command = [
            "mutool",
            "sign",
            "-s",
            "id.p12",
            "-P",
            PASSPHRASE,
            "-o",
            "out.pdf",
            "in.pdf",
            number.group(1).decode(),
        ]
        subprocess.run(command, cwd=folder, check=True, capture_output=True)
        return Path(folder, "out.pdf").read_bytes(), [*manipulations.trust(), pem(p12)]


# -- files of other makers

FOREIGN = identity_for("Ana Foreign", "Elsewhere")


def _foreign(pdf: bytes) -> Made:
    signed = add_signature(pdf, open_identity(FOREIGN, PASSPHRASE), Increment("sign.together", SIGNED))[0]
    return signed, [pem(FOREIGN), der(time_authority()[0])]


def _saved(pdf: bytes, **named: object) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        opened.save(out, **named)
    return out.getvalue()


def foreign() -> Made:
    return _foreign(paper.unsigned(here=False))


def foreign_with_object_streams() -> Made:
    return _foreign(_saved(paper.unsigned(here=False), object_stream_mode=pikepdf.ObjectStreamMode.generate))


def foreign_linearized() -> Made:
    return _foreign(_saved(paper.unsigned(here=False), linearize=True))


def foreign_with_its_title_changed() -> Made:
    signed, trust = foreign()
    return attacks.title_changed(signed), trust


def foreign_form_filled_in_truly() -> Made:
    signed, trust = _foreign(paper.unsigned(here=False, text_field=True))
    return attacks.text_filled(signed, "250", b"/Tx BMC BT (250) Tj ET EMC"), trust


def foreign_with_time() -> Made:
    signed, trust = foreign()
    return data.stamped_in("DocTime")(signed), trust


def foreign_with_time_of_its_own() -> Made:
    signed, trust = foreign()
    return data.stamped_in("Timestamp-1")(signed), trust


def foreign_with_strange_validation_data() -> Made:
    """What a foreign file keeps in its store is its maker's matter."""
    signed, trust = foreign()
    return data.store(Certs=[data.stranger()])(signed), trust


ALL = tuple(
    Twin(make.__name__.replace("_", " "), make)
    for make in (
        three, two, certified, with_line_end, digits_in_small_letters, in_another_order, with_rsa, with_p384, with_a_chain,
        with_the_time_in_it, with_the_time_over_all, with_validation_data_and_time, renewed_by_another_program,
        validation_data_between, validation_data_written_again, signed_by_pyhanko,
        foreign, foreign_with_object_streams, foreign_linearized,
        foreign_with_its_title_changed, foreign_form_filled_in_truly, foreign_with_time, foreign_with_time_of_its_own,
        foreign_with_strange_validation_data,
    )
)  # fmt: skip
