"""The question at the right of merge: one change, what it would do, and the decision with its reason."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QPlainTextEdit, QVBoxLayout, QWidget

from studio.circulation.deferred import history
from studio.circulation.proposal import Proposal
from studio.desk import style, words
from studio.desk.coordinator.background_pane import BackgroundPane
from studio.desk.coordinator.clash_view import ClashView, comments_beside
from studio.desk.coordinator.item_aside import ItemAside
from studio.desk.models.merge import KINDS, SURE, Item, in_context
from studio.desk.widgets.basics import (
    Ground,
    button,
    clear,
    column,
    hairline,
    label,
    row,
    scrolled,
    set_not_yet,
    set_on,
)
from studio.desk.widgets.fields import Field, lines
from studio.desk.widgets.marks import Badge, Monogram
from studio.desk.widgets.pieces_label import PiecesLabel
from studio.steps.views import MergeView

REASONS = {
    "accept": (
        "Agreed: it is clearer",
        "Agreed: it is more exact",
        "Agreed: the law asks for it",
        "Agreed: it is how we work",
    ),
    "reject": (
        "Not agreed: the issued words say it already",
        "Not agreed: it would bind the others",
        "Not agreed: the law says otherwise",
    ),
    "amend": ("Agreed in part: reworded to fit the others", "Agreed: reworded to be clearer"),
    "defer": ("Kept for the next round",),
    "discuss": ("To be talked about in the next meeting", "To be talked about with the partner"),
}
_CHOICES = (("accept", "Accept", "accept", "A"), ("reject", "Reject", "reject", "R"),
            ("amend", "Amend…", "amend", "M"), ("defer", "Defer", "defer", "D"))  # fmt: skip


DONE = {
    "accept": "accepted",
    "reject": "rejected",
    "amend": "amended",
    "defer": "put off",
    "discuss": "to be discussed",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What is to be recorded. `reject` are the other sides of a clash, turned down with the same reason."""

    keys: tuple[str, ...]
    decision: str
    reason: str
    text: str | None
    as_fact: bool
    reject: tuple[str, ...] = ()
    sides: tuple[str, ...] = ()  # all sides of a clash, in the order in which they are recorded
    comment_type: str = ""  # domain note 7.5; "": the suggested one


class DecisionPanel(Ground):
    """Shows one item; `recorded` carries the answer."""

    recorded = Signal(object)

    def __init__(self) -> None:
        super().__init__("surface")
        self.setObjectName("decision_panel")
        self._view: MergeView | None = None
        self._item: Item | None = None
        self._decision, self._side = "", ""
        self._hues: dict[str, int] = {}
        self._letters: dict[str, str] = {}
        self._same: tuple[Item, ...] = ()
        self._ticks: dict[str, QCheckBox] = {}
        self._sides: list[Item] = []
        self.clash, self.background, self.beside = ClashView(), BackgroundPane(), ItemAside()
        self.clash.taken.connect(self.take_side)
        self._build()

    def _build(self) -> None:
        self.badge, self._place, self._count = Badge(""), label("", "second"), label("", "second")
        self._title = label("", "pane", wrap=True)
        self._title.setObjectName("decision_title")
        self._settled = label("", "second", wrap=True)
        self._facts: QVBoxLayout = column(gap=8)
        self._buttons = {key: button(text, icon, "", f"decide_{key}") for key, text, icon, _key in _CHOICES}
        grid = QGridLayout()
        grid.setSpacing(style.px(8))
        for key, text, _icon, letter in _CHOICES:
            one = self._buttons[key]
            one.clicked.connect(lambda _checked=False, key=key: self.choose(key))
            one.setToolTip(f"{text.rstrip('…')} ({letter})")
        self._grid = grid
        self._lay_buttons([key for key, *_rest in _CHOICES])
        self.text = lines("decide_text", rows=4)
        self.text.setFont(style.font(14, serif=True))
        self._text_field = Field("The words that shall stand", self.text)
        self.reason = QComboBox()
        self.reason.setObjectName("decide_reason")
        self.reason.setEditable(True)
        self._reason_field = Field("Reason, shown to all partners", self.reason)
        self.as_fact = QCheckBox("Change the fact itself, in every document")
        self.as_fact.setObjectName("decide_as_fact")
        self._similar: QVBoxLayout = column(gap=2)
        inner = column(gap=12, margins=(16, 14, 16, 14))
        self._fill(inner, grid)
        body = QWidget()
        body.setLayout(inner)
        box = column(scrolled(body), hairline(), gap=0)
        box.setStretch(0, 1)
        box.addLayout(self._foot())
        self.setLayout(box)

    def _fill(self, inner: QVBoxLayout, grid: QGridLayout) -> None:
        inner.addLayout(row(self.badge, self._place, "stretch", self._count))
        inner.addWidget(self._title)
        inner.addWidget(self._settled)
        inner.addWidget(self.clash)
        inner.addLayout(self._facts)
        self._yours = label("Your decision", "section")
        inner.addWidget(self._yours)
        inner.addLayout(grid)
        for part in (self._text_field, self._reason_field, self.as_fact, self.beside):
            inner.addWidget(part)
        inner.addLayout(self._similar)
        inner.addWidget(hairline())
        inner.addWidget(self.background)
        inner.addStretch(1)

    def _foot(self) -> QVBoxLayout:
        self.record = button("Record and next", "enter", "primary", "decide_record", self.commit)
        self.discuss = button("Discuss…", "comment", "", "decide_discuss", lambda: self.choose("discuss"))
        self.discuss.setToolTip("Keep it open until it was talked about (T)")
        keys = label(
            "A accept   R reject   M amend   D defer   T discuss   J next   K before   U undo", "quiet", wrap=True
        )
        self._problem = label("", "second", tone="error", wrap=True)
        foot = column(self._problem, gap=8, margins=(16, 8, 16, 12))
        foot.addLayout(row(self.discuss, "stretch", self.record))
        foot.addWidget(keys)
        return foot

    # --- showing -----------------------------------------------------------------------------------------------

    def use_people(self, letters: dict[str, str], hues: dict[str, int]) -> None:
        self._letters, self._hues = letters, hues
        self.clash.use_people(letters, hues)

    def show_item(
        self, view: MergeView, item: Item, position: str, same: tuple[Item, ...], sides: list[Item], *, locked: str
    ) -> None:
        """Show the question; `sides` are all sides of a clash, this one included."""
        self._view, self._item, self._same, self._sides = view, item, same, sides
        self._decision, self._side = "discuss" if item.talk else item.choice, ""
        kind = (
            "Clash"
            if len(sides) > 1
            else "Comment"
            if item.proposal is None
            else KINDS.get(item.proposal.kind, "Change")
        )
        tone = {"Clash": "clash", "Added": "added", "New paragraph": "added", "Removed": "removed"}.get(kind, "neutral")
        self.badge.show_state(kind, tone, "clash" if kind == "Clash" else "comment" if kind == "Comment" else "")
        place = f"clause {item.place}" if item.place[:1].isdigit() else item.place
        self._place.setText(
            f"{place} · {words.count(len({w for one in sides or [item] for w in one.who}), 'reviewer')}"
        )
        self._count.setText(position)
        many = len({who for one in sides for who in one.who})
        spoken = {2: "Two", 3: "Three", 4: "Four"}.get(many, str(many))
        self._title.setText(f"{spoken} reviewers changed the same words" if len(sides) > 1 else item.title)
        self._show_settled(item)
        clear(self._facts)
        self._show_deferred(view, item)
        self.clash.show_sides(view, sides if len(sides) > 1 else [])
        if len(sides) <= 1 and item.proposal is not None:
            self._show_change(view, item)
        elif len(sides) <= 1:
            self._show_comment(view, item)
        shown = ["amend", "reject", "defer"] if len(sides) > 1 else ["accept", "reject", "amend", "defer"]
        never = {"amend"} if item.proposal is None else {"accept"} if item.proposal.kind == "lost" else set()
        self._lay_buttons([key for key in shown if key not in never])
        self._buttons["reject"].setText(
            f"\u2009{'Reject both' if len(sides) == 2 else 'Reject all' if sides else 'Reject'}"
        )
        fact = item.proposal.fact if item.proposal else None
        self.as_fact.setVisible(fact is not None)
        self.as_fact.setChecked(fact is not None)
        self._show_similar()
        self._show_choice()
        self.reason.setEditText(item.decided.reason if item.decided else self.reason.currentText())
        if (entry := self.reason.lineEdit()) is not None:
            entry.setCursorPosition(0)  # a long reason is read from its beginning
        self._problem.setText("")
        set_not_yet(self.record, locked)
        self.beside.show_item(view, item, locked=locked)

    def _lay_buttons(self, keys: list[str]) -> None:
        """Two abreast, in reading order, without holes."""
        for key, one in self._buttons.items():
            self._grid.removeWidget(one)
            one.setVisible(key in keys)
        for number, key in enumerate(keys):
            self._grid.addWidget(self._buttons[key], number // 2, number % 2)

    def _who(self, view: MergeView, who: tuple[str, ...]) -> None:
        for party in who:
            name = view.parties.get(party, party)
            mark = Monogram(self._letters.get(party, "?"), self._hues.get(party, 0), name, 22)
            self._facts.addLayout(row(mark, label(name, "body"), "stretch"))

    def _show_change(self, view: MergeView, item: Item) -> None:
        proposal = item.proposal
        if proposal is None:
            return
        self._who(view, item.who)
        self._facts.addWidget(label("Was asked" if proposal.kind == "lost" else "Would read", "small"))
        read = PiecesLabel("decision_reads")
        read.show_pieces(in_context(view, proposal), self._hues)
        self._facts.addWidget(read)
        for said in comments_beside(view, item):
            self._facts.addWidget(label(said, "second", wrap=True))
        sure = "" if proposal.kind == "lost" else SURE.get(str(proposal.certainty), "")
        for note in (_silent(item), sure, proposal.warning):
            if note:
                self._facts.addWidget(label(note, "second", tone="warning", wrap=True))

    def _show_comment(self, view: MergeView, item: Item) -> None:
        if item.thread is None:
            return
        self._who(view, item.who)
        comment = item.thread.comment
        if comment.quoted:
            self._facts.addWidget(label(f"About {words.quoted(comment.quoted, 90)}", "second", wrap=True))
        self._facts.addWidget(label(comment.text, wrap=True))
        same = item.thread.id.rpartition("/")[0]  # ids of comments are counted anew in every file
        replies = (one for one in view.comments if one.id.rpartition("/")[0] == same)
        for answer in (one for one in replies if one.comment.parent == comment.id):
            self._facts.addWidget(label(f"{answer.comment.author}: {answer.comment.text}", "second", wrap=True))

    def _show_deferred(self, view: MergeView, item: Item) -> None:
        """When and why earlier rounds put it off, what was said beside it, and whether it still has a place."""
        if (known := item.deferred) is None:
            return
        told = label(history(known), "field", wrap=True)
        told.setObjectName("decision_deferred")
        self._facts.addWidget(told)
        for one in known.thread:
            answered = f" Answered then: {one.answer}" if one.answer else ""
            said = f"{view.parties.get(one.party, one.party)}: {words.quoted(one.text, 120)}.{answered}"
            self._facts.addWidget(label(said, "second", wrap=True))
        if known.fate == "lost" and item.proposal is not None:
            can = "Amend it with the words that the paragraph shall have" if item.block else "Its paragraph is gone"
            self._facts.addWidget(
                label(
                    f"Its words are no longer in this draft. {can}, or reject it.", "second", tone="warning", wrap=True
                )
            )

    def _show_settled(self, item: Item) -> None:
        """What was decided of it before, if anything was."""
        told = item.decided
        said = ""
        if told is not None:
            done = DONE.get(told.decision.split("-")[0], told.decision)
            whose = " by nobody: a partner’s own details" if told.decision == "accept" else " by nobody"
            said = f"{words.opened(done)}{whose if told.automatic else ''}. {told.reason}"
        self._settled.setText(said)
        self._settled.setVisible(bool(said))

    def _show_similar(self) -> None:
        clear(self._similar)
        self._ticks = {}
        if self._same:
            self._similar.addWidget(label(f"Similar, still open  {len(self._same)}", "section"))
        for one in self._same:
            tick = QCheckBox(f"{one.place}  {one.title}")
            tick.setObjectName(f"similar:{one.key}")
            self._ticks[one.key] = tick
            self._similar.addWidget(tick)
        if self._same:
            self._similar.addWidget(label("Ticked changes get the same decision and reason.", "second", wrap=True))

    def _show_choice(self) -> None:
        for key, one in (*self._buttons.items(), ("discuss", self.discuss)):
            set_on(one, on=key == self._decision)
        self._text_field.setVisible(self._decision == "amend")
        typed = self.reason.currentText()
        known = {one for group in REASONS.values() for one in group}
        offered = list(REASONS.get(self._decision, ()))
        self.reason.clear()
        self.reason.addItems(offered)
        self.reason.setEditText(typed if typed and typed not in known else (offered[0] if offered else ""))

    # --- deciding ----------------------------------------------------------------------------------------------

    def choose(self, decision: str) -> None:
        """Set the decision; nothing is recorded yet."""
        if self._item is None or (decision == "amend" and self._item.proposal is None):
            return
        if decision == "accept" and self._item.proposal is not None and self._item.proposal.kind == "lost":
            self._problem.setText("Its words are no longer in this draft: amend it with new ones, or reject it.")
            return
        if decision == "accept" and len(self._sides) > 1 and not self._side:
            self._problem.setText("A clash is yours to settle: take one wording, amend, or reject all.")
            return
        self._decision, self._side = decision, self._side if decision in {"accept", "amend"} else ""
        if not self._side:
            self.clash.mark(0)
        self._problem.setText("")
        self._show_choice()
        if decision == "amend" and self._item.proposal is not None:
            chosen = next((one for one in self._sides if one.key == self._side), self._item)
            wording = chosen.proposal or self._item.proposal
            self.text.setPlainText((self._item.decided and self._item.decided.text) or self._proposed(wording))
            self.text.setFocus()

    def _proposed(self, wording: Proposal) -> str:
        """The words to begin an amendment with; where those of the change are gone, all that its paragraph says now."""
        if wording.kind == "lost" and self._view is not None and wording.block:
            block = self._view.draft.find(wording.block)
            return block.text if block else ""
        return wording.after or wording.before

    def take_side(self, number: int) -> None:
        """Key 1, 2 …: take that reviewer's wording; the others are turned down."""
        if 1 <= number <= len(self._sides) and len(self._sides) > 1:
            self._side = self._sides[number - 1].key
            self.clash.mark(number)
            self.choose("accept")

    def commit(self) -> None:
        """Record what was chosen; says what is missing otherwise."""
        from studio.desk.widgets.basics import not_yet

        reason = self.reason.currentText().strip()
        missing = not_yet(self.record) or (
            "" if self._decision else "Choose accept, reject, amend, defer or discuss first."
        )
        self._reason_field.complain("" if reason or missing else "Write the reason; all partners see it.")
        self._problem.setText(missing)
        if missing or not reason or self._item is None:
            return
        text = self.text.toPlainText().strip() if self._decision == "amend" else None
        self.recorded.emit(replace(self._answer(self._item, reason, text), comment_type=self.beside.comment_type()))

    def _answer(self, item: Item, reason: str, text: str | None) -> Answer:
        ticked = tuple(key for key, tick in self._ticks.items() if tick.isChecked())
        others = tuple(one.key for one in self._sides)
        if len(others) > 1:
            keep = self._side or item.key
            rest = tuple(key for key in others if key != keep)
            if self._decision in {"accept", "amend"}:
                return Answer((keep,), self._decision, reason, text, self.as_fact.isChecked(), rest, others)
            return Answer(others, self._decision, reason, text, as_fact=True)
        return Answer((item.key, *ticked), self._decision, reason, text, self.as_fact.isChecked())

    def decision(self) -> str:
        return self._decision

    def amend_text(self) -> QPlainTextEdit:
        return self.text


def _silent(item: Item) -> str:
    silent = item.proposal is not None and item.proposal.silent
    return "This was changed with tracking off; it was found by comparing with what was sent." if silent else ""
