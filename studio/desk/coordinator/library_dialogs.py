"""What the library page asks: new wording, two wordings side by side, where a clause is used, own checks and law."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from studio.desk import style, words
from studio.desk.messages import Dialog
from studio.desk.models.lines import Line, Part
from studio.desk.widgets.basics import button, label, row, scrolled
from studio.desk.widgets.fields import Choice, Field, lines
from studio.desk.widgets.pieces_label import PiecesLabel
from studio.desk.widgets.rows import RowList
from studio.desk.widgets.tracked import word_changes

if TYPE_CHECKING:
    from studio.desk.coordinator.session import Session
    from studio.library.clause import ClauseProblem
    from studio.steps.library import Affected, ClauseView
    from studio.steps.workspace import Workspace
    from studio.store.records import OwnRecord

LINT_AFTER_MS = 350
WIDE = 780


class EditClause(Dialog):
    """New wording with a reason. Faults are named while it is written; what it touches stands above the button."""

    def __init__(self, parent: QWidget | None, session: Session, clause: str, title: str, source: str) -> None:
        said = "The shipped library stays as it is. Your wording is a new version in this workspace."
        super().__init__(parent, "edit_clause_dialog", f"Word “{title}” anew", said, WIDE)
        self._session, self._clause, self._whole = session, clause, source
        self._header, self._wish, self._faults = "", "", "unread"
        self.text = QPlainTextEdit()
        self.text.setObjectName("edit_clause_text")
        self.text.setFont(style.font(14, serif=True))
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(style.px(300))
        self._field = Field("Text", self.text, " ")
        self.body.addWidget(self._field)
        self.header = button("Show the header too", "", "link", "edit_clause_header", self._show_header)
        self.body.addLayout(row(self.header, "stretch"))
        self.reason = lines("edit_clause_reason", rows=2)
        self._why = Field("Reason, kept with the version", self.reason)
        self.body.addWidget(self._why)
        self.touched = label("", "second", wrap=True)
        self.touched.setObjectName("edit_clause_touched")
        self.body.addWidget(self.touched)
        self.finish_with("Save as a new version", "Keep the wording", icon="save")
        from studio.library.kept import header_of

        self._body = header_of(source)[1]
        self.text.setPlainText(self._body)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(LINT_AFTER_MS)
        self._timer.timeout.connect(self._lint)
        self.text.textChanged.connect(self._timer.start)
        session.read(self, self._read_touched, self._show_touched)

    def _read_touched(self, ws: Workspace) -> tuple[Affected, ...]:
        from studio.steps import library

        return library.affected(ws, self._clause)

    def _show_touched(self, found: tuple[Affected, ...]) -> None:
        self.touched.setText(touched_words(found))

    def _show_header(self) -> None:
        """The whole source: title, when it applies, law and guidance can be changed as well."""
        from studio.library.kept import header_of

        now = self.text.toPlainText()
        whole = f"---\n{header_of(self._whole)[0]}---\n{now}"
        self.text.setPlainText(header_of(now)[1] if now.startswith("---\n") else whole)
        self.header.setText("Show the header too" if now.startswith("---\n") else "Only the text")

    def _lint(self) -> None:
        text, clause = self.text.toPlainText(), self._clause
        self._wish = text

        def read(ws: Workspace) -> tuple[str, tuple[ClauseProblem, ...]]:
            from studio.steps import library

            return text, library.problems_of(ws, clause, text)

        self._session.read(self, read, self._show_faults, "Reading the wording")

    def _show_faults(self, found: tuple[str, tuple[ClauseProblem, ...]]) -> None:
        if found[0] != self.text.toPlainText():
            return
        said = [f"Line {one.line}: {one.message}" for one in found[1][:4]]
        more = len(found[1]) - len(said)
        self._faults = "\n".join([*said, f"{more} more."] if more > 0 else said)
        self._field.complain(self._faults)

    def ready(self) -> bool:
        """The faults are looked for once more: what was typed last counts."""
        from studio.steps import library

        found = library.problems_of(self._session.ws, self._clause, self.text.toPlainText())
        self._show_faults((self.text.toPlainText(), found))
        changed = self.text.toPlainText().strip() not in {self._body.strip(), self._whole.strip()}
        if not found and not changed:
            self._field.complain("This is the wording that the clause has already.")
        why = bool(self.reason.toPlainText().strip())
        self._why.complain("" if why else "Write why; one sentence is enough.")
        return changed and why and not found

    @classmethod
    def ask(cls, parent: QWidget, session: Session, clause: str, title: str, source: str) -> tuple[str, str] | None:
        """(new text, reason), or None."""
        made = cls(parent, session, clause, title, source)
        return (made.text.toPlainText(), made.reason.toPlainText().strip()) if made.asked() else None


class CompareTexts(Dialog):
    """Two wordings of a clause as one text: what went is struck, what came is underlined."""

    def __init__(self, parent: QWidget | None, view: ClauseView) -> None:
        super().__init__(parent, "compare_dialog", f"Versions of “{view.clause.title}”", width=WIDE)
        self._texts = [(each.where, each.body) for each in view.texts]
        if view.offer is not None:
            self._texts.append((f"what yours was made from, version {view.offer.base_version}", view.offer.base))
        options = [(str(number), where[:1].upper() + where[1:]) for number, (where, _body) in enumerate(self._texts)]
        self.before = Choice("compare_before", options, str(min(1, len(options) - 1)))
        self.after = Choice("compare_after", options, "0")
        for one in (self.before, self.after):
            one.currentIndexChanged.connect(lambda _index: self._show())
        box = row(gap=12)
        box.addWidget(Field("From", self.before), 1)
        box.addWidget(Field("To", self.after), 1)
        self.body.addLayout(box)
        self._text = PiecesLabel("compare_text")
        self._text.setMargin(style.px(14))
        self._text.setAlignment(Qt.AlignmentFlag.AlignTop)
        area = scrolled(self._text, "paper")
        area.setFixedHeight(style.px(360))
        self.body.addWidget(area)
        self.finish_with("Close", "Back").setVisible(False)
        self._show()

    def _show(self) -> None:
        old, new = (self._texts[int(one.value() or 0)][1] for one in (self.before, self.after))
        pieces = word_changes(old.strip(), new.strip())
        self._text.show_pieces(pieces, {})
        self._text.setText(self._text.text().replace("\n", "<br>"))

    @classmethod
    def ask(cls, parent: QWidget, view: ClauseView) -> None:
        cls(parent, view).asked()


class WhereUsed(Dialog):
    """Documents, clauses and agreements that have a clause; Enter on a clause opens it."""

    def __init__(
        self, parent: QWidget | None, view: ClauseView, names: dict[str, str], touched: tuple[Affected, ...]
    ) -> None:
        super().__init__(parent, "where_used_dialog", f"Where “{view.clause.title}” is used", width=640)
        made: list[Line] = []
        for kind, title in (("template", "Documents"), ("clause", "Clauses that name it")):
            found = [use for use in view.uses if use.kind == kind]
            if found:
                made.append(Line(f"head:{kind}", title, str(len(found)), head=True))
                made += [
                    Line(f"{kind}:{use.id}", names.get(use.id, use.id), parts=(Part(use.id, width=190, tone="text3"),),
                         verb="Open" if kind == "clause" else "")
                    for use in found
                ]  # fmt: skip
        if touched:
            made.append(Line("head:agreement", "Agreements", str(len(touched)), head=True))
            made += [Line(f"agreement:{one.agreement}", one.title, one.sentence) for one in touched]
        self.list = RowList("where_used_list", "Where used", tall=46)
        self.list.inset = 0
        self.list.setFixedHeight(style.px(380))
        self.list.set_lines(made or [Line("none", "It is used nowhere.")])
        self.list.entered.connect(lambda key: self.accept() if key.startswith("clause:") else None)
        self.body.addWidget(self.list)
        self.finish_with("Close", "Back").setVisible(False)

    @classmethod
    def ask(cls, parent: QWidget, view: ClauseView, names: dict[str, str], touched: tuple[Affected, ...]) -> str:
        """The clause to open, or ""."""
        made = cls(parent, view, names, touched)
        return made.list.key().partition(":")[2] if made.asked() and made.list.key().startswith("clause:") else ""


CHECK_SAMPLE = """id: LOCAL-1
severity: warning
when: parties | length > 12
pointer: /parties
message: Our board wants to see agreements with more than twelve partners.
action: Tell the board.
source: Our own rule
applies_from: 2020-01-01
law_version: "2026-11"
"""
POWER_SAMPLE = """id: LOCAL-P1
citation: Name of the Act and year, section 1
title: what it lets the organisation do
kind: P
who: councils
nations: [EN]
checked_by: Name and office
checked_on: 2026-11-22
"""


class OwnRules(Dialog):
    """Checks and law rows of this workspace: those that are there, and a new one as data."""

    def __init__(self, parent: QWidget | None, session: Session, rows: tuple[OwnRecord, ...]) -> None:
        said = "They stand beside those of the library in this workspace. A law row says who checked it and when."
        super().__init__(parent, "own_rules_dialog", "Your own checks and law", said, 680)
        self._session = session
        self.remove: tuple[str, str] | None = None
        self.list = RowList("own_rules_list", "Own checks and law rows", tall=42)
        self.list.inset = 0
        self.list.setFixedHeight(style.px(120))
        self.list.set_lines([own_line(one) for one in rows] or [Line("", "None yet.", faded=True)])
        self.list.entered.connect(self._take_back)
        self.body.addWidget(self.list)
        self.kind = Choice("own_rules_kind", [("check", "A check"), ("power", "A power in law")], "check")
        self.kind.currentIndexChanged.connect(lambda _index: self._sample())
        self.text = QPlainTextEdit(CHECK_SAMPLE)
        self.text.setObjectName("own_rules_text")
        self.text.setFont(style.mono(12))
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(style.px(200))
        self._field = Field("As data", self.text)
        self.body.addWidget(Field("Add", self.kind))
        self.body.addWidget(self._field)
        self.finish_with("Add it", "Close")

    def _sample(self) -> None:
        if self.text.toPlainText() in {CHECK_SAMPLE, POWER_SAMPLE, ""}:
            self.text.setPlainText(POWER_SAMPLE if self.kind.value() == "power" else CHECK_SAMPLE)

    def _take_back(self, key: str) -> None:
        if key:
            kind, _colon, name = key.partition(":")
            self.remove = (kind, name)
            self.accept()

    @classmethod
    def ask(cls, parent: QWidget, session: Session, rows: tuple[OwnRecord, ...]) -> Callable[[Any], object] | None:
        """The step to carry out on the workspace, or None."""
        from studio.steps import library

        made = cls(parent, session, rows)
        if not made.asked():
            return None
        if made.remove is not None:
            kind, name = made.remove
            return lambda ws: library.remove_own(ws, kind, name)
        text, add = made.text.toPlainText(), library.add_law_row if made.kind.value() == "power" else library.add_check
        return lambda ws: add(ws, text)


def touched_words(found: tuple[Affected, ...]) -> str:
    """Which agreements new wording reaches, and which keep what was sent out."""
    takes = [one.title for one in found if one.takes]
    keeps = [one.title for one in found if not one.takes]
    said = [f"Changes the next draft of {words.listed(_short(takes))}."] if takes else []
    said += [f"{words.listed(_short(keeps))}: what was sent out stays as it is."] if keeps else []
    return " ".join(said) or "No agreement here has this clause."


def own_line(one: OwnRecord) -> Line:
    told = (
        f"Checked by {one.checked_by} on {words.day(one.checked_on, weekday=False, year=0)}" if one.checked_by else ""
    )
    kind = "Power in law" if one.kind == "power" else "Check"
    return Line(f"{one.kind}:{one.id}", one.id, told or kind, verb="Take back")


def _short(titles: list[str]) -> list[str]:
    """The first few titles, cut, and how many more there are."""
    shown = [title if len(title) <= 48 else f"{title[:47].rstrip()}…" for title in titles[:3]]
    return [*shown, f"{len(titles) - 3} more"] if len(titles) > 3 else shown
