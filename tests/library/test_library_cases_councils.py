"""Two councils, older people and landlord: what each case teaches, and one step from it."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import pytest
from case_views import COUNCILS, DAY, LANDLORD, OLDER, Values, assembler, facts, family, rules, texts, values_of

from studio.facts.model import Facts
from studio.library.shipped import content
from studio.preflight.check import check
from studio.steps.loose import check as check_file

OPEN, CLOSED = True, False


@dataclass(frozen=True)
class Step:
    """One value changed, and every rule that then speaks up though it was silent before."""

    case: str
    what: str
    place: str
    value: Any
    rules: frozenset[str]


def step(case: str, what: str, place: str, value: Any, *rules: str) -> Step:
    return Step(case, what, place, value, frozenset(rules))


STEPS = [
    step(COUNCILS, "nobody says what threshold opens the hub's view", "terms.threshold_text", None, "J02"),
    step(COUNCILS, "no impact assessment was made", "governance.dpia_ref", None, "G01"),
    step(COUNCILS, "nobody says why children gain", "terms.best_interests_note", None, "G07"),
    step(COUNCILS, "the index decides with the council", "roles.loomworks.value", "joint_controller", "F09"),
    step(COUNCILS, "the police tell nobody", "governance.privacy_notice_ref.police", "", "T01"),
    step(COUNCILS, "early help cites child protection", "legal.alderbrook/early-help.powers", ["W03", "W08"], "J03"),
    step(COUNCILS, "the duty of September 2026 is passed over", "legal.police/safeguarding.powers", ["W29"], "L24"),
    step(OLDER, "volunteers sign nothing", "access_rules.a-volunteers.undertaking_ref", None, "V01"),
    step(OLDER, "volunteers are not trained", "governance.training.neighbours.covers", ["employee"], "V02"),
    step(OLDER, "volunteers see without limit", "access_rules.a-volunteers.limits", [], "V03"),
    step(OLDER, "nobody supervises the volunteers", "access_rules.a-volunteers.supervisor", None, "V04"),
    step(OLDER, "the form names one of those who are told", "consent_model.forms.0.agencies", ["neighbours"], "C07"),
    step(OLDER, "those who cannot decide are left out", "consent_model.forms.1.template", "consent-adult", "C11"),
    step(OLDER, "the volunteers' charity calls sharing a public task", "legal.neighbours/support.art6", "e", "L10"),
    step(
        OLDER, "support rests on implied consent", "flows.visit-to-team.confidentiality_route", "implied_consent", "L17"
    ),
    step(LANDLORD, "one supplier asks now and then", "flows.council-asks.active", CLOSED, "F11", "F07", "D04"),
    step(LANDLORD, "the Council's task is stated nowhere", "legal.landlord/council-tax.request_ref", None, "L12"),
    step(LANDLORD, "the debt collector is answered", "flows.collector-asks.active", OPEN, "L01", "R01", "T02", "J01"),
]


def found(values: Values) -> set[tuple[str, str, str]]:
    changed = Facts.model_validate(values)
    said = check(changed, None, rules(), assembler().library.law, DAY)
    return {(each.rule, each.pointer, each.message) for each in said}


def after(values: Values, place: str, value: Any) -> Values:
    """A copy with one value changed; a row is named by its id, its party, `party/purpose` or its number."""
    changed = deepcopy(values)
    *way, last = place.split(".")
    spot: Any = changed
    for part in way:
        spot = (
            next(each for index, each in enumerate(spot) if part in _names(index, each)) if _rows(spot) else spot[part]
        )
    assert spot[last] != value
    spot[last] = value
    return changed


def _rows(spot: Any) -> bool:
    return isinstance(spot, list)


def _names(index: int, row: Values) -> set[str]:
    return {str(index), row.get("id", ""), row.get("party", ""), f"{row.get('party')}/{row.get('purpose')}"}


def test_the_two_councils_tell_each_other_only_when_a_family_moves() -> None:
    between = [each for each in facts(COUNCILS).flows if {each.from_, each.to} == {"alderbrook", "wexcombe"}]
    assert len(between) == 2
    assert all("moves to" in (each.trigger or "") and "recorded why" in (each.trigger or "") for each in between)


def test_early_help_hears_nothing_from_the_police_or_adult_social_care() -> None:
    flows = [each for each in facts(COUNCILS).flows if each.purpose == "early-help"]
    assert flows
    assert not {"police-involved", "care-involved"} & {item for each in flows for item in each.items}
    assert "police" not in {each.from_ for each in flows}


def test_the_company_behind_the_index_is_a_processor_and_nobody_is_asked_to_agree() -> None:
    known = facts(COUNCILS)
    assert {each.value for each in known.roles if each.party == "loomworks"} == {"processor"}
    assert not known.consent_model.used
    assert not [name for name in family(COUNCILS) if name.startswith("consent-")]
    assert "Partners that act for others" in texts(COUNCILS)["isa-multi-agency"]


def test_each_practice_is_a_partner_and_volunteers_see_no_health_record() -> None:
    known = facts(OLDER)
    seen = {item for each in known.access_rules if each.staff_kind == "volunteer" for item in each.items}
    assert sum(each.type == "gp_practice" for each in known.parties) == 3
    assert seen == {"contact", "goals", "home-notes"}
    assert {"consent-staged", "consent-representative", "volunteer-undertaking"} <= family(OLDER)


def test_only_a_provider_under_public_contract_relies_on_the_duty_to_share_for_care() -> None:
    """Section 251B reaches a charity or company only as far as it acts for a public body; the two charities do not."""
    rows = {(each.party, each.purpose): each for each in facts(OLDER).legal}
    users = {party for (party, _), each in rows.items() if "W14" in each.powers}
    assert {"neighbours", "carers"}.isdisjoint(users)
    assert "under its contract with the Council" in (rows["homecare", "care"].necessity_note or "")


def test_a_landlord_who_answers_now_and_then_has_a_record_and_no_agreement() -> None:
    made = family(LANDLORD)
    assert {"disclosure-record", "request-form", "refusal-record", "privacy-notice"} <= made
    assert not {"isa-multi-agency", "declaration", "go-live-checklist", "variation", "withdrawal"} & made
    assert "isa-multi-agency" in family(COUNCILS)


def test_a_file_without_agreement_is_checked_beside_its_record_and_not_for_want_of_signatures() -> None:
    said = check_file(content() / f"templates/cases/{LANDLORD}.yaml", DAY)
    assert [(each.rule, each.severity) for each in said] == [("J01", "warning")]


def test_the_debt_collector_is_refused_with_a_reason_and_gets_nothing() -> None:
    known = facts(LANDLORD)
    collector = next(each for each in known.parties if each.type == "debt_agency")
    assert collector.status == "set_aside"
    assert "No lawful basis" in (collector.status_reason or "")
    assert not [each for each in known.flows if each.to == collector.id and each.active]


def test_a_supplier_is_what_makes_the_landlord_think_twice() -> None:
    values = values_of(LANDLORD)
    assert "J01" in {rule for rule, *_ in found(values)}
    assert "J01" not in {rule for rule, *_ in found(after(values, "parties.energy.type", "private_company"))}


@pytest.mark.parametrize("one", STEPS, ids=[f"{each.case}-{each.what}" for each in STEPS])
def test_a_case_that_loses_what_it_teaches_is_told_so_and_nothing_else(one: Step) -> None:
    values = values_of(one.case)
    new = found(after(values, one.place, one.value)) - found(values)
    assert {rule for rule, *_ in new} == one.rules
