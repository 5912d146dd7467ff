"""Welsh wording beside the English: each clause's translation, which version it translates, and who confirmed it.

Welsh forms must be no less favourable than English ones (Welsh Language (Wales) Measure 2011). Wording that nobody has
confirmed can be looked at and is not issued.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from io import StringIO
from itertools import zip_longest
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from studio.library.clause import Clause, ClauseProblem
from studio.library.source import Code, Kind, Line, Literal, Piece, parse_pieces

FOLDER = "cy"


@dataclass(frozen=True, slots=True)
class Translation:
    """The Welsh of one clause. `clause` renders it; its id is the English clause's with -cy."""

    of: str
    of_version: str
    clause: Clause
    confirmed_by: str
    confirmed_on: str

    def open_points(self, english: Clause) -> tuple[str, ...]:
        """What stands between this wording and its issue, in words; empty where it may go out."""
        found = []
        if self.of_version != english.version:
            found.append(
                f"the Welsh of “{self.of}” is of version {self.of_version or 'none'}, the English is {english.version}"
            )
        if not (self.confirmed_by and self.confirmed_on):
            found.append(f"nobody has confirmed the Welsh of “{self.of}”")
        return (*found, *parity(self.clause, english))


def parity(welsh: Clause, english: Clause) -> tuple[str, ...]:
    """How the two texts differ in what can be compared without knowing Welsh, each with the first line that does.

    Compared are their lines, cells, boxes and rooms to write in, the facts they print, their figures and what they refer to.
    """
    found = []
    if welsh.heading != english.heading or bool(welsh.title.strip()) != bool(english.title.strip()):
        found.append(f"the Welsh of “{english.id}” has another heading than the English")
    if difference := _first(list(map(_shape, welsh.lines)), list(map(_shape, english.lines))):
        return (*found, f"the Welsh of “{english.id}” has other lines than the English ({difference})")
    pairs = [*zip(welsh.lines, english.lines, strict=True), (_heading(welsh), _heading(english))]
    for what, of in _COMPARED:
        ours, theirs = ([of(line) for line in side] for side in zip(*pairs, strict=True))
        at = next((number for number, (one, other) in enumerate(zip(ours, theirs, strict=True)) if one != other), None)
        if at is not None:
            where = f"line {at + 1}" if at < len(welsh.lines) else "the title"
            said = f"{where}: {_told(ours[at])} for {_told(theirs[at])}"
            found.append(f"the Welsh of “{english.id}” {what} than the English ({said})")
    return tuple(found)


def _first(ours: list[str], theirs: list[str]) -> str:
    """The first line in which the shapes differ, in words; empty where none does."""
    for number, (one, other) in enumerate(zip_longest(ours, theirs, fillvalue="nothing"), 1):
        if one != other:
            return f"line {number}: {one} for {other}"
    return ""


def _told(parts: tuple[str, ...]) -> str:
    return ", ".join(parts)[:60] or "none"


def _heading(clause: Clause) -> Line:
    return Line(0, 2, Kind.HEADING, pieces=parse_pieces(clause.title))


def _shape(line: Line) -> str:
    """What kind of line it is, in words: two that differ here do not look alike on paper."""
    if line.kind is Kind.CONTROL:
        return line.word
    level = f" of level {line.level}" if line.level else ""
    cells = f" of {len(line.cells)} cells" if line.cells else ""
    room = f" with room for {line.lines} lines" if line.lines > 1 else ""
    flags = f" ({', '.join(sorted(line.flags))})" if line.flags else ""
    return f"{line.kind.value}{level}{cells}{room}{flags}{line.word and ' ' + line.word}"


def _pieces(line: Line) -> Iterator[Piece]:
    for pieces in (line.pieces, *(paragraph for cell in line.cells for paragraph in cell)):
        yield from pieces


def _codes(line: Line) -> tuple[str, ...]:
    """The code of a line, sorted: Welsh puts words in another order."""
    return tuple(sorted(each.source for each in _pieces(line) if isinstance(each, Code)))


def _references(line: Line) -> tuple[str, ...]:
    return tuple(sorted(each.ref for each in _pieces(line) if isinstance(each, Literal) and each.ref))


def _boxes(line: Line) -> tuple[str, ...]:
    return tuple(each.text for each in _pieces(line) if isinstance(each, Literal) and each.box)


def _figures(line: Line) -> tuple[str, ...]:
    """Every number in the words, sorted: periods, Articles, telephone numbers are the same in both languages."""
    words = " ".join(each.text for each in _pieces(line) if isinstance(each, Literal))
    return tuple(sorted(re.findall(r"\d+", words)))


_COMPARED: tuple[tuple[str, Callable[[Line], tuple[str, ...]]], ...] = (
    ("prints other facts", _codes),
    ("has other boxes", _boxes),
    ("has other numbers", _figures),
    ("refers to other clauses", _references),
)


def read_translation(text: str, made: Clause) -> Translation | None:
    """The translation that a file holds, or None where its header does not say what it translates."""
    header = _header(text)
    if str(header.get("language") or "") != "cy":
        return None
    clause = replace(made, id=f"{made.id}-cy")
    return Translation(
        made.id,
        str(header.get("of_version") or ""),
        clause,
        str(header.get("confirmed_by") or "").strip(),
        str(header.get("confirmed_on") or "").strip(),
    )


def _header(text: str) -> Mapping[str, object]:
    match = re.match(r"---\n(.*?\n)---\n", text.replace("\r\n", "\n"), re.DOTALL)
    try:
        data = YAML(typ="safe", pure=True).load(StringIO(match.group(1))) if match else None
    except (YAMLError, ValueError):  # the clause reader has named it already
        data = None
    return data if isinstance(data, dict) else {}


def welsh_files(root: Path) -> list[Path]:
    return sorted((root / "clauses" / FOLDER).rglob("*.md"), key=lambda path: path.as_posix())


def welsh_problems(welsh: Mapping[str, Translation], clauses: Mapping[str, Clause]) -> Iterator[ClauseProblem]:
    """Translations of nothing, and pairs whose lines or facts differ."""
    for each in welsh.values():
        english = clauses.get(each.of)
        if english is None:
            yield ClauseProblem(each.clause.file, 2, "welsh", f"There is no clause {each.of} that this translates.")
            continue
        for said in parity(each.clause, english):
            yield ClauseProblem(
                each.clause.file, each.clause.body_line, "welsh-parity", f"{said[0].upper()}{said[1:]}."
            )
