"""York played through a round that puts four changes and a comment off, and through the next one, which decides them."""

from __future__ import annotations

from datetime import date

import pytest
from steps_york import PARTIES, Case

from studio.circulation.choosing import Selection
from studio.errors import StudioError
from studio.steps import circulation, deciding, drafting, look, withholding
from studio.steps.deciding import Ruling
from studio.steps.views import MergeView

LATER = "Kept for the next round."
NAME = "Together for Mental Wellbeing Limited"  # put off as a change, entered by the coordinator between the rounds
BOTH = "within 36 hours"  # words for the side of a clash whose words are gone
COMMENT = "together-ig_lead/0"
BACK = "together-ig_lead@1/0"  # the same comment in round 2
PUT_OFF = {"or advocate": "fits", "and at least one line": "fits", "within 48 hours": "lost", NAME: "there"}


def change(view: MergeView, words: str) -> str:
    return next(each.id for each in view.proposals if words in each.after)


def finish_first(case: Case) -> None:
    """Round 1 with four changes and a comment put off, one of each kind of fate."""
    case.clock.day("2026-10-22")
    circulation.record_no_response(case.ws, case.id, "ambulance")
    view = look.merge(case.ws, case.id)
    deciding.decide(case.ws, case.id, [change(view, words) for words in PUT_OFF], "defer", LATER)
    withholding.withhold(case.ws, case.id, [change(view, "and at least one line")], "It names a person.")
    deciding.decide(case.ws, case.id, [change(view, "within 12 hours")], "accept", "Agreed.")
    deciding.decide_matching(case.ws, case.id, Selection(), Ruling("accept", "Agreed."))
    for each in view.comments:
        deciding.answer_comment(case.ws, case.id, each.id, "defer" if each.id == COMMENT else "accept", LATER)
    deciding.finish_round(case.ws, case.id)
    drafting.change_fact(case.ws, case.id, "/parties/0/legal_name", NAME)
    case.clock.day("2026-10-26")
    circulation.issue_draft(case.ws, case.id, date(2026, 11, 9))


def finish_second(case: Case) -> None:
    """Nobody answers; what was put off is decided, one change is put off once more."""
    for party in PARTIES:
        circulation.record_no_response(case.ws, case.id, party)
    view = look.merge(case.ws, case.id)
    lost = next(each for each in view.proposals if each.kind == "lost")
    text = view.draft.find(lost.block or "").text  # type: ignore[union-attr]
    deciding.decide(case.ws, case.id, [change(view, "or advocate")], "accept", "The advocates agree.")
    deciding.decide(case.ws, case.id, [change(view, "and at least one line")], "defer", "The ICB is asked.")
    new = text.replace("within 12 hours", BOTH)
    deciding.decide(case.ws, case.id, [lost.id], "amend", "Half way between both.", new)
    with pytest.raises(StudioError, match="1 of them was put off in an earlier round"):
        deciding.finish_round(case.ws, case.id)
    deciding.answer_comment(case.ws, case.id, BACK, "reject", "Every year stays.")
    deciding.finish_round(case.ws, case.id)
