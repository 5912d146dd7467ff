"""Marked-up text as plain values: which words stay, which were put in, which struck out, and by whom."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    SAME = "same"
    INSERTED = "inserted"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of one kind. `who` are the party ids behind a change; the first gives the hue."""

    text: str
    kind: Kind = Kind.SAME
    who: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wanted:
    """Characters `start` to `end` should become `text`. `decided` is "" while open, else accept, reject, amend, defer."""

    start: int
    end: int
    text: str
    who: tuple[str, ...]
    decided: str = ""


def marked(text: str, wanted: Sequence[Wanted]) -> tuple[Piece, ...]:
    """The text with every open change marked; accepted and amended ones are shown as decided, rejected ones left out."""
    live = [edit for edit in wanted if edit.decided != "reject"]
    cuts = sorted({0, len(text), *(min(side, len(text)) for edit in live for side in (edit.start, edit.end))})
    made: list[Piece] = []
    for here in cuts:
        made += _insertions(live, here)
        after = next((cut for cut in cuts if cut > here), None)
        if after is not None:
            made += _stretch(text[here:after], here, after, live)
    return _joined(made)


def _insertions(live: list[Wanted], here: int) -> list[Piece]:
    found: list[Piece] = []
    for edit in live:
        if edit.end == here and edit.text:
            plain = edit.decided in {"accept", "amend"}
            found.append(Piece(edit.text, Kind.SAME if plain else Kind.INSERTED, () if plain else edit.who))
    return found


def _stretch(words: str, start: int, end: int, live: list[Wanted]) -> list[Piece]:
    over = [edit for edit in live if edit.start <= start and edit.end >= end and edit.end > edit.start]
    if any(edit.decided in {"accept", "amend"} for edit in over):
        return []
    who = tuple(dict.fromkeys(party for edit in over for party in edit.who))
    return [Piece(words, Kind.DELETED if over else Kind.SAME, who)]


def _joined(pieces: list[Piece]) -> tuple[Piece, ...]:
    made: list[Piece] = []
    for piece in pieces:
        if made and made[-1].kind == piece.kind and made[-1].who == piece.who:
            made[-1] = Piece(made[-1].text + piece.text, piece.kind, piece.who)
        elif piece.text:
            made.append(piece)
    return tuple(made)


def word_changes(before: str, after: str) -> tuple[Piece, ...]:
    """Two versions of a paragraph, compared word by word: what went is struck, what came is underlined."""
    old, new = re.findall(r"\s+|[^\s]+", before), re.findall(r"\s+|[^\s]+", after)
    made: list[Piece] = []
    for kind, i, j, k, m in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            made.append(Piece("".join(old[i:j])))
            continue
        made += [Piece("".join(new[k:m]), Kind.INSERTED)] if m > k else []
        made += [Piece("".join(old[i:j]), Kind.DELETED)] if j > i else []
    return _joined(made)
