"""What is measured of a draft once, however often it is laid out: the pieces of its paragraphs with the lines that they
were broken into, and the widths of its tables' columns.

A closer setting changes distances between lines and between items and nothing else, so lines and widths stay. What is kept
belongs to one draft in one house style: it is made for one laying out and dropped with it.
"""

from __future__ import annotations

from studio.documents.layout import Style
from studio.documents.pdf_lines import Words, pieces
from studio.drafting.draft import Run, Table

_Look = tuple[str, float, str, float]  # of a style: all that decides about the width of words


class Measured:
    """Words by their runs and their look, column widths by their table."""

    def __init__(self) -> None:
        # The runs and the table are kept beside what was measured of them, so that no other can get the same id.
        self._words: dict[tuple[int, _Look, str], tuple[tuple[Run, ...], Words]] = {}
        self._widths: dict[int, tuple[Table, dict[float, list[float]]]] = {}

    def words(self, runs: tuple[Run, ...], style: Style, key: str = "") -> Words:
        """The runs as `pdf_lines.pieces` gives them; the same again for the same runs in the same letters."""
        look = (style.face, style.size, style.colour, style.box)
        known = self._words.get((id(runs), look, key))
        if known is None:
            known = self._words[id(runs), look, key] = (runs, pieces(runs, style, key))
        return known[1]

    def columns(self, table: Table) -> dict[float, list[float]]:
        """Widths of the table's columns by the width of the whole, to be filled in by who measures them."""
        return self._widths.setdefault(id(table), (table, {}))[1]
