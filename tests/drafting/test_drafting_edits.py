"""Wording edits: what is undone is as it was, facts keep their places, and what has lost its place is said."""

from __future__ import annotations

from typing import Any

import pytest
from drafting_cases import ISA, ON, changed, lines, rendered, york
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.drafting.amend import FREEZES_VALUE, KEEPS_STRUCTURE, Emphasis, Replacement, amend, cut
from studio.drafting.draft import BlockType
from studio.drafting.edits import (
    Edit,
    FactPlace,
    Insert,
    InsertRow,
    Move,
    Place,
    Remove,
    Restyle,
    Reword,
    Sources,
    Words,
    dump_edits,
    load_edits,
)
from studio.drafting.pointers import stable_path
from studio.drafting.render import Assembler, Rendering
from studio.library.read import load_library

BODY = (
    "1. The **{{ party('police').short_name }}** and {{ parties[0].short_name }} meet within "
    "{{ terms.breach_notify_hours }} hours, as [[c]] says.\n"
    "1. Second words.\n"
    "{% for p in parties %}\n1. {{ p.short_name }} writes to {{ parties[0].short_name }}.\n{% endfor %}\n"
    "|= A table\n|# Who | What\n| {{ parties[0].short_name }} | one\n| b | two<br>three\n"
)


@pytest.fixture(scope="module")
def base() -> Rendering:
    return rendered(BODY)


def reworded(
    base: Rendering, key: str, *replacements: Replacement, bold: tuple[Emphasis, ...] = ()
) -> tuple[Reword, tuple[str, ...]]:
    part = base.parts[key]
    stable = {run.fact: stable_path(york(), run.fact) for run in part.runs if run.fact}
    sources, warnings = amend(part.runs, part.sources, list(replacements), bold, stable)
    return Reword(key, sources), warnings


def text_of(made: Rendering, key: str) -> str:
    block = made.draft.find(key)
    assert block is not None, key
    return block.text


def replaced(text: str, replacements: list[Replacement]) -> str:
    for each in sorted(replacements, key=lambda r: (r.start, r.end), reverse=True):
        text = text[: each.start] + each.text + text[each.end :]
    return " ".join(text.split(" ")).strip()


@st.composite
def changes(draw: Any, length: int) -> list[Replacement]:
    """Replacements that do not touch, in any order."""
    places = sorted(draw(st.lists(st.integers(0, length), min_size=2, max_size=6, unique=True)))
    pairs = list(zip(places[::2], places[1::2], strict=False))
    word = st.text(alphabet="abc {}*[]|é", max_size=6)
    return [Replacement(start, end, draw(word)) for start, end in draw(st.permutations(pairs))]


KEYS = ("c.1", "c.2", "c.3/police", "c.6.c1")


@settings(deadline=None, max_examples=80)
@given(data=st.data(), key=st.sampled_from(KEYS))
def test_rewording_says_what_was_typed_and_its_inverse_gives_the_old_paragraph_back(
    base: Rendering, data: Any, key: str
) -> None:
    text = text_of(base, key)
    wanted = data.draw(changes(len(text)))
    edit, _ = reworded(base, key, *wanted)
    after = rendered(BODY, edits=(edit,))
    expected = " ".join(part for part in replaced(text, wanted).split(" ") if part)
    assert text_of(after, key) == expected
    part = after.parts[key]
    stable = {run.fact: stable_path(york(), run.fact) for run in part.runs if run.fact}
    back, _ = amend(part.runs, part.sources, [Replacement(0, len(part_text(part)), text)], stable=stable)
    undone = rendered(BODY, edits=(edit, Reword(key, back)))
    assert undone.draft.text() == base.draft.text()
    assert rendered(BODY, edits=(edit, Reword(key, base.parts[key].sources))).draft == base.draft


def part_text(part: Any) -> str:
    return "".join(run.text for run in part.runs)


@settings(deadline=None, max_examples=40)
@given(data=st.data(), key=st.sampled_from(KEYS))
def test_changes_in_any_order_and_edits_through_json_are_the_same(base: Rendering, data: Any, key: str) -> None:
    wanted = data.draw(changes(len(text_of(base, key))))
    edit, warnings = reworded(base, key, *wanted)
    again, same = reworded(base, key, *wanted[::-1])
    assert (edit, set(warnings)) == (again, set(same))
    assert load_edits(dump_edits([edit])) == (edit,)


NEW = {"/parties/0/short_name": "Renamed", "/parties/1/short_name": "The Force", "/terms/breach_notify_hours": 48}


def test_words_round_a_fact_change_and_the_fact_keeps_its_place(base: Rendering) -> None:
    text = text_of(base, "c.1")
    at = text.index("meet within")
    edit, warnings = reworded(base, "c.1", Replacement(at, at + 11, "must meet in"))
    assert warnings == ()
    made = rendered(BODY, changed(york(), NEW), edits=(edit,))
    assert text_of(made, "c.1") == "The The Force and Renamed must meet in 48 hours, as clause 1 says."
    runs = {run.text: run for block in made.draft.blocks if block.key == "c.1" for run in block.runs}
    assert runs["The Force"].fact == "/parties/1/short_name"
    assert runs["The Force"].strong
    assert runs["clause 1"].ref == "c.0"


def test_a_fact_of_a_loop_follows_its_own_row_after_an_edit(base: Rendering) -> None:
    text = text_of(base, "c.3/police")
    at = text.index("writes")
    edit, _ = reworded(base, "c.3/police", Replacement(at, at + 6, "sends letters"))
    moved = york().model_dump(mode="json", by_alias=True)
    moved["parties"] = moved["parties"][::-1]
    made = rendered(BODY, type(york()).model_validate(moved), edits=(edit,))
    lead = moved["parties"][0]["short_name"]
    assert text_of(made, "c.3/police") == f"North Yorkshire Police sends letters to {lead}."


def test_a_change_that_cuts_through_a_fact_warns_and_types_the_words(base: Rendering) -> None:
    text = text_of(base, "c.1")
    at = text.index("Together")
    edit, warnings = reworded(base, "c.1", Replacement(at + 3, at + 8, "ogether"))
    assert warnings == (FREEZES_VALUE,)
    typed, warned = reworded(base, "c.1", Replacement(at, at + 8, "They"))
    honest, quiet = reworded(base, "c.1", Replacement(at - 5, at + 8, ""))
    assert (warned, quiet) == ((FREEZES_VALUE,), ())
    assert text_of(rendered(BODY, edits=(edit,)), "c.1") == text[:at] + "Togogether" + text[at + 8 :]
    assert "They meet" in text_of(rendered(BODY, edits=(typed,)), "c.1")
    assert "Police meet" in text_of(rendered(BODY, edits=(honest,)), "c.1")


def test_a_sentence_steered_by_a_list_keeps_its_facts_and_warns_that_the_list_stands_still() -> None:
    body = "1. For{% for p in parties %} {{ p.short_name }},{% endfor %} this holds.\n"
    made = rendered(body)
    text = text_of(made, "c.1")
    edit, warnings = reworded(made, "c.1", Replacement(len(text) - 6, len(text), "applies."))
    assert warnings == (KEEPS_STRUCTURE,)
    assert any(isinstance(each, FactPlace) and each.path == "/parties/@police/short_name" for each in edit.sources)
    after = text_of(rendered(body, changed(york(), NEW), edits=(edit,)), "c.1")
    assert after.startswith("For Renamed, The Force, the ICB,")
    assert after.endswith("this applies.")


def test_a_fact_goes_on_being_printed_in_its_words_after_an_edit() -> None:
    body = (
        "1. All{% if agreement.binding %}: {{ parties[1].type | words | upper }}{% endif %}"
        "{% for p in parties %}, a {{ p.type | words }}{% endfor %} agree.\n"
    )
    made = rendered(body)
    text = text_of(made, "c.1")
    edit, _ = reworded(made, "c.1", Replacement(len(text) - 6, len(text), "sign."))
    assert text_of(rendered(body, edits=(edit,)), "c.1") == text[:-6] + "sign."
    other = changed(york(), {"/parties/1/type": "council_unitary"})
    honest = text_of(rendered(body, other), "c.1")
    assert text_of(rendered(body, other, edits=(edit,)), "c.1") == honest[:-6] + "sign."


def test_the_turn_of_a_loop_is_known_in_an_edited_paragraph() -> None:
    body = "{% for p in parties %}\n1. No {{ loop.index }}: {{ p.short_name }}{% if not loop.last %};{% endif %}\n{% endfor %}\n"
    made = rendered(body)
    edit, _ = reworded(made, "c.1/icb", Replacement(0, 2, "At"))
    assert text_of(rendered(body, edits=(edit,)), "c.1/icb") == "At 3: the ICB;"
    assert rendered(body, edits=(Reword("c.1/icb", made.parts["c.1/icb"].sources),)).draft == made.draft


def test_bold_on_and_off_keeps_words_and_facts(base: Rendering) -> None:
    text = text_of(base, "c.1")
    edit, warnings = reworded(base, "c.1", bold=(Emphasis(0, len(text), on=True),))
    made = rendered(BODY, edits=(edit,))
    block = made.draft.find("c.1")
    assert block is not None
    assert warnings == ()
    assert block.text == text
    assert all(run.strong for run in block.runs)
    assert "48 hours" in text_of(rendered(BODY, changed(york(), NEW), edits=(edit,)), "c.1")


@pytest.mark.parametrize("at", [0, 4, 30, 60])
def test_a_split_paragraph_holds_the_same_words_in_two(base: Rendering, at: int) -> None:
    part = base.parts["c.1"]
    stable = {run.fact: stable_path(york(), run.fact) for run in part.runs if run.fact}
    first, second, _ = cut(part.runs, part.sources, at, stable)
    edits: tuple[Edit, ...] = (Reword("c.1", first), Insert("c.new", "c.1", "numbered", 2, second))
    made = rendered(BODY, edits=edits)
    both = (text_of(made, "c.1"), text_of(made, "c.new"))
    assert " ".join(" ".join(both).split()) == text_of(base, "c.1") or "".join(both) == text_of(base, "c.1")
    numbers = [block.number for block in made.draft.blocks if block.number and block.key != "c.0"]
    assert numbers == [f"1.{n}" for n in range(1, len(numbers) + 1)]


def test_remove_insert_move_restyle_and_rows(base: Rendering) -> None:
    edits: tuple[Edit, ...] = (
        Remove("c.2"),
        Insert(
            "c.new-1", "c.1", "paragraph", 0, (Words("New for "), FactPlace("/parties/@icb/short_name"), Words("."))
        ),
        Move("c.3/trust", "c.1"),
        Restyle("c.3/icb", "numbered", 3),
        InsertRow("c.new-row", "c.6", ((Words("x"),), (Words("y"),))),
        Remove("c.7"),
        Reword("c.0", (Words("Another heading"),)),
    )
    made = rendered(BODY, edits=edits)
    assert made.draft.orphans == ()
    keys = [block.key for block in made.draft.blocks]
    assert keys[:4] == ["c.0", "c.1", "c.3/trust", "c.new-1"]
    assert "c.2" not in keys
    assert text_of(made, "c.new-1") == "New for the ICB."
    assert text_of(made, "c.0") == "Another heading"
    icb = made.draft.find("c.3/icb")
    assert icb is not None
    assert (icb.level, icb.number) == (3, "(a)")
    (table,) = [block.table for block in made.draft.blocks if block.table]
    assert [[cell.text for cell in row.cells] for row in table.rows] == [["Together", "one"], ["x", "y"]]
    assert all(block.clause == "c" for block in made.draft.blocks)
    assert load_edits(dump_edits(edits)) == edits


def test_a_new_clause_paragraph_may_hold_anything_a_reviewer_types(base: Rendering) -> None:
    wicked = "* {{ 1/0 }} {% for %} [[c]] ** <b> | \\ # [ ]"
    made = rendered(BODY, edits=(Insert("c.n", "c.1", "paragraph", 0, (Words(wicked),)),))
    assert text_of(made, "c.n") == wicked
    assert made.draft.orphans == ()


@pytest.mark.parametrize(
    "edit",
    [
        Reword("c.99", (Words("x"),)),
        Remove("gone.1"),
        Insert("c.n", "c.99", "paragraph", 0, (Words("New words"),)),
        InsertRow("c.r", "c.99", ((Words("x"),),)),
        Move("c.1", "c.99"),
        Restyle("c.99", "bullet", 0),
        Reword("c.1", (FactPlace("/parties/@nobody/short_name"),)),
        Reword("c.1", (Place("{{ p.short_name }}", "c.3/nobody"),)),
    ],
)
def test_an_edit_without_a_place_is_said_and_changes_nothing(base: Rendering, edit: Edit) -> None:
    made = rendered(BODY, edits=(edit,))
    assert len(made.draft.orphans) == 1
    assert made.draft.orphans[0].endswith(".")
    assert made.draft.blocks == base.draft.blocks
    assert rendered(BODY, edits=(Reword("c.2", (Words("x"),)),)).draft.orphans == ()


def test_a_partner_that_leaves_takes_its_reworded_line_with_it_and_that_is_said(base: Rendering) -> None:
    edit, _ = reworded(base, "c.3/police", Replacement(0, 0, "Also "))
    facts = york().model_dump(mode="json", by_alias=True)
    assert rendered(BODY, edits=(edit,)).draft.orphans == ()
    for row in ("contacts", "legal", "roles", "signatures", "retention", "access_rules"):
        facts[row] = [each for each in facts[row] if each.get("party") != "police"]
    body = BODY.replace("for p in parties", "for p in parties if p.id != 'police'")
    (orphan,) = rendered(body, edits=(edit,)).draft.orphans
    assert "c.3/police" in orphan


def test_every_paragraph_of_york_can_be_reworded_and_put_back() -> None:
    """All paragraphs at once: a word before each, and then the first sources again."""
    assembler = Assembler(load_library())
    before = assembler.render(york(), ISA, on=ON)
    parts = {key: part for key, part in before.parts.items() if part.runs and part.sources}
    there: list[Edit] = []
    back: list[Edit] = []
    for key, part in parts.items():
        block = before.draft.find(key)
        if block is None or block.type in (BlockType.SIGNATURE, BlockType.FIGURE, BlockType.TABLE):
            continue
        stable = {run.fact: stable_path(york(), run.fact) for run in part.runs if run.fact}
        sources, _ = amend(part.runs, part.sources, [Replacement(0, 0, "NEW ")], stable=stable)
        there.append(Reword(key, sources))
        back.append(Reword(key, part.sources))
    assert len(there) > 300
    made = assembler.render(york(), ISA, on=ON, edits=there).draft
    assert made.orphans == ()
    for edit in there:
        old, new = before.draft.find(edit.key), made.find(edit.key)
        assert old is not None
        assert new is not None
        assert new.text == f"NEW {old.text}"
    undone = assembler.render(york(), ISA, on=ON, edits=(*there, *back)).draft
    assert undone.orphans == ()
    assert undone.text() == before.draft.text()


def test_no_edits_written_down_are_no_edits() -> None:
    assert load_edits("") == load_edits("[]") == ()
    assert dump_edits(()) == "[]"
    assert lines(rendered("1. x\n", edits=load_edits(""))) == ["1.1 x"]


def test_sources_keep_their_kind_through_json() -> None:
    sources: Sources = (
        Words("a", strong=True),
        Words("", ref="flows"),
        Words("☐", box=True),
        Words(""),
        Place("{{ p.id }}", "c.1", strong=True),
        FactPlace("/parties/@police/short_name"),
    )
    edits = (
        Reword("c.1", sources, base="f"),
        Insert("n", "c.1", "bullet", 1, sources),
        InsertRow("r", "c.1", (sources, ())),
    )
    assert load_edits(dump_edits(edits)) == edits
