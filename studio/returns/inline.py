"""Read what stands inside a paragraph: runs, fields, controls, pictures; each element by its rule."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from studio.returns.flow import Flow
from studio.returns.lettering import Lettering
from studio.returns.ooxml import Element, attr, child, children_of, leading, name_of, on
from studio.returns.paragraphs import PLAIN
from studio.returns.rules import rule_of
from studio.returns.shapes import Shape, unknown_in
from studio.returns.tracked import DELETIONS, INSERTIONS, deletion, insertion, reformat

_PROPERTIES = frozenset({"w:pPr", "w:rPr", "w:sdtPr", "w:sdtEndPr", "w:tblPr", "w:tblGrid", "w:trPr", "w:tcPr", "w:tblPrEx",
                         "w:sectPr", "w:smartTagPr", "w:customXmlPr", "w:rubyPr", "w:ffData"})  # fmt: skip
_LETTERS = {"w:tab": "\t", "w:ptab": "\t", "w:cr": "\n", "w:noBreakHyphen": "\u2011", "w:softHyphen": "\u00ad"}
_NOTES = {"w:footnoteReference": "footnote", "w:endnoteReference": "endnote"}
_RANGES = frozenset({"w:moveFromRangeStart", "w:moveFromRangeEnd", "w:moveToRangeStart", "w:moveToRangeEnd"})
_UNDERSTOOD = frozenset({"w14", "w15", "w16se", "w16cid", "w16cex", "w16", "wps", "wpg", "wpc", "wp14", "a14"})
_CHECKED, _UNCHECKED = "\u2612", "\u2610"
_SYMBOLS = {  # of Wingdings
    0xF0FE: "\u2611", 0xF0FD: _CHECKED, 0xF0A8: _UNCHECKED, 0xF06F: _UNCHECKED, 0xF0FC: "\u2713", 0xF0FB: "\u2717",
}  # fmt: skip


class Inline(Flow):
    """The part of the walk that happens inside paragraphs, and what may stand there as well as between blocks."""

    def known(self, parent: Element) -> Iterable[tuple[str, Element]]:
        """Children that have a rule at this place, with names; the others are reported."""
        known = children_of(str(parent.tag))
        for item in parent:
            name = known.get(item.tag)  # type: ignore[arg-type]
            if name is not None:
                yield name, item
            elif name_of(item):
                self.report(*unknown_in(name_of(parent), item))

    def check(self, element: Element) -> tuple[Shape, tuple[str, ...]]:
        """Properties: every name in them must be known; what they mean is read where it matters."""
        shape, values = self.shapes.of(element)
        for name, reason in shape.unknown:
            self.report(name, reason)
        return shape, values

    # -- what may stand between blocks as well as between runs

    def between(self, name: str, item: Element, deeper: Callable[[Element], None]) -> None:
        if name == "w:bookmarkStart":
            self.anchor(attr(item, "w:name"))
        elif name in INSERTIONS or name in DELETIONS:
            kind = INSERTIONS.get(name) or DELETIONS[name]
            stack = self.inserted if name in INSERTIONS else self.gone
            stack.append(self.mark(item, kind))
            deeper(item)
            stack.pop()
        elif name in {"w:commentRangeStart", "w:commentRangeEnd"}:
            self.comment_edge(item, begins=name.endswith("Start"))
        elif name in _RANGES:
            self.move_edge(name, item)
        elif name == "w:sdt":
            self._control(item, deeper)
        elif name == "mc:AlternateContent":
            self._alternative(item, deeper)
        elif name in _PROPERTIES:
            self._properties(name, item)
        else:
            self._by_rule(name, item, deeper)

    def _by_rule(self, name: str, item: Element, deeper: Callable[[Element], None]) -> None:
        rule = rule_of(name)
        if rule is None or (rule.kind in {"read", "shape"} and name != "w:hyperlink"):
            self.report(name, "the reader has no rule for it at this place")
        elif rule.kind == "told":
            self.report(name, rule.reason)
        elif rule.kind == "look":
            self.check(item)
        elif rule.kind != "nothing":
            deeper(item)

    def _properties(self, name: str, item: Element) -> None:
        if item is not self.own:
            self.check(item)
            if name in {"w:pPr", "w:rPr", "w:tcPr"}:
                self.report(name, "stands behind words instead of before them; what it says was not read")

    def _control(self, item: Element, deeper: Callable[[Element], None]) -> None:
        gallery = child(child(child(item, "w:sdtPr"), "w:docPartObj"), "w:docPartGallery")
        contents = gallery is not None and "Contents" in attr(gallery, "w:val")
        self.contents += contents
        for name, inner in self.known(item):
            self.between(name, inner, deeper)
        self.contents -= contents

    def _alternative(self, item: Element, deeper: Callable[[Element], None]) -> None:
        """The first choice whose needs the reader understands, else the fallback, never both (ECMA-376 part 3, 7.6)."""
        fallback = None
        for name, inner in self.known(item):
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
        if parent is not None:
            chosen.tag = parent.tag
        deeper(chosen)

    # -- runs

    def inline(self, parent: Element) -> None:
        """Everything in a paragraph, or in something that stands in one."""
        for name, item in self.known(parent):
            if name in {"w:r", "m:r"}:
                self._run(item)
            elif name == "w:bookmarkStart":
                self.anchor(attr(item, "w:name"))
            elif name == "w:bookmarkEnd" or item is self.own:
                continue
            elif name == "m:t":
                self.format, self.reformat = PLAIN, None
                self.add(item.text or "")
            elif name == "w:fldSimple":
                self.field_begins(attr(item, "w:instr"), result=True)
                self.inline(item)
                self.field_ends()
            elif name == "w:hyperlink":
                self._hyperlink(item)
            else:
                self.between(name, item, self.inline)

    def _hyperlink(self, item: Element) -> None:
        """A link (17.16.22): out of the file by its relationship, in the file to a bookmark."""
        first = len(self.paragraph.pieces) if self.paragraph is not None else 0
        anchor = attr(item, "w:anchor")
        self.inline(item)
        self.link(first, self.targets.get(attr(item, "r:id"), "") + (f"#{anchor}" if anchor else ""))

    def _run(self, run: Element) -> None:
        self.own = properties = leading(run, "w:rPr") if run.tag != _MATH_RUN else child(run, "w:rPr")
        self.reformat, revised = None, False
        first = len(self.paragraph.pieces) if self.paragraph is not None else 0
        own: tuple[Lettering, Lettering] | None = None
        if properties is None:
            self.format = self.shapes.format_of_style(self.paragraph_style)
        else:
            shape, values = self.check(properties)
            self.format = self.shapes.format(properties, shape, values, self.paragraph_style)
            revised = shape.revised
            if shape.lettered:
                usual = self.shapes.lettering(None, None, (), self.paragraph_style)
                own = self.shapes.lettering(properties, shape, values, self.paragraph_style), usual
        if revised:
            self._revised_run(run, properties)
        else:
            self._run_parts(run)
        if own is not None:
            self.letter(first, *own)

    def _revised_run(self, run: Element, properties: Element | None) -> None:
        noted_in, noted_out = insertion(properties), deletion(properties)  # as in runs of math
        self.reformat = reformat(properties, self.shapes.styles, self.paragraph_style)
        self.inserted += [noted_in] if noted_in else []
        self.gone += [noted_out] if noted_out else []
        self._run_parts(run)
        if noted_in:
            self.inserted.pop()
        if noted_out:
            self.gone.pop()

    def _run_parts(self, parent: Element) -> None:
        for name, item in self.known(parent):
            if name == "w:t":
                self.add(item.text or "")
                if len(item):
                    self.check(item)
            else:
                self._run_part(name, item)

    def _run_part(self, name: str, item: Element) -> None:
        letters = _letters(name, item)
        if letters is not None:
            # A break of page or column has no letter; put in or taken out it is a change all the same.
            self.add(letters, "" if letters or name != "w:br" else "page break")
            self.check(item)
        elif name in {"w:instrText", "w:delInstrText"}:
            if self.fields:
                self.fields[-1].instruction += item.text or ""
        elif name == "w:fldChar":
            self._field_edge(item)
        elif name in _NOTES:
            self.add("", _NOTES[name])
        elif name == "w:commentReference":
            self.comment_point(attr(item, "w:id"))
        elif name in {"w:drawing", "w:pict", "w:object"}:
            self.add("", "picture")
            self._drawing(item)
        elif name == "mc:AlternateContent":
            self._alternative(item, self._run_parts)
        else:
            self.between(name, item, self.inline)

    def _field_edge(self, item: Element) -> None:
        kind = attr(item, "w:fldCharType")
        if kind == "begin":
            self._checkbox(item)
            self.field_begins()
            self.check(item)
        elif kind == "separate" and self.fields:
            self.fields[-1].result = True
        elif kind == "end":
            self.field_ends()

    def _checkbox(self, begin: Element) -> None:
        """A box of an old form (17.16.7) says by its own setting whether it is ticked, not by words."""
        box = child(child(begin, "w:ffData"), "w:checkBox")
        if box is not None:
            said = child(box, "w:checked")
            self.add(_CHECKED if on(child(box, "w:default") if said is None else said) else _UNCHECKED)

    # -- pictures and boxes

    def _drawing(self, parent: Element) -> None:
        for name, item in self.known(parent):
            if name in {"w:txbxContent", "v:textpath"}:
                self.pending.append((item, list(self.inserted), list(self.gone)))
            elif name == "mc:AlternateContent":
                self._alternative(item, self._drawing)
            elif name == "wp:docPr":  # 20.4.2.5
                self.describe(item.get("descr", ""))
            elif (rule := rule_of(name)) is not None and rule.kind == "told":
                if name != "a:t" or (item.text or "").strip():
                    self.report(name, rule.reason)
            else:
                if name == "v:shape" and item.get("alt"):  # part 4, 19.1.2.19
                    self.describe(item.get("alt", ""))
                self._drawing(item)


_MATH_RUN = "{http://schemas.openxmlformats.org/officeDocument/2006/math}r"


def _letters(name: str, item: Element) -> str | None:
    """The letters that an element of a run stands for; None if it stands for something else."""
    if name in {"w:t", "w:delText", "m:t"}:
        return item.text or ""
    if name == "w:br":  # a break of page or column is no letter
        return "\n" if attr(item, "w:type", "textWrapping") == "textWrapping" else ""
    return _symbol(attr(item, "w:char"), attr(item, "w:font")) if name == "w:sym" else _LETTERS.get(name)


def _symbol(code: str, font: str) -> str:
    """The character of `w:sym` (17.3.3.30); symbol fonts put theirs into the private area, ticks and boxes are named."""
    try:
        value = int(code, 16)
    except ValueError:
        return ""
    if font.casefold() == "wingdings" and (value | 0xF000) in _SYMBOLS:
        return _SYMBOLS[value | 0xF000]
    return chr(value) if 32 <= value < 0xD800 or 0xE000 <= value <= 0x10FFFF else ""
