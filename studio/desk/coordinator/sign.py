"""Sign: freeze the text, make and certify the file, take signed copies in, confirm whose certificate it is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton, QSizePolicy, QStackedWidget, QWidget

from studio.desk import files, style, words
from studio.desk.coordinator.after_signing import AfterSigning
from studio.desk.coordinator.certificate_pane import CertificatePane
from studio.desk.coordinator.home import stage_of
from studio.desk.coordinator.page import AgreementPage
from studio.desk.coordinator.session import Session
from studio.desk.coordinator.signatory_actions import SignatoryActions, state_words
from studio.desk.coordinator.signatory_dialogs import HowTheySign, TakeBack
from studio.desk.messages import Decide
from studio.desk.models.lines import Line, Part
from studio.desk.widgets.bars import EmptyPane
from studio.desk.widgets.basics import (
    Elided,
    boxed,
    button,
    column,
    hairline,
    label,
    not_yet,
    row,
    scrolled,
    set_not_yet,
    splitter,
)
from studio.desk.widgets.drop import DropZone
from studio.desk.widgets.marks import IconLabel
from studio.desk.widgets.rows import ColumnHeads, RowList
from studio.steps.views import SignatoryLine, SigningView

_TAKES = (
    "Drop a signed PDF here",
    "It is checked against the exact bytes that were sent. A bad one is kept as evidence and does not count.",
)
_CHECKS = (
    "Drop any signed PDF to check it",
    "The agreement is in force, so nothing more is filed. You see who signed, and whether anything was changed.",
)


MODES = {
    "any": "one after the other, whoever is next",
    "order": "one after the other, in the order of the list",
    "counterparts": "each on an own copy, at the same time",
}


class SignPage(AgreementPage):
    """Signed is not yet trusted: state and verdict are two columns."""

    KEY = "sign"

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.view: SigningView | None = None
        self._entered = False
        self._file_name = "for-signature.pdf"
        self.freeze_button = button("Freeze the text…", "freeze", "primary", "sign_freeze", self.freeze)
        self.prepare_button = button("Prepare the file…", "sign", "primary", "sign_prepare", self.prepare)
        self.identity_button = button("New signing identity…", "identity", "", "sign_new_identity", self.new_identity)
        self.save_button = button("Save the file to send…", "save", "", "sign_save", self.save_file)
        self.check_button = button("Check a file…", "good", "", "sign_check", self.check)
        self.order_button = button("How they sign…", "", "link", "sign_order", self.choose_order)
        self.back_button = button("Take the file back…", "", "link", "sign_take_back", self.take_back)
        self.copy_button = button("Copy", "copy", "quiet", "sign_copy_fingerprint", self.copy_fingerprint)
        self.copy_button.setAccessibleName("Copy the fingerprint of the text")
        self.after = AfterSigning(session, self, lambda: self.agreement, lambda: self.go.emit("in_force"))
        self._stack = QStackedWidget()
        self._empty = EmptyPane("sign", "The text is not frozen yet", "", "", "sign_empty")
        self._why = RowList("sign_missing", "What is missing", plain=34)
        empty = column(self._empty, self._why, gap=0, margins=(24, 24, 24, 24))
        self._stack.addWidget(boxed(empty, "surface"))
        self._stack.addWidget(self._body())
        self.setLayout(column(self._stack, gap=0))
        QWidget.setTabOrder(self.rows, self.copy_button)  # the list comes first, as the eye finds it first

        for one in self.head_buttons()[1:]:
            one.hide()  # until it is known where signing stands

    def _body(self) -> QWidget:
        self._name, self._state = label("", "section"), Elided("", "second")
        self._print, self._print_label = label(""), label("Fingerprint of the text", "small")
        self._print.setFont(style.mono(13))
        head = row(IconLabel("documents", "text2", 26), gap=14, margins=(24, 12, 20, 12))
        head.addLayout(column(self._name, self._state, gap=1), 1)
        head.addLayout(column(self._print_label, self._print, gap=1))
        head.addWidget(self.copy_button)
        self.rows = RowList("sign_rows", "Signatories", tall=58)
        self.rows.chosen.connect(self._choose)
        heads = Line("", "Signatory", parts=(Part("State", width=240), Part("Verdict on the certificate", width=220)))
        self.drop = DropZone("sign_drop", *_TAKES, "Choose a file…")
        self.drop.asked.connect(self.open_signed)
        self.drop.dropped.connect(self.take_files)
        middle = column(gap=0)
        middle.addLayout(head)
        middle.addWidget(hairline())
        middle.addWidget(ColumnHeads(self.rows, heads))
        middle.addWidget(self.rows, 1)
        self._mode, self._rule = label("", "body"), Elided("Only the signature fields can be filled.", "second")
        plan = row(self._mode, self._rule, self.order_button, self.back_button, gap=10)
        plan.setStretch(1, 1)
        self._plan = boxed(plan)
        middle.addLayout(row(self._plan, margins=(24, 6, 24, 0)))
        middle.addLayout(row(self.drop, margins=(24, 8, 24, 12)))
        below = scrolled(self.after)  # with large text on a small screen the list of signatories keeps its room
        below.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        below.setMinimumHeight(style.px(40))
        self._below = below
        middle.addWidget(below)
        self.pane = CertificatePane()
        self.pane.confirmed.connect(self._enrol)
        self.about = SignatoryActions(self.session, self, lambda: self.agreement)
        self.pane.below.addWidget(self.about)
        return splitter(
            boxed(middle, "surface"), self.pane, sizes=(1000, 352), least=(0, 340), stretch=0, name="sign_panes"
        )

    def head_buttons(self) -> list[QPushButton]:
        return [
            self.check_button,
            self.identity_button,
            self.save_button,
            self.freeze_button,
            self.prepare_button,
        ]

    # --- showing -----------------------------------------------------------------------------------------------

    def reload(self) -> None:
        from studio.steps import look

        agreement = self.agreement
        self.session.read(self, lambda ws: (agreement, look.signing(ws, agreement), *_file(ws, agreement)), self._show)

    def _show(self, found: tuple[str, SigningView, str, bool]) -> None:
        agreement, view, name, entered = found
        if agreement == self.agreement:
            self._file_name = name
            self.show_view(view, entered=entered)

    def show_view(self, view: SigningView, *, entered: bool = False) -> None:
        """Show the state of signing; the line that needs the coordinator is selected first."""
        self.view, self._entered = view, entered
        self.drop.explain(*(_CHECKS if entered else _TAKES))
        locked = self._locked()
        self.freeze_button.setVisible(not view.frozen)
        self.prepare_button.setVisible(view.frozen and not view.certified)
        self.identity_button.setVisible(view.frozen and not view.certified)
        self.save_button.setVisible(view.certified and not view.complete)
        self.order_button.setVisible(all(one.state not in {"signed", "ink"} for one in view.lines))
        self._plan.setVisible(not entered)
        self._mode.setText(words.opened(MODES.get(view.mode, "")))
        self.drop.flatten(view.complete)
        self.after.show_view(view, entered=entered, locked=locked)
        self._below.setVisible(view.certified and view.complete)
        set_not_yet(
            self.freeze_button, locked or ("Some things are still missing; they are listed." if view.missing else "")
        )
        set_not_yet(self.prepare_button, locked)
        set_not_yet(self.order_button, locked)
        set_not_yet(self.back_button, locked)
        self._stack.setCurrentIndex(1 if view.certified else 0)
        self._show_empty(view)
        self._name.setText("executed.pdf" if view.complete else self._file_name)
        self._state.setText(_stands(view))
        self._print.setText(_grouped(view.text_sha256))
        self._print.setToolTip(view.text_sha256)
        letters = words.monograms({one.party: one.party_name for one in view.lines})
        self.rows.set_lines([signatory_line(one, letters[one.party], number) for number, one in enumerate(view.lines)])
        asks = next((one for one in view.lines if one.state == "signed" and one.trust == "unknown"), None)
        if asks is not None:
            self.rows.select(asks.party)
        elif not self.rows.key() and view.lines:
            self.rows.select(view.lines[0].party)
        self._choose(self.rows.key())

    def _locked(self) -> str:
        return "This workspace is open elsewhere; here it can only be read." if self.session.ws.read_only else ""

    def _show_empty(self, view: SigningView) -> None:
        if view.frozen:
            said = "The text is frozen. Make the file to be signed next; your own signature certifies it against every change."
            self._empty.explain("The file to be signed is not made yet", said)
        else:
            said = "When nothing is missing, freezing makes it version 1.0, and nobody can change it any more."
            self._empty.explain("The text is not frozen yet", said if view.missing else "Nothing is missing. " + said)
        self._why.set_lines(
            [Line(str(number), one, icon="warning", tone="warning") for number, one in enumerate(view.missing)]
        )
        self._why.setVisible(bool(view.missing))

    def _choose(self, key: str) -> None:
        found = next((one for one in (self.view.lines if self.view else ()) if one.party == key), None)
        if found is not None and self.view is not None:
            enrolled = next((one for one in self.view.enrolments if one.party == key), None)
            self.pane.show_line(found, enrolled, read_only=self.session.ws.read_only)
            self.about.show_line(found, self.view, locked=self._locked())

    # --- doing -------------------------------------------------------------------------------------------------

    def freeze(self) -> None:
        """Freeze the agreed text as the final version."""
        if reason := not_yet(self.freeze_button):
            self.session.said.emit(reason, "warning")
            return
        text = (
            "After this nobody can change the agreement. A mistake can then be put right only by a new version "
            "that everyone signs again."
        )
        if not Decide.ask(self, "Freeze the text for signing?", text, "Freeze the text", "Keep drafting"):
            return
        agreement = self.agreement

        def work(ws: Any, _report: object) -> object:
            from studio.steps import signing

            return signing.freeze(ws, agreement)

        self.session.do(self, "Freezing the text", work)

    def new_identity(self) -> None:
        """Make a signing identity for the coordinator, in a file that only its passphrase opens."""
        from studio.desk.signatory.identity_dialog import NewIdentity

        sample = self.agreement.startswith("sample")  # the id is made from the reference
        made = NewIdentity.ask(self, self.session.ws.clock, self.session.jobs, self.session.fail, sample=sample)
        if made is not None:
            self.session.said.emit(
                f"Your signing identity is in {made.name}. Keep the file and its passphrase apart.", "signed"
            )

    def prepare(self) -> None:
        """Make the PDF and certify it with the coordinator's identity."""
        from studio.desk.signatory.identity_dialog import UseIdentity

        if reason := not_yet(self.prepare_button):
            self.session.said.emit(reason, "warning")
            return
        chosen = UseIdentity.ask(
            self,
            "Certify the file",
            "Your signature closes the text. Only the signature fields can be filled after it.",
            "Make the file",
        )
        if chosen is None:
            return
        agreement = self.agreement

        def work(ws: Any, _report: object) -> object:
            from studio.steps import signing

            return signing.prepare_signing_with(ws, agreement, chosen)

        self.session.do(self, "Making and certifying the file", work)

    def save_file(self) -> None:
        """Save the file as it goes to the next signatory."""
        path = files.ask_save(self, "Save the file to be signed", self._file_name, files.PDF)
        if path is None:
            return
        agreement = self.agreement

        def work(ws: Any, _report: object) -> Path:
            from studio.steps import signing
            from studio.steps.files import write_new

            return write_new(path, signing.signing_pdf(ws, agreement), force=True)

        self.session.do(
            self,
            "Saving the file",
            work,
            lambda made: self.session.said.emit(f"{made.name} is saved. Send it to the next signatory.", "signed"),
        )

    def open_signed(self) -> None:
        path = files.ask_open(self, "Open a signed file", files.PDF)
        if path is not None:
            self.take_files([path])

    def take_files(self, paths: list[Path]) -> None:
        """Check signed files that came back and file the good ones; once the agreement is in force, look at them alone."""
        if self.view is None or not self.view.certified:
            return
        agreement = self.agreement
        for path in paths:
            if self._entered:
                self._look_at(path)
            else:
                work = _receive(agreement, path)
                self.session.do(self, f"Checking {path.name}", work, failed=self._not_counted)

    def _not_counted(self, error: Exception) -> None:
        """A file that does not count may have moved something all the same: who has to sign again."""
        self.session.changed.emit(frozenset({self.agreement}))
        self.session.fail(error)

    def copy_fingerprint(self) -> None:
        """The whole fingerprint (SHA-256) of the text to the clipboard; the page shows its two ends."""
        if self.view is not None:
            QGuiApplication.clipboard().setText(self.view.text_sha256)
            self.session.said.emit("The fingerprint of the text is copied, all 64 characters of it.", "signed")

    def choose_order(self) -> None:
        """One after the other, or each on an own copy."""
        if reason := not_yet(self.order_button):
            self.session.said.emit(reason, "warning")
            return
        chosen = HowTheySign.ask(self, self.view.mode, self.view.lines) if self.view else None
        if chosen is None:
            return
        agreement, (mode, parties) = self.agreement, chosen

        def work(ws: Any, _report: object) -> object:
            from studio.steps import signatories

            return signatories.choose_order(ws, agreement, mode, parties)

        self.session.do(self, "Saving how they sign", work)

    def take_back(self) -> None:
        """Take the file back from signing, with the reason."""
        if reason := not_yet(self.back_button):
            self.session.said.emit(reason, "warning")
            return
        signed = sum(one.state in {"signed", "ink"} for one in self.view.lines) if self.view else 0
        said = TakeBack.ask(self, signed)
        if said is None:
            return
        agreement = self.agreement

        def work(ws: Any, _report: object) -> object:
            from studio.steps import signatories

            return signatories.withdraw_signing(ws, agreement, said)

        self.session.do(self, "Taking the file back", work)

    def check(self) -> None:
        """Look at any signed file with the certificates confirmed here; nothing is filed."""
        path = files.ask_open(self, "Check a signed file", files.PDF)
        if path is not None:
            self._look_at(path)

    def _look_at(self, path: Path) -> None:
        from studio.desk.signatory.verification import open_check

        trust = tuple(one.certificate.encode() for one in (self.view.enrolments if self.view else ()))
        open_check(path, self.session.ws.clock, trust)

    def _enrol(self, party: str, sha256: str, first: str, last: str, by: str) -> None:
        agreement = self.agreement

        def work(ws: Any, _report: object) -> object:
            from studio.steps import signing

            return signing.enrol(ws, agreement, party, sha256, first, last, by)

        self.session.do(self, "Confirming the certificate", work)


def _receive(agreement: str, path: Path) -> Any:
    def work(ws: Any, _report: object) -> object:
        from studio.steps import receiving_signed
        from studio.steps.files import read_file

        return receiving_signed.receive_signed(ws, agreement, read_file(path))

    return work


def _file(ws: Any, agreement: str) -> tuple[str, bool]:
    """The name under which the file goes out, and whether the agreement is in the register already."""
    from studio.steps import look
    from studio.steps.looking_at_signing import signing_file_name

    line = next(one for one in look.home(ws).agreements if one.id == agreement)
    return signing_file_name(line.ref or line.id), stage_of(line.status) == "In force"


def _stands(view: SigningView) -> str:
    """Where signing stands: the verdict on the file, or how many copies are here."""
    ink = sum(one.state == "ink" for one in view.lines)
    signed = sum(one.state in {"signed", "ink"} for one in view.lines)
    on_paper = f", {ink} of them on paper" if ink else ""
    if view.mode == "counterparts":
        bound = " The counterparts are bound into one agreement." if view.bound else ""
        return f"{signed} of {len(view.lines)} have signed{on_paper}, each on an own copy.{bound}"
    said = view.verification.sentence if view.verification else f"{signed} of {len(view.lines)} have signed."
    return f"{said} {ink} signed on paper." if ink else said


def _grouped(sha256: str) -> str:
    short = sha256.upper()
    return f"{short[:4]} {short[4:8]} {short[8:12]} … {short[-4:]}" if short else ""


def signatory_line(one: SignatoryLine, letters: str, number: int) -> Line:
    """State (has signed) and verdict (whose certificate) apart."""
    said, second, icon, tone = state_words(one)
    state = Part(said, second, icon, tone, 240)
    verdict = {
        "confirmed": Part("Confirmed", "by words read over the telephone", "good", "signed", 220),
        "unknown": Part("Sound, not yet confirmed", "telephone and compare words", "unknown", "warning", 220),
    }.get(one.trust, Part("None yet", "", "not_started", "text3", 220))
    if one.state == "ink":
        verdict = Part("None on paper", "the scan is kept", "documents", "text2", 220)
    return Line(
        one.party,
        f"{one.person}, {one.office}",
        words.opened(one.party_name),
        monogram=letters,
        hue=number,
        parts=(state, verdict),
    )
