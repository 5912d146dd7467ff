"""Facts files for tests: the York Pathways case and the small complete sample, as text and as changeable values."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from studio.facts.model import Facts
from studio.facts.read import read_facts

ROOT = Path(__file__).parents[2]
YORK = ROOT / "templates" / "cases" / "york-pathways.yaml"
SMALL = Path(__file__).parent / "small-sample.yaml"


@lru_cache(maxsize=1)
def york_facts() -> Facts:
    facts = read_facts(YORK.read_text(encoding="utf-8")).facts
    assert facts is not None
    return facts


def york_values() -> dict[str, Any]:
    """A fresh copy of the case as plain values under the names of the file, to change one thing in."""
    return york_facts().model_dump(mode="json", by_alias=True)
