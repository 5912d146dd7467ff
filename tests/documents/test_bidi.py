"""Which way characters run, beside an implementation by others."""

from __future__ import annotations

import pytest
from bidi import get_display
from hypothesis import given
from hypothesis import strategies as st

from studio.documents import bidi

LETTERS = "ab1 2,.(-)[]علي٣שְ+$%/:!\u2066\u2067\u2068\u2069\u200f\u0301"


def _seen(text: str, base: int) -> str:
    levels = bidi.levels(text, base)
    for at in range(len(text) - 1, -1, -1):  # rule L1: spaces at the end run as the paragraph does
        if text[at] not in " \u2066\u2067\u2068\u2069":
            break
        levels[at] = base
    return "".join(text[at] for at in bidi.visual_order(levels))


@given(st.text(LETTERS, min_size=1, max_size=16), st.sampled_from((0, 1)))
def test_letters_stand_where_another_implementation_puts_them(text: str, base: int) -> None:
    assert _seen(text, base) == get_display(text, base_dir="LR"[base])


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("plain words (1)", "plain words (1)"),
        ("to דוד and on", "to דוד"[:3] + "דוד"[::-1] + " and on"),
        ("علي 45", "45 " + "علي"[::-1]),
        ("a (ב) c", "a (ב) c"),
        ("علي (ltd)", "علي"[::-1] + " (ltd)"),
    ],
)
def test_lines_as_a_reader_sees_them(text: str, seen: str) -> None:
    assert _seen(text, 0) == seen


def test_an_override_is_an_embedding_so_that_no_letters_change_places() -> None:
    text = "a \u202ebc.d\u202c"
    assert [text[at] for at in bidi.visual_order(bidi.levels(text)) if text[at] not in bidi.MARKS] == list("a bc.d")


@pytest.mark.parametrize(("char", "other"), [("(", ")"), ("]", "["), ("⟨", "⟩"), ("a", ""), ("<", "")])
def test_brackets_know_their_partner(char: str, other: str) -> None:
    assert bidi.partner(char) == other
