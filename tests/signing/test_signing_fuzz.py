"""Damaged at random places, a signed file gets a verdict: never a crash, and never a good one."""

from __future__ import annotations

import random

import paper
import pytest
from certificates import SIGNED

from studio.signing.report import Indication
from studio.signing.verify import verify


def _is_refused(pdf: bytes) -> bool:
    return verify(pdf, trust=paper.trust(), at=SIGNED, sent=None).indication is not Indication.PASSED


@pytest.mark.parametrize("seed", range(6))
def test_a_flipped_bit_is_never_good(seed):
    chance = random.Random(seed)
    whole = paper.signed()
    for _ in range(20):
        at = chance.randrange(len(whole))
        damaged = bytearray(whole)
        damaged[at] ^= 1 << chance.randrange(8)
        assert _is_refused(bytes(damaged)), f"byte {at}"


@pytest.mark.parametrize("seed", range(2))
def test_a_flipped_bit_in_a_signature_container_is_never_good(seed):
    chance = random.Random(100 + seed)
    whole = paper.signed(1)
    start = whole.rfind(b"/Contents")
    for _ in range(40):
        at = start + chance.randrange(3200)
        damaged = bytearray(whole)
        damaged[at] ^= 1 << chance.randrange(8)
        assert _is_refused(bytes(damaged)), f"byte {at}"


@pytest.mark.parametrize("seed", range(2))
def test_another_digit_in_a_signature_container_is_never_good(seed):
    chance = random.Random(200 + seed)
    whole = paper.signed(1)
    start = whole.index(b"<", whole.rfind(b"/Contents")) + 1
    for _ in range(60):
        at = start + chance.randrange(2600)
        damaged = bytearray(whole)
        damaged[at : at + 1] = chance.choice([d for d in "0123456789abcdef" if d != chr(whole[at]).lower()]).encode()
        assert _is_refused(bytes(damaged)), f"digit {at - start}"


def test_a_cut_file_is_never_complete():
    chance = random.Random(7)
    whole = paper.signed()
    for _ in range(40):
        cut = whole[: chance.randrange(len(whole))]
        result = verify(cut, trust=paper.trust(), at=SIGNED)
        assert not (result.indication is Indication.PASSED and result.complete)


def test_stretches_put_elsewhere_are_never_good():
    chance = random.Random(11)
    whole = paper.signed()
    for _ in range(25):
        a, b = sorted(chance.sample(range(len(whole)), 2))
        assert _is_refused(whole[:a] + whole[b:] + whole[a:b])
