"""Running heads and feet."""

from __future__ import annotations

from pdf_sample import info

from studio.documents.furniture import furniture
from studio.drafting.draft import DraftStatus


def test_a_draft_says_its_number_and_that_it_is_not_in_force() -> None:
    words = furniture(info())
    assert words.head_right == "Draft 3 of 23 November 2026"
    assert words.watermark == "DRAFT 3 · NOT IN FORCE"
    assert words.foot_left == "SAMPLE-YP-01, version 0.3"


def test_a_final_text_says_its_version_and_has_no_watermark() -> None:
    words = furniture(info(status=DraftStatus.FINAL, version="1.0"))
    assert words.head_right == "Final, version 1.0 of 23 November 2026"
    assert words.watermark == ""
    assert words.marking == "OFFICIAL-SENSITIVE"


def test_only_samples_say_sample_and_papers_for_the_public_carry_no_marking() -> None:
    assert furniture(info()).foot_sample == "SAMPLE. People and numbers are invented."
    assert furniture(info(sample=False)).foot_sample == ""
    assert furniture(info(family="form")).marking == ""


def test_a_long_short_title_is_cut_at_a_word() -> None:
    head = furniture(info(short_title="word " * 30)).head_left
    assert len(head) <= 60
    assert head.endswith("word…")
