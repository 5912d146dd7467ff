"""The source of a clause: Markdown-like lines, each one paragraph, taken apart into pieces (docs/formats/clause.md).

A piece is either words of the library or Jinja2. Keeping them apart is what lets a reviewer's wording replace the
words and leave the places of facts standing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """What one source line makes."""

    CONTROL = "control"  # {% for %}, {% if %} … alone on a line
    TITLE = "title"
    SUBTITLE = "subtitle"
    SERIES = "series"
    HEADING = "heading"
    SUBHEADING = "subheading"
    NUMBERED = "numbered"
    PARAGRAPH = "paragraph"
    BULLET = "bullet"
    DEFINITION = "definition"
    GLOSS = "gloss"
    CAPTION = "caption"
    HEAD = "head"
    ROW = "row"
    FIGURE = "figure"
    FIELD = "field"
    CHOICE = "choice"
    SIGNATURE = "signature"
    PART = "part"
    SCHEDULE = "schedule"


@dataclass(frozen=True, slots=True)
class Literal:
    """Words of the library, taken as they are."""

    text: str
    strong: bool = False
    ref: str | None = None  # id of the clause referred to; `text` is empty until numbers are known
    box: bool = False


@dataclass(frozen=True, slots=True)
class Code:
    """Jinja2: `{{ … }}` prints a value, `{% … %}` steers."""

    source: str
    strong: bool = False

    @property
    def prints(self) -> bool:
        return self.source.startswith("{{")


Piece = Literal | Code
Pieces = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One source line. `number` is its place among the clause's paragraphs (0: the heading), the stem of its key."""

    number: int
    at: int  # line in the file
    kind: Kind
    level: int = 0
    pieces: Pieces = ()
    cells: tuple[tuple[Pieces, ...], ...] = ()  # cells of a row, each a tuple of paragraphs
    flags: frozenset[str] = field(default_factory=frozenset)
    lines: int = 1
    word: str = ""  # the figure's name; a control line's text
    variables: tuple[str, ...] = ()  # loop variables in force here, outermost first


# Code is short. Looking for its end no further than that keeps text of opening brackets alone from taking very long.
MOST_CODE = 1_000
MOST_LINE = 4_000
MOST_TEXT = 64_000
_IN_CODE = re.compile(rf"\{{[{{%].{{0,{MOST_CODE}}}?[%}}]\}}", re.DOTALL)
_NAME = re.compile(r"(?<![.\w])[A-Za-z_]\w*")
_WORD = re.compile(r"[A-Za-z_]\w*")
_LONG = rf".{{0,{MOST_CODE}}}?"
_CODE = re.compile(rf"(\{{\{{{_LONG}\}}\}}|\{{%{_LONG}%\}}|\{{#{_LONG}#\}})")
_MARK = re.compile(r"\\.|\{[{%#]|[}%#]\}")
_CONTROL = re.compile(r"^\s*\{%-?\s*(for|endfor|if|elif|else|endif|set)\b.*%\}\s*$")
_FOR = re.compile(r"\{%-?\s*for\s+(.+?)\s+in\s")
_INLINE = re.compile(r"(\\.|\*\*|\[\[[a-z0-9-]+\]\]|\[ \])")
_REFERENCE = re.compile(r"\[\[[a-z0-9-]+\]\]")
_FLAGS = re.compile(r"\s*\{(wide|facts|choices|rowheads)\}\s*$")
_ROOM = re.compile(r"\s*\{(\d+)\}\s*$")
_MARKERS: tuple[tuple[re.Pattern[str], Kind, int], ...] = (
    (re.compile(r"^\d+\.\s+"), Kind.NUMBERED, 2),
    (re.compile(r"^\s*[a-h]\.\s+"), Kind.NUMBERED, 3),
    (re.compile(r"^\s*i\.\s+"), Kind.NUMBERED, 4),
    (re.compile(r"^\*\s+"), Kind.BULLET, 0),
    (re.compile(r"^:\s+"), Kind.DEFINITION, 0),
    (re.compile(r"^##\s+"), Kind.SUBHEADING, 0),
    (re.compile(r"^>\s+"), Kind.GLOSS, 0),
    (re.compile(r"^_\s+"), Kind.FIELD, 0),
    (re.compile(r"^!title\s+"), Kind.TITLE, 0),
    (re.compile(r"^!subtitle\s+"), Kind.SUBTITLE, 0),
    (re.compile(r"^!series\s+"), Kind.SERIES, 0),
    (re.compile(r"^!signature\s+"), Kind.SIGNATURE, 0),
    (re.compile(r"^!figure\s+"), Kind.FIGURE, 0),
)


def parse_body(text: str, first_line: int = 1) -> tuple[Line, ...]:
    """The lines of a clause body in order, blank ones left out.

    `first_line` is the file line of the first body line, so that errors can name their place.
    """
    found: list[Line] = []
    variables: list[str] = []
    number = 0
    for offset, raw in enumerate(text.split("\n")):
        if not raw.strip():
            continue
        at = first_line + offset
        if _CONTROL.match(raw):
            found.append(Line(-1, at, Kind.CONTROL, word=raw.strip()))
            _track(raw, variables)
            continue
        number += 1
        found.append(_line(raw.rstrip(), number, at, tuple(variables)))
    return tuple(found)


def _track(control: str, variables: list[str]) -> None:
    """Keep the stack of loop variables; a loop over pairs counts its first name."""
    if match := _FOR.search(control):
        variables.append(match.group(1).split(",")[0].strip())
    elif re.search(r"\{%-?\s*endfor", control) and variables:
        variables.pop()


def _line(raw: str, number: int, at: int, variables: tuple[str, ...]) -> Line:
    if raw.startswith("|"):
        return _table_line(raw, number, at, variables)
    if raw.startswith("[ ]"):
        return Line(number, at, Kind.CHOICE, pieces=parse_pieces(raw), variables=variables)
    for pattern, kind, level in _MARKERS:
        if match := pattern.match(raw):
            return _marked(raw[match.end() :], Line(number, at, kind, level, variables=variables))
    return Line(number, at, Kind.PARAGRAPH, pieces=parse_pieces(raw.strip()), variables=variables)


def _marked(rest: str, line: Line) -> Line:
    room = 1
    if line.kind is Kind.FIELD and (match := _ROOM.search(rest)):
        room, rest = int(match.group(1)), rest[: match.start()]
    word = rest.strip() if line.kind is Kind.FIGURE else ""
    pieces = () if word else parse_pieces(rest)
    return Line(line.number, line.at, line.kind, line.level, pieces, lines=room, word=word, variables=line.variables)


def _table_line(raw: str, number: int, at: int, variables: tuple[str, ...]) -> Line:
    if raw.startswith("|="):
        rest, flags = raw[2:], set()
        while match := _FLAGS.search(rest):
            flags.add(match.group(1))
            rest = rest[: match.start()]
        return Line(
            number, at, Kind.CAPTION, pieces=parse_pieces(rest.strip()), flags=frozenset(flags), variables=variables
        )
    kind, rest = (Kind.HEAD, raw[2:]) if raw.startswith("|#") else (Kind.ROW, raw[1:])
    cells = tuple(
        tuple(parse_pieces(part.strip()) for part in _split(cell, "<br>"))
        for cell in _split(re.sub(r"(?<!\\)\|$", "", rest.strip()), "|")
    )
    return Line(number, at, kind, cells=cells, variables=variables)


def _split(text: str, mark: str) -> list[str]:
    """Split at `mark` where it stands in the words: not inside Jinja2 and not escaped."""
    parts, current = [], ""
    for part in _CODE.split(text):
        if _CODE.fullmatch(part):
            current += part
            continue
        fields = re.split(r"(?<!\\)" + re.escape(mark), part)
        current += fields[0]
        for later in fields[1:]:
            parts.append(current)
            current = later
    return [*parts, current]


def parse_pieces(text: str) -> Pieces:
    """Words and Jinja2 of one line, with `**bold**`, `[[reference]]` and boxes resolved; comments are dropped."""
    pieces: list[Piece] = []
    strong = False
    for part in _CODE.split(text):
        if not part or part.startswith("{#"):
            continue
        if _CODE.fullmatch(part):
            pieces.append(Code(part, strong))
            continue
        strong = _inline(part, strong, pieces)
    return tuple(pieces)


def _inline(text: str, strong: bool, pieces: list[Piece]) -> bool:
    words = ""

    def flush() -> None:
        nonlocal words
        if words:
            pieces.append(Literal(words, strong))
            words = ""

    for part in _INLINE.split(text):
        if part == "**":
            flush()
            strong = not strong
        elif _REFERENCE.fullmatch(part):
            flush()
            pieces.append(Literal("", strong, ref=part[2:-2]))
        elif part == "[ ]":
            flush()
            pieces.append(Literal("\u2610", strong, box=True))
        else:
            words += part[1:] if len(part) == 2 and part[0] == "\\" else part
    flush()
    return strong


def left_open(text: str) -> str:
    """The rest of a line from the first mark of code that is no code, because its other end is missing or too far away."""
    at = 0
    for part in _CODE.split(text):
        if not _CODE.fullmatch(part):
            for match in _MARK.finditer(part):
                if not match.group().startswith("\\"):
                    return text[at + match.start() :]
        at += len(part)
    return ""


def too_long(text: str) -> tuple[int, str] | None:
    """The line where a text is longer than any of a library, and a sentence on it. Reading such a text could take minutes."""
    if len(text) > MOST_TEXT:
        return (
            1,
            f"The text has {len(text):,} characters. More than {MOST_TEXT:,} are not read: make several clauses of it.",
        )
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > MOST_LINE:
            said = f"This line has {len(line):,} characters. More than {MOST_LINE:,} are not read: make several lines of it."
            return number, said
    return None


def codes(text: str) -> list[str]:
    """Every stretch of Jinja2 in a text, with its braces."""
    return _IN_CODE.findall(text)


def names_in_code(text: str) -> frozenset[str]:
    """Every name that stands in the Jinja2 of a text, words in its strings too: what the text reads is among them.

    A code that ends in two braces of its own, as `{{ {"a": b}}}`, would be cut short; none of ours is written so.
    """
    return frozenset(name for code in _IN_CODE.findall(text) for name in _NAME.findall(code))


def words_in_code(text: str) -> frozenset[str]:
    """As `names_in_code`, with what follows a dot: every field that the text can reach is among them."""
    return frozenset(word for code in _IN_CODE.findall(text) for word in _WORD.findall(code))
