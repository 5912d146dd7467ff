"""Signing: the right person in the right field, appended, or nothing at all."""

from __future__ import annotations

import attacks
import paper
import pytest
from certificates import PASSPHRASE, SIGNED, certificate, identity_for, issued_identity, packed, pem
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from pyhanko.pdf_utils.reader import PdfFileReader

from studio.errors import StudioError
from studio.signing.certify import certify
from studio.signing.fields import read_fields, read_plan
from studio.signing.sign import sign_field
from studio.signing.verify import accepted, sha256, verify

LINDA = ("Linda Bryant SAMPLE", "Together for Mental Wellbeing")


def signed_here(pdf: bytes, field: str = "sign.together", p12: bytes | None = None, **named):
    return sign_field(pdf, field, p12 or identity_for(*LINDA), PASSPHRASE, **{"at": SIGNED, **named})


def test_a_signature_is_appended_and_the_file_that_came_in_is_its_beginning():
    before = paper.certified()
    done = signed_here(before)
    assert done.pdf.startswith(before)
    assert done.level == "PAdES-BASELINE-B"
    assert done.sha256 == sha256(done.pdf)
    assert done.signer == LINDA[0]
    assert done.note == ""
    assert verify(done.pdf, trust=paper.trust(), at=SIGNED, sent=before).unsigned_fields == (
        "sign.police",
        "sign.council",
    )


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 0, 1), (1, 2, 0)])
def test_partners_sign_in_any_order(order):
    pdf = paper.certified()
    for one in order:
        party, legal, person, _ = paper.PEOPLE[one]
        pdf = signed_here(pdf, f"sign.{party}", identity_for(person, legal)).pdf
    assert accepted(verify(pdf, trust=paper.trust(), at=SIGNED, sent=paper.certified()))


@pytest.mark.parametrize(
    ("pdf", "field", "said"),
    [
        (lambda: paper.signed(1), "sign.together", "already signed"),
        (paper.certified, "sign.nobody", "no field “sign.nobody”"),
        (paper.certified, "sign.coordinator", "no field “sign.coordinator”"),
        (paper.unsigned, "sign.together", "not certified this file yet"),
        (lambda: attacks.page_rewritten(paper.certified()), "sign.together", "page 1"),
        (lambda: attacks.byte_in_a_page(paper.certified()), "sign.together", "altered afterwards"),
        (lambda: attacks.garbage_behind(paper.certified()), "sign.together", "behind the end"),
        (lambda: b"nothing", "sign.together", "not a PDF"),
    ],
)
def test_nothing_is_signed_when_something_is_wrong(pdf, field, said):
    with pytest.raises(StudioError, match=said):
        signed_here(pdf(), field)
    assert signed_here(paper.certified()).field == "sign.together"


def test_a_wrong_passphrase_signs_nothing():
    with pytest.raises(StudioError, match="passphrase does not open"):
        sign_field(paper.certified(), "sign.together", identity_for(*LINDA), "wrong", at=SIGNED)


def test_a_weak_identity_signs_nothing():
    small = rsa.generate_private_key(public_exponent=65537, key_size=1024)
    with pytest.raises(StudioError, match="too weak"):
        signed_here(paper.certified(), p12=packed(small, certificate("Linda Bryant", small)))


def test_an_expired_identity_signs_nothing():
    from datetime import timedelta

    with pytest.raises(StudioError, match="valid from"):
        signed_here(paper.certified(), at=SIGNED + timedelta(days=3000))


def test_another_signatory_of_the_file_is_sent_to_the_own_field():
    with pytest.raises(StudioError, match=r"signs for Together for Mental Wellbeing: choose that place"):
        signed_here(paper.certified(), "sign.police")


def test_a_field_reserved_by_its_seed_value_takes_only_that_person():
    import io

    import pikepdf

    with pikepdf.open(io.BytesIO(paper.unsigned())) as pdf:
        for group in pdf.Root.AcroForm.Fields:
            for field in group.get("/Kids", []):
                if str(field.T) == "together":
                    field.SV = pikepdf.Dictionary(
                        Type=pikepdf.Name.SV,
                        Cert=pikepdf.Dictionary(
                            Type=pikepdf.Name.SVCert, Ff=8,
                            SubjectDN=pikepdf.Array([pikepdf.Dictionary(CN=pikepdf.String("Linda Bryant SAMPLE"))]),
                        ),
                    )  # fmt: skip
        out = io.BytesIO()
        pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    reserved = certify(out.getvalue(), identity_for("Chris Reed"), PASSPHRASE, SIGNED)
    with pytest.raises(StudioError, match="reserved for another signatory"):
        signed_here(reserved, p12=identity_for("Somebody Else"))
    assert signed_here(reserved).signer == LINDA[0]


@pytest.mark.parametrize("curve", [ec.SECP384R1(), ec.SECP521R1()], ids=["P-384", "P-521"])
def test_other_curves_sign_too(curve):
    key = ec.generate_private_key(curve)
    own = certificate("Linda Bryant SAMPLE", key)
    done = signed_here(paper.certified(), p12=packed(key, own))
    result = verify(done.pdf, trust=[*paper.trust(), pem(packed(key, own))], at=SIGNED)
    assert [str(one.indication) for one in result.signatures] == ["TOTAL-PASSED"] * 2


def test_an_identity_with_its_chain_is_good_and_the_chain_travels_along():
    done = signed_here(paper.certified(), p12=issued_identity())
    result = verify(done.pdf, trust=[*paper.trust(), pem(issued_identity())], at=SIGNED)
    assert str(result.signatures[-1].indication) == "TOTAL-PASSED"
    reader = PdfFileReader(__import__("io").BytesIO(done.pdf))
    assert len(reader.embedded_signatures[-1].other_embedded_certs) == 1


def test_certifying_needs_an_unsigned_file_with_the_coordinators_field():
    with pytest.raises(StudioError, match="already signed"):
        certify(paper.certified(), identity_for("Chris Reed"), PASSPHRASE, SIGNED)
    with pytest.raises(StudioError, match="cannot be opened"):
        certify(b"nothing", identity_for("Chris Reed"), PASSPHRASE, SIGNED)


def test_the_executive_sees_what_is_signed_from_the_file_alone():
    plan = read_plan(paper.certified(), "sign.police")
    assert plan.person == "Tim Forbes SAMPLE"
    assert plan.office == "Chief Constable"
    assert plan.declaration == ("I, Tim Forbes SAMPLE, sign for Chief Constable of North Yorkshire Police.",)
    assert plan.sample
    assert plan.pdf_sha256 == sha256(paper.certified())
    assert read_plan(paper.signed(1)).field == "sign.police"
    with pytest.raises(StudioError, match=r"Its fields are: sign\.together"):
        read_plan(paper.certified(), "sign.nobody")
    with pytest.raises(StudioError, match="not prepared for signing"):
        read_plan(paper.unsigned(here=False))


def test_the_fields_say_who_has_signed():
    states = {one.place.name: (one.kind, one.signed) for one in read_fields(paper.signed(1))}
    assert states == {
        "sign.coordinator": ("certification", True),
        "sign.together": ("signature", True),
        "sign.police": ("signature", False),
        "sign.council": ("signature", False),
        "DocTime": ("timestamp", False),
    }


def test_the_description_of_the_document_is_left_as_it_was():
    reader = PdfFileReader(__import__("io").BytesIO(paper.signed()))
    assert reader.input_version == (1, 7)
    for revision in range(1, reader.xrefs.total_revisions):
        changed = {ref.idnum for ref in reader.xrefs.explicit_refs_in_revision(revision)}
        assert reader.trailer.raw_get("/Info").idnum not in changed
