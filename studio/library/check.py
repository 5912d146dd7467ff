"""Lint: what is wrong with the library's files, each with file and line."""

from __future__ import annotations

import re
from collections.abc import Callable

from studio.library.check_clause import lint_clause, lint_wording, mended
from studio.library.check_whole import lint_alternatives, lint_law, lint_templates, lint_terms
from studio.library.clause import Clause, ClauseProblem
from studio.library.read import Library


def lint_library(library: Library) -> list[ClauseProblem]:
    """Everything that is wrong with clauses, templates and law tables; checks are read in `preflight.rules`."""
    found = [*library.problems, *lint_templates(library), *lint_law(library)]
    used = {name for each in library.templates.values() for entry in each.outline for name in entry.clauses}
    known = set(library.clauses)
    for clause in library.clauses.values():
        at = places(library, clause)
        found += lint_clause(clause, known, at)
        if clause.id not in used and clause.status == "approved":
            found.append(ClauseProblem(clause.file, 1, "unused", f"No template contains the clause {clause.id}."))
        if clause.id in used and clause.status == "reserve":
            message = f"The clause {clause.id} is in reserve, and a template contains it."
            found.append(ClauseProblem(clause.file, at("status"), "reserve", message))
    for each in library.welsh.values():
        found += lint_wording(each.clause, known, places(library, each.clause))
    for clause, key, code, message in (*lint_terms(library), *lint_alternatives(library)):
        found.append(ClauseProblem(clause.file, places(library, clause)(key), code, message))
    return sorted(dict.fromkeys(found), key=lambda each: (each.file, each.line, each.code))


def places(library: Library, clause: Clause) -> Callable[[str], int]:
    """Finds the file line of a key of the clause's header: 2 where it is not there, the file being read only if asked."""
    lines: list[str] = []

    def at(key: str) -> int:
        if not lines:
            try:
                lines.extend((library.folder / clause.file).read_text("utf-8-sig").split("\n")[: clause.body_line])
            except (OSError, UnicodeDecodeError):
                lines.append("")
        return next((number for number, line in enumerate(lines, 1) if re.match(rf"{key}\s*:", line)), 2)

    return at


def complete_facts(library: Library) -> dict[str, str]:
    """File → its text with every printed fact listed in the header, for the files where one was missing."""
    found = {}
    for clause in library.clauses.values():
        text = (library.folder / clause.file).read_text("utf-8-sig").replace("\r\n", "\n")
        if (better := mended(text, clause)) != text:
            found[clause.file] = better
    return found
