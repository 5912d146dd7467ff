"""Drafts from clauses that stand in the test: facts of York Pathways, words of a few lines."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any

from studio.drafting.render import Assembler, Rendering
from studio.facts.model import Facts
from studio.facts.read import read_facts
from studio.library.clause import OutlineEntry, Template
from studio.library.read import Library, load_library, read_clause
from studio.library.shipped import content

ON = date(2026, 10, 2)
ISA = "isa-multi-agency"


@lru_cache(maxsize=1)
def york() -> Facts:
    reading = read_facts((content() / "templates/cases/york-pathways.yaml").read_text("utf-8"))
    assert reading.facts is not None
    return reading.facts


def plain(facts: Facts) -> dict[str, Any]:
    return facts.model_dump(mode="json", by_alias=True)


def changed(facts: Facts, changes: dict[str, Any]) -> Facts:
    """The facts with other values at some pointers."""
    copy = plain(facts)
    for pointer, value in changes.items():
        *way, last = pointer.strip("/").split("/")
        place: Any = copy
        for step in way:
            place = place[int(step)] if step.isdigit() else place[step]
        place[int(last) if last.isdigit() else last] = value
    return Facts.model_validate(copy)


def library_of(clauses: dict[str, str], *, family: str = "agreement", **headers: str) -> Library:
    """A library of clauses given as bodies; `headers` adds header lines by clause id (hyphens as underscores)."""
    made, entries = {}, []
    for name, body in clauses.items():
        more = headers.get(name.replace("-", "_"), "")
        text = f"---\nid: {name}\ntitle: Clause {name}\nversion: '1.2'\nsection: A01\n{more}---\n{body}"
        problems: list[Any] = []
        clause = read_clause(text, f"clauses/x/{name}.md", problems)
        assert clause is not None, problems
        made[name] = clause
        entries.append(name)
    outline = (OutlineEntry("plain", "", tuple(entries)),)
    template = Template(
        "small", "Small", "Small", family, "", "", outline, "templates/small.yaml", family == "agreement"
    )
    shipped = load_library()
    return Library(made, {"small": template}, shipped.law, (), "0" * 64, shipped.folder)


def rendered(body: str, facts: Facts | None = None, *, edits: tuple[Any, ...] = (), **more: Any) -> Rendering:
    """One clause, called `c`, rendered for York Pathways."""
    return Assembler(library_of({"c": body}, **more)).render(facts or york(), "small", on=ON, edits=edits)


def lines(made: Rendering) -> list[str]:
    return made.draft.text().splitlines()[1:]
