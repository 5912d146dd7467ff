"""Circulation: who has the draft, who has answered, what to do about the rest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QPushButton, QStackedWidget, QWidget

from studio.desk import files, words
from studio.desk.coordinator.page import AgreementPage
from studio.desk.coordinator.partner_pane import PartnerPane, role_words
from studio.desk.coordinator.round_dialogs import IssueDraft, Remark, TelephoneNote
from studio.desk.coordinator.session import Session
from studio.desk.jobs import Report
from studio.desk.messages import Decide
from studio.desk.models.lines import Line, Part
from studio.desk.widgets.bars import EmptyPane
from studio.desk.widgets.basics import boxed, button, column, hairline, label, row, set_kind, set_not_yet, splitter
from studio.desk.widgets.rows import ColumnHeads, RowList
from studio.errors import StudioError
from studio.steps.views import BoardRow, BoardView

if TYPE_CHECKING:
    from studio.steps.identifying import Origin

_STATE = {
    "returned": ("merge", "accent"),
    "agreed": ("done", "signed"),
    "no_response": ("late", "late"),
    "sent": ("circulate", "text2"),
    "set_aside": ("removed", "text2"),
}
_CHANNEL = {"email": "letter", "telephone": "telephone", "note": "documents"}


class CirculationPage(AgreementPage):
    """The board of the current round, one partner beside it, and the correspondence everyone sees."""

    KEY = "circulate"

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.view: BoardView | None = None
        self._names: tuple[str, ...] = ()
        self.issue_button = button("Circulate draft…", "circulate", "primary", "circulate_issue", self.issue)
        self.save_button = button("Save the letters…", "save", "", "circulate_save", self.save_files)
        self.merge_button = button(
            "Start merging", "merge", "primary", "circulate_merge", lambda: self.go.emit("merge")
        )
        self._stack = QStackedWidget()
        self._empty = EmptyPane(
            "circulate", "This draft has not gone out", "", "Circulate draft…", "circulate_empty_issue"
        )
        self._empty.acted.connect(self.issue)
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self._board())
        self.setLayout(column(self._stack, gap=0))
        for key, do in (("R", self.remind), ("T", self.telephone), ("O", self.open_returns)):
            QShortcut(QKeySequence(key), self, do)

    def _board(self) -> QWidget:
        self._due, self._due_says = label("", "pane"), label("", "second")
        self._back, self._back_says = label("", "pane"), label("returned", "second")
        self._changes, self._changes_says = label("", "pane"), label("changes and comments", "second")
        self._back.setObjectName("circulate_back")
        self._returns = button("Open returns…", "drop", "", "circulate_open", self.open_returns)
        counts = row(gap=20, margins=(24, 12, 20, 12))
        for number, says in (
            (self._due, self._due_says),
            (self._back, self._back_says),
            (self._changes, self._changes_says),
        ):
            counts.addLayout(column(number, says, gap=1))
            counts.addWidget(hairline(upright=True))
        counts.addStretch(1)
        counts.addWidget(self._returns)
        self.rows = RowList("circulate_rows", "Partners and reviewers", tall=58)
        self.rows.chosen.connect(self._show_partner)
        heads = Line("", "Partner and reviewer", parts=(Part("This round", width=210), Part("Next step", width=180)))
        self.letters = RowList("circulate_letters", "Correspondence with everyone", plain=34, tall=46)
        self._letters_count = label("", "quiet")
        middle = column(gap=0)
        middle.addLayout(counts)
        middle.addWidget(hairline())
        middle.addWidget(ColumnHeads(self.rows, heads))
        middle.addWidget(self.rows, 3)
        middle.addWidget(hairline())
        middle.addLayout(
            row(
                label("Correspondence with everyone", "section"),
                self._letters_count,
                "stretch",
                margins=(24, 12, 24, 6),
            )
        )
        middle.addWidget(self.letters, 2)
        self.partner = PartnerPane()
        self.partner.remind.connect(self.remind)
        self.partner.telephone.connect(self.telephone)
        self.partner.no_response.connect(self.no_response)
        self.partner.set_aside.connect(self.set_aside)
        return splitter(
            boxed(middle, "surface"), self.partner, sizes=(1000, 352), least=(0, 320), stretch=0, name="circulate_panes"
        )

    def head_buttons(self) -> list[QPushButton]:
        return [self.save_button, self.issue_button, self.merge_button]

    # --- showing -----------------------------------------------------------------------------------------------

    def reload(self) -> None:
        from studio.steps import look

        agreement = self.agreement
        self.session.read(
            self, lambda ws: (look.board(ws, agreement), look.agreement(ws, agreement), ws.today()), self._show
        )

    def _show(self, found: tuple[BoardView, Any, date]) -> None:
        view, agreement, today = found
        if agreement.id == self.agreement:
            self.show_view(
                view,
                today,
                draft=agreement.number,
                missing=tuple(agreement.unanswered),
                may=agreement.may_circulate,
            )

    def show_view(
        self, view: BoardView, today: date, *, draft: int, missing: tuple[str, ...] = (), may: bool = True
    ) -> None:
        """Show the round; `draft` is the number that would go out next, if a draft `may` still go out."""
        self.view = view
        running = bool(view.rows) and not view.closed
        all_back = running and view.back == len(view.rows)
        self._show_buttons(view, running=running, all_back=all_back, draft=draft, missing=missing)
        self.issue_button.setVisible(may and not running)
        self._returns.setVisible(running)
        self._stack.setCurrentIndex(1 if view.rows else 0)
        without = [name for name, reviewer in view.ready if not reviewer]
        gaps = f" {words.listed(without)} {'has' if len(without) == 1 else 'have'} no reviewer yet." if without else ""
        self._empty.explain(
            f"Draft {draft} has not gone out", f"It goes to a reviewer at each partner, with a date to answer by.{gaps}"
        )
        if not view.rows:
            return
        late = bool(view.due_on and view.due_on < today and running)
        self._due.setText(words.day(view.due_on))
        self._due_says.setText(_due_words(view, today, late=late))
        self._back.setText(f"{view.back} of {len(view.rows)}")
        self._changes.setText(str(sum(one.changes + one.comments for one in view.rows)))
        self.rows.set_lines([board_line(one, *self._mark(one)) for one in view.rows])
        if not self.rows.key():
            first = next((one for one in view.rows if one.late_days > 0), view.rows[0])
            self.rows.select(first.recipient)
        self._show_partner(self.rows.key())
        self._letters_count.setText(str(len(view.correspondence)) if view.correspondence else "none yet")
        self.letters.setVisible(bool(view.correspondence))
        self.letters.set_lines([letter_line(one, self._name) for one in reversed(view.correspondence)])

    def _show_buttons(
        self, view: BoardView, *, running: bool, all_back: bool, draft: int, missing: tuple[str, ...]
    ) -> None:
        self.issue_button.setText(f"\u2009Circulate draft {draft}…")
        set_kind(self.issue_button, "primary" if not view.rows else "")
        why = "This workspace is open elsewhere; here it can only be read." if self.session.ws.read_only else ""
        set_not_yet(self.issue_button, why or (f"Still missing: {words.listed(missing[:4])}." if missing else ""))
        self.save_button.setVisible(bool(view.rows))
        self.merge_button.setVisible(running)
        set_kind(self.merge_button, "primary" if all_back else "")
        set_not_yet(self.merge_button, "" if view.back else "No return has come in yet.")

    def _mark(self, found: BoardRow) -> tuple[str, int]:
        """The partner's letters, unique in this agreement, and hue: both by the order of joining."""
        ready = self.view.ready if self.view else ()
        names = {name: name for name, _reviewer in ready} or {found.party_name: found.party_name}
        names.setdefault(found.party_name, found.party_name)
        return words.monograms(names)[found.party_name], list(names).index(found.party_name)

    def _name(self, party: str) -> str:
        return next((one.party_name for one in (self.view.rows if self.view else ()) if one.party == party), party)

    def _row(self) -> BoardRow | None:
        key = self.rows.key()
        return next((one for one in (self.view.rows if self.view else ()) if one.recipient == key), None)

    def _show_partner(self, key: str) -> None:
        found = (
            next(((number, one) for number, one in enumerate(self.view.rows) if one.recipient == key), None)
            if self.view
            else None
        )
        if found is not None and self.view is not None:
            letters = [one for one in self.view.correspondence if one.party == found[1].party]
            self.partner.show_row(found[1], self._mark(found[1]), self.view, letters)

    # --- doing -------------------------------------------------------------------------------------------------

    def issue(self) -> None:
        """Ask for the due date, then send the draft round."""
        from studio.desk.widgets.basics import not_yet

        if self.view is None or (reason := not_yet(self.issue_button)):
            self.session.said.emit(reason if self.view is not None else "", "warning")
            return
        due = IssueDraft.ask(self, self.session.ws.today() + timedelta(days=14), self.view.ready)
        if due is None:
            return
        agreement = self.agreement

        def work(ws: Any, _report: object) -> object:
            from studio.steps import circulation

            return circulation.issue_draft(ws, agreement, due)

        self.session.do(self, "Writing the drafts and letters", work)

    def save_files(self) -> None:
        """Write the review copies and their letters into a folder."""
        folder = files.ask_folder(self, "Where to save the drafts and letters")
        if folder is None:
            return
        agreement = self.agreement

        def work(ws: Any, _report: object) -> list[Path]:
            from studio.steps import circulation

            return circulation.save_issued_files(ws, agreement, folder)

        self.session.do(
            self, "Saving the drafts and letters", work,
            lambda made: self.session.said.emit(
                f"{words.count(len(made), 'file')} saved in {folder.name}. Open each letter to send it.", "signed"
            ),
        )  # fmt: skip

    def open_returns(self) -> None:
        if self.view and self.view.rows:
            self.take_files(files.ask_open_many(self, "Open returned drafts", files.RETURNS))

    def take_files(self, paths: list[Path]) -> None:
        """Read returned files one after the other; each says what it brought, or what to ask the sender for."""
        if paths:
            said = f"Reading {words.count(len(paths), 'return')}"
            self.session.do(self, said, _receive(self.agreement, paths), self._received)

    def _received(self, found: ReadIn) -> None:
        if found.refused:
            QTimer.singleShot(0, self, lambda: self.session.said.emit("  ".join(found.refused), "error"))
        if found.unsure:
            QTimer.singleShot(0, self, lambda: self._confirm(found.unsure))

    def _confirm(self, unsure: tuple[tuple[Path, Origin], ...]) -> None:
        """Files without marks: the coordinator says of each whose copy it is, or leaves it out."""
        from studio.desk.coordinator.confirm_origin import ConfirmOrigin

        chosen = {path: who for path, origin in unsure if (who := ConfirmOrigin.ask(self, path.name, origin))}
        if chosen:
            said = f"Reading {words.count(len(chosen), 'return')}"
            self.session.do(self, said, _receive(self.agreement, list(chosen), chosen), self._received)

    def remind(self) -> None:
        """Make a reminder and save it as a letter to open and send."""
        found = self._row()
        if found is None:
            return
        path = files.ask_save(self, "Save the reminder", f"reminder-{found.party}.eml", "Letters (*.eml)")
        if path is None:
            return
        agreement, party = self.agreement, found.party

        def work(ws: Any, _report: object) -> object:
            from studio.steps import circulation

            changed, eml = circulation.remind(ws, agreement, party)
            path.write_bytes(eml)
            return changed

        self.session.do(self, "Writing the reminder", work)

    def telephone(self) -> None:
        """Note what was said on the telephone; it can be an approval."""
        found = self._row()
        if found is None:
            return
        said = TelephoneNote.ask(self, found)
        if said is None:
            return
        agreement, party, (text, agrees) = self.agreement, found.party, said

        def work(ws: Any, _report: object) -> object:
            from studio.steps import circulation

            return circulation.telephone_note(ws, agreement, party, text, agrees=agrees)

        self.session.do(self, "Filing the note", work)

    def no_response(self) -> None:
        """Record that a partner has not answered. Silence is not agreement."""
        found = self._row()
        if found is None:
            return
        agreement, party = self.agreement, found.party

        def work(ws: Any, _report: object) -> object:
            from studio.steps import circulation

            return circulation.record_no_response(ws, agreement, party)

        self.session.do(self, "Recording", work)

    def set_aside(self) -> None:
        """Go on without a partner, with a reason; or bring it back among the others."""
        found = self._row()
        if found is None:
            return
        if found.aside:
            self._take_back_in(found)
            return
        title = f"Set {found.party_name} aside?"
        text = (
            "The others go on without this partner. Its flows close, and every document leaves it out from the next draft on. "
            "What it sent back stays to be decided. It may come back, or join later by accession. The reason is printed."
        )
        reason = Remark.ask(self, title, text, "Set aside", f"Keep {found.party_name}")
        if reason is None:
            return
        agreement, party = self.agreement, found.party

        def work(ws: Any, _report: object) -> object:
            from studio.steps import setting_aside

            return setting_aside.set_aside(ws, agreement, party, reason)

        self.session.do(self, "Setting aside", work)

    def _take_back_in(self, found: BoardRow) -> None:
        text = "The flows that were closed with it open again, and it receives the next draft."
        title = f"Take {found.party_name} back in?"
        if not Decide.ask(self, title, text, "Take back in", "Leave it aside"):
            return
        agreement, party = self.agreement, found.party

        def work(ws: Any, _report: object) -> object:
            from studio.steps import setting_aside

            return setting_aside.take_back_in(ws, agreement, party)

        self.session.do(self, "Taking back in", work)


@dataclass(frozen=True, slots=True)
class ReadIn:
    """What came of a number of files: each filed one says what it brought, each refused one what to ask for."""

    agreements: frozenset[str]
    said: str
    refused: tuple[str, ...]
    unsure: tuple[tuple[Path, Origin], ...] = ()  # read, but only their words say what they are


def _receive(agreement: str, paths: list[Path], confirmed: Mapping[Path, str] | None = None) -> Any:
    """Read files one after the other; `confirmed` says whose copy a file without marks is."""

    def work(ws: Any, report: Report) -> ReadIn:
        from studio.steps.identifying import Unconfirmed
        from studio.steps.receiving_mail import receive

        filed: list[str] = []
        refused: list[str] = []
        unsure: list[tuple[Path, Origin]] = []
        for number, path in enumerate(paths):
            report(number, len(paths), f"Reading {path.name}")
            try:
                made = receive(ws, agreement, path.read_bytes(), path.name, recipient=(confirmed or {}).get(path, ""))
                filed.append(" ".join(each.sentence for each in made))
            except Unconfirmed as error:
                unsure.append((path, error.origin))
            except StudioError as error:
                refused.append(f"{path.name}: {error}")
        said = filed[0] if len(filed) == 1 else f"{words.count(len(filed), 'return')} filed." if filed else ""
        return ReadIn(frozenset({agreement}), said, tuple(refused), tuple(unsure))

    return work


def _due_words(view: BoardView, today: date, *, late: bool) -> str:
    if view.closed:
        return f"Round {view.round} is finished"
    if view.due_on is None:
        return f"Round {view.round}"
    days = abs((today - view.due_on).days)
    return (
        f"Round {view.round} was due {words.count(days, 'day')} ago"
        if late
        else f"Round {view.round} is due in {words.count(days, 'day')}"
    )


def board_line(found: BoardRow, letters: str, number: int) -> Line:
    """One partner of the board."""
    late = found.late_days > 0
    icon, tone = ("late", "late") if late else _STATE.get(found.state, ("not_started", "text3"))
    said = {
        "returned": f"Returned, {words.count(found.changes, 'change')}", "agreed": "Approved", "no_response": "No response",
        "set_aside": "Set aside",
        "sent": words.late(found.late_days) if late else "Sent",
    }.get(found.state, found.state)  # fmt: skip
    if found.unproved:
        said, icon, tone = "Returned, not proved", "error", "error"
    second = f"{words.day(found.since)}" + (f" · {words.count(found.comments, 'comment')}" if found.comments else "")
    return Line(
        found.recipient, words.opened(found.party_name), f"{found.contact} · {role_words(found.role)}",
        monogram=letters, hue=number,
        parts=(Part(said, second, icon, "text" if tone in {"accent", "text2"} else tone, 210),
               Part(found.next_step, width=180, tone="late" if late else "text", strong=late)),
    )  # fmt: skip


def letter_line(letter: Any, name: Any) -> Line:
    """A letter, call or note that all partners see."""
    icon = _CHANNEL.get(letter.channel, "letter")
    who = name(letter.party)
    way = "to" if letter.direction == "out" else "from"
    second = f"{way} {who} · {words.quoted(letter.text, 110)}"
    when = Part(words.day(letter.at), width=130, right=True, tone="text2")
    return Line(letter.id, letter.subject or words.quoted(letter.text, 90), second, icon, parts=(when,))
