"""Whose certificate is it? The words of its fingerprint are compared over the telephone before it is trusted."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from studio.desk import words
from studio.desk.coordinator.signatory_actions import state_words
from studio.desk.widgets.basics import Ground, button, clear, column, label, row, scrolled, set_not_yet
from studio.desk.widgets.fields import Field, line
from studio.desk.widgets.marks import Badge
from studio.steps.views import SignatoryLine
from studio.store.records import EnrolmentRecord


class CertificatePane(Ground):
    """The signatory's own voice gives the words; the coordinator types what is heard."""

    confirmed = Signal(str, str, str, str, str)  # party, sha256, first four, last four, by whom

    def __init__(self) -> None:
        super().__init__("sunken")
        self.setObjectName("certificate_pane")
        self._line: SignatoryLine | None = None
        self._title = label("", "pane", wrap=True)
        self._title.setObjectName("certificate_title")
        self._badge = Badge("")
        self._text = label("", wrap=True)
        self.first, self.last, self.by = line("enrol_first"), line("enrol_last"), line("enrol_by")
        self._first = Field("First four words", self.first)
        self._last = Field("Last four words", self.last)
        self._by = Field("Confirmed by", self.by, "Your own name.")
        self.button = button("They match: confirm", "accept", "primary", "enrol_confirm", self.confirm)
        self._details: QVBoxLayout = column(gap=6)
        self.below: QVBoxLayout = column(gap=6)  # what the page adds for this signatory
        form = column(self._first, self._last, self._by, self.button, gap=12)
        self._form = QWidget()
        self._form.setLayout(form)
        inner = column(self._title, gap=12, margins=(20, 18, 20, 16))
        inner.addLayout(row(self._badge, "stretch"))
        for part in (self._text, self._form):
            inner.addWidget(part)
        inner.addLayout(self._details)
        inner.addLayout(self.below)
        inner.addStretch(1)
        body = QWidget()
        body.setLayout(inner)
        self.setLayout(column(scrolled(body, "sunken"), gap=0))

    def show_line(self, found: SignatoryLine, enrolled: EnrolmentRecord | None, *, read_only: bool) -> None:
        if self._line is None or self._line.party != found.party:
            self.first.clear()
            self.last.clear()
        self._line = found
        clear(self._details)
        asks = found.state == "signed" and found.trust == "unknown"
        self._form.setVisible(asks)
        set_not_yet(self.button, "This workspace is open elsewhere; here it can only be read." if read_only else "")
        if asks:
            self._title.setText(f"Is this {found.person}’s certificate?")
            self._badge.show_state("Not yet confirmed", "warning", "unknown")
            self._text.setText(
                f"The signature is sound and the text unchanged. Nobody has said yet whose certificate it is. "
                f"Telephone {found.party_name} "
                f"on a number you already hold, ask {found.person} to read the words of their signing identity, "
                "and write what you hear."
            )
        elif found.state == "signed":
            self._title.setText(f"{found.person} has signed")
            self._badge.show_state("Confirmed", "signed", "good")
            by = f"Confirmed by {enrolled.confirmed_by}, {words.moment(enrolled.confirmed_at)}." if enrolled else ""
            self._text.setText(f"Signed for {found.party_name}, {words.moment(found.signed_at)}. {by}")
            self._show_words(found)
        else:
            self._show_waiting(found)

    def _show_waiting(self, found: SignatoryLine) -> None:
        state, second, icon, tone = state_words(found)
        if found.state == "ink":
            self._title.setText(f"{found.person} has signed on paper")
        else:
            self._title.setText(f"{found.person} has not signed yet")
        self._badge.show_state(state, "neutral" if tone.startswith("text") else tone, icon)
        more = {
            "sent": f"Has the file {second}.",
            "again": "Signed a copy to which another’s signature had been added meanwhile. Both files are kept; "
            "send the file as it is now.",
            "ink": "The scan is kept as what it is; it is not counted as an electronic signature.",
        }.get(found.state, "Send the file as it is now; what comes back is the file for the next signatory.")
        self._text.setText(f"{found.office}, {found.party_name}. {more}")

    def _show_words(self, found: SignatoryLine) -> None:
        self._details.addWidget(label("Words of the certificate", "small"))
        for number in range(0, len(found.words), 4):
            said = "  ".join(f"{number + n + 1} {word}" for n, word in enumerate(found.words[number : number + 4]))
            self._details.addWidget(label(said, wrap=True))

    def confirm(self) -> None:
        """Check that the form is filled, then ask for the enrolment; the step compares the words."""
        filled = True
        for field, entry, many in ((self._first, self.first, 4), (self._last, self.last, 4), (self._by, self.by, 0)):
            typed = entry.text().split()
            wrong = not typed or (many and len(typed) != many)
            field.complain(("Write four words, parted by spaces." if many else "Write your name.") if wrong else "")
            filled = filled and not wrong
        if filled and self._line is not None:
            self.confirmed.emit(
                self._line.party,
                self._line.certificate_sha256,
                self.first.text().strip(),
                self.last.text().strip(),
                self.by.text().strip(),
            )
