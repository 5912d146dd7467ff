"""The strip at the foot of compose: how many findings, the first in words, and all of them on demand."""

from __future__ import annotations

from PySide6.QtCore import Signal

from studio.desk import words
from studio.desk.messages import Dialog
from studio.desk.models.lines import Line
from studio.desk.widgets.basics import Elided, Ground, button, label, row, set_not_yet
from studio.desk.widgets.marks import Badge
from studio.desk.widgets.rows import RowList
from studio.preflight.finding import Finding

_RANK = {"error": 0, "warning": 1, "advice": 2}
_TONE = {"error": "error", "warning": "warning", "advice": "neutral"}


class CheckStrip(Ground):
    """Errors first. "No gaps found by these checks" is the best it ever says."""

    go_to = Signal(str)  # pointer
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
        self._all = button("All checks", "", "", "checks_all", self._show_all)
        self._all.setProperty("small", "1")
        self._accept = button("Accept with a reason…", "", "quiet", "checks_accept", self._ask_accept)
        parts = (*self._badges.values(), self._text, self._accept, self._go, self._key, self._all)
        box = row(*parts, gap=8, margins=(16, 6, 16, 6))
        box.setStretch(3, 1)
        self.setLayout(box)

    def show_findings(self, findings: tuple[Finding, ...]) -> None:
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

    def _show(self) -> None:
        now = self._findings[self._at] if self._findings else None
        self._text.setText(f"{now.message} {now.action}".strip() if now else "No gaps found by these checks.")
        for one in (self._go, self._key):
            one.setVisible(now is not None)
        self._accept.setVisible(now is not None and now.acceptable)
        set_not_yet(self._all, "" if self._findings else "There is nothing to list.")

    def walk(self, step: int) -> None:
        """To the next finding (1), the one before (-1), or the one shown (0); its field gets the keyboard."""
        if self._findings:
            self._at = (self._at + step) % len(self._findings)
            self._show()
            self.go_to.emit(self._findings[self._at].pointer)

    def _ask_accept(self) -> None:
        self.accept_asked.emit(self._findings[self._at])

    def _show_all(self) -> None:
        if not self._findings:
            return
        found = AllChecks.ask(self, self._findings)
        if found is not None:
            self._at = found
            self.walk(0)


class AllChecks(Dialog):
    """Every open finding with its source; Enter goes to the field."""

    def __init__(self, parent: object, findings: tuple[Finding, ...]) -> None:
        super().__init__(parent, "checks_dialog", "What the checks found", width=760)  # type: ignore[arg-type]
        self.list = RowList("checks_list", "Findings", tall=52)
        self.list.inset = 0
        self.list.setFixedHeight(420)
        self.list.set_lines([
            Line(str(number), f"{one.message}", f"{one.rule} · {one.source}", one.severity, _TONE[one.severity])
            for number, one in enumerate(findings)
        ])  # fmt: skip
        self.list.entered.connect(lambda _key: self.accept())
        self.body.addWidget(self.list)
        self.finish_with("Go to it", "Back")
        self.list.select_first()

    @classmethod
    def ask(cls, parent: object, findings: tuple[Finding, ...]) -> int | None:
        """The number of the finding to go to, or None."""
        made = cls(parent, findings)
        return int(made.list.key() or 0) if made.asked() else None
