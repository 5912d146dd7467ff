"""A partner's own authority in a workspace: confirmed by a named person, relied on, dropped again; lists likewise."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from certificates import PASSPHRASE, certificate, packed
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from steps_york import SIGNATORIES, Case

from studio.errors import StudioError
from studio.signing.identity import describe
from studio.signing.sign import sign_field
from studio.steps import authorities, execution, look, receiving_signed, signing
from studio.store.records import AuthorityRecord

At = Callable[..., Case]
PERSON, LEGAL = SIGNATORIES["police"]
SIGNED_AT = datetime(2027, 1, 18, 9, tzinfo=UTC)
START = datetime(2026, 10, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def issuer() -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    key = ec.generate_private_key(ec.SECP256R1())
    return certificate("SAMPLE Police Authority", key, ca=True, start=START), key


@pytest.fixture(scope="module")
def chief(issuer: Any) -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    return packed(key, certificate(PERSON, key, issuer=issuer, organisation=LEGAL, start=START))


def _enrol(case: Case, party: str, own: x509.Certificate, words: tuple[str, ...] = ()) -> Any:
    said = words or describe(own).words
    told = (" ".join(said[:4]), " ".join(said[-4:]), "Mo Sample")
    return authorities.enrol_authority(case.ws, case.id, party, own.public_bytes(Encoding.PEM), *told)


def _received(at_stage: At, chief: bytes) -> Case:
    case = at_stage("prepared", "2027-01-18")
    blank = signing.signing_pdf(case.ws, case.id)
    receiving_signed.receive_signed(
        case.ws, case.id, sign_field(blank, "sign.police", chief, PASSPHRASE, at=SIGNED_AT).pdf
    )
    return case


def _trust(case: Case) -> str:
    return next(one.trust for one in look.signing(case.ws, case.id).lines if one.party == "police")


def test_what_a_partners_authority_issued_is_known_until_it_is_dropped(at_stage: At, issuer: Any, chief: bytes) -> None:
    case = _received(at_stage, chief)
    assert _trust(case) == "unknown"
    _enrol(case, "council", issuer[0])
    assert _trust(case) == "unknown"
    _enrol(case, "police", issuer[0])
    assert _trust(case) == "confirmed"
    case.again()
    assert [one.party for one in authorities.authorities(case.ws, case.id)] == ["council", "police"]
    with case.ws.store.read() as tx:
        entry = [one for one in tx.history(case.id) if one.step == "enrol_authority"][-1]
    assert json.loads(entry.detail) == {"certificate": describe(issuer[0]).sha256, "by": "Mo Sample"}
    authorities.drop_authorities(case.ws, case.id, "police", "Its key was lost.")
    assert _trust(case) == "unknown"


def test_the_certificate_of_execution_says_on_whose_word(at_stage: At, issuer: Any, chief: bytes) -> None:
    from studio.steps.executed import executed
    from studio.steps.reading import work_of

    case = _received(at_stage, chief)
    _enrol(case, "police", issuer[0])
    with case.ws.store.read() as tx:
        work = work_of(tx, case.id)
        lines = execution._lines(case.ws, tx, work, executed(case.ws, tx, work))
    own = next(one for one in lines if one.field == "sign.police")
    assert (own.enrolled_by, own.vouched_by) == ("", "confirmed by Mo Sample on 2027-01-18")


def test_wrong_words_a_stranger_or_no_authority_are_refused(at_stage: At, issuer: Any) -> None:
    case = at_stage("prepared", "2027-01-18")
    clerk = certificate("Clerk SAMPLE", ec.generate_private_key(ec.SECP256R1()), start=START)
    for party, own, words, said in (
        ("police", issuer[0], describe(clerk).words, "words do not match"),
        ("nobody", issuer[0], (), "no partner"),
        ("police", clerk, (), "no authority"),
    ):
        with pytest.raises(StudioError, match=said):
            _enrol(case, party, own, words)
    assert authorities.authorities(case.ws, case.id) == ()


def test_a_list_is_imported_by_a_named_person_and_a_newer_one_takes_its_place(
    at_stage: At, issuer: Any, chief: bytes
) -> None:
    case = _received(at_stage, chief)
    other = certificate("SAMPLE Other Authority", ec.generate_private_key(ec.SECP256R1()), ca=True, start=START)
    with pytest.raises(StudioError, match="name of who made it"):
        authorities.import_list(case.ws, case.id, issuer[0].public_bytes(Encoding.PEM), " ")
    authorities.import_list(case.ws, case.id, issuer[0].public_bytes(Encoding.PEM), "Mo Sample")
    assert _trust(case) == "confirmed"
    authorities.import_list(case.ws, case.id, other.public_bytes(Encoding.PEM), "Mo Sample")
    assert [one.certificate_sha256 for one in authorities.authorities(case.ws, case.id)] == [describe(other).sha256]
    assert _trust(case) == "unknown"
    assert isinstance(authorities.authorities(case.ws, case.id)[0], AuthorityRecord)
