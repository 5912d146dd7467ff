"""York's facts with one field changed, once for each field that can be."""

from __future__ import annotations

import re
from datetime import date

from studio.errors import StudioError
from studio.facts.model import Facts
from studio.facts.read import read_facts
from studio.facts.write import set_fact
from studio.library.shipped import content

ON = date(2026, 11, 23)
YORK = (content() / "templates" / "cases" / "york-pathways.yaml").read_text("utf-8")
OTHERS = ("Zebra 77", "7", "2027-03-03", "true", "false")  # one of them fits each kind of fact


def _places() -> list[str]:
    """One place for each field of the facts."""
    found: dict[str, str] = {}
    for pointer in read_facts(YORK).lines:
        found.setdefault(re.sub(r"/\d+", "", pointer), pointer)
    return list(found.values())


def _changed(pointer: str) -> Facts | None:
    for value in OTHERS:
        try:
            facts = read_facts(set_fact(YORK, pointer, value)).facts
        except StudioError:
            return None  # a record or a list of records
        if facts is not None and facts != read_facts(YORK).facts:
            return facts
    return None


def _york() -> Facts:
    facts = read_facts(YORK).facts
    assert facts is not None
    return facts


FACTS = _york()
CHANGES = {pointer: facts for pointer in _places() if (facts := _changed(pointer)) is not None}
