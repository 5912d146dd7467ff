"""What a document says in order, once from its draft and once from a PDF's structure, as lines that can be compared."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pdf_tree import Element, flat

from studio.documents.form_fields import form_fields
from studio.drafting.draft import Block, BlockType, Cell, Draft, Run, Table

LISTS = {2: "Decimal", 3: "LowerAlpha", 4: "LowerRoman"}
FORMS = {BlockType.FIELD, BlockType.CHOICE}


@dataclass(frozen=True, slots=True)
class Said:
    """One line: what it is, its words, where in lists it stands, the language that is not the document's own.

    `links` are (words, key) in the draft and (words, place) in a PDF; `key` and `place` are not compared."""

    kind: str
    words: str = ""
    depth: int = 0
    label: str = ""
    lang: str = ""
    fields: tuple[str, ...] = ()
    links: tuple[tuple[str, object], ...] = ()
    key: str = ""
    place: tuple[int, float] = (-1, 0.0)

    @property
    def compared(self) -> Said:
        return replace(self, links=tuple((words, "") for words, _ in self.links), key="", place=(-1, 0.0))


# --- from the draft ------------------------------------------------------------------------------------------------


class Expected:
    """The lines of a draft by the rules of the document design, section 14."""

    def __init__(self, draft: Draft, alternatives: dict[str, str]) -> None:
        self.draft, self.alternatives = draft, alternatives
        self.form = form_fields(draft)
        self.sections = any(block.type in (BlockType.PART, BlockType.SCHEDULE) for block in draft.blocks)
        self.section = self.heading = 1
        self.depths: list[int] = []

    def lines(self) -> Iterator[Said]:
        for block in self.draft.blocks:
            if block.type not in (BlockType.NUMBERED, BlockType.BULLET, BlockType.GLOSS):
                self.depths = []
            yield from self._block(block)

    def _block(self, block: Block) -> Iterator[Said]:
        match block.type:
            case BlockType.TITLE:
                yield self._said("H1", block)
            case BlockType.PART | BlockType.SCHEDULE:
                self.section = self.heading = 2
                yield self._said("H2", block, numbered=True)
            case BlockType.HEADING:
                self.heading = self.section + 1
                yield self._said(f"H{self.heading}", block, numbered=True)
            case BlockType.SUBHEADING:
                yield self._said(f"H{self.heading + 1}", block)
            case BlockType.NUMBERED | BlockType.BULLET:
                yield self._listed(block)
            case BlockType.GLOSS:
                yield self._said("Note", block)
            case BlockType.TABLE if block.table:
                yield from self._table(block, block.table)
            case BlockType.FIGURE:
                yield from self._figure(block)
            case BlockType.SIGNATURE if block.signature:
                yield from self._place(block)
            case _:
                yield self._said("P", block)

    def _said(self, kind: str, block: Block, *, numbered: bool = False) -> Said:
        words = f"{block.number} {block.text}" if numbered else block.text
        return Said(kind, _printed(words), fields=self._fields(block), links=_links(block.runs),
                    lang=_language(block.runs), key=block.key)  # fmt: skip

    def _fields(self, block: Block) -> tuple[str, ...]:
        boxes = [field.label for (key, _), field in sorted(self.form.boxes.items(), key=lambda one: one[0][1])
                 if key == block.key]  # fmt: skip
        text = self.form.texts.get(block.key)
        return tuple(flat(label) for label in [*boxes, *([text.label] if text else [])])

    def _listed(self, block: Block) -> Said:
        level = block.level if block.type is BlockType.NUMBERED else 9
        level = min(max(level, 2), 4) if level != 9 else 9
        self.depths = [*(each for each in self.depths if each < level), level]
        return replace(self._said(f"LI {LISTS.get(level, 'None')}", block), depth=len(self.depths),
                       label=block.number or "•")  # fmt: skip

    def _table(self, block: Block, table: Table) -> Iterator[Said]:
        yield Said("Table", _printed("".join(run.text for run in table.caption)), key=block.key)
        if table.head:
            yield Said("TR head")
            for cell in table.head:
                yield from self._cell("TH Column", cell)
        for row in table.rows:
            yield Said("TR", key=row.key)
            for number, cell in enumerate(row.cells):
                head = number == 0 and (table.row_heads or table.style == "facts")
                yield from self._cell("TH Row" if head else "TD", cell)
            yield from [Said("TD")] * (len(table.head) - len(row.cells))

    def _cell(self, kind: str, cell: Cell) -> Iterator[Said]:
        yield Said(kind)
        for block in cell.paragraphs:
            if block.type is BlockType.BULLET:
                yield replace(self._said("LI None", block), depth=1, label="•")
            elif block.text.strip() or block.type in FORMS:
                yield self._said("P", block)

    def _figure(self, block: Block) -> Iterator[Said]:
        alternative = self.alternatives.get(block.figure or "")
        if alternative is None:
            yield self._said("P", block)
            return
        yield Said("Figure", flat(alternative), key=block.key)
        if block.text:
            yield replace(self._said("Caption", block), key="")

    def _place(self, block: Block) -> Iterator[Said]:
        place = block.signature
        yield self._said("P", block)
        pairs = [("Name", place.person), ("Office", place.office), ("For", place.legal_name),
                 ("Partner", f"{place.position} of {place.of}"), ("Delegation", place.delegation)]  # fmt: skip
        for label, value in pairs:
            if value:
                yield Said("P", label)
                yield Said("P", flat(value))


def _printed(words: str) -> str:
    return flat(words.replace("☐", " "))


def _links(runs: Sequence[Run]) -> tuple[tuple[str, object], ...]:
    return tuple((flat(run.text), run.ref) for run in runs if run.ref)


def _language(runs: Sequence[Run]) -> str:
    return "+".join(dict.fromkeys(run.lang for run in runs if run.lang))


# --- from the PDF --------------------------------------------------------------------------------------------------


def lines_of(root: Element) -> list[Said]:
    """The lines of a tree. Contents and the help below a signature's place are left out: no draft has them."""
    return list(_lines(root, 0))


def _lines(element: Element, depth: int) -> Iterator[Said]:
    match element.tag:
        case "Document" | "Sect" | "THead" | "TBody" | "Caption" if element.tag != "Caption":
            yield from _below(element, depth)
        case "L":
            for line in element.elements:
                yield from _item(line, element.numbering, depth + 1)
        case "Table":
            caption = next((each.words() for each in element.elements if each.tag == "Caption"), "")
            yield Said("Table", caption, place=element.first_place())
            for each in element.elements:
                if each.tag != "Caption":
                    yield from _rows(each)
        case "Figure":
            yield Said("Figure", flat(element.alt), place=element.first_place())
            for each in element.elements:
                yield _plain("Caption", each)
        case _:
            yield _plain(element.tag, element)


def _below(element: Element, depth: int) -> Iterator[Said]:
    kids = element.elements
    if any(each.tag == "TOC" for each in kids):
        return
    skipping = False
    for each in kids:
        if each.tag == "P" and each.words().startswith("Signature Field "):
            skipping = True
        elif skipping and each.tag in ("P", "L") and _help(each):
            continue
        else:
            skipping = False
            yield from _lines(each, depth)


def _help(element: Element) -> bool:
    return element.tag == "L" or element.words() in ("How to sign", "Before this can be signed")


def _rows(part: Element) -> Iterator[Said]:
    for row in part.elements:
        yield Said("TR head" if part.tag == "THead" else "TR", place=row.first_place())
        for cell in row.elements:
            yield Said(f"{cell.tag} {cell.scope}".strip())
            yield from _below(cell, 0)


def _item(line: Element, numbering: str, depth: int) -> Iterator[Said]:
    label, body = line.elements
    own = _plain(f"LI {numbering}", body, without=("L",))
    yield replace(own, depth=depth, label=label.words(), place=line.first_place())
    for each in body.elements:
        if each.tag == "L":
            yield from _lines(each, depth)


def _plain(kind: str, element: Element, without: tuple[str, ...] = ()) -> Said:
    words = element.words(without)
    if kind == "Note":
        words = words.removeprefix("In short ")
    inner = [each for each in element.walk() if not without or each not in _nested(element, without)]
    links = [(each.words(), each.target) for each in inner if each.tag == "Link"]
    langs = "+".join(dict.fromkeys(each.lang for each in inner if each.lang and each.tag != "Form"
                                   and any(isinstance(kid, str) for kid in each.kids)))  # fmt: skip
    fields = tuple(flat(each.label) for each in inner if each.tag == "Form")
    return Said(kind, _printed(words), lang=langs, fields=fields, links=tuple(links), place=element.first_place())


def _nested(element: Element, tags: tuple[str, ...]) -> list[Element]:
    return [below for each in element.elements if each.tag in tags for below in each.walk()]
