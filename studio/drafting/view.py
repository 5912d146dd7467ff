"""The facts as clause text sees them: every value knows its JSON Pointer, and a missing one is false until printed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from enum import Enum
from typing import Any

from pydantic import BaseModel

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


class MissingFactError(Exception):
    """A text printed a fact that has no answer; `pointer` says which."""

    def __init__(self, pointer: str) -> None:
        super().__init__(pointer)
        self.pointer = pointer


class Missing:
    """An optional fact without an answer: false, empty, equal to nothing; an error where it is printed."""

    def __init__(self, pointer: str) -> None:
        self._pointer = pointer

    def __bool__(self) -> bool:
        return False

    def __iter__(self) -> Iterator[Any]:
        return iter(())

    def __len__(self) -> int:
        return 0

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Missing)

    def __hash__(self) -> int:
        return 0

    def __str__(self) -> str:
        raise MissingFactError(self._pointer)

    def __getattr__(self, name: str) -> Missing:
        if name.startswith("__"):
            raise AttributeError(name)
        return Missing(f"{self._pointer}/{name}")

    def __getitem__(self, name: object) -> Missing:
        return Missing(f"{self._pointer}/{name}")


class FactText(str):
    """A text with the pointer of the fact it is; `enum` names the list of values it comes from.

    `marked` is kept for the engine: the text with the marks that it prints.
    """

    __slots__ = ("enum", "marked", "pointer")
    pointer: str
    enum: str
    marked: Any

    def __new__(cls, text: str, pointer: str, enum: str = "") -> FactText:
        made = super().__new__(cls, text)
        made.pointer = pointer
        made.enum = enum
        made.marked = None
        return made


class FactNumber(int):
    """A whole number with its pointer."""

    pointer: str

    def __new__(cls, number: int, pointer: str) -> FactNumber:
        made = super().__new__(cls, number)
        made.pointer = pointer
        return made


class FactDate(date):
    """A date with its pointer; printed as 1 March 2027."""

    pointer: str

    @classmethod
    def of(cls, day: date, pointer: str) -> FactDate:
        made = cls(day.year, day.month, day.day)
        made.pointer = pointer
        return made

    def __str__(self) -> str:
        return long_date(self)


def long_date(day: date) -> str:
    """A date in words: 1 March 2027."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def escape(token: str) -> str:
    """One reference token of a JSON Pointer (RFC 6901, section 3)."""
    return token.replace("~", "~0").replace("/", "~1")


class Row:
    """One object of the facts: attributes by their names in the facts file, unknown ones an error.

    A fact is looked up once and then stands in the object itself, where Python finds it without asking again.
    """

    def __init__(self, value: BaseModel, pointer: str) -> None:
        self._value = value
        self._pointer = pointer

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        attribute = "from_" if name == "from" else name
        if attribute not in type(self._value).model_fields:
            raise AttributeError(f"there is no fact called {name} in {self._pointer or 'the facts'}")
        found = view(getattr(self._value, attribute), f"{self._pointer}/{escape(name)}")
        self.__dict__[name] = found
        return found

    def __getitem__(self, name: str) -> Any:
        return getattr(self, name)

    def fields(self) -> frozenset[str]:
        """The names this row can answer to."""
        return frozenset(type(self._value).model_fields)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Row) and other._pointer == self._pointer

    def __hash__(self) -> int:
        return hash(self._pointer)

    def __str__(self) -> str:
        raise TypeError(f"{self._pointer} is a whole row and cannot be printed; name one of its fields")


class Named:
    """A map by party id (`governance.privacy_notice_ref[party.id]`); a name without a value is missing."""

    __slots__ = ("_pointer", "_value")

    def __init__(self, value: Mapping[str, Any], pointer: str) -> None:
        self._value = value
        self._pointer = pointer

    def __getitem__(self, name: str) -> Any:
        pointer = f"{self._pointer}/{escape(str(name))}"
        return view(self._value[str(name)], pointer) if str(name) in self._value else Missing(pointer)

    def __bool__(self) -> bool:
        return bool(self._value)

    def __iter__(self) -> Iterator[str]:
        return iter(self._value)

    def __len__(self) -> int:
        return len(self._value)

    def __contains__(self, name: object) -> bool:
        return name in self._value

    def items(self) -> list[tuple[str, Any]]:
        return [(name, self[name]) for name in self._value]


def _single(value: bool | Enum | str | int | date, pointer: str) -> Any:
    """A value that is printed as it stands."""
    if isinstance(value, bool):
        return value
    if isinstance(value, Enum):
        return FactText(str(value.value), pointer, type(value).__name__)
    if isinstance(value, str):
        return FactText(value, pointer) if value else Missing(pointer)
    return FactNumber(value, pointer) if isinstance(value, int) else FactDate.of(value, pointer)


def view(value: Any, pointer: str) -> Any:
    """`value` as clause text sees it, with the JSON Pointer where it came from."""
    if value is None:
        return Missing(pointer)
    if isinstance(value, (bool, Enum, str, int, date)):
        return _single(value, pointer)
    if isinstance(value, BaseModel):
        return Row(value, pointer)
    if isinstance(value, Mapping):
        return Named(value, pointer)
    if isinstance(value, (Sequence, frozenset, set)):
        rows = value if isinstance(value, Sequence) else sorted(value, key=str)
        return [view(each, f"{pointer}/{index}") for index, each in enumerate(rows)]
    raise TypeError(f"{pointer}: a fact of type {type(value).__name__} cannot be shown")
