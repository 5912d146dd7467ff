"""Below the preview: why the clause is there, what it means in plain words, its law, and what could stand instead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QPushButton, QVBoxLayout

from studio.desk import style
from studio.desk.models.library_lines import RANKS
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
    set_not_yet,
)
from studio.desk.widgets.marks import Badge

if TYPE_CHECKING:
    from studio.drafting.draft import Block
    from studio.library.clause import Clause
    from studio.library.positions import Position
    from studio.library.read import Library

HEIGHT = 178
_HINT = "Click a clause to see why it is here, its law and its alternatives."


class Inspector(Ground):
    """One clause of the draft. Folded it is one line; F4 opens and folds it."""

    facts_asked = Signal(str)  # the pointer of the first fact that the paragraph prints
    library_asked = Signal(str)  # clause id
    take_asked = Signal(str)  # the clause in reserve whose words are to stand
    restore_asked = Signal(str)  # the clause that is to read as shipped again

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

    def show_block(self, block: Block | None, library: Library, shipped: Library, locked: str = "") -> None:
        """The clause that this paragraph belongs to; without one, how to choose it.

        `locked` says why no other wording can be taken now.
        """
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
            self._fill(one, block, self._alternatives(one, library, shipped, locked))
        self._show_open()

    def _fill(self, one: Clause, block: Block, others: QVBoxLayout) -> None:
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

    def _alternatives(self, one: Clause, library: Library, shipped: Library, locked: str) -> QVBoxLayout:
        """The ranked wordings with what can be done about each, and the way back from wording of one's own."""
        box = column(label("Alternatives", "small"), gap=2)
        from studio.library.positions import positions_of

        ranked = positions_of(library, shipped, one, one.id)
        for each in ranked:
            tone = "accent" if each.stands else ""
            name = f"{each.title} · {RANKS[each.rank].lower()}{' · stands here' if each.stands else ''}"
            line = row(label(name, "field" if each.stands else "body", tone=tone, wrap=True), gap=8)
            line.setStretch(0, 1)
            if (act := self._act(each, one.id, locked)) is not None:
                line.addWidget(act, 0, Qt.AlignmentFlag.AlignTop)
            box.addLayout(line)
        if not ranked:
            box.addWidget(label("None: this wording is the only one.", "second", wrap=True))
        known = shipped.clauses.get(one.id)
        if known is not None and known.body != one.body:
            box.addWidget(label("It is worded here otherwise than shipped.", "second", wrap=True))
            back = button(
                "Back to the shipped text", "", "link", "inspector_restore", lambda: self.restore_asked.emit(one.id)
            )
            set_not_yet(back, locked)
            box.addWidget(back, 0, Qt.AlignmentFlag.AlignLeft)
        return box

    def _act(self, each: Position, slot: str, locked: str) -> QPushButton | None:
        if each.stands or each.clause == slot:
            return None
        if each.may_stand:
            name = f"inspector_take_{each.clause}"
            made = button("Take it…", "", "link", name, lambda: self.take_asked.emit(each.clause))
            made.setAccessibleName(f"Take the wording {each.title}")
            set_not_yet(made, locked)
            return made
        if not each.facts:
            return None
        place = "/" + each.facts[0].replace(".", "/")
        made = button(
            "Set by a fact", "", "link", f"inspector_fact_{each.clause}", lambda: self.facts_asked.emit(place)
        )
        made.setToolTip(f"The fact {each.facts[0]} chooses it. Go to the field.")
        return made

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
