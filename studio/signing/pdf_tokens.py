"""Reads names and long hexadecimal strings in one go.

pyHanko 0.38 reads both sign by sign. A signature container is the longest string of a signed file, nine tenths of the
time of opening it; names are the most frequent thing in it. Anything out of the ordinary goes to pyHanko's own readers.
"""

from __future__ import annotations

import binascii
import re
from typing import Any

from pyhanko.pdf_utils import generic

_DIGITS = b"0123456789abcdefABCDEF"
_CHUNK = 16384
_LONGEST_NAME = 128  # bytes, with the sign behind it (ISO 32000-2, annex C: 127)
# Printable and neither delimiter nor # (ISO 32000-2, 7.3.5), up to what ends a name.
_NAME = re.compile(rb"/[!\"$&'*+,\-.0-9:;=?@A-Z\\^_`a-z|~]*(?=[ \n\r\t\f\x00()<>\[\]{}/%])")
_digit_by_digit = generic.read_hex_string_from_stream
_sign_by_sign = generic.NameObject.read_from_stream


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


def read_name(stream: Any) -> Any:
    """The name that starts at the stream's position, which stands behind its end afterwards."""
    start = stream.tell()
    found = _NAME.match(stream.read(_LONGEST_NAME))
    if found is None:
        stream.seek(start)
        return _sign_by_sign(stream)  # type: ignore[no-untyped-call]
    stream.seek(start + found.end())
    return generic.NameObject(found.group().decode("ascii"))


def install() -> None:
    """Puts them in place of pyHanko's readers; doing so twice changes nothing."""
    generic.read_hex_string_from_stream = read_hex_string
    generic.NameObject.read_from_stream = staticmethod(read_name)  # type: ignore[method-assign]
