"""The redline as a value and as a file, without an office: what is marked, by whom, and what is left alone."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

from docx_drafts import INFO, a_draft, a_later_draft, block, table
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from studio.documents.docx_tree import body_of, reading
from studio.documents.redline import write_redline
from studio.documents.redline_align import align, word_changes
from studio.drafting.draft import BlockType, Draft, Run

ON = date(2026, 12, 1)
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def document(data: bytes) -> etree._Element:
    return etree.fromstring(zipfile.ZipFile(BytesIO(data)).read("word/document.xml"))


def redline(old: Draft, new: Draft, **authors: str) -> etree._Element:
    return document(write_redline(old, new, authors=authors, on=ON, title="Draft 3 to draft 4"))


def one(text: str, *more: Run) -> Draft:
    return Draft(INFO, (block("a:1", BlockType.PARAGRAPH, runs=(Run(text), *more)),))


def marked(root: etree._Element, kind: str) -> list[str]:
    return ["".join(found.itertext()) for found in root.iter(f"{W}{kind}")]


def test_only_the_words_that_differ_are_marked_and_whole_words_only() -> None:
    root = redline(one("Each party shall keep it safe."), one("Each party must keep it safe."))
    assert marked(root, "del") == ["shall"]
    assert marked(root, "ins") == ["must"]


def test_two_edits_that_a_blank_parts_are_one() -> None:
    root = redline(one("tell the two others within a day"), one("tell a few others within a day"))
    assert marked(root, "del") == ["the two"]
    assert marked(root, "ins") == ["a few"]


def test_a_paragraph_with_nothing_in_common_is_replaced_whole() -> None:
    root = redline(one("Everything stays where it is, always and for ever."), one("No party may tell a newspaper."))
    assert marked(root, "del") == ["Everything stays where it is, always and for ever."]


def test_a_change_bears_its_authors_name_and_the_day() -> None:
    data = write_redline(one("one"), one("two"), authors={"a:1": "North Yorkshire Police"}, on=ON, title="x")
    found = next(document(data).iter(f"{W}ins"))
    assert found.get(f"{W}author") == "North Yorkshire Police"
    assert found.get(f"{W}date") == "2026-12-01T00:00:00Z"
    assert next(redline(one("one"), one("two")).iter(f"{W}ins")).get(f"{W}author") == "Coordinator"


def test_bold_is_a_change_of_format_and_not_of_words() -> None:
    root = redline(one("It must be safe."), one("It ", Run("must", strong=True), Run(" be safe.")))
    assert not marked(root, "ins")
    assert len(list(root.iter(f"{W}rPrChange"))) == 1


def test_a_moved_paragraph_is_tied_to_its_old_place() -> None:
    blocks = tuple(block(f"a:{at}", BlockType.PARAGRAPH, f"Paragraph {at} says something.") for at in range(4))
    root = redline(Draft(INFO, blocks), Draft(INFO, (blocks[3], *blocks[:3])))
    start = next(root.iter(f"{W}moveFromRangeStart")).get(f"{W}name")
    assert next(root.iter(f"{W}moveToRangeStart")).get(f"{W}name") == start
    assert not list(root.iter(f"{W}del"))


def test_a_table_without_head_gets_none_in_the_redline() -> None:
    facts = table("t:1", 3, 2, style="facts")
    assert facts.table is not None
    old = replace(facts, table=replace(facts.table, head=()))
    first = old.table.rows[0]  # type: ignore[union-attr]
    new = replace(old, table=replace(old.table, rows=(first,)))  # type: ignore[type-var]
    root = redline(Draft(INFO, (old,)), Draft(INFO, (new,)))
    rows = list(root.iter(f"{W}tr"))
    assert len(rows) == 3
    assert [row.find(f"{W}trPr/{W}del") is not None for row in rows] == [False, True, True]


def test_two_equal_drafts_have_nothing_marked() -> None:
    root = redline(a_draft(), a_draft())
    assert not [kind for kind in ("ins", "del", "moveFrom", "moveTo", "rPrChange", "pPrChange") if marked(root, kind)]


def test_the_checker_for_word_finds_nothing_in_a_redline(tmp_path: Path) -> None:
    old = a_draft(6)
    file = tmp_path / "redline.docx"
    file.write_bytes(write_redline(old, a_later_draft(old), on=ON, title="Draft 3 to draft 4"))
    done = subprocess.run(
        [sys.executable, "-m", "openxml_audit", str(file)], check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout


_WORDS = st.text(st.sampled_from("ab .,\u00a0é-"), max_size=30)


@given(_WORDS, _WORDS)
def test_word_changes_cover_both_texts_in_order(old: str, new: str) -> None:
    steps = list(word_changes(old, new))
    assert "".join(old[i1:i2] for _, i1, i2, _, _ in steps) == old
    assert "".join(new[j1:j2] for _, _, _, j1, j2 in steps) == new
    assert all(old[i1:i2] == new[j1:j2] for same, i1, i2, j1, j2 in steps if same)


@given(st.permutations(range(8)), st.permutations(range(12)))
def test_alignment_names_every_item_of_both_sides_once(old: list[int], new: list[int]) -> None:
    steps = align(old, new)
    assert [step.old for step in steps if step.old is not None] == list(range(len(old)))
    assert [step.new for step in steps if step.new is not None] == list(range(len(new)))
    assert all(old[step.old] == new[step.new] for step in steps if step.old is not None and step.new is not None)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.integers(0, 9), unique=True, max_size=8),
    st.lists(st.integers(0, 9), unique=True, max_size=8),
    st.data(),
)
def test_accepting_all_is_the_new_text_and_rejecting_all_the_old(
    old: list[int], new: list[int], data: st.DataObject
) -> None:
    def draft(keys: list[int]) -> Draft:
        texts = {key: data.draw(st.sampled_from(["one two three", "one 2 three", "nothing like it"])) for key in keys}
        return Draft(INFO, tuple(block(f"a:{key}", BlockType.PARAGRAPH, f"{key} {texts[key]}") for key in keys))

    before, after = draft(old), draft(new)
    body = body_of(redline(before, after))
    assert reading(body, "accepted") == [found.text for found in after.blocks]
    assert reading(body, "rejected") == [found.text for found in before.blocks]
