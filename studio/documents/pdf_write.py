"""A draft as PDF: laid out once, drawn once, finished in one save. The same draft gives the same bytes anywhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import pypdfium2

from studio.documents import fonts, layout
from studio.documents.diagram import Drawing
from studio.documents.form_fields import FormFields, form_fields
from studio.documents.furniture import Furniture, furniture, shortened
from studio.documents.pdf_contents import contents, page_numbers
from studio.documents.pdf_finish import Attached, Finishing, finish
from studio.documents.pdf_flow import Flow, Page, TooHighError, bleed_width
from studio.documents.pdf_forms import FormTeller
from studio.documents.pdf_items import Columns, Item, Stack
from studio.documents.pdf_measured import Measured
from studio.documents.pdf_pen import Pen
from studio.documents.pdf_signature import Fingerprints
from studio.documents.pdf_story import Story, Teller
from studio.documents.pdf_tag import Node
from studio.drafting.draft import Draft, Run
from studio.errors import StudioError


def write_pdf(
    draft: Draft,
    attachments: Sequence[Attached] = (),
    *,
    pictures: Mapping[str, Drawing] | None = None,
    words: Furniture | None = None,
) -> bytes:
    """The draft as a tagged PDF 1.7 with all fonts inside; `words`: other running heads than the draft's own.

    Raises StudioError if a character cannot be drawn or a piece of text fits on no page.
    """
    return _write(draft, attachments, pictures or {}, None, words)


def write_signing_pdf(
    draft: Draft,
    *,
    attachments: Sequence[Attached],
    docx_sha256: str,
    text_sha256: str,
    history_head: str | None,
    pictures: Mapping[str, Drawing] | None = None,
) -> bytes:
    """The agreed text with its signature fields laid down and tagged: coordinator's, partners', time stamp's.

    Raises StudioError if there is no place to sign , a character cannot be drawn or a piece of text
    fits on no page.
    """
    if not any(block.signature for block in draft.blocks):
        raise StudioError("The text has no place for a signature.", "Add a signature for each partner to the facts.")
    prints = Fingerprints(text_sha256, docx_sha256, history_head)
    return _write(draft, attachments, pictures or {}, prints)


def write_sealed_pdf(
    draft: Draft,
    prints: Fingerprints,
    *,
    attachments: Sequence[Attached],
    pictures: Mapping[str, Drawing] | None = None,
) -> bytes:
    """A record with one field, in which the lead partner signs; `prints.seal` is what that signature says.

    Raises StudioError if a character cannot be drawn or a piece of text fits on no page.
    """
    return _write(draft, attachments, pictures or {}, prints)


def _write(
    draft: Draft,
    attachments: Sequence[Attached],
    pictures: Mapping[str, Drawing],
    prints: Fingerprints | None,
    words: Furniture | None = None,
) -> bytes:
    story, pages = _laid_out(draft, pictures, prints)
    pen = Pen(draft.info.title, draft.info.lang)
    pen.form = FormFields() if prints else form_fields(draft)
    words = words or furniture(draft.info)
    for number, page in enumerate(pages, start=1):
        _page(pen, page, number, len(pages), words)
    raw = pen.finish()
    bookmarks = [
        (item.bookmark[0], item.bookmark[1], item.keys[0]) for item in _items(pages) if item.bookmark and item.keys
    ]
    made = Finishing(draft, story.root, pen.annotations, pen.anchors, bookmarks, attachments, story.spots, prints,
                     pen.widgets)  # fmt: skip
    return finish(raw, made)


def lay_out(draft: Draft, *, pictures: Mapping[str, Drawing] | None = None) -> list[Page]:
    """The pages that `write_pdf` draws, with the place of every item.

    Raises StudioError if a character cannot be drawn or a piece of text fits on no page.
    """
    return _laid_out(draft, pictures or {}, None)[1]


def _laid_out(draft: Draft, pictures: Mapping[str, Drawing], prints: Fingerprints | None) -> tuple[Story, list[Page]]:
    fonts.check_characters(draft)
    measured = Measured()
    story = _told(draft, pictures, prints, measured)
    numbers: dict[str, int] = {}
    if story.contents_at is not None:
        node = Node("Sect")
        story.root.kids.insert(story.contents_at, node)
        story.sections.insert(story.contents_at, contents(story.sections[story.contents_at :], node, numbers))
    pages = _flow(draft, story)
    if story.contents_at is None and prints is None:
        story, pages = _shorter(draft, pictures, story, pages, measured)
    numbers.update(page_numbers(pages))
    return story, pages


def _told(
    draft: Draft,
    pictures: Mapping[str, Drawing],
    prints: Fingerprints | None,
    measured: Measured,
    setting: layout.Setting = layout.USUAL,
) -> Story:
    if draft.info.family in layout.PUBLIC_FAMILIES and prints is None:
        return FormTeller(draft, pictures, setting, measured).tell()
    return Teller(draft, pictures, prints, setting, measured).tell()


def _shorter(
    draft: Draft, pictures: Mapping[str, Drawing], story: Story, pages: list[Page], measured: Measured
) -> tuple[Story, list[Page]]:
    """Set more closely where that spares a page of which little is filled, or keeps choices and signature together."""
    filled = _filled(pages)
    for share, setting in layout.CLOSER:
        if filled < share or story.crowded or (filled < 1 and draft.info.family == "card"):
            closer = _told(draft, pictures, None, measured, setting)
            fewer = _flow(draft, closer)
            joined = story.crowded and not closer.crowded and len(fewer) == len(pages)
            if joined or len(fewer) < len(pages):
                return closer, fewer
    if filled < layout.CLOSER[-1][0] and (heading := _last_heading(pages[-2])):
        heading.wants = pages[-2].frame.height
        pages = _flow(draft, story)
    return story, pages


def _last_heading(page: Page) -> Item | None:
    """What may go over to a last page that holds little: the last heading in the lower half, with what is under it."""
    half = page.frame.top + page.frame.height / 2
    low = [each.item for each in page.placed if each.item.bookmark and each.y > half]
    return low[-1] if low else None


def _flow(draft: Draft, story: Story) -> list[Page]:
    try:
        return Flow().run(story.sections)
    except TooHighError as error:
        raise _too_long(draft, error) from error


def _filled(pages: Sequence[Page]) -> float:
    """Share of the last page that is filled; 1 where it is the only one."""
    page = pages[-1]
    if len(pages) < 2 or not page.placed:
        return 1.0
    last = page.placed[-1]
    return (last.y + last.item.height(page.frame.width) - page.frame.top) / page.frame.height


def _too_long(draft: Draft, error: TooHighError) -> StudioError:
    """Names the longest words of what fits on no page, and the fact or clause that they come from."""
    found = [block for block in draft.blocks if block.key in error.keys] or list(draft.blocks)
    spans = [(run, inner) for block in found for inner in (block, *block.cell_paragraphs()) for run in inner.runs]
    spans += [(run, block) for block in found if block.table for run in block.table.caption]
    run, block = max(spans, key=lambda span: len(span[0].text), default=(Run(""), found[0]))
    place = f"The fact {run.fact}" if run.fact else f"The clause {block.clause}"
    return StudioError(
        f"{place} says more in one piece than a page holds: “{shortened(run.text)}”.",
        "Shorten it, or say it in several paragraphs.",
    )


def _items(pages: Sequence[Page]) -> Iterator[Item]:
    for page in pages:
        for placed in page.placed:
            yield placed.item
            if isinstance(placed.item, Columns) and not placed.item.bookmark:
                yield from (item for _, _, stack in placed.item.columns for item in _inside(stack))


def _inside(stack: Stack) -> Iterator[Item]:
    for item in stack.items:
        yield item
        if isinstance(item, Stack):
            yield from _inside(item)


def _page(pen: Pen, page: Page, number: int, total: int, words: Furniture) -> None:
    pen.start_page(page.frame.page)
    _furniture(pen, page, number, total, words)
    for placed in page.placed:
        width = bleed_width(page.frame) if placed.item.bleed else page.frame.width
        placed.item.draw(pen, page.frame.left, placed.y, width)
    for note, y in page.notes:
        note.draw(pen, page.frame.notes_left, y, page.frame.notes_width)


def _furniture(pen: Pen, page: Page, number: int, total: int, words: Furniture) -> None:
    frame, mm = page.frame, layout.MM
    wide, high = frame.page
    left, right = frame.left, _right(page)
    size, grey = layout.FURNITURE_SIZE, layout.GREY
    if words.watermark:
        with pen.furniture("Watermark"):
            _watermark(pen, words.watermark, wide, high)
    with pen.furniture("Header"):
        if words.marking:
            pen.canvas.saveState()
            pen.text(wide / 2, 11 * mm, words.marking, layout.SANS_BOLD, layout.MARKING_SIZE, align="centre")
            pen.canvas.restoreState()
        if not page.bare:
            pen.text(left, 16.5 * mm, words.head_left, layout.SANS, size, ink=grey)
            pen.text(right, 16.5 * mm, words.head_right, layout.SANS, size, ink=grey, align="right")
            pen._stroke(left, 18.5 * mm, right, 18.5 * mm, layout.HAIRLINE, 0.5)
    with pen.furniture("Footer"):
        base = high - 14.5 * mm
        pen._stroke(left, high - 18.5 * mm, right, high - 18.5 * mm, layout.HAIRLINE, 0.5)
        pen.text(left, base, words.foot_left, layout.SANS, size, ink=grey)
        if words.foot_sample:
            pen.text((left + right) / 2, base, words.foot_sample, layout.SANS, size, ink=grey, align="centre")
        pen.text(right, base, f"Page {number} of {total}", layout.SANS, size, ink=grey, align="right")
        if words.marking:
            pen.text(wide / 2, high - 9 * mm, words.marking, layout.SANS_BOLD, layout.MARKING_SIZE, align="centre")


def _right(page: Page) -> float:
    """Running lines end where the notes end."""
    frame = page.frame
    return frame.notes_left + frame.notes_width - 5 * layout.MM if frame.notes_width else frame.right


def _watermark(pen: Pen, words: str, wide: float, high: float) -> None:
    canvas = pen.canvas
    canvas.saveState()
    canvas.translate(wide - 4.6 * layout.MM, high / 2)
    canvas.rotate(90)
    text = canvas.beginText(0, 0)
    length = fonts.width(words, layout.SANS_BOLD) * 17 + 5 * len(words)
    text.setTextOrigin(-length / 2, 0)
    text.setFont(layout.SANS_BOLD, 17)
    text.setFillColor(layout.WATERMARK)
    text.setCharSpace(5)
    text.textOut(words)
    text.setCharSpace(0)
    canvas.drawText(text)
    canvas.restoreState()


def pdf_text(data: bytes) -> list[str]:
    """The words of each page as a PDF reader extracts them.

    Raises StudioError if the bytes are no PDF.
    """
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise StudioError("This file is not a PDF that can be read.", "Ask for the file again.") from error
    try:
        pages = []
        for page in document:
            text_page = page.get_textpage()
            pages.append(text_page.get_text_range().replace("\r\n", "\n").replace("\ufffe", "-"))
            text_page.close()
            page.close()
        return pages
    finally:
        document.close()
