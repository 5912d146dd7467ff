"""Which facts a clause prints, told from its text alone: dotted names such as `parties.legal_name`."""

from __future__ import annotations

from collections.abc import Iterator, Set
from typing import Any, get_args

from jinja2 import Environment, TemplateSyntaxError, nodes
from pydantic import BaseModel

from studio.facts.model import Facts
from studio.library.clause import Clause
from studio.library.source import Code, Kind, Line, Pieces, parse_pieces

ROWS_OF = {
    "party": "parties",
    "purpose": "purposes",
    "item": "data_items",
    "group": "subject_groups",
    "contact": "contacts",
    "flow": "flows",
    "this": "parties",
    "active_parties": "parties",
    "active_flows": "flows",
    "sharing_parties": "parties",
    "legal_of": "legal",
    "role_of": "roles",
    "contacts_of": "contacts",
    "form_items": "data_items",
    "form_flows": "flows",
    "form_parties": "parties",
    "form_purposes": "purposes",
}
NAMES = frozenset(Facts.model_fields) | frozenset(ROWS_OF) | {
    "any_item", "assurance", "draft", "now", "power", "range", "regulator", "welsh",
}  # fmt: skip
FAMILY = "form_"  # what a consent form asks about: form_items, form_flows, …
_NOT_PRINTED = {"length", "count"}
_SILENT = frozenset({Kind.SIGNATURE, Kind.FIGURE})
Scope = dict[str, frozenset[str]]


def source_of(clause: Clause, silent: Set[Kind] = frozenset()) -> str:
    """The clause's Jinja2 alone, line by line as in the body; the first line is heading and gloss."""
    rows: dict[int, str] = {0: _code(parse_pieces(f"{clause.title} {clause.gloss}"))}
    for line in clause.lines:
        at = line.at - clause.body_line + 1
        rows[at] = line.word if line.kind is Kind.CONTROL else "" if line.kind in silent else _line(line)
    return "\n".join(rows.get(number, "") for number in range(max(rows) + 1))


def _line(line: Line) -> str:
    return "".join(_code(pieces) for pieces in (line.pieces, *(part for cell in line.cells for part in cell)))


def _code(pieces: Pieces) -> str:
    return "".join(piece.source for piece in pieces if isinstance(piece, Code))


def printed_facts(clause: Clause) -> dict[str, int]:
    """Every fact that the text prints, with the file line where it does so first; none where the text has an error."""
    try:
        tree = Environment(autoescape=False).parse(source_of(clause, _SILENT))  # noqa: S701 - parsed only, never rendered
    except TemplateSyntaxError:
        return {}
    found: dict[str, int] = {}
    for path, line in _printed(tree.body, {}):
        found.setdefault(path, file_line(clause, line))
    return found


def file_line(clause: Clause, line: int) -> int:
    """The line of the file for a line of `source_of`."""
    return 1 if line <= 1 else clause.body_line + line - 2


def is_fact(name: str) -> bool:
    """Whether a dotted name is a fact of the model."""
    return _kind(name) is not None


def _printed(body: list[nodes.Node], scope: Scope) -> Iterator[tuple[str, int]]:
    for node in body:
        if isinstance(node, nodes.Output):
            for each in node.nodes:
                yield from ((path, each.lineno) for path in sorted(_paths(each, scope)) if _is_value(path))
        elif isinstance(node, nodes.For):
            yield from _printed(node.body, {**scope, **_bound(node.target, _paths(node.iter, scope))})
            yield from _printed(node.else_, scope)
        elif isinstance(node, nodes.If):
            for part in (node.body, *(each.body for each in node.elif_), node.else_):
                yield from _printed(part, scope)
        elif isinstance(node, nodes.Assign):
            scope = {**scope, **_bound(node.target, _paths(node.node, scope))}


def _bound(target: nodes.Node, paths: frozenset[str]) -> Scope:
    names = [target] if isinstance(target, nodes.Name) else getattr(target, "items", [])
    last = names[-1] if names else None
    return {
        each.name: paths if each is last else frozenset()  # of a pair, the second is the value
        for each in names
        if isinstance(each, nodes.Name)
    }


def _paths(node: nodes.Node, scope: Scope) -> frozenset[str]:
    """The facts that an expression may give."""
    if isinstance(node, nodes.Name):
        own = ROWS_OF.get(node.name) or (node.name if node.name in Facts.model_fields else "")
        return scope.get(node.name, frozenset({own} if own else ()))
    if isinstance(node, (nodes.Getattr, nodes.Getitem)):
        return _part(node, scope)
    if isinstance(node, nodes.Call):
        called = node.node
        return _paths(called.node if isinstance(called, nodes.Getattr) else called, scope)
    if isinstance(node, nodes.Filter):
        return frozenset() if node.name in _NOT_PRINTED or node.node is None else _filtered(node, scope)
    if isinstance(node, nodes.CondExpr):
        parts: list[nodes.Node] = [each for each in (node.expr1, node.expr2) if each]
    elif isinstance(node, (nodes.Or, nodes.And)):
        parts = [node.left, node.right]
    elif isinstance(node, (nodes.Concat, nodes.Add)):
        parts = list(node.iter_child_nodes())
    else:
        parts = list(node.items) if isinstance(node, (nodes.List, nodes.Tuple)) else []
    return frozenset().union(*(_paths(each, scope) for each in parts))


def _part(node: nodes.Getattr | nodes.Getitem, scope: Scope) -> frozenset[str]:
    base = _paths(node.node, scope)
    name = node.attr if isinstance(node, nodes.Getattr) else getattr(node.arg, "value", None)
    if not isinstance(name, str):
        return base  # a row by its number, or a map by a partner's id
    return frozenset(f"{path}.{name}" if is_fact(f"{path}.{name}") else path for path in base)


def _filtered(node: nodes.Filter, scope: Scope) -> frozenset[str]:
    base = _paths(node.node, scope) if node.node else frozenset()
    attribute = next((each.value for each in node.kwargs if each.key == "attribute"), None)
    if node.name in ("map", "join") and isinstance(attribute, nodes.Const):
        return frozenset(f"{path}.{attribute.value}" for path in base)
    return base


def _is_value(path: str) -> bool:
    """Whether it ends at a value; a whole row is never printed."""
    kind = _kind(path)
    return kind is not None and not (isinstance(kind, type) and issubclass(kind, BaseModel))


def _kind(name: str) -> object:
    """What stands at a dotted name: a model, or any other type; None where there is nothing of that name."""
    current: object = Facts
    for part in name.split("."):
        if not (isinstance(current, type) and issubclass(current, BaseModel)):
            return None
        field = current.model_fields.get("from_" if part == "from" else part)
        if field is None:
            return None
        current = _inner(field.annotation) or str
    return current


def _inner(annotation: Any) -> object:
    """The model inside `tuple[Party, ...]` or `Terms | None`; None where there is none."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for each in get_args(annotation) if (found := _inner(each)) is not None), None)
