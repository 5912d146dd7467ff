"""A thin pen over ReportLab's canvas: every mark it makes is either tagged content or an artifact."""

from __future__ import annotations

import functools
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.rl_accel import fp_str
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas

from studio.documents import bidi, fonts, house, layout
from studio.documents.form_fields import BoxField, FormFields, TextField
from studio.documents.layout import Style
from studio.documents.pdf_fields import Widget
from studio.documents.pdf_glyphs import draw, say
from studio.documents.pdf_lines import Line, Part, break_lines, plain
from studio.documents.pdf_tag import Annotation, Content, Node
from studio.documents.shaping import Source

_Stroke = tuple[float, float, float, str, float]  # left, right, from the top, colour, thickness


def colour(value: str) -> Color:
    """The colour, or the house's where the design says its accent."""
    return _colour(house.current().ink(value))


@functools.cache
def _colour(value: str) -> Color:
    return HexColor(value)


def draw_words(canvas: Canvas, x: float, y: float, part: Part, ink: str, end: str = "") -> None:
    """The words of a part from x, y (from the bottom left); `end`: a space that keeps them apart from the next line's."""
    if part.text in bidi.MARKS:
        say(canvas, x, y, part.text, fonts.source(fonts.MARKING), part.size)
        part = replace(part, text="", face=layout.SANS)
    elif source := _shaping(part):
        canvas.setFillColor(colour(ink))
        backwards = part.level % 2 == 1
        draw(canvas, x, y, part.text, source, part.size, backwards=backwards)
        x = x - fonts.width(end, layout.SANS) * part.size if backwards else x + part.width
        part = replace(part, text="", face=layout.SANS)
    if not part.text + end:
        return
    canvas._code.append(_shown(canvas, x, y, part, ink, part.text + end))


def _shown(canvas: Canvas, x: float, y: float, part: Part, ink: str, words: str) -> str:
    """The text object as ReportLab's own would write it, without making one: there are thousands in a document."""
    font, size = pdfmetrics.getFont(part.face), _number(part.size)
    code = [f"BT 1 0 0 1 {_number(x)} {_number(y)} Tm {_fill(house.current().ink(ink))} rg"]
    last = None
    for subset, letters in font.splitString(words, canvas._doc):
        if subset != last:
            code.append(f"{font.getSubsetInternalName(subset, canvas._doc)} {size} Tf")
            last = subset
        code.append(f"({canvas._escape(letters)}) Tj")
    return " ".join([*code, "ET"])


@functools.lru_cache(maxsize=16384)
def _number(value: float) -> str:
    return str(fp_str(value))


@functools.cache
def _fill(value: str) -> str:
    return str(fp_str(*_colour(value).rgb()))


def _shaping(part: Part) -> Source | None:
    """Where the face is, if the part is shaped; signs between right-to-left words are mirrored with them."""
    if part.level % 2 and part.text.strip():
        return fonts.source(part.face)
    return fonts.shaped(part.face)


class Pen:
    """Draws on one page after the other; `y` is measured downwards from the top edge."""

    def __init__(self, title: str, lang: str) -> None:
        fonts.face(layout.SANS)
        self.buffer = io.BytesIO()
        self.canvas = Canvas(
            self.buffer, pagesize=layout.A4, pageCompression=0, invariant=1, initialFontName=layout.SANS, lang=lang
        )
        self.canvas.setTitle(title)
        self.page = -1
        self.height = layout.A4[1]
        self.mcid = 0
        self.node: Node | None = None  # whose content is being drawn
        self.opening, self.again = "", False  # how its marked content starts, and whether that goes on from before
        self.anchors: dict[str, tuple[int, float, float]] = {}  # paragraph key -> page, x, y from the bottom
        self.annotations: list[Annotation] = []
        self.form = FormFields()  # what can be filled in
        self.widgets: list[Widget] = []
        self.lines: list[tuple[int, float, float, float, float]] = []  # page, left, top, right, bottom of each line

    def start_page(self, size: tuple[float, float]) -> None:
        if self.page >= 0:
            self.canvas.showPage()
        self.page += 1
        self.mcid = 0
        self.height = size[1]
        self.canvas.setPageSize(size)

    def finish(self) -> bytes:
        """The untagged PDF."""
        self.canvas.showPage()
        self.canvas.save()
        return self.buffer.getvalue()

    def anchor(self, key: str, x: float, y: float) -> None:
        self.anchors.setdefault(key, (self.page, x, self.height - y))

    @contextmanager
    def tagged(self, node: Node | None, actual: str = "") -> Iterator[None]:
        """Marks what is drawn inside as content of the node; without a node as an artifact."""
        self._open(node, actual)
        yield
        self._close(drop=self.again)

    def _open(self, node: Node | None, actual: str) -> None:
        self.node, self.again = node, False
        if node is None:
            self.canvas._code.append("/Artifact <</Type /Layout>> BDC")
            return
        # Poppler heeds /ActualText of a Span alone; what the content belongs to is said by its MCID.
        tag, extra = ("Span", f" /ActualText {_hex(actual)}") if actual else (node.tag, "")
        self.opening = f"/{tag} <</MCID {self.mcid}{extra}>> BDC"
        self.canvas._code.append(self.opening)
        node.kids.append(Content(self.page, self.mcid))
        self.mcid += 1

    def _close(self, *, drop: bool) -> None:
        """`drop`: marked content that nothing was drawn in is taken back."""
        if drop and self.node is not None and self.canvas._code[-1] == self.opening:
            self.canvas._code.pop()
            self.node.kids.pop()
            self.mcid -= 1
        else:
            self.canvas._code.append("EMC")
        self.node = None

    @contextmanager
    def _as_typed(self, words: str) -> Iterator[None]:
        """Marked content of its own, with the words as typed, in the middle of its node's (never one in the other)."""
        node = self.node
        if node is None:
            yield
            return
        self._close(drop=True)
        with self.tagged(node, words):
            yield
        self._open(node, "")
        self.again = True

    @contextmanager
    def furniture(self, kind: str) -> Iterator[None]:
        """`kind` is Header, Footer or Watermark (ISO 32000-1, table 330)."""
        self.canvas._code.append(f"/Artifact <</Type /Pagination /Subtype /{kind}>> BDC")
        yield
        self.canvas._code.append("EMC")

    def part(self, x: float, baseline: float, part: Part, end: str = "") -> None:
        if part.box:
            self._tick_box(x, baseline, part)
        elif part.level % 2 == 0 and fonts.shaped(part.face):
            with self._as_typed(part.text):
                draw_words(self.canvas, x, self.height - baseline, part, part.colour)
            if end:
                draw_words(self.canvas, x + part.width, self.height - baseline,
                           replace(part, text=end, face=layout.SANS), part.colour)  # fmt: skip
        else:
            draw_words(self.canvas, x, self.height - baseline, part, part.colour, end)

    def _tick_box(self, x: float, baseline: float, part: Part) -> None:
        """The box is drawn; its character is there for those who hear or copy the page, but not painted."""
        canvas = self.canvas
        side = part.size * 1.02
        canvas.setStrokeColor(colour(layout.INK))
        canvas.setLineWidth(1.1)
        canvas.rect(x + 0.8, self.height - baseline - part.size * 0.16, side, side, stroke=1, fill=0)
        text = canvas.beginText(x, self.height - baseline)
        text.setFont(layout.SANS, part.size)
        text.setTextRenderMode(3)
        text.textOut(part.text + " ")
        text.setTextRenderMode(0)
        canvas.drawText(text)

    def paragraph(self, x: float, top: float, lines: Sequence[Line], node: Node | None, *, last: bool = True) -> float:
        """Draws lines under one node, links as nodes below it; returns the y under the last line."""
        y = top
        underlines: list[_Stroke] = []
        for number, line in enumerate(lines):
            end = "" if line.joins or (last and number == len(lines) - 1) else " "
            baseline = y + line.leading * 0.5 + line.size * 0.33
            self.lines.append((self.page, x, y, x + line.width, y + line.leading))
            self._line(x, baseline, line, node, end, underlines)
            y += line.leading
        if underlines:
            with self.tagged(None):
                for left, right, at, ink, thick in underlines:
                    self._stroke(left, at, right, at, ink, thick)
        return y

    def _line(self, x: float, baseline: float, line: Line, node: Node | None, end: str,
              underlines: list[_Stroke]) -> None:  # fmt: skip
        parts = line.parts
        index = 0
        while index < len(parts):
            if self._widget_box(x, baseline, parts[index], node):
                index += 1
                continue
            link, change, stop = parts[index].link, parts[index].change, self._stop(parts, index)
            target = self._target(node, parts[index:stop], begins=index == 0)
            with self.tagged(target):
                for k in range(index, stop):
                    self.part(x + parts[k].x, baseline, parts[k], end if k == len(parts) - 1 else "")
            left = x + min(part.x for part in parts[index:stop])
            right = x + max(part.x + part.drawn_width for part in parts[index:stop])
            if change:
                at = baseline + 1.6 if change == "ins" else baseline - line.size * 0.28
                underlines.append((left, right, at, parts[index].colour, 0.8))
            if link and target is not None:
                words = "".join(part.text for part in parts[index:stop] if part.text not in bidi.MARKS).strip()
                if not parts[index].quiet:
                    underlines.append((left, right, baseline + 1.8, layout.GREY, 0.45))
                self.link(target, (left, baseline - line.size, right, baseline + 3), words, link)
            index = stop

    def _stop(self, parts: Sequence[Part], index: int) -> int:
        """Where the parts end that belong to one element with the one at `index`."""
        first, stop = parts[index], index + 1
        while (
            stop < len(parts)
            and (parts[stop].link, parts[stop].lang, parts[stop].change) == (first.link, first.lang, first.change)
            and not self.form.box(parts[stop].mark)
        ):
            stop += 1
        return stop

    @staticmethod
    def _target(node: Node | None, parts: Sequence[Part], *, begins: bool) -> Node | None:
        """The element of some parts: a link, words that came or went, another language, or the paragraph itself."""
        first = parts[0]
        if node is None:
            return None
        if first.link:
            return _link_node(node, first.link, begins=begins)
        if first.change:
            return _change_node(node, first.change, parts, begins=begins)
        return node.add("Span", lang=first.lang) if first.lang and first.lang != node.lang else node

    def _widget_box(self, x: float, baseline: float, part: Part, node: Node | None) -> bool:
        """A box that can be filled in: printed as an artifact, told by its widget. False for any other part."""
        box = self.form.box(part.mark) if node is not None else None
        if box is None or node is None:
            return False
        with self.tagged(None):
            self.part(x + part.x, baseline, part)
        left, side = x + part.x + 0.8, part.size * 1.02
        bottom = self.height - baseline - part.size * 0.16
        self._widget(node, box, (left, bottom, left + side, bottom + side))
        return True

    def tick(self, x: float, baseline: float, part: Part, node: Node | None) -> None:
        """One box to tick outside a line of text."""
        if not self._widget_box(x, baseline, part, node):
            with self.tagged(node):
                self.part(x, baseline, part)

    def write_in(self, node: Node | None, key: str, x: float, y: float, width: float, height: float) -> None:
        """Room to write becomes a text field, where the draft is a form."""
        text = self.form.texts.get(key)
        if text is not None and node is not None:
            bottom = self.height - y - height
            self._widget(node, text, (x + 1, bottom + 1, x + width - 1, bottom + height - 1))

    def _widget(self, node: Node, field: BoxField | TextField, rect: tuple[float, float, float, float]) -> None:
        annotation = Annotation(self.page, rect, field.label)
        node.add("Form").kids.append(annotation)
        self.widgets.append(Widget(field, annotation))

    def link(self, node: Node, box: tuple[float, float, float, float], words: str, link: str) -> None:
        left, top, right, bottom = box
        rect = (left, self.height - bottom, right, self.height - top)
        parts = [kid for kid in node.kids if isinstance(kid, Annotation)]
        annotation = Annotation(self.page, rect, " ".join([*(part.contents for part in parts[:1]), words]), link)
        for part in parts:
            part.contents = annotation.contents
        self.annotations.append(annotation)
        node.kids.append(annotation)

    def text(  # noqa: PLR0913 - place, words and look of one piece
        self,
        x: float,
        baseline: float,
        text: str,
        face: str,
        size: float,
        *,
        ink: str = layout.INK,
        align: str = "left",
        end: str = "",
    ) -> None:
        """One piece of text; left, right or centre of it stands at x. The caller opens the tag."""
        parts = _one_line(text, face, size, ink)
        wide = max((part.x + part.width for part in parts), default=0.0)
        x -= wide if align == "right" else wide / 2 if align == "centre" else 0
        for number, part in enumerate(parts):
            self.part(x + part.x, baseline, part, end if number == len(parts) - 1 else "")

    def _stroke(self, x1: float, y1: float, x2: float, y2: float, ink: str, thick: float) -> None:
        self.canvas.setStrokeColor(colour(ink))
        self.canvas.setLineWidth(thick)
        self.canvas.line(x1, self.height - y1, x2, self.height - y2)

    def rule(self, x1: float, y: float, x2: float, ink: str = layout.LINE, thick: float = 0.4) -> None:
        """A horizontal rule, an artifact."""
        with self.tagged(None):
            self._stroke(x1, y, x2, y, ink, thick)

    def upright(self, x: float, y1: float, y2: float, ink: str = layout.HAIRLINE, thick: float = 0.4) -> None:
        with self.tagged(None):
            self._stroke(x, y1, x, y2, ink, thick)

    def area(self, x: float, y: float, width: float, height: float, ink: str) -> None:
        with self.tagged(None):
            self.canvas.setFillColor(colour(ink))
            self.canvas.rect(x, self.height - y - height, width, height, stroke=0, fill=1)

    def frame(  # noqa: PLR0913 - place and look of one box
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        *,
        thick: float = 0.9,
        dash: tuple[float, ...] = (),
        ink: str = layout.INK,
    ) -> None:
        with self.tagged(None):
            self.canvas.saveState()
            self.canvas.setStrokeColor(colour(ink))
            self.canvas.setLineWidth(thick)
            if dash:
                self.canvas.setDash(list(dash))
            self.canvas.rect(x, self.height - y - height, width, height, stroke=1, fill=0)
            self.canvas.restoreState()


def _one_line(text: str, face: str, size: float, ink: str) -> Sequence[Part]:
    """The text as parts in the order of reading, each with its place in the line."""
    if [name for _, name in fonts.runs_by_face(text, face)] == [face] and not bidi.runs_backwards(text):
        return [Part(0, text, face, size, ink, fonts.width(text, face) * size)]
    style = Style(face, size, size, colour=ink)
    return break_lines(plain(text, style), float("inf"), style)[0].parts


def _link_node(node: Node, link: str, *, begins: bool) -> Node:
    """The element of a link; one that goes on in the next line or page is the same element (ISO 14289-1, 7.18.5)."""
    above = node.kids[-1] if node.kids and begins else None
    if isinstance(above, Node) and any(isinstance(kid, Annotation) and kid.link == link for kid in above.kids):
        return above
    return node.add("Link")


def _change_node(node: Node, change: str, parts: Sequence[Part], *, begins: bool) -> Node:
    """The element of words that came or went; what goes on in the next line is the same element.

    Its TextDecorationType says how it looks, its Alt says it in words: colour and strokes are not all there is.
    """
    look, told = ("Underline", "Put in: ") if change == "ins" else ("LineThrough", "Taken out: ")
    words = "".join(part.text for part in parts if part.text not in bidi.MARKS)
    above = node.kids[-1] if node.kids and begins else None
    if isinstance(above, Node) and above.decoration == look:
        above.alt += f" {words}"
        return above
    made = node.add("Span", alt=told + words)
    made.decoration = look
    return made


def _hex(text: str) -> str:
    return f"<{text.encode('utf-16-be', 'surrogatepass').hex().join(('feff', ''))}>"
