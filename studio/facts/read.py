"""Facts from YAML text: the facts, or every problem at once with line, field and what to write instead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from studio.facts.model import Facts
from studio.facts.problems import FormatProblem, pointer_of, problems_of
from studio.facts.references import reference_problems
from studio.facts.tree import STAND_IN, Node, TreeError, read_tree
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
        tree = read_tree(text.removeprefix("\ufeff"))
    except TreeError as error:
        return FactsReading(None, (FormatProblem(error.line, "", error.message),), {})
    if tree.kind != "map":
        message = "A facts file begins with a field such as agreement: and has its values set in below it."
        return FactsReading(None, (FormatProblem(tree.line, "", message),), {})
    gathered = _Gathered()
    data = gathered.plain(tree, ())
    problems = [*gathered.problems, *reference_problems(data, gathered.lines)]
    facts: Facts | None = None
    try:
        facts = Facts.model_validate(data)
    except ValidationError as error:
        problems += problems_of(error, gathered.lines)
    ordered = tuple(sorted(dict.fromkeys(problems), key=lambda problem: (problem.line, problem.field)))
    return FactsReading(None if ordered else facts, ordered, gathered.lines)


class _Gathered:
    """Plain values from the tree, with the line of each and what can be seen wrong on the way."""

    def __init__(self) -> None:
        self.lines: dict[str, int] = {}
        self.problems: list[FormatProblem] = []

    def plain(self, node: Node, place: tuple[str | int, ...]) -> Any:
        self.lines.setdefault(pointer_of(place), node.line)
        if node.kind == "text":
            return self._text(node, place)
        if node.kind == "list":
            return [
                self.plain(item, (*place, index)) for index, item in enumerate(node.items) if self._said(item, place)
            ]
        values: dict[str, Any] = {}
        for entry in node.entries:
            here = (*place, entry.key)
            if entry.key in values:
                first = self.lines[pointer_of(here)]
                self._problem(entry.line, here, f'"{entry.key}" stands here twice (first in line {first}); keep one.')
                continue
            self.lines[pointer_of(here)] = entry.line
            if not entry.value.blank:
                values[entry.key] = self.plain(entry.value, here)
        return values

    def _said(self, item: Node, place: tuple[str | int, ...]) -> bool:
        if item.blank:
            self._problem(item.line, place, "There is a dash or comma with nothing after it; take it out.")
        return not item.blank

    def _text(self, node: Node, place: tuple[str | int, ...]) -> str:
        if any(_is_control(character) for character in node.text):
            message = "The text holds a control character, which cannot be printed; type it again without it."
            self._problem(node.line, place, message)
        return node.text

    def _problem(self, line: int, place: tuple[str | int, ...], message: str) -> None:
        self.problems.append(FormatProblem.at(line, place, message))


def _is_control(character: str) -> bool:
    number = ord(character)
    return (
        (number < 32 and character not in "\t\n")
        or 127 <= number < 160
        or 0xD800 <= number < 0xE000
        or character == STAND_IN
    )
