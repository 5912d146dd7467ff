"""The law tables: complete, citable, and honest about what is not yet confirmed."""

from __future__ import annotations

import inspect
from datetime import date
from enum import StrEnum
from pathlib import Path

import pytest

from studio.facts import kinds
from studio.facts.model import HraNote
from studio.facts.tree import read_tree
from studio.law.law import Law, table_of

FOLDER = Path(__file__).parents[2] / "clauses" / "law"
LAW = Law.load(FOLDER)
ENUMS = [kind for _, kind in inspect.getmembers(kinds, inspect.isclass) if issubclass(kind, StrEnum) and len(kind)]


def test_the_shipped_tables_have_no_problem_and_every_power_but_the_hidden_one() -> None:
    assert LAW.problems == ()
    assert sorted(LAW.powers) == [f"W{number:02}" for number in range(1, 51) if number != 48]
    assert "W48" in (FOLDER / "powers.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", ENUMS, ids=lambda kind: kind.__name__)
def test_every_fixed_value_has_printed_words(kind: type[StrEnum]) -> None:
    words = LAW.words[table_of(kind)]
    assert set(words) == {str(member) for member in kind}
    for member in kind:
        text = LAW.word(member)
        assert text
        assert "_" not in text
        assert not text.endswith(".")


def test_every_basis_condition_route_and_tool_of_the_facts_is_in_the_tables() -> None:
    assert set(LAW.art6) == set(kinds.Art6)
    assert set(LAW.art9) == set(kinds.Art9)
    assert set(LAW.routes) == set(kinds.ConfidentialityRoute)
    assert set(LAW.tools) == set(kinds.TransferTool)
    assert {key for key, basis in LAW.art9.items() if basis.schedule1} == {"b", "g", "h", "i", "j"}


def test_a_power_counts_only_from_its_first_day() -> None:
    duty = LAW.powers["W08"]
    assert not duty.in_force_on(date(2026, 9, 29))
    assert duty.in_force_on(date(2026, 9, 30))


def test_printed_words_hold_no_open_point() -> None:
    for power in LAW.powers.values():
        assert "CHECK" not in power.citation + power.title + power.who + power.note
    listed = read_tree((FOLDER / "not-included.yaml").read_text(encoding="utf-8")).get("not_included")
    assert listed is not None
    for entry in listed.items:
        assert {part.key for part in entry.entries} == {"where", "what", "done"}


def test_the_regulator_is_the_commission_and_conditions_are_found_by_paragraph() -> None:
    assert "Commission (ICO)" in LAW.the_regulator().name
    condition = LAW.condition("18(1)")
    assert condition is not None
    assert condition.apd
    assert LAW.condition("99") is None


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("powers:\n  - {id: W01, citation: x\n", 3),
        ("powers:\n  - {id: W01, citation: A, title: t, kind: Z, who: w, nations: [EN]}\n", 2),
        ("powers:\n  - {id: W01, citation: A, title: t, kind: D, who: w, nations: [FR]}\n", 2),
        ("powers:\n\n  - {id: W01}\n", 3),
        ("powers:\n  - {id: W01, citation: A, title: t, kind: D, who: w, nations: [EN], valid_from: soon}\n", 2),
        ("powers:\n  - {id: W01, citation: A, title: t, kind: D, who: w, nations: [EN], foo: 1}\n", 2),
        ("powers:\n  - just words\n", 2),
    ],
)
def test_a_bad_law_file_is_a_problem_with_file_and_line_and_the_rest_is_read(
    tmp_path: Path, text: str, line: int
) -> None:
    for path in FOLDER.glob("*.yaml"):
        (tmp_path / path.name).write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "powers.yaml").write_text(text, encoding="utf-8")
    law = Law.load(tmp_path)
    [problem] = law.problems
    assert (problem.file, problem.line) == ("powers.yaml", line)
    assert law.art6 == LAW.art6


def test_a_missing_law_file_is_named(tmp_path: Path) -> None:
    assert {problem.file for problem in Law.load(tmp_path).problems} >= {"powers.yaml", "words.yaml"}


def test_every_table_of_the_domain_note_is_there_with_its_citations() -> None:
    assert list(LAW.annex1) == [str(number) for number in range(1, 9)]
    assert set(LAW.annex2) == {"1", "2", "3", "4", "6", "7", "8", "tax", "legal_obligation"}
    assert set(LAW.art10) == {"official_authority", "domestic_law"}
    assert list(LAW.schedule8) == [str(number) for number in range(1, 10)]
    assert list(LAW.caldicott) == [str(number) for number in range(1, 9)]
    assert set(LAW.hra) == set(HraNote.model_fields)
    for table in (
        LAW.art6,
        LAW.annex1,
        LAW.annex2,
        LAW.art9,
        LAW.art10,
        LAW.schedule8,
        LAW.caldicott,
        LAW.hra,
        LAW.tools,
    ):
        assert all(row.cite and row.title for row in table.values())
    for row in [LAW.art6["ea"], *LAW.annex1.values(), *LAW.annex2.values()]:
        assert not row.in_force_on(date(2026, 2, 4))
        assert row.in_force_on(date(2026, 2, 5))
    assert {para for para, row in LAW.schedule1.items() if not row.art10} == {"8", "16", "19"}


@pytest.mark.parametrize(
    ("para", "needed"),
    [("1", True), ("2", False), ("4", False), ("5", False), ("6", True), ("10", True), ("10(2)", False), ("10(1)", True),
     ("13", False), ("18(1)", True), ("20", True), ("27", True), ("27(3)", False), ("28", True), ("29", False),
     ("35", True), ("36", False), ("words", False)],
)  # fmt: skip
def test_a_policy_document_is_needed_for_all_of_part_2_but_three_disclosures(para: str, needed: bool) -> None:
    assert LAW.needs_policy_document(para) is needed


def test_a_row_that_was_added_says_who_stands_for_it_and_ends_with_its_repeal(tmp_path: Path) -> None:
    for path in FOLDER.glob("*.yaml"):
        (tmp_path / path.name).write_text(path.read_text("utf-8"), "utf-8")
    (tmp_path / "powers-own.yaml").write_text(
        "powers:\n  - {id: OWN1, citation: Local Act 1990, title: t, kind: P, who: councils, nations: [EN], added_by: Kim,"
        " checked_by: Dee Sample, checked_on: 2026-10-01, repealed_on: 2026-11-01}\n",
        "utf-8",
    )
    law = Law.load(tmp_path)
    assert law.problems == ()
    row = law.powers["OWN1"]
    assert (row.added_by, row.checked_by, row.checked_on) == ("Kim", "Dee Sample", date(2026, 10, 1))
    assert row.in_force_on(date(2026, 10, 31))
    assert not row.in_force_on(date(2026, 11, 1))
