"""A review copy as paragraphs with what was changed in each: what it said when sent against what it says now."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from studio.desk.models.marker import By, Marker
from studio.desk.widgets.draft_view import Markup
from studio.desk.widgets.tracked import Kind, Piece, word_changes
from studio.drafting.draft import Block, BlockType, Draft, DraftInfo, DraftStatus, Run
from studio.returns.change import Change, Return


@dataclass(frozen=True, slots=True)
class Paragraph:
    key: str
    sent: str
    now: str
    pieces: tuple[Piece, ...]

    @property
    def changed(self) -> bool:
        return self.sent != self.now

    @property
    def words(self) -> str:
        return f"{self.sent} {self.now}"


def paragraphs(sent: Sequence[str], now: Sequence[str]) -> tuple[Paragraph, ...]:
    """Both states side by side, new and removed paragraphs in their place."""
    made: list[Paragraph] = []
    for kind, i, j, k, m in difflib.SequenceMatcher(None, sent, now, autojunk=False).get_opcodes():
        if kind == "equal":
            made += [Paragraph(f"p{len(made) + n}", text, text, ()) for n, text in enumerate(sent[i:j])]
            continue
        for was, is_ in _pairs(sent[i:j], now[k:m]):
            made.append(Paragraph(f"p{len(made)}", was, is_, _marked(was, is_)))
    return tuple(made)


def _pairs(was: Sequence[str], now: Sequence[str]) -> list[tuple[str, str]]:
    """Old and new paragraphs of a changed stretch: alike ones together, the rest alone."""
    made: list[tuple[str, str]] = []
    left = list(now)
    for text in was:
        best = max(left, key=lambda one: difflib.SequenceMatcher(None, text, one).ratio(), default=None)
        if best is not None and difflib.SequenceMatcher(None, text, best).ratio() > 0.5:
            at = left.index(best)
            made += [("", one) for one in left[:at]]
            left = left[at + 1 :]
            made.append((text, best))
        else:
            made.append((text, ""))
    return [*made, *(("", one) for one in left)]


def _marked(was: str, now: str) -> tuple[Piece, ...]:
    if not was:
        return (Piece(now, Kind.INSERTED),)
    return word_changes(was, now) if now else (Piece(was, Kind.DELETED),)


def as_draft(found: Sequence[Paragraph], title: str, *, marked: bool) -> Draft:
    """The paragraphs as a draft to show; marked, removed ones are kept in their place."""
    info = DraftInfo("review", title, title, "", "", "agreement", DraftStatus.DRAFT, 0, date(2000, 1, 1))
    shown = [one for one in found if marked or one.now]
    blocks = (Block(one.key, "", "", _kind(one.now or one.sent), runs=(Run(one.now or one.sent),)) for one in shown)
    return Draft(info, tuple(block for block in blocks if block.text.strip()))


def _kind(text: str) -> BlockType:
    """A short line without a full stop reads as a heading."""
    short = len(text) < 70 and not re.search(r"[.;:,]$", text) and text[:1].isupper() and len(text.split()) > 1
    return BlockType.SUBHEADING if short else BlockType.PARAGRAPH


def marks_of(draft: Draft, reading: Return, *, marked: bool) -> Markup:
    """The changes of a copy on the draft it was made from: marked, or as the text would read with all of them."""
    marker = Marker(draft)
    for edit in edits_of([each for each in reading.changes if not each.noise]):
        effects = tuple(dict.fromkeys(each.effect for each in edit))
        marker.take(edit[0].id, effects, By((edit[0].author,), "" if marked else "accept"))
    for comment in reading.comments:
        if comment.block and marked:
            marker.sign(comment.block, [("“”", 2)])
    return marker.markup()


def edits_of(changes: Sequence[Change]) -> list[list[Change]]:
    """The revisions that make up one edit together, in the order of the file."""
    found: dict[int, list[Change]] = {}
    for change in changes:
        found.setdefault(change.group, []).append(change)
    return list(found.values())
