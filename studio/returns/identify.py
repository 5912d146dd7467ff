"""What came back: which issued draft a file is and whose copy, when its own marks are gone.

A file that went through ODT, DOC, RTF or another program, or was pasted into a new one, has lost its properties and its
manifest. Its words have not changed much: it is laid against every draft that was issued. Pure: texts in, guesses out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from studio.returns.align import align, plain
from studio.returns.change import Certainty
from studio.returns.paragraphs import Mark, grouped

if TYPE_CHECKING:
    from studio.returns.docx_file import DocxFile

LEAST = 0.5  # of its words a file must share with a draft to be taken for an answer to it
CLEAR = 0.02  # how much more it must share with one draft than with the next to be called one of the two


@dataclass(frozen=True, slots=True)
class Addressee:
    """One copy of a draft: `signs` are names that may stand for it (the contact's, the partner's)."""

    id: str
    signs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Issued:
    """A draft that went out: its paragraphs in reading order, and who got a copy."""

    agreement: str
    draft: int
    texts: tuple[str, ...]
    copies: tuple[Addressee, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """What a file says: its paragraphs with all changes undone, its head lines, the names on its changes and comments."""

    texts: tuple[str, ...]
    heads: tuple[str, ...]
    authors: tuple[str, ...]
    file_name: str


@dataclass(frozen=True, slots=True)
class Guess:
    """A draft that the file may be an answer to. `share` of the file's letters (0 to 1) stand in that draft."""

    agreement: str
    draft: int
    share: float
    certainty: Certainty  # exact: every paragraph that came is of this draft; similar: most are
    recipient: str | None
    recipient_by: str  # what names the recipient, "" if nothing does


def texts_of(data: bytes) -> tuple[str, ...]:
    """The paragraphs of an issued copy, in reading order. Raises StudioError if it cannot be read."""
    from studio.returns.issued import read_issued

    return tuple(text for line in read_issued(data).lines if (text := plain(line.text)))


def said_by(docx: DocxFile, file_name: str) -> Said:
    """What an opened file says of itself in words alone."""
    main = [group for group in grouped(docx.main.paragraphs, "rejected") if not group[0].generated]
    texts = ("".join(p.text("rejected") for p in group) for group in main)
    heads = ("".join(p.text("rejected") for p in story.paragraphs) for story in docx.stories[1:])
    marks = (
        mark.author
        for story in docx.stories
        for paragraph in story.paragraphs
        for mark in (paragraph.inserted, paragraph.gone, *(m for p in paragraph.pieces for m in (p.inserted, p.gone)))
        if isinstance(mark, Mark)
    )
    names = dict.fromkeys([*marks, *(each.author for each in docx.comments)])
    return Said(
        tuple(each for each in map(plain, texts) if each),
        tuple(each for each in map(plain, heads) if each),
        tuple(each for each in names if each),
        file_name,
    )


def guesses(said: Said, issued: Sequence[Issued]) -> tuple[Guess, ...]:
    """The drafts that the file may answer, the likeliest first; none where half of its words stand in no draft."""
    if not said.texts:
        return ()
    first = sorted(issued, key=lambda each: (-_common(said.texts, each.texts), each.agreement, -each.draft))
    found = [_guess(said, each) for each in first[:4]]  # alignment is for those that come near by equal paragraphs
    found = [each for each in found if each.share >= LEAST]
    return tuple(sorted(found, key=lambda each: -each.share))


def clear(found: Sequence[Guess]) -> bool:
    """Whether the first guess is clearly nearer than the next one."""
    return len(found) == 1 or (len(found) > 1 and found[0].share >= found[1].share + CLEAR)


def _common(one: Sequence[str], other: Sequence[str]) -> float:
    """0 to 1: letters of equal paragraphs, against the letters of both (Dice)."""
    here, there = Counter(one), Counter(map(plain, other))
    both = sum(len(text) * min(count, there[text]) for text, count in here.items())
    total = sum(map(len, one)) + sum(len(plain(each)) for each in other)
    return 2 * both / total if total else 0.0


def _guess(said: Said, issued: Issued) -> Guess:
    matches = align(issued.texts, said.texts, [()] * len(said.texts))
    known = sum(len(text) for text, match in zip(said.texts, matches, strict=True) if match.sent is not None)
    # Equal words weigh on top of known ones, so that of two drafts of one agreement the nearer comes first.
    equal = sum(
        len(text) for text, match in zip(said.texts, matches, strict=True) if match.certainty is Certainty.EXACT
    )
    total = sum(map(len, said.texts))
    exact = all(match.certainty is Certainty.EXACT for match in matches)
    recipient, by = _recipient(said, issued)
    share = (known + equal) / (2 * total)
    return Guess(issued.agreement, issued.draft, share, Certainty.EXACT if exact else Certainty.SIMILAR, recipient, by)


def _recipient(said: Said, issued: Issued) -> tuple[str | None, str]:
    """Whose copy it is, by the first sign that points at one copy alone."""
    signs: Mapping[str, list[str]] = {
        "its file name": [each.id for each in issued.copies if _letters(each.id) in _letters(said.file_name)],
        "the line on its first page": _named(issued, said.heads, longest=True),
        "the name on its changes": _named(issued, said.authors, longest=False),
    }
    for by, found in signs.items():
        if len(found) == 1:
            return found[0], by
    if len(issued.copies) == 1:
        return issued.copies[0].id, "nobody else received this draft"
    return None, ""


def _named(issued: Issued, lines: Sequence[str], *, longest: bool) -> list[str]:
    """The copies whose signs stand in these lines; `longest`: only those with the longest sign found, as names nest."""
    whole = " | ".join(map(_letters, lines))
    sizes = {
        each.id: max((len(sign) for sign in map(_letters, each.signs) if sign and sign in whole), default=0)
        for each in issued.copies
    }
    most = max(sizes.values(), default=0)
    return [name for name, size in sizes.items() if size and (not longest or size == most)]


def _letters(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", " ", text.lower()).strip()
