"""Forms as drafts, for the tests of the writers: a small one, and those of the worked cases."""

from __future__ import annotations

import functools
from datetime import date

from pdf_sample import Maker, info

from studio.drafting.draft import Block, BlockType, Cell, Draft, Row, Run, Table
from studio.drafting.render import Assembler
from studio.facts.read import read_facts
from studio.library.read import load_library
from studio.library.shipped import content

ON = date(2026, 10, 2)
YES_NO = (Run("☐", box=True), Run(" Yes "), Run("☐", box=True), Run(" No"))


@functools.cache
def _assembler() -> Assembler:
    return Assembler(load_library(content()))


@functools.cache
def form(template: str, case: str = "york-pathways") -> Draft:
    """The form of a worked case."""
    text = (content() / "templates" / "cases" / f"{case}.yaml").read_text("utf-8")
    facts = read_facts(text).facts
    assert facts is not None
    return _assembler().render(facts, template, on=ON).draft


def sample_form(**changes: object) -> Draft:
    """A form with a matrix of two by two, of which three can be chosen, two rooms to write and two single boxes."""
    m = Maker()
    m.add(BlockType.SERIES, "Sample Service")
    m.add(BlockType.TITLE, "May we share information about you?")
    m.add(BlockType.HEADING, "Your choices")
    m.add(BlockType.PARAGRAPH, "Tick Yes or No in each place.")
    rows = []
    for name, open_ in (("Crisis plan", (True, True)), ("Housing", (False, True))):
        key = f"row-{name[0]}"
        cells = [Cell((_cell(f"{key}.c1", (Run(name, strong=True),)), _cell(f"{key}.c1.1", (Run("Such as: signs"),))))]
        for number, asked in enumerate(open_, start=2):
            runs = YES_NO if asked else (Run("Not shared"),)
            kind = BlockType.CHOICE if asked else BlockType.PARAGRAPH
            cells.append(Cell((_cell(f"{key}.c{number}", runs, kind),)))
        rows.append(Row(key, tuple(cells)))
    head = tuple(Cell((_cell(f"head.{word}", (Run(word),)),)) for word in ("What", "Police", "Council"))
    m.add(BlockType.TABLE, table=Table(head, tuple(rows), style="choices", row_heads=True))
    m.add(BlockType.HEADING, "Your decision")
    m.add(BlockType.FIELD, "Your name")
    m.add(BlockType.FIELD, "Anything else", lines=3)
    m.add(BlockType.HEADING, "For the worker")
    m.add(BlockType.CHOICE, runs=(Run("☐", box=True), Run(" Copy given "), Run("☐", box=True), Run(" Read out")))
    return Draft(info(family="form", **changes), tuple(m.blocks))


def _cell(key: str, runs: tuple[Run, ...], kind: BlockType = BlockType.PARAGRAPH) -> Block:
    return Block(key, "clause-a", "1", kind, runs=runs)
