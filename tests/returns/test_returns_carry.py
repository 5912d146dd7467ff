"""A return of an older draft, carried to the one that is out: each kind of change fits, is there already, or is lost."""

from __future__ import annotations

import pytest

from studio.returns.carry import Copy, carry
from studio.returns.change import (
    Certainty,
    Change,
    Comment,
    Effect,
    JoinedParagraphs,
    Lost,
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
)

OLD = Copy(
    {
        "a": "Minutes are kept for 24 months by the lead partner.",
        "b": "Each partner keeps a record.",
        "c": "A third paragraph stands here.",
        "d": "The last one.",
        "t/1.c0": "Police",
        "t/2.c0": "Council",
    },
    frozenset({"t/1", "t/2"}),
)


def carried(new: Copy, *effects: Effect, before: str = "x", after: str = "y"):  # type: ignore[no-untyped-def]
    changes = tuple(
        Change(
            f"c{n}",
            "ins",
            "run",
            "main",
            "k",
            getattr(each, "key", None),
            Certainty.ANCHOR,
            "Ann",
            None,
            before,
            after,
            each,
            1,
        )
        for n, each in enumerate(effects)
    )
    reading = Return(Pack("X", 1, "r", Certainty.ANCHOR), changes, (), (), True)  # noqa: FBT003
    found = carry(reading, OLD, new, 2)
    return ("fits", "there", "lost")[(found.fits, found.there, found.lost).index(1)], found.reading.changes


def now(**texts: str | None) -> Copy:
    """The current draft: the old one with some paragraphs worded anew (None: gone), and others at its end."""
    made = {key: texts.get(key, text) for key, text in OLD.texts.items()} | texts
    return Copy({key: text for key, text in made.items() if text is not None}, OLD.rows)


MONTHS = TextEdit("a", 21, 30, "12 months")


def test_words_that_stand_unchanged_are_edited_where_they_now_stand() -> None:
    verdict, (change,) = carried(now(a="All minutes are kept for 24 months by the lead partner."), MONTHS)
    assert verdict == "fits"
    edit = change.effect
    assert "All minutes are kept for 24 months by the lead partner."[edit.start : edit.end] == "24 months"


def test_words_that_say_it_already_are_not_asked_for_again() -> None:
    assert carried(now(a="Minutes are kept for 12 months by the lead partner."), MONTHS) == ("there", ())
    pair = (TextEdit("a", 21, 30, ""), TextEdit("a", 30, 30, "12 months"))
    assert carried(now(a="Minutes are kept for 12 months by the lead partner."), *pair) == ("there", ())


def test_words_that_were_changed_otherwise_are_lost_and_stay_in_the_list() -> None:
    new = now(a="Minutes are kept for 36 months by the lead partner.")
    verdict, (change,) = carried(new, MONTHS, before="24 months", after="12 months")
    assert verdict == "lost"
    assert isinstance(change.effect, Lost)
    assert change.effect.what == "“24 months” becomes “12 months”, in words that draft 2 no longer has,"
    assert (change.block, change.before, change.after, change.author) == ("a", "24 months", "12 months", "Ann")


def test_one_lost_part_of_an_edit_loses_the_whole_edit() -> None:
    new = now(b="Each partner holds its own record.")
    verdict, changes = carried(new, MONTHS, TextEdit("b", 13, 18, "makes"))
    assert verdict == "lost"
    assert {type(each.effect) for each in changes} == {Lost}


@pytest.mark.parametrize(
    ("effect", "there", "lost"),
    [
        (NewParagraph("b", "A new one.", "numbered", 2), now(n="A new one."), now(b=None)),
        (NewParagraph("b", "a record.", "numbered", 2, 0, 19), now(b="Each partner keeps", n="a record."), now(b="Gone.")),
        (RemovedParagraph("b"), now(b=None), now(b="Each partner keeps two records.")),
        (JoinedParagraphs("b", "c"), now(b="Each partner keeps a record. A third paragraph stands here.", c=None), now(c=None)),
        (MovedParagraph("d", "a"), Copy({"a": OLD.texts["a"], "d": "The last one."}), now(d=None)),
        (RemovedRow("t/2"), Copy(OLD.texts, frozenset({"t/1"})), None),
        (NewRow("t", "t/2", ("Trust",)), now(n="Trust"), Copy({"a": "A."}, frozenset())),
        (Restyled("b", "numbered", 3), None, now(b="Other words.")),
    ],
    ids=lambda value: type(value).__name__,
)  # fmt: skip
def test_every_kind_of_change_fits_is_there_or_is_lost(effect: Effect, there: Copy | None, lost: Copy | None) -> None:
    assert carried(Copy(OLD.texts, OLD.rows), effect)[0] == "fits"
    if there is not None:
        assert carried(there, effect)[0] == "there"
    if lost is not None:
        assert carried(lost, effect)[0] == "lost"


def test_bold_that_the_current_draft_has_is_there() -> None:
    effect = Strong("b", 0, 4, on=True)
    bold = Copy(OLD.texts, OLD.rows, {"b": (True,) * 4 + (False,) * 24})
    assert carried(bold, effect)[0] == "there"
    assert carried(Copy(OLD.texts, OLD.rows), effect)[0] == "fits"


def test_a_comment_on_a_paragraph_that_is_gone_is_kept_without_a_place() -> None:
    comment = Comment("1", None, "Ann", None, "main", "k", "b", "record", "Why?", resolved=False)
    reading = Return(Pack("X", 1, "r", Certainty.ANCHOR), (), (comment,), (), True)  # noqa: FBT003
    (gone,) = carry(reading, OLD, now(b=None), 2).reading.comments
    (stays,) = carry(reading, OLD, now(), 2).reading.comments
    assert (gone.block, gone.text) == (None, "Why?")
    assert stays == comment
