"""What round 1 put off comes back in round 2, is decided there, and stands in the draft after; the answers name both rounds."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from steps_deferred import BACK, BOTH, LATER, NAME, change, finish_first, finish_second
from steps_york import WORDS, Case, Clock, Stages

from studio.circulation.deferred import PutOff
from studio.cli.main import run
from studio.documents.docx_tree import main_text
from studio.drafting.draft import Draft
from studio.errors import StudioError
from studio.steps import answering, circulation, deciding, look
from studio.steps.workspace import open_workspace


@pytest.fixture(scope="module")
def second(stages: Stages, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    """The next draft is out (the third: a fact changed after the second); nobody has answered yet."""
    path = tmp_path_factory.mktemp("deferred") / "york.agreements"
    shutil.copyfile(stages.file("returned"), path)
    clock = Clock()
    case = Case(open_workspace(path, WORDS, clock), clock)
    finish_first(case)
    yield case
    case.ws.close()


@pytest.fixture(scope="module")
def third(second: Case, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    """Round 2 is decided and finished; draft 4 is out. One change was put off once more."""
    path = tmp_path_factory.mktemp("third") / "york.agreements"
    shutil.copyfile(second.ws.path, path)
    clock = Clock()
    clock.day("2026-11-10")
    case = Case(open_workspace(path, WORDS, clock), clock)
    finish_second(case)
    case.responses = look.blob(case.ws, _sha(case, "draft-4-you-said-we-did.docx"))  # type: ignore[attr-defined]
    circulation.issue_draft(case.ws, case.id, date(2026, 11, 20))
    yield case
    case.ws.close()


def _sha(case: Case, name: str) -> str:
    return next(sha for found, _, sha, _ in look.documents(case.ws, case.id) if found == name)


def words_of(draft: Draft | None) -> str:
    assert draft is not None
    return "\n".join(block.text for block in draft.walk())


def test_it_is_laid_before_the_next_round_at_once_with_who_when_and_why(second: Case) -> None:
    view = look.merge(second.ws, second.id)
    assert view.undecided == len(view.proposals) + len(view.comments) == 4
    assert {view.deferred[change(view, words)].fate for words in ("or advocate", "and at least one line")} == {"fits"}
    kept = view.deferred[change(view, "or advocate")]
    assert (kept.times, kept.who) == ((PutOff(1, LATER),), ("council",))
    assert [each.fate for each in view.there] == ["there"]
    assert NAME in view.there[0].asked
    thread = view.deferred[BACK]
    assert (thread.who, thread.block, thread.asked) == (
        ("together",), "engagement.2", "We would keep this if the interval were two years."
    )  # fmt: skip


def test_what_no_longer_fits_is_listed_and_is_only_answered_or_worded_anew(second: Case) -> None:
    view = look.merge(second.ws, second.id)
    lost = next(each for each in view.proposals if each.kind == "lost")
    assert (lost.block, lost.reviewers) == ("breaches.1", ("police",))
    assert "within 48 hours" in lost.after
    with pytest.raises(StudioError, match="no longer in draft 3"):
        deciding.decide(second.ws, second.id, [lost.id], "accept", "Agreed.")
    assert lost.id not in look.merge(second.ws, second.id).decided


def test_what_was_withheld_stays_withheld(second: Case) -> None:
    view = look.merge(second.ws, second.id)
    assert view.withheld[change(view, "and at least one line")] == "It names a person."


def test_a_correction_that_a_person_put_off_is_not_taken_over_by_nobody(second: Case) -> None:
    assert not look.merge(second.ws, second.id).decided


def test_the_command_line_lists_it_first(second: Case, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words, copy = tmp_path / "words.txt", tmp_path / "copy.agreements"
    words.write_text(WORDS)
    shutil.copyfile(second.ws.path, copy)
    asked = ["workspace", "changes", str(copy), "--passphrase-file", str(words)]
    assert run(asked) == 0
    told = capsys.readouterr().out
    assert f"    Put off in round 1: {LATER}" in told
    assert told.startswith("Already in this draft: ")
    assert "Its words are no longer in the draft" in told
    assert run([*asked, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert {each["fate"] for each in found["deferred"].values()} == {"fits", "lost"}
    assert BACK in found["deferred"]
    assert [each["fate"] for each in found["already_there"]] == ["there"]


def test_what_round_2_accepts_stands_in_the_next_draft_under_its_author(third: Case) -> None:
    draft = words_of(look.merge(third.ws, third.id).draft)
    assert "or advocate" in draft
    assert BOTH in draft
    assert "and at least one line" not in draft
    with third.ws.store.read() as tx:
        who = answering.steps_of(third.ws, tx, third.id)[1][2]
    authors = {one.by.author for found in who.words.values() for one in found if "or advocate" in one.text}
    assert len(authors) == 1
    assert "Coordinator" not in authors


def test_the_answers_name_both_rounds(third: Case) -> None:
    lines = main_text(third.responses, "accepted")  # type: ignore[attr-defined]
    first = f"Put off in round 1: {LATER}"
    for reason in ("The advocates agree.", "Half way between both.", "Every year stays.", "the draft says it already."):
        assert f"{first} Now: {reason}" in lines, reason
    assert not any("at least one line" in line for line in lines)
    assert "Withheld: It names a person." in lines


def test_put_off_again_it_comes_again_with_both_reasons(third: Case) -> None:
    view = look.merge(third.ws, third.id)
    assert list(view.deferred) == [change(view, "and at least one line")] == [each.id for each in view.proposals]
    only = view.deferred[view.proposals[0].id]
    assert only.times == (PutOff(1, LATER), PutOff(2, "The ICB is asked."))
    assert not view.there
