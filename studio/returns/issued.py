"""The copy that was sent, as what a return is compared with: read once for all recipients of a draft."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from studio.returns.align import plain
from studio.returns.docx_file import open_issued
from studio.returns.paragraphs import Story, grouped
from studio.returns.sent import Entry, Line, Manifest, sent_lines


@dataclass(frozen=True, slots=True)
class Issued:
    """What was sent: its manifest, its paragraphs, and the texts of its headers, notes and boxes."""

    manifest: Manifest
    lines: tuple[Line, ...]
    side_texts: tuple[str, ...]


def read_issued(data: bytes) -> Issued:
    """The issued file's content. Raises HostileFile if it is refused (see `guard.open_package`)."""
    docx = open_issued(data)
    texts = tuple(dict.fromkeys(text for story in docx.stories[1:] for text in side_texts(story)))
    return Issued(docx.manifest, _kept_lines(docx.main, docx.manifest.entries), texts)


@lru_cache(maxsize=2)
def _kept_lines(main: Story, entries: Mapping[str, Entry]) -> tuple[Line, ...]:
    return tuple(sent_lines(main, Manifest({}, entries)))


def side_texts(story: Story) -> list[str]:
    """Paragraphs as sent, without numbers that the program fills in."""
    texts = (
        plain("".join(piece.text for p in group for piece in p.pieces if piece.in_("rejected") and not piece.field))
        for group in grouped(story.paragraphs, "rejected")
    )
    return [text for text in texts if text]
