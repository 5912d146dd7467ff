"""Checks as data: `clauses/checks/*.yaml` into rules; a bad rule becomes a problem with file and line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from jinja2 import TemplateError

from studio.facts.tree import Node, TreeError, read_tree
from studio.library.read import Library
from studio.preflight.language import condition_source, environment, loop_names
from studio.prepared import key, prepared

SEVERITIES = {"error": "error", "error_acceptable": "error", "warning": "warning", "advice": "advice"}
_FIELDS = {
    "id", "severity", "for", "when", "pointer", "message", "action", "source", "applies_from", "law_version"
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rule:
    """One check. `loops` are `name in expression`; `condition` is true where the check fires."""

    id: str
    severity: str  # error | warning | advice
    acceptable: bool
    loops: tuple[str, ...]
    condition: str
    pointer: str
    message: str
    action: str
    source: str
    applies_from: date
    law_version: str
    file: str
    line: int


@dataclass(frozen=True, slots=True)
class RuleProblem:
    """What is wrong with a file of checks; `line` counts from 1, 0 where the file cannot be read."""

    file: str
    line: int
    message: str


@dataclass(frozen=True, eq=False)
class Rules:
    """Every good rule in order of id, the named lists that conditions use, and what could not be read."""

    rules: tuple[Rule, ...] = ()
    lists: tuple[tuple[str, tuple[str, ...]], ...] = ()
    problems: tuple[RuleProblem, ...] = ()


class _Wrong(Exception):  # noqa: N818 - becomes a RuleProblem
    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


@lru_cache(maxsize=4)
def rules_of(library: Library) -> Rules:
    """The rules that belong to a library, read once."""
    return read_rules(library.folder / "clauses" / "checks")


def read_rules(folder: Path) -> Rules:
    """All rules of the folder's `*.yaml` files. Never raises for what is in them."""
    rules: list[Rule] = []
    lists: list[tuple[str, tuple[str, ...]]] = []
    problems: list[RuleProblem] = []
    paths = sorted(folder.glob("*.yaml"))
    if not paths:
        problems.append(RuleProblem(folder.name, 0, "There are no checks in this folder."))
    for path in paths:
        try:
            tree = read_tree(path.read_text(encoding="utf-8"))
        except TreeError as error:
            problems.append(RuleProblem(path.name, error.line, error.message))
            continue
        except (OSError, UnicodeDecodeError):
            problems.append(RuleProblem(path.name, 0, "This file cannot be read as UTF-8 text."))
            continue
        lists += _lists(tree)
        rules += _rules(tree, path.name, problems)
    return Rules(tuple(sorted(rules, key=lambda rule: rule.id)), tuple(lists), tuple(problems))


def _lists(tree: Node) -> Iterator[tuple[str, tuple[str, ...]]]:
    named = tree.get("lists")
    for entry in named.entries if named else ():
        yield entry.key, tuple(item.text for item in entry.value.items)


def _rules(tree: Node, file: str, problems: list[RuleProblem]) -> Iterator[Rule]:
    node = tree.get("rules")
    if node is None and tree.get("lists") is None and tree.get("not_in_files") is None:
        problems.append(RuleProblem(file, tree.line, "A file of checks has a list named rules."))
    for row in node.items if node else ():
        try:
            yield _rule(row, file)
        except _Wrong as error:
            problems.append(RuleProblem(file, error.line, str(error)))


def _rule(row: Node, file: str) -> Rule:
    if row.kind != "map":
        raise _Wrong(row.line, "A rule has fields, each with a name and a colon.")
    for entry in row.entries:
        if entry.key not in _FIELDS:
            raise _Wrong(entry.line, f"A rule has no field {entry.key}.")
    severity = _text(row, "severity")
    if severity not in SEVERITIES:
        raise _Wrong(row.line, f"severity is one of {', '.join(SEVERITIES)}.")
    loops = row.get("for")
    rule = Rule(
        id=_text(row, "id"),
        severity=SEVERITIES[severity],
        acceptable=severity != "error",
        loops=_loops(loops),
        condition=_text(row, "when"),
        pointer=_text(row, "pointer"),
        message=_text(row, "message"),
        action=_text(row, "action"),
        source=_text(row, "source"),
        applies_from=_day(row),
        law_version=_text(row, "law_version"),
        file=file,
        line=row.line,
    )
    _parse(row, rule)
    return rule


def _loops(node: Node | None) -> tuple[str, ...]:
    if node is None:
        return ()
    return (node.text,) if node.kind == "text" else tuple(item.text for item in node.items)


def _text(row: Node, name: str) -> str:
    node = row.get(name)
    if node is None or node.blank:
        raise _Wrong(row.line, f"The rule has no {name}.")
    if node.kind != "text":
        raise _Wrong(node.line, f"The field {name} of a rule is one text.")
    return node.text


def _day(row: Node) -> date:
    text = _text(row, "applies_from")
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        raise _Wrong(row.line, "applies_from is a date such as 2026-02-05.")
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise _Wrong(row.line, "applies_from is no day in the calendar.") from error


def _parse(row: Node, rule: Rule) -> None:
    """Syntax alone; names are looked up when the rule runs."""
    for loop in rule.loops:
        if not loop_names(loop):
            raise _Wrong(row.line, f"“{loop}” is not of the form: name in list.")
    for name, source in (
        ("when", condition_source(rule.loops, rule.condition)),
        ("pointer", rule.pointer),
        ("message", rule.message),
        ("action", rule.action),
    ):
        checked = key("syntax", source)
        if (name != "when" and "{" not in source) or checked in prepared().known:
            continue
        try:
            environment().parse(source)
            prepared().add(checked, "sound")
        except TemplateError as error:
            node = row.get(name)
            raise _Wrong(node.line if node else row.line, f"{name} cannot be read: {error.message}.") from error
