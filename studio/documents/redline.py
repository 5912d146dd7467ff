"""Two drafts as one DOCX with tracked changes: accepting all gives the new text, rejecting all the old.

Paragraphs are the same where their keys are; within one, words are compared. What moved is tracked as a move.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from studio.documents.attribution import Attribution, By, hunks
from studio.documents.docx_body import bookmark_names
from studio.documents.docx_layout import plain_family, style_of
from studio.documents.docx_marks import MarkedBlock, MarkedRow, Para, Piece, plain, plain_para, plain_row
from studio.documents.docx_write import write_marked
from studio.documents.docx_xml import Mark
from studio.documents.furniture import Furniture, furniture
from studio.documents.redline_align import align
from studio.drafting.draft import Block, BlockType, Cell, Draft, Row, Run

COORDINATOR = "Coordinator"
_WATERMARK = "COMPARISON · NOT FOR SIGNATURE"


def coordinator(on: date) -> By:
    """Whose a change is that nobody else is named for."""
    return By(COORDINATOR, f"{on.isoformat()}T00:00:00Z")


def write_redline(old: Draft, new: Draft, *, who: Attribution | None = None, on: date, title: str) -> bytes:
    """The comparison as a DOCX. `who`: whose each change is; else the coordinator's, of the day `on`.

    `title` says what is compared ("Draft 1 to draft 2") and stands in the running head.
    """
    marked = compare(old, new, who=who or Attribution(coordinator(on)))
    words = running(old, new, title)
    return write_marked(new, marked, names=bookmark_names(new), words=words, comparison=True)


def running(old: Draft, new: Draft, title: str) -> Furniture:
    """The running heads of a comparison."""
    usual = furniture(new.info)
    return replace(
        usual,
        head_left=f"{usual.head_left}, comparison",
        head_right=title,
        foot_left=_versions(old, new),
        watermark=_WATERMARK,
    )


def _versions(old: Draft, new: Draft) -> str:
    if old.info.version == new.info.version:
        return f"{new.info.ref}, {new.info.version}"
    return f"{new.info.ref}, {old.info.version} to {new.info.version}"


def compare(old: Draft, new: Draft, *, who: Attribution) -> list[MarkedBlock]:
    """The blocks of both drafts in one order, with marks on what differs."""
    return list(_Comparison(who, plain_family(new)).blocks(old.blocks, new.blocks))


@dataclass
class _Comparison:
    who: Attribution
    plain: bool

    def mark(self, kind: str, key: str) -> Mark:
        return _mark(kind, self.who.of(key))

    def blocks(self, old: Sequence[Block], new: Sequence[Block]) -> Iterator[MarkedBlock]:
        for step in align([block.key for block in old], [block.key for block in new]):
            if step.old is not None and step.new is not None:
                yield from self.pair(old[step.old], new[step.new])
            elif step.old is not None:
                yield self.whole(old[step.old], self._leaving(old[step.old], new, step.moved))
            elif step.new is not None:
                yield self.whole(new[step.new], self._coming(new[step.new], old, step.moved))

    def _leaving(self, block: Block, new: Sequence[Block], moved: int | None) -> Mark:
        same = moved is not None and _can_move(block, new[moved])
        return self.mark("moveFrom" if same else "del", block.key)

    def _coming(self, block: Block, old: Sequence[Block], moved: int | None) -> Mark:
        same = moved is not None and _can_move(old[moved], block)
        return self.mark("moveTo" if same else "ins", block.key)

    def pair(self, old: Block, new: Block) -> Iterator[MarkedBlock]:
        """The same block in both drafts."""
        if old == new:
            yield plain(new)
        elif not _comparable(old, new):
            yield self.whole(old, self.mark("del", old.key))
            yield self.whole(new, self.mark("ins", new.key))
        elif old.table is None or new.table is None:
            yield MarkedBlock(self.para(old, new))
        else:
            head = self._row_pair(f"{new.key}/head", old.table.head, new.table.head, new.key)
            yield MarkedBlock(
                self.para(old, new), head if new.table.head else None, tuple(self._rows(old.table.rows, new.table.rows))
            )

    def whole(self, block: Block, mark: Mark) -> MarkedBlock:
        """A block that only one of the drafts has, or has here."""
        found = plain(block)
        rows = tuple(self._whole_row(row, mark) for row in found.rows)
        return MarkedBlock(_marked(found.para, mark), self._whole_row(found.head, mark) if found.head else None, rows)

    @staticmethod
    def _whole_row(row: MarkedRow, mark: Mark) -> MarkedRow:
        return MarkedRow(row.key, tuple(tuple(_marked(para, mark) for para in cell) for cell in row.cells), mark)

    def _rows(self, old: Sequence[Row], new: Sequence[Row]) -> Iterator[MarkedRow]:
        for step in align([row.key for row in old], [row.key for row in new]):
            if step.old is not None and step.new is not None:
                yield self._row_pair(new[step.new].key, old[step.old].cells, new[step.new].cells, new[step.new].key)
            elif step.old is not None:
                row = old[step.old]
                yield self._whole_row(_plain_row(row.key, row.cells), self.mark("del", row.key))
            elif step.new is not None:
                row = new[step.new]
                yield self._whole_row(_plain_row(row.key, row.cells), self.mark("ins", row.key))

    def _row_pair(self, key: str, old: Sequence[Cell], new: Sequence[Cell], author: str) -> MarkedRow:
        if old == new:
            return _plain_row(key, new)
        return MarkedRow(key, tuple(tuple(self._cell(a, b, author)) for a, b in zip(old, new, strict=True)))

    def _cell(self, old: Cell, new: Cell, author: str) -> Iterator[Para]:
        """Paragraphs of a cell; the last one's end is the cell's and cannot be deleted or inserted."""
        a, b = old.paragraphs, new.paragraphs
        if len(a) == len(b):
            yield from (self.para(x, y, author) for x, y in zip(a, b, strict=True))
            return
        found: list[Para] = []
        for step in align([block.key for block in a], [block.key for block in b]):
            if step.old is not None and step.new is not None:
                found.append(self.para(a[step.old], b[step.new], author))
            elif step.old is not None:
                found.append(_marked(plain_para(a[step.old]), self.mark("del", author)))
            elif step.new is not None:
                found.append(_marked(plain_para(b[step.new]), self.mark("ins", author)))
        yield from found

    def para(self, old: Block, new: Block, author: str = "") -> Para:
        """One paragraph with its changed words; another style or level is a tracked change too."""
        key = new.key if new.key in self.who.whole or new.key in self.who.words or not author else author
        before, after = plain_para(old), plain_para(new)
        if before.pieces == after.pieces and _form(old) == _form(new):
            return after
        pieces = tuple(self._pieces([x.run for x in before.pieces], [x.run for x in after.pieces], key))
        style = style_of(old, plain=self.plain, in_schedule=False) if _form(old) != _form(new) else ""
        return Para(new, pieces, restyled=(self.mark("ins", key), style) if style else None)

    def _pieces(self, old: Sequence[Run], new: Sequence[Run], key: str) -> Iterator[Piece]:
        for each in hunks(old, new, key, self.who):
            if each.by is None:
                yield from self._same(old, new, each.i1, (each.j1, each.j2), key)
                continue
            yield from (Piece(run, _mark("del", each.by)) for run, _ in _cut(old, each.i1, each.i2))
            yield from (Piece(run, _mark("ins", each.by)) for run, _ in _cut(new, each.j1, each.j2))

    def _same(
        self, old: Sequence[Run], new: Sequence[Run], start: int, span: tuple[int, int], key: str
    ) -> Iterator[Piece]:
        """Words in both; where they were bold and are not, or are and were not, that is the change."""
        for run, at in _cut(new, *span):
            begin = start + at - span[0]
            for was, where in _cut(old, begin, begin + len(run.text)):
                piece = replace(run, text=run.text[where - begin : where - begin + len(was.text)])
                yield Piece(piece, restyled=self.mark("ins", key) if was.strong != run.strong else None)


def _mark(kind: str, by: By) -> Mark:
    return Mark(kind, by.author, by.date)


def _can_move(old: Block, new: Block) -> bool:
    """Whether a move can be shown as a move: plain words, and the same."""
    simple = old.table is None and old.signature is None and old.type is not BlockType.FIELD
    return simple and old.text == new.text and _form(old) == _form(new)


def _comparable(old: Block, new: Block) -> bool:
    """Whether one can be turned into the other within the paragraph or table."""
    if old.signature != new.signature or (old.table is None) != (new.table is None):
        return False
    if old.table is None or new.table is None:
        return (old.type is BlockType.FIELD) == (new.type is BlockType.FIELD) and old.lines == new.lines
    columns = {
        len(cells) for table in (old.table, new.table) for cells in (table.head, *(row.cells for row in table.rows))
    }
    return (
        len(columns - {0}) <= 1
        and bool(old.table.head) == bool(new.table.head)
        and bool(old.table.caption) == bool(new.table.caption)
    )


def _form(block: Block) -> tuple[BlockType, int, bool]:
    return block.type, block.level, bool(block.number)


def _plain_row(key: str, cells: Sequence[Cell]) -> MarkedRow:
    return plain_row(key, tuple(cell.paragraphs for cell in cells))


def _marked(para: Para, mark: Mark) -> Para:
    return Para(para.block, tuple(Piece(piece.run, mark) for piece in para.pieces), mark)


def _cut(runs: Sequence[Run], start: int, end: int) -> Iterator[tuple[Run, int]]:
    """The parts of runs between two characters, each with the character it begins at."""
    at = 0
    for run in runs:
        a, b = max(start, at), min(end, at + len(run.text))
        if b > a:
            yield replace(run, text=run.text[a - at : b - at]), a
        at += len(run.text)
