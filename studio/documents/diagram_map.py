"""A map of boxes and arrows placed by rule: no line through a foreign box, no sign on another (documents.md, section 8)."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from studio.documents.diagram import ACCENT, GREY, TINT, Box, Drawing, Point, Shape, Stroke, Words
from studio.documents.diagram_cut import moved
from studio.documents.diagram_parts import (
    Extent,
    FlowLine,
    Member,
    alternative,
    arrow,
    badge,
    badge_extent,
    capital,
    clipped,
    key,
    party_box,
    wrapped,
)

WIDTH, MAP_WIDTH, MAP_HEIGHT = 740.0, 512.0, 318.0
BOX = (128.0, 50.0)
HUB = (136.0, 58.0)
LONG_LIST = 14
TALLEST_LIST = 380.0
MOST_CROSSINGS = 3
MOST_SHIFT = 21.0  # of a pair's lines from the middle of a box; further out they would miss it
CLEAR_OF_BOX, CLEAR_OF_LINE, CLEAR_OF_BADGE = 4.0, 2.0, 3.0
OUTSIDE = 18.0  # how far beyond the boxes a line may be led
_SLOTS = {
    "tl": (0.0, 0.0), "tr": (1.0, 0.0), "bl": (0.0, 1.0), "br": (1.0, 1.0),
    "l": (0.0, 0.5), "r": (1.0, 0.5), "b": (0.5, 1.0), "t": (0.5, 0.0),
}  # fmt: skip
_BY_COUNT = {
    1: ("t",), 2: ("l", "r"), 3: ("tl", "tr", "b"), 4: ("tl", "tr", "bl", "br"), 5: ("tl", "tr", "bl", "b", "br"),
    6: ("tl", "tr", "l", "r", "bl", "br"), 7: ("tl", "tr", "l", "r", "bl", "b", "br"),
    8: ("tl", "t", "tr", "l", "r", "bl", "b", "br"),
}  # fmt: skip


def hub_of(people: Sequence[Member], flows: Sequence[FlowLine]) -> str | None:
    """The partner in most flows, if it is in at least 40 % of them; ties go to the earlier one."""
    counts = [(sum(member.id in (flow.sender, flow.receiver) for flow in flows), member.id) for member in people]
    most = max(count for count, _ in counts)
    return next(name for count, name in counts if count == most) if most >= 0.4 * len(flows) else None


@dataclass(frozen=True, slots=True)
class Plan:
    """Where each partner's box stands (centres), and which pairs are joined."""

    centres: dict[str, Point]
    hub: str | None
    pairs: tuple[tuple[str, str], ...]

    def size(self, member: str) -> tuple[float, float]:
        return HUB if member == self.hub else BOX

    def around(self, member: str, clear: float) -> Extent:
        """The box with `clear` points round it: left, top, right, bottom."""
        (x, y), (wide, high) = self.centres[member], self.size(member)
        return x - wide / 2 - clear, y - high / 2 - clear, x + wide / 2 + clear, y + high / 2 + clear

    def cost(self) -> float:
        """A line through a box 10, a crossing 5, the length in points divided by 2000."""
        lines = [(pair, self.centres[pair[0]], self.centres[pair[1]]) for pair in self.pairs]
        total = 0.0
        for one, two in combinations(lines, 2):
            if not set(one[0]) & set(two[0]) and crosses(one[1], one[2], two[1], two[2]):
                total += 5
        for pair, start, end in lines:
            total += math.dist(start, end) / 2000
            total += 10 * sum(hits(start, end, self.around(each, 3)) for each in self.centres if each not in pair)
        return total


@dataclass(frozen=True, slots=True)
class Route:
    """One direction between two boxes: two points, or three where it is led round a box."""

    points: tuple[Point, ...]
    flows: tuple[FlowLine, ...]
    paired: bool

    @property
    def pair(self) -> frozenset[str]:
        return frozenset((self.flows[0].sender, self.flows[0].receiver))

    @property
    def length(self) -> float:
        return sum(math.dist(a, b) for a, b in pairwise(self.points))

    def at(self, far: float) -> tuple[Point, Point]:
        """The point `far` points from the start, and the direction of the line there."""
        for a, b in pairwise(self.points):
            whole = math.dist(a, b)
            if far <= whole or b == self.points[-1]:
                way = ((b[0] - a[0]) / (whole or 1), (b[1] - a[1]) / (whole or 1))
                return (a[0] + way[0] * far, a[1] + way[1] * far), way
            far -= whole
        raise ValueError("a route has two points at least")


@dataclass(frozen=True, slots=True)
class Placing:
    """A finished plan: boxes, lines and signs, each clear of the others."""

    plan: Plan
    routes: tuple[Route, ...]
    badges: tuple[tuple[FlowLine, Point], ...]


def placing(people: Sequence[Member], flows: Sequence[FlowLine]) -> Placing | None:
    """Boxes, lines and signs without a tangle; None where that cannot be had with three crossings."""
    hub = hub_of(people, flows) if len(people) > 3 else None  # three stand in a triangle: longer lines, more room
    for middle in dict.fromkeys((hub, None)):
        plan = _plan(people, flows, middle)
        routes = _routes(plan, flows)
        if routes is None or _crossings(routes) > MOST_CROSSINGS:
            continue
        badges = _badges(plan, routes)
        if badges is not None:
            return Placing(plan, tuple(routes), tuple(badges))
    return None


def _plan(people: Sequence[Member], flows: Sequence[FlowLine], hub: str | None) -> Plan:
    """Start with the order of the facts; swap any two partners while that lowers the cost."""
    others = [member.id for member in people if member.id != hub]
    if len(others) > max(_BY_COUNT):  # eight and none in the middle
        raise ValueError("a map has eight places round its middle")
    slots = [_slot(name) for name in _BY_COUNT[len(others)]]
    pairs = tuple(dict.fromkeys((min(f.sender, f.receiver), max(f.sender, f.receiver)) for f in flows))
    middle = {hub: (MAP_WIDTH / 2, MAP_HEIGHT / 2)} if hub else {}

    def made(order: Sequence[str]) -> Plan:
        return Plan(middle | dict(zip(order, slots, strict=True)), hub, pairs)

    order, best = others, made(others)
    lowest = best.cost()
    improved = True
    while improved:
        improved = False
        for i, j in combinations(range(len(order)), 2):
            tried = list(order)
            tried[i], tried[j] = tried[j], tried[i]
            plan = made(tried)
            if (cost := plan.cost()) < lowest - 1e-9:
                order, best, lowest, improved = tried, plan, cost, True
    return best


def _slot(name: str) -> Point:
    x, y = _SLOTS[name]
    return BOX[0] / 2 + 2 + x * (MAP_WIDTH - BOX[0] - 4), BOX[1] / 2 + 2 + y * (MAP_HEIGHT - BOX[1] - 4)


def crosses(a: Point, b: Point, c: Point, d: Point) -> bool:
    """Whether the line from `a` to `b` and the one from `c` to `d` cross between their ends."""

    def side(p: Point, q: Point, r: Point) -> float:
        return (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0])

    return side(a, b, c) * side(a, b, d) < 0 and side(c, d, a) * side(c, d, b) < 0


def hits(start: Point, end: Point, area: Extent) -> bool:
    """Whether the line touches the area (left, top, right, bottom): clipped to it, something is left (Liang-Barsky)."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    first, last = 0.0, 1.0
    for step, room in ((-dx, start[0] - area[0]), (dx, area[2] - start[0]),
                       (-dy, start[1] - area[1]), (dy, area[3] - start[1])):  # fmt: skip
        if abs(step) < 1e-12:
            if room < 0:
                return False
        elif step < 0:
            first = max(first, room / step)
        else:
            last = min(last, room / step)
    return first <= last


def _routes(plan: Plan, flows: Sequence[FlowLine]) -> list[Route] | None:
    """One line for each direction; opposite directions run parallel, so far apart that each sign is clear of both."""
    ways: dict[tuple[str, str], list[FlowLine]] = {}
    for flow in flows:
        ways.setdefault((flow.sender, flow.receiver), []).append(flow)
    made: list[Route] = []
    for (sender, receiver), sent in ways.items():
        back = ways.get((receiver, sender), [])
        points = _points(plan, sender, receiver, _shift(plan, sender, receiver, [*sent, *back]) if back else 0.0)
        if points is None:
            return None
        made.append(Route(points, tuple(sent), bool(back)))
    return made


def _shift(plan: Plan, sender: str, receiver: str, flows: Sequence[FlowLine]) -> float:
    """Half the room between two parallel lines: the widest sign across them, and a little air."""
    a, b = plan.centres[sender], plan.centres[receiver]
    length = math.dist(a, b) or 1.0
    across = (abs(b[1] - a[1]) / length, abs(b[0] - a[0]) / length)
    widest = max(max(-left, right) * across[0] + down * across[1]
                 for left, _, right, down in map(badge_extent, flows))  # fmt: skip
    return min((widest + CLEAR_OF_LINE + 1) / 2, MOST_SHIFT)


def _points(plan: Plan, sender: str, receiver: str, shift: float) -> tuple[Point, ...] | None:
    """From box to box, straight where that meets no other box, else with the shortest single bend that does not."""
    a, b = plan.centres[sender], plan.centres[receiver]
    length = math.dist(a, b) or 1.0
    off = (-(b[1] - a[1]) / length * shift, (b[0] - a[0]) / length * shift)
    start, end = (a[0] + off[0], a[1] + off[1]), (b[0] + off[0], b[1] + off[1])
    others = [plan.around(each, CLEAR_OF_BOX + 2) for each in plan.centres if each not in (sender, receiver)]
    ways = [(start, end), *((start, (x + off[0], y + off[1]), end) for x, y in _bends())]
    ways.sort(key=lambda way: (len(way), sum(math.dist(p, q) for p, q in pairwise(way))))
    for way in ways:
        if any(hits(p, q, box) for p, q in pairwise(way) for box in others):
            continue
        out, into = _leave(way[0], way[1], plan, sender), _leave(way[-1], way[-2], plan, receiver)
        if out is not None and into is not None:
            return (out, *way[1:-1], into)
    return None


def _bends() -> Iterator[Point]:
    for x in range(8):
        for y in range(9):
            yield (MAP_WIDTH * x / 7, -OUTSIDE + (MAP_HEIGHT + 2 * OUTSIDE) * y / 8)


def _leave(inside: Point, outside: Point, plan: Plan, member: str) -> Point | None:
    """Where the line from inside a box leaves it, 2 points further out; None where both ends are inside."""
    left, top, right, bottom = plan.around(member, 2)
    dx, dy = outside[0] - inside[0], outside[1] - inside[1]
    reach = [1.0]
    if abs(dx) > 1e-9:
        reach.append(max((right - inside[0]) / dx, (left - inside[0]) / dx))
    if abs(dy) > 1e-9:
        reach.append(max((bottom - inside[1]) / dy, (top - inside[1]) / dy))
    t = min(reach)
    return None if t >= 0.95 else (inside[0] + dx * t, inside[1] + dy * t)


def _crossings(routes: Sequence[Route]) -> int:
    """Places where lines of different pairs cross; the two lines of one pair count once."""
    found = {
        (one.pair, two.pair)
        for one, two in combinations(routes, 2)
        if one.pair != two.pair
        and any(crosses(a, b, c, d) for a, b in pairwise(one.points) for c, d in pairwise(two.points))
    }
    return len({frozenset(each) for each in found})


def placed(flow: FlowLine, at: Point) -> Extent:
    """The area that a flow's sign takes at this point: left, top, right, bottom."""
    left, up, right, down = badge_extent(flow)
    return at[0] + left, at[1] + up, at[0] + right, at[1] + down


def overlap(one: Extent, two: Extent, air: float = 0.0) -> bool:
    """Whether two areas come nearer to each other than `air` points."""
    return (one[0] < two[2] + air and two[0] < one[2] + air) and (one[1] < two[3] + air and two[1] < one[3] + air)


def _badges(plan: Plan, routes: Sequence[Route]) -> list[tuple[FlowLine, Point]] | None:
    """A place for every sign; lines with little room choose first. None where one finds none."""
    taken: list[Extent] = [plan.around(each, CLEAR_OF_BOX - CLEAR_OF_BADGE) for each in plan.centres]
    found: dict[str, Point] = {}
    for route in sorted(routes, key=lambda each: each.length / len(each.flows)):
        places = _places(route, routes, taken)
        if places is None:
            return None
        found |= {flow.id: place for flow, place in zip(route.flows, places, strict=True)}
        taken += [placed(flow, place) for flow, place in zip(route.flows, places, strict=True)]
    return [(flow, found[flow.id]) for route in routes for flow in route.flows]


def _places(route: Route, routes: Sequence[Route], taken: Sequence[Extent]) -> list[Point] | None:
    """Signs in a row on the line, moved in steps of 2 %, nearest first, until they are clear."""
    wanted = (0.38 if route.paired else 0.5) * route.length
    moves = sorted(range(-48, 50), key=lambda step: (abs(step), -step))
    others = [each for each in routes if each is not route]
    for move in moves:
        places = _row(route, wanted + move * 0.02 * route.length)
        if not places:
            continue
        areas = [placed(flow, place) for flow, place in zip(route.flows, places, strict=True)]
        apart = not any(overlap(one, two) for one, two in combinations(areas, 2))  # at a bend they might not be
        if apart and all(_clear(area, route, others, taken) for area in areas):
            return places
    return None


def _row(route: Route, middle: float) -> list[Point]:
    """Places of the line's signs one after the other, or none where they reach beyond its ends."""
    _, (dx, dy) = route.at(middle)
    steps = []
    for one, two in pairwise(map(badge_extent, route.flows)):
        wide, high = one[2] - two[0] if dx >= 0 else two[2] - one[0], one[3] - two[1]
        reach = [wide / abs(dx)] if abs(dx) > 0.05 else []
        reach += [high / abs(dy)] if abs(dy) > 0.05 else []
        steps.append(min(reach) + CLEAR_OF_BADGE + 0.5)
    far = middle - sum(steps) / 2
    spots = [far, *(far + sum(steps[: k + 1]) for k in range(len(steps)))]
    if spots[0] < 0 or spots[-1] > route.length - 8:
        return []
    return [route.at(spot)[0] for spot in spots]


def _clear(area: Extent, route: Route, others: Sequence[Route], taken: Sequence[Extent]) -> bool:
    """Clear of other signs, of all boxes, of every other line and of the own line's head."""
    if any(overlap(area, each, CLEAR_OF_BADGE) for each in taken):
        return False
    grown = (area[0] - CLEAR_OF_LINE, area[1] - CLEAR_OF_LINE, area[2] + CLEAR_OF_LINE, area[3] + CLEAR_OF_LINE)
    if any(hits(a, b, grown) for each in others for a, b in pairwise(each.points)):
        return False
    neck, _ = route.at(route.length - 9)
    return not hits(neck, route.points[-1], grown)


def map_drawing(found: Placing, people: Sequence[Member], flows: Sequence[FlowLine], alt: str = "") -> Drawing:
    """The placed map with its key below and the list of flows beside it."""
    tops = [y for route in found.routes for _, y in route.points]
    down = max(0.0, 3 - min(tops))  # a line led round above
    low = max(MAP_HEIGHT, max(tops) + 3)
    shapes: list[Shape] = []
    for route in found.routes:
        shapes += arrow(route.points, route.flows[0].line)
    for member in people:
        left, top, right, bottom = found.plan.around(member.id, 0)
        shapes += party_box(left, top, right - left, bottom - top, member, hub=member.id == found.plan.hub)
    for flow, place in found.badges:
        shapes += badge(*place, flow)
    shapes = [moved(shape, down) for shape in shapes]
    foot = key(0, low + down + 18, flows)
    listed, bottom = flow_list(people, flows, MAP_WIDTH + 18, WIDTH - MAP_WIDTH - 18)
    if bottom > TALLEST_LIST:
        listed, bottom = flow_list(people, flows, MAP_WIDTH + 18, WIDTH - MAP_WIDTH - 18, most=1)
    height = max(low + down + 48, bottom + 4)
    return Drawing(WIDTH, height, (*shapes, *foot, *listed), alt or alternative(people, flows))


def flow_list(
    people: Sequence[Member], flows: Sequence[FlowLine], x: float, width: float, *, most: int = 2
) -> tuple[list[Shape], float]:
    """Beside the map: each flow with from, to and means; and where the list ends."""
    names = {member.id: member.name for member in people}
    shapes: list[Shape] = [Box(x, 0, width, 16, TINT, "", 0), Stroke(((x, 0), (x + width, 0)), 1.2, (), ACCENT)]
    shapes += [
        Words(x + 5, 11, "No.", 9, strong=True, ink=ACCENT),
        Words(x + 36, 11, "From and to", 9, strong=True, ink=ACCENT),
    ]
    y = 16.0
    for flow in flows:
        shapes.append(Stroke(((x, y), (x + width, y)), 0.4, (), "#868F99"))
        shapes.append(Words(x + 5, y + 11, flow.id, 9, strong=True))
        within = flow.sender == flow.receiver
        words = f"Within {names[flow.sender]}" if within else f"{names[flow.sender]} to {names[flow.receiver]}"
        for line in wrapped(capital(words), width - 41, 9, most=most):
            shapes.append(Words(x + 36, y + 11, line, 9))
            y += 10.6
        said = clipped(", ".join(part for part in (flow.name, flow.means) if part), width - 41, 9)
        shapes.append(Words(x + 36, y + 10.5, said, 9, ink=GREY))
        y += 14.5 if len(flows) <= LONG_LIST else 12.0
    shapes.append(Stroke(((x, y), (x + width, y)), 0.8, (), ACCENT))
    return shapes, y
