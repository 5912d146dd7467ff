"""Figures of the library that have a budget: the largest worked case against plain Jinja2, its findings, and search."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from jinja2 import Environment

from studio.drafting.context import context
from studio.drafting.engine import environment
from studio.drafting.render import Assembler
from studio.facts.model import Facts
from studio.facts.read import read_facts
from studio.facts.write import set_fact
from studio.library.read import Library
from studio.library.search import search_clauses
from studio.preflight import check as checking
from studio.preflight.rules import read_rules
from studio.steps.settled import settle

TEMPLATE = "isa-multi-agency"
Timed = tuple[str, float, float | None]  # what, milliseconds, against


def largest(folder: Path) -> str:
    """The facts of the largest worked case."""
    return max(folder.glob("*.yaml"), key=lambda path: path.stat().st_size).read_text("utf-8")


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def assembly_cold(library: Library, facts: Facts, on: date) -> Timed:
    """Assembly and every check from cold caches, against Jinja2 that compiles and renders the same clauses once.

    The conditions are part of both; finding terms, spans, numbers and gaps is ours alone.
    """
    rules = read_rules(library.folder / "clauses" / "checks")

    def ours() -> object:
        checking._template.cache_clear()
        checking._condition.cache_clear()
        checking._memory.cache_clear()
        draft = Assembler(library).render(facts, TEMPLATE, on=on).draft
        return checking.check(facts, draft, rules, library.law, on)

    clauses = [each.clause for each in Assembler(library).render(facts, TEMPLATE, on=on).choices]

    def theirs() -> None:
        plain = Environment(autoescape=True)
        plain.filters = {**environment(library.law).filters, **plain.filters}  # those of Jinja2 count nothing
        names = context(facts, library.law, on=on)
        for clause in clauses:
            text = f"{clause.title}\n{clause.gloss}\n{clause.body}"
            plain.from_string(f"{{% if {clause.when} %}}{text}{{% endif %}}" if clause.when else text).render(names)

    pairs = [(_timed(ours), _timed(theirs)) for _ in range(5)]
    own, other = (sorted(each)[2] for each in zip(*pairs, strict=True))
    return "assembly and all checks of the largest case, cold, against Jinja2", own, other


def changed_with_findings(
    library: Library, text: str, changes: Iterator[tuple[str, str, str]], on: date
) -> list[Timed]:
    """From one changed fact to the new draft and its findings, everything else warm."""
    rules = read_rules(library.folder / "clauses" / "checks")
    assembler = Assembler(library)
    count = iter(range(10_000))

    def work(pointer: str, value: str) -> None:
        facts = read_facts(set_fact(text, pointer, f"{value} {next(count)}")).facts
        if facts is None:
            raise SystemExit(f"{pointer} cannot be changed for measuring.")
        draft = assembler.render(facts, TEMPLATE, number=1, on=on).draft
        checking.check(facts, draft, rules, library.law, on)

    found = []
    for what, pointer, value in changes:
        work(pointer, value)
        settle()
        taken = sorted(_timed(lambda pointer=pointer, value=value: work(pointer, value)) for _ in range(9))  # type: ignore[misc]
        found.append((f"changed fact to draft and findings: {what}", taken[4], None))
    return found


def search(library: Library) -> Timed:
    """One search among ten thousand clauses; the index is made once for a library."""
    shipped = list(library.clauses.values())
    many: dict[str, Any] = {}
    for number in range(10_000):
        clause = shipped[number % len(shipped)]
        name = f"{clause.id[:16]}-{number}"
        many[name] = replace(clause, id=name)
    big = replace(library, clauses=many)
    search_clauses(big, "retention")
    words = [
        "retention",
        "duty of confidence",
        "volunteer training",
        "Article 9",
        "DSA",
        "breach 24 hours",
        "child consent",
    ]
    taken = sorted(_timed(lambda each=each: search_clauses(big, each)) for each in words)  # type: ignore[misc]
    return "one search in 10,000 clauses (slowest of seven)", taken[-1], None
