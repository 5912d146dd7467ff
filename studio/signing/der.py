"""Whether bytes are DER (ITU-T X.690, section 10): one way to write each value, so no room to hide another."""

from __future__ import annotations

_BOOLEAN, _INTEGER, _NULL = 0x01, 0x02, 0x05
_DEEPEST = 40


def der_length(data: bytes) -> int:
    """The length of the first value in `data`, head included; 0 if there is none."""
    head = _head(data, 0)
    return 0 if head is None else head[0] + head[1]


def is_der(data: bytes) -> bool:
    """Whether `data` is exactly one value with shortest lengths, numbers and booleans all the way down."""
    return _values(data, 0, len(data), 0) == 1


def _head(data: bytes, at: int) -> tuple[int, int] | None:
    """Where the content starts and how long it is; None if the head is not as DER wants it."""
    if at + 2 > len(data) or data[at] & 0x1F == 0x1F:
        return None
    first = data[at + 1]
    if first < 0x80:
        return at + 2, first
    size = first & 0x7F
    digits = data[at + 2 : at + 2 + size]
    length = int.from_bytes(digits, "big")
    if not 1 <= size <= 4 or len(digits) < size or digits[0] == 0 or length < 0x80:
        return None
    return at + 2 + size, length


def _values(data: bytes, at: int, end: int, depth: int) -> int:
    """How many values fill the stretch exactly; -1 if they do not."""
    number = 0
    while at < end:
        head = _head(data, at)
        if head is None or depth > _DEEPEST or head[0] + head[1] > end:
            return -1
        start, length = head
        if data[at] & 0x20:
            if _values(data, start, start + length, depth + 1) < 0:
                return -1
        elif not _shortest(data[at], data[start : start + length]):
            return -1
        at, number = start + length, number + 1
    return number


def _shortest(tag: int, content: bytes) -> bool:
    if tag == _BOOLEAN:
        return content in {b"\0", b"\xff"}
    if tag == _INTEGER:
        spare = len(content) > 1 and (
            (content[0] == 0 and content[1] < 0x80) or (content[0] == 0xFF and content[1] > 0x7F)
        )
        return bool(content) and not spare
    return tag != _NULL or not content
