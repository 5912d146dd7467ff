"""In force: may information move yet, what is missing, and entry in the register."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QPushButton

from studio.desk.coordinator.accessions import Accessions
from studio.desk.coordinator.home import stage_of
from studio.desk.coordinator.page import AgreementPage
from studio.desk.coordinator.session import Session
from studio.desk.messages import Decide
from studio.desk.models.lines import Line
from studio.desk.widgets.bars import Band
from studio.desk.widgets.basics import button, column, hairline, label, not_yet, row, set_not_yet
from studio.desk.widgets.rows import RowList
from studio.steps.views import AccessionLine, AgreementLine, SigningView


class InForcePage(AgreementPage):
    """The gate in one sentence; below what it needs, open first."""

    KEY = "in_force"

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.enter_button = button("Enter in the register", "in_force", "primary", "in_force_enter", self.enter)
        self.band = Band("gate")
        self.needs = RowList("gate_needs", "What the gate needs", plain=36)
        self._plan = label("", "second", wrap=True)
        box = column(self.band, hairline(), gap=0)
        box.addLayout(row(label("What the gate needs", "section"), "stretch", self._plan, margins=(24, 16, 24, 6)))
        box.addWidget(self.needs, 1)
        self.accessions = Accessions(session, self, lambda: self.agreement)
        box.addWidget(hairline())
        box.addWidget(self.accessions, 1)
        self.setLayout(box)

    def head_buttons(self) -> list[QPushButton]:
        return [self.enter_button]

    def reload(self) -> None:
        agreement = self.agreement
        self.session.read(self, lambda ws: _gate(ws, agreement), self._show)

    def _show(self, found: Gate) -> None:
        if found.line.id == self.agreement:
            self.show_view(found.line, found.sentence, found.signing)
            locked = self._locked()
            self.accessions.setVisible(bool(found.joiners) or stage_of(found.line.status) == "In force")
            self.accessions.show_lines(found.joiners, refusal=found.refusal, locked=locked)

    def _locked(self) -> str:
        return "This workspace is open elsewhere; here it can only be read." if self.session.ws.read_only else ""

    def take_files(self, paths: list[Path]) -> None:
        """A signed accession was dropped."""
        for path in paths:
            self.accessions.take_file(path)

    def show_view(self, line: AgreementLine, sentence: str, signing: SigningView) -> None:
        """Show the gate of this agreement."""
        entered = stage_of(line.status) == "In force"
        needs = gate_needs(signing, entered=entered)
        open_ = [one for one in needs if one.icon != "done"]
        self.band.show_verdict("signed" if entered else "neutral", "gate_open" if entered else "gate_closed",
                               "In the register" if entered else "Not in force yet", sentence)  # fmt: skip
        self.needs.set_lines([*open_, *(one for one in needs if one.icon == "done")])
        self._plan.setText(line.plan_back)
        self.enter_button.setVisible(not entered)
        before = [one for one in open_ if one.key != "entered"]
        set_not_yet(self.enter_button, self._locked() or (before[0].title + "." if before else ""))

    def enter(self) -> None:
        """Check every signature once more and enter the agreement."""
        if reason := not_yet(self.enter_button):
            self.session.said.emit(f"Not yet: {reason}", "warning")
            return
        if not Decide.ask(
            self,
            "Enter this agreement in the register?",
            "Every signature is checked once more.",
            "Enter it",
            "Not yet",
        ):
            return
        agreement = self.agreement

        def work(ws: Any, _report: object) -> object:
            from studio.steps import register

            return register.enter(ws, agreement)

        self.session.do(self, "Checking every signature", work)


def gate_needs(signing: SigningView, *, entered: bool) -> list[Line]:
    """What must be done before an agreement is in force, as lines with their state."""
    signed = [one for one in signing.lines if one.state == "signed"]
    trusted = [one for one in signed if one.trust == "confirmed"]
    total, ink = len(signing.lines), sum(one.state == "ink" for one in signing.lines)
    waiting = ", ".join(one.person for one in signing.lines if one.state not in {"signed", "ink"})
    unknown = ", ".join(one.person for one in signed if one.trust == "unknown")
    done = len(signed) + ink  # what is signed in ink has no certificate that could be confirmed
    all_signed, all_trusted = bool(total) and done == total, bool(total) and len(trusted) == total - ink
    on_paper = f", {ink} of them on paper" if ink else ""
    by_all, by_some = f"Signed by all {total}{on_paper}", f"{done} of {total} have signed{on_paper}"
    return [
        _need("frozen", "Text frozen", "Text not frozen", signing.frozen),
        _need("certified", "File certified", "File to be signed not made", signing.certified),
        _need("signed", by_all, by_some, all_signed, f"waiting for {waiting}"),
        _need("trusted", "Every certificate confirmed", f"{len(trusted)} of {total - ink} certificates confirmed", all_trusted,
              f"to confirm: {unknown}" if unknown else ""),
        _need("entered", "Entered in the register", "Not entered in the register", entered),
    ]  # fmt: skip


def _need(key: str, done: str, missing: str, met: bool, why: str = "") -> Line:
    return Line(
        key, done if met else missing, "" if met else why, "done" if met else "todo", "signed" if met else "text2"
    )


@dataclass(frozen=True, slots=True)
class Gate:
    """What the page shows; `refusal` says why nobody can join now."""

    line: AgreementLine
    sentence: str
    signing: SigningView
    joiners: tuple[AccessionLine, ...]
    refusal: str


def _gate(ws: Any, agreement: str) -> Gate:
    from studio.steps import joining, look

    view = look.register(ws)
    line = next(one for one in view.lines if one.id == agreement)
    joiners, refusal = joining.accessions(ws, agreement), joining.why_not_join(ws, agreement)
    return Gate(line, view.gates.get(agreement, ""), look.signing(ws, agreement), joiners, refusal)
