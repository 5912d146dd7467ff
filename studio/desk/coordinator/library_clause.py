"""One clause, read: plain words, text with an agreement's facts, when it applies, law, alternatives, use, versions."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from studio.desk import style, words
from studio.desk.models.library_lines import RANKS, alternatives_of
from studio.desk.widgets.basics import Ground, boxed, button, clear, column, hairline, label, row, scrolled, set_not_yet
from studio.desk.widgets.draft_view import DraftView
from studio.desk.widgets.fields import Choice
from studio.desk.widgets.marks import Badge, IconLabel

if TYPE_CHECKING:
    from studio.drafting.draft import Draft
    from studio.library.clause import Clause
    from studio.library.read import Library
    from studio.steps.library import Affected, ClauseView

TEXT_HEIGHT = 230
_STATES = {"approved": ("Approved", "signed", "done"), "reserve": ("In reserve", "neutral", "advice")}


class ClausePane(Ground):
    """Says what is asked of it; the page does it."""

    edit_asked = Signal()
    welsh_asked = Signal()
    compare_asked = Signal()
    use_asked = Signal()
    restore_asked = Signal()
    export_asked = Signal()
    keep_asked = Signal()
    take_asked = Signal()
    place_asked = Signal()
    clause_asked = Signal(str)
    agreement_asked = Signal(str)

    def __init__(self) -> None:
        super().__init__("surface")
        self.setObjectName("library_clause")
        self._view: ClauseView | None = None
        self._agreements: list[tuple[str, str]] = []
        self._agreement = ""
        self._title, self._second = label("", "page", wrap=True), label("", "second")
        self._title.setObjectName("library_title")
        self._state, self._local = Badge(""), Badge("")
        self.edit = button("Edit…", "compose", "", "library_edit", self.edit_asked.emit)
        self.edit.setToolTip("Ctrl+E")
        self.welsh = button("Welsh…", "", "", "library_welsh", self.welsh_asked.emit)
        self._bars = column(gap=6)
        self._body: QVBoxLayout = column(gap=6)
        self._text_box = column(gap=6)
        self._used = label("", wrap=True)
        self._used.setObjectName("library_used")
        self._said = label("", "second")
        head = row(gap=8)
        head.addWidget(self._title, 1)
        for one in (self._state, self._local, self.welsh, self.edit):
            head.addWidget(one, 0, Qt.AlignmentFlag.AlignTop)
        inner = column(gap=4, margins=(28, 16, 24, 24))
        inner.addLayout(head)
        inner.addWidget(self._second)
        inner.addLayout(self._bars)
        inner.addSpacing(style.px(8))
        inner.addLayout(self._body)
        inner.addStretch(1)
        body = QWidget()
        body.setLayout(inner)
        self.setLayout(column(scrolled(body), gap=0))

    # --- showing -----------------------------------------------------------------------------------------------

    def use_agreements(self, agreements: list[tuple[str, str]], chosen: str) -> None:
        """Whose facts can fill the text."""
        self._agreements, self._agreement = agreements, chosen

    def show_clause(self, view: ClauseView, library: Library, *, read_only: bool) -> None:
        """All that the clause says of itself; its text and its use come a moment later."""
        one, self._view = view.clause, view
        self._title.setText(one.title)
        date = next((each.date for each in reversed(one.changes) if each.version == one.version), "")
        of = f" of {words.day(date, weekday=False, year=0)}" if date else ""
        self._second.setText(f"{one.id} · version {one.version}{of} · section {one.section}")
        said, tone, icon = _STATES.get(one.status, (one.status.capitalize(), "warning", "warning"))
        self._state.show_state(said, tone, icon)
        self._local.show_state("Local wording" if view.local else "", "neutral", "compose")
        set_not_yet(self.edit, "This workspace is open for reading only." if read_only else "")
        self._show_bars(view, read_only=read_only)
        clear(self._body)
        self._say(self._body, "In plain words", one.gloss)
        self._text_box = column(gap=6)
        self._body.addLayout(self._text_box)
        self.show_text(None, "")
        self._body.addSpacing(style.px(8))
        self._body.addLayout(self._two_columns(view, library))
        self._say(self._body, "For the drafter", one.guidance)
        self._show_versions(view)

    def _show_bars(self, view: ClauseView, *, read_only: bool) -> None:
        clear(self._bars)
        one = view.clause
        if one.status == "reserve":
            take = button("Take it for the agreement…", "", "link", "library_take_wording", self.take_asked.emit)
            said = "In reserve: no document has it until you take its words. See For the drafter."
            self._bar("neutral", "advice", said, *([take] if self._agreement else []), off=read_only)
        elif one.status != "approved":
            place = button("Approve and place…", "", "link", "library_place", self.place_asked.emit)
            self._bar("warning", "warning", "Not approved; used in no agreement.", *_own(view, place), off=read_only)
        if view.offer is not None:
            said = f"This release has newer text (version {view.offer.version}) than yours was made from."
            self._bar(
                "warning", "advice", said, button("Compare…", "", "link", "library_offer", self.compare_asked.emit),
                button("Take it", "", "link", "library_take", self.restore_asked.emit),
                button("Keep yours", "", "link", "library_keep", self.keep_asked.emit), off=read_only,
            )  # fmt: skip
        for own in view.alone:
            self._bar("neutral", "compose", f"Worded for {own.agreement} alone: {own.reason}", off=read_only)
        if view.local is not None:
            when = words.day(view.local.made_at, weekday=False, year=0)
            buttons = [button("Offer it back…", "", "link", "library_export", self.export_asked.emit)]
            if view.local.base and view.offer is None:
                buttons.append(
                    button("Back to the shipped text", "", "link", "library_restore", self.restore_asked.emit)
                )
            if not view.local.base:
                out = button("Take it out", "", "link", "library_take_out", self.restore_asked.emit)
                move = button("Place it elsewhere…", "", "link", "library_place", self.place_asked.emit)
                buttons += [move, out] if one.status == "approved" else [out]
            self._bar(
                "neutral",
                "compose",
                f"Worded for this workspace on {when}: {view.local.reason}",
                *buttons,
                off=read_only,
            )

    def _bar(self, tone: str, icon: str, said: str, *buttons: QPushButton, off: bool = False) -> None:
        text = label(said, wrap=True)
        box = row(IconLabel(icon, tone, 16), text, gap=8, margins=(12, 6, 8, 6))
        box.setStretch(1, 1)
        for one in buttons:
            if off and one.objectName() not in {"library_offer", "library_export"}:
                continue
            box.addWidget(one)
        self._bars.addWidget(boxed(box, f"{tone}_t"))

    def show_text(self, draft: Draft | None, said: str) -> None:
        """The clause as the chosen agreement prints it, facts tinted; else its source."""
        clear(self._text_box)
        head = row(label("Text", "section"), "stretch", gap=6)
        if self._agreements:
            head.addWidget(label("with the facts of", "second"))
            choice = Choice("library_facts", self._agreements, self._agreement)
            choice.setAccessibleName("With the facts of")
            choice.setFixedWidth(style.px(230))
            choice.currentIndexChanged.connect(lambda _index: self.agreement_asked.emit(choice.value()))
            head.addWidget(choice)
        self._text_box.addLayout(head)
        if said:
            self._text_box.addWidget(label(said, "second", wrap=True))
        if draft is not None:
            shown = DraftView("library_text", "Text of the clause", base=14)
            shown.tint_facts = True
            shown.show_draft(draft)
            shown.setFixedHeight(style.px(TEXT_HEIGHT))
            self._text_box.addWidget(Framed(shown))
        elif self._view is not None:
            source = source_view("library_text", self._view.clause.body)
            source.setFixedHeight(style.px(TEXT_HEIGHT))
            self._text_box.addWidget(source)

    def _two_columns(self, view: ClauseView, library: Library) -> QGridLayout:
        one = view.clause
        left, right = column(gap=6), column(gap=6)
        self._say(left, "When it applies", _applies(one))
        self._say(left, "Law", "\n".join(str(cite) for cite in one.law) or "None cited")
        self._say(left, "Facts it prints", ", ".join(one.facts))
        terms = [f"{name} {', '.join(used)}" for name, used in (("Defines", one.defines), ("Uses", one.uses)) if used]
        self._say(left, "Words with a meaning", "\n".join(terms))
        self._show_alternatives(right, alternatives_of(library, one), one)
        right.addWidget(label("Where used", "section"))
        self._used = label("", wrap=True)
        self._used.setObjectName("library_used")
        right.addWidget(self._used)
        more = button("List them…", "", "link", "library_uses", self.use_asked.emit)
        more.setToolTip("Ctrl+U")
        right.addLayout(row(more, "stretch"))
        self.show_use(None)
        grid = QGridLayout()
        grid.setHorizontalSpacing(style.px(24))
        for place, side in enumerate((left, right)):
            side.addStretch(1)
            grid.addLayout(side, 0, place)
            grid.setColumnStretch(place, 1)
        return grid

    def _show_alternatives(self, box: QVBoxLayout, ranked: list[Clause], shown: Clause) -> None:
        if not ranked:
            return
        box.addWidget(label("Alternatives, in order", "section"))
        for one in ranked:
            rank = one.alternative.rank if one.alternative else 3
            named: QWidget = (
                label(one.title, "section", wrap=True)
                if one.id == shown.id
                else button(one.title, "", "link", f"library_other_{one.id}", self._opener(one.id))
            )
            line = row(gap=8)
            mark = label(RANKS[rank], "field", tone="accent" if rank == 1 else "text2")
            mark.setFixedWidth(style.px(122))
            line.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
            told = column(named, gap=0)
            if one.alternative and one.alternative.right_when:
                told.addWidget(label(one.alternative.right_when, "second", wrap=True))
            line.addLayout(told, 1)
            box.addLayout(line)

    def _opener(self, clause: str) -> Callable[[], None]:
        return lambda: self.clause_asked.emit(clause)

    def show_use(self, touched: tuple[Affected, ...] | None) -> None:
        """Which documents and clauses have it, and which agreements."""
        if self._view is None:
            return
        templates = [each for each in self._view.uses if each.kind == "template"]
        clauses = [each for each in self._view.uses if each.kind == "clause"]
        named = f", named in {words.count(len(clauses), 'clause')}" if clauses else ""
        said = [f"{words.count(len(templates), 'document')}{named}."]
        if touched is not None:
            many = words.count(len(touched), "agreement") if touched else "No agreement"
            said.append(f"{many} here {'have' if len(touched) > 1 else 'has'} it.")
            keeps = len([one for one in touched if not one.takes])
            if keeps:
                said.append(f"{keeps} of them keep{'s' if keeps == 1 else ''} the text of its last draft.")
        self._used.setText(" ".join(said))

    def _show_versions(self, view: ClauseView) -> None:
        self._body.addSpacing(style.px(8))
        self._body.addWidget(hairline())
        compare = button("Compare…", "", "link", "library_compare", self.compare_asked.emit)
        compare.setToolTip("Ctrl+D")
        only = "" if len(view.texts) > 1 else "Only one wording of this clause is kept here."
        set_not_yet(compare, only)
        self._body.addLayout(row(label("Versions", "section"), "stretch", compare))
        grid = QGridLayout()
        grid.setHorizontalSpacing(style.px(14))
        grid.setColumnStretch(2, 1)
        for number, each in enumerate(reversed(view.clause.changes)):
            day = words.day(each.date, weekday=False, year=0)
            cells: tuple[QLabel, ...] = (label(each.version, "section"), label(day), label(each.reason, wrap=True))
            for place, cell in enumerate(cells):
                grid.addWidget(cell, number, place, Qt.AlignmentFlag.AlignTop)
        self._body.addLayout(grid)

    @staticmethod
    def _say(box: QVBoxLayout, title: str, text: str) -> None:
        if text:
            box.addWidget(label(title, "section"))
            box.addWidget(label(text, wrap=True))
            box.addSpacing(style.px(4))


def _applies(one: Clause) -> str:
    if one.status == "reserve":
        return f"Where you take it. {one.why}"
    if one.status != "approved":
        return "Nowhere yet: it is a draft."
    return (one.why or one.when) if one.when else "Always"


def _own(view: ClauseView, made: QPushButton) -> tuple[QPushButton, ...]:
    """The button, where the clause is of this workspace's own; a draft from elsewhere is placed by its template."""
    return (made,) if view.local is not None and not view.local.base else ()


class Framed(Ground):
    """The text of a clause on paper, with a hairline round it."""

    def __init__(self, inner: QWidget) -> None:
        super().__init__("line")
        self.setLayout(column(inner, gap=0, margins=(1, 1, 1, 1)))

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(style.px(200), super().minimumSizeHint().height())


def source_view(name: str, body: str) -> QPlainTextEdit:
    """A clause's source, as agreement text."""
    made = QPlainTextEdit(body)
    made.setObjectName(name)
    made.setReadOnly(True)
    made.setAccessibleName("Text of the clause")
    made.setFrameShape(QPlainTextEdit.Shape.NoFrame)
    made.setFont(style.font(14, serif=True))
    return made
