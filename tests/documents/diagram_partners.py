"""Facts with any number of partners and flows, for the tests of the pictures; and what lies where in a picture."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from studio.documents.diagram_map import Placing, placed
from studio.documents.diagram_parts import FlowLine
from studio.facts.kinds import Method, PartyType
from studio.facts.model import Facts
from studio.facts.read import read_facts
from studio.library.shipped import content

KINDS = [PartyType.POLICE_FORCE, PartyType.COUNCIL_UPPER, PartyType.NHS_TRUST, *[PartyType.GP_PRACTICE] * 5,
         PartyType.SCHOOL_OR_TRUST, PartyType.HOUSING_ASSOCIATION_RP, PartyType.CIO, PartyType.PROBATION]  # fmt: skip
NAMES = ["Police", "County Council", "Mental Health Trust", "High Street Surgery", "Mill Lane Surgery", "Abbey Surgery",
         "Riverside Medical Practice", "Station Road Surgery", "Northgate School", "Homes Together",
         "Together for Wellbeing", "Probation"]  # fmt: skip
METHODS = [Method.SECURE_EMAIL, Method.SHARED_SYSTEM_ROLE_ACCESS, Method.MDT_MEETING_VERBAL, Method.POST_RECORDED]


@lru_cache(maxsize=1)
def _york() -> Facts:
    reading = read_facts((content() / "templates/cases/york-pathways.yaml").read_text("utf-8"))
    assert reading.facts is not None
    return reading.facts


def facts_of(count: int, ways: Sequence[tuple[int, int]]) -> Facts:
    """`count` partners; one flow for each pair of places in `ways`, kinds of data and methods taking turns."""
    york = _york()
    parties = tuple(
        york.parties[0].model_copy(update={
            "id": f"p{n}", "type": KINDS[n % len(KINDS)], "legal_name": f"SAMPLE {NAMES[n % len(NAMES)]} {n + 1}",
            "short_name": f"{NAMES[n % len(NAMES)]} {n + 1}" if n >= len(NAMES) else NAMES[n]})
        for n in range(count)
    )  # fmt: skip
    flows = tuple(
        york.flows[0].model_copy(update={
            "id": f"F{n + 1}", "from_": f"p{a}", "to": f"p{b}", "method": METHODS[n % 7 % len(METHODS)],
            "items": (york.data_items[n % len(york.data_items)].id,)})
        for n, (a, b) in enumerate(ways)
    )  # fmt: skip
    return york.model_copy(update={"parties": parties, "flows": flows})


def star(count: int, extra: int = 0) -> list[tuple[int, int]]:
    """Everybody with the first one, there and back in turns, and some flows among the others."""
    ways = [(0, n) if n % 2 else (n, 0) for n in range(1, count)]
    ways += [(n, 0) for n in range(1, count, 3) if (n, 0) not in ways]
    return [*ways, *((1 + n % (count - 1), 1 + (n + 1) % (count - 1)) for n in range(extra if count > 2 else 0))]


def tangles(found: Placing) -> list[str]:
    """What the rules of a map forbid, measured on its boxes, lines and signs by arithmetic of the test's own."""
    boxes = {each: found.plan.around(each, 0) for each in found.plan.centres}
    signs = [(flow, placed(flow, place)) for flow, place in found.badges]
    names = list(boxes)
    faults = [f"{a} lies on {b}" for n, a in enumerate(names) for b in names[n + 1 :] if _touch(boxes[a], boxes[b])]
    for n, (flow, area) in enumerate(signs):
        faults += [f"sign {flow.id} lies on sign {other.id}" for other, area2 in signs[n + 1 :] if _touch(area, area2)]
        faults += [f"sign {flow.id} lies on box {name}" for name, box in boxes.items() if _touch(area, box)]
    for route in found.routes:
        spots = [_along(route.points, share / 300) for share in range(301)]
        own = (route.flows[0].sender, route.flows[0].receiver)
        ids = {flow.id for flow in route.flows}
        faults += [f"a line {own} runs through {name}" for name, box in boxes.items()
                   if name not in own and any(_inside(spot, box) for spot in spots)]  # fmt: skip
        faults += [f"a line {own} runs through sign {flow.id}" for flow, area in signs
                   if flow.id not in ids and any(_inside(spot, area) for spot in spots)]  # fmt: skip
        faults += _off_line(route.points, route.flows, found)
    return faults


def _off_line(points: Sequence[tuple[float, float]], flows: Sequence[FlowLine], found: Placing) -> list[str]:
    places = {flow.id: place for flow, place in found.badges}
    spots = [_along(points, share / 2000) for share in range(2001)]
    return [f"sign {flow.id} is not on its line" for flow in flows
            if min(abs(x - places[flow.id][0]) + abs(y - places[flow.id][1]) for x, y in spots) > 1]  # fmt: skip


def _touch(one: Sequence[float], two: Sequence[float]) -> bool:
    return one[0] < two[2] and two[0] < one[2] and one[1] < two[3] and two[1] < one[3]


def _inside(spot: tuple[float, float], area: Sequence[float]) -> bool:
    return area[0] < spot[0] < area[2] and area[1] < spot[1] < area[3]


def _along(points: Sequence[tuple[float, float]], share: float) -> tuple[float, float]:
    lengths = [((b[0] - a[0]) ** 2 + (b[1] - a[1]) ** 2) ** 0.5 for a, b in pairwise(points)]
    far = share * sum(lengths)
    for (a, b), length in zip(pairwise(points), lengths, strict=True):
        if far <= length + 1e-9:
            part = far / length if length else 0.0
            return a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part
        far -= length
    return points[-1]
