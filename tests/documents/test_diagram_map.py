"""Pictures of 2 to 60 partners, measured: no box on a box, no line through a foreign one, no sign on another."""

from __future__ import annotations

import re
from io import BytesIO
from itertools import pairwise
from zipfile import ZipFile

import pytest
from diagram_partners import facts_of, star, tangles
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pdf_sample import Maker, info

from studio.documents.diagram import Box, Circle, Drawing, Shape, Stroke, Words, draft_pictures
from studio.documents.diagram_flows import flow_map, group_flows, groups
from studio.documents.diagram_ladder import ladder
from studio.documents.diagram_map import placing
from studio.documents.diagram_parts import flow_lines, involved, lettered, members, text_width
from studio.documents.docx_write import write_docx
from studio.drafting.draft import BlockType, Draft
from studio.facts.model import Facts

SIZES = [2, 3, 5, 8, 12, 16, 24, 40]


def _extent(shape: Shape) -> tuple[float, float, float, float]:
    match shape:
        case Box():
            return shape.x, shape.y, shape.x + shape.width, shape.y + shape.height
        case Circle():
            return shape.x - shape.radius, shape.y - shape.radius, shape.x + shape.radius, shape.y + shape.radius
        case Words():
            wide = text_width(shape.text, shape.size, strong=shape.strong)
            left = shape.x - {"left": 0.0, "centre": wide / 2, "right": wide}[shape.align]
            return left, shape.y - shape.size, left + wide, shape.y + 2
        case _:
            xs, ys = [x for x, _ in shape.points], [y for _, y in shape.points]
            return min(xs), min(ys), max(xs), max(ys)


def _outside(drawing: Drawing) -> list[Shape]:
    return [shape for shape in drawing.shapes
            if (each := _extent(shape))[0] < -1.5 or each[1] < -1.5
            or each[2] > drawing.width + 1.5 or each[3] > drawing.height + 1.5]  # fmt: skip


def _texts(drawing: Drawing) -> list[str]:
    return [shape.text for shape in drawing.shapes if isinstance(shape, Words)]


@pytest.mark.parametrize("count", SIZES)
def test_every_picture_of_any_number_of_partners_lies_inside_its_page_and_has_every_flow(count: int) -> None:
    facts = facts_of(count, star(count, extra=count // 3))
    pictures = draft_pictures(facts)
    assert set(pictures) >= {"flow-map", "flow-ladder", "sharing-matrix"}
    for drawing in pictures.values():
        assert _outside(drawing) == []
    for flow in flow_lines(facts):
        assert flow.id in _texts(pictures["flow-map"])
        assert f"{flow.id} to" in pictures["flow-map"].alt


@pytest.mark.parametrize("count", [3, 5, 6, 7, 8])
def test_a_few_partners_with_one_in_the_middle_get_a_clear_map(count: int) -> None:
    facts = facts_of(count, star(count, extra=2))
    flows, people = flow_lines(facts), involved(members(facts), flow_lines(facts))
    found = placing(people, flows)
    assert found is not None
    assert tangles(found) == []
    picture = flow_map(facts)
    assert picture is not None
    assert picture != ladder(facts)


@given(st.integers(3, 8).flatmap(lambda count: st.tuples(st.just(count), st.lists(
    st.tuples(st.integers(0, count - 1), st.integers(0, count - 1)).filter(lambda way: way[0] != way[1]),
    min_size=1, max_size=16))))  # fmt: skip
@example((8, [(a, b) for a in range(4) for b in range(4) if a != b]))
@example((8, [(0, 1), (0, 2), (2, 0), (1, 4), (0, 2), (1, 3), (2, 0)]))
@example((3, [(0, 1)] * 6 + [(1, 0)] * 6))
@settings(max_examples=40, deadline=None)
def test_a_map_is_clear_or_it_is_left_out(sample: tuple[int, list[tuple[int, int]]]) -> None:
    facts = facts_of(*sample)
    flows = lettered(flow_lines(facts))
    people = involved(members(facts), flows)
    found = placing(people, flows) if len(people) >= 3 else None
    if found is None:
        left_out = flow_map(facts) == ladder(facts)
        assert left_out
    else:
        assert tangles(found) == []
    drawing = flow_map(facts)
    assert drawing is not None
    assert _outside(drawing) == []


def test_a_line_that_would_run_through_a_box_is_led_round_it() -> None:
    facts = facts_of(5, [(0, 2), (0, 2), (4, 0), (3, 2)])
    found = placing(involved(members(facts), flow_lines(facts)), flow_lines(facts))
    assert found is not None
    assert any(len(route.points) == 3 for route in found.routes)
    assert tangles(found) == []


def test_flows_that_share_a_line_but_not_the_way_they_are_sent_say_so_by_a_letter() -> None:
    """Secure email, shared system and spoken from one partner to another: one line, so pattern alone would lie."""
    facts = facts_of(3, [(0, 1), (0, 1), (0, 1), (1, 2)])
    drawn = {flow.id: flow.letter for flow in lettered(flow_lines(facts))}
    assert drawn == {"F1": "", "F2": "S", "F3": "T", "F4": "R"}
    drawing = flow_map(facts)
    assert drawing is not None
    assert {"shared system", "spoken", "recorded post"} <= set(_texts(drawing))


def test_a_planted_tangle_is_found() -> None:
    facts = facts_of(5, star(5))
    found = placing(members(facts), flow_lines(facts))
    assert found is not None
    (flow, place), *rest = found.badges
    other = rest[0][1]
    assert place != other
    spoiled = type(found)(found.plan, found.routes, ((flow, other), *rest))
    assert any("lies on sign" in each for each in tangles(spoiled))


@pytest.mark.parametrize("count", [16, 24, 40])
def test_many_partners_are_drawn_in_groups_and_every_group_says_how_many_it_holds(count: int) -> None:
    facts = facts_of(count, star(count))
    people = members(facts)
    gathered = groups(facts, people)
    assert sum(len(group.ids) for group in gathered) == count
    drawing = flow_map(facts)
    assert drawing is not None
    words = " ".join(_texts(drawing))
    for group in gathered:
        assert group.member.name.split()[0] in words
    lines = group_flows(gathered, flow_lines(facts))
    assert sum(_flow_count(flow.name) for flow in lines) == len(facts.flows)


def _flow_count(words: str) -> int:
    named, _, more = words.partition(" and ")
    return len(named.split(", ")) + int(more.removesuffix(" more") or 0)


def test_no_part_of_a_long_picture_is_higher_than_a_page() -> None:
    drawing = flow_map(facts_of(40, star(40)))
    assert drawing is not None
    edges = [0.0, *drawing.cuts, drawing.height]
    assert max(b - a for a, b in pairwise(edges)) <= 440


def test_signs_of_a_ladder_do_not_touch_each_other() -> None:
    drawing = ladder(facts_of(8, [(n % 7 + 1, 0) for n in range(28)]))
    assert drawing is not None
    signs = [_extent(shape) for shape in drawing.shapes if _is_sign(shape) and shape.y < drawing.height - 40]
    assert len(signs) >= 20
    ends = sorted((top, bottom) for _, top, _, bottom in signs)
    assert all(one[1] < two[0] for one, two in pairwise(ends))


def _is_sign(shape: Shape) -> bool:
    return (isinstance(shape, Circle) and shape.x == 17 and shape.radius > 5) or (
        isinstance(shape, Box) and shape.height in (15, 16) and shape.x + shape.width / 2 == pytest.approx(17)
    )


def test_a_word_file_gets_a_long_picture_in_parts_that_fit_its_pages() -> None:
    drawing = flow_map(facts_of(40, star(40)))
    assert drawing is not None
    maker = Maker()
    maker.add(BlockType.SCHEDULE, "Flows", number="Schedule 3")
    maker.add(BlockType.FIGURE, "Map of the flows.", figure="flow-map")
    made = write_docx(Draft(info(), tuple(maker.blocks), "0" * 64, "1" * 64), pictures={"flow-map": drawing})
    with ZipFile(BytesIO(made)) as parts:
        body = parts.read("word/document.xml").decode()
        vectors = [name for name in parts.namelist() if name.endswith(".svg")]
        drawn = "".join(parts.read(name).decode() for name in vectors)
    heights = [int(each) / 12700 for each in re.findall(r'<wp:extent cx="\d+" cy="(\d+)"', body)]
    assert len(heights) == len(vectors) > 5
    assert max(heights) <= 445
    for flow in flow_lines(facts_of(40, star(40))):
        assert f">{flow.id}<" in drawn


def test_a_matrix_of_sixty_partners_comes_in_blocks_and_says_where_nothing_is_sent() -> None:
    facts = facts_of(60, [*star(20), (50, 3), (1, 45)])
    drawing = draft_pictures(facts)["sharing-matrix"]
    texts = _texts(drawing)
    assert [text for text in texts if text.endswith("nothing is sent.") and text.startswith("From")] == [
        "From partners 21 to 40 to partners 1 to 40: nothing is sent.",
        "From partners 21 to 40 to partners 41 to 60: nothing is sent.",
        "From partners 41 to 60 to partners 41 to 60: nothing is sent.",
    ]
    assert texts.count("From, down. To, across") == 3
    assert _outside(drawing) == []


def test_lines_of_a_ladder_run_level_so_that_none_crosses_another() -> None:
    for count in SIZES:
        drawing = ladder(facts_of(count, star(count, extra=3)))
        assert drawing is not None
        bold = [shape for shape in drawing.shapes if isinstance(shape, Stroke) and shape.thick == 1.3]
        assert bold
        assert all(shape.points[0][1] == pytest.approx(shape.points[-1][1]) for shape in bold)


def test_the_same_facts_give_the_same_picture_and_an_order_of_flows_may_differ() -> None:
    ways = star(8, extra=3)
    assert flow_map(facts_of(8, ways)) == flow_map(facts_of(8, ways))
    turned: Facts = facts_of(8, list(reversed(ways)))
    assert flow_map(turned) != flow_map(facts_of(8, ways))
