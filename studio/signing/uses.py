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
    tagged = "/StructTreeRoot" in document.root
    found = {str(name): reference for name, _, reference in enumerate_sig_fields(document) if name in names}
    if found.keys() != names or _compressed(document):
        return False
    return all(_as_expected(document, reference, counts, tagged=tagged) for reference in found.values())


def _compressed(document: HistoricalResolver) -> bool:
    """Whether any object of this or an earlier revision stands inside an object stream."""
    used = document.reader.xrefs.object_streams_used_in
    return any(used(revision) for revision in range(document.revision + 1))  # type: ignore[no-untyped-call]


def _as_expected(document: HistoricalResolver, reference: Any, counts: Counter[int], *, tagged: bool) -> bool:
    own = reference.reference.idnum
    field = reference.get_object()
    if not _is_annotation(raw_items(field).get("/P"), own):
        return False
    if not tagged:
        return counts[own] == 2
    element = _element(document, entry(field, "/StructParent"))
    if element is None:
        return False
    leaf = entry(element.get_object(), "/K")
    points = isinstance(leaf, generic.DictionaryObject) and getattr(raw_items(leaf).get("/Obj"), "idnum", None) == own
    # The field: in the form, on its page, in the tree. Its element: below its parent and in the index.
    return points and counts[own] == 3 and counts[element.idnum] == 2


def _is_annotation(page: Any, own: int) -> bool:
    if page is None or not hasattr(page, "get_object"):
        return False
    annotations = entry(page.get_object(), "/Annots", ())
    return [getattr(one, "idnum", None) for one in annotations].count(own) == 1


def _element(document: HistoricalResolver, key: Any) -> Any:
    """The reference to the structure element that the index (/ParentTree) names for `key`."""
    waiting = [document.root["/StructTreeRoot"]["/ParentTree"]]
    for _ in range(10_000):
        if not waiting or key is None:
            return None
        node = waiting.pop()
        waiting += [kid.get_object() for kid in entry(node, "/Kids", ())]
        numbers = entry(node, "/Nums", ())
        for index in range(0, len(numbers) - 1, 2):
            if numbers[index] == key:
                raw = numbers.raw_get(index + 1)
                return raw if hasattr(raw, "idnum") else None
    return None
