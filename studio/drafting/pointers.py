"""JSON Pointers and their stable form: `/parties/2/legal_name` is `/parties/@police/legal_name`, wherever police stands."""

from __future__ import annotations

from typing import Any

from studio.drafting.view import Missing, MissingFactError, Row


def _name(row: Any) -> str | None:
    """What a row of a list is called in a stable path; None where it has no name and its place must do."""
    if getattr(row, "id", None):
        return str(row.id)
    if hasattr(row, "party") and hasattr(row, "purpose"):
        return f"{row.party}+{row.purpose}"
    return None


def _unescape(token: str) -> str:
    return token.replace("~1", "/").replace("~0", "~")


def stable_path(facts: Any, pointer: str) -> str:
    """The stable path of a JSON Pointer into `facts` (the pydantic value)."""
    path, value = "", facts
    for token in pointer.split("/")[1:]:
        name = _unescape(token)
        if isinstance(value, tuple) and name.isdigit() and int(name) < len(value):
            value = value[int(name)]
            called = _name(value)
            path += f"/@{called}" if called else f"/{token}"
        else:
            value = (
                value.get(name)
                if isinstance(value, dict)
                else getattr(value, "from_" if name == "from" else name, None)
            )
            path += f"/{token}"
    return path


def pointer_of(facts: Any, path: str) -> str | None:
    """The JSON Pointer in these facts of a stable path; None where its row is gone. A field may have no value yet."""
    pointer, value = "", facts
    for token in path.split("/")[1:]:
        if isinstance(value, tuple):
            name = token[1:] if token.startswith("@") else None
            rows = (n for n, row in enumerate(value) if (_name(row) == name if name else str(n) == token))
            place = next(rows, None)
            if place is None:
                return None
            pointer, value = f"{pointer}/{place}", value[place]
            continue
        inner = _unescape(token)
        pointer += f"/{token}"
        value = (
            value.get(inner) if isinstance(value, dict) else getattr(value, "from_" if inner == "from" else inner, None)
        )
    return pointer


def at_path(names: dict[str, Any], path: str) -> Any:
    """The value of a stable path in a drafting context. Raises MissingFactError where its row is gone."""
    tokens = [_unescape(token) for token in path.split("/")[1:]]
    value: Any = names.get(tokens[0], Missing(path))
    for token in tokens[1:]:
        value = _of_list(value, token, path) if isinstance(value, list) else value[token]
    if isinstance(value, Missing):
        raise MissingFactError(path)
    return value


def _of_list(rows: list[Any], token: str, path: str) -> Any:
    if token.startswith("@"):
        for row in rows:
            if _row_name(row) == token[1:]:
                return row
    elif token.isdigit() and int(token) < len(rows):
        return rows[int(token)]
    raise MissingFactError(path)


def _row_name(row: Any) -> str | None:
    """What a row of a drafting context is called in a stable path."""
    if not isinstance(row, Row):
        return None
    fields = row.fields()
    if "id" in fields:
        return str(row.id)
    if {"party", "purpose"} <= fields:
        return f"{row.party}+{row.purpose}"
    return None
