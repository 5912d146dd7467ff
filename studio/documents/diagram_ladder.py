"""The ladder of the flows, which cannot tangle: one line for each flow, a column for each partner."""

from __future__ import annotations

import math
from collections.abc import Sequence

from studio.documents.diagram import ACCENT, GREY, Box, Drawing, Shape, Stroke, Words
from studio.documents.diagram_cut import moved
from studio.documents.diagram_map import BOX, WIDTH, hub_of
from studio.documents.diagram_parts import (
    FlowLine,
    Member,
    alternative,
    arrow,
    badge,
    capital,
    clipped,
    flow_lines,
    involved,
    key,
    letters_for,
    members,
    party_box,
)
from studio.facts.model import Facts

MOST_COLUMNS, MOST_ROWS = 12, 16
ROW = 18.5
HEAD = 48.0
KEY_ROOM = 46.0
BETWEEN = 16.0


def ladder(facts: Facts) -> Drawing | None:
    """One ladder up to 12 partners, above that one after the other for each that sends; None without flows."""
    flows = flow_lines(facts)
    people = involved(members(facts), flows)
    if not flows:
        return None
    if len(people) > MOST_COLUMNS:
        return ladders(people, flows, {member.id: (capital(member.name), len(people)) for member in people})
    shapes, bottom = _rungs(people, flows)
    cuts = tuple(10 + HEAD + ROW * (number + 0.5) for number in range(len(flows) - 1))
    shapes += key(0, bottom + 16, flows)
    return Drawing(WIDTH, bottom + KEY_ROOM, tuple(shapes), alternative(people, flows), head=HEAD, cuts=cuts)


def ladders(people: Sequence[Member], flows: Sequence[FlowLine], senders: dict[str, tuple[str, int]]) -> Drawing:
    """Small ladders one under the other, in the order of those who send, parted between pages where one ends.

    `senders` says for each partner under which words its flows stand (its name, or that of its group) and how many
    partners these words are about.
    """
    titles = list(dict.fromkeys(senders[member.id][0] for member in people))
    shapes: list[Shape] = []
    cuts: list[float] = []
    y = 0.0
    for title in titles:
        sent = [flow for flow in flows if senders[flow.sender][0] == title]
        for number, chunk in enumerate(_chunks(sent)):
            if y:
                cuts.append(y)
            words = f"{title}: what is sent" + (", continued" if number else "")
            shapes.append(Words(0, y + 11, words, 10, strong=True, ink=ACCENT))
            rungs, high = _rungs(involved(people, chunk), chunk)
            shapes += [moved(shape, y + 18) for shape in rungs]
            y += 18 + high + BETWEEN
    shapes += key(0, y, flows)
    return Drawing(WIDTH, y - 16 + KEY_ROOM, tuple(shapes), alternative(people, flows), cuts=tuple(cuts))


def _chunks(flows: Sequence[FlowLine]) -> list[list[FlowLine]]:
    """The flows in their order, no more partners and rows in one ladder than can be read on one page."""
    made: list[list[FlowLine]] = []
    for flow in flows:
        known = {each for one in made[-1] for each in (one.sender, one.receiver)} if made else set()
        if made and len(made[-1]) < MOST_ROWS and len(known | {flow.sender, flow.receiver}) <= MOST_COLUMNS:
            made[-1].append(flow)
        else:
            made.append([flow])
    return made


def _rungs(people: Sequence[Member], flows: Sequence[FlowLine]) -> tuple[list[Shape], float]:
    """Boxes at the top, a row for each flow; and where it ends."""
    people = _by_use(people, flows)
    few = len(people) <= 8
    left = 176.0 if few else 160.0
    column = min((WIDTH - left) / len(people), 200.0)
    shapes: list[Shape] = []
    at = {member.id: left + column * (n + 0.5) for n, member in enumerate(people)}
    bottom = HEAD + ROW * len(flows) + 8
    hub = hub_of(people, flows)
    wide = min(BOX[0], column - (6 if few else 4))
    size = letters_for([each.name for each in people], wide, 38)
    for member in people:
        shapes.append(Stroke(((at[member.id], 40), (at[member.id], bottom)), 0.6, (2, 3), GREY))
        shapes += party_box(at[member.id] - wide / 2, 2, wide, 38, member, hub=member.id == hub, size=size)
    for number, flow in enumerate(flows):
        y = 10 + HEAD + ROW * number
        if number % 2 == 0:
            shapes.append(Box(0, y - ROW / 2, left - 10, ROW, "#F3F5F7", "", 0))
        shapes += badge(17, y, flow, tight=True)
        shapes.append(Words(50, y + 3, clipped(flow.name or flow.what, left - 64, 9), 9))
        start, end = at[flow.sender], at[flow.receiver]
        shapes += arrow(((start, y), (end - math.copysign(3, end - start), y)), flow.line, dot=True)
    return shapes, bottom


def _by_use(people: Sequence[Member], flows: Sequence[FlowLine]) -> tuple[Member, ...]:
    """Hub first, then in the order of first use."""
    hub = hub_of(people, flows)
    order = [hub] if hub else []
    for flow in flows:
        order += [each for each in (flow.sender, flow.receiver) if each not in order]
    found = {member.id: member for member in people}
    return tuple(found[each] for each in order if each)
