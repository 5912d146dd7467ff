"""Checks that look at the rounds and signatures of a real workspace."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from steps_york import Case

from studio.preflight.finding import Finding
from studio.steps import circulation, drafting, look
from studio.steps.reading import work_of
from studio.steps.standing import standing_of

At = Callable[..., Case]


def found(case: Case, rule: str) -> list[Finding]:
    """As the checks page has them, and as the compose page has them: both know the workspace."""
    whole = [each for each in drafting.findings(case.ws, case.id) if each.rule == rule]
    assert [each for each in look.agreement(case.ws, case.id).findings if each.rule == rule] == whole
    return whole


def test_reviewers_are_named_once_their_day_has_passed_and_no_longer_once_they_answer(at_stage: At) -> None:
    case = at_stage("issued")
    case.clock.day("2026-10-16")
    assert found(case, "E10") == []
    case.clock.day("2026-10-17")
    assert [each.pointer for each in found(case, "E10")] == [f"/parties/{number}" for number in range(6)]
    circulation.telephone_note(case.ws, case.id, "police", "Agrees to draft 1.", agrees=True)
    assert "/parties/1" not in {each.pointer for each in found(case, "E10")}


def test_a_recorded_silence_stays_a_warning_after_the_round(at_stage: At) -> None:
    assert [each.pointer for each in found(at_stage("finished"), "E10")] == ["/parties/5"]


def test_the_signing_that_takes_too_long_is_counted_from_the_day_the_file_was_made(at_stage: At) -> None:
    case = at_stage("prepared")
    case.clock.day("2027-01-04")  # sixty days after 5 November
    assert found(case, "X08") == []
    case.clock.day("2027-01-05")
    assert [each.message for each in found(case, "X08")] == ["Chase: 0 of 6 signed. Signed partners are waiting."]


def test_comments_without_an_answer_are_counted_in_a_frozen_text_only(at_stage: At) -> None:
    case = at_stage("returned")
    with case.ws.store.read() as tx:
        work = work_of(tx, case.id)
        frozen = replace(work, record=replace(work.record, status="final"))
        now, then = (standing_of(tx, each, case.ws.today()) for each in (work, frozen))
    assert then.comments == len(look.merge(case.ws, case.id).comments) > 0
    assert now.comments == 0
    assert found(at_stage("frozen"), "E09") == []
