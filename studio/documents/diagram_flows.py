"""The map of the flows, placed by rule, and the ladder, which cannot tangle."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from studio.documents.diagram import ACCENT, GREY, TINT, Box, Drawing, Point, Shape, Stroke, Words
from studio.documents.diagram_parts import (
    FlowLine,
    Member,
    alternative,
    arrow,
    badge,
    badge_width,
    capital,
    clipped,
    flow_lines,
    key,
    letters_for,
    members,
    party_box,
    wrapped,
)
from studio.facts.model import Facts

WIDTH, MAP_WIDTH, MAP_HEIGHT = 740.0, 512.0, 318.0
BOX = (128.0, 50.0)
HUB = (136.0, 58.0)
LONG_LIST = 14
MOST_MAP_PARTIES, MOST_MAP_FLOWS, MOST_CROSSINGS, MOST_COLUMNS = 8, 16, 3, 12
_SLOTS = {
    "tl": (0.0, 0.0), "tr": (1.0, 0.0), "bl": (0.0, 1.0), "br": (1.0, 1.0),
    "l": (0.0, 0.5), "r": (1.0, 0.5), "b": (0.5, 1.0), "t": (0.5, 0.0),
}  # fmt: skip
_BY_COUNT = {
    1: ("t",), 2: ("l", "r"), 3: ("tl", "tr", "b"), 4: ("tl", "tr", "bl", "br"), 5: ("tl", "tr", "bl", "b", "br"),
    6: ("tl", "tr", "l", "r", "bl", "br"), 7: ("tl", "tr", "l", "r", "bl", "b", "br"),
    8: ("tl", "t", "tr", "l", "r", "bl", "b", "br"),
}  # fmt: skip


def flow_map(facts: Facts) -> Drawing | None:
    """The map where it is clear (3 to 8 partners, 16 flows, 3 crossings), else the ladder; None without flows."""
    flows = flow_lines(facts)
    people = _involved(members(facts), flows)
    if not flows:
        return None
    if 3 <= len(people) <= MOST_MAP_PARTIES and len(flows) <= MOST_MAP_FLOWS:
        plan = _plan(people, flows)
        if plan.crossings() <= MOST_CROSSINGS:
            return _draw_map(plan, people, flows)
    return ladder(facts)


def _involved(people: Sequence[Member], flows: Sequence[FlowLine]) -> tuple[Member, ...]:
    used = {flow.sender for flow in flows} | {flow.receiver for flow in flows}
    return tuple(member for member in people if member.id in used)


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

    def crossings(self) -> int:
        lines = [(pair, self.centres[pair[0]], self.centres[pair[1]]) for pair in self.pairs]
        return sum(
            not set(one[0]) & set(two[0]) and _cross(one[1], one[2], two[1], two[2])
            for one, two in combinations(lines, 2)
        )

    def cost(self) -> float:
        total = 5.0 * self.crossings()
        for a, b in self.pairs:
            start, end = self.centres[a], self.centres[b]
            total += math.dist(start, end) / 2000
            for other, centre in self.centres.items():
                if other not in (a, b) and _hits(start, end, centre, self.size(other)):
                    total += 10
        return total


def _plan(people: Sequence[Member], flows: Sequence[FlowLine]) -> Plan:
    """Start with the order of the facts; swap any two partners while that lowers the cost."""
    hub = hub_of(people, flows)
    others = [member.id for member in people if member.id != hub]
    slots = [_slot(name) for name in _BY_COUNT[len(others)]]
    pairs = tuple(dict.fromkeys((min(f.sender, f.receiver), max(f.sender, f.receiver)) for f in flows))
    middle = {hub: (MAP_WIDTH / 2, MAP_HEIGHT / 2)} if hub else {}

    def made(order: Sequence[str]) -> Plan:
        return Plan(middle | dict(zip(order, slots, strict=True)), hub, pairs)

    order, best = others, made(others)
    improved = True
    while improved:
        improved = False
        for i, j in combinations(range(len(order)), 2):
            tried = list(order)
            tried[i], tried[j] = tried[j], tried[i]
            plan = made(tried)
            if plan.cost() < best.cost() - 1e-9:
                order, best, improved = tried, plan, True
    return best


def _slot(name: str) -> Point:
    x, y = _SLOTS[name]
    return BOX[0] / 2 + 2 + x * (MAP_WIDTH - BOX[0] - 4), BOX[1] / 2 + 2 + y * (MAP_HEIGHT - BOX[1] - 4)


def _cross(a: Point, b: Point, c: Point, d: Point) -> bool:
    def side(p: Point, q: Point, r: Point) -> float:
        return (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0])

    return side(a, b, c) * side(a, b, d) < 0 and side(c, d, a) * side(c, d, b) < 0


def _hits(start: Point, end: Point, centre: Point, size: tuple[float, float]) -> bool:
    half = (size[0] / 2 + 3, size[1] / 2 + 3)
    corners = [(centre[0] + sx * half[0], centre[1] + sy * half[1]) for sx, sy in ((-1, -1), (1, -1), (1, 1), (-1, 1))]
    return any(_cross(start, end, corners[k], corners[(k + 1) % 4]) for k in range(4))


def _clip(inside: Point, outside: Point, centre: Point, size: tuple[float, float]) -> Point:
    """Where the line from inside a box leaves it, 2 points further out."""
    dx, dy = outside[0] - inside[0], outside[1] - inside[1]
    reach = []
    for delta, at, mid, half in (
        (dx, inside[0], centre[0], size[0] / 2 + 2),
        (dy, inside[1], centre[1], size[1] / 2 + 2),
    ):
        if abs(delta) > 1e-9:
            reach.append(max((mid + half - at) / delta, (mid - half - at) / delta))
    t = min(reach, default=0.0)
    return inside[0] + dx * t, inside[1] + dy * t


@dataclass(frozen=True, slots=True)
class _Line:
    start: Point
    end: Point
    flows: tuple[FlowLine, ...]
    paired: bool


def _lines(plan: Plan, flows: Sequence[FlowLine]) -> list[_Line]:
    """One line for each direction; opposite directions run parallel, 23 points apart: a badge is 20 wide."""
    ways: dict[tuple[str, str], list[FlowLine]] = {}
    for flow in flows:
        ways.setdefault((flow.sender, flow.receiver), []).append(flow)
    made = []
    for (sender, receiver), sent in ways.items():
        a, b = plan.centres[sender], plan.centres[receiver]
        length = math.dist(a, b) or 1.0
        paired = (receiver, sender) in ways
        shift = 11.5 if paired else 0.0
        off = (-(b[1] - a[1]) / length * shift, (b[0] - a[0]) / length * shift)
        a2, b2 = (a[0] + off[0], a[1] + off[1]), (b[0] + off[0], b[1] + off[1])
        start = _clip(a2, b2, a, plan.size(sender))
        end = _clip(b2, a2, b, plan.size(receiver))
        made.append(_Line(start, end, tuple(sent), paired))
    return made


def _draw_map(plan: Plan, people: Sequence[Member], flows: Sequence[FlowLine]) -> Drawing:
    shapes: list[Shape] = []
    lines = _lines(plan, flows)
    for line in lines:
        shapes += arrow(line.start, line.end, line.flows[0].line)
    taken: list[tuple[Point, float]] = []
    for line in lines:
        places = _badge_places(line, lines, taken)
        for flow, place in zip(line.flows, places, strict=True):
            shapes += badge(*place, flow)
            taken.append((place, badge_width(flow.id) / 2 + (5 if flow.badge == "diamond" else 0)))
    for member in people:
        (x, y), (wide, high) = plan.centres[member.id], plan.size(member.id)
        shapes += party_box(x - wide / 2, y - high / 2, wide, high, member, hub=member.id == plan.hub)
    shapes += key(0, MAP_HEIGHT + 18, flows)
    listed, bottom = _list(people, flows, MAP_WIDTH + 18, WIDTH - MAP_WIDTH - 18)
    return Drawing(WIDTH, max(MAP_HEIGHT + 48, bottom + 4), tuple(shapes + listed), alternative(people, flows))


def _badge_places(line: _Line, lines: Sequence[_Line], taken: Sequence[tuple[Point, float]]) -> list[Point]:
    """Badges in a row on the line, moved in steps of 4 % until clear of other badges and lines."""
    length = math.dist(line.start, line.end) or 1.0
    step = max((badge_width(flow.id) + 5 for flow in line.flows), default=20) / length
    first = (0.38 if line.paired else 0.5) - step * (len(line.flows) - 1) / 2
    best: tuple[float, list[Point]] | None = None
    for tries in range(13):
        move = (tries + 1) // 2 * 0.04 * (1 if tries % 2 else -1)
        places = [_along(line, first + move + k * step) for k in range(len(line.flows))]
        clear = min((_clearance(place, line, lines, taken) for place in places), default=0.0)
        inside = first + move >= 0.08 and first + move + step * (len(line.flows) - 1) <= 0.9
        if clear >= 0 and inside:
            return places
        if best is None or (clear > best[0] and inside):
            best = (clear, places)
    return best[1] if best else [line.start] * len(line.flows)


def _along(line: _Line, share: float) -> Point:
    return (
        line.start[0] + (line.end[0] - line.start[0]) * share,
        line.start[1] + (line.end[1] - line.start[1]) * share,
    )


def _clearance(place: Point, own: _Line, lines: Sequence[_Line], taken: Sequence[tuple[Point, float]]) -> float:
    """Below zero where the badge lies on another one or within 13 points of another line."""
    free = [math.dist(place, other) - radius - 15 for other, radius in taken]
    free += [
        _distance(place, line.start, line.end) - 13
        for line in lines
        if line is not own and not (own.paired and line.paired and math.dist(line.end, own.start) < 60)
    ]
    return min(free, default=1.0)


def _distance(p: Point, a: Point, b: Point) -> float:
    length = math.dist(a, b) ** 2 or 1.0
    t = max(0.0, min(1.0, ((p[0] - a[0]) * (b[0] - a[0]) + (p[1] - a[1]) * (b[1] - a[1])) / length))
    return math.dist(p, (a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])))


def _list(people: Sequence[Member], flows: Sequence[FlowLine], x: float, width: float) -> tuple[list[Shape], float]:
    """Beside the map: each flow with from, to and means."""
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
        lines = wrapped(f"{capital(names[flow.sender])} to {names[flow.receiver]}", width - 41, 9, most=2)
        for line in lines:
            shapes.append(Words(x + 36, y + 11, line, 9))
            y += 10.6
        shapes.append(
            Words(
                x + 36,
                y + 10.5,
                clipped(", ".join(part for part in (flow.name, flow.means) if part), width - 41, 9),
                9,
                ink=GREY,
            )
        )
        y += 14.5 if len(flows) <= LONG_LIST else 12.0
    shapes.append(Stroke(((x, y), (x + width, y)), 0.8, (), ACCENT))
    return shapes, y


def ladder(facts: Facts) -> Drawing | None:
    """One line for each flow, columns for the partners; None above 12 partners or without flows."""
    flows = flow_lines(facts)
    people = _involved(members(facts), flows)
    if not flows or len(people) > MOST_COLUMNS:
        return None
    people = _by_use(people, flows)
    left, row = 176.0 if len(people) <= 8 else 160.0, 18.5
    column = (WIDTH - left) / len(people)
    shapes: list[Shape] = []
    at = {member.id: left + column * (n + 0.5) for n, member in enumerate(people)}
    bottom = 48 + row * len(flows) + 8
    hub = hub_of(people, flows)
    wide = min(BOX[0], column - (6 if len(people) <= 8 else 4))
    size = letters_for([each.name for each in people], wide, 38)
    for member in people:
        shapes.append(Stroke(((at[member.id], 40), (at[member.id], bottom)), 0.6, (2, 3), GREY))
        shapes += party_box(at[member.id] - wide / 2, 2, wide, 38, member, hub=member.id == hub, size=size)
    for number, flow in enumerate(flows):
        y = 58 + row * number
        if number % 2 == 0:
            shapes.append(Box(0, y - row / 2, left - 10, row, "#F3F5F7", "", 0))
        shapes += badge(15, y, flow)
        shapes.append(Words(42, y + 3, clipped(flow.name or flow.what, left - 56, 9), 9))
        start, end = at[flow.sender], at[flow.receiver]
        shapes += arrow((start, y), (end - math.copysign(3, end - start), y), flow.line, dot=True)
    shapes += key(0, bottom + 16, flows)
    cuts = tuple(58 + row * (number + 0.5) for number in range(len(flows) - 1))
    return Drawing(WIDTH, bottom + 46, tuple(shapes), alternative(people, flows), head=48, cuts=cuts)


def _by_use(people: Sequence[Member], flows: Sequence[FlowLine]) -> tuple[Member, ...]:
    """Hub first, then in the order of first use."""
    hub = hub_of(people, flows)
    order = [hub] if hub else []
    for flow in flows:
        order += [each for each in (flow.sender, flow.receiver) if each not in order]
    found = {member.id: member for member in people}
    return tuple(found[each] for each in order if each)
