"""What is open while a story is read: revisions, fields, comments, and the paragraph that takes the words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import count

from studio.errors import HostileFile
from studio.returns.beside import field_target
from studio.returns.guard import MOST_REVISED
from studio.returns.ooxml import Element, attr
from studio.returns.paragraphs import PLAIN, Beside, Cell, Format, Mark, Paragraph, Piece, Reformat, Spot, Story
from studio.returns.shapes import Shapes
from studio.returns.tracked import mark_of

MOST_FIELDS = 100  # inside one another; Word opens twenty
MOST_QUOTED = 2000  # letters of the words that a comment points at
Report = Callable[[str, str], None]  # (element, reason)

_FILLED_IN = frozenset(  # fields whose results the program writes (ECMA-376 17.16.5); in others the words are somebody's
    {"REF", "PAGEREF", "NOTEREF", "STYLEREF", "PAGE", "NUMPAGES", "SECTION", "SECTIONPAGES", "SEQ", "DATE",
     "TIME", "CREATEDATE", "SAVEDATE", "PRINTDATE", "EDITTIME", "FILENAME", "FILESIZE", "NUMWORDS", "NUMCHARS",
     "REVNUM", "DOCPROPERTY", "INFO", "AUTHOR", "LASTSAVEDBY", "TITLE", "SUBJECT", "KEYWORDS", "LISTNUM",
     "AUTONUM", "AUTONUMLGL", "AUTONUMOUT", "USERNAME", "USERINITIALS", "INDEX", "TOA", "BIBLIOGRAPHY", "="}
)  # fmt: skip


@dataclass
class Field:
    """A field (ECMA-376 17.16.18): its instruction, and whether its result has begun."""

    instruction: str = ""
    result: bool = False
    paragraph: Paragraph | None = None  # where it began, and how many pieces that had
    pieces: int = 0

    @property
    def kind(self) -> str:
        return next(iter(self.instruction.upper().split()), "")


@dataclass
class Flow:
    """One story as it is read. Text boxes met on the way are collected in `boxes` as stories of their own."""

    story: Story
    shapes: Shapes
    report: Report
    boxes: list[Story] = field(default_factory=list)
    inserted: list[Mark] = field(default_factory=list)  # innermost last
    gone: list[Mark] = field(default_factory=list)
    fields: list[Field] = field(default_factory=list)
    anchors: list[str] = field(default_factory=list)
    cells: tuple[Cell, ...] = ()
    container: int = 0
    paragraph: Paragraph | None = None
    paragraph_style: str = ""
    format: Format = PLAIN  # of the run that is read
    reformat: Reformat | None = None
    own: Element | None = None  # properties that were read before the rest of their element
    section: int = 0  # number of the first paragraph of the section that is read
    contents: int = 0  # depth inside a table of contents
    characters: int = 0
    revised: int = 0  # stretches of words that a tracked change is about
    numbers: count[int] = field(default_factory=lambda: count(1))
    tables: count[int] = field(default_factory=count)
    pending: list[tuple[Element, list[Mark], list[Mark]]] = field(default_factory=list)  # boxes, with what holds them
    targets: Mapping[str, str] = field(default_factory=dict)  # of links out of the file, by relationship
    _open: dict[str, tuple[Spot, int]] = field(default_factory=dict)  # comments, and what was under all of them before
    _under: list[tuple[str, bool, bool, Paragraph]] = field(default_factory=list)  # words, kept, sent, where
    _moves: dict[str, tuple[str, str]] = field(default_factory=dict)  # number of an open range -> kind, name

    def finish(self) -> None:
        """Say so if the story ended inside a field: words behind its beginning may be missing. Comments end with it."""
        for spot, begin in self._open.values():
            self._close(spot, begin)
        if any(not each.result for each in self.fields):
            self.report("w:fldChar", "a field begins and never ends; words behind it may be missing")

    def add(self, text: str, thing: str = "") -> None:
        """One piece of the paragraph, with all that is known at this place."""
        if self.paragraph is None or not (text or thing):
            return
        instruction = ""
        if self.fields:
            if any(not each.result for each in self.fields):
                return
            instruction = self.fields[-1].instruction.strip() if self.fields[-1].kind in _FILLED_IN else ""
        inserted = self.inserted[-1] if self.inserted else None
        gone = self.gone[-1] if self.gone else None
        if inserted or gone or self.reformat:
            self.paragraph.revised = True
            self._count_revised()
        if thing:
            self.paragraph.things = True
        outer = (*self.inserted[:-1], *self.gone[:-1])
        self.paragraph.pieces.append(Piece(text, inserted, gone, self.format, self.reformat, instruction, thing, outer))
        self.characters += len(text)
        if self._open:
            self._under.append((text, gone is None, inserted is None, self.paragraph))

    # -- revisions

    def _count_revised(self) -> None:
        self.revised += 1
        if self.revised > MOST_REVISED:
            raise HostileFile(
                f"This file holds more than {MOST_REVISED} tracked changes, far more than any agreement.",
                "Ask the sender to send the agreement alone, as a Word document (.docx).",
            )

    def mark(self, item: Element, kind: str) -> Mark:
        """Author and date of a revision; both ends of a move have the name of the range that is open around them."""
        open_moves = [name for _, (which, name) in self._moves.items() if which == kind]
        return mark_of(item, kind, open_moves[-1] if open_moves else "")

    def move_edge(self, name: str, item: Element) -> None:
        """Where the range of a move begins or ends (17.13.5.23, .24, .27, .28)."""
        kind, _, edge = name[2:].partition("Range")
        number = f"{kind}{attr(item, 'w:id')}"
        if edge == "Start":
            self._moves[number] = kind, attr(item, "w:name")
        else:
            self._moves.pop(number, None)

    # -- fields

    @property
    def in_contents(self) -> bool:
        return self.contents > 0 or any(each.kind == "TOC" for each in self.fields)

    def field_begins(self, instruction: str = "", *, result: bool = False) -> None:
        if len(self.fields) >= MOST_FIELDS:
            raise HostileFile(
                "This file holds fields inside one another, more deeply than any real document.",
                "Ask the sender to save it as a plain Word document (.docx) and send it again.",
            )
        pieces = len(self.paragraph.pieces) if self.paragraph is not None else 0
        self.fields.append(Field(instruction, result, self.paragraph, pieces))

    def field_ends(self) -> None:
        """A field that came or went without any words (an index entry, say) is a thing that came or went."""
        if not self.fields:
            return
        ended = self.fields.pop()
        if ended.kind == "HYPERLINK" and ended.paragraph is self.paragraph:
            self.link(ended.pieces, field_target(ended.instruction))
        wordless = self.paragraph is not None and len(self.paragraph.pieces) == ended.pieces
        if wordless and (self.inserted or self.gone):
            self.add("", "field")

    # -- links and pictures

    def link(self, first: int, target: str) -> None:
        """What was read from that piece on leads there; of a link inside a link the outer one counts."""
        if self.paragraph is not None and target and first < len(self.paragraph.pieces):
            links = self._beside(self.paragraph).links
            while links and links[-1][0] >= first:
                links.pop()
            links.append((first, len(self.paragraph.pieces), target))

    def letter(self, first: int, lettering: tuple[str, int | None], usual: tuple[str, int | None]) -> None:
        """What was read from that piece on has a font and size of its own, words of the paragraph's style the `usual` ones."""
        if self.paragraph is not None and lettering != usual and first < len(self.paragraph.pieces):
            self.paragraph.lettering = usual
            self._beside(self.paragraph).letterings.append((first, len(self.paragraph.pieces), lettering))

    def describe(self, words: str) -> None:
        """The alternative text of the picture that was added last."""
        if self.paragraph is not None and self.paragraph.pieces and self.paragraph.pieces[-1].thing == "picture":
            self._beside(self.paragraph).pictures.setdefault(len(self.paragraph.pieces) - 1, words)

    def _beside(self, paragraph: Paragraph) -> Beside:
        paragraph.beside = paragraph.beside or Beside()
        return paragraph.beside

    # -- anchors and comments

    def anchor(self, name: str) -> None:
        (self.paragraph.anchors if self.paragraph is not None else self.anchors).append(name)

    def comment_edge(self, item: Element, *, begins: bool) -> None:
        number = attr(item, "w:id")
        if begins:
            spot = self.story.spots.setdefault(number, Spot(self.story.name))
            spot.start = self.characters
            spot.paragraph = self.paragraph
            self._open[number] = spot, len(self._under)
        elif number in self._open:
            self._close(*self._open.pop(number))
            if not self._open:
                self._under.clear()

    def comment_point(self, number: str) -> None:
        spot = self.story.spots.setdefault(number, Spot(self.story.name, start=self.characters, end=self.characters))
        if spot.paragraph is None:
            spot.paragraph = self.paragraph

    def _close(self, spot: Spot, begin: int) -> None:
        """The words under a comment, at its end."""
        spot.end = self.characters
        under = self._under[begin : begin + MOST_QUOTED]
        if spot.paragraph is None and under:
            spot.paragraph = under[0][3]
        spot.accepted = "".join(text for text, kept, _, _ in under if kept)[:MOST_QUOTED]
        spot.rejected = "".join(text for text, _, sent, _ in under if sent)[:MOST_QUOTED]
