"""Lint of one clause: its header, its language, its words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Set
from datetime import date
from itertools import pairwise

from jinja2 import TemplateSyntaxError, nodes
from jinja2.meta import find_undeclared_variables

from studio.library.clause import Clause, ClauseProblem
from studio.library.limits import CLAUSE_FILTERS, BoundedSandbox, faults
from studio.library.printed import FAMILY, NAMES, file_line, is_fact, printed_facts, source_of
from studio.library.source import MOST_CODE, Code, Kind, Literal, left_open, parse_pieces

Lines = Callable[[str], int]  # the file line where a key of the header stands
SECTION = re.compile(r"A(0[1-9]|[12]\d|3[0-5])|[2-8](\.\d{1,2})?")
STATUSES = ("approved", "reserve", "draft")
BROKEN = ("when", "code", "jinja", "control")  # with one of these nothing more can be told from the text
_REFERENCE = re.compile(r"\[\[([a-z0-9-]+)\]\]")
_REGULATOR = re.compile(r"Information Commission(?!er)|\bICO\b|Information Commissioner")
_CLAIM = re.compile(
    r"\b(?:is|are|be|makes?|made|keeps?) (?:fully |always |thereby )?(?:lawful|compliant|legal)\b"
    r"|\b(?:complies|comply) fully\b|\bGDPR[- ]compliant\b",
    re.IGNORECASE,
)
_DENIED = re.compile(
    r"\b(?:whether|if|not|unless|only|where|that|must|does|sure|what|which|check|say|how)\b", re.IGNORECASE
)
_SHORTENED = re.compile(r"\b(?:[Aa]rts?|ss?|[Pp]aras?|[Rr]egs?|[Ss]chs?|[Ss]ched)\b\.? ?\d")
_NEEDS_YEAR = re.compile(r"\b(?:Act|Regulations|Measure|Order)\b")
_ENVIRONMENT = BoundedSandbox(autoescape=False, finalize=str)  # parsed only, never rendered
_ENVIRONMENT.count(dict.fromkeys(CLAUSE_FILTERS - set(_ENVIRONMENT.filters), str))


def lint_clause(clause: Clause, known: Set[str], at: Lines) -> Iterator[ClauseProblem]:
    """Everything that can be told from the clause alone; `known` are the ids that may be referred to."""

    def problem(line: int, code: str, message: str) -> ClauseProblem:
        return ClauseProblem(clause.file, line, code, message)

    if not clause.file.endswith(f"/{clause.id}.md"):
        yield problem(at("id"), "file-name", f"The file must be named {clause.id}.md.")
    for key, code, message in (*_header(clause), *_changes(clause), *_law(clause)):
        yield problem(at(key), code, message)
    wording = list(lint_wording(clause, known, at))
    yield from wording
    if not any(each.code in BROKEN for each in wording):
        yield from (problem(line, code, message) for line, code, message in _facts(clause, at))


def lint_wording(clause: Clause, known: Set[str], at: Lines) -> Iterator[ClauseProblem]:
    """What is wrong with the title, the condition and the text alone, in whatever language they are written."""

    def problem(line: int, code: str, message: str) -> ClauseProblem:
        return ClauseProblem(clause.file, line, code, message)

    broken = False
    for line, code, message in _syntax(clause, at):
        broken = True
        yield problem(line, code, message)
    if not broken:
        yield from (problem(line, code, message) for line, code, message in _language(clause, at))
    for line, text in _texts(clause, at):
        yield from (
            problem(line, "reference", f"[[{name}]] is no clause.")
            for name in _REFERENCE.findall(text)
            if name not in known
        )
        yield from (problem(line, code, message) for code, message in _words(text))


def _header(clause: Clause) -> Iterator[tuple[str, str, str]]:
    if clause.status not in STATUSES:
        yield "status", "status", f"The status is {', '.join(STATUSES[:-1])} or {STATUSES[-1]}, not “{clause.status}”."
    if clause.status == "reserve" and clause.alternative is None:
        yield "status", "reserve", "A wording in reserve must say what it is an alternative for (alternative)."
    if not SECTION.fullmatch(clause.section):
        yield (
            "section",
            "section",
            f"“{clause.section}” is no section: A01 to A35, 2 to 8, or a part of them such as 3.9.",
        )
    if any(isinstance(piece, Literal) and piece.ref for piece in parse_pieces(clause.title)):
        yield "title", "title", "A heading cannot hold a cross reference."
    if clause.alternative and not clause.alternative.right_when.strip():
        yield "alternative", "alternative-when", "An alternative must say when it is right (right_when)."


def _changes(clause: Clause) -> Iterator[tuple[str, str, str]]:
    if not clause.changes:
        yield "changes", "changes", "The list of changes is missing: a row with version, date and reason for each text."
        return
    if clause.changes[-1].version != clause.version:
        last = clause.changes[-1].version
        yield (
            "version",
            "version",
            f"The version is {clause.version}, but the last change is {last or 'without version'}.",
        )
    for row in clause.changes:
        if not row.reason.strip():
            yield "changes", "change-reason", f"The change to version {row.version} has no reason."
        if not _is_day(row.date):
            yield "changes", "change-date", f"“{row.date}” is no date; write for example 2026-11-22."
    numbers = [_number(row.version) for row in clause.changes]
    if any(each is None for each in numbers) or any(a >= b for a, b in pairwise(numbers) if a and b):
        said = ", ".join(row.version for row in clause.changes)
        yield (
            "changes",
            "change-order",
            f"Versions are two numbers with a point and rise with every change, not {said}.",
        )
    days = [row.date for row in clause.changes]
    if days != sorted(days):
        yield "changes", "change-order", "A later version has an earlier date."


def _number(version: str) -> tuple[int, ...] | None:
    return tuple(map(int, version.split("."))) if re.fullmatch(r"\d{1,3}\.\d{1,3}", version) else None


def _is_day(text: str) -> bool:
    try:
        return bool(re.fullmatch(r"\d{4}-\d{2}-\d{2}", text) and date.fromisoformat(text))
    except ValueError:
        return False


def _law(clause: Clause) -> Iterator[tuple[str, str, str]]:
    for each in clause.law:
        if not each.cite.strip():
            yield "law", "law-cite", "A citation must name the instrument (cite)."
        elif _NEEDS_YEAR.search(each.cite) and not re.search(r"\b\d{4}\b", each.cite):
            yield "law", "law-cite", f"“{each.cite}” must have its year."
        if match := _SHORTENED.search(each.place):
            yield (
                "law",
                "law-place",
                f"Write “{match.group()}” in full: Article, section, paragraph, regulation, Schedule.",
            )


def _syntax(clause: Clause, at: Lines) -> Iterator[tuple[int, str, str]]:
    try:
        if clause.when:
            _ENVIRONMENT.parse(f"{{{{ {clause.when} }}}}")
    except (TemplateSyntaxError, RecursionError) as error:
        yield at("when"), "when", f"The condition has an error: {error}."
    bad = False
    for number, text in ((at("title"), clause.title), *enumerate(clause.body.split("\n"), clause.body_line)):
        if opening := left_open(text):
            bad = True
            yield number, "code", _left_open(opening)
    for line in clause.lines:
        for pieces in (line.pieces, *(part for cell in line.cells for part in cell)):
            for piece in pieces:
                if isinstance(piece, Code) and piece.prints and not _parses(piece.source):
                    bad = True
                    yield line.at, "jinja", f"{piece.source[:80]} has an error."
    if bad:
        return
    yield from _controls(clause)


def _left_open(rest: str) -> str:
    """Why what looks like code is none, and would be printed as it stands."""
    if rest[0] != "{":
        return f"“{rest[:2]}” closes nothing and would be printed. Take it out, or write the other end before it."
    close = rest[1].replace("{", "}") + "}"
    if close in rest[2:]:
        return f"“{rest[:40]} …” is longer than {MOST_CODE:,} characters and would be printed. Write it shorter."
    return f"“{rest[:40]}” is not closed and would be printed. End it with {close} in the same line."


def _controls(clause: Clause) -> Iterator[tuple[int, str, str]]:
    control = "\n".join(line.word for line in clause.lines if line.kind is Kind.CONTROL)
    try:
        _ENVIRONMENT.parse(control)
        whole = source_of(clause)
    except (TemplateSyntaxError, RecursionError) as error:
        yield clause.body_line, "control", f"A loop or condition is not closed: {error}."
        return
    try:
        _ENVIRONMENT.parse(whole)
    except RecursionError:
        yield clause.body_line, "control", "The text is nested too deeply."
    except TemplateSyntaxError as error:
        yield file_line(clause, error.lineno), "control", f"A loop or condition has an error: {error.message}."


def _parses(source: str) -> bool:
    try:
        _ENVIRONMENT.parse(source)
    except (TemplateSyntaxError, RecursionError):
        return False
    return True


def _language(clause: Clause, at: Lines) -> Iterator[tuple[int, str, str]]:
    """What a text must not do, and names that nothing has."""
    for when, source in ((False, source_of(clause)), (True, f"{{{{ {clause.when or 0} }}}}")):
        tree = _ENVIRONMENT.parse(source)

        def place(line: int, when: bool = when) -> int:
            return at("when") if when else file_line(clause, line)

        yield from ((place(line), code, message) for line, code, message in _refused(tree))


def _refused(tree: nodes.Template) -> Iterator[tuple[int, str, str]]:
    found = [(each.line, "not-allowed", f"{each.message[:1].upper()}{each.message[1:]}.") for each in faults(tree)]
    unknown = [node for node in tree.find_all(nodes.Filter) if node.name not in CLAUSE_FILTERS]
    found += [(node.lineno, "filter", f"There is no filter called {node.name}.") for node in unknown]
    yield from found
    _ENVIRONMENT.budget.fresh()
    for name in [] if found else sorted(find_undeclared_variables(tree) - NAMES):
        if name.startswith(FAMILY):
            continue
        first = next(each.lineno for each in tree.find_all(nodes.Name) if each.name == name)
        yield first, "name", f"Nothing is called {name}."


def _facts(clause: Clause, at: Lines) -> Iterator[tuple[int, str, str]]:
    for name in clause.facts:
        if not is_fact(name):
            yield at("facts"), "fact", f"There is no fact called {name}."
    for path, line in not_listed(clause).items():
        yield line, "fact-not-listed", f"The text prints {path}; list it under facts (library lint --mend does it)."


def not_listed(clause: Clause) -> dict[str, int]:
    """Facts that the text prints and the header does not list, each with its line."""
    return {
        path: line
        for path, line in printed_facts(clause).items()
        if not any(path == each or path.startswith(f"{each}.") for each in clause.facts)
    }


def mended(text: str, clause: Clause) -> str:
    """The clause's file with the facts that it prints listed in its header; nothing else is touched."""
    missing = list(not_listed(clause))
    if not missing:
        return text
    rows = "".join(f"  - {each}\n" for each in missing)
    header, mark, body = text.partition("\n---\n")
    header += "\n"
    if match := re.search(r"^facts:[ ]*\[(.*)\][ ]*\n", header, re.MULTILINE):
        said = ", ".join([*filter(None, [match[1].strip()]), *missing])
        header = f"{header[: match.start()]}facts: [{said}]\n{header[match.end() :]}"
    elif match := re.search(r"^facts:[ ]*\n(?:[ ]+- .*\n)*", header, re.MULTILINE):
        header = header[: match.end()] + rows + header[match.end() :]
    else:
        header += f"facts:\n{rows}"
    return header[:-1] + mark + body


def _texts(clause: Clause, at: Lines) -> Iterator[tuple[int, str]]:
    """Every text that people read, with its line."""
    yield at("title"), clause.title
    yield at("gloss"), clause.gloss
    yield at("why"), clause.why
    yield from enumerate(clause.body.split("\n"), clause.body_line)


def _words(text: str) -> Iterator[tuple[str, str]]:
    if match := _REGULATOR.search(text):
        yield "regulator", f"“{match.group()}” is typed; write {{{{ regulator.name }}}}, which follows the law."
    for match in _CLAIM.finditer(text):
        before = re.split(r"[.!?:;]", text[: match.start()])[-1]
        if not _DENIED.search(before):
            yield "claim", f"“{match.group()}” says what no text can promise. Say what was done or checked."
