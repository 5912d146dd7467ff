"""A draft as a DOCX: native styles, native numbering, filled contents, the same bytes everywhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise, zip_longest

from studio.documents import docx_parts as part
from studio.documents import docx_review
from studio.documents.diagram import Drawing
from studio.documents.docx_body import Body, Words, bookmark_name, bookmark_names
from studio.documents.docx_house import dressed
from studio.documents.docx_layout import LANDSCAPE, PORTRAIT, Page, held_by_boxes, plain_family
from studio.documents.docx_looks import row_pictures, styles_of
from studio.documents.docx_marks import MarkedBlock, plain
from studio.documents.docx_numbering import Numbering
from studio.documents.docx_picture import png, svg
from studio.documents.docx_review import ReviewCopy
from studio.documents.docx_script_fonts import with_script_fonts
from studio.documents.docx_table import signature_xml, table_xml
from studio.documents.docx_xml import HEAD, NAMESPACES, Ids, attribute
from studio.documents.furniture import Furniture, furniture
from studio.documents.house import current
from studio.drafting.draft import Block, BlockType, Draft

__all__ = ["ReviewCopy", "bookmark_name", "write_docx", "write_marked"]

_STARTS = frozenset({BlockType.PART, BlockType.SCHEDULE, BlockType.HEADING})
_PARTING = frozenset({BlockType.PART, BlockType.SCHEDULE, BlockType.HEADING, BlockType.SUBHEADING})
_HEADINGS = frozenset({BlockType.PART, BlockType.HEADING, BlockType.SUBHEADING})
_FONTS = {
    f"font{family}{style}": f"Agreement{family}-{style}.odttf"
    for family in ("Sans", "Serif")
    for style in ("Regular", "Bold")
}
_FEW = 8  # so many paragraphs may go along with a wide table onto its landscape pages


def write_docx(
    draft: Draft, *, review: ReviewCopy | None = None, pictures: Mapping[str, Drawing] | None = None
) -> bytes:
    """The DOCX file. With `review` it is that recipient's copy: changes are tracked, and it says whose it is.

    Raises StudioError if a text holds a character that no XML file may hold.
    """
    marked = [plain(block) for block in draft.blocks]
    names = bookmark_names(draft)
    extra = docx_review.parts(draft, review, names) if review else []
    words = furniture(draft.info)
    return write_marked(
        draft, marked, names=names, words=words, tracking=review is not None, extra=extra,
        note=review.note if review else "", pictures=pictures or {},
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Blocks that share pages of one direction; `front`: title page and contents."""

    page: Page
    blocks: tuple[MarkedBlock, ...]
    front: bool = False


def write_marked(  # noqa: PLR0913 - the parts of one file
    draft: Draft,
    blocks: Sequence[MarkedBlock],
    *,
    names: Mapping[str, str],
    words: Furniture,
    tracking: bool = False,
    extra: Sequence[part.Part] = (),
    note: str = "",
    pictures: Mapping[str, Drawing] | None = None,
    comparison: bool = False,
) -> bytes:
    """The file of blocks that may carry tracked changes; `draft` gives properties, contents and numbers.

    `comparison`: without contents and live references, which would say the new text in both readings.
    """
    plain_pages = plain_family(draft)
    targets = {} if comparison else {block.key: block for block in draft.walk()}
    numbering = Numbering.of(draft.blocks)
    body = Body(draft, Words(draft.info.lang, Ids(), names, targets), numbering, plain_pages,
                current().pictures(pictures or {}), held=held_by_boxes([each.block for each in blocks]))  # fmt: skip
    stretches = list(_stretches(blocks, body.pictures, plain_pages=plain_pages))
    out = []
    shown = row_pictures(draft.info.look, [marked.block for marked in blocks])
    for at, stretch in enumerate(stretches):
        for marked, after in zip_longest(stretch.blocks, stretch.blocks[1:]):
            out.append(_block(body, marked, stretch.page, shown) + _parted(body, marked, after))
        if stretch.front and not comparison:
            out.append(body.contents(draft.blocks))
        out.append(part.section(stretch.page, first=at == 0, last=at == len(stretches) - 1))
    document = f"{HEAD}<w:document {NAMESPACES}><w:body>{''.join(out)}</w:body></w:document>"
    made = [
        *_parts(draft, document, numbering.xml(), words, note, tracking=tracking),
        *_fonts(),
        *_media(body.drawn),
        *extra,
    ]
    return part.package(with_script_fonts(dressed(draft, made)))


def _block(body: Body, marked: MarkedBlock, page: Page, shown: Mapping[str, Drawing]) -> str:
    above = shown.get(marked.block.key)
    if above is not None and not marked.para.mark:
        return body.picture(above) + body.block(marked)
    if marked.block.table is not None:
        return table_xml(body, marked, page)
    if marked.block.type is BlockType.FIGURE:
        return body.figure(marked, page.text / 20)
    if marked.block.type is BlockType.SIGNATURE:
        return signature_xml(body, marked, page)
    return body.block(marked)


def _parted(body: Body, marked: MarkedBlock, after: MarkedBlock | None) -> str:
    """An empty paragraph behind a table, so that two never run together; a heading that stays parts them itself.

    LibreOffice leaves a heading behind an empty paragraph at a page's foot, whatever it is to be kept with.
    """
    block = marked.block
    if block.table is None and (block.type is not BlockType.SIGNATURE or block.signature is None):
        return ""
    if after is not None and after.block.type in _PARTING and after.para.mark is None:
        return ""
    return body.own("ASAfterTable", "", marked.para.mark)


def _stretches(
    blocks: Sequence[MarkedBlock], pictures: Mapping[str, Drawing], *, plain_pages: bool
) -> Iterator[_Stretch]:
    start = 0
    if not plain_pages:
        start = next((at for at, marked in enumerate(blocks) if marked.block.type in _STARTS), 0)
        if start:
            yield _Stretch(PORTRAIT, tuple(blocks[:start]), front=True)
    rest = blocks[start:]
    if not rest:
        if not start:
            yield _Stretch(PORTRAIT, ())
        return
    wide = _wide([marked.block for marked in rest], pictures)
    begin = 0
    for at in range(1, len(rest) + 1):
        if at == len(rest) or wide[at] != wide[begin]:
            yield _Stretch(LANDSCAPE if wide[begin] else PORTRAIT, tuple(rest[begin:at]))
            begin = at


def _wide(blocks: Sequence[Block], pictures: Mapping[str, Drawing]) -> list[bool]:
    """Which blocks stand on landscape pages: wide tables and pictures with the headings before them, and a schedule
    that is mostly made of them."""
    wide = [_needs_room(block, pictures) for block in blocks]
    for at in range(len(blocks) - 1, 0, -1):
        if wide[at] and not wide[at - 1] and blocks[at].type is not BlockType.SCHEDULE:
            before = blocks[at - 1].type
            wide[at - 1] = before in _HEADINGS or before is BlockType.SCHEDULE
    starts = [at for at, block in enumerate(blocks) if block.type in {BlockType.SCHEDULE, BlockType.PART}]
    for begin, end in pairwise([*starts, len(blocks)]):
        words = sum(block.table is None for block in blocks[begin:end])
        if blocks[begin].type is BlockType.SCHEDULE and any(wide[begin:end]) and words <= _FEW:
            wide[begin:end] = [True] * (end - begin)
    return wide


def _needs_room(block: Block, pictures: Mapping[str, Drawing]) -> bool:
    if block.table is not None:
        return block.table.wide
    drawing = pictures.get(block.figure or "")
    return drawing is not None and drawing.width > PORTRAIT.text / 20  # points


def _parts(
    draft: Draft, document: str, numbering: str, words: Furniture, note: str, *, tracking: bool
) -> list[part.Part]:
    info = draft.info
    office = "application/vnd.openxmlformats-officedocument"
    core = "application/vnd.openxmlformats-package.core-properties+xml"
    main = f"{office}.wordprocessingml.document.main+xml"
    first = part.header(words, PORTRAIT, running=plain_family(draft), note=note)
    return [
        part.Part("word/document.xml", document.encode(), main, "officeDocument", ""),
        part.Part("docProps/core.xml", part.core(info).encode(), core, "core-properties", ""),
        part.Part(
            "docProps/app.xml", part.app().encode(), f"{office}.extended-properties+xml", "extended-properties", ""
        ),
        part.word_part("styles.xml", styles_of(info, _styles(info.lang)), "styles", "styles"),
        part.word_part("numbering.xml", numbering, "numbering", "numbering"),
        part.word_part("settings.xml", part.settings(info, tracking=tracking), "settings", "settings"),
        part.word_part("fontTable.xml", _base("fontTable.xml"), "fontTable", "fontTable"),
        part.Part("word/theme/theme1.xml", _base("theme1.xml").encode(), f"{office}.theme+xml", "theme"),
        part.word_part("header1.xml", part.header(words, PORTRAIT), "header", "header", "header1"),
        part.word_part("header2.xml", part.header(words, LANDSCAPE), "header", "header", "header2"),
        part.word_part("header3.xml", first, "header", "header", "header3"),
        part.word_part("footer1.xml", part.footer(words, PORTRAIT), "footer", "footer", "footer1"),
        part.word_part("footer2.xml", part.footer(words, LANDSCAPE), "footer", "footer", "footer2"),
    ]


def _media(drawn: Sequence[Drawing]) -> Iterator[part.Part]:
    for at, drawing in enumerate(drawn, 1):
        yield part.Part(f"word/media/picture{at}.png", png(drawing), "", "image", id=f"png{at}")
        yield part.Part(f"word/media/picture{at}.svg", svg(drawing), "", "image", id=f"svg{at}")


@cache
def _fonts() -> tuple[part.Part, ...]:
    """The cuts of our fonts that the font table of the base names (packaging/make_word_fonts.py).

    The settings do not ask for fonts to be embedded again on saving: a reviewer's file stays small, and holds no font
    of the reviewer's own.
    """
    folder = files("studio.documents").joinpath("docx_base", "fonts")
    found = []
    for relation, name in _FONTS.items():
        data = folder.joinpath(name).read_bytes()
        found.append(part.Part(f"word/fonts/{name}", data, "", "font", "word/fontTable.xml", relation))
    return tuple(found)


@cache
def _base(name: str) -> str:
    """A file of our own base (packaging/make_word_base.py)."""
    return files("studio.documents").joinpath("docx_base", name).read_text("utf-8")


def _styles(lang: str) -> str:
    return _base("styles.xml").replace('w:lang w:val="en-GB"', f'w:lang w:val="{attribute(lang)}"')
