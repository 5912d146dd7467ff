"""The plain part of YAML in which clause headers are written, read quickly; anything else is left to the YAML library.

A header is a few dozen short lines, and there are hundreds of them whenever the program starts. What this reads it reads
as YAML 1.2 does (a test compares every shipped header); what it does not know for certain it does not read at all.
"""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any

_FIELD = re.compile(r"([a-z_]+):(?: +(\S.*?))? *$")
_ITEM = re.compile(r"  - (\S.*?) *$")
_QUOTED = re.compile(r'"(?:[^"\\\n]|\\["\\/bfnrt]|\\u[0-9a-fA-F]{4})*"')
_BLOCK_WORDS = re.compile(r"[A-Za-z](?:[^:#\n]|:(?=\S))*")  # a text without quotes on a line of its own
_FLOW_WORDS = re.compile(r"[A-Za-z](?:[^:#,\[\]{}\n]|:(?=[^\s,\[\]{}]))*")  # and inside brackets
_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?![\w.:-])")
_NUMBER = re.compile(r"(?:0|[1-9]\d*)(?![\w.:-])")
_KEY = re.compile(r"([a-z_]+): +")
_NOT_WORDS = {"true": True, "false": False, "null": None}
_UNSURE = re.compile(r"(?i)(y|n|yes|no|on|off|true|false|null|nan|inf|~)$")


class _NotPlainError(Exception):
    """Something that the YAML library has to read."""


def plain_header(text: str) -> dict[str, Any] | None:
    """The header as the YAML library reads it, or None where it holds anything but the plain part."""
    found: dict[str, Any] = {}
    rows: list[Any] | None = None
    key = ""
    try:
        for line in text.split("\n"):
            if not line.strip():
                continue
            if (item := _ITEM.match(line)) and rows is not None:
                rows.append(_whole(item[1]))
            elif (match := _FIELD.match(line)) and match[1] not in found and (rows or rows is None):
                key, rows = match[1], None
                if match[2] is None:
                    rows = found[key] = []
                else:
                    found[key] = _whole(match[2])
            else:
                return None
    except (_NotPlainError, ValueError):
        return None
    return found if found and (rows is None or rows) else None


def _whole(text: str) -> Any:
    if text[0] in '"[{':
        value, end = _value(text, 0)
        if end != len(text):
            raise _NotPlainError
        return value
    if match := _DATE.fullmatch(text) or _NUMBER.fullmatch(text):
        return _value(match[0], 0)[0]
    if _BLOCK_WORDS.fullmatch(text):
        return _words(text)
    raise _NotPlainError


def _words(text: str) -> Any:
    said = text.strip()
    if said in _NOT_WORDS:
        return _NOT_WORDS[said]
    if _UNSURE.match(said):
        raise _NotPlainError
    return said


def _value(text: str, at: int) -> tuple[Any, int]:
    """The value that begins at a place inside brackets, and where it ends."""
    if text.startswith("[", at):
        return _list(text, at + 1)
    if text.startswith("{", at):
        return _map(text, at + 1)
    if match := _QUOTED.match(text, at):
        return json.loads(match[0]), match.end()
    if match := _DATE.match(text, at):
        return date(int(match[1]), int(match[2]), int(match[3])), match.end()
    if match := _NUMBER.match(text, at):
        return int(match[0]), match.end()
    if match := _FLOW_WORDS.match(text, at):
        return _words(match[0]), match.end()
    raise _NotPlainError


def _list(text: str, at: int) -> tuple[list[Any], int]:
    found: list[Any] = []
    if text.startswith("]", at):
        return found, at + 1
    while True:
        value, at = _value(text, at)
        found.append(value)
        at, ended = _next(text, at, "]")
        if ended:
            return found, at


def _map(text: str, at: int) -> tuple[dict[str, Any], int]:
    found: dict[str, Any] = {}
    while True:
        match = _KEY.match(text, at)
        if match is None or match[1] in found:
            raise _NotPlainError
        found[match[1]], at = _value(text, match.end())
        at, ended = _next(text, at, "}")
        if ended:
            return found, at


def _next(text: str, at: int, close: str) -> tuple[int, bool]:
    """After a value: the place of the next one, or of what follows the bracket."""
    while text.startswith(" ", at):
        at += 1
    if text.startswith(close, at):
        return at + 1, True
    if not text.startswith(",", at):
        raise _NotPlainError
    at += 1
    while text.startswith(" ", at):
        at += 1
    return at, False
