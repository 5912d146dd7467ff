"""Welsh and English in one form: each part in both, the language marked, and nothing unconfirmed goes out."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from studio.cli.main import run
from studio.documents.html_write import write_html
from studio.drafting.draft import Draft
from studio.drafting.render import Assembler
from studio.facts.read import read_facts
from studio.library.read import Library, load_library, read_clause
from studio.library.shipped import content
from studio.library.welsh import parity
from studio.preflight.documents import check_documents, read_document_checks

TEXT = (content() / "templates" / "cases" / "york-pathways.yaml").read_text("utf-8")
TWO = TEXT.replace("languages: [en]", "languages: [en, cy]")
ON = date(2026, 10, 2)
FORM = "consent-adult-bilingual"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the library that a translator can write in; the form has one clause, so one translation is enough."""
    for part in ("clauses", "templates"):
        shutil.copytree(content() / part, tmp_path / part, ignore=shutil.ignore_patterns("returns"))
    form = tmp_path / "templates" / f"{FORM}.yaml"
    form.write_text(
        form.read_text("utf-8").replace("like: consent-adult", "outline:\n  - clauses: [cf-sample-pair]"), "utf-8"
    )
    clause = """---
id: cf-sample-pair
title: "Your choice"
version: "1.1"
section: "2.3"
facts: [agreement.ref]
---
You can say no. The reference is {{ agreement.ref }}.
"""
    (tmp_path / "clauses" / "forms" / "cf-sample-pair.md").write_text(clause, "utf-8")
    (tmp_path / "clauses" / "cy").mkdir()
    return tmp_path


def welsh(folder: Path, *, version: str = "1.1", by: str = "Sioned Sample", body: str = "") -> Library:
    said = body or "Prawf yw hwn: {{ agreement.ref }}."
    head = f'---\nid: cf-sample-pair\nlanguage: cy\nof_version: "{version}"\ntitle: "Prawf"\nversion: "1.0"\nsection: "2.3"\n'
    confirmed = f"confirmed_by: {by}\nconfirmed_on: 2026-11-22\n" if by else ""
    (folder / "clauses" / "cy" / "cf-sample-pair.md").write_text(f"{head}{confirmed}---\n{said}\n", "utf-8")
    return load_library(folder)


def form(library: Library) -> Draft:
    facts = read_facts(TWO).facts
    assert facts is not None
    return Assembler(library).render(facts, FORM, on=ON).draft


def test_each_part_stands_in_welsh_and_then_in_english_with_the_language_marked(folder: Path) -> None:
    draft = form(welsh(folder))
    assert [each.text for each in draft.blocks] == [
        "Prawf", "Prawf yw hwn: SAMPLE-YORK-1.", "Your choice", "You can say no. The reference is SAMPLE-YORK-1.",
    ]  # fmt: skip
    assert [run.lang for run in draft.blocks[1].runs] == ["cy", None, "cy"]  # a reference has no language
    assert {run.lang for run in draft.blocks[3].runs} == {None}
    assert '<span lang="cy">Prawf</span>' in write_html(draft)
    assert draft.unconfirmed == ()


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"by": ""}, "nobody has confirmed"),
        ({"version": "1.0"}, "is of version 1.0, the English is 1.1"),
        ({"body": "Un.\nDau."}, "has other lines"),
        ({"body": "Dim cyfeirnod."}, "prints other facts"),
    ],
)
def test_welsh_that_is_unconfirmed_old_or_different_shows_and_does_not_count(
    folder: Path, more: dict[str, str], said: str
) -> None:
    library = welsh(folder, **more)
    draft = form(library)
    assert said in "; ".join(draft.unconfirmed)
    checks, _ = read_document_checks(library.folder / "clauses" / "checks")
    found = [each for each in check_documents([draft], checks, library.clauses) if each.rule == "Y02"]
    assert len(found) == 1
    assert said in found[0].message
    assert draft.blocks[0].text == "Prawf"  # it can be previewed


def test_a_pair_that_differs_is_a_problem_of_the_library_and_one_that_agrees_is_none(folder: Path) -> None:
    assert welsh(folder).problems == ()
    assert [each.code for each in welsh(folder, body="Un.\nDau.").problems] == ["welsh-parity"]


ROWS = """1. Keep it for 30 days ({{ agreement.ref }}, Article 6), as [[purposes]] says.
[ ] Yes
| a | b [ ] |
_ Name {3}
|= Times {wide}
{% if agreement.title %}
* x
{% endif %}
"""
DIFFERENT = {
    "another number": ("30 days", "31 dydd", "has other numbers than the English (line 1: 31, 6 for 30, 6)"),
    "another fact": ("agreement.ref", "agreement.title", "prints other facts than the English (line 1:"),
    "another clause named": (
        "[[purposes]]",
        "[[scope]]",
        "refers to other clauses than the English (line 1: scope for pur",
    ),
    "a box less": ("b [ ]", "b", "has other boxes than the English (line 3: none for"),
    "no choice": ("[ ] Yes", "Iawn", "other lines than the English (line 2: paragraph for choice"),
    "a cell more": ("| a |", "| a | c |", "(line 3: row of 3 cells for row of 2 cells)"),
    "less room to write": ("Name {3}", "Enw", "(line 4: field for field with room for 3 lines)"),
    "a narrow table": (" {wide}", "", "(line 5: caption for caption (wide))"),
    "another condition": ("if agreement.title", "if agreement.ref", "for {% if agreement.title %})"),
    "a line more": ("* x\n", "* x\n* y\n", "has other lines"),
}


def pair(body: str, title: str = "Your choice in 2 steps") -> tuple[str, ...]:
    """What differs between a text and the English of these lines."""
    made = []
    for heading, text in ((title, body), ("Your choice in 2 steps", ROWS)):
        head = f'---\nid: pair\ntitle: "{heading}"\nversion: "1.0"\nsection: "2.3"\n---\n'
        clause = read_clause(head + text, "clauses/forms/pair.md", [])
        assert clause is not None
        made.append(clause)
    return parity(made[0], made[1])


def test_a_pair_may_say_other_words_in_another_order() -> None:
    assert pair("1. [[purposes]]: Erthygl 6, {{ agreement.ref }}, 30 o ddyddiau.\n" + ROWS.partition("\n")[2]) == ()
    assert pair(ROWS.replace("Yes", "Iawn").replace("Name", "Enw").replace("* x", "* y"), "Dewis mewn 2 gam") == ()


@pytest.mark.parametrize("what", DIFFERENT)
def test_a_pair_that_is_not_the_same_to_the_eye_is_told_with_the_line(what: str) -> None:
    old, new, said = DIFFERENT[what]
    found = pair(ROWS.replace(old, new))
    assert len(found) == 1
    assert said in found[0]


def test_a_heading_has_the_same_numbers_and_facts_too() -> None:
    assert "has other numbers than the English (the title: 3 for 2)" in pair(ROWS, "Dewis mewn 3 cham")[0]
    assert "prints other facts than the English (the title:" in pair(ROWS, "Dewis 2 {{ agreement.ref }}")[0]


def test_the_shipped_form_shows_where_welsh_is_missing_and_is_refused_at_issue_while_the_english_one_goes_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    facts = tmp_path / "facts.yaml"
    facts.write_text(TWO, "utf-8")
    draft = form(load_library())
    assert "is not in the library" in draft.blocks[0].text
    common = ["--round", "1", "--due", "2026-10-20", "--date", "2026-10-02"]
    assert run(["issue", str(facts), "--template", FORM, "--out", str(tmp_path / "cy"), *common]) == 1
    assert "is not issued" in capsys.readouterr().err
    assert not (tmp_path / "cy").exists()
    assert run(["issue", str(facts), "--template", "consent-adult", "--out", str(tmp_path / "en"), *common]) == 0


def test_no_welsh_ships_that_is_not_on_the_confirmed_list() -> None:
    library = load_library()
    assert library.welsh == {}
    assert library.law.words["welsh"]["Data controller"] == "Rheolydd Data"
    assert "Privacy notice" not in library.law.words["welsh"]
