"""The digests of all signatures of one file, in one pass over its bytes.

Each signature covers the file up to its container and from there to the end of its revision; so each begins with all
that the earlier ones cover. Taken one by one, the bytes read grow with the square of the signatures.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from typing import Any

_ONE_PASS = {"sha256", "sha384", "sha512"}


def note_digests(pdf: bytes, signatures: list[Any]) -> None:
    """Leaves with each signature (pyHanko's) the digest of what its /ByteRange names, where that is of the usual shape.

    pyHanko takes the digest itself for every other one.
    """
    usual = defaultdict(list)
    for one in signatures:
        if one.external_md_algorithm in _ONE_PASS and _is_usual(one.byte_range, len(pdf)):
            usual[one.external_md_algorithm].append(one)
    view = memoryview(pdf)
    for algorithm, of_one in usual.items():
        running, done = hashlib.new(algorithm), 0
        for one in sorted(of_one, key=lambda each: int(each.byte_range[1])):
            _, first, second, length = map(int, one.byte_range)
            running.update(view[done:first])
            done = first
            whole = running.copy()
            whole.update(view[second : second + length])
            one.external_digests[algorithm] = whole.digest()


def _is_usual(byte_range: Any, size: int) -> bool:
    """Two stretches inside the file, the first from its start (ISO 32000-2, 12.8.1)."""
    if len(byte_range) != 4:
        return False
    start, first, second, length = map(int, byte_range)
    return start == 0 <= first <= second and length >= 0 and second + length <= size
