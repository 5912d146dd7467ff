"""Dialogs of merge: one decision for all that is shown, and what is still open when a round is to be finished."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QComboBox, QWidget

from studio.desk import words
from studio.desk.messages import Dialog
from studio.desk.models.lines import Line
from studio.desk.models.merge import Item, sign_of
from studio.desk.widgets.fields import Choice, Field
from studio.desk.widgets.rows import RowList

VERBS = (
    ("accept", "Accept"),
    ("reject", "Reject"),
    ("defer", "Put off to the next round"),
    ("discuss", "Discuss first"),
)


class DecideAll(Dialog):
    """One decision and reason for the changes that are shown; says how many of them it settles."""

    def __init__(self, parent: QWidget | None, items: Sequence[Item], reasons: dict[str, tuple[str, ...]]) -> None:
        changes = [one for one in items if one.proposal and one.open]
        clashes = sum(bool(one.proposal and one.proposal.clashes) for one in changes)
        comments = sum(one.proposal is None and one.open for one in items)
        left = []
        if clashes:
            left.append(
                f"{words.count(clashes, 'change')} in a clash {'is' if clashes == 1 else 'are'} never accepted this way"
            )
        if comments:
            left.append(f"{words.count(comments, 'comment')} {'is' if comments == 1 else 'are'} answered one by one")
        text = (
            f"{words.count(len(changes), 'open change')} of {words.count(len({o.group for o in changes}), 'clause')}. "
        )
        text += f"{words.opened('; '.join(left))}. " if left else ""
        super().__init__(
            parent, "bulk_dialog", "One decision for all that is shown?", text + "U takes it back as one.", 480
        )
        self._reasons = reasons
        self.decision = Choice("bulk_decision", list(VERBS), "accept")
        self.reason = QComboBox()
        self.reason.setObjectName("bulk_reason")
        self.reason.setEditable(True)
        self._why = Field("Reason, shown to all partners", self.reason)
        self.body.addWidget(Field("Decision", self.decision))
        self.body.addWidget(self._why)
        self.decision.currentIndexChanged.connect(lambda _index: self._offer())
        self._offer()
        self.finish_with(f"Decide {words.count(len(changes), 'change')}", "Decide one by one")

    def _offer(self) -> None:
        self.reason.clear()
        self.reason.addItems(list(self._reasons.get(self.decision.value(), ())))

    def ready(self) -> bool:
        said = bool(self.reason.currentText().strip())
        self._why.complain("" if said else "Write the reason; all partners see it.")
        return said

    @classmethod
    def ask(
        cls, parent: QWidget | None, items: Sequence[Item], reasons: dict[str, tuple[str, ...]]
    ) -> tuple[str, str] | None:
        """(decision, reason), or None."""
        made = cls(parent, items, reasons)
        return (made.decision.value(), made.reason.currentText().strip()) if made.asked() else None


class StillOpen(Dialog):
    """What keeps a round from being finished; choosing a line goes there."""

    def __init__(self, parent: QWidget | None, items: Sequence[Item], waiting: Sequence[str]) -> None:
        said = [f"{words.count(len(items), 'change or comment', 'changes and comments')} to decide."] if items else []
        if waiting:
            said.append(f"{words.listed(waiting)} {'has' if len(waiting) == 1 else 'have'} not answered.")
        super().__init__(parent, "open_dialog", "The round cannot be finished yet", " ".join(said), 560)
        self.list = RowList("open_list", "What is still open", tall=46, plain=34)
        lines = [Line(one.key, one.title, f"{one.place} · {one.group}".strip(" ·"), *sign_of(one)) for one in items]
        do = "On the board: remind, telephone, or record that"
        lines += [Line(f"waiting:{name}", f"{name} has not answered", do, "late", "late") for name in waiting]
        self.list.set_lines(lines)
        self.list.setFixedHeight(320)
        self.list.entered.connect(lambda _key: self.accept())
        self.list.select_first()
        self.body.addWidget(self.list)
        self.finish_with("Go there", "Close")

    @classmethod
    def ask(cls, parent: QWidget | None, items: Sequence[Item], waiting: Sequence[str]) -> str:
        """The key of the item to go to, "waiting:…" for the board, "" for none."""
        made = cls(parent, items, waiting)
        return made.list.key() if made.asked() else ""
