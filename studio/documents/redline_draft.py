"""Two drafts as one draft with marked words, for formats that have no tracked changes: PDF."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import replace

from studio.documents.attribution import Attribution
from studio.documents.docx_marks import MarkedBlock, MarkedRow, Para
from studio.documents.redline import compare
from studio.drafting.draft import Block, BlockType, Cell, Draft, Row, Run

_GONE = "del"
_LOOKS = "Its look changed: "


def redline_draft(old: Draft, new: Draft, who: Attribution, title: str) -> Draft:
    """Both drafts in one: words that came are runs with `change` "ins", words that went "del".

    A legend stands before the first heading; behind each changed paragraph the names of those whose changes it holds.
    """
    marked = compare(old, new, who=who)
    standing = {block.key for block in new.walk()}
    blocks = [_leading_somewhere(_block(each), standing) for each in marked]
    at = next((n for n, each in enumerate(blocks) if each.type in _STARTS), 0)
    legend = tuple(_legend(title, marked))
    info = replace(new.info, title=f"{new.info.title}: comparison", short_title=f"{new.info.short_title}, comparison")
    return Draft(info, (*blocks[:at], *legend, *blocks[at:]), new.facts_sha256, new.library_sha256)


_STARTS = frozenset({BlockType.PART, BlockType.SCHEDULE, BlockType.HEADING, BlockType.SUBHEADING})


def _legend(title: str, marked: Iterable[MarkedBlock]) -> Iterator[Block]:
    count = sum(any(_marked(para) for para in each.paragraphs()) for each in marked)
    yield Block("comparison.title", "comparison", "1", BlockType.SUBTITLE, runs=(Run(f"Comparison: {title}"),))
    runs = (
        Run("How to read it: "), Run("words that were put in", change="ins"), Run(" are underlined, "),
        Run("words that were taken out", change="del"),
        Run(" are struck through. The name in brackets behind a paragraph says whose its changes are. "
            f"{count} {'paragraph differs' if count == 1 else 'paragraphs and tables differ'}. Not for signature."),
    )  # fmt: skip
    yield Block("comparison.legend", "comparison", "1", BlockType.PARAGRAPH, runs=runs)


def _marked(para: Para) -> bool:
    return bool(para.mark or para.restyled or any(piece.mark or piece.restyled for piece in para.pieces))


def _block(marked: MarkedBlock) -> Block:
    block = marked.block
    if block.table is None:
        runs = block.runs if block.figure or block.signature else _runs(marked.para)
        return replace(block, key=_key(block.key, marked.para), runs=runs)
    head = _cells(marked.head) if marked.head else block.table.head
    rows = tuple(Row(f"{row.key}~{row.mark.kind}" if row.mark else row.key, _cells(row)) for row in marked.rows)
    return replace(
        block,
        key=_key(block.key, marked.para),
        table=replace(block.table, head=head, rows=rows, caption=_runs(marked.para)),
    )


def _leading_somewhere(block: Block, standing: Set[str]) -> Block:
    """Without references to what no longer stands."""

    def kept(runs: Sequence[Run]) -> tuple[Run, ...]:
        return tuple(run if run.ref in standing else replace(run, ref=None) for run in runs)

    def told(cells: Sequence[Cell]) -> tuple[Cell, ...]:
        return tuple(Cell(tuple(replace(each, runs=kept(each.runs)) for each in cell.paragraphs)) for cell in cells)

    if block.table is None:
        return replace(block, runs=kept(block.runs))
    rows = tuple(Row(row.key, told(row.cells)) for row in block.table.rows)
    table = replace(block.table, head=told(block.table.head), rows=rows, caption=kept(block.table.caption))
    return replace(block, table=table)


def _cells(row: MarkedRow) -> tuple[Cell, ...]:
    return tuple(Cell(tuple(replace(para.block, runs=_runs(para)) for para in cell)) for cell in row.cells)


def _key(key: str, para: Para) -> str:
    """What went, and what moved away, has a key of its own beside that of what stands."""
    return f"{key}~{para.mark.kind}" if para.mark and para.mark.gone else key


def _runs(para: Para) -> tuple[Run, ...]:
    runs = [_run(piece.run, _kind(para, piece.mark.gone if piece.mark else None)) for piece in para.pieces]
    names = _names(para)
    if names and para.block.type is not BlockType.FIELD:
        look = _LOOKS if para.restyled and not any(piece.mark for piece in para.pieces) else ""
        runs.append(Run(f" [{look}{', '.join(names)}]"))
    return tuple(runs)


def _kind(para: Para, gone: bool | None) -> str:
    if gone is None:
        return "" if para.mark is None else _GONE if para.mark.gone else "ins"
    return _GONE if gone else "ins"


def _run(run: Run, change: str) -> Run:
    """A changed run leads nowhere: what it refers to may be gone."""
    return replace(run, change=change, ref=None, box=False) if change else run


def _names(para: Para) -> Sequence[str]:
    marks = [para.mark, para.restyled[0] if para.restyled else None]
    marks += [mark for piece in para.pieces for mark in (piece.mark, piece.restyled)]
    moved = {"moveFrom": " (moved from here)", "moveTo": " (moved here)"}
    return list(dict.fromkeys(mark.author + moved.get(mark.kind, "") for mark in marks if mark))
