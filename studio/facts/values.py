"""The kinds of value a field can hold, each read from text exactly as a person typed it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, NoReturn, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

T = TypeVar("T")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_TRUE, _FALSE = {"true", "True", "TRUE"}, {"false", "False", "FALSE"}


class FrozenMap(dict[str, T]):
    """A map by party id that cannot be changed and can be hashed."""

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(frozenset(self.items()))

    def _refuse(self, *_args: object, **_named: object) -> NoReturn:
        raise TypeError("facts are frozen; make a changed copy with model_copy")

    __setitem__ = __delitem__ = update = setdefault = pop = popitem = clear = _refuse


def _custom(kind: str, message: str) -> PydanticCustomError:
    return PydanticCustomError(kind, message)


def _date(value: Any) -> Any:
    if isinstance(value, str):
        if not _DATE.fullmatch(value):
            raise _custom("studio_date", "is not a date; write it as year-month-day, for example 2027-03-01")
        try:
            return date.fromisoformat(value)
        except ValueError as error:
            raise _custom("studio_date", "is not a day in the calendar; check the day and the month") from error
    return value


def _flag(value: Any) -> Any:
    if isinstance(value, str):
        if value in _TRUE or value in _FALSE:
            return value in _TRUE
        raise _custom("studio_bool", "must be true or false")
    return value


def _number(value: Any) -> Any:
    if isinstance(value, str):
        if not re.fullmatch(r"[0-9]{1,9}", value):
            raise _custom("studio_int", "must be a whole number in digits, for example 12")
        return int(value)
    return value


def one_of(kind: type[StrEnum], **also: str) -> Callable[[Any], Any]:
    """A reader for one value of a list: blanks and hyphens count as `_`; `also` gives other names for a value."""
    known = {str(member): member for member in kind}

    def read(value: Any) -> Any:
        if not isinstance(value, str) or value in known:
            return value
        plain = re.sub(r"[\s-]+", "_", value.strip())
        if plain in also:
            return also[plain]
        return plain if plain in known else value

    return read


Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{1,64}$")]
Text = str
Date = Annotated[date, BeforeValidator(_date)]
Flag = Annotated[bool, BeforeValidator(_flag)]
Number = Annotated[int, BeforeValidator(_number), Field(ge=0)]
Ids = tuple[Id, ...]
Texts = tuple[Text, ...]
_FREEZE = AfterValidator(FrozenMap)
TextByParty = Annotated[dict[Id, Text], _FREEZE]
TextsByParty = Annotated[dict[Id, Texts], _FREEZE]
DateByParty = Annotated[dict[Id, Date], _FREEZE]
FlagByParty = Annotated[dict[Id, Flag], _FREEZE]


def must(title: str, description: str | None = None, **more: Any) -> Any:
    """A field that has to be said. `title` is its label on forms and in messages."""
    return Field(title=title, description=description, **more)


def may(title: str, description: str | None = None, **more: Any) -> Any:
    """A field that may be left out; then it is None."""
    return Field(default=None, title=title, description=description, **more)


def many(title: str, description: str | None = None, **more: Any) -> Any:
    """A list; left out it is empty."""
    return Field(default=(), title=title, description=description, **more)


def flag(title: str, description: str | None = None) -> Any:
    """True or false; left out it is false."""
    return Field(default=False, title=title, description=description)


def by_party(title: str, description: str | None = None) -> Any:
    """A map from party id; left out it is empty."""
    return Field(default_factory=FrozenMap, title=title, description=description)


def fixed(title: str, default: Any) -> Any:
    """A field that has a value of its own when left out."""
    return Field(default=default, title=title)


class Record(BaseModel):
    """One object of the facts: unknown names are refused, values never change."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_by_name=True, validate_by_alias=True)

    @model_validator(mode="before")
    @classmethod
    def _nothing_typed_is_left_out(cls, data: Any) -> Any:
        """A field that is not text and was left blank counts as absent."""
        if not isinstance(data, dict):
            return data
        blank = {name for name, field in cls.model_fields.items() if field.annotation not in (str, str | None)}
        return {key: value for key, value in data.items() if not (value == "" and key in blank)}
