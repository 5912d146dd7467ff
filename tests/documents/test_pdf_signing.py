"""The signing copy: fields prepared before certification, nothing else to fill in."""

from __future__ import annotations

import hashlib
import io

import pikepdf
import pytest
from pdf_sample import Maker, info, sample_draft

from studio.documents.pdf_tag import problems
from studio.documents.pdf_write import pdf_text, write_signing_pdf
from studio.documents.stamp import write_stamp
from studio.drafting.draft import BlockType, Draft, DraftStatus
from studio.errors import StudioError
from studio.signing.plan import Attachment

FINAL = sample_draft(status=DraftStatus.FINAL, version="1.0", number=0)
TEXT = FINAL.text().encode()
DIGEST = hashlib.sha256(TEXT).hexdigest()


@pytest.fixture(scope="module")
def signing_pdf() -> bytes:
    attached = [Attachment("agreement.txt", "text/plain", TEXT, "The agreed text", "Source")]
    return write_signing_pdf(
        FINAL, attachments=attached, docx_sha256="ab" * 32, text_sha256=DIGEST, history_head="9" * 64
    )


def _widgets(pdf: pikepdf.Pdf) -> dict[str, pikepdf.Object]:
    found = {}
    for field in pdf.Root.AcroForm.Fields:
        for each in field.get("/Kids", [field]):
            above = f"{each.Parent.T}." if "/Parent" in each else ""
            found[f"{above}{each.T}"] = each
    return found


def test_there_is_one_field_for_each_signatory_the_coordinator_and_the_time(signing_pdf: bytes) -> None:
    with pikepdf.open(io.BytesIO(signing_pdf)) as pdf:
        widgets = _widgets(pdf)
        assert list(widgets) == ["sign.p1", "sign.p2", "sign.p3", "sign.coordinator", "DocTime"]
        assert pdf.Root.AcroForm.SigFlags == 3
        for name, widget in widgets.items():
            assert widget.FT == "/Sig"
            assert widget.Subtype == "/Widget"
            assert widget.F == 132
            assert "/TU" in widget
            assert "/Kids" not in widget
            if name != "DocTime":
                assert [str(each) for each in widget.Lock.Fields] == [name]
                assert widget.Lock.Action == "/Include"
        assert [float(edge) for edge in widgets["DocTime"].Rect] == [0, 0, 0, 0]


def test_each_field_is_tagged_with_its_object_itself(signing_pdf: bytes) -> None:
    with pikepdf.open(io.BytesIO(signing_pdf)) as pdf:
        assert problems(pdf) == []
        forms = [e for e in pdf.objects if isinstance(e, pikepdf.Dictionary) and e.get("/S") == "/Form"
                 and e.get("/Type") == "/StructElem"]  # fmt: skip
        assert len(forms) == 5
        assert all(isinstance(form.K, pikepdf.Dictionary) and form.K.Type == "/OBJR" for form in forms)


def test_the_file_holds_no_script_and_nothing_to_fill_in(signing_pdf: bytes) -> None:
    with pikepdf.open(io.BytesIO(signing_pdf)) as pdf:
        kinds = {str(widget.FT) for widget in _widgets(pdf).values()}
        assert kinds == {"/Sig"}
        names = {key for each in pdf.objects if isinstance(each, pikepdf.Dictionary) for key in each.keys()}  # noqa: SIM118
        assert not names & {"/JS", "/JavaScript", "/OpenAction", "/AA", "/XFA", "/ObjStm"}


def test_it_prints_and_carries_the_fingerprints_of_the_agreed_text(signing_pdf: bytes) -> None:
    text = "".join("".join(page.split()) for page in pdf_text(signing_pdf))
    assert text.count(DIGEST.upper()) == 4  # three partners and the certification
    assert ("AB" * 32) in text
    with pikepdf.open(io.BytesIO(signing_pdf)) as pdf:
        assert pdf.attachments["agreement.txt"].get_file().read_bytes() == TEXT
        assert str(pdf.docinfo["/AgreementTextSha256"]) == DIGEST
        assert str(pdf.docinfo["/AgreementHistoryHead"]) == "9" * 64
        assert str(pdf.docinfo["/AgreementRef"]) == "SAMPLE-YP-01"
        assert str(pdf.Root.AF[0].AFRelationship) == "/Source"


def test_the_empty_field_is_not_drawn_on_the_page(signing_pdf: bytes) -> None:
    assert not any("Sign here" in page for page in pdf_text(signing_pdf))
    with pikepdf.open(io.BytesIO(signing_pdf)) as pdf:
        assert len(_widgets(pdf)["sign.p1"].AP.N.read_bytes()) > 200


def test_it_is_made_alike_each_time(signing_pdf: bytes) -> None:
    attached = [Attachment("agreement.txt", "text/plain", TEXT, "The agreed text", "Source")]
    again = write_signing_pdf(
        FINAL, attachments=attached, docx_sha256="ab" * 32, text_sha256=DIGEST, history_head="9" * 64
    )
    assert again == signing_pdf


def test_a_text_without_signatures_cannot_be_prepared() -> None:
    maker = Maker()
    maker.add(BlockType.PARAGRAPH, "Nothing to sign.")
    with pytest.raises(StudioError, match="no place for a signature"):
        write_signing_pdf(
            Draft(info(), tuple(maker.blocks)), attachments=[], docx_sha256="", text_sha256="", history_head=None
        )


def test_a_stamp_shows_name_office_and_time_and_cuts_what_is_too_long() -> None:
    data = write_stamp(name="Łucja Wiśniewska", office="Chief Executive", organisation="Ouse Valley " * 30,
                       signed_at="21 January 2027, 16:31 UTC", details="Text 4C1E 09B7")  # fmt: skip
    text = pdf_text(data)[0]
    assert "Łucja Wiśniewska" in text
    assert "16:31 UTC" in text
    assert "…" in text
