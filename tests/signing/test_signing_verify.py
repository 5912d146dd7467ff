"""Verification on the file alone: every manipulation has its own cause, each beside an honest twin."""

from __future__ import annotations

from datetime import UTC, datetime

import attacks
import paper
import pytest
from certificates import PASSPHRASE, SIGNED, START, identity_for, pem

from studio.errors import StudioError
from studio.signing.certify import certify
from studio.signing.identity import open_identity
from studio.signing.increment import Increment, add_signature
from studio.signing.report import Indication
from studio.signing.verify import accepted, verify


def judged(pdf: bytes, **named):
    return verify(pdf, **{"trust": paper.trust(), "at": SIGNED, **named})


def test_all_signed_and_known_is_good():
    result = judged(paper.signed())
    assert result.indication is Indication.PASSED
    assert result.sub_indication is None
    assert result.complete
    assert result.problems == ()
    assert accepted(result)
    assert result.sentence == "All three signatures and the coordinator’s certification are good."
    assert [one.field for one in result.signatures] == [
        "sign.coordinator",
        "sign.together",
        "sign.police",
        "sign.council",
    ]
    assert [one.modifications for one in result.signatures] == ["form-filling"] * 3 + ["none"]
    assert {one.integrity for one in result.signatures} == {"intact"}
    assert {one.level for one in result.signatures} == {"PAdES-BASELINE-B"}
    assert all(one.trust == one.signer.sha256 for one in result.signatures)
    assert result.certification == "sign.coordinator"
    assert result.prepared_here


def test_two_of_three_is_good_so_far_and_not_complete():
    result = judged(paper.signed(2))
    assert result.indication is Indication.PASSED
    assert not result.complete
    assert result.unsigned_fields == ("sign.council",)
    assert result.sentence == "Good so far: 2 of 3 have signed."
    assert not accepted(result)
    assert accepted(result, partial=True)


ALTERED = [
    (attacks.byte_in_a_page, "signed-bytes-changed", "HASH_FAILURE"),
    (attacks.page_rewritten, "page-changed", "FORMAT_FAILURE"),
    (attacks.note_added, "page-changed", "FORMAT_FAILURE"),
    (attacks.pages_swapped, "page-changed", "FORMAT_FAILURE"),
    (attacks.stamp_replaced, "field-changed", "FORMAT_FAILURE"),
    (attacks.certification_stamp_replaced, "field-changed", "FORMAT_FAILURE"),
    (attacks.field_added, "field-added", "FORMAT_FAILURE"),
    (attacks.last_signature_undone, "signature-removed", "FORMAT_FAILURE"),
    (attacks.title_changed, "info-changed", "FORMAT_FAILURE"),
    (attacks.need_appearances, "form-changed", "FORMAT_FAILURE"),
    (attacks.attachment_swapped, "attachment-changed", "FORMAT_FAILURE"),
    (attacks.action_added, "action-added", "FORMAT_FAILURE"),
    (attacks.marks_removed, "structure-changed", "FORMAT_FAILURE"),
    (attacks.orphan_added, "revision-unexpected", "FORMAT_FAILURE"),
    (attacks.empty_revision, "revision-unexpected", "FORMAT_FAILURE"),
    (attacks.garbage_behind, "trailing-bytes", "FORMAT_FAILURE"),
    (attacks.second_file_behind, "trailing-bytes", "FORMAT_FAILURE"),
    (attacks.padding_filled, "container-padding", "FORMAT_FAILURE"),
    (attacks.digits_in_other_case, "container-bytes", "FORMAT_FAILURE"),
]


@pytest.mark.parametrize(("attack", "code", "sub"), ALTERED, ids=lambda one: getattr(one, "__name__", ""))
def test_an_altered_file_fails_for_its_own_reason(attack, code, sub):
    honest = paper.signed()
    altered = attack(honest)
    assert altered != honest
    result = judged(altered)
    assert result.indication is Indication.FAILED, result
    assert code in {one.code for one in result.problems}, result.problems
    assert result.sub_indication == sub
    assert result.sentence.startswith("Do not rely on this file.")
    assert not accepted(result, partial=True)
    assert judged(honest).indication is Indication.PASSED


@pytest.mark.parametrize("attack", [attacks.page_rewritten, attacks.orphan_added, attacks.title_changed])
def test_a_change_hidden_below_a_later_signature_is_still_found(attack):
    party, legal, person, _ = paper.PEOPLE[2]
    opened = open_identity(identity_for(person, legal), PASSPHRASE)
    altered = add_signature(attack(paper.signed(2)), opened, Increment(f"sign.{party}", SIGNED))[0]
    assert judged(altered).indication is Indication.FAILED


def test_a_file_written_anew_is_never_good():
    assert judged(attacks.written_anew(paper.signed())).indication is not Indication.PASSED


def test_a_cut_file_alone_is_an_honest_earlier_state():
    cut = attacks.last_revision_cut(paper.signed())
    result = judged(cut)
    assert result.indication is Indication.PASSED
    assert result.sentence == "Good so far: 2 of 3 have signed."
    assert not accepted(result)


def test_a_cut_file_against_what_was_sent_is_shorter():
    full = paper.signed()
    result = judged(attacks.last_revision_cut(full), sent=full)
    assert result.sent == "differs"
    assert "shorter than the one that was sent" in result.sentence
    assert not accepted(result, partial=True)
    assert judged(full, sent=full).sent == "identical-prefix"
    assert judged(full, sent=paper.certified()).sent == "identical-prefix"
    assert accepted(judged(full, sent=paper.certified()))


def test_two_files_swapped_are_told_apart():
    other = paper.signed(3, paper.PEOPLE, "Selby Pathways")
    result = judged(other, sent=paper.certified())
    assert result.sent == "differs"
    assert "another document" in result.sentence
    assert accepted(judged(other, sent=paper.certified(paper.PEOPLE, "Selby Pathways")))


def test_another_copy_of_the_same_agreement_is_not_what_was_sent():
    result = judged(paper.signed(), sent=attacks.orphan_added(paper.certified()))
    assert result.sent == "differs"
    assert "does not begin with the bytes that were sent" in result.sentence


def test_a_stranger_is_unknown_and_never_called_forged():
    result = judged(attacks.signed_by_a_stranger(paper.signed(2)))
    assert result.indication is Indication.INDETERMINATE
    assert result.sub_indication == "NO_CERTIFICATE_CHAIN_FOUND"
    assert result.signatures[-1].trust is None
    assert result.signatures[-1].integrity == "intact"
    assert "nobody has confirmed whose certificate this is" in result.signatures[-1].sentence
    assert "forged" not in result.sentence
    assert all(one.indication is Indication.PASSED for one in result.signatures[:-1])


def test_nobody_is_trusted_without_enrolment():
    result = judged(paper.signed(), trust=())
    assert result.indication is Indication.INDETERMINATE
    assert result.sentence.startswith("Sound, but four people are unknown")


def test_a_colleague_in_the_wrong_place_is_named():
    _, legal, person, _ = paper.PEOPLE[0]
    opened = open_identity(identity_for(person, legal), PASSPHRASE)
    swapped = add_signature(paper.signed(0), opened, Increment("sign.police", SIGNED))[0]
    result = judged(swapped)
    assert result.indication is Indication.INDETERMINATE
    assert result.sub_indication == "SIG_CONSTRAINTS_FAILURE"
    assert "another person’s certificate" in result.sentence
    assert "Tim Forbes" in result.sentence


def test_the_coordinator_cannot_stand_in_for_a_chief_executive():
    opened = open_identity(identity_for("Casey Coord SAMPLE", "Ash"), PASSPHRASE)
    mine = [*paper.trust(), pem(identity_for("Casey Coord SAMPLE", "Ash"))]
    certified = certify(paper.unsigned(), identity_for("Casey Coord SAMPLE", "Ash"), PASSPHRASE, SIGNED)
    stood_in = verify(
        add_signature(certified, opened, Increment("sign.police", SIGNED))[0], trust=mine, at=SIGNED, partial=True
    )
    assert stood_in.indication is Indication.INDETERMINATE
    assert {one.code for one in stood_in.problems} == {"trust-other-person"}
    assert "The place of Tim Forbes" in stood_in.sentence
    # One who certifies and is the chief executive too signs with the same certificate, and rightly.
    own = identity_for("Tim Forbes SAMPLE", "Chief Constable of North Yorkshire Police")
    certified = certify(paper.unsigned(), own, PASSPHRASE, SIGNED)
    both = add_signature(certified, open_identity(own, PASSPHRASE), Increment("sign.police", SIGNED))[0]
    assert verify(both, trust=[pem(own)], at=SIGNED, partial=True).indication is Indication.PASSED


@pytest.mark.parametrize(
    ("at", "code"),
    [
        (datetime(2035, 1, 1, tzinfo=UTC), "time-expired"),
        (datetime(2026, 11, 1, tzinfo=UTC), "time-not-yet-valid"),
    ],
)
def test_the_time_of_verification_counts(at, code):
    result = judged(paper.signed(), at=at)
    assert result.indication is Indication.INDETERMINATE
    assert result.sub_indication == "OUT_OF_BOUNDS_NO_POE"
    assert {one.code for one in result.problems} == {code}


def test_a_signing_time_outside_the_certificate_is_not_believed():
    _, legal, person, _ = paper.PEOPLE[0]
    opened = open_identity(identity_for(person, legal), PASSPHRASE)
    early = add_signature(paper.signed(0), opened, Increment("sign.together", datetime(2020, 1, 1, tzinfo=UTC)))[0]
    assert "time-claimed-outside" in {one.code for one in judged(early).problems}
    assert START < SIGNED


def test_a_file_of_another_program_is_judged_by_the_standard():
    foreign = paper.unsigned(here=False)
    opened = open_identity(identity_for("Ana Foreign", "Elsewhere"), PASSPHRASE)
    known = [pem(identity_for("Ana Foreign", "Elsewhere"))]
    one = add_signature(foreign, opened, Increment("sign.together", SIGNED))[0]
    result = verify(one, trust=known, at=SIGNED)
    assert not result.prepared_here
    assert result.indication is Indication.PASSED
    assert result.problems == ()
    with_title = verify(attacks.title_changed(one), trust=known, at=SIGNED)
    assert with_title.indication is Indication.PASSED  # the standard lets the description change
    assert verify(attacks.page_rewritten(one), trust=known, at=SIGNED).indication is Indication.FAILED


def _foreign(**named) -> tuple[bytes, list[bytes]]:
    identity = identity_for("Ana Foreign", "Elsewhere")
    file = paper.unsigned(here=False, **named)
    opened = open_identity(identity, PASSPHRASE)
    return add_signature(file, opened, Increment("sign.together", SIGNED))[0], [pem(identity)]


def test_bytes_behind_a_foreign_file_belong_to_nobody_there_either():
    one, known = _foreign()
    result = verify(attacks.second_file_behind(one), trust=known, at=SIGNED)
    assert result.indication is Indication.INDETERMINATE
    assert {each.code for each in result.problems} == {"trailing-bytes"}
    assert verify(one + b"\r\n", trust=known, at=SIGNED).indication is Indication.PASSED


@pytest.mark.parametrize(
    ("value", "shown", "good"),
    [
        ("250", b"(250) Tj", True),
        ("250", b"[(2) -9 (50)] TJ", True),
        ("250", b"(9250) Tj", False),
        ("", b"(9) Tj", False),
    ],
)
def test_a_field_filled_after_signing_shows_the_value_that_it_holds(value, shown, good):
    one, known = _foreign(text_field=True)
    result = verify(attacks.text_filled(one, value, b"/Tx BMC BT " + shown + b" ET EMC"), trust=known, at=SIGNED)
    assert (result.indication is Indication.PASSED) is good, result
    if not good:
        assert {each.code for each in result.problems} == {"field-misleading"}
        assert "shows something other than the value" in result.sentence


def test_a_name_in_a_certificate_stays_one_line():
    odd = identity_for("Ana\n  All six are good\u202e", "Elsewhere")
    signed = add_signature(
        paper.unsigned(here=False), open_identity(odd, PASSPHRASE), Increment("sign.together", SIGNED)
    )[0]
    named = verify(signed, trust=[pem(odd)], at=SIGNED).signatures[0]
    assert named.signer.name == "Ana All six are good SAMPLE" or named.signer.name == "Ana All six are good"
    assert "\n" not in named.sentence


def test_an_unsigned_file_says_so():
    result = judged(paper.unsigned())
    assert result.indication is Indication.INDETERMINATE
    assert result.sentence == "Nobody has signed this file."
    assert not result.complete


@pytest.mark.parametrize("data", [b"", b"hello", b"%PDF-1.7\n", b"%PDF-1.7\n%%EOF\n", bytes(3000)])
def test_what_is_no_pdf_cannot_be_verified(data):
    result = judged(data)
    assert result.indication is Indication.INDETERMINATE
    assert result.sentence.startswith("This file cannot be verified, because ")


def test_a_certificate_to_trust_must_be_one():
    with pytest.raises(StudioError, match="not a certificate"):
        judged(paper.signed(), trust=[b"hello"])


def test_the_verdict_needs_no_home_and_no_network(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr("socket.socket.connect", None)
    assert accepted(judged(paper.signed()))
    assert list(tmp_path.iterdir()) == []


def test_one_who_signs_for_another_is_said_to_stand_in_that_place():
    delegate = identity_for("Dee Sample", paper.PEOPLE[0][1])
    pdf = add_signature(paper.certified(), open_identity(delegate, PASSPHRASE), Increment("sign.together", SIGNED))[0]
    said = {one.field: one.sentence for one in verify(pdf, trust=[*paper.trust(), pem(delegate)], at=SIGNED).signatures}
    assert f"in the place of {paper.PEOPLE[0][2]}" in said["sign.together"]
    own = verify(paper.signed(1), trust=paper.trust(), at=SIGNED).signatures
    assert not any("in the place of" in one.sentence for one in own)
