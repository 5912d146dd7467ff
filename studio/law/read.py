"""Law files into rows; a bad row becomes a problem with file and line, never a crash."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from studio.facts.kinds import Nation, PartyType
from studio.facts.tree import Entry, Node, TreeError, read_tree
from studio.law.rows import Basis, Change, Condition, LawProblem, Power, Regulator

T = TypeVar("T")
_FILES = ("powers.yaml", "bases.yaml", "routes.yaml", "regulator.yaml", "words.yaml")
_KINDS = ("D", "P", "D/P", "P/D")


class _Wrong(Exception):  # noqa: N818 - becomes a LawProblem
    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


def read_law(folder: Path) -> dict[str, Any]:
    """The arguments of `Law`, problems included."""
    problems: list[LawProblem] = []
    trees = {name: _tree(folder / name, problems) for name in _FILES}
    bases, routes = trees["bases.yaml"], trees["routes.yaml"]

    def table(name: str, tree: Node, make: Callable[[str, _Row], T], file: str) -> dict[str, T]:
        return dict(_made(tree.get(name), make, file, problems))

    return {
        "powers": {**_more_powers(folder, problems), **dict(_powers(trees["powers.yaml"], problems))},
        "art6": table("art6", bases, _basis, "bases.yaml"),
        "annex1": table("annex1", bases, _basis, "bases.yaml"),
        "art9": table("art9", bases, _basis, "bases.yaml"),
        "annex2": table("annex2", bases, _basis, "bases.yaml"),
        "art10": table("art10", bases, _basis, "bases.yaml"),
        "schedule1": table("schedule1", bases, _condition, "bases.yaml"),
        "schedule8": table("schedule8", bases, _basis, "bases.yaml"),
        "changes": tuple(_changes(bases, problems)),
        "caldicott": table("caldicott", routes, _basis, "routes.yaml"),
        "hra": table("hra", routes, _basis, "routes.yaml"),
        "routes": table("routes", routes, _basis, "routes.yaml"),
        "tools": table("tools", routes, _basis, "routes.yaml"),
        "words": _words(trees["words.yaml"]),
        "regulator": _regulator(trees["regulator.yaml"], problems),
        "problems": tuple(problems),
    }


def _tree(path: Path, problems: list[LawProblem]) -> Node:
    empty = Node("map", 1, 0, 0)
    try:
        tree = read_tree(path.read_text(encoding="utf-8"))
    except TreeError as error:
        problems.append(LawProblem(path.name, error.line, error.message))
        return empty
    except (OSError, UnicodeDecodeError):
        problems.append(LawProblem(path.name, 0, "This law file is missing or cannot be read as UTF-8 text."))
        return empty
    if tree.kind != "map":
        problems.append(LawProblem(path.name, tree.line, "A law file begins with the name of a table."))
        return empty
    return tree


class _Row:
    """One row of a law file; what is left at the end is an unknown field."""

    def __init__(self, node: Node) -> None:
        if node.kind != "map":
            raise _Wrong(node.line, "A row has fields, each with a name and a colon.")
        self.line = node.line
        self._values: dict[str, Node] = {entry.key: entry.value for entry in node.entries}

    def text(self, name: str, default: str | None = None) -> str:
        node = self._values.pop(name, None)
        if node is None or node.blank:
            if default is None:
                raise _Wrong(self.line, f"The field {name} is missing.")
            return default
        if node.kind != "text":
            raise _Wrong(node.line, f"The field {name} is one text.")
        return node.text

    def texts(self, name: str) -> tuple[str, ...]:
        node = self._values.pop(name, None)
        if node is None:
            return ()
        if node.kind != "list":
            raise _Wrong(node.line, f"The field {name} is a list.")
        return tuple(item.text for item in node.items)

    def flag(self, name: str, *, default: bool = False) -> bool:
        text = self.text(name, "true" if default else "false")
        if text not in ("true", "false"):
            raise _Wrong(self.line, f"The field {name} is true or false.")
        return text == "true"

    def day(self, name: str) -> date | None:
        text = self.text(name, "")
        if text and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            raise _Wrong(self.line, f"The field {name} is a date such as 2026-09-30.")
        try:
            return date.fromisoformat(text) if text else None
        except ValueError as error:
            raise _Wrong(self.line, f"The field {name} is no day in the calendar.") from error

    def skip(self, *names: str) -> None:
        for name in names:
            self._values.pop(name, None)

    def done(self) -> None:
        if self._values:
            raise _Wrong(self.line, f"There is no field {', '.join(self._values)} in this table.")


def _more_powers(folder: Path, problems: list[LawProblem]) -> dict[str, Power]:
    """Rows of `powers-*.yaml`, which a library may have beside its own table; they replace nothing."""
    found: dict[str, Power] = {}
    for path in sorted(folder.glob("powers-*.yaml")):
        found = {**dict(_powers(_tree(path, problems), problems, path.name)), **found}
    return found


def _powers(tree: Node, problems: list[LawProblem], file: str = "powers.yaml") -> Iterator[tuple[str, Power]]:
    rows = tree.get("powers")
    for node in rows.items if rows else ():
        try:
            power = _power(_Row(node))
        except _Wrong as error:
            problems.append(LawProblem(file, error.line, str(error)))
            continue
        if not power.hidden:
            yield power.id, power


def _power(row: _Row) -> Power:
    line = row.line
    power = Power(
        id=row.text("id"), citation=row.text("citation"), title=row.text("title"), kind=row.text("kind"),
        who=row.text("who"), nations=frozenset(row.texts("nations")), valid_from=row.day("valid_from"),
        valid_to=row.day("valid_to"), in_force=row.flag("in_force", default=True), express=row.flag("express"),
        hidden=row.flag("hidden"), note=row.text("note", ""), bodies=frozenset(row.texts("bodies")),
        repealed_on=row.day("repealed_on"), added_by=row.text("added_by", ""), checked_by=row.text("checked_by", ""),
        checked_on=row.day("checked_on"),
    )  # fmt: skip
    row.done()
    if power.kind not in _KINDS:
        raise _Wrong(line, f"kind is one of {', '.join(_KINDS)}.")
    if not power.nations or power.nations - set(map(str, Nation)):
        raise _Wrong(line, f"nations is a list of {', '.join(Nation)}.")
    if unknown := power.bodies - set(map(str, PartyType)):
        raise _Wrong(line, f"There is no kind of organisation {', '.join(sorted(unknown))}.")
    return power


def _made(
    tree: Node | None, make: Callable[[str, _Row], T], file: str, problems: list[LawProblem]
) -> Iterator[tuple[str, T]]:
    for entry in tree.entries if tree else ():
        try:
            row = _Row(entry.value)
            made = make(entry.key, row)
            row.done()
        except _Wrong as error:
            problems.append(LawProblem(file, error.line, str(error)))
            continue
        yield entry.key, made


def _basis(key: str, row: _Row) -> Basis:
    basis = Basis(
        key, row.text("title"), row.text("cite", ""), row.text("needs", ""), row.flag("schedule1"),
        row.flag("portability"), row.flag("objection"), row.flag("erasure"), row.day("valid_from"), row.day("valid_to"),
    )  # fmt: skip
    row.skip("extra")
    return basis


def _condition(key: str, row: _Row) -> Condition:
    return Condition(
        key, row.text("title"), row.flag("apd"), row.texts("art9"), row.text("waiver", ""), row.flag("art10")
    )


def _changes(tree: Node, problems: list[LawProblem]) -> Iterator[Change]:
    rows = tree.get("changes")
    for node in rows.items if rows else ():
        try:
            yield _change(_Row(node))
        except _Wrong as error:
            problems.append(LawProblem("bases.yaml", error.line, str(error)))


def _change(row: _Row) -> Change:
    day = row.day("day")
    if day is None:
        raise _Wrong(row.line, "The field day is missing.")
    change = Change(day, row.text("title"), row.text("cite"))
    row.done()
    return change


def _regulator(tree: Node, problems: list[LawProblem]) -> Regulator | None:
    node = tree.get("regulator")
    if node is None:
        return None
    try:
        row = _Row(node)
        since = row.day("since") or date.min
        return Regulator(row.text("name"), row.text("short"), row.text("plain"), since, row.text("earlier"))
    except _Wrong as error:
        problems.append(LawProblem("regulator.yaml", error.line, str(error)))
        return None


def _words(tree: Node) -> dict[str, dict[str, str]]:
    return {entry.key: {inner.key: inner.value.text for inner in _inner(entry)} for entry in tree.entries}


def _inner(entry: Entry) -> tuple[Entry, ...]:
    return entry.value.entries
