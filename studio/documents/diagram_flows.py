"""Which picture shows the flows: the map where it is clear, else a map of groups and ladders (documents.md, section 8)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from studio.documents.diagram import Drawing
from studio.documents.diagram_cut import moved
from studio.documents.diagram_ladder import ladder, ladders
from studio.documents.diagram_map import WIDTH, map_drawing, placing
from studio.documents.diagram_parts import (
    WORST,
    FlowLine,
    Member,
    alternative,
    capital,
    flow_lines,
    involved,
    lettered,
    members,
)
from studio.facts.kinds import PartyType
from studio.facts.model import Facts

MOST_MAP_PARTIES, MOST_MAP_FLOWS, MOST_GROUPS = 8, 16, 8
MOST_LISTED = 4  # flows of a group that the list beside the map names; the ladders below have them all
_GROUPS: tuple[tuple[str, frozenset[PartyType]], ...] = (
    ("GP practices", frozenset({PartyType.GP_PRACTICE, PartyType.PCN})),
    ("NHS bodies", frozenset({
        PartyType.NHS_TRUST, PartyType.NHS_FOUNDATION_TRUST, PartyType.ICB, PartyType.LOCAL_HEALTH_BOARD,
        PartyType.HEALTH_BOARD, PartyType.HSC_TRUST, PartyType.AMBULANCE_TRUST})),
    ("councils", frozenset({
        PartyType.COUNCIL_UPPER, PartyType.COUNCIL_DISTRICT, PartyType.COUNCIL_UNITARY, PartyType.YJS})),
    ("justice bodies", frozenset({
        PartyType.POLICE_FORCE, PartyType.PCC_OR_MAYOR, PartyType.PROBATION, PartyType.PRISON})),
    ("schools", frozenset({PartyType.SCHOOL_OR_TRUST, PartyType.COLLEGE_UNIVERSITY})),
    ("landlords", frozenset({
        PartyType.HOUSING_ASSOCIATION_RP, PartyType.HOUSING_ASSOCIATION_RSL, PartyType.PRIVATE_LANDLORD})),
    ("care providers", frozenset({
        PartyType.CARE_HOME_PRIVATE, PartyType.CARE_HOME_PUBLIC, PartyType.HOMECARE_PROVIDER})),
    ("charities", frozenset({
        PartyType.CHARITY_COMPANY, PartyType.CIO, PartyType.UNINCORPORATED_CHARITY, PartyType.CIC})),
)  # fmt: skip
_OTHERS = "other organisations"


def flow_map(facts: Facts) -> Drawing | None:
    """The map where it is clear (3 to 8 partners, 16 flows, 3 crossings), else ladders, from 9 partners on under a map
    of groups where there are 3 to 8 of them; None without flows."""
    flows = flow_lines(facts)
    people = involved(members(facts), flows)
    if not flows:
        return None
    if 3 <= len(people) <= MOST_MAP_PARTIES and len(flows) <= MOST_MAP_FLOWS:
        drawn = lettered(flows)
        found = placing(people, drawn)
        if found is not None:
            return map_drawing(found, people, drawn)
    if len(people) <= MOST_MAP_PARTIES:
        return ladder(facts)
    return _grouped(facts, people, flows) or ladder(facts)


@dataclass(frozen=True, slots=True)
class Group:
    """Partners of one kind, drawn as one box; a kind with one partner is drawn as that partner."""

    member: Member
    ids: frozenset[str]


def groups(facts: Facts, people: Sequence[Member]) -> tuple[Group, ...]:
    """The partners by kind, in the order of the facts."""
    kinds = {party.id: party.type for party in facts.parties}
    found: dict[str, list[Member]] = {}
    for member in people:
        name = next((words for words, types in _GROUPS if kinds[member.id] in types), _OTHERS)
        found.setdefault(name, []).append(member)
    return tuple(
        Group(held[0] if len(held) == 1 else Member(f"group {name}", f"{len(held)} {name}"),
              frozenset(each.id for each in held))
        for name, held in found.items()
    )  # fmt: skip


def group_flows(gathered: Sequence[Group], flows: Sequence[FlowLine]) -> tuple[FlowLine, ...]:
    """One line for each direction between two groups, with the worst sign of the flows in it."""
    group_of = {each: group.member.id for group in gathered for each in group.ids}
    ways: dict[tuple[str, str], list[FlowLine]] = {}
    for flow in flows:
        ways.setdefault((group_of[flow.sender], group_of[flow.receiver]), []).append(flow)
    return tuple(_together(f"G{number}", *way, held) for number, (way, held) in enumerate(ways.items(), start=1))


def _together(name: str, sender: str, receiver: str, held: Sequence[FlowLine]) -> FlowLine:
    lines = {flow.line for flow in held}
    letters = {flow.letter for flow in held}
    ids = [flow.id for flow in held]
    listed = (
        ", ".join(ids)
        if len(ids) <= MOST_LISTED
        else f"{', '.join(ids[: MOST_LISTED - 1])} and {len(ids) - MOST_LISTED + 1} more"
    )
    return FlowLine(name, sender, receiver, max((flow.badge for flow in held), key=WORST.__getitem__),
                    lines.pop() if len(lines) == 1 else held[0].line, letters.pop() if len(letters) == 1 else "",
                    " or ".join(dict.fromkeys(flow.means for flow in held)), "", listed)  # fmt: skip


def _grouped(facts: Facts, people: Sequence[Member], flows: Sequence[FlowLine]) -> Drawing | None:
    """The map of groups with a ladder for each group below; None where the groups are too few, too many or tangled."""
    gathered = groups(facts, people)
    boxes = [group.member for group in gathered]
    lines = group_flows(gathered, flows)
    drawn = [flow for flow in lines if flow.sender != flow.receiver]
    if not 3 <= len(gathered) <= MOST_GROUPS or len(gathered) == len(people) or len(drawn) > MOST_MAP_FLOWS:
        return None
    found = placing(boxes, drawn)
    if found is None:
        return None
    above = map_drawing(found, boxes, lines)
    titles = {each: (capital(group.member.name), len(group.ids)) for group in gathered for each in group.ids}
    below = ladders(people, flows, titles)
    top = above.height + 14
    shapes = (*above.shapes, *(moved(shape, top) for shape in below.shapes))
    cuts = (top - 6, *(cut + top for cut in below.cuts))
    return Drawing(WIDTH, top + below.height, shapes, alternative(people, flows), cuts=cuts)
