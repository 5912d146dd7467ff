"""The matrix of who sends to whom, and the line of dates (documents.md, section 8)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from studio.documents.diagram import ACCENT, GREY, INK, TINT, WHITE, Box, Circle, Drawing, Polygon, Shape, Stroke, Words
from studio.documents.diagram_cut import moved
from studio.documents.diagram_parts import (
    WORST,
    FlowLine,
    Member,
    capital,
    clipped,
    flow_lines,
    key,
    members,
    text_width,
    wrapped,
)
from studio.documents.furniture import printed_date
from studio.documents.layout import MM
from studio.facts.model import Facts

WIDTH = 740.0
LINE_OF_DATES = 460.0  # fits an upright page
MOST_WITH_WORDS, MOST_PARTIES = 12, 40
BLOCK_ROWS, BLOCK_ROW, BLOCK_HEAD = 20, 14.0, 18.0
LINE = "#868F99"
NEAR = 34 * MM


def sharing_matrix(facts: Facts) -> Drawing | None:
    """From down, to across. Flow numbers up to 12 partners, signs above, in blocks above 40; None without flows."""
    flows, people = flow_lines(facts), members(facts)
    if not flows:
        return None
    if len(people) <= MOST_WITH_WORDS:
        return _worded(people, flows)
    return _signed(people, flows)


def _said(people: Sequence[Member], flows: Sequence[FlowLine]) -> str:
    names = {member.id: member.name for member in people}
    cells: dict[tuple[str, str], list[str]] = {}
    for flow in flows:
        cells.setdefault((flow.sender, flow.receiver), []).append(flow.id)
    listed = "; ".join(f"{names[a]} to {names[b]}: {', '.join(ids)}" for (a, b), ids in cells.items())
    return f"Matrix of {len(people)} partners. {listed}. Nothing else is sent."


def _worded(people: Sequence[Member], flows: Sequence[FlowLine]) -> Drawing:
    left = 130.0
    column = min(96.0, (WIDTH - left) / len(people))
    width = left + column * len(people)
    heads = [wrapped(capital(member.name), column - 6, 9, strong=True) for member in people]
    high = 10 + 11 * max(len(lines) for lines in heads)
    shapes: list[Shape] = [Box(0, 0, width, high, TINT, "", 0), Stroke(((0, 0), (width, 0)), 1.2, (), ACCENT)]
    shapes.append(Words(5, high - 7, "From, down. To, across", 9, strong=True, ink=ACCENT))
    for number, lines in enumerate(heads):
        for k, line in enumerate(reversed(lines)):
            x = left + column * (number + 0.5)
            shapes.append(Words(x, high - 7 - 11 * k, line, 9, strong=True, ink=ACCENT, align="centre"))
    shapes.append(Stroke(((0, high), (width, high)), 0.8, (), ACCENT))
    y = high
    for sender in people:
        rows = [_ids(sender, receiver, flows, column) for receiver in people]
        lines = wrapped(capital(sender.name), left - 10, 9, strong=True, most=2)
        tall = 8 + 11 * max(len(lines), *(len(row) for row in rows))
        for k, line in enumerate(lines):
            shapes.append(Words(5, y + 12 + 11 * k, line, 9, strong=True))
        for number, row in enumerate(rows):
            quiet = row[0] in {"same", "none"}
            for k, words in enumerate(row):
                x = left + column * (number + 0.5)
                shapes.append(Words(x, y + 12 + 11 * k, words, 9, not quiet, GREY if quiet else INK, "centre"))
        y += tall
        shapes.append(Stroke(((0, y), (width, y)), 0.4, (), LINE))
    shapes[-1] = Stroke(((0, y), (width, y)), 0.8, (), ACCENT)
    return Drawing(width, y + 2, tuple(shapes), _said(people, flows))


def _ids(sender: Member, receiver: Member, flows: Sequence[FlowLine], width: float) -> list[str]:
    if sender.id == receiver.id:
        return ["same"]
    found = [flow.id for flow in flows if (flow.sender, flow.receiver) == (sender.id, receiver.id)]
    return wrapped(", ".join(found), width - 6, 9, strong=True, most=9) if found else ["none"]


def _signed(people: Sequence[Member], flows: Sequence[FlowLine]) -> Drawing:
    """Signs in the cells; above 40 partners in blocks of 40 columns by 20 rows, those without a sign said in words."""
    cells: dict[tuple[str, str], FlowLine] = {}
    for flow in flows:
        where = (flow.sender, flow.receiver)
        if where not in cells or WORST[flow.badge] > WORST[cells[where].badge]:
            cells[where] = flow
    numbered = list(enumerate(people, start=1))
    one = len(people) <= MOST_PARTIES
    tall = len(people) if one else BLOCK_ROWS
    blocks = [(numbered[down : down + tall], numbered[across : across + MOST_PARTIES])
              for down in range(0, len(people), tall) for across in range(0, len(people), MOST_PARTIES)]  # fmt: skip
    shapes: list[Shape] = []
    y, cuts = 0.0, []
    for rows, columns in blocks:
        if y:
            cuts.append(y - 6)
        if not one and not any((a.id, b.id) in cells for _, a in rows for _, b in columns):
            shapes.append(Words(0, y + 10, _nothing(rows, columns), 9))
            y += 24
            continue
        shapes += [moved(shape, y) for shape in _block(rows, columns, cells)]
        y += BLOCK_HEAD + BLOCK_ROW * len(rows) + (0 if one else 16)
    shapes += key(0, y + 16, [flow for flow in flows if not flow.letter])
    shapes.append(Words(WIDTH, y + 38, "Grey: the same partner. Empty: nothing is sent.", 9, align="right"))
    if one:
        cuts = [BLOCK_HEAD + BLOCK_ROW * number for number in range(1, len(people))]
    return Drawing(WIDTH, y + 46, tuple(shapes), _said(people, flows), head=BLOCK_HEAD if one else 0, cuts=tuple(cuts))


def _nothing(rows: Sequence[tuple[int, Member]], columns: Sequence[tuple[int, Member]]) -> str:
    return f"From partners {_span(rows)} to partners {_span(columns)}: nothing is sent."


def _span(some: Sequence[tuple[int, Member]]) -> str:
    return str(some[0][0]) if len(some) == 1 else f"{some[0][0]} to {some[-1][0]}"


def _block(
    rows: Sequence[tuple[int, Member]],
    columns: Sequence[tuple[int, Member]],
    cells: Mapping[tuple[str, str], FlowLine],
) -> list[Shape]:
    left = 176.0
    column = min((WIDTH - left) / len(columns), 42.0)
    right, high, row = left + column * len(columns), BLOCK_HEAD, BLOCK_ROW
    bottom = high + row * len(rows)
    shapes: list[Shape] = [Box(0, 0, right, high, TINT, "", 0), Stroke(((0, 0), (right, 0)), 1.2, (), ACCENT)]
    shapes.append(Words(5, 12, "From, down. To, across", 9, strong=True, ink=ACCENT))
    for k, (number, _) in enumerate(columns):
        x = left + column * (k + 0.5)
        shapes.append(Words(x, 12, str(number), 8.5, strong=True, ink=ACCENT, align="centre"))
    for down, (number, member) in enumerate(rows):
        y = high + row * down
        shapes += [Stroke(((0, y), (right, y)), 0.4, (), LINE),
                   Words(16, y + 10, str(number), 8.5, strong=True, align="right"),
                   Words(21, y + 10, clipped(capital(member.name), left - 26, 9), 9)]  # fmt: skip
        for k, (_, other) in enumerate(columns):
            if other.id == member.id:
                shapes.append(Box(left + column * k, y, column, row, "#C5CBD1", "", 0))
            elif found := cells.get((member.id, other.id)):
                shapes += _sign(left + column * (k + 0.5), y + row / 2, found.badge)
    shapes.append(Stroke(((0, bottom), (right, bottom)), 0.8, (), ACCENT))
    return shapes


def _sign(x: float, y: float, kind: str) -> list[Shape]:
    if kind == "square":
        return [Box(x - 3.2, y - 3.2, 6.4, 6.4, INK, "", 0)]
    if kind == "diamond":
        return [Polygon(((x - 4.8, y), (x, y - 4.8), (x + 4.8, y), (x, y + 4.8)))]
    return [Circle(x, y, 3.4, WHITE, INK, 1, (1.3, 1.3) if kind == "dotted" else ())]


@dataclass(frozen=True, slots=True)
class _Event:
    day: date
    words: str
    main: bool


def timeline(facts: Facts) -> Drawing | None:
    """Start, go-live, review and end in true scale; None with fewer than two dates."""
    events = _events(facts)
    if len(events) < 2 or events[0].day == events[-1].day:
        return None
    first, last = events[0].day, events[-1].day
    span = (last - first).days
    start, stop, y = 6.0, LINE_OF_DATES - 6.0, 44.0

    def at(day: date) -> float:
        return start + (stop - start) * (day - first).days / span

    shapes: list[Shape] = [Stroke(((start, y), (stop, y)), 1.3)]
    shapes += [
        Stroke(((at(tick), y - 3), (at(tick), y + (6 if tick.month == 1 else 3))), 0.7) for tick in _months(first, last)
    ]
    for number, group in enumerate(_groups(events, at)):
        shapes += _label(group, at(group[0].day), y, above=number % 2 == 0)
    for event in events:
        shapes.append(Circle(at(event.day), y, 5.2, INK if event.main else WHITE, INK, 1.4))
    said = ". ".join(f"{printed_date(event.day)}: {event.words}" for event in events)
    return Drawing(LINE_OF_DATES, 96, tuple(shapes), f"Dates in order. {said}.")


def _events(facts: Facts) -> list[_Event]:
    wanted = [
        (facts.agreement.start_date, "The agreement starts", True),
        (facts.terms.go_live_date, "Information may flow", False),
        (facts.agreement.review_date, "Review", True),
        (facts.agreement.expiry_date, "The agreement ends", True),
    ]
    return sorted(
        (_Event(day, words, main) for day, words, main in wanted if isinstance(day, date)), key=lambda e: e.day
    )


def _groups(events: Sequence[_Event], at: object) -> list[list[_Event]]:
    """Labels alternate above and below; two that would touch on one side share one dated list."""
    if not callable(at):
        raise TypeError("a scale is wanted")
    groups: list[list[_Event]] = []
    for event in events:
        rival = groups[-2] if len(groups) > 1 else None
        if rival and at(event.day) - at(rival[0].day) < NEAR:
            groups[-1].append(event)
        else:
            groups.append([event])
    return groups


def _label(group: Sequence[_Event], x: float, y: float, *, above: bool) -> list[Shape]:
    lines: list[tuple[str, bool]] = []
    for event in group:
        lines += [(printed_date(event.day), True), (event.words, False)]
    widest = max(text_width(words, 9, strong=strong) for words, strong in lines)
    align = "right" if x + widest > LINE_OF_DATES else "left"
    left = min(x + 5, LINE_OF_DATES) if align == "right" else x - 4
    top = y - 12 - 11 * (len(lines) - 1) if above else y + 18
    return [Words(left, top + 11 * k, words, 9, strong, INK, align) for k, (words, strong) in enumerate(lines)]


def _months(first: date, last: date) -> list[date]:
    ticks, year, month = [], first.year, first.month
    while (year, month) < (last.year, last.month):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
        tick = date(year, month, 1)
        if tick < last:
            ticks.append(tick)
    return ticks
