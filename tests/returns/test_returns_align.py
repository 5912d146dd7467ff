"""A return without any mark: every paragraph is put where it belongs by its words and their order alone."""

from __future__ import annotations

import pytest
from returns_edited import CASES, Score, edited, paragraphs, placed, scores

from studio.returns.align import align


@pytest.mark.parametrize(("share", "budget"), [(0.05, 99.9), (0.15, 99.6), (0.30, 99.0), (0.50, 98.0)])
def test_paragraphs_without_marks_are_put_into_the_right_clause(share: float, budget: float) -> None:
    """Three files of each case; `make align` measures twenty. Text outside tables has to keep the budget alone, too."""
    whole, prose = Score(), Score()
    for case in CASES:
        for seed in range(3):
            one, outside = scores(paragraphs(case), edited(paragraphs(case), share, seed))
            whole, prose = whole + one, prose + outside
    assert whole.percent >= budget
    assert prose.percent >= budget


def test_the_edits_are_real_and_the_same_for_the_same_seed() -> None:
    sent = paragraphs("york-pathways")
    back = edited(sent, 0.5, 1)
    assert back == edited(sent, 0.5, 1) != edited(sent, 0.5, 2)
    kept = {each.text for each in sent}
    assert 0.4 < sum(each.text not in kept for each in back) / len(back) < 0.6


def test_another_agreements_paragraphs_are_not_forced_into_clauses() -> None:
    """The honest twin of a match: words that were never sent are matched to nothing."""
    sent = [each.text for each in paragraphs("york-pathways") if not each.cell]
    foreign = ["The tenant pays the rent monthly in advance by standing order to the landlord’s agent."] * 3
    assert [match.sent for match in align(sent, foreign, [()] * 3)] == [None, None, None]


def test_a_moved_paragraph_does_not_draw_its_new_neighbour_into_its_clause() -> None:
    sent = [each for each in paragraphs("york-pathways") if not each.cell and len(each.text) > 60]
    first, last = sent[0], sent[-1]
    came = [
        *(each.text for each in sent[:50]),
        last.text,
        "A paragraph that nobody sent.",
        *(e.text for e in sent[50:-1]),
    ]
    clauses = placed(sent, align([each.text for each in sent], came, [()] * len(came)))
    assert clauses[0] == first.clause
    assert clauses[50] == last.clause
    assert clauses[51] == sent[49].clause
