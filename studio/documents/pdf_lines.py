"""Breaking words into lines: pure measuring, no drawing.

Words break at spaces. One that is too long for a line breaks after / ? & = . @ _ or a hyphen, then between letters;
no hyphen is ever added, so what is copied from the page is what was written.

Lines are broken in the order of reading. Where something runs from right to left, the parts of a line keep that order
and get their places by the bidirectional algorithm; all other lines never meet it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from studio.documents import bidi, fonts, layout
from studio.documents.form_fields import box_mark
from studio.documents.layout import Style
from studio.drafting.draft import Run

BOX_GAP = 7.0  # between a word and the next box to tick
_ASIDE = 0.012  # of the size: how far left of a sign a mark stands that is to be read after it
_SPACES = re.compile(r"[ \t\r\n\f\v\u2028\u2029]+")
_BREAKABLE = re.compile(r"(?<=[/?&=.@_\-])")


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of one look."""

    text: str
    face: str
    size: float
    colour: str = layout.INK
    link: str = ""
    box: bool = False
    quiet: bool = False  # a link without underline
    mark: str = ""  # which box of the draft this is
    turns: bool = False  # something in it runs from right to left
    isolate: int = 0  # pieces of one fact that runs from right to left; it moves nothing around it
    level: int = 0  # UAX 9; odd: from right to left
    lang: str = ""  # BCP 47, where it differs from the document's
    change: str = ""  # "ins" or "del" in a comparison


@dataclass(frozen=True, slots=True)
class Part:
    """A piece where it stands in its line; `x` from the line's left."""

    x: float
    text: str
    face: str
    size: float
    colour: str
    width: float
    link: str = ""
    box: bool = False
    quiet: bool = False
    mark: str = ""
    level: int = 0
    lang: str = ""
    change: str = ""

    @property
    def drawn_width(self) -> float:
        """Without the spaces at its end."""
        return self.width - (len(self.text) - len(self.text.rstrip(" "))) * fonts.width(" ", self.face) * self.size


@dataclass(frozen=True, slots=True)
class Line:
    parts: tuple[Part, ...]
    size: float
    leading: float
    turned: bool = False  # the parts' order on the page is not that of reading
    joins: bool = False  # the next line goes on with the same word

    @property
    def width(self) -> float:
        if self.turned:
            return max((part.x + part.drawn_width for part in self.parts), default=0.0)
        return self.parts[-1].x + self.parts[-1].drawn_width if self.parts else 0.0

    @property
    def text(self) -> str:
        return "".join(part.text for part in self.parts if part.text not in bidi.MARKS)


class Words(list[Piece]):
    """The pieces of one paragraph; what has been measured of them is kept, so nothing is added to them afterwards."""

    def __init__(self, made: Iterable[Piece] = ()) -> None:
        super().__init__(made)
        self.broken: dict[float, list[Line]] = {}
        self.natural: float | None = None
        self.longest: float | None = None


Word = list[tuple[str, Piece]]
_CHANGED = {"ins": layout.INSERTED, "del": layout.DELETED}


def pieces(runs: Iterable[Run], style: Style, key: str = "") -> Words:
    """The runs in their look: strong words in the family's strong cut, references as links.

    `key` is that of the paragraph, where its boxes can be filled in."""
    made = Words()
    boxes = 0
    for number, run in enumerate(runs, start=1):
        if run.box:
            mark = box_mark(key, boxes) if key else ""
            made.append(Piece("☐", layout.SANS, max(style.size, style.box), box=True, mark=mark))
            boxes += 1
            rest = run.text.replace("☐", "", 1)
            if rest:
                made += _faced(rest, style.face, style, lang=run.lang or "")
            continue
        name = style.strong if run.strong or run.term else style.face
        found = _faced(run.text, name, style, link=run.ref or "", isolate=number if run.fact else 0,
                       lang=run.lang or "")  # fmt: skip
        ink = _CHANGED.get(run.change)
        made += [replace(piece, change=run.change, colour=ink) for piece in found] if ink else found
    return made


def plain(text: str, style: Style, *, link: str = "", quiet: bool = False, fact: bool = False) -> Words:
    """The text in the style's look; `fact`: it is one name or value, whose first letter says which way it runs."""
    return Words(_faced(text, style.face, style, link=link, quiet=quiet, isolate=int(fact)))


def shared_language(parts: Iterable[Piece]) -> str:
    """The language of a passage: that of its words, if all that name one name the same; what names none goes along."""
    named = {piece.lang for piece in parts if piece.lang}
    return named.pop() if len(named) == 1 else ""


def _faced(  # noqa: PLR0913 - the words and their look
    text: str, name: str, style: Style, *, link: str = "", quiet: bool = False, isolate: int = 0, lang: str = ""
) -> list[Piece]:
    text = _SPACES.sub(" ", text)
    parts = fonts.runs_by_face(text, name)
    turns = bidi.runs_backwards(text)
    return [Piece(part, real, style.size, style.colour, link, quiet=quiet, turns=turns,
                  isolate=isolate if turns else 0, lang=lang) for part, real in parts]  # fmt: skip


def _advance(piece: Piece, text: str) -> float:
    if piece.box:
        return piece.size * 1.02 + max(4.6, 0.36 * piece.size)
    return fonts.width(text, piece.face) * piece.size


def _words(parts: Iterable[Piece]) -> Iterator[tuple[Word, Piece | None]]:
    """Each word with the piece that carries the space after it."""
    word: Word = []
    for piece in parts:
        if piece.box:
            if word:
                yield word, None
            word = [(piece.text, piece)]
            continue
        words = piece.text.lstrip(" ") if word and word[-1][1].box else piece.text  # a box keeps its word
        for number, text in enumerate(words.split(" ")):
            if number and word:
                yield word, piece
                word = []
            if text:
                word.append((text, piece))
    if word:
        yield word, None


def break_lines(parts: Sequence[Piece], width: float, style: Style) -> list[Line]:
    """The lines, none wider than `width`; one empty line where there are no words. Do not change the list."""
    if not isinstance(parts, Words):
        return _broken(parts, width, style)
    known = parts.broken.get(width)
    if known is None:
        known = parts.broken[width] = _broken(parts, width, style)
    if (known[0].size, known[0].leading) == (style.size, style.leading):
        return known
    return [replace(line, size=style.size, leading=style.leading) for line in known]


def _broken(parts: Sequence[Piece], width: float, style: Style) -> list[Line]:
    turned = any(piece.turns for piece in parts)
    maker = _LineMaker(width, style, turned=turned)
    for word, space in _words(_levelled(parts) if turned else parts):
        maker.add(word, space)
    return maker.finish()


def _levelled(parts: Sequence[Piece]) -> list[Piece]:
    """Pieces of one level each; a fact stands in an isolate, marks of direction have done their work and fall out."""
    text, open_isolate = "", 0
    owners: list[Piece | None] = []
    for piece in parts:
        if piece.isolate != open_isolate:
            change = (bidi.POP_ISOLATE if open_isolate else "") + (bidi.FIRST_STRONG_ISOLATE if piece.isolate else "")
            text, open_isolate = text + change, piece.isolate
            owners += [None] * len(change)
        text += piece.text
        owners += [piece] * len(piece.text)
    made: list[Piece] = []
    last: Piece | None = None
    for char, owner, level in zip(text, owners, bidi.levels(text), strict=True):
        if owner is None or char in bidi.MARKS:
            continue
        if owner is last and made[-1].level == level:
            made[-1] = replace(made[-1], text=made[-1].text + char)
        else:
            made.append(replace(owner, text=char, level=level))
        last = owner
    return made


def _arranged(parts: Sequence[Part]) -> list[Part]:
    """The parts in the order of reading, each at its place on the page, and marks for those who take the text from it."""
    order = bidi.visual_order([part.level for part in parts])
    made = list(parts)
    x = 0.0
    for at in order:
        part = parts[at]
        x += BOX_GAP if part.box and x else 0
        wide = part.width if part.box else fonts.width(part.text, part.face) * part.size
        made[at] = replace(part, x=x, width=wide)
        x += wide
    before, after = _steering(made, order)
    return [each for at, part in enumerate(made) for each in (*before[at], part, *after[at])]


def _steering(parts: Sequence[Part], order: Sequence[int]) -> tuple[list[list[Part]], list[list[Part]]]:
    """Unseen marks before and after parts, where a sign at the edge of right-to-left words would be read on the wrong side.

    Who takes text from a page sees no levels: a bracket at the left end of right-to-left words seems to stand before
    them, and what follows to the right of them seems to be part of them.
    """
    before: list[list[Part]] = [[] for _ in parts]
    after: list[list[Part]] = [[] for _ in parts]
    for left, right in zip([None, *order], [*order, None], strict=True):
        if right is not None and parts[right].level % 2 and (left is None or parts[left].level % 2 == 0):
            part = parts[right]
            if not bidi.strong(part.text[-1]) and part.text.strip():
                after[right].append(replace(part, text=bidi.RIGHT_MARK, x=part.x - _ASIDE * part.size, width=0))
        if left is not None and right is not None and parts[left].level % 2 and parts[right].level % 2 == 0:
            part = parts[right]
            if not bidi.strong(part.text[0]):
                before[right].append(replace(part, text=bidi.LEFT_MARK, width=0))
    return before, after


@dataclass(slots=True)
class _Growing:
    """Neighbouring words of one look on the line that is being filled."""

    x: float
    piece: Piece
    texts: list[str]
    width: float

    def part(self) -> Part:
        piece = self.piece
        text = "".join(self.texts)
        return Part(self.x, text, piece.face, piece.size, piece.colour, self.width, piece.link, piece.box, piece.quiet,
                    piece.mark, piece.level, piece.lang, piece.change)  # fmt: skip


class _LineMaker:
    def __init__(self, width: float, style: Style, *, turned: bool = False) -> None:
        self.width, self.style, self.turned = width, style, turned
        self.lines: list[Line] = []
        self.growing: list[_Growing] = []
        self.x = 0.0
        self.inside = False  # a word has been begun that may go on in the next line

    def add(self, word: Word, space: Piece | None) -> None:
        wide = sum(_advance(piece, text) for text, piece in word)
        if self.x + wide + (BOX_GAP if word[0][1].box and self.x else 0) > self.width + 0.01:
            if wide > self.width:
                self._add_long(word)
                self._space(space)
                return
            self._end()
        for text, piece in word:
            self._put(text, piece)
        self._space(space)

    def _add_long(self, word: Word) -> None:
        for text, piece in word:
            for chunk in _BREAKABLE.split(text):
                if chunk:
                    self._chunk(chunk, piece)
                    self.inside = True
        self.inside = False

    def _chunk(self, text: str, piece: Piece) -> None:
        wide = _advance(piece, text)
        if self.x + wide > self.width and wide <= self.width:
            self._end()
        if wide <= self.width:
            self._put(text, piece)
            return
        for char in fonts.letters(text, piece.face):
            if self.x + _advance(piece, char) > self.width and self.x:
                self._end()
            self._put(char, piece)
            self.inside = True

    def _space(self, space: Piece | None) -> None:
        if space is not None and self.growing:
            self._put(" ", space)

    def _put(self, text: str, piece: Piece) -> None:
        wide = _advance(piece, text)
        last = self.growing[-1] if self.growing else None
        if piece.box and last:
            self.x += BOX_GAP
        if last and not piece.box and (last.piece is piece or _same(last.piece, piece)):
            last.texts.append(text)
            last.width += wide
        else:
            self.growing.append(_Growing(self.x, piece, [text], wide))
        self.x += wide

    def _end(self) -> None:
        parts = [each.part() for each in self.growing]
        while parts and not parts[-1].box and not parts[-1].text.strip(" "):
            parts.pop()
        if parts and not parts[-1].box:
            last = parts[-1]
            parts[-1] = replace(last, text=last.text.rstrip(" "), width=last.drawn_width)
        if self.turned:
            parts = _arranged(parts)
        self.lines.append(Line(tuple(parts), self.style.size, self.style.leading, self.turned, self.inside))
        self.growing, self.x = [], 0.0

    def finish(self) -> list[Line]:
        if self.growing or not self.lines:
            self._end()
        return self.lines


def _same(one: Piece, other: Piece) -> bool:
    return not one.box and (one.face, one.size, one.colour, one.link, one.quiet, one.level, one.lang, one.change) == (
        other.face, other.size, other.colour, other.link, other.quiet, other.level, other.lang, other.change)  # fmt: skip


def longest_word(parts: Sequence[Piece]) -> float:
    """Width that the words need so that none is broken; addresses may break after their signs."""
    if not isinstance(parts, Words):
        return _longest_word(parts)
    if parts.longest is None:
        parts.longest = _longest_word(parts)
    return parts.longest


def _longest_word(parts: Sequence[Piece]) -> float:
    widest = 0.0
    for word, _ in _words(parts):
        wide = sum(_advance(piece, text) for text, piece in word)
        if wide > 30 * layout.MM:
            wide = max(
                (_advance(piece, chunk) for text, piece in word for chunk in _BREAKABLE.split(text)), default=wide
            )
        widest = max(widest, wide)
    return widest


def natural_width(parts: Sequence[Piece]) -> float:
    """Width on one line."""
    if not isinstance(parts, Words):
        return sum(_advance(piece, piece.text) for piece in parts)
    if parts.natural is None:
        parts.natural = sum(_advance(piece, piece.text) for piece in parts)
    return parts.natural
