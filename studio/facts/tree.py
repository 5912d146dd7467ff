"""YAML 1.2 text as a tree of texts, lists and maps with places; every scalar is text exactly as typed.

Nothing is resolved: `NO`, `on`, `012`, `12:30` and `0.10` stay what they are. Limits keep a hostile file from costing
more than a second: size of the text, depth, number of values once aliases are counted out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import Any, Literal

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError, YAMLStreamError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from studio.prepared import key, prepared

MAX_CHARACTERS = 2_000_000
MAX_DEPTH = 24
MAX_VALUES = 200_000
STAND_IN = "\U0010fffd"  # in place of a control character, so that the field that holds it can be named
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_SECTION = re.compile(r"^[a-z_0-9]+:", re.MULTILINE)
_HEAD = re.compile(r"([a-z_0-9]+):[ ]*\n(?:[ ]*(?:#.*)?\n)*  (- )?")
_ROW = re.compile(r"^  - ", re.MULTILINE)
_FIELD = re.compile(r"^  [a-z_0-9]+:", re.MULTILINE)
_WHOLE = re.compile(r"^(---|\.\.\.|%|\ufeff)", re.MULTILINE)
_ALIAS = re.compile(r"[&*](?<![^\s\[{,:-].)\S")  # first of a line or of a value; looks back only where there is one


class TreeError(Exception):
    """The text is no YAML that we read; `line` counts from 1."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line
        self.message = message


@dataclass(frozen=True, slots=True)
class Entry:
    """One key of a map with its value."""

    key: str
    line: int
    value: Node


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """One value. `start` and `end` are offsets into the text it was read from; `line` counts from 1.

    A node equals itself alone: what is kept for one is found at once, however much it holds.
    """

    kind: Literal["text", "list", "map"]
    line: int
    start: int
    end: int
    text: str = ""
    style: str = ""  # of a text: "" plain, ' " | >; of a list or map: "flow" or ""
    items: tuple[Node, ...] = ()
    entries: tuple[Entry, ...] = ()
    weight: int = 1

    @property
    def blank(self) -> bool:
        """`key:` with nothing after it."""
        return self.kind == "text" and not self.text and not self.style

    def get(self, key: str) -> Node | None:
        return next((entry.value for entry in self.entries if entry.key == key), None)


@dataclass(slots=True)
class _Open:
    """A list or map that is being read."""

    event: Any
    anchor: str | None
    items: list[Node] = field(default_factory=list)
    keys: list[Node] = field(default_factory=list)


def read_tree(text: str) -> Node:
    """The top value of the text. Raises TreeError for text that is no YAML or too large, deep or many-fold."""
    parts = read_sections(text)
    if len(parts) == 1:
        return _moved(parts[0].node, parts[0].line - 1, parts[0].start)
    entries = tuple(_moved_entry(entry, part.line - 1, part.start) for part in parts for entry in part.node.entries)
    return Node("map", parts[0].line, 0, len(text), entries=entries, weight=sum(part.node.weight for part in parts))


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the text that stands by itself; places in `node` count from `line` and `start`."""

    node: Node
    line: int
    start: int


def read_part(text: str, key: str) -> Node:
    """As `read_tree`, with only one top-level key where that key stands apart; with all of them where there is none."""
    parts = read_sections(text)
    for part in parts if len(parts) > 1 else ():
        if part.node.get(key) is not None:
            entries = tuple(_moved_entry(entry, part.line - 1, part.start) for entry in part.node.entries)
            return Node("map", parts[0].line, 0, len(text), entries=entries, weight=part.node.weight)
    return read_tree(text)


@lru_cache(maxsize=4)
def read_sections(text: str) -> tuple[Section, ...]:
    """The top-level keys one by one, or the whole text as one where they do not stand apart. Raises TreeError.

    Reading is slow; a section that has not changed is not read again.
    """
    if len(text) > MAX_CHARACTERS:
        raise TreeError(1, f"The file is longer than {MAX_CHARACTERS:,} characters; a facts file is far shorter.")
    clean = _CONTROL.sub(STAND_IN, text)
    if _WHOLE.search(clean) is None and _ALIAS.search(clean) is None:
        try:
            parts = tuple([Section(_section(part), line, start) for part, line, start in _sections(clean)])
        except (TreeError, _NotApart):
            pass  # read as a whole: only then are the places in the message right
        else:
            if all(part.node.kind == "map" and part.node.style != "flow" for part in parts):
                return parts
    return (Section(_read(clean), 1, 0),)


class _NotApart(Exception):  # noqa: N818 - not an error, a reason to read the text as a whole
    pass


def _sections(text: str) -> Iterator[tuple[str, int, int]]:
    """The top-level keys one by one, so that only a changed section is read anew (reading is the slow part)."""
    starts = [match.start() for match in _SECTION.finditer(text)]
    if not starts or any(line.strip() and line[0] != "#" for line in text[: starts[0]].splitlines()):
        starts = [0]
    line = 1 + text.count("\n", 0, starts[0])
    for start, end in pairwise([*starts, len(text)]):
        part = text[start:end]
        yield part, line, start
        line += part.count("\n")


def _moved_entry(entry: Entry, lines: int, start: int) -> Entry:
    return Entry(entry.key, entry.line + lines, _moved(entry.value, lines, start))


def _moved(node: Node, lines: int, start: int) -> Node:
    if node.kind == "text":
        return Node("text", node.line + lines, node.start + start, node.end + start, node.text, node.style)
    items = tuple([_moved(item, lines, start) for item in node.items])
    entries = tuple([_moved_entry(entry, lines, start) for entry in node.entries])
    place = (node.line + lines, node.start + start, node.end + start)
    return Node(node.kind, *place, node.text, node.style, items, entries, node.weight)


@lru_cache(maxsize=64)
def _section(text: str) -> Node:
    """One top-level key; its rows, or the fields of its record, are read one by one where they stand apart."""
    head = _HEAD.match(text)
    starts = [match.start() for match in (_ROW if head and head[2] else _FIELD).finditer(text)] if head else []
    if head is None or len(starts) < 2 or starts[0] != head.end() - 2 - len(head[2] or ""):
        return _read(text)  # a key in quotation marks before the first plain one, too
    try:
        value = _apart(text, starts, "list" if head[2] else "map")
    except (TreeError, _NotApart):
        return _read(text)
    entry = Entry(head[1], 1, value)
    return Node("map", 1, 0, len(text), entries=(entry,), weight=1 + value.weight)


def _apart(text: str, starts: list[int], kind: Literal["list", "map"]) -> Node:
    items: list[Node] = []
    entries: list[Entry] = []
    line = 1 + text.count("\n", 0, starts[0])
    first = line
    for start, end in pairwise([*starts, len(text)]):
        node = _read(text[start:end])
        if node.kind != kind or node.style == "flow" or len(node.items) + len(node.entries) != 1:
            raise _NotApart
        items += [_moved(item, line - 1, start) for item in node.items]
        entries += [_moved_entry(entry, line - 1, start) for entry in node.entries]
        line += text.count("\n", start, end)
    weight = 1 + sum(item.weight for item in items) + sum(1 + entry.value.weight for entry in entries)
    end = items[-1].end if items else entries[-1].value.end
    return Node(kind, first, starts[0] + 2, end, items=tuple(items), entries=tuple(entries), weight=weight)


@lru_cache(maxsize=1024)
def _read(text: str) -> Node:
    name = key("tree", text)
    if (plain := prepared().known.get(name)) is not None:
        return _of_plain(plain)
    found = _parsed(text)
    prepared().add(name, _to_plain(found))
    return found


def _to_plain(node: Node) -> tuple[Any, ...]:
    entries = [(each.key, each.line, _to_plain(each.value)) for each in node.entries]
    place = (node.kind, node.line, node.start, node.end, node.text, node.style)
    return (*place, [_to_plain(each) for each in node.items], entries, node.weight)


def _of_plain(plain: tuple[Any, ...]) -> Node:
    kind, line, start, end, text, style, items, entries, weight = plain
    inner = tuple([Entry(name, at, _of_plain(value)) for name, at, value in entries])
    return Node(kind, line, start, end, text, style, tuple([_of_plain(each) for each in items]), inner, weight)


def _parsed(text: str) -> Node:
    try:
        return _build(YAML(typ="safe", pure=True).parse(text))
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise TreeError(mark.line + 1 if mark else 1, _plain_words(str(error.problem or error.context))) from error
    except (YAMLError, YAMLStreamError, ValueError, KeyError, RecursionError) as error:
        raise TreeError(1, "This cannot be read as YAML.") from error


def _plain_words(problem: str) -> str:
    if "mapping values are not allowed" in problem:
        return 'There is a colon too many. Put the text in double quotes: "like: this".'
    if "could not find expected ':'" in problem:
        return "A field name needs a colon after it, and text that goes on is set in from the left."
    if "found character '\\t'" in problem or "tab" in problem:
        return "A tab stands where only spaces may stand. Use spaces to set lines in."
    return f"This is not YAML: {problem}. Look at quotes, brackets and how far the line is set in."


def _build(events: Iterator[Any]) -> Node:
    """One tree from the parser's events, without recursion."""
    stack: list[_Open] = []
    anchors: dict[str, Node] = {}
    top: Node | None = None
    documents = 0
    for event in events:
        documents += isinstance(event, DocumentStartEvent)
        if documents > 1:
            raise TreeError(event.start_mark.line + 1, "A facts file is one document; take out the line ---.")
        done = _take(event, stack, anchors)
        if done is None:
            continue
        if done.weight > MAX_VALUES:
            raise TreeError(done.line, "The file says the same thing over and over through aliases; write it out.")
        if stack:
            _add(stack[-1], done)
        else:
            top = done
    return top or Node("text", 1, 0, 0)


def _take(event: Any, stack: list[_Open], anchors: dict[str, Node]) -> Node | None:
    """The value that this event completes, if it does."""
    done: Node | None = None
    anchor: str | None = None
    if isinstance(event, AliasEvent):
        done = anchors.get(event.anchor)
        if done is None:
            raise TreeError(
                event.start_mark.line + 1, f'"*{event.anchor}" points to nothing. Quote text that begins with *.'
            )
        return done
    if isinstance(event, MappingStartEvent | SequenceStartEvent):
        if len(stack) >= MAX_DEPTH:
            raise TreeError(event.start_mark.line + 1, f"Lists and fields are nested more than {MAX_DEPTH} deep.")
        stack.append(_Open(event, event.anchor))
    elif isinstance(event, MappingEndEvent | SequenceEndEvent):
        closed = stack.pop()
        anchor, done = closed.anchor, _close(closed, event)
    elif isinstance(event, ScalarEvent):
        anchor, done = event.anchor, _scalar(event)
    elif isinstance(event, NodeEvent):
        raise TreeError(event.start_mark.line + 1, "This cannot be read as YAML.")
    if anchor and done:
        anchors[anchor] = done
    return done


def _scalar(event: Any) -> Node:
    start, end = event.start_mark, event.end_mark
    style = event.style or ""
    text = event.value[:-1] if style in "|>" and style and event.value.endswith("\n") else event.value
    return Node("text", start.line + 1, start.index, end.index, text, style)


def _close(opened: _Open, event: Any) -> Node:
    start = opened.event.start_mark
    style = "flow" if opened.event.flow_style else ""
    weight = 1 + sum(item.weight for item in opened.items) + len(opened.keys)
    place = (start.line + 1, start.index, event.end_mark.index)
    if isinstance(event, SequenceEndEvent):
        return Node("list", *place, style=style, items=tuple(opened.items), weight=weight)
    pairs = zip(opened.keys, opened.items, strict=True)
    entries = tuple(Entry(key.text, key.line, value) for key, value in pairs)
    return Node("map", *place, style=style, entries=entries, weight=weight)


def _add(parent: _Open, done: Node) -> None:
    if isinstance(parent.event, SequenceStartEvent):
        parent.items.append(done)
    elif len(parent.keys) == len(parent.items):
        if done.kind != "text":
            raise TreeError(done.line, "A field name is a word, not a list or a map.")
        parent.keys.append(done)
    else:
        parent.items.append(done)
