"""Facts from YAML text: the facts, or every problem at once with line, field and what to write instead."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from studio.facts.model import Facts
from studio.facts.problems import FormatProblem, Place, pointer_of, problems_of, token_of
from studio.facts.references import reference_problems
from studio.facts.tree import STAND_IN, Node, Section, TreeError, read_sections
from studio.facts.write import set_fact, write_facts

__all__ = ["FactsReading", "FormatProblem", "read_facts", "set_fact", "write_facts"]


@dataclass(frozen=True, slots=True)
class FactsReading:
    """What a facts file says. `facts` is None where `problems` is not empty; `lines` gives each pointer's line."""

    facts: Facts | None
    problems: tuple[FormatProblem, ...]
    lines: dict[str, int]


def read_facts(text: str) -> FactsReading:
    """Reads a facts file (YAML 1.2, one document). Never raises for what is in the text."""
    try:
        sections = read_sections(text.removeprefix("\ufeff"))
    except TreeError as error:
        return FactsReading(None, (FormatProblem(error.line, "", error.message),), {})
    if sections[0].node.kind != "map":
        message = "A facts file begins with a field such as agreement: and has its values set in below it."
        return FactsReading(None, (FormatProblem(sections[0].node.line, "", message),), {})
    gathered = [_gathered(section.node) for section in sections]
    data, lines, problems = _whole(sections, gathered)
    problems += reference_problems(data, lines)
    facts: Facts | None = None
    try:
        facts = Facts.model_validate(_with_known(data, gathered))
    except ValidationError as error:
        problems += problems_of(error, lines)
    ordered = tuple(sorted(dict.fromkeys(problems), key=lambda problem: (problem.line, problem.field)))
    return FactsReading(None if ordered else facts, ordered, lines)


def _whole(
    sections: Sequence[Section], gathered: Sequence[_Gathered]
) -> tuple[dict[str, Any], dict[str, int], list[FormatProblem]]:
    """Values, lines and problems of all sections, with places counted in the whole text."""
    data: dict[str, Any] = {}
    lines: dict[str, int] = {"": sections[0].line}
    problems: list[FormatProblem] = []
    for section, found in zip(sections, gathered, strict=True):
        below = section.line - 1
        for key in found.values.keys() & data.keys():
            first, line = lines[pointer_of((key,))], found.lines[pointer_of((key,))] + below
            problems.append(FormatProblem.at(line, (key,), _twice(key, first)))
        data = {**found.values, **data}
        for pointer, line in found.lines.items():
            lines.setdefault(pointer, line + below)
        problems += [replace(problem, line=problem.line + below) for problem in found.problems]
    return data, lines, problems


def _with_known(data: dict[str, Any], gathered: Sequence[_Gathered]) -> dict[str, Any]:
    """The values, with those of each section that is sound as they were made of it the last time."""
    made = {key: value for found in gathered for key, value in found.made.items() if data[key] is found.values[key]}
    return {**data, **made}


def _twice(key: str, first: int) -> str:
    return f'"{key}" stands here twice (first in line {first}); keep one.'


@lru_cache(maxsize=64)
def _reader(key: str) -> TypeAdapter[Any]:
    """What reads one top-level field."""
    kind: Any = Facts.model_fields[key].annotation
    return TypeAdapter(kind)


@lru_cache(maxsize=64)
def _gathered(node: Node) -> _Gathered:
    """What a section says; a section that has not changed is not gone through again."""
    return _Gathered(node)


class _Gathered:
    """Plain values from a tree, with the line of each and what can be seen wrong on the way."""

    def __init__(self, node: Node) -> None:
        self.lines: dict[str, int] = {}
        self.problems: list[FormatProblem] = []
        self.values: dict[str, Any] = self._plain(node, (), "")

    @cached_property
    def made(self) -> dict[str, Any]:
        """By key: the facts that were made of its value, where it is sound."""
        made = {}
        for key in self.values.keys() & Facts.model_fields.keys():
            try:
                made[key] = _reader(key).validate_python(self.values[key])
            except ValidationError:
                continue  # the whole is read once more, for messages with the right places
        return made

    def _plain(self, node: Node, place: Place, pointer: str) -> Any:
        self.lines.setdefault(pointer, node.line)
        if node.kind == "text":
            return self._text(node, place)
        if node.kind == "list":
            said = [item for item in node.items if self._said(item, place)]
            return [self._plain(item, (*place, index), f"{pointer}/{index}") for index, item in enumerate(said)]
        values: dict[str, Any] = {}
        for entry in node.entries:
            here, named = (*place, entry.key), pointer + token_of(entry.key)
            if entry.key in values:
                self._problem(entry.line, here, _twice(entry.key, self.lines[named]))
                continue
            self.lines[named] = entry.line
            if not entry.value.blank:
                values[entry.key] = self._plain(entry.value, here, named)
        return values

    def _said(self, item: Node, place: Place) -> bool:
        if item.blank:
            self._problem(item.line, place, "There is a dash or comma with nothing after it; take it out.")
        return not item.blank

    def _text(self, node: Node, place: Place) -> str:
        if _CONTROL.search(node.text):
            message = "The text holds a control character, which cannot be printed; type it again without it."
            self._problem(node.line, place, message)
        return node.text

    def _problem(self, line: int, place: Place, message: str) -> None:
        self.problems.append(FormatProblem.at(line, place, message))


_CONTROL = re.compile(rf"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff{STAND_IN}]")
