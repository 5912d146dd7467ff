"""Forms that can be filled in: what each field is called, that nothing is set beforehand, and that answers show."""

from __future__ import annotations

import io
from collections import Counter
from dataclasses import replace
from itertools import pairwise

import pikepdf
import pypdfium2
import pytest
from form_sample import ON, form, sample_form
from pdf_sample import Maker, info, sample_draft
from pikepdf import Dictionary, Name, String

from studio.documents.form_fields import form_fields
from studio.documents.pdf_tag import problems
from studio.documents.pdf_write import pdf_text, write_pdf, write_signing_pdf
from studio.drafting.draft import BlockType, Draft, Run

NO_TOGGLE_TO_OFF, RADIO, IN_UNISON, MULTILINE = 1 << 14, 1 << 15, 1 << 25, 1 << 12
YORK_FORMS = ("consent-adult", "consent-easy-read", "consent-large-print", "consent-representative", "consent-withdrawal",
              "request-form", "disclosure-record")  # fmt: skip


def opened(data: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(data))


def widgets(pdf: pikepdf.Pdf) -> list[pikepdf.Object]:
    return [each for page in pdf.pages for each in page.obj.get("/Annots", []) if each.Subtype == Name.Widget]


def test_a_pair_of_yes_and_no_is_one_question_without_an_answer_that_can_be_taken_back() -> None:
    with opened(write_pdf(sample_form())) as pdf:
        cell = next(each for each in pdf.Root.AcroForm.Fields if "Crisis plan" in str(each.TU))
        assert str(cell.TU) == "Your choices: Crisis plan, Police"
        assert int(cell.Ff) & RADIO
        assert not int(cell.Ff) & NO_TOGGLE_TO_OFF  # ISO 32000-1, table 226
        assert Name.Off == cell.V
        assert [str(kid.TU) for kid in cell.Kids] == [
            "Your choices: Crisis plan, Police: Yes",
            "Your choices: Crisis plan, Police: No",
        ]
        assert [set(kid.AP.N.keys()) for kid in cell.Kids] == [{"/Off", "/Yes"}, {"/Off", "/No"}]


def test_room_to_write_and_single_boxes_are_fields_of_their_own() -> None:
    with opened(write_pdf(sample_form())) as pdf:
        known = {str(each.TU): each for each in pdf.Root.AcroForm.Fields}
        assert Name.Tx == known["Your decision: Your name"].FT
        assert not int(known["Your decision: Your name"].Ff) & MULTILINE
        assert int(known["Your decision: Anything else"].Ff) & MULTILINE
        copy, read = known["For the worker: Copy given"], known["For the worker: Read out"]
        assert copy.FT == read.FT == Name.Btn
        assert not int(copy.Ff) & RADIO
        assert copy.T != read.T


@pytest.mark.parametrize("template", YORK_FORMS)
def test_every_box_and_every_room_of_a_form_is_one_widget_with_a_name_and_a_label(template: str) -> None:
    draft = form(template)
    asked = form_fields(draft)
    boxes = sum(run.box for block in draft.walk() for run in block.runs)
    rooms = sum(block.type is BlockType.FIELD for block in draft.walk())
    with opened(write_pdf(draft)) as pdf:
        fields, seen = list(pdf.Root.AcroForm.Fields), widgets(pdf)
        assert len(seen) == boxes + rooms == len(asked.boxes) + len(asked.texts) > 10
        names = [str(each.T) for each in fields]
        assert len(set(names)) == len(names)
        assert not any("." in name for name in names)
        labels = Counter(str(each.TU) for each in seen)
        assert [label for label, times in labels.items() if times > 1 or len(label) < 5] == []


@pytest.mark.parametrize("template", YORK_FORMS)
def test_nothing_is_set_and_nothing_acts_on_an_empty_form(template: str) -> None:
    """ISO 19005-2, 6.4.1 and 6.5.1: no NeedAppearances, no action; 6.3.3: each widget has its look."""
    with opened(write_pdf(form(template))) as pdf:
        assert "/NeedAppearances" not in pdf.Root.AcroForm
        assert "/XFA" not in pdf.Root.AcroForm
        for each in [*pdf.Root.AcroForm.Fields, *widgets(pdf)]:
            assert "/A" not in each
            assert "/AA" not in each
            assert each.get("/V", Name.Off) == Name.Off
        for each in widgets(pdf):
            assert int(each.F) == 4
            assert each.AP.N is not None
            assert each.get("/AS", Name.Off) == Name.Off
        for each in pdf.objects:
            if isinstance(each, Dictionary) and each.get("/Type") == Name.Font:
                inner = each.DescendantFonts[0] if "/DescendantFonts" in each else each
                assert "/FontFile2" in inner.FontDescriptor


@pytest.mark.parametrize("template", YORK_FORMS)
def test_each_widget_hangs_alone_in_a_form_element_and_is_reached_in_the_order_of_reading(template: str) -> None:
    """ISO 14289-1, 7.18.3 and 7.18.4."""
    with opened(write_pdf(form(template))) as pdf:
        assert problems(pdf) == []
        numbers = list(pdf.Root.StructTreeRoot.ParentTree.Nums)
        owners = {int(numbers[at]): numbers[at + 1] for at in range(0, len(numbers), 2)}
        for each in widgets(pdf):
            owner = owners[int(each.StructParent)]
            assert Name.Form == owner.S
            assert owner.K.Obj.objgen == each.objgen
        for page in pdf.pages:
            assert page.obj.Tabs == Name.S
            places = [int(each.StructParent) for each in page.obj.get("/Annots", [])]
            assert all(before < after for before, after in pairwise(places))


def test_an_answer_shows_on_the_page_and_leaves_text_and_tags_as_they_were() -> None:
    data = write_pdf(sample_form())
    with opened(data) as pdf:
        cell = next(each for each in pdf.Root.AcroForm.Fields if "Crisis plan" in str(each.TU))
        cell.V = cell.Kids[0].AS = Name.Yes
        place = [float(edge) for edge in cell.Kids[0].Rect]
        other = [float(edge) for edge in cell.Kids[1].Rect]
        out = io.BytesIO()
        pdf.save(out)
    filled = out.getvalue()
    with opened(filled) as again:
        assert problems(again) == []
    assert pdf_text(filled) == pdf_text(data)
    assert darkness(filled, place) > darkness(data, place) + 10
    assert darkness(filled, other) == darkness(data, other)


def test_what_is_typed_is_set_in_the_font_inside_the_file() -> None:
    data = write_pdf(sample_form())
    with opened(data) as pdf:
        field = next(each for each in pdf.Root.AcroForm.Fields if str(each.TU) == "Your decision: Your name")
        field.V = String("Sample Person")
        pdf.Root.AcroForm.NeedAppearances = True
        place = [float(edge) for edge in field.Rect]
        pdf.generate_appearance_streams()
        assert b"Sample Person" in field.AP.N.read_bytes()
        assert "/FontFile2" in next(iter(field.AP.N.Resources.Font.values())).FontDescriptor
        out = io.BytesIO()
        pdf.save(out)
    assert darkness(out.getvalue(), place) > darkness(data, place)


def test_the_font_for_answers_can_name_welsh_and_polish_letters() -> None:
    """ISO 19005-2, 6.2.11.6: names of the Adobe Glyph List over WinAnsi."""
    with opened(write_pdf(sample_form())) as pdf:
        font = next(iter(pdf.Root.AcroForm.DR.Font.values()))
        assert font.Encoding.BaseEncoding == Name.WinAnsiEncoding
        told = font.ToUnicode.read_bytes().decode()
        assert all(f"<{ord(letter):04X}>" in told for letter in "ŵŷẁŁęâé€’")
        assert len(font.Widths) == int(font.LastChar) - int(font.FirstChar) + 1


def darkness(data: bytes, place: list[float]) -> float:
    """Mean blackness (0 to 255) of what stands at the place on the first page that shows it."""
    document = pypdfium2.PdfDocument(data)
    try:
        document.init_forms()
        page = document[0]
        image = page.render(scale=2).to_pil().convert("L")
        left, bottom, right, top = place
        high = page.get_height()
        part = image.crop((int(left * 2), int((high - top) * 2), int(right * 2), int((high - bottom) * 2)))
        counted = part.histogram()
        return sum((255 - tone) * times for tone, times in enumerate(counted)) / max(1, sum(counted))
    finally:
        document.close()


def test_two_languages_share_one_answer() -> None:
    maker = Maker()
    for key, heading, question in (("cf-pair-cy", "Eich dewis", "Prawf?"), ("cf-pair", "Your choice", "Sample?")):
        maker.add(BlockType.HEADING, heading)
        maker.add(BlockType.PARAGRAPH, question)
        yes, no = ("Ydw", "Nac ydw") if key.endswith("-cy") else ("Yes", "No")
        maker.add(BlockType.CHOICE, runs=(Run("☐", box=True), Run(f" {yes} "), Run("☐", box=True), Run(f" {no}")))
        maker.add(BlockType.FIELD, "Enw" if key.endswith("-cy") else "Name")
        maker.blocks[-4:] = [
            replace(block, key=f"{key}.{number}", clause=key) for number, block in enumerate(maker.blocks[-4:])
        ]
    with opened(write_pdf(Draft(info(family="form"), tuple(maker.blocks)))) as pdf:
        fields = list(pdf.Root.AcroForm.Fields)
        assert len(fields) == 2
        answer, name = fields
        assert len(answer.Kids) == 4
        assert int(answer.Ff) & IN_UNISON
        assert [str(kid.TU) for kid in answer.Kids] == [
            "Eich dewis: Prawf?: Ydw",
            "Eich dewis: Prawf?: Nac ydw",
            "Your choice: Sample?: Yes",
            "Your choice: Sample?: No",
        ]
        assert len(name.Kids) == 2


def test_only_forms_can_be_filled_in() -> None:
    """A schedule that prints a form, and the file that is signed, get no other fields."""
    boxes = (Run("☐", box=True), Run(" Yes "), Run("☐", box=True), Run(" No"))
    printed = sample_draft()
    maker = Maker()
    maker.add(BlockType.CHOICE, runs=boxes)
    maker.add(BlockType.FIELD, "Your name")
    inside = [replace(block, key=f"form-{block.key}") for block in maker.blocks]
    printed = replace(printed, blocks=(*printed.blocks[:-4], *inside, *printed.blocks[-4:]))
    with opened(write_pdf(printed)) as pdf:
        assert "/AcroForm" not in pdf.Root
    signing = write_signing_pdf(printed, attachments=(), docx_sha256="0" * 64, text_sha256="1" * 64, history_head=None)
    with opened(signing) as pdf:
        assert {str(each.get("/FT", "/Sig")) for each in pdf.Root.AcroForm.Fields} == {"/Sig"}
        assert all("/FT" not in each or Name.Sig == each.FT for each in widgets(pdf))
    with opened(write_pdf(replace(printed, info=info(family="form", on=ON)))) as pdf:
        assert {str(each.FT) for each in pdf.Root.AcroForm.Fields} == {"/Btn", "/Tx"}
