"""Tables of a DOCX: repeated head, widths from the words, rows as tracked changes; and the place to sign."""

from __future__ import annotations

from collections.abc import Sequence

from studio.documents.docx_body import Body
from studio.documents.docx_layout import Page, cell_style, mm
from studio.documents.docx_looks import table_size
from studio.documents.docx_marks import MarkedBlock, MarkedRow, Para
from studio.documents.docx_xml import Mark, attribute, change
from studio.drafting.draft import Block, BlockType, Cell, DraftStatus, Table

_STYLES = {"facts": "ASFactsTable", "choices": "ASChoicesTable"}
_SMALLEST = mm(13)
_CHARACTER = (
    105 / 9
)  # twentieths of a point for each point of size that a character takes, on average and a little more
_WIDEST = 125 / 9  # the same for one long word, in bold and in a wider font than ours: words are never broken
_MARGINS = 160  # left and right of a cell
_BOX = 300  # a box to tick with the space behind it, whatever the size of the words
# The table style says so for the last column; LibreOffice does not follow it there.
_DASHED = "".join(
    ["<w:tcBorders>"]
    + [
        f'<w:{side} w:val="dashed" w:sz="8" w:space="0" w:color="1A1D21"/>'
        for side in ("top", "left", "bottom", "right")
    ]
    + ["</w:tcBorders>"]
)
_SHORT = 16
_LABEL_SHARE, _LABEL_MOST = 0.27, 0.5  # of the page's width, the labels of a list of facts


def column_widths(table: Table, total: int, size: float) -> list[int]:
    """Widths of the columns for text of `size` points; they add up to `total`, like it in twentieths of a point.

    At least the longest word, the rest shared by length of text. Answers to tick stand side by side where there is room
    for that in every column, else one under the other.
    """
    if table.style == "facts" and all(len(row.cells) == 2 for row in table.rows):
        longest = max((len(row.cells[0].text) for row in table.rows), default=0)
        wide = longest * _CHARACTER * size + _MARGINS
        label = round(min(max(total * _LABEL_SHARE, wide), total * _LABEL_MOST))
        return [label, total - label]
    rows = [table.head] * bool(table.head) + [row.cells for row in table.rows]
    columns = max((len(cells) for cells in rows), default=1) or 1
    level = [_least(rows, at, size, level=True) for at in range(columns)]
    least = level if sum(level) < total else [_least(rows, at, size, level=False) for at in range(columns)]
    wanted = [max((min(len(row[at].text), 400) for row in rows if at < len(row)), default=0) + 1
              for at in range(columns)]  # fmt: skip
    if sum(least) >= total:
        shares = [round(total * width / sum(least)) for width in least]
    else:
        spare = total - sum(least)
        missing = [max(want * _CHARACTER * size - low, 0) for want, low in zip(wanted, least, strict=True)]
        whole = sum(missing) or columns
        missing = missing if sum(missing) else [1] * columns
        shares = [low + round(spare * miss / whole) for low, miss in zip(least, missing, strict=True)]
    shares[-1] += total - sum(shares)
    return shares


def _least(rows: Sequence[Sequence[Cell]], at: int, size: float, *, level: bool) -> int:
    """Width below which a word, or with `level` a line of short answers, of this column would be broken."""
    paragraphs = [each for row in rows if at < len(row) for each in row[at].paragraphs]
    needs = [_of_words(word, size) for each in paragraphs for word in _unbroken(each)]
    needs += [_of_words(each.text, size) for each in paragraphs if level and _short_answers(each)]
    return max(_SMALLEST, round(max(needs, default=0.0)) + _MARGINS)


def _of_words(words: str, size: float) -> float:
    boxes = words.count("☐")
    return (len(words) - 2 * boxes) * _WIDEST * size + boxes * _BOX


def _unbroken(paragraph: Block) -> list[str]:
    """What a line never ends within: a no-break space holds its words together, a box its word."""
    return paragraph.text.replace("☐ ", "☐_").replace("\u00a0", "_").split()


def _short_answers(paragraph: Block) -> bool:
    """Boxes with a word each, which should stand on one line."""
    return paragraph.type is BlockType.CHOICE and len(paragraph.text) <= _SHORT


def table_xml(body: Body, marked: MarkedBlock, page: Page) -> str:
    """Caption and table. A paragraph always follows a table, so that two tables never run together."""
    table = marked.block.table
    if table is None:
        return ""
    caption = body.paragraph(marked.para, "Caption") if marked.para.pieces else ""
    widths = column_widths(table, page.text, table_size(body.draft.info))
    rows = [_row(body, marked.head, table, widths, head=True)] if marked.head else []
    rows += [_row(body, row, table, widths, head=False) for row in marked.rows]
    if not rows:
        return caption
    words = "".join(piece.run.text for piece in marked.para.pieces)
    look = f'w:firstRow="{int(marked.head is not None)}" w:lastRow="0" w:firstColumn="{int(table.row_heads)}" '
    look += 'w:lastColumn="0" w:noHBand="1" w:noVBand="1"'
    alternative = f'<w:tblCaption w:val="{attribute(words)}"/>' if words else ""
    return caption + _open(_STYLES.get(table.style, "ASTable"), widths, look, alternative) + "".join(rows) + "</w:tbl>"


def _open(style: str, widths: Sequence[int], look: str, alternative: str = "") -> str:
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="{style}"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        f'<w:tblLayout w:type="fixed"/><w:tblLook {look}/>{alternative}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>'
    )


def _row(body: Body, row: MarkedRow, table: Table, widths: Sequence[int], *, head: bool) -> str:
    cells = list(row.cells) + [()] * (len(widths) - len(row.cells))
    out = []
    for at, (paras, width) in enumerate(zip(cells, widths, strict=True)):
        first = at == 0 and (table.row_heads or table.style == "facts")
        inner = "".join(
            _cell_paragraph(body, para, table, head=head, first=first and (number == 0 or table.style == "facts"))
            for number, para in enumerate(paras)
        )
        inner = inner or body.own("ASTableText", "", row.mark)
        out.append(f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{inner}</w:tc>')
    properties = "<w:cantSplit/>" + ("<w:tblHeader/>" if head else "")
    if row.mark:
        kind = "del" if row.mark.gone else "ins"
        properties += f"<w:{kind} {change(row.mark, body.words.ids)}/>"
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(out)}</w:tr>"


def _cell_paragraph(body: Body, para: Para, table: Table, *, head: bool, first: bool) -> str:
    style = cell_style(para.block, table=table.style, head=head, first=first)
    out = body.paragraph(para, style)
    if para.block.type is BlockType.FIELD:
        out += body.own("ASTableChoice", "", para.mark) * max(para.block.lines, 1)
    return out


SIGNATURE_LABELS = ("Name", "Office", "For", "Delegation")


def signature_xml(body: Body, marked: MarkedBlock, page: Page) -> str:
    """One party's place to sign: who signs on the left, the dashed field on the right; closed while it is a draft."""
    place = marked.block.signature
    if place is None:
        return body.block(marked)
    mark = marked.para.mark
    if marked.para.pieces:
        title = body.paragraph(marked.para, "ASParty")
    else:
        title = body.own("ASParty", place.legal_name, mark, anchor=marked.block.key)
    known = zip(SIGNATURE_LABELS, (place.person, place.office, place.legal_name, place.delegation), strict=True)
    left = "".join(
        body.own("ASSignatureLabel", label, mark) + body.own("ASSignatureBlock", value, mark)
        for label, value in known
        if value
    )
    right = "".join(body.own(style, text, mark) for style, text in _field(body, place.field))
    widths = [page.text // 2, page.text - page.text // 2]
    look = 'w:firstRow="0" w:lastRow="0" w:firstColumn="0" w:lastColumn="1" w:noHBand="1" w:noVBand="1"'
    table = _open("ASSignatureTable", widths, look, f'<w:tblCaption w:val="{attribute(place.legal_name)}"/>')
    cells = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{border}</w:tcPr>{inner}</w:tc>'
        for width, border, inner in zip(widths, ("", _DASHED), (left, right), strict=True)
    )
    properties = "<w:cantSplit/>" + _row_mark(body, mark)
    return f"{title}{table}<w:tr><w:trPr>{properties}</w:trPr>{cells}</w:tr></w:tbl>"


def _row_mark(body: Body, mark: Mark | None) -> str:
    return f"<w:{'del' if mark.gone else 'ins'} {change(mark, body.words.ids)}/>" if mark else ""


def _field(body: Body, name: str) -> list[tuple[str, str]]:
    if body.draft.info.status is DraftStatus.DRAFT:
        return [
            ("ASSignatureLabel", "Signature"),
            ("ASSignatureBlock", "Not open for signature."),
            ("ASSignatureBlock", name),
        ]
    return [
        ("ASSignatureLabel", f"Signature ({name})"),
        ("ASSignatureSpace", ""),
        ("ASSignatureLabel", "Date"),
        ("ASSignatureSpace", ""),
    ]
