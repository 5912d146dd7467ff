"""Wording edits applied to a rendered library text, before anything is numbered."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from studio.drafting.draft import Run
from studio.drafting.edits import Edit, Insert, InsertRow, Move, Remove, Restyle, Reword, Sources, Words
from studio.drafting.instance import Instance, Part
from studio.drafting.instances import cell_key
from studio.errors import StudioError
from studio.library.source import Kind

RenderSources = Callable[[Sources], tuple[Run, ...]]
_OF_TABLE = frozenset({Kind.CAPTION, Kind.HEAD, Kind.ROW})


def apply_edits(
    instances: Sequence[Instance], edits: Sequence[Edit], render: RenderSources
) -> tuple[list[Instance], list[str]]:
    """The instances with all edits done in order, and a sentence for each edit whose place is no longer there."""
    work = list(instances)
    orphans: list[str] = []
    for edit in edits:
        try:
            done = _apply(work, edit, render)
        except StudioError as error:
            orphans.append(str(error))
            continue
        if not done:
            orphans.append(_orphan(edit))
    return work, orphans


def _orphan(edit: Edit) -> str:
    if isinstance(edit, (Insert, InsertRow)):
        words = " ".join(each.text for each in getattr(edit, "sources", ()) if isinstance(each, Words))
        return f"The agreed new text “{words[:60]}” has lost its place: what stood before it ({edit.after}) is gone."
    return f"The agreed wording of {edit.key} has no place any more: the facts no longer call for that text."


def _apply(work: list[Instance], edit: Edit, render: RenderSources) -> bool:
    if isinstance(edit, Insert):
        return _insert(work, edit, render)
    if isinstance(edit, InsertRow):
        return _insert_row(work, edit, render)
    index, column, paragraph = _find(work, edit.key)
    if index < 0:
        return False
    if isinstance(edit, Reword):
        part = Part(edit.key, render(edit.sources), edit.sources)
        work[index] = _with_part(work[index], column, paragraph, part)
    elif isinstance(edit, Remove):
        _remove(work, index, column, paragraph)
    elif column >= 0 or work[index].kind in _OF_TABLE:
        return False  # a paragraph of a table has its place and its look from the table
    elif isinstance(edit, Restyle):
        work[index] = replace(work[index], kind=Kind(edit.kind), level=edit.level)
    elif isinstance(edit, Move):
        return _move(work, index, edit)
    return True


def _find(work: Sequence[Instance], key: str) -> tuple[int, int, int]:
    """Index of the instance, and the column and paragraph if the key is a cell's; (-1, 0, 0) if it is gone."""
    for index, instance in enumerate(work):
        if instance.key == key:
            return index, -1, 0
        for column, cell in enumerate(instance.cells):
            for paragraph, part in enumerate(cell):
                if part.key == key:
                    return index, column, paragraph
    return -1, 0, 0


def _with_part(instance: Instance, column: int, paragraph: int, part: Part) -> Instance:
    if column < 0:
        return replace(instance, part=part)
    cells = [list(cell) for cell in instance.cells]
    cells[column][paragraph] = part
    return replace(instance, cells=tuple(tuple(cell) for cell in cells))


def _remove(work: list[Instance], index: int, column: int, paragraph: int) -> None:
    if column < 0:
        del work[index]
        return
    cells = [list(cell) for cell in work[index].cells]
    if len(cells[column]) > 1:
        del cells[column][paragraph]
    else:
        cells[column] = [Part(cells[column][0].key, (), ())]
    work[index] = replace(work[index], cells=tuple(tuple(cell) for cell in cells))


def _move(work: list[Instance], index: int, edit: Move) -> bool:
    moved = work.pop(index)
    target = _behind(work, edit.after)
    if target < 0:
        work.insert(index, moved)
        return False
    beside = work[max(target - 1, 0)]
    work.insert(target, replace(moved, clause=beside.clause, version=beside.version))
    return True


def _behind(work: Sequence[Instance], after: str) -> int:
    """Where what stands after `after` begins: behind the whole table, if that is in one; 0 for ""; -1 if it is gone."""
    if not after:
        return 0
    index, column, _ = _find(work, after)
    if index < 0 or column >= 0:
        return -1
    index += 1
    if work[index - 1].kind in _OF_TABLE:
        while index < len(work) and work[index].kind in {Kind.HEAD, Kind.ROW}:
            index += 1
    return index


def _insert(work: list[Instance], edit: Insert, render: RenderSources) -> bool:
    index, column, paragraph = _find(work, edit.after)
    part = Part(edit.key, render(edit.sources), edit.sources)
    if index >= 0 and column >= 0:
        cells = [list(cell) for cell in work[index].cells]
        cells[column].insert(paragraph + 1, part)
        work[index] = replace(work[index], cells=tuple(tuple(cell) for cell in cells))
        return True
    target = _behind(work, edit.after)
    if target < 0:
        return False
    beside = work[max(target - 1, 0)]
    new = Instance(
        edit.key, beside.clause, beside.version, Kind(edit.kind), edit.level, part, file=beside.file, at=beside.at
    )
    work.insert(target, new)
    return True


def _insert_row(work: list[Instance], edit: InsertRow, render: RenderSources) -> bool:
    index, _, _ = _find(work, edit.after)
    if index < 0:
        return False
    before = work[index]
    if before.kind not in _OF_TABLE:
        return False
    cells = tuple(
        (Part(cell_key(edit.key, column, 0), render(sources), sources),) for column, sources in enumerate(edit.cells, 1)
    )
    empty = Part(edit.key, (), ())
    new = Instance(edit.key, before.clause, before.version, Kind.ROW, 0, empty, cells, file=before.file, at=before.at)
    work.insert(index + 1, new)
    return True
