"""Reading YAML part by part loses nothing."""

from __future__ import annotations

import pytest

from studio.facts.tree import read_tree


@pytest.mark.parametrize("first", ['"title"', "'title'", "title", "Title-2", "1"])
def test_a_key_in_any_form_before_plain_ones_is_read(first: str) -> None:
    tree = read_tree(f"agreement:\n  {first}: Winter calls\n  ref: S-1\n  version: '0.1'\nparties: []\n")
    record = tree.get("agreement")
    assert record is not None
    assert [each.key for each in record.entries] == [first.strip("\"'"), "ref", "version"]
    assert record.entries[0].value.text == "Winter calls"
    assert [each.line for each in record.entries] == [2, 3, 4]
