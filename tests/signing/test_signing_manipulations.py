"""Nearly a hundred manipulations of a file whose signers are all trusted, each with its own verdict; honest twins pass."""

from __future__ import annotations

from pathlib import Path

import honest_twins
import manipulations
import pytest
from certificates import SIGNED
from honest_twins import Twin
from manipulations import ALL, Manipulation

from studio.signing.verify import accepted, verify

SENTENCES = dict(
    line.rsplit(" | ", 1)
    for line in Path(__file__).with_name("manipulation_sentences.txt").read_text("utf-8").splitlines()
)


def test_there_are_at_least_sixty_manipulations_and_twenty_twins():
    assert len(ALL) >= 60
    assert len({(one.family, one.name) for one in ALL}) == len(ALL) == len(SENTENCES)
    assert len(honest_twins.ALL) >= 20


@pytest.mark.parametrize("one", ALL, ids=lambda one: f"{one.family}: {one.name}")
def test_a_manipulation_gets_its_verdict(one: Manipulation):
    honest = one.base()
    altered = one.change(honest)
    assert altered != honest
    result = verify(altered, trust=manipulations.trust(), at=SIGNED, partial=True)
    assert (str(result.indication), result.sub_indication) == (one.indication, one.sub_indication), result.problems
    said = {problem.code: problem.sentence for problem in reversed(result.problems)}
    assert said.get(one.code) == SENTENCES[f"{one.family} | {one.name}"], said
    assert not accepted(result, partial=True)


@pytest.mark.parametrize("base", sorted({one.base for one in ALL}, key=lambda one: one.__name__))
def test_before_it_was_altered_the_file_was_good(base):
    assert accepted(verify(base(), trust=manipulations.trust(), at=SIGNED, partial=True), partial=True)


@pytest.mark.parametrize("twin", honest_twins.ALL, ids=lambda twin: twin.name)
def test_an_honest_file_passes(twin: Twin):
    pdf, trust = twin.make()
    result = verify(pdf, trust=trust, at=SIGNED, partial=True)
    assert accepted(result, partial=True), (result.sentence, result.problems)
    assert result.problems == ()


def test_what_mutool_signs_is_whole_and_only_its_digest_is_too_weak():
    pdf, trust = honest_twins.signed_by_mutool()
    result = verify(pdf, trust=trust, at=SIGNED, partial=True)
    assert [problem.code for problem in result.problems] == ["algorithm-weak"]
    assert result.signatures[0].modifications == "form-filling"


def test_bytes_that_no_signature_covers_are_refused_by_what_was_kept():
    """The digits' case and one line end are free (docs/formats/signing-pdf.md); against the kept file they show."""
    for free in (honest_twins.digits_in_small_letters, honest_twins.with_line_end):
        altered, trust = free()
        kept = honest_twins.three()[0]
        assert accepted(verify(altered, trust=trust, at=SIGNED))
        assert altered != kept
    assert verify(honest_twins.digits_in_small_letters()[0], trust=trust, at=SIGNED, sent=kept).sent == "differs"
