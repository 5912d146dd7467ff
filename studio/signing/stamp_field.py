"""A field that a later document time stamp brings along (ISO 32000-2, 12.8.5): the only field that may be added.

It shows nothing and holds the time stamp alone, so it can come into a certified file: that is how archive time stamps
are renewed, by whatever program.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import HistoricalResolver
from pyhanko.sign.fields import enumerate_sig_fields

from studio.signing.raw_values import followed, same
from studio.signing.reader import entry, raw_items

_KEYS = {"/FT", "/T", "/TU", "/Type", "/Subtype", "/F", "/Ff", "/P", "/Rect", "/V"}


@dataclass(frozen=True, slots=True)
class AddedStamp:
    """`touched`: the older objects that had to be written anew for it; `value`: the reference to the time stamp."""

    field: str
    number: int
    value: Any
    touched: frozenset[int]


def added_stamp(old: HistoricalResolver, new: HistoricalResolver, fresh: Set[int]) -> AddedStamp | None:
    """The one field for a time stamp that `new` has beside those of `old`, if nothing else came with it; or None."""
    before = {name for name, _, _ in enumerate_sig_fields(old)}
    added = [(str(name), reference) for name, _, reference in enumerate_sig_fields(new) if name not in before]
    if len(added) != 1:
        return None
    name, reference = added[0]
    field = raw_items(reference.get_object())
    value = field.get("/V")
    if reference.idnum not in fresh or set(field) - _KEYS or not _shows_nothing(field) or not _is_stamp(value, fresh):
        return None
    form = _appended(raw_items(old.root).get("/AcroForm"), raw_items(new.root).get("/AcroForm"), "/Fields", reference)
    page = _page(old, field.get("/P"), reference)
    if form is None or page is None:
        return None
    return AddedStamp(name, reference.idnum, value, frozenset(form | page))


def _shows_nothing(field: dict[str, Any]) -> bool:
    box = field.get("/Rect", ())
    flat = len(box) == 0 or (len(box) == 4 and (box[0] == box[2] or box[1] == box[3]))
    return flat and field.get("/FT") == "/Sig"


def _is_stamp(value: Any, fresh: Set[int]) -> bool:
    if not isinstance(value, generic.IndirectObject) or value.idnum not in fresh:
        return False
    return bool(entry(followed(value), "/Type") == "/DocTimeStamp")


def _page(old: HistoricalResolver, raw: Any, reference: Any) -> set[int] | None:
    """The page on which the field is registered, if on any; its list of annotations may only have got the field."""
    if raw is None:
        return set()
    before_raw = generic.IndirectObject(raw.idnum, raw.generation, old)  # type: ignore[no-untyped-call]
    before = followed(before_raw)
    if not isinstance(before, generic.DictionaryObject) or entry(before, "/Type") != "/Page":
        return None
    return _appended(before_raw, raw, "/Annots", reference)


def _appended(old: Any, new: Any, key: str, reference: Any) -> set[int] | None:
    """The objects that hold the list `key` of a dictionary, if the list got `reference` at its end and nothing else changed."""
    if not same(old, new) or not isinstance(old, generic.IndirectObject):
        return None
    before, after = raw_items(followed(old)), raw_items(followed(new))
    if any(not same(before.get(one), after.get(one)) for one in (before.keys() | after.keys()) - {key}):
        return None
    was, now = _listed(before.get(key)), _listed(after.get(key))
    if len(now) == len(was) and key == "/Annots":
        return set() if all(map(same, was, now)) else None
    if len(now) != len(was) + 1 or not all(same(*pair) for pair in zip(was, now, strict=False)):
        return None
    if getattr(now[-1], "idnum", None) != reference.idnum:
        return None
    return {one.idnum for one in (old, before.get(key)) if isinstance(one, generic.IndirectObject)}


def _listed(raw: Any) -> list[Any]:
    array = followed(raw)
    return [array.raw_get(index) for index in range(len(array))] if isinstance(array, generic.ArrayObject) else []
