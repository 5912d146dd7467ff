"""Breaks of pages and sections that came or went though no revision says so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from studio.returns.base import Came
from studio.returns.breaks import PAGE, SECTION, Break, breaks_of, of_group
from studio.returns.paragraphs import Story
from studio.returns.sent import Line

_QUOTED = 40  # letters of the words behind a break that are shown


class ChangedBreak(NamedTuple):
    """A break put in (`on`) or taken out before words of a paragraph that came back."""

    came: Came
    kind: str
    words: str
    on: bool

    @property
    def said(self) -> str:
        """What there is now, in words."""
        return f"{self.kind if self.on else f'no {self.kind}'} before “{self.words}”"


def changed_breaks(story: Story, came: Sequence[Came], lines: Sequence[Line]) -> Iterator[ChangedBreak]:
    """Counted from one paragraph that came back to the next: where a paragraph went, its break does not count as gone.

    Which kind of break it is, only tells where there was none: programs make page breaks from sections and back, and leave
    out sections that go on on the same page.
    """
    breaks = breaks_of(story)
    there = {span.line.index for each in came for span in each.spans}
    last, waiting = -1, ""
    for number, each in enumerate(came):
        found = of_group(each.group, breaks) if breaks else ()
        if not each.spans:
            waiting = _stronger([waiting, *(one.kind for one in found)])
            continue
        first = each.spans[0]
        if first.start == 0 and number and last < first.line.index:
            between = (line for line in lines[last + 1 : first.line.index] if line.index not in there)
            gone = (one.kind for line in between for one in line.breaks)
            was = _stronger([*gone, *(one.kind for one in first.line.breaks if not one.at)])
            now = _stronger([waiting, *(one.kind for one in found if not one.at)])
            yield from _told(each, was, now)
        if len(each.spans) == 1 and first.start == 0 and first.end == len(first.line.text):
            yield from _inside(each, first.line.breaks, found)
        last, waiting = each.spans[-1].line.index, ""


def _told(came: Came, was: str, now: str) -> Iterator[ChangedBreak]:
    if now and not was:
        yield ChangedBreak(came, now, _quoted(came.text), on=True)
    elif was == PAGE and not now:
        yield ChangedBreak(came, was, _quoted(came.text), on=False)


def _inside(came: Came, was: Sequence[Break], now: Sequence[Break]) -> Iterator[ChangedBreak]:
    """In the midst of words: by their number, as the letters around them may have changed. One is told for all of a paragraph."""
    before, after = ([each for each in breaks if each.at] for breaks in (was, now))
    for each in after[len(before) :][:1]:
        yield ChangedBreak(came, each.kind, _quoted(came.text[each.at :]), on=True)
    for each in before[len(after) :][:1]:
        yield ChangedBreak(came, each.kind, _quoted(came.sent[each.at :]), on=False)


def _stronger(kinds: Iterable[str]) -> str:
    found = set(kinds)
    return next((kind for kind in (PAGE, SECTION) if kind in found), "")


def _quoted(words: str) -> str:
    flat = " ".join(words[: 4 * _QUOTED].split())
    return flat if len(flat) <= _QUOTED else flat[:_QUOTED].rsplit(" ", 1)[0] + " …"
