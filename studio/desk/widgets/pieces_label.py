"""A few marked words in a panel, in agreement type."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from studio.desk import style
from studio.desk.widgets.tracked import Kind, Piece


class PiecesLabel(QLabel):
    """Underline for what would come, strike for what would go; the hue is the reviewer's."""

    def __init__(self, name: str = "") -> None:
        super().__init__()
        self.setObjectName(name)
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setFont(style.font(14, serif=True))

    def show_pieces(self, pieces: Sequence[Piece], hues: dict[str, int]) -> None:
        self.setText("".join(_html(piece, hues) for piece in pieces))
        self.setAccessibleName(said(pieces))


def said(pieces: Sequence[Piece]) -> str:
    """The same for a screen reader, with the marks in words."""
    names = {Kind.INSERTED: "inserted: ", Kind.DELETED: "deleted: ", Kind.SAME: ""}
    return " ".join(f"{names[piece.kind]}{piece.text}" for piece in pieces)


def _html(piece: Piece, hues: dict[str, int]) -> str:
    text = escape(piece.text)
    if piece.kind == Kind.SAME:
        return text
    known = [hues[party] for party in piece.who if party in hues]
    colour = (
        style.hue(known[0]).name()
        if known
        else style.color("added" if piece.kind == Kind.INSERTED else "removed").name()
    )
    line = "underline" if piece.kind == Kind.INSERTED else "line-through"
    return f'<span style="color:{colour}; text-decoration:{line}">{text}</span>'
