"""The shipped clauses and templates: complete, printed in full, and silent on what they must not say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML
from section_variants import packed

from studio.drafting.draft import Draft
from studio.drafting.render import Assembler
from studio.facts.model import Facts
from studio.facts.read import read_facts
from studio.library.read import Library, load_library
from studio.library.shipped import content

ON = date(2026, 11, 23)
ISA = "isa-multi-agency"
FORM = "consent-adult"


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library()


@pytest.fixture(scope="module")
def assembler(library: Library) -> Assembler:
    return Assembler(library)


@pytest.fixture(scope="module")
def york() -> dict[str, Any]:
    reading = read_facts((content() / "templates/cases/york-pathways.yaml").read_text("utf-8"))
    assert reading.facts is not None
    plain: dict[str, Any] = reading.facts.model_dump(mode="json", by_alias=True)
    return plain


def changed(facts: dict[str, Any], changes: dict[str, Any]) -> Facts:
    """The facts with other values at some pointers."""
    copy = Facts.model_validate(facts).model_dump(mode="json", by_alias=True)
    for pointer, value in changes.items():
        *way, last = pointer.strip("/").split("/")
        place: Any = copy
        for step in way:
            place = place[int(step)] if step.isdigit() else place[step]
        place[int(last) if last.isdigit() else last] = value
    return Facts.model_validate(copy)


def by_clause(draft: Draft) -> dict[str, str]:
    """Words of each clause, cross references by target, so that a moved number is not a changed clause."""
    words: dict[str, str] = {}
    for block in draft.walk():
        if block.clause:
            text = "".join("[ref]" if run.ref else run.text for run in block.runs)
            words[block.clause] = f"{words.get(block.clause, '')}\n{text}"
    return words


def leaves(value: Any, pointer: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, f"{pointer}/{key}")
    elif isinstance(value, (list, tuple)):
        for index, inner in enumerate(value):
            yield from leaves(inner, f"{pointer}/{index}")
    elif value is not None and value != "":
        yield pointer


def not_printed() -> list[re.Pattern[str]]:
    listed = YAML(typ="safe", pure=True).load((content() / "templates/not-printed.yaml").read_text("utf-8"))
    assert all(row["reason"] for row in listed["not_printed"])
    return [re.compile(re.escape(row["pattern"]).replace(r"\*", "[^/]+") + "$") for row in listed["not_printed"]]


def test_the_library_has_no_problem_and_the_agreement_has_at_least_sixty_clauses(library: Library) -> None:
    assert library.problems == ()
    used = [clause for entry in library.templates[ISA].outline for clause in entry.clauses]
    assert len(used) == len(set(used)) >= 60
    assert all(library.clauses[each].why and library.clauses[each].changes for each in library.clauses)


def test_every_section_of_the_agreement_is_answered(
    library: Library, assembler: Assembler, york: dict[str, Any]
) -> None:
    rendering = assembler.render(Facts.model_validate(york), ISA, on=ON)
    answered = {choice.clause.section for choice in rendering.choices if choice.chosen}
    assert {f"A{number:02}" for number in range(1, 36)} <= answered


def test_every_value_of_the_facts_is_printed_or_listed_as_deliberately_not_printed(
    library: Library, assembler: Assembler, york: dict[str, Any]
) -> None:
    facts = Facts.model_validate(york)
    printed = {
        pointer
        for template in library.templates
        for block in assembler.render(facts, template, on=ON).draft.blocks
        for pointer in block.facts
    }
    excused = not_printed()
    gaps = [each for each in leaves(york) if each not in printed and not any(p.match(each) for p in excused)]
    assert gaps == []


CHANGES: list[tuple[str, dict[str, Any], set[str], set[str], set[str]]] = [
    # what changes, the fact, clauses that appear, that go, that change
    (
        "consent is not used",
        {"/consent_model/used": False},
        {"consent-not-used"},
        {"consent-refused", "consent-used", "s-consent"},
        {"document-control", "information", "s-notices", "signing-summary"},
    ),
    (
        "nothing is passed on",
        {"/terms/onward": "none"},
        {"onward-none"},
        {"onward-with-agreement"},
        {"signing-summary"},
    ),
    (
        "one front door for requests",
        {"/terms/rights_model": "single_front_door"},
        {"rights-front-door"},
        {"rights-own"},
        {"signing-summary"},
    ),
    ("indemnity", {"/terms/liability": "indemnity"}, {"liability-indemnity"}, {"liability-own"}, {"signing-summary"}),
    (
        "law of Scotland",
        {"/terms/governing_law": "Scotland"},
        {"law-scotland", "signing-scotland"},
        {"law-england-wales"},
        {"signing-summary"},
    ),
    (
        "a deed",
        {"/agreement/exec_form": "deed"},
        {"signing-deed"},
        set(),
        {"s-accession", "signing", "signing-summary"},
    ),
    ("not binding", {"/agreement/binding": False}, {"not-binding"}, {"binding"}, {"signing", "signing-summary"}),
    ("made in urgent circumstances", {"/agreement/urgent": True}, set(), set(), {"urgent"}),
    (
        "nobody may join later",
        {"/terms/accession_allowed": False},
        {"joining-closed"},
        {"joining", "newcomer-agreed", "s-accession"},
        {"start-all"},
    ),
    (
        "every change signed by all",
        {"/terms/variation_rule": "all_sign"},
        {"variation-all"},
        {"variation-minor"},
        {"signing-summary"},
    ),
    (
        "flows open one by one",
        {"/terms/go_live_rule": "both_ends"},
        {"start-both-ends"},
        {"start-all"},
        {"signing-summary"},
    ),
    (
        "no criminal offence data",
        {"/data_items/10/tier": "personal"},
        set(),
        {"criminal-data"},
        {"s-information", "signing-summary"},
    ),
    ("no processor", {"/processors": []}, {"processors-none"}, {"processors-some"}, {"s-security"}),
    ("no other people in the record", {"/subject_groups/1/third_party": False}, set(), {"other-people"}, {"people"}),
    ("nobody is left untold", {"/governance/tell_exceptions": []}, set(), {"not-telling"}, set()),
    ("twelve hours for a breach", {"/terms/breach_notify_hours": 12}, set(), set(), {"breaches"}),
]


@pytest.mark.parametrize(("fact", "changes", "appear", "go", "change"), CHANGES, ids=[row[0] for row in CHANGES])
def test_one_changed_fact_moves_exactly_these_clauses(
    assembler: Assembler,
    york: dict[str, Any],
    fact: str,
    changes: dict[str, Any],
    appear: set[str],
    go: set[str],
    change: set[str],
) -> None:
    before = by_clause(assembler.render(Facts.model_validate(york), ISA, on=ON).draft)
    after = by_clause(assembler.render(changed(york, changes), ISA, on=ON).draft)
    assert set(after) - set(before) == appear
    assert set(before) - set(after) == go
    assert {each for each in set(before) & set(after) if before[each] != after[each]} == change


VARIANTS: dict[str, dict[str, Any]] = {
    "no consent": {"/consent_model/used": False},
    "every kind of consent": {
        "/consent_model/kinds": ["gdpr_explicit_art9", "common_law_confidence", "service_participation"],
        "/consent_model/forms": [],
    },
    "Scotland": {
        "/agreement/nations": ["SC"],
        "/terms/governing_law": "Scotland",
        "/agreement/languages": ["en", "cy"],
    },
    "Northern Ireland": {"/agreement/nations": ["NI", "WA"], "/terms/governing_law": "NI"},
    "deed": {
        "/agreement/exec_form": "deed",
        "/agreement/binding": False,
        "/terms/liability": "indemnity",
        "/terms/rights_model": "single_front_door",
        "/terms/onward": "none",
        "/terms/go_live_rule": "both_ends",
        "/terms/variation_rule": "all_sign",
        "/terms/accession_allowed": False,
        "/terms/parent_agreement": "the Sample Accord",
    },
    "law enforcement": {
        "/legal/1/regime": "part3",
        "/legal/1/art6": None,
        "/terms/onward": "as_law_requires",
        "/terms/go_live_rule": "named_minimum",
        "/terms/automated_decisions": "A score sorts referrals",
        "/terms/threshold_text": "There is reasonable cause to suspect significant harm",
    },
    "roles": {
        "/roles/0/value": "joint_controller",
        "/roles/1/value": "processor",
        "/processors": [],
        "/transfers": [{"id": "t1", "flow": "plan-to-trust", "country": "Ireland", "tool": "adequacy_regulations"}],
        "/subject_groups/0/deceased": True,
        "/parties/1/type": "gp_practice",
        "/parties/2/type": "care_home_private",
    },
    "nothing optional": {
        "/terms/engagement_note": None,
        "/terms/suspension_grounds": [],
        "/terms/prohibited_uses": [],
        "/terms/permitted_uses": [],
        "/governance/dispute_steps": [],
        "/governance/training": {},
        "/access_rules": [],
        "/agreement/change_log": [],
        "/agreement/review_triggers": [],
        "/consent_model/forms": [],
        "/terms/publish": False,
    },
    "published whole, views at leisure, every access looked at": {
        "/terms/publish": True,
        "/terms/redactions": None,
        "/terms/foi_consult_days": None,
        **{f"/access_rules/{number}/audit_interval": "3 months" for number in range(8)},
    },
}
VARIANTS |= {f"special cases {number}": changes for number, changes in enumerate(packed(), 1)}


def test_every_clause_stands_in_some_agreement_and_every_document_can_be_made(
    library: Library, assembler: Assembler, york: dict[str, Any]
) -> None:
    used: set[str] = set()
    for changes in ({}, *VARIANTS.values()):
        facts = changed(york, changes)
        for template in library.templates:
            rendering = assembler.render(facts, template, on=ON)
            assert rendering.draft.blocks
            used |= {choice.clause.id for choice in rendering.choices if choice.chosen}
    reported = {clause.id for clause in library.clauses.values() if clause.when == "assurance"}
    reserve = {clause.id for clause in library.clauses.values() if clause.status == "reserve"}
    assert set(library.clauses) - used - reported == reserve


@pytest.mark.parametrize("variant", VARIANTS)
def test_no_sentence_is_left_half_said(assembler: Assembler, york: dict[str, Any], variant: str) -> None:
    draft = assembler.render(changed(york, VARIANTS[variant]), ISA, on=ON).draft
    for block in draft.walk():
        assert not re.search(r" [,.;:]|\(\)|\.\.|None\b|\bundefined\b|;\.", block.text), block.text
        if block.number and not block.table:
            assert block.text, block.key


def test_no_clause_types_the_regulators_name_or_calls_anything_lawful() -> None:
    for path in sorted((content() / "clauses").rglob("*.md")):
        if path.name == "left-out.md":
            continue
        body = path.read_text("utf-8").split("\n---\n", 1)[1]
        assert not re.search(r"Information Commission|\bICO\b|\b(is|are) (fully )?(lawful|compliant)\b", body), (
            path.name
        )


FORBIDDEN_ON_A_FORM = (
    r"by using this service",
    r"never share without",
    r"other relevant organisations",
    r"our partners",
    r"approved by",
    r"on behalf of",
    r"delete (all|your) records?",
    r"lawful basis",
    r"for ever",
)


@pytest.mark.parametrize("phrase", FORBIDDEN_ON_A_FORM)
def test_the_consent_form_says_nothing_that_a_form_must_not_say(
    assembler: Assembler, york: dict[str, Any], phrase: str
) -> None:
    text = assembler.render(Facts.model_validate(york), FORM, on=ON).draft.text()
    assert not re.search(phrase, text, re.IGNORECASE)


def test_the_form_offers_two_boxes_or_words_in_every_cell_and_ticks_nothing(
    assembler: Assembler, york: dict[str, Any]
) -> None:
    draft = assembler.render(Facts.model_validate(york), FORM, on=ON).draft
    (matrix,) = [block.table for block in draft.blocks if block.table and block.table.style == "choices"]
    assert matrix.head[0].text == "What"
    for row in matrix.rows:
        assert len(row.cells) == len(matrix.head)
        for cell in row.cells[1:]:
            assert cell.text == "☐ Yes ☐ No" or (cell.text and "☐" not in cell.text)


def test_an_item_shared_whatever_is_said_gets_words_and_no_box(assembler: Assembler, york: dict[str, Any]) -> None:
    flow = next(i for i, row in enumerate(york["flows"]) if row["id"] == "plan-to-police")
    draft = assembler.render(changed(york, {f"/flows/{flow}/confidentiality_route": "legal_duty"}), FORM, on=ON).draft
    (matrix,) = [block.table for block in draft.blocks if block.table and block.table.style == "choices"]
    assert "North Yorkshire Police" not in [cell.text for cell in matrix.head]


def test_the_forms_own_words_are_plain(library: Library) -> None:
    """Flesch-Kincaid grade of the library's words, facts left out, is at most 8."""
    text = " ".join(
        re.sub(r"\{[{%].*?[%}]\}|\*\*|^[|#=_\[\] ]+", " ", library.clauses[each].body)
        for entry in library.templates[FORM].outline
        for each in entry.clauses
        if each not in {"cf-who", "cf-choices", "cf-worker"}
    )
    words = re.findall(r"[A-Za-z']+", text)
    sentences = len(re.findall(r"[.!?:]", text))
    syllables = sum(max(1, len(re.findall(r"[aeiouy]+", re.sub(r"e\b", "", word.lower())))) for word in words)
    assert 0.39 * len(words) / sentences + 11.8 * syllables / len(words) - 15.59 <= 8


def test_each_partner_gets_one_declaration_and_one_place_to_sign(assembler: Assembler, york: dict[str, Any]) -> None:
    draft = assembler.render(Facts.model_validate(york), ISA, on=ON).draft
    places = [block.signature for block in draft.blocks if block.signature]
    assert [place.party for place in places] == [row["party"] for row in york["signatures"]]
    letters = [b.number for b in draft.blocks if b.clause == "s-signatures" and b.level == 3]
    assert letters == ["(a)", "(b)", "(c)", "(d)"] * len(places)


def test_the_left_out_points_are_listed_with_how_they_are_dealt_with() -> None:
    rows = [
        line
        for line in Path(content() / "clauses/left-out.md").read_text("utf-8").splitlines()
        if line.startswith("| ")
    ]
    assert len(rows) > 10
