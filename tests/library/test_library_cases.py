"""Every worked case: complete, clean to read, true, and of nobody who lives."""

from __future__ import annotations

import re

import pytest
from case_views import (
    CARE,
    CASES,
    COUNCILS,
    CRISIS,
    DAY,
    HUB,
    LANDLORD,
    OLDER,
    assembler,
    checked,
    facts,
    own_template,
    texts,
)

# What the checks say of each case as it is shipped (rule, place), and why that is right for such a case.
EXPECTED: dict[str, dict[tuple[str, str], str]] = {
    COUNCILS: {("F07", "/parties/2"): "The company that runs the index acts as processor and has no flow of its own."},
    OLDER: {},
    LANDLORD: {
        ("J01", "/flows/0"): "A supplier asks for an address: the case is about just that, and leads to a record."
    },
    CARE: {
        (
            "F07",
            "/parties/2",
        ): "The integrated care board tells people who are choosing a home; by design it receives nothing."
    },
    HUB: {},
    CRISIS: {
        (
            "U05",
            "/purposes",
        ): "The source asks for care and for figures on outcomes; they stand in separate purposes and tables."
    },
}


@pytest.mark.parametrize("case", CASES)
def test_a_case_has_no_error_and_every_place_of_its_family_is_answered(case: str) -> None:
    errors = [f"{one.rule} {one.pointer}: {one.message}" for one in checked(case).findings if one.severity == "error"]
    assert not errors
    assert len(texts(case)) == len({(own_template(case), ""), *assembler().family(facts(case), on=DAY)})


@pytest.mark.parametrize("case", CASES)
def test_the_checks_say_of_a_case_only_what_is_true_of_such_a_case(case: str) -> None:
    assert {(each.rule, each.pointer) for each in checked(case).findings} == set(EXPECTED[case])


@pytest.mark.parametrize("case", CASES)
def test_no_document_of_a_case_shows_an_empty_value_or_the_source_of_a_template(case: str) -> None:
    for name, text in texts(case).items():
        shown = re.search(r".{0,60}(\bNone\b(?! of )|\{\{|\}\}|\{%|%\}|\[\[|\]\]|Undefined).{0,30}", text)
        assert shown is None, f"{name}: {shown.group(0)}"


@pytest.mark.parametrize("case", CASES)
def test_the_sentences_of_a_case_are_clean(case: str) -> None:
    """No doubled space or article, no space before a stop, no sentence that ends twice."""
    for name, text in texts(case).items():
        slip = re.search(r".{0,60}( {2}|\b[Tt]he [Tt]he\b|\ba an?\b| [,.;](?!\w)|[^.]\.\.(?!\.)|,,|;\.).{0,30}", text)
        assert slip is None, f"{name}: {slip.group(0)}"


@pytest.mark.parametrize("case", CASES)
def test_nothing_in_a_case_is_overdue(case: str) -> None:
    known = facts(case)
    plan, start = known.terms.target_dates, known.agreement.start_date
    days = [DAY, plan.round_out, plan.returns_in, plan.final, plan.signed, start]
    assert known.agreement.status == "drafting"
    assert start == known.terms.go_live_date
    assert all(days)
    assert days == sorted(set(days), key=str)
    assert not any(each.signed_on or each.sent_on for each in known.signatures)


@pytest.mark.parametrize("case", CASES)
def test_a_case_names_no_real_person_and_no_real_address(case: str) -> None:
    known = facts(case)
    assert known.agreement.ref.startswith("SAMPLE-")
    assert all((each.name or "").endswith(" Sample") for each in known.contacts)
    assert all((each.email or "").endswith(".example") for each in known.contacts)
    assert all((each.person or "").endswith(" Sample") for each in known.signatures)
    assert all(".example/" in each for each in known.governance.notice_url.values())
    assert all((each.ico_reg_no or "").startswith("ZS000") for each in known.parties)
