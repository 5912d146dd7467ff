"""From words on paper back to the fact they print: “11 January 2027” is 2027-01-11, “a public task” is `e`."""

from __future__ import annotations

import re
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from studio.drafting.view import MONTHS
from studio.facts.model import Facts
from studio.law.law import Law

_DAY = re.compile(r"(\d{1,2}) ([A-Z][a-z]+) (\d{4})")


def value_at(facts: Facts, pointer: str) -> Any:
    """The value of a JSON Pointer (RFC 6901); None where it leads nowhere."""
    value: Any = facts
    for token in pointer.split("/")[1:]:
        name = token.replace("~1", "/").replace("~0", "~")
        if isinstance(value, tuple):
            value = value[int(name)] if name.isdigit() and int(name) < len(value) else None
        elif isinstance(value, dict):
            value = value.get(name)
        else:
            value = getattr(value, "from_" if name == "from" else name, None)
        if value is None:
            return None
    return value


def fact_of(facts: Facts, law: Law, pointer: str, before: str, after: str) -> str | None:
    """The value, as the facts file writes it, that would be printed as `after` where now `before` stands.

    None where no value prints so: then the change can only be one of the words.
    """
    value = value_at(facts, pointer)
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, StrEnum):
        return _of_list(value, law, before, after)
    if isinstance(value, date):
        return _date(after)
    if isinstance(value, int):
        return after if before == str(value) and re.fullmatch(r"\d{1,9}", after) else None
    return _text(value, before, after) if isinstance(value, str) else None


def _of_list(value: StrEnum, law: Law, before: str, after: str) -> str | None:
    """The entry of a fixed list that is printed so: as itself, or by the law tables' words."""
    for each in type(value):
        spelled = {str(value): str(each), law.word(value): law.word(each)}
        if any(_same(was, before) and _same(now, after) for was, now in spelled.items()):
            return str(each)
    return None


def _same(one: str, other: str) -> bool:
    """Equal, the first letter's case apart: a sentence may begin with it."""
    return one[1:] == other[1:] and one[:1].lower() == other[:1].lower()


def _date(text: str) -> str | None:
    match = _DAY.fullmatch(text)
    try:
        if match and match[2] in MONTHS:
            return date(int(match[3]), MONTHS.index(match[2]) + 1, int(match[1])).isoformat()
        return datetime.strptime(text, "%Y-%m-%d").date().isoformat()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        return None


def _text(value: str, before: str, after: str) -> str | None:
    if value == before:
        return after
    if not _same(value, before):
        return None
    first = after[:1]
    return (first.lower() if value[:1].islower() else first.upper()) + after[1:]
