"""An accepted change lives on: reviewers' words and new facts together, in the agreement and in the consent form."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from studio.drafting.edits import load_edits
from studio.steps import circulation, drafting, look
from studio.steps.reading import facts_of, work_of

RENAMED = "Wellbeing North"
LABEL = "What happened, told in two lines"
DRAFT_TWO_WORDS = (
    "or advocate",
    "safeguarding team must be told",
    "look at these records together",
    "Urgent cases and risk to life",
    "own pace",
    "Mental health awareness",
    "may be present if they wish",
)


def text_of(case: Any, template: str = "isa-multi-agency") -> str:
    with case.ws.store.read() as tx:
        work = work_of(tx, case.id)
    made = case.ws.assembler.render(work.facts, template, on=case.ws.today(), number=work.number, edits=work.edits)
    return str(made.draft.text())


@pytest.fixture(scope="module")
def story(stages: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Round 1 is finished; then a partner's name and a data item's label change, and draft 3 goes out."""
    import shutil

    from steps_york import WORDS, Case, Clock

    from studio.steps.workspace import open_workspace

    path = tmp_path_factory.mktemp("lives-on") / "york.agreements"
    shutil.copyfile(stages.file("finished"), path)
    clock = Clock()
    clock.day("2027-01-04")
    case = Case(open_workspace(path, WORDS, clock), clock)
    case.before = text_of(case)  # type: ignore[attr-defined]
    case.form_before = text_of(case, "consent-adult")  # type: ignore[attr-defined]
    facts = look.agreement(case.ws, case.id).facts
    party = next(n for n, each in enumerate(facts.parties) if each.id == "together")
    asked = next(n for n, each in enumerate(facts.data_items) if each.optional_by_consent)
    case.old_label = facts.data_items[asked].label  # type: ignore[attr-defined]
    case.old_name = facts.parties[party].short_name  # type: ignore[attr-defined]
    drafting.change_fact(case.ws, case.id, f"/parties/{party}/short_name", RENAMED)
    drafting.change_fact(case.ws, case.id, f"/parties/{party}/legal_name", f"{RENAMED} Limited")
    drafting.change_fact(case.ws, case.id, f"/data_items/{asked}/label", LABEL)
    circulation.issue_draft(case.ws, case.id, date(2027, 1, 18))
    yield case
    case.ws.close()


@pytest.mark.parametrize("words", DRAFT_TWO_WORDS)
def test_the_reviewers_words_stand_in_draft_two_and_in_draft_three(story: Any, words: str) -> None:
    assert words in story.before
    assert words in text_of(story)


def test_draft_three_is_numbered_three_and_no_agreed_wording_lost_its_place(story: Any) -> None:
    board = look.board(story.ws, story.id)
    assert (board.round, board.draft) == (2, 3)
    view = look.agreement(story.ws, story.id)
    assert view.draft is not None
    assert view.draft.orphans == ()


def test_draft_three_shows_the_new_name_and_the_new_item_and_never_the_old(story: Any) -> None:
    now = text_of(story)
    assert story.old_name in story.before
    assert story.old_label in story.before
    assert RENAMED in now
    assert LABEL in now
    assert story.old_label not in now
    assert "Together for Mental Wellbeing" not in now


def test_the_consent_form_shows_the_new_name_and_the_new_item(story: Any) -> None:
    form = text_of(story, "consent-adult")
    assert story.old_label in story.form_before
    assert RENAMED in form
    assert LABEL in form
    assert story.old_label not in form


def test_a_name_inside_a_sentence_that_a_reviewer_changed_follows_the_fact(story: Any) -> None:
    """Every paragraph that was reworded and prints the renamed partner prints its new name."""
    with story.ws.store.read() as tx:
        work = work_of(tx, story.id)
    touched = {each.key for each in work.edits}
    made = story.ws.assembler.render(
        work.facts, "isa-multi-agency", on=story.ws.today(), number=work.number, edits=work.edits
    )
    printed = [block for block in made.draft.walk() if block.key in touched]
    assert any(run.fact for block in printed for run in block.runs)
    for block in printed:
        assert story.old_label not in block.text
        for run in block.runs:
            if run.fact and run.fact.endswith("/short_name"):
                assert run.text != story.old_name


def test_a_reviewers_change_of_a_partners_name_became_the_fact_in_every_document(at_stage: Callable[..., Any]) -> None:
    case = at_stage("finished", "2026-10-26")
    name = "Together for Mental Wellbeing Limited"
    assert look.agreement(case.ws, case.id).facts.parties[0].legal_name == name
    assert name in text_of(case)
    assert name in text_of(case, "privacy-notice")


def test_the_edits_of_draft_two_hold_places_of_facts_and_not_their_words(at_stage: Callable[..., Any]) -> None:
    case = at_stage("finished", "2026-10-26")
    with case.ws.store.read() as tx:
        latest = work_of(tx, case.id).latest
    assert latest is not None
    names = {each.short_name for each in facts_of(latest.facts).parties if each.short_name}
    for edit in load_edits(latest.edits):
        for source in getattr(edit, "sources", ()):
            words = getattr(source, "text", "")
            assert not any(name in words for name in names), edit
