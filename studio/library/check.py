"""Lint: what is wrong with the library's files, each with file and line."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jinja2 import Environment, TemplateSyntaxError

from studio.facts.model import Facts
from studio.library.clause import Clause, ClauseProblem
from studio.library.read import Library
from studio.library.source import Code, Kind, Literal, parse_pieces

_REFERENCE = re.compile(r"\[\[([a-z0-9-]+)\]\]")


def lint_library(library: Library) -> list[ClauseProblem]:
    """Problems of reading, and then: Jinja2 errors, unknown facts, broken references, clauses that no template uses."""
    found = list(library.problems)
    used = {name for each in library.templates.values() for entry in each.outline for name in entry.clauses}
    for clause in library.clauses.values():
        found += _clause(clause, library)
        if clause.id not in used and clause.status == "approved":
            found.append(ClauseProblem(clause.file, 1, "unused", f"No template contains the clause {clause.id}."))
    for template in library.templates.values():
        missing = [name for entry in template.outline for name in entry.clauses if name not in library.clauses]
        found += [ClauseProblem(template.file, 1, "missing", f"The clause {name} does not exist.") for name in missing]
    return sorted(found, key=lambda each: (each.file, each.line, each.code))


def _clause(clause: Clause, library: Library) -> Iterator[ClauseProblem]:
    if not clause.file.endswith(f"/{clause.id}.md"):
        yield ClauseProblem(clause.file, 2, "file-name", f"The file must be named {clause.id}.md.")
    yield from _jinja(clause)
    for number, line in enumerate(clause.body.split("\n"), clause.body_line):
        for name in _REFERENCE.findall(line):
            if name not in library.clauses:
                yield ClauseProblem(clause.file, number, "reference", f"[[{name}]] is no clause.")
    for name in clause.facts:
        if not _is_fact(name):
            yield ClauseProblem(clause.file, 2, "fact", f"There is no fact called {name}.")


def _jinja(clause: Clause) -> Iterator[ClauseProblem]:
    environment = Environment(autoescape=False)  # noqa: S701 - parsed only, never rendered
    try:
        if clause.when:
            environment.compile_expression(clause.when)
    except TemplateSyntaxError as error:
        yield ClauseProblem(clause.file, 2, "when", f"The condition has an error: {error.message}.")
    for line in clause.lines:
        if line.kind is Kind.CONTROL:
            continue
        for pieces in (line.pieces, *(part for cell in line.cells for part in cell)):
            yield from (
                _code(piece, clause, line.at, environment)
                for piece in pieces
                if isinstance(piece, Code) and _bad(piece, environment)
            )
    try:
        environment.parse("\n".join(line.word for line in clause.lines if line.kind is Kind.CONTROL))
    except TemplateSyntaxError as error:
        yield ClauseProblem(
            clause.file, clause.body_line, "control", f"A loop or condition is not closed: {error.message}."
        )
    if any(isinstance(piece, Literal) and piece.ref for piece in parse_pieces(clause.title)):
        yield ClauseProblem(clause.file, 2, "title", "A heading cannot hold a cross reference.")


def _bad(piece: Code, environment: Environment) -> bool:
    if not piece.prints:
        return False
    try:
        environment.parse(piece.source)
    except TemplateSyntaxError:
        return True
    return False


def _code(piece: Code, clause: Clause, line: int, _environment: Environment) -> ClauseProblem:
    return ClauseProblem(clause.file, line, "jinja", f"{piece.source} has an error.")


def _is_fact(name: str) -> bool:
    """Whether a dotted name such as `parties.legal_name` is a fact of the model."""
    from pydantic import BaseModel

    current: object = Facts
    for part in name.split("."):
        if not (isinstance(current, type) and issubclass(current, BaseModel)):
            return True
        field = current.model_fields.get("from_" if part == "from" else part)
        if field is None:
            return False
        current = _inner(field.annotation)
    return True


def _inner(annotation: object) -> object:
    """The model inside `tuple[Party, ...]` or `Terms | None`; anything else as it is."""
    from typing import get_args

    from pydantic import BaseModel

    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for inner in get_args(annotation):
        found = _inner(inner)
        if isinstance(found, type) and issubclass(found, BaseModel):
            return found
    return None
