"""Wording edits: what reviewers' accepted changes (or the coordinator's own) do to a clause's source.

An edit never freezes rendered text. It is made of words and of places of facts, so that a partner renamed after
round 1 shows in draft 3, inside the reviewers' words.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from studio.library.source import Code, Pieces, words_in_code


@dataclass(frozen=True, slots=True)
class Words:
    """Words as they are: of the library or of a reviewer. `ref` is a cross reference to a clause."""

    text: str
    strong: bool = False
    ref: str | None = None
    box: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Jinja2 of the library's line, with the loop variables of the paragraph `of`."""

    code: str
    of: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class FactPlace:
    """One fact by its stable path (`/parties/@police/legal_name`), where the library's Jinja2 could not be kept whole.

    `filters` are those of the Jinja2 that printed it ("words", "upper"): the fact goes on being printed in that way.
    """

    path: str
    strong: bool = False
    filters: str | None = None


Source = Words | Place | FactPlace
Sources = tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Reword:
    """The paragraph `key` now reads so. `base` is the fingerprint of the library's line it was made on."""

    key: str
    sources: Sources
    base: str = ""


@dataclass(frozen=True, slots=True)
class Remove:
    """The paragraph or table row `key` goes."""

    key: str


@dataclass(frozen=True, slots=True)
class Insert:
    """A new paragraph `key` after the paragraph or table `after` ("": first); `kind` is a `library.source.Kind` value."""

    key: str
    after: str
    kind: str
    level: int
    sources: Sources


@dataclass(frozen=True, slots=True)
class InsertRow:
    """A new table row `key` after the row (or caption or head) `after`."""

    key: str
    after: str
    cells: tuple[Sources, ...]


@dataclass(frozen=True, slots=True)
class Move:
    """The paragraph `key` stands after the paragraph or table `after` now ("": first)."""

    key: str
    after: str


@dataclass(frozen=True, slots=True)
class Restyle:
    key: str
    kind: str
    level: int


Edit = Reword | Remove | Insert | InsertRow | Move | Restyle
_KINDS: dict[str, type[Any]] = {each.__name__: each for each in (Reword, Remove, Insert, InsertRow, Move, Restyle)}
_SOURCES: dict[str, type[Any]] = {each.__name__: each for each in (Words, Place, FactPlace)}


def sources_of(pieces: Pieces, key: str) -> Sources:
    """A library line's pieces as sources of the paragraph `key`."""
    return tuple(
        Place(each.source, key, each.strong)
        if isinstance(each, Code)
        else Words(each.text, each.strong, each.ref, each.box)
        for each in pieces
    )


def words_of(edits: Sequence[Edit]) -> frozenset[str]:
    """Every word of the Jinja2 in agreed wording: the loop variables of a paragraph are kept for it, too."""
    parts = [sources for edit in edits for sources in (getattr(edit, "sources", ()), *getattr(edit, "cells", ()))]
    return words_in_code(" ".join(each.code for sources in parts for each in sources if isinstance(each, Place)))


def dump_edits(edits: Sequence[Edit]) -> str:
    """The edits as canonical JSON, for the store and for files."""
    return json.dumps([_plain(each) for each in edits], ensure_ascii=False, sort_keys=True)


def load_edits(text: str) -> tuple[Edit, ...]:
    """The edits that `dump_edits` wrote."""
    return tuple(_edit(each) for each in json.loads(text or "[]"))


def _plain(edit: Edit) -> dict[str, Any]:
    plain = {"op": type(edit).__name__, **asdict(edit)}
    if isinstance(edit, (Reword, Insert)):
        plain["sources"] = [_plain_source(each) for each in edit.sources]
    elif isinstance(edit, InsertRow):
        plain["cells"] = [[_plain_source(each) for each in cell] for cell in edit.cells]
    return plain


def _plain_source(source: Source) -> dict[str, Any]:
    return {
        "is": type(source).__name__,
        **{key: value for key, value in asdict(source).items() if value not in (False, None)},
    }


def _edit(plain: dict[str, Any]) -> Edit:
    fields = {key: value for key, value in plain.items() if key != "op"}
    if "sources" in fields:
        fields["sources"] = _read_sources(fields["sources"])
    if "cells" in fields:
        fields["cells"] = tuple(_read_sources(cell) for cell in fields["cells"])
    made: Edit = _KINDS[plain["op"]](**fields)
    return made


def _read_sources(plain: list[dict[str, Any]]) -> Sources:
    return tuple(_SOURCES[each["is"]](**{k: v for k, v in each.items() if k != "is"}) for each in plain)
