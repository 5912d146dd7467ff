"""Pictures of the easy read forms: our own plain shapes, people without age, sex or skin colour, no protected sign.

Each stands on a square of 100 units. Which one belongs to a row is read from its words, else from its clause; a question
about one service shows what is told and who is told.
"""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Sequence
from dataclasses import replace

from studio.documents.diagram import (
    ACCENT,
    INK,
    TINT,
    WHITE,
    Box,
    Circle,
    Drawing,
    Outline,
    Point,
    Polygon,
    Shape,
    Stroke,
    Words,
)
from studio.drafting.draft import Block, BlockType

SIDE = 100.0
FILL = "#9FB8C0"
_LINE = 2.8


def _line(*points: Point, thick: float = _LINE) -> Stroke:
    return Stroke(points, thick)


def _arc(x: float, y: float, radius: float, start: float, stop: float, thick: float = _LINE) -> Stroke:
    """Part of a circle, in degrees clockwise from the right."""
    angles = [math.radians(start + (stop - start) * step / 12) for step in range(13)]
    return Stroke(tuple((x + radius * math.cos(a), y + radius * math.sin(a)) for a in angles), thick)


def _shape(*points: Point, fill: str = WHITE, thick: float = _LINE) -> Polygon:
    return Polygon(points, fill, INK, thick)


def _dot(x: float, y: float, radius: float = 1.6) -> Circle:
    return Circle(x, y, radius, INK, "")


def _person(x: float, y: float, fill: str = FILL, *, mouth: str = "smile") -> tuple[Shape, ...]:
    """Head and shoulders; `x` is the middle, `y` the top of the head."""
    body = (
        (x - 15, y + 49),
        (x - 15, y + 34),
        (x - 12, y + 28),
        (x - 6, y + 25),
        (x + 6, y + 25),
        (x + 12, y + 28),
        (x + 15, y + 34),
        (x + 15, y + 49),
    )
    lips = (
        _arc(x, y + 12, 5.5, 25, 155, 1.8) if mouth == "smile" else _line((x - 4, y + 16), (x + 4, y + 16), thick=1.8)
    )
    return (
        _shape(*body, fill=fill),
        Circle(x, y + 12, 11, WHITE, INK, _LINE),
        _dot(x - 4, y + 10),
        _dot(x + 4, y + 10),
        lips,
    )


def _bubble(x: float, y: float, wide: float = 34, high: float = 20) -> tuple[Shape, ...]:
    return (
        _shape((x + wide * 0.3, y + high - 1), (x + wide * 0.5, y + high - 1), (x + wide * 0.3, y + high + 8)),
        Box(x, y, wide, high, WHITE, INK, _LINE, 6),
        _line((x + wide * 0.32, y + high), (x + wide * 0.48, y + high), thick=_LINE + 0.4),
    )


def _face(x: float, y: float, start: float | None, stop: float | None) -> tuple[Shape, ...]:
    """A face alone; without angles its mouth is straight."""
    mouth = (
        _arc(x, y + 1, 7, start, stop, 2)
        if start is not None and stop is not None
        else _line((x - 5, y + 6), (x + 5, y + 6), thick=2)
    )
    return (Circle(x, y, 14, WHITE, INK, _LINE), _dot(x - 5, y - 3), _dot(x + 5, y - 3), mouth)


def _page(x: float = 28, y: float = 18, wide: float = 44, high: float = 64) -> tuple[Shape, ...]:
    rows = [y + high * part for part in (0.22, 0.4, 0.58, 0.76)]
    lines = [_line((x + 8, row), (x + wide - (8 if k < 3 else 18), row), thick=2.2) for k, row in enumerate(rows)]
    return (Box(x, y, wide, high, WHITE, INK, _LINE), *lines)


def _arrow(x1: float, x2: float, y: float) -> tuple[Shape, ...]:
    return (_line((x1, y), (x2 - 7, y), thick=4), Polygon(((x2 - 9, y - 7), (x2, y), (x2 - 9, y + 7)), INK))


def _tick(x: float, y: float, side: float) -> tuple[Shape, ...]:
    return (
        Box(x, y, side, side, WHITE, INK, _LINE),
        _line(
            (x + side * 0.22, y + side * 0.52),
            (x + side * 0.43, y + side * 0.75),
            (x + side * 0.8, y + side * 0.24),
            thick=4,
        ),
    )


def _cross(x: float, y: float, side: float) -> tuple[Shape, ...]:
    low, high = side * 0.24, side * 0.76
    return (
        Box(x, y, side, side, WHITE, INK, _LINE),
        _line((x + low, y + low), (x + high, y + high), thick=4),
        _line((x + low, y + high), (x + high, y + low), thick=4),
    )


def _heart(x: float, y: float, size: float) -> Polygon:
    points = []
    for step in range(24):
        t = 2 * math.pi * step / 24
        down = 13 * math.cos(t) - 5 * math.cos(2 * t) - 2 * math.cos(3 * t) - math.cos(4 * t)
        points.append((x + size * 16 * math.sin(t) ** 3 / 17, y - size * down / 17))
    return Polygon(tuple(points), INK)


def _wheel(x: float) -> tuple[Shape, ...]:
    return (Circle(x, 70, 9, WHITE, INK, _LINE), _dot(x, 70, 2.6))


_COUNCIL: tuple[Shape, ...] = (
    _shape((12, 34), (50, 12), (88, 34)),
    Box(16, 34, 68, 7, WHITE, INK, _LINE),
    *(Box(at, 41, 9, 32, FILL, INK, 2.2) for at in (21, 37, 54, 70)),
    Box(12, 73, 76, 9, WHITE, INK, _LINE),
)
_HOUSE: tuple[Shape, ...] = (
    Box(24, 44, 52, 40, WHITE, INK, _LINE),
    _shape((14, 46), (50, 16), (86, 46), fill=FILL),
    Box(43, 60, 15, 24, FILL, INK, _LINE),
    Box(29, 54, 10, 10, WHITE, INK, 2.2),
)
_CLOCK: tuple[Shape, ...] = (
    Circle(50, 50, 34, WHITE, INK, 3.2),
    _line((50, 50), (50, 26), thick=3.6),
    _line((50, 50), (66, 58), thick=3.6),
    _dot(50, 50, 3),
    *(_dot(50 + 28 * math.cos(a * math.pi / 2), 50 + 28 * math.sin(a * math.pi / 2), 2) for a in range(4)),
)
_BOARD: tuple[Shape, ...] = (
    Box(26, 18, 48, 68, WHITE, INK, _LINE),
    Box(40, 12, 20, 11, FILL, INK, _LINE, 3),
    *(shape for row in (34, 52, 70) for shape in (*_tick(32, row - 6, 11), _line((48, row), (68, row), thick=2.4))),
)

PICTURES: dict[str, tuple[Shape, ...]] = {
    "talk": (*_person(26, 42, WHITE), *_person(74, 42), *_bubble(32, 10), *(_dot(40 + 9 * k, 20, 2) for k in range(3))),
    "people": (*_person(22, 28, WHITE), *_person(78, 28), *_person(50, 36, "#56606B")),
    "tell": (*_page(10, 30, 30, 42), *_arrow(44, 62, 52), *_person(80, 30)),
    "choose": (
        *_tick(16, 16, 28),
        *_face(70, 30, 25, 155),
        *_cross(16, 56, 28),
        *_face(70, 70, None, None),
    ),
    "danger": (
        Polygon(((50, 12), (92, 84), (8, 84)), WHITE, INK, 3.4),
        Polygon(((46, 36), (54, 36), (52, 62), (48, 62)), INK),
        _dot(50, 72, 4),
    ),
    "change": (*_person(50, 42, WHITE), _arc(50, 46, 36, 215, 330, 3.4), Polygon(((12, 32), (30, 30), (18, 16)), INK)),
    "phone": (
        Box(34, 10, 32, 76, WHITE, INK, 3.2, 6),
        Box(39, 20, 22, 50, FILL, INK, 2),
        _dot(50, 78, 3),
        _arc(68, 46, 10, -45, 45),
        _arc(68, 46, 18, -45, 45),
    ),
    "page": _page(),
    "sign": (
        *_page(20, 14, 44, 66),
        _shape((60, 62), (84, 24), (91, 29), (67, 67), fill=FILL),
        Polygon(((60, 62), (67, 67), (58, 71)), INK),
    ),
    "time": _CLOCK,
    "stop": (
        *_person(30, 42, WHITE, mouth="flat"),
        *_bubble(50, 14, 38, 26),
        _line((60, 20), (78, 34), thick=4),
        _line((78, 20), (60, 34), thick=4),
    ),
    "look": (
        _shape((10, 50), (28, 33), (50, 27), (72, 33), (90, 50), (72, 67), (50, 73), (28, 67)),
        Circle(50, 50, 15, FILL, INK, _LINE),
        _dot(50, 50, 6),
    ),
    "join": (*_person(28, 36), *_person(72, 36, WHITE), _line((40, 68), (60, 68), thick=6), _dot(50, 68, 5)),
    "worker": (
        *_person(34, 34),
        Box(60, 44, 28, 36, WHITE, INK, _LINE),
        *(_line((66, at), (82, at), thick=2.2) for at in (54, 62, 70)),
    ),
    "police": (
        *_person(50, 34),
        _shape((34, 44), (36, 30), (50, 22), (64, 30), (66, 44), fill=INK),
        _dot(50, 33, 0.1),
        Circle(50, 34, 3, WHITE, ""),
    ),
    "health": (*_person(32, 38), *_bubble(52, 12, 38, 32), _heart(71, 27, 10)),
    "council": _COUNCIL,
    "ambulance": (
        Box(8, 34, 52, 36, WHITE, INK, _LINE, 3),
        _shape((60, 44), (78, 44), (90, 58), (90, 70), (60, 70), fill=FILL),
        _line((14, 52), (24, 52), (29, 42), (36, 61), (41, 52), (52, 52), thick=3),
        *_wheel(26),
        *_wheel(74),
        _line((36, 28), (32, 20)),
        _line((44, 27), (44, 17)),
        _line((52, 28), (56, 20)),
    ),
    "school": (
        Box(14, 44, 72, 38, WHITE, INK, _LINE),
        _shape((34, 44), (50, 28), (66, 44), fill=FILL),
        Box(44, 60, 12, 22, FILL, INK, _LINE),
        *(Box(at, 54, 10, 11, WHITE, INK, 2.2) for at in (22, 68)),
        _line((50, 28), (50, 12)),
        _shape((50, 12), (66, 17), (50, 22), fill=FILL),
    ),
    "home": _HOUSE,
    "feelings": (
        Circle(50, 50, 34, WHITE, INK, 3.2),
        _dot(38, 44, 3.4),
        _dot(62, 44, 3.4),
        _arc(50, 76, 16, 215, 325, 3.2),
    ),
    "drink": (
        _shape((22, 84), (22, 44), (29, 34), (29, 16), (41, 16), (41, 34), (48, 44), (48, 84), fill=FILL),
        Box(22, 54, 26, 16, WHITE, INK, 2.2),
        _shape((60, 46), (86, 46), (82, 84), (64, 84)),
        _line((62, 58), (84, 58)),
    ),
    "plan": _BOARD,
    "family": (*_person(30, 32), *_person(70, 32, WHITE), _heart(50, 22, 8)),
    "card": (
        Box(12, 26, 76, 50, WHITE, INK, _LINE, 5),
        Circle(32, 44, 8, FILL, INK, 2.2),
        _shape((20, 66), (22, 57), (32, 53), (42, 57), (44, 66), fill=FILL, thick=2.2),
        *(_line((54, at), (80, at), thick=2.4) for at in (42, 52, 62)),
    ),
    "medicine": (
        Box(32, 30, 36, 56, WHITE, INK, _LINE, 4),
        Box(36, 16, 28, 14, FILL, INK, _LINE, 2),
        Box(32, 46, 36, 22, FILL, INK, 2.2),
        Circle(43, 57, 5, WHITE, INK, 2),
        Circle(57, 57, 5, WHITE, INK, 2),
    ),
    "meeting": (*_person(26, 20, WHITE), *_person(74, 20), Box(14, 66, 72, 14, FILL, INK, _LINE, 3)),
    "money": (
        Circle(36, 56, 20, FILL, INK, _LINE),
        Circle(62, 46, 20, WHITE, INK, _LINE),
        Circle(62, 46, 13, WHITE, INK, 2),
    ),
    "law": (
        _line((50, 16), (50, 80), thick=3.4),
        _line((22, 28), (78, 28), thick=3.4),
        _line((34, 82), (66, 82), thick=4),
        _shape((10, 54), (22, 28), (34, 54), fill=FILL),
        _shape((66, 54), (78, 28), (90, 54), fill=FILL),
    ),
    "person": _person(50, 26),
}

_SERVICES = (
    (r"police|constab", "police"),
    (r"ambulance", "ambulance"),
    (r"council|borough|county|city of", "council"),
    (r"school|college|education", "school"),
    (r"hous|landlord|homes", "home"),
    (r"court|probation|prison|justice", "law"),
    (r"trust|hospital|nhs|gp\b|surgery|practice|health|clinic|care|icb", "health"),
)
_THINGS = (
    (r"drink|drug|alcohol", "drink"),
    (r"medicin|tablet", "medicine"),
    (r"home|hous|tenan|live", "home"),
    (r"money|benefit|debt|rent", "money"),
    (r"plan\b|plans\b", "plan"),
    (r"people close|famil|friend|child|carer", "family"),
    (r"court|law|crime|police|offen", "law"),
    (r"name|contact|number|address|born", "card"),
    (r"meeting", "meeting"),
    (r"feel|mood|trigger|mental|mind|upset", "feelings"),
    (r"health|ill|body|diagnos|care|harm|treat", "health"),
    (r"school|learn|work", "school"),
    (r"when|time|date", "time"),
)
_CLAUSES = (
    ("what", "talk"),
    ("who", "people"),
    ("why", "tell"),
    ("say-no", "choose"),
    ("without", "danger"),
    ("join", "join"),
    ("needed", "tell"),
    ("choices", "choose"),
    ("not-wanted", "stop"),
    ("kept", "time"),
    ("change", "change"),
    ("rights", "look"),
    ("sign", "sign"),
    ("worker", "worker"),
    ("kinds", "card"),
    ("where", "tell"),
    ("choice", "choose"),
    ("help", "phone"),
    ("title", "page"),
)
_TILE = Box(0.6, 0.6, SIDE - 1.2, SIDE - 1.2, TINT, ACCENT, 1.4, 9)


def ideas(blocks: Sequence[Block]) -> list[list[Block]]:
    """The blocks in rows: one for each heading, sub-heading and question."""
    rows: list[list[Block]] = []
    heads = (BlockType.HEADING, BlockType.SUBHEADING)
    for number, block in enumerate(blocks):
        following = blocks[number + 1] if number + 1 < len(blocks) else None
        asked = block.text.endswith("?") and following is not None and following.type is BlockType.CHOICE
        new = not rows or block.type in heads or asked or block.clause != rows[-1][-1].clause
        if new and not (asked and rows and rows[-1][-1].type in heads and len(rows[-1]) == 1):
            rows.append([])
        rows[-1].append(block)
    return rows


def picture_for(row: Sequence[Block]) -> Drawing:
    """The picture of a row; the same words give the same picture."""
    asked = [block.text for block in row if block.text.endswith("?")]
    if asked and any(block.type is BlockType.CHOICE for block in row):
        return _asked(asked[0], row)
    clause = row[0].clause
    if row[0].type is BlockType.SUBHEADING:
        words = " ".join(block.text for block in row)
        return picture(_found(_THINGS, words) or "page")
    return picture(next((name for part, name in _CLAUSES if clause.endswith(f"-{part}")), "page"))


def _asked(question: str, row: Sequence[Block]) -> Drawing:
    """Who tells whom, or what is told to whom."""
    named = re.match(r"(?:can|may|shall) (.+?) (?:tell|pass|share|give) (.+?)(?: this)?\?", question, re.IGNORECASE)
    if named:
        return _two(_service(named[1]), _service(named[2]))
    thing = re.search(r"/([^/]+)/[^/]*$", row[0].key)
    told = _found(_THINGS, thing[1].replace("-", " ")) if thing else ""
    return _two(told or "page", _service(question))


def _service(words: str) -> str:
    return _found(_SERVICES, words) or "person"


def _found(known: Sequence[tuple[str, str]], words: str) -> str:
    return next((name for pattern, name in known if re.search(pattern, words, re.IGNORECASE)), "")


@functools.cache
def picture(name: str) -> Drawing:
    """The picture of that name on its tile."""
    return Drawing(SIDE, SIDE, (_TILE, *PICTURES[name]))


@functools.cache
def _two(first: str, second: str) -> Drawing:
    """Two pictures made smaller, with an arrow from the first to the second."""
    return Drawing(SIDE, SIDE, (_TILE, *_smaller(first, 6, 5), *_smaller(second, 46, 43), *_turn()))


def _turn() -> tuple[Shape, ...]:
    """An arrow from upper left to lower right."""
    return (_line((26, 58), (26, 74), (36, 74), thick=3.6), Polygon(((34, 67), (44, 74), (34, 81)), INK))


def _smaller(name: str, x: float, y: float, scale: float = 0.5) -> tuple[Shape, ...]:
    def place(point: Point) -> Point:
        return (x + point[0] * scale, y + point[1] * scale)

    made: list[Shape] = []
    for shape in PICTURES[name]:
        match shape:
            case Box():
                left, top = place((shape.x, shape.y))
                made.append(
                    replace(
                        shape,
                        x=left,
                        y=top,
                        width=shape.width * scale,
                        height=shape.height * scale,
                        radius=shape.radius * scale,
                        thick=shape.thick * 0.65,
                    )
                )
            case Circle():
                left, top = place((shape.x, shape.y))
                made.append(replace(shape, x=left, y=top, radius=shape.radius * scale, thick=shape.thick * 0.65))
            case Words():
                raise TypeError("a picture says nothing in words: they would be read with the text")
            case Outline():
                made.append(replace(shape, lines=tuple(tuple(map(place, line)) for line in shape.lines)))
            case _:
                made.append(replace(shape, points=tuple(map(place, shape.points)), thick=shape.thick * 0.65))
    return tuple(made)
