"""Where an object is used, counted on the bytes: reading a large tagged file object by object takes seconds.

A reference can be written in few ways (ISO 32000-2, 7.3.10). All of them are counted, and so is what only looks like
one, inside a stream; so a count can be too high, never too low. It says nothing about objects inside object streams.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import HistoricalResolver
from pyhanko.sign.fields import enumerate_sig_fields

from studio.signing.reader import entry, raw_items

_GAP = rb"(?:[\x00\t\n\x0c\r ]|%[^\r\n]*[\r\n])+"
_REFERENCE = re.compile(rb"(?<![0-9])0*([0-9]{1,10})" + _GAP + rb"[0-9]{1,10}" + _GAP + rb"R(?![A-Za-z])")


def are_used_as_expected(document: HistoricalResolver, pdf: bytes, names: set[str]) -> bool:
    """Whether each named field is used only as field, as annotation of one page and from the reading order.

    False also means "cannot be told this way".
    """
    end = document.reader.xrefs.get_xref_container_info(document.revision).end_location
    counts = Counter(int(number) for number in _REFERENCE.findall(pdf[:end]))
    found = {str(name): reference for name, _, reference in enumerate_sig_fields(document) if name in names}
    if found.keys() != names or _compressed(document):
        return False
    places = _Places(document)
    return all(_as_expected(places, reference, counts) for reference in found.values())


def _compressed(document: HistoricalResolver) -> bool:
    """Whether any object of this or an earlier revision stands inside an object stream."""
    used = document.reader.xrefs.object_streams_used_in
    return any(used(revision) for revision in range(document.revision + 1))  # type: ignore[no-untyped-call]


class _Places:
    """Annotations by page and the index of the reading order, each read once."""

    def __init__(self, document: HistoricalResolver) -> None:
        tagged = "/StructTreeRoot" in document.root
        self.elements = _elements(document.root["/StructTreeRoot"]["/ParentTree"]) if tagged else None
        self._annotations: dict[int, list[Any]] = {}

    def is_annotation(self, page: Any, own: int) -> bool:
        """Whether the object stands once among the annotations of the page that it names."""
        if page is None or not hasattr(page, "get_object"):
            return False
        if page.idnum not in self._annotations:
            listed = entry(page.get_object(), "/Annots", ())
            self._annotations[page.idnum] = [getattr(one, "idnum", None) for one in listed]
        return self._annotations[page.idnum].count(own) == 1


def _as_expected(places: _Places, reference: Any, counts: Counter[int]) -> bool:
    own = reference.reference.idnum
    field = reference.get_object()
    if not places.is_annotation(raw_items(field).get("/P"), own):
        return False
    if places.elements is None:
        return counts[own] == 2
    element = places.elements.get(entry(field, "/StructParent"))
    if element is None:
        return False
    leaf = entry(element.get_object(), "/K")
    points = isinstance(leaf, generic.DictionaryObject) and getattr(raw_items(leaf).get("/Obj"), "idnum", None) == own
    # The field: in the form, on its page, in the tree. Its element: below its parent and in the index.
    return points and counts[own] == 3 and counts[element.idnum] == 2


def _elements(index: Any) -> dict[int, Any]:
    """The references to structure elements by their key in the index (/ParentTree, ISO 32000-2, 14.7.5.4)."""
    found: dict[int, Any] = {}
    waiting = [index]
    for _ in range(10_000):
        if not waiting:
            break
        node = waiting.pop()
        waiting += [kid.get_object() for kid in entry(node, "/Kids", ())]
        numbers = entry(node, "/Nums", ())
        for place in range(0, len(numbers) - 1, 2):
            key, raw = numbers[place], numbers.raw_get(place + 1)
            if isinstance(key, int) and isinstance(raw, generic.IndirectObject):
                found.setdefault(key, raw)
    return found
