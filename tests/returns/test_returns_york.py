"""The five York returns: made by LibreOffice from the draft that the library makes now, and read without loss."""

from __future__ import annotations

import importlib.util
import json
from collections import Counter
from pathlib import Path

import pytest

from studio.returns import proof
from studio.returns.change import Certainty
from studio.returns.docx_file import open_docx
from studio.returns.docx_read import read_return, reading, sent_copy
from studio.returns.sent import entry_of, sent_lines

ROOT = Path(__file__).resolve().parents[2]
RETURNS = ROOT / "templates" / "cases" / "york-pathways" / "returns"
RECORD = json.loads((RETURNS / "returns.json").read_text(encoding="utf-8"))
PARTIES = sorted(RECORD["returns"])


@pytest.fixture(scope="module")
def round_one():
    spec = importlib.util.spec_from_file_location("make_returns", ROOT / "packaging" / "make_returns.py")
    maker = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(maker)
    return maker.issued()


@pytest.fixture(scope="module")
def readings(round_one):
    _, copies = round_one
    return {party: read_return((RETURNS / f"{party}.docx").read_bytes(), copies[party].docx) for party in PARTIES}


def test_the_returns_belong_to_the_draft_that_the_library_makes_now(round_one):
    from hashlib import sha256

    draft, _ = round_one
    assert RECORD["text_sha256"] == sha256(draft.text().encode()).hexdigest(), "the wording has moved: run make returns"


def test_the_sent_copy_says_every_paragraph_as_the_draft_does(round_one):
    draft, copies = round_one
    said = sent_copy(copies["police"].docx)
    drawn = {block.key for block in draft.walk() if block.figure or block.signature}
    for block in draft.walk():
        if block.key not in drawn and block.table is None and block.text:
            assert said.get(block.key) == block.text


@pytest.mark.parametrize("party", PARTIES)
def test_each_return_names_its_copy_and_is_read_whole(party, readings):
    found = readings[party]
    assert (found.pack.agreement, found.pack.draft) == (RECORD["agreement"], 1)
    assert found.pack.recipient == RECORD["returns"][party]["recipient"]
    assert found.pack.certainty is Certainty.ANCHOR
    assert found.unread == ()


@pytest.mark.parametrize("party", PARTIES)
def test_undoing_all_changes_leaves_what_was_sent_and_making_them_gives_what_came(party, round_one, readings):
    _, copies = round_one
    sent = open_docx(copies[party].docx)
    came = open_docx((RETURNS / f"{party}.docx").read_bytes())
    found = readings[party]
    assert found.rejected_equals_sent is True, found.differences
    assert proof.accepted_differences(sent_lines(sent.main, sent.manifest), found.changes, came.main) == []


_EFFECTS = {
    "replaced": "TextEdit", "added": "TextEdit", "new": "NewParagraph", "removed": "RemovedParagraph",
    "split": "NewParagraph", "joined": "JoinedParagraphs", "moved": "MovedParagraph", "row-added": "NewRow",
    "row-removed": "RemovedRow", "bold": "Strong",
}  # fmt: skip


@pytest.mark.parametrize("party", PARTIES)
def test_every_edit_that_was_made_is_found_on_its_clause_and_nothing_else(party, readings):
    found = readings[party]
    wanted = [each for each in RECORD["returns"][party]["expected"] if each["kind"] != "comment"]
    groups = {}
    for change in found.changes:
        groups.setdefault(change.group, []).append(change)
    seen = Counter(
        (changes[0].clause, type(changes[0].effect).__name__, "silent" not in {c.kind for c in changes})
        for changes in groups.values()
    )
    assert seen == Counter((e["clause"], _EFFECTS[e["kind"]], e["tracked"]) for e in wanted)


@pytest.mark.parametrize("party", PARTIES)
def test_every_replaced_word_is_found_letter_by_letter(party, readings):
    for wanted in RECORD["returns"][party]["expected"]:
        if wanted["kind"] != "replaced" or not wanted["tracked"]:
            continue
        inside = [c for c in readings[party].changes if c.block == wanted["block"]]
        assert wanted["before"] in "".join(c.before for c in inside)
        assert wanted["after"] in "".join(c.after for c in inside)


@pytest.mark.parametrize("party", PARTIES)
def test_every_comment_is_found_with_its_words(party, readings):
    wanted = [e for e in RECORD["returns"][party]["expected"] if e["kind"] == "comment"]
    found = [(c.clause, c.block, c.quoted, c.text) for c in readings[party].comments]
    assert sorted(found) == sorted((e["clause"], e["block"], e["before"], e["after"]) for e in wanted)


@pytest.mark.parametrize("party", PARTIES)
def test_libreoffice_counts_the_same_words_changed_in_the_same_clauses(party, readings, round_one):
    """Its own list, taken over UNO from the file it saved, against ours: letters inserted and deleted by clause."""
    _, copies = round_one
    manifest = open_docx(copies[party].docx).manifest
    theirs, ours = Counter(), Counter()
    for redline in RECORD["returns"][party]["libreoffice"]["redlines"]:
        clause = next((e.clause for mark in redline["marks"] if (e := entry_of(mark, manifest))), None)
        if redline["type"] in {"Insert", "Delete"} and redline["words"].strip() and clause:
            theirs[redline["type"], clause] += len(redline["words"].replace("\u200d", "").replace("\n", ""))
    for change in readings[party].changes:
        kind = {"ins": "Insert", "moveTo": "Insert", "del": "Delete", "moveFrom": "Delete"}.get(change.kind)
        words = (change.after if kind == "Insert" else change.before).replace("\u200d", "")
        if kind and change.target == "run" and words.strip():
            ours[kind, change.clause] += len(words)
    for place, letters in theirs.items():
        assert ours[place] == letters, place
    redlines = RECORD["returns"][party]["libreoffice"]["redlines"]
    total = sum(len(r["words"].replace("\u200d", "").replace("\n", "")) for r in redlines
                if r["type"] in {"Insert", "Delete"} and r["words"].strip())  # fmt: skip
    assert sum(ours.values()) == total


def test_together_the_returns_hold_every_kind_of_edit():
    kinds = {(e["kind"], e["tracked"]) for each in RECORD["returns"].values() for e in each["expected"]}
    assert {kind for kind, _ in kinds} == {*_EFFECTS, "comment"}
    assert {("replaced", False), ("removed", False)} <= kinds
    assert len(RECORD["returns"]["police"]["expected"]) >= 14


def test_two_reviewers_change_the_same_words_differently(readings):
    ours, theirs = (
        [
            c
            for c in readings[party].changes
            if c.clause == "breaches" and c.kind == "ins" and c.after.startswith("within")
        ]
        for party in ("police", "council")
    )
    assert ours[0].block == theirs[0].block
    assert ours[0].after != theirs[0].after


@pytest.mark.parametrize("party", PARTIES)
def test_without_the_sent_copy_the_bookmarks_still_name_the_clause(party):
    data = (RETURNS / f"{party}.docx").read_bytes()
    found = read_return(data)
    assert found.rejected_equals_sent is None
    tracked = {e["clause"] for e in RECORD["returns"][party]["expected"] if e["tracked"] and e["kind"] != "comment"}
    assert tracked <= {change.clause for change in found.changes}


def test_the_two_readings_differ_where_words_were_changed():
    data = (RETURNS / "council.docx").read_bytes()
    accepted, rejected = reading(data, "accepted"), reading(data, "rejected")
    assert any("within 12 hours" in line for line in accepted)
    assert any("within 24 hours" in line for line in rejected)
    assert not any("within 12 hours" in line for line in rejected)
