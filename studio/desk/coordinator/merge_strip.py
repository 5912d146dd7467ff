"""The strip on top of merge: how much is decided, and what came of it, in words, icons and a bar."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from studio.circulation.deferred import Deferred
from studio.desk import words
from studio.desk.models.merge import Item
from studio.desk.models.merge_filter import counts
from studio.desk.widgets.basics import Ground, column, label, row
from studio.desk.widgets.marks import IconLabel, Meter

_SHARES = (
    ("accept", "accepted", "added"),
    ("reject", "rejected", "removed"),
    ("amend", "amended", "warning"),
    ("defer", "put off", "edge"),
)
NOT_PROVED = "A return is not proved, so the round cannot be finished; nothing of it is lost."
ASK_AGAIN = "Ask for the answer once more, in the file that was sent; a newer return takes this one's place."
_ALSO = (
    ("earlier", "put off before", "text2", "defer"),
    ("talk", "to discuss", "warning", "comment"),
    ("clash", "clash open", "clash", "clash"),
)


class MergeStrip(Ground):
    """ "37 of 214 decided"."""

    def __init__(self) -> None:
        super().__init__("surface")
        self.decided = label("", "section")
        self.decided.setObjectName("merge_decided")
        self.meter = Meter(6)
        self._told: dict[str, tuple[QWidget, QLabel]] = {}
        box = row(self.decided, self.meter, gap=16, margins=(24, 12, 20, 12))
        box.setStretch(1, 1)
        for key, _text, tone in _SHARES:
            self._add(box, key, key, "text2" if key == "defer" else tone)
        for key, _text, tone, icon in _ALSO:
            self._add(box, key, icon, tone)
        self.failed = label("", "second", tone="error", wrap=True)
        self.failed.setObjectName("merge_failed_proof")
        self._failed = Ground("surface")
        told = row(IconLabel("error", "error", 14), gap=6, margins=(24, 0, 20, 10))
        told.addWidget(self.failed, 1)
        self._failed.setLayout(told)
        self._failed.hide()
        self.there = label("", "second", wrap=True)
        self.there.setObjectName("merge_already_there")
        self.there.setContentsMargins(24, 0, 20, 10)
        self.there.hide()
        whole = column(gap=0)
        whole.addLayout(box)
        whole.addWidget(self.there)
        whole.addWidget(self._failed)
        self.setLayout(whole)

    def show_failed(self, says: Sequence[str]) -> None:
        """What the failed proofs of returns say; with one the round cannot be finished."""
        self.failed.setText(f"{NOT_PROVED} {' '.join(says)} {ASK_AGAIN}")
        self._failed.setVisible(bool(says))

    def show_there(self, there: Sequence[Deferred]) -> None:
        """What earlier rounds put off and the draft says by now, so that nobody has to decide it."""
        told = "; ".join(each.asked.rstrip(".") for each in there)
        self.there.setText(f"Put off before, and in this draft already: {told}.")
        self.there.setVisible(bool(there))

    def _add(self, box: QHBoxLayout, key: str, icon: str, tone: str) -> None:
        sign, text = IconLabel(icon, tone, 14), label("", "second", tone=tone if key in {"clash", "talk"} else "")
        pair = Ground("surface")
        pair.setLayout(row(sign, text, gap=5))
        self._told[key] = (pair, text)
        box.addWidget(pair)

    def show_items(self, items: Sequence[Item]) -> int:
        """Show the counts; gives how many are open."""
        there, total = counts(items), len(items)
        open_ = there["open"]
        self.decided.setText(f"All {total} decided" if not open_ else f"{total - open_} of {total} decided")
        said = []
        for key, text, *_rest in (*_SHARES, *_ALSO):
            pair, shown = self._told[key]
            pair.setVisible(there[key] > 0)
            what = words.count(there[key], text, "clashes open") if key == "clash" else f"{there[key]} {text}"
            shown.setText(what)
            said += [what] if there[key] else []
        self.meter.show_shares(
            tuple((there[key] / total, tone) for key, _text, tone in _SHARES if there[key] and total), ", ".join(said)
        )
        return open_
