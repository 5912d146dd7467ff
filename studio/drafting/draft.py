"""A draft: ordered blocks of runs, each run knowing where its words came from.

Every format (DOCX, PDF, HTML, text) is written from this one value and adds nothing to it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class BlockType(StrEnum):
    """What a block is; the words are those of `<template>.json`."""

    SERIES = "series"  # small line above the title
    TITLE = "title"
    SUBTITLE = "subtitle"
    PART = "part"  # heading level 1, number "Part 1"
    SCHEDULE = "schedule"  # heading level 1, number "Schedule 1"; starts a page
    HEADING = "heading"  # clause heading, heading level 2, number "7"; unnumbered in forms
    SUBHEADING = "subheading"  # heading level 3, never numbered
    NUMBERED = "numbered"  # level 2 "7.1", level 3 "(a)", level 4 "(i)"
    PARAGRAPH = "paragraph"
    BULLET = "bullet"
    DEFINITION = "definition"
    GLOSS = "gloss"  # "In short": helps, does not bind
    TABLE = "table"
    FIGURE = "figure"  # drawn from the facts; `text` of the block is its text alternative
    FIELD = "field"  # a label with room to write (forms)
    CHOICE = "choice"  # a line with boxes to tick (forms)
    SIGNATURE = "signature"  # one partner's declaration and place to sign


class DraftStatus(StrEnum):
    """Which furniture the pages carry (watermark on drafts only)."""

    DRAFT = "draft"
    FINAL = "final"


@dataclass(frozen=True, slots=True)
class Run:
    """Words of one origin inside a block."""

    text: str
    fact: str | None = None  # JSON Pointer (RFC 6901) into the facts
    strong: bool = False
    term: bool = False  # the defined term at its definition
    ref: str | None = None  # paragraph key of the block that a cross reference leads to
    box: bool = False  # an empty box to tick; text is U+2610
    lang: str | None = None  # BCP 47, where it differs from the draft's
    piece: int = -1  # place in the paragraph's source, for edits; -1 where it has none
    change: str = ""  # in a comparison of two drafts: "ins" or "del"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: paragraphs (blocks of type paragraph, bullet, field or choice), each with its own key."""

    paragraphs: tuple[Block, ...]

    @property
    def text(self) -> str:
        return "\n".join(block.text for block in self.paragraphs)


@dataclass(frozen=True, slots=True)
class Row:
    key: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table with one head row; `row_heads` says that the first cell of a row is its head."""

    head: tuple[Cell, ...]
    rows: tuple[Row, ...]
    caption: tuple[Run, ...] = ()
    wide: bool = False  # wants a landscape page
    style: str = "grid"  # grid | facts (label, value) | choices (boxes to tick)
    row_heads: bool = False


@dataclass(frozen=True, slots=True)
class SignaturePlace:
    """Whose signature belongs here (domain note 3.9); texts are as printed."""

    signature: str  # id of the facts' signature row
    party: str  # id
    legal_name: str
    person: str
    office: str
    field: str  # name of the PDF signature field, for example "sign.together"
    position: int  # 1 for the first partner
    of: int
    delegation: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, table, figure or signature place. `key` is unique in the draft and stable when other facts change."""

    key: str
    clause: str
    version: str
    type: BlockType
    level: int = 0
    number: str = ""
    runs: tuple[Run, ...] = ()
    table: Table | None = None
    figure: str | None = None  # which picture: "flow-map", "sharing-matrix", "timeline"
    signature: SignaturePlace | None = None
    lines: int = 1  # lines of room to write, for a field

    @property
    def text(self) -> str:
        """The words without number: what a reviewer can change."""
        return "".join(run.text for run in self.runs)

    @property
    def facts(self) -> tuple[str, ...]:
        """JSON Pointers of the facts printed here, in order, each once."""
        inner = [run.fact for run in self.runs if run.fact]
        if self.table:
            inner += [pointer for paragraph in self.cell_paragraphs() for pointer in paragraph.facts]
            inner += [run.fact for run in self.table.caption if run.fact]
        return tuple(dict.fromkeys(inner))

    def cell_paragraphs(self) -> Iterator[Block]:
        if self.table:
            for cells in (self.table.head, *(row.cells for row in self.table.rows)):
                for cell in cells:
                    yield from cell.paragraphs


@dataclass(frozen=True, slots=True)
class Span:
    """A run with its whole origin: clause and version, paragraph key, fact."""

    clause: str
    version: str
    key: str
    fact: str | None
    text: str


@dataclass(frozen=True, slots=True)
class DraftInfo:
    """What title page, running heads and file properties say."""

    template: str
    title: str
    short_title: str
    ref: str
    version: str
    family: str  # agreement | form | notice | card | record: chooses the page layout
    status: DraftStatus
    number: int  # draft number, 0 when none has been given
    on: date
    marking: str = ""
    sample: bool = False  # then every page says SAMPLE
    lang: str = "en-GB"
    lead: str = ""
    party: str = ""  # the partner it was made for, where there is one for each
    look: str = ""  # of a form: easy-read, large-print or two-languages

    @property
    def name(self) -> str:
        """What its files are called, without ending."""
        return f"{self.template}-{self.party}" if self.party else self.template


@dataclass(frozen=True, slots=True)
class Draft:
    """Everything that one document says, in order. Pure value: the same facts and library give an equal draft."""

    info: DraftInfo
    blocks: tuple[Block, ...]
    facts_sha256: str = ""
    library_sha256: str = ""
    orphans: tuple[str, ...] = ()  # edits whose paragraph is no longer there, in words
    unconfirmed: tuple[str, ...] = ()  # what stands between its Welsh and its issue, in words

    def walk(self) -> Iterator[Block]:
        """Every block with words, in reading order; a table is followed by its cells' paragraphs."""
        for block in self.blocks:
            yield block
            yield from block.cell_paragraphs()

    def spans(self) -> Iterator[Span]:
        for block in self.walk():
            for run in block.runs:
                yield Span(block.clause, block.version, block.key, run.fact, run.text)

    def find(self, key: str) -> Block | None:
        return next((block for block in self.walk() if block.key == key), None)

    def text(self) -> str:
        """`agreement.txt`: UTF-8 text, NFC, LF, one block a line, a table row a line with its cells parted by tabs."""
        lines = [line for block in self.blocks for line in _lines(block)]
        return unicodedata.normalize("NFC", "\n".join(lines) + "\n")


def _lines(block: Block) -> Iterator[str]:
    if block.table is None:
        yield " ".join(part for part in (block.number, _flat(block.text)) if part)
        return
    if caption := _flat("".join(run.text for run in block.table.caption)):
        yield caption
    for cells in (block.table.head, *(row.cells for row in block.table.rows)):
        if cells:
            yield "\t".join(_flat(cell.text) for cell in cells)


def _flat(text: str) -> str:
    return " ".join(text.split())
