"""Where a stranger finds each word of a PDF: outside its frame, or over another word."""

from __future__ import annotations

import re
import subprocess
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from lxml import etree
from same_text import flat

from studio.documents.furniture import furniture
from studio.documents.pdf_write import lay_out
from studio.drafting.draft import Draft

_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")


@dataclass(frozen=True)
class Word:
    """A word's box in points from the top left."""

    left: float
    top: float
    right: float
    bottom: float
    text: str

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


def words_of_pages(pdf: bytes, folder: Path) -> list[list[Word]]:
    file = folder / "places.pdf"
    file.write_bytes(pdf)
    said = subprocess.run(["pdftotext", "-bbox", str(file), "-"], check=True, capture_output=True).stdout
    tree = etree.fromstring(_CONTROL.sub(b"", said), etree.XMLParser(recover=True))
    return [
        [
            Word(*(float(word.get(side) or 0) for side in ("xMin", "yMin", "xMax", "yMax")), word.text or "")
            for word in page.iter("{*}word")
        ]
        for page in tree.iter("{*}page")
    ]


def astray(draft: Draft, pdf: bytes, folder: Path) -> list[str]:
    """Words that stand beside their page's frame, or over or under it without being running words."""
    found, running = [], furniture(draft.info)
    pages = lay_out(draft)
    for number, (page, words) in enumerate(zip(pages, words_of_pages(pdf, folder), strict=True), 1):
        frame = page.frame
        right = frame.notes_left + frame.notes_width if frame.notes_width else frame.right
        mark = Counter(flat(running.watermark))
        inside = [word for word in words if frame.top - 2 <= word.middle <= frame.bottom + 2]
        beside = [word for word in inside if word.left < frame.left - 1 or word.right > right + 1]
        if Counter("".join(flat(word.text) for word in beside)) - mark:
            found.append(f"page {number}, beside: {[word.text for word in beside][:5]}")
        heads = "" if page.bare else f"{running.head_left}{running.head_right}"
        known = Counter(
            flat(f"{running.marking * 2}{heads}{running.foot_left}{running.foot_sample}Page {number} of {len(pages)}")
        )
        outside = Counter("".join(flat(word.text) for word in words if word not in inside))
        if outside != known:
            found.append(f"page {number}, over or under: {outside - known} {known - outside}")
    return found


def overprinted(pdf: bytes, folder: Path) -> list[str]:
    """Pairs of words that stand on each other."""
    found = []
    for number, words in enumerate(words_of_pages(pdf, folder), 1):
        ordered = sorted(words, key=lambda word: word.top)
        for at, word in enumerate(ordered):
            for other in ordered[at + 1 :]:
                if other.top > word.bottom - 3:
                    break
                across = min(word.right, other.right) - max(word.left, other.left)
                down = min(word.bottom, other.bottom) - max(word.top, other.top)
                if across > 1.5 and down > 0.55 * min(word.bottom - word.top, other.bottom - other.top):
                    found.append(f"page {number}: {word.text} and {other.text}")
    return found
