"""What a chief executive is asked to sign: purpose, promises, what could go wrong, who checked it. From the PDF alone."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from studio.desk import style
from studio.desk.models.executive import AtAGlance, reviewed_by
from studio.desk.widgets.basics import button, clear, column, label, row
from studio.desk.widgets.marks import IconLabel
from studio.drafting.office import titled

if TYPE_CHECKING:
    from studio.signing.plan import SigningPlan


class GlancePage(QWidget):
    """The left side of the signatory's window: everything shown is a line of the approved text."""

    clause_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("signatory_glance")
        self._box: QVBoxLayout = column(gap=8, margins=(56, 36, 56, 36))
        self.setLayout(self._box)

    def show_title(self, title: str, second: str) -> None:
        """Begin anew with what is to be signed."""
        clear(self._box)
        self._box.addWidget(label("You are asked to sign", "section", tone="accent"))
        self._box.addWidget(label(title, "big_title", wrap=True))
        self._box.addWidget(label(second, "lead", wrap=True))

    def show_glance(self, glance: AtAGlance, lines: tuple[str, ...] = (), plan: SigningPlan | None = None) -> None:
        """Add the rest; with a plan also who checked it in this signatory's organisation, and what was left open."""
        if glance.purpose:
            self._head("What it is for")
            self._box.addWidget(label(glance.purpose, "big", wrap=True))
        self._show_promises(glance)
        self._show_risks(glance, plan)
        if plan is not None and plan.open_points:
            self._head("Points that were accepted as they are")
            for point in plan.open_points:
                self._marked("warning", "warning", point)
        self._show_checked(lines, plan)
        if glance.rows:
            self._head("What else it settles")
        for title, said in glance.rows:
            line = row(gap=16)
            name = label(title, "section", wrap=True)
            name.setFixedWidth(min(style.px(200), 260))
            line.addWidget(name, 0, Qt.AlignmentFlag.AlignTop)
            line.addWidget(label(said, "body", wrap=True), 1)
            self._box.addLayout(line)
        self._box.addStretch(1)

    def _show_promises(self, glance: AtAGlance) -> None:
        if glance.promises:
            self._head("What every partner promises")
        for number, promise in enumerate(glance.promises, 1):
            line = row(gap=12)
            count = label(str(number), "big", tone="accent")
            count.setFixedWidth(style.px(20))
            line.addWidget(count, 0, Qt.AlignmentFlag.AlignTop)
            line.addWidget(label(promise.text, "big", wrap=True), 1)
            opens = button(f"clause {promise.clause}", "", "link", f"promise_{number}",
                           partial(self.clause_wanted.emit, promise.clause))  # fmt: skip
            opens.setAccessibleName(f"Promise {number}: read clause {promise.clause}")
            line.addWidget(opens, 0, Qt.AlignmentFlag.AlignTop)
            self._box.addLayout(line)

    def _show_risks(self, glance: AtAGlance, plan: SigningPlan | None) -> None:
        """What the text itself says of the danger, and whether the checks left a point open."""
        if not glance.risks:
            return
        self._head("What could go wrong")
        for said in glance.risks:
            self._box.addWidget(label(said, "big", wrap=True))
        if plan is not None and not plan.open_points:
            self._box.addWidget(label("The checks of this text left no point open.", "big", wrap=True))

    def _show_checked(self, lines: tuple[str, ...], plan: SigningPlan | None) -> None:
        checked = reviewed_by(lines, plan.person) if plan else ()
        if plan is None or not checked:
            return
        self._head(f"Who has checked it for {titled(plan.legal_name)}")
        for said in checked:
            self._marked("done", "signed", said)

    def _marked(self, icon: str, tone: str, said: str) -> None:
        line = row(gap=10)
        line.addWidget(IconLabel(icon, tone, 18), 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(label(said, "big", wrap=True), 1)
        self._box.addLayout(line)

    def _head(self, text: str) -> None:
        self._box.addSpacing(style.px(18))
        self._box.addWidget(label(text, "big_head", wrap=True))
