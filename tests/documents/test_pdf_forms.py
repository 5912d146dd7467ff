"""Forms on paper: sheets, large print, easy read, two languages side by side."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import pikepdf
import pypdfium2
import pytest
from form_sample import form, sample_form
from pdf_sample import Maker, info

from studio.documents.diagram import Words
from studio.documents.easy_pictures import PICTURES, SIDE, ideas, picture, picture_for
from studio.documents.layout import FORM
from studio.documents.pdf_tag import problems
from studio.documents.pdf_write import pdf_text, write_pdf
from studio.drafting.draft import BlockType, Draft, Run


def page_of(pages: list[str], words: str) -> int:
    """Number of the page with these words, from 1; line ends count as spaces."""
    return next(number for number, page in enumerate(pages, 1) if words in " ".join(page.split()))


@pytest.mark.parametrize("case", ["york-pathways", "older-people", "surrey-crisis-care", "mash"])
def test_the_choices_and_the_signature_under_them_are_on_one_sheet(case: str) -> None:
    pages = pdf_text(write_pdf(form("consent-adult", case)))
    choices = page_of(pages, "Both empty: we have not asked you")
    signature = page_of(pages, "Your signature, or the word")
    assert (choices - 1) // 2 == (signature - 1) // 2
    assert len(pages) <= 5


def test_a_short_form_explains_on_its_first_page_and_decides_on_the_second() -> None:
    short = sample_form()
    maker = Maker()
    for number in range(6):
        maker.add(BlockType.HEADING, f"Why we ask {number}")
        maker.add(BlockType.PARAGRAPH, "Because it helps the people who help you. " * 6)
    told = [replace(block, key=f"why-{block.key}", clause=f"why-{at // 2}") for at, block in enumerate(maker.blocks)]
    asked = [replace(block, clause="choices") for block in short.blocks[2:]]
    pages = pdf_text(write_pdf(replace(short, blocks=(*short.blocks[:2], *told, *asked))))
    assert len(pages) == 2
    assert page_of(pages, "Your choices") == page_of(pages, "Your name") == 2
    assert page_of(pages, "Why we ask 5") == 1


def sizes_of_content(data: bytes) -> set[float]:
    """Sizes of type outside running heads and feet."""
    found: set[float] = set()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for page in pdf.pages:
            artifact, size = False, 0.0
            for instruction in pikepdf.parse_content_stream(page):
                name = str(instruction.operator)
                if name == "BDC":
                    artifact = str(instruction.operands[0]) == "/Artifact"
                elif name == "Tf":
                    size = float(instruction.operands[1])
                elif name in {"Tj", "TJ"} and not artifact:
                    found.add(size)
    return found


def test_large_print_has_nothing_below_eighteen_points_and_no_matrix() -> None:
    draft = form("consent-large-print")
    assert min(sizes_of_content(write_pdf(draft))) >= 18
    assert min(sizes_of_content(write_pdf(form("consent-adult")))) < 12
    assert not any(block.table and block.table.style == "choices" for block in draft.blocks)


def test_easy_read_is_set_in_sixteen_points() -> None:
    assert min(sizes_of_content(write_pdf(form("consent-easy-read")))) >= 16


def test_every_easy_read_question_has_a_picture_of_its_own() -> None:
    """Who is told, and what: two questions in a row never show the same."""
    rows = [row for row in ideas(form("consent-easy-read").blocks) if row[0].type is not BlockType.SERIES]
    asked = [row for row in rows if row[-1].type is BlockType.CHOICE and row[0].text.endswith("?")]
    assert len(asked) > 12
    shown = [picture_for(row) for row in asked]
    assert all(before != after for before, after in pairwise(shown))
    assert len({id(each) for each in shown}) > 10
    assert all(sum(block.type is BlockType.CHOICE for block in row) <= 1 for row in rows if row in asked)


def test_pictures_stand_on_the_page_as_artifacts_beside_their_words() -> None:
    draft = form("consent-easy-read")
    data = write_pdf(draft)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert problems(pdf) == []
    words = " ".join(" ".join(pdf_text(data)).split())
    for block in draft.blocks:
        assert " ".join(block.text.split()) in words
    document = pypdfium2.PdfDocument(data)
    image = document[1].render(scale=1).to_pil().convert("L")
    left = image.crop((int(FORM.left), 80, int(FORM.left) + 84, 500))
    document.close()
    assert sum(left.histogram()[:60]) > 300  # ink in the pictures' column


@pytest.mark.parametrize("name", sorted(PICTURES))
def test_a_picture_stays_on_its_tile(name: str) -> None:
    for shape in picture(name).shapes:
        assert not isinstance(shape, Words)  # it would be read with the text
        points = getattr(shape, "points", None) or [(getattr(shape, "x", 0), getattr(shape, "y", 0))]
        assert all(0 <= x <= SIDE and 0 <= y <= SIDE for x, y in points)


def welsh_twin() -> Draft:
    """A form of two clauses in both languages, the Welsh invented."""
    maker = Maker()
    for clause in ("cf-one", "cf-two"):
        for side, words in (("-cy", ("Prawf", "Geiriau sampl " * 9)), ("", ("Sample", "Sample words " * 14))):
            start = len(maker.blocks)
            lang = "cy" if side else None
            maker.add(BlockType.HEADING, runs=(Run(f"{words[0]} {clause[3:]}", lang=lang),))
            maker.add(BlockType.PARAGRAPH, runs=(Run(words[1].strip(), lang=lang),))
            maker.add(BlockType.FIELD, runs=(Run("Enw" if side else "Name", lang=lang),))
            maker.blocks[start:] = [
                replace(block, key=f"{clause}{side}.{number}", clause=f"{clause}{side}")
                for number, block in enumerate(maker.blocks[start:])
            ]
    return Draft(info(family="form", look="two-languages"), tuple(maker.blocks))


def places(data: bytes, words: str) -> Iterator[tuple[float, float]]:
    """Left and top of each place of the words on the first page, from the lower left corner."""
    document = pypdfium2.PdfDocument(data)
    page = document[0].get_textpage()
    searcher = page.search(words, match_case=True)
    while (found := searcher.get_next()) is not None:
        left, _, _, top = page.get_charbox(found[0])
        yield left, top
    document.close()


def test_welsh_stands_left_and_english_right_and_each_paragraph_begins_level() -> None:
    data = write_pdf(welsh_twin())
    for welsh, english in (("Prawf one", "Sample one"), ("Prawf two", "Sample two"), ("Enw", "Name")):
        for (left, top), (right, other) in zip(places(data, welsh), places(data, english), strict=True):
            assert left < 297 < right
            assert abs(top - other) < 1.5  # capitals differ a little in height
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert problems(pdf) == []
        assert len(pdf.Root.AcroForm.Fields) == 2  # both columns share one field
        spoken = [str(each.Lang) for each in pdf.objects if isinstance(each, pikepdf.Dictionary)
                  and each.get("/Type") == "/StructElem" and "/Lang" in each]  # fmt: skip
        assert spoken.count("cy") >= 4
