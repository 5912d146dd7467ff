"""Rules about where an agreement stands, and the law by which an old agreement is judged."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "facts"))

from facts_cases import york_values

from studio.facts.model import Facts
from studio.law.law import Law
from studio.preflight.check import check
from studio.preflight.finding import Finding
from studio.preflight.rules import read_rules
from studio.preflight.standing import Standing

CLAUSES = Path(__file__).parents[2] / "clauses"
RULES = read_rules(CLAUSES / "checks")
LAW = Law.load(CLAUSES / "law")
DAY = date(2026, 11, 23)


def york(start: str = "2027-03-01", status: str = "drafting", review: str | None = None, **legal: Any) -> Facts:
    """York Pathways as it began on a day, with changes in Together's row for the purpose of support."""
    values = york_values()
    values["agreement"] |= {"start_date": start, "status": status, "last_review_on": review}
    values["legal"][0] |= legal
    return Facts.model_validate(values)


def found(facts: Facts, on: date = DAY, work: Standing | None = None, law: Law = LAW) -> dict[str, list[Finding]]:
    rules: dict[str, list[Finding]] = {}
    for each in check(facts, None, RULES, law, on, work=work):
        assert "could not be carried out" not in each.message
        rules.setdefault(each.rule, []).append(each)
    return rules


@pytest.mark.parametrize(
    ("status", "start", "review", "fires"),
    [
        ("in_force", "2025-06-01", None, False),  # the law of its day let a charity rely on a public task
        ("in_force", "2026-02-05", None, True),
        ("in_force", "2025-06-01", "2026-06-01", True),  # looked at again under the new law
        ("terminated", "2025-06-01", None, False),
        ("suspended", "2025-06-01", None, False),
        ("under_review", "2025-06-01", None, True),  # whoever reviews it works under the law of today
        ("drafting", "2025-06-01", None, True),
    ],
)
def test_an_old_agreement_is_judged_by_the_law_of_its_day(
    status: str, start: str, review: str | None, fires: bool
) -> None:
    facts = york(start, status, review, art6="e", lia_ref=None)
    assert ("L10" in found(facts)) is fires


def test_a_basis_that_was_not_yet_law_is_an_error_and_on_its_first_day_it_is_none() -> None:
    early, later = (york(day, "in_force", art6="ea", annex1_para="6") for day in ("2026-02-04", "2026-02-05"))
    assert [each.pointer for each in found(early)["L08"]][:1] == ["/legal/0/art6"]
    assert "Article 6(1)(ea)" in found(early)["L08"][0].message
    assert "L08" not in found(later)


def test_a_public_authority_could_never_rely_on_legitimate_interests() -> None:
    values = york_values()
    values["agreement"] |= {"start_date": "2025-06-01", "status": "in_force"}
    values["legal"][2] |= {"art6": "f", "lia_ref": "LIA-1"}
    assert [each.pointer for each in found(Facts.model_validate(values))["L09"]] == ["/legal/2/art6"]


def test_what_has_changed_in_the_law_since_the_last_look_is_listed_by_name_and_day() -> None:
    [listed] = found(york("2025-06-01", "in_force"))["E06"]
    assert listed.severity == "warning"
    assert listed.acceptable
    for part in ("Article 6(1)(ea)", "5 February 2026", "164A", "19 June 2026", "16LA", "30 September 2026"):
        assert part in listed.message
    [less] = found(york("2025-06-01", "in_force", "2026-07-01"))["E06"]
    assert "16LA" in less.message
    assert "164A" not in less.message
    assert "E06" not in found(york("2025-06-01", "in_force", "2026-10-01"))
    assert "E06" not in found(york("2025-06-01", "drafting"))


def test_a_power_that_was_repealed_is_refused_from_that_day_on_and_told_to_those_who_cited_it_before() -> None:
    power = replace(LAW.powers["W49"], repealed_on=date(2026, 10, 15))
    law = replace(LAW, powers={**LAW.powers, "W49": power})
    after, before = york("2026-10-15", "in_force"), york("2026-10-14", "in_force")
    assert "W49" in found(after, law=law)["L08"][0].message
    assert "L08" not in found(before, law=law)
    assert "W49" in found(before, law=law)["E06"][0].message
    assert "L08" not in found(after)


def test_a_form_of_transfer_that_did_not_exist_yet_is_no_safeguard() -> None:
    for start, fires in (("2022-03-20", True), ("2022-03-21", False)):
        values = york_values()
        values["agreement"] |= {"start_date": start, "status": "in_force"}
        values["flows"][0]["dest_country"] = "India"
        values["transfers"] = [{"id": "abroad", "flow": values["flows"][0]["id"], "country": "India", "tool": "idta"}]
        assert ("G08" in found(Facts.model_validate(values))) is fires


def test_signatures_that_take_long_are_chased_with_the_workspaces_own_count() -> None:
    sent = Standing(status="signing", sent_on=date(2026, 9, 23), signed=3, wanted=6)
    assert found(york(), work=sent)["X08"][0].message == "Chase: 3 of 6 signed. Signed partners are waiting."
    assert "X08" not in found(york(), date(2026, 11, 22), work=sent)
    assert "X08" not in found(york(), work=replace(sent, signed=6))
    assert "X08" not in found(york())


def test_comments_without_an_answer_are_told_once_the_text_is_frozen() -> None:
    assert found(york(), work=Standing(status="final", comments=2))["E09"][0].message.startswith("2 comments are not")
    assert "E09" not in found(york(), work=Standing(status="merging", comments=2))
    assert found(york(), work=Standing(status="final", put_off=1))["E09"][0].message.startswith("1 item was put off")
    assert "E09" not in found(york(), work=Standing(status="drafting", put_off=1))
    assert "E09" not in found(york(), work=Standing(status="final"))


def test_a_partner_that_does_not_answer_is_named_and_silence_is_not_taken_for_agreement() -> None:
    [silent] = found(york(), work=Standing(status="circulating", silent=("police",)))["E10"]
    assert silent.pointer == "/parties/1"
    assert "Silence is not agreement" in silent.message
    values = york_values()
    values["parties"][1]["status"] = "signed"
    assert "E10" not in found(Facts.model_validate(values), work=Standing(silent=("police",)))


def test_each_rule_is_asked_again_when_only_the_workspace_has_changed() -> None:
    facts = york()
    assert "E10" not in found(facts, work=Standing())
    assert "E10" in found(facts, work=Standing(silent=("trust",)))
    assert "E10" not in found(facts, work=Standing())
