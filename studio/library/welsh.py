"""Welsh wording beside the English: each clause's translation, which version it translates, and who confirmed it.

Welsh forms must be no less favourable than English ones (Welsh Language (Wales) Measure 2011). Wording that nobody has
confirmed can be looked at and is not issued.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from io import StringIO
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from studio.library.clause import Clause, ClauseProblem
from studio.library.source import Code, Line

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
    """How the two texts differ in what can be compared without knowing Welsh: their lines, and the facts they print."""
    found = []
    if [(line.kind, line.level) for line in welsh.lines] != [(line.kind, line.level) for line in english.lines]:
        found.append(f"the Welsh of “{english.id}” has other lines than the English")
    elif [_codes(line) for line in welsh.lines] != [_codes(line) for line in english.lines]:
        found.append(f"the Welsh of “{english.id}” prints other facts than the English")
    return tuple(found)


def _codes(line: Line) -> tuple[str, ...]:
    """The code of a line, sorted: Welsh puts words in another order."""
    parts = (line.pieces, *(paragraph for cell in line.cells for paragraph in cell))
    own = [line.word] if not any(parts) else []
    return tuple(sorted([*own, *(piece.source for pieces in parts for piece in pieces if isinstance(piece, Code))]))


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
