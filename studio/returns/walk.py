"""Walk one story of a DOCX: every element is understood, passed over by a rule, or reported as unread."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import count

from studio.returns.ooxml import Element, attr, child, children_of, is_known, leading, name_of
from studio.returns.paragraphs import Cell, Mark, Other, Paragraph, Piece, Reformat, Row, Spot, Story
from studio.returns.shapes import Shape, Shapes, unknown_in
from studio.returns.tracked import DELETIONS, INSERTIONS, deletion, differing, insertion, mark_of, reformat

Report = Callable[[str, str], None]  # (element, reason)

_PASSED = frozenset({  # no words of the text: positions, protections, spelling marks, revision ranges of custom XML
    "w:proofErr", "w:permStart", "w:permEnd", "w:bookmarkEnd", "w:customXmlInsRangeStart", "w:customXmlInsRangeEnd",
    "w:customXmlDelRangeStart", "w:customXmlDelRangeEnd", "w:customXmlMoveFromRangeStart",
    "w:customXmlMoveFromRangeEnd", "w:customXmlMoveToRangeStart", "w:customXmlMoveToRangeEnd",
    "w:moveFromRangeEnd", "w:moveToRangeEnd", "w:annotationRef", "w:footnoteRef", "w:endnoteRef", "w:separator",
    "w:continuationSeparator", "w:lastRenderedPageBreak", "w:pgNum", "w:dayShort", "w:dayLong", "w:monthShort",
    "w:monthLong", "w:yearShort", "w:yearLong", "w:fldData", "w:ffData", "w:rt",
})  # fmt: skip
_PROPERTIES = frozenset({"w:pPr", "w:rPr", "w:sdtPr", "w:sdtEndPr", "w:tblPr", "w:tblGrid", "w:trPr", "w:tcPr",
                         "w:tblPrEx", "w:sectPr", "w:smartTagPr", "w:customXmlPr", "w:rubyPr", "w:ffData"})  # fmt: skip
_THROUGH = frozenset(
    {"w:hyperlink", "w:smartTag", "w:customXml", "w:sdtContent", "w:dir", "w:bdo", "w:rubyBase", "w:ruby"}
)
_ELSEWHERE = {
    "w:altChunk": "a part in another format is pasted in here; its words were not read",
    "w:subDoc": "another document is linked in here; it was not fetched",
    "w:contentPart": "ink or other content that is no text",
    "w:movie": "a film",
}
_LETTERS = {"w:tab": "\t", "w:ptab": "\t", "w:cr": "\n", "w:noBreakHyphen": "\u2011", "w:softHyphen": "\u00ad"}
_NOTES = {"w:footnoteReference": "footnote", "w:endnoteReference": "endnote"}
_UNDERSTOOD = frozenset({"w14", "w15", "w16se", "w16cid", "w16cex", "w16", "wps", "wpg", "wpc", "wp14", "a14"})


@dataclass
class _Field:
    instruction: str = ""
    result: bool = False  # past the separator


@dataclass
class Walker:
    """Reads one story; text boxes met on the way are collected in `boxes` as stories of their own."""

    story: Story
    shapes: Shapes
    report: Report
    boxes: list[Story] = field(default_factory=list)
    _inserted: list[Mark] = field(default_factory=list)
    _gone: list[Mark] = field(default_factory=list)
    _fields: list[_Field] = field(default_factory=list)
    _open: dict[str, Spot] = field(default_factory=dict)
    _anchors: list[str] = field(default_factory=list)
    _cells: tuple[Cell, ...] = ()
    _container: int = 0
    _numbers: count[int] = field(default_factory=lambda: count(1))
    _tables: count[int] = field(default_factory=count)
    _characters: int = 0
    _contents: int = 0  # depth inside a table of contents
    _paragraph: Paragraph | None = None
    _paragraph_style: str = ""
    _own: Element | None = None  # properties that were read before the rest of their element
    _bold: bool = False  # of the run that is read
    _reformat: Reformat | None = None
    _moves: dict[str, str] = field(default_factory=dict)  # kind -> name of the move that is open

    def walk(self, root: Element) -> Story:
        """Read everything below `root` (body, header, note, text box content) into the story."""
        self._blocks(root)
        return self.story

    def finish(self) -> None:
        """Say so if the story ended inside a field: words behind its beginning may be missing."""
        if any(not each.result for each in self._fields):
            self.report("w:fldChar", "a field begins and never ends; words behind it may be missing")

    # -- blocks

    def _blocks(self, parent: Element) -> None:
        for name, item in self._known(parent):
            if name == "w:p":
                self._read_paragraph(item)
            elif name == "w:tbl":
                self._read_table(item)
            elif name == "w:sectPr":
                self._section(item)
            else:
                self._between(name, item, self._blocks)

    def _between(self, name: str, item: Element, deeper: Callable[[Element], None]) -> None:
        """What may stand between blocks as well as between runs."""
        if name == "w:bookmarkStart":
            self._anchor(attr(item, "w:name"))
        elif name in {"w:commentRangeStart", "w:commentRangeEnd"}:
            self._comment_edge(item, begins=name.endswith("Start"))
        elif name in {"w:moveFromRangeStart", "w:moveToRangeStart"}:
            self._moves[name[2:].partition("Range")[0]] = attr(item, "w:name")
        elif name in INSERTIONS or name in DELETIONS:
            self._revision(name, item, deeper)
        elif name == "w:sdt":
            self._control(item, deeper)
        elif name in _THROUGH or name.startswith("m:"):
            deeper(item)
        elif name == "mc:AlternateContent":
            self._alternative(item, deeper)
        else:
            self._no_words(name, item)

    def _no_words(self, name: str, item: Element) -> None:
        if name in _PROPERTIES:
            if item is not self._own:
                self._check(item)
                if name in {"w:pPr", "w:rPr"}:
                    self.report(name, "stands behind words instead of before them; what it says was not read")
        elif name in _ELSEWHERE:
            self.report(name, _ELSEWHERE[name])
        elif name not in _PASSED:
            self.report(name, "the reader has no rule for it at this place")

    def _known(self, parent: Element) -> Iterable[tuple[str, Element]]:
        """Children the reader knows at this place, with names; the others are reported."""
        known = children_of(str(parent.tag))
        for item in parent:
            name = known.get(item.tag)  # type: ignore[arg-type]
            if name is not None:
                yield name, item
            elif name_of(item):
                self.report(*unknown_in(name_of(parent), item))

    def _check(self, parent: Element) -> tuple[Shape, tuple[str, ...]]:
        """Properties: every name must be known; what they mean is read where it matters."""
        shape, values = self.shapes.of(parent)
        for name, reason in shape.unknown:
            self.report(name, reason)
        return shape, values

    def _revision(self, name: str, item: Element, deeper: Callable[[Element], None]) -> None:
        kind = INSERTIONS.get(name) or DELETIONS[name]
        stack = self._inserted if name in INSERTIONS else self._gone
        stack.append(mark_of(item, kind, self._moves.get(kind, "") if kind.startswith("move") else ""))
        deeper(item)
        stack.pop()

    def _control(self, item: Element, deeper: Callable[[Element], None]) -> None:
        gallery = child(child(child(item, "w:sdtPr"), "w:docPartObj"), "w:docPartGallery")
        contents = gallery is not None and "Contents" in attr(gallery, "w:val")
        self._contents += contents
        for name, inner in self._known(item):
            self._between(name, inner, deeper)
        self._contents -= contents

    def _alternative(self, item: Element, deeper: Callable[[Element], None]) -> None:
        """The first choice whose needs the reader understands, else the fallback, never both (ECMA-376 part 3, 7.6)."""
        fallback = None
        for name, inner in self._known(item):
            if name == "mc:Fallback":
                fallback = inner
            elif all(prefix in _UNDERSTOOD for prefix in inner.get("Requires", "").split()):
                self._choice(item, inner, deeper)
                return
        if fallback is not None:
            self._choice(item, fallback, deeper)

    def _choice(self, item: Element, chosen: Element, deeper: Callable[[Element], None]) -> None:
        """Read the chosen content as if it stood where the alternative stands."""
        parent = item.getparent()
        above = name_of(parent) if parent is not None else ""
        unknown = [inner for inner in chosen if name_of(inner) and not is_known(above, name_of(inner))]
        for inner in unknown:
            self.report(name_of(inner), f"not known inside {above}")
            chosen.remove(inner)
        chosen.tag = parent.tag if parent is not None else chosen.tag
        deeper(chosen)

    # -- tables

    def _read_table(self, table: Element) -> None:
        number = next(self._tables)
        rows = count()
        self._table_part(table, number, rows)

    def _table_part(self, parent: Element, number: int, rows: count[int]) -> None:
        for name, item in self._known(parent):
            if name == "w:tr":
                self._read_row(item, Row(number, next(rows)))
            elif name in {"w:tblPr", "w:tblGrid"}:
                self._check(item)
                self._property_change(item, {"w:tblPr": "w:tblPrChange", "w:tblGrid": "w:tblGridChange"}[name], "table")
            else:
                self._between(name, item, lambda inner: self._table_part(inner, number, rows))

    def _read_row(self, element: Element, row: Row) -> None:
        row.inserted = self._inserted[-1] if self._inserted else None
        row.gone = self._gone[-1] if self._gone else None
        if (properties := self._revised(element, "w:trPr")) is not None:
            row.inserted, row.gone = insertion(properties) or row.inserted, deletion(properties) or row.gone
            self._property_change(properties, "w:trPrChange", "row")
        if (exceptions := self._revised(element, "w:tblPrEx")) is not None:
            self._property_change(exceptions, "w:tblPrExChange", "row")
        self._row_part(element, row, count())

    def _revised(self, element: Element, name: str) -> Element | None:
        """Properties of that name, if a revision stands in them."""
        self._own = properties = child(element, name)
        return properties if properties is not None and self._check(properties)[0].revised else None

    def _row_part(self, parent: Element, row: Row, cells: count[int]) -> None:
        for name, item in self._known(parent):
            if name == "w:tc":
                self._read_cell(item, Cell(row, next(cells)))
            else:
                self._between(name, item, lambda inner: self._row_part(inner, row, cells))

    def _read_cell(self, element: Element, cell: Cell) -> None:
        if (properties := self._revised(element, "w:tcPr")) is not None:
            cell.inserted, cell.gone = insertion(properties), deletion(properties)
            self._property_change(properties, "w:tcPrChange", "cell")
            if (merge := child(properties, "w:cellMerge")) is not None:
                self._other(mark_of(merge), "cell", "cells joined or parted")
        before = (self._cells, self._container)
        self._cells, self._container = (*self._cells, cell), next(self._numbers)
        self._blocks(element)
        self._cells, self._container = before

    # -- properties that changed

    def _section(self, item: Element) -> None:
        self._check(item)
        self._property_change(item, "w:sectPrChange", "section")

    def _property_change(self, properties: Element | None, change: str, target: str) -> None:
        found = child(properties, change)
        if found is not None:
            before = next(iter(found), None)
            self._other(mark_of(found), target, differing(properties, before, change))

    def _other(self, mark: Mark, target: str, what: str) -> None:
        self.story.others.append(Other(mark, target, what, len(self.story.paragraphs)))

    # -- paragraphs

    def _read_paragraph(self, element: Element) -> None:
        self._own = properties = leading(element, "w:pPr")
        if properties is None:
            look, self._paragraph_style = self.shapes.plain
            revised = False
        else:
            shape, values = self._check(properties)
            look, self._paragraph_style = self.shapes.look(properties, shape, values)
            revised = shape.revised
        paragraph = Paragraph(self.story.name, self._container, look, look, self._cells)
        paragraph.inserted = self._inserted[-1] if self._inserted else None
        paragraph.gone = self._gone[-1] if self._gone else None
        if revised:
            self._revised_paragraph(paragraph, properties)
        self._paragraph = paragraph
        paragraph.anchors, self._anchors = self._anchors, []
        paragraph.generated = self._in_contents()
        self._inline(element)
        if self._fields:
            paragraph.generated = paragraph.generated or (self._in_contents() and not paragraph.anchors)
        self.story.paragraphs.append(paragraph)
        self._paragraph = None
        self._characters += 1

    def _revised_paragraph(self, paragraph: Paragraph, properties: Element | None) -> None:
        change, mark = child(properties, "w:pPrChange"), child(properties, "w:rPr")
        if change is not None:
            paragraph.look_sent, paragraph.relook = self.shapes.styles.look(child(change, "w:pPr")), mark_of(change)
        paragraph.inserted = insertion(mark) or paragraph.inserted
        paragraph.gone = deletion(mark) or paragraph.gone
        for name in ("w:ins", "w:numberingChange"):
            if (found := child(child(properties, "w:numPr"), name)) is not None:
                was = attr(found, "w:original")
                self._other(mark_of(found), "paragraph", f"numbering{f', before: {was}' if was else ''}")
        self._property_change(mark, "w:rPrChange", "paragraph")
        if (section := child(properties, "w:sectPr")) is not None:
            self._property_change(section, "w:sectPrChange", "section")

    def _in_contents(self) -> bool:
        return self._contents > 0 or any(f.instruction.split()[:1] == ["TOC"] for f in self._fields)

    def _anchor(self, name: str) -> None:
        (self._paragraph.anchors if self._paragraph is not None else self._anchors).append(name)

    def _comment_edge(self, item: Element, *, begins: bool) -> None:
        number = attr(item, "w:id")
        if begins:
            spot = self.story.spots.setdefault(number, Spot(self.story.name))
            spot.start = self._characters
            spot.paragraph = self._paragraph
            self._open[number] = spot
        elif (spot_open := self._open.pop(number, None)) is not None:
            spot_open.end = self._characters

    # -- runs

    def _inline(self, parent: Element) -> None:
        for name, item in self._known(parent):
            if name == "w:r" or (name == "m:r"):
                self._run(item)
            elif name == "w:bookmarkStart":
                self._anchor(attr(item, "w:name"))
            elif name == "w:bookmarkEnd" or item is self._own:
                continue
            elif name == "m:t":
                self._bold, self._reformat = False, None
                self._add(item.text or "")
            elif name == "w:fldSimple":
                self._fields.append(_Field(attr(item, "w:instr"), result=True))
                self._inline(item)
                self._fields.pop()
            else:
                self._between(name, item, self._inline)

    def _run(self, run: Element) -> None:
        self._own = properties = leading(run, "w:rPr")
        self._bold, self._reformat, revised = self.shapes.bold_style(self._paragraph_style), None, False
        if properties is not None:
            shape, values = self._check(properties)
            self._bold = self.shapes.bold(properties, shape, values, self._paragraph_style)
            revised = shape.revised
        if revised:
            self._revised_run(run, properties)
        else:
            self._run_parts(run)

    def _revised_run(self, run: Element, properties: Element | None) -> None:
        noted_in, noted_out = insertion(properties), deletion(properties)  # as in runs of math
        self._reformat = reformat(properties, self.shapes.styles, self._paragraph_style)
        self._inserted += [noted_in] if noted_in else []
        self._gone += [noted_out] if noted_out else []
        self._run_parts(run)
        if noted_in:
            self._inserted.pop()
        if noted_out:
            self._gone.pop()

    def _run_parts(self, parent: Element) -> None:
        for name, item in self._known(parent):
            if name == "w:t":
                self._add(item.text or "")
                if len(item):
                    self._check(item)
            else:
                self._run_part(name, item)

    def _run_part(self, name: str, item: Element) -> None:
        letters = _letters(name, item)
        if letters is not None:
            # A break of page or column has no letter; put in or taken out it is a change all the same.
            self._add(letters, "" if letters or name != "w:br" else "page break")
            self._check(item)
        elif name in {"w:instrText", "w:delInstrText"}:
            if self._fields:
                self._fields[-1].instruction += item.text or ""
        elif name == "w:fldChar":
            self._field_edge(item)
        elif name in _NOTES:
            self._add("", _NOTES[name])
        elif name == "w:commentReference":
            self._comment_point(attr(item, "w:id"))
        elif name in {"w:drawing", "w:pict", "w:object"}:
            self._add("", "picture")
            self._drawing(item)
        elif name == "mc:AlternateContent":
            self._alternative(item, self._run_parts)
        else:
            self._between(name, item, self._inline)

    def _field_edge(self, item: Element) -> None:
        kind = attr(item, "w:fldCharType")
        if kind == "begin":
            self._fields.append(_Field())
            self._check(item)
        elif kind == "separate" and self._fields:
            self._fields[-1].result = True
        elif kind == "end" and self._fields:
            self._fields.pop()

    def _add(self, text: str, thing: str = "") -> None:
        """One piece of the paragraph, with all that is known at this place."""
        if self._paragraph is None or not (text or thing):
            return
        instruction = ""
        if self._fields:
            if any(not each.result for each in self._fields):
                return
            instruction = self._fields[-1].instruction.strip()
            instruction = "" if instruction.split()[:1] in (["HYPERLINK"], ["TOC"]) else instruction
        inserted = self._inserted[-1] if self._inserted else None
        gone = self._gone[-1] if self._gone else None
        if inserted or gone or self._reformat:
            self._paragraph.revised = True
        self._paragraph.pieces.append(Piece(text, inserted, gone, self._bold, self._reformat, instruction, thing))
        self._characters += len(text)
        for spot in self._open.values():
            self._cover(spot, text, kept=gone is None, sent=inserted is None)

    def _cover(self, spot: Spot, text: str, *, kept: bool, sent: bool) -> None:
        if spot.paragraph is None:
            spot.paragraph = self._paragraph
        spot.accepted += text if kept else ""
        spot.rejected += text if sent else ""

    def _comment_point(self, number: str) -> None:
        spot = self.story.spots.setdefault(number, Spot(self.story.name, start=self._characters, end=self._characters))
        if spot.paragraph is None:
            spot.paragraph = self._paragraph

    # -- pictures and boxes

    def _drawing(self, parent: Element) -> None:
        for name, item in self._known(parent):
            if name == "w:txbxContent":
                self._box(item)
            elif name in {"o:OLEObject", "w:control", "w:objectEmbed", "w:objectLink"}:
                self.report(name, "an embedded object; words inside it were not read")
            elif name in {"c:chart", "dgm:relIds"}:
                self.report(name, "a chart or diagram; words inside it were not read")
            elif name == "mc:AlternateContent":
                self._alternative(item, self._drawing)
            elif name == "a:t":
                if (item.text or "").strip():
                    self.report(name, "words drawn into a picture were not read")
            else:
                self._drawing(item)

    def _box(self, content: Element) -> None:
        story = Story(f"{self.story.name}-box{len(self.boxes) + 1}", self.story.part)
        self.boxes.append(story)
        inner = Walker(story, self.shapes, self.report, self.boxes, list(self._inserted), list(self._gone))
        inner.walk(content)


def _letters(name: str, item: Element) -> str | None:
    """The letters that an element of a run stands for; None if it stands for something else."""
    if name in {"w:t", "w:delText", "m:t"}:
        return item.text or ""
    if name == "w:br":  # a break of page or column is no letter
        return "\n" if attr(item, "w:type", "textWrapping") == "textWrapping" else ""
    return _symbol(attr(item, "w:char")) if name == "w:sym" else _LETTERS.get(name)


def _symbol(code: str) -> str:
    """The character of `w:sym`; symbol fonts put theirs into the private area."""
    try:
        value = int(code, 16)
    except ValueError:
        return ""
    return chr(value) if 32 <= value < 0xD800 or 0xE000 <= value <= 0x10FFFF else ""
