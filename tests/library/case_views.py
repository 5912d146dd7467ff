"""The worked cases as tests look at them: facts, findings and texts, each made once."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any

from ruamel.yaml import YAML

from studio.drafting.render import Assembler, assembler_of
from studio.facts.model import Facts
from studio.facts.read import read_facts
from studio.library.read import load_library
from studio.library.shipped import content
from studio.preflight.rules import Rules, read_rules
from studio.steps.checking import REPORT, Checked, assurance_report, check_family

DAY = date(2026, 11, 22)
COUNCILS, OLDER, LANDLORD = "two-councils", "older-people", "landlord-requests"
CARE, HUB, CRISIS = "care-home-records", "mash", "surrey-crisis-care"
CASES = (COUNCILS, OLDER, LANDLORD, CARE, HUB, CRISIS)
Values = dict[str, Any]


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
    """Name → text of every document of the family, each partner's own too; the report with its findings in it."""
    wanted = dict.fromkeys([(own_template(case), ""), *assembler().family(facts(case), on=DAY)])
    drafts = [
        assurance_report(facts(case), assembler(), checked(case), on=DAY, number=1).draft
        if name == REPORT
        else assembler().render(facts(case), name, on=DAY, number=1, party=party).draft
        for name, party in wanted
    ]
    return {each.info.name: each.text() for each in drafts}


def family(case: str) -> set[str]:
    return {name for name, _ in assembler().family(facts(case), on=DAY)}


def values_of(case: str) -> Values:
    return facts(case).model_dump(mode="json", by_alias=True)
