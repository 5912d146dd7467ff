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

from studio.documents.attribution import Attribution, By, Stretch, over_rounds
from studio.documents.docx_tree import body_of, reading
from studio.documents.redline import coordinator, write_redline
from studio.documents.redline_align import align, word_changes
from studio.drafting.draft import BlockType, Draft, Run

ON = date(2026, 12, 1)
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def document(data: bytes) -> etree._Element:
    return etree.fromstring(zipfile.ZipFile(BytesIO(data)).read("word/document.xml"))


def by(authors: dict[str, str]) -> Attribution:
    """Whole paragraphs under these names."""
    usual = coordinator(ON)
    return Attribution(usual, {key: By(name, usual.date) for key, name in authors.items()})


def redline(old: Draft, new: Draft, **authors: str) -> etree._Element:
    return document(write_redline(old, new, who=by(authors), on=ON, title="Draft 3 to draft 4"))


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
    data = write_redline(one("one"), one("two"), who=by({"a:1": "North Yorkshire Police"}), on=ON, title="x")
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


# --- whose it is ------------------------------------------------------------------------------------------------------

POLICE, TRUST = By("Jo Sample", "2026-11-02T08:30:00Z"), By("Ali Sample", "2026-11-03T14:00:00Z")
SAID = "Each party shall keep it safe."


def authors_of(root: etree._Element) -> list[tuple[str, str, str, str]]:
    """(kind, words, author, date) of every inserted or deleted stretch."""
    return [
        (etree.QName(each).localname, "".join(each.itertext()), each.get(f"{W}author"), each.get(f"{W}date"))
        for each in root.iter(f"{W}ins", f"{W}del")
        if "".join(each.itertext())
    ]


def test_each_edit_of_a_paragraph_stands_under_its_own_author_and_time() -> None:
    words = (Stretch(5, 10, "partner", POLICE), Stretch(29, 29, " for a year", TRUST))
    who = Attribution(coordinator(ON), words={"a:1": words})
    new = one("Each partner shall keep it safe for a year.")
    root = document(write_redline(one(SAID), new, who=who, on=ON, title="x"))
    assert authors_of(root) == [
        ("del", "party", "Jo Sample", "2026-11-02T08:30:00Z"),
        ("ins", "partner", "Jo Sample", "2026-11-02T08:30:00Z"),
        ("ins", " for a year", "Ali Sample", "2026-11-03T14:00:00Z"),
    ]


def test_what_the_coordinator_did_beside_it_is_not_put_under_a_reviewers_name() -> None:
    who = Attribution(coordinator(ON), words={"a:1": (Stretch(5, 10, "partner", POLICE),)})
    root = document(write_redline(one(SAID), one("Each partner must keep it safe."), who=who, on=ON, title="x"))
    assert [(words, author) for _, words, author, _ in authors_of(root)] == [
        ("party", "Jo Sample"),
        ("partner", "Jo Sample"),
        ("shall", "Coordinator"),
        ("must", "Coordinator"),
    ]


def test_over_two_rounds_each_word_keeps_the_author_of_its_round() -> None:
    one_, two, three = one(SAID), one("Each partner shall keep it safe."), one("Each partner shall keep it very safe.")
    usual = coordinator(ON)
    steps = [
        (one_, two, Attribution(usual, words={"a:1": (Stretch(5, 10, "partner", POLICE),)})),
        (two, three, Attribution(usual, words={"a:1": (Stretch(27, 27, "very ", TRUST),)})),
    ]
    root = document(write_redline(one_, three, who=over_rounds(steps), on=ON, title="x"))
    assert [(kind, words, author) for kind, words, author, _ in authors_of(root)] == [
        ("del", "party", "Jo Sample"),
        ("ins", "partner", "Jo Sample"),
        ("ins", "very ", "Ali Sample"),
    ]
    body = body_of(root)
    assert reading(body, "accepted") == ["Each partner shall keep it very safe."]
    assert reading(body, "rejected") == [SAID]


def test_words_that_came_in_one_round_and_went_in_the_next_are_not_in_the_redline_against_the_first() -> None:
    one_, two = one(SAID), one("Each party shall always keep it safe.")
    usual = coordinator(ON)
    steps = [
        (one_, two, Attribution(usual, words={"a:1": (Stretch(17, 17, "always ", POLICE),)})),
        (two, one_, Attribution(usual, words={"a:1": (Stretch(17, 24, "", TRUST),)})),
    ]
    assert authors_of(document(write_redline(one_, one_, who=over_rounds(steps), on=ON, title="x"))) == []
