"""The tracked changes of a DOCX, counted from its XML as LibreOffice counts them: by author and kind."""

from __future__ import annotations

import zipfile
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LOOKS = {"rPrChange": "Format", "pPrChange": "ParagraphFormat"}


def counted(data: bytes) -> dict[tuple[str, str], int]:
    """By (author, kind): neighbours of one kind, author and time are one change; each table cell is for itself."""
    document = etree.fromstring(zipfile.ZipFile(BytesIO(data)).read("word/document.xml"))
    total: Counter[tuple[str, str]] = Counter()
    held = None
    for atom in _atoms(document):
        if atom != held and atom is not None:
            total[atom[1], atom[0]] += 1
        held = atom
    for name, kind in _LOOKS.items():
        total.update((str(each.get(f"{W}author")), kind) for each in document.iter(f"{W}{name}"))
    return dict(total)


_KINDS = {"ins": "Insert", "moveTo": "Insert", "del": "Delete", "moveFrom": "Delete"}


def _atoms(document: Any) -> Iterator[tuple[str, str, str] | None]:
    for paragraph in document.iter(f"{W}p"):
        inside = paragraph.getparent().tag == f"{W}tc"
        if inside and paragraph.getprevious() is not None and paragraph.getprevious().tag != f"{W}p":
            yield None
        for child in paragraph:
            kind = _KINDS.get(etree.QName(child).localname)
            if kind:
                yield kind, *_by(child)
            elif child.tag in {f"{W}r", f"{W}hyperlink"}:
                yield None
        ends = next((found for found in paragraph.iterfind(f"{W}pPr/{W}rPr/*") if _kind(found)), None)
        last = inside and paragraph.getnext() is None
        yield None if ends is None or last else (_kind(ends), *_by(ends))


def _kind(element: Any) -> str:
    return _KINDS.get(etree.QName(element).localname, "")


def _by(element: Any) -> tuple[str, str]:
    return str(element.get(f"{W}author")), str(element.get(f"{W}date"))
