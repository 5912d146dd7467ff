"""Facts back into YAML that a person can read, and single facts changed in place."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from pydantic import BaseModel

from studio.errors import StudioError
from studio.facts.model import Facts
from studio.facts.problems import place_of
from studio.facts.tree import Entry, Node, TreeError, read_part

_PLAIN = re.compile(r"[A-Za-z](?:[A-Za-z0-9_.()'/+’–-]| (?=\S))*")
# what another YAML reader would take for something else than text
_NOT_TEXT = re.compile(r"(?i)(true|false|yes|no|on|off|y|n|null|nan|inf|[0-9].*|\.(nan|inf))")
_SIMPLE = re.compile(r"(true|false|[0-9]{1,9}|[0-9]{4}-[0-9]{2}-[0-9]{2})")
_WIDTH = 110


def write_facts(facts: Facts) -> str:
    """YAML in the order of the model, without what is left at its default; reading it gives equal facts."""
    lines: list[str] = []
    for name, value in _values(facts).items():
        if isinstance(value, dict):
            lines.append(f"{name}:")
            lines += _map_lines(value, "  ")
        else:
            lines.append(f"{name}:")
            for row in value:
                inner = _map_lines(row, "    ")
                lines += ["  - " + inner[0].lstrip(), *inner[1:]]
        lines.append("")
    return "\n".join(lines)


def _values(record: BaseModel) -> dict[str, Any]:
    """What a record says, under the names of the file, without what was left out."""
    found: dict[str, Any] = {}
    for name, info in type(record).model_fields.items():
        value = getattr(record, name)
        default = info.get_default(call_default_factory=True) if not info.is_required() else None
        if value is None or (value == default and not info.is_required()):
            continue
        found[info.alias or name] = _plain_value(value)
    return found


def _plain_value(value: Any) -> Any:
    if isinstance(value, BaseModel):
        return _values(value)
    if isinstance(value, tuple):
        return [_plain_value(item) for item in value]
    if isinstance(value, dict):
        return {key: _plain_value(item) for key, item in value.items()}
    return value


def _map_lines(values: dict[str, Any], indent: str) -> list[str]:
    lines: list[str] = []
    for name, value in values.items():
        flat = _flow(value)
        if not isinstance(value, dict | list) or len(flat) + len(indent) + len(name) <= _WIDTH or not value:
            lines.append(f"{indent}{name}: {flat}")
        elif isinstance(value, dict):
            lines += [f"{indent}{name}:", *_map_lines(value, indent + "  ")]
        else:
            lines += [f"{indent}{name}:", *(f"{indent}  - {_flow(item)}" for item in value)]
    return lines or [f"{indent}{{}}"]


def _flow(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | date):
        return str(value)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name}: {_flow(item)}" for name, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_flow(item) for item in value) + "]"
    return text_scalar(str(value))


def text_scalar(text: str) -> str:
    """The text as a YAML scalar that any YAML 1.2 reader takes for exactly this text, in block and flow places."""
    if _PLAIN.fullmatch(text) and not _NOT_TEXT.fullmatch(text):
        return text
    return '"' + "".join(_escaped(character) for character in text) + '"'


def _escaped(character: str) -> str:
    if character in '"\\':
        return "\\" + character
    if character in "\n\t":
        return {"\n": "\\n", "\t": "\\t"}[character]
    if character.isprintable():
        return character
    number = ord(character)
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"


def set_fact(text: str, pointer: str, value: str) -> str:
    """The YAML text with one value changed and all else, comments too, as it was.

    A list of texts is given one entry a line. A field that was left out is added to its record; `…/-` adds a row to a
    list of texts. Raises StudioError for text that cannot be read and for a pointer that leads nowhere.
    """
    shift = len(text) - len(text.removeprefix("\ufeff"))
    try:
        tree = read_part(text[shift:], (place_of(pointer) or ("",))[0])
    except TreeError as error:
        raise StudioError(f"Line {error.line}: {error.message}", "Put the facts file right first.") from error
    parent, node, rest = _find(tree, pointer)
    if node is not None:
        start, end, new = _replaced(text[shift:], node, value)
    else:
        start, end, new = _added(text[shift:], parent, rest, value)
    return text[: start + shift] + new + text[end + shift :]


def _find(tree: Node, pointer: str) -> tuple[Node, Node | None, tuple[str, ...]]:
    """The last record or list on the way, the value if it is there, and the names that are still to be added."""
    parts = place_of(pointer)
    if not parts:
        raise StudioError("The whole file cannot be set as one fact.", "Name a field.")
    parent = node = tree
    for index, part in enumerate(parts):
        if node.kind == "text":
            raise StudioError(f"There is no place {pointer} in the facts.", "Add the record around it first.")
        child = _child(node, part)
        if child is None:
            if any(name.isdigit() or name == "-" for name in parts[index + 1 :]) or len(parts) == index + 1 == 1:
                raise StudioError(f"There is no place {pointer} in the facts.", "Add the record around it first.")
            return node, None, parts[index:]
        parent, node = node, child
    return parent, node, ()


def _child(node: Node, part: str) -> Node | None:
    if node.kind != "list":
        return node.get(part)
    if part == "-":
        return None
    if not part.isdigit() or int(part) >= len(node.items):
        raise StudioError(f"There is no row {part} in this list.", "Add the row first.")
    return node.items[int(part)]


def _replaced(text: str, node: Node, value: str) -> tuple[int, int, str]:
    if node.kind == "map":
        raise StudioError("This fact has fields of its own.", "Set one of its fields.")
    if node.kind == "list":
        if any(item.kind != "text" for item in node.items):
            raise StudioError("This is a list of records.", "Set one field of one record.")
        end = node.end if node.style == "flow" else node.items[-1].end
        return _block_start(text, node), end, _list_scalar(value)
    new = _scalar_like(node, value)
    if node.style in ("|", ">"):
        return node.start, node.end, new + "\n"
    return node.start, node.end, (" " if node.blank and text[node.start - 1 : node.start] == ":" else "") + new


def _block_start(text: str, node: Node) -> int:
    """A list in block style is replaced from the end of its field name."""
    if node.style == "flow":
        return node.start
    return text.rindex(":", 0, node.start) + 1


def _list_scalar(value: str) -> str:
    return " [" + ", ".join(text_scalar(line.strip()) for line in value.splitlines() if line.strip()) + "]"


def _scalar_like(node: Node | None, value: str) -> str:
    """A date, number or truth value stays without quotes where none stood."""
    if _SIMPLE.fullmatch(value) and (node is None or not node.style):
        return value
    return text_scalar(value)


def _added(text: str, parent: Node, rest: tuple[str, ...], value: str) -> tuple[int, int, str]:
    new = _scalar_like(None, value)
    for name in reversed(rest[1:]):
        new = f"{{{name}: {new}}}"
    if parent.kind == "map":
        new = f"{rest[0]}: {new}"
    if parent.style == "flow":
        comma = ", " if parent.items or parent.entries else ""
        return parent.end - 1, parent.end - 1, comma + new
    if parent.kind == "list":
        at = _line_end(text, parent.items[-1])
        indent = _column(text, text.rindex("-", 0, parent.items[-1].start))
        return at, at, f"\n{' ' * indent}- {new}"
    at = _line_end(text, _deepest(parent.entries[-1]))
    indent = _column(text, _key_start(text, parent))
    return at, at, f"\n{' ' * indent}{new}"


def _deepest(entry: Entry) -> Node:
    node = entry.value
    while node.style != "flow" and (node.items or node.entries):
        node = node.items[-1] if node.items else node.entries[-1].value
    return node


def _key_start(text: str, parent: Node) -> int:
    """Where the first field name of a block map begins."""
    return parent.start if parent.start or text[:1].isalpha() else text.index(parent.entries[0].key)


def _column(text: str, index: int) -> int:
    return index - (text.rfind("\n", 0, index) + 1)


def _line_end(text: str, node: Node) -> int:
    """The end of the line on which a value ends, so that a comment after it stays with it."""
    if node.style in ("|", ">"):
        return node.start + len(text[node.start : node.end].rstrip("\n"))
    end = text.find("\n", node.end)
    return len(text) if end < 0 else end
