"""The small language of checks: Jinja2 in its sandbox, over the facts and a few helpers (docs/formats/checks.md)."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from jinja2 import StrictUndefined
from pydantic import BaseModel

from studio.library.limits import BoundedSandbox, pattern_fault

MOST_STEPS = 300_000  # of one check over the largest facts
_LOOP = re.compile(r"\s*([a-z_]+(?:\s*,\s*[a-z_]+)*)\s+in\s+(\S.*)")


_ROWS: dict[type, bool] = {}  # whether a type is a row of the facts; asking pydantic each time is slow


def _is_row(kind: type) -> bool:
    if kind not in _ROWS:
        _ROWS[kind] = issubclass(kind, BaseModel)
    return _ROWS[kind]


class _Sandbox(BoundedSandbox):
    def getattr(self, obj: Any, attribute: str) -> Any:
        if _is_row(type(obj)) and not attribute.startswith(("_", "model_")):
            try:
                return getattr(obj, attribute)
            except AttributeError:
                pass  # the sandbox says what is wrong
        return super().getattr(obj, attribute)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Facts have no attributes that lead out of the sandbox; asking the short question keeps checks fast."""
        if _is_row(type(obj)):
            return not attr.startswith(("_", "model_"))
        return super().is_safe_attribute(obj, attr, value)


def _said(value: Any) -> Any:
    return value


@lru_cache(maxsize=1)
def environment() -> BoundedSandbox:
    """The one environment: no file access, no attributes of Python's own, unknown names are errors."""
    made = _Sandbox(
        undefined=StrictUndefined, autoescape=False, keep_trailing_newline=False, steps=MOST_STEPS, finalize=_said
    )
    made.globals.clear()
    made.tests["holding"] = matches
    return made


@lru_cache(maxsize=256)
def _pattern(pattern: str) -> re.Pattern[str]:
    if fault := pattern_fault(pattern):
        raise ValueError(f"“{pattern[:60]}”: {fault}")
    try:
        return re.compile(pattern, re.IGNORECASE)
    except re.error as error:
        raise ValueError(f"“{pattern}” is no pattern: {error}") from error


def matches(text: str | None, pattern: str) -> bool:
    """Does the text hold the pattern, upper or lower case alike? No text holds none."""
    return text is not None and _found(text[:10_000], pattern)


@lru_cache(maxsize=1024)
def found_in(text: str, pattern: str) -> bool:
    """As `matches`, for a text of any length."""
    return _pattern(pattern).search(text) is not None


@lru_cache(maxsize=16_384)
def _found(text: str, pattern: str) -> bool:
    return _pattern(pattern).search(text) is not None


def loop_names(loop: str) -> tuple[str, ...]:
    """The names that `f in active_flows` or `a, b in pairs(parties)` binds; empty where it is neither."""
    match = _LOOP.fullmatch(loop)
    return tuple(name.strip() for name in match[1].split(",")) if match else ()


def condition_source(loops: tuple[str, ...], condition: str) -> str:
    """One template that calls `hit` with the bound names wherever the condition is true."""
    names = [name for loop in loops for name in loop_names(loop)]
    bound = "{" + ", ".join(f'"{name}": {name}' for name in names) + "}"
    head = "".join(f"{{% for {loop} %}}" for loop in loops)
    return f"{head}{{% if {condition} %}}{{{{ hit({bound}) }}}}{{% endif %}}" + "{% endfor %}" * len(loops)
