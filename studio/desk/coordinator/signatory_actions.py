"""What the coordinator does about a signature that is not there yet: the buttons of one signatory, and their steps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from studio.desk import files, words
from studio.desk.coordinator.session import Session
from studio.desk.coordinator.signatory_dialogs import ConfirmAuthority, Decline, Delegate, OnPaper, Successor
from studio.desk.messages import Decide
from studio.desk.widgets.basics import button, clear, column, label, row, set_kind, set_not_yet
from studio.steps.views import SignatoryLine, SigningView

Step = Callable[[Any, str, str], object]


def state_words(found: SignatoryLine) -> tuple[str, str, str, str]:
    """(state, what it means, icon, tone) of a signature, as rows and pane say it."""
    since = f"since {words.day(found.since)}" if found.since else ""
    lasting = f", {found.days} day{'s' if found.days != 1 else ''}" if found.days else ""
    said = {
        "signed": ("Signed", words.moment(found.signed_at) if found.signed_at else "", "sign", "signed"),
        "sent": ("Has the file", since + lasting, "waiting", "accent"),
        "again": ("Must sign again", since, "again", "warning"),
        "declined": ("Has declined", found.reason, "reject", "error"),
        "ink": (
            "Signed on paper",
            f"{words.day(found.signed_at)}; not electronic" if found.signed_at else "",
            "documents",
            "text2",
        ),
    }
    return said.get(found.state, ("Not yet signed", "does not have the file", "not_started", "text3"))


class SignatoryActions(QWidget):
    """Buttons for the selected signatory; each asks for what it needs and carries out one step."""

    def __init__(self, session: Session, owner: QObject, agreement: Callable[[], str]) -> None:
        super().__init__()
        self._session, self._owner, self._agreement = session, owner, agreement
        self._line: SignatoryLine | None = None
        self._view: SigningView | None = None
        self.hand = button("Hand the file on…", "letter", "primary", "signatory_hand_on", self.hand_on)
        self.remind_button = button("Remind…", "remind", "", "signatory_remind", self.remind)
        self.others = [
            button("Has declined…", "reject", "", "signatory_decline", self.decline),
            button("Somebody else signs…", "reviewer", "", "signatory_delegate", self.delegate),
            button("Another holds the office…", "moved", "", "signatory_replace", self.replace),
            button("Signed on paper…", "documents", "", "signatory_ink", self.ink),
        ]
        self.vouch = button("Their own authority…", "good", "quiet", "signatory_authority", self.confirm_authority)
        self._facts: QVBoxLayout = column(gap=4)
        box = column(gap=8)
        box.addLayout(self._facts)
        for one in (self.hand, self.remind_button, *self.others, self.vouch):
            box.addLayout(row(one, "stretch"))
        self.setLayout(box)

    def show_line(self, found: SignatoryLine, view: SigningView, *, locked: str) -> None:
        """The buttons for this signatory; hidden once nothing more is asked of it."""
        self._line, self._view = found, view
        clear(self._facts)
        for said in _facts(found):
            self._facts.addWidget(label(said, "second", wrap=True))
        open_ = found.state not in {"signed", "ink"} and view.certified
        has_it = found.state in {"sent", "again"}
        for one in (self.hand, *self.others):
            one.setVisible(open_)
        self.remind_button.setVisible(open_ and has_it)
        self.vouch.setVisible(view.certified and found.state != "ink" and found.trust != "confirmed")
        set_kind(self.hand, "" if has_it else "primary")
        for one in self._buttons():
            set_not_yet(one, locked)

    def _buttons(self) -> list[QPushButton]:
        return [self.hand, self.remind_button, *self.others, self.vouch]

    # --- steps -------------------------------------------------------------------------------------------------

    def _do(self, title: str, step: Step) -> None:
        if self._line is None:
            return
        agreement, party = self._agreement(), self._line.party
        self._session.do(self._owner, title, lambda ws, _report: step(ws, agreement, party))

    def _letter(self, title: str, name: str, step: Callable[[Any, str, str], tuple[Any, bytes]]) -> None:
        if self._line is None:
            return
        path = files.ask_save(self, title, f"{name}-{self._line.party}.eml", files.LETTERS)
        if path is None:
            return

        def work(ws: Any, agreement: str, party: str) -> object:
            from studio.steps.files import write_new

            changed, eml = step(ws, agreement, party)
            write_new(path, eml, force=True)
            return changed

        self._do("Writing the letter", work)

    def hand_on(self) -> None:
        """The letter that hands the file on; where another has it, whether it is handed on all the same."""
        holder = self._holder()
        if holder is not None and not Decide.ask(
            self,
            f"{holder.person} has the file. Hand it on all the same?",
            "Two who sign the same state of the file have to sign again. "
            f"{words.opened(holder.party_name)} no longer counts as having it: tell {holder.person} not to sign.",
            "Hand it on",
            "Wait for it",
        ):
            return

        def step(ws: Any, agreement: str, party: str) -> tuple[Any, bytes]:
            from studio.steps import signatories

            return signatories.hand_on(ws, agreement, party, anyway=holder is not None)

        self._letter("Save the letter with the file", "for-signature", step)

    def _holder(self) -> SignatoryLine | None:
        """Who else has the file, where it goes from one to the next."""
        if self._view is None or self._line is None or self._view.mode == "counterparts":
            return None
        others = (one for one in self._view.lines if one.party != self._line.party)
        return next((one for one in others if one.state in {"sent", "again"}), None)

    def remind(self) -> None:
        """A reminder with the file as it is now."""

        def step(ws: Any, agreement: str, party: str) -> tuple[Any, bytes]:
            from studio.steps import signatories

            return signatories.remind_signatory(ws, agreement, party)

        self._letter("Save the reminder", "reminder", step)

    def decline(self) -> None:
        """Record that they will not sign."""
        reason = Decline.ask(self, self._line) if self._line else None
        if reason is None:
            return

        def step(ws: Any, agreement: str, party: str) -> object:
            from studio.steps import signatories

            return signatories.decline(ws, agreement, party, reason)

        self._do("Recording the refusal", step)

    def delegate(self) -> None:
        """Record who signs under a written delegation."""
        chosen = Delegate.ask(self, self._line, self._session.ws.today()) if self._line else None
        if chosen is None:
            return

        def step(ws: Any, agreement: str, party: str) -> object:
            from studio.steps import signatories

            return signatories.delegate(ws, agreement, party, chosen)

        self._do("Recording the delegate", step)

    def replace(self) -> None:
        """Record who holds the office now."""
        chosen = Successor.ask(self, self._line) if self._line else None
        if chosen is None:
            return

        def step(ws: Any, agreement: str, party: str) -> object:
            from studio.steps import signatories

            return signatories.replace_signatory(ws, agreement, party, *chosen)

        self._do("Recording the successor", step)

    def confirm_authority(self) -> None:
        """Rely on the partner's own certification authority."""
        chosen = ConfirmAuthority.ask(self, self._line) if self._line else None
        if chosen is None:
            return
        path, first, last, by = chosen

        def step(ws: Any, agreement: str, party: str) -> object:
            from studio.steps import authorities
            from studio.steps.files import read_file

            return authorities.enrol_authority(ws, agreement, party, read_file(path), first, last, by)

        self._do("Confirming the authority", step)

    def ink(self) -> None:
        """Record a page signed in ink."""
        chosen = OnPaper.ask(self, self._line, self._session.ws.today()) if self._line else None
        if chosen is None:
            return

        def step(ws: Any, agreement: str, party: str) -> object:
            from studio.steps import signatories

            return signatories.record_ink(ws, agreement, party, chosen)

        self._do("Keeping the scan", step)


def _facts(found: SignatoryLine) -> list[str]:
    said = []
    if found.authority == "delegate":
        said.append(f"Signs for {found.named} under the written delegation {found.reference}.")
    if found.authority == "replaced":
        said.append(f"In place of {found.named}: {found.reason}")
    if found.state == "declined":
        said.append(f"Reason: {found.reason}")
    if found.reminded_at:
        said.append(f"Reminded {words.moment(found.reminded_at)}.")
    return said
