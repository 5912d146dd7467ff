"""The worked cases care home, safeguarding hub and crisis care: complete, clean to read, and one step from what they teach."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import Any

import pytest
from ruamel.yaml import YAML

from studio.drafting.render import Assembler, assembler_of
from studio.facts.model import Facts
from studio.facts.read import read_facts
from studio.library.read import load_library
from studio.library.shipped import content
from studio.preflight.check import check
from studio.preflight.rules import Rules, read_rules
from studio.steps.checking import REPORT, Checked, assurance_report, check_family

DAY = date(2026, 11, 22)
CARE, HUB, CRISIS = "care-home-records", "mash", "surrey-crisis-care"
CASES = (CARE, HUB, CRISIS)
Values = dict[str, Any]
Edit = Callable[[Values], object]

# What the checks of the facts say of each case as it is shipped, and why that is right for such a case.
EXPECTED: dict[str, dict[str, str]] = {
    CARE: {"F07": "The integrated care board tells people who are choosing a home; by design it receives nothing."},
    HUB: {},
    CRISIS: {
        "U05": "The source asks for care and for figures on outcomes; they stand in separate purposes and tables."
    },
}


def at(path: str, value: Any) -> Edit:
    """One value set: `terms.threshold_text`."""
    *way, last = path.split(".")

    def edit(values: Values) -> None:
        place: Any = values
        for part in way:
            place = place[part]
        place[last] = value

    return edit


def row(path: str, key: str, **changes: Any) -> Edit:
    """Changes in the row with that id."""
    return lambda values: next(each for each in values[path] if each["id"] == key).update(changes)


def legal(party: str, purpose: str, **changes: Any) -> Edit:
    def edit(values: Values) -> None:
        next(each for each in values["legal"] if (each["party"], each["purpose"]) == (party, purpose)).update(changes)

    return edit


def no_form(template: str) -> Edit:
    def edit(values: Values) -> None:
        model = values["consent_model"]
        model["forms"] = [each for each in model["forms"] if each["template"] != template]

    return edit


def both(*edits: Edit) -> Edit:
    def edit(values: Values) -> None:
        for each in edits:
            each(values)

    return edit


def without(path: str, key: str, field: str, value: str) -> Edit:
    def edit(values: Values) -> None:
        found = next(each for each in values[path] if each["id"] == key)
        found[field] = [each for each in found[field] if each != value]

    return edit


# Rule → what somebody changed in the case. Every rule that the domain note (6.5 to 6.7) expects is here.
TAUGHT: dict[str, list[tuple[str, str, Edit]]] = {
    CARE: [
        (
            "H01",
            "access does not end when the resident leaves",
            row("access_rules", "a-home", only_while="while needed"),
        ),
        ("H02", "care assistants see the record", row("access_rules", "a-home", roles=["nurse", "care assistant"])),
        (
            "H03",
            "access is not limited to treatment and safety",
            row("access_rules", "a-home", limits=["own residents"]),
        ),
        ("H04", "nobody asks the representative", no_form("consent-representative")),
        ("H04", "the old way by telephone is forgotten", at("consent_model.fallback", None)),
        ("H05", "nobody looks at the log", row("access_rules", "a-home", audit_interval=None)),
        (
            "C11",
            "consent becomes the basis and nobody may answer for those who cannot decide",
            both(legal("home", "care", art6="a"), no_form("consent-representative")),
        ),
        ("S01", "the home has no toolkit result", row("parties", "home", dspt_status=None)),
        ("S02", "the home shows no proof of security", row("parties", "home", dspt_status=None)),
    ],
    HUB: [
        ("C01", "safeguarding is made to rest on consent", legal("council", "safeguarding", art6="a")),
        ("J02", "no threshold is stated", at("terms.threshold_text", None)),
        ("J03", "early help cites section 47", legal("council", "early-help", powers=["W01", "W03", "W08"])),
        ("L23", "police data is used without authority", legal("police", "crime", s36_4_authority=None)),
        ("D06", "the accused is not protected", row("subject_groups", "alleged", protection_note=None)),
        ("D08", "fact and intelligence are not told apart", row("data_items", "police-check", fact_or_opinion=None)),
    ],
    CRISIS: [
        (
            "H06",
            "the plan has no word on what harms",
            without("data_items", "crisis-plan", "parts", "what does not help"),
        ),
        ("H07", "nobody was asked", at("terms.engagement_note", None)),
        (
            "L18",
            "the police are told on implied consent",
            row("flows", "short-plan-to-police", confidentiality_route="implied_consent"),
        ),
        ("E03", "the review is eighteen months off", at("agreement.review_date", "2028-10-06")),
    ],
}
LESSONS = [(case, *lesson) for case, lessons in TAUGHT.items() for lesson in lessons]


@lru_cache(maxsize=1)
def assembler() -> Assembler:
    return assembler_of(load_library())


@lru_cache(maxsize=1)
def rules() -> Rules:
    return read_rules(content() / "clauses" / "checks")


@lru_cache(maxsize=8)
def facts(case: str) -> Facts:
    reading = read_facts((content() / f"templates/cases/{case}.yaml").read_text("utf-8"))
    assert reading.facts is not None, reading.problems
    return reading.facts


@lru_cache(maxsize=8)
def own_template(case: str) -> str:
    rows = YAML(typ="safe").load((content() / "templates/cases.yaml").read_text("utf-8"))["cases"]
    return str(next(each["template"] for each in rows if each["id"] == case))


@lru_cache(maxsize=8)
def checked(case: str) -> Checked:
    """All findings on the case and every document of its family that could be made."""
    return check_family(facts(case), assembler(), rules(), on=DAY, template=own_template(case), number=1)


@lru_cache(maxsize=8)
def texts(case: str) -> dict[str, str]:
    """Name → text of every document of the family, each partner's own too."""
    report = assurance_report(facts(case), assembler(), checked(case), on=DAY, number=1).draft
    drafts = [
        assembler().render(facts(case), name, on=DAY, number=1, party=party).draft
        for name, party in dict.fromkeys([(own_template(case), ""), *assembler().family(facts(case), on=DAY)])
        if name != REPORT
    ]
    return {each.info.name: each.text() for each in [*drafts, report]}


def fired(values: Values) -> set[str]:
    changed = Facts.model_validate(values)
    return {each.rule for each in check(changed, None, rules(), assembler().library.law, DAY)}


@pytest.mark.parametrize("case", CASES)
def test_a_case_has_no_error_and_every_place_of_its_family_is_answered(case: str) -> None:
    errors = [
        f"{each.rule} {each.pointer}: {each.message}" for each in checked(case).findings if each.severity == "error"
    ]
    assert not errors
    assert len(texts(case)) >= len(assembler().family(facts(case), on=DAY)) > 10


@pytest.mark.parametrize("case", CASES)
def test_the_facts_of_a_case_raise_only_what_is_true_of_such_a_case(case: str) -> None:
    found = check(facts(case), None, rules(), assembler().library.law, DAY)
    assert {each.rule for each in found} == set(EXPECTED[case])


@pytest.mark.parametrize("case", CASES)
def test_no_document_of_a_case_shows_an_empty_value_or_the_source_of_a_template(case: str) -> None:
    for name, text in texts(case).items():
        shown = re.search(r".{0,60}(\bNone\b(?! of )|\{\{|\}\}|\{%|%\}|\[\[|\]\]|Undefined).{0,30}", text)
        assert shown is None, f"{name}: {shown.group(0)}"


@pytest.mark.parametrize("case", CASES)
def test_the_sentences_of_a_case_are_clean(case: str) -> None:
    """No doubled space or article, no space before a stop, no sentence that ends twice."""
    for name, text in texts(case).items():
        slip = re.search(r".{0,60}( {2}|\b[Tt]he the\b|\ba an?\b| [,.;](?!\w)|[^.]\.\.(?!\.)|,,|;\.).{0,30}", text)
        assert slip is None, f"{name}: {slip.group(0)}"


@pytest.mark.parametrize("case", CASES)
def test_a_case_is_still_ahead_of_its_dates(case: str) -> None:
    known = facts(case)
    plan = known.terms.target_dates
    start = known.agreement.start_date
    assert known.agreement.status == "drafting"
    assert plan.round_out
    assert plan.returns_in
    assert plan.final
    assert plan.signed
    assert start
    assert DAY < plan.round_out < plan.returns_in < plan.final < plan.signed < start == known.terms.go_live_date
    assert not any(each.signed_on or each.sent_on for each in known.signatures)


@pytest.mark.parametrize("case", CASES)
def test_a_case_names_no_real_person_and_no_real_address(case: str) -> None:
    known = facts(case)
    assert known.agreement.ref.startswith("SAMPLE-")
    assert all((each.name or "").endswith(" Sample") for each in known.contacts)
    assert all((each.email or "").endswith(".example") for each in known.contacts)
    assert all((each.person or "").endswith(" Sample") for each in known.signatures)
    assert all(".example/" in each for each in known.governance.notice_url.values())
    assert all((each.ico_reg_no or "").startswith("ZS0000") for each in known.parties)


def test_the_hub_has_ten_to_twelve_partners_and_the_statutory_three_answer_together() -> None:
    known = facts(HUB)
    joint = {each.party for each in known.roles if each.value == "joint_controller"}
    assert 10 <= len(known.parties) <= 12
    assert joint == {"council", "police", "icb"}


def test_nobody_in_the_hub_is_asked_to_agree_to_safeguarding_and_a_family_is_asked_about_early_help() -> None:
    known = facts(HUB)
    for flow in known.flows:
        asked = flow.confidentiality_route == "explicit_consent"
        assert asked == (flow.purpose == "early-help"), flow.id


def test_only_nurses_of_the_home_see_the_record_and_only_while_the_resident_lives_there() -> None:
    rows = [each for each in facts(CARE).access_rules if each.party == "home"]
    assert rows
    for each in rows:
        assert all("nurse" in role for role in each.roles)
        assert each.only_while == "resident under the home's care"


def test_the_police_see_no_part_of_the_crisis_plan_that_the_person_has_not_chosen() -> None:
    known = facts(CRISIS)
    routine = [each for each in known.flows if each.to == "police" and each.purpose != "safeguarding"]
    assert [each.id for each in routine] == ["short-plan-to-police"]
    assert "crisis-plan" not in routine[0].items
    assert routine[0].confidentiality_route == "explicit_consent"


@pytest.mark.parametrize(("case", "rule", "what", "edit"), LESSONS, ids=[f"{each[1]}-{each[2]}" for each in LESSONS])
def test_a_case_that_loses_what_it_teaches_is_told_so(case: str, rule: str, what: str, edit: Edit) -> None:
    values: Values = facts(case).model_dump(mode="json", by_alias=True)
    assert rule not in fired(values), f"{case} is silent before: {what}"
    edit(values)
    assert rule in fired(values), what


def test_a_form_for_representatives_that_asks_for_no_authority_would_be_refused() -> None:
    """C12 looks at the document, so it is silent on the shipped form and loud on the form without the words."""
    text = next(text for name, text in texts(CARE).items() if name.startswith("consent-representative"))
    assert "legal authority" in text
    assert "C12" not in {each.rule for each in checked(CARE).findings}
