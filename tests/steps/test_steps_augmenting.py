"""The archive time stamp as a step: over the file that all have signed, once, and renewed when the agreement is in force."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from steps_york import PARTIES, WORDS, Case

sys.path.append(str(Path(__file__).parent.parent))

from certificates import der
from issuer_service import issuing, root

from studio.errors import StudioError
from studio.signing.identity import new_identity, read_identity
from studio.signing.sign import sign_field
from studio.signing.words import fingerprint_words
from studio.steps import augmenting, look, receiving_signed, register, signing
from studio.steps.looking_at_signing import signing as signing_view

At = Callable[..., Case]
SIGNED_AT = datetime(2027, 1, 18, 10, tzinfo=UTC)


def signed_by_all(case: Case) -> dict[str, str]:
    """Takes in the file that all six have signed; the SHA-256 of each certificate by partner."""
    from studio.steps.reading import work_of

    with case.ws.store.read() as tx:
        facts = work_of(tx, case.id).facts
    people = {row.party: row.person for row in facts.signatures if row.document == "agreement"}
    pdf, found = signing.signing_pdf(case.ws, case.id), {}
    for party in PARTIES:
        p12 = new_identity(people[party] or "", "Sample", WORDS, at=datetime(2026, 10, 1, tzinfo=UTC), sample=True)
        pdf = sign_field(pdf, f"sign.{party}", p12, WORDS, at=SIGNED_AT).pdf
        found[party] = read_identity(p12, WORDS).sha256
    receiving_signed.receive_signed(case.ws, case.id, pdf)
    return found


def test_stamped_once_by_all_then_entered_and_renewed_years_later(at_stage: At) -> None:
    case = at_stage("prepared", "2027-01-19")
    with issuing() as issuer:
        issuer.stamp_at = datetime(2027, 1, 19, 10, tzinfo=UTC)
        address = f"{issuer.address}/time"
        with pytest.raises(StudioError, match="have not signed yet"):
            augmenting.add_time_stamp(case.ws, case.id, address)
        for party, sha in signed_by_all(case).items():
            words = fingerprint_words(sha)
            signing.enrol(case.ws, case.id, party, sha, " ".join(words[:4]), " ".join(words[-4:]), "Mo Sample")
        before = signing.signing_pdf(case.ws, case.id)
        said = augmenting.add_time_stamp(case.ws, case.id, address).said
        assert "SAMPLE Time Service (PAdES-BASELINE-LTA)" in said
        after = signing.signing_pdf(case.ws, case.id)
        assert after.startswith(before)
        assert after != before
        with pytest.raises(StudioError, match="nobody has confirmed the service"):
            register.enter(case.ws, case.id)
        augmenting.confirm_time_service(case.ws, case.id, der(issuer.time_certificate()), "Mo Sample")
        register.enter(case.ws, case.id)
        case.clock.day("2031-01-19")
        issuer.stamp_at = case.clock.at + timedelta(minutes=1)
        augmenting.add_time_stamp(case.ws, case.id, address)
        assert signing.signing_pdf(case.ws, case.id).startswith(after)
        report = signing_view(case.ws, case.id).verification
    assert report is not None
    assert [one.field for one in report.signatures if one.kind == "timestamp"] == ["DocTime", "DocTime2"]
    own = next(one for one in report.signatures if one.field == "sign.together")
    assert own.received_here == "2027-01-19T09:00:00Z"
    assert own.best_signature_time == "2027-01-19T10:00:00Z"
    assert [row.step for row in look.history(case.ws)].count("add_time_stamp") == 2


def test_nobody_confirms_a_time_service_without_a_name(at_stage: At) -> None:
    case = at_stage("prepared", "2027-01-19")
    with pytest.raises(StudioError, match="name of who made it"):
        augmenting.confirm_time_service(case.ws, case.id, der(root()), " ")
    assert "confirm_time_service" not in [row.step for row in look.history(case.ws)]
