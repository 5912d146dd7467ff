"""Agreement is read only where the reviewer says nothing but yes; a condition, a clause or silence is none."""

from __future__ import annotations

import pytest

from studio.returns.approval import says_yes, visible_words, with_approval
from studio.returns.change import Approval, Certainty, Comment, Pack, Return


@pytest.mark.parametrize(
    "text",
    ["Agreed.", "We agree", "Agreed, thanks", "We are happy with this draft, thank you.", "No comments", "OK",
     "We agree to draft 1 as it stands.", "I am content with the text", "Dear Mo,\n\nWe agree.\n\nMany thanks",
     "We agree.\n\nKind regards,\nSAMPLE Person\nSolicitor, City of York Council"],
)  # fmt: skip
def test_a_plain_yes_is_one(text: str) -> None:
    assert says_yes(text)


@pytest.mark.parametrize(
    "text",
    ["", " ", "Thank you", "Not agreed", "We do not agree", "We cannot agree", "Agreed, but change 4.2", "Agreed?",
     "We agree subject to legal advice", "Agreed if 12.2 goes", "We are not happy with this", "Who agreed this?",
     "We agree.\n\nKind regards,\nSAMPLE Person\nPS: but please change 12.2", "Agreed. " * 100],
)  # fmt: skip
def test_anything_beside_yes_is_none(text: str) -> None:
    assert not says_yes(text)


def back(*comments: Comment) -> Return:
    return Return(Pack("X", 1, "r", Certainty.ANCHOR), (), comments, (), True)  # noqa: FBT003


def remark(text: str, clause: str | None) -> Comment:
    return Comment("1", None, "Ann", None, "main", clause, None, "", text, resolved=False)


def test_agreed_on_the_title_is_agreement_and_beside_a_clause_it_is_a_remark_on_that_clause() -> None:
    found = with_approval(back(remark("Agreed.", "title-page")), {})
    assert (found.approval, found.comments) == (Approval(given=True, words="Agreed.", name="Ann"), ())
    assert with_approval(back(remark("Agreed.", "retention")), {}) == back(remark("Agreed.", "retention"))
    whole = with_approval(back(remark("We agree to this draft.", "retention")), {})
    assert whole.approval is not None


def test_silence_is_no_approval() -> None:
    assert with_approval(back(), {}).approval is None


def test_the_files_own_record_counts_and_its_visible_remark_is_not_a_comment_to_answer() -> None:
    properties = {
        "AS.Approval": "approved subject to the points in this file",
        "AS.ApprovedBy": "Ann",
        "AS.ApprovedOn": "2026-10-06",
    }
    approval = Approval(given=False, words="Approved subject to the points in this file.", name="Ann", on="2026-10-06")
    point = remark("Why 24 months?", "retention")
    found = with_approval(back(remark(visible_words(approval), "title-page"), point), properties)
    assert (found.approval, found.comments) == (approval, (point,))
    assert with_approval(back(point), {"AS.Approval": "perhaps"}).approval is None
