"""Effects of changes gathered as marks on a draft's text: for the merge page and for a review copy opened alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from studio.desk.widgets.draft_view import Markup
from studio.desk.widgets.tracked import Kind, Piece, Wanted, marked
from studio.drafting.draft import Draft
from studio.returns.change import (
    Effect,
    JoinedParagraphs,
    MovedParagraph,
    NewParagraph,
    NewRow,
    RemovedParagraph,
    RemovedRow,
    TextEdit,
)

_TAKEN = {"accept", "amend"}


@dataclass(frozen=True, slots=True)
class By:
    """Whose change it is and what was decided ("" while open); `text` are the words of an amendment."""

    who: tuple[str, ...]
    decided: str = ""
    text: str | None = None


class Marker:
    """Takes effects one by one; `markup()` gives what the text then shows."""

    def __init__(self, draft: Draft) -> None:
        self._texts = {block.key: block.text for block in draft.walk()}
        self._cells = {
            row.key: [one.key for cell in row.cells for one in cell.paragraphs]
            for block in draft.blocks
            if block.table
            for row in block.table.rows
        }
        self._first = draft.blocks[0].key if draft.blocks else ""
        self._wanted: dict[str, list[Wanted]] = {}
        self._new: dict[str, list[tuple[str, Sequence[Piece]]]] = {}
        self._gutter: dict[str, list[tuple[str, int]]] = {}

    def sign(self, key: str, marks: Sequence[tuple[str, int]]) -> None:
        """Monograms in the gutter beside a paragraph, each once."""
        there = self._gutter.setdefault(key, [])
        there += [mark for mark in marks if mark not in there]

    def take(self, change: str, effects: Sequence[Effect], by: By) -> None:
        """Mark all that one change would do."""
        for number, effect in enumerate(effects):
            amended = by.text if number == 0 else "" if by.text is not None else None
            self._take(f"{change}/{number}", effect, By(by.who, by.decided, amended))

    def _take(self, name: str, effect: Effect, by: By) -> None:
        match effect:
            case TextEdit(key, start, end, text):
                self._want(key, start, end, text if by.text is None else by.text, by)
            case RemovedParagraph(key):
                self._want(key, 0, len(self._texts.get(key, "")), by.text or "", by)
            case NewParagraph(after, text):
                if effect.after_start >= 0 and after in self._texts:
                    self._want(after, effect.after_start, len(self._texts[after]), "", by)
                self._add(name, after or self._first, by.text or text, by)
            case NewRow(table, _after, cells):
                self._add(name, table, by.text or "  |  ".join(cells), by)
            case RemovedRow(key):
                for cell in self._cells.get(key, ()):
                    self._want(cell, 0, len(self._texts[cell]), "", by)
            case JoinedParagraphs(key, second, glue):
                more = self._texts.get(second, "")
                size = len(self._texts.get(key, ""))
                self._want(key, size, size, glue + more, by)
                self._want(second, 0, len(more), "", by)
            case MovedParagraph(key, after):
                text = self._texts.get(key, "")
                self._want(key, 0, len(text), "", by)
                self._add(name, after or self._first, text, by)
            case _:
                pass

    def _want(self, key: str, start: int, end: int, text: str, by: By) -> None:
        if key in self._texts:
            self._wanted.setdefault(key, []).append(Wanted(start, end, text, by.who, by.decided))

    def _add(self, name: str, after: str, text: str, by: By) -> None:
        if by.decided != "reject":
            plain = by.decided in _TAKEN
            piece = Piece(text) if plain else Piece(text, Kind.INSERTED, by.who)
            self._new.setdefault(after, []).append((name, (piece,)))

    def markup(self) -> Markup:
        pieces = {key: marked(self._texts[key], edits) for key, edits in self._wanted.items()}
        return Markup(pieces, self._gutter, self._new)
