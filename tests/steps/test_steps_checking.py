"""Documents checked side by side, and the assurance report that says what was found."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pytest

from studio.drafting.draft import BlockType
from studio.drafting.edits import Reword, Words
from studio.drafting.gaps import own_gaps
from studio.drafting.render import assembler_of
from studio.facts.read import read_facts
from studio.facts.write import set_fact
from studio.library.read import Library, load_library
from studio.library.source import parse_body
from studio.preflight.check import check
from studio.preflight.documents import check_documents, read_document_checks
from studio.preflight.finding import Finding
from studio.preflight.reading_age import grade, reading_of, syllables
from studio.preflight.rules import read_rules
from studio.steps.checking import Checked, assurance_of, assurance_report, check_family

CASE = Path(__file__).parents[2] / "templates" / "cases" / "york-pathways.yaml"
TEXT = CASE.read_text("utf-8")
LIBRARY = load_library()
ASSEMBLER = assembler_of(LIBRARY)
RULES = read_rules(LIBRARY.folder / "clauses" / "checks")
CHECKS, PROBLEMS = read_document_checks(LIBRARY.folder / "clauses" / "checks")
ON = date(2026, 10, 2)
ISA = "isa-multi-agency"


@dataclass(frozen=True)
class Row:
    rule: str
    pointer: str
    reason: str


def checked(text: str = TEXT, **more: object) -> Checked:
    facts = read_facts(text).facts
    assert facts is not None
    return check_family(facts, ASSEMBLER, RULES, on=ON, template=ISA, **more)  # type: ignore[arg-type]


def draft(template: str, text: str = TEXT):
    facts = read_facts(text).facts
    assert facts is not None
    return ASSEMBLER.render(facts, template, on=ON).draft


def test_the_worked_case_has_no_finding_on_its_documents_and_the_files_of_checks_can_be_read() -> None:
    assert PROBLEMS == ()
    found = checked()
    assert {each.rule for each in found.findings} <= {"C15"}
    assert {each.info.template for each in found.drafts} >= {
        ISA,
        "consent-adult",
        "privacy-notice",
        "practitioner-card",
    }


def test_an_unanswered_place_is_named_by_field_clause_and_document() -> None:
    lines = TEXT.splitlines()
    text = "\n".join(line for line in lines if not line.lstrip().startswith("review_date:"))
    found = [each for each in checked(text).findings if each.rule == "UNANSWERED"]
    assert [each.pointer for each in found] == ["/agreement/review_date"]
    assert not found[0].acceptable
    assert checked(text).agreement is None


def test_a_hard_sentence_in_a_public_form_is_found_and_shown() -> None:
    hard = (
        "Notwithstanding any contractual or organisational considerations to the contrary, participating organisations "
        "will systematically communicate comprehensive information concerning individual circumstances"
    )
    fact = "/consent_model/refusal_effect"
    easy = draft("consent-adult")
    assert reading_of(easy).grade < 8
    worse = draft("consent-adult", set_fact(TEXT, fact, ". ".join([hard] * 25)))
    found = [each for each in check_documents([worse], CHECKS, LIBRARY.clauses) if each.rule == "READING-AGE"]
    assert len(found) == 1
    assert "Notwithstanding" in found[0].message
    assert not [each for each in check_documents([easy], CHECKS, LIBRARY.clauses) if each.rule == "READING-AGE"]


@pytest.mark.parametrize(
    ("word", "count"), [("cat", 1), ("people", 2), ("information", 4), ("needed", 2), ("shared", 1), ("services", 3)]
)
def test_syllables_are_counted_as_a_reader_says_them(word: str, count: int) -> None:
    assert syllables(word) == count


def test_names_and_citations_do_not_make_a_text_harder() -> None:
    assert grade("We ask you first under section 45(1)(a) of the Care Act 2014.") < 4
    assert grade("We ask you first. You can say no.") < 2


def test_banned_words_are_found_in_the_form_itself() -> None:
    text = set_fact(TEXT, "/consent_model/refusal_effect", "By using this service you consent to everything")
    found = [each for each in checked(text).findings if each.rule == "C09"]
    assert found
    assert all(each.severity == "error" for each in found)


def test_a_term_that_is_used_and_not_defined_is_found_and_a_defined_one_is_not() -> None:
    clause = replace(LIBRARY.clauses["retention"], uses=("Golden Record",))
    clauses = {**LIBRARY.clauses, "retention": clause}
    agreement = draft(ISA)
    found = [each for each in check_documents([agreement], CHECKS, clauses) if each.rule == "TERM-UNDEFINED"]
    assert [(each.clause, "Golden Record" in each.message) for each in found] == [("retention", True)]
    assert not [each for each in check_documents([agreement], CHECKS, LIBRARY.clauses) if each.rule == "TERM-UNDEFINED"]


def test_a_definition_that_nothing_uses_is_found() -> None:
    agreement = draft(ISA)
    block = next(each for each in agreement.blocks if each.type is BlockType.DEFINITION)
    strange = replace(block, key="x.1", runs=(replace(block.runs[0], text="Zeitgeist", strong=True), *block.runs[1:]))
    found = check_documents([replace(agreement, blocks=(*agreement.blocks, strange))], CHECKS, LIBRARY.clauses)
    assert [each.message for each in found if each.rule == "TERM-UNUSED"] == [
        f"“{agreement.info.short_title}” defines “Zeitgeist” and never uses it."
    ]


def test_agreed_wording_that_parts_from_a_fact_is_set_against_the_documents_that_still_print_it() -> None:
    edit = Reword("consent-refused.4.c2", (Words("Write to the lead partner."),), "")
    found = [each for each in checked(edits=(edit,)).findings if each.rule == "CONTRADICTION"]
    assert "/consent_model/withdrawal_routes/0" in {each.pointer for each in found}
    assert all(each.acceptable for each in found)
    assert not [each for each in checked().findings if each.rule == "CONTRADICTION"]


def test_the_assurance_report_says_where_each_point_is_answered_and_never_that_it_is_lawful() -> None:
    found = checked()
    report = assurance_of(found, ASSEMBLER, {})
    assert all(each.where or each.question.startswith("Do the documents") for each in report.answers)
    assert {each.state for each in report.answers} == {"answered"}
    facts = read_facts(TEXT).facts
    assert facts is not None
    text = assurance_report(facts, ASSEMBLER, found, on=ON).draft.text()
    assert "lawful" not in text.replace("lawful basis", "").replace("lawfulness", "")
    assert "Which organisations share" in text


def test_an_accepted_risk_stands_in_the_report_with_role_and_reason_and_an_error_cannot_be_accepted() -> None:
    text = set_fact(TEXT, "/consent_model/refresh_months", "36")
    pointer = next(each.pointer for each in checked(text).findings if each.rule == "C13")
    rows = (Row("C13", pointer, "People are seen every week."), Row("P01", "/parties", "No."))
    found = checked(text, acceptances=rows)
    report = assurance_of(found, ASSEMBLER, {("C13", pointer): "Information governance lead"})
    assert [(each.rule, each.role, each.reason) for each in report.accepted] == [
        ("C13", "Information governance lead", "People are seen every week.")
    ]
    facts = read_facts(text).facts
    assert facts is not None
    printed = assurance_report(
        facts, ASSEMBLER, found, on=ON, roles={("C13", pointer): "Information governance lead"}
    ).draft.text()
    assert "Information governance lead" in printed
    assert "People are seen every week." in printed


def _with_own_words(words: str) -> Library:
    """The library with one more sentence in a clause of each partner's own practitioner card."""
    clause = LIBRARY.clauses["pc-ring"]
    body = f"{clause.body}\n\n{words}\n"
    written = replace(clause, body=body, lines=parse_body(body, clause.body_line))
    return replace(LIBRARY, clauses={**LIBRARY.clauses, clause.id: written})


def test_a_place_without_an_answer_in_one_partners_own_document_is_found() -> None:
    facts = read_facts(TEXT).facts
    assert facts is not None
    bare = [number for number, each in enumerate(facts.parties) if not each.company_no]
    assert 0 < len(bare) < len(facts.parties)
    printed = "{% if this %}Company number {{ this.company_no }}.{% endif %}"

    def gaps(words: str, text: str = TEXT) -> list[Finding]:
        ready = read_facts(text).facts
        assert ready is not None
        assembler = assembler_of(_with_own_words(words))
        found = check_family(ready, assembler, RULES, on=ON, template=ISA).findings
        return [each for each in found if each.rule == "UNANSWERED"]

    found = gaps(printed)
    assert [each.pointer for each in found] == [f"/parties/{number}/company_no" for number in bare]
    assert all(each.blocks and not each.acceptable and each.clause == "pc-ring" for each in found)
    for number, each in zip(bare, found, strict=True):
        assert str(facts.parties[number].short_name) in each.message
    assert gaps("{% if this and this.company_no %}Company number {{ this.company_no }}.{% endif %}") == []


def test_an_answer_given_afterwards_closes_the_gap_in_the_partners_own_document() -> None:
    assembler = assembler_of(_with_own_words("{% if this.id == 'police' %}{{ this.company_no }}{% endif %}"))
    before, after = (read_facts(each).facts for each in (TEXT, set_fact(TEXT, "/parties/1/company_no", "ZZ1")))
    assert before is not None
    assert after is not None
    assert [gap.party.id for gap in own_gaps(assembler, before, on=ON)] == ["police"]
    assert list(own_gaps(assembler, after, on=ON)) == []
    assert [gap.template for gap in own_gaps(assembler, before, on=ON)] == ["practitioner-card"]


def test_an_acceptance_of_one_documents_finding_leaves_the_same_finding_of_another_document_open() -> None:
    clause = replace(LIBRARY.clauses["retention"], uses=("Golden Record", "Silver Record"))
    library = replace(LIBRARY, clauses={**LIBRARY.clauses, "retention": clause})
    facts = read_facts(TEXT).facts
    assert facts is not None

    def terms(*rows: Row) -> list[Finding]:
        found = check_family(facts, assembler_of(library), RULES, on=ON, template=ISA, acceptances=rows).findings
        return [each for each in found if each.rule == "TERM-UNDEFINED"]

    gold, silver = terms()
    assert gold.place != silver.place
    accepted = {each.message: each.accepted for each in terms(Row("TERM-UNDEFINED", gold.place, "Known to all."))}
    assert accepted == {gold.message: "Known to all.", silver.message: None}


@pytest.mark.parametrize(
    ("words", "banned"),
    [
        ("Withdrawing does not delete your records; it stops what has not been sent", False),
        ("If you withdraw, we never erase your information", False),
        ("If you withdraw, every partner will delete your records", True),
        ("You agree to sharing it with all agencies", True),
        ("You still get all other help, and each agency is asked about apart", False),
    ],
)
def test_an_honest_sentence_on_withdrawal_is_not_taken_for_a_promise(words: str, banned: bool) -> None:
    text = set_fact(TEXT, "/consent_model/refusal_effect", words)
    facts = read_facts(text).facts
    assert facts is not None
    found = {each.rule for each in check(facts, None, RULES, LIBRARY.law, ON)}
    assert ("C09" in found) is banned
