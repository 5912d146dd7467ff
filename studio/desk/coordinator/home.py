"""Home: what waits for me, and every agreement in the order of its life with the plan back from go-live."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedLayout, QWidget

from studio.desk import words
from studio.desk.coordinator.session import Session
from studio.desk.models.lines import Line, Part
from studio.desk.widgets.bars import EmptyPane
from studio.desk.widgets.basics import Ground, boxed, button, column, hairline, label, row, splitter
from studio.desk.widgets.head import PageHead
from studio.desk.widgets.rows import ColumnHeads, RowList
from studio.steps.views import AgreementLine, HomeView, Waiting

STAGES = (
    ("Idea and scoping", ("idea", "scoping")),
    ("Drafting", ("drafting", "internal_review", "internal_check")),
    ("Circulating", ("circulating", "circulation", "in_review", "reviewing")),
    ("Merging", ("merging", "negotiating", "agreed")),
    ("Signing", ("signing", "final", "frozen", "signed")),
    ("In force", ("in_force", "active", "live", "review_due", "under_review")),
    ("Ended", ("ended", "expired", "terminated", "superseded", "withdrawn", "archived")),
)
_PAGE_ICON = {"compose": "compose", "circulate": "circulate", "merge": "merge", "sign": "sign", "in_force": "in_force"}


def stage_of(status: str) -> str:
    """The group of home in which a state of the life cycle stands."""
    return next((name for name, states in STAGES if status in states), "Drafting")


def waiting_line(number: int, waiting: Waiting) -> Line:
    late = waiting.late_days > 0
    when = (Part(words.late(waiting.late_days), tone="late", width=90, right=True, strong=True),) if late else ()
    icon = "late" if late else _PAGE_ICON.get(waiting.page, "compose")
    return Line(
        str(number), waiting.why, waiting.title, icon, "late" if late else "accent", parts=when, verb=waiting.verb
    )  # fmt: skip


def agreement_line(line: AgreementLine) -> Line:
    settled = stage_of(line.status) in {"Signing", "In force", "Ended"}
    version = "final text" if settled else f"draft {line.draft}" if line.draft else ""
    said = " · ".join(part for part in (words.count(line.partners, "partner"), version) if part)
    still = Part(words.count(line.days, "day") if line.days else "today", width=86, right=True, tone="text2")
    return Line(
        line.id, line.title, line.ref, parts=(Part(line.standing, said, width=190), still), third=line.plan_back
    )


def calm_words(view: HomeView) -> str:
    """What is said when nothing waits: the next review of an agreement in force, if one is planned."""
    planned = [one for one in view.agreements if one.review_date and stage_of(one.status) == "In force"]
    if not planned:
        return "Nothing waits for you."
    first = min(planned, key=lambda one: one.review_date)
    return f"Nothing waits for you. Next: the review of {first.ref or first.title}, {words.day(first.review_date, year=0)}."


class Home(Ground):
    """The first page: the top line of "Waiting for me" is selected and its verb is the one filled button."""

    opened = Signal(str, str)  # agreement, page
    new_asked = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__("surface")
        self.setObjectName("page_home")
        self._session, self._view = session, HomeView((), ())
        self.head = PageHead("Home", "", button("New agreement", "add", "", "home_new", self.new_asked.emit))
        self.waiting = RowList("home_waiting", "Waiting for me")
        self.waiting.primary = True
        self.waiting.ruled = False
        self.agreements = RowList("home_agreements", "Agreements", tall=50)
        self._count, self._all = label("", "quiet"), label("", "quiet")
        self._calm = label("", "second", wrap=True)
        self._calm.setObjectName("home_calm")
        heads = Line(
            "", "Name", parts=(Part("Where it stands", width=190), Part("Standing still", width=86, right=True))
        )
        left = column(gap=6, margins=(0, 14, 0, 0))
        left.addLayout(row(label("Waiting for me", "section"), self._count, "stretch", margins=(24, 0, 24, 0)))
        left.addLayout(row(self._calm, margins=(24, 0, 24, 0)))
        left.addWidget(self.waiting, 1)
        right = column(gap=6, margins=(0, 14, 0, 0))
        right.addLayout(row(label("Agreements", "section"), self._all, "stretch", margins=(24, 0, 24, 0)))
        right.addWidget(ColumnHeads(self.agreements, heads))
        right.addWidget(self.agreements, 1)
        full = splitter(boxed(left, "surface"), boxed(right, "surface"), sizes=(600, 760), name="home_panes")
        self._empty = EmptyPane(
            "agreements", "No agreement yet", "Start one from a facts file or a worked case. It is kept in this workspace.",
            "New agreement", "home_empty_new",
        )  # fmt: skip
        self._empty.acted.connect(self.new_asked)
        self._stack = QStackedLayout()
        self._stack.addWidget(full)
        self._stack.addWidget(self._empty)
        body = QWidget()
        body.setLayout(self._stack)
        box = column(self.head, hairline(), gap=0)
        box.addWidget(body, 1)
        self.setLayout(box)
        self.waiting.entered.connect(self._do)
        self.waiting.chosen.connect(self._shade)
        self.agreements.entered.connect(lambda key: self.opened.emit(key, ""))
        session.changed.connect(lambda _ids: self.reload())

    def reload(self) -> None:
        from studio.steps import look

        self._session.read(self, lambda ws: (look.home(ws), ws.clock().date()), lambda found: self.show_view(*found))

    def show_view(self, view: HomeView, today: object = None) -> None:
        """Show the view; selection stays where it was, else it goes to the first line."""
        self._view = view
        self.head.title.setText(words.today(today) if today else "Home")  # type: ignore[arg-type]
        self.head.second.setText(words.count(len(view.agreements), "agreement"))
        self._stack.setCurrentIndex(0 if view.agreements else 1)
        self._count.setText(str(len(view.waiting)))
        self._all.setText(str(len(view.agreements)))
        self.waiting.set_lines([waiting_line(number, one) for number, one in enumerate(view.waiting)])
        self._calm.setText("" if view.waiting else calm_words(view))
        self._calm.setVisible(not view.waiting)
        self.agreements.set_lines(self._grouped(view))
        if view.waiting and not self.waiting.key():
            self.waiting.select_first()

    def _grouped(self, view: HomeView) -> list[Line]:
        made: list[Line] = []
        for name, _states in STAGES:
            here = [line for line in view.agreements if stage_of(line.status) == name]
            if here:
                made.append(Line(f"stage:{name}", name, str(len(here)), head=True))
                made += [agreement_line(line) for line in here]
        return made

    def _shade(self, key: str) -> None:
        self.agreements.shaded = self._view.waiting[int(key)].agreement
        self.agreements.viewport().update()

    def _do(self, key: str) -> None:
        waiting = self._view.waiting[int(key)]
        self.opened.emit(waiting.agreement, waiting.page)

    def focus_first(self) -> None:
        (self.waiting if self._view.waiting else self.agreements).setFocus()
