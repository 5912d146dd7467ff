"""Every rule fires on a York Pathways that differs in one thing, and is silent on York Pathways itself."""

# ruff: noqa: FBT003 - at() sets any value, truth values too
from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "facts"))

from facts_cases import SMALL, YORK, york_facts, york_values

from studio.facts.model import Facts
from studio.facts.read import read_facts
from studio.law.law import Law
from studio.preflight.check import check
from studio.preflight.finding import Finding
from studio.preflight.rules import read_rules

CLAUSES = Path(__file__).parents[2] / "clauses"
RULES = read_rules(CLAUSES / "checks")
LAW = Law.load(CLAUSES / "law")
DAY = date(2026, 11, 23)
LATER = date(2027, 6, 1)
Values = dict[str, Any]
Edit = Callable[[Values], object]


def findings(values: Values, on: date = DAY) -> tuple[Finding, ...]:
    return check(Facts.model_validate(values), None, RULES, LAW, on)


def at(path: str, value: Any) -> Edit:
    """One value set: `parties.3.ico_reg_no`."""
    *way, last = path.split(".")

    def edit(values: Values) -> None:
        place: Any = values
        for part in way:
            place = place[int(part)] if isinstance(place, list) else place[part]
        place[int(last) if isinstance(place, list) else last] = value

    return edit


def add(path: str, row: Any) -> Edit:
    return lambda values: values[path].append(row)


def both(*edits: Edit) -> Edit:
    def edit(values: Values) -> None:
        for each in edits:
            each(values)

    return edit


def row(path: str, key: str, **changes: Any) -> Edit:
    """Changes in the row with that id."""

    def edit(values: Values) -> None:
        next(each for each in values[path] if each["id"] == key).update(changes)

    return edit


def legal(party: str, purpose: str, **changes: Any) -> Edit:
    def edit(values: Values) -> None:
        next(each for each in values["legal"] if (each["party"], each["purpose"]) == (party, purpose)).update(changes)

    return edit


def no_role(party: str, role: str) -> Edit:
    def edit(values: Values) -> None:
        for contact in values["contacts"]:
            if contact["party"] == party:
                contact["roles"] = [held for held in contact["roles"] if held != role]

    return edit


def without(path: str, key: str) -> Edit:
    def edit(values: Values) -> None:
        values[path] = [each for each in values[path] if each["id"] != key]

    return edit


VOLUNTEER = {"items": ["contact"], "undertaking_ref": "V2", "limits": ["first names only"]}
CARE_HOME = {
    "id": "h", "party": "together", "roles": ["nurse in charge"], "staff_kind": "employee", "items": ["medicines"],
    "limits": ["only for treatment and safety", "relevant parts only"], "only_while": "resident under the home's care",
    "audit_interval": "every month",
}  # fmt: skip


def care_home(**changes: Any) -> Edit:
    """The Trust becomes a GP practice and Together a care home that sees its record."""
    return both(
        row("parties", "trust", type="gp_practice"),
        row("parties", "together", type="care_home_private"),
        row("access_rules", "a-together", items=[]),
        add("access_rules", {**CARE_HOME, **changes}),
        at("consent_model.forms", [{"template": "consent-adult"}, {"template": "consent-representative"}]),
    )


def consent_basis(party: str = "together", purpose: str = "support") -> Edit:
    return legal(party, purpose, art6="a")


SIGNED = {"signed_on": "2027-02-01", "declaration_of_authenticity": True}
CASES: list[tuple[str, str, Edit]] = [
    ("P01", "/parties", lambda v: [party.update(status="withdrawn") for party in v["parties"][1:]]),
    ("P02", "/parties/0/legal_name", at("parties.0.legal_name", "York Multi-Agency Safeguarding Hub")),
    ("P02", "/parties/3/legal_name", at("parties.3.legal_name", None)),
    ("P03", "/parties/3/ico_reg_no", at("parties.3.ico_reg_no", None)),
    ("P04", "/parties/2/ico_reg_expiry", at("parties.2.ico_reg_expiry", "2027-02-01")),
    ("P05", "/parties/5", no_role("ambulance", "breach_24h")),
    ("P06", "/parties/1", no_role("police", "dpo")),
    ("P07", "/parties/4", no_role("trust", "caldicott")),
    ("P08", "/parties/4", at("parties.4.ods_code", "ZZ1")),
    ("P09", "/parties/2/legal_name", at("parties.2.legal_name", "NHS Vale of York CCG")),
    ("P10", "/contacts/0/email", at("contacts.0.email", "mo@gmail.com")),
    ("P10", "/contacts/5/roles", at("contacts.5.name", "Dana Sample")),
    ("U01", "/purposes/0/text", at("purposes.0.text", "To help.")),
    (
        "U02",
        "/purposes/0/text",
        both(
            at("purposes.0.objectives", []),
            at("purposes.0.text", "For multi-agency working between all of the partners"),
        ),
    ),
    ("U03", "/purposes/1/alternatives_considered", at("purposes.1.alternatives_considered", None)),
    ("U04", "/purposes/1/if_not_shared", at("purposes.1.if_not_shared", None)),
    ("U05", "/purposes", at("purposes.0.kind", "direct_care")),
    ("U06", "/flows/13/items", row("flows", "figures-to-icb", items=["contact"])),
    ("D01", "/flows/0/items", at("flows.0.items", [])),
    ("D02", "/data_items/0/justification", at("data_items.0.justification", None)),
    ("D03", "/data_items/0/parts", at("data_items.0.category", "free_text")),
    ("D04", "/data_items/17", lambda v: v["data_items"].append({**v["data_items"][0], "id": "spare"})),
    ("D05", "/data_items/0/category", at("data_items.0.category", "photo_cctv")),
    ("D06", "/subject_groups/1/protection_note", at("subject_groups.1.protection_note", None)),
    ("D07", "/terms/id_matching_keys", at("terms.id_matching_keys", [])),
    ("D08", "/data_items/7/fact_or_opinion", row("data_items", "self-harm", fact_or_opinion=None)),
    ("L01", "/flows/1", lambda v: v.update(legal=[each for each in v["legal"] if each["party"] != "ambulance"])),
    ("L02", "/legal/0/art9", legal("together", "support", art9=None)),
    ("L03", "/legal/0/sch1_paras", legal("together", "support", sch1_paras=[])),
    ("L04", "/legal/5/apd_ref", legal("together", "safeguarding", apd_ref=None)),
    ("L05", "/legal/0/art10_route", legal("together", "support", art10_route=None)),
    ("L06", "/legal/2/powers", legal("council", "support", powers=[])),
    ("L07", "/legal/2/powers", legal("council", "support", powers=["W11", "W40"])),
    (
        "L08",
        "/legal/2/powers",
        both(legal("council", "support", powers=["W08"]), at("agreement.start_date", "2026-09-01")),
    ),
    ("L08", "/legal/2/powers", legal("council", "support", powers=["W48"])),
    ("L04", "/legal/5/apd_ref", legal("together", "safeguarding", apd_ref=None, sch1_paras=["20"])),
    ("L09", "/legal/2/art6", legal("council", "support", art6="f", lia_ref="LIA-9")),
    ("D03", "/data_items/0/parts", both(at("data_items.0.label", "All there is"), at("data_items.0.parts", []))),
    ("L09", "/legal/2/art6", legal("council", "support", art6="ea", annex1_para="6")),
    ("L10", "/legal/0/art6", legal("together", "support", art6="e")),
    ("L11", "/legal/5/annex1_para", legal("together", "safeguarding", annex1_para=None)),
    ("L12", "/legal/5/request_ref", legal("together", "safeguarding", annex1_para="1")),
    ("L13", "/legal/0/lia_ref", legal("together", "support", lia_ref=None)),
    ("L14", "/legal/7/powers", legal("council", "safeguarding", powers=["W19"])),
    ("L15", "/legal/5/art6", legal("together", "safeguarding", art6="d")),
    ("L16", "/flows/0/confidentiality_route", at("flows.0.confidentiality_route", None)),
    ("L17", "/flows/4/confidentiality_route", at("flows.4.confidentiality_route", "implied_consent")),
    ("L18", "/flows/6/confidentiality_route", at("flows.6.confidentiality_route", "implied_consent")),
    (
        "L19",
        "/terms/opt_out_statement",
        both(
            at("terms.opt_out_statement", None),
            row("flows", "figures-to-icb", items=["contact-history"], confidentiality_route="legal_permission"),
        ),
    ),
    ("L20", "/legal/3/powers", legal("trust", "support", powers=["W25"])),
    ("L21", "/legal/0/powers", legal("together", "support", powers=["W22"])),
    ("L22", "/legal/2/hra_note", legal("council", "support", hra_note=None)),
    ("L23", "/legal/1/s36_4_authority", legal("police", "support", regime="part3", s36_4_authority=None)),
    ("L24", "/legal/6/powers", at("purposes.1.kind", "safeguarding_child")),
    ("C01", "/legal/5/art6", consent_basis("together", "safeguarding")),
    ("C02", "/legal/0/art6", both(consent_basis(), at("purposes.0.kind", "crime_prevention"))),
    ("C03", "/legal/2/art6", consent_basis("council")),
    ("C04", "/consent_model/forms", at("consent_model.forms", [])),
    ("C05", "/consent_model/refusal_effect", at("consent_model.refusal_effect", None)),
    ("C06", "/consent_model/withdrawal_routes", at("consent_model.withdrawal_routes", [])),
    (
        "C07",
        "/consent_model/forms/0/agencies",
        both(
            at("consent_model.forms.0.agencies", ["together", "police", "council", "trust", "ambulance", "icb"]),
            without("flows", "figures-to-icb"),
        ),
    ),
    ("C07", "/consent_model/forms/0/agencies", at("consent_model.forms.0.agencies", ["together", "police", "council"])),
    ("C08", "/consent_model/forms", legal("together", "support", art9="a", sch1_paras=[])),
    ("C09", "/consent_model/reason", at("consent_model.reason", "We will never share anything without your consent.")),
    ("C10", "/consent_model/forms", at("subject_groups.0.age_band", "young_16_17")),
    ("C11", "/consent_model/forms", consent_basis()),
    ("C13", "/consent_model/refresh_months", at("consent_model.refresh_months", 36)),
    ("C14", "/data_items/6/optional_by_consent", at("flows.4.confidentiality_route", "legal_duty")),
    ("C15", "/consent_model/forms", lambda v: None),
    ("F01", "/flows/0", at("flows.0.from", "lankelly")),
    ("F02", "/flows/1/active", row("parties", "ambulance", status="withdrawn")),
    ("F03", "/flows/0/active", at("flows.0.start", "2026-11-01")),
    ("F04", "/flows/0", at("flows.0.method", None)),
    ("F05", "/flows/0/method", at("flows.0.method", "fax")),
    ("F06", "/flows/0/recipient_roles", at("flows.0.recipient_roles", [])),
    ("F07", "/parties/2", without("flows", "figures-to-icb")),
    ("F08", "/processors/0/contract_ref", at("processors.0.contract_ref", None)),
    ("F09", "/roles/0/allocation", at("roles.0.value", "joint_controller")),
    ("F10", "/terms/minutes_rule", both(at("flows.4.method", "mdt_meeting_verbal"), at("terms.minutes_rule", None))),
    ("F11", "/flows/0", lambda v: v.update(flows=[{**v["flows"][0], "frequency": "once, on request"}])),
    ("S01", "/parties/0/dspt_status", at("parties.0.dspt_status", None)),
    ("S02", "/parties/0", both(at("parties.0.dspt_status", None), at("parties.0.cyber_essentials", None))),
    ("S03", "/flows/2/controls", both(at("flows.2.method", "record_viewer"), at("flows.2.controls", ["encryption"]))),
    ("R01", "/retention", without("retention", "trust-plan")),
    ("R02", "/retention/0/period", at("retention.0.period", "as long as necessary")),
    ("R02", "/retention/0/period", at("retention.0.period", "30 years")),
    ("R03", "/retention/0/authority", at("retention.0.authority", None)),
    ("R04", "/terms/data_on_exit", at("terms.data_on_exit", None)),
    ("T01", "/governance/privacy_notice_ref/police", lambda v: v["governance"]["privacy_notice_ref"].pop("police")),
    (
        "T02",
        "/governance/notice_names/together",
        lambda v: v["governance"]["notice_names"]["together"].remove("police"),
    ),
    ("T02", "/governance/notice_names/trust", lambda v: v["governance"]["notice_names"]["trust"].remove("medication")),
    (
        "T03",
        "/parties/3",
        both(no_role("council", "complaints"), lambda v: v["governance"]["complaints_form_ref"].pop("council")),
    ),
    ("T04", "/terms/forward_within_days", at("terms.forward_within_days", 10)),
    ("T05", "/governance/tell_exceptions/0/reason", at("governance.tell_exceptions.0.reason", None)),
    (
        "V01",
        "/access_rules/1/undertaking_ref",
        row("access_rules", "a-together-volunteers", items=["contact"], undertaking_ref=None),
    ),
    (
        "V02",
        "/access_rules/1",
        both(
            row("access_rules", "a-together-volunteers", **VOLUNTEER),
            at("governance.training.together.covers", ["employee"]),
        ),
    ),
    (
        "V03",
        "/access_rules/1/limits",
        row("access_rules", "a-together-volunteers", **{**VOLUNTEER, "items": ["attendance"]}),
    ),
    ("V04", "/parties/0/uses_volunteers", row("access_rules", "a-together-volunteers", supervisor=None)),
    ("H01", "/access_rules/8/only_while", care_home(only_while=None)),
    ("H02", "/access_rules/8/roles", care_home(roles=["nurse in charge", "receptionist"])),
    ("H03", "/access_rules/8/limits", care_home(limits=["own residents"])),
    ("H04", "/consent_model", both(care_home(), at("consent_model.fallback", None))),
    ("H05", "/access_rules/8/audit_interval", care_home(audit_interval=None)),
    ("H06", "/data_items/9/parts", row("data_items", "crisis-plan", parts=["what helps"])),
    ("H07", "/terms/engagement_note", at("terms.engagement_note", None)),
    ("J01", "/flows/7", row("parties", "ambulance", type="utility")),
    (
        "J02",
        "/terms/threshold_text",
        at("purposes.0.text", "To let the York MASH judge referrals about people at risk of harm."),
    ),
    ("J03", "/legal/2/powers", both(at("purposes.0.kind", "early_help"), legal("council", "support", powers=["W03"]))),
    ("Y01", "/agreement/languages", at("parties.0.welsh_standards", True)),
    ("G01", "/governance/dpia_ref", at("governance.dpia_ref", None)),
    (
        "G02",
        "/governance/dpia_ref",
        both(
            at("governance.dpia_ref", None),
            at("governance.dpia_triggers", []),
            at("subject_groups.0.vulnerable", False),
        ),
    ),
    ("G03", "/governance/consulted_regulator", at("governance.residual_risk", "high")),
    ("G04", "/governance/dpia_date", at("governance.dpia_date", "2024-01-01")),
    ("G05", "/governance/training/icb", lambda v: v["governance"]["training"].pop("icb")),
    ("G06", "/governance/ropa_updated/trust", at("governance.ropa_updated.trust", False)),
    ("G07", "/terms/best_interests_note", at("subject_groups.0.age_band", "child_13_15")),
    ("G08", "/flows/0/dest_country", at("flows.0.dest_country", "India")),
    ("G09", "/legal/5/art6", at("terms.automated_decisions", "A score decides who is offered support.")),
    ("G10", "/terms/breach_notify_hours", at("terms.breach_notify_hours", 72)),
    ("X01", "/parties/1", no_role("police", "signatory")),
    ("X02", "/signatures/1/delegation_ref", at("signatures.1.is_chief_exec", False)),
    ("X03", "/signatures/1/signed_on", row("signatures", "sign-police", **SIGNED, delegation_date="2027-02-05")),
    ("X05", "/signatures/1/declaration_of_authenticity", at("signatures.1.signed_on", "2027-02-01")),
    ("X06", "/signatures/0/witness", at("agreement.exec_form", "deed")),
    ("X07", "/signatures/0/method", both(at("terms.self_proving", True), at("terms.governing_law", "Scotland"))),
    ("E01", "/agreement/review_date", at("agreement.review_date", None)),
    ("E02", "/agreement/review_date", at("agreement.review_date", "2029-06-01")),
    ("E03", "/agreement/review_date", at("agreement.review_date", "2028-06-01")),
    (
        "E06",
        "/agreement/last_review_on",
        both(
            at("agreement.status", "under_review"),
            at("agreement.last_review_on", "2026-09-01"),
            at("agreement.start_date", "2026-03-01"),
        ),
    ),
    ("E07", "/agreement/variations/0", at("agreement.variations", [{"no": "1", "major": True}])),
    ("E08", "/parties/5", row("parties", "ambulance", status="acceded")),
]
ON_A_LATER_DAY: list[tuple[str, str, Edit]] = [
    (
        "E04",
        "/agreement/review_date",
        both(at("agreement.status", "in_force"), at("agreement.review_date", "2027-05-01")),
    ),
    ("E05", "/agreement/expiry_date", at("agreement.expiry_date", "2027-05-31")),
    ("F03", "/flows/0/active", lambda v: None),
    ("X08", "/signatures", at("signatures.1.sent_on", "2027-03-01")),
]

# What else one edit brings with it, and nothing more: an item given another category has no retention rule, and so on.
COMPANIONS: dict[str, set[str]] = {
    "P01 /parties": {"F02"},
    "C07 /consent_model/forms/0/agencies": {"D04", "F07"},
    "U06 /flows/13/items": {"D04", "R01", "T02"},
    "D03 /data_items/0/parts": {"R01", "T02"},
    "D05 /data_items/0/category": {"R01", "T02"},
    "L08 /legal/2/powers": {"F03"},
    "L18 /flows/6/confidentiality_route": {"L17"},
    "L19 /terms/opt_out_statement": {"D04", "L02", "R01", "T02", "U06"},
    "C01 /legal/5/art6": {"C11"},
    "C02 /legal/0/art6": {"C11"},
    "C03 /legal/2/art6": {"C11"},
    "F07 /parties/2": {"D04"},
    "F11 /flows/0": {"D04", "F07"},
    "S02 /parties/0": {"S01"},
    "G07 /terms/best_interests_note": {"C10"},
    "E04 /agreement/review_date": {"F03"},
    "E05 /agreement/expiry_date": {"F03"},
    "X08 /signatures": {"F03"},
    "E06 /agreement/last_review_on": {"F03", "E03"},
}


def _key(rule: str, pointer: str, edit: Edit) -> str:
    """The case by rule and place; a second one there has a number."""
    same = [each for name, place, each in CASES if (name, place) == (rule, pointer)]
    number = same.index(edit) + 1 if edit in same else 1
    return f"{rule} {pointer}" + (f" ({number})" if number > 1 else "")


@pytest.mark.parametrize(("rule", "pointer", "edit"), CASES, ids=[f"{rule} {pointer}" for rule, pointer, _ in CASES])
def test_a_rule_fires_where_one_thing_is_wrong(rule: str, pointer: str, edit: Edit) -> None:
    values = york_values()
    edit(values)
    found = findings(values)
    assert {finding.rule for finding in found} - {rule, "C15"} == COMPANIONS.get(_key(rule, pointer, edit), set())
    fired = [finding for finding in found if finding.rule == rule]
    assert pointer in [finding.pointer for finding in fired]
    for finding in fired:
        assert finding.message
        assert finding.action.endswith(".") or "care" in finding.action
        assert finding.source
        assert "{" not in finding.message
        assert "could not be carried out" not in finding.message


@pytest.mark.parametrize(("rule", "pointer", "edit"), ON_A_LATER_DAY, ids=[rule for rule, _, _ in ON_A_LATER_DAY])
def test_a_rule_about_time_fires_when_the_day_has_come(rule: str, pointer: str, edit: Edit) -> None:
    values = york_values()
    edit(values)
    assert rule not in {finding.rule for finding in findings(values)}
    found = findings(values, LATER)
    assert (rule, pointer) in {(finding.rule, finding.pointer) for finding in found}
    assert {finding.rule for finding in found} - {rule, "C15"} == COMPANIONS.get(f"{rule} {pointer}", set())


def test_every_rule_in_the_files_has_a_case_here() -> None:
    needing_a_draft = {"X04"}
    tried = {rule for rule, _, _ in [*CASES, *ON_A_LATER_DAY]}
    needing_a_workspace = {
        "E09",
        "E10",
    }  # tests/preflight/test_preflight_standing.py, tests/steps/test_steps_standing.py
    assert {rule.id for rule in RULES.rules} - tried == needing_a_draft | needing_a_workspace


def test_york_pathways_has_nothing_open_but_the_advice_on_easy_read() -> None:
    found = check(york_facts(), None, RULES, LAW, DAY)
    assert [(finding.rule, finding.severity) for finding in found] == [("C15", "advice")]


def test_the_small_sample_has_no_error() -> None:
    facts = read_facts(SMALL.read_text(encoding="utf-8")).facts
    assert facts is not None
    assert [finding for finding in check(facts, None, RULES, LAW, DAY) if finding.blocks] == []


@pytest.mark.parametrize(
    "name",
    [
        "Yorkshire Ambulance Service NHS Trust",
        "Surrey and Borders Partnership NHS Foundation Trust",
        "NHS Humber and North Yorkshire Integrated Care Board",
        "Chief Constable of North Yorkshire Police",
        "Hub Housing Limited",
        "Elm Partnership Limited Liability Partnership",
    ],
)
def test_a_legal_body_is_not_taken_for_a_team(name: str) -> None:
    values = york_values()
    values["parties"][0]["legal_name"] = name
    assert "P02" not in {finding.rule for finding in findings(values)}


def test_a_care_home_that_keeps_the_rules_gets_no_error_about_access() -> None:
    values = york_values()
    care_home()(values)
    assert not {finding.rule for finding in findings(values)} & {"H01", "H02", "H03", "H04", "H05"}


def test_lines_are_those_of_the_file_and_the_record_where_a_field_is_absent() -> None:
    text = YORK.read_text(encoding="utf-8").replace("    ico_reg_no: ZS100004\n", "")
    reading = read_facts(text)
    assert reading.facts is not None
    [finding] = [
        found for found in check(reading.facts, None, RULES, LAW, DAY, lines=reading.lines) if found.rule == "P03"
    ]
    assert finding.line == reading.lines["/parties/3"]
    assert "City of York" in text.splitlines()[finding.line]
