"""Pages as pictures."""

from __future__ import annotations

import pytest
from pdf_sample import sample_draft

from studio.documents.pdf_write import write_pdf
from studio.documents.preview import page_count, render_page
from studio.errors import StudioError


def test_a_page_is_drawn_dark_on_white() -> None:
    pdf = write_pdf(sample_draft())
    picture = render_page(pdf, 0, 1.0)
    assert (picture.width, picture.height) == (596, 842)
    assert len(picture.data) == picture.stride * picture.height
    assert picture.data[:3] == b"\xff\xff\xff"
    assert min(picture.data[0::4]) < 60
    assert page_count(pdf) > 6


def test_a_page_that_is_not_there_and_a_file_that_is_no_pdf_are_refused() -> None:
    with pytest.raises(StudioError, match="no page 9999"):
        render_page(write_pdf(sample_draft()), 9998, 1.0)
    with pytest.raises(StudioError, match="not a PDF"):
        page_count(b"nothing")
