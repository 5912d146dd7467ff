"""From rendered lines to numbered blocks: parts, clauses, levels, schedules, tables; then cross references."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import dataclass, field, replace

from studio.drafting.draft import Block, BlockType, Cell, Run, SignaturePlace, Table
from studio.drafting.instance import Instance
from studio.drafting.office import titled
from studio.errors import StudioError
from studio.library.source import Kind

_TYPES = {kind: BlockType(kind.value) for kind in Kind if kind.value in {each.value for each in BlockType}}
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv", "xvi", "xvii",
          "xviii", "xix", "xx")  # fmt: skip


def letters(number: int) -> str:
    """a … z, aa, ab …: as Word and LibreOffice count with lower-case letters (aa, bb, …)."""
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)


def roman(number: int) -> str:
    return _ROMAN[number - 1] if number <= len(_ROMAN) else str(number)


@dataclass(slots=True)
class _Counters:
    part: int = 0
    schedule: int = 0
    clause: int = 0
    levels: dict[int, int] = field(default_factory=dict)
    in_schedule: bool = False

    def next(self, level: int) -> str:
        self.levels[level] = self.levels.get(level, 0) + 1
        for deeper in [each for each in self.levels if each > level]:
            del self.levels[deeper]
        if level == 2:
            return str(self.levels[2]) if self.in_schedule else f"{self.clause}.{self.levels[2]}"
        return f"({letters(self.levels[3])})" if level == 3 else f"({roman(self.levels[level])})"


def blocks_of(
    instances: Sequence[Instance],
    *,
    numbered: bool,
    signature: Callable[[Instance], SignaturePlace],
    picture: Callable[[str], str],
) -> tuple[Block, ...]:
    """Blocks in order, numbered as printed. `picture` gives a figure's text alternative."""
    counters = _Counters()
    blocks: list[Block] = []
    referring: set[str] = set()
    index = 0
    while index < len(instances):
        instance = instances[index]
        if instance.kind in (Kind.CAPTION, Kind.HEAD, Kind.ROW):
            end = _table_end(instances, index)
            lines = instances[index:end]
            if table := _table(lines):
                blocks.append(table)
                referring |= {table.key} if any(line.refers for line in lines) else set()
            index = end
            continue
        blocks.append(_block(instance, counters, numbered, signature, picture))
        referring |= {instance.key} if instance.refers else set()
        index += 1
    return _referenced(blocks, instances, referring)


def _table_end(instances: Sequence[Instance], start: int) -> int:
    end = start + 1
    while end < len(instances) and instances[end].kind in (Kind.HEAD, Kind.ROW):
        end += 1
    return end


def _table(lines: Sequence[Instance]) -> Block | None:
    caption = lines[0] if lines[0].kind is Kind.CAPTION else None
    head = next((line for line in lines if line.kind is Kind.HEAD), None)
    rows = tuple(line.row for line in lines if line.kind is Kind.ROW)
    if not rows:
        return None
    first = caption or head or lines[0]
    flags = first.flags
    style = next((each for each in ("facts", "choices") if each in flags), "grid")
    runs = caption.part.runs if caption else ()
    table = Table(
        head.row.cells if head else (), rows, runs, "wide" in flags, style, "rowheads" in flags or style == "facts"
    )
    return Block(first.key, first.clause, first.version, BlockType.TABLE, table=table)


def _block(
    instance: Instance,
    counters: _Counters,
    numbered: bool,
    signature: Callable[[Instance], SignaturePlace],
    picture: Callable[[str], str],
) -> Block:
    kind, number, level = _TYPES[instance.kind], "", instance.level
    if instance.kind in (Kind.PART, Kind.SCHEDULE):
        number = _section_number(instance.kind, counters)
    elif instance.kind is Kind.HEADING and numbered:
        if counters.in_schedule:
            kind = BlockType.SUBHEADING
        else:
            counters.clause += 1
            counters.levels.clear()
            number, level = str(counters.clause), 1
    elif instance.kind is Kind.NUMBERED:
        number = counters.next(instance.level)
    known = instance.blocks
    block = known.get(number)
    if block is None or block.type is not kind or block.level != level:
        block = Block(
            instance.key, instance.clause, instance.version, kind, level, number, instance.part.runs,
            lines=instance.lines,
        )  # fmt: skip
        known.clear()  # two threads may number the same line: each goes on with the block that it made
        known[number] = block
    if instance.kind is Kind.FIGURE:
        block = replace(block, figure=instance.word, runs=(Run(picture(instance.word)),))
    if instance.kind is Kind.SIGNATURE:
        block = _signature_block(block, signature(instance))
    return block


def _section_number(kind: Kind, counters: _Counters) -> str:
    counters.levels.clear()
    if kind is Kind.PART:
        counters.part += 1
        counters.in_schedule = False
        return f"Part {counters.part}"
    counters.schedule += 1
    counters.in_schedule = True
    return f"Schedule {counters.schedule}"


def _signature_block(block: Block, place: SignaturePlace) -> Block:
    said = f"Signature of {place.person}, {place.office}, for {titled(place.legal_name)}"
    return replace(block, signature=place, runs=(Run(said),))


def _referenced(blocks: list[Block], instances: Sequence[Instance], referring: Set[str]) -> tuple[Block, ...]:
    """Put the words into cross references: "clause 9", "Schedule 4". A reference to nothing stops the assembly."""
    targets = _targets(blocks)

    def resolve(runs: Iterable[Run], key: str) -> tuple[Run, ...]:
        return tuple(_resolve(run, targets, instances, key) if run.ref else run for run in runs)

    done = []
    for block in blocks:
        if block.key not in referring:
            done.append(block)
        elif block.table:
            done.append(replace(block, table=_referenced_table(block, resolve)))
        else:
            done.append(replace(block, runs=resolve(block.runs, block.key)))
    return tuple(done)


def _referenced_table(block: Block, resolve: Callable[[Iterable[Run], str], tuple[Run, ...]]) -> Table:
    table = block.table
    assert table is not None  # noqa: S101 - the caller has looked

    def cells(row: tuple[Cell, ...]) -> tuple[Cell, ...]:
        return tuple(
            Cell(
                tuple(
                    replace(p, runs=resolve(p.runs, block.key)) if any(r.ref for r in p.runs) else p
                    for p in cell.paragraphs
                )
            )
            for cell in row
        )

    rows = tuple(replace(row, cells=cells(row.cells)) for row in table.rows)
    return replace(table, head=cells(table.head), rows=rows, caption=resolve(table.caption, block.key))


def _targets(blocks: Sequence[Block]) -> dict[str, tuple[str, str]]:
    """Clause id → (how it is referred to, key of its heading)."""
    targets: dict[str, tuple[str, str]] = {}
    schedule: tuple[str, str] | None = None
    for block in blocks:
        if block.type is BlockType.SCHEDULE:
            schedule = (block.number, block.key)
        elif block.type is BlockType.PART:
            schedule = None
        elif block.clause and block.clause not in targets:
            if schedule:
                targets[block.clause] = schedule
            elif block.type is BlockType.HEADING and block.number:
                targets[block.clause] = (f"clause {block.number}", block.key)
            elif block.type is BlockType.HEADING:
                targets[block.clause] = (f"“{block.text}”", block.key)
    return targets


def _resolve(run: Run, targets: dict[str, tuple[str, str]], instances: Sequence[Instance], key: str) -> Run:
    if run.ref not in targets:
        instance = next((each for each in instances if each.key == key), None)
        place = f"{instance.file}, line {instance.at}" if instance else key
        raise StudioError(
            f"{place}: the text refers to [[{run.ref}]], which is not in this document.",
            "Refer to a clause that is, or put the sentence under the same condition.",
        )
    words, target = targets[run.ref]
    return replace(run, text=words, ref=target)
