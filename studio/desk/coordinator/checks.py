"""Checks beside compose: the strip at the foot with the first finding in words, and the pane with all of them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget

from studio.desk import style, words
from studio.desk.models.lines import Line, Part
from studio.desk.widgets.basics import (
    Elided,
    Ground,
    boxed,
    button,
    column,
    hairline,
    label,
    not_yet,
    row,
    scrolled,
    set_not_yet,
    set_on,
    splitter,
)
from studio.desk.widgets.fields import Choice
from studio.desk.widgets.marks import Badge
from studio.desk.widgets.rows import RowList
from studio.preflight.finding import Finding
from studio.store.records import AcceptanceRecord

_RANK = {"error": 0, "warning": 1, "advice": 2}
_TONE = {"error": "error", "warning": "warning", "advice": "neutral"}
_GROUPS = (("error", "Errors"), ("warning", "Warnings"), ("advice", "Advice"), ("accepted", "Accepted"))
HEIGHT = 250


class CheckStrip(Ground):
    """Errors first. "No gaps found by these checks" is the best it ever says."""

    go_to = Signal(object)  # Finding
    all_asked = Signal()
    accept_asked = Signal(object)  # Finding

    def __init__(self) -> None:
        super().__init__("window")
        self.setObjectName("compose_checks")
        self._findings: tuple[Finding, ...] = ()
        self._at = 0
        self._badges = {severity: Badge("", _TONE[severity], severity) for severity in _RANK}
        self._text = Elided("")
        self._text.setObjectName("checks_text")
        self._go = button("Go to it", "", "link", "checks_go", lambda: self.walk(0))
        self._key = label("F8", "quiet")
        self.all = button("All checks", "", "", "checks_all", self._ask_all)
        self.all.setProperty("small", "1")
        self._accept = button("Accept with a reason…", "", "quiet", "checks_accept", self._ask_accept)
        parts = (*self._badges.values(), self._text, self._accept, self._go, self._key, self.all)
        box = row(*parts, gap=8, margins=(16, 6, 16, 6))
        box.setStretch(3, 1)
        self.setLayout(box)

    def show_findings(self, findings: Sequence[Finding]) -> None:
        self._findings = tuple(
            sorted((one for one in findings if one.accepted is None), key=lambda one: _RANK[one.severity])
        )
        many = {"error": "errors", "warning": "warnings", "advice": "pieces of advice"}
        one_ = {"error": "error", "warning": "warning", "advice": "piece of advice"}
        for severity, badge in self._badges.items():
            count = len([one for one in self._findings if one.severity == severity])
            badge.show_state(
                words.count(count, one_[severity], many[severity]) if count else "", _TONE[severity], severity
            )
        self._at = min(self._at, max(len(self._findings) - 1, 0))
        self._show()
        set_not_yet(self.all, "" if findings else "There is nothing to list.")

    def _show(self) -> None:
        now = self._findings[self._at] if self._findings else None
        self._text.setText(f"{now.message} {now.action}".strip() if now else "No gaps found by these checks.")
        for one in (self._go, self._key):
            one.setVisible(now is not None)
        self._accept.setVisible(now is not None and now.acceptable)

    def walk(self, step: int) -> None:
        """To the next finding (1), the one before (-1), or the one shown (0); its field gets the keyboard."""
        if self._findings:
            self._at = (self._at + step) % len(self._findings)
            self._show()
            self.go_to.emit(self._findings[self._at])

    def _ask_accept(self) -> None:
        self.accept_asked.emit(self._findings[self._at])

    def _ask_all(self) -> None:
        if not not_yet(self.all):
            self.all_asked.emit()


class ChecksPane(Ground):
    """Every finding by severity, those accepted last; for each its field, its clause, and acceptance with a reason."""

    go_to = Signal(object)  # Finding
    clause_asked = Signal(object)  # Finding
    accept_asked = Signal(object)  # Finding
    take_back_asked = Signal(object)  # Finding
    closed = Signal()

    def __init__(self) -> None:
        super().__init__("surface")
        self.setObjectName("checks_pane")
        self._findings: tuple[Finding, ...] = ()
        self._roles: dict[tuple[str, str], AcceptanceRecord] = {}
        self.search = QLineEdit()
        self.search.setObjectName("checks_find")
        self.search.setAccessibleName("Find in the findings")
        self.search.setPlaceholderText("Find in the findings")
        self.search.textChanged.connect(lambda _text: self._fill())
        self.kind = Choice("checks_kind", [("", "All kinds"), *_GROUPS], "")
        self.kind.setAccessibleName("Which findings")
        self.kind.setFixedWidth(style.px(130))
        self.kind.currentIndexChanged.connect(lambda _index: self._fill())
        self._count = label("", "second")
        self.list = RowList("checks_list", "Findings", tall=46)
        self.list.chosen.connect(lambda _key: self._show())
        self.list.entered.connect(lambda _key: self._press(self._go))
        hide = button("Close", "", "link", "checks_close", self.closed.emit)
        head = row(label("What the checks found", "section"), self._count, "stretch", self.search, self.kind, hide,
                   gap=10, margins=(24, 6, 16, 6))  # fmt: skip
        panes = splitter(
            boxed(column(self.list, gap=0), "surface"),
            self._details(),
            sizes=(760, 400),
            stretch=0,
            name="checks_panes",
        )
        box = column(gap=0)
        box.addLayout(head)
        box.addWidget(hairline())
        box.addWidget(panes, 1)
        self.setLayout(box)
        self.setFixedHeight(style.px(HEIGHT))
        self.hide()

    def _details(self) -> QWidget:
        self._message, self._action = label("", wrap=True), label("", wrap=True)
        self._source, self._accepted = label("", "second", wrap=True), label("", "second", tone="signed", wrap=True)
        self._accepted.setObjectName("checks_accepted")
        self._message.setObjectName("checks_message")
        self._go = button("Go to field", "flow", "", "checks_field", lambda: self._press(self._go))
        self._clause = button("Show clause", "read", "", "checks_clause", lambda: self._press(self._clause))
        self._accept = button("Accept…", "accept", "", "checks_accept_one", lambda: self._press(self._accept))
        self._back = button("Take back", "undo", "", "checks_take_back", lambda: self._press(self._back))
        for one in (self._go, self._clause, self._accept, self._back):
            one.setProperty("small", "1")
        body = column(
            self._message, self._action, self._accepted, self._source, "stretch", gap=6, margins=(16, 10, 16, 6)
        )
        made = column(scrolled(boxed(body), "sunken"), gap=0)
        made.addLayout(row(self._go, self._clause, self._accept, self._back, "stretch", gap=6, margins=(14, 6, 10, 8)))
        pane = boxed(made, "sunken")
        pane.setMinimumWidth(style.px(320))
        return pane

    def show_findings(self, findings: Sequence[Finding], accepted: Sequence[AcceptanceRecord]) -> None:
        self._findings = tuple(findings)
        self._roles = {(one.rule, one.pointer): one for one in accepted}
        self._fill()

    def finding(self) -> Finding | None:
        """The finding that is selected."""
        key = self.list.key()
        return next((one for one in self._findings if _key(one) == key), None)

    def _fill(self) -> None:
        wanted, kind = self.search.text().casefold(), self.kind.value()
        shown = [
            one
            for one in self._findings
            if wanted in f"{one.message} {one.action} {one.rule} {one.source}".casefold() and kind in ("", _group(one))
        ]
        lines: list[Line] = []
        for group, title in _GROUPS:
            inside = [one for one in shown if _group(one) == group]
            if inside:
                lines.append(Line(f"head:{group}", title, str(len(inside)), head=True))
                lines += [self._line(one) for one in inside]
        self.list.set_lines(lines)
        many = len(self._findings)
        self._count.setText(f"{len(shown)} of {many}" if len(shown) < many else str(many))
        if not self.list.key():
            self.list.select_first()
        self._show()

    def _line(self, one: Finding) -> Line:
        done = one.accepted is not None
        icon = "done" if done else one.severity
        role = self._roles.get((one.rule, one.place))
        second = f"Accepted by {role.role}: {one.accepted}" if role else one.action
        return Line(
            _key(one), one.message, second, icon, "signed" if done else _TONE[one.severity],
            parts=(Part(one.rule, width=90, right=True, tone="text3"),), faded=done,
        )  # fmt: skip

    def _show(self) -> None:
        one = self.finding()
        self._message.setText(one.message if one else "Nothing here fits the filter.")
        self._action.setText(one.action if one else "")
        self._source.setText(f"{one.rule} · {one.source}" if one else "")
        role = self._roles.get((one.rule, one.place)) if one else None
        self._accepted.setText(
            f"Accepted by {role.role} on {words.day(role.accepted_at, weekday=False, year=0)}: {role.reason}"
            if role
            else ""
        )
        self._accepted.setVisible(role is not None)
        accepted = one is not None and one.accepted is not None
        self._back.setVisible(accepted)
        self._accept.setVisible(not accepted)
        why = "" if one else "Choose a finding first."
        set_not_yet(self._go, why or ("" if one and one.pointer else "No single field is behind this."))
        set_not_yet(self._clause, why or ("" if one and one.clause else "No clause prints this."))
        plain = "An error like this cannot be accepted: put it right."
        set_not_yet(self._accept, why or ("" if one and one.acceptable else plain))

    def _press(self, pressed: QPushButton) -> None:
        """What the button is for, with the finding that is selected."""
        asked = {
            self._go: self.go_to, self._clause: self.clause_asked, self._accept: self.accept_asked,
            self._back: self.take_back_asked,
        }  # fmt: skip
        one = self.finding()
        if one is not None and not not_yet(pressed):
            asked[pressed].emit(one)

    def open(self, *, on: bool, strip: CheckStrip) -> None:
        """Show or hide the pane; the strip's button says which."""
        self.setVisible(on)
        set_on(strip.all, on=on)
        if on:
            self.list.setFocus()


def _group(one: Finding) -> str:
    return "accepted" if one.accepted is not None else one.severity


def _key(one: Finding) -> str:
    return f"{one.rule}\0{one.pointer}\0{one.message}"
