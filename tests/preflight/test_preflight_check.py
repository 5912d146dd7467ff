"""Acceptance, drafts and bad rule files."""

from __future__ import annotations

import hashlib
import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "facts"))

from facts_cases import york_facts, york_values

from studio.drafting.draft import Block, BlockType, Draft, DraftInfo, DraftStatus, Run
from studio.facts.model import Facts
from studio.law.law import Law
from studio.preflight.check import check
from studio.preflight.documents import check_documents, read_document_checks
from studio.preflight.rules import read_rules

CLAUSES = Path(__file__).parents[2] / "clauses"
RULES = read_rules(CLAUSES / "checks")
LAW = Law.load(CLAUSES / "law")
DAY = date(2026, 11, 23)
GOOD = """\
rules:
  - id: Z01
    severity: error
    for: p in parties
    when: p.type == "icb"
    pointer: "{{ at(p) }}"
    message: Found {{ p.name }}.
    action: Look.
    source: test
    applies_from: 2020-01-01
    law_version: "1"
"""


@dataclass(frozen=True)
class Accepted:
    rule: str
    pointer: str
    reason: str = "Agreed by the board on 20 November."


def a_draft(family: str = "agreement", status: DraftStatus = DraftStatus.DRAFT, words: str = "Words") -> Draft:
    info = DraftInfo("t", "T", "T", "R", "0.1", family, status, 1, DAY)
    run = Run(words, fact="/parties/3/ico_reg_no")
    return Draft(info, (Block("k", "parties-list", "1", BlockType.PARAGRAPH, runs=(run,)),))


def test_an_acceptable_error_is_accepted_with_its_reason_and_a_plain_one_never() -> None:
    values = york_values()
    values["flows"][0]["method"] = "fax"
    values["parties"][3]["ico_reg_no"] = None
    facts = Facts.model_validate(values)
    accepted = [Accepted("F05", "/flows/0/method"), Accepted("P03", "/parties/3/ico_reg_no")]
    found = {finding.rule: finding for finding in check(facts, None, RULES, LAW, DAY, accepted)}
    assert found["F05"].acceptable
    assert found["F05"].accepted == accepted[0].reason
    assert not found["F05"].blocks
    assert not found["P03"].acceptable
    assert found["P03"].accepted is None
    assert found["P03"].blocks


def test_an_acceptance_counts_for_its_own_place_only() -> None:
    values = york_values()
    values["flows"][0]["method"] = values["flows"][2]["method"] = "fax"
    found = check(Facts.model_validate(values), None, RULES, LAW, DAY, [Accepted("F05", "/flows/0/method")])
    assert {finding.pointer for finding in found if finding.rule == "F05" and finding.blocks} == {"/flows/2/method"}


def test_a_finding_names_the_clause_that_prints_the_fact() -> None:
    values = york_values()
    values["parties"][3]["ico_reg_no"] = None
    found = check(Facts.model_validate(values), a_draft(), RULES, LAW, DAY)
    assert [finding.clause for finding in found if finding.rule == "P03"] == ["parties-list"]


def test_a_forbidden_phrase_in_a_form_is_found_and_in_an_agreement_it_is_not_a_form() -> None:
    words = "By using this service you consent to sharing."
    form, agreement = a_draft("form", words=words), a_draft("agreement", words=words)
    checks, _ = read_document_checks(CLAUSES / "checks")

    def found(draft: Draft) -> set[str]:
        return {finding.rule for finding in check_documents([draft], checks, {})}

    assert "C09" in found(form)
    assert "C09" not in found(agreement)
    assert "C09" not in found(a_draft("form"))


def test_a_signature_on_another_text_is_found_and_on_this_one_is_not() -> None:
    draft = a_draft(status=DraftStatus.FINAL)
    right = hashlib.sha256(draft.text().encode()).hexdigest()
    for printed, expected in (("0" * 64, True), (right, False), (right.upper(), False)):
        values = york_values()
        values["signatures"][1] |= {
            "signed_on": "2027-02-01",
            "declaration_of_authenticity": True,
            "doc_hash": printed,
        }
        found = check(Facts.model_validate(values), draft, RULES, LAW, DAY)
        assert ("X04" in {finding.rule for finding in found}) is expected


def test_a_rule_applies_from_its_day_on() -> None:
    values = york_values()
    values["legal"][2]["art6"] = "ea"
    facts = Facts.model_validate(values)
    assert "L09" in {finding.rule for finding in check(facts, None, RULES, LAW, date(2026, 2, 5))}
    assert "L09" not in {finding.rule for finding in check(facts, None, RULES, LAW, date(2026, 2, 4))}


def test_errors_come_first_and_no_finding_stands_twice() -> None:
    facts = Facts.model_validate({"agreement": york_values()["agreement"] | {"review_date": None}})
    found = check(facts, None, RULES, LAW, DAY)
    severities = [finding.severity for finding in found]
    assert severities == sorted(severities, key=["error", "warning", "advice"].index)
    assert len(set(found)) == len(found)


@pytest.mark.parametrize(
    ("old", "new", "line", "word"),
    [
        ("severity: error", "severity: fatal", 2, "severity"),
        ("    when: p.type == \"icb\"\n", "", 2, "when"),
        ("p.type ==", "p.type ==) and (", 5, "when"),
        ("Found {{ p.name }}.", "Found {{ p.name.", 7, "message"),
        ("applies_from: 2020-01-01", "applies_from: soon", 2, "applies_from"),
        ("applies_from: 2020-01-01", "applies_from: 2020-13-01", 2, "calendar"),
        ("for: p in parties", "for: all parties", 2, "name in list"),
        ("source: test", "sources: test", 9, "sources"),
        ("rules:\n", "rules:\n  - words\n", 2, "fields"),
        ("rules:\n", "rulez:\n", 1, "rules"),
        ("severity: error", "severity: [", 3, ""),
    ],
)  # fmt: skip
def test_a_bad_rule_is_a_problem_with_file_and_line_beside_its_honest_twin(
    tmp_path: Path, old: str, new: str, line: int, word: str
) -> None:
    (tmp_path / "good.yaml").write_text(GOOD, encoding="utf-8")
    assert read_rules(tmp_path).problems == ()
    assert old in GOOD
    (tmp_path / "bad.yaml").write_text(GOOD.replace(old, new), encoding="utf-8")
    rules = read_rules(tmp_path)
    [problem] = rules.problems
    assert problem.file == "bad.yaml"
    assert problem.line >= line
    assert word in problem.message
    assert [rule.id for rule in rules.rules if rule.file == "good.yaml"] == ["Z01"]


@pytest.mark.parametrize(
    "condition",
    ["nobody.name", "p.type > 3", "p.__class__", "p.model_copy()", "matches(p.name, '(')", "1 / 0", "p.foo()"],
)
def test_a_rule_that_cannot_run_says_so_and_the_others_run(tmp_path: Path, condition: str) -> None:
    (tmp_path / "good.yaml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "odd.yaml").write_text(
        GOOD.replace("Z01", "Z02").replace('p.type == "icb"', condition), encoding="utf-8"
    )
    found = {finding.rule: finding for finding in check(york_facts(), None, read_rules(tmp_path), LAW, DAY)}
    assert found["Z01"].message == "Found the ICB."
    assert "could not be carried out" in found["Z02"].message
    assert "odd.yaml, line 2" in found["Z02"].action


# The rules of domain note section 5: letter and how many.
CATALOGUE = {
    "P": 10, "U": 6, "D": 8, "L": 24, "C": 15, "F": 11, "S": 3, "R": 4, "T": 5, "V": 4, "H": 7, "J": 3, "G": 10, "X": 8, "E": 10,
    "Y": 2,
}  # fmt: skip


def test_the_shipped_rules_have_no_problem_and_every_rule_of_the_catalogue_is_in_a_file() -> None:
    assert RULES.problems == ()
    wanted = {f"{letter}{number:02}" for letter, last in CATALOGUE.items() for number in range(1, last + 1)}
    documents, _ = read_document_checks(CLAUSES / "checks")
    assert wanted == ({rule.id for rule in RULES.rules} | {each.id for each in documents}) & wanted
    assert len(wanted) == 130
    documents, problems = read_document_checks(CLAUSES / "checks")
    assert problems == ()
    assert {"C09", "C12", "Y02"} <= {each.id for each in documents}


def test_an_empty_folder_is_a_problem(tmp_path: Path) -> None:
    assert read_rules(tmp_path).problems
