"""A draft as one HTML file: nothing is loaded from elsewhere, the text is that of the other formats."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping, Sequence
from html import escape

from studio.documents import layout
from studio.documents.bidi import runs_backwards
from studio.documents.diagram import Drawing, to_svg
from studio.documents.easy_pictures import ideas, picture_for
from studio.documents.form_fields import ROOM_FOR_LINES, BoxField, FormFields, boxed, form_fields
from studio.documents.furniture import CLEAR, Furniture, furniture, titled
from studio.documents.house import SHIPPED, House, current
from studio.documents.html_style import STYLE
from studio.drafting.draft import Block, BlockType, Cell, Draft, Run, SignaturePlace

_HEADS = (BlockType.PART, BlockType.SCHEDULE, BlockType.HEADING, BlockType.SUBHEADING)
NO_FIELDS = FormFields()
_LISTED = (BlockType.NUMBERED, BlockType.BULLET)


def write_html(draft: Draft, *, pictures: Mapping[str, Drawing] | None = None) -> str:
    """The draft as a self-contained, semantic page (WCAG 2.2: headings, scopes, language).

    A form can be filled in: labelled controls of the browser, one answer a question, nothing chosen beforehand. It has no
    script and sends nothing: a form with the method "dialog" outside a dialog does nothing when it is submitted.
    """
    info, words = draft.info, furniture(draft.info)
    house = current()
    form = form_fields(draft)
    body = _logo(draft, house) + "\n".join(_sections(draft, house.pictures(pictures or {}), form))
    clear = ""
    if form.boxes or form.texts:
        body = f'<form id="answers" method="dialog" autocomplete="off">\n{body}\n</form>'
        clear = f'<p class="clear"><button type="reset" form="answers">{CLEAR}</button></p>\n'
    lang = escape(info.lang, quote=True)
    look = f" {escape(info.look, quote=True)}" if info.look else ""
    family = escape(info.family, quote=True)
    return (
        f'<!DOCTYPE html>\n<html lang="{lang}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{escape(info.title)}</title>\n'
        f"<style>\n{_style(house)}</style>\n</head>\n"
        f'<body class="{family}{look}">\n<a class="skip" href="#text">Go to the text</a>\n'
        f'{_head(words)}\n<main id="text">\n{body}\n</main>\n{clear}{_foot(words)}\n</body>\n</html>\n'
    )


def _style(house: House) -> str:
    """The style sheet in the house's colour and letters; without a house style as it is."""
    letters = {SHIPPED[0]: house.serif.name, SHIPPED[1]: house.sans.name}
    style = STYLE.replace(layout.ACCENT, house.accent)
    for own, name in letters.items():
        if name != own:  # a name holds letters, digits, spaces and hyphens, nothing that ends a string
            style = style.replace(f'"{own}"', f'"\x00{name}", "{own}"')
    return style.replace("\x00", "")


def _logo(draft: Draft, house: House) -> str:
    logo = house.logo
    if logo is None or not titled(draft):
        return ""
    wide, high = (f"{side:.1f}pt" for side in logo.size)
    if logo.drawing is not None:
        picture = to_svg(logo.drawing, title=logo.alt)
        size = f'width="{wide}" height="{high}"'
        picture = re.sub(r'width="[^"]*" height="[^"]*"', size, picture, count=1)
    else:
        data = base64.b64encode(logo.png).decode()
        words = escape(logo.alt, quote=True)
        picture = f'<img alt="{words}" style="width:{wide};height:{high}" src="data:image/png;base64,{data}">'
    return f'<p class="logo">{picture}</p>\n'


def _head(words: Furniture) -> str:
    marking = f'<p class="marking">{escape(words.marking)}</p>' if words.marking else ""
    watermark = f'<p class="state">{escape(words.watermark)}</p>' if words.watermark else ""
    line = f"<p><span>{escape(words.head_left)}</span> <span>{escape(words.head_right)}</span></p>"
    return f"<header>{marking}{line}{watermark}</header>"


def _foot(words: Furniture) -> str:
    sample = f"<p>{escape(words.foot_sample)}</p>" if words.foot_sample else ""
    marking = f'<p class="marking">{escape(words.marking)}</p>' if words.marking else ""
    return f"<footer><p>{escape(words.foot_left)}</p>{sample}{marking}</footer>"


def _sections(draft: Draft, pictures: Mapping[str, Drawing], form: FormFields) -> list[str]:
    levels = _levels(draft.blocks)
    if draft.info.look != "easy-read":
        return _blocks(draft.blocks, levels, pictures, form, _contents(draft))
    made: list[str] = []
    for row in ideas(draft.blocks):
        words = "\n".join(_blocks(row, levels, pictures, form))
        if row[0].type in (BlockType.SERIES, BlockType.TITLE, BlockType.SUBTITLE):
            made.append(words)
            continue
        shown = f'<div class="picture" aria-hidden="true">{to_svg(current().drawing(picture_for(row)))}</div>'
        made.append(f'<div class="idea">{shown}<div>{words}</div></div>')
    return made


def _blocks(blocks: Sequence[Block], levels: Mapping[str, int], pictures: Mapping[str, Drawing], form: FormFields,
            contents: str = "") -> list[str]:  # fmt: skip
    """Blocks in order; neighbouring list items stand in one list, a schedule or part in one section."""
    made: list[str] = []
    open_section = False
    index = 0
    while index < len(blocks):
        block = blocks[index]
        if block.type in (BlockType.PART, BlockType.SCHEDULE):
            if contents and not open_section:
                made.append(contents)
            made.append(("</section>\n" if open_section else "") + "<section>")
            open_section = True
        if block.type in _LISTED:
            end = index
            while end < len(blocks) and blocks[end].type in _LISTED:
                end += 1
            made.append(_list(blocks[index:end]))
            index = end
            continue
        made.append(block_html(block, pictures=pictures, level=levels.get(block.key, 2), form=form))
        index += 1
    if open_section:
        made.append("</section>")
    return made


def _levels(blocks: Sequence[Block]) -> dict[str, int]:
    """Heading level of each heading: one below what it stands under, so that none is skipped."""
    levels: dict[str, int] = {}
    section = heading = 1
    for block in blocks:
        if block.type in (BlockType.PART, BlockType.SCHEDULE):
            levels[block.key] = section = heading = 2
        elif block.type is BlockType.HEADING:
            levels[block.key] = heading = section + 1
        elif block.type is BlockType.SUBHEADING:
            levels[block.key] = heading + 1
    return levels


def _contents(draft: Draft) -> str:
    """Headings of an agreement as a list of links."""
    heads = [block for block in draft.blocks if block.type in (BlockType.PART, BlockType.SCHEDULE)
             or (block.type is BlockType.HEADING and block.number)]  # fmt: skip
    if not any(block.type is BlockType.PART for block in heads):
        return ""
    rows = "\n".join(_contents_line(block) for block in heads)
    return (
        f'<nav aria-labelledby="contents"><h2 id="contents">Contents</h2>\n<ul class="contents">\n{rows}\n</ul></nav>'
    )


def _contents_line(block: Block) -> str:
    words = escape(f"{block.number} {block.text}".strip())
    return f'<li class="{block.type.value}"><a href="#{_id(block.key)}">{words}</a></li>'


def block_html(block: Block, *, pictures: Mapping[str, Drawing] | None = None, level: int = 3,
               form: FormFields = NO_FIELDS) -> str:  # fmt: skip
    """One block as HTML; `level` is that of a heading."""
    kind, words = block.type, _asked(block, form)
    name = f' id="{_id(block.key)}"'
    if kind is BlockType.TITLE or kind in _HEADS:
        tag = "h1" if kind is BlockType.TITLE else f"h{level}"
        number = f'<span class="number">{escape(block.number)}</span> ' if block.number else ""
        return f"<{tag}{name}>{number}{words}</{tag}>"
    match kind:
        case BlockType.TABLE:
            return _table(block, form)
        case BlockType.FIGURE:
            return _figure(block, pictures or {})
        case BlockType.SIGNATURE if block.signature:
            return _signature(block, block.signature)
        case BlockType.GLOSS:
            return f'<aside{name} class="gloss"><p><strong>In short</strong> {words}</p></aside>'
        case BlockType.FIELD:
            return f'<p{name} class="field">{_room(block, form)}</p>'
    if kind in _LISTED:
        return _list([block])
    return f'<p{name} class="{kind.value}">{words}</p>'


def _asked(block: Block, form: FormFields) -> str:
    """The words of a paragraph; where they can be answered, each box is a control with its words as its label."""
    fields = [form.boxes.get((block.key, number)) for number in range(sum(run.box for run in boxed(block)))]
    if not any(fields):
        return runs_html(block.runs)
    made, open_, at = "", "", 0
    for run in boxed(block):
        if run.box and (field := fields[at]):
            made += f'{open_}<label class="answer">{_control(field)}'
            open_ = "</label>"
            at += 1
            made += _run(run).replace('class="box"', 'class="box" aria-hidden="true"')  # the control says it
            continue
        made += _run(run)
    return made + open_


def _control(field: BoxField) -> str:
    kind = "radio" if field.single else "checkbox"
    label = escape(field.label, quote=True)
    return f'<input type="{kind}" name="{field.name}" value="{escape(field.state, quote=True)}" aria-label="{label}">'


def _room(block: Block, form: FormFields) -> str:
    """Room to write with its label above; printed room where nothing can be filled in."""
    field, words = form.texts.get(block.key), runs_html(block.runs)
    if field is None:
        return f'{words}<span class="room" style="height:{block.lines * 1.9:g}em"></span>'
    name = f'id="f-{_id(block.key)}" name="{field.name}" class="room" aria-label="{escape(field.label, quote=True)}"'
    control = (
        f'<textarea {name} rows="{block.lines}"></textarea>'
        if block.lines >= ROOM_FOR_LINES
        else f'<input type="text" {name}>'
    )
    return f'<label for="f-{_id(block.key)}">{words}</label>{control}'


def runs_html(runs: Sequence[Run]) -> str:
    """The runs as text; whatever a fact holds appears as it was typed."""
    return "".join(_run(run) for run in runs)


def _run(run: Run) -> str:
    text = _fact(run.text) if run.fact else escape(run.text)
    if run.box:
        return f'<span class="box">{text}</span>'
    if run.ref:
        text = f'<a href="#{_id(run.ref)}">{text}</a>'
    if run.term:
        text = f"<dfn>{text}</dfn>"
    elif run.strong:
        text = f"<strong>{text}</strong>"
    return f'<span lang="{escape(run.lang, quote=True)}">{text}</span>' if run.lang else text


def _fact(text: str) -> str:
    """A name or value; one that runs from right to left moves nothing around it."""
    return f"<bdi>{escape(text)}</bdi>" if runs_backwards(text) else escape(text)


def _id(key: str) -> str:
    return "b-" + "".join(char if char.isalnum() and char.isascii() else f"_{ord(char):x}_" for char in key)


def _list(blocks: Sequence[Block]) -> str:
    """Numbered paragraphs keep their printed numbers; deeper levels stand inside the item above."""
    made: list[str] = []
    depths: list[int] = []
    for block in blocks:
        level = block.level if block.type is BlockType.NUMBERED else 9
        while depths and depths[-1] > level:
            made.append("</li></ul>")
            depths.pop()
        if depths and depths[-1] == level:
            made.append("</li>")
        else:
            kind = "numbered" if block.type is BlockType.NUMBERED else "bullets"
            made.append(f'<ul class="{kind}" role="list">' if kind == "numbered" else '<ul class="bullets">')
            depths.append(level)
        number = f'<span class="number">{escape(block.number)}</span> ' if block.number else ""
        made.append(f'<li id="{_id(block.key)}"><p>{number}{runs_html(block.runs)}</p>')
    made.extend("</li></ul>" for _ in depths)
    return "\n".join(made)


def _table(block: Block, form: FormFields) -> str:
    table = block.table
    if table is None:
        raise ValueError("a table block holds a table")
    called = escape("".join(run.text for run in table.caption), quote=True) or "Table"
    parts = [
        f'<div class="wide" tabindex="0" role="group" aria-label="{called}">',
        f'<table id="{_id(block.key)}" class="{escape(table.style)}">',
    ]
    if table.caption:
        parts.append(f"<caption>{runs_html(table.caption)}</caption>")
    if table.head:
        heads = "".join(f'<th scope="col">{_cell(cell, form)}</th>' for cell in table.head)
        parts.append(f"<thead><tr>{heads}</tr></thead>")
    parts.append("<tbody>")
    for row in table.rows:
        cells = []
        for index, cell in enumerate(row.cells):
            head = index == 0 and (table.row_heads or table.style == "facts")
            words = _cell(cell, form)
            cells.append(f'<th scope="row">{words}</th>' if head else f"<td>{words}</td>")
        cells += ["<td></td>"] * (len(table.head) - len(row.cells))
        parts.append(f'<tr id="{_id(row.key)}">{"".join(cells)}</tr>')
    parts.append("</tbody></table></div>")
    return "\n".join(parts)


def _cell(cell: Cell, form: FormFields) -> str:
    made = []
    for part in cell.paragraphs:
        words = _room(part, form) if part.type is BlockType.FIELD else _asked(part, form)
        made.append(f'<p id="{_id(part.key)}" class="{part.type.value}">{words}</p>')
    return "".join(made)


def _figure(block: Block, pictures: Mapping[str, Drawing]) -> str:
    drawing = pictures.get(block.figure or "")
    words = f"<figcaption>{runs_html(block.runs)}</figcaption>"
    picture = to_svg(drawing, title=drawing.alt) if drawing else ""
    return f'<figure id="{_id(block.key)}">{picture}{words}</figure>'


def _signature(block: Block, place: SignaturePlace) -> str:
    rows = [("Name", place.person), ("Office", place.office), ("For", place.legal_name)]
    if place.delegation:
        rows.append(("Delegation", place.delegation))
    listed = "".join(f"<dt>{label}</dt><dd>{_fact(value)}</dd>" for label, value in rows)
    return (
        f'<section id="{_id(block.key)}" class="signature"><h3>Partner {place.position} of {place.of}: '
        f"{_fact(place.legal_name)}</h3><p>{runs_html(block.runs)}</p><dl>{listed}</dl>"
        "<p>Signatures are made in the PDF. This page cannot be signed.</p></section>"
    )
