"""Merge: every change of the round in a list, in the text, and one at a time as a question."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLineEdit, QPushButton, QStackedWidget, QWidget

from studio.desk import words
from studio.desk.coordinator.decision_panel import Answer, DecisionPanel
from studio.desk.coordinator.page import AgreementPage
from studio.desk.coordinator.session import Session
from studio.desk.messages import Decide
from studio.desk.models.merge import Item, item_lines, items, markup, similar
from studio.desk.widgets.bars import EmptyPane
from studio.desk.widgets.basics import (
    boxed,
    button,
    column,
    hairline,
    label,
    row,
    set_kind,
    set_not_yet,
    set_on,
    splitter,
)
from studio.desk.widgets.draft_view import DraftView
from studio.desk.widgets.marks import Meter, Monogram
from studio.desk.widgets.rows import RowList
from studio.steps.views import BoardView, MergeView

NAMED = 4  # up to so many reviewers are named in the head; more are shown by their monograms alone
FILTERS = (("open", "Open"), ("clash", "Clashes"), ("fact", "Facts"), ("all", "All"))
_SHOW = (("issued", "Issued"), ("marked", "Marked up"), ("next", "Next draft"))


class MergePage(AgreementPage):
    """List, text and panel always show the same change."""

    KEY = "merge"

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.view: MergeView | None = None
        self._items: tuple[Item, ...] = ()
        self._filter, self._shown, self._follow = "open", "marked", ""
        self._letters: dict[str, str] = {}
        self._hues: dict[str, int] = {}
        self.finish_button = button("Finish round…", "documents", "", "merge_finish", self.finish)
        self._stack = QStackedWidget()
        self._empty = EmptyPane(
            "merge",
            "No returns yet",
            "When a reviewer's file is back, its changes stand here.",
            "Go to the board",
            "merge_board",
        )
        self._empty.acted.connect(lambda: self.go.emit("circulate"))
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self._body())
        self.setLayout(column(self._stack, gap=0))
        self._keys()

    def _keys(self) -> None:
        doing: dict[str, Callable[[], object]] = {
            "J": lambda: self.step(1), "K": lambda: self.step(-1), "A": lambda: self.panel.choose("accept"),
            "R": lambda: self.panel.choose("reject"), "M": lambda: self.panel.choose("amend"),
            "D": lambda: self.panel.choose("defer"),
            "U": self.undo, "/": self.search.setFocus, "Ctrl+Return": self.panel.commit,
            **{str(n): partial(self.panel.take_side, n) for n in range(1, 7)},
        }  # fmt: skip
        for key, do in doing.items():
            QShortcut(QKeySequence(key), self, do)

    def _body(self) -> QWidget:
        self._decided = label("", "section")
        self._decided.setObjectName("merge_decided")
        self._meter, self._told = Meter(6), label("", "second")
        strip = row(self._decided, self._meter, self._told, gap=16, margins=(24, 12, 20, 12))
        panes = splitter(
            self._left(), self._middle(), self._right(), sizes=(304, 680, 372), least=(276, 0, 340), name="merge_panes"
        )
        made = column(gap=0)
        made.addLayout(strip)
        made.addWidget(hairline())
        made.addWidget(panes, 1)
        return boxed(made, "surface")

    def _left(self) -> QWidget:
        self.search = QLineEdit()
        self.search.setObjectName("merge_find")
        self.search.setAccessibleName("Find in changes")
        self.search.setPlaceholderText("Find in changes  /")
        self.search.textChanged.connect(lambda _text: self._show_list())
        self._filters = {key: button(text, "", "", f"merge_filter_{key}") for key, text in FILTERS}
        for key, one in self._filters.items():
            one.setProperty("small", "1")
            one.clicked.connect(lambda _checked=False, key=key: self.use_filter(key))
        self.list = RowList("merge_list", "Changes and comments", plain=32, ruled=False)
        self.list.inset = 6
        self.list.chosen.connect(self._choose)
        self.list.entered.connect(lambda _key: self.panel.commit())
        made = column(gap=8, margins=(0, 10, 0, 0))
        made.addLayout(row(self.search, margins=(12, 0, 12, 0)))
        made.addLayout(row(*self._filters.values(), "stretch", gap=4, margins=(12, 0, 8, 0)))
        made.addWidget(self.list, 1)
        return boxed(made, "surface")

    def _middle(self) -> QWidget:
        self._people = row(gap=6)
        self._shows = {key: button(text, "", "quiet", f"merge_show_{key}") for key, text in _SHOW}
        for key, one in self._shows.items():
            one.setProperty("small", "1")
            one.clicked.connect(lambda _checked=False, key=key: self.show_text(key))
        head = row(gap=6, margins=(16, 8, 16, 8))
        head.addLayout(self._people)
        head.addStretch(1)
        for one in self._shows.values():
            head.addWidget(one)
        self.text = DraftView("merge_text", "The text with the changes marked", base=15, gutter=64)
        self.text.pointed.connect(self._pointed)
        made = column(gap=0)
        made.addLayout(head)
        made.addWidget(hairline())
        made.addWidget(self.text, 1)
        return boxed(made, "surface")

    def _right(self) -> QWidget:
        self.panel = DecisionPanel()
        self.panel.recorded.connect(self._record)
        return self.panel

    def head_buttons(self) -> list[QPushButton]:
        return [self.finish_button]

    # --- showing -----------------------------------------------------------------------------------------------

    def reload(self) -> None:
        agreement = self.agreement
        self.session.read(self, lambda ws: (agreement, *round_of(ws, agreement)), self._show)

    def _show(self, found: tuple[str, MergeView | None, Any]) -> None:
        agreement, view, board = found
        if agreement != self.agreement:
            return
        waiting = [one.party_name for one in board.rows if one.state == "sent"] if board else []
        self.show_view(view, tuple(waiting))

    def show_view(self, view: MergeView | None, waiting: tuple[str, ...] = ()) -> None:
        """Show the round; the selected change stays, or the next open one follows a decision."""
        fresh = self.view is None or view is None or self.view.draft != view.draft
        if view is not None and view.finished and self._filter == "open":
            self._filter = "all"  # nothing is open any more: what was decided is what there is to see
        self.view = view
        self._items = items(view) if view else ()
        self._stack.setCurrentIndex(1 if self._items else 0)
        if view is None or not self._items:
            self._may_finish(waiting)
            return
        self._hues = {party: number for number, party in enumerate(view.parties)}
        self._letters = words.monograms(view.parties)
        self.panel.use_people(self._letters, self._hues)
        self.text.use_hues(self._hues)
        self._show_people(view)
        self._show_counts()
        self._may_finish(waiting)
        self._show_text(fresh=fresh)
        self._show_list()

    def _show_people(self, view: MergeView) -> None:
        from studio.desk.widgets.basics import clear

        clear(self._people)
        shown = [one for one in view.parties if any(one in item.who for item in self._items)]
        for party in shown:
            self._people.addWidget(Monogram(self._letters[party], self._hues[party], view.parties[party], 22))
            if len(shown) <= NAMED:
                self._people.addWidget(label(view.parties[party], "second"))

    def _show_counts(self) -> None:
        total = len(self._items)
        by = {
            choice: len([one for one in self._items if one.choice == choice])
            for choice in ("accept", "reject", "amend", "defer")
        }
        clashes = len([one for one in self._items if not one.choice and one.proposal and one.proposal.clashes])
        done = sum(by.values())
        self.counted.emit(str(total - done) if done < total else "")
        self._decided.setText(f"All {total} decided" if done == total else f"{done} of {total} decided")
        told = [f"{by['accept']} accepted", f"{by['reject']} rejected", f"{by['amend']} amended"]
        told += [f"{by['defer']} deferred"] if by["defer"] else []
        told += [f"{words.count(clashes, 'change')} in a clash"] if clashes else []
        self._told.setText("   ".join(told))
        shares = ((by["accept"], "added"), (by["reject"], "removed"), (by["amend"], "warning"), (by["defer"], "edge"))
        self._meter.show_shares(tuple((count / total, tone) for count, tone in shares if count), ", ".join(told))
        counts = {"open": total - done, "clash": clashes, "all": total,
                  "fact": len([one for one in self._items if one.proposal and one.proposal.fact])}  # fmt: skip
        for key, text in FILTERS:
            self._filters[key].setText(f"{text} {counts[key]}")
            set_on(self._filters[key], on=key == self._filter)

    def _may_finish(self, waiting: tuple[str, ...]) -> None:
        left = len([one for one in self._items if not one.choice])
        why = ""
        if self.view is None or self.view.finished:
            why = "There is no round to finish."
        elif left:
            why = f"{words.count(left, 'change or comment', 'changes and comments')} still to decide."
        elif waiting:
            why = f"{words.listed(waiting)} has not answered: record that, or wait."
        self.finish_button.setVisible(self.view is None or not self.view.finished)
        set_not_yet(self.finish_button, why)
        set_kind(self.finish_button, "" if why else "primary")

    def _visible(self) -> list[Item]:
        wanted = self.search.text().lower()
        shown = [one for one in self._items if wanted in f"{one.title} {one.group}".lower()]
        if self._filter == "open":
            return [one for one in shown if not one.choice]
        if self._filter == "clash":
            return [one for one in shown if one.proposal and one.proposal.clashes]
        return [one for one in shown if one.proposal and one.proposal.fact] if self._filter == "fact" else shown

    def _show_list(self) -> None:
        visible = self._visible()
        self.list.set_lines(item_lines(visible, self._letters, self._hues))
        key = self._follow or self.list.key()
        self._follow = ""
        if not self.list.select(key) and visible:
            self.list.select(visible[0].key)
        if self.list.key():
            self._choose(self.list.key())

    def use_filter(self, key: str) -> None:
        self._filter = key
        self._show_counts()
        self._show_list()

    def show_text(self, key: str) -> None:
        """The text as issued, marked up, or as the next draft reads so far."""
        self._shown = key
        self._show_text(fresh=True)

    def _show_text(self, *, fresh: bool) -> None:
        if self.view is None:
            return
        for key, one in self._shows.items():
            set_on(one, on=key == self._shown)
        set_not_yet(self._shows["next"], "" if self.view.next_draft else "The next draft cannot be made yet.")
        if self._shown == "next" and self.view.next_draft is not None:
            self.text.show_draft(self.view.next_draft)
            return
        marks = markup(self.view, self._items, self._letters, self._hues) if self._shown == "marked" else None
        if fresh or marks is None:
            self.text.show_draft(self.view.draft, marks)
        else:
            self.text.refresh_markup(marks)

    def item(self) -> Item | None:
        return next((one for one in self._items if one.key == self.list.key()), None)

    def _choose(self, key: str) -> None:
        found = next((one for one in self._items if one.key == key), None)
        if found is None or self.view is None:
            return
        visible = [one.key for one in self._visible()]
        position = f"{visible.index(key) + 1} of {len(visible)}" if key in visible else ""
        against = found.proposal.clashes if found.proposal else ()
        sides = (
            [one for one in self._items if one.key == key or one.key in against] if against and not found.choice else []
        )
        locked = "This round is finished; its decisions stand." if self.view.finished else ""
        locked = locked or (
            "This workspace is open elsewhere; here it can only be read." if self.session.ws.read_only else ""
        )
        self.panel.show_item(self.view, found, position, similar(found, self._items), sides, locked=locked)
        self.text.box(found.block or "")

    def _pointed(self, block: str) -> None:
        found = next((one for one in self._visible() if one.block == block), None)
        if found is not None:
            self.list.select(found.key)

    def step(self, by: int) -> None:
        """J and K: the next or the previous change of the list."""
        keys = [one.key for one in self._visible()]
        if keys:
            here = keys.index(self.list.key()) if self.list.key() in keys else -1
            self.list.select(keys[max(0, min(here + by, len(keys) - 1))])

    # --- doing -------------------------------------------------------------------------------------------------

    def _record(self, answer: Answer) -> None:
        done = {*answer.keys, *answer.reject}
        keys = [one.key for one in self._visible()]
        after = keys[keys.index(self.list.key()) + 1 :] if self.list.key() in keys else keys
        self._follow = next((key for key in [*after, *keys] if key not in done and not self._known(key).choice), "")
        self.session.do(
            self,
            "Recording the decision",
            _decide(self.agreement, answer, {one.key for one in self._items if one.thread}),
        )
        self.list.setFocus()

    def _known(self, key: str) -> Item:
        return next(one for one in self._items if one.key == key)

    def undo(self) -> None:
        """Take back the decision on the change that is shown."""
        found = self.item()
        if found is None or not found.choice or self.view is None or self.view.finished:
            return
        agreement, key = self.agreement, found.key

        def work(ws: Any, _report: object) -> object:
            from studio.steps import deciding

            return deciding.undo_decision(ws, agreement, [key])

        self.session.do(self, "Taking the decision back", work)

    def finish(self) -> None:
        """Make the next draft, its redline and the answers."""
        from studio.desk.widgets.basics import not_yet

        if reason := not_yet(self.finish_button):
            self.session.said.emit(reason, "warning")
            return
        text = (
            "The next draft is made from what was accepted, with its redline and the answers to every reviewer. "
            "The round cannot be opened again."
        )
        if not Decide.ask(self, "Finish this round?", text, "Finish round", "Keep deciding"):
            return
        agreement = self.agreement

        def work(ws: Any, _report: object) -> object:
            from studio.steps import deciding

            return deciding.finish_round(ws, agreement)

        self.session.do(self, "Making the next draft", work)


def round_of(ws: Any, agreement: str) -> tuple[MergeView | None, BoardView]:
    """What is to be merged, None before anything has gone out, and the board."""
    from studio.steps import look

    board = look.board(ws, agreement)
    return (look.merge(ws, agreement) if board.rows else None), board


def _decide(agreement: str, answer: Answer, comments: set[str]) -> Any:
    def work(ws: Any, _report: object) -> object:
        from studio.steps import deciding

        if answer.keys[0] in comments:
            return deciding.answer_comment(ws, agreement, answer.keys[0], answer.decision, answer.reason)
        if not answer.reject:
            return deciding.decide(
                ws, agreement, answer.keys, answer.decision, answer.reason, answer.text, as_fact=answer.as_fact
            )
        made = None
        for key in answer.sides:
            keep = key in answer.keys
            decision, text = (answer.decision, answer.text) if keep else ("reject", None)
            made = deciding.decide(ws, agreement, [key], decision, answer.reason, text, as_fact=answer.as_fact)
        return made

    return work
