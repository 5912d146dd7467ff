"""What the pictures share: who sends what to whom, badges, arrowheads, boxes and the key (documents.md, section 8)."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from studio.documents import fonts, layout
from studio.documents.diagram import (
    ACCENT,
    GREY,
    INK,
    TINT,
    WHITE,
    Box,
    Circle,
    Point,
    Polygon,
    Shape,
    Stroke,
    Words,
)
from studio.facts.kinds import Method, PartyStatus, Tier
from studio.facts.model import Facts, Flow

LONGEST_BADGE = 4
WORST = {"dotted": 0, "circle": 1, "square": 2, "diamond": 3}  # badges by what they stand for
DASHES: dict[str, tuple[float, ...]] = {"solid": (), "dash": (8, 4), "dots": (1.4, 3.2)}
_SPOKEN = {Method.MDT_MEETING_VERBAL, Method.TELEPHONE_CALLBACK}
_SYSTEM = {Method.SHARED_SYSTEM_ROLE_ACCESS, Method.RECORD_VIEWER}
_LETTERS = {
    Method.API: "A",
    Method.SECURE_PORTAL: "P",
    Method.ENCRYPTED_FILE: "E",
    Method.PAPER_BY_HAND: "H",
    Method.POST_RECORDED: "R",
    Method.REMOVABLE_MEDIA: "M",
    Method.ORDINARY_EMAIL: "O",
    Method.MESSAGING_APP: "G",
    Method.FAX: "X",
}
METHOD_WORDS = {
    Method.SECURE_EMAIL: "secure email",
    Method.SHARED_SYSTEM_ROLE_ACCESS: "shared system",
    Method.API: "system to system",
    Method.RECORD_VIEWER: "record viewer",
    Method.SECURE_PORTAL: "secure portal",
    Method.ENCRYPTED_FILE: "encrypted file",
    Method.MDT_MEETING_VERBAL: "spoken at a meeting",
    Method.TELEPHONE_CALLBACK: "telephone, called back",
    Method.PAPER_BY_HAND: "paper, by hand",
    Method.POST_RECORDED: "recorded post",
    Method.REMOVABLE_MEDIA: "removable media",
    Method.ORDINARY_EMAIL: "ordinary email",
    Method.MESSAGING_APP: "messaging app",
    Method.FAX: "fax",
}
_SHARED_LINE = {"solid": ("L", "electronic"), "dash": ("S", "shared system"), "dots": ("T", "spoken")}  # letter, words
_GONE = {PartyStatus.SET_ASIDE, PartyStatus.WITHDRAWN}


@dataclass(frozen=True, slots=True)
class Member:
    """A partner as the pictures name it."""

    id: str
    name: str
    legal: str = ""


@dataclass(frozen=True, slots=True)
class FlowLine:
    """One flow: who, to whom, how it is drawn."""

    id: str
    sender: str
    receiver: str
    badge: str  # circle: personal | square: special | diamond: criminal | dotted: none
    line: str  # solid | dash | dots
    letter: str
    means: str
    what: str
    name: str = ""  # where the badge cannot hold the id


def members(facts: Facts) -> tuple[Member, ...]:
    return tuple(
        Member(party.id, party.name, party.legal_name or "") for party in facts.parties if party.status not in _GONE
    )


def lettered(flows: Sequence[FlowLine]) -> tuple[FlowLine, ...]:
    """The flows for a map, where flows of one direction share a line: it has the pattern of its first flow, and those
    that go another way say so by a letter."""
    first: dict[tuple[str, str], str] = {}
    for flow in flows:
        first.setdefault((flow.sender, flow.receiver), flow.line)
    return tuple(
        flow if flow.letter or flow.line == first[flow.sender, flow.receiver]
        else replace(flow, letter=_SHARED_LINE[flow.line][0])
        for flow in flows
    )  # fmt: skip


def involved(people: Sequence[Member], flows: Sequence[FlowLine]) -> tuple[Member, ...]:
    """Those who send or receive, in their order."""
    used = {flow.sender for flow in flows} | {flow.receiver for flow in flows}
    return tuple(member for member in people if member.id in used)


def flow_lines(facts: Facts) -> tuple[FlowLine, ...]:
    """The flows that run, in the order of the facts."""
    known = {member.id for member in members(facts)}
    running = [flow for flow in facts.flows if flow.active and {flow.from_, flow.to} <= known]
    return tuple(_flow(flow, number, facts) for number, flow in enumerate(running, start=1))


def _flow(flow: Flow, number: int, facts: Facts) -> FlowLine:
    """A badge holds four characters: a longer id gets a number, and the list beside the map says its name."""
    short = len(flow.id) <= LONGEST_BADGE
    items = {item.id: item for item in facts.data_items}
    sent = [items[each] for each in flow.items if each in items]
    tiers = {item.tier for item in sent}
    badge = "dotted"
    if Tier.CRIMINAL in tiers:
        badge = "diamond"
    elif Tier.SPECIAL in tiers:
        badge = "square"
    elif tiers & {Tier.PERSONAL, Tier.PSEUDONYMISED} or not tiers:
        badge = "circle"
    method = flow.method
    line = "dots" if method in _SPOKEN else "dash" if method in _SYSTEM else "solid"
    what = ", ".join(item.label for item in sent)
    means = METHOD_WORDS[method] if method else "method not yet chosen"
    return FlowLine(flow.id if short else f"F{number}", flow.from_, flow.to, badge, line,
                    _LETTERS.get(method, "") if method else "", means, what,
                    "" if short else flow.id.replace("-", " ").replace("_", " "))  # fmt: skip


def text_width(text: str, size: float, *, strong: bool = False) -> float:
    face = layout.SANS_STRONG if strong else layout.SANS
    return sum(fonts.width(part, name) for part, name in fonts.runs_by_face(text, face)) * size


def wrapped(text: str, width: float, size: float, *, strong: bool = False, most: int = 3) -> list[str]:
    """The text in lines; what needs more than `most` is cut with an ellipsis (the tables hold it whole)."""
    lines: list[str] = []
    for word in text.split():
        if lines and text_width(f"{lines[-1]} {word}", size, strong=strong) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    cut = len(lines) > most
    lines = lines[:most]
    return [_clipped(line, width, size, strong, force=cut and n == most - 1) for n, line in enumerate(lines)]


def _clipped(line: str, width: float, size: float, strong: bool, *, force: bool) -> str:
    if not force and text_width(line, size, strong=strong) <= width:
        return line
    while line and text_width(line + "…", size, strong=strong) > width:
        line = line[:-1]
    return line.rstrip() + "…"


def clipped(line: str, width: float, size: float, *, strong: bool = False) -> str:
    return _clipped(line, width, size, strong, force=False)


def party_box(  # noqa: PLR0913 - a place, a measure and what stands in it
    x: float, y: float, width: float, height: float, member: Member, *, hub: bool = False, size: float = 9.5
) -> list[Shape]:
    """A box with a partner's name, and the legal name where there is room; `x`, `y` are its top left corner."""
    lines = _named(member.name, width, height, size)
    full = wrapped(member.legal, width - 8, 9, most=2) if height >= 48 and member.legal != member.name else []
    full = full[: int((height - 6) // 11.6) - len(lines)]
    shapes: list[Shape] = [
        Box(x, y, width, height, TINT if hub else WHITE, ACCENT, 2.0 if hub else 1.1, 3.5),
    ]
    top = y + height / 2 - (len(lines) + len(full) - 1) * 5.8 + size * 0.34
    for number, line in enumerate(full, start=len(lines)):
        shapes.append(Words(x + width / 2, top + number * 11.6, line, 9, ink=GREY, align="centre"))
    for number, line in enumerate(lines):
        shapes.append(Words(x + width / 2, top + number * 11.6, line, size, strong=True, align="centre"))
    return shapes


LETTERS = (9.5, 9.0, 8.5, 8.0, 7.5, 7.0)


def letters_for(names: Sequence[str], width: float, height: float) -> float:
    """The largest letters in which no word of these names is cut, the same for all of them."""
    for size in LETTERS:
        if not any("…" in line for name in names for line in _named(name, width, height, size)):
            return size
    return LETTERS[0]


def _named(name: str, width: float, height: float, size: float) -> list[str]:
    """The name in lines; where the letters had to become smaller, in up to three and nearer to the edge."""
    if size == LETTERS[0]:
        return wrapped(capital(name), width - 10, size, strong=True, most=2)
    return wrapped(capital(name), width - 4, size, strong=True, most=int((height - 2) // 11.6))


def capital(text: str) -> str:
    """The text with a capital at its beginning, as labels have it."""
    return text[:1].upper() + text[1:]


def badge_width(flow_id: str) -> float:
    return max(18.0, text_width(flow_id, 8, strong=True) + 8)


Extent = tuple[float, float, float, float]


def badge_extent(flow: FlowLine) -> Extent:
    """How far the flow's sign reaches from its centre to the left, up, right and down, its letter included."""
    half = badge_width(flow.id) / 2
    wide, high = (half + 5, 11.5) if flow.badge == "diamond" else (half, 9.0)
    beside = half + (6 if flow.badge == "diamond" else 1) + 11 if flow.letter else 0.0
    return -wide, -high, max(wide, beside), high


def badge(x: float, y: float, flow: FlowLine, *, tight: bool = False) -> list[Shape]:
    """The flow's sign with its number, centred on the point; a letter beside it for other means.

    `tight`: low enough to stand in rows 18.5 points apart.
    """
    half = badge_width(flow.id) / 2
    tip, high, radius = half + 5, (9.1 if tight else 11.5), (8.4 if tight else 9.0)
    white = Words(x, y + 2.8, flow.id, 8, strong=True, ink=WHITE, align="centre")
    black = Words(x, y + 2.8, flow.id, 8, strong=True, align="centre")
    dash = (1.6, 1.6) if flow.badge == "dotted" else ()
    shapes: list[Shape]
    if flow.badge == "square":
        shapes = [Box(x - half, y - 7.5, 2 * half, 15, INK, INK, 1), white]
    elif flow.badge == "diamond":
        shapes = [Polygon(((x - tip, y), (x, y - high), (x + tip, y), (x, y + high))), white]
    elif half <= 10:
        shapes = [Circle(x, y, radius, WHITE, INK, 1.1, dash), black]
    else:
        shapes = [Box(x - half, y - 8, 2 * half, 16, WHITE, INK, 1.1, 8, dash), black]
    if flow.letter:
        beside = half + (6 if flow.badge == "diamond" else 1) + 6
        shapes += [Box(x + beside - 5, y - 5.5, 10, 11, WHITE, "", 1),
                   Words(x + beside, y + 2.8, flow.letter, 8, align="centre")]  # fmt: skip
    return shapes


def arrow(points: Sequence[Point], pattern: str, *, dot: bool = False) -> list[Shape]:
    """A line with its head at the receiver and, in the ladder, a dot at the sender."""
    (before, end), start = points[-2:], points[0]
    angle = math.atan2(end[1] - before[1], end[0] - before[0])
    cos, sin = math.cos(angle), math.sin(angle)
    neck = (end[0] - 8 * cos, end[1] - 8 * sin)
    wings = tuple((neck[0] + side * 3.1 * sin, neck[1] - side * 3.1 * cos) for side in (1, -1))
    shapes: list[Shape] = [Stroke((*points[:-1], neck), 1.3, DASHES[pattern]), Polygon((end, *wings))]
    if dot:
        shapes.append(Circle(start[0], start[1], 2.6, INK, INK, 0.5))
    return shapes


def key(x: float, y: float, flows: Sequence[FlowLine]) -> list[Shape]:
    """The key in two lines: badges, then lines; only what the picture uses, letters last."""
    used = {flow.badge for flow in flows}
    shapes: list[Shape] = []
    at = x + 10
    for kind, words in (("circle", "personal data"), ("square", "includes special category data"),
                        ("diamond", "includes criminal offence data"), ("dotted", "no personal data")):  # fmt: skip
        if kind in used:
            shapes += badge(at, y, FlowLine("F", "", "", kind, "solid", "", "", ""))
            shapes.append(Words(at + 19, y + 3, words, 9))
            at += 38 + text_width(words, 9) + 12
    at = x
    lines = {flow.line for flow in flows}
    for pattern, words in (("solid", "electronic or on paper"), ("dash", "shared system, by role"),
                           ("dots", "spoken: telephone or meeting")):  # fmt: skip
        if pattern in lines:
            shapes += arrow(((at, y + 19), (at + 34, y + 19)), pattern)
            shapes.append(Words(at + 40, y + 22, words, 9))
            at += 40 + text_width(words, 9) + 18
    for letter, words in _letters(flows):
        shapes += [Words(at, y + 22, letter, 9, strong=True), Words(at + 11, y + 22, words, 9)]
        at += 11 + text_width(words, 9) + 14
    return shapes


def _letters(flows: Iterable[FlowLine]) -> list[tuple[str, str]]:
    shared = dict(_SHARED_LINE.values())
    return sorted({(flow.letter, shared.get(flow.letter, flow.means)) for flow in flows if flow.letter})


def alternative(people: Sequence[Member], flows: Sequence[FlowLine]) -> str:
    """The picture in words: numbers first, then one sentence for each sender."""
    names = {member.id: member.name for member in people}
    sentences = []
    for member in people:
        sent = [flow for flow in flows if flow.sender == member.id]
        if sent:
            listed = "; ".join(
                f"{flow.id}{f' ({flow.name})' if flow.name else ''} to {names[flow.receiver]} by {flow.means}"
                for flow in sent
            )
            sentences.append(f"{member.name} sends {listed}.")
    return f"{len(people)} partners, {len(flows)} flows. " + " ".join(sentences)
