"""Reading a library: problems with file and line, a bad file never closes the rest; lint, search, differences."""

from __future__ import annotations

from pathlib import Path

import pytest
from library_folders import PURPOSE, clause_text, folder_of

from studio.errors import StudioError
from studio.library.check import lint_library
from studio.library.read import load_library
from studio.library.search import differences, search_clauses, uses_of

GOOD = clause_text("good", "1. Good words.\n")

BAD: dict[str, tuple[str, int]] = {
    "no header": ("Just words.\n", 1),
    "an open header": ("---\nid: bad\n", 1),
    "broken YAML": ('---\nid: bad\ntitle: "x\n---\n1. a\n', 3),
    "a tab in YAML": ("---\nid: bad\n\ttitle: x\n---\n1. a\n", 3),
    "a control character": ("---\nid: bad\ntitle: a\x00b\n---\n1. a\n", 1),
    "a list for a header": ("---\n- id\n---\n1. a\n", 2),
    "no title": ('---\nid: bad\nversion: "1"\nsection: A01\n---\n1. a\n', 1),
    "a wrong id": (clause_text("bad", "1. a\n", id="Bad_Id"), 2),
    "an id that is too long": (clause_text("bad", "1. a\n", id="x" * 25), 2),
    "an impossible date": (clause_text("bad", "1. a\n", changes="[{version: 1, date: 2026-13-45, reason: x}]"), 1),
    "changes that are words": (clause_text("bad", "1. a\n", changes="[first text]"), 1),
    "a number for a list": (clause_text("bad", "1. a\n", facts="7"), 1),
    "a key twice": (clause_text("bad", "1. a\n", when='"x"\nwhen: "y"'), 7),
    "an alias to nothing": (clause_text("bad", "1. a\n", gloss="*nothing"), 1),
}


@pytest.mark.parametrize("what", BAD)
def test_a_bad_clause_is_named_with_its_line_and_never_closes_the_library(tmp_path: Path, what: str) -> None:
    text, line = BAD[what]
    library = load_library(folder_of(tmp_path, {"good": GOOD, "bad": text}))
    assert set(library.clauses) == {"good"}
    (problem,) = library.problems
    assert problem.file == "clauses/a01/bad.md"
    assert problem.line >= line
    assert problem.message


def test_a_clause_that_is_not_text_is_a_problem_of_its_own(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, {"good": GOOD})
    (folder / "clauses" / "a01" / "bad.md").write_bytes(b"---\nid: bad\xff\n---\n")
    library = load_library(folder)
    assert set(library.clauses) == {"good"}
    assert [each.code for each in library.problems] == ["encoding"]


@pytest.mark.parametrize(
    "template",
    [
        "title: no id\noutline: []\n",
        "id: small\noutline: []\n",
        "id: small\ntitle: x\noutline: words\n",
        "id: small\ntitle: x\noutline: [good]\n",
        "id: small\ntitle: x\noutline: [{clauses: 7}]\n",
        "id: small\ntitle: x\nlook: shiny\noutline: []\n",
        "id: [small\n",
        "- a list\n",
    ],
)
def test_a_bad_template_is_named_and_never_closes_the_library(tmp_path: Path, template: str) -> None:
    library = load_library(folder_of(tmp_path, {"good": GOOD}, template))
    assert set(library.clauses) == {"good"}
    assert library.templates == {}
    assert library.problems[0].file == "templates/small.yaml"


def test_two_clauses_with_one_id_keep_the_first_and_name_both_files(tmp_path: Path) -> None:
    library = load_library(folder_of(tmp_path, {"good": GOOD, "other": GOOD}))
    (problem,) = library.problems
    assert (problem.file, problem.code) == ("clauses/a01/other.md", "duplicate-id")
    assert "clauses/a01/good.md" in problem.message


def test_windows_line_ends_make_the_same_clause_and_the_same_library_hash(tmp_path: Path) -> None:
    unix = load_library(folder_of(tmp_path / "a", {"good": GOOD}))
    folder = folder_of(tmp_path / "b", {"good": GOOD})
    (folder / "clauses" / "a01" / "good.md").write_bytes(GOOD.replace("\n", "\r\n").encode())
    windows = load_library(folder)
    assert windows.clauses["good"] == unix.clauses["good"]
    assert windows.sha256 == unix.sha256


def test_any_change_of_a_clause_changes_the_library_hash(tmp_path: Path) -> None:
    one = load_library(folder_of(tmp_path / "a", {"good": GOOD}))
    other = load_library(folder_of(tmp_path / "b", {"good": GOOD.replace("Good words", "Good word")}))
    assert one.sha256 != other.sha256


@pytest.mark.parametrize(
    ("body", "header", "code", "line"),
    [
        ("1. fine\n1. {{ parties[ }}\n", {}, "jinja", 9),
        ("1. fine\n1. see [[nowhere]]\n", {}, "reference", 9),
        ("1. fine\n", {"when": '"parties =="'}, "when", 6),
        ("{% for p in parties %}\n1. x\n", {}, "control", 8),
        ("1. fine\n", {"facts": "[parties.no_such]"}, "fact", 6),
        ("1. fine\n", {"id": "other"}, "file-name", 2),
        ("1. fine\n", {"title": '"On [[good]]"'}, "title", 3),
    ],
)
def test_lint_names_file_and_line(tmp_path: Path, body: str, header: dict[str, str], code: str, line: int) -> None:
    assert lint_library(load_library(folder_of(tmp_path / "fine", {"good": GOOD}))) == []
    text = clause_text("bad", body, **header)
    template = f"id: small\ntitle: x\n{PURPOSE}outline:\n  - {{clauses: [good, {header.get('id', 'bad')}]}}\n"
    found = lint_library(load_library(folder_of(tmp_path / "bad", {"good": GOOD, "bad": text}, template)))
    assert [(each.file, each.code, each.line) for each in found] == [("clauses/a01/bad.md", code, line)]


def test_lint_names_a_clause_that_nobody_uses_and_one_that_is_missing(tmp_path: Path) -> None:
    template = f"id: small\ntitle: x\n{PURPOSE}outline:\n  - {{clauses: [gone]}}\n"
    found = lint_library(load_library(folder_of(tmp_path, {"good": GOOD}, template)))
    assert [each.code for each in found] == ["unused", "missing"]


def test_the_shipped_library_has_no_problem() -> None:
    assert lint_library(load_library()) == []


def test_search_finds_all_the_words_and_puts_titles_first() -> None:
    library = load_library()
    hits = search_clauses(library, "retention")
    assert hits
    assert "ret" in hits[0].title.lower() or "keep" in hits[0].title.lower() or "retention" in hits[0].id
    assert [each.score for each in hits] == sorted((each.score for each in hits), reverse=True)
    both = {each.id for each in search_clauses(library, "retention schedule", most=1_000)}
    assert both <= {each.id for each in search_clauses(library, "retention", most=1_000)}
    assert search_clauses(library, "xylophone") == []
    assert search_clauses(library, "  ") == []
    assert search_clauses(library, "a.*b(") == []


def test_where_used_names_templates_and_clauses() -> None:
    library = load_library()
    uses = {(each.kind, each.id) for each in uses_of(library, "s-flows")}
    assert ("template", "isa-multi-agency") in uses
    assert ("clause", "flows") in uses
    with pytest.raises(StudioError, match="no clause called"):
        uses_of(library, "no-such-clause")


def test_the_differences_of_two_libraries_are_named_with_versions(tmp_path: Path) -> None:
    old = load_library(folder_of(tmp_path / "a", {"good": GOOD, "gone": clause_text("gone", "1. x\n")}))
    new_text = clause_text("good", "1. Better words.\n", version='"1.1"')
    new = load_library(folder_of(tmp_path / "b", {"good": new_text, "new": clause_text("new", "1. x\n")}))
    found = [(each.id, each.change, each.before, each.after) for each in differences(old, new)]
    assert found == [("gone", "removed", "1.0", ""), ("good", "changed", "1.0", "1.1"), ("new", "added", "", "1.0")]
    assert differences(old, old) == []
