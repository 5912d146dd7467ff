"""PDF values as they are written: compared and searched without following their references."""

from __future__ import annotations

from typing import Any

from pyhanko.pdf_utils import generic

from studio.signing.reader import raw_items


def followed(value: Any) -> Any:
    """What a reference stands for; any other value is itself."""
    return value.get_object() if isinstance(value, generic.IndirectObject) else value  # type: ignore[no-untyped-call]


def references(value: Any, skip: tuple[str, ...] = ()) -> list[Any]:
    """The references inside a value, not followed."""
    if isinstance(value, generic.IndirectObject):
        return [value]
    if isinstance(value, generic.DictionaryObject):
        return [one for key, inner in raw_items(value).items() if key not in skip for one in references(inner, skip)]
    if isinstance(value, generic.ArrayObject):
        return [one for index in range(len(value)) for one in references(value.raw_get(index), skip)]
    return []


def same(one: Any, other: Any) -> bool:
    """Whether two raw values are written alike, references by number."""
    if isinstance(one, generic.IndirectObject) or isinstance(other, generic.IndirectObject):
        both = isinstance(one, generic.IndirectObject) and isinstance(other, generic.IndirectObject)
        return both and (one.idnum, one.generation) == (other.idnum, other.generation)
    if type(one) is not type(other):
        return False
    if isinstance(one, generic.StreamObject) and one.encoded_data != other.encoded_data:
        return False
    if isinstance(one, generic.DictionaryObject):
        left, right = raw_items(one), raw_items(other)
        return left.keys() == right.keys() and all(same(left[key], right[key]) for key in left)
    if isinstance(one, generic.ArrayObject):
        return len(one) == len(other) and all(same(one.raw_get(i), other.raw_get(i)) for i in range(len(one)))
    return bool(one == other)
