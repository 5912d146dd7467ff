"""Accepted wording of every kind lives on: a partner's new name and an item's new label stand in the next draft beside the
reviewer's words, in every document that has the clause."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "drafting"))
from drafting_cases import ON, changed, library_of
from merges import facts
from test_circulation_merge import change, review

from studio.circulation.accept import Wanted, accept, warnings_of
from studio.circulation.merge import merge
from studio.drafting.render import Assembler
from studio.returns.change import (
    Effect,
    JoinedParagraphs,
    MovedParagraph,
    NewParagraph,
    NewRow,
    RemovedParagraph,
    RemovedRow,
    Restyled,
    Strong,
    TextEdit,
    Unmapped,
)

BODY = (
    "1. {{ party('elm').short_name }} rings each resident and tells {{ parties[0].short_name }} the same day.\n"
    "1. The list holds: {{ data_items[0].label }}.\n"
    "a. No copy of the list is made by {{ party('elm').short_name }}.\n"
    "|= What is shared\n|# Item | Held by\n"
    "{% for item in data_items %}\n| {{ item.label }} | {{ party(item.holder).short_name }} |\n{% endfor %}\n"
    "1. This stands behind the table.\n"
)
LIBRARY = library_of({"c": BODY, "d": "1. Only the agreement has this.\n"})
CARD = replace(
    LIBRARY.templates["small"],
    id="card",
    outline=tuple(replace(each, clauses=("c",)) for each in LIBRARY.templates["small"].outline),
)
ASSEMBLER = Assembler(replace(LIBRARY, templates={**LIBRARY.templates, "card": CARD}))
BASE = ASSEMBLER.render(facts(), "small", on=ON)
TEXTS = {block.key: block.text for block in BASE.draft.walk()}
LATER = changed(facts(), {"/parties/1/short_name": "Oak", "/data_items/0/label": "Whom to ring"})
ROWS = [row.key for block in BASE.draft.blocks if block.table for row in block.table.rows]


def words(key: str, old: str, new: str) -> TextEdit:
    at = TEXTS[key].index(old)
    return TextEdit(key, at, at + len(old), new)


def at(key: str, old: str) -> int:
    return TEXTS[key].index(old)


def later(*effects: Effect) -> list[str]:
    """What both documents say of the clause after all was accepted and the facts have changed; the two say the same."""
    found = merge(BASE.draft, [review("ash", *effects)])
    assert [warnings_of(BASE, facts(), each) for each in found] == [""] * len(found)
    edits = accept(BASE, facts(), [Wanted(each) for each in found]).edits
    said = []
    for template in ("small", "card"):
        made = ASSEMBLER.render(LATER, template, on=ON, edits=edits, elsewhere=template != "small").draft
        assert made.orphans == ()
        lines = made.text().splitlines()
        end = next((n for n, line in enumerate(lines) if line.endswith("Clause d")), len(lines))
        said.append(lines[:end])
    assert said[0] == said[1]
    return said[0]


def test_words_round_a_name() -> None:
    assert "1.1 Oak telephones each resident and tells Ash the same day." in later(words("c.1", "rings", "telephones"))


def test_a_new_clause_with_its_heading_names_partner_and_item() -> None:
    last = BASE.draft.blocks[[b.key for b in BASE.draft.blocks].index("d.0") - 1].key
    text = "Elm keeps name and telephone number for a week. Elm Neighbours Limited pays."
    made = later(NewParagraph(last, "Keeping", "heading", 1, 0), NewParagraph(last, text, "numbered", 2, 1))
    assert made[-2:] == ["2 Keeping", "2.1 Oak keeps whom to ring for a week. Elm Neighbours Limited pays."]


def test_a_new_row_names_partner_and_item() -> None:
    made = later(NewRow("c.4", ROWS[0], ("Name and telephone number, again", "Elm")))
    assert "Whom to ring\tAsh" in made
    assert "Whom to ring, again\tOak" in made


def test_a_new_row_may_be_the_first() -> None:
    made = later(NewRow("c.4", "c.4/head", ("Another", "Elm")))
    assert made[made.index("Item\tHeld by") + 1] == "Another\tOak"


def test_a_moved_paragraph() -> None:
    made = later(MovedParagraph("c.3", "c.7"))
    assert made[-1] == "(a) No copy of the list is made by Oak."


def test_a_moved_paragraph_whose_words_changed_on_the_way() -> None:
    made = later(MovedParagraph("c.3", "c.7"), words("c.3", "is made", "shall be made"))
    assert made[-1] == "(a) No copy of the list shall be made by Oak."


def test_a_split_paragraph() -> None:
    cut = at("c.1", "tells")
    made = later(NewParagraph("c.1", TEXTS["c.1"][cut:], "numbered", 2, 0, cut))
    assert made[1:3] == ["1.1 Oak rings each resident and", "1.2 tells Ash the same day."]


def test_merged_paragraphs_three_at_once() -> None:
    made = later(JoinedParagraphs("c.1", "c.2"), JoinedParagraphs("c.2", "c.3"))
    assert made[1] == (
        "1.1 Oak rings each resident and tells Ash the same day. The list holds: Whom to ring. "
        "No copy of the list is made by Oak."
    )


def test_a_heading() -> None:
    made = later(words("c.0", "Clause c", "Calls by Elm"))
    assert made[0] == "1 Calls by Oak"


def test_a_list_level() -> None:
    assert "1.3 No copy of the list is made by Oak." in later(Restyled("c.3", "numbered", 2))


def test_formatting_that_matters() -> None:
    start = at("c.1", "Elm rings")
    found = merge(BASE.draft, [review("ash", Strong("c.1", start, start + len("Elm rings"), on=True))])
    edits = accept(BASE, facts(), [Wanted(each) for each in found]).edits
    for template in ("small", "card"):
        made = ASSEMBLER.render(LATER, template, on=ON, edits=edits, elsewhere=True).draft
        block = made.find("c.1")
        assert block is not None
        assert "".join(run.text for run in block.runs if run.strong) == "Oak rings"


def test_what_goes_is_gone_and_the_rest_follows() -> None:
    made = later(RemovedParagraph("c.2"), RemovedRow(ROWS[1]))
    assert made[1:3] == [
        "1.1 Oak rings each resident and tells Ash the same day.",
        "(a) No copy of the list is made by Oak.",
    ]
    assert [line for line in made if "\t" in line] == ["Item\tHeld by", "Whom to ring\tAsh"]


def test_a_table_that_loses_its_head_and_caption_keeps_its_rows() -> None:
    made = later(RemovedParagraph("c.4"), RemovedRow("c.4/head"))
    assert "What is shared" not in made
    assert next(line for line in made if "\t" in line) == "Whom to ring\tAsh"


def test_a_paragraph_behind_a_table_leaves_the_table_whole() -> None:
    made = later(NewParagraph("c.4", "Behind it.", "numbered", 2, 0))
    assert made[made.index("What is shared") : made.index("What is shared") + 2] == ["What is shared", "Item\tHeld by"]
    assert made[-2:] == ["1.3 Behind it.", "1.4 This stands behind the table."]


def test_a_paragraph_before_everything_belongs_to_its_document_alone() -> None:
    found = merge(BASE.draft, [review("ash", NewParagraph(None, "To begin with, Elm.", "paragraph", 0, 0))])
    edits = accept(BASE, facts(), [Wanted(each) for each in found]).edits
    first, card = (
        ASSEMBLER.render(LATER, template, on=ON, edits=edits, elsewhere=template != "small")
        .draft.text()
        .splitlines()[0]
        for template in ("small", "card")
    )
    assert (first, card) == ("To begin with, Oak.", "1 Clause c")


def test_a_name_that_is_kept_as_words_stays_as_typed() -> None:
    found = merge(BASE.draft, [review("ash", NewParagraph("c.3", "Elm, as founded.", "numbered", 2, 0))])
    edits = accept(BASE, facts(), [Wanted(each, as_fact=False) for each in found]).edits
    assert "1.3 Elm, as founded." in ASSEMBLER.render(LATER, "small", on=ON, edits=edits).draft.text()


@pytest.mark.parametrize(
    ("effect", "says"),
    [
        (words("c.1", "Elm rings", "The callers ring"), "no longer follow"),
        (Restyled(f"{ROWS[0]}.c1", "bullet", 0), "look of a table"),
        (MovedParagraph(f"{ROWS[0]}.c1", "c.1"), "paragraph of a table was moved"),
        (NewRow("c.4", ROWS[0], ("one", "two", "three")), "other columns"),
        (Unmapped("The page margin"), "outside the agreed text"),
    ],
)
def test_what_cannot_be_kept_is_said_before_it_is_accepted_and_breaks_nothing(effect: Effect, says: str) -> None:
    (one,) = merge(BASE.draft, [review("ash", change(1, effect))])
    warning = warnings_of(BASE, facts(), one)
    assert warning.startswith("Cannot be kept as source: ")
    assert says in warning
    edits = accept(BASE, facts(), [Wanted(one)]).edits
    assert ASSEMBLER.render(facts(), "small", on=ON, edits=edits).draft.orphans == ()


def test_taking_out_a_clause_that_others_refer_to_is_warned_of() -> None:
    assembler = Assembler(library_of({"c": "1. One.\n", "d": "1. See [[c]].\n"}))
    base = assembler.render(facts(), "small", on=ON)
    (one,) = merge(base.draft, [review("ash", RemovedParagraph("c.0"))])
    assert "other clauses refer to clause 1" in warnings_of(base, facts(), one)
