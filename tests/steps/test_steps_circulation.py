"""Steps of circulation on a real store: every refusal stands beside an honest twin, and leaves nothing behind."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from steps_york import AGREEMENT, DUE, PARTIES, WORDS, Case, accept_all, returned, york

from studio.errors import StudioError
from studio.steps import circulation, deciding, drafting, look, receiving_signed
from studio.steps import signing as sign_steps
from studio.steps.workspace import create_workspace, open_workspace
from studio.store.records import DecisionRecord, DraftRecord

At = Callable[..., Case]


def steps_of(case: Case) -> list[str]:
    return [each.step for each in look.history(case.ws)]


def refused(case: Case, what: Callable[[], Any]) -> StudioError:
    """The refusal of a step; asserts that the history is exactly as before."""
    before = look.history(case.ws)
    with pytest.raises(StudioError) as caught:
        what()
    assert look.history(case.ws) == before
    assert caught.value.message.endswith((".", ":")) or caught.value.message
    return caught.value


def clashing(case: Case) -> tuple[str, str]:
    pair = next(each for each in look.merge(case.ws, case.id).proposals if each.clashes)
    return pair.id, pair.clashes[0]


# --- starting ---------------------------------------------------------------------------------------------------------


def test_a_second_agreement_with_the_same_reference_is_refused(at_stage: At) -> None:
    case = at_stage("started")
    error = refused(case, lambda: drafting.start(case.ws, york()))
    assert "SAMPLE-YORK-1" in str(error)
    name, _ = drafting.start(case.ws, york().replace("SAMPLE-YORK-1", "SAMPLE-YORK-2"))
    assert {each.id for each in look.home(case.ws).agreements} == {AGREEMENT, name}


def test_a_malformed_facts_file_is_refused_with_its_lines(at_stage: At) -> None:
    case = at_stage("started")
    error = refused(case, lambda: drafting.save_facts(case.ws, case.id, york().replace("review_months: 6", "x: 6")))
    assert "Line 14" in str(error)
    assert look.agreement(case.ws, case.id).facts.agreement.review_months == 6


def test_an_unknown_fact_or_a_wrong_value_changes_nothing(at_stage: At) -> None:
    case = at_stage("started")
    refused(case, lambda: drafting.change_fact(case.ws, case.id, "/agreement/review_months", "soon"))
    refused(case, lambda: drafting.change_fact(case.ws, case.id, "/agreement/no_such_fact", "1"))
    refused(case, lambda: drafting.change_fact(case.ws, case.id, "/parties/99/short_name", "X"))
    drafting.change_fact(case.ws, case.id, "/agreement/review_months", "12")
    assert look.agreement(case.ws, case.id).facts.agreement.review_months == 12


def test_an_agreement_that_is_not_there_is_said_so(at_stage: At) -> None:
    case = at_stage("started")
    assert "no agreement called nothing" in str(refused(case, lambda: drafting.save_facts(case.ws, "nothing", york())))


def test_an_open_error_can_only_be_accepted_where_the_rule_allows_it(at_stage: At) -> None:
    case = at_stage("started")
    acceptable = [each for each in look.agreement(case.ws, case.id).findings if each.acceptable]
    from studio.preflight.finding import Finding

    plain = Finding(
        "X1", "error", acceptable=False, pointer="/x", line=1, clause=None, message="Wrong.", action="", source=""
    )
    refused(case, lambda: drafting.accept_finding(case.ws, case.id, plain, "Data protection officer", "Known"))
    for each in acceptable[:1]:
        refused(case, lambda each=each: drafting.accept_finding(case.ws, case.id, each, "", "Known"))
        drafting.accept_finding(case.ws, case.id, each, "Data protection officer", "Known")
        again = {(f.rule, f.pointer): f for f in look.agreement(case.ws, case.id).findings}
        assert again[(each.rule, each.pointer)].accepted


# --- issuing ----------------------------------------------------------------------------------------------------------


def test_a_round_needs_a_day_that_reviewers_can_meet(at_stage: At) -> None:
    case = at_stage("started")
    assert "2026-10-02" in str(refused(case, lambda: circulation.issue_draft(case.ws, case.id, date(2026, 10, 2))))
    circulation.issue_draft(case.ws, case.id, date(2026, 10, 3))
    assert look.board(case.ws, case.id).due_on == date(2026, 10, 3)


def test_a_partner_without_a_reviewer_stops_the_round(at_stage: At) -> None:
    case = at_stage("started")
    without = york().replace("roles: [legal, reviewer], name: Grace", "roles: [spoc], name: Grace")
    assert without != york()
    drafting.save_facts(case.ws, case.id, without)
    error = refused(case, lambda: circulation.issue_draft(case.ws, case.id, DUE))
    assert "North Yorkshire Police has nobody to review" in str(error)
    drafting.save_facts(case.ws, case.id, york())
    circulation.issue_draft(case.ws, case.id, DUE)
    assert len(look.board(case.ws, case.id).rows) == 6


def test_a_second_round_waits_until_the_first_is_finished(at_stage: At) -> None:
    case = at_stage("returned", "2026-10-19")
    refused(case, lambda: circulation.issue_draft(case.ws, case.id, date(2026, 10, 28)))
    done = at_stage("finished", "2026-10-26")
    circulation.issue_draft(done.ws, done.id, date(2026, 11, 30))
    assert look.board(done.ws, done.id).round == 2


def test_the_issued_files_are_written_as_issued_and_never_over_others(at_stage: At, tmp_path: Path) -> None:
    case = at_stage("issued")
    written = circulation.save_issued_files(case.ws, case.id, tmp_path / "out")
    assert len(written) == 12
    kept = {name.rsplit("/", 1)[1]: sha for name, _, sha, _ in look.documents(case.ws, case.id)}
    assert all(look.blob(case.ws, kept[each.name]) == each.read_bytes() for each in written)
    with pytest.raises(StudioError, match="already"):
        circulation.save_issued_files(case.ws, case.id, tmp_path / "out")


def test_nothing_that_was_circulated_changes_when_the_facts_do(at_stage: At) -> None:
    case = at_stage("finished", "2026-10-26")
    before = look.merge(case.ws, case.id).draft.text()
    drafting.change_fact(case.ws, case.id, "/parties/1/short_name", "The Force")
    assert look.merge(case.ws, case.id).draft.text() == before
    assert look.agreement(case.ws, case.id).number == 3


# --- returns ----------------------------------------------------------------------------------------------------------


def test_a_return_of_another_agreement_is_not_filed_here(at_stage: At) -> None:
    case = at_stage("started")
    name, _ = drafting.start(case.ws, york().replace("SAMPLE-YORK-1", "SAMPLE-YORK-2"))
    circulation.issue_draft(case.ws, name, DUE)
    with pytest.raises(StudioError, match="draft 1 of SAMPLE-YORK-1 for police-legal; no such copy went out"):
        circulation.receive_return(case.ws, name, returned("police"), "police.docx")


@pytest.mark.parametrize("data", [b"", b"not a document", b"PK\x03\x04 broken"])
def test_a_file_that_is_no_document_is_refused_in_words(at_stage: At, data: bytes) -> None:
    case = at_stage("issued", "2026-10-06")
    error = refused(case, lambda: circulation.receive_return(case.ws, case.id, data, "x.docx"))
    assert error.message


def test_the_reading_that_was_filed_is_the_reading_of_the_file(at_stage: At) -> None:
    from studio.returns.docx_read import read_return
    from studio.steps.reading import dump_reading, load_reading

    case = at_stage("issued", "2026-10-06")
    sent = {name.split("/")[-1]: sha for name, _, sha, _ in look.documents(case.ws, case.id)}["police-legal.docx"]
    found = read_return(returned("police"), look.blob(case.ws, sent))
    assert load_reading(dump_reading(found)) == found
    assert found.rejected_equals_sent is True


# --- chasing ----------------------------------------------------------------------------------------------------------


def test_silence_is_recorded_only_after_the_due_date_and_is_no_agreement(at_stage: At) -> None:
    case = at_stage("returned", "2026-10-16")
    error = refused(case, lambda: circulation.record_no_response(case.ws, case.id, "ambulance"))
    assert "2026-10-16" in str(error)
    case.clock.day("2026-10-17")
    said = circulation.record_no_response(case.ws, case.id, "ambulance").said
    assert "Silence is not agreement" in said
    row = next(each for each in look.board(case.ws, case.id).rows if each.party == "ambulance")
    assert row.state == "no_response"


def test_only_a_partner_that_is_waited_for_is_reminded(at_stage: At) -> None:
    case = at_stage("returned", "2026-10-19")
    refused(case, lambda: circulation.remind(case.ws, case.id, "police"))
    _, eml = circulation.remind(case.ws, case.id, "ambulance")
    assert b"X-Unsent: 1" in eml
    assert b"SAMPLE" in eml
    row = next(each for each in look.board(case.ws, case.id).rows if each.party == "ambulance")
    assert row.late_days == 3
    assert row.reminded_at == "2026-10-19T09:00:00Z"


def test_a_telephone_note_needs_words_and_a_partner(at_stage: At) -> None:
    case = at_stage("returned", "2026-10-19")
    refused(case, lambda: circulation.telephone_note(case.ws, case.id, "ambulance", " ", agrees=True))
    refused(case, lambda: circulation.telephone_note(case.ws, case.id, "nobody", "Hello", agrees=True))
    circulation.telephone_note(case.ws, case.id, "ambulance", "Gil agrees.", agrees=True)
    board = look.board(case.ws, case.id)
    assert next(each for each in board.rows if each.party == "ambulance").state == "agreed"
    assert [each.text for each in board.correspondence] == ["Gil agrees."]


# --- deciding ---------------------------------------------------------------------------------------------------------


def decided_by_people(case: Case) -> dict[str, str]:
    decided = look.merge(case.ws, case.id).decided
    return {name: each.decision for name, each in decided.items() if not each.automatic}


def test_both_sides_of_a_clash_cannot_be_accepted_in_either_order(at_stage: At) -> None:
    for first, second in ((0, 1), (1, 0)):
        case = at_stage("returned", "2026-10-19")
        pair = clashing(case)
        deciding.decide(case.ws, case.id, [pair[first]], "accept", "Agreed.")
        error = refused(
            case, lambda case=case, other=pair[second]: deciding.decide(case.ws, case.id, [other], "accept", "Too.")
        )
        assert "cannot both stand" in str(error)
        deciding.decide(case.ws, case.id, [pair[second]], "reject", "The other stands.")


def test_both_sides_at_once_are_refused_and_neither_is_decided(at_stage: At) -> None:
    case = at_stage("returned", "2026-10-19")
    pair = clashing(case)
    refused(case, lambda: deciding.decide(case.ws, case.id, pair, "accept", "Both."))
    assert decided_by_people(case) == {}


def test_a_clash_stays_open_until_a_person_decides_it(at_stage: At) -> None:
    case = at_stage("returned", "2026-10-19")
    circulation.record_no_response(case.ws, case.id, "ambulance")
    view = look.merge(case.ws, case.id)
    for each in view.proposals:
        if not each.clashes:
            deciding.decide(case.ws, case.id, [each.id], "accept", "Agreed.")
    for comment in view.comments:
        deciding.answer_comment(case.ws, case.id, comment.id, "accept", "Thank you.")
    open_now = sum(bool(each.clashes) for each in view.proposals)
    assert open_now >= 2
    assert f"{open_now} changes" in str(refused(case, lambda: deciding.finish_round(case.ws, case.id)))


@pytest.mark.parametrize(
    ("decision", "reason", "text"),
    [("perhaps", "Yes.", None), ("accept", " ", None), ("amend", "Better.", None), ("amend", "Better.", "  ")],
)
def test_a_decision_needs_a_word_a_reason_and_for_an_amendment_its_text(
    at_stage: At, decision: str, reason: str, text: str | None
) -> None:
    case = at_stage("returned", "2026-10-19")
    name = look.merge(case.ws, case.id).proposals[0].id
    refused(case, lambda: deciding.decide(case.ws, case.id, [name], decision, reason, text))
    deciding.decide(case.ws, case.id, [name], "reject", "Not now.")
    assert look.merge(case.ws, case.id).decided[name].decision == "reject"


def test_an_unknown_change_among_known_ones_decides_nothing(at_stage: At) -> None:
    case = at_stage("returned", "2026-10-19")
    name = look.merge(case.ws, case.id).proposals[0].id
    error = refused(case, lambda: deciding.decide(case.ws, case.id, [name, "p0000000000"], "reject", "No."))
    assert "p0000000000" in str(error)
    assert decided_by_people(case) == {}


def test_an_unknown_comment_cannot_be_answered(at_stage: At) -> None:
    case = at_stage("returned", "2026-10-19")
    refused(case, lambda: deciding.answer_comment(case.ws, case.id, "police-legal/999", "accept", "Yes."))
    name = look.merge(case.ws, case.id).comments[0].id
    refused(case, lambda: deciding.answer_comment(case.ws, case.id, name, "accept", " "))
    deciding.answer_comment(case.ws, case.id, name, "accept", "Thank you.")
    assert next(each for each in look.merge(case.ws, case.id).comments if each.id == name).answer


def test_a_decision_taken_back_is_open_again_and_both_stand_in_the_history(at_stage: At) -> None:
    case = at_stage("returned", "2026-10-19")
    name = look.merge(case.ws, case.id).proposals[0].id
    deciding.decide(case.ws, case.id, [name], "reject", "No.")
    deciding.undo_decision(case.ws, case.id, [name])
    assert decided_by_people(case) == {}
    assert steps_of(case)[-2:] == ["decide", "undo"]


def test_deciding_in_another_order_gives_the_same_draft(at_stage: At) -> None:
    """Proposals decided backwards, one by one and in a heap, lead to the draft that deciding forwards leads to."""
    texts = set()
    for order in (1, -1):
        case = at_stage("returned", "2026-10-22")
        circulation.record_no_response(case.ws, case.id, "ambulance")
        found = look.merge(case.ws, case.id).proposals
        chosen = {
            each.id: "reject" if each.clashes and each.id != min((each.id, *each.clashes)) else "accept"
            for each in found
        }
        for each in found[::order]:
            deciding.decide(case.ws, case.id, [each.id], chosen[each.id], "Agreed.")
        following = look.merge(case.ws, case.id).next_draft
        assert following is not None
        texts.add(following.text())
    assert len(texts) == 1


def test_an_accepted_name_can_be_kept_as_words_only(at_stage: At) -> None:
    case = at_stage("returned", "2026-10-19")
    name = next(each for each in look.merge(case.ws, case.id).proposals if each.fact and "Limited" in each.fact.after)
    deciding.decide(case.ws, case.id, [name.id], "accept", "Only here.", as_fact=False)
    following = look.merge(case.ws, case.id).next_draft
    assert following is not None
    assert following.text().count("Together for Mental Wellbeing Limited") == 1
    deciding.decide(case.ws, case.id, [name.id], "accept", "Everywhere.")
    following = look.merge(case.ws, case.id).next_draft
    assert following is not None
    assert following.text().count("Together for Mental Wellbeing Limited") > 1


# --- finishing --------------------------------------------------------------------------------------------------------


def test_a_round_is_not_finished_while_anything_is_open(at_stage: At) -> None:
    case = at_stage("returned", "2026-10-22")
    assert "has not answered" in str(refused(case, lambda: deciding.finish_round(case.ws, case.id)))
    circulation.record_no_response(case.ws, case.id, "ambulance")
    assert "no answer yet" in str(refused(case, lambda: deciding.finish_round(case.ws, case.id)))
    accept_all(case)
    deciding.finish_round(case.ws, case.id)
    assert look.agreement(case.ws, case.id).number == 2


def test_a_finished_round_keeps_its_decisions(at_stage: At) -> None:
    case = at_stage("finished", "2026-10-26")
    view = look.merge(case.ws, case.id)
    assert view.finished
    name = view.proposals[0].id
    refused(case, lambda: deciding.undo_decision(case.ws, case.id, [name]))
    refused(case, lambda: deciding.finish_round(case.ws, case.id))


def test_draft_two_its_redline_and_its_answers_are_kept_and_prove_themselves(at_stage: At) -> None:
    from studio.returns.docx_read import reading

    case = at_stage("finished", "2026-10-26")
    names = {name: sha for name, _, sha, _ in look.documents(case.ws, case.id)}
    redline = look.blob(case.ws, names["draft-2-redline.docx"])
    old, new = look.merge(case.ws, case.id).draft, look.agreement(case.ws, case.id).draft
    assert new is not None
    for draft, other, mode in ((new, old, "accepted"), (old, new, "rejected")):
        said = set(reading(redline, mode))
        mine, theirs = ({block.text for block in each.blocks if block.text} for each in (draft, other))
        assert mine - said == set()
        assert (theirs - mine) & said == set()
    assert {b.text for b in new.blocks if b.text} <= set(reading(look.blob(case.ws, names["draft-2.docx"]), "accepted"))
    answers = "\n".join(reading(look.blob(case.ws, names["draft-2-you-said-we-did.docx"]), "accepted"))
    assert "Agreed in the working group." in answers
    assert "Not decided yet" not in answers


# --- states, failures, other programs ---------------------------------------------------------------------------------


def test_what_the_state_does_not_allow_is_refused_with_where_it_stands(at_stage: At) -> None:
    case = at_stage("started")
    assert "is being drafted" in str(
        refused(case, lambda: circulation.receive_return(case.ws, case.id, returned("police"), "p.docx"))
    )
    for step in (
        lambda: deciding.finish_round(case.ws, case.id),
        lambda: deciding.decide(case.ws, case.id, ["p1"], "accept", "Yes."),
        lambda: receiving_signed.receive_signed(case.ws, case.id, b"%PDF-"),
        lambda: sign_steps.prepare_signing(case.ws, case.id, b"", ""),
        lambda: circulation.remind(case.ws, case.id, "police"),
        lambda: circulation.save_issued_files(case.ws, case.id, Path("nowhere")),
    ):
        refused(case, step)


@pytest.mark.parametrize("step", ["issue", "finish"])
def test_a_failure_in_the_middle_of_a_step_leaves_nothing_behind(
    at_stage: At, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """The last thing a step writes is its line in the history; there the disk fails."""
    from studio.store.transaction import Transaction

    case = at_stage("returned" if step == "finish" else "started", "2026-10-22" if step == "finish" else "2026-10-02")
    if step == "finish":
        circulation.record_no_response(case.ws, case.id, "ambulance")
        accept_all(case)

    def play() -> None:
        if step == "finish":
            deciding.finish_round(case.ws, case.id)
        else:
            circulation.issue_draft(case.ws, case.id, DUE)

    def everything() -> tuple[Any, ...]:
        view = look.agreement(case.ws, case.id)
        return (look.history(case.ws), look.documents(case.ws, case.id), view.status, view.yaml, view.number)

    before = everything()
    with monkeypatch.context() as patch:
        patch.setattr(Transaction, "append", lambda *_: (_ for _ in ()).throw(OSError("disk full")))
        with pytest.raises((OSError, StudioError)):
            play()
    case.again()
    assert everything() == before
    with case.ws.store.begin() as tx:
        assert len(tx.all(DraftRecord, agreement=case.id)) == (1 if step == "finish" else 0)
    play()
    assert everything() != before


def test_all_that_was_done_is_there_when_the_workspace_is_opened_again(at_stage: At) -> None:
    case = at_stage("finished", "2026-10-26")
    before = (look.history(case.ws), look.documents(case.ws, case.id), look.merge(case.ws, case.id))
    case.again()
    assert (look.history(case.ws), look.documents(case.ws, case.id), look.merge(case.ws, case.id)) == before
    with case.ws.store.begin() as tx:
        assert all(each.reason for each in tx.all(DecisionRecord, agreement=case.id))


def test_a_second_program_is_told_who_has_the_workspace_and_cannot_write(at_stage: At) -> None:
    case = at_stage("started")
    other = open_workspace(case.ws.path, WORDS, case.clock)
    try:
        assert other.read_only
        assert other.who_has_it
        assert look.home(other).agreements[0].ref == "SAMPLE-YORK-1"
        with pytest.raises(StudioError):
            drafting.change_fact(other, case.id, "/agreement/review_months", "12")
    finally:
        other.close()
    drafting.change_fact(case.ws, case.id, "/agreement/review_months", "12")


def test_a_workspace_is_never_made_over_another_file_or_with_a_short_passphrase(tmp_path: Path) -> None:
    path = tmp_path / "w.agreements"
    with pytest.raises(StudioError, match="too short"):
        create_workspace(path, "short")
    create_workspace(path, WORDS).close()
    with pytest.raises(StudioError, match="already"):
        create_workspace(path, WORDS)
    with pytest.raises(StudioError):
        open_workspace(path, "another passphrase")
    with pytest.raises(StudioError, match="no workspace"):
        open_workspace(tmp_path / "none.agreements", WORDS)
    open_workspace(path, WORDS).close()


def test_home_says_what_waits_and_plans_back_from_go_live(at_stage: At) -> None:
    late = at_stage("returned", "2026-10-19")
    home = look.home(late.ws)
    assert home.waiting[0].late_days == 3
    assert any("Decide" in each.verb for each in home.waiting)
    assert home.agreements[0].standing == "5 of 6 back"
    assert home.agreements[0].plan_back.startswith("Go-live 1 March: round out by ")
    assert len(PARTIES) == home.agreements[0].partners
