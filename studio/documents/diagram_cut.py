"""Parting a tall picture between pages: shapes go to one part or the other, upright lines are cut."""

from __future__ import annotations

from dataclasses import replace

from studio.documents.diagram import Box, Circle, Drawing, Outline, Point, Polygon, Shape, Stroke, Words

_NEAR = 0.01


def part(drawing: Drawing, room: float) -> tuple[Drawing, Drawing] | None:
    """What fits into `room` points, and the rest under the same head; None where no cut fits."""
    fitting = [cut for cut in drawing.cuts if cut <= room + _NEAR]
    if not fitting or fitting[-1] >= drawing.height - _NEAR:
        return None
    cut = fitting[-1]
    shift = drawing.head - cut
    above = _band(drawing.shapes, 0, cut)
    repeated = _band(drawing.shapes, 0, drawing.head)
    below = tuple(moved(shape, shift) for shape in _band(drawing.shapes, cut, drawing.height + 1))
    first = replace(drawing, height=cut, shapes=above, cuts=())
    cuts = tuple(each + shift for each in drawing.cuts if each > cut)
    rest = replace(drawing, height=drawing.height + shift, shapes=(*repeated, *below), cuts=cuts)
    return first, rest


def sheets(drawing: Drawing, room: float) -> list[Drawing]:
    """The picture in parts of at most `room` points, as far as its cuts allow."""
    made: list[Drawing] = []
    rest = drawing
    while rest.height > room + _NEAR and (halves := part(rest, room)):
        made.append(halves[0])
        rest = halves[1]
    return [*made, rest]


def _band(shapes: tuple[Shape, ...], top: float, bottom: float) -> tuple[Shape, ...]:
    """The shapes whose middle lies in the band; upright lines as far as they lie in it."""
    kept: list[Shape] = []
    for shape in shapes:
        if isinstance(shape, Stroke) and _upright(shape):
            ends = [min(max(y, top), bottom) for _, y in shape.points]
            if abs(ends[0] - ends[-1]) > 1:
                kept.append(replace(shape, points=((shape.points[0][0], ends[0]), (shape.points[-1][0], ends[-1]))))
        elif top - _NEAR <= _middle(shape) < bottom - _NEAR:
            kept.append(shape)
    return tuple(kept)


def _upright(stroke: Stroke) -> bool:
    return len(stroke.points) == 2 and abs(stroke.points[0][0] - stroke.points[1][0]) < _NEAR


def _middle(shape: Shape) -> float:
    match shape:
        case Box():
            return shape.y + shape.height / 2
        case Circle():
            return shape.y
        case Words():
            return shape.y - shape.size / 3
        case Outline():
            heights = [y for line in shape.lines for _, y in line]
            return (min(heights) + max(heights)) / 2
        case Stroke() | Polygon():
            heights = [y for _, y in shape.points]
            return (min(heights) + max(heights)) / 2


def moved(shape: Shape, by: float) -> Shape:
    """The shape `by` points further down."""
    if isinstance(shape, Stroke | Polygon):
        points: tuple[Point, ...] = tuple((x, y + by) for x, y in shape.points)
        return replace(shape, points=points)
    if isinstance(shape, Outline):
        return replace(shape, lines=tuple(tuple((x, y + by) for x, y in line) for line in shape.lines))
    return replace(shape, y=shape.y + by)
