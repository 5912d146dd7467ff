"""Beside the decision on one item: what kind of answer it is, whether the others read its words, its way to the library."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from studio.circulation.answers import KINDS
from studio.circulation.comment_types import CommentType
from studio.desk.coordinator.round_dialogs import Remark
from studio.desk.coordinator.session import Session
from studio.desk.models.merge import Item
from studio.desk.widgets.basics import button, column, label, not_yet, set_not_yet
from studio.desk.widgets.fields import Choice, Field
from studio.steps.views import MergeView

_TYPES = [(str(each), said) for each, said in KINDS.items() if each is not CommentType.NO_RESPONSE]
_OF_WORDS = frozenset({"replaced", "added", "removed"})


class ItemAside(QWidget):
    """Shows one item; the signals carry its key."""

    withhold = Signal(str)
    show_to_all = Signal(str)
    to_library = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._key, self._type, self._decided, self._withheld = "", "", False, False
        self.type = Choice("decide_type", _TYPES)
        self._says = label("", "second", tone="warning", wrap=True)
        self._says.setObjectName("withheld_says")
        self.confidential = button("", "freeze", "quiet", "decide_withhold", self._turn)
        self.library = button("Propose to the library…", "library", "quiet", "decide_to_library", self._propose)
        self.setLayout(column(Field("Kind of answer", self.type), self._says, self.confidential, self.library, gap=8))

    def show_item(self, view: MergeView, item: Item, *, locked: str) -> None:
        """Show what is known of an item; `locked`: why nothing can be changed, or ""."""
        self._key, self._type = item.key, view.types.get(item.key, "")
        self._decided = item.decided is not None and not item.decided.automatic
        self.type.choose(self._type)
        why = view.withheld.get(item.key, "")
        self._withheld = bool(why)
        self._says.setText(f"Withheld from the other partners. They are told: {why}")
        self._says.setVisible(self._withheld)
        self.confidential.setText("\u2009Show to all partners" if why else "\u2009Withhold from the others…")
        set_not_yet(self.confidential, locked)
        of_words = item.proposal is not None and item.proposal.kind in _OF_WORDS and bool(item.proposal.clause)
        self.library.setVisible(of_words)
        taken = item.choice in {"accept", "amend"}
        set_not_yet(self.library, "" if taken else "Accept it first, then propose it to the library.")

    def comment_type(self) -> str:
        """The type to record: the chosen one; "" where the suggested one was left as it is."""
        return self.type.value() if self._decided or self.type.value() != self._type else ""

    def _turn(self) -> None:
        if not not_yet(self.confidential):
            (self.show_to_all if self._withheld else self.withhold).emit(self._key)

    def _propose(self) -> None:
        if not not_yet(self.library):
            self.to_library.emit(self._key)


class AsideActs:
    """What the buttons ask for, done on the agreement of the page they stand in."""

    def __init__(self, session: Session, page: Any) -> None:
        self._session, self._page = session, page

    def connect(self, shown: ItemAside) -> None:
        shown.withhold.connect(self.withhold)
        shown.show_to_all.connect(self.show_to_all)
        shown.to_library.connect(self.to_library)

    def withhold(self, key: str) -> None:
        """Ask for the reason that the others read in place of the words."""
        text = (
            "The other partners read that there is an item, whose it is and this reason. They read neither its words nor "
            "its answer. Where it is accepted, the change itself stands in the next draft under the coordinator's name."
        )
        reason = Remark.ask(self._page, "Withhold these words?", text, "Withhold", "Show to all")
        if reason is None:
            return
        agreement = self._page.agreement

        def work(ws: Any, _report: object) -> object:
            from studio.steps import withholding

            return withholding.withhold(ws, agreement, [key], reason)

        self._session.do(self._page, "Withholding the words", work)

    def show_to_all(self, key: str) -> None:
        agreement = self._page.agreement

        def work(ws: Any, _report: object) -> object:
            from studio.steps import withholding

            return withholding.show_to_all(ws, agreement, [key])

        self._session.do(self._page, "Showing the words", work)

    def to_library(self, key: str) -> None:
        """Ask for the reason that is kept with the clause's new version."""
        text = (
            "The accepted words become the library's wording here, for agreements to come. This agreement has them already. "
            "The earlier wording is kept, and one click in the library goes back to it."
        )
        reason = Remark.ask(self._page, "Propose this wording to the library?", text, "Propose it", "Keep it local",
                            field="Reason, kept with the version")  # fmt: skip
        if reason is None:
            return
        agreement = self._page.agreement

        def work(ws: Any, _report: object) -> object:
            from studio.steps.to_library import propose_to_library

            return propose_to_library(ws, agreement, key, reason)

        self._session.do(self._page, "Proposing the wording", work)
