"""Draws a picture's shapes on the page under one Figure tag."""

from __future__ import annotations

import copy
import io
from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.lib.utils import ImageReader

from studio.documents import layout
from studio.documents.diagram import Box, Circle, Drawing, Outline, Polygon, Shape, Stroke, Words
from studio.documents.diagram_cut import part
from studio.documents.house import PLAIN, Logo, letters_as_measured, using
from studio.documents.pdf_items import Item
from studio.documents.pdf_pen import Pen, colour
from studio.documents.pdf_tag import Node

TALLEST = 140 * layout.MM  # with its head it still fits a landscape page
SCRAP = 100.0
LOGO_AIR = 4 * layout.MM  # between the logo and the title
_NOTHING = Drawing(1, 1, ())


@dataclass(slots=True)
class FigureItem(Item):
    """A picture, made smaller where it is wider than the frame."""

    drawing: Drawing = _NOTHING
    node: Node | None = None
    parted: bool = False

    def _scale(self, width: float) -> float:
        fits = min(1.0, width / self.drawing.width)
        return fits if self.drawing.cuts or self.parted else min(fits, TALLEST / self.drawing.height)

    def height(self, width: float) -> float:
        return self.drawing.height * self._scale(width)

    def least(self, width: float) -> float:
        """Up to the first cut that leaves more than a scrap of the picture on its page."""
        cuts = self.drawing.cuts
        first = next((cut for cut in cuts if cut >= SCRAP), cuts[-1] if cuts else self.drawing.height)
        return first * self._scale(width)

    def split(self, width: float, room: float) -> tuple[Item, Item] | None:
        halves = part(self.drawing, room / self._scale(width))
        if halves is None:
            return None
        first, rest = copy.copy(self), copy.copy(self)
        first.drawing, rest.drawing = halves
        first.parted = rest.parted = True
        first.keep_next, first.after, rest.before, rest.keys, rest.notes = False, 0, 0, (), []
        return first, rest

    def draw(self, pen: Pen, x: float, y: float, width: float) -> None:
        self.mark(pen, x, y)
        scale = self._scale(width)
        if self.node is not None:
            high = self.drawing.height * scale
            wide = self.drawing.width * scale
            self.node.bbox = self.node.bbox or (x, pen.height - y - high, x + wide, pen.height - y)
        with pen.tagged(self.node), letters_as_measured():
            draw_shapes(pen, self.drawing.shapes, x, y, scale)


def draw_shapes(pen: Pen, shapes: Sequence[Shape], x: float, y: float, scale: float) -> None:
    """The shapes with their origin at x and y; the caller opens the tag."""
    pen.canvas.saveState()
    for shape in shapes:
        _draw(pen, shape, x, y, scale)
    pen.canvas.restoreState()


@dataclass(slots=True)
class LogoItem(Item):
    """White space above the title with the logo at its right."""

    logo: Logo | None = None
    node: Node | None = None
    sink: float = 0

    def height(self, width: float) -> float:
        del width
        return self.sink

    def draw(self, pen: Pen, x: float, y: float, width: float) -> None:
        if self.logo is None or self.node is None:
            raise ValueError("a logo is drawn under its node")
        wide, high = self.logo.size
        left = x + width - wide
        self.node.bbox = (left, pen.height - y - high, left + wide, pen.height - y)
        with pen.tagged(self.node), using(PLAIN):  # its colours are its own
            if self.logo.drawing is not None:
                draw_shapes(pen, self.logo.drawing.shapes, left, y, wide / self.logo.drawing.width)
            else:
                picture = ImageReader(io.BytesIO(self.logo.png))
                pen.canvas.drawImage(picture, left, pen.height - y - high, wide, high)


def _draw(pen: Pen, shape: Shape, x: float, y: float, scale: float) -> None:
    canvas, height = pen.canvas, pen.height
    if isinstance(shape, Words):
        _words(pen, shape, x, y, scale)
        return
    line = shape.ink if isinstance(shape, Stroke) else shape.stroke
    if line:
        canvas.setStrokeColor(colour(line))
        canvas.setLineWidth(shape.thick * scale)
    dash = () if isinstance(shape, Polygon | Outline) else shape.dash
    canvas.setDash([part * scale for part in dash] if dash else [])
    fill = "" if isinstance(shape, Stroke) else shape.fill
    if fill:
        canvas.setFillColor(colour(fill))
    paint = {"stroke": 1 if line else 0, "fill": 1 if fill else 0}
    match shape:
        case Box():
            left, low = x + shape.x * scale, height - y - (shape.y + shape.height) * scale
            canvas.roundRect(left, low, shape.width * scale, shape.height * scale, shape.radius * scale, **paint)
        case Circle():
            canvas.circle(x + shape.x * scale, height - y - shape.y * scale, shape.radius * scale, **paint)
        case _:
            path = canvas.beginPath()
            for points in shape.lines if isinstance(shape, Outline) else (shape.points,):
                for number, (px, py) in enumerate(points):
                    go = path.lineTo if number else path.moveTo
                    go(x + px * scale, height - y - py * scale)
                if isinstance(shape, Polygon) or (isinstance(shape, Outline) and points[0] == points[-1]):
                    path.close()
            even_odd = isinstance(shape, Outline) and shape.even_odd
            canvas.drawPath(path, **paint, fillMode=0 if even_odd else 1)


def _words(pen: Pen, shape: Words, x: float, y: float, scale: float) -> None:
    face = layout.SANS_STRONG if shape.strong else layout.SANS
    pen.text(x + shape.x * scale, y + shape.y * scale, shape.text, face, shape.size * scale, ink=shape.ink,
             align=shape.align, end=" ")  # fmt: skip
