"""A facts file is what a person typed: nothing is guessed, and a wrong file gets all its problems at once."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent))

from facts_cases import SMALL, YORK, york_facts

from studio.errors import StudioError
from studio.facts.read import read_facts, set_fact, write_facts

MINIMAL = """\
agreement: {{title: A, ref: R, version: "0.1", status: drafting, lead_party: ash, coordinator: kim}}
parties:
  - id: ash
    type: other   # what kind of body
    is_public_authority: true
    status: invited
    address: {address}
contacts:
  - {{id: kim, party: ash, roles: [spoc]}}
"""
SMALLEST = MINIMAL.format(address="here")
TYPED = st.text(st.characters(exclude_categories=("Cc", "Cs"), exclude_characters="\ufffe\uffff\U0010fffd"))


def problems(text: str) -> list[tuple[int, str, str]]:
    return [(problem.line, problem.field, problem.message) for problem in read_facts(text).problems]


def test_the_small_sample_and_york_are_read_without_a_problem() -> None:
    for path in (SMALL, YORK):
        reading = read_facts(path.read_text(encoding="utf-8"))
        assert reading.problems == ()
        assert reading.facts is not None
        hash(reading.facts)


@pytest.mark.parametrize(
    "typed",
    ["NO", "on", "012", "12:30", "0.10", "null", "~", "1e3", "0x1F", "2027-01-01", "*", "<b>", ".inf", "=", "yes"],
)
def test_a_text_is_what_was_typed_whatever_it_looks_like(typed: str) -> None:
    quoted = f'"{typed}"' if typed == "*" else typed
    facts = read_facts(MINIMAL.format(address=quoted)).facts
    assert facts is not None
    assert facts.parties[0].address == typed


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(TYPED)
def test_any_text_typed_into_a_field_comes_back_as_typed_and_nothing_else_changes(typed: str) -> None:
    before = read_facts(SMALLEST).facts
    assert before is not None
    after = read_facts(set_fact(SMALLEST, "/parties/0/address", typed)).facts
    assert after is not None
    assert after.parties[0].address == typed
    assert after.agreement == before.agreement
    assert after.contacts == before.contacts


@settings(max_examples=60, deadline=None)
@given(TYPED)
def test_facts_written_are_read_back_equal(typed: str) -> None:
    facts = read_facts(SMALLEST).facts
    assert facts is not None
    party = facts.parties[0].model_copy(update={"address": typed, "legal_name": typed or None})
    changed = facts.model_copy(update={"parties": (party,)})
    assert read_facts(write_facts(changed)).facts == changed


def test_york_written_is_york_read() -> None:
    assert read_facts(write_facts(york_facts())).facts == york_facts()


def test_changing_one_fact_keeps_comments_and_every_other_line() -> None:
    changed = set_fact(SMALLEST, "/parties/0/status", "agreed")
    assert changed == SMALLEST.replace("status: invited", "status: agreed")
    assert "# what kind of body" in changed


def test_a_field_that_was_left_out_is_added_to_its_record() -> None:
    for pointer in ("/parties/0/legal_name", "/contacts/0/name", "/agreement/start_date"):
        value = "2027-03-01" if pointer.endswith("date") else "New: value"
        reading = read_facts(set_fact(SMALLEST, pointer, value))
        assert reading.problems == ()
    facts = read_facts(set_fact(SMALLEST, "/parties/0/legal_name", "Ash Council")).facts
    assert facts is not None
    assert facts.parties[0].legal_name == "Ash Council"


def test_a_record_that_was_left_out_is_made_around_its_first_field() -> None:
    text = YORK.read_text(encoding="utf-8")
    for pointer, value in (
        ("/legal/0/hra_note/law", "Common law: a duty"),
        ("/governance/notice_url/nobody", "https://nobody.example"),
        ("/terms/parent_agreement", "Tier 1"),
        ("/signatures/0/sent_on", "2027-01-25"),
        ("/parties/0/address", "1 Street\nYork"),
    ):
        changed = set_fact(text, pointer, value)
        assert read_facts(changed).lines.keys() >= {pointer}
        assert len(changed.splitlines()) - len(text.splitlines()) in (0, 1)
    facts = read_facts(set_fact(text, "/legal/0/hra_note/law", "Common law: a duty")).facts
    assert facts is not None
    assert facts.legal[0].hra_note is not None
    assert facts.legal[0].hra_note.law == "Common law: a duty"


@pytest.mark.parametrize(
    "written",
    [
        '"two\n      lines"',
        "|\n      two\n      lines\n",
        ">-\n      two\n      lines",
        "'two ''lines'''",
        "two\n      lines",
    ],
)
def test_a_value_in_any_yaml_style_is_replaced_whole(written: str) -> None:
    text = MINIMAL.format(address=written)
    changed = read_facts(set_fact(text, "/parties/0/address", "one")).facts
    assert changed is not None
    assert changed.parties[0].address == "one"
    assert changed.contacts[0].party == "ash"


def test_windows_line_ends_and_a_byte_order_mark_are_read_and_kept() -> None:
    text = "\ufeff" + SMALLEST.replace("\n", "\r\n")
    changed = set_fact(text, "/parties/0/address", "there")
    assert changed == text.replace("address: here", "address: there")
    assert read_facts(changed).problems == ()


def test_a_list_of_texts_is_set_line_by_line() -> None:
    text = YORK.read_text(encoding="utf-8")
    facts = read_facts(set_fact(text, "/terms/prohibited_uses", "marketing\nimmigration, enforcement")).facts
    assert facts is not None
    assert facts.terms.prohibited_uses == ("marketing", "immigration, enforcement")
    assert facts.terms.onward == york_facts().terms.onward


@pytest.mark.parametrize("pointer", ["", "/parties/9/address", "/parties/0/address/deeper", "/parties/0", "/terms/x/0"])
def test_a_pointer_that_leads_nowhere_is_refused_with_a_next_step(pointer: str) -> None:
    with pytest.raises(StudioError) as refused:
        set_fact(SMALLEST, pointer, "x")
    assert refused.value.next_step


def test_every_problem_is_named_at_once_with_its_line_and_what_to_write() -> None:
    text = (
        YORK.read_text(encoding="utf-8")
        .replace("kind: support_coordination", "kind: suport_coordination")
        .replace("legal_name: City of York", "legalname: City of York")
        .replace("review_date: 2027-09-01", "review_date: 1 Sept")
        .replace("{id: trust-lead, holder: trust", "{id: trust-lead, holder: trsut")
        .replace("is_competent_authority: true", "is_competent_authority: maybe")
    )
    found = problems(text)
    lines = text.splitlines()
    assert [field for _, field, _ in found] == [
        "/agreement/review_date",
        "/parties/1/is_competent_authority",
        "/parties/3/legalname",
        "/purposes/0/kind",
        "/retention/11/holder",
    ]
    for line, field, _ in found:
        assert field.rsplit("/", 1)[1] in lines[line - 1]
    messages = [message for _, _, message in found]
    assert "2027-03-01" in messages[0]
    assert "true or false" in messages[1]
    assert "legal_name" in messages[2]
    assert "support_coordination" in messages[3]
    assert "Did you mean “trust”" in messages[4]
    assert read_facts(text).facts is None


def test_what_must_be_said_is_asked_for() -> None:
    [(line, field, message)] = problems(SMALLEST.replace("    is_public_authority: true\n", ""))
    assert field == "/parties/0/is_public_authority"
    assert line == 3
    assert "true or false" in message


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("  - {id: kim, party: ash", "  - {id: kim, party: elm", "/contacts/0/party"),
        ("coordinator: kim", "coordinator: joe", "/agreement/coordinator"),
        ("contacts:\n", "contacts:\n  - {id: kim, party: ash}\n", "/contacts/1/id"),
        ("    status: invited\n", "    status: invited\n    status: agreed\n", "/parties/0/status"),
        ("id: ash\n", "id: Ash Council\n", "/parties/0/id"),
        ("roles: [spoc]", "roles: spoc", "/contacts/0/roles"),
        ("version: \"0.1\"", "version: one", "/agreement/version"),
        ("address: here", "address: [here, there]", "/parties/0/address"),
        ("address: here", 'address: "bell \\x07"', "/parties/0/address"),
        ("address: here", "address: bell \x07", "/parties/0/address"),
    ],
)  # fmt: skip
def test_a_slip_is_named_with_its_field_beside_the_honest_twin(old: str, new: str, field: str) -> None:
    assert problems(SMALLEST) == []
    assert old in SMALLEST
    assert field in [found for _, found, _ in problems(SMALLEST.replace(old, new))]


def test_the_ends_of_a_flow_are_left_to_the_checks() -> None:
    text = YORK.read_text(encoding="utf-8").replace("from: police, to: together", "from: nobody, to: together")
    assert problems(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "", "just words", "- a\n- b\n", "agreement: [", "a: b: c", "\tagreement: 1", "[" * 500, "{a: " * 100,
        "a: *nowhere", "---\na: 1\n---\nb: 2\n", "? [1, 2]\n: x\n", "!!python/object/apply:os.system ['echo']",
        "\x00", "a: \ud800", "%YAML 3.0\n---\na: 1", "&a [*a]", "x" * 3_000_000,
        "a: &a [x, x, x, x, x, x, x, x, x, x]\n"
        + "".join(f"b{i}: &b{i} [{', '.join(['*' + ('a' if i == 0 else f'b{i - 1}')] * 10)}]\n" for i in range(8)),
    ],
)  # fmt: skip
def test_a_file_that_is_no_facts_file_gets_a_sentence_and_never_a_crash(text: str) -> None:
    reading = read_facts(text)
    assert reading.facts is None
    assert reading.problems
    assert all(problem.line >= 1 and problem.message.endswith((".", "?")) for problem in reading.problems)


@settings(max_examples=100, deadline=None)
@given(st.text(st.sampled_from(list("ab:-[]{}\"'#&*!|>%@`,?\n\t 0~")), max_size=60))
def test_no_text_crashes_the_reader(text: str) -> None:
    assert read_facts(text).facts is None


def test_lines_are_those_of_the_file() -> None:
    text = YORK.read_text(encoding="utf-8")
    reading = read_facts(text)
    lines = text.splitlines()
    assert lines[reading.lines["/parties/1/legal_name"] - 1].endswith("Chief Constable of North Yorkshire Police")
    assert "police-referral" in lines[reading.lines["/flows/0/trigger"] - 1]
    assert lines[reading.lines["/terms/marking"] - 1].strip() == "marking: OFFICIAL-SENSITIVE"


def test_a_row_begins_with_its_first_field() -> None:
    text = set_fact(SMALLEST, "/contacts/-/id", "joe")
    text = set_fact(text, "/contacts/1/party", "ash")
    facts = read_facts(text).facts
    assert facts is not None
    assert [contact.id for contact in facts.contacts] == ["kim", "joe"]
