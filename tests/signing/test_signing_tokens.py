"""The quick readers of hexadecimal strings and names agree with pyHanko's."""

from __future__ import annotations

import io
import random

from pyhanko.pdf_utils.misc import PdfError

from studio.signing.pdf_tokens import _digit_by_digit, _sign_by_sign, read_hex_string, read_name


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


def test_both_readers_agree_on_honest_and_odd_names():
    chance = random.Random(4)
    fixed = [
        b"/",
        b"/ ",
        b"/Name",
        b"/Name ",
        b"/A#42 ",
        b"/A#4",
        b"/A(",
        b"/\xe9 ",
        b"x",
        b"",
        b"/a\x0b ",
        b"/" + b"n" * 300 + b" ",
    ]
    drawn = [
        b"/" + bytes(chance.choices(b"AZaz09._-+*'#4()<>[]{}/% \r\n\t\x0c\x00\x0b\x7f\xc3", k=chance.randrange(12)))
        for _ in range(600)
    ]
    for data in fixed + drawn:
        assert _read(read_name, data) == _read(_sign_by_sign, data), data
