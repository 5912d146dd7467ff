"""The model has the names of the facts file, a label for every field, and values that never change."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from pydantic import BaseModel, ValidationError

sys.path.insert(0, str(Path(__file__).parent))

from facts_cases import york_facts

from studio.errors import StudioError
from studio.facts import kinds
from studio.facts import model as facts_model
from studio.facts.schema import json_schema
from studio.facts.status import allowed, party_next, require

RECORDS = [
    kind
    for kind in vars(facts_model).values()
    if isinstance(kind, type) and issubclass(kind, BaseModel) and kind not in (BaseModel, facts_model.Record)
]


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.__name__)
def test_every_field_has_a_label_in_plain_words(record: type[BaseModel]) -> None:
    for name, field in record.model_fields.items():
        assert field.title, name
        assert "_" not in field.title


def test_facts_are_frozen_also_in_their_maps() -> None:
    facts = york_facts()
    with pytest.raises(ValidationError):
        facts.parties[0].legal_name = "x"  # type: ignore[misc]
    with pytest.raises(TypeError):
        facts.governance.privacy_notice_ref["police"] = "x"


def test_a_flow_answers_to_the_name_from() -> None:
    assert getattr(york_facts().flows[0], "from") == york_facts().flows[0].from_ == "police"


def test_the_schema_is_json_schema_2020_12_under_the_names_of_the_file() -> None:
    schema = json.loads(json.dumps(json_schema()))
    assert schema["$schema"].endswith("2020-12/schema")
    assert list(schema["properties"]) == list(facts_model.Facts.model_fields)
    assert "from" in schema["$defs"]["Flow"]["properties"]
    assert schema["$defs"]["Party"]["properties"]["legal_name"]["title"] == "Legal name"
    assert "police_force" in schema["$defs"]["PartyType"]["enum"]


def test_every_state_has_its_steps_and_a_refusal_says_what_comes_next() -> None:
    steps = {step for status in kinds.Status for step in allowed(status)}
    for status in kinds.Status:
        for step in steps - allowed(status):
            with pytest.raises(StudioError) as refused:
                require(status, step)
            assert refused.value.next_step
            assert "_" not in str(refused.value), "a user reads no internal name"
    require("drafting", "issue")
    with pytest.raises(StudioError) as refused:
        require("in_force", "receive_signed")
    assert refused.value.message == "This agreement is in force, so no signed file can be taken in now."
    with pytest.raises(StudioError, match="frozen"):
        require("final", "change_fact")


def test_silence_never_leads_to_agreed_and_a_partner_set_aside_may_join_later() -> None:
    assert "agreed" not in party_next("invited")
    assert "agreed" in party_next("reviewing")
    assert "acceded" in party_next("set_aside")
    assert party_next("withdrawn") == frozenset()
