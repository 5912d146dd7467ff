"""Shaped words on a page: glyphs by number in one embedded subset per face, and beside them the words as typed.

The font is a Type0 font with Identity-H over TrueType outlines (ISO 32000-1, 9.7.4 and 9.7.6). What the glyphs say is
in /ToUnicode. Right-to-left letters are written in the order of reading, each at its place: programs that take text
from a page look at the places and turn right-to-left letters round themselves; /ActualText over a whole name they
would turn round wrongly. A sign without width, whose place says nothing of its order, says its character unseen from
the edge of its letter (from the right to the left a little beyond it) and is painted as an outline. In left-to-right
scripts signs change places, so that the words as typed go with them as /ActualText (14.9.4); that is the caller's, who
knows the marked content.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reportlab.pdfbase import pdfdoc
from reportlab.pdfgen.canvas import Canvas

from studio.documents import shaping
from studio.documents.shaping import Glyph, Source

_Placed = tuple[float, float, float, Glyph]  # left edge, then where the glyph is drawn from
_ASIDE = 0.012  # of the size: a vowel sign is read after its letter if it lies a little further on
JOINER = 0x200D  # U+200D: a glyph without width in each shipped face of another script
_CMAP = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <ffff>
endcodespacerange
{lines}
endcmap
CMapName currentdict /CMap defineresource pop
end
end
"""


class GlyphFont:
    """One face as it is used in one PDF; ReportLab asks it for its objects when the file is closed.

    A code stands for a glyph and the characters it says: one glyph can say different things (an Arabic letter without
    its dots), and a code may say one only.
    """

    def __init__(self, source: Source, internal: str) -> None:
        self.source, self.internal = source, internal
        self.codes: dict[tuple[int, str], int] = {(0, ""): 0}

    def code(self, glyph: Glyph) -> int:
        return self.codes.setdefault((glyph.number, glyph.text), len(self.codes))

    def addObjects(self, doc: Any) -> None:  # noqa: N802 - ReportLab's name and object
        """Called once by ReportLab: font, descendant, descriptor, subset and maps."""
        facts = shaping.measures(self.source)
        name = f"AAAAAA+{facts.name}"
        numbers = [number for number, _ in self.codes]
        data = shaping.subset(self.source, frozenset(numbers))
        file = pdfdoc.PDFStream(content=data)
        file.dictionary["Length1"] = len(data)
        descriptor = pdfdoc.PDFDictionary({
            "Type": "/FontDescriptor", "FontName": f"/{name}", "Flags": 4, "FontBBox": pdfdoc.PDFArray(facts.box),
            "ItalicAngle": 0, "Ascent": facts.ascent, "Descent": facts.descent, "CapHeight": facts.ascent, "StemV": 80,
            "FontFile2": doc.Reference(file, f"{self.internal}-file")})  # fmt: skip
        widths = [round(shaping.width_of(self.source, number), 2) for number in numbers]
        system = pdfdoc.PDFDictionary({
            "Registry": pdfdoc.PDFString("Adobe"), "Ordering": pdfdoc.PDFString("Identity"), "Supplement": 0})  # fmt: skip
        glyphs = pdfdoc.PDFStream(content=b"".join(number.to_bytes(2, "big") for number in numbers))
        descendant = pdfdoc.PDFDictionary({
            "Type": "/Font", "Subtype": "/CIDFontType2", "BaseFont": f"/{name}", "CIDSystemInfo": system,
            "FontDescriptor": doc.Reference(descriptor, f"{self.internal}-descriptor"),
            "W": pdfdoc.PDFArray([0, pdfdoc.PDFArray(widths)]), "DW": 1000,
            "CIDToGIDMap": doc.Reference(glyphs, f"{self.internal}-glyphs")})  # fmt: skip
        words = pdfdoc.PDFStream(content=self._characters())
        font = pdfdoc.PDFDictionary({
            "Type": "/Font", "Subtype": "/Type0", "BaseFont": f"/{name}", "Encoding": "/Identity-H",
            "DescendantFonts": pdfdoc.PDFArray([doc.Reference(descendant, f"{self.internal}-descendant")]),
            "ToUnicode": doc.Reference(words, f"{self.internal}-characters")})  # fmt: skip
        doc.idToObject["BasicFonts"].dict[self.internal] = doc.Reference(font, self.internal)

    def _characters(self) -> bytes:
        rows = [f"<{code:04x}> <{text.encode('utf-16-be').hex()}>"
                for (_, text), code in self.codes.items() if code]  # fmt: skip
        blocks = [rows[at : at + 100] for at in range(0, len(rows), 100)]
        lines = "\n".join("\n".join((f"{len(block)} beginbfchar", *block, "endbfchar")) for block in blocks)
        return _CMAP.format(lines=lines).encode("ascii")


def _font(canvas: Canvas, source: Source) -> GlyphFont:
    doc = canvas._doc
    for known in doc.delayedFonts:
        if isinstance(known, GlyphFont) and known.source == source:
            return known
    font = GlyphFont(source, f"G{len(doc.fontMapping) + 1}")
    doc.fontMapping[font.internal] = f"/{font.internal}"
    doc.delayedFonts.append(font)
    return font


def draw(  # noqa: PLR0913 - words, place and look
    canvas: Canvas, x: float, y: float, text: str, source: Source, size: float, *, backwards: bool = False
) -> None:
    """Draws shaped words from x, y (points, from the bottom left) in the fill colour; `backwards`: right to left.

    Every glyph that says something is text, in the order of reading. One that only completes another (the dots of a
    letter, the second half of a vowel sign) is painted as an outline, so that no program reads a character too many.
    """
    font = _font(canvas, source)
    shaped = shaping.shape(text, source, backwards=backwards)
    placed: list[_Placed] = []
    at = 0.0
    for glyph in shaped.glyphs:
        placed.append((x + at * size / 1000, x + (at + glyph.x) * size / 1000, y + glyph.y * size / 1000, glyph))
        at += glyph.advance
    letters: list[tuple[float, float, Glyph]] = []
    signs = 0
    for corner, left, low, glyph in placed[::-1] if backwards else placed:
        if glyph.text and glyph.advance:
            letters.append((left, low, glyph))
            signs = 0
            continue
        if letters:
            canvas._code.append(_show(font, size, letters))
            letters = []
        if glyph.text:
            signs += 1 if backwards else 0
            canvas._code.append(_show(font, size, [(corner - signs * size * _ASIDE, y, glyph)], unseen=True))
        canvas._code.append(_outline(source, glyph.number, left, low, size))
    if letters:
        canvas._code.append(_show(font, size, letters))


def say(canvas: Canvas, x: float, y: float, mark: str, source: Source, size: float) -> None:
    """A mark of direction for those who take the text from the page: unseen and without width."""
    font = _font(canvas, source)
    glyph = Glyph(shaping.number_of(source, JOINER), 0, 0, 0, mark)
    canvas._code.append(_show(font, size, [(x, y, glyph)], unseen=True))


def _show(font: GlyphFont, size: float, glyphs: Sequence[tuple[float, float, Glyph]], *, unseen: bool = False) -> str:
    """Glyphs, each from its own place; `unseen` is text mode 3 (ISO 32000-1, 9.3.6)."""
    code = [f"BT /{font.internal} {size:g} Tf"]
    if unseen:
        code.append("3 Tr")
    left = low = 0.0
    for x, y, glyph in glyphs:
        code.append(f"{x - left:.3f} {y - low:.3f} Td <{font.code(glyph):04x}> Tj")
        left, low = left + round(x - left, 3), low + round(y - low, 3)
    return " ".join((*code, "0 Tr ET" if unseen else "ET"))


def _outline(source: Source, number: int, x: float, y: float, size: float) -> str:
    made = []
    for kind, points in shaping.outline(source, number):
        places = (f"{(x, y)[at % 2] + point * size / 1000:.3f}" for at, point in enumerate(points))
        made.append(" ".join((*places, kind)))
    return " ".join((*made, "f")) if made else ""
