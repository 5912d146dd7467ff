"""What stands in a story, without XML: paragraphs of pieces, each with the revisions that touch it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Mark:
    """Who did what: `kind` is the revision element (ins, del, moveFrom, moveTo …)."""

    kind: str
    author: str
    date: str | None
    name: str = ""  # of a move, the same at both ends


class Format(NamedTuple):
    """How words look, as far as a reviewer says something with it; "" and False say nothing."""

    bold: bool = False
    italic: bool = False
    underline: bool = False
    strike: bool = False
    hidden: bool = False
    highlight: str = ""
    colour: str = ""
    raised: str = ""  # superscript or subscript


PLAIN = Format()


@dataclass(frozen=True, slots=True)
class Reformat:
    """A tracked change of properties: what the words looked like before and look like now."""

    mark: Mark
    before: Format = PLAIN
    after: Format = PLAIN
    what: str = ""  # the properties that differ, in words


class Piece(NamedTuple):
    """Words of one origin. Inserted words are not in the rejected reading, gone ones not in the accepted one."""

    text: str
    inserted: Mark | None = None
    gone: Mark | None = None
    format: Format = PLAIN
    reformat: Reformat | None = None
    field: str = ""  # instruction of the field whose result this is, where the program writes it
    thing: str = ""  # what stands here instead of words: a picture, a note's number
    outer: tuple[Mark, ...] = ()  # further revisions around those two: text moved inside an insertion, say

    def in_(self, mode: str) -> bool:
        return (self.gone if mode == "accepted" else self.inserted) is None

    @property
    def format_sent(self) -> Format:
        return self.reformat.before if self.reformat else self.format


@dataclass(eq=False, slots=True)
class Row:
    """A table row with its revision; `table` numbers the table in its story."""

    table: int
    index: int
    inserted: Mark | None = None
    gone: Mark | None = None


@dataclass(eq=False, slots=True)
class Cell:
    row: Row
    index: int
    inserted: Mark | None = None
    gone: Mark | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """Style name and effective list level (None: not numbered)."""

    style: str
    level: int | None


@dataclass(eq=False, slots=True)
class Beside:
    """What a paragraph holds beside its words, by the numbers of its pieces."""

    links: list[tuple[int, int, str]] = field(default_factory=list)  # first piece, the one behind the last, target
    pictures: dict[int, str] = field(default_factory=dict)  # alternative text
    letterings: list[tuple[int, int, tuple[str, int | None]]] = field(
        default_factory=list
    )  # font and size of their own


@dataclass(eq=False, slots=True)
class Paragraph:
    """One `w:p`. `inserted` and `gone` belong to its mark: where it vanishes, the paragraph runs on into the next."""

    story: str
    container: int  # the body, cell, note or box it stands in, numbered in its story
    look: Look
    look_sent: Look  # before a tracked change of style or level
    cells: tuple[Cell, ...] = ()  # outermost first
    pieces: list[Piece] = field(default_factory=list)
    anchors: list[str] = field(default_factory=list)  # names of the bookmarks that begin here
    inserted: Mark | None = None
    gone: Mark | None = None
    relook: Mark | None = None  # a tracked change of paragraph properties
    relooked: str = ""  # which, in words
    generated: bool = False  # inside a table of contents: written by the program, not the author
    things: bool = False  # something beside words stands in it
    beside: Beside | None = None
    lettering: tuple[str, int | None] = ("", None)  # font and size that its style says, where words have their own
    breaks: bool = False  # as sent, a page begins before it
    revised: bool = False  # a revision touches its words, so that there are two readings of them
    _accepted: str | None = None  # the readings, once they have been asked for
    _rejected: str | None = None

    def text(self, mode: str) -> str:
        """Its words in that reading. To be asked for when the paragraph has been read to its end."""
        if mode == "accepted" and self.revised:
            if self._accepted is None:
                self._accepted = "".join([piece.text for piece in self.pieces if piece.gone is None])
            return self._accepted
        if self._rejected is None:
            self._rejected = "".join([piece.text for piece in self.pieces if piece.inserted is None])
        return self._rejected

    def put(self, at: int, piece: Piece) -> None:
        """Another piece in the place of one."""
        self.pieces[at] = piece
        self._accepted = self._rejected = None

    @property
    def cell(self) -> Cell | None:
        return self.cells[-1] if self.cells else None

    def stands_in(self, mode: str) -> bool:
        """Whether its row and cell exist in that reading."""
        return all(
            (cell.gone or cell.row.gone) is None if mode == "accepted" else (cell.inserted or cell.row.inserted) is None
            for cell in self.cells
        )


@dataclass(frozen=True, slots=True)
class Other:
    """A revision that changes no words: a section, a table, a cell, numbering; `near` is the paragraph it stands at."""

    mark: Mark
    target: str  # run | paragraph | row | cell | table | section
    what: str
    near: int  # index of the next paragraph in the story


@dataclass(eq=False, slots=True)
class Spot:
    """Where a comment points: the words under it in both readings."""

    story: str
    paragraph: Paragraph | None = None
    start: int = -1  # running count of characters in the story
    end: int = -1
    accepted: str = ""
    rejected: str = ""


@dataclass(eq=False, slots=True)
class Story:
    """All paragraphs of one flow of text, in document order."""

    name: str
    part: str
    paragraphs: list[Paragraph] = field(default_factory=list)
    others: list[Other] = field(default_factory=list)
    spots: dict[str, Spot] = field(default_factory=dict)
    sections: list[tuple[int, str]] = field(default_factory=list)  # number of the first paragraph, how it begins


def grouped(paragraphs: Iterable[Paragraph], mode: str) -> list[list[Paragraph]]:
    """The paragraphs of one reading, each as the file's paragraphs that run together to make it.

    A paragraph whose mark is not in the reading joins the next one in the same cell or body (ECMA-376 17.13.5.15 and
    17.13.5.20). Where a table or the end follows there is nothing to join: it goes if it is empty, and stays if not.
    """
    standing = [paragraph for paragraph in paragraphs if not paragraph.cells or paragraph.stands_in(mode)]
    groups: list[list[Paragraph]] = []
    waiting: list[Paragraph] = []
    for place, paragraph in enumerate(standing):
        waiting.append(paragraph)
        vanishes = (paragraph.gone if mode == "accepted" else paragraph.inserted) is not None
        following = standing[place + 1] if place + 1 < len(standing) else None
        if vanishes and following is not None and following.container == paragraph.container:
            continue
        before_table = following is not None and len(following.cells) > len(paragraph.cells)
        if not (vanishes and before_table and not any(item.text(mode) for item in waiting)):
            groups.append(waiting)
        waiting = []
    return groups


def reading(paragraphs: Iterable[Paragraph], mode: str) -> list[str]:
    """That reading, a text a paragraph; line breaks inside one become spaces."""
    return [
        "".join(paragraph.text(mode) for paragraph in group).replace("\n", " ") for group in grouped(paragraphs, mode)
    ]
