"""A logo as SVG from outside, read into plain shapes: what is not drawn here is refused, nothing is fetched or run."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from lxml import etree

from studio.documents.diagram import Drawing, Outline, Point, Shape

MOST_POINTS = 20_000
MOST_DEPTH = 30
_SPACE = "{http://www.w3.org/2000/svg}"
_SAID = {"title", "desc", "metadata"}
_GROUPS = {"g", "svg", "a"}
_DRAWN = {"path", "rect", "circle", "ellipse", "line", "polyline", "polygon"}
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_STEP = re.compile(r"([MmLlHhVvCcSsQqTtAaZz])([^MmLlHhVvCcSsQqTtAaZz]*)")
_TURN = re.compile(r"(matrix|translate|scale|rotate)\s*\(([^)]*)\)")
_NAMED = {"black": "#000000", "white": "#FFFFFF", "red": "#FF0000", "green": "#008000", "blue": "#0000FF",
          "navy": "#000080", "gray": "#808080", "grey": "#808080", "yellow": "#FFFF00", "orange": "#FFA500",
          "purple": "#800080", "teal": "#008080"}  # fmt: skip
_COUNTS = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "S": 4, "Q": 4, "T": 2, "A": 7}
Matrix = tuple[float, float, float, float, float, float]


class SvgRefusedError(Exception):
    """The file cannot be drawn; the message says what to do about it."""


@dataclass(frozen=True, slots=True)
class _Look:
    fill: str = "#000000"
    stroke: str = ""
    thick: float = 1.0
    even_odd: bool = False
    matrix: Matrix = (1, 0, 0, 1, 0, 0)


def read_svg(data: bytes) -> Drawing:
    """The picture's outlines in their colours. Raises SvgRefusedError for anything else than filled and drawn lines."""
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise SvgRefusedError("it has a document type or entities: save it as “plain SVG”.")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise SvgRefusedError("it is no SVG that can be read: save it again as “plain SVG”.") from error
    if root.tag != f"{_SPACE}svg":
        raise SvgRefusedError("it is no SVG: its first element must be <svg> of the SVG namespace.")
    left, top, wide, high = _frame(root)
    look = replace(_looked(root, _Look()), matrix=(1, 0, 0, 1, -left, -top))
    shapes = tuple(_shapes(root, look, 0))
    if not shapes:
        raise SvgRefusedError("nothing is drawn in it.")
    if sum(len(line) for shape in shapes for line in shape.lines) > MOST_POINTS:
        raise SvgRefusedError(f"it has more than {MOST_POINTS} points: save a simpler one.")
    drawn: tuple[Shape, ...] = shapes
    return Drawing(wide, high, drawn)


def _frame(root: etree._Element) -> tuple[float, float, float, float]:
    numbers = _numbers(root.get("viewBox", ""))
    if len(numbers) == 4:
        left, top, wide, high = numbers
    else:
        left = top = 0.0
        wide, high = ((_numbers(root.get(side, "")) or [0.0])[0] for side in ("width", "height"))
    if not (0.1 <= wide <= 1e5 and 0.1 <= high <= 1e5):
        raise SvgRefusedError("it has no size: give it a viewBox, or a width and a height.")
    return left, top, wide, high


def _shapes(parent: etree._Element, look: _Look, depth: int) -> Iterator[Outline]:
    if depth > MOST_DEPTH:
        raise SvgRefusedError("its groups are too deep: save it as “plain SVG”.")
    for element in parent:
        if not isinstance(element.tag, str):  # a comment
            continue
        _harmless(element)
        name = element.tag.removeprefix(_SPACE)
        if name in _SAID or not element.tag.startswith(_SPACE) or (name == "defs" and not len(element)):
            continue
        own = _looked(element, look)
        if name in _GROUPS:
            yield from _shapes(element, own, depth + 1)
        elif name in _DRAWN:
            lines = tuple(tuple(_placed(point, own.matrix) for point in line) for line in _lines(name, element))
            thick = own.thick * math.sqrt(abs(own.matrix[0] * own.matrix[3] - own.matrix[1] * own.matrix[2]))
            fill = "" if name == "line" else own.fill
            if lines and (fill or own.stroke):
                yield Outline(lines, fill, own.stroke, thick, own.even_odd)
        else:
            raise SvgRefusedError(
                f"<{name}> cannot be drawn here: turn letters into paths and effects into plain areas."
            )


def _harmless(element: etree._Element) -> None:
    for key, value in element.attrib.items():
        name = str(key).rsplit("}", 1)[-1].lower()
        if name.startswith("on") or name in {"href", "src"} or "url(" in str(value).lower():
            raise SvgRefusedError(f"“{name}” points elsewhere or runs something: save the logo without it.")


def _looked(element: etree._Element, look: _Look) -> _Look:
    said = {str(key): str(value) for key, value in element.attrib.items()}
    for part in said.pop("style", "").split(";"):
        key, _, value = part.partition(":")
        said[key.strip()] = value.strip()
    if said.get("display") == "none" or said.get("visibility") == "hidden":
        return replace(look, fill="", stroke="")
    made = look
    if "fill" in said:
        made = replace(made, fill=_colour(said["fill"], look.fill))
    if "stroke" in said:
        made = replace(made, stroke=_colour(said["stroke"], look.stroke))
    if "stroke-width" in said:
        made = replace(made, thick=(_numbers(said["stroke-width"]) or [look.thick])[0])
    if "fill-rule" in said:
        made = replace(made, even_odd=said["fill-rule"] == "evenodd")
    if "transform" in said:
        made = replace(made, matrix=_times(look.matrix, _transform(said["transform"])))
    return made


def _colour(text: str, inherited: str) -> str:
    text = text.strip().lower()
    if text in {"none", "transparent"}:
        return ""
    if text in {"inherit", "currentcolor"}:
        return inherited
    if re.fullmatch(r"#[0-9a-f]{6}", text):
        return text.upper()
    if re.fullmatch(r"#[0-9a-f]{3}", text):
        return "#" + "".join(2 * char for char in text[1:]).upper()
    if (found := re.fullmatch(r"rgb\(\s*(\d{1,3})\s*,\s*(\d{1,3})\s*,\s*(\d{1,3})\s*\)", text)) is not None:
        return "#" + "".join(f"{min(int(part), 255):02X}" for part in found.groups())
    if text in _NAMED:
        return _NAMED[text]
    raise SvgRefusedError(f"the colour “{text[:30]}” is not known: write colours as #RRGGBB.")


def _transform(text: str) -> Matrix:
    made: Matrix = (1, 0, 0, 1, 0, 0)
    for kind, inner in _TURN.findall(text):
        made = _times(made, _step(kind, _numbers(inner)))
    return made


def _step(kind: str, n: list[float]) -> Matrix:
    match kind, len(n):
        case "matrix", 6:
            return n[0], n[1], n[2], n[3], n[4], n[5]
        case "translate", 1 | 2:
            return 1, 0, 0, 1, n[0], n[1] if len(n) > 1 else 0.0
        case "scale", 1 | 2:
            return n[0], 0, 0, n[-1], 0, 0
        case "rotate", 1 | 3:
            cos, sin = math.cos(math.radians(n[0])), math.sin(math.radians(n[0]))
            x, y = (n[1], n[2]) if len(n) == 3 else (0.0, 0.0)
            return cos, sin, -sin, cos, x - cos * x + sin * y, y - sin * x - cos * y
    raise SvgRefusedError(f"“{kind}” is not understood: save the logo without transforms.")


def _times(a: Matrix, b: Matrix) -> Matrix:
    return (a[0] * b[0] + a[2] * b[1], a[1] * b[0] + a[3] * b[1], a[0] * b[2] + a[2] * b[3],
            a[1] * b[2] + a[3] * b[3], a[0] * b[4] + a[2] * b[5] + a[4], a[1] * b[4] + a[3] * b[5] + a[5])  # fmt: skip


def _placed(point: Point, m: Matrix) -> Point:
    x, y = m[0] * point[0] + m[2] * point[1] + m[4], m[1] * point[0] + m[3] * point[1] + m[5]
    if not (math.isfinite(x) and math.isfinite(y)):
        raise SvgRefusedError("it has numbers without end.")
    return x, y


def _numbers(text: str) -> list[float]:
    return [float(each) for each in _NUMBER.findall(text[:200_000])]


def _lines(name: str, element: etree._Element) -> list[list[Point]]:
    def number(key: str) -> float:
        return (_numbers(element.get(key, "")) or [0.0])[0]

    if name == "path":
        return _Path(element.get("d", "")).lines
    if name == "rect":
        x, y, w, h = (number(key) for key in ("x", "y", "width", "height"))
        return [[(x, y), (x + w, y), (x + w, y + h), (x, y + h), (x, y)]] if w > 0 and h > 0 else []
    if name in {"circle", "ellipse"}:
        rx, ry = (number("r"), number("r")) if name == "circle" else (number("rx"), number("ry"))
        return [[(number("cx") + rx * math.cos(k * math.tau / 48), number("cy") + ry * math.sin(k * math.tau / 48))
                 for k in range(49)]] if rx > 0 and ry > 0 else []  # fmt: skip
    if name == "line":
        return [[(number("x1"), number("y1")), (number("x2"), number("y2"))]]
    n = _numbers(element.get("points", ""))
    points = list(zip(n[::2], n[1::2], strict=False))
    return [[*points, points[0]] if name == "polygon" else points] if points else []


class _Path:
    """A path's lines; curves become short straight steps."""

    def __init__(self, text: str) -> None:
        self.lines: list[list[Point]] = []
        self.at: Point = (0.0, 0.0)
        self.control: Point | None = None
        self.count = 0
        for command, inner in _STEP.findall(text[:200_000]):
            self._command(command, _arguments(command, inner))

    def _command(self, command: str, numbers: list[float]) -> None:
        kind = command.upper()
        if kind == "Z":
            if self.lines and self.lines[-1]:
                self.at = self.lines[-1][0]
                self._add(self.at)
            self.control = None
            return
        size = _COUNTS[kind]
        if not numbers or len(numbers) % size:
            raise SvgRefusedError(f"the path command “{command}” is broken: save the logo again.")
        for number in range(0, len(numbers), size):
            step = numbers[number : number + size]
            if kind == "M":
                self._move(self._point(step, command.islower()), first=number == 0)
            else:
                self._draw(kind, step, relative=command.islower())

    def _move(self, point: Point, *, first: bool) -> None:
        self.at, self.control = point, None
        if first:
            self.lines.append([point])
        else:
            self._add(point)

    def _point(self, pair: Sequence[float], relative: bool) -> Point:
        return (pair[0] + self.at[0], pair[1] + self.at[1]) if relative else (pair[0], pair[1])

    def _add(self, point: Point) -> None:
        if not self.lines:
            raise SvgRefusedError("a path does not begin with a move: save the logo again.")
        self.count += 1
        if self.count > MOST_POINTS:
            raise SvgRefusedError(f"it has more than {MOST_POINTS} points: save a simpler one.")
        self.lines[-1].append(point)
        self.at = point

    def _draw(self, kind: str, n: Sequence[float], *, relative: bool) -> None:
        if kind in "LHV":
            ends = {"L": n, "H": (n[0], 0.0 if relative else self.at[1]), "V": (0.0 if relative else self.at[0], n[0])}
            self._add(self._point(ends[kind], relative))
            self.control = None
        elif kind == "A":
            self._arc(n, self._point(n[5:7], relative))
            self.control = None
        else:
            points = [self._point(n[at : at + 2], relative) for at in range(0, len(n), 2)]
            if kind in "ST":
                points.insert(0, self._mirrored())
            self.control = points[-2]
            self._curve([self.at, *points])

    def _mirrored(self) -> Point:
        known = self.control or self.at
        return 2 * self.at[0] - known[0], 2 * self.at[1] - known[1]

    def _curve(self, points: Sequence[Point]) -> None:
        """Bézier curve of any degree in 12 steps (de Casteljau)."""
        for step in range(1, 13):
            t, row = step / 12, list(points)
            while len(row) > 1:
                row = [(a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t)
                       for a, b in pairwise(row)]  # fmt: skip
            self._add(row[0])

    def _arc(self, n: Sequence[float], end: Point) -> None:
        """An elliptical arc by its centre (SVG 1.1, appendix F.6.5)."""
        start, (rx, ry) = self.at, (abs(n[0]), abs(n[1]))
        if rx < 1e-9 or ry < 1e-9 or start == end:
            self._add(end)
            return
        cos, sin = math.cos(math.radians(n[2])), math.sin(math.radians(n[2]))
        dx, dy = (start[0] - end[0]) / 2, (start[1] - end[1]) / 2
        x, y = cos * dx + sin * dy, -sin * dx + cos * dy
        grow = math.sqrt(max(1.0, (x / rx) ** 2 + (y / ry) ** 2))
        rx, ry = rx * grow, ry * grow
        below = (rx * y) ** 2 + (ry * x) ** 2
        root = math.sqrt(max(0.0, (rx * ry) ** 2 - below) / below)
        sign = -1 if bool(n[3]) == bool(n[4]) else 1
        cx, cy = sign * root * rx * y / ry, -sign * root * ry * x / rx
        first = math.atan2((y - cy) / ry, (x - cx) / rx)
        turn = math.atan2((-y - cy) / ry, (-x - cx) / rx) - first
        turn += math.tau if n[4] and turn < 0 else -math.tau if not n[4] and turn > 0 else 0.0
        middle = (start[0] + end[0]) / 2, (start[1] + end[1]) / 2
        for step in range(1, 17):
            angle = first + turn * step / 16
            px, py = rx * math.cos(angle) + cx, ry * math.sin(angle) + cy
            self._add((cos * px - sin * py + middle[0], sin * px + cos * py + middle[1]))


def _arguments(command: str, inner: str) -> list[float]:
    """The numbers after a command; the two flags of an arc may stand without a space (SVG 1.1, 8.3.9)."""
    if command.upper() != "A":
        return _numbers(inner)
    spread = re.sub(r"((?:[-+]?[\d.]+(?:[eE][-+]?\d+)?[\s,]+){3})([01])[\s,]*([01])[\s,]*", r"\1\2 \3 ", inner)
    return _numbers(spread)
