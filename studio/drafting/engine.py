"""Jinja2 in its sandbox, arranged so that every printed word can be traced to its piece of source and its fact.

A whole clause is rendered in one go. Control characters, which no fact and no clause may hold, mark where a paragraph,
a cell, a piece and a fact begin and end; `drafting.instances` takes the marked text apart again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from jinja2 import StrictUndefined, pass_environment

from studio.drafting.office import takes_article
from studio.drafting.view import FactDate, FactNumber, FactText, Missing, MissingFactError, Named, Row, long_date
from studio.law.law import Law
from studio.library.limits import BoundedSandbox

FACT, FACT_TEXT, FACT_END = "\x01", "\x02", "\x03"
PIECE, PIECE_TEXT, PIECE_END = "\x04", "\x05", "\x06"
PARAGRAPH, PARAGRAPH_END = "\x0e", "\x0f"
CELL, CELL_PARAGRAPH, CELL_OF = "\x10", "\x11", "\x12"
MARKS = frozenset("\x01\x02\x03\x04\x05\x06\x0e\x0f\x10\x11\x12")
_BLANK = {ord(mark): " " for mark in MARKS}


class Marked(str):
    """Text that carries its marks already."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn of a loop as it stood when its paragraph began: what `loop` says in an edited paragraph."""

    index: int
    index0: int
    first: bool
    last: bool
    length: int


def marked(value: Any) -> Marked:
    """`value` as text, with the mark of the fact it is. Raises MissingFactError for a fact without an answer."""
    if isinstance(value, Marked):
        return value
    if isinstance(value, FactText):
        if value.marked is None:  # a fact is printed in many places: it is marked once
            value.marked = _marked_fact(value.pointer, str.__str__(value))
        return value.marked  # type: ignore[no-any-return]
    if isinstance(value, Missing):
        raise MissingFactError(str.__str__(value._pointer))
    if isinstance(value, (FactNumber, FactDate)):
        return _marked_fact(value.pointer, str(value))
    if isinstance(value, (str, int)) and not isinstance(value, bool):
        return Marked(_plain(str(value)))
    if isinstance(value, date):
        return Marked(long_date(value))
    raise TypeError(f"a {_kind(value)} cannot be printed; name one of its fields or use a filter such as listed")


def _marked_fact(pointer: str, text: str) -> Marked:
    return Marked(f"{FACT}{pointer}{FACT_TEXT}{_plain(text)}{FACT_END}")


def _kind(value: Any) -> str:
    return {bool: "yes-or-no value", Row: "whole row", Named: "map", list: "list"}.get(
        type(value), type(value).__name__
    )


def _plain(text: str) -> str:
    return text.translate(_BLANK)


def _like(value: Any, text: str) -> Any:
    """`text` with the origin of `value`."""
    pointer = getattr(value, "pointer", None)
    return FactText(text, pointer) if pointer else text


def _listed(values: Iterable[Any], last: str = "and") -> Marked:
    parts = [marked(value) for value in values]
    if len(parts) < 2:
        return Marked("".join(parts))
    return Marked(f"{', '.join(parts[:-1])} {last} {parts[-1]}")


@pass_environment
def _joined(sandbox: Any, values: Iterable[Any], mark: str = "", attribute: str | None = None) -> Marked:
    rows = [sandbox.getattr(value, attribute) for value in values] if attribute else list(values)
    return Marked(mark.join(marked(row) for row in rows))


def _plural(number: int, one: str, many: str) -> Marked:
    return Marked(f"{marked(number)} {one if number == 1 else many}")


def _sentence(value: Any) -> Marked:
    """The value with a full stop, where it does not end a sentence already."""
    text = marked(value)
    bare = text.replace(FACT_END, "").rstrip()
    return text if bare.endswith((".", "!", "?", ":")) else Marked(f"{text}.")


def _titled(value: Any, article: str = "the") -> Any:
    """A legal name, or a list of them, with the article where it is an office; the article is no part of the fact."""
    if isinstance(value, list):
        return [_titled(each, article) for each in value]
    if isinstance(value, Missing) or not takes_article(str(value)):
        return value
    return Marked(f"{article} {marked(value)}")


def _date(value: Any) -> Any:
    return value if isinstance(value, Missing) else _like(value, long_date(value))


def _changed(change: Callable[[str], str]) -> Callable[[Any], Any]:
    def apply(value: Any) -> Any:
        return value if isinstance(value, Missing) else _like(value, change(str(value)))

    return apply


def _table(enum: str) -> str | None:
    """Name of the words table of a list of the facts: PartyType → party_type; None where the list is not known."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", enum).lower() or None


def _words(law: Law) -> Callable[[Any], Any]:
    def words(value: Any, table: str = "") -> Any:
        if isinstance(value, list):
            return [words(each, table) for each in value]
        if isinstance(value, Missing):
            return value
        text = str.__str__(value)
        return _like(value, law.word(text, table or _table(getattr(value, "enum", ""))))

    return words


class _Sandbox(BoundedSandbox):
    """The sandbox, which need not look twice at our own rows: they answer with facts and nothing else."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        if type(obj) is Row and not attribute.startswith("_"):
            try:
                return getattr(obj, attribute)
            except AttributeError:
                pass  # the sandbox says what is wrong
        return super().getattr(obj, attribute)


def environment(law: Law) -> BoundedSandbox:
    """The sandbox for clause text and conditions."""
    made = _Sandbox(
        undefined=StrictUndefined, finalize=marked, autoescape=False, keep_trailing_newline=True, cache_size=0
    )
    filters: dict[str, Callable[..., Any]] = {
        "listed": _listed,
        "join": _joined,
        "plural": _plural,
        "sentence": _sentence,
        "date": _date,
        "titled": _titled,
        "words": _words(law),
        "lower": _changed(str.lower),
        "upper": _changed(str.upper),
        "capitalize": _changed(lambda text: text[:1].upper() + text[1:]),
        "trim": _changed(str.strip),
    }
    made.count(filters)
    made.globals["_mark"] = _mark_paragraph
    made.free = (_mark_paragraph,)
    return made


def _mark_paragraph(seen: list[tuple[int, dict[str, Any]]], number: int, **variables: Any) -> Marked:
    """Note that paragraph `number` begins here, with the loop variables as they stand."""
    if "loop" in variables:
        variables["loop"] = Turn(*(getattr(variables["loop"], each.name) for each in fields(Turn)))
    seen.append((number, variables))
    return Marked("")
