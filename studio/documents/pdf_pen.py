"""A thin pen over ReportLab's canvas: every mark it makes is either tagged content or an artifact."""

from __future__ import annotations

import functools
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from reportlab.lib.colors import Color, HexColor
from reportlab.pdfgen.canvas import Canvas

from studio.documents import fonts, layout
from studio.documents.form_fields import BoxField, FormFields, TextField
from studio.documents.pdf_fields import Widget
from studio.documents.pdf_lines import Line, Part
from studio.documents.pdf_tag import Annotation, Content, Node


@functools.cache
def colour(value: str) -> Color:
    return HexColor(value)


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
        if node is None:
            self.canvas._code.append("/Artifact <</Type /Layout>> BDC")
        else:
            extra = f" /ActualText {_hex(actual)}" if actual else ""
            self.canvas._code.append(f"/{node.tag} <</MCID {self.mcid}{extra}>> BDC")
            node.kids.append(Content(self.page, self.mcid))
            self.mcid += 1
        yield
        self.canvas._code.append("EMC")

    @contextmanager
    def furniture(self, kind: str) -> Iterator[None]:
        """`kind` is Header, Footer or Watermark (ISO 32000-1, table 330)."""
        self.canvas._code.append(f"/Artifact <</Type /Pagination /Subtype /{kind}>> BDC")
        yield
        self.canvas._code.append("EMC")

    def part(self, x: float, baseline: float, part: Part, end: str = "") -> None:
        canvas = self.canvas
        if part.box:
            self._tick_box(x, baseline, part)
            return
        text = canvas.beginText(x, self.height - baseline)
        text.setFont(part.face, part.size)
        text.setFillColor(colour(part.colour))
        text.textOut(part.text + end)
        canvas.drawText(text)

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
        underlines: list[tuple[float, float, float]] = []
        for number, line in enumerate(lines):
            end = "" if last and number == len(lines) - 1 else " "
            baseline = y + line.leading * 0.5 + line.size * 0.33
            self.lines.append((self.page, x, y, x + line.width, y + line.leading))
            self._line(x, baseline, line, node, end, underlines)
            y += line.leading
        if underlines:
            with self.tagged(None):
                for left, right, at in underlines:
                    self._stroke(left, at, right, at, layout.GREY, 0.45)
        return y

    def _line(self, x: float, baseline: float, line: Line, node: Node | None, end: str,
              underlines: list[tuple[float, float, float]]) -> None:  # fmt: skip
        parts = line.parts
        index = 0
        while index < len(parts):
            if self._widget_box(x, baseline, parts[index], node):
                index += 1
                continue
            link = parts[index].link
            stop = index + 1
            while stop < len(parts) and parts[stop].link == link and not self.form.box(parts[stop].mark):
                stop += 1
            target = node
            if link and node is not None:
                target = node.add("Link")
            with self.tagged(target):
                for k in range(index, stop):
                    self.part(x + parts[k].x, baseline, parts[k], end if k == len(parts) - 1 else "")
            if link and target is not None:
                left, right = x + parts[index].x, x + parts[stop - 1].x + parts[stop - 1].drawn_width
                words = "".join(part.text for part in parts[index:stop]).strip()
                if not parts[index].quiet:
                    underlines.append((left, right, baseline + 1.8))
                self.link(target, (left, baseline - line.size, right, baseline + 3), words, link)
            index = stop

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
        annotation = Annotation(self.page, rect, words, link)
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
    ) -> None:
        """One piece of text; left, right or centre of it stands at x. The caller opens the tag."""
        for words, real in fonts.runs_by_face(text, face):
            wide = fonts.width(words, real) * size
            at = x - wide if align == "right" else x - wide / 2 if align == "centre" else x
            self.part(at, baseline, Part(at, words, real, size, ink, wide))
            x += wide if align == "left" else 0

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


def _hex(text: str) -> str:
    return f"<{text.encode('utf-16-be', 'surrogatepass').hex().join(('feff', ''))}>"
