"""Dialogs about one signature: a refusal, a delegate, a successor, a page signed in ink; and how signatures are collected."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate
from PySide6.QtWidgets import QCheckBox, QDateEdit, QWidget

from studio.desk import files, words
from studio.desk.coordinator.asking import Asking
from studio.desk.messages import Dialog
from studio.desk.widgets.basics import label, row
from studio.desk.widgets.fields import Choice, Field, lines
from studio.steps.views import SignatoryLine

if TYPE_CHECKING:
    from studio.steps.signatories import Delegation, InkPage

SCANS = "Scans (*.pdf *.png *.jpg *.jpeg *.tif *.tiff)"


def day_entry(name: str, today: date) -> QDateEdit:
    made = QDateEdit(QDate(today.year, today.month, today.day))
    made.setObjectName(name)
    made.setCalendarPopup(True)
    made.setDisplayFormat("ddd d MMMM yyyy")
    return made


def day_of(entry: QDateEdit) -> date:
    chosen = entry.date()
    return date(chosen.year(), chosen.month(), chosen.day())


class Decline(Dialog):
    """Why a signatory will not sign, in their words."""

    def __init__(self, parent: QWidget | None, found: SignatoryLine) -> None:
        text = "The reason is kept in the history. You can ask again, or let somebody else sign."
        super().__init__(parent, "decline_dialog", f"{found.person} will not sign?", text, 520)
        self.text = lines("decline_reason", rows=3)
        self._field = Field("Reason that was given", self.text)
        self.body.addWidget(self._field)
        self.finish_with("Record the refusal", "Keep waiting")

    def ready(self) -> bool:
        said = bool(self.text.toPlainText().strip())
        self._field.complain("" if said else "Write one sentence.")
        return said

    @classmethod
    def ask(cls, parent: QWidget | None, found: SignatoryLine) -> str | None:
        made = cls(parent, found)
        return made.text.toPlainText().strip() if made.asked() else None


class Delegate(Asking):
    """Who signs instead, and the paper that allows it."""

    def __init__(self, parent: QWidget | None, found: SignatoryLine, today: date) -> None:
        text = (
            f"The file names {found.named or found.person}. A delegate signs in that place, and the certificate of execution "
            "names the written delegation."
        )
        super().__init__(parent, "delegate_dialog", f"Who signs for {found.party_name}?", text)
        self._person = self.ask_for("Name", "delegate_person", "Write the delegate’s name.")
        self._office = self.ask_for("Office", "delegate_office", "Write the delegate’s office.")
        self._reference = self.ask_for(
            "Reference of the delegation", "delegate_reference", "Write the reference that stands on the paper."
        )
        self._until = day_entry("delegate_until", today)
        self._limited = QCheckBox("It ends on")
        self._limited.setObjectName("delegate_limited")
        self._until.setEnabled(False)
        self._until.setAccessibleName("Last day of the delegation")
        self._limited.toggled.connect(self._until.setEnabled)
        self.body.addLayout(row(self._limited, self._until, "stretch"))
        self.ask_paper("Choose the delegation…", "delegate_paper", files.ANY)
        self.finish_with("Record the delegate", "Cancel")

    @classmethod
    def ask(cls, parent: QWidget | None, found: SignatoryLine, today: date) -> Delegation | None:
        from studio.steps.signatories import Delegation

        made = cls(parent, found, today)
        if not made.asked() or made.paper is None:
            return None
        until = day_of(made._until) if made._limited.isChecked() else None
        return Delegation(made.said(made._person), made.said(made._office), made.said(made._reference),
                          made.data, made.paper.name, None, until)  # fmt: skip


class Successor(Asking):
    """Another person has the office now."""

    def __init__(self, parent: QWidget | None, found: SignatoryLine) -> None:
        text = f"The file names {found.named or found.person}; the successor signs in that place, in their own right."
        super().__init__(parent, "successor_dialog", f"Who holds the office at {found.party_name} now?", text)
        self._person = self.ask_for("Name", "successor_person", "Write the name.")
        self._office = self.ask_for("Office", "successor_office", "Write the office.", found.office)
        self._reason = self.ask_for("Reason", "successor_reason", "Write since when, and why.")
        self.finish_with("Record the successor", "Cancel")

    @classmethod
    def ask(cls, parent: QWidget | None, found: SignatoryLine) -> tuple[str, str, str] | None:
        made = cls(parent, found)
        return (made.said(made._person), made.said(made._office), made.said(made._reason)) if made.asked() else None


class OnPaper(Asking):
    """A page signed in ink: the scan, the day on it, and who compared it."""

    def __init__(self, parent: QWidget | None, found: SignatoryLine, today: date) -> None:
        text = (
            "Compare the fingerprint printed on the page with that of the text. The scan is kept as what it is: "
            "it is not counted as an electronic signature."
        )
        super().__init__(parent, "ink_dialog", f"{found.person} has signed on paper?", text)
        self._on = day_entry("ink_on", today)
        self.body.addWidget(Field("Day on the paper", self._on))
        self._by = self.ask_for("Compared by", "ink_by", "Write the name of who compared it.", hint="Your own name.")
        self.ask_paper("Choose the scan…", "ink_scan", SCANS)
        self.finish_with("Record the paper", "Cancel")

    @classmethod
    def ask(cls, parent: QWidget | None, found: SignatoryLine, today: date) -> InkPage | None:
        from studio.steps.signatories import InkPage

        made = cls(parent, found, today)
        if not made.asked() or made.paper is None:
            return None
        return InkPage(made.data, made.paper.name, day_of(made._on), made.said(made._by))


class ConfirmAuthority(Asking):
    """A partner's own certification authority: its certificate, the words read out, and who compared them."""

    def __init__(self, parent: QWidget | None, found: SignatoryLine) -> None:
        text = (
            f"Telephone {found.party_name} on a number you already hold and let them read the first and last four words of "
            f"their authority. What it issued to {found.person} is then known without another call; nothing else is."
        )
        super().__init__(parent, "authority_dialog", f"Does {found.party_name} have its own authority?", text)
        self.ask_paper("Choose its certificate…", "authority_certificate", files.CERTIFICATE)
        self._first = self.ask_for("First four words", "authority_first", "Write four words, parted by spaces.")
        self._last = self.ask_for("Last four words", "authority_last", "Write four words, parted by spaces.")
        self._by = self.ask_for(
            "Compared by", "authority_by", "Write the name of who compared them.", hint="Your own name."
        )
        self.finish_with("Confirm the authority", "Confirm each certificate", icon="good")

    @classmethod
    def ask(cls, parent: QWidget | None, found: SignatoryLine) -> tuple[Path, str, str, str] | None:
        """(certificate file, first four words, last four, who compared them), or None."""
        made = cls(parent, found)
        if not made.asked() or made.paper is None:
            return None
        return made.paper, made.said(made._first), made.said(made._last), made.said(made._by)


class TakeBack(Asking):
    """The file is taken back from signing, with the reason that signatories are told."""

    def __init__(self, parent: QWidget | None, signed: int) -> None:
        have = "Nobody has signed yet. " if not signed else f"{words.count(signed, 'signature')} will count no more. "
        text = (
            f"{have}What came in is kept as evidence. The text can then be changed, circulated and signed anew; "
            "everyone who has the file must be told."
        )
        super().__init__(parent, "take_back_dialog", "Take the file back from signing?", text)
        self._reason = self.ask_for("Reason", "take_back_reason", "Write one sentence; signatories are told.")
        self.finish_with("Take the file back", "Keep collecting signatures", kind="danger")

    @classmethod
    def ask(cls, parent: QWidget | None, signed: int) -> str | None:
        made = cls(parent, signed)
        return made.said(made._reason) if made.asked() else None


class HowTheySign(Dialog):
    """One after the other, or each on an own copy."""

    def __init__(self, parent: QWidget | None, mode: str, lines_: tuple[SignatoryLine, ...]) -> None:
        text = "This can be chosen until the first signature comes in."
        super().__init__(parent, "order_dialog", "How do they sign?", text, 520)
        options = [
            ("any", "One after the other, whoever is next"),
            ("order", "One after the other, in the order of the list"),
            ("counterparts", "Each on an own copy, at the same time"),
        ]
        self._mode = Choice("order_mode", options, mode)
        self._parties = tuple(one.party for one in lines_)
        self.body.addWidget(Field("They sign", self._mode))
        self.body.addWidget(label("Own copies are bound into one agreement when all are here.", "second", wrap=True))
        self.finish_with("Save", "Keep as it is")

    @classmethod
    def ask(
        cls, parent: QWidget | None, mode: str, lines_: tuple[SignatoryLine, ...]
    ) -> tuple[str, tuple[str, ...]] | None:
        """The way and, for an order, the partners first to last; None if it stays as it is."""
        made = cls(parent, mode, lines_)
        if not made.asked():
            return None
        chosen = made._mode.value()
        return chosen, made._parties if chosen == "order" else ()
