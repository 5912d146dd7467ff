"""Rows that point at each other by id: unknown ids and ids given twice.

The ends of a flow are not looked at here: a flow from or to somebody who is no partner is rule F01, not a slip of form.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from typing import Any

from studio.facts.problems import FormatProblem, Place, pointer_of

_PARTY, _PURPOSE, _ITEMS = "parties", "purposes", "data_items"
# where an id stands → the list it must be found in; "*" is every row, "*keys" the keys of a map
_POINTS: dict[tuple[str, ...], str] = {
    ("agreement", "lead_party"): _PARTY,
    ("agreement", "coordinator"): "contacts",
    ("contacts", "*", "party"): _PARTY,
    ("data_items", "*", "subjects", "*"): "subject_groups",
    ("data_items", "*", "holder"): _PARTY,
    ("flows", "*", "items", "*"): _ITEMS,
    ("flows", "*", "purpose"): _PURPOSE,
    ("legal", "*", "party"): _PARTY,
    ("legal", "*", "purpose"): _PURPOSE,
    ("retention", "*", "holder"): _PARTY,
    ("access_rules", "*", "party"): _PARTY,
    ("access_rules", "*", "items", "*"): _ITEMS,
    ("roles", "*", "party"): _PARTY,
    ("roles", "*", "purpose"): _PURPOSE,
    ("processors", "*", "acts_for", "*"): _PARTY,
    ("transfers", "*", "flow"): "flows",
    ("consent_model", "forms", "*", "agencies", "*"): _PARTY,
    ("terms", "foi_parties", "*"): _PARTY,
    ("signatures", "*", "party"): _PARTY,
    **{
        ("governance", name, "*keys"): _PARTY
        for name in ("privacy_notice_ref", "notice_url", "notice_published_on", "notice_names", "complaints_form_ref",
                     "ropa_updated", "training")
    },
}  # fmt: skip
_NOUNS = {
    "parties": "partner",
    "contacts": "contact",
    "purposes": "purpose",
    "subject_groups": "group of people",
    "data_items": "item of information",
    "flows": "flow",
}
_BY_PAIR = ("legal", "roles")  # found by (party, purpose), so that pair stands once
_WITH_ID = (*_NOUNS, "retention", "access_rules", "processors", "transfers", "signatures")


def reference_problems(data: Any, lines: dict[str, int]) -> list[FormatProblem]:
    """Every id that leads nowhere and every row that stands twice. `data` may be malformed; then it is passed over."""
    known = {name: _ids(data, name) for name in _NOUNS}
    found = [
        FormatProblem.at(_line(place, lines), place, _dangling(value, target, known[target]))
        for path, target in _POINTS.items()
        for place, value in _walk(data, path, ())
        if isinstance(value, str) and value and value not in known[target]
    ]
    return [*found, *_twice(data, lines)]


def _ids(data: Any, name: str) -> list[str]:
    return [row["id"] for row in _rows(data, name) if isinstance(row.get("id"), str)]


def _rows(data: Any, name: str) -> list[dict[str, Any]]:
    rows = data.get(name) if isinstance(data, dict) else None
    return [row if isinstance(row, dict) else {} for row in rows] if isinstance(rows, list) else []


def _walk(value: Any, path: tuple[str, ...], place: Place) -> Iterator[tuple[Place, Any]]:
    if not path:
        yield place, value
    elif path[0] == "*keys":
        if isinstance(value, dict):
            yield from (((*place, key), key) for key in value)
    elif path[0] == "*":
        if isinstance(value, list):
            for index, item in enumerate(value):
                yield from _walk(item, path[1:], (*place, index))
    elif isinstance(value, dict) and path[0] in value:
        yield from _walk(value[path[0]], path[1:], (*place, path[0]))


def _dangling(value: str, target: str, known: list[str]) -> str:
    near = difflib.get_close_matches(value, known, n=1, cutoff=0.5)
    hint = f" Did you mean “{near[0]}”?" if near else f" Known ids: {', '.join(known) or 'none yet'}."
    return f"there is no {_NOUNS[target]} with the id “{value}”.{hint}"


def _twice(data: Any, lines: dict[str, int]) -> Iterator[FormatProblem]:
    for name in _WITH_ID:
        first: dict[str, int] = {}
        for index, row in enumerate(_rows(data, name)):
            if not isinstance(key := row.get("id"), str):
                continue
            if key in first:
                message = f"the id “{key}” is taken by row {first[key] + 1}; give this row one of its own."
                place = (name, index, "id")
                yield FormatProblem.at(_line(place, lines), place, message)
            first.setdefault(key, index)
    for name in _BY_PAIR:
        seen: set[tuple[str, str]] = set()
        for index, row in enumerate(_rows(data, name)):
            pair = (str(row.get("party")), str(row.get("purpose")))
            if pair in seen and "party" in row and "purpose" in row:
                message = f"there is already a row for {pair[0]} and {pair[1]}; keep one."
                yield FormatProblem.at(_line((name, index), lines), (name, index), message)
            seen.add(pair)


def _line(place: Place, lines: dict[str, int]) -> int:
    return lines.get(pointer_of(place)) or lines.get(pointer_of(place[:-1]), 1)
