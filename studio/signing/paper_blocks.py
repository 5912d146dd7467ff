"""Blocks of the records that signing makes of itself: headings, paragraphs, lists and tables of plain words."""

from __future__ import annotations

from collections.abc import Sequence

from studio.drafting.draft import Block, BlockType, Cell, Row, Run, Table


class Paper:
    """Collects the blocks of one record under keys of its own."""

    def __init__(self, clause: str) -> None:
        self.clause = clause
        self.blocks: list[Block] = []

    def add(self, kind: BlockType, text: str, level: int = 0) -> None:
        self.blocks.append(self._block(str(len(self.blocks)), kind, text, level))

    def facts(self, rows: Sequence[tuple[str, str]]) -> None:
        """A list of facts: label, words."""
        self.blocks.append(self.facts_block(f"facts-{len(self.blocks)}", rows))

    def facts_block(self, key: str, rows: Sequence[tuple[str, str]]) -> Block:
        return self._table(key, (), rows, "facts")

    def grid(self, head: Sequence[str], rows: Sequence[Sequence[str]], caption: str = "") -> None:
        """A table with a head."""
        self.blocks.append(self._table(f"grid-{len(self.blocks)}", head, rows, "grid", caption))

    def paragraph(self, key: str, text: str) -> Block:
        return self._block(key, BlockType.PARAGRAPH, text, 0)

    def _block(self, key: str, kind: BlockType, text: str, level: int) -> Block:
        return Block(f"{self.clause}/{key}", self.clause, "1", kind, level=level, runs=(Run(text),))

    def _table(
        self, key: str, head: Sequence[str], rows: Sequence[Sequence[str]], style: str, caption: str = ""
    ) -> Block:
        def cell(at: str, text: str) -> Cell:
            return Cell((self._block(f"{key}/{at}", BlockType.PARAGRAPH, text, 0),))

        made = tuple(
            Row(f"{self.clause}/{key}/{number}", tuple(cell(f"{number}-{at}", text) for at, text in enumerate(row)))
            for number, row in enumerate(rows)
        )
        heads = tuple(cell(f"head-{at}", text) for at, text in enumerate(head))
        runs = (Run(caption),) if caption else ()
        table = Table(heads, made, runs, style=style, row_heads=style == "facts")
        return Block(f"{self.clause}/{key}", self.clause, "1", BlockType.TABLE, table=table)
