"""Every text of the facts with its place, and the place of every row; a part that is as it was is not walked again."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from operator import is_
from typing import Any

from pydantic import BaseModel

from studio.facts.model import Facts
from studio.preflight.language import found_in, matches


@dataclass(frozen=True, slots=True)
class TextFact:
    """One text of the facts with its place."""

    pointer: str
    text: str


@dataclass
class Walked:
    """What stands in one part of the facts: its texts in order, and the pointer of each row by the row's identity."""

    value: Any  # held, so that no other object can have the identity of one of its rows
    texts: list[TextFact] = field(default_factory=list)
    places: dict[int, str] = field(default_factory=dict)

    @cached_property
    def together(self) -> str:
        """All texts, one in each line: where a pattern is not found here, no text need be looked at by itself."""
        return "\n".join(each.text for each in self.texts)

    def walk(self, value: Any, pointer: str) -> None:
        """Take in a value that stands at the pointer, with all that is in it."""
        if type(value) is str:
            self.texts.append(TextFact(pointer, value))
        elif isinstance(value, BaseModel):
            self.places[id(value)] = pointer
            for name, printed in _fields(type(value)):
                self.walk(getattr(value, name), f"{pointer}/{printed}")
        elif isinstance(value, tuple):
            for index, item in enumerate(value):
                self.walk(item, f"{pointer}/{index}")
        elif isinstance(value, dict):
            for key, item in value.items():
                self.walk(item, f"{pointer}/{key}")


class Walks:
    """The parts of the facts as they were walked last."""

    def __init__(self) -> None:
        self._last: dict[str, Walked] = {}

    def of(self, facts: Facts) -> FactTexts:
        """All parts of these facts, walking those whose rows are others than the last time."""
        for name, printed in _fields(type(facts)):
            value = getattr(facts, name)
            last = self._last.get(name)
            if last is None or not _identical(last.value, value):
                walked = Walked(value)
                walked.walk(value, f"/{printed}")
                self._last[name] = walked
        return FactTexts(facts, {f"/{printed}": self._last[name] for name, printed in _fields(type(facts))})


class FactTexts:
    """The texts and places of one facts file."""

    def __init__(self, facts: Facts, parts: dict[str, Walked]) -> None:
        self._facts, self._parts = facts, parts

    @cached_property
    def every(self) -> list[TextFact]:
        """All texts in the order of the facts."""
        return [each for part in self._parts.values() for each in part.texts]

    def at(self, row: Any, *fields: str) -> str:
        """Pointer of a row, or of a field in it; of the facts themselves where the row is none of theirs."""
        place = next((part.places[id(row)] for part in self._parts.values() if id(row) in part.places), "")
        return "/".join([place, *fields])

    def holding(self, pattern: str, under: str = "") -> list[TextFact]:
        """Texts in which the pattern is found, of the facts below a pointer; most parts hold none and are passed over."""
        return [
            each
            for name, part in self._parts.items()
            if name.startswith(under) or under.startswith(name)
            if found_in(part.together, pattern)
            for each in part.texts
            if each.pointer.startswith(under) and matches(each.text, pattern)
        ]


def _identical(before: Any, now: Any) -> bool:
    """Whether two values of one part hold the same rows: a list of rows is made anew with every reading."""
    if before is now:
        return True
    if not isinstance(before, tuple) or not isinstance(now, tuple):
        return False
    return len(before) == len(now) and all(map(is_, before, now))


@lru_cache(maxsize=64)
def _fields(kind: type[BaseModel]) -> tuple[tuple[str, str], ...]:
    """The fields of a row, each with its name in the facts file."""
    return tuple((name, info.alias or name) for name, info in kind.model_fields.items())
