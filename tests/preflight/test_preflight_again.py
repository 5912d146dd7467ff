"""Checks asked again after one changed fact find what they would find from nothing."""

from __future__ import annotations

import inspect
import re
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from studio.drafting.render import Assembler
from studio.facts import model
from studio.facts.model import Facts
from studio.library.read import load_library
from studio.preflight import check as checking
from studio.preflight import names, standing
from studio.preflight.check import check
from studio.preflight.rules import rules_of

sys.path.insert(0, str(Path(__file__).parents[1] / "facts"))
from one_fact import CHANGES, FACTS, ON


@pytest.fixture(scope="module")
def assembler() -> Assembler:
    return Assembler(load_library())


@given(pointer=st.sampled_from(sorted(CHANGES)))
@settings(max_examples=25, deadline=None)
def test_what_was_kept_hides_no_finding(assembler: Assembler, pointer: str) -> None:
    rules, law = rules_of(assembler.library), assembler.library.law
    draft = assembler.render(FACTS, "isa-multi-agency", on=ON, number=1).draft
    check(FACTS, draft, rules, law, ON)
    warm = check(CHANGES[pointer], draft, rules, law, ON)
    checking._memory.cache_clear()
    assert warm == check(CHANGES[pointer], draft, rules, law, ON)


def test_every_field_that_is_read_unnamed_is_listed() -> None:
    fields = {
        info.alias or name
        for kind in vars(model).values()
        if isinstance(kind, type) and issubclass(kind, BaseModel) and kind is not Facts
        for name, info in kind.model_fields.items()
    }
    source = inspect.getsource(names) + inspect.getsource(standing)
    source = re.sub(r"READ_UNNAMED = .*?\)  # fmt", "", source, flags=re.DOTALL)
    said = {each.rstrip("_") for each in re.findall(r"\.([a-z_]\w*)", source)}
    not_facts = {"final", "law", "power", "text", "title"}  # of a draft's state, a law row, a text with its place
    listed = names.READ_UNNAMED | {"label"}
    assert (said & fields) - not_facts <= listed
