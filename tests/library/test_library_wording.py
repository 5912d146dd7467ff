"""How the documents of the worked cases read: names within a sentence, names on a public form, who is spoken to."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

import pytest

from studio.drafting.draft import Draft
from studio.drafting.office import takes_article
from studio.drafting.render import Assembler, assembler_of
from studio.facts.model import Facts
from studio.facts.read import read_facts
from studio.library.read import load_library
from studio.library.shipped import content

DAY = date(2026, 11, 22)
ISA = "isa-multi-agency"
CASES = sorted(path.stem for path in (content() / "templates/cases").glob("*.yaml"))
ASKING = [case for case in CASES if case not in ("landlord-requests", "two-councils")]
FORMS = ("consent-adult", "consent-easy-read", "consent-large-print", "consent-representative", "consent-spoken",
         "consent-staged", "consent-young-person")  # fmt: skip
OF_ONE_PARTNER = (
    "declaration",
    "practitioner-card",
    "withdrawal",
    "termination",
    "apd-pointer",
    "volunteer-undertaking",
)
BARE = re.compile(r"\b(?:for|of|from|to|by|with|means|named as|and) (?:Chief Constable|Secretary of State)\b")


@lru_cache(maxsize=1)
def assembler() -> Assembler:
    return assembler_of(load_library())


@lru_cache(maxsize=len(CASES))
def facts_of(case: str) -> Facts:
    facts = read_facts((content() / f"templates/cases/{case}.yaml").read_text("utf-8")).facts
    assert facts is not None
    return facts


@lru_cache(maxsize=64)
def made(case: str, template: str, party: str = "") -> Draft:
    return assembler().render(facts_of(case), template, on=DAY, party=party).draft


# --- a partner that is an office -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("case", "party", "office"), [
    ("york-pathways", "police", "Chief Constable of North Yorkshire Police"),
    ("mash", "probation", "Secretary of State for Justice, for the Probation Service in Ashmere"),
])  # fmt: skip
def test_an_office_has_its_article_within_a_sentence(case: str, party: str, office: str) -> None:
    agreement = made(case, ISA).text()
    assert f"I declare, for the {office} and" in agreement
    assert f", for the {office}" in agreement.split("Signature of ", 1)[1]
    assert BARE.findall(agreement) == []
    for template in OF_ONE_PARTNER:
        assert BARE.findall(made(case, template, party).text()) == [], template
    assert f"The {office} gives notice" in made(case, "withdrawal", party).text()


def test_an_organisation_has_no_article_and_its_name_stays_the_fact() -> None:
    agreement = made("york-pathways", ISA)
    assert "I declare, for City of York Council and" in agreement.text()
    (declared,) = [b for b in agreement.blocks if b.text.startswith("I declare, for the Chief Constable")]
    (name,) = [run for run in declared.runs if run.fact and run.fact.endswith("legal_name")]
    assert name.text == "Chief Constable of North Yorkshire Police"


@pytest.mark.parametrize(("name", "article"), [
    ("Commissioner of Police of the Metropolis", True), ("Mayor's Office for Policing and Crime", True),
    ("Governing Body of Elm School", True), ("Police and Crime Commissioner for Elmshire", True),
    ("Mayoral Trust", False), ("Council of Elm", False), ("Chief Constables Limited", False),
])  # fmt: skip
def test_offices_are_told_from_organisations(name: str, article: bool) -> None:
    assert takes_article(name) is article


# --- names on a form that the public reads -------------------------------------------------------------------------


@pytest.mark.parametrize("case", ASKING)
def test_a_short_name_on_a_form_stands_beside_the_full_name_first(case: str) -> None:
    facts = facts_of(case)
    forms = [name for name, _ in assembler().family(facts, on=DAY) if name in FORMS and name != "consent-spoken"]
    assert len(forms) > 1
    for template in forms:
        text = made(case, template).text()
        asked = re.findall(r"(?m)^(.+?) tells (.+?)$", text)
        used = {name for pair in asked for name in pair}
        for row in facts.parties:
            short, full = row.short_name or "", row.legal_name or ""
            if short == full or row.id == facts.agreement.lead_party or short not in used:
                continue
            assert f"{full} ({short})" in text or f"{short} ({full})" in text, (template, short)


@pytest.mark.parametrize("template", ["privacy-notice", "privacy-notice-easy"])
@pytest.mark.parametrize("case", CASES)
def test_a_notice_gives_each_service_its_full_name(case: str, template: str) -> None:
    text, facts = made(case, template).text(), facts_of(case)
    shares = {row.party for row in facts.roles if row.value != "processor"}
    for row in facts.parties:
        if row.status in ("set_aside", "withdrawn"):
            continue
        assert (row.legal_name or "") in text or row.id not in shares, row.id
        assert (row.short_name or "") in text or row.id not in shares, row.id


def test_a_partner_that_only_processes_for_the_others_is_not_said_to_share() -> None:
    words = "Some people whose job is to help you talk to each other about you."
    for_children = next(line for line in made("two-councils", "isa-multi-agency").text().split("\n") if words in line)
    assert "Alderbrook Schools" in for_children
    assert "Loomworks" not in for_children
    assert "Loomworks (" not in made("two-councils", "privacy-notice-easy").text()
    notice = made("two-councils", "privacy-notice").text()
    assert "may hold it for us, under contract: Loomworks Data Community Interest Company." in notice
    assert "the index: matching" in made("two-councils", "isa-multi-agency").text(), "the agreement goes on naming it"


@pytest.mark.parametrize("case", ASKING)
def test_what_a_person_is_told_speaks_to_that_person(case: str) -> None:
    consent = facts_of(case).consent_model
    told = [consent.refusal_effect, consent.fallback, *(consent.withdrawal_routes or ()), consent.status_propagation]
    said = " ".join(each for each in told if each)
    assert re.findall(r"\bthe person\b|\bany partner\b|\bevery partner\b|\bcoordinator tells\b", said) == []
    assert "What people are told a no means" in made(case, ISA).text()


# --- the record of an answer ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("template", FORMS)
def test_an_answer_can_be_found_again_by_the_person_and_the_place_where_it_is_kept(template: str) -> None:
    case = "older-people" if template == "consent-staged" else "york-pathways"
    text = made(case, template).text()
    assert re.search(r"where this (form|record) is kept", text, re.IGNORECASE)
    assert re.search(r"Reference of the person|Name or reference of the person|Your name|Write your name", text)


def test_the_form_for_representatives_says_whom_it_is_about() -> None:
    text = made("york-pathways", "consent-representative").text()
    assert "Name or reference of the person this form is about" in text


# --- clauses that meet ---------------------------------------------------------------------------------------------


def test_where_early_help_is_offered_the_clause_on_consent_does_not_say_that_nobody_is_asked() -> None:
    text = made("two-councils", ISA).text()
    assert "their agreement sought" in text
    assert "not asked to agree" not in text
    assert "agreement is sought as clause" in text
    values = facts_of("two-councils").model_dump(mode="json", by_alias=True)
    values["purposes"] = [each | {"kind": "safeguarding_child"} for each in values["purposes"]]
    without = assembler().render(Facts.model_validate(values), ISA, on=DAY).draft.text()
    assert "The partners do not rely on consent" in without
    assert "agreement is sought as clause" not in without


@pytest.mark.parametrize("case", CASES)
def test_telling_people_late_rests_on_a_rule_about_telling_and_not_on_one_about_access(case: str) -> None:
    """Schedule 2 paragraph 16 lifts the right of access (Article 15) and no duty to inform (Articles 13 and 14)."""
    for each in facts_of(case).governance.tell_exceptions or ():
        assert "paragraph 16" not in (each.exemption or ""), case


def test_a_clause_says_where_a_thing_is_in_the_usual_words() -> None:
    for clause in load_library().clauses.values():
        assert not re.search(r"\bstands? (?:here|in \[\[)", clause.body), clause.id


def test_a_meeting_hears_its_purposes_as_one_list() -> None:
    text = made("york-pathways", "meeting-statement").text()
    assert "only for coordinated support, safeguarding of adults or planning and improvement" in text
