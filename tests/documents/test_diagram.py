"""Pictures from the facts: same facts, same picture; every flow and partner in it."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from studio.documents.diagram import Circle, Drawing, Shape, Words, draft_pictures, to_svg
from studio.documents.diagram_cut import part
from studio.documents.diagram_ladder import ladder
from studio.documents.diagram_map import hub_of
from studio.documents.diagram_parts import flow_lines, members, wrapped
from studio.facts.model import Facts
from studio.facts.read import read_facts

YORK = Path(__file__).parent.parent.parent / "templates" / "cases" / "york-pathways.yaml"


@pytest.fixture(scope="module")
def facts() -> Facts:
    reading = read_facts(YORK.read_text(encoding="utf-8"))
    assert reading.facts is not None
    return reading.facts


def _texts(drawing: Drawing) -> list[str]:
    return [shape.text for shape in drawing.shapes if isinstance(shape, Words)]


def _reach(shape: Shape) -> float:
    if isinstance(shape, Words | Circle):
        return shape.x
    if hasattr(shape, "points"):
        return max(x for x, _ in shape.points)
    return shape.x + shape.width  # type: ignore[union-attr]


def test_the_same_facts_give_the_same_pictures(facts: Facts) -> None:
    assert draft_pictures(facts) == draft_pictures(facts)
    assert set(draft_pictures(facts)) >= {"flow-map", "sharing-matrix", "timeline"}


def test_the_map_shows_every_flow_once_on_a_line_and_once_in_the_list(facts: Facts) -> None:
    texts = _texts(draft_pictures(facts)["flow-map"])
    for flow in flow_lines(facts):
        assert texts.count(flow.id) == 2
    for member in members(facts):
        assert member.name in " ".join(texts)


def test_everything_stays_inside_the_picture(facts: Facts) -> None:
    for drawing in draft_pictures(facts).values():
        assert all(_reach(shape) <= drawing.width + 1 for shape in drawing.shapes)


def test_the_text_alternative_names_each_flow(facts: Facts) -> None:
    alt = draft_pictures(facts)["flow-map"].alt
    assert all(flow.id in alt for flow in flow_lines(facts))
    assert "14 flows" in alt


def test_the_hub_is_the_partner_in_most_flows(facts: Facts) -> None:
    assert hub_of(members(facts), flow_lines(facts)) == facts.agreement.lead_party


def test_without_flows_there_is_no_map(facts: Facts) -> None:
    empty = facts.model_copy(update={"flows": ()})
    assert "flow-map" not in draft_pictures(empty)
    assert ladder(empty) is None


def test_two_partners_get_the_ladder(facts: Facts) -> None:
    first = facts.flows[0]
    few = facts.model_copy(update={"flows": (first,)})
    assert draft_pictures(few)["flow-map"] == ladder(few)


def test_the_matrix_says_none_where_nothing_is_sent(facts: Facts) -> None:
    texts = _texts(draft_pictures(facts)["sharing-matrix"])
    assert texts.count("same") == len(members(facts))
    assert "none" in texts


def test_the_timeline_is_in_the_order_of_the_dates(facts: Facts) -> None:
    dots = [shape.x for shape in draft_pictures(facts)["timeline"].shapes if isinstance(shape, Circle)]
    assert dots == sorted(dots)
    assert len(dots) >= 3


def test_a_picture_becomes_svg_that_can_be_parsed_and_escapes_words() -> None:
    drawing = Drawing(50, 20, (Words(1, 9, "A & <b>"),), "alt & <x>")
    root = etree.fromstring(to_svg(drawing).encode())
    assert [text for text in root.itertext() if text.strip()] == ["alt & <x>", "A & <b>"]


def test_long_names_are_cut_with_an_ellipsis() -> None:
    lines = wrapped("Partnership of Very Many Organisations in the Whole of the North " * 3, 100, 9, most=2)
    assert len(lines) == 2
    assert lines[1].endswith("…")


def test_a_tall_picture_is_parted_between_rows_under_the_same_head(facts: Facts) -> None:
    whole = ladder(facts)
    assert whole is not None
    halves = part(whole, 180)
    assert halves is not None
    first, rest = halves
    assert first.height <= 180
    assert first.height + rest.height == pytest.approx(whole.height + whole.head)
    rows = [flow.id for flow in flow_lines(facts)]
    assert [text for text in _texts(first) if text in rows] + [text for text in _texts(rest) if text in rows] == rows
    heads = [text for text in _texts(first) if text == "Together"]
    assert heads == ["Together"] == [text for text in _texts(rest) if text == "Together"]
    assert part(whole, 20) is None


def test_names_of_twelve_partners_stand_in_the_ladder_in_full() -> None:
    hub = read_facts(YORK.with_name("mash.yaml").read_text(encoding="utf-8")).facts
    assert hub is not None
    drawing = ladder(hub)
    assert drawing is not None
    heads = [shape.text for shape in drawing.shapes if isinstance(shape, Words) and shape.y < 42]
    assert "Ambulance" in heads
    assert "Community" in heads
    assert not [head for head in heads if "…" in head]
