"""What can be filled in on a form, read from its draft: one field for each answer, with its name and label.

A pure reading: the writers ask it which box belongs to which field, so PDF and HTML name and group them alike. Labels are
made of the draft's own words. A pair of boxes for yes and no, or any pair of words in a cell, is one question with one
answer; other boxes stand alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from studio.drafting.draft import Block, BlockType, Draft, Run, Table

ROOM_FOR_LINES = 2  # from so many lines of room on, a field takes several lines
_HEADS = (BlockType.HEADING, BlockType.SUBHEADING)
_WELSH = re.compile(r"-cy(?=\.)")  # the key of a Welsh paragraph is that of its English twin with this in it


@dataclass(frozen=True, slots=True)
class BoxField:
    """One box to tick. `state` is its value when it is ticked; boxes of one `name` are widgets of one field."""

    name: str
    label: str
    question: str
    state: str
    single: bool  # one answer of several: a radio button, which may be cleared again


@dataclass(frozen=True, slots=True)
class TextField:
    """Room to write."""

    name: str
    label: str
    lines: int


@dataclass(frozen=True, slots=True)
class FormFields:
    """All that a form asks for. Boxes go by paragraph key and number of the box in it, texts by paragraph key."""

    boxes: Mapping[tuple[str, int], BoxField] = field(default_factory=dict)
    texts: Mapping[str, TextField] = field(default_factory=dict)

    def box(self, mark: str) -> BoxField | None:
        """The field of a box by the mark that `box_mark` gave it."""
        key, _, number = mark.rpartition("#")
        return self.boxes.get((key, int(number))) if key else None


def box_mark(key: str, number: int) -> str:
    """One word for a box: its paragraph and which box of it, counted from 0."""
    return f"{key}#{number}"


def form_fields(draft: Draft) -> FormFields:
    """The fields of a form; none for any other document, also where a schedule of it prints a form."""
    if draft.info.family != "form":
        return FormFields()
    pairs: dict[str, tuple[str, str]] = {}
    for block in draft.blocks:
        for each, cell in ((block, False), *((inner, True) for inner in block.cell_paragraphs())):
            if states := _either_or(each, cell=cell):
                pairs[_name(each.key)] = states
    reader = _Reader(pairs)
    for block in draft.blocks:
        reader.read(block)
    return FormFields(reader.boxes, reader.texts)


def boxed(block: Block) -> tuple[Run, ...]:
    """The runs of a line with boxes; a line to tick without one of its own begins with a box."""
    if block.type is not BlockType.CHOICE or any(run.box for run in block.runs):
        return block.runs
    return (Run("☐", box=True), *block.runs)


def asks(block: Block) -> bool:
    """True for a paragraph with a box or with room to write."""
    return block.type in (BlockType.FIELD, BlockType.CHOICE) or any(run.box for run in block.runs)


def yes_or_no(block: Block) -> bool:
    """True for a pair of boxes of which one is the answer."""
    return [_first_word(option) for option in _options(boxed(block))] == ["yes", "no"]


def welsh(key: str) -> bool:
    """True for the key of a paragraph that stands beside its English twin."""
    return bool(_WELSH.search(key))


class _Reader:
    """Goes through the blocks in order and remembers under which words a box stands."""

    def __init__(self, single: Mapping[str, tuple[str, str]]) -> None:
        self.single = single  # by name: the values of an answer of two; the English says so for both languages
        self.boxes: dict[tuple[str, int], BoxField] = {}
        self.texts: dict[str, TextField] = {}
        self.heads: dict[bool, list[str]] = {True: ["", ""], False: ["", ""]}  # Welsh or not: heading, subheading
        self.above: list[str] = []  # what stands between the last heading or answer and here

    def read(self, block: Block) -> None:
        heads = self.heads[welsh(block.key)]
        if block.type is BlockType.HEADING:
            heads[:] = [_flat(block.text), ""]
            self.above = []
        elif block.type is BlockType.SUBHEADING:
            heads[1] = _flat(block.text)
            self.above = []
        elif block.table:
            self._table(block.table, heads)
            self.above = []
        else:
            self._paragraph(block, self._question(heads))
            self.above = [] if asks(block) else [*self.above, _flat(block.text)]

    def _question(self, heads: Sequence[str]) -> list[str]:
        """Heading, subheading and, where a question was asked, its words."""
        words = [head for head in heads if head]
        if self.above and self.above[-1].endswith("?"):
            return [*words, self.above[-1]]
        if heads[1].endswith("?"):
            return [*words, *(["; ".join(self.above)] if self.above else [])]
        return words

    def _table(self, table: Table, heads: Sequence[str]) -> None:
        columns = [_flat(cell.text) for cell in table.head]
        for row in table.rows:
            said = [cell.text for cell in row.cells if not any(asks(each) for each in cell.paragraphs)]
            first = _flat(row.cells[0].paragraphs[0].text) if row.cells and row.cells[0].paragraphs else ""
            told = [first] if table.style == "choices" else [_flat(words) for words in said if words.strip()]
            asked = sum(any(asks(each) for each in cell.paragraphs) for cell in row.cells)
            for number, cell in enumerate(row.cells):
                column = columns[number] if number < len(columns) and (asked > 1 or table.style == "choices") else ""
                place = [", ".join(word for word in (*told, column) if word)]
                for paragraph in cell.paragraphs:
                    own = told[:0] if number == 0 else place
                    self._paragraph(paragraph, [*(head for head in heads if head), *own])

    def _paragraph(self, block: Block, above: Sequence[str]) -> None:
        name, words = _name(block.key), ": ".join(word.rstrip(":") for word in above)
        if block.type is BlockType.FIELD:
            label = ": ".join(part for part in (words, _flat(block.text)) if part)
            self.texts[block.key] = TextField(name, label, block.lines)
            return
        single = self.single.get(name)
        for number, option in enumerate(_options(boxed(block))):
            label = ": ".join(part for part in (words, option) if part)
            own = name if single else f"{name}-{number + 1}"
            state = single[number] if single else "On"
            self.boxes[block.key, number] = BoxField(own, label, words, state, single is not None)


def _either_or(block: Block, *, cell: bool) -> tuple[str, str] | None:
    """The values of a pair of boxes of which one is the answer: yes and no anywhere, any pair of words in a cell."""
    if welsh(block.key):
        return None
    if yes_or_no(block):
        return "Yes", "No"
    words = [option for option in _options(boxed(block)) if re.fullmatch(r"[A-Za-z]+", option)]
    return (words[0], words[1]) if cell and len(words) == 2 == len(_options(boxed(block))) else None


def _options(runs: Sequence[Run]) -> list[str]:
    """The words after each box."""
    options: list[str] = []
    for run in runs:
        if run.box:
            options.append("")
        if options:
            options[-1] += run.text.replace("☐", "") if run.box else run.text
    return [_flat(option) for option in options]


def _first_word(option: str) -> str:
    words = re.findall(r"\w+", option)
    return words[0].lower() if words else ""


def _name(key: str) -> str:
    """The field's name: the paragraph's key without a full stop, which would part levels (ISO 32000-2, 12.7.4.2)."""
    return re.sub(r"[^A-Za-z0-9_-]", lambda found: f"_{ord(found.group()):x}_" if found.group() not in "./" else "-",
                  _WELSH.sub("", key))  # fmt: skip


def _flat(text: str) -> str:
    return " ".join(text.split())
