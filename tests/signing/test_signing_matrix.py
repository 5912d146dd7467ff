"""A few live cases of `make signatures`; the whole table stands in docs/signature-tools.md."""

from __future__ import annotations

from pathlib import Path

import pytest
from matrix import KINDS, LEVELS, MIXED, NUMBERS, WAYS, Case, judge, pairwise


def test_the_cases_cover_every_pair():
    cases = pairwise()
    assert 20 <= len(cases) <= 40
    assert {one.number for one in cases} == set(NUMBERS)
    assert {(one.way, one.level) for one in cases} >= {(way, level) for way in WAYS for level in LEVELS[:2]}
    assert {(one.number, one.algorithm) for one in cases} == {(n, k) for n in NUMBERS for k in (*KINDS, MIXED)}


@pytest.mark.parametrize(
    "case",
    [
        Case(1, "counterparts", "p384", "B-T"),
        Case(3, "in turn", "rsa2048", "B-LT"),
        Case(3, "counterparts", "p256", "B-B"),
    ],
)
def test_all_programs_agree(case: Case, tmp_path: Path):
    found = judge(case, tmp_path)
    assert found.total == (2 * case.number if case.way == "counterparts" else case.number + 1)
    assert (found.pyhanko, found.pdfsig, found.openssl, found.ours) == (found.total,) * 4


def test_ed25519_is_sound_though_not_every_program_knows_it(tmp_path: Path):
    found = judge(Case(1, "in turn", "ed25519", "B-B"), tmp_path)
    assert (found.pyhanko, found.ours) == (2, 2)
