"""Revision marks and tracked property changes, read from their elements."""

from __future__ import annotations

import re

from studio.returns.ooxml import Element, attr, child, name_of
from studio.returns.paragraphs import Mark, Reformat
from studio.returns.styles import Styles

INSERTIONS = {"w:ins": "ins", "w:moveTo": "moveTo", "w14:conflictIns": "ins"}
DELETIONS = {"w:del": "del", "w:moveFrom": "moveFrom", "w14:conflictDel": "del"}
_DATE = re.compile(r"(1[6-9]|2\d)\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d+)?)?")
_WORDS = {
    "w:b": "bold", "w:bCs": "bold", "w:i": "italic", "w:iCs": "italic", "w:u": "underline",
    "w:strike": "strike-through",
    "w:color": "colour", "w:highlight": "highlight", "w:sz": "size", "w:szCs": "size", "w:rFonts": "font",
    "w:rStyle": "character style", "w:lang": "language", "w:pStyle": "paragraph style", "w:numPr": "numbering",
    "w:ind": "indent", "w:jc": "alignment", "w:spacing": "spacing", "w:shd": "shading", "w:pgSz": "page size",
    "w:pgMar": "page margins", "w:cols": "columns", "w:tblBorders": "borders", "w:tblW": "table width",
    "w:tcW": "cell width", "w:tcBorders": "borders", "w:gridCol": "column width", "w:vertAlign": "super- or subscript",
    "w:tblHeader": "repeated head row", "w:trHeight": "row height", "w:caps": "capitals",
    "w:smallCaps": "small capitals",
}  # fmt: skip


def mark_of(element: Element, kind: str = "", name: str = "") -> Mark:
    """Author and date of a revision element; a date that cannot be one (LibreOffice's zeros) is None."""
    return Mark(kind or name_of(element).partition(":")[2], attr(element, "w:author"), date_of(element), name)


def date_of(element: Element) -> str | None:
    date = attr(element, "w:date")
    return date if _DATE.match(date) else None


def insertion(holder: Element | None) -> Mark | None:
    """The insertion noted inside paragraph-mark, row or cell properties."""
    return _noted(holder, {**INSERTIONS, "w:cellIns": "cellIns"})


def deletion(holder: Element | None) -> Mark | None:
    return _noted(holder, {**DELETIONS, "w:cellDel": "cellDel"})


def _noted(holder: Element | None, kinds: dict[str, str]) -> Mark | None:
    for item in holder if holder is not None else ():
        if name_of(item) in kinds:
            return mark_of(item, kinds[name_of(item)])
    return None


def reformat(properties: Element | None, styles: Styles, paragraph_style: str) -> Reformat | None:
    """What `w:rPrChange` says about these run properties, None where there is none."""
    change = child(properties, "w:rPrChange")
    if change is None:
        return None
    before = child(change, "w:rPr")
    return Reformat(
        mark_of(change),
        styles.format(before, paragraph_style),
        styles.format(properties, paragraph_style),
        differing(properties, before, "w:rPrChange"),
    )


def differing(now: Element | None, before: Element | None, change: str) -> str:
    """Which properties differ, in plain words: "bold, size"."""
    first, second = _said(before, change), _said(now, change)
    names = [name for name in {**first, **second} if first.get(name) != second.get(name)]
    return ", ".join(dict.fromkeys(_WORDS.get(name, name.partition(":")[2]) for name in names)) or "format"


def _said(properties: Element | None, change: str) -> dict[str, str]:
    skip = {change, "", *INSERTIONS, *DELETIONS}
    return {
        name_of(item): ";".join([f"{k}={v}" for k, v in sorted(item.attrib.items())] + [name_of(i) for i in item])
        for item in (properties if properties is not None else ())
        if name_of(item) not in skip and not name_of(item).startswith("{")
    }
