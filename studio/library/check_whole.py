"""Lint of what belongs together: templates, terms, alternatives, and the rows of the law tables."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import PurePosixPath

from jinja2 import Environment, TemplateSyntaxError

from studio.errors import StudioError
from studio.facts.tree import Node, TreeError, read_tree
from studio.library.clause import Clause, ClauseProblem, Template
from studio.library.limits import faults
from studio.library.read import Library

FAMILIES = ("agreement", "form", "notice", "card", "record")
_ENVIRONMENT = Environment(autoescape=False)  # noqa: S701 - parsed only, never rendered


def lint_templates(library: Library) -> Iterator[ClauseProblem]:
    """Every template: what it is for, its condition, its clauses."""
    for template in library.templates.values():
        yield from (ClauseProblem(template.file, 1, code, message) for code, message in _template(template, library))


def _template(template: Template, library: Library) -> Iterator[tuple[str, str]]:
    if PurePosixPath(template.file).stem != template.id:
        yield "file-name", f"The file must be named {template.id}.yaml."
    if not template.purpose.strip():
        yield "template-purpose", f"The template {template.id} must say what it is for (purpose)."
    if not template.not_for.strip():
        yield "template-not-for", f"The template {template.id} must say when not to use it (not_for)."
    if template.family not in FAMILIES:
        yield "family", f"The family is one of {', '.join(FAMILIES)}, not “{template.family}”."
    texts = [("when", f"{{{{ {template.when} }}}}")] if template.when else []
    texts += [("title", template.title), ("title", template.short_title)]
    texts += [("title", entry.heading) for entry in template.outline]
    for name, text in texts:
        yield from ((f"template-{name}", message) for message in _text_faults(text))
    seen: set[str] = set()
    for clause in (each for entry in template.outline for each in entry.clauses):
        if clause not in library.clauses:
            yield "missing", f"The clause {clause} does not exist."
        if clause in seen:
            yield "twice", f"The clause {clause} stands in it twice."
        seen.add(clause)


def _text_faults(text: str) -> Iterator[str]:
    try:
        tree = _ENVIRONMENT.parse(text)
    except (TemplateSyntaxError, RecursionError) as error:
        yield f"“{text[:60]}” has an error: {error}."
        return
    for fault in faults(tree):
        yield f"“{text[:60]}”: {fault.message}."


def lint_terms(library: Library) -> Iterator[tuple[Clause, str, str, str]]:
    """Terms that a clause uses and no clause of the same document defines; definitions that nobody uses.

    Gives the clause, the key of its header, a code and a message.
    """
    used: set[str] = set()
    for template in library.templates.values():
        clauses = [library.clauses[c] for entry in template.outline for c in entry.clauses if c in library.clauses]
        defined = {term.lower() for each in clauses for term in each.defines}
        for clause in clauses:
            used |= {term.lower() for term in clause.uses}
            for term in clause.uses:
                if term.lower() not in defined:
                    message = f"“{term}” is used, but no clause of {template.id} defines it."
                    yield clause, "uses", "term-undefined", message
    for clause in library.clauses.values():
        for term in clause.defines:
            if term.lower() not in used and not any(_speaks(each, term) for each in library.clauses.values()):
                yield clause, "defines", "term-unused", f"“{term}” is defined, and no clause uses it."


def _speaks(clause: Clause, term: str) -> bool:
    """Whether the clause says the term, the bold word of its own definition not counted."""
    text = re.sub(r"\*\*[^*]+\*\*", " ", f"{clause.title} {clause.gloss} {clause.body}")
    words = r"\s+".join(re.escape(word) for word in term.split())
    return re.search(rf"\b{words}(?:s|es)?\b", text, re.IGNORECASE) is not None


def lint_alternatives(library: Library) -> Iterator[tuple[Clause, str, str, str]]:
    """Two wordings of one rank for a point, or fall-backs without a preferred one. As `lint_terms`."""
    points: dict[str, list[Clause]] = defaultdict(list)
    for clause in library.clauses.values():
        if clause.alternative:
            points[clause.alternative.of].append(clause)
    for point, clauses in points.items():
        ranks: dict[int, Clause] = {}
        for clause in clauses:
            rank = clause.alternative.rank if clause.alternative else 0
            if rank in ranks:
                message = f"{ranks[rank].id} has rank {rank} for “{point}” too; only one wording can."
                yield clause, "alternative", "alternative-rank", message
            ranks.setdefault(rank, clause)
        places = {each.id for each in clauses if each.status == "approved"}
        for clause in clauses:
            instead = set(clause.alternative.instead_of) if clause.alternative else set()
            if clause.status == "reserve" and not instead:
                message = "A wording in reserve must say whose place it can take (instead_of)."
                yield clause, "alternative", "reserve-place", message
            for name in sorted(instead - places):
                message = f"{name} is no approved clause for “{point}”, so this one cannot take its place."
                yield clause, "alternative", "reserve-place", message
        if 1 not in ranks:
            message = f"No clause is the preferred one (rank 1) for “{point}”."
            yield clauses[0], "alternative", "alternative-first", message


def lint_law(library: Library) -> Iterator[ClauseProblem]:
    """Problems of reading the law tables, and rows that contradict themselves or that nobody checked."""
    for each in library.law.problems:
        yield ClauseProblem(f"clauses/law/{each.file}", each.line, "law", each.message)
    try:
        library.law.the_regulator()
    except StudioError as error:
        yield ClauseProblem("clauses/law/regulator.yaml", 1, "law", str(error))
    for path in sorted((library.folder / "clauses" / "law").glob("*.yaml")):
        try:
            tree = read_tree(path.read_text("utf-8-sig"))
        except (TreeError, OSError, UnicodeDecodeError) as error:
            if path.name not in {row.file for row in library.law.problems}:
                yield ClauseProblem(f"clauses/law/{path.name}", getattr(error, "line", 1), "law", str(error))
            continue
        yield from (ClauseProblem(f"clauses/law/{path.name}", *row) for row in _law_rows(tree))


def _law_rows(tree: Node) -> Iterator[tuple[int, str, str]]:
    seen: dict[str, int] = {}
    for row in _maps(tree):
        said = {entry.key: entry.value.text for entry in row.entries if entry.value.kind == "text"}
        name = said.get("id") or said.get("title") or "this row"
        if said.get("valid_from") and said.get("valid_to") and said["valid_from"] > said["valid_to"]:
            yield row.line, "law-dates", f"{name} ends ({said['valid_to']}) before it begins ({said['valid_from']})."
        if said.get("added_by"):
            for key in ("checked_by", "checked_on"):
                if not said.get(key):
                    yield (
                        row.line,
                        "law-unchecked",
                        f"{name} was added by {said['added_by']}; say who checked it ({key}).",
                    )
        if "citation" in said and not said["citation"].strip():
            yield row.line, "law-cite", f"{name} must have a citation."
        if "citation" in said and _shortened(said["citation"]):
            yield row.line, "law-cite", f"Write the citation of {name} in full: section, Article, paragraph, Schedule."
        if said.get("id") and said["id"] in seen:
            yield row.line, "law-twice", f"{name} stands in line {seen[said['id']]} already."
        if said.get("id"):
            seen[said["id"]] = row.line


def _shortened(citation: str) -> bool:
    return re.search(r"\b(?:[Aa]rts?|ss?|[Pp]aras?|[Rr]egs?|[Ss]chs?)\b\.? ?\d", citation) is not None


def _maps(node: Node) -> Iterator[Node]:
    if node.kind == "map":
        yield node
    for inner in (*node.items, *(entry.value for entry in node.entries)):
        yield from _maps(inner)
