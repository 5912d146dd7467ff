"""Forms in Word: printed boxes, large type where it is asked for, a picture above each idea of easy read."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO

import pytest
from docx_soundness import faults
from form_sample import form

from studio.documents.docx_write import write_docx
from studio.documents.easy_pictures import ideas
from studio.drafting.draft import BlockType


def part(data: bytes, name: str) -> str:
    with zipfile.ZipFile(BytesIO(data)) as parts:
        return parts.read(name).decode()


def size_of(styles: str, style: str) -> float:
    """Size of a paragraph style's type in points, its own or that of the style it is based on."""
    found = re.search(rf'<w:style [^>]*w:styleId="{style}".*?</w:style>', styles, re.DOTALL)
    assert found is not None
    own = re.search(r'<w:sz w:val="(\d+)"', found[0])
    based = re.search(r'<w:basedOn w:val="(\w+)"', found[0])
    return int(own[1]) / 2 if own else size_of(styles, based[1] if based else "Normal")


@pytest.mark.parametrize(("template", "least"), [("consent-large-print", 18), ("consent-easy-read", 16)])
def test_every_style_that_the_form_uses_is_large_enough(template: str, least: float) -> None:
    data = write_docx(form(template))
    used = set(re.findall(r'<w:pStyle w:val="(\w+)"', part(data, "word/document.xml"))) - {"ASAfterTable", "ASFigure"}
    assert len(used) > 5
    assert {style for style in used if size_of(part(data, "word/styles.xml"), style) < least} == set()
    assert size_of(part(write_docx(form("consent-adult")), "word/styles.xml"), "ASFormText") == 12


def test_the_tables_of_a_public_paper_are_as_large_as_the_design_asks() -> None:
    sizes = {template: size_of(part(write_docx(form(template)), "word/styles.xml"), "ASTableText")
             for template in ("consent-adult", "privacy-notice", "practitioner-card", "isa-multi-agency")}  # fmt: skip
    assert sizes == {"consent-adult": 11, "privacy-notice": 11, "practitioner-card": 10, "isa-multi-agency": 9}


def test_a_box_and_its_word_stand_on_one_line_and_only_the_first_words_of_a_row_are_bold() -> None:
    text = part(write_docx(form("consent-adult")), "word/document.xml")
    assert '☐</w:t></w:r><w:r><w:t xml:space="preserve">\u00a0Yes' in text
    assert not re.search("☐</w:t></w:r><w:r><w:t[^>]*> ", text)
    example = text.index("Such as: ")
    assert re.findall(r'w:pStyle w:val="(\w+)"', text[:example])[-2:] == ["ASTableRowHead", "ASTableText"]


def test_a_form_begins_at_the_top_in_sans() -> None:
    styles = part(write_docx(form("consent-adult")), "word/styles.xml")
    for style in ("ASSeries", "Subtitle", "ASFormTitle"):
        found = re.search(rf'<w:style [^>]*w:styleId="{style}".*?</w:style>', styles, re.DOTALL)
        assert found is not None
        assert "Agreement Serif" not in found[0]
        assert 'w:before="0"' in found[0]


def test_easy_read_has_a_decorative_picture_above_each_idea() -> None:
    draft = form("consent-easy-read")
    data = write_docx(draft)
    text = part(data, "word/document.xml")
    rows = [row for row in ideas(draft.blocks) if row[0].type is not BlockType.SERIES]
    assert text.count("<wp:inline") == len(rows) > 20
    assert text.count(
        'decorative xmlns:adec="http://schemas.microsoft.com/office/drawing/2017/decorative" val="1"'
    ) == len(rows)
    assert faults(data) == []


@pytest.mark.parametrize("template", ["consent-adult", "consent-easy-read", "consent-large-print"])
def test_boxes_are_printed_and_no_content_control_asks_to_be_filled_in(template: str) -> None:
    draft = form(template)
    text = part(write_docx(draft), "word/document.xml")
    assert "<w:sdt>" not in text
    assert "w:ffData" not in text
    assert text.count("☐") == sum(run.box for block in draft.walk() for run in block.runs)
