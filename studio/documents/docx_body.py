"""The paragraphs of a DOCX: words, bookmarks, cross references, contents; tables are in `docx_table`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from itertools import groupby

from studio.documents.diagram import Drawing
from studio.documents.diagram_cut import sheets
from studio.documents.docx_layout import HELD, Outline, style_of
from studio.documents.docx_marks import MarkedBlock, Para, Piece
from studio.documents.docx_numbering import Numbering
from studio.documents.docx_picture import picture_xml
from studio.documents.docx_scripts import right_to_left
from studio.documents.docx_xml import Ids, Mark, attribute, bookmark, change, run, tracked
from studio.documents.docx_xml import field as field_xml
from studio.drafting.draft import Block, BlockType, Draft, Run

TALLEST_PICTURE = 400.0  # points, on a landscape page between its running heads, with the words below


def bookmark_name(key: str, clause: str) -> str:
    """Name of the hidden bookmark round a paragraph: at most 40 letters, digits and underscores, as Word allows."""
    return f"_cp_{clause.replace('-', '_')[:24]}_{sha256(key.encode()).hexdigest()[:8]}"


def bookmark_names(draft: Draft) -> dict[str, str]:
    """Bookmark of every paragraph of the draft by its key; no two are equal."""
    names: dict[str, str] = {}
    taken: set[str] = set()
    for block in draft.walk():
        name = bookmark_name(block.key, block.clause)
        while name in taken:  # two keys with the same first 32 bits of their hash
            name += "x"
        taken.add(name)
        names[block.key] = name
    return names


@dataclass
class Words:
    """Writes runs. `targets` are the blocks that cross references lead to, `names` their bookmarks."""

    lang: str
    ids: Ids
    names: Mapping[str, str]
    targets: Mapping[str, Block]

    def properties(self, piece: Piece) -> str:
        """The inside of `w:rPr`: only character styles and language, never direct formatting."""
        style = _character_style(piece.run)
        out = f'<w:rStyle w:val="{style}"/>' if style else ""
        if piece.run.lang and piece.run.lang != self.lang:
            out += f'<w:lang w:val="{attribute(piece.run.lang)}"/>'
        if piece.restyled:
            was = "" if piece.run.strong else '<w:rPr><w:rStyle w:val="Strong"/></w:rPr>'
            out += f"<w:rPrChange {change(piece.restyled, self.ids)}>{was or '<w:rPr/>'}</w:rPrChange>"
        return out

    def pieces(self, pieces: Sequence[Piece]) -> str:
        """Runs, neighbours of one tracked change inside one element."""
        out = []
        for mark, group in groupby(pieces, key=lambda piece: piece.mark):
            inner = "".join(map(self._piece, _with_their_words(list(group))))
            out.append(tracked(inner, mark, self.ids))
        return "".join(out)

    def _piece(self, piece: Piece) -> str:
        properties = self.properties(piece)
        target = self.targets.get(piece.run.ref or "")
        if target is None or piece.mark:
            return run(piece.run.text, properties, gone=piece.mark is not None and piece.mark.kind == "del")
        name = attribute(self.names[target.key])
        before, number = _split_number(piece.run.text, target.number)
        if not number:
            return f'<w:hyperlink w:anchor="{name}" w:history="1">{run(piece.run.text, properties)}</w:hyperlink>'
        # \n is the number as it is printed before the paragraph, \h makes it a link (ECMA-376 part 1, 17.16.5.51)
        return (run(before, properties) if before else "") + field_xml(f"REF {name} \\n \\h", number, properties)


def _with_their_words(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """The pieces, with a no-break space behind each box: a line never ends between a box and its word."""
    boxed = False
    for piece in pieces:
        words = piece.run.text
        if boxed and words.startswith(" "):
            yield replace(piece, run=replace(piece.run, text=f" {words[1:]}"))
        else:
            yield piece
        boxed = piece.run.box


def _character_style(of: Run) -> str:
    if of.term:
        return "ASTerm"
    if of.strong:
        return "Strong"
    if of.box:
        return "ASBox"
    return "ASCrossReference" if of.ref else ""


def _split_number(words: str, number: str) -> tuple[str, str]:
    """The words before the number and the number, where the reference ends with it; else no number."""
    flat = words.replace("\u00a0", " ")
    if number and flat.endswith(number.replace("\u00a0", " ")):
        return words[: len(words) - len(number)], words[len(words) - len(number) :]
    return words, ""


BESIDE_WORDS = 84.0  # points: width of a picture of easy read


@dataclass
class Body:
    """Writes paragraphs in order; keeps the numbering as it goes. `furniture` collects paragraphs of our own."""

    draft: Draft
    words: Words
    numbering: Numbering
    plain: bool
    pictures: Mapping[str, Drawing] = field(default_factory=dict)
    drawn: list[Drawing] = field(default_factory=list)  # pictures put in so far, in order
    outline: Outline = field(default_factory=Outline)
    held: frozenset[str] = frozenset()  # keys of what must stay with the boxes behind it

    def paragraph(self, para: Para, style: str, *, numbered: int | None = None, extra: str = "") -> str:
        """One paragraph with its bookmark. `extra` goes into `w:pPr` behind the style (a section's end)."""
        name = self.words.names.get(para.block.key, "")
        inner = self.words.pieces(para.pieces)
        inner = bookmark(name, inner, self.words.ids) if name and not _gone(para) else inner
        if para.restyled:
            mark, was = para.restyled
            before = f'<w:pPr><w:pStyle w:val="{was}"/></w:pPr>'
            extra += f"<w:pPrChange {change(mark, self.words.ids)}>{before}</w:pPrChange>"
        if right_to_left([piece.run.lang or self.words.lang for piece in para.pieces]):
            extra = _TURNED + extra
        out = f"<w:p>{self.paragraph_properties(style, para.mark, numbered=numbered, extra=extra)}{inner}</w:p>"
        return self._moved(out, para)

    def _moved(self, out: str, para: Para) -> str:
        """The two ends that tie a moved paragraph to its other place (ECMA-376 part 1, 17.13.5.21 to 28)."""
        if para.mark is None or not para.mark.kind.startswith("move"):
            return out
        number = self.words.ids.next()
        name = f"move_{sha256(para.block.key.encode()).hexdigest()[:8]}"
        who = f'w:author="{attribute(para.mark.author)}" w:date="{para.mark.date}"'
        kind = para.mark.kind
        start = f'<w:{kind}RangeStart w:id="{number}" w:name="{name}" {who}/>'
        return f'{start}{out}<w:{kind}RangeEnd w:id="{number}"/>'

    def paragraph_properties(
        self, style: str, mark: Mark | None = None, *, numbered: int | None = None, extra: str = ""
    ) -> str:
        out = f'<w:pStyle w:val="{style}"/>'
        if numbered is not None:
            out += f'<w:numPr><w:numId w:val="{numbered}"/></w:numPr>'
        if extra.startswith(_TURNED):
            out, extra = out + _TURNED, extra.removeprefix(_TURNED)
        if mark:
            out += f"<w:rPr><w:{mark.kind} {change(mark, self.words.ids)}/></w:rPr>"
        return f"<w:pPr>{out}{extra}</w:pPr>"

    def block(self, marked: MarkedBlock) -> str:
        """A block that is no table, figure or signature place."""
        block = marked.block
        gone = _gone(marked.para)
        numbered = None if gone else self.numbering.number_of(block)
        level = self.outline.level_of(block, gone=gone)
        style = style_of(block, plain=self.plain, in_schedule=self.numbering.in_schedule, level=level)
        if block.key in self.held:
            style = HELD.get(style, style)
        out = self.paragraph(marked.para, style, numbered=numbered)
        if block.type is BlockType.FIELD:
            out += self.own("ASFieldBox", "", marked.para.mark) * max(block.lines, 1)
        return out

    def figure(self, marked: MarkedBlock, width: float) -> str:
        """A picture of at most `width` points, where there is one, and the words that say the same."""
        drawing = self.pictures.get(marked.block.figure or "")
        if drawing is None or marked.para.mark:
            return self.block(marked)
        picture, alt = "", drawing.alt or marked.block.text
        for each in sheets(drawing, TALLEST_PICTURE * max(1.0, drawing.width / width)):
            self.drawn.append(each)
            picture += picture_xml(each, len(self.drawn), alt, width)
            alt = "The picture before, continued."
        return f"<w:p>{self.paragraph_properties('ASFigure')}{picture}</w:p>{self.block(marked)}"

    def picture(self, drawing: Drawing) -> str:
        """A picture that says nothing beyond the words under it."""
        self.drawn.append(drawing)
        inline = picture_xml(drawing, len(self.drawn), "", BESIDE_WORDS)
        return f"<w:p>{self.paragraph_properties('ASFigure')}{inline}</w:p>"

    def own(self, style: str, words: str, mark: Mark | None = None, *, anchor: str = "") -> str:
        """A paragraph that is not in the draft: a box to write in, a label. `anchor`: key whose bookmark it bears."""
        gone = mark is not None and mark.gone
        inner = tracked(run(words, gone=gone), mark, self.words.ids) if words else ""
        if not gone and anchor in self.words.names:
            inner = bookmark(self.words.names[anchor], inner, self.words.ids)
        return f"<w:p>{self.paragraph_properties(style, mark)}{inner}</w:p>"

    def contents(self, blocks: Sequence[Block]) -> str:
        """The contents as a filled field: parts, schedules and clause headings, each a link to its place.

        Page numbers are left out (`\\n`): only the program that breaks the pages knows them, and a wrong number is
        worse than none.
        """
        entries = [block for block in blocks if block.type in _LISTED and block.text.strip()]
        if not entries:
            return ""
        out = [self.own("TOCHeading", "Contents")]
        for at, block in enumerate(entries):
            begin = _TOC_BEGIN if at == 0 else ""
            end = _FIELD_END if at == len(entries) - 1 else ""
            out.append(f"<w:p>{self.paragraph_properties(_LISTED[block.type])}{begin}{self._entry(block)}{end}</w:p>")
        return "".join(out)

    def _entry(self, block: Block) -> str:
        between = "<w:r><w:tab/></w:r>" if block.type is BlockType.HEADING else run("  ")
        number = run(block.number) + between if block.number else ""
        words = run(" ".join(block.text.split()))
        name = attribute(self.words.names[block.key])
        return f'<w:hyperlink w:anchor="{name}" w:history="1">{number}{words}</w:hyperlink>'


_TURNED = "<w:bidi/>"  # a paragraph from right to left (ECMA-376 part 1, 17.3.1.6)
_LISTED = {BlockType.PART: "TOC1", BlockType.SCHEDULE: "TOC1", BlockType.HEADING: "TOC2"}
_TOC_BEGIN = (
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> TOC \\o "1-2" \\n \\h \\z '
    '</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
)
_FIELD_END = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'


def _gone(para: Para) -> bool:
    return para.mark is not None and para.mark.gone
