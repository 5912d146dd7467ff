"""The quick reader of hexadecimal strings agrees with pyHanko's."""

from __future__ import annotations

import io
import random

from pyhanko.pdf_utils.misc import PdfError

from studio.signing.hex_strings import _digit_by_digit, read_hex_string


def _read(reader, data: bytes):
    stream = io.BytesIO(data)
    try:
        return reader(stream), stream.tell()
    except (PdfError, ValueError) as error:
        return type(error)


def test_both_readers_agree_on_honest_and_odd_strings():
    chance = random.Random(3)
    fixed = [b"<>", b"<00>", b"<0>", b"<a b>", b"<zz>", b"<FFfe0041>", b"<" + b"ab" * 20000 + b">rest", b"<0a\n0b> 1"]
    drawn = [
        b"<" + bytes(chance.choices(b"0123456789abcdefABCDEF \n%", k=chance.randrange(40))) + b">x" for _ in range(300)
    ]
    for data in fixed + drawn:
        assert _read(read_hex_string, data) == _read(_digit_by_digit, data), data
