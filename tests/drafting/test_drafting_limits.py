"""What a clause may do at assembly: hostile wording is stopped with file and line, and the next document is not touched."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import pytest

from studio.drafting.instances import ClauseTextError
from studio.drafting.render import Assembler
from studio.facts.model import Facts
from studio.facts.read import read_facts
from studio.library.read import load_library
from studio.library.shipped import content
from studio.preflight.check import check
from studio.preflight.rules import Rules, read_rules

ON = date(2026, 11, 23)
HEAD = '---\nid: one\ntitle: One\nversion: "1.0"\nsection: A01\n---\n'


@pytest.fixture(scope="module")
def york() -> Facts:
    facts = read_facts((content() / "templates/cases/york-pathways.yaml").read_text("utf-8")).facts
    assert facts is not None
    return facts


def assembler(root: Path, body: str) -> Assembler:
    import shutil

    (root / "clauses" / "a01").mkdir(parents=True)
    (root / "templates").mkdir()
    shutil.copytree(content() / "clauses" / "law", root / "clauses" / "law")
    (root / "clauses" / "a01" / "one.md").write_text(HEAD + body, "utf-8")
    (root / "templates" / "small.yaml").write_text("id: small\ntitle: Small\noutline:\n  - {clauses: [one]}\n", "utf-8")
    return Assembler(load_library(root))


@pytest.mark.parametrize(
    ("body", "word"),
    [
        ("1. fine\n{% for i in range(1000000000) %}\n1. x\n{% endfor %}\n", "range"),
        ("1. fine\n{% for i in range(9999) %}{% for j in range(9999) %}{% endfor %}{% endfor %}\n", "turns"),
        ("1. fine\n{% for i in range(9999) %}\n1. " + "word " * 100 + "\n{% endfor %}\n", "characters"),
        ("1. fine\n1. {{ 'a' * 1000000000 }}\n", "not allowed"),
        ("1. fine\n1. {{ 'a'.center(1000000000) }}\n", "cannot be called"),
        ("1. fine\n{% macro m() %}{{ m() }}{% endmacro %}\n1. {{ m() }}\n", "macro"),
        ("1. fine\n1. {{ ''.__class__.__mro__ }}\n", "leads out"),
    ],
)
def test_hostile_wording_is_stopped_with_its_line(tmp_path: Path, york: Facts, body: str, word: str) -> None:
    with pytest.raises(ClauseTextError, match=word) as stopped:
        assembler(tmp_path, body).render(york, "small", on=ON)
    assert (stopped.value.file, stopped.value.line) == ("clauses/a01/one.md", 8)


def test_what_a_clause_may_do_is_counted_anew_for_each_document(tmp_path: Path, york: Facts) -> None:
    made = assembler(tmp_path, "{% for i in range(9000) %}\n* {{ agreement.ref }}\n{% endfor %}\n")
    for number in range(15):
        changed = york.model_copy(update={"agreement": york.agreement.model_copy(update={"ref": f"SAMPLE {number}"})})
        assert f"SAMPLE {number}" in made.render(changed, "small", on=ON).draft.text()


def test_the_largest_shipped_clause_uses_a_small_part_of_what_it_may(york: Facts) -> None:
    made = Assembler(load_library())
    budget, least = made.renderer.environment.budget, sys.maxsize
    run = made.renderer._run

    def counting(*arguments: object) -> str:
        nonlocal least
        said = run(*arguments)  # type: ignore[arg-type]
        least = min(least, budget.steps)
        return said

    made.renderer._run = counting  # type: ignore[method-assign]
    for template in made.library.templates:
        made.render(york, template, on=ON)
    assert least > budget.most_steps * 0.9


def test_a_check_with_a_slow_pattern_is_a_warning_and_the_others_run(york: Facts) -> None:
    library = load_library()
    rules = read_rules(library.folder / "clauses" / "checks")
    good = next(each for each in rules.rules if each.id == "L16")
    from dataclasses import replace

    bad = replace(good, loops=(), condition="matches(agreement.title, '(a+)+$')")
    (found,) = check(york, None, Rules((bad,), rules.lists), library.law, ON)
    assert "could not be carried out" in found.message
    assert check(york, None, Rules((good,), rules.lists), library.law, ON) == ()
