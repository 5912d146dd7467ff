"""A draft made again after one changed fact is the draft that would be made from nothing."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.drafting.change import changed_fields
from studio.drafting.draft import Draft
from studio.drafting.render import Assembler
from studio.drafting.reprint import only_printed
from studio.errors import StudioError
from studio.facts.model import Facts
from studio.facts.read import read_facts
from studio.facts.write import set_fact
from studio.library.read import load_library

sys.path.insert(0, str(Path(__file__).parents[1] / "facts"))
from one_fact import CHANGES, FACTS, ON, YORK


@pytest.fixture(scope="module")
def warm() -> Assembler:
    return Assembler(load_library())


def _draft(assembler: Assembler, facts: Facts, template: str) -> Draft | str:
    try:
        return assembler.render(facts, template, on=ON, number=1).draft
    except StudioError as error:
        return error.message


def test_nearly_every_field_can_be_changed_here() -> None:
    assert len(CHANGES) > 180


@pytest.mark.parametrize("template", ["isa-multi-agency", "practitioner-card", "privacy-notice"])
@given(pointer=st.sampled_from(sorted(CHANGES)))
@settings(max_examples=12, deadline=None)
def test_what_was_kept_hides_no_changed_fact(warm: Assembler, template: str, pointer: str) -> None:
    _draft(warm, FACTS, template)
    cold = Assembler(warm.library)
    cold.learn(warm)  # its compiled texts, none of what it rendered
    assert _draft(warm, CHANGES[pointer], template) == _draft(cold, CHANGES[pointer], template)


@pytest.mark.parametrize("name", ["the Force", "Police", "the  Two  Blanks", "Förvaltning & Söner", "{{ 7 }} | *x*"])
@pytest.mark.parametrize("field", ["/parties/1/short_name", "/parties/0/legal_name", "/data_items/0/label"])
def test_a_new_name_stands_everywhere_as_if_it_always_had(warm: Assembler, field: str, name: str) -> None:
    """Names are exchanged in the last text where a clause only prints them: with capitals, lists and blanks as rendered."""
    facts = read_facts(set_fact(YORK, field, name)).facts
    assert facts is not None
    _draft(warm, FACTS, "isa-multi-agency")
    cold = Assembler(warm.library)
    cold.learn(warm)
    made = _draft(warm, facts, "isa-multi-agency")
    assert made == _draft(cold, facts, "isa-multi-agency")
    assert isinstance(made, Draft)
    assert " ".join(name.split()) in made.text()


def test_a_new_name_makes_only_those_lines_anew_that_print_it(warm: Assembler) -> None:
    facts = read_facts(set_fact(YORK, "/parties/1/short_name", "the Force")).facts
    assert facts is not None
    before = {each.key: each for each in warm.render(FACTS, "isa-multi-agency", on=ON).instances}
    after = warm.render(facts, "isa-multi-agency", on=ON).instances
    anew = {each.key for each in after if before[each.key] is not each}
    assert anew == {each.key for each in after if "/parties/1/short_name" in dict(each.prints)}
    assert 0 < len(anew) < len(after) / 2


def test_only_what_is_printed_and_nothing_else_counts_as_printed() -> None:
    assert only_printed("{{ party(f.to).short_name | capitalize }} and {{ p.short_name }}") == {"short_name"}
    assert only_printed('{{ parties | map(attribute="short_name") | listed }}') == {"short_name"}
    assert only_printed("{% if p.short_name %}{{ p.short_name }}{% endif %}") == frozenset()
    assert only_printed("{{ p.short_name or p.legal_name }}") == frozenset()
    assert only_printed("{{ p.short_name | upper }}{{ p.legal_name }}") == {"legal_name"}


def test_a_change_is_known_by_its_field_and_a_row_that_goes_by_none() -> None:
    before, after = (read_facts(text).facts for text in (YORK, set_fact(YORK, "/flows/0/frequency", "each dawn")))
    assert before is not None
    assert after is not None
    assert changed_fields(before.flows, after.flows) == {"frequency"}
    assert changed_fields(before.terms, before.terms.model_copy(update={"insurance": "Its own"})) == {"insurance"}
    assert changed_fields(before.parties, before.parties[1:]) is None
