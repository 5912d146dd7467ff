"""Easy read on paper: a picture at the left and its words at the right, boxes with a face and the word."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass, field

from studio.documents import layout
from studio.documents.diagram import Circle, Drawing, Shape, Stroke
from studio.documents.layout import Style
from studio.documents.pdf_figure import draw_shapes
from studio.documents.pdf_items import FieldItem, Item, Stack
from studio.documents.pdf_lines import BOX_GAP, Line, Part, Piece, break_lines
from studio.documents.pdf_pen import Pen
from studio.documents.pdf_tag import Node

PICTURE = 84.0
WORDS_AT = PICTURE + 18
ROW_GAP = 20.0  # so that six rows make a page
WHOLE = 1 / 3  # of a page: an idea below this height is never parted,
ANSWERED_WHOLE = 0.55  # nor one with something to fill in below this
LINES_EACH_SIDE = 3
FACE = 12.0  # radius
_BETWEEN = 26.0  # between two answers
_TILE = Drawing(1, 1, ())


@dataclass(slots=True)
class PictureRow(Item):
    """One idea. The picture says the same as the words and is an artifact."""

    items: Sequence[Item] = ()
    drawing: Drawing = _TILE

    def _stack(self) -> Stack:
        return Stack(items=self.items)

    def height(self, width: float) -> float:
        return max(PICTURE, self._stack().height(width - WORDS_AT))

    def least(self, width: float) -> float:
        """Up to the first place where the idea may be parted."""
        count = next(iter(self._places(width)), None)
        return self._first(count).height(width) if count else self.height(width)

    def split(self, width: float, room: float) -> tuple[Item, Item] | None:
        """Between two lines of thought, as late as the page allows; the picture stands beside both parts."""
        for count in reversed(self._places(width)):
            first = self._first(count)
            if first.height(width) <= room:
                rest = copy.copy(self)
                rest.items, rest.keys, rest.bookmark = self.items[count:], (), None
                return first, rest
        return None

    def _first(self, count: int) -> PictureRow:
        first = copy.copy(self)
        first.items, first.keep_next, first.after = self.items[:count], False, 0
        return first

    def _places(self, width: float) -> list[int]:
        """Counts of lines after which an idea may be parted: only a high one is, and three lines stay on each side.

        What a person signs stays with its signature as long as it is below half a page.
        """
        answered = any(isinstance(item, FieldItem | EasyChoice) for item in self.items)
        if self.height(width) < layout.FORM.height * (ANSWERED_WHOLE if answered else WHOLE):
            return []
        return [
            count
            for count in range(LINES_EACH_SIDE, len(self.items) - LINES_EACH_SIDE + 1)
            if not self.items[count - 1].keep_next and not isinstance(self.items[count], FieldItem | EasyChoice)
        ]

    def draw(self, pen: Pen, x: float, y: float, width: float) -> None:
        self.mark(pen, x, y)
        with pen.tagged(None):
            draw_shapes(pen, self.drawing.shapes, x, y, PICTURE / self.drawing.width)
        stack = self._stack()
        high = stack.height(width - WORDS_AT)
        down = (PICTURE - high) / 2 if high < PICTURE else 0
        stack.draw(pen, x + WORDS_AT, y + down, width - WORDS_AT)


@dataclass(slots=True)
class EasyChoice(Item):
    """Answers to tick in one line: the box, a face for a yes or a no, the word."""

    words: list[Piece] = field(default_factory=list)
    style: Style = layout.FORM_TEXT
    node: Node | None = None

    def _lines(self, width: float) -> list[list[tuple[float, list[Piece], Line, str]]]:
        """Lines of answers: where each stands, its pieces, its words, and its face if it is a yes or a no."""
        lines: list[list[tuple[float, list[Piece], Line, str]]] = [[]]
        x = 0.0
        for answer in answers_of(self.words):
            box, words = answer[0], answer[1:]
            said = "".join(piece.text for piece in words).strip()
            mood = said.split(maxsplit=1)[0].rstrip(".,").lower() if said else ""
            mood = mood if mood in {"yes", "no"} else ""
            line = break_lines(_trimmed(words), width, self.style)[0]
            wide = box.size * 1.02 + BOX_GAP + (2 * FACE + BOX_GAP if mood else 0) + line.width
            if x and x + wide > width:
                lines.append([])
                x = 0.0
            lines[-1].append((x, answer, line, mood))
            x += wide + _BETWEEN
        return lines

    def _high(self) -> float:
        return max((piece.size for piece in self.words if piece.box), default=self.style.leading) + 10

    def height(self, width: float) -> float:
        return len(self._lines(width)) * self._high()

    def draw(self, pen: Pen, x: float, y: float, width: float) -> None:
        self.mark(pen, x, y)
        for answers in self._lines(width):
            middle = y + self._high() / 2
            for left, answer, line, mood in answers:
                box = answer[0]
                side = box.size * 1.02
                part = Part(0, box.text, box.face, box.size, box.colour, side, box=True, mark=box.mark)
                pen.tick(x + left, middle + side / 2 - box.size * 0.16, part, self.node)
                at = x + left + side + BOX_GAP
                if mood:
                    with pen.tagged(None):
                        draw_shapes(pen, face(mood, at + FACE, middle), 0, 0, 1)
                    at += 2 * FACE + BOX_GAP
                pen.paragraph(at, middle - line.leading / 2, [line], self.node, last=False)
            y += self._high()


def answers_of(words: Sequence[Piece]) -> list[list[Piece]]:
    """The pieces of a line of answers, parted before each box."""
    answers: list[list[Piece]] = []
    for piece in words:
        if piece.box or not answers:
            answers.append([])
        answers[-1].append(piece)
    return answers


def _trimmed(words: Sequence[Piece]) -> list[Piece]:
    return [copy.copy(piece) for piece in words if piece.text.strip()]


def face(mood: str, x: float, y: float) -> tuple[Shape, ...]:
    """A face without age, sex or colour: it smiles for a yes; for a no its mouth is straight."""
    r = FACE
    mouth = ((-0.45, 0.28), (-0.22, 0.46), (0.0, 0.52), (0.22, 0.46), (0.45, 0.28)) if mood == "yes" else (
        (-0.4, 0.4), (0.4, 0.4))  # fmt: skip
    return (
        Circle(x, y, r, stroke=layout.INK, thick=1.8),
        Circle(x - 0.33 * r, y - 0.2 * r, 1.3, fill=layout.INK, stroke=""),
        Circle(x + 0.33 * r, y - 0.2 * r, 1.3, fill=layout.INK, stroke=""),
        Stroke(tuple((x + px * r, y + py * r) for px, py in mouth), 1.8),
    )
