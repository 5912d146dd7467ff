"""A draft made ready for writing: each paragraph as pieces that may be tracked changes.

A plain draft has no marks; `redline` makes the same shape from two drafts, so that both are written by one code.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from studio.documents.docx_xml import Mark
from studio.drafting.draft import Block, Run


@dataclass(frozen=True, slots=True)
class Piece:
    """Words with one state. `restyled`: the run was bold before and is not now, or the other way round."""

    run: Run
    mark: Mark | None = None
    restyled: Mark | None = None


@dataclass(frozen=True, slots=True)
class Para:
    """One paragraph; `mark` is the change of the paragraph itself (its end). `restyled`: who changed its style, and
    the style it had."""

    block: Block
    pieces: tuple[Piece, ...]
    mark: Mark | None = None
    restyled: tuple[Mark, str] | None = None


@dataclass(frozen=True, slots=True)
class MarkedRow:
    key: str
    cells: tuple[tuple[Para, ...], ...]
    mark: Mark | None = None


@dataclass(frozen=True, slots=True)
class MarkedBlock:
    """A block with its words and, for a table, its rows."""

    para: Para
    head: MarkedRow | None = None
    rows: tuple[MarkedRow, ...] = ()

    @property
    def block(self) -> Block:
        return self.para.block

    def paragraphs(self) -> Iterator[Para]:
        yield self.para
        for row in ((self.head,) if self.head else ()) + self.rows:
            for cell in row.cells:
                yield from cell


def plain_para(block: Block) -> Para:
    runs = block.table.caption if block.table else block.runs
    return Para(block, tuple(Piece(run) for run in runs))


def plain_row(key: str, cells: tuple[tuple[Block, ...], ...]) -> MarkedRow:
    return MarkedRow(key, tuple(tuple(plain_para(block) for block in cell) for cell in cells))


def plain(block: Block) -> MarkedBlock:
    """A block without any change."""
    if block.table is None:
        return MarkedBlock(plain_para(block))
    head = plain_row(f"{block.key}/head", tuple(cell.paragraphs for cell in block.table.head))
    rows = tuple(plain_row(row.key, tuple(cell.paragraphs for cell in row.cells)) for row in block.table.rows)
    return MarkedBlock(plain_para(block), head if head.cells else None, rows)
