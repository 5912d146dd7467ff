"""Search: by words and by other names for them, by law and section, the nearest where nothing fits; and wording compared."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from library_folders import clause_text, folder_of

from studio.library.finding import index_of, read_synonyms
from studio.library.read import Library, load_library
from studio.library.search import differences, nearest_clauses, search_clauses
from studio.library.shipped import content


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library()


def ids(library: Library, words: str, **kept: str) -> list[str]:
    return [each.id for each in search_clauses(library, words, **kept)]


@pytest.mark.parametrize(
    ("typed", "found"),
    [("DPIA", "accountability"), ("vires", "legal-powers"), ("adherence", "joining"), ("SPOC", "contacts"),
     ("how long", "retention"), ("subject access request", "rights-own")],
)  # fmt: skip
def test_another_name_finds_the_clause(library: Library, typed: str, found: str) -> None:
    assert found in ids(library, typed)


def test_dsa_finds_what_speaks_of_the_agreement_and_another_word_narrows_it(library: Library) -> None:
    assert set(ids(library, "agreement")) & set(ids(library, "DSA"))
    narrowed = search_clauses(library, "DSA retention", most=500)
    assert narrowed
    assert {each.id for each in narrowed} <= {each.id for each in search_clauses(library, "retention", most=500)}


def test_the_word_that_was_typed_counts_more_than_its_other_names(tmp_path: Path) -> None:
    texts = {"a": clause_text("a", "1. The accession.\n"), "b": clause_text("b", "1. The joiner.\n")}
    folder = folder_of(tmp_path, texts)
    (folder / "clauses" / "synonyms.yaml").write_text("synonyms:\n  - {word: join, also: [accession]}\n", "utf-8")
    library = load_library(folder)
    assert ids(library, "accession") == ["a", "b"]
    assert ids(library, "join") == ["b", "a"]


def test_without_a_list_of_names_search_goes_by_words_alone(tmp_path: Path) -> None:
    library = load_library(folder_of(tmp_path, {"a": clause_text("a", "1. The accession.\n")}))
    assert ids(library, "accession") == ["a"]
    assert ids(library, "join") == []
    assert read_synonyms(tmp_path) == {}


def test_every_other_name_of_the_shipped_list_leads_to_a_clause(library: Library) -> None:
    names = read_synonyms(content())
    assert names
    assert [each for each in names if not search_clauses(library, each)] == []


def test_law_and_section_narrow_a_search_and_can_stand_alone(library: Library) -> None:
    cited = ids(library, "", law="section 251")
    assert cited
    assert all(any("section 251" in str(law) for law in library.clauses[each].law) for each in cited)
    assert {library.clauses[each].section for each in ids(library, "", section="A17")} == {"A17"}
    assert {library.clauses[each].section[:2] for each in ids(library, "", section="3")} <= {"3", "3."}
    assert set(ids(library, "consent", section="A17")) < set(ids(library, "", section="A17")) | {"x"}
    assert ids(library, "consent", section="A17", law="No such Act") == []


def test_marks_in_a_word_are_looked_for_as_they_stand(library: Library) -> None:
    assert ids(library, "6(1)")
    assert ids(library, "6(9)(zz)") == []
    assert ids(library, "a.*b(") == []


def test_nothing_found_offers_the_three_nearest(library: Library) -> None:
    assert ids(library, "retenton") == []
    near = nearest_clauses(library, "retenton")
    assert len(near) == 3
    assert {each.id for each in near} & set(ids(library, "retention"))
    assert nearest_clauses(library, "qqqqqqqqqqqqq") == []


def test_the_index_of_a_large_library_is_made_once_and_finds_the_one_clause(library: Library) -> None:
    some = list(library.clauses.values())[:40]
    clauses = {f"c{n}": replace(some[n % 40], id=f"c{n}") for n in range(2_000)}
    clauses["c777"] = replace(clauses["c777"], body="1. A xylophone.\n")
    large = replace(library, clauses=clauses)
    assert ids(large, "xyloph") == ["c777"]
    assert index_of(large) is index_of(large)
    assert index_of(large) is not index_of(library)
    assert len(search_clauses(large, "the")) == 50


def test_a_changed_clause_shows_its_wording_before_and_after_and_a_changed_condition_too(tmp_path: Path) -> None:
    old = load_library(folder_of(tmp_path / "a", {"good": clause_text("good", "1. One.\n1. Two.\n1. Three.\n")}))
    text = clause_text("good", "1. One.\n1. Two and a half.\n1. Three.\n", version='"1.1"', when='"terms.publish"')
    new = load_library(folder_of(tmp_path / "b", {"good": text}))
    (found,) = differences(old, new)
    assert [(each.before, each.after) for each in found.wording] == [
        ((), ("when: terms.publish",)),
        (("1. Two.",), ("1. Two and a half.",)),
    ]
    file = (tmp_path / "a" / "clauses" / "a01" / "good.md").read_text("utf-8").splitlines()
    assert file[found.wording[1].line - 1] == "1. Two."


def test_a_clause_with_other_guidance_alone_is_no_difference(tmp_path: Path) -> None:
    old = load_library(folder_of(tmp_path / "a", {"good": clause_text("good", "1. One.\n")}))
    new = load_library(folder_of(tmp_path / "b", {"good": clause_text("good", "1. One.\n", guidance="Look twice.")}))
    assert differences(old, new) == []
