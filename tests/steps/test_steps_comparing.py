"""Two drafts of an agreement laid over each other, out of the workspace."""

from __future__ import annotations

import io
import zipfile

import pytest

from studio.errors import StudioError
from studio.steps import comparing
from tests.steps.steps_york import AGREEMENT


def tracked(docx: bytes) -> tuple[str, int, int]:
    with zipfile.ZipFile(io.BytesIO(docx)) as parts:
        text = parts.read("word/document.xml").decode()
    return text, text.count("<w:ins "), text.count("<w:del ")


def test_the_newer_draft_carries_the_differences_as_tracked_changes_whichever_is_named_first(at_stage) -> None:
    case = at_stage("finished", "2026-10-27")
    assert [each.name for each in comparing.drafts(case.ws, AGREEMENT)] == ["Draft 1", "Draft 2"]
    text, added, removed = tracked(comparing.compare_drafts(case.ws, AGREEMENT, 1, 2))
    assert added > 0 < removed
    assert "Together for Mental Wellbeing Limited" in text
    assert tracked(comparing.compare_drafts(case.ws, AGREEMENT, 2, 1)) == (text, added, removed)


def test_the_same_draft_twice_and_a_draft_that_is_not_there_are_refused(at_stage) -> None:
    case = at_stage("finished", "2026-10-27")
    with pytest.raises(StudioError, match="same draft"):
        comparing.compare_drafts(case.ws, AGREEMENT, 2, 2)
    with pytest.raises(StudioError, match="no draft 9"):
        comparing.compare_drafts(case.ws, AGREEMENT, 1, 9)


def test_a_frozen_text_is_called_final_and_shown_as_such(at_stage) -> None:
    from studio.steps import look

    case = at_stage("frozen", "2026-11-06")
    assert [each.name for each in comparing.drafts(case.ws, AGREEMENT)][-1] == "Final text"
    shown = look.agreement(case.ws, AGREEMENT)
    assert shown.draft is not None
    assert "Not agreed and not in force" not in shown.draft.text()
    assert not shown.may_circulate
