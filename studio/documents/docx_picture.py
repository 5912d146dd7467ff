"""A picture in a DOCX: vectors (SVG) for programs that read them, dots (PNG) for the others, words for everyone."""

from __future__ import annotations

import functools
import math
from collections.abc import Iterator, Sequence
from io import BytesIO
from itertools import pairwise
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw, ImageFont

from studio.documents.diagram import Box, Circle, Drawing, Outline, Point, Polygon, Shape, Stroke, Words, to_svg
from studio.documents.docx_xml import attribute

_FONTS = Path(__file__).resolve().parent / "fonts"
_PLAIN, _STRONG = "AgreementSans-Regular.ttf", "AgreementSans-SemiBold.ttf"
_PIXELS = 2.5  # a point: 180 dots an inch in print
_FINER = 2  # drawn so much larger, then made smaller, for smooth edges
EMU = 12700  # English metric units a point (ECMA-376 part 1, 20.1.2.1)
SVG_EXTENSION = "{96DAC541-7B7A-43D3-8B79-37D633B846F1}"  # Office's extension that names the vector picture
ASVG = "http://schemas.microsoft.com/office/drawing/2016/SVG/main"
_DECORATION = (  # Office's extension by which a picture is passed over by who listens
    '<a:ext uri="{C183D7F6-B498-43B3-948B-1728B52AA6E4}"><adec:decorative '
    'xmlns:adec="http://schemas.microsoft.com/office/drawing/2017/decorative" val="1"/></a:ext>'
)


def picture_xml(drawing: Drawing, number: int, alt: str, width: float) -> str:
    """The inline picture number `number`, at most `width` points wide; `alt` says the same in words, "" = decoration."""
    scale = min(1.0, width / drawing.width)
    size = f'cx="{round(drawing.width * scale * EMU)}" cy="{round(drawing.height * scale * EMU)}"'
    asvg = f'<asvg:svgBlip xmlns:asvg="{ASVG}" r:embed="svg{number}"/>'
    vector = f'<a:extLst><a:ext uri="{SVG_EXTENSION}">{asvg}</a:ext></a:extLst>'
    described = f'descr="{attribute(alt)}"/>' if alt else f'descr=""><a:extLst>{_DECORATION}</a:extLst></wp:docPr>'
    return (
        f'<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent {size}/>'
        f'<wp:docPr id="{number}" name="Picture {number}" {described}<a:graphic>'
        '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:nvPicPr>'
        f'<pic:cNvPr id="{number}" name="Picture {number}"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill>'
        f'<a:blip r:embed="png{number}">{vector}</a:blip><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr>'
        f'<a:xfrm><a:off x="0" y="0"/><a:ext {size}/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
        "</pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )


@functools.lru_cache(maxsize=32)
def svg(drawing: Drawing) -> bytes:
    """The picture as vectors."""
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{to_svg(drawing)}\n'.encode()


@functools.lru_cache(maxsize=32)
def png(drawing: Drawing) -> bytes:
    """The picture as dots, 180 an inch; the same bytes for the same shapes."""
    scale = _PIXELS * _FINER
    image = Image.new("RGB", (math.ceil(drawing.width * scale), math.ceil(drawing.height * scale)), "white")
    pen = ImageDraw.Draw(image)
    for shape in drawing.shapes:
        _draw(pen, shape, scale)
    image = image.resize((image.width // _FINER, image.height // _FINER), Image.Resampling.BOX)
    out = BytesIO()
    image.quantize(64).save(out, "PNG", compress_level=6)
    return out.getvalue()


def _draw(pen: ImageDraw.ImageDraw, shape: Shape, scale: float) -> None:
    match shape:
        case Words():
            face = _face(_STRONG if shape.strong else _PLAIN, round(shape.size * scale))
            anchor = {"left": "ls", "centre": "ms", "right": "rs"}[shape.align]
            pen.text((shape.x * scale, shape.y * scale), shape.text, shape.ink, face, anchor)
        case Box():
            corner = (
                shape.x * scale,
                shape.y * scale,
                (shape.x + shape.width) * scale,
                (shape.y + shape.height) * scale,
            )
            dashed = bool(shape.dash)
            line = round(shape.thick * scale) if shape.stroke and not dashed else 0
            pen.rounded_rectangle(corner, shape.radius * scale, shape.fill or None, shape.stroke or None, line)
            if dashed:
                _line(pen, _corners(shape), shape.stroke, shape.thick, (scale, shape.dash))
        case Circle():
            around = [_on_circle(shape, step) for step in range(73)]
            pen.polygon([(x * scale, y * scale) for x, y in around], fill=shape.fill or None)
            if shape.stroke:
                _line(pen, around, shape.stroke, shape.thick, (scale, shape.dash))
        case Polygon():
            pen.polygon([(x * scale, y * scale) for x, y in shape.points], fill=shape.fill or None)
            if shape.stroke:
                _line(pen, [*shape.points, shape.points[0]], shape.stroke, shape.thick, (scale, ()))
        case Outline():
            _outline(pen, shape, scale)
        case Stroke():
            _line(pen, shape.points, shape.ink, shape.thick, (scale, shape.dash))


def _outline(pen: ImageDraw.ImageDraw, shape: Outline, scale: float) -> None:
    """Areas in areas are holes: each edge turns what it surrounds."""
    size = pen.im.size
    if shape.fill:
        whole = Image.new("1", size, 0)
        for line in shape.lines:
            one = Image.new("1", size, 0)
            if len(line) > 2:
                ImageDraw.Draw(one).polygon([(x * scale, y * scale) for x, y in line], fill=1)
            whole = ImageChops.logical_xor(whole, one)
        pen.bitmap((0, 0), whole, fill=shape.fill)
    for line in shape.lines if shape.stroke else ():
        _line(pen, line, shape.stroke, shape.thick, (scale, ()))


def _corners(box: Box) -> list[Point]:
    left, top, right, bottom = box.x, box.y, box.x + box.width, box.y + box.height
    return [(left, top), (right, top), (right, bottom), (left, bottom), (left, top)]


def _on_circle(circle: Circle, step: int) -> Point:
    angle = step * math.tau / 72
    return circle.x + circle.radius * math.cos(angle), circle.y + circle.radius * math.sin(angle)


def _line(
    pen: ImageDraw.ImageDraw, points: Sequence[Point], ink: str, thick: float, drawn: tuple[float, tuple[float, ...]]
) -> None:
    scale, dash = drawn
    for part in _dashes(points, dash) if dash else [list(points)]:
        pen.line([(x * scale, y * scale) for x, y in part], ink, max(round(thick * scale), 1), "curve")


def _dashes(points: Sequence[Point], dash: Sequence[float]) -> Iterator[list[Point]]:
    """The parts of a line that are drawn: `dash` says in turn how long it is drawn and left out."""
    at, left, part = 0, dash[0], [points[0]]
    for start, end in pairwise(points):
        length = math.dist(start, end)
        done = 0.0
        while length - done > left:
            done += left
            spot = (start[0] + (end[0] - start[0]) * done / length, start[1] + (end[1] - start[1]) * done / length)
            if at % 2 == 0:
                yield [*part, spot]
            at += 1
            left, part = dash[at % len(dash)], [spot]
        left -= length - done
        part.append(end)
    if at % 2 == 0 and len(part) > 1:
        yield part


@functools.lru_cache(maxsize=64)
def _face(name: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(_FONTS / name), size, layout_engine=ImageFont.Layout.BASIC)
