"""An agreed sentence as a line of the clause's source, so that the library can have it for agreements to come."""

from __future__ import annotations

import re

from studio.drafting.edits import FactPlace, Place, Reword, Source, Sources, Words, sources_of
from studio.errors import StudioError
from studio.library.clause import Clause
from studio.library.source import Kind, parse_pieces

_MARKER = re.compile(r"\s*(?:\d+\.|[a-h]\.|i\.|\*|:)\s+")
_LINES = frozenset({Kind.NUMBERED, Kind.BULLET, Kind.DEFINITION, Kind.PARAGRAPH})


def reworded_body(clause: Clause, edit: Reword) -> str:
    """The clause's body with one line worded as agreed.

    Raises StudioError where the sentence cannot be a line of the library: it names a partner or an item of this agreement,
    or it stands in a table, heading or box.
    """
    match = re.fullmatch(rf"{re.escape(clause.id)}\.(\d+)(?:/.*)?", edit.key)
    line = next((each for each in clause.lines if match and each.number == int(match[1])), None)
    if line is None or line.kind not in _LINES:
        raise StudioError(
            "Only a sentence of a clause can go to the library.", "Edit the clause in the library itself."
        )
    raw = clause.body.split("\n")
    at = line.at - clause.body_line
    marker = _MARKER.match(raw[at])
    text = "".join(_written(each) for each in edit.sources).strip().replace("****", "")
    if _joined(sources_of(parse_pieces(text), "")) != _joined(edit.sources):
        raise StudioError(
            "The sentence holds signs that mean something in a clause.", "Edit the clause in the library itself."
        )
    raw[at] = (marker.group() if marker else "") + text
    return "\n".join(raw)


def _written(source: Source) -> str:
    if isinstance(source, FactPlace):
        raise StudioError(
            "The sentence names a partner or an item of this agreement, which other agreements do not have.",
            "Edit the clause in the library, and say it for all.",
        )
    text = source.code if isinstance(source, Place) else _words(source)
    return f"**{text}**" if source.strong and text else text


def _words(source: Words) -> str:
    return f"[[{source.ref}]]" if source.ref else "[ ]" if source.box else source.text


def _joined(sources: Sources) -> list[tuple[str, bool]]:
    """What the sources say, whichever way words are cut up."""
    out: list[tuple[str, bool]] = []
    for each in sources:
        text = each.code if isinstance(each, Place) else _words(each) if isinstance(each, Words) else ""
        if out and out[-1][1] == each.strong:
            out[-1] = (out[-1][0] + text, each.strong)
        elif text:
            out.append((text, each.strong))
    return [(text.strip() if len(out) == 1 else text, strong) for text, strong in out]
