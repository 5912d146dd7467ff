"""Each paragraph that came back (all changes rejected) beside the words it was sent with, letter by letter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from studio.returns.align import Match, Step, align, likeness, plain, steps
from studio.returns.change import Certainty
from studio.returns.paragraphs import Paragraph
from studio.returns.sent import Line, Manifest, entry_of

_BETTER = 0.05  # how much likelier a joined or split reading must be


class Span(NamedTuple):
    """Letters `start` to `end` of a line that was sent."""

    line: Line
    start: int
    end: int

    @property
    def text(self) -> str:
        return self.line.text[self.start : self.end]


@dataclass(frozen=True, slots=True, eq=False)
class Came:
    """One paragraph of the rejected reading. No spans: it was not sent. Two spans: joined without tracking."""

    group: tuple[Paragraph, ...]
    text: str
    spans: tuple[Span, ...]
    certainty: Certainty
    way: tuple[Step, ...] = ()  # from the sent words to those that came

    @property
    def line(self) -> Line | None:
        return self.spans[0].line if self.spans else None

    @property
    def whole(self) -> bool:
        """Whether it is just one line that was sent, word for word and space for space."""
        return (
            len(self.spans) == 1 and self.spans[0].text == self.text and len(self.text) == len(self.spans[0].line.text)
        )

    @property
    def sent(self) -> str:
        return " ".join(span.text for span in self.spans)

    def at(self, offset: int, *, end: bool = False) -> tuple[Line, int]:
        """Line and place in it of the letter `offset` of `text`; `end`: of the gap behind a stretch."""
        return self.in_line(self._sent_offset(offset, end=end), end=end)

    def in_line(self, offset: int, *, end: bool = False) -> tuple[Line, int]:
        """Line and place in it of the letter `offset` of the sent words."""
        for span in self.spans[:-1]:
            size = span.end - span.start
            if offset < size or (end and offset == size):
                return span.line, span.start + offset
            offset = max(0, offset - size - 1)
        last = self.spans[-1]
        return last.line, min(last.start + offset, last.end)

    def _sent_offset(self, offset: int, *, end: bool) -> int:
        for step in self.way:
            if step.b1 <= offset < step.b2 or (end and step.b1 < offset == step.b2):
                if step.same:
                    return step.a1 + _through(
                        self.text[step.b1 : step.b2], self.sent[step.a1 : step.a2], offset - step.b1
                    )
                return step.a1 if offset == step.b1 else step.a2
        return len(self.sent)


def _through(came: str, sent: str, offset: int) -> int:
    """The place in `sent` that `offset` is in `came`, where both say the same but for spacing."""
    if len(came) == len(sent):
        return offset
    ahead = len(plain(came[:offset]).replace(" ", ""))
    place = 0
    while place < len(sent) and len(plain(sent[:place]).replace(" ", "")) < ahead:
        place += 1
    if offset and came[offset - 1].isspace():
        while place < len(sent) and sent[place].isspace():
            place += 1
    return place


def matched(groups: Sequence[Sequence[Paragraph]], lines: Sequence[Line], manifest: Manifest) -> list[Came]:
    """Every paragraph of the rejected reading with the words that it was sent with."""
    by_key = {line.key: line.index for line in lines}
    anchors = [
        [
            by_key[entry.key]
            for paragraph in group
            for anchor in paragraph.anchors
            if (entry := entry_of(anchor, manifest)) and entry.key in by_key
        ]
        for group in groups
    ]
    came = ["".join(p.text("rejected") for p in group) for group in groups]
    found = align([line.text for line in lines], came, anchors)
    for group, match in zip(groups, found, strict=True):
        if match.sent is not None:
            _same_field_results(group, lines[match.sent])
    texts = ["".join(p.text("rejected") for p in group) for group in groups]
    spans: list[tuple[Span, ...]] = [
        (Span(lines[m.sent], 0, len(lines[m.sent].text)),) if m.sent is not None else () for m in found
    ]
    _find_splits(texts, groups, spans)
    _find_joins(texts, lines, spans)
    return [_came(g, t, s, m) for g, t, s, m in zip(groups, texts, spans, found, strict=True)]


def unchanged(groups: Sequence[Sequence[Paragraph]], lines: Sequence[Line]) -> list[Came]:
    """The same where there is nothing to compare with: what came, with all changes rejected, is what was sent."""
    return [
        _came(
            group, line.text, (Span(line, 0, len(line.text)),),
            Match(line.index, Certainty.ANCHOR if line.named else Certainty.NONE),
        )
        for group, line in zip(groups, lines, strict=True)
    ]  # fmt: skip


def _came(group: Sequence[Paragraph], text: str, spans: tuple[Span, ...], match: Match) -> Came:
    certainty = match.certainty
    if spans and match.sent is None:
        certainty = Certainty.SIMILAR
    sent = " ".join(span.text for span in spans)
    return Came(tuple(group), text, spans, certainty, tuple(steps(sent, text)) if spans else ())


def _same_field_results(group: Sequence[Paragraph], line: Line) -> None:
    """Numbers that the program fills in (cross references, pages) are taken as sent: nobody edited them."""
    pieces = [(p, at) for p in group for at, piece in enumerate(p.pieces) if piece.field and piece.in_("rejected")]
    if len(pieces) == len(line.results):
        for (paragraph, at), result in zip(pieces, line.results, strict=True):
            if paragraph.pieces[at].text != result:
                paragraph.put(at, paragraph.pieces[at]._replace(text=result))


def _find_splits(texts: Sequence[str], groups: Sequence[Sequence[Paragraph]], spans: list[tuple[Span, ...]]) -> None:
    """A paragraph that was not sent, beside one that lost its end or its beginning: parted without tracking."""
    for place in range(1, len(texts)):
        first, second = place - 1, place
        known = [spans[first], spans[second]]
        if bool(known[0]) == bool(known[1]) or groups[first][0].container != groups[second][0].container:
            continue
        one, two = plain(texts[first]), plain(texts[second])
        whole = known[0][-1] if known[0] else known[1][0]
        old = plain(whole.text)
        together = likeness(old, f"{one} {two}") if one and two else 0.0
        if together > max(0.8, likeness(old, one if known[0] else two) + _BETTER):
            cut = whole.start + _cut(whole.text, one, two)
            spans[first] = (*known[0][:-1], Span(whole.line, whole.start, cut))
            spans[second] = (Span(whole.line, cut, whole.end), *known[1][1:])


def _cut(text: str, first: str, second: str) -> int:
    """Where the text was parted: the place that makes both halves likest to what came."""
    gaps = [0, *(at + 1 for at, letter in enumerate(text) if letter.isspace()), len(text)]
    return max(gaps, key=lambda at: (likeness(plain(text[:at]), first) + likeness(plain(text[at:]), second), -at))


def _find_joins(texts: Sequence[str], lines: Sequence[Line], spans: list[tuple[Span, ...]]) -> None:
    """A line that did not come, behind one that grew by its words: joined without tracking."""
    there = {span.line.index for each in spans for span in each}
    for place, text in enumerate(texts):
        while spans[place]:
            last = spans[place][-1]
            following = last.line.index + 1
            if last.end != len(last.line.text) or following >= len(lines) or following in there:
                break
            line = lines[following]
            old = plain(" ".join(span.text for span in spans[place]))
            together = f"{old} {plain(line.text)}"
            if line.container != last.line.container or not line.text.strip():
                break
            if max(likeness(together, plain(text)), 0.8) < likeness(old, plain(text)) + _BETTER or (
                likeness(together, plain(text)) < 0.8
            ):
                break
            there.add(following)
            spans[place] = (*spans[place], Span(line, 0, len(line.text)))
        while spans[place] and (before := _begins_with(text, spans[place], lines, there)) is not None:
            there.add(before.index)
            spans[place] = (Span(before, 0, len(before.text)), *spans[place])


def _begins_with(text: str, spans: Sequence[Span], lines: Sequence[Line], there: set[int]) -> Line | None:
    """The line before, if it did not come and its words stand at the beginning of this paragraph."""
    first = spans[0]
    index = first.line.index - 1
    if first.start or index < 0 or index in there:
        return None
    line = lines[index]
    if line.container != first.line.container or not line.text.strip():
        return None
    old = plain(" ".join(span.text for span in spans))
    together = likeness(f"{plain(line.text)} {old}", plain(text))
    return line if together >= max(0.8, likeness(old, plain(text)) + _BETTER) else None
