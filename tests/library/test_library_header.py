"""Headers are read quickly, and never otherwise than the YAML library reads them."""

from __future__ import annotations

import re
from io import StringIO
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from studio.library.header import plain_header
from studio.library.shipped import content

HEADERS = {
    path.name: match[1]
    for path in sorted((content() / "clauses").rglob("*.md"))
    if (match := re.match(r"---\n(.*?\n)---\n", path.read_text("utf-8"), re.DOTALL))
}
STRANGE = [
    'a: yes\n', 'a: No\n', 'a: on\n', 'a: 012\n', 'a: 12:30\n', 'a: 1.0\n', 'a: ~\n', 'a: true\n', 'a: null\n',
    'a: 2026-02-30\n', 'a: 2026-11-22\n', 'a: 2026-11-22T10:00\n', 'a: 0x1F\n', 'a: 7\n', 'a: "x\\ty"\n',
    'a: "x\\x41"\n', "a: 'x'\n", 'a: b: c\n', 'a: b:c\n', 'a: b # c\n', 'a: b#c\n', 'a: [b, c]\n', 'a: [b, [c]]\n',
    'a: [b,]\n', 'a: []\n', 'a: {b: c}\n', 'a: {b: c, b: d}\n', 'a: {b: 1, c: 2026-01-01}\n', 'a:\n  - b\n  - c: d\n',
    'a:\n  - {b: c}\n', 'a:\nb: c\n', 'a: b\na: c\n', 'a: |\n  b\n', 'a: >\n  b\n', 'a: &x b\nc: *x\n',
    'a: !!str 1\n', 'a: b\n  c\n', 'a: - b\n', '? a\n: b\n', 'a: b\n- c\n', 'a: [b: c]\n', 'a: {b}\n', 'a: b, c\n',
    'a: [b c, d-e]\n', 'a: ["b", c]x\n', 'a: @b\n', 'a: %b\n', 'a: `b\n', 'a: (b)\n', 'a:b\n', 'a: nan\n',
    'a: [n, y]\n', 'a: b \n', 'a: [b:, c]\n',
]  # fmt: skip


def by_the_library(text: str) -> Any:
    try:
        return YAML(typ="safe", pure=True).load(StringIO(text))
    except (YAMLError, ValueError):
        return None


def kinds(value: Any) -> Any:
    """The value with its types, as 1 and True are equal."""
    if isinstance(value, dict):
        return {key: kinds(each) for key, each in value.items()}
    return [kinds(each) for each in value] if isinstance(value, list) else (type(value).__name__, value)


def test_every_shipped_header_is_plain_and_reads_the_same() -> None:
    assert len(HEADERS) > 500
    for name, header in HEADERS.items():
        found = plain_header(header)
        assert found is not None, name
        assert kinds(found) == kinds(by_the_library(header)), name


@pytest.mark.parametrize("text", STRANGE)
def test_what_is_strange_is_left_to_the_library_or_read_as_it_does(text: str) -> None:
    found = plain_header(text)
    assert found is None or kinds(found) == kinds(by_the_library(text))


@settings(max_examples=400, deadline=None, derandomize=True)
@given(st.text("ab1 -:,[]{}\"'#\\.tnyo0\n", max_size=24))
def test_no_text_reads_otherwise_than_the_library_reads_it(text: str) -> None:
    for header in (f"a: {text}\n", f"a:\n  - {text}\n", f"a: [{text}]\n", f"a: {{b: {text}}}\n"):
        found = plain_header(header)
        assert found is None or kinds(found) == kinds(by_the_library(header)), header
