"""The kinds of agreement and their clauses: every condition speaks and is silent, every heading is answered."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from section_variants import FIRES, packed
from test_library_content import VARIANTS, changed

from studio.drafting.render import Assembler, Rendering
from studio.facts.kinds import PartyType, PurposeKind
from studio.facts.model import Facts
from studio.facts.read import read_facts
from studio.library.clause import Clause
from studio.library.read import Library, load_library
from studio.library.shipped import content
from studio.preflight.reading_age import reading_of

ON = date(2026, 11, 23)
ISA = "isa-multi-agency"
AGREEMENTS = (
    ISA,
    "isa-two-party",
    "isa-nhs",
    "isp-wales",
    "disclosure-agreement",
    "joint-controller-arrangement",
    "overarching-protocol",
    "overarching-schedule",
)
JOINT = {"/roles/0/value": "joint_controller", "/roles/1/value": "joint_controller"}


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


def in_force(rendering: Rendering) -> set[str]:
    return {choice.clause.id for choice in rendering.choices if choice.chosen}


def many_facts(york: dict[str, Any]) -> Iterator[Facts]:
    yield Facts.model_validate(york)
    for changes in (*packed(), *VARIANTS.values()):
        yield changed(york, changes)


@pytest.fixture(scope="module")
def quiet(assembler: Assembler, york: dict[str, Any]) -> set[str]:
    return in_force(assembler.render(Facts.model_validate(york), ISA, on=ON))


@pytest.mark.parametrize("clause", FIRES)
def test_a_clause_for_a_special_case_comes_with_the_fact_and_is_silent_without_it(
    assembler: Assembler, york: dict[str, Any], quiet: set[str], clause: str
) -> None:
    assert clause not in quiet
    assert clause in in_force(assembler.render(changed(york, FIRES[clause]), ISA, on=ON))


def test_every_conditional_clause_of_the_agreement_that_york_lacks_has_a_case(
    library: Library, quiet: set[str]
) -> None:
    outline = {each for entry in library.templates[ISA].outline for each in entry.clauses}
    conditional = {each for each in outline if library.clauses[each].when}
    elsewhere = {"automated-some", "care-home-access", "consent-not-used", "gp-partners", "joining-closed",
                 "joint-controllers", "law-northern-ireland", "law-scotland", "liability-indemnity", "not-binding",
                 "onward-as-law", "onward-none", "parent-agreement", "partner-processors", "people-who-died",
                 "processors-none", "rights-front-door", "signing-deed", "signing-scotland", "start-both-ends",
                 "start-minimum", "thresholds", "transfers-some", "variation-all", "welsh"}  # fmt: skip
    assert conditional - quiet - elsewhere == set(FIRES)


def test_of_alternatives_for_one_point_one_is_in_force_at_a_time(
    library: Library, assembler: Assembler, york: dict[str, Any]
) -> None:
    points: dict[str, set[str]] = {}
    for clause in library.clauses.values():
        if clause.alternative and re.match(r"a\d\d-|schedules$", clause.folder):
            points.setdefault(clause.alternative.of, set()).add(clause.id)
            assert clause.alternative.right_when, clause.id
    assert len(points) >= 35
    sometimes = {"national data opt-out", "threshold", "signing in Scotland", "what a leaver does with information",
                 "consent to a newcomer", "what volunteers see", "minutes of meetings",
                 "views of a partner before information is released"}  # fmt: skip
    for facts in many_facts(york):
        chosen = in_force(assembler.render(facts, ISA, on=ON))
        for point, clauses in points.items():
            assert len(clauses & chosen) <= 1, point
            assert len(clauses & chosen) == 1 or point in sometimes, point


def test_ranks_of_alternatives_begin_with_the_preferred_one(library: Library) -> None:
    ranks: dict[str, list[int]] = {}
    for clause in library.clauses.values():
        if clause.alternative:
            ranks.setdefault(clause.alternative.of, []).append(clause.alternative.rank)
    for point, found in ranks.items():
        assert sorted(found) == list(range(1, len(found) + 1)), point


def test_every_point_has_three_ranks_or_says_why_there_is_no_third(library: Library) -> None:
    points: dict[str, list[Clause]] = {}
    for clause in library.clauses.values():
        if clause.alternative:
            points.setdefault(clause.alternative.of, []).append(clause)
    two = {point: found for point, found in points.items() if len(found) < 3}
    table = (content() / "docs/sections.md").read_text("utf-8").partition("## Points with two positions only")[2]
    named = re.findall(r"^\| ([a-z][\w ]+) \|", table.partition("\n## ")[0], re.MULTILINE | re.IGNORECASE)
    assert set(named) - {"Point"} == set(two)
    for point, found in two.items():
        assert any("no third position" in each.guidance for each in found), point


@pytest.mark.parametrize("template", AGREEMENTS)
def test_every_term_that_an_agreement_uses_is_defined_in_it(
    library: Library, assembler: Assembler, york: dict[str, Any], template: str
) -> None:
    for facts in many_facts(york):
        chosen = [library.clauses[each] for each in in_force(assembler.render(facts, template, on=ON))]
        defined = {term for clause in chosen for term in clause.defines}
        assert {term for clause in chosen for term in clause.uses} <= defined


@pytest.mark.parametrize("template", AGREEMENTS)
def test_no_agreement_defines_a_term_that_it_never_uses(
    library: Library, assembler: Assembler, york: dict[str, Any], template: str
) -> None:
    chosen = [library.clauses[each] for each in in_force(assembler.render(changed(york, JOINT), template, on=ON))]
    used = {term for clause in chosen for term in clause.uses}
    assert {term for clause in chosen for term in clause.defines} <= used


def test_a_defined_term_is_one_that_stands_in_bold_where_it_is_defined(library: Library) -> None:
    for name in ("definitions", "op-words"):
        clause = library.clauses[name]
        bold = {each.lower() for each in re.findall(r"\*\*(.+?)\*\*", clause.body)}
        assert {term.lower() for term in clause.defines} == bold


@pytest.mark.parametrize("template", AGREEMENTS)
def test_every_kind_of_agreement_can_be_made_from_every_worked_case_that_ends_in_one(
    assembler: Assembler, template: str
) -> None:
    made = 0
    for path in sorted((content() / "templates/cases").glob("*.yaml")):
        facts = read_facts(path.read_text("utf-8")).facts
        assert facts is not None
        if facts.signatures:
            text = assembler.render(facts, template, on=ON).draft.text()
            assert "None" not in text.split(), path.name
            made += 1
    assert made


def test_only_the_multi_agency_agreement_comes_without_being_asked_for(library: Library) -> None:
    kinds = {each: library.templates[each] for each in AGREEMENTS}
    assert [each for each, template in kinds.items() if not template.by_name] == [ISA]
    assert all(template.purpose and template.not_for for template in kinds.values())


def test_a_form_for_two_says_so_when_there_are_more(assembler: Assembler, york: dict[str, Any]) -> None:
    six = assembler.render(Facts.model_validate(york), "isa-two-party", on=ON).draft.text()
    gone = {f"/parties/{index}/status": "withdrawn" for index in range(2, 6)}
    two = assembler.render(changed(york, gone), "isa-two-party", on=ON).draft.text()
    assert "the facts name 6" in six
    assert "Use the multi-agency agreement" not in two


def test_a_one_way_disclosure_warns_when_information_also_comes_back(
    assembler: Assembler, york: dict[str, Any]
) -> None:
    one_way = {f"/flows/{index}/from": "together" for index in range(len(york["flows"]))}
    both = assembler.render(Facts.model_validate(york), "disclosure-agreement", on=ON).draft.text()
    single = assembler.render(changed(york, one_way), "disclosure-agreement", on=ON).draft.text()
    warning = "the facts name several that give information"
    assert warning in both
    assert warning not in single


def test_an_arrangement_names_the_joint_controllers_and_nobody_else(assembler: Assembler, york: dict[str, Any]) -> None:
    text = assembler.render(changed(york, JOINT), "joint-controller-arrangement", on=ON).draft.text()
    assert "For Together for Mental Wellbeing: name" in text
    assert "For the Chief Constable of North Yorkshire Police: name" in text
    assert "City of York Council" not in text


def test_the_public_summary_of_joint_control_sends_people_to_each_of_them_in_short_words(
    library: Library, assembler: Assembler, york: dict[str, Any]
) -> None:
    draft = assembler.render(changed(york, JOINT), "joint-control-summary", on=ON).draft
    text = draft.text()
    assert "dpo@together.example" in text
    assert "dpo@police.example" in text
    assert "dpo@council.example" not in text
    assert reading_of(draft).grade <= 8
    own = " ".join(library.clauses[each].body for each in ("jcs-title", "jcs-who", "jcs-tasks", "jcs-ask"))
    own = re.sub(r"\{[{%].*?[%}]\}", " ", own)  # the library's words, without the facts
    assert not re.search(r"\b(partner|controller of|allocation|pursuant|data subject)\b", own)


def test_the_protocol_lists_what_stands_under_it_and_opens_no_flow(assembler: Assembler, york: dict[str, Any]) -> None:
    text = assembler.render(Facts.model_validate(york), "overarching-protocol", on=ON).draft.text()
    assert york["agreement"]["ref"] in text
    assert "Information moves only under a specific agreement" in text
    joint = assembler.render(changed(york, JOINT), "overarching-protocol", on=ON).draft.text()
    assert "arrangement between joint controllers" in joint
    assert "| arrangement between joint controllers" not in text


def test_each_partner_of_a_welsh_protocol_has_a_designated_person(assembler: Assembler, york: dict[str, Any]) -> None:
    text = assembler.render(Facts.model_validate(york), "isp-wales", on=ON).draft.text()
    assert "Designated persons" in text
    assert "Ines Sample" in text  # information governance lead of the first partner
    assert "Information reference table by flow" in text


def test_the_health_service_agreement_says_where_each_caldicott_principle_is_answered(
    assembler: Assembler, york: dict[str, Any]
) -> None:
    draft = assembler.render(Facts.model_validate(york), "isa-nhs", on=ON).draft
    (table,) = [b.table for b in draft.blocks if b.clause == "caldicott-principles" and b.table]
    assert len(table.rows) == 8
    assert all(re.search(r"clause \d+", row.cells[1].text) for row in table.rows)


def test_every_point_that_partners_negotiate_has_ranked_wordings(library: Library) -> None:
    points = Counter(clause.alternative.of for clause in library.clauses.values() if clause.alternative)
    negotiated = {
        "time to tell partners of a breach", "who leads on a breach", "who leads on a complaint", "liability", "insurance",
        "passing information on", "variation", "consent to a newcomer", "joining later", "notice to leave",
        "what a leaver does with information", "pausing a flow", "working copies", "proof of disposal", "audit of access",
        "requests about rights", "asking the source before disclosing to the person", "publication",
        "views of a partner before information is released", "steps in a dispute", "start", "rhythm of reviews",
        "order of the texts", "signing in copies", "how often training is repeated", "what volunteers see",
        "minutes of meetings", "proof that it is the right person", "time to pass on a correction", "transfers",
        "processors",
    }  # fmt: skip
    assert all(points[each] >= 2 for each in negotiated)


def test_a_wording_in_reserve_stands_in_no_document_and_says_how_to_take_it(library: Library) -> None:
    reserve = [each for each in library.clauses.values() if each.status == "reserve"]
    used = {each for template in library.templates.values() for entry in template.outline for each in entry.clauses}
    assert len(reserve) >= 10
    for clause in reserve:
        assert clause.id not in used
        assert re.search(r"into the facts|in the facts|by an edit in the workspace", clause.guidance), clause.id


def speaking_of(library: Library, value: str, section: str) -> set[str]:
    """Clauses of an agreement whose condition or text names a value of the facts; "other" is a value of several."""
    return {
        clause.id
        for clause in library.clauses.values()
        if re.match(r"a\d\d-", clause.folder) and re.search(rf"[\"']{value}[\"']", clause.when + clause.body)
        if value != "other" or clause.section == section
    }


@pytest.mark.parametrize(("kind", "section"), [
    *((each.value, "A02") for each in PartyType), *((each.value, "A04") for each in PurposeKind),
])  # fmt: skip
def test_each_kind_of_partner_and_purpose_has_a_clause_and_a_row_in_the_table_of_kinds(
    library: Library, kind: str, section: str
) -> None:
    found = speaking_of(library, kind, section)
    assert any(library.clauses[each].section == section for each in found)
    (row,) = [
        line
        for line in (content() / "docs/sections.md").read_text("utf-8").splitlines()
        if line.startswith(f"| `{kind}` |") and f"`{min(found)}`" in line
    ]
    assert set(re.findall(r"`([a-z0-9-]+)`", row.split("|", 2)[2])) == found


def rows() -> list[list[str]]:
    table = content() / "docs/sections.md"
    text = table.read_text("utf-8").splitlines()
    return [
        [cell.strip() for cell in line.strip("|").split("|")] for line in text if re.match(r"\| (A\d\d|Sched)", line)
    ]


def test_every_heading_of_the_sources_has_clauses_that_exist(library: Library) -> None:
    found = rows()
    headings = [row[0] for row in found]
    assert [each[:3] for each in headings if each[0] == "A"] == [f"A{number:02}" for number in range(1, 36)]
    assert sum(each.startswith("Schedule") for each in headings) == 14
    for row in found:
        assert len(row) == 6
        assert all(row), row[0]
        clauses = re.findall(r"`([a-z0-9-]+)`", row[5])
        assert clauses, row[0]
        assert set(clauses) <= library.clauses.keys(), row[0]


def test_the_table_of_headings_names_every_clause_of_an_agreement(library: Library) -> None:
    listed = set(re.findall(r"`([a-z0-9-]+)`", (content() / "docs/sections.md").read_text("utf-8")))
    assert {each.id for each in library.clauses.values() if re.match(r"a\d\d-|schedules$", each.folder)} <= listed


def test_no_clause_makes_sharing_itself_a_duty_that_the_agreement_says_it_does_not_create(library: Library) -> None:
    assert "creates no power and no duty to share" in library.clauses["background"].body
    for clause in library.clauses.values():
        if re.match(r"a\d\d-", clause.folder):
            assert not re.search(r"[Pp]artners? must (share|disclose) (all|everything|any)", clause.body), clause.id
