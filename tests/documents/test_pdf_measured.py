"""What was measured in one setting serves the next: the lines are those that measuring anew would give."""

from __future__ import annotations

from dataclasses import replace

import pytest
from form_sample import form

from studio.documents import layout, pdf_write
from studio.documents.layout import Setting
from studio.documents.pdf_lines import break_lines, natural_width, pieces
from studio.documents.pdf_measured import Measured
from studio.documents.pdf_write import write_pdf
from studio.drafting.draft import Run

RUNS = (Run("Each partner keeps what it receives "), Run("safe", strong=True), Run(" and tells the others. " * 9))


@pytest.mark.parametrize("share", [1.0, 0.9, 0.7])
@pytest.mark.parametrize("width", [120.0, 300.0])
def test_a_closer_setting_finds_the_lines_that_measuring_anew_gives(share: float, width: float) -> None:
    measured = Measured()
    break_lines(measured.words(RUNS, layout.BODY), width, layout.BODY)
    closer = layout.BODY.closer(share)
    again = measured.words(RUNS, closer)
    assert again is measured.words(RUNS, layout.BODY)
    assert break_lines(again, width, closer) == break_lines(list(pieces(RUNS, closer)), width, closer)


def test_the_same_words_in_other_letters_are_measured_anew() -> None:
    measured = Measured()
    small = replace(layout.BODY, size=9.0)
    assert natural_width(measured.words(RUNS, small)) < natural_width(measured.words(RUNS, layout.BODY))
    sans = replace(layout.BODY, face=layout.SANS)
    assert measured.words(RUNS, sans)[0].face == layout.SANS
    assert measured.words(RUNS, layout.BODY, "a") is not measured.words(RUNS, layout.BODY, "b")  # boxes have marks


def test_a_card_that_was_tried_in_every_setting_is_the_card_laid_out_from_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    card = form("practitioner-card", "mash")
    settings: list[Setting] = []
    told = pdf_write._told

    def forgetful(draft, pictures, prints, measured, setting=layout.USUAL):  # type: ignore[no-untyped-def]
        settings.append(setting)
        return told(draft, pictures, prints, Measured(), setting)

    usual = write_pdf(card)
    monkeypatch.setattr(pdf_write, "_told", forgetful)
    assert write_pdf(card) == usual
    assert len(settings) > 1
