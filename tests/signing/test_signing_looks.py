"""What is seen: a page drawn before and after each revision differs in the place of the signature and nowhere else."""

from __future__ import annotations

import attacks
import manipulate_revisions as late
import paper
import pytest
from certificates import PASSPHRASE, SIGNED, identity_for, pem

from studio.signing import looks
from studio.signing.certify import certify
from studio.signing.evidence import gather
from studio.signing.identity import open_identity
from studio.signing.increment import Increment, add_signature
from studio.signing.verify import accepted, verify


def changed(pdf: bytes) -> list[tuple[int, bool]]:
    return [(one.page, one.words) for one in looks.changed_pages(pdf, gather(pdf, (), SIGNED))]


def test_signatures_change_only_their_own_places():
    assert changed(paper.signed()) == []
    assert accepted(verify(paper.signed(), trust=paper.trust(), at=SIGNED, pages=True))


@pytest.mark.parametrize(
    ("attack", "found"),
    [
        (attacks.page_rewritten, [(1, True)]),
        (late.on_page(late.content_added), [(1, False)]),
        (late.overlay, [(3, False)]),
        (attacks.title_changed, []),
    ],
)
def test_a_page_that_looks_different_is_named(attack, found):
    altered = attack(paper.signed())
    assert changed(altered) == found
    result = verify(altered, trust=paper.trust(), at=SIGNED, pages=True)
    said = [one.sentence for one in result.problems if one.code == "page-looks-different"]
    assert said == [f"Page {page} no longer looks as it did when it was signed." for page, _ in found]


def test_a_foreign_form_may_be_filled_in_but_its_words_stay():
    import honest_twins

    for make in (honest_twins.foreign_form_filled_in_truly, honest_twins.foreign_with_object_streams):
        pdf, trust = make()
        assert accepted(verify(pdf, trust=trust, at=SIGNED, partial=True, pages=True), partial=True)
    assert changed(attacks.page_rewritten(honest_twins.foreign()[0])) == [(1, True)]


def test_a_picture_that_reaches_out_of_its_field_would_be_seen(monkeypatch):
    """The measure itself: with the field's place taken as smaller than it is, the stamp counts as a change."""
    monkeypatch.setattr(looks, "_MARGIN", -20)
    assert {page for page, _ in changed(paper.signed())} == {3}


def test_a_certificate_of_another_partner_has_its_own_verdict():
    party, _, person, _ = paper.PEOPLE[0]
    theirs = paper.PEOPLE[2][1]
    results = []
    for organisation in (theirs, "A short name"):
        p12 = identity_for(person, organisation)
        whole = certify(paper.unsigned(), identity_for("Chris Reed"), PASSPHRASE, SIGNED)
        signed = add_signature(whole, open_identity(p12, PASSPHRASE), Increment(f"sign.{party}", SIGNED))[0]
        results.append(verify(signed, trust=[*paper.trust(), pem(p12)], at=SIGNED, partial=True))
    assert [one.code for one in results[0].problems] == ["trust-other-organisation"]
    assert results[0].sub_indication == "SIG_CONSTRAINTS_FAILURE"
    assert "was signed with a certificate of another partner" in results[0].sentence
    assert results[1].problems == ()
