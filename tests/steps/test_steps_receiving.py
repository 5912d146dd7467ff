"""What came back: each way in which a file comes has its rule, its sentence, and its line in the history."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from steps_returns import mail, reworded, rewritten, sent_copy, without_marks
from steps_york import DUE, WORDS, Case, returned, york

from studio.cli.main import run
from studio.errors import StudioError
from studio.post.eml import message_id
from studio.returns.change import Unmapped
from studio.steps import circulation, drafting, look, reviewing
from studio.steps.identifying import Unconfirmed, what_came_back
from studio.steps.receiving import receive_return
from studio.steps.receiving_mail import receive
from studio.store.records import ProofRecord

At = Callable[..., Case]


def kept(case: Case) -> dict[str, Any]:
    """What the last line of the history says."""
    return dict(json.loads(look.history(case.ws)[-1].detail))


def row(case: Case, recipient: str) -> Any:
    return next(each for each in look.board(case.ws, case.id).rows if each.recipient == recipient)


# --- by its marks, by its words ---------------------------------------------------------------------------------------


def test_a_file_with_its_marks_is_known_without_asking(at_stage: At) -> None:
    case = at_stage("issued", "2026-10-06")
    origin = what_came_back(case.ws, returned("police"), "anything.docx")
    assert (origin.agreement, origin.draft, origin.recipient, origin.by_marks) == (case.id, 1, "police-legal", True)
    assert "the copy of Grace" in origin.sentence


def test_without_marks_its_words_say_which_draft_and_the_head_whose_copy_and_the_coordinator_confirms(
    at_stage: At,
) -> None:
    case = at_stage("issued", "2026-10-06")
    bare = without_marks(returned("police"), heads=True)
    with pytest.raises(Unconfirmed) as asked:
        receive_return(case.ws, case.id, bare, "edited.docx")
    origin = asked.value.origin
    assert (origin.agreement, origin.draft, origin.recipient) == (case.id, 1, "police-legal")
    assert origin.share > 0.95
    assert origin.recipient_by == "the line on its first page"
    assert look.board(case.ws, case.id).back == 0

    received = receive_return(case.ws, case.id, bare, "edited.docx", recipient="police-legal")
    assert received.recipient == "police-legal"
    assert kept(case)["placed_by"]["recipient"] == "the coordinator’s word"
    marked = at_stage("issued", "2026-10-06")
    assert receive_return(marked.ws, marked.id, returned("police"), "police.docx").changes == received.changes


def test_the_file_name_says_whose_copy_it_is_and_a_silent_file_is_asked_about(at_stage: At) -> None:
    case = at_stage("issued", "2026-10-06")
    bare = without_marks(sent_copy(case, "council-legal"))
    named = what_came_back(case.ws, bare, "York council-legal (2) final.docx")
    assert (named.recipient, named.recipient_by) == ("council-legal", "its file name")
    nobody = what_came_back(case.ws, bare, "Document1.docx")
    assert nobody.recipient == ""
    assert "Nothing in it says whose copy it is" in nobody.sentence
    assert len(nobody.copies) == 6
    with pytest.raises(StudioError, match="Nobody called nobody"):
        receive_return(case.ws, case.id, bare, "Document1.docx", recipient="nobody")


def test_of_two_drafts_of_one_agreement_the_nearer_is_named(at_stage: At) -> None:
    case = at_stage("finished", "2026-10-26")
    circulation.issue_draft(case.ws, case.id, date(2026, 11, 30))
    for number in (1, 2):
        origin = what_came_back(case.ws, without_marks(sent_copy(case, "icb-ig_lead", number)), "icb-ig_lead.docx")
        assert (origin.draft, str(origin.certainty)) == (number, "exact")


def test_a_document_of_another_matter_is_placed_nowhere(at_stage: At) -> None:
    import io

    import docx

    case = at_stage("issued", "2026-10-06")
    out, made = io.BytesIO(), docx.Document()
    for number in range(40):
        made.add_paragraph(f"The tenant of flat {number} pays the rent monthly in advance to the landlord’s agent.")
    made.save(out)
    with pytest.raises(StudioError, match="words are those of no draft"):
        what_came_back(case.ws, out.getvalue(), "police-legal.docx")


def test_a_file_of_another_agreement_in_this_workspace_is_named_by_its_title(at_stage: At) -> None:
    case = at_stage("issued", "2026-10-06")
    other, _ = drafting.start(case.ws, york().replace("SAMPLE-YORK-1", "SAMPLE-YORK-2"))
    circulation.issue_draft(case.ws, other, DUE)
    with pytest.raises(StudioError, match="another agreement \\(Information sharing agreement"):
        receive_return(case.ws, other, returned("police"), "police.docx")


# --- the same, another, late, unchanged, agreed -----------------------------------------------------------------------


def test_the_same_file_twice_is_filed_once_and_the_history_knows_it_came_again(at_stage: At) -> None:
    case = at_stage("issued", "2026-10-06")
    first = receive_return(case.ws, case.id, returned("police"), "police.docx")
    case.clock.day("2026-10-08")
    again = receive_return(case.ws, case.id, returned("police"), "copy.docx")
    assert again.sentence == "copy.docx is the same file that came on Tue 6 October as police.docx. It is filed once."
    assert (again.recipient, again.changes) == (first.recipient, first.changes)
    assert kept(case)["again"] is True
    assert row(case, "police-legal").since.startswith("2026-10-06")


def test_a_later_file_of_one_reviewer_takes_the_place_of_the_earlier(at_stage: At) -> None:
    case = at_stage("issued", "2026-10-06")
    receive_return(case.ws, case.id, returned("police"), "police.docx")
    case.clock.day("2026-10-09")
    later = reworded(sent_copy(case, "police-legal"), "Document control", "Control of this document")
    received = receive_return(case.ws, case.id, later, "police-2.docx")
    assert "It takes the place of the file of Tue 6 October, which is kept." in received.sentence
    assert [each.silent for each in look.merge(case.ws, case.id).proposals] == [True]
    assert {"round-1/returns/police.docx", "round-1/returns/police-2.docx"} <= {
        name for name, *_ in look.documents(case.ws, case.id)
    }
    assert "replaces" in kept(case)


def test_two_reviewers_of_one_partner_both_count(at_stage: At) -> None:
    case = at_stage("started")
    two = york().replace("party: police, roles: [spoc]", "party: police, roles: [spoc, reviewer]")
    assert two != york()
    drafting.save_facts(case.ws, case.id, two)
    circulation.issue_draft(case.ws, case.id, DUE)
    case.clock.day("2026-10-06")
    rows = [each for each in look.board(case.ws, case.id).rows if each.party == "police"]
    assert len(rows) == 2
    said = [
        receive_return(
            case.ws,
            case.id,
            reworded(sent_copy(case, each.recipient), "Document control", f"Control {number}"),
            f"{number}.docx",
        ).sentence
        for number, each in enumerate(rows)
    ]
    assert "both count" not in said[0]
    assert f"{rows[0].contact} has answered for the same partner; both count." in said[1]
    assert len(look.merge(case.ws, case.id).proposals) == 2


def test_a_late_one_counts_while_the_round_is_open_and_says_how_late(at_stage: At) -> None:
    case = at_stage("issued", "2026-10-16")
    first = receive_return(case.ws, case.id, sent_copy(case, "trust-ig_lead"), "trust.docx")
    case.clock.day("2026-10-18")
    second = receive_return(case.ws, case.id, sent_copy(case, "icb-ig_lead"), "icb.docx")
    assert "late" not in first.sentence
    assert "It came 2 days late, after Fri 16 October; it counts all the same." in second.sentence
    assert kept(case)["late_days"] == 2
    assert row(case, "trust-ig_lead").state == row(case, "icb-ig_lead").state == "returned"


def test_one_that_comes_after_the_round_was_finished_is_kept_for_the_next_draft(at_stage: At) -> None:
    case = at_stage("finished", "2026-10-27")
    before = look.history(case.ws)
    with pytest.raises(StudioError, match=r"Round 1 was finished on Mon 26 October.*carried forward"):
        receive_return(case.ws, case.id, _changed(case), "ambulance.docx")
    assert look.history(case.ws) == before


def _changed(case: Case) -> bytes:
    return reworded(sent_copy(case, "ambulance-ig_lead"), "Document control", "Control of this document")


def test_one_without_a_change_is_no_agreement(at_stage: At) -> None:
    case = at_stage("issued", "2026-10-06")
    received = receive_return(case.ws, case.id, sent_copy(case, "icb-ig_lead"), "icb.docx")
    assert "That is no agreement yet: ask whether the partner agrees." in received.sentence
    assert (row(case, "icb-ig_lead").state, row(case, "icb-ig_lead").next_step) == ("returned", "Ask whether it agrees")


def test_an_approval_given_in_the_reviewers_view_is_agreement_and_one_with_points_waits_for_them(at_stage: At) -> None:
    case = at_stage("issued", "2026-10-06")
    whole = reviewing.approve(sent_copy(case, "icb-ig_lead"), "Priya Sample", case.clock(), subject=False)
    received = receive_return(case.ws, case.id, whole, "icb.docx")
    assert row(case, "icb-ig_lead").state == "agreed"
    assert "agrees to draft 1: “Approved.”" in received.sentence
    assert kept(case)["approval"] == {"given": True, "words": "Approved."}

    changed = reviewing.take_out(sent_copy(case, "trust-ig_lead"), "breaches.5", "Tom Sample", case.clock())
    subject = reviewing.approve(changed, "Tom Sample", case.clock(), subject=True)
    received = receive_return(case.ws, case.id, subject, "trust.docx")
    assert "approves draft 1 subject to the points in the file" in received.sentence
    assert (row(case, "trust-ig_lead").state, row(case, "trust-ig_lead").comments) == ("returned", 0)
    assert row(case, "trust-ig_lead").next_step == "Decide its points; it approves with them"
    assert [each.kind for each in look.merge(case.ws, case.id).proposals] == ["removed"]


# --- of an older draft ------------------------------------------------------------------------------------------------


def test_a_return_of_an_older_draft_is_carried_forward_and_what_was_taken_already_is_not_asked_for_again(
    at_stage: At,
) -> None:
    case = at_stage("finished", "2026-10-26")
    circulation.issue_draft(case.ws, case.id, date(2026, 11, 30))
    again = reworded(returned("police"), "Document control", "Control of this document")
    received = receive_return(case.ws, case.id, again, "police.docx")
    assert kept(case)["answers_draft"] == 1
    assert kept(case)["carried"] == {"fits": 1, "there": 15, "lost": 0}
    assert "this is draft 1; draft 2 went out on Mon 26 October. 1 of its 16 changes still fits." in received.sentence
    assert "15 are in draft 2 already." in received.sentence
    (proposal,) = look.merge(case.ws, case.id).proposals
    assert (proposal.before, proposal.after) == ("", "Control of this document") or proposal.silent
    assert not isinstance(proposal.effects[0], Unmapped)


# --- mails ------------------------------------------------------------------------------------------------------------


def test_we_agree_in_a_mail_is_agreement_and_its_conditional_twin_is_not(at_stage: At) -> None:
    for words, state in (("We agree.\n\nKind regards\nSAMPLE Person", "agreed"), ("We agree if 12.2 goes.", "sent")):
        case = at_stage("issued", "2026-10-06")
        address = row(case, "trust-ig_lead").email
        (received,) = receive(
            case.ws, case.id, mail(address, words, quoted="On Fri, Mo Sample wrote:\n> Draft 1 …"), "re.eml"
        )
        assert row(case, "trust-ig_lead").state == state
        assert kept(case)["agrees"] is (state == "agreed")
        assert ("agrees to draft 1 by mail" in received.sentence) is (state == "agreed")
        (letter,) = look.board(case.ws, case.id).correspondence
        assert letter.text == words
        assert "mail/re.eml" in {name for name, *_ in look.documents(case.ws, case.id)}


def test_a_mail_is_known_by_the_letter_it_answers_also_from_another_address(at_stage: At) -> None:
    case = at_stage("issued", "2026-10-06")
    answers = message_id("SAMPLE-YORK-1/1/1/icb-ig_lead")
    receive(case.ws, case.id, mail("assistant@elsewhere.example", "Agreed, thank you.", answers=answers), "re.eml")
    assert row(case, "icb-ig_lead").state == "agreed"
    with pytest.raises(StudioError, match=r"elsewhere\.example received no draft"):
        receive(case.ws, case.id, mail("assistant@elsewhere.example", "Agreed."), "re2.eml")


def test_the_draft_in_a_mail_is_filed_and_the_words_with_it_are_kept(at_stage: At) -> None:
    case = at_stage("issued", "2026-10-06")
    filed = receive(case.ws, case.id, mail("x@police.example", "See 12.2.", docx=returned("police")), "re.eml")
    assert [each.recipient for each in filed] == ["police-legal", "police-legal"]
    assert row(case, "police-legal").state == "returned"
    assert [each.text for each in look.board(case.ws, case.id).correspondence] == ["See 12.2."]


def test_agreement_to_an_older_draft_is_not_agreement_to_the_one_that_is_out(at_stage: At) -> None:
    case = at_stage("finished", "2026-10-26")
    circulation.issue_draft(case.ws, case.id, date(2026, 11, 30))
    answers = message_id("SAMPLE-YORK-1/1/1/icb-ig_lead")
    (received,) = receive(case.ws, case.id, mail("x@icb.example", "We agree", answers=answers), "re.eml")
    assert "draft 2 is out now" in received.sentence
    assert row(case, "icb-ig_lead").state == "sent"


# --- from the command line --------------------------------------------------------------------------------------------


def test_the_command_line_says_what_came_back_and_files_it_once_it_is_confirmed(
    at_stage: At, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    case = at_stage("issued", "2026-10-06")
    path, words, file = case.ws.path, tmp_path / "words.txt", tmp_path / "Document1.docx"
    words.write_text(WORDS, "utf-8")
    file.write_bytes(without_marks(sent_copy(case, "council-legal"), heads=True))
    case.ws.close()

    def said(*command: str) -> tuple[int, Any]:
        code = run(["workspace", *command, "--passphrase-file", str(words), "--date", "2026-10-06", "--json"])
        return code, json.loads(capsys.readouterr().out or "{}")

    code, origin = said("origin", str(path), str(file))
    assert (code, origin["draft"], origin["by_marks"], origin["certainty"]) == (1, 1, False, "exact")
    assert said("receive", str(path), str(file))[0] != 0
    code, filed = said("receive", str(path), str(file), "--recipient", "council-legal")
    assert (code, filed["changes"]) == (0, 0)
    case.again()
    assert row(case, "council-legal").state == "returned"


def test_a_failed_proof_goes_when_a_better_return_has_come(at_stage: At) -> None:
    case = at_stage("issued", "2026-10-05")
    circulation.receive_return(case.ws, case.id, returned("trust"), "trust.docx")
    with case.ws.store.begin() as tx:
        proof = tx.all(ProofRecord, agreement=case.id)[0]
        tx.save(replace(proof, holds=False, says="Clause 4 reads otherwise."))
    assert [each.says for each in look.merge(case.ws, case.id).proofs] == ["Clause 4 reads otherwise."]
    assert row(case, "trust-ig_lead").unproved
    case.clock.day("2026-10-06")
    better = rewritten(returned("trust"), lambda _, content: content)
    circulation.receive_return(case.ws, case.id, better, "trust again.docx")
    assert [each.holds for each in look.merge(case.ws, case.id).proofs] == [True]
    assert not row(case, "trust-ig_lead").unproved
