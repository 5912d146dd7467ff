"""Reads long hexadecimal strings in one go.

pyHanko 0.38 reads them digit by digit, and a signature container is the longest string of a signed file: nine tenths of
the time of opening it. Anything out of the ordinary goes to pyHanko's own reader.
"""

from __future__ import annotations

import binascii
from typing import Any

from pyhanko.pdf_utils import generic

_DIGITS = b"0123456789abcdefABCDEF"
_CHUNK = 16384
_digit_by_digit = generic.read_hex_string_from_stream


def read_hex_string(stream: Any) -> Any:
    """The string that starts at the stream's position, which stands behind its end afterwards."""
    start = stream.tell()
    stream.read(1)
    digits = bytearray()
    while chunk := stream.read(_CHUNK):
        end = chunk.find(b">")
        if end < 0:
            digits += chunk
            continue
        digits += chunk[:end]
        if len(digits) % 2 or digits.strip(_DIGITS):
            break
        stream.seek(start + len(digits) + 2)
        return generic.pdf_string(binascii.unhexlify(digits))
    stream.seek(start)
    return _digit_by_digit(stream)


def install() -> None:
    """Puts it in place of pyHanko's reader; doing so twice changes nothing."""
    generic.read_hex_string_from_stream = read_hex_string
