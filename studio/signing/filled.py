"""Text fields filled in after signing: whether what such a field shows is the value that it holds.

Filling in is permitted (ISO 32000-2, 12.8.2.2.2), and the picture of a field is a part of it that nothing else checks:
a reader sees the picture, a program the value. Files laid out here have no such fields; those of others may.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import HistoricalResolver, PdfFileReader

from studio.signing.reader import entry

_DEEPEST = 50  # levels of fields; a form that nests deeper is none
_STRING = re.compile(rb"\((?:\\.|[^\\()])*\)|<[0-9A-Fa-f\s]*>", re.DOTALL)
_ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def misleading_fields(base: HistoricalResolver, now: PdfFileReader) -> tuple[str, ...]:
    """The names of the text fields that were altered after `base` and show something other than their value."""
    redrawn = bool(entry(entry(now.root, "/AcroForm", {}), "/NeedAppearances"))  # by the program that shows it
    before = {name: (value, shown) for name, value, shown, _ in _texts(base)}
    found = []
    for name, value, shown, plain in _texts(now):
        old = before.get(name)
        if old == (value, shown) or shown is None or (redrawn and old is not None and old[1] == shown):
            continue
        kept = old is not None and old[0] == value
        if (plain or kept) and (not plain or _squeezed(_drawn(shown)) != _squeezed(value)):
            found.append(name)
    return tuple(dict.fromkeys(found))


def _texts(document: Any) -> Iterator[tuple[str, str, bytes | None, bool]]:
    """Of each text field: name, value, the drawing it shows, and whether its letters are written as themselves."""
    form = entry(document.root, "/AcroForm")
    waiting = [(field, "", None, "", 0) for field in entry(form, "/Fields", ())] if form is not None else []
    while waiting:
        field, above, kind, inherited, depth = waiting.pop()
        field = field.get_object()
        own = str(entry(field, "/T", ""))
        name = f"{above}.{own}" if above and own else above or own
        kind, value = entry(field, "/FT", kind), str(entry(field, "/V", inherited))
        if depth < _DEEPEST:
            waiting += [(kid, name, kind, value, depth + 1) for kid in entry(field, "/Kids", ())]
        if kind == "/Tx" and "/AP" in field:
            look = entry(field["/AP"], "/N")
            drawing = look.data if isinstance(look, generic.StreamObject) else None
            yield name, value, drawing, _is_plain(look)


def _is_plain(look: Any) -> bool:
    """Whether every font of a drawing maps one byte to one Latin letter, as far as its kind tells."""
    fonts = entry(entry(look, "/Resources", {}), "/Font", {}) if isinstance(look, generic.StreamObject) else {}
    return all(entry(fonts[name], "/Subtype") != "/Type0" for name in fonts)


def _drawn(drawing: bytes) -> str:
    """The strings of a drawing, joined."""
    return b"".join(_bytes_of(match) for match in _STRING.findall(drawing)).decode("latin-1")


def _bytes_of(string: bytes) -> bytes:
    if string.startswith(b"<"):
        digits = b"".join(string[1:-1].split())
        return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode("ascii"))

    def plain(match: re.Match[bytes]) -> bytes:
        code = match.group(1)
        return bytes([int(code, 8) & 255]) if code.isdigit() else _ESCAPES.get(code, code)

    return re.sub(rb"\\([0-7]{1,3}|.)", plain, string[1:-1], flags=re.DOTALL)


def _squeezed(text: str) -> str:
    return "".join(text.split())
