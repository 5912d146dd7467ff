"""The store of validation data in a PDF (DSS; ETSI EN 319 142-1, 5.4.2; ISO 32000-2, 12.8.4.3) as a revision may add it.

It may only grow, and it may hold nothing but certificates, OCSP responses and revocation lists in streams of their own:
it is the one place in a signed file that everybody may still write to, so nothing else may find room there.
"""

from __future__ import annotations

from collections.abc import Iterator, Set
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import HistoricalResolver

from studio.signing.reader import entry, raw_items

ARRAYS = ("/Certs", "/OCSPs", "/CRLs")
_VRI_ARRAYS = {"/Cert": "/Certs", "/OCSP": "/OCSPs", "/CRL": "/CRLs"}
_STREAM_KEYS = {"/Length", "/Filter", "/DecodeParms"}


class StoreRefused(Exception):  # noqa: N818 - carries a verdict to `revisions`
    """The store was changed in a way that is not permitted; `code` as in `problems[].code`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def growth(old: HistoricalResolver, new: HistoricalResolver, fresh: Set[int]) -> set[int]:
    """The numbers of the `fresh` objects that the store of `new` takes in beside those of `old`.

    Raises StoreRefused when something is missing that was there, or is there that is no validation data.
    """
    before, after = entry(old.root, "/DSS", {}), entry(new.root, "/DSS")
    if not isinstance(after, generic.DictionaryObject):
        raise StoreRefused("validation-data-removed")
    if set(after) - {"/Type", "/VRI", *ARRAYS} or entry(after, "/Type", "/DSS") != "/DSS":
        raise StoreRefused("validation-data-unrelated")
    taken = _arrays_of(after, fresh)
    taken |= {number for key in ARRAYS for number in _added(before, after, key, new, fresh)}
    held = {key: set(_numbers(after, key)) for key in ARRAYS}
    return taken | _by_signature(before, after, held, fresh)


def _arrays_of(after: Any, fresh: Set[int]) -> set[int]:
    """Arrays that are objects of their own."""
    raw = raw_items(after)
    found = {raw[key].idnum for key in (*ARRAYS, "/VRI") if isinstance(raw.get(key), generic.IndirectObject)}
    return found & fresh


def _numbers(store: Any, key: str) -> list[int]:
    array = entry(store, key, generic.ArrayObject())
    if not isinstance(array, generic.ArrayObject):
        raise StoreRefused("validation-data-unrelated")
    items = [array.raw_get(index) for index in range(len(array))]
    if not all(isinstance(one, generic.IndirectObject) for one in items):
        raise StoreRefused("validation-data-unrelated")
    return [one.idnum for one in items]


def _added(before: Any, after: Any, key: str, new: HistoricalResolver, fresh: Set[int]) -> Iterator[int]:
    was, now = _numbers(before, key), _numbers(after, key)
    if set(was) - set(now):
        raise StoreRefused("validation-data-removed")
    for number in set(now) - set(was):
        stream = new(generic.Reference(number, 0, new))
        if number not in fresh or not isinstance(stream, generic.StreamObject) or set(stream) - _STREAM_KEYS:
            raise StoreRefused("validation-data-unrelated")
        yield number


def _by_signature(before: Any, after: Any, held: dict[str, set[int]], fresh: Set[int]) -> set[int]:
    """What /VRI adds: for each signature, which of the store's own entries speak of it."""
    was, now = entry(before, "/VRI", {}), entry(after, "/VRI", {})
    if set(was) - set(now):
        raise StoreRefused("validation-data-removed")
    taken: set[int] = set()
    for name in now:
        row = now[name]
        if not isinstance(row, generic.DictionaryObject) or set(row) - {"/Type", "/TU", *_VRI_ARRAYS}:
            raise StoreRefused("validation-data-unrelated")
        if any(set(_numbers(row, key)) - held[whole] for key, whole in _VRI_ARRAYS.items()):
            raise StoreRefused("validation-data-unrelated")
        raw = raw_items(now)[name]
        taken |= {one.idnum for one in (raw, *raw_items(row).values()) if isinstance(one, generic.IndirectObject)}
    return taken & fresh
