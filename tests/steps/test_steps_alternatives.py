"""Taking a wording in reserve for an agreement: which stands, which can be taken, and going back."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from steps_york import DUE, Case, york

from studio.errors import StudioError
from studio.library.check_clause import lint_clause
from studio.library.kept import header_of, source_of
from studio.library.positions import in_words_of
from studio.library.read import load_library, read_clause
from studio.steps import alternatives, circulation, drafting, library, library_pack, look

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
    assert "The next draft has it, and that of no other agreement." in said.said
    assert said.agreements == {case.id}
    assert case.again().library.clauses[SLOT].body == case.ws.shipped.clauses[SLOT].body
    after = case.ws.library_today(case.id).clauses[SLOT]
    shipped = case.ws.shipped.clauses
    assert (after.body, after.law, after.gloss) == (shipped[RESERVE].body, shipped[RESERVE].law, shipped[RESERVE].gloss)
    assert (after.when, after.status, after.alternative) == (shipped[SLOT].when, "approved", shipped[SLOT].alternative)
    assert REASON in after.changes[-1].reason
    assert after.changes[-1].reason.startswith("Local wording: ")
    assert words in look.agreement(case.ws, case.id).draft.text()
    library.restore(case.ws, SLOT, case.id)
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
    own = case.ws.library_today(case.id).clauses[SLOT]
    assert own.body == case.ws.shipped.clauses["suspension-group"].body


def test_while_a_draft_is_out_nothing_is_taken_and_after_the_round_the_next_draft_has_it_at_once(at_stage) -> None:
    case = at_stage("issued")
    with pytest.raises(StudioError, match="out for review, so no other wording"):
        alternatives.take_alternative(case.ws, case.id, RESERVE, REASON)
    assert library.edits_of(case.ws) == ()
    case = at_stage("finished")
    before = look.agreement(case.ws, case.id).draft.text()
    assert "The next draft has it, and" in alternatives.take_alternative(case.ws, case.id, RESERVE, REASON).said
    assert look.agreement(case.ws, case.id).draft.text() != before


def test_text_that_was_sent_stays_where_more_than_the_one_clause_would_change(at_stage) -> None:
    case = at_stage("finished")
    body = header_of(library.current_source(case.ws, "binding"))[1]
    library.edit_clause(case.ws, "binding", f"{body}1. A sentence of our own.\n", "Asked for")
    before = look.agreement(case.ws, case.id).draft.text()
    assert "What was sent out stays" in alternatives.take_alternative(case.ws, case.id, RESERVE, REASON).said
    assert look.agreement(case.ws, case.id).draft.text() == before


@pytest.fixture
def other(case) -> str:
    """A second agreement in the workspace, with the same clauses."""
    return drafting.start(case.ws, york().replace("SAMPLE-YORK-1", "SAMPLE-YORK-2"))[0]


def texts(case: Case, *agreements: str) -> list[str]:
    return [look.agreement(case.ws, each).draft.text() for each in agreements]


def test_a_wording_taken_in_one_agreement_leaves_the_next_draft_of_another_as_it_was(case, other) -> None:
    mine, theirs = texts(case, case.id, other)
    alternatives.take_alternative(case.ws, case.id, RESERVE, REASON)
    after = texts(case, case.id, other)
    assert after[0] != mine
    assert after[1] == theirs
    case.again()
    assert texts(case, case.id, other) == after, "it was really saved"
    assert point(case, "pausing a flow").positions[1].stands
    assert (
        not next(each for each in alternatives.points(case.ws, other) if each.of == "pausing a flow")
        .positions[1]
        .stands
    )
    library.restore(case.ws, SLOT, case.id)
    assert texts(case, case.id, other) == [mine, theirs]


def test_a_wording_taken_everywhere_reaches_the_others_and_is_no_longer_one_agreements_own(case, other) -> None:
    theirs = texts(case, other)
    alternatives.take_alternative(case.ws, case.id, RESERVE, REASON)
    said = alternatives.take_alternative(case.ws, case.id, RESERVE, "All want it", everywhere=True).said
    assert "so has that of another agreement here" in said
    assert texts(case, other) != theirs
    assert not library.has_own(case.ws, SLOT, case.id)
    library.restore(case.ws, SLOT, case.id)
    assert texts(case, other) == theirs


def test_a_wording_of_ones_own_stands_before_that_of_the_workspace_and_is_listed_as_such(case, other) -> None:
    body = header_of(library.current_source(case.ws, SLOT))[1]
    library.edit_clause(case.ws, SLOT, f"{body}1. A sentence for one.\n", "Asked for", case.id)
    library.edit_clause(case.ws, SLOT, f"{body}1. A sentence for all.\n", "Asked for")
    mine, theirs = texts(case, case.id, other)
    assert ("sentence for one" in mine, "sentence for all" in mine) == (True, False)
    assert ("sentence for one" in theirs, "sentence for all" in theirs) == (False, True)
    sentences = {each.agreement: (each.takes, each.sentence) for each in library.affected(case.ws, SLOT)}
    assert sentences[case.id] == (False, "It has wording of its own for this clause.")
    assert sentences[other][0]


def test_what_is_offered_to_others_says_nothing_of_one_agreements_own_wording(case, tmp_path: Path) -> None:
    alternatives.take_alternative(case.ws, case.id, RESERVE, "Between these two alone")
    library_pack.export(case.ws, [SLOT], tmp_path / "o.clauses")
    with zipfile.ZipFile(tmp_path / "o.clauses") as packed:
        everything = b"".join(packed.read(name) for name in packed.namelist()).decode()
    assert case.ws.shipped.clauses[SLOT].body.strip()[:60] in everything
    assert "Between these two" not in everything


def test_a_draft_that_was_sent_keeps_one_agreements_own_wording(case) -> None:
    alternatives.take_alternative(case.ws, case.id, RESERVE, REASON)
    circulation.issue_draft(case.ws, case.id, DUE)
    sent = texts(case, case.id)
    library.restore(case.ws, SLOT, case.id)
    case.again()
    assert texts(case, case.id) == sent
    assert library.newer_clauses(case.ws, case.id) == (SLOT,)


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
