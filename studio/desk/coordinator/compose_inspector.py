"""Below the preview: why the clause is there, what it means in plain words, its law, and what could stand instead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout

from studio.desk import style
from studio.desk.models.library_lines import RANKS, alternatives_of
from studio.desk.widgets.basics import (
    Elided,
    Ground,
    boxed,
    button,
    clear,
    column,
    dress,
    hairline,
    label,
    row,
    scrolled,
)
from studio.desk.widgets.marks import Badge

if TYPE_CHECKING:
    from studio.drafting.draft import Block
    from studio.library.clause import Clause
    from studio.library.read import Library

HEIGHT = 178
_HINT = "Click a clause to see why it is here, its law and its alternatives."


class Inspector(Ground):
    """One clause of the draft. Folded it is one line; F4 opens and folds it."""

    facts_asked = Signal(str)  # the pointer of the first fact that the paragraph prints
    library_asked = Signal(str)  # clause id

    def __init__(self) -> None:
        super().__init__("sunken")
        self.setObjectName("compose_inspector")
        self._clause, self._open = "", True
        self._title = Elided(_HINT, "second")
        self._title.setObjectName("inspector_title")
        self._version = Badge("")
        self._fold = button("", "", "link", "inspector_fold", self.toggle)
        self._fold.setToolTip("F4")
        self._text: QVBoxLayout = column(gap=2)
        body = column(gap=0, margins=(16, 0, 16, 10))
        body.addLayout(self._text)
        body.addStretch(1)
        self._body = scrolled(boxed(body, "sunken"), "sunken")
        self._body.setFixedHeight(style.px(HEIGHT))
        head = row(self._title, self._version, self._fold, gap=8, margins=(16, 6, 16, 4))
        head.setStretch(0, 1)
        box = column(hairline(), gap=0)
        box.addLayout(head)
        box.addWidget(self._body)
        self.setLayout(box)
        self._show_open()

    def clause(self) -> str:
        return self._clause

    def show_block(self, block: Block | None, library: Library) -> None:
        """The clause that this paragraph belongs to; without one, how to choose it."""
        one = library.clauses.get(block.clause) if block else None
        self._clause = one.id if one else ""
        clear(self._text)
        if one is None or block is None:
            dress(self._title, "second")
            self._title.setText(_HINT)
            self._version.show_state("")
        else:
            dress(self._title, "section")
            self._title.setText(f"{block.number} {one.title}".strip())
            self._version.show_state(f"Library version {block.version or one.version}")
            self._fill(one, block, library)
        self._show_open()

    def _fill(self, one: Clause, block: Block, library: Library) -> None:
        why = row(label((one.why or "The facts ask for it.") if one.when else "It stands in every draft.", wrap=True))
        why.setStretch(0, 1)
        if block.facts:
            first = block.facts[0]
            why.addWidget(
                button("Show the facts", "", "link", "inspector_facts", lambda: self.facts_asked.emit(first)),
                0,
                Qt.AlignmentFlag.AlignTop,
            )
        self._text.addWidget(label("Why it is here", "small"))
        self._text.addLayout(why)
        if one.gloss:
            self._text.addWidget(label("In plain words", "small"))
            self._text.addWidget(label(one.gloss, wrap=True))
        grid = QGridLayout()
        grid.setHorizontalSpacing(style.px(16))
        law = column(label("Law", "small"), gap=2)
        law.addWidget(label("\n".join(str(cite) for cite in one.law) or "None cited", wrap=True))
        law.addStretch(1)
        grid.addLayout(law, 0, 0)
        others = column(label("Alternatives", "small"), gap=2)
        ranked = alternatives_of(library, one)
        for each in ranked:
            rank = RANKS[each.alternative.rank if each.alternative else 3].lower()
            here = each.id == one.id
            others.addWidget(
                label(f"{each.title} · {rank}", "field" if here else "body", tone="accent" if here else "", wrap=True)
            )
        if not ranked:
            others.addWidget(label("None: this wording is the only one.", "second", wrap=True))
        others.addWidget(
            button("Open in the library", "", "link", "inspector_library", lambda: self.library_asked.emit(one.id)),
            0,
            Qt.AlignmentFlag.AlignLeft,
        )
        others.addStretch(1)
        grid.addLayout(others, 0, 1)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        self._text.addLayout(grid)

    def toggle(self) -> None:
        self.open(on=not self._open)

    def open(self, *, on: bool) -> None:
        """Open it, or fold it to one line."""
        self._open = on
        self._show_open()

    def _show_open(self) -> None:
        there = bool(self._clause)
        self._body.setVisible(there and self._open)
        self._fold.setVisible(there)
        self._fold.setText("Fold" if self._open else "Why it is here")
        self._fold.setAccessibleName(self._fold.text())
