"""Time stamps: a service on loopback, and one that is down."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import paper
import pytest
from certificates import PASSPHRASE, SIGNED, der, identity_for, time_authority
from time_service import serving

from studio.signing.report import Indication
from studio.signing.sign import sign_field
from studio.signing.verify import verify

STAMPED = datetime(2026, 12, 18, 10, 31, tzinfo=UTC)


@pytest.fixture(scope="module")
def service() -> Iterator[str]:
    with serving(STAMPED) as address:
        yield address


def signed_with(tsa: str):
    _, legal, person, _ = paper.PEOPLE[0]
    return sign_field(paper.certified(), "sign.together", identity_for(person, legal), PASSPHRASE, at=SIGNED, tsa=tsa)


def test_a_time_stamp_raises_the_level_and_proves_the_time_if_its_service_is_known(service):
    done = signed_with(service)
    assert done.level == "PAdES-BASELINE-T"
    assert done.note == ""
    unknown = verify(done.pdf, trust=paper.trust(), at=SIGNED).signatures[-1]
    assert unknown.level == "PAdES-BASELINE-T"
    assert unknown.best_signature_time is None
    assert unknown.claimed_signing_time == "2026-12-18T10:30:00Z"
    known = verify(done.pdf, trust=[*paper.trust(), der(time_authority()[0])], at=SIGNED).signatures[-1]
    assert known.best_signature_time == "2026-12-18T10:31:00Z"
    assert known.indication is Indication.PASSED


def test_a_proven_time_outlives_the_certificate(service):
    late = datetime(2033, 6, 1, tzinfo=UTC)
    done = signed_with(service)
    trust = [*paper.trust(), der(time_authority()[0])]
    proven, claimed = verify(done.pdf, trust=trust, at=late), verify(done.pdf, trust=paper.trust(), at=late)
    assert proven.signatures[-1].indication is Indication.PASSED
    assert claimed.signatures[-1].sub_indication == "OUT_OF_BOUNDS_NO_POE"


@pytest.mark.parametrize("path", ["closed", "/portal"])
def test_a_service_that_is_down_costs_the_level_never_the_signature(service, path):
    done = signed_with("http://127.0.0.1:9" if path == "closed" else service + path)
    assert done.level == "PAdES-BASELINE-B"
    assert "did not answer" in done.note
    assert verify(done.pdf, trust=paper.trust(), at=SIGNED).signatures[-1].indication is Indication.PASSED
