"""What is seen: pages as they were when each person signed, against the file as it is now.

Objects are judged in `revisions`; this looks at the outcome, with another program (PDFium) and without regard to how a
change was made. A revision that filled a field may look different in that field's place on its page and nowhere else.
Where that holds for each revision against the one before, it holds for every signature against the current file.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil, floor

from studio.documents.preview import Picture, SeenPage, page_count, see_page
from studio.signing.evidence import FileFacts
from studio.signing.plan import FieldPlace
from studio.signing.reader import open_pdf, parsing

_SCALE = 1.0  # pixels a point: a letter of the text has ten
_MARGIN = 2  # pixels round a field that smoothing may touch
_MOST_PAGES = 100  # of a file that a revision changed in a way that is not explained


@dataclass(frozen=True, slots=True)
class PageChange:
    """A page (from 1) that a revision made look or read differently outside the field that it filled."""

    revision: int
    page: int
    words: bool  # whether its text differs too


def changed_pages(pdf: bytes, facts: FileFacts) -> tuple[PageChange, ...]:
    """The pages that later revisions changed to the eye. Raises StudioError if a page cannot be drawn."""
    reader = open_pdf(pdf)
    with parsing():
        states = [
            pdf[: _end(pdf, reader.xrefs.get_xref_container_info(k).end_location)] for k in range(facts.revisions)
        ]
    places = {one.place.name: one.place for one in facts.expected}
    filled = {step.revision: places.get(step.field or "") for step in facts.history.steps}
    refused = {one.revision for one in facts.history.refusals}
    found = []
    for revision in range(facts.history.first + 1, facts.revisions):
        place = filled.get(revision)
        if revision in refused or (place is not None and facts.here):
            pair = states[revision - 1], states[revision]
            found += [
                PageChange(revision, *one) for one in _compared(*pair, place if facts.here else None, drawn=facts.here)
            ]
    return tuple(found)


def _end(pdf: bytes, table: int) -> int:
    marker = pdf.find(b"%%EOF", table)
    return len(pdf) if marker < 0 else marker + len(b"%%EOF")


def _compared(before: bytes, after: bytes, place: FieldPlace | None, *, drawn: bool) -> Iterator[tuple[int, bool]]:
    """Page numbers, and whether the words differ. A foreign form may be filled in, so there only the words are compared."""
    pages = [place.page] if place is not None else range(min(page_count(before), page_count(after), _MOST_PAGES))
    for page in pages:
        one, other = (see_page(pdf, page, _SCALE if drawn else None) for pdf in (before, after))
        words = one.words != other.words
        if words or not _look_alike(one, other, place):
            yield page + 1, words


def _look_alike(one: SeenPage, other: SeenPage, place: FieldPlace | None) -> bool:
    old, new = one.picture, other.picture
    if old is None or new is None or old == new:
        return old == new
    if (old.width, old.height) != (new.width, new.height) or place is None:
        return False
    return _without(old, place, other.height) == _without(new, place, other.height)


def _without(picture: Picture, place: FieldPlace, height: float) -> bytes:
    """The picture with the field's place blank."""
    left, bottom, right, top = place.rect
    first, last = max(0, floor(left * _SCALE) - _MARGIN), min(picture.width, ceil(right * _SCALE) + _MARGIN)
    upper, lower = floor((height - top) * _SCALE) - _MARGIN, ceil((height - bottom) * _SCALE) + _MARGIN
    blank, data = bytes(4 * (last - first)), bytearray(picture.data)
    for row in range(max(0, upper), min(picture.height, lower)):
        start = row * picture.stride + 4 * first
        data[start : start + len(blank)] = blank
    return bytes(data)
