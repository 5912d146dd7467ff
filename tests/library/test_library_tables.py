"""The tables of the seven worked cases read as a person would write them: no codes, no row twice, forms by their names."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from studio.drafting.draft import Block, Draft
from studio.drafting.render import assembler_of
from studio.facts.model import Facts
from studio.facts.read import read_facts
from studio.library.read import load_library
from studio.library.shipped import content

CASES = sorted(path for path in (content() / "templates" / "cases").glob("*.yaml"))
ASSEMBLER = assembler_of(load_library())
ON = date(2026, 11, 23)
CODE = re.compile(r"\b(?:None|True|False)\b|\{\{|[a-z]_[a-z]|\b\d{4}-\d\d-\d\d\b|\bconsent-[a-z]")
MANY = "isa-multi-agency"


def facts_of(stem: str) -> Facts:
    facts = read_facts(next(path for path in CASES if path.stem == stem).read_text("utf-8")).facts
    assert facts is not None
    return facts


def made(facts: Facts, template: str) -> Draft:
    return ASSEMBLER.render(facts, template, on=ON).draft


def rows(block: Block) -> list[tuple[str, ...]]:
    assert block.table is not None
    return [tuple(cell.text for cell in row.cells) for row in block.table.rows]


def table(facts: Facts, template: str, key: str) -> list[tuple[str, ...]]:
    return next(rows(block) for block in made(facts, template).blocks if block.key.startswith(key) and block.table)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_no_table_shows_a_code_or_says_a_thing_twice(path: Path) -> None:
    facts = facts_of(path.stem)
    for template, party in ASSEMBLER.family(facts, on=ON):
        for block in () if party else made(facts, template).blocks:
            said = [row for row in rows(block) if any(cell.strip() for cell in row)] if block.table else []
            for cell in (cell for row in said for cell in row):
                assert not CODE.search(cell), (template, block.key, cell)
            assert len(said) == len(set(said)), (template, block.key)


def test_every_form_has_the_name_that_it_bears_itself() -> None:
    words, templates = ASSEMBLER.library.law.words["form"], ASSEMBLER.library.templates
    assert words.keys() == {each for each in templates if each.startswith("consent-")}
    for template, name in words.items():
        assert name.casefold() == templates[template].short_title.casefold()


def test_the_agreement_names_every_service_and_kind_that_its_form_asks_about() -> None:
    """Flows that rest on consent as a whole are asked about on the form, beside the matters of choice."""
    facts = facts_of("older-people")
    listed = next(row for row in table(facts, MANY, "s-consent.") if row[0] == "Consent form for adults")
    for service, *_ in table(facts, "consent-adult", "cf-who."):
        assert service.split("(")[-1].rstrip(")") in listed[2]
    for _, what, _ in table(facts, "consent-adult", "cf-needed."):
        assert set(what.split("; ")) <= set(listed[3].split("; "))


def test_a_contact_in_steps_releases_nothing_that_the_form_does_not_ask_for() -> None:
    released = next(row[2] for row in table(facts_of("mash"), "consent-staged", "st-steps.") if row[0] == "Contact")
    assert released == "Wish for early help; Family details for early help"


def test_law_enforcement_lacks_no_condition_of_another_regime() -> None:
    police = next(
        row
        for row in table(facts_of("mash"), MANY, "s-legal.")
        if row[0:2] == ("Ashmere Police", "prevention of crime")
    )
    assert "none stated" not in police
