"""A clause of a workspace's own: a draft first, then approved for a place in the documents, then taken out again."""

from __future__ import annotations

import pytest
from steps_york import AGREEMENT, DUE, Case

from studio.errors import StudioError
from studio.library.pack import open_pack
from studio.steps import circulation, library, library_pack, look, own_clause
from studio.steps.reading import rendering_of
from studio.store.records import DraftRecord

TITLE, WORDS, WHO = "Keys of the sample house", "Each partner hands the keys back.", "Sam Sample, solicitor"


@pytest.fixture
def case(at_stage) -> Case:
    return at_stage("started")


def written(case: Case) -> str:
    return own_clause.new_clause(case.ws, TITLE, "A34", f"1. {WORDS}\n", "The house is shared")[0]


def test_a_new_clause_is_a_draft_and_stands_nowhere(case) -> None:
    before = look.agreement(case.ws, case.id).draft.text()
    clause = written(case)
    made = case.again().library.clauses[clause]
    assert (made.title, made.status, made.version) == (TITLE, "draft", "1.0")
    assert made.changes[0].reason == "Local wording: The house is shared"
    assert look.agreement(case.ws, case.id).draft.text() == before
    assert written(case) not in {clause, ""}, "a second one of that title has an id of its own"


def test_an_approved_clause_stands_where_it_was_placed_and_what_was_sent_out_keeps_it(case) -> None:
    clause = written(case)
    said = own_clause.place_clause(case.ws, clause, "binding", WHO).said
    assert "The next draft of 1 agreement has it." in said
    made = case.again().library.clauses[clause]
    assert WHO in made.changes[-1].reason
    order = [block.clause for block in look.agreement(case.ws, case.id).draft.blocks]
    place = order.index(clause)
    assert order[place - 1] == "binding"
    circulation.issue_draft(case.ws, AGREEMENT, DUE)
    said = library.restore(case.ws, clause).said
    assert "taken out" in said
    assert clause not in case.ws.library.clauses
    with case.again().store.read() as tx:
        sent = tx.load(DraftRecord, AGREEMENT, 1)
    assert WORDS in rendering_of(case.ws, sent, "isa-multi-agency").draft.text()


def test_an_own_clause_moves_when_it_is_placed_anew(case) -> None:
    clause = written(case)
    own_clause.place_clause(case.ws, clause, "binding", WHO)
    own_clause.place_clause(case.ws, clause, "purposes", WHO)
    order = [block.clause for block in look.agreement(case.ws, case.id).draft.blocks]
    assert order[order.index(clause) - 1] == "purposes"
    assert (
        sum(each == clause for entry in case.ws.library.templates["isa-multi-agency"].outline for each in entry.clauses)
        == 1
    )


def test_a_clause_with_a_fault_or_without_reason_title_or_text_is_refused(case) -> None:
    for title, section, body, reason in (
        ("", "A34", "1. x", "Why"), (TITLE, "A34", " ", "Why"), (TITLE, "A34", "1. x", " "), (TITLE, "Z9", "1. x", "Why"),
        (TITLE, "A34", "1. See [[no-such-clause]].", "Why"), (TITLE, "A34", "1. {{ parties[ }}", "Why"),
    ):  # fmt: skip
        with pytest.raises(StudioError):
            own_clause.new_clause(case.ws, title, section, body, reason)
    assert library.edits_of(case.ws) == ()


def test_placing_needs_a_name_a_place_and_a_clause_of_ones_own(case) -> None:
    clause = written(case)
    for one, after, who in ((clause, "binding", " "), (clause, "suspension-notice", WHO), ("parties", "binding", WHO)):
        with pytest.raises(StudioError):
            own_clause.place_clause(case.ws, one, after, who)
    assert case.ws.library.clauses[clause].status == "draft"


def test_a_clause_that_another_refers_to_is_not_taken_out(case) -> None:
    clause = written(case)
    own_clause.new_clause(case.ws, "Another", "A34", f"1. As [[{clause}]] says.", "Why")
    with pytest.raises(StudioError, match="own-another refers to this clause"):
        library.restore(case.ws, clause)


def test_an_own_clause_is_offered_in_a_pack_with_its_place(case, tmp_path) -> None:
    clause = written(case)
    own_clause.place_clause(case.ws, clause, "binding", WHO)
    library_pack.export(case.ws, [clause], tmp_path / "own.clauses")
    text = next(iter(open_pack((tmp_path / "own.clauses").read_bytes()).texts.values()))
    assert "after: binding" in text
    assert WORDS in text


def test_a_clause_out_of_a_pack_stands_nowhere_until_it_is_placed_here(at_stage, tmp_path) -> None:
    there, here = at_stage("started"), at_stage("started")
    clause = written(there)
    own_clause.place_clause(there.ws, clause, "binding", WHO)
    library_pack.export(there.ws, [clause], tmp_path / "own.clauses")
    before = look.agreement(here.ws, here.id).draft.text()
    library_pack.take(here.ws, library_pack.look_at(here.ws, (tmp_path / "own.clauses").read_bytes()))
    assert clause in here.ws.library.clauses
    assert look.agreement(here.ws, here.id).draft.text() == before
    own_clause.place_clause(here.ws, clause, "binding", "Ida Sample, head of legal")
    assert WORDS in look.agreement(here.ws, here.id).draft.text()
