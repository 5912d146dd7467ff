"""Agreements: the register as a list, with each one's go-live gate."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from studio.desk import words
from studio.desk.coordinator.home import stage_of
from studio.desk.coordinator.session import Session
from studio.desk.models.lines import Line, Part
from studio.desk.widgets.bars import Band, EmptyPane
from studio.desk.widgets.basics import Ground, boxed, button, column, hairline, label, row, set_on, splitter
from studio.desk.widgets.head import PageHead
from studio.desk.widgets.rows import ColumnHeads, RowList
from studio.steps.views import AgreementLine, RegisterView

_FILTERS = (("all", "All"), ("force", "In force"), ("not", "Not yet live"), ("ended", "Ended"))


class RegisterPage(Ground):
    opened = Signal(str, str)
    new_asked = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__("surface")
        self.setObjectName("page_agreements")
        self._session, self._view, self._filter = session, RegisterView((), {}), "all"
        self.head = PageHead("Agreements", "", button("New agreement", "add", "", "register_new", self.new_asked.emit))
        self._filters = {
            key: button(text, "", "", f"register_{key}", partial(self.use_filter, key)) for key, text in _FILTERS
        }
        for one in self._filters.values():
            one.setProperty("small", "1")
        self.rows = RowList("register_rows", "Agreements", tall=52)
        self.rows.chosen.connect(self._choose)
        self.rows.entered.connect(lambda key: self.opened.emit(key, ""))
        heads = Line("", "Agreement", parts=(Part("Gate", width=130), Part("Review", width=140, right=True)))
        left = column(gap=6, margins=(0, 10, 0, 0))
        left.addLayout(row(*self._filters.values(), "stretch", gap=6, margins=(24, 0, 24, 0)))
        left.addWidget(ColumnHeads(self.rows, heads))
        left.addWidget(self.rows, 1)
        panes = splitter(boxed(left, "surface"), self._right(), sizes=(520, 860), name="register_panes")
        self._stack = QStackedWidget()
        empty = EmptyPane(
            "agreements",
            "No agreement yet",
            "Start one; it stands here from its first day.",
            "New agreement",
            "register_empty_new",
        )
        empty.acted.connect(self.new_asked)
        self._stack.addWidget(empty)
        self._stack.addWidget(panes)
        box = column(self.head, hairline(), self._stack, gap=0)
        box.setStretch(2, 1)
        self.setLayout(box)
        session.changed.connect(lambda _ids: self.reload())

    def _right(self) -> QWidget:
        self.band = Band("register_gate")
        self._facts = RowList("register_facts", "About this agreement", plain=36)
        made = column(self.band, gap=0)
        made.addLayout(
            row(
                label("About this agreement", "section"),
                "stretch",
                button("Open", "", "", "register_open", self._open),
                margins=(24, 12, 24, 6),
            )
        )
        made.addWidget(self._facts, 1)
        return boxed(made, "surface")

    def reload(self) -> None:
        from studio.steps import look

        self._session.read(self, look.register, self.show_view)

    def show_view(self, view: RegisterView) -> None:
        self._view = view
        self._stack.setCurrentIndex(1 if view.lines else 0)
        force = [one for one in view.lines if stage_of(one.status) == "In force"]
        self.head.second.setText(f"{words.count(len(view.lines), 'agreement')} · {len(force)} in force")
        for key, text in _FILTERS:
            self._filters[key].setText(f"{text} {len(self._filtered(key))}")
            set_on(self._filters[key], on=key == self._filter)
        self.rows.set_lines([register_line(one) for one in self._filtered(self._filter)])
        if not self.rows.key():
            self.rows.select_first()
        self._choose(self.rows.key())

    def _filtered(self, key: str) -> list[AgreementLine]:
        stages = {one.id: stage_of(one.status) for one in self._view.lines}
        wanted = {"force": ("In force",), "ended": ("Ended",)}.get(key)
        if key == "all":
            return list(self._view.lines)
        if wanted is None:
            return [one for one in self._view.lines if stages[one.id] not in {"In force", "Ended"}]
        return [one for one in self._view.lines if stages[one.id] in wanted]

    def use_filter(self, key: str) -> None:
        self._filter = key
        self.show_view(self._view)

    def _open(self) -> None:
        if key := self.rows.key():
            self.opened.emit(key, "")

    def _choose(self, key: str) -> None:
        found = next((one for one in self._view.lines if one.id == key), None)
        if found is None:
            return
        entered = stage_of(found.status) == "In force"
        self.band.show_verdict(
            "signed" if entered else "neutral",
            "gate_open" if entered else "gate_closed",
            found.title,
            self._view.gates.get(key, ""),
        )
        told = (("Reference", found.ref), ("Where it stands", found.standing), ("Plan", found.plan_back),
                ("Partners", str(found.partners)),
                ("Review", words.day(found.review_date, year=0)))  # fmt: skip
        self._facts.set_lines([Line(name, name, parts=(Part(said, width=520),)) for name, said in told if said])


def register_line(one: AgreementLine) -> Line:
    """One agreement with its gate; closed is neutral."""
    entered = stage_of(one.status) == "In force"
    gate = Part(
        "In force" if entered else "Closed",
        "",
        "gate_open" if entered else "gate_closed",
        "signed" if entered else "text2",
        130,
    )
    second = " · ".join(part for part in (words.count(one.partners, "partner"), one.standing) if part)
    return Line(
        one.id,
        one.title,
        second,
        parts=(gate, Part(words.day(one.review_date, weekday=False, year=0), width=140, right=True, tone="text2")),
    )
