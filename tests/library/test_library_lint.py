"""Lint: a library without a fault is quiet, and every kind of fault, planted beside it, is named with file and line."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
from library_folders import PURPOSE, clause_text, folder_of

from studio.drafting.context import context
from studio.drafting.engine import environment
from studio.facts.read import read_facts
from studio.library.check import complete_facts, lint_library
from studio.library.limits import CLAUSE_FILTERS
from studio.library.printed import FAMILY, NAMES, printed_facts
from studio.library.read import load_library, read_clause
from studio.library.shipped import content
from studio.steps.packs import lint_all

HONEST = {
    "words": clause_text("words", ": **Working day** means a day of work.\n", defines='["Working day"]'),
    "answer": clause_text(
        "answer",
        "1. A request is passed on within one working day, as [[words]] says. It is a matter for {{ regulator.name }}.\n"
        "{% for p in active_parties %}\n* {{ p.legal_name }}\n{% endfor %}\n",
        uses='["Working day"]',
        facts="[parties.legal_name]",
        law='[{cite: "Data Protection Act 2018", place: "section 45"}]',
        when='"terms.forward_within_days"',
        alternative='{of: passing on, rank: 1, right_when: "Always."}',
    ),
}


def found(root: Path, extra: dict[str, str] | None = None, template: str | None = None) -> list[tuple[str, int, str]]:
    folder = folder_of(root, {**HONEST, **(extra or {})}, template)
    return [(each.file, each.line, each.code) for each in lint_library(load_library(folder))]


def test_an_honest_library_has_no_problem(tmp_path: Path) -> None:
    assert found(tmp_path) == []


HEAD = "id: small\ntitle: A small agreement\n"
TEMPLATES_ALL = f"id: small\ntitle: A small agreement\n{PURPOSE}outline:\n  - {{clauses: [words, answer]}}\n"
CHANGES = "[{version: '1.0', date: 2026-11-21, reason: First text}, %s]"
# what is wrong: body, header, code, line
CLAUSES: dict[str, tuple[str, dict[str, str], str, int]] = {
    "a list of changes that is missing": ("1. x\n", {"changes": "[]"}, "changes", 6),
    "a version that no change gives": ("1. x\n", {"version": '"1.1"', "changes": CHANGES % ""}, "version", 4),
    "a change without a reason": (
        "1. x\n",
        {"changes": "[{version: '1.0', date: 2026-11-21, reason: ''}]"},
        "change-reason",
        6,
    ),
    "a change on no day": (
        "1. x\n",
        {"changes": "[{version: '1.0', date: someday, reason: First text}]"},
        "change-date",
        6,
    ),
    "a version that falls": (
        "1. x\n",
        {"version": '"0.9"', "changes": CHANGES % "{version: '0.9', date: 2026-11-22, reason: Back}"},
        "change-order",
        6,
    ),
    "a later version on an earlier day": (
        "1. x\n",
        {"version": '"1.1"', "changes": CHANGES % "{version: '1.1', date: 2026-11-20, reason: Back}"},
        "change-order",
        6,
    ),
    "a status that is none": ("1. x\n", {"status": "perhaps"}, "status", 6),
    "a section that is none": ("1. x\n", {"section": "A36"}, "section", 5),
    "a heading with a reference": ("1. x\n", {"title": '"On [[words]]"'}, "title", 3),
    "a reference to no clause": ("1. See [[nowhere]].\n", {}, "reference", 8),
    "a condition with an error": ("1. x\n", {"when": '"parties =="'}, "when", 6),
    "a value with an error": ("1. fine\n1. {{ parties[ }}\n", {}, "jinja", 9),
    "a value that is not closed": ("1. fine\n1. {{ agreement.title \n", {}, "code", 9),
    "a value that is not closed in a cell": ("| a | {{ agreement.title | b |\n", {}, "code", 8),
    "a value that is not closed in the heading": ("1. x\n", {"title": '"On {{ agreement.title"'}, "code", 3),
    "a condition in a line that is not closed": ("1. x {% if parties\n", {}, "code", 8),
    "a remark that is not closed": ("1. x {# to do\n", {}, "code", 8),
    "an end without a beginning": ("1. agreement.title }}\n", {}, "code", 8),
    "a value of more than 1,000 characters": ("1. {{ '' %s }}\n" % ("or '' " * 170), {}, "code", 8),
    "a loop that stays open": ("{% for p in parties %}\n1. x\n", {}, "control", 8),
    "a fact that is none": ("1. x\n", {"facts": "[parties.no_such]"}, "fact", 6),
    "a printed fact that is not listed": ("1. x\n1. {{ agreement.title }}\n", {}, "fact-not-listed", 9),
    "a printed fact of a loop that is not listed": (
        "{% for p in active_parties %}\n* {{ p.address }}\n{% endfor %}\n",
        {"facts": "[parties.legal_name]"},
        "fact-not-listed",
        10,
    ),
    "a name that nothing has": ("1. x\n{% if nobody %}\n1. y\n{% endif %}\n", {}, "name", 9),
    "a filter that is none": ("1. {{ agreement.title | shout }}\n", {"facts": "[agreement.title]"}, "filter", 9),
    "a macro": ("1. x\n{% macro m() %}\n1. y\n{% endmacro %}\n", {}, "not-allowed", 9),
    "an attribute walk": ("1. {{ ''.__class__ }}\n", {}, "not-allowed", 8),
    "the regulator's name typed": ("1. Tell the ICO.\n", {}, "regulator", 8),
    "the regulator's name typed in the gloss": ("1. x\n", {"gloss": "Ask the Information Commission."}, "regulator", 6),
    "a claim that it is lawful": ("1. x\n1. The sharing is lawful.\n", {}, "claim", 9),
    "a claim that it is compliant": ("1. This form is fully compliant.\n", {}, "claim", 8),
    "a citation without an instrument": ("1. x\n", {"law": '[{cite: "", place: "section 1"}]'}, "law-cite", 6),
    "an Act without its year": ("1. x\n", {"law": '[{cite: "Data Protection Act"}]'}, "law-cite", 6),
    "a place that is shortened": ("1. x\n", {"law": '[{cite: "UK GDPR", place: "Art 6"}]'}, "law-place", 6),
    "a term that nobody defines": ("1. x\n", {"uses": '["Sealed item"]'}, "term-undefined", 6),
    "a definition that nobody uses": (
        ": **Sealed item** means an item under seal.\n",
        {"defines": '["Sealed item"]'},
        "term-unused",
        6,
    ),
    "two wordings of one rank": (
        "1. x\n",
        {"alternative": '{of: passing on, rank: 1, right_when: "Never."}'},
        "alternative-rank",
        6,
    ),
    "a fall-back without a preferred wording": (
        "1. x\n",
        {"alternative": '{of: another point, rank: 2, right_when: "Never."}'},
        "alternative-first",
        6,
    ),
    "a wording that would take the place of a clause on something else": (
        "1. x\n",
        {"alternative": '{of: passing on, rank: 3, right_when: "Never.", instead_of: [words]}'},
        "reserve-place",
        6,
    ),
    "a wording that does not say when it is right": (
        "1. x\n",
        {"alternative": "{of: another point, rank: 1}"},
        "alternative-when",
        6,
    ),
    "a file of another name": ("1. x\n", {"id": "other"}, "file-name", 2),
}


def test_marks_that_are_written_with_a_backslash_and_short_code_are_no_fault(tmp_path: Path) -> None:
    body = "1. A place looks so: \\{\\{ name \\}\\}. A room is {12}.\n1. {{ '%s' }}\n" % ("so " * 320)
    names = ", ".join([*HONEST, "fine"])
    template = f"{HEAD}{PURPOSE}outline:\n  - {{clauses: [{names}]}}\n"
    assert found(tmp_path, {"fine": clause_text("fine", body)}, template) == []


LONG = {
    "a row of 60,000 bars": ("1. x\n" + "|" * 60_000 + "\n", 9, "60,000 characters"),
    "a condition of 13 KB": ("{% if [" + "a[1:]," * 2_200 + "] %}\n1. x\n{% endif %}\n", 8, "13,211 characters"),
    "a text of 70 KB": ("1. x\n" * 14_000, 1, "70,128 characters"),
}


@pytest.mark.parametrize("fault", LONG)
def test_a_text_that_is_far_too_long_is_named_before_it_is_read(tmp_path: Path, fault: str) -> None:
    body, line, said = LONG[fault]
    folder = folder_of(tmp_path, {**HONEST, "bad": clause_text("bad", body)}, TEMPLATES_ALL)
    (problem,) = lint_library(load_library(folder))
    assert (problem.file, problem.line, problem.code) == ("clauses/a01/bad.md", line, "length")
    assert said in problem.message


def test_a_wording_in_reserve_has_to_say_whose_place_it_can_take(tmp_path: Path) -> None:
    def reserve(more: str) -> str:
        ranked = f'{{of: passing on, rank: 3, right_when: "Never."{more}}}'
        return clause_text("kept", "1. x\n", status="reserve", alternative=ranked)

    assert [each[2] for each in found(tmp_path / "a", {"kept": reserve("")}, TEMPLATES_ALL)] == ["reserve-place"]
    assert found(tmp_path / "b", {"kept": reserve(", instead_of: [answer]")}, TEMPLATES_ALL) == []


@pytest.mark.parametrize("fault", CLAUSES)
def test_a_fault_planted_in_a_clause_is_the_only_one_that_is_named(tmp_path: Path, fault: str) -> None:
    body, header, code, line = CLAUSES[fault]
    names = ", ".join([*HONEST, header.get("id", "bad")])
    template = (
        f"id: small\ntitle: A small agreement\nfamily: agreement\n{PURPOSE}outline:\n  - {{clauses: [{names}]}}\n"
    )
    assert found(tmp_path, {"bad": clause_text("bad", body, **header)}, template) == [
        ("clauses/a01/bad.md", line, code)
    ]


ALL = "outline:\n  - {clauses: [words, answer]}\n"
TEMPLATES: dict[str, tuple[str, str]] = {
    "no purpose": (f"{HEAD}not_for: Real use.\n{ALL}", "template-purpose"),
    "no word when not to use it": (f"{HEAD}purpose: To try it.\n{ALL}", "template-not-for"),
    "a family that is none": (f"{HEAD}family: letter\n{PURPOSE}{ALL}", "family"),
    "a condition with an error": (f"{HEAD}{PURPOSE}when: 'parties =='\n{ALL}", "template-when"),
    "a title with an error": (f"id: small\ntitle: '{{{{ agreement. }}}}'\n{PURPOSE}{ALL}", "template-title"),
    "a clause that is not there": (f"{HEAD}{PURPOSE}outline:\n  - {{clauses: [words, answer, gone]}}\n", "missing"),
    "a clause twice": (f"{HEAD}{PURPOSE}outline:\n  - {{clauses: [words, answer, words]}}\n", "twice"),
    "another id": (f"id: large\ntitle: x\n{PURPOSE}{ALL}", "file-name"),
}


@pytest.mark.parametrize("fault", TEMPLATES)
def test_a_fault_planted_in_a_template_is_the_only_one_that_is_named(tmp_path: Path, fault: str) -> None:
    template, code = TEMPLATES[fault]
    assert found(tmp_path, template=template) == [("templates/small.yaml", 1, code)]


def test_a_clause_that_no_template_holds_is_named_and_a_draft_is_not(tmp_path: Path) -> None:
    extra = {"loose": clause_text("loose", "1. x\n"), "early": clause_text("early", "1. x\n", status="draft")}
    template = f"{HEAD}{PURPOSE}{ALL}"
    assert found(tmp_path, extra, template) == [("clauses/a01/loose.md", 1, "unused")]


def library_problems(root: Path, files: dict[str, str]) -> list[tuple[str, int, str]]:
    folder = folder_of(root, HONEST)
    for name, text in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return [(each.file, each.line, each.code) for each in lint_library(load_library(folder))]


WELSH = "clauses/cy/answer.md"
WELSH_TEXT = clause_text(
    "answer",
    HONEST["answer"]
    .partition("\n---\n")[2]
    .replace("A request is passed on within", "Prawf")
    .replace("It is", "Prawf"),
    language="cy",
    of_version='"1.0"',
)
FILES: dict[str, tuple[dict[str, str], tuple[str, int, str]]] = {
    "a header that is no YAML": (
        {"clauses/a01/bad.md": "---\nid: bad\ntitle: [\n---\n1. x\n"},
        ("clauses/a01/bad.md", 4, "yaml"),
    ),
    "a header that is a list": ({"clauses/a01/bad.md": "---\n- bad\n---\n1. x\n"}, ("clauses/a01/bad.md", 2, "yaml")),
    "a header without a version": (
        {"clauses/a01/bad.md": "---\nid: bad\ntitle: B\nsection: A01\n---\n1. x\n"},
        ("clauses/a01/bad.md", 1, "header"),
    ),
    "an id with capital letters": (
        {"clauses/a01/bad.md": clause_text("BAD", "1. x\n")},
        ("clauses/a01/bad.md", 2, "id"),
    ),
    "an id that is taken": (
        {"clauses/a02/words.md": HONEST["words"]},
        ("clauses/a02/words.md", 1, "duplicate-id"),
    ),
    "a template whose outline is no list": (
        {"templates/bad.yaml": f"id: bad\ntitle: Bad\n{PURPOSE}outline: words\n"},
        ("templates/bad.yaml", 5, "outline"),
    ),
    "a template without a title": (
        {"templates/bad.yaml": f"id: bad\n{PURPOSE}outline: []\n"},
        ("templates/bad.yaml", 1, "header"),
    ),
    "a Welsh text that does not say of which version": (
        {WELSH: WELSH_TEXT.replace("language: cy\n", "")},
        (WELSH, 2, "welsh"),
    ),
    "a Welsh text of no clause": (
        {"clauses/cy/none.md": clause_text("none", "Prawf.\n", language="cy", of_version='"1.0"')},
        ("clauses/cy/none.md", 2, "welsh"),
    ),
    "a Welsh text with other facts": (
        {WELSH: WELSH_TEXT.replace("{{ p.legal_name }}", "{{ p.short_name }}")},
        (WELSH, 10, "welsh-parity"),
    ),
    "a Welsh text with a value that is not closed": (
        {WELSH: WELSH_TEXT.replace("{{ p.legal_name }}", "{{ p.legal_name }} {{ p")},
        (WELSH, 12, "code"),
    ),
}


@pytest.mark.parametrize("fault", FILES)
def test_a_fault_planted_in_a_file_of_its_own_is_the_only_one_that_is_named(tmp_path: Path, fault: str) -> None:
    files, expected = FILES[fault]
    assert library_problems(tmp_path, files) == [expected]


def test_a_pair_of_texts_that_agree_is_quiet(tmp_path: Path) -> None:
    assert library_problems(tmp_path, {WELSH: WELSH_TEXT}) == []


def test_two_rows_of_law_with_one_id_are_named(tmp_path: Path) -> None:
    row = ROW.format(**{**GOOD_ROW, "more": ""})
    found = library_problems(tmp_path, {"clauses/law/powers.yaml": f"powers:\n{row}{row}"})
    assert ("clauses/law/powers.yaml", 3, "law-twice") in found


ROW = (
    "  - {{id: W99, citation: {citation}, title: a power, kind: D, who: councils, nations: {nations}, "
    "valid_from: {start}, valid_to: {end}{more}}}\n"
)
GOOD_ROW = {"citation": '"Sample Act 2020, section 1"', "nations": "[EN]", "start": "2020-01-01", "end": "2030-01-01"}
LAW: dict[str, tuple[dict[str, str], str]] = {
    "ends before it begins": ({"end": "2019-01-01"}, "law-dates"),
    "has no nation": ({"nations": "[]"}, "law"),
    "has no citation": ({"citation": '""'}, "law-cite"),
    "shortens its citation": ({"citation": '"Sample Act 2020, s 1"'}, "law-cite"),
    "was added and checked by nobody": ({"more": ", added_by: Uma Sample, checked_on: 2026-11-22"}, "law-unchecked"),
    "was added and checked on no day": ({"more": ", added_by: Uma Sample, checked_by: Wes Sample"}, "law-unchecked"),
}


def law_problems(root: Path, **row: str) -> list[tuple[str, int, str]]:
    folder = folder_of(root, HONEST)
    path = folder / "clauses" / "law" / "powers.yaml"
    text = "powers:\n"
    path.write_text(text + ROW.format(**{**GOOD_ROW, "more": "", **row}), "utf-8")
    last = text.count("\n") + 1
    return [(each.file, each.line - last, each.code) for each in lint_library(load_library(folder))]


def test_a_good_row_of_law_is_quiet_and_so_is_one_that_a_user_added_and_a_named_person_checked(tmp_path: Path) -> None:
    assert law_problems(tmp_path / "a") == []
    checked = ", added_by: Uma Sample, checked_by: Wes Sample, checked_on: 2026-11-22"
    assert law_problems(tmp_path / "b", more=checked) == []


@pytest.mark.parametrize("fault", LAW)
def test_a_row_of_law_that_cannot_stand_is_named(tmp_path: Path, fault: str) -> None:
    row, code = LAW[fault]
    assert law_problems(tmp_path, **row) == [("clauses/law/powers.yaml", 0, code)]


def test_mending_lists_every_printed_fact_and_touches_nothing_else(tmp_path: Path) -> None:
    body = "1. {{ agreement.title }} and {{ terms.marking }}\n"
    texts = {
        "none": clause_text("none", body),
        "some": clause_text("some", body, facts="\n  - agreement.title", gloss="x"),
        "line": clause_text("line", body, facts="[agreement.title]"),
        "full": clause_text("full", body, facts="[agreement.title, terms]"),
    }
    folder = folder_of(tmp_path, texts)
    better = complete_facts(load_library(folder))
    assert set(better) == {f"clauses/a01/{each}.md" for each in ("none", "some", "line")}
    for file, text in better.items():
        old = (folder / file).read_text("utf-8").splitlines()
        assert [each for each in old if each not in text.splitlines() and not each.startswith("facts: [")] == []
        (folder / file).write_text(text, "utf-8")
    assert lint_library(load_library(folder)) == []


def test_a_check_that_cannot_be_read_and_one_with_a_slow_pattern_are_named(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, HONEST)
    shutil.copytree(content() / "clauses" / "checks", folder / "clauses" / "checks")
    assert lint_all(load_library(folder)) == []
    path = folder / "clauses" / "checks" / "own.yaml"
    row = "severity: advice, pointer: /parties, message: m, action: a, source: s, applies_from: 2018-01-01, law_version: x"
    slow = f"""  - {{id: Z01, when: "matches(agreement.title, '(a+)+$')", {row}}}\n"""
    path.write_text("rules:\n" + slow + f"  - {{id: Z02, when: 'parties ==', {row}}}\n", "utf-8")
    assert [(each.file, each.line, each.code) for each in lint_all(load_library(folder))] == [
        ("clauses/checks/own.yaml", 2, "not-allowed"),
        ("clauses/checks/own.yaml", 3, "checks"),
    ]


def test_a_denial_and_a_question_are_no_claim(tmp_path: Path) -> None:
    body = "1. No text says whether the sharing is lawful.\n1. Share only what is lawful.\n"
    names = ", ".join([*HONEST, "fine"])
    template = f"{HEAD}{PURPOSE}outline:\n  - {{clauses: [{names}]}}\n"
    assert found(tmp_path, {"fine": clause_text("fine", body)}, template) == []


def test_the_names_and_filters_that_lint_knows_are_those_that_a_clause_can_use() -> None:
    library = load_library()
    facts = read_facts((content() / "templates/cases/york-pathways.yaml").read_text("utf-8")).facts
    assert facts is not None
    names = {each for each in context(facts, library.law, on=date(2026, 11, 23)) if not each.startswith("_")}
    assert {each for each in names if not each.startswith(FAMILY)} | {"range"} >= {
        each for each in NAMES if not each.startswith(FAMILY)
    }
    assert names <= NAMES | {each for each in names if each.startswith(FAMILY)}
    filters = {each for each in environment(library.law).filters if not each.startswith("_")}
    assert filters == CLAUSE_FILTERS


@pytest.mark.parametrize(
    ("body", "printed"),
    [
        ("1. {{ party(agreement.lead_party).legal_name }}\n", {"parties.legal_name"}),
        ("1. {{ flows | map(attribute='from') | listed }}\n", {"flows.from"}),
        ("1. {{ flows | length }} and {{ regulator.name }}\n", set()),
        ("1. {{ p.short_name if p else agreement.title }}\n", {"agreement.title"}),
        ("1. {{ governance.notice_url[agreement.lead_party] }}\n", {"governance.notice_url"}),
        (
            "{% for x, t in governance.training.items() %}\n* {{ t.course }}\n{% endfor %}\n",
            {"governance.training.course"},
        ),
        (
            "{% for q in contacts_of('a', 'dpo') %}\n* {{ q.name | sentence }}{% if q.phone %}{% endif %}\n{% endfor %}\n",
            {"contacts.name"},
        ),
        ("!signature {{ signatures[0].id }}\n", set()),
    ],
)
def test_the_facts_that_a_text_prints_are_told_from_the_text(body: str, printed: set[str]) -> None:
    clause = read_clause(clause_text("c", body), "clauses/a01/c.md", [])
    assert clause is not None
    assert set(printed_facts(clause)) == printed


def test_the_shipped_library_is_found_wanting_as_soon_as_one_file_is(tmp_path: Path) -> None:
    for part in ("clauses", "templates"):
        shutil.copytree(content() / part, tmp_path / part)
    assert lint_library(load_library(tmp_path)) == []
    (tmp_path / "clauses" / "a09-flows" / "flows.md").write_text("---\nid: flows\n", "utf-8")
    assert {each.code for each in lint_library(load_library(tmp_path))} >= {"header", "missing"}
