"""Steps of signing on a real store: freezing, preparing, taking signatures in, enrolling, entering the register."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from steps_york import PARTIES, WORDS, Case

from studio.errors import StudioError
from studio.signing.identity import new_identity, read_identity
from studio.signing.sign import sign_field
from studio.signing.words import fingerprint_words
from studio.steps import circulation, drafting, look, receiving_signed, register, signing
from studio.steps.proving import check_history
from studio.store.records import DraftRecord, SigningRecord

At = Callable[..., Case]
SIGNED_AT = datetime(2027, 1, 18, 10, tzinfo=UTC)


def refused(case: Case, what: Callable[[], Any]) -> StudioError:
    """The refusal of a step; asserts that the history is exactly as before."""
    before = look.history(case.ws)
    with pytest.raises(StudioError) as caught:
        what()
    assert look.history(case.ws) == before
    return caught.value


@pytest.fixture(scope="module")
def signed(stages: Any, identities: dict[str, bytes]) -> dict[str, bytes]:
    """The file to be signed, signed first by one and then by both; and by the second alone."""
    from steps_york import Clock

    from studio.steps.workspace import open_workspace

    clock = Clock()
    clock.day("2027-01-18")
    path = stages.folder / "signed.agreements"
    shutil.copyfile(stages.file("prepared"), path)
    ws = open_workspace(path, WORDS, clock)
    blank = signing.signing_pdf(ws, "sample-york-1")
    ws.close()

    def by(party: str, pdf: bytes) -> bytes:
        return sign_field(pdf, f"sign.{party}", identities[party], WORDS, at=SIGNED_AT).pdf

    first = by("council", blank)
    return {"blank": blank, "first": first, "both": by("together", first), "other": by("together", blank)}


# --- freezing ---------------------------------------------------------------------------------------------------------


def test_the_text_is_frozen_only_when_every_partner_has_agreed_by_its_own_word(at_stage: At) -> None:
    case = at_stage("finished", "2027-01-08")
    error = refused(case, lambda: signing.freeze(case.ws, case.id))
    assert str(error).count("has not agreed to the text by its own word") == 6
    for party in PARTIES[:5]:
        circulation.telephone_note(case.ws, case.id, party, "Agrees to draft 2.", agrees=True)
    circulation.telephone_note(case.ws, case.id, "ambulance", "Is still thinking.", agrees=False)
    error = refused(case, lambda: signing.freeze(case.ws, case.id))
    assert str(error).count("has not agreed") == 1
    assert "The Ambulance Service has not agreed" in str(error)
    circulation.telephone_note(case.ws, case.id, "ambulance", "Agrees to draft 2.", agrees=True)
    signing.freeze(case.ws, case.id)
    assert look.agreement(case.ws, case.id).status == "final"


def test_an_agreement_that_was_never_circulated_is_not_frozen(at_stage: At) -> None:
    case = at_stage("started")
    assert "has not been circulated" in str(refused(case, lambda: signing.freeze(case.ws, case.id)))


def test_agreement_to_a_draft_is_no_agreement_to_facts_changed_after_it(at_stage: At) -> None:
    """What partners agreed to is what is frozen."""
    case = at_stage("finished", "2027-01-08")
    for party in PARTIES:
        circulation.telephone_note(case.ws, case.id, party, "Agrees to draft 2.", agrees=True)
    drafting.change_fact(case.ws, case.id, "/parties/1/short_name", "The Force")
    error = refused(case, lambda: signing.freeze(case.ws, case.id))
    assert "not that of draft 2" in str(error)
    drafting.change_fact(case.ws, case.id, "/parties/1/short_name", "North Yorkshire Police")
    signing.freeze(case.ws, case.id)


def test_the_frozen_text_cannot_be_changed_any_more(at_stage: At) -> None:
    case = at_stage("frozen", "2027-01-12")
    refused(case, lambda: drafting.change_fact(case.ws, case.id, "/parties/0/short_name", "Another"))
    refused(case, lambda: signing.freeze(case.ws, case.id))
    with case.ws.store.begin() as tx:
        record = tx.all(DraftRecord, agreement=case.id)[-1]
    view = look.signing(case.ws, case.id)
    assert view.text_sha256 == record.text_sha256
    names = {name: sha for name, _, sha, _ in look.documents(case.ws, case.id)}
    assert names["final-1.0.docx"] == view.docx_sha256


# --- preparing --------------------------------------------------------------------------------------------------------


def test_a_wrong_passphrase_prepares_nothing(at_stage: At, coordinator: bytes) -> None:
    case = at_stage("frozen", "2027-01-12")
    refused(case, lambda: signing.prepare_signing(case.ws, case.id, coordinator, "not the words"))
    refused(case, lambda: signing.prepare_signing(case.ws, case.id, b"no identity", WORDS))
    assert not look.signing(case.ws, case.id).certified
    with pytest.raises(StudioError, match="no file to be signed"):
        signing.signing_pdf(case.ws, case.id)


def test_the_file_to_be_signed_names_the_approved_text_whatever_day_it_is_made_on(at_stage: At) -> None:
    from studio.signing.fields import attachment
    from studio.signing.reader import first_signed, open_pdf

    case = at_stage("prepared", "2027-01-18")
    pdf = signing.signing_pdf(case.ws, case.id)
    text = attachment(first_signed(open_pdf(pdf)), "agreement.txt")
    assert text is not None
    view = look.signing(case.ws, case.id)
    assert sha256(text).hexdigest() == view.text_sha256
    assert [line.field for line in view.lines] == [f"sign.{party}" for party in PARTIES]
    assert {line.state for line in view.lines} == {"waiting"}


# --- signatures -------------------------------------------------------------------------------------------------------


def test_each_good_signature_is_taken_in_once(at_stage: At, signed: dict[str, bytes]) -> None:
    case = at_stage("prepared", "2027-01-19")
    said = receiving_signed.receive_signed(case.ws, case.id, signed["first"]).said
    assert said == "The Council has signed."
    assert "here already" in str(
        refused(case, lambda: receiving_signed.receive_signed(case.ws, case.id, signed["first"]))
    )
    assert "here already" in str(
        refused(case, lambda: receiving_signed.receive_signed(case.ws, case.id, signed["blank"]))
    )
    receiving_signed.receive_signed(case.ws, case.id, signed["both"])
    lines = {line.party: line for line in look.signing(case.ws, case.id).lines}
    assert {party for party, line in lines.items() if line.state == "signed"} == {"council", "together"}
    assert lines["council"].trust == "unknown"
    assert signing.signing_pdf(case.ws, case.id) == signed["both"]


def test_two_that_signed_the_same_state_are_noticed_and_the_file_is_kept_as_evidence(
    at_stage: At, signed: dict[str, bytes]
) -> None:
    case = at_stage("prepared", "2027-01-19")
    receiving_signed.receive_signed(case.ws, case.id, signed["first"])
    with pytest.raises(StudioError, match="Two people signed the same state"):
        receiving_signed.receive_signed(case.ws, case.id, signed["other"])
    assert signing.signing_pdf(case.ws, case.id) == signed["first"]
    with case.ws.store.begin() as tx:
        kinds = [each.kind for each in tx.all(SigningRecord, agreement=case.id)]
        assert tx.blob(sha256(signed["other"]).hexdigest()) == signed["other"]
    assert kinds == ["certified", "signed", "parallel"]
    receiving_signed.receive_signed(case.ws, case.id, signed["both"])


def test_a_changed_byte_or_another_file_is_kept_and_never_counted(at_stage: At, signed: dict[str, bytes]) -> None:
    case = at_stage("prepared", "2027-01-19")
    broken = bytearray(signed["first"])
    broken[len(signed["blank"]) // 2] ^= 1
    for data in (bytes(broken), b"%PDF-1.7 nothing", signed["first"] + b"\n% more"):
        with pytest.raises(StudioError):
            receiving_signed.receive_signed(case.ws, case.id, data)
    assert {line.state for line in look.signing(case.ws, case.id).lines} == {"waiting"}
    receiving_signed.receive_signed(case.ws, case.id, signed["first"])


def test_another_persons_identity_cannot_sign_and_is_never_confirmed(at_stage: At, signed: dict[str, bytes]) -> None:
    stranger = new_identity("Eve Sample", "Elsewhere SAMPLE", WORDS, at=datetime(2026, 11, 1, tzinfo=UTC), sample=True)
    case = at_stage("prepared", "2027-01-19")
    forged = sign_field(signed["blank"], "sign.council", stranger, WORDS, at=SIGNED_AT).pdf
    receiving_signed.receive_signed(case.ws, case.id, forged)
    line = next(each for each in look.signing(case.ws, case.id).lines if each.party == "council")
    assert line.trust == "unknown"
    mine = read_identity(stranger, WORDS).sha256
    assert line.certificate_sha256 == mine


# --- enrolling --------------------------------------------------------------------------------------------------------


def test_a_certificate_is_confirmed_only_by_its_own_words(
    at_stage: At, signed: dict[str, bytes], identities: dict[str, bytes]
) -> None:
    case = at_stage("prepared", "2027-01-19")
    sha = read_identity(identities["council"], WORDS).sha256
    words = fingerprint_words(sha)
    first, last = " ".join(words[:4]), " ".join(words[-4:])
    refused(case, lambda: signing.enrol(case.ws, case.id, "council", sha, first, last, "Mo Sample"))
    receiving_signed.receive_signed(case.ws, case.id, signed["first"])

    def enrol(party: str, certificate: str, one: str, two: str, who: str) -> Any:
        return signing.enrol(case.ws, case.id, party, certificate, one, two, who)

    other = read_identity(identities["together"], WORDS).sha256
    theirs = fingerprint_words(other)
    assert "do not match" in str(refused(case, lambda: enrol("council", sha, last, first, "Mo Sample")))
    assert "do not match" in str(refused(case, lambda: enrol("council", sha, first, first, "Mo Sample")))
    refused(case, lambda: enrol("council", sha, first, last, " "))
    refused(case, lambda: enrol("council", other, " ".join(theirs[:4]), " ".join(theirs[-4:]), "Mo Sample"))
    refused(case, lambda: enrol("together", sha, first, last, "Mo Sample"))
    refused(case, lambda: enrol("nobody", sha, first, last, "Mo Sample"))
    enrol("council", sha, first.upper(), f"  {last} ", "Mo Sample")
    line = next(each for each in look.signing(case.ws, case.id).lines if each.party == "council")
    assert line.trust == "confirmed"


# --- register ---------------------------------------------------------------------------------------------------------


def test_the_register_takes_only_an_agreement_that_all_have_signed(at_stage: At, signed: dict[str, bytes]) -> None:
    case = at_stage("prepared", "2027-01-19")
    refused(case, lambda: register.enter(case.ws, case.id))
    receiving_signed.receive_signed(case.ws, case.id, signed["first"])
    error = refused(case, lambda: register.enter(case.ws, case.id))
    assert "cannot be entered yet" in str(error)
    assert "May not take referrals yet: 1 of 6 signed." in look.register(case.ws).gates.values()


# --- history ----------------------------------------------------------------------------------------------------------


def test_the_history_agrees_with_every_head_that_went_out(at_stage: At) -> None:
    case = at_stage("prepared", "2027-01-19")
    entries, check = check_history(case.ws)
    assert check.ok
    assert [each.number for each in entries] == list(range(1, len(entries) + 1))
    assert [each.step for each in entries][-2:] == ["freeze", "prepare"]
    assert all(json.loads(each.detail) is not None for each in entries)


def test_a_workspace_holds_no_words_of_the_sample_and_no_passphrase(stages: Any, tmp_path: Path) -> None:
    data = stages.file("prepared").read_bytes()
    for words in (
        b"SAMPLE",
        b"York Pathways",
        b"Grace Sample",
        WORDS.encode(),
        b"North Yorkshire",
        b"PK\x03\x04",
        b"%PDF",
    ):
        assert words not in data
    left = {each.name for each in stages.folder.iterdir()}
    assert {Path(name).suffix for name in left} == {".agreements"}
