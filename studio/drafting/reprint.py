"""A clause with other values of facts that it only prints: its last rendering, those words exchanged.

A partner's name stands in forty clauses and decides nothing in them. Where a text does nothing with a field but print it,
a new value changes these words and no others.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from operator import is_
from typing import Any

from studio.drafting.draft import Run
from studio.drafting.edits import Place
from studio.drafting.engine import MARKS
from studio.drafting.instance import Instance, Part
from studio.drafting.view import FactText
from studio.library.source import codes

_WORD = re.compile(r"[A-Za-z_]\w*")
_PRINTED = re.compile(r"\{\{ *[\w.()\[\],]+\.(\w+) *(?:\| *capitalize *)?\}\}")
_LISTED = re.compile(r"\{\{.*\| *map\(attribute=[\"'](\w+)[\"']\) *\| *listed *\}\}")
_CAPITAL = re.compile(r"\| *capitalize *\}\}$")


def only_printed(source: str) -> frozenset[str]:
    """The fields that the Jinja2 of a text prints as they are, or with a capital, and does nothing else with."""
    printed: set[str] = set()
    used: set[str] = set()
    for code in codes(source):
        match = _PRINTED.fullmatch(code) or _LISTED.fullmatch(code)
        words = _WORD.findall(code)
        if match and words.count(match[1]) == 1:
            printed.add(match[1])
            words.remove(match[1])
        used.update(words)
    return frozenset(printed - used)


def reprinted(
    instances: Sequence[Instance], changed: frozenset[str], names: Mapping[str, Any]
) -> tuple[Instance, ...] | None:
    """The lines with the new words of the changed fields; None where one of them cannot be put in so simply.

    A line that prints other rows of the same field is the line that it was: what was made of it is kept with it.
    """
    new = _NewWords(changed, names)
    try:
        return tuple([new.line(each) for each in instances])
    except _NotSimple:
        return None


class _NotSimple(Exception):  # noqa: N818 - not an error, a reason to render the clause
    pass


class _NewWords:
    """The words of the changed fields, each looked up once."""

    def __init__(self, changed: frozenset[str], names: Mapping[str, Any]) -> None:
        self._changed, self._names = changed, names
        self._texts: dict[str, str] = {}

    def line(self, line: Instance) -> Instance:
        """The line with new words, or itself where it prints none."""
        if not any(_field(fact) in self._changed and self._text(fact) != words for fact, words in line.prints):
            return line
        part = self._part(line.part)
        cells = tuple([_kept(cell, tuple([self._part(each) for each in cell])) for cell in line.cells])
        same = part is line.part and _same(line.cells, cells)
        return line if same else replace(line, part=part, cells=cells)

    def _part(self, part: Part) -> Part:
        runs = tuple([self._run(run, part) for run in part.runs])
        return part if _same(part.runs, runs) else Part(part.key, runs, part.sources)

    def _run(self, run: Run, part: Part) -> Run:
        if run.fact is None or _field(run.fact) not in self._changed:
            return run
        source = part.sources[run.piece] if run.piece >= 0 else None
        if not isinstance(source, Place):
            raise _NotSimple
        text = self._text(run.fact)
        if _CAPITAL.search(source.code):
            text = text[:1].upper() + text[1:]
        return run if run.text == text else replace(run, text=text)

    def _text(self, fact: str) -> str:
        text = self._texts.get(fact)
        if text is None:
            text = self._texts[fact] = _value(fact, self._names)
        return text


def _same(before: Sequence[object], now: Sequence[object]) -> bool:
    return all(map(is_, before, now))


def _kept(before: tuple[Part, ...], now: tuple[Part, ...]) -> tuple[Part, ...]:
    return before if _same(before, now) else now


@lru_cache(maxsize=8192)
def _field(pointer: str) -> str:
    """The innermost named field of a JSON Pointer."""
    return next((each for each in reversed(pointer.split("/")) if not each.isdigit()), "")


def _value(pointer: str, names: Mapping[str, Any]) -> str:
    found: Any = names
    for token in pointer.split("/")[1:]:
        try:
            found = found[int(token)] if isinstance(found, list) else found[token.replace("~1", "/").replace("~0", "~")]
        except (LookupError, AttributeError, TypeError) as error:
            raise _NotSimple from error
    text = str.__str__(found) if isinstance(found, FactText) else ""
    # white space is folded, and control characters blanked, over a whole paragraph: that is left to the renderer
    if not text or " ".join(text.split()) != text or MARKS & set(text):
        raise _NotSimple
    return text
