"""The compose form as plain values: steps, rows and fields, made from the JSON Schema of the facts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from typing import Any

Data = dict[str, Any]
LONG = 54  # characters that one line of a form holds; longer text gets several


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the interview: a list of rows, or one record."""

    key: str  # top-level key of the facts
    title: str
    says: str
    row: str = ""  # what one row is called; "" for a single record


STEPS = (
    Step("agreement", "Agreement", "What it is called, who leads it, and its dates."),
    Step(
        "purposes",
        "Purpose",
        "Why information is shared, in words a member of the public would understand.",
        "purpose",
    ),
    Step("parties", "Partners", "The bodies that will be bound: each by its registered name.", "partner"),
    Step("contacts", "Contacts", "Who answers for each partner, reviews drafts and signs.", "contact"),
    Step("subject_groups", "People", "Whom the information is about.", "group"),
    Step("data_items", "Information", "What is shared, who holds it and why it is needed.", "item"),
    Step(
        "flows", "Flows", "What moves, from whom to whom, how and how often. One row for each kind of exchange.", "flow"
    ),
    Step(
        "legal",
        "Lawful basis",
        "For each partner and purpose: the basis, the conditions and the powers.",
        "row",
    ),
    Step("roles", "Controllers", "Who decides and who acts for others.", "row"),
    Step("access_rules", "Access", "Which staff may see what, and within which limits.", "rule"),
    Step("consent_model", "Consent", "Whether people are asked, for what, and what happens when they say no."),
    Step("retention", "Retention", "How long each partner keeps what it holds, and what happens then.", "rule"),
    Step("processors", "Processors", "Companies that handle the information for a partner.", "processor"),
    Step("transfers", "Transfers abroad", "Flows that leave the United Kingdom.", "transfer"),
    Step("governance", "Governance", "Impact assessment, notices, training, and who steers the agreement."),
    Step("terms", "Terms and go-live", "Rules the partners agree on, and when information may first move."),
    Step("signatures", "Signatories", "The head of each organisation, who signs for it.", "signatory"),
)

_LISTS = {
    "party": "parties", "from": "parties", "to": "parties", "holder": "parties", "lead_party": "parties",
    "acts_for": "parties", "agencies": "parties", "foi_parties": "parties", "purpose": "purposes", "items": "data_items",
    "subjects": "subject_groups", "coordinator": "contacts", "flow": "flows",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One input. `kind`: text, long, lines, date, number, flag, choice, many. `value` is as in the facts' JSON."""

    pointer: str
    title: str
    hint: str
    kind: str
    value: Any
    optional: bool
    options: tuple[tuple[str, str], ...] = ()
    group: str = ""


@cache
def schema() -> Data:
    """The JSON Schema of the facts, as the form uses it."""
    from studio.facts.model import Facts

    return Facts.model_json_schema(by_alias=True)


Words = Callable[[str, str], str]  # (name of the list, value) → label


def plain_words(_kind: str, value: str) -> str:
    """A value of a fixed list in words, when the library has none for it."""
    text = value.replace("_", " ")
    return text[:1].upper() + text[1:]


class Form:
    """Reads field specs off the schema for the facts now in work."""

    def __init__(self, data: Data, words: Words = plain_words) -> None:
        self.data, self._words = data, words
        self._schema = schema()

    def fields(self, pointer: str) -> list[FieldSpec]:
        """The fields of the record at the pointer ("/flows/3", "/terms"), nested ones included."""
        return self._record(self._shape_at(pointer), get(self.data, pointer) or {}, pointer, "")

    def _shape_at(self, pointer: str) -> Data:
        key, _slash, _row = pointer.strip("/").partition("/")
        shape = self._schema["properties"][key]
        return self._resolve(shape["items"] if shape.get("type") == "array" else shape)

    def _resolve(self, shape: Data) -> Data:
        while "$ref" in shape:
            found = self._schema["$defs"][shape["$ref"].rsplit("/", 1)[1]]
            shape = {**found, **{key: value for key, value in shape.items() if key != "$ref"}}
        return shape

    def _record(self, shape: Data, value: Data, pointer: str, group: str) -> list[FieldSpec]:
        made: list[FieldSpec] = []
        needed = set(shape.get("required", ()))
        for name, raw in shape["properties"].items():
            made += self._field(
                name, raw, value.get(name), f"{pointer}/{name}", optional=name not in needed, group=group
            )
        return made

    def _field(self, name: str, raw: Data, value: Any, pointer: str, *, optional: bool, group: str) -> list[FieldSpec]:
        title, hint = raw.get("title", name), raw.get("description", "")
        shape = self._resolve(_not_null(raw))
        kind_name = shape.get("title", "")
        if "patternProperties" in shape:
            return self._by_party(shape, value or {}, pointer, title)
        if shape.get("type") == "object":
            return self._record(shape, value or {}, pointer, title)
        kind, options = self._kind(name, shape, value, kind_name)
        if kind == "records":
            inner = self._resolve(shape["items"])
            rows = value or []
            return [
                spec
                for number, one in enumerate(rows)
                for spec in self._record(inner, one, f"{pointer}/{number}", f"{title} {number + 1}")
            ]
        return [FieldSpec(pointer, title, hint, kind, value, optional, options, group)]

    def _by_party(self, shape: Data, value: Data, pointer: str, title: str) -> list[FieldSpec]:
        inner = next(iter(shape["patternProperties"].values()))
        made: list[FieldSpec] = []
        for party in self.data.get("parties", []):
            key, name = party["id"], party.get("short_name") or party.get("legal_name") or party["id"]
            found = self._field(key, {"title": name, **inner, **({"title": name} if "title" not in inner else {})},
                                value.get(key), f"{pointer}/{key}", optional=True, group=title)  # fmt: skip
            made += [_named(spec, name, title) for spec in found]
        return made

    def _kind(self, name: str, shape: Data, value: Any, kind_name: str) -> tuple[str, tuple[tuple[str, str], ...]]:
        if "enum" in shape:
            return "choice", tuple((one, self._words(kind_name, one)) for one in shape["enum"])
        if shape.get("type") == "array":
            return self._many(name, shape)
        if (plain := {"boolean": "flag", "integer": "number"}.get(shape.get("type", ""))) is not None:
            return plain, ()
        if shape.get("format") == "date":
            return "date", ()
        if name in _LISTS and "pattern" in shape:
            return "choice", self.choices(_LISTS[name])
        return ("long" if isinstance(value, str) and len(value) > LONG else "text"), ()

    def _many(self, name: str, shape: Data) -> tuple[str, tuple[tuple[str, str], ...]]:
        inner = self._resolve(shape["items"])
        if inner.get("type") == "object":
            return "records", ()
        if "enum" in inner:
            return "many", tuple((one, self._words(inner.get("title", ""), one)) for one in inner["enum"])
        return ("many", self.choices(_LISTS[name])) if name in _LISTS and "pattern" in inner else ("lines", ())

    def choices(self, key: str) -> tuple[tuple[str, str], ...]:
        """The rows of a list as (id, what it is called)."""
        return tuple((row["id"], name_of(row)) for row in self.data.get(key, []) if "id" in row)

    def row_title(self, key: str, number: int) -> tuple[str, str]:
        """Title and second line of a row in its step's table."""
        row = self.data[key][number]
        known = {name: dict(self.choices(target)) for name, target in _LISTS.items()}
        if key == "flows":
            ends = [known[side].get(row.get(side, ""), row.get(side, "")) for side in ("from", "to")]
            items = [known["items"].get(one, one) for one in row.get("items", [])]
            ends[0] = ends[0][:1].upper() + ends[0][1:]
            return f"{ends[0]} → {ends[1]}", ", ".join(items)
        if key in {"legal", "roles"}:
            told = self._words("Art6", row["art6"]) if row.get("art6") else row.get("value", "")
            return known["party"].get(
                row["party"], row["party"]
            ), f"{known['purpose'].get(row['purpose'], '')} · {told}".strip(" ·")
        if key == "retention":
            return (
                f"{known['holder'].get(row['holder'], row['holder'])}: {self._words('Category', row['category'])}",
                row.get("period", ""),
            )
        if key in {"access_rules", "signatures", "contacts"}:
            first = row.get("person") or row.get("name") or ", ".join(row.get("roles", []))
            return first or row["id"], known["party"].get(row["party"], row["party"])
        return name_of(row), row.get("legal_name") or row.get("justification") or row.get("service") or ""


def _named(spec: FieldSpec, name: str, group: str) -> FieldSpec:
    own = name if spec.title == name or spec.group == "" else f"{name}: {spec.title}"
    title = own if spec.pointer.count("/") <= 3 else f"{name}: {spec.title}"
    return FieldSpec(spec.pointer, title, spec.hint, spec.kind, spec.value, spec.optional, spec.options, group)


def _not_null(shape: Data) -> Data:
    kinds = [one for one in shape.get("anyOf", []) if one.get("type") != "null"]
    return (
        {**kinds[0], **{k: v for k, v in shape.items() if k in {"title", "description"} and "$ref" not in kinds[0]}}
        if kinds
        else shape
    )


def name_of(row: Mapping[str, Any]) -> str:
    """What a row is called on screen."""
    return str(
        row.get("short_name")
        or row.get("legal_name")
        or row.get("label")
        or row.get("name")
        or row.get("text")
        or row.get("id", "")
    )


def get(data: Any, pointer: str) -> Any:
    """The value at a JSON Pointer; None where there is nothing."""
    here = data
    for part in pointer.strip("/").split("/"):
        if isinstance(here, list):
            here = here[int(part)] if part.isdigit() and int(part) < len(here) else None
        else:
            here = here.get(part) if isinstance(here, dict) else None
    return here


def put(data: Data, pointer: str, value: Any) -> Data:
    """A copy of the data with the value at the pointer; None takes the key out."""
    made = deepcopy(data)
    *way, last = pointer.strip("/").split("/")
    here: Any = made
    for part in way:
        here = here[int(part)] if isinstance(here, list) else here.setdefault(part, {})
    if isinstance(here, list):
        here[int(last)] = value
    elif value is None:
        here.pop(last, None)
    else:
        here[last] = value
    return made


def add_row(data: Data, key: str, like: int | None) -> tuple[Data, int]:
    """A copy with one more row, made like another one, under an id of its own. Gives the row's number too."""
    made = deepcopy(data)
    rows = made.setdefault(key, [])
    row = deepcopy(rows[like]) if like is not None and rows else {}
    if "id" in row:
        taken = {one.get("id") for one in rows}
        stem = str(row["id"]).rstrip("0123456789").rstrip("-")
        row["id"] = next(f"{stem}-{n}" for n in range(2, len(rows) + 3) if f"{stem}-{n}" not in taken)
    rows.append(row)
    return made, len(rows) - 1


def remove_row(data: Data, key: str, number: int) -> Data:
    made = deepcopy(data)
    del made[key][number]
    return made


def read_entry(spec: FieldSpec, text: str) -> Any:
    """What was typed, as it stands in the facts' JSON; None for a field left empty."""
    if spec.kind == "lines":
        return [line.strip() for line in text.splitlines() if line.strip()]
    if text == "" and (spec.optional or spec.kind != "text"):
        return None
    return int(text) if spec.kind == "number" and text.isdigit() else text
