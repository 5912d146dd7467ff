"""The file that the writer of documents lays out: prepared, certified, signed by all, judged by other tools."""

from __future__ import annotations

import hashlib
import io
import subprocess
from datetime import date
from functools import lru_cache

import attacks
import pytest
from certificates import PASSPHRASE, SIGNED, identity_for, pem
from pyhanko.pdf_utils.reader import PdfFileReader

from studio.documents.pdf_write import write_signing_pdf
from studio.drafting.draft import Block, BlockType, Draft, DraftInfo, DraftStatus, Run, SignaturePlace
from studio.signing.certificates import signer_certificate
from studio.signing.certify import certify
from studio.signing.fields import attachment, read_fields, read_plan
from studio.signing.plan import Attachment
from studio.signing.reader import first_signed, open_pdf
from studio.signing.report import Indication
from studio.signing.sign import sign_field
from studio.signing.summary import summarise, summary_attachment
from studio.signing.uses import are_used_as_expected
from studio.signing.verify import accepted, verify

PARTIES = (
    ("together", "Together for Mental Wellbeing", "Ida Bright"),
    ("police", "North Yorkshire Police", "Theo Marsh"),
)


def draft() -> Draft:
    info = DraftInfo(
        template="isa-multi-agency", title="York Pathways", short_title="York Pathways", ref="SAMPLE-YP-1",
        version="1.0", family="agreement", status=DraftStatus.FINAL, number=2, on=date(2026, 12, 18), sample=True,
    )  # fmt: skip
    blocks = [Block("t", "title", "1", BlockType.TITLE, runs=(Run("York Pathways"),))]
    for number in range(40):
        text = f"Promise {number} is kept for six years by every partner."
        blocks.append(Block(f"p{number}", "keep", "1", BlockType.NUMBERED, 2, f"1.{number}", (Run(text),)))
    for position, (party, legal, person) in enumerate(PARTIES, 1):
        said = f"I declare for {legal} that this is the agreed text."
        blocks.append(Block(f"d{party}", "declare", "1", BlockType.PARAGRAPH, runs=(Run(said),)))
        place = SignaturePlace(party, party, legal, person, "Chief Executive", f"sign.{party}", position, 2)
        blocks.append(Block(f"s{party}", "declare", "1", BlockType.SIGNATURE, signature=place))
    return Draft(info, tuple(blocks))


@lru_cache(maxsize=1)
def unsigned() -> bytes:
    text = draft().text().encode()
    text_sha256, docx_sha256 = hashlib.sha256(text).hexdigest(), "ab" * 32
    attached = (
        Attachment("agreement.txt", "text/plain", text, "The agreed text", "Source"),
        summary_attachment(summarise(draft(), text_sha256, docx_sha256)),
    )
    return write_signing_pdf(
        draft(), attachments=attached, docx_sha256=docx_sha256, text_sha256=text_sha256, history_head=None
    )


@lru_cache(maxsize=1)
def certified() -> bytes:
    return certify(unsigned(), identity_for("Chris Reed"), PASSPHRASE, SIGNED)


@lru_cache(maxsize=1)
def signed() -> bytes:
    pdf = certified()
    for party, legal, person in reversed(PARTIES):
        pdf = sign_field(pdf, f"sign.{party}", identity_for(person, legal), PASSPHRASE, at=SIGNED).pdf
    return pdf


def trust() -> list[bytes]:
    return [pem(identity_for("Chris Reed")), *(pem(identity_for(person, legal)) for _, legal, person in PARTIES)]


def test_the_whole_way_is_good_and_nothing_needs_explaining():
    result = verify(signed(), trust=trust(), at=SIGNED, sent=certified())
    assert accepted(result)
    assert result.problems == ()
    assert result.sentence == "Both signatures and the coordinator’s certification are good."


def test_pdfsig_and_qpdf_agree(tmp_path):
    path = tmp_path / "signed.pdf"
    path.write_bytes(signed())
    done = subprocess.run(["pdfsig", "-nocert", path], capture_output=True, text=True, check=False)
    assert done.stdout.count("Signature is Valid") == 3
    assert subprocess.run(["qpdf", "--check", path], capture_output=True, check=False).returncode == 0


def test_the_reading_order_is_the_same_after_signing(tmp_path):
    said = []
    for name, data in (("a.pdf", unsigned()), ("b.pdf", signed())):
        (tmp_path / name).write_bytes(data)
        done = subprocess.run(["pdfinfo", "-struct-text", tmp_path / name], capture_output=True, check=True)
        said.append(done.stdout)
    assert said[0] == said[1]


def test_the_approved_text_travels_in_the_file():
    text = attachment(first_signed(open_pdf(signed())), "agreement.txt")
    assert text == draft().text().encode()
    assert read_plan(signed(), "sign.police").text_sha256 == hashlib.sha256(text).hexdigest()


def test_each_signatory_sees_the_own_declaration():
    plan = read_plan(certified(), "sign.police")
    assert plan.declaration == ("I declare for North Yorkshire Police that this is the agreed text.",)
    assert [one.place.person for one in read_fields(certified()) if one.kind == "signature"] == [
        "Ida Bright",
        "Theo Marsh",
    ]


def test_the_certificate_of_a_signatory_can_be_taken_out():
    assert signer_certificate(signed(), "sign.police").encode() == trust()[2]


def test_the_fields_are_seen_to_be_used_only_where_they_should():
    base = first_signed(open_pdf(signed()))
    assert are_used_as_expected(base, signed(), {"sign.police", "sign.together"})
    assert not are_used_as_expected(base, signed(), {"sign.nobody"})


def test_no_fonts_are_missing_from_the_stamps(tmp_path):
    path = tmp_path / "signed.pdf"
    path.write_bytes(signed())
    fonts = subprocess.run(["pdffonts", path], capture_output=True, text=True, check=True).stdout.splitlines()[2:]
    assert fonts
    assert all(line.split()[-5] == "yes" for line in fonts), fonts


@pytest.mark.parametrize(
    ("attack", "code"),
    [
        (attacks.need_appearances, "form-changed"),
        (attacks.title_changed, "info-changed"),
        (attacks.field_added, "field-added"),
        (attacks.stamp_replaced, "field-changed"),
        (attacks.note_added, "page-changed"),
        (attacks.pages_swapped, "page-changed"),
        (attacks.attachment_swapped, "attachment-changed"),
        (attacks.garbage_behind, "trailing-bytes"),
    ],
)
def test_altered_it_fails_for_the_same_reasons(attack, code):
    result = verify(attack(signed()), trust=trust(), at=SIGNED)
    assert result.indication is Indication.FAILED
    assert code in {one.code for one in result.problems}


def test_a_signature_leaves_the_description_and_the_version_alone():
    reader = PdfFileReader(io.BytesIO(signed()))
    assert reader.input_version == (1, 7)
    described = {reader.root.raw_get("/Metadata").idnum, reader.trailer.raw_get("/Info").idnum}
    for revision in range(1, reader.xrefs.total_revisions):
        assert not described & {ref.idnum for ref in reader.xrefs.explicit_refs_in_revision(revision)}
