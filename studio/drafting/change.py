"""What has changed in the facts since the last assembly, field by field: a text that names none of it stays as it was.

A text can reach a field by its name alone, which then stands in its code (`library.source.words_in_code`). The fields by
which the names of our own find their rows (`context`) are reached without being named: when one of these changes, or a row
comes or goes, every text over that part of the facts is rendered again.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from pydantic import BaseModel

from studio.library.source import names_in_code, words_in_code

# Read by `context` itself, or in the keys of a loop's turns, whether or not a text names them.
READ_UNNAMED = frozenset(
    {
        "active", "agencies", "categories", "category", "confidentiality_route", "forms", "from", "id", "items", "kinds",
        "optional_by_consent", "party", "purpose", "roles", "status", "template", "tier", "to",
    }
)  # fmt: skip
EVERY_FIELD = "fields"  # a text that walks through a row's fields names none of them


@dataclass(frozen=True, slots=True)
class Reads:
    """What a text may read: the names that it begins with, and every word of its code, fields among them."""

    names: frozenset[str]
    words: frozenset[str]

    @classmethod
    def of(cls, source: str) -> Reads:
        """What the Jinja2 of a text names, found without parsing it."""
        return cls(names_in_code(source), words_in_code(source))

    def __or__(self, other: Reads) -> Reads:
        return Reads(self.names | other.names, self.words | other.words)


def fingerprint(reads: Reads, names: Mapping[str, Any]) -> object:
    """What a text depends on, as a value that can be compared: what stands behind the names it reads."""
    behind = names["_behind"]
    words = reads.words | names["_also"] if "_also" in names else reads.words
    return tuple([(name, behind[name].of(words)) for name in reads.names if name in behind])


@dataclass(frozen=True, slots=True)
class Stand:
    """How one part of the facts stood: the number of its changes as a whole, and of each field that a text can reach."""

    whole: int
    fields: tuple[tuple[str, int], ...]


def fields_between(before: object, now: object) -> frozenset[str] | None:
    """The fields in which two fingerprints of one text differ; None where they differ in more than fields."""
    if before == now:
        return frozenset()
    if isinstance(before, Stand) and isinstance(now, Stand):
        differing = frozenset(name for name, _ in set(before.fields) ^ set(now.fields))
        return differing if before.whole == now.whole else None
    if not isinstance(before, tuple) or not isinstance(now, tuple) or len(before) != len(now):
        return None
    found: frozenset[str] = frozenset()
    for old, new in zip(before, now, strict=True):
        inner = fields_between(old, new)
        if inner is None:
            return None
        found |= inner
    return found


class Mark(Protocol):
    """What stands behind a name that texts may read."""

    def of(self, words: Set[str], /) -> object:
        """A value that is another one as soon as something has changed that a text with these words can reach."""


@dataclass(slots=True)
class Change:
    """How often one part of the facts has changed: as a whole, and by field.

    `unnamed` are the fields that every text over this part may reach.
    """

    unnamed: Set[str] = READ_UNNAMED
    whole: int = 0
    fields: dict[str, int] = field(default_factory=dict)

    def note(self, changed: Set[str] | None) -> None:
        """One more change, of these fields; None is a change of the whole."""
        if changed is None or changed & self.unnamed:
            self.whole += 1
        else:
            self.fields.update({name: self.fields.get(name, 0) + 1 for name in sorted(changed)})

    def of(self, words: Set[str]) -> object:
        every = EVERY_FIELD in words
        return Stand(self.whole, tuple([each for each in self.fields.items() if every or each[0] in words]))


@dataclass(frozen=True, slots=True)
class Changes:
    """Behind a name that is made from several parts of the facts."""

    parts: tuple[Change, ...]

    def of(self, words: Set[str]) -> object:
        return tuple([part.of(words) for part in self.parts])


@dataclass(frozen=True, slots=True)
class This:
    """Behind `this`: the partner for whom a document is made."""

    parties: Change
    party: str

    def of(self, words: Set[str]) -> object:
        return self.party, self.parties.of(words)


@dataclass(frozen=True, slots=True)
class Moment:
    """Behind `now` and `draft`."""

    moment: tuple[date, int, bool, str]

    def of(self, _: Set[str]) -> object:
        return self.moment


@dataclass(frozen=True, slots=True)
class Given:
    """Behind a name that no facts file gives; its value never changes."""

    value: object

    def of(self, _: Set[str]) -> object:
        return self.value


def changed_fields(before: object, after: object, name: str = "") -> frozenset[str] | None:
    """The names of the innermost fields in which two values of one part differ; None where rows came, went or moved."""
    if isinstance(before, BaseModel) and type(before) is type(after):
        return _fields_of(before, after)
    if _rows(before) and _rows(after):
        return _rows_of(before, after)  # type: ignore[arg-type]
    return frozenset({name}) if name else None


def _fields_of(before: BaseModel, after: object) -> frozenset[str] | None:
    found: frozenset[str] = frozenset()
    for attribute, info in type(before).model_fields.items():
        old, new = getattr(before, attribute), getattr(after, attribute)
        if old is not new and old != new:
            inner = changed_fields(old, new, info.alias or attribute)
            if inner is None:
                return None
            found |= inner
    return found


def _rows(value: object) -> bool:
    return isinstance(value, tuple) and bool(value) and all(isinstance(each, BaseModel) for each in value)


def _rows_of(before: tuple[BaseModel, ...], after: tuple[BaseModel, ...]) -> frozenset[str] | None:
    if len(before) != len(after):
        return None
    found: frozenset[str] = frozenset()
    for old, new in zip(before, after, strict=True):
        if old is not new and old != new:
            inner = changed_fields(old, new)
            if inner is None:
                return None
            found |= inner
    return found
