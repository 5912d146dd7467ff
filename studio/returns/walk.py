"""Walk one story of a DOCX: every element is understood, passed over by a rule, or reported as unread (`rules.txt`)."""

from __future__ import annotations

from itertools import count

from studio.errors import HostileFile
from studio.returns.guard import MOST_PARAGRAPHS
from studio.returns.inline import Inline
from studio.returns.ooxml import Element, attr, child, early, leading, name_of
from studio.returns.paragraphs import Cell, Mark, Other, Paragraph, Row, Story
from studio.returns.tracked import deletion, differing, insertion, mark_of


class Walker(Inline):
    """Reads one story: its blocks, tables and sections, and through `Inline` what stands in its paragraphs."""

    def walk(self, root: Element) -> Story:
        """Read everything below `root` (body, header, note, text box content) into the story."""
        self._blocks(root)
        while self.pending:
            content, inserted, gone = self.pending.pop(0)
            story = Story(f"{self.story.name}-box{len(self.boxes) + 1}", self.story.part)
            self.boxes.append(story)
            box = Walker(story, self.shapes, self.report, self.boxes, inserted, gone, targets=self.targets)
            if name_of(content) == "v:textpath":
                box.read_drawn(content.get("string", ""))
            else:
                box.walk(content)
        return self.story

    def read_drawn(self, words: str) -> None:
        """Words that are drawn as a picture, as a paragraph."""
        self.paragraph = Paragraph(self.story.name, 0, *self.shapes.plain[:1] * 2)
        self.add(words)
        self.story.paragraphs.append(self.paragraph)

    # -- blocks

    def _blocks(self, parent: Element) -> None:
        for name, item in self.known(parent):
            if name == "w:p":
                self._read_paragraph(item)
            elif name == "w:tbl":
                self._table_part(item, next(self.tables), count())
            elif name == "w:sectPr":
                self.check(item)
                self._section(item)
            else:
                self.between(name, item, self._blocks)

    # -- tables

    def _table_part(self, parent: Element, number: int, rows: count[int]) -> None:
        for name, item in self.known(parent):
            if name == "w:tr":
                self._read_row(item, Row(number, next(rows)))
            elif name in {"w:tblPr", "w:tblGrid"}:
                self.check(item)
                self._property_change(item, {"w:tblPr": "w:tblPrChange", "w:tblGrid": "w:tblGridChange"}[name], "table")
            else:
                self.between(name, item, lambda inner: self._table_part(inner, number, rows))

    def _read_row(self, element: Element, row: Row) -> None:
        row.inserted = self.inserted[-1] if self.inserted else None
        row.gone = self.gone[-1] if self.gone else None
        if (exceptions := self._revised(element, "w:tblPrEx")) is not None:
            self._property_change(exceptions, "w:tblPrExChange", "row")
        if (properties := self._revised(element, "w:trPr")) is not None:
            row.inserted, row.gone = insertion(properties) or row.inserted, deletion(properties) or row.gone
            self._property_change(properties, "w:trPrChange", "row")
        self._row_part(element, row, count())

    def _revised(self, element: Element, name: str) -> Element | None:
        """Properties of that name, if a revision stands in them."""
        self.own = properties = early(element, name)
        return properties if properties is not None and self.check(properties)[0].revised else None

    def _row_part(self, parent: Element, row: Row, cells: count[int]) -> None:
        for name, item in self.known(parent):
            if name == "w:tc":
                self._read_cell(item, Cell(row, next(cells)))
            elif name in {"w:trPr", "w:tblPrEx"}:
                if item not in parent[:3]:
                    self.report(name, "stands behind cells instead of before them; what it says was not read")
            else:
                self.between(name, item, lambda inner: self._row_part(inner, row, cells))

    def _read_cell(self, element: Element, cell: Cell) -> None:
        if (properties := self._revised(element, "w:tcPr")) is not None:
            cell.inserted, cell.gone = insertion(properties), deletion(properties)
            self._property_change(properties, "w:tcPrChange", "cell")
            if (merge := child(properties, "w:cellMerge")) is not None:
                self._other(mark_of(merge), "cell", _merged(merge))
        before = (self.cells, self.container)
        self.cells, self.container = (*self.cells, cell), next(self.numbers)
        self._blocks(element)
        self.cells, self.container = before

    def _section(self, properties: Element, own: int = 0) -> None:
        """A section ends here (17.6.17, .18), or behind the paragraph that is read; its type says how it began (17.6.22)."""
        kind = child(properties, "w:type")
        self.story.sections.append((self.section, attr(kind, "w:val") if kind is not None else "nextPage"))
        self.section = len(self.story.paragraphs) + own
        self._property_change(properties, "w:sectPrChange", "section")

    # -- properties that changed

    def _property_change(self, properties: Element | None, change: str, target: str) -> None:
        found = child(properties, change)
        if found is not None:
            before = next(iter(found), None)
            self._other(mark_of(found), target, differing(properties, before, change))

    def _other(self, mark: Mark, target: str, what: str) -> None:
        self.story.others.append(Other(mark, target, what, len(self.story.paragraphs)))

    # -- paragraphs

    def _read_paragraph(self, element: Element) -> None:
        if len(self.story.paragraphs) >= MOST_PARAGRAPHS:
            raise HostileFile(
                f"This file holds more than {MOST_PARAGRAPHS} paragraphs, far more than any agreement.",
                "Ask the sender to send the agreement alone, as a Word document (.docx).",
            )
        self.own = properties = leading(element, "w:pPr")
        revised = False
        if properties is None:
            look, self.paragraph_style, breaks = self.shapes.plain
        else:
            shape, values = self.check(properties)
            look, self.paragraph_style, breaks = self.shapes.look(properties, shape, values)
            revised = shape.revised
        paragraph = Paragraph(self.story.name, self.container, look, look, self.cells)
        paragraph.inserted = self.inserted[-1] if self.inserted else None
        paragraph.gone = self.gone[-1] if self.gone else None
        paragraph.breaks = breaks
        if revised:
            self._revised_paragraph(paragraph, properties)
        self.paragraph = paragraph
        paragraph.anchors, self.anchors = self.anchors, []
        paragraph.generated = self.in_contents
        self.inline(element)
        if self.fields:
            paragraph.generated = paragraph.generated or (self.in_contents and not paragraph.anchors)
        self.story.paragraphs.append(paragraph)
        self.paragraph = None
        self.characters += 1

    def _revised_paragraph(self, paragraph: Paragraph, properties: Element | None) -> None:
        change, mark = child(properties, "w:pPrChange"), child(properties, "w:rPr")
        if change is not None:
            before = child(change, "w:pPr")
            paragraph.look_sent, paragraph.relook = self.shapes.styles.look(before), mark_of(change)
            paragraph.breaks = self.shapes.styles.breaks(before)
            paragraph.relooked = differing(properties, before, "w:pPrChange")
        paragraph.inserted = insertion(mark) or paragraph.inserted
        paragraph.gone = deletion(mark) or paragraph.gone
        for name in ("w:ins", "w:numberingChange"):
            if (found := child(child(properties, "w:numPr"), name)) is not None:
                was = attr(found, "w:original")
                self._other(mark_of(found), "paragraph", f"numbering{f', before: {was}' if was else ''}")
        self._property_change(mark, "w:rPrChange", "paragraph")
        if (section := child(properties, "w:sectPr")) is not None and paragraph.inserted is None:
            self._section(section, 1)
        elif section is not None:
            self._property_change(section, "w:sectPrChange", "section")


def _merged(merge: Element) -> str:
    """What `w:cellMerge` did (17.13.5.1): a cell joined to the one above, or parted from it."""
    now, before = attr(merge, "w:vMerge"), attr(merge, "w:vMergeOrig")
    if now == "cont" and before != "cont":
        return "a cell was joined to the one above"
    if before == "cont" and now != "cont":
        return "a cell was parted from the one above"
    return "cells joined or parted"
