"""Care of the library: everything that lint says, packs that go out, and packs from elsewhere looked at and taken in."""

from __future__ import annotations

from studio.library.check import complete_facts, lint_library
from studio.library.clause import ClauseProblem
from studio.library.read import Library
from studio.preflight.rules import read_rules
from studio.steps.files import write_new


def lint_all(library: Library) -> list[ClauseProblem]:
    """What lint says about clauses, templates, law tables and checks."""
    rules = read_rules(library.folder / "clauses" / "checks")
    found = lint_library(library)
    found += [
        ClauseProblem(f"clauses/checks/{each.file}", each.line, "checks", each.message) for each in rules.problems
    ]
    return sorted(found, key=lambda each: (each.file, each.line, each.code))


def mend(library: Library) -> list[str]:
    """List every printed fact in the headers that lack it; the files that were changed."""
    better = complete_facts(library)
    for file, text in better.items():
        write_new(library.folder / file, text.encode(), force=True)
    return sorted(better)
