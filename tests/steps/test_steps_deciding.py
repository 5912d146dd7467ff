"""Deciding many at once, taking back anything, comment types, and what is nobody's or only a partner's to decide."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from steps_york import WORDS, Case

from studio.circulation.choosing import Selection
from studio.circulation.comment_types import OWN_DETAILS, CommentType, type_of_words
from studio.cli.main import run
from studio.errors import StudioError
from studio.steps import circulation, deciding, look, withholding
from studio.steps.deciding import Ruling
from studio.steps.undoing import last_act, undo_last

At = Callable[..., Case]
YES = Ruling("accept", "Agreed in the working group.")


@pytest.fixture
def case(at_stage: At) -> Case:
    return at_stage("returned", "2026-10-19")


def by_people(case: Case) -> dict[str, str]:
    found = look.merge(case.ws, case.id).decided
    return {name: each.decision for name, each in found.items() if not each.automatic}


def test_one_decision_for_a_reviewer_takes_all_of_its_changes_and_leaves_the_clashes(case: Case) -> None:
    view = look.merge(case.ws, case.id)
    theirs = {each.id for each in view.proposals if "police" in each.reviewers} - set(view.decided)
    clashing = {each.id for each in view.proposals if each.id in theirs and each.clashes}
    assert clashing
    assert clashing < theirs
    said = deciding.decide_matching(case.ws, case.id, Selection(reviewer="police"), YES).said
    assert by_people(case) == dict.fromkeys(theirs - clashing, "accept")
    assert f"{len(theirs) - len(clashing)} change" in said
    assert f"{len(clashing)} stay open" in said


def test_a_kind_is_rejected_at_once_its_clashes_too(case: Case) -> None:
    kind = next(each.kind for each in look.merge(case.ws, case.id).proposals if each.clashes)
    meant = {each.id for each in look.merge(case.ws, case.id).proposals if each.kind == kind}
    deciding.decide_matching(case.ws, case.id, Selection(kind=kind), Ruling("reject", "Not in this round."))
    assert set(by_people(case)) == meant - {
        name for name, each in look.merge(case.ws, case.id).decided.items() if each.automatic
    }


def test_nothing_that_was_decided_before_is_decided_again_in_bulk(case: Case) -> None:
    name = next(each.id for each in look.merge(case.ws, case.id).proposals if not each.clashes)
    deciding.decide(case.ws, case.id, [name], "reject", "No.")
    deciding.decide_matching(case.ws, case.id, Selection(), YES)
    assert by_people(case)[name] == "reject"
    assert len(by_people(case)) > 5
    with pytest.raises(StudioError, match="side by side"):
        deciding.decide_matching(case.ws, case.id, Selection(), YES)


def test_every_act_is_taken_back_in_turn_a_bulk_as_one(case: Case) -> None:
    view = look.merge(case.ws, case.id)
    first = next(each.id for each in view.proposals if not each.clashes and each.id not in view.decided)
    with pytest.raises(StudioError, match="nothing to take back"):
        undo_last(case.ws, case.id)
    deciding.decide(case.ws, case.id, [first], "reject", "No.")
    deciding.decide(case.ws, case.id, [first], "accept", "On second thoughts.")
    deciding.decide_matching(case.ws, case.id, Selection(reviewer="trust"), YES)
    before = by_people(case)
    comment = view.comments[0].id
    deciding.answer_comment(case.ws, case.id, comment, "reject", "No.")
    withholding.withhold(case.ws, case.id, [comment], "It names a person.")
    deciding.undo_decision(case.ws, case.id, [first])
    assert first not in by_people(case)
    undo_last(case.ws, case.id)
    assert by_people(case)[first] == "accept"
    assert look.merge(case.ws, case.id).withheld == {comment: "It names a person."}
    undo_last(case.ws, case.id)
    assert look.merge(case.ws, case.id).withheld == {}
    assert last_act(case.ws, case.id) == "the answer to a comment"
    undo_last(case.ws, case.id)
    assert by_people(case) == before
    assert "changes accepted" in look.merge(case.ws, case.id).last_act
    assert "changes accepted" in undo_last(case.ws, case.id).said
    assert by_people(case) == {first: "accept"}
    undo_last(case.ws, case.id)
    assert by_people(case) == {first: "reject"}
    undo_last(case.ws, case.id)
    assert by_people(case) == {}
    assert last_act(case.ws, case.id) == ""


def test_what_is_to_be_talked_about_stays_open_and_what_is_put_off_does_not(at_stage: At) -> None:
    case = at_stage("returned", "2026-10-22")
    circulation.record_no_response(case.ws, case.id, "ambulance")
    name = next(each.id for each in look.merge(case.ws, case.id).proposals if not each.clashes)
    deciding.decide_matching(case.ws, case.id, Selection(), Ruling("reject", "No."))
    for comment in look.merge(case.ws, case.id).comments:
        deciding.answer_comment(case.ws, case.id, comment.id, "accept", "Thank you.")
    assert look.merge(case.ws, case.id).undecided == 0
    deciding.decide(case.ws, case.id, [name], "discuss", "For the meeting on Monday.")
    assert look.merge(case.ws, case.id).undecided == 1
    with pytest.raises(StudioError, match="still to be talked about"):
        deciding.finish_round(case.ws, case.id)
    deciding.decide(case.ws, case.id, [name], "defer", "Not before the new law is in force.")
    deciding.finish_round(case.ws, case.id)


def test_a_partners_correction_of_its_own_details_needs_no_decision_and_can_be_decided_otherwise(case: Case) -> None:
    view = look.merge(case.ws, case.id)
    own = [each for each in view.proposals if view.types[each.id] == "correction_of_own_details"]
    assert [each.reviewers for each in own] == [("together",)]
    assert view.decided[own[0].id].automatic
    assert view.decided[own[0].id].reason == OWN_DETAILS
    assert view.next_draft is not None
    assert own[0].after in view.next_draft.text()
    deciding.decide(case.ws, case.id, [own[0].id], "reject", "The register says otherwise.")
    view = look.merge(case.ws, case.id)
    assert view.next_draft is not None
    assert own[0].after not in view.next_draft.text()


def test_own_corrections_are_kept_as_decisions_when_the_round_ends(at_stage: At) -> None:
    case = at_stage("returned", "2026-10-22")
    circulation.record_no_response(case.ws, case.id, "ambulance")
    deciding.decide_matching(case.ws, case.id, Selection(), Ruling("reject", "No."))
    for comment in look.merge(case.ws, case.id).comments:
        deciding.answer_comment(case.ws, case.id, comment.id, "reject", "No.")
    deciding.finish_round(case.ws, case.id)
    view = look.merge(case.ws, case.id)
    assert [each.reason for each in view.decided.values()].count(OWN_DETAILS) == 1
    (entry,) = [each for each in look.history(case.ws) if each.step == "finish"]
    assert len(json.loads(entry.detail)["at_once"]) == 1


def test_a_comment_type_is_suggested_and_can_be_put_right(case: Case) -> None:
    comment = look.merge(case.ws, case.id).comments[0].id
    deciding.answer_comment(case.ws, case.id, comment, "reject", "No.", comment_type="object")
    assert look.merge(case.ws, case.id).types[comment] == "object"
    with pytest.raises(StudioError, match="no comment type"):
        deciding.answer_comment(case.ws, case.id, comment, "reject", "No.", comment_type="shrug")


def test_the_command_line_records_a_comment_type_by_option_and_by_file(case: Case, tmp_path: Path) -> None:
    view = look.merge(case.ws, case.id)
    one, two = [each.id for each in view.proposals if not each.clashes and not each.fact][:2]
    comment, words, file = view.comments[0].id, tmp_path / "words.txt", tmp_path / "decisions.yaml"
    words.write_text(WORDS, "utf-8")
    file.write_text(
        json.dumps(
            {
                two: {"decision": "reject", "reason": "No.", "type": "question"},
                comment: {"decision": "accept", "reason": "Yes.", "type": "agree"},
            }
        ),
        "utf-8",
    )
    path = str(case.ws.path)
    case.ws.close()

    def said(*command: str) -> int:
        return run(["workspace", "decide", path, *command, "--passphrase-file", str(words), "--date", "2026-10-19"])

    assert said(one, "--decision", "reject", "--reason", "No.", "--type", "shrug") != 0
    assert said(one, "--decision", "reject", "--reason", "No.", "--type", "object") == 0
    assert said("--file", str(file)) == 0
    case.again()
    types = look.merge(case.ws, case.id).types
    assert (types[one], types[two], types[comment]) == ("object", "question", "agree")


@pytest.mark.parametrize(
    ("words", "suggested"),
    [
        ("We cannot agree to this.", "object"),
        ("The Trust objects to daily reports.", "object"),
        ("Agreed.", "agree"),
        ("No comments.", "agree"),
        ("Agreed, subject to the point on clause 4.", "agree_with_change"),
        ("Who keeps the record?", "question"),
        ("Say who keeps the record.", "agree_with_change"),
    ],
)
def test_what_a_comment_looks_like(words: str, suggested: str) -> None:
    assert type_of_words(words) is CommentType(suggested)


def test_the_checks_of_the_next_draft_are_there_before_the_round_is_finished(case: Case) -> None:
    before = {(each.rule, each.pointer) for each in look.next_findings(case.ws, case.id)}
    name = next(each for each in look.merge(case.ws, case.id).proposals if each.fact)
    deciding.decide(case.ws, case.id, [name.id], "accept", "Agreed.")
    after = {(each.rule, each.pointer) for each in look.next_findings(case.ws, case.id)}
    assert {each for each, _ in after} >= {each for each, _ in before} - {"UNANSWERED"}


def test_words_are_withheld_with_a_reason_and_shown_again(case: Case) -> None:
    name = look.merge(case.ws, case.id).proposals[0].id
    with pytest.raises(StudioError, match="reason"):
        withholding.withhold(case.ws, case.id, [name], " ")
    with pytest.raises(StudioError, match="There is no change"):
        withholding.withhold(case.ws, case.id, ["p0"], "Secret.")
    withholding.withhold(case.ws, case.id, [name], "It names a person.")
    assert look.merge(case.ws, case.id).withheld == {name: "It names a person."}
    withholding.show_to_all(case.ws, case.id, [name])
    assert look.merge(case.ws, case.id).withheld == {}
