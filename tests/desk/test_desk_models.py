"""The plain values behind the pages."""

from __future__ import annotations

import ast
from datetime import date
from pathlib import Path

import pytest

from studio import steps
from studio.desk import actions, words
from studio.desk.coordinator.history import STEPS as STEPS_IN_HISTORY
from studio.desk.models.executive import at_a_glance
from studio.desk.models.facts_edit import check, data_of, edit
from studio.desk.models.form import STEPS, Form, add_row, remove_row, schema
from studio.desk.models.lines import Line, LineModel
from studio.desk.models.review import paragraphs
from studio.desk.widgets.tracked import Kind, Piece, Wanted, marked, word_changes
from studio.facts.read import read_facts
from studio.library.shipped import content

CASE = (content() / "templates" / "cases" / "york-pathways.yaml").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def data():
    return data_of(read_facts(CASE).facts)


def test_two_reviewers_on_the_same_words_are_marked_side_by_side() -> None:
    text = "kept for 24 months from the meeting"
    made = marked(text, [Wanted(9, 18, "12 months", ("cy",)), Wanted(9, 18, "36 months", ("icb",))])
    assert made == (
        Piece("kept for "), Piece("24 months", Kind.DELETED, ("cy", "icb")), Piece("12 months", Kind.INSERTED, ("cy",)),
        Piece("36 months", Kind.INSERTED, ("icb",)), Piece(" from the meeting"),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("decided", "reads"),
    [("accept", "within 30 days"), ("reject", "as soon as practicable"), ("amend", "within 30 days")],
)
def test_what_is_decided_is_shown_as_plain_text(decided: str, reads: str) -> None:
    made = marked("as soon as practicable", [Wanted(0, 22, "within 30 days", ("cy",), decided)])
    assert made == (Piece(reads),)


def test_a_changed_paragraph_shows_the_words_that_went_and_came() -> None:
    made = word_changes("tells Together every month of call-outs", "tells Together every two weeks of call-outs")
    assert [piece.text for piece in made if piece.kind == Kind.DELETED] == ["month"]
    assert (
        "".join(piece.text for piece in made if piece.kind != Kind.DELETED)
        == "tells Together every two weeks of call-outs"
    )


def test_every_part_of_the_facts_has_a_step() -> None:
    assert {step.key for step in STEPS} == set(schema()["properties"])


def test_every_field_of_every_row_has_a_title_and_a_kind(data) -> None:
    form = Form(data)
    for step in STEPS:
        pointers = [f"/{step.key}/{n}" for n in range(len(data.get(step.key, ())))] if step.row else [f"/{step.key}"]
        for pointer in pointers:
            specs = form.fields(pointer)
            assert specs, pointer
            assert all(spec.title and spec.kind != "records" for spec in specs)
            assert len({spec.pointer for spec in specs}) == len(specs)


def test_a_valid_edit_changes_the_text_in_one_place_and_keeps_the_rest(data) -> None:
    done = edit(CASE, data, "/parties/1/short_name", "The Police")
    assert not done.problems
    differing = [pair for pair in zip(CASE.splitlines(), done.yaml.splitlines(), strict=True) if pair[0] != pair[1]]
    assert len(differing) == 1
    assert read_facts(done.yaml).facts.parties[1].short_name == "The Police"


def test_an_edit_that_does_not_hold_says_what_to_write_and_changes_nothing(data) -> None:
    done = edit(CASE, data, "/agreement/start_date", "next spring")
    assert done.yaml == CASE
    assert "2027-03-01" in done.problems["/agreement/start_date"]


def test_a_row_is_added_under_an_id_of_its_own_and_taken_out_again(data) -> None:
    more, number = add_row(data, "flows", 0)
    done = check(CASE, more)
    assert not done.problems
    assert len(read_facts(done.yaml).facts.flows) == len(data["flows"]) + 1
    assert remove_row(more, "flows", number) == data


def test_monograms_are_unique_even_for_like_names() -> None:
    made = words.monograms({"a": "York Council", "b": "York Carers", "c": "York", "d": "the York Council"})
    assert len(set(made.values())) == 4
    assert made["a"] == "YC"


def test_dates_and_counts_read_as_people_say_them() -> None:
    assert words.day(date(2026, 11, 20)) == "Fri 20 November"
    assert words.today(date(2026, 11, 23)) == "Monday 23 November"
    assert words.count(1, "change") == "1 change"
    assert words.listed(["Ash", "Elm", "Oak"]) == "Ash, Elm and Oak"


def test_no_two_actions_share_a_shortcut(qapp) -> None:
    from PySide6.QtGui import QKeySequence

    taken: dict[str, str] = {}
    for spec in actions.SPECS:
        for key in spec.keys if isinstance(spec.keys, tuple) else (spec.keys,):
            name = QKeySequence(key).toString()
            assert name not in taken, (spec.id, taken.get(name))
            taken[name] = spec.id


def test_the_list_model_keeps_to_the_rules_of_qt(qtmodeltester) -> None:
    model = LineModel()
    model.set_lines([Line("g", "Group", head=True), Line("a", "One", "second"), Line("b", "Two")])
    qtmodeltester.check(model)
    assert model.row_of("b") == 2
    assert model.row_of("g") == -1


def test_a_chief_executive_sees_the_texts_own_summary_and_at_most_seven_promises() -> None:
    lines = [
        "Summary for the person who signs", "What we do\tTo help people.", "Liability\tEach its own", "Part 1 About",
        *(f"{n}.1 Each partner must do thing {n}. And more." for n in range(1, 21)), "21.1 A partner may rest.",
    ]  # fmt: skip
    seen = at_a_glance(lines)
    assert seen.purpose == "To help people."
    assert seen.rows == (("Liability", "Each its own"),)
    assert len(seen.promises) == 7
    assert seen.promises[0].text == "Each partner must do thing 1."
    assert all(any(line.startswith(f"{one.clause} {one.text}") for line in lines) for one in seen.promises)


def test_a_file_without_a_summary_shows_none() -> None:
    assert at_a_glance(["1.1 Something else"]) == at_a_glance([])


def test_a_review_copy_shows_new_removed_and_changed_paragraphs_in_place() -> None:
    made = paragraphs(
        ["One stays.", "Two is old wording here.", "Three goes."],
        ["One stays.", "Two is new wording here.", "A stranger comes along now."],
    )
    assert [one.changed for one in made][:2] == [False, True]
    assert any(one.sent == "Three goes." and not one.now for one in made)
    assert any(one.now.startswith("A stranger") and not one.sent for one in made)


def test_the_worked_case_is_offered_by_its_name(qapp) -> None:
    from studio.desk.coordinator.cases import worked_cases
    from studio.facts.read import read_facts
    from studio.steps.cases import worked_case

    assert "York Pathways" in [line.title for line in worked_cases()]
    for line in worked_cases():
        case = worked_case(line.key.partition(":")[2])
        facts = read_facts(case.facts.read_text("utf-8")).facts
        assert facts is not None
        assert case.partners == len(facts.parties)


def test_every_step_stands_in_the_history_in_words() -> None:
    """What the steps write into the history, read off their own code."""
    written: set[str] = set()
    for path in Path(steps.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in {"tx.append", "self.tx.append"}:
                written |= {node.args[0].value} if isinstance(node.args[0], ast.Constant) else set()
    assert len(written) > 30
    assert written <= set(STEPS_IN_HISTORY)
