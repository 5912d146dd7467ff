"""Merge: every change of the round in a list, in the text, and one at a time as a question."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QPushButton, QStackedWidget, QWidget

from studio.desk import words
from studio.desk.coordinator.decision_panel import REASONS, Answer, DecisionPanel
from studio.desk.coordinator.item_aside import AsideActs
from studio.desk.coordinator.merge_dialogs import DecideAll, StillOpen
from studio.desk.coordinator.merge_list import MergeList
from studio.desk.coordinator.merge_strip import MergeStrip
from studio.desk.coordinator.page import AgreementPage
from studio.desk.coordinator.session import Session
from studio.desk.messages import Decide
from studio.desk.models.merge import Item, items, markup, similar
from studio.desk.models.merge_filter import Filter, in_bulk
from studio.desk.widgets.bars import EmptyPane
from studio.desk.widgets.basics import (
    boxed,
    button,
    clear,
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
from studio.desk.widgets.marks import Monogram
from studio.steps.background import Background
from studio.steps.views import BoardView, MergeView

NAMED = 4  # up to so many reviewers are named in the head; more are shown by their monograms alone
_SHOW = (("issued", "Issued"), ("marked", "Marked up"), ("next", "Next draft"))


class MergePage(AgreementPage):
    """List, text and panel always show the same change."""

    KEY = "merge"

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.view: MergeView | None = None
        self._items: tuple[Item, ...] = ()
        self._shown, self._follow = "marked", ""
        self._letters: dict[str, str] = {}
        self._hues: dict[str, int] = {}
        self._waiting: tuple[str, ...] = ()
        self._known: dict[str, Background] = {}
        self._known_of: tuple[str, int] = ("", 0)  # whose background was asked for: agreement and round
        self.preview_button = button("Preview next draft", "read", "", "merge_preview", lambda: self.show_text("next"))
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
            "J": lambda: self.left.step(1), "K": lambda: self.left.step(-1), "A": lambda: self.panel.choose("accept"),
            "R": lambda: self.panel.choose("reject"), "M": lambda: self.panel.choose("amend"),
            "D": lambda: self.panel.choose("defer"), "T": lambda: self.panel.choose("discuss"),
            "U": self.undo, "/": self.left.search.setFocus, "F": self.left.more.click, "Shift+A": self.bulk,
            "Ctrl+Return": self.panel.commit, **{str(n): partial(self.panel.take_side, n) for n in range(1, 7)},
        }  # fmt: skip
        for key, do in doing.items():
            QShortcut(QKeySequence(key), self, do)
        QShortcut(QKeySequence("Escape"), self.left.search, self._leave_search)

    def _leave_search(self) -> None:
        """Esc in the search field: back to the list; a second Esc, with words in it, takes them away."""
        self.left.list.setFocus()

    def _body(self) -> QWidget:
        self.strip, self.left = MergeStrip(), MergeList()
        self.left.chosen.connect(self._choose)
        self.left.bulk_asked.connect(self.bulk)
        self.list = self.left.list
        self.panel = DecisionPanel()
        self.panel.recorded.connect(self._record)
        self._acts = AsideActs(self.session, self)
        self._acts.connect(self.panel.beside)
        self.panel.background.clause_asked.connect(self.clause_wanted.emit)
        self.panel.background.fact_asked.connect(self._show_fact)
        self.left.committed.connect(self.panel.commit)
        panes = splitter(
            self.left, self._middle(), self.panel, sizes=(304, 680, 372), least=(276, 0, 340), name="merge_panes"
        )
        return boxed(_tall(column(self.strip, hairline(), panes, gap=0)), "surface")

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

    def head_buttons(self) -> list[QPushButton]:
        return [self.preview_button, self.finish_button]

    def no_undo(self) -> str:
        """U takes back here what Ctrl+Z does elsewhere."""
        act = self.view.last_act if self.view else ""
        return f"Press U to take back: {act}." if act else "Nothing was decided in this round yet."

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
        self.view, self._waiting = view, waiting
        self._items = items(view) if view else ()
        self._stack.setCurrentIndex(1 if self._items else 0)
        if view is None or not self._items:
            self._show_buttons(0)
            return
        self._hues = {party: number for number, party in enumerate(view.parties)}
        self._letters = words.monograms(view.parties)
        self.panel.use_people(self._letters, self._hues)
        self.left.use_people(view.parties, self._letters, self._hues)
        self.text.use_hues(self._hues)
        self._show_people(view)
        left = self.strip.show_items(self._items)
        self.strip.show_there(view.there)
        self.strip.show_failed([one.says for one in view.proofs if not one.holds])
        self.counted.emit(str(left) if left else "")
        self._show_buttons(left)
        self._show_text(fresh=fresh)
        if not left and self.left.filter == Filter():
            self.left.filter = Filter("all")  # nothing is open any more: what was decided is what there is to see
        follow, self._follow = self._follow, ""
        self.left.show_items(self._items, follow)
        self._ask_background(view)

    def _show_people(self, view: MergeView) -> None:
        clear(self._people)
        shown = [one for one in view.parties if any(one in item.who for item in self._items)]
        for party in shown:
            self._people.addWidget(Monogram(self._letters[party], self._hues[party], view.parties[party], 22))
            if len(shown) <= NAMED:
                self._people.addWidget(label(view.parties[party], "second"))

    def _show_buttons(self, left: int) -> None:
        """When all is decided, looking at the next draft is the next thing to do; then finishing."""
        there = self.view is not None and not self.view.finished
        number = self.view.draft.info.number + 1 if self.view else 2
        self.preview_button.setVisible(there and bool(self._items))
        self.preview_button.setText(f"\u2009Preview draft {number}")
        can = self.view is not None and self.view.next_draft is not None
        set_not_yet(self.preview_button, "" if can else "The next draft cannot be made yet.")
        self.finish_button.setVisible(self.view is None or there)
        set_not_yet(self.finish_button, "" if there else "There is no round to finish.")
        done, seen = there and not left, self._shown == "next"
        set_kind(self.preview_button, "primary" if done and not seen and self._items else "")
        set_kind(self.finish_button, "primary" if done and not self._waiting and (seen or not self._items) else "")

    def _ask_background(self, view: MergeView) -> None:
        """The library's position and earlier settlements are read once a round, after the page is there."""
        if self._known_of == (self.agreement, view.round):
            return
        self._known_of = (self.agreement, view.round)
        agreement, clauses = self.agreement, frozenset(one.clause for one in view.proposals if one.clause)

        def work(ws: Any) -> object:
            from studio.steps.background import backgrounds

            return agreement, backgrounds(ws, agreement, clauses)

        self.session.read(self, work, self._show_background)

    def _show_background(self, found: tuple[str, dict[str, Background]]) -> None:
        agreement, known = found
        if agreement == self.agreement:
            self._known = known
            if (item := self.item()) is not None and self.view is not None:
                self.panel.background.show_item(item, self.view.draft, self._background(item))

    def _background(self, item: Item) -> Background | None:
        clause = item.proposal.clause if item.proposal else item.thread.comment.clause if item.thread else None
        return self._known.get(clause or "")

    def use_filter(self, state: str) -> None:
        """Show the items of a state of the filter."""
        self.left.use(Filter(state))

    def show_text(self, key: str) -> None:
        """The text as issued, marked up, or as the next draft reads so far."""
        self._shown = key
        self._show_text(fresh=True)
        self._show_buttons(sum(one.open for one in self._items))
        if (item := self.item()) is not None and key != "next":
            self.text.box(item.block or "")

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
        visible = [one.key for one in self.left.shown()]
        position = f"{visible.index(key) + 1} of {len(visible)}" if key in visible else ""
        against = found.proposal.clashes if found.proposal else ()
        sides = [one for one in self._items if one.key == key or one.key in against] if against and found.open else []
        locked = "This round is finished; its decisions stand." if self.view.finished else ""
        locked = locked or (
            "This workspace is open elsewhere; here it can only be read." if self.session.ws.read_only else ""
        )
        self.panel.show_item(self.view, found, position, similar(found, self._items), sides, locked=locked)
        self.panel.background.show_item(found, self.view.draft, self._background(found))
        self.text.box(found.block or "")

    def _pointed(self, block: str) -> None:
        found = next((one for one in self.left.shown() if one.block == block), None)
        if found is not None:
            self.list.select(found.key)

    def _show_fact(self, pointer: str) -> None:
        self.go.emit("compose")
        self.fact_wanted.emit(pointer)

    # --- doing -------------------------------------------------------------------------------------------------

    def _record(self, answer: Answer) -> None:
        done = {*answer.keys, *answer.reject}
        keys = [one.key for one in self.left.shown()]
        after = keys[keys.index(self.list.key()) + 1 :] if self.list.key() in keys else keys
        open_ = {one.key for one in self._items if one.open} - done
        self._follow = next((key for key in [*after, *keys] if key in open_), "")
        self.session.do(
            self,
            "Recording the decision",
            _decide(self.agreement, answer, {one.key for one in self._items if one.thread}),
        )
        self.list.setFocus()

    def bulk(self) -> None:
        """Shift+A: one decision for the open changes that are shown; asked once, with counts."""
        shown = self.left.shown()
        keys = in_bulk(shown)
        if self.view is None or self.view.finished or not keys:
            self.session.said.emit("No open change is shown. Choose another filter.", "neutral")
            return
        chosen = DecideAll.ask(self, shown, REASONS)
        if chosen is None:
            return
        agreement, (decision, reason) = self.agreement, chosen

        def work(ws: Any, _report: object) -> object:
            from studio.steps.deciding_listed import decide_listed

            return decide_listed(ws, agreement, keys, decision, reason)

        self.session.do(self, f"Deciding {words.count(len(keys), 'change')}", work)

    def undo(self) -> None:
        """Take back the last act of the round, whatever it was; pressed again, the one before."""
        if self.view is None or self.view.finished or not self.view.last_act:
            self.session.said.emit("There is nothing to take back.", "neutral")
            return
        agreement = self.agreement

        def work(ws: Any, _report: object) -> object:
            from studio.steps import undoing

            return undoing.undo_last(ws, agreement)

        self.session.do(self, "Taking it back", work)

    def finish(self) -> None:
        """Make the next draft, its redline and the answers; while something is open, list it instead."""
        from studio.desk.widgets.basics import not_yet

        if reason := not_yet(self.finish_button):
            self.session.said.emit(reason, "warning")
            return
        open_ = [one for one in self._items if one.open]
        if open_ or self._waiting:
            self._go_to(StillOpen.ask(self, open_, self._waiting))
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

    def _go_to(self, key: str) -> None:
        if key.startswith("waiting:"):
            self.go.emit("circulate")
        elif key:
            self.left.use(Filter())
            self.left.show_items(self._items, key)
            self.list.setFocus()


def _tall(made: Any) -> Any:
    """The panes take the height that is left."""
    made.setStretch(2, 1)
    return made


def round_of(ws: Any, agreement: str) -> tuple[MergeView | None, BoardView]:
    """What is to be merged, None before anything has gone out, and the board."""
    from studio.steps import look

    board = look.board(ws, agreement)
    return (look.merge(ws, agreement) if board.rows else None), board


def _decide(agreement: str, answer: Answer, comments: set[str]) -> Any:
    more: dict[str, Any] = {"as_fact": answer.as_fact, "comment_type": answer.comment_type}

    def work(ws: Any, _report: object) -> object:
        from studio.steps import deciding

        if answer.keys[0] in comments:
            return deciding.answer_comment(
                ws, agreement, answer.keys[0], answer.decision, answer.reason, comment_type=answer.comment_type
            )
        if not answer.reject:
            return deciding.decide(ws, agreement, answer.keys, answer.decision, answer.reason, answer.text, **more)
        made = None
        for key in answer.sides:
            keep = key in answer.keys
            decision, text = (answer.decision, answer.text) if keep else ("reject", None)
            made = deciding.decide(ws, agreement, [key], decision, answer.reason, text, **more)
        return made

    return work
