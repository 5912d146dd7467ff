"""Pictures as plain shapes: made from the facts once, drawn by every writer.

Lengths are points, `y` grows downwards. A picture holds no random step, so the same facts give the same shapes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from studio.facts.model import Facts

INK = "#1A1D21"
ACCENT = "#0F4C5C"
GREY = "#56606B"
TINT = "#EAF0F2"
WHITE = "#FFFFFF"

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Box:
    x: float
    y: float
    width: float
    height: float
    fill: str = ""
    stroke: str = INK
    thick: float = 1.0
    radius: float = 0
    dash: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Stroke:
    points: tuple[Point, ...]
    thick: float = 1.2
    dash: tuple[float, ...] = ()
    ink: str = INK


@dataclass(frozen=True, slots=True)
class Polygon:
    points: tuple[Point, ...]
    fill: str = INK
    stroke: str = ""
    thick: float = 1.0


@dataclass(frozen=True, slots=True)
class Circle:
    x: float
    y: float
    radius: float
    fill: str = WHITE
    stroke: str = INK
    thick: float = 1.1
    dash: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Words:
    """One line of text; `x` is its left, centre or right as `align` says, `y` its baseline."""

    x: float
    y: float
    text: str
    size: float = 9
    strong: bool = False
    ink: str = INK
    align: str = "left"


@dataclass(frozen=True, slots=True)
class Outline:
    """An area with several edges, so that it can have holes: a logo's letter."""

    lines: tuple[tuple[Point, ...], ...]
    fill: str = INK
    stroke: str = ""
    thick: float = 1.0
    even_odd: bool = False


Shape = Box | Stroke | Polygon | Circle | Words | Outline


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture of `width` by `height` points; `alt` says the same in words.

    `cuts` are heights at which it may be parted between pages; the part above `head` is then repeated.
    """

    width: float
    height: float
    shapes: tuple[Shape, ...]
    alt: str = ""
    head: float = 0
    cuts: tuple[float, ...] = ()


def draft_pictures(facts: Facts) -> dict[str, Drawing]:
    """Pictures by the names that figure blocks use: flow-map, sharing-matrix, timeline; none where facts lack."""
    # the makers need the shapes above, so they are asked late
    from studio.documents.diagram_charts import sharing_matrix, timeline
    from studio.documents.diagram_flows import flow_map
    from studio.documents.diagram_ladder import ladder

    made = {
        "flow-map": flow_map(facts),
        "flow-ladder": ladder(facts),
        "sharing-matrix": sharing_matrix(facts),
        "timeline": timeline(facts),
    }
    return {name: drawing for name, drawing in made.items() if drawing is not None}


Pictures = Mapping[str, Drawing]


def to_svg(drawing: Drawing, *, title: str = "") -> str:
    """The picture as a self-contained SVG 1.1 document."""
    label = escape(title or drawing.alt)
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_n(drawing.width)}pt" height="{_n(drawing.height)}pt" '
        f'viewBox="0 0 {_n(drawing.width)} {_n(drawing.height)}" role="img" '
        f"font-family=\"'Agreement Sans','Source Sans 3',Calibri,Arial,sans-serif\">"
    )
    body = "".join(_svg(shape) for shape in drawing.shapes)
    return f"{head}<title>{label}</title>{body}</svg>" if label else f"{head}{body}</svg>"


def _n(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _paint(fill: str, stroke: str, thick: float, dash: tuple[float, ...]) -> str:
    line = f' stroke="{stroke}" stroke-width="{_n(thick)}"' if stroke else ""
    gaps = f' stroke-dasharray="{" ".join(_n(part) for part in dash)}"' if dash else ""
    return f'fill="{fill or "none"}"{line}{gaps}'


def _svg(shape: Shape) -> str:
    match shape:
        case Box():
            paint = _paint(shape.fill, shape.stroke, shape.thick, shape.dash)
            return (f'<rect x="{_n(shape.x)}" y="{_n(shape.y)}" width="{_n(shape.width)}" height="{_n(shape.height)}" '
                    f'rx="{_n(shape.radius)}" {paint}/>')  # fmt: skip
        case Circle():
            paint = _paint(shape.fill, shape.stroke, shape.thick, shape.dash)
            return f'<circle cx="{_n(shape.x)}" cy="{_n(shape.y)}" r="{_n(shape.radius)}" {paint}/>'
        case Polygon():
            points = " ".join(f"{_n(x)},{_n(y)}" for x, y in shape.points)
            return f'<polygon points="{points}" {_paint(shape.fill, shape.stroke, shape.thick, ())}/>'
        case Outline():
            way = " ".join("M" + " L".join(f"{_n(x)} {_n(y)}" for x, y in line) for line in shape.lines)
            rule = ' fill-rule="evenodd"' if shape.even_odd else ""
            return f'<path d="{way}"{rule} {_paint(shape.fill, shape.stroke, shape.thick, ())}/>'
        case Stroke():
            points = " ".join(f"{_n(x)},{_n(y)}" for x, y in shape.points)
            return f'<polyline points="{points}" {_paint("", shape.ink, shape.thick, shape.dash)}/>'
        case Words():
            anchor = {"left": "start", "centre": "middle", "right": "end"}[shape.align]
            weight = ' font-weight="600"' if shape.strong else ""
            return (f'<text x="{_n(shape.x)}" y="{_n(shape.y)}" font-size="{_n(shape.size)}" text-anchor="{anchor}" '
                    f'fill="{shape.ink}"{weight}>{escape(shape.text)}</text>')  # fmt: skip
