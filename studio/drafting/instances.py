"""One clause rendered: its source lines as they come out for these facts, each with its key, words and origins.

An instance is a source line at one turn of its loops. Edits work on instances, before anything is numbered.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from jinja2 import TemplateError, TemplateSyntaxError
from jinja2.environment import Template

from studio.drafting.change import Reads, fields_between, fingerprint
from studio.drafting.draft import Run
from studio.drafting.edits import sources_of
from studio.drafting.engine import (
    CELL,
    CELL_OF,
    CELL_PARAGRAPH,
    PARAGRAPH,
    PARAGRAPH_END,
    PIECE,
    PIECE_END,
    PIECE_TEXT,
)
from studio.drafting.instance import Instance, Part
from studio.drafting.marked import folded, loose_runs_of, runs_of
from studio.drafting.reprint import only_printed, reprinted
from studio.drafting.view import MissingFactError
from studio.drafting.view import Row as FactRow
from studio.errors import StudioError
from studio.library.clause import Clause
from studio.library.limits import BoundedSandbox
from studio.library.source import Code, Kind, Line, Literal, Pieces, parse_pieces

GLOSS = -2  # the number of a clause's note "In short"


class ClauseTextError(StudioError):
    """A clause cannot be rendered; the message names file and line."""

    def __init__(self, file: str, line: int, message: str) -> None:
        super().__init__(f"{file}, line {line}: {message}", "Mend the clause, then assemble again.")
        self.file = file
        self.line = line


class UnansweredFactError(StudioError):
    """A clause in force prints a fact that has no answer yet."""

    def __init__(self, pointer: str, clause: Clause, line: int) -> None:
        super().__init__(
            f"{pointer} has no answer, and the clause “{clause.id}” ({clause.file}, line {line}) prints it.",
            "Fill it in, then assemble again.",
        )
        self.pointer = pointer
        self.clause = clause.id


Variables = dict[str, dict[str, Any]]  # by key of the instance: the loop variables it was rendered with


@dataclass(frozen=True, slots=True)
class RenderedClause:
    """`made` finds a line again by its key and its marked text, so that the next rendering makes only new ones."""

    instances: tuple[Instance, ...]
    variables: Variables
    made: Mapping[tuple[str, str], Instance] = field(default_factory=dict)


class ClauseRenderer:
    """Renders clauses; keeps compiled templates by (clause id, body), as they cost a hundred times the rendering.

    It also keeps the last rendering of each clause with the fingerprint of the facts that the clause reads: a changed
    fact renders only the clauses that name it.
    """

    def __init__(self, environment: BoundedSandbox) -> None:
        self.environment = environment
        self._compiled: dict[tuple[str, str, str], Template] = {}
        self._expressions: dict[str, Any] = {}
        self._pieces: dict[str, Template] = {}
        self._reads: dict[str, Reads] = {}
        self._prints: dict[tuple[str, ...], frozenset[str]] = {}
        self._reads_of: dict[tuple[str, ...], tuple[list[Line], Reads, dict[int, list[str]]]] = {}
        self._last: dict[str, tuple[tuple[object, object], RenderedClause]] = {}
        self._held: dict[str, tuple[object, bool]] = {}

    def learn(self, other: ClauseRenderer) -> None:
        """Take over what another renderer over the same law has compiled: all of it is kept by its own text."""
        self.environment = other.environment
        self._compiled, self._expressions = other._compiled, other._expressions
        self._pieces, self._reads, self._prints = other._pieces, other._reads, other._prints

    def holds(self, clause: Clause, names: dict[str, Any]) -> bool:
        """Whether the clause's condition is true for the facts. Raises ClauseTextError for a condition in error."""
        if not clause.when:
            return True
        mark = fingerprint(self._reads_in(f"{{{{ {clause.when} }}}}"), names)
        if clause.when not in self._held or self._held[clause.when][0] != mark:
            self._held[clause.when] = (mark, bool(self.value(clause.when, names, clause.file)))
        return self._held[clause.when][1]

    def _reads_in(self, source: str) -> Reads:
        if source not in self._reads:
            self._reads[source] = Reads.of(source)
        return self._reads[source]

    def value(self, expression: str, names: dict[str, Any], file: str) -> Any:
        self.environment.budget.fresh()
        try:
            if expression not in self._expressions:
                self._expressions[expression] = self.environment.compile_expression(expression, undefined_to_none=False)
            found = self._expressions[expression](**names)
            bool(found)  # an undefined name shows here, not later
        except (TemplateError, TypeError, AttributeError, ValueError, ArithmeticError, MissingFactError) as error:
            raise ClauseTextError(file, 1, f"the expression “{expression}” cannot be decided: {error}") from error
        return found

    def instances(self, clause: Clause, names: dict[str, Any]) -> RenderedClause:
        """The clause's lines for these facts, its heading first (key `<id>.0`)."""
        text = (clause.id, clause.title, clause.gloss, clause.body)
        lines, reads, literals = self._read(clause)
        mark = (text, fingerprint(reads, names))
        last, before = self._last.get(clause.id, (None, None))
        if last is None or before is None or last[0] != text:
            before, last = RenderedClause((), {}), None
        if last != mark:
            simple = self._reprinted(clause, before, last[1], mark[1], names) if last else None
            before = simple or self._fresh(clause, lines, {**names, "_l": literals}, before.made)
            self._last[clause.id] = (mark, before)
        return before

    def _reprinted(
        self, clause: Clause, last: RenderedClause, before: object, now: object, names: dict[str, Any]
    ) -> RenderedClause | None:
        """The last rendering with new words, where the clause does nothing with the changed fields but print them."""
        changed = fields_between(before, now)
        if not changed or not changed <= self._prints_alone(clause) - names.get("_also", frozenset()):
            return None
        lines = reprinted(last.instances, changed, names)
        return RenderedClause(lines, last.variables) if lines else None

    def _prints_alone(self, clause: Clause) -> frozenset[str]:
        text = (clause.id, clause.title, clause.gloss, clause.body)
        if text not in self._prints:
            self._prints[text] = only_printed(_source(clause, self._read(clause)[0]))
        return self._prints[text]

    def _read(self, clause: Clause) -> tuple[list[Line], Reads, dict[int, list[str]]]:
        """A clause's lines, the names that they read, and its words with braces."""
        text = (clause.id, clause.title, clause.gloss, clause.body)
        if text not in self._reads_of:
            lines = [*_heading(clause), *clause.lines]
            self._reads_of[text] = (lines, self._reads_in(_source(clause, lines)), _literals(lines))
        return self._reads_of[text]

    def reads(self, clause: Clause) -> Reads:
        """What a clause's condition and text may read."""
        text = self._read(clause)[1]
        return text | self._reads_in(f"{{{{ {clause.when} }}}}") if clause.when else text

    def try_out(self, clause: Clause, names: dict[str, Any]) -> None:
        """Render a clause, if it holds, and keep nothing. Raises UnansweredFactError or ClauseTextError."""
        if clause.when and not self.value(clause.when, names, clause.file):
            return
        lines, _, literals = self._read(clause)
        self._run(clause, lines, {**names, "_l": literals, "_seen": []})

    def _fresh(
        self, clause: Clause, lines: list[Line], names: dict[str, Any], made: Mapping[tuple[str, str], Instance]
    ) -> RenderedClause:
        seen: list[tuple[int, dict[str, Any]]] = []
        text = self._run(clause, lines, {**names, "_seen": seen})
        by_number = {line.number: line for line in lines if line.kind is not Kind.CONTROL}
        try:
            return _instances(clause, text, seen, by_number, made)
        except TemplateError as error:
            raise ClauseTextError(
                clause.file, clause.body_line, f"a loop's name is used outside it: {error}"
            ) from error

    def runs(self, pieces: Pieces, names: dict[str, Any], variables: dict[str, Any], key: str) -> tuple[Run, ...]:
        """The runs of some pieces with a paragraph's loop variables, white space folded."""
        return folded(self.loose_runs(pieces, names, variables, key))

    def loose_runs(self, pieces: Pieces, names: dict[str, Any], variables: dict[str, Any], key: str) -> tuple[Run, ...]:
        """As `runs`, with white space as it came: a stretch of an edited paragraph, to be folded with the others."""
        line = Line(0, 1, Kind.PARAGRAPH, pieces=pieces)
        source = _pieces_source(pieces, 0)
        self.environment.budget.fresh()
        try:
            template = self._pieces.get(source) or self.environment.from_string(source)
            self._pieces[source] = template
            text = template.render({**names, **variables, "_l": _literals([line])})
        except MissingFactError as error:
            raise StudioError(
                f"{error.pointer} has no answer, and an edited sentence prints it.", "Fill it in."
            ) from error
        except (TemplateError, TypeError, AttributeError, ValueError, ArithmeticError) as error:
            raise StudioError(f"The edited wording of {key} cannot be rendered: {error}") from error
        return loose_runs_of(text, pieces)

    def prepare(self, clause: Clause) -> None:
        """Compile a clause and its condition. Raises TemplateSyntaxError for one in error."""
        self.environment.from_string(_source(clause, self._read(clause)[0]))
        self.prepare_condition(clause.when)

    def prepare_condition(self, when: str) -> None:
        if when:
            self.environment.compile_expression(when, undefined_to_none=False)

    def prepare_words(self, text: str) -> None:
        """Compile a heading or a title."""
        self.environment.from_string(_pieces_source(parse_pieces(text), 0))

    def _run(self, clause: Clause, lines: list[Line], names: dict[str, Any]) -> str:
        cached = (clause.id, clause.title, clause.body)
        self.environment.budget.fresh()
        try:
            template = self._compiled.get(cached)
            if template is None:
                template = self.environment.from_string(_source(clause, lines))
                self._compiled[cached] = template
            return template.render(names)
        except TemplateSyntaxError as error:
            raise ClauseTextError(clause.file, _file_line(clause, error.lineno), str(error.message)) from error
        except MissingFactError as error:
            raise UnansweredFactError(error.pointer, clause, _file_line(clause, _raised_at(error))) from error
        except (TemplateError, TypeError, AttributeError, ValueError, ArithmeticError) as error:
            raise ClauseTextError(clause.file, _file_line(clause, _raised_at(error)), str(error)) from error


def _heading(clause: Clause) -> list[Line]:
    """The printed heading and the note "In short"."""
    heading = [Line(0, 1, Kind.HEADING, pieces=parse_pieces(clause.title))] if clause.heading else []
    gloss = [Line(GLOSS, 1, Kind.GLOSS, pieces=parse_pieces(clause.gloss))] if clause.gloss and clause.heading else []
    return [*heading, *gloss]


def _literals(lines: list[Line]) -> dict[int, list[str]]:
    """The words of pieces whose braces Jinja2 would otherwise read."""
    found: dict[int, list[str]] = {}
    for line in lines:
        for pieces in (line.pieces, *(paragraph for cell in line.cells for paragraph in cell)):
            if any(isinstance(piece, Literal) and _braces(piece.text) for piece in pieces):
                found[line.number] = [piece.text if isinstance(piece, Literal) else "" for piece in pieces]
    return found


def _braces(text: str) -> bool:
    return "{" in text


def _source(clause: Clause, lines: list[Line]) -> str:
    """One line of Jinja2 for each body line, so that Jinja2's line numbers lead back to the file."""
    rows: dict[int, str] = {}
    for line in lines:
        offset = 0 if line.number in (0, GLOSS) else line.at - clause.body_line + 1
        rows[offset] = rows.get(offset, "") + (line.word if line.kind is Kind.CONTROL else _line_source(line))
    return "\n".join(rows.get(offset, "") for offset in range(max(rows, default=0) + 1))


def _line_source(line: Line) -> str:
    if line.cells:
        inner = "".join(
            (f"{CELL}{index}{CELL_OF}" if index else "")
            + CELL_PARAGRAPH.join(_pieces_source(paragraph, line.number) for paragraph in cell)
            for index, cell in enumerate(line.cells)
        )
    else:
        inner = _pieces_source(line.pieces, line.number)
    turn = ("loop",) if line.variables and "loop." in inner else ()
    loops = "".join(f", {name}={name}" for name in dict.fromkeys((*line.variables, *turn)))
    return f"{PARAGRAPH}{{{{ _mark(_seen, {line.number}{loops}) }}}}{inner}{PARAGRAPH_END}"


def _pieces_source(pieces: Pieces, number: int) -> str:
    source = ""
    for index, piece in enumerate(pieces):
        if isinstance(piece, Code):
            source += f"{PIECE}{index}{PIECE_TEXT}{piece.source}{PIECE_END}" if piece.prints else piece.source
        else:
            words = f"{{{{ _l[{number}][{index}] }}}}" if _braces(piece.text) else piece.text
            source += f"{PIECE}{index}{PIECE_TEXT}{words}{PIECE_END}"
    return source


def _instances(
    clause: Clause,
    text: str,
    seen: list[tuple[int, dict[str, Any]]],
    lines: dict[int, Line],
    before: Mapping[tuple[str, str], Instance],
) -> RenderedClause:
    made: dict[tuple[str, str], Instance] = {}
    kept: Variables = {}
    used: dict[str, int] = {}
    bodies = [part.split(PARAGRAPH_END)[0] for part in text.split(PARAGRAPH)[1:]]
    for body, (number, variables) in zip(bodies, seen, strict=True):
        line = lines[number]
        key = _key(clause.id, number, line, variables)
        used[key] = used.get(key, 0) + 1
        if used[key] > 1:
            key = f"{key}~{used[key]}"
        made[key, body] = before.get((key, body)) or _instance(clause, line, key, body)
        kept[key] = variables
    return RenderedClause(tuple(made.values()), kept, made)


def _key(clause: str, number: int, line: Line, variables: dict[str, Any]) -> str:
    names = [_name(variables[name]) for name in line.variables if name in variables]
    stem = "g" if number == GLOSS else str(number)
    return "/".join([f"{clause}.{stem}", *names])


def _name(value: Any) -> str:
    """What a loop's turn is called in keys: the id of its row where it has one, so that order does not matter."""
    if isinstance(value, FactRow):
        fields = type(value._value).model_fields
        if "id" in fields:
            return str(value.id)
        return (
            "-".join(str(value[name]) for name in ("party", "purpose") if name in fields)
            or value._pointer.rsplit("/", 1)[-1]
        )
    if isinstance(value, tuple):
        return _name(value[0])
    return re.sub(r"[^A-Za-z0-9]+", "-", str(value))[:32]


def _instance(clause: Clause, line: Line, key: str, body: str) -> Instance:
    if line.cells:
        try:
            part, cells = Part(key, (), ()), _cells(line, key, body)
        except IndexError as error:
            message = "a loop over columns must open at the end of one cell and close at the end of the next."
            raise ClauseTextError(clause.file, line.at, message) from error
    else:
        part, cells = Part(key, runs_of(body, line.pieces), sources_of(line.pieces, key)), ()
    return Instance(
        key, clause.id, clause.version, line.kind, line.level, part, cells, line.flags, line.lines, line.word,
        clause.file, line.at,
    )  # fmt: skip


def _cells(line: Line, key: str, body: str) -> tuple[tuple[Part, ...], ...]:
    """The cells as they came out: a loop that opens in one cell and ends in the next makes a column for each turn."""
    cells = []
    first, *others = body.split(CELL)
    texts = [(0, first), *((int(number), text) for number, _, text in (each.partition(CELL_OF) for each in others))]
    for column, (text, sources) in enumerate(((text, line.cells[index]) for index, text in texts), 1):
        parts = zip(text.split(CELL_PARAGRAPH), sources, strict=True)
        cells.append(
            tuple(
                Part(cell_key(key, column, n), runs_of(words, pieces), sources_of(pieces, key))
                for n, (words, pieces) in enumerate(parts)
            )
        )
    return tuple(cells)


def cell_key(row: str, column: int, paragraph: int) -> str:
    """The key of a cell's paragraph: `<row>.c2`, further paragraphs `<row>.c2.1`."""
    return f"{row}.c{column}" + (f".{paragraph}" if paragraph else "")


def _raised_at(error: BaseException) -> int:
    trace, line = error.__traceback__, 1
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == "<template>":
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def _file_line(clause: Clause, line: int) -> int:
    return 1 if line <= 1 else clause.body_line + line - 2
