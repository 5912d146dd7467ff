"""Taking a wording in reserve for an agreement: which stands, which can be taken, and going back."""

from __future__ import annotations

import pytest
from steps_york import Case

from studio.errors import StudioError
from studio.library.check_clause import lint_clause
from studio.library.kept import header_of, source_of
from studio.library.positions import in_words_of
from studio.library.read import load_library, read_clause
from studio.steps import alternatives, library, look

SLOT, RESERVE, REASON = "suspension", "suspension-notice", "The refuges asked for notice"


@pytest.fixture
def case(at_stage) -> Case:
    return at_stage("started")


def point(case: Case, of: str) -> alternatives.Point:
    return next(each for each in alternatives.points(case.ws, case.id) if each.of == of)


def test_a_wording_in_reserve_stands_after_one_step_and_the_shipped_one_after_another(case) -> None:
    before = look.agreement(case.ws, case.id).draft.text()
    words = case.ws.library.clauses[RESERVE].body.strip().removeprefix("1. ").split("{")[0].split("[[")[0][:60]
    assert words not in before
    said = alternatives.take_alternative(case.ws, case.id, RESERVE, REASON)
    assert "The next draft has it." in said.said
    assert said.agreements == {case.id}
    after = case.again().library.clauses[SLOT]
    shipped = case.ws.shipped.clauses
    assert (after.body, after.law, after.gloss) == (shipped[RESERVE].body, shipped[RESERVE].law, shipped[RESERVE].gloss)
    assert (after.when, after.status, after.alternative) == (shipped[SLOT].when, "approved", shipped[SLOT].alternative)
    assert REASON in after.changes[-1].reason
    assert after.changes[-1].reason.startswith("Local wording: ")
    assert words in look.agreement(case.ws, case.id).draft.text()
    library.restore(case.ws, SLOT)
    assert look.agreement(case.ws, case.id).draft.text() == before


def test_the_list_of_points_says_what_stands_what_facts_choose_and_what_can_be_taken(case) -> None:
    shown = {each.clause: each for each in point(case, "pausing a flow").positions}
    assert [each.rank for each in shown.values()] == [1, 2, 3]
    assert shown[SLOT].stands
    assert shown[RESERVE].may_stand
    alternatives.take_alternative(case.ws, case.id, RESERVE, REASON)
    shown = {each.clause: each for each in point(case, "pausing a flow").positions}
    assert (shown[SLOT].stands, shown[RESERVE].stands, shown[RESERVE].local_in) == (False, True, SLOT)
    chosen = point(case, "force").positions
    assert [each.facts for each in chosen] == [("agreement.binding",), ("agreement.binding",), ()]


@pytest.mark.parametrize(
    ("clause", "reason", "said"),
    [
        ("not-binding", REASON, "Facts choose"),
        (RESERVE, " ", "needs a reason"),
        ("parties", REASON, "no alternative"),
        ("threshold-each", REASON, "no clause on threshold"),
        ("binding-in-part", REASON, "this agreement has “Force of this agreement”.*agreement.binding"),
        ("nothing", REASON, "no clause called"),
    ],
)
def test_what_cannot_be_taken_is_refused_and_nothing_is_saved(case, clause: str, reason: str, said: str) -> None:
    with pytest.raises(StudioError, match=said):
        alternatives.take_alternative(case.ws, case.id, clause, reason)
    assert library.edits_of(case.ws) == ()


def test_the_same_words_cannot_be_taken_twice(case) -> None:
    alternatives.take_alternative(case.ws, case.id, RESERVE, REASON)
    with pytest.raises(StudioError, match="stands already"):
        alternatives.take_alternative(case.ws, case.id, RESERVE, REASON)
    alternatives.take_alternative(case.ws, case.id, "suspension-group", REASON)
    assert case.ws.library.clauses[SLOT].body == case.ws.shipped.clauses["suspension-group"].body


def test_while_a_draft_is_out_nothing_is_taken_and_after_the_round_the_next_draft_has_it_at_once(at_stage) -> None:
    case = at_stage("issued")
    with pytest.raises(StudioError, match="out for review, so no other wording"):
        alternatives.take_alternative(case.ws, case.id, RESERVE, REASON)
    assert library.edits_of(case.ws) == ()
    case = at_stage("finished")
    before = look.agreement(case.ws, case.id).draft.text()
    assert "The next draft has it." in alternatives.take_alternative(case.ws, case.id, RESERVE, REASON).said
    assert look.agreement(case.ws, case.id).draft.text() != before


def test_text_that_was_sent_stays_where_more_than_the_one_clause_would_change(at_stage) -> None:
    case = at_stage("finished")
    body = header_of(library.current_source(case.ws, "binding"))[1]
    library.edit_clause(case.ws, "binding", f"{body}1. A sentence of our own.\n", "Asked for")
    before = look.agreement(case.ws, case.id).draft.text()
    assert "What was sent out stays" in alternatives.take_alternative(case.ws, case.id, RESERVE, REASON).said
    assert look.agreement(case.ws, case.id).draft.text() == before


def test_every_wording_in_reserve_can_stand_where_it_says() -> None:
    shipped = load_library()
    for wanted in (each for each in shipped.clauses.values() if each.status == "reserve"):
        assert wanted.alternative
        for slot in (shipped.clauses[name] for name in wanted.alternative.instead_of):
            text = in_words_of(source_of(shipped, slot.id), source_of(shipped, wanted.id))
            made = read_clause(text, slot.file, [])
            assert made is not None
            assert (made.id, made.when, made.status, made.heading) == (slot.id, slot.when, slot.status, slot.heading)
            assert (made.body, made.title, made.facts) == (wanted.body, wanted.title, wanted.facts)
            assert list(lint_clause(made, set(shipped.clauses), lambda _key: 1)) == []
