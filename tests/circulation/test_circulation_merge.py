"""Many returns, one list: equal wishes fold, different words combine, clashes name each other, order never matters."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "drafting"))
from drafting_cases import ON, changed, library_of, york

from studio.circulation.accept import Wanted, accept, warnings_of
from studio.circulation.answers import Answer, Answered, response_table, said
from studio.circulation.comment_types import LAYOUT, settled_at_once
from studio.circulation.merge import Reviewed, merge
from studio.circulation.proposal import Proposal
from studio.drafting.render import Assembler, Rendering
from studio.returns.change import (
    Certainty,
    Change,
    Comment,
    Effect,
    JoinedParagraphs,
    Layout,
    MovedParagraph,
    NewParagraph,
    NewRow,
    Pack,
    RemovedParagraph,
    RemovedRow,
    Restyled,
    Return,
    Strong,
    TextEdit,
    Unmapped,
)

BODY = (
    "1. The {{ party('police').short_name }} and {{ parties[0].short_name }} meet within "
    "{{ terms.breach_notify_hours }} hours of a breach.\n"
    "1. Second sentence, which is long enough to be changed twice.\n"
    "1. Third sentence.\n1. Fourth sentence.\n"
    "|= A table\n|# Who | What\n| {{ parties[0].short_name }} | one\n| b | two\n"
)
ASSEMBLER = Assembler(library_of({"c": BODY}))
BASE = ASSEMBLER.render(york(), "small", on=ON)
ONE, TWO = (block.text for block in BASE.draft.blocks if block.key in ("c.1", "c.2"))


def change(number: int, effect: Effect, **more: Any) -> Change:
    values: dict[str, Any] = {
        "id": f"r{number}",
        "kind": "ins",
        "target": "run",
        "story": "main",
        "clause": "c",
        "block": getattr(effect, "key", None),
        "certainty": Certainty.ANCHOR,
        "author": "A. Sample",
        "date": None,
        "before": "before",
        "after": getattr(effect, "text", "after"),
        "effect": effect,
        "group": number,
    }
    return Change(**{**values, **more})


def review(party: str, *effects: Effect | Change) -> Reviewed:
    """A return with one group for each effect."""
    changes = tuple(e if isinstance(e, Change) else change(n, e) for n, e in enumerate(effects))
    return Reviewed(
        f"{party}-legal",
        party,
        Return(Pack("X", 1, f"{party}-legal", Certainty.ANCHOR), changes, (), (), rejected_equals_sent=True),
    )


def merged(returns: list[Reviewed]) -> tuple[Proposal, ...]:
    """The proposals, with changes of facts found."""
    return merge(BASE.draft, returns, york(), ASSEMBLER.library.law)


def edit(words: str, new: str, text: str = TWO, key: str = "c.2") -> TextEdit:
    """`words` of a paragraph become `new`."""
    at = text.index(words)
    return TextEdit(key, at, at + len(words), new)


def text_with(proposals: tuple[Proposal, ...], base: Rendering = BASE, **more: Any) -> str:
    accepted = accept(base, york(), [Wanted(each, **more) for each in proposals])
    made = ASSEMBLER.render(york(), "small", on=ON, edits=accepted.edits).draft
    assert made.orphans == ()
    return made.text()


# --- folding and clashing ---------------------------------------------------------------------------------------------


def test_equal_wishes_are_one_proposal_with_every_name() -> None:
    (one,) = merged([review(party, edit("long", "brief")) for party in ("police", "trust", "icb")])
    assert one.reviewers == ("police", "trust", "icb")
    assert one.sources == (("police-legal", "r0"), ("trust-legal", "r0"), ("icb-legal", "r0"))
    assert one.clashes == ()


def test_a_deletion_and_the_insertion_beside_it_are_one_replacement() -> None:
    at = TWO.index("long")
    pair = (
        change(1, TextEdit("c.2", at, at + 4, ""), group=7, kind="del", before="long", after=""),
        change(2, TextEdit("c.2", at + 4, at + 4, "brief"), group=7, before="", after="brief"),
    )
    (one,) = merged([review("police", *pair)])
    assert (one.kind, one.before, one.after) == ("replaced", "long", "brief")
    assert "brief enough" in text_with((one,))


def test_different_words_in_one_paragraph_both_stand() -> None:
    found = merged([review("police", edit("Second", "2nd")), review("trust", edit("twice", "often"))])
    assert [each.clashes for each in found] == [(), ()]
    assert "1.2 2nd sentence, which is long enough to be changed often." in text_with(found)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (edit("long", "brief"), edit("long", "short")),
        (edit("long enough", "fit"), edit("enough to", "and will")),
        (TextEdit("c.2", 5, 5, "x"), TextEdit("c.2", 5, 5, "y")),
        (edit("long", "brief"), RemovedParagraph("c.2")),
        (Strong("c.2", 0, 5, on=True), RemovedParagraph("c.2")),
        (MovedParagraph("c.2", "c.4"), MovedParagraph("c.2", "c.1")),
        (MovedParagraph("c.2", "c.4"), RemovedParagraph("c.2")),
        (JoinedParagraphs("c.1", "c.2"), RemovedParagraph("c.2")),
        (Restyled("c.2", "numbered", 3), Restyled("c.2", "bullet", 0)),
        (TextEdit("c.6.c1", 0, 1, "B"), RemovedRow("c.6")),
        (NewParagraph("c.2", "half", "numbered", 2, after_start=5), RemovedParagraph("c.2")),
    ],
)
def test_what_cannot_both_hold_clashes_whoever_comes_first(a: Effect, b: Effect) -> None:
    for first, second in ((a, b), (b, a)):
        found = merged([review("police", first), review("trust", second)])
        assert len(found) == 2
        assert found[0].clashes == (found[1].id,)
        assert found[1].clashes == (found[0].id,)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (edit("long", "brief"), edit("Second", "2nd")),
        (edit("long", "brief"), RemovedParagraph("c.3")),
        (edit("long", "brief"), Strong("c.2", 0, 6, on=True)),
        (edit("long", "brief"), MovedParagraph("c.2", "c.4")),
        (RemovedRow("c.6"), RemovedParagraph("c.3")),
        (NewParagraph("c.2", "New.", "numbered", 2), RemovedParagraph("c.3")),
        (TextEdit("c.2", 5, 5, "x"), TextEdit("c.2", 6, 6, "y")),
    ],
)
def test_what_can_both_hold_is_no_clash(a: Effect, b: Effect) -> None:
    found = merged([review("police", a), review("trust", b)])
    assert [each.clashes for each in found] == [(), ()]
    text_with(found)


def test_proposals_stand_in_the_order_of_the_draft_and_keep_their_ids() -> None:
    effects = [RemovedParagraph("c.4"), edit("long", "brief"), edit("Second", "2nd"), NewRow("c.5", "c.6", ("x", "y"))]
    first = merged([review("police", *effects)])
    again = merged([review("trust", *effects[::-1])])
    assert [each.id for each in first] == [each.id for each in again]
    assert [each.block for each in first] == ["c.2", "c.2", "c.4", "c.6"]


def test_gateway_banners_are_no_wish() -> None:
    assert merged([review("police", change(1, Unmapped("banner"), noise=True))]) == ()


# --- facts ------------------------------------------------------------------------------------------------------------


def test_changed_words_that_are_a_fact_are_offered_as_a_change_of_the_fact() -> None:
    name = "North Yorkshire Police"
    (one,) = merged([review("police", edit(name, "the Force", ONE, "c.1"))])
    assert one.fact is not None
    assert (one.fact.pointer, one.fact.before, one.fact.after) == ("/parties/1/short_name", name, "the Force")
    as_fact = accept(BASE, york(), [Wanted(one)])
    assert (as_fact.edits, [each.after for each in as_fact.facts]) == ((), ["the Force"])
    as_words = accept(BASE, york(), [Wanted(one, as_fact=False)])
    assert as_words.facts == ()
    assert "1.1 The the Force and" in text_with((one,), as_fact=False)


def test_the_same_fact_changed_in_two_places_alike_is_one_wish_and_differently_a_clash() -> None:
    here = edit("Together", "Together Ltd", ONE, "c.1")
    cell = TextEdit("c.7.c1", 0, 8, "Together Ltd")
    assert BASE.draft.find("c.7.c1") is not None
    (one,) = merged([review("police", here), review("trust", cell)])
    assert one.reviewers == ("police", "trust")
    other = merged([review("police", here), review("trust", TextEdit("c.7.c1", 0, 8, "Together UK"))])
    assert all(each.clashes for each in other)


def test_words_round_a_fact_are_no_change_of_the_fact_and_warn_of_nothing() -> None:
    (one,) = merged([review("police", edit("meet within", "must meet in", ONE, "c.1"))])
    assert one.fact is None
    assert warnings_of(BASE, york(), one) == ""
    (two,) = merged([review("police", edit("Police and Together", "Force", ONE, "c.1"))])
    assert two.fact is None
    assert "no longer follow" in warnings_of(BASE, york(), two)


def test_a_fact_taken_out_is_an_edit_of_words() -> None:
    (one,) = merged([review("police", edit("Together", "", ONE, "c.1"))])
    assert one.fact is None


# --- accepting --------------------------------------------------------------------------------------------------------

MANY: tuple[Effect, ...] = (
    edit("meet within", "must meet in", ONE, "c.1"),
    edit("of a breach", "of any breach", ONE, "c.1"),
    Strong("c.1", 0, 3, on=True),
    edit("long", "brief"),
    TextEdit("c.2", len(TWO), len(TWO), " So be it."),
    MovedParagraph("c.3", "c.1"),
    RemovedParagraph("c.4"),
    NewParagraph("c.2", "New one.", "numbered", 2, 0),
    NewParagraph("c.2", "New two.", "numbered", 2, 1),
    NewRow("c.5", "c.7", ("x", "y")),
    RemovedRow("c.8"),
    TextEdit("c.7.c2", 0, 3, "two"),
)
PARTIES = ("police", "trust", "icb", "council")


@settings(deadline=None, max_examples=40)
@given(data=st.data())
def test_deciding_in_any_order_gives_the_same_draft(data: Any) -> None:
    order = data.draw(st.permutations(MANY))
    owners = data.draw(st.lists(st.sampled_from(PARTIES), min_size=len(MANY), max_size=len(MANY)))
    returns = [review(p, *(e for e, owner in zip(order, owners, strict=True) if owner == p)) for p in PARTIES]
    found = merged(returns)
    assert len(found) == len(MANY)
    assert not any(each.clashes for each in found)
    chosen = data.draw(st.permutations(found))
    assert text_with(tuple(chosen)) == text_with(found) == ALL


ALL = text_with(merged([review("police", *MANY)]))


def test_all_accepted_reads_as_the_reviewers_wrote_it() -> None:
    assert ALL == (
        "1 Clause c\n"
        "1.1 The North Yorkshire Police and Together must meet in 24 hours of any breach.\n"
        "1.2 Third sentence.\n"
        "1.3 Second sentence, which is brief enough to be changed twice. So be it.\n"
        "1.4 New one.\n1.5 New two.\n"
        "A table\nWho\tWhat\nTogether\ttwo\nx\ty\n"
    )


def test_a_split_then_words_changed_in_both_halves_follow_the_facts() -> None:
    at = ONE.index("Together")
    effects = (
        NewParagraph("c.1", ONE[at:], "numbered", 2, after_start=at),
        edit("The", "Today the", ONE, "c.1"),
        edit("meet", "gather", ONE, "c.1"),
    )
    found = merged([review("police", *effects)])
    accepted = accept(BASE, york(), [Wanted(each) for each in found])
    facts = changed(york(), {"/parties/1/short_name": "the Force", "/parties/0/short_name": "Renamed"})
    text = ASSEMBLER.render(facts, "small", on=ON, edits=accepted.edits).draft.text()
    assert "1.1 Today the the Force and\n1.2 Renamed gather within 24 hours of a breach.\n1.3 Second" in text


def test_joined_paragraphs_are_one_and_keep_their_facts() -> None:
    found = merged([review("police", JoinedParagraphs("c.1", "c.2", " ")), review("icb", edit("long", "brief"))])
    text = text_with(found)
    assert f"1.1 {ONE} {TWO.replace('long', 'brief')}\n1.2 Third" in text


def test_an_amendment_stands_in_place_of_both_sides_of_a_clash() -> None:
    found = merged([review("police", edit("long enough", "fit")), review("trust", edit("enough to be", "and"))])
    known = {each.id: each for each in found}
    for each in found:
        accepted = accept(BASE, york(), [Wanted(each, "long and ready to be")], known)
        made = ASSEMBLER.render(york(), "small", on=ON, edits=accepted.edits).draft
        assert "Second sentence, which is long and ready to be changed twice." in made.text()


def test_what_lies_outside_the_text_is_said_and_never_applied() -> None:
    found = merged([review("police", change(1, Unmapped("The page margin"), clause=None))])
    accepted = accept(BASE, york(), [Wanted(each) for each in found])
    assert accepted.edits == ()
    assert accepted.warnings == (
        "Cannot be kept as source: The page margin lies outside the agreed text and is not carried over.",
    )
    assert found[0].kind == "outside"


def test_layout_needs_no_decision_and_everyone_reads_why_it_is_not_carried_over() -> None:
    found = merged(
        [
            review("police", change(1, Layout("page break before “Two.”"), after="Page break before “Two.”")),
            review("trust", change(1, Unmapped("picture removed"))),
        ]
    )
    kinds = {each.kind: each for each in found}
    assert settled_at_once(found, york()) == {kinds["layout"].id: ("reject", LAYOUT)}
    assert said(kinds["layout"]) == "Page break before “Two.”."
    accepted = accept(BASE, york(), [Wanted(kinds["layout"])])  # by a person who decides it anew
    assert (accepted.edits, len(accepted.warnings)) == ((), 1)


# --- answers ----------------------------------------------------------------------------------------------------------


def test_everyone_finds_their_change_and_comment_with_its_answer() -> None:
    found = merged(
        [
            review("police", edit("long", "brief")),
            review("trust", edit("long", "short"), NewRow("c.5", "c.7", ("x", "y"))),
        ],
    )
    told = {
        found[0].id: Answer("accept", "Shorter is better."),
        found[1].id: Answer("amend", "Between the two.", "not long"),
    }
    comment = Comment("1", None, "A", None, "main", "c", "c.2", "long", "Why so long?", resolved=False)
    comments = (Answered("icb", comment, Answer("accept", "It had to be.")), Answered("icb", comment, None))
    draft = response_table(BASE.draft, found, told, comments, {"police": "Police", "trust": "Trust", "icb": "ICB"})
    text = draft.text()
    rows = [line.split("\t") for line in text.splitlines() if line[:1].isdigit() and "\t" in line]
    assert [row[0] for row in rows] == ["1", "2", "3", "4", "5"]
    assert {row[2] for row in rows} == {"Police", "Trust", "ICB"}
    assert rows[0][1] == "1.2"
    assert "Changed, in other words: “not long”" in text
    assert "Not decided yet" in text
    assert "Why so long? (on “long”)" in text
    assert text.count("Not answered yet") == 1
