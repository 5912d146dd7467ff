"""Pages of a PDF as pictures, stamps and form fields included."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock

import pypdfium2

from studio.errors import StudioError

LARGEST = 64_000_000  # pixels of one picture; an A4 page at 600 dpi has 35 million
_lock = Lock()  # PDFium serves one thread at a time


@dataclass(frozen=True, slots=True)
class Picture:
    """`data` holds rows of `stride` bytes, four bytes a pixel: blue, green, red, unused."""

    width: int
    height: int
    stride: int
    data: bytes


@contextmanager
def _opened(pdf: bytes) -> Iterator[pypdfium2.PdfDocument]:
    with _lock:
        try:
            document = pypdfium2.PdfDocument(pdf)
        except pypdfium2.PdfiumError as error:
            raise StudioError("This file is not a PDF that can be shown.", "Ask for the file again.") from error
        try:
            yield document
        finally:
            document.close()


def page_count(pdf: bytes) -> int:
    """How many pages the PDF has.

    Raises StudioError if the bytes are no PDF.
    """
    with _opened(pdf) as document:
        return len(document)


def page_size(pdf: bytes, page: int) -> tuple[float, float]:
    """Width and height of a page (from 0) in points."""
    with _opened(pdf) as document:
        _check(document, page)
        width, height = document.get_page_size(page)
        return float(width), float(height)


def render_page(pdf: bytes, page: int, scale: float) -> Picture:
    """A page (from 0) at `scale` pixels a point, signatures shown.

    Raises StudioError if the bytes are no PDF, there is no such page or the picture would be too large.
    """
    with _opened(pdf) as document:
        return _drawn(document, page, scale)


def _drawn(document: pypdfium2.PdfDocument, page: int, scale: float) -> Picture:
    _check(document, page)
    width, height = document.get_page_size(page)
    if scale <= 0 or width * height * scale * scale > LARGEST:
        raise StudioError("This page cannot be shown so large.", "Choose a smaller size.")
    document.init_forms()
    leaf = document[page]
    try:
        bitmap = leaf.render(scale=scale, may_draw_forms=True, prefer_bgrx=True)
        try:
            return Picture(bitmap.width, bitmap.height, bitmap.stride, bytes(bitmap.buffer))
        finally:
            bitmap.close()
    finally:
        leaf.close()


def _check(document: pypdfium2.PdfDocument, page: int) -> None:
    if not 0 <= page < len(document):
        raise StudioError(f"There is no page {page + 1}.", f"The document has {len(document)} pages.")


def page_text(pdf: bytes, page: int) -> str:
    """The words of a page (from 0) in the order of its content, those of form fields and stamps apart.

    Raises StudioError if the bytes are no PDF or there is no such page.
    """
    with _opened(pdf) as document:
        return _words(document, page)


def _words(document: pypdfium2.PdfDocument, page: int) -> str:
    _check(document, page)
    leaf = document[page]
    try:
        words = leaf.get_textpage()
        try:
            return str(words.get_text_bounded())
        finally:
            words.close()
    finally:
        leaf.close()


@dataclass(frozen=True, slots=True)
class SeenPage:
    """What a page shows: its words, its height in points, and its picture if it was to be drawn."""

    words: str
    height: float
    picture: Picture | None


def see_page(pdf: bytes, page: int, scale: float | None) -> SeenPage:
    """A page (from 0) in one look; without `scale` it is read only. Raises StudioError as `render_page` does."""
    with _opened(pdf) as document:
        _check(document, page)
        height = float(document.get_page_size(page)[1])
        return SeenPage(_words(document, page), height, _drawn(document, page, scale) if scale else None)
