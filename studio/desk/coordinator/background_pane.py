"""Below the question in merge: the facts in the words, the library's ranked wordings, and how the point was settled before."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from studio.desk import words
from studio.desk.models.merge import Item
from studio.desk.widgets.basics import button, clear, column, label, row
from studio.drafting.draft import Draft
from studio.steps.background import Background

MOST = 4  # of each kind are shown
RANKS = {1: "preferred", 2: "fall-back", 3: "least acceptable"}


class BackgroundPane(QWidget):
    """`fact_asked` gives a fact's pointer, `clause_asked` a clause of the library."""

    fact_asked = Signal(str)
    clause_asked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("merge_background")
        self._body: QVBoxLayout = column(gap=4)
        self.setLayout(self._body)

    def show_item(self, item: Item, draft: Draft, known: Background | None) -> None:
        """What belongs to this change; nothing where there is nothing to say."""
        clear(self._body)
        self._facts(item, draft)
        if known is not None:
            self._library(known)
            self._settlements(known)

    def _facts(self, item: Item, draft: Draft) -> None:
        block = draft.find(item.block) if item.block else None
        found: dict[str, str] = {}
        for run in block.runs if block is not None else ():
            if run.fact:
                found.setdefault(run.fact, run.text)
        if not found:
            return
        self._body.addWidget(label("Facts in these words", "small"))
        for pointer, text in list(found.items())[:MOST]:
            show = button(words.quoted(text, 40), "", "link", f"background_fact:{pointer}")
            show.setToolTip(f"Show {pointer} in Compose")
            show.clicked.connect(lambda _checked=False, pointer=pointer: self.fact_asked.emit(pointer))
            self._body.addLayout(row(show, "stretch"))
        self._more(len(found))

    def _library(self, known: Background) -> None:
        self._body.addWidget(label("The library’s position", "small"))
        for each in known.positions:
            here = " · stands here" if each.stands else ""
            name = label(
                f"{each.title} · {RANKS.get(each.rank, 'ranked')}{here}", "field" if each.stands else "body", wrap=True
            )
            name.setObjectName(f"background_position:{each.clause}")
            self._body.addWidget(name)
            self._body.addWidget(label(each.right_when, "second", wrap=True))
        if not known.positions:
            self._body.addWidget(label("This wording is the only one in the library.", "second", wrap=True))
        if known.guidance:
            self._body.addWidget(label(known.guidance, "second", wrap=True))
        shown = button(f"Open “{known.title}” in the library", "", "link", "background_library")
        shown.clicked.connect(lambda: self.clause_asked.emit(known.clause))
        self._body.addLayout(row(shown, "stretch"))

    def _settlements(self, known: Background) -> None:
        if not known.settlements:
            return
        self._body.addWidget(label("Settled before", "small"))
        for each in known.settlements[:MOST]:
            asked = _asked(each.before, each.after)
            said = f"{each.decision}: {asked}. {each.reason} ({words.quoted(each.title, 40)}, round {each.round})"
            self._body.addWidget(label(said, "second", wrap=True))
        self._more(len(known.settlements))

    def _more(self, total: int) -> None:
        if total > MOST:
            self._body.addWidget(label(f"and {total - MOST} more", "quiet"))


def _asked(before: str, after: str) -> str:
    if before and after:
        return f"{words.quoted(before, 24)} to {words.quoted(after, 24)}"
    return words.quoted(after or before, 44)
