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


def test_a_change_is_known_by_its_field_and_a_row_that_goes_by_none() -> None:
    before, after = (read_facts(text).facts for text in (YORK, set_fact(YORK, "/flows/0/frequency", "each dawn")))
    assert before is not None
    assert after is not None
    assert changed_fields(before.flows, after.flows) == {"frequency"}
    assert changed_fields(before.terms, before.terms.model_copy(update={"insurance": "Its own"})) == {"insurance"}
    assert changed_fields(before.parties, before.parties[1:]) is None
