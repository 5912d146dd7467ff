"""Appearances of signature fields: the empty field and the stamp, both drawn with the one regular sans cut."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import pikepdf
from reportlab.pdfgen.canvas import Canvas

from studio.documents import fonts, layout
from studio.documents.layout import Style
from studio.documents.pdf_lines import Line, Part, break_lines, plain
from studio.documents.pdf_metadata import own_font_tags
from studio.documents.pdf_pen import colour, draw_words

INSET = 10.0
BAR = 2.4
LEADING = 1.28


@dataclass(frozen=True, slots=True)
class EmptyField:
    """What stands in a field nobody has signed."""

    prompt: str
    width: float
    height: float


def _canvas(size: tuple[float, float]) -> tuple[Canvas, io.BytesIO]:
    fonts.face(layout.SANS)
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=size, pageCompression=0, invariant=1, initialFontName=layout.SANS)
    return canvas, buffer


def _write(canvas: Canvas, x: float, y: float, line: Line, ink: str) -> None:
    for part in line.parts:
        with _as_typed(canvas, part):
            draw_words(canvas, x + part.x, y, part, ink)


@contextmanager
def _as_typed(canvas: Canvas, part: Part) -> Iterator[None]:
    """The words go with glyphs that change places (ISO 32000-1, 14.9.4); nothing of a stamp is tagged."""
    apart = part.level % 2 == 0 and fonts.shaped(part.face)
    if apart:
        canvas._code.append(f"/Span <</ActualText <feff{part.text.encode('utf-16-be').hex()}>>> BDC")
    yield
    if apart:
        canvas._code.append("EMC")


def _fitted(text: str, sizes: Sequence[float], width: float, most: int) -> list[Line]:
    """The text in the largest size that needs no second line, else in at most `most` lines, cut with an ellipsis."""
    style = Style(layout.SANS, sizes[-1], sizes[-1] * LEADING)
    for size in sizes:
        style = Style(layout.SANS, size, size * LEADING)
        lines = break_lines(plain(text, style, fact=True), width, style)
        if len(lines) == 1:
            return lines
    lines = break_lines(plain(text, style, fact=True), width, style)
    if len(lines) <= most:
        return lines
    kept = " ".join(line.text.strip() for line in lines[:most])
    while kept:
        kept = kept[:-1].rstrip()
        lines = break_lines(plain(kept + "…", style, fact=True), width, style)
        if len(lines) <= most:
            return lines
    return lines[:most]


def empty_fields(wanted: Sequence[EmptyField]) -> bytes:
    """One page per empty field: dashes, the prompt, and lines so that ink works too."""
    canvas, buffer = _canvas((1, 1))
    style = Style(layout.SANS, 9, 11)
    for each in wanted:
        canvas.setPageSize((each.width, each.height))
        canvas.setStrokeColor(colour(layout.INK))
        canvas.setLineWidth(0.9)
        canvas.setDash([4, 2.5])
        canvas.rect(0.6, 0.6, each.width - 1.2, each.height - 1.2)
        canvas.setDash([])
        canvas.setStrokeColor(colour(layout.LINE))
        canvas.setLineWidth(0.5)
        canvas.line(8, 22, each.width - 8, 22)
        for number, line in enumerate(_fitted(each.prompt, (9,), each.width - 16, 3)):
            _write(canvas, 8, each.height - 15 - number * style.leading, line, layout.GREY)
        for x, word in ((8.0, "Signature"), (each.width * 0.64, "Date")):
            _write(canvas, x, 10, break_lines(plain(word, style), each.width, style)[0], layout.GREY)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def write_stamp(  # noqa: PLR0913 - the lines of the stamp, each by name
    *,
    name: str,
    office: str,
    organisation: str,
    signed_at: str,
    details: str = "",
    heading: str = "Signed digitally",
    size: tuple[float, float] = layout.SIGNATURE_BOX,
) -> bytes:
    """A one-page PDF for a signature's appearance (documents.md, section 10).

    `signed_at` is the moment as printed, with UTC; `details` the line of fingerprint, field and version. A long name
    gets smaller, then takes two lines; what does not fit is cut with an ellipsis, in the stamp only. No handwriting,
    tick or seal: the picture is not the proof.
    """
    width, height = size
    canvas, buffer = _canvas(size)
    canvas.setTitle(f"{heading}: {name}")
    canvas.setFillColor(colour(layout.ACCENT))
    canvas.rect(0, 0, BAR, height, stroke=0, fill=1)
    canvas.setStrokeColor(colour(layout.INK))
    canvas.setLineWidth(0.6)
    canvas.rect(0.3, 0.3, width - 0.6, height - 0.6)
    room = width - 2 * INSET
    y = height - 17
    rows = [
        (_fitted(heading, (9,), room, 1), layout.GREY),
        (_fitted(name, (15.5, 12), room, 2), layout.INK),
        (_fitted(office, (9.5,), room, 2), layout.INK) if office else ([], layout.INK),
        (_fitted(organisation, (9.5,), room, 2), layout.INK),
        (_fitted(signed_at, (9.5,), room, 1), layout.INK),
        (_fitted(details, (8.5,), room, 1) if details else [], layout.GREY),
    ]
    total = sum(line.leading for lines, _ in rows for line in lines)
    squeeze = min(1.0, (height - 12) / total)
    first = True
    for lines, ink in rows:
        for line in lines:
            y -= 0 if first else line.leading * squeeze
            first = False
            _write(canvas, INSET, y, line, ink)
    canvas.showPage()
    canvas.save()
    return _own_fonts(buffer)


def _own_fonts(drawn: io.BytesIO) -> bytes:
    """Many stamps come into one file: each subset bears a name of its own."""
    out = io.BytesIO()
    with pikepdf.open(drawn) as pdf:
        own_font_tags(pdf)
        pdf.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return out.getvalue()
