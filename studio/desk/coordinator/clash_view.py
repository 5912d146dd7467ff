"""A clash: the words as issued, then the sides beside each other (two) or below each other (more), each to be taken."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QVBoxLayout, QWidget

from studio.desk import style, words
from studio.desk.models.merge import Item, in_context
from studio.desk.widgets.basics import Elided, button, clear, column, hairline, label, row, set_on
from studio.desk.widgets.marks import Monogram
from studio.desk.widgets.pieces_label import PiecesLabel
from studio.desk.widgets.tracked import Kind, Piece
from studio.steps.views import MergeView


class ClashView(QWidget):
    """`taken` gives the number of the side, from 1."""

    taken = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._letters: dict[str, str] = {}
        self._hues: dict[str, int] = {}
        self._takes: dict[int, QWidget] = {}
        self._body: QVBoxLayout = column(gap=8)
        self.setLayout(self._body)

    def use_people(self, letters: dict[str, str], hues: dict[str, int]) -> None:
        self._letters, self._hues = letters, hues

    def show_sides(self, view: MergeView, sides: Sequence[Item]) -> None:
        """All sides in the order of the draft; none takes everything away."""
        clear(self._body)
        self._takes = {}
        self.setVisible(bool(sides))
        if not sides:
            return
        first = next((one.proposal for one in sides if one.proposal), None)
        if first is not None:
            self._body.addWidget(label("Issued", "small"))
            issued = PiecesLabel("clash_issued")
            before = [p for p in in_context(view, first, 40) if p.kind != Kind.INSERTED]
            issued.show_pieces([Piece(p.text) for p in before] or [Piece(first.before)], {})
            self._body.addWidget(issued)
        frame = QFrame()
        frame.setObjectName("clash_sides")
        frame.setFrameShape(QFrame.Shape.NoFrame)
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(style.px(8))
        beside = len(sides) == 2
        for number, side in enumerate(sides, 1):
            place = (0, (number - 1) * 2) if beside else ((number - 1) * 2, 0)
            grid.addWidget(self._side(view, number, side), *place)
            if number < len(sides):
                grid.addWidget(hairline(upright=beside), *((0, 1) if beside else (number * 2 - 1, 0)))
        if beside:
            grid.setColumnStretch(0, 1)
            grid.setColumnStretch(2, 1)
        frame.setLayout(grid)
        self._body.addWidget(hairline())
        self._body.addWidget(frame)
        self._body.addWidget(hairline())

    def _side(self, view: MergeView, number: int, side: Item) -> QWidget:
        box = QWidget()
        made = column(gap=6)
        for party in side.who:
            name = view.parties.get(party, party)
            mark = Monogram(self._letters.get(party, "?"), self._hues.get(party, 0), name, 22)
            line = row(mark, Elided(name, "field"), gap=6)
            if party == side.who[0]:
                line.addWidget(label(str(number), "small"))
            line.setStretch(1, 1)
            made.addLayout(line)
        if side.proposal is not None:
            read = PiecesLabel(f"clash_side_{number}")
            read.show_pieces(in_context(view, side.proposal, 28), self._hues)
            read.setAlignment(Qt.AlignmentFlag.AlignTop)
            made.addWidget(read)
        for said in comments_beside(view, side):
            made.addWidget(label(said, "second", wrap=True))
        made.addStretch(1)
        take = button("Take this wording", "", "", f"decide_side_{number}")
        take.setToolTip(f"Take this wording ({number})")
        take.setAccessibleName(f"Take the wording of {words.listed(view.parties.get(p, p) for p in side.who)}")
        take.clicked.connect(lambda _checked=False, n=number: self.taken.emit(n))
        self._takes[number] = take
        made.addWidget(take, 0, Qt.AlignmentFlag.AlignLeft)
        box.setLayout(made)
        return box

    def mark(self, number: int) -> None:
        """Show which side is taken; 0 is none."""
        for place, take in self._takes.items():
            set_on(take, on=place == number)  # type: ignore[arg-type]


def comments_beside(view: MergeView, item: Item) -> list[str]:
    """What the same reviewers say at the same paragraph: their reasons, most often."""
    return [
        words.quoted(one.comment.text, 120)
        for one in view.comments
        if one.party in item.who and item.block and one.comment.block == item.block
    ]
