"""Care home, safeguarding hub and crisis care: what each case teaches, and one step from it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from case_views import CARE, CRISIS, DAY, HUB, Values, assembler, checked, facts, rules, texts

from studio.facts.model import Facts
from studio.preflight.check import check

Edit = Callable[[Values], object]


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


def fired(values: Values) -> set[str]:
    changed = Facts.model_validate(values)
    return {each.rule for each in check(changed, None, rules(), assembler().library.law, DAY)}


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
