"""The comparison as PDF: what came is underlined, what went is struck through, and both are told to who cannot see them."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pikepdf
import pytest
from docx_drafts import a_draft, a_later_draft

from studio.documents.attribution import Attribution
from studio.documents.pdf_tag import problems
from studio.documents.pdf_write import pdf_text, write_pdf
from studio.documents.redline import coordinator, running
from studio.documents.redline_draft import redline_draft
from studio.drafting.draft import Draft

ON = date(2026, 12, 1)


@pytest.fixture(scope="module")
def drafts() -> tuple[Draft, Draft]:
    old = a_draft(6)
    return old, a_later_draft(old)


@pytest.fixture(scope="module")
def both(drafts: tuple[Draft, Draft]) -> Draft:
    return redline_draft(*drafts, Attribution(coordinator(ON)), "Draft 3 to draft 4")


@pytest.fixture(scope="module")
def pdf(both: Draft, drafts: tuple[Draft, Draft]) -> bytes:
    return write_pdf(both, words=running(*drafts, "Draft 3 to draft 4"))


def spans(data: bytes) -> list[tuple[str, str]]:
    """(TextDecorationType, Alt) of every element that has one."""
    with pikepdf.open(BytesIO(data)) as file:
        return [
            (str(each.A.TextDecorationType), str(each.Alt))
            for each in file.objects
            if isinstance(each, pikepdf.Dictionary)
            and each.get("/S") == pikepdf.Name.Span
            and "/TextDecorationType" in each.get("/A", {})
        ]


def test_every_changed_word_is_marked_and_told(both: Draft, pdf: bytes) -> None:
    told = spans(pdf)
    for kind, look, begins in (("ins", "/Underline", "Put in: "), ("del", "/LineThrough", "Taken out: ")):
        marked = {run.text for block in both.walk() for run in block.runs if run.change == kind and run.text.strip()}
        said = " ".join(alt for decoration, alt in told if decoration == look)
        assert marked
        assert all(alt.startswith(begins) for decoration, alt in told if decoration == look)
        assert all(word in said for text in marked for word in text.split())


def test_taking_all_is_the_new_text_and_refusing_all_the_old(both: Draft, drafts: tuple[Draft, Draft]) -> None:
    def said(draft: Draft, without: str) -> set[str]:
        texts = ("".join(run.text for run in block.runs if run.change != without) for block in draft.walk())
        return {" ".join(text.split("[Coordinator")[0].split()) for text in texts}

    old, new = drafts
    assert {" ".join(block.text.split()) for block in new.walk() if not block.figure} <= said(both, "del")
    assert {" ".join(block.text.split()) for block in old.walk() if not block.figure} <= said(both, "ins")


def test_the_legend_says_how_to_read_it_and_whose_the_changes_are(pdf: bytes) -> None:
    text = " ".join(" ".join(pdf_text(pdf)).split())
    assert "Comparison: Draft 3 to draft 4" in text
    assert "are struck through" in text
    assert "[Coordinator]" in text
    assert "Not for signature" in text


def test_its_structure_holds_together(pdf: bytes) -> None:
    with pikepdf.open(BytesIO(pdf)) as file:
        assert problems(file) == []
