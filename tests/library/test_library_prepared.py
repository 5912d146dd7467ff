"""What is kept of the shipped texts changes nothing, holds nothing of a user's, and is passed over when it does not fit."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from studio import prepared as module
from studio.drafting.render import Assembler
from studio.facts.tree import TreeError, _read, _section, read_sections, read_tree
from studio.library.limits import BoundedSandbox
from studio.library.read import load_library
from studio.prepared import Prepared, keep, prepared

YAML = "parties:\n  - id: police\n    name: 'Chief # Constable'\n  - {id: gp, name: \"Dr \\u00c9\"}\n"


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Results are kept in another file, and none are known yet."""
    monkeypatch.setattr(module, "FILE", tmp_path / "shipped.bin")
    _forget()
    yield tmp_path / "shipped.bin"
    monkeypatch.undo()
    _forget()


def _forget() -> None:
    for kept in (prepared, read_sections, _section, _read):
        kept.cache_clear()


def _places(text: str) -> list[tuple[int, int, int, str]]:
    waiting, found = [read_tree(text)], []
    while waiting:
        node = waiting.pop()
        found.append((node.line, node.start, node.end, node.text))
        waiting += [*node.items, *(each.value for each in node.entries)]
    return found


def test_a_text_read_beforehand_is_the_text_read_now(elsewhere: Path) -> None:
    fresh = _places(YAML)
    new = prepared().collect()
    for kept in (read_sections, _section, _read):
        kept.cache_clear()
    assert _places(YAML) == fresh
    keep(new)
    _forget()
    assert prepared().known
    assert _places(YAML) == fresh
    with pytest.raises(TreeError):
        read_tree("a: [")


def test_a_clause_compiled_beforehand_prints_the_same(elsewhere: Path) -> None:
    sandbox: BoundedSandbox = Assembler(load_library()).renderer.environment
    source = "{% for n in [1, 2] %}{{ n }} of {{ 'two' | upper }}; {% endfor %}"
    fresh = sandbox.from_string(source).render()
    new = prepared().collect()
    sandbox.from_string(source)
    keep(new)
    prepared.cache_clear()
    assert list(prepared().known) == list(new)
    assert sandbox.from_string(source).render() == fresh


@pytest.mark.parametrize("spoilt", [b"", b"\x00garbage", b"N", None])
def test_a_file_that_does_not_fit_is_passed_over(elsewhere: Path, spoilt: bytes | None) -> None:
    keep({"a": 1})
    _forget()
    assert prepared().known == {"a": 1}
    if spoilt is None:
        elsewhere.unlink()
    else:
        elsewhere.write_bytes(spoilt)
    _forget()
    assert prepared().known == {}


def test_what_other_code_made_is_passed_over(elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keep({"a": 1})
    _forget()
    monkeypatch.setattr(module, "_MAKERS", ("errors.py",))
    assert prepared().known == {}


def test_nothing_is_noted_unless_somebody_collects(elsewhere: Path) -> None:
    read_tree(YAML)
    assert prepared() == Prepared({})
    assert not elsewhere.exists()
