"""What is wrong with a facts file, in sentences that say what to write instead."""

from __future__ import annotations

import difflib
import re
import types
import typing
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from studio.facts.model import Facts

Place = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class FormatProblem:
    """One problem: `line` counts from 1, `field` is an RFC 6901 pointer ("" is the whole file)."""

    line: int
    field: str
    message: str

    @classmethod
    def at(cls, line: int, place: Place, message: str) -> FormatProblem:
        """The message with the plain name of the field before it."""
        name = plain_name(place)
        return cls(line, pointer_of(place), f"{name}: {message}" if name else message)


def pointer_of(place: Place) -> str:
    """RFC 6901 pointer."""
    return "".join(map(token_of, place))


def token_of(part: str | int) -> str:
    """One step of an RFC 6901 pointer, with its stroke before it."""
    return "/" + str(part).replace("~", "~0").replace("/", "~1")


def place_of(pointer: str) -> tuple[str, ...]:
    """The parts of a pointer, unescaped."""
    return tuple(part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:])


def plain_name(place: Place) -> str:
    """The form labels on the way to a field: `Partners 1, Legal name`."""
    names: list[str] = []
    annotation: Any = Facts
    for part in place:
        model = model_in(annotation)
        if isinstance(part, int):
            names[-1] = f"{names[-1]} {part + 1}" if names else str(part + 1)
        elif model is not None and (found := field_named(model, part)):
            names.append(found[0])
            annotation = found[1]
        else:
            names.append(part)
    return ", ".join(names)


@lru_cache(maxsize=512)
def field_named(model: type[BaseModel], name: str) -> tuple[str, Any] | None:
    """Label and annotation of a field under its name in the file."""
    for key, info in model.model_fields.items():
        if (info.alias or key) == name:
            return info.title or name, info.annotation
    return None


def model_in(annotation: Any) -> type[BaseModel] | None:
    """The record inside an annotation such as `tuple[Party, ...]`, if there is one."""
    return next((kind for kind in _kinds(annotation) if issubclass(kind, BaseModel)), None)


def enum_in(annotation: Any) -> type[StrEnum] | None:
    return next((kind for kind in _kinds(annotation) if issubclass(kind, StrEnum)), None)


def _kinds(annotation: Any) -> list[type]:
    origin = typing.get_origin(annotation)
    if origin is None:
        return [annotation] if isinstance(annotation, type) else []
    if origin is typing.Annotated:
        return _kinds(typing.get_args(annotation)[0])
    wanted = typing.get_args(annotation)
    return [kind for part in wanted if part is not types.NoneType for kind in _kinds(part)]


def problems_of(error: ValidationError, lines: dict[str, int]) -> list[FormatProblem]:
    """Each validation error as a problem with its line."""
    return [_problem(detail, lines) for detail in error.errors(include_url=False)]


def _problem(detail: ErrorDetails, lines: dict[str, int]) -> FormatProblem:
    place = tuple(part for part in detail["loc"] if part != "[key]")
    while place and pointer_of(place) not in lines and detail["type"] != "missing":
        place = place[:-1]
    line = lines.get(pointer_of(place)) or _nearest_line(place, lines)
    return FormatProblem.at(line, place, _sentence(detail, place))


def _nearest_line(place: Place, lines: dict[str, int]) -> int:
    while place:
        place = place[:-1]
        if pointer_of(place) in lines:
            return lines[pointer_of(place)]
    return 1


_ONE_VALUE = {"string_type", "date_type", "bool_type", "int_type"}
_OF_FIXED_KIND = {
    **dict.fromkeys(_ONE_VALUE, "must be one value, not a list or fields."),
    **dict.fromkeys(
        ("model_type", "model_attributes_type", "dict_type"),
        "must have fields of its own, set in below it, each with a name and a colon.",
    ),
}


def _sentence(detail: ErrorDetails, place: Place) -> str:
    kind, shown = detail["type"], _shown(detail["input"])
    if kind in _OF_FIXED_KIND:
        return _OF_FIXED_KIND[kind]
    if kind == "extra_forbidden":
        return _unknown(place)
    if kind == "missing":
        return f"is missing. Add {place[-1]}: and a value{_choices(place)}."
    if kind == "enum":
        return f"{shown} is not allowed{_choices(place)}.{_nearest(str(detail['input']), _values(place))}"
    if kind == "string_pattern_mismatch":
        return f"{shown} {_PATTERNS.get(str(place[-1]), _PATTERNS['id'])}"
    if kind in ("tuple_type", "list_type"):
        return f"must be a list. Write it in square brackets: [{shown.strip('“”') or '…'}]."
    return f"{shown} {detail['msg']}." if kind.startswith("studio_") else f"{shown} cannot be used: {detail['msg']}."


_PATTERNS = {
    "version": "must be two numbers with a point between them, for example 0.1.",
    "id": "is not an id. Ids are made of a to z, 0 to 9 and hyphens, at most 64 of them.",
}


def _shown(value: Any) -> str:
    if not isinstance(value, str):
        return "This"
    return f"“{value}”" if len(value) <= 60 else f"“{value[:57]}…”"


def _owner(place: Place) -> tuple[type[BaseModel] | None, Any]:
    """The record that holds the last part of the place, and that part's annotation."""
    annotation: Any = Facts
    owner: type[BaseModel] | None = None
    for part in place:
        model = model_in(annotation)
        if isinstance(part, int) or model is None:
            continue
        owner = model
        found = field_named(model, part)
        annotation = found[1] if found else None
    return owner, annotation


def _values(place: Place) -> list[str]:
    kind = enum_in(_owner(place)[1])
    return [str(member) for member in kind] if kind else []


def _choices(place: Place) -> str:
    values = _values(place)
    if values:
        return f"; write one of: {', '.join(values)}"
    return "; write true or false" if bool in _kinds(_owner(place)[1]) else ""


def _unknown(place: Place) -> str:
    owner, _ = _owner(place)
    names = [info.alias or name for name, info in (owner or Facts).model_fields.items()]
    near = _nearest(str(place[-1]), names)
    return f"there is no field “{place[-1]}” here.{near or ' Fields here: ' + ', '.join(names) + '.'}"


def _nearest(typed: str, names: list[str]) -> str:
    plain = re.sub(r"[\s-]+", "_", typed.strip().lower())
    near = difflib.get_close_matches(plain, names, n=1, cutoff=0.6)
    return f" Did you mean “{near[0]}”?" if near else ""
