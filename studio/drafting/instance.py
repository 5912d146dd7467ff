"""A source line of a clause at one turn of its loops, as it came out: edits and numbering work on these."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from studio.drafting.draft import Block, BlockType, Cell, Row, Run
from studio.drafting.edits import Source
from studio.library.source import Kind


@dataclass(frozen=True, slots=True)
class Part:
    """One paragraph's words: the runs, and the sources that their `piece` numbers mean."""

    key: str
    runs: tuple[Run, ...]
    sources: tuple[Source, ...]


@dataclass(frozen=True)
class Instance:
    """One source line as it came out. `cells` is for table rows, `part` for everything else.

    Most instances outlive many changes of facts, so what is made of them alone is made once.
    """

    key: str
    clause: str
    version: str
    kind: Kind
    level: int
    part: Part
    cells: tuple[tuple[Part, ...], ...] = ()
    flags: frozenset[str] = frozenset()
    lines: int = 1
    word: str = ""
    file: str = ""
    at: int = 0

    @property
    def is_note(self) -> bool:
        """Whether it is the clause's note "In short", which a plain document such as a form has no need of."""
        return self.key.startswith(f"{self.clause}.g") and self.kind is Kind.GLOSS

    @cached_property
    def row(self) -> Row:
        """The line as a row of a table."""
        cells = (Cell(tuple(_cell_block(part, self) for part in cell)) for cell in self.cells)
        return Row(self.key, tuple(cells))

    @cached_property
    def blocks(self) -> dict[str, Block]:
        """The block made of it last, by its number."""
        return {}

    @cached_property
    def prints(self) -> tuple[tuple[str, str], ...]:
        """The facts that it prints, each as JSON Pointer and words."""
        parts = (self.part, *(part for cell in self.cells for part in cell))
        return tuple(dict.fromkeys([(run.fact, run.text) for part in parts for run in part.runs if run.fact]))

    @cached_property
    def refers(self) -> bool:
        """Whether it holds a cross reference, which gets its words only after numbering."""
        parts = (self.part, *(part for cell in self.cells for part in cell))
        return any(run.ref for part in parts for run in part.runs)


def _cell_block(part: Part, line: Instance) -> Block:
    kind = BlockType.CHOICE if any(run.box for run in part.runs) else BlockType.PARAGRAPH
    return Block(part.key, line.clause, line.version, kind, runs=part.runs)
