"""Two worked cases never lead to the same agreement: for each pair, clauses that one has and the other has not, and why."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from itertools import combinations

import pytest
from ruamel.yaml import YAML

from studio.drafting.render import Assembler, assembler_of
from studio.facts.read import read_facts
from studio.library.read import load_library
from studio.library.shipped import content
from studio.steps.checking import REPORT

DAY = date(2026, 11, 22)
AGREEMENT = "isa-multi-agency"
YORK, COUNCILS, OLDER, LANDLORD = "york-pathways", "two-councils", "older-people", "landlord-requests"
CARE, HUB, CRISIS = "care-home-records", "mash", "surrey-crisis-care"
CASES = (YORK, COUNCILS, OLDER, LANDLORD, CARE, HUB, CRISIS)

# The pair; then for each clause the case that has it, and why the other has not. The landlord's case has no standing
# agreement: there every document of its family is looked at.
Row = tuple[str, str, str]
DIFFERENCES: dict[tuple[str, str], tuple[Row, ...]] = {
    (YORK, COUNCILS): (
        ("consent-not-used", COUNCILS, "The index rests on duties to children, so families are told and not asked."),
        ("partner-processors", COUNCILS, "The not-for-profit runs the index on the instructions of each council."),
        ("volunteers", YORK, "Peer volunteers take part in York; only employed workers use the index."),
    ),
    (YORK, OLDER): (
        ("police-partner", YORK, "Officers meet people in distress; nobody shares with the police about older people."),
        ("criminal-data", YORK, "Attendances hold allegations; what older people need holds none."),
        ("gp-partners", OLDER, "Each practice signs for itself; no practice is a partner in York yet."),
    ),
    (YORK, LANDLORD): (
        ("flows", YORK, "York has standing flows; the landlord promises nothing in advance."),
        ("volunteers", YORK, "Peer volunteers take part in York; the landlord decides through trained staff."),
        ("dr-decision", LANDLORD, "The landlord decides each request on a record of its own."),
    ),
    (YORK, CARE): (
        ("police-partner", YORK, "The police are a partner in York and have no place in nursing care."),
        ("volunteers", YORK, "Peer volunteers take part in York; only nurses may see a resident's record."),
        ("care-home-access", CARE, "Only there does a care home read records made elsewhere."),
    ),
    (YORK, HUB): (
        ("thresholds", HUB, "A hub gathers what many hold, so it must say when; York shares a plan that people agreed to."),
        ("joint-controllers", HUB, "Three safeguarding partners decide together; in York each decides for itself."),
        ("volunteers", YORK, "Peer volunteers take part in York and never in a safeguarding hub."),
    ),
    (YORK, CRISIS): (
        ("meetings", YORK, "York works through a monthly meeting; crisis plans are shown on a screen, at any hour."),
        ("rights-front-door", CRISIS, "One trust made every crisis plan, so people may ask in one place."),
        ("volunteers", YORK, "Peer volunteers take part in York; the helpline has employed workers only."),
    ),
    (COUNCILS, OLDER): (
        ("partner-processors", COUNCILS, "The not-for-profit only runs the index; every partner for older people decides."),
        ("consent-used", OLDER, "Patients are asked by their GP; families in the index are told and not asked."),
        ("volunteers", OLDER, "Volunteers visit at home; the index is open to social workers alone."),
    ),
    (COUNCILS, LANDLORD): (
        ("flows", COUNCILS, "The index is fed every day; the landlord promises nothing in advance."),
        ("partner-processors", COUNCILS, "A partner runs the index for the councils; the landlord uses nobody."),
        ("dr-decision", LANDLORD, "The landlord decides each request on a record of its own."),
    ),
    (COUNCILS, CARE): (
        ("consent-not-used", COUNCILS, "Families are told; residents of the home are asked on moving in."),
        ("partner-processors", COUNCILS, "The not-for-profit runs the index; in the home the suppliers are no partners."),
        ("care-home-access", CARE, "Only there does a care home read records made elsewhere."),
    ),
    (COUNCILS, HUB): (
        ("consent-used", HUB, "The hub asks families about early help; the index asks nobody."),
        ("joint-controllers", HUB, "Three safeguarding partners decide together; each council has an index of its own."),
        ("partner-processors", COUNCILS, "The not-for-profit runs the index; the hub's supplier is no partner."),
    ),
    (COUNCILS, CRISIS): (
        ("thresholds", COUNCILS, "Looking into the index needs a threshold; a crisis plan is shown because there is a crisis."),
        ("partner-processors", COUNCILS, "The not-for-profit runs the index; the supplier of the plan viewer is no partner."),
        ("consent-used", CRISIS, "People choose what the police and carers are told; families in the index are not asked."),
    ),
    (OLDER, LANDLORD): (
        ("flows", OLDER, "The team works together every week; the landlord promises nothing in advance."),
        ("volunteers", OLDER, "Volunteers visit at home; the landlord decides through trained staff."),
        ("dr-decision", LANDLORD, "The landlord decides each request on a record of its own."),
    ),
    (OLDER, CARE): (
        ("volunteers", OLDER, "Volunteers visit at home; only nurses may see a resident's record."),
        ("meetings", OLDER, "A team of many professions meets; the nurse looks at a screen when it is needed."),
        ("care-home-access", CARE, "Only there does a care home read records made elsewhere."),
    ),
    (OLDER, HUB): (
        ("volunteers", OLDER, "Volunteers visit at home and never take part in a safeguarding hub."),
        ("joint-controllers", HUB, "Three safeguarding partners decide together; practices and charities do not."),
        ("criminal-data", HUB, "The hub weighs offences and allegations; what older people need holds none."),
    ),
    (OLDER, CRISIS): (
        ("volunteers", OLDER, "Volunteers visit at home; the helpline has employed workers only."),
        ("gp-partners", OLDER, "Practices ask their patients; crisis plans are made in the trust."),
        ("police-partner", CRISIS, "Officers answer calls in a crisis; nobody shares with the police about older people."),
    ),
    (LANDLORD, CARE): (
        ("dr-decision", LANDLORD, "The landlord decides each request on a record of its own."),
        ("flows", CARE, "The view is open while a resident lives there; the landlord promises nothing in advance."),
        ("care-home-access", CARE, "Only there does a care home read records made elsewhere."),
    ),
    (LANDLORD, HUB): (
        ("rr-reason", LANDLORD, "A refusal to a debt collector is as much a decision, and is recorded with its reason."),
        ("flows", HUB, "The hub answers in hours on agreed routes; the landlord promises nothing in advance."),
        ("thresholds", HUB, "A hub gathers what many hold, so it must say when; the landlord gathers nothing."),
    ),
    (LANDLORD, CRISIS): (
        ("dr-decision", LANDLORD, "The landlord decides each request on a record of its own."),
        ("flows", CRISIS, "Plans are there before the crisis; the landlord promises nothing in advance."),
        ("rights-front-door", CRISIS, "One trust made every plan, so people may ask in one place."),
    ),
    (CARE, HUB): (
        ("care-home-access", CARE, "Only there does a care home read records made elsewhere."),
        ("thresholds", HUB, "A hub gathers what many hold, so it must say when; the view is for one resident's care."),
        ("criminal-data", HUB, "The hub weighs offences and allegations; nursing care needs none."),
    ),
    (CARE, CRISIS): (
        ("care-home-access", CARE, "Only there does a care home read records made elsewhere."),
        ("police-partner", CRISIS, "Officers answer calls in a crisis and have no place in nursing care."),
        ("rights-front-door", CRISIS, "Seven partners hold parts of one plan; home and practice each answer for their record."),
    ),
    (HUB, CRISIS): (
        ("thresholds", HUB, "A hub gathers what many hold, so it must say when; a crisis plan was agreed beforehand."),
        ("joint-controllers", HUB, "Three safeguarding partners decide together; one trust makes the crisis plan."),
        ("may-lack-capacity", CRISIS, "Adults in a crisis may lose the ability to decide; the hub is about children."),
    ),
}  # fmt: skip
ROWS = [(*pair, *row) for pair, rows in DIFFERENCES.items() for row in rows]


@lru_cache(maxsize=1)
def assembler() -> Assembler:
    return assembler_of(load_library())


@lru_cache(maxsize=len(CASES))
def clauses(case: str) -> frozenset[str]:
    """The clauses of the case's agreement; where it has none, of every document of its family."""
    facts = read_facts((content() / f"templates/cases/{case}.yaml").read_text("utf-8")).facts
    assert facts is not None
    documents = [(AGREEMENT, "")]
    if case == LANDLORD:
        documents = [each for each in assembler().family(facts, on=DAY) if each[0] != REPORT]
    found: set[str] = set()
    for template, party in documents:
        made = assembler().render(facts, template, on=DAY, party=party)
        found |= {each.clause.id for each in made.choices if each.chosen}
    return frozenset(found)


def test_the_table_has_every_pair_of_the_listed_cases_with_three_clauses_or_more() -> None:
    listed = YAML(typ="safe").load((content() / "templates/cases.yaml").read_text("utf-8"))["cases"]
    assert [each["id"] for each in listed] == list(CASES)
    assert set(DIFFERENCES) == set(combinations(CASES, 2))
    for pair, rows in DIFFERENCES.items():
        assert len({clause for clause, _, _ in rows}) >= 3, pair
        assert all(case in pair and reason.endswith(".") for _, case, reason in rows), pair


def test_the_landlord_has_no_standing_agreement() -> None:
    facts = read_facts((content() / f"templates/cases/{LANDLORD}.yaml").read_text("utf-8")).facts
    assert facts is not None
    family = {template for template, _ in assembler().family(facts, on=DAY)}
    assert AGREEMENT not in family
    assert {"disclosure-record", "refusal-record"} <= family


@pytest.mark.parametrize(
    ("first", "second", "clause", "holder", "reason"), ROWS, ids=[f"{row[0]}+{row[1]}-{row[2]}" for row in ROWS]
)
def test_a_clause_stands_in_one_agreement_of_the_pair_and_not_in_the_other(
    first: str, second: str, clause: str, holder: str, reason: str
) -> None:
    other = second if holder == first else first
    assert clause in clauses(holder), f"{holder} should have {clause}: {reason}"
    assert clause not in clauses(other), f"{other} should not have {clause}: {reason}"
