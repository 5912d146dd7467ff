"""Partners that join later: each accession from its making to the confirmed certificate."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QPushButton, QWidget

from studio.desk import files, words
from studio.desk.coordinator.certificate_pane import CertificatePane
from studio.desk.coordinator.joiner_dialog import JoinerDialog
from studio.desk.coordinator.labels import words_of
from studio.desk.coordinator.session import Session
from studio.desk.models.lines import Line, Part
from studio.desk.widgets.basics import Ground, boxed, button, column, label, not_yet, row, set_not_yet, splitter
from studio.desk.widgets.rows import RowList
from studio.steps.views import AccessionLine, SignatoryLine

NOBODY = "Nobody has joined later. A joiner signs an accession; the executed agreement stays as it is."


class Accessions(Ground):
    """The list of joiners, and beside it what is to be done about the one that is selected."""

    def __init__(self, session: Session, owner: QWidget, agreement: Callable[[], str]) -> None:
        super().__init__("surface")
        self._session, self._owner, self._agreement = session, owner, agreement
        self._lines: tuple[AccessionLine, ...] = ()
        self.join = button("A partner joins…", "add", "", "accession_make", self.make)
        self.take = button("Take a signed accession in…", "drop", "", "accession_take", self.choose)
        self.letter = button("Write the letter…", "letter", "primary", "accession_letter", self.write_letter)
        self.save = button("Save the accession…", "save", "", "accession_save", self.save_file)
        self.rows = RowList("accession_rows", "Partners that join later", tall=52)
        self.rows.chosen.connect(self._choose)
        self._nobody = label(NOBODY, "second", wrap=True)
        self.pane = CertificatePane()
        self.pane.confirmed.connect(self._enrol)
        for one in (self.letter, self.save):
            self.pane.below.addLayout(row(one, "stretch"))
        head = row(label("Who joins later", "section"), "stretch", self.join, self.take, margins=(24, 14, 20, 6))
        left = column(gap=0)
        left.addLayout(head)
        left.addLayout(row(self._nobody, margins=(24, 4, 24, 8)))
        left.addWidget(self.rows, 1)
        left.addStretch(0)  # takes the room while there is nobody
        panes = splitter(
            boxed(left, "surface"), self.pane, sizes=(900, 352), least=(0, 340), stretch=0, name="accession_panes"
        )
        self.setLayout(column(panes, gap=0))

    def show_lines(self, lines: tuple[AccessionLine, ...], *, refusal: str, locked: str) -> None:
        """`refusal` says why nobody can join now; what is under way can be finished all the same."""
        self._lines = lines
        self._nobody.setText(refusal or NOBODY)
        self._nobody.setVisible(not lines)
        self.rows.setVisible(bool(lines))
        self.rows.set_lines([accession_line(one) for one in lines])
        set_not_yet(self.join, locked or refusal)
        set_not_yet(self.take, locked or ("" if lines else "No accession has been made yet."))
        for one in (self.letter, self.save):
            set_not_yet(one, locked if one is self.letter else "")
        if lines and not self.rows.key():
            self.rows.select(lines[0].party)
        self._choose(self.rows.key())

    def _choose(self, key: str) -> None:
        found = next((one for one in self._lines if one.party == key), None)
        self.pane.setVisible(found is not None)
        if found is None:
            return
        self.letter.setVisible(found.state == "prepared")
        self.pane.show_line(as_signatory(found), None, read_only=self._session.ws.read_only)

    def selected(self) -> AccessionLine | None:
        return next((one for one in self._lines if one.party == self.rows.key()), None)

    # --- doing -------------------------------------------------------------------------------------------------

    def _waits(self, one: QPushButton) -> bool:
        if reason := not_yet(one):
            self._session.said.emit(reason, "warning")
        return bool(reason)

    def make(self) -> None:
        """Ask who joins and with what the file is certified, then make the accession and save it."""
        from studio.desk.signatory.identity_dialog import UseIdentity

        if self._waits(self.join):
            return
        joiner = JoinerDialog.ask(self._owner, words_of(self._session.ws.library))
        if joiner is None:
            return
        said = (
            "Your signature closes the accession. Only the places of the joiner and of the lead can be filled after it."
        )
        credential = UseIdentity.ask(self._owner, "Certify the accession", said, "Make the accession")
        if credential is None:
            return
        agreement = self._agreement()

        def work(ws: Any, _report: object) -> object:
            from studio.steps import accession, joining

            facts, party = joining.facts_with(ws, agreement, joiner)
            return accession.prepare_accession(ws, agreement, facts, party, credential)[0]

        self._session.do(self._owner, "Making the accession", work)

    def write_letter(self) -> None:
        """The letter to the joiner with the accession in it."""
        found = self.selected()
        if found is None or self._waits(self.letter):
            return
        path = files.ask_save(self._owner, "Save the letter", f"accession-{found.party}.eml", files.LETTERS)
        if path is None:
            return
        agreement, party = self._agreement(), found.party

        def work(ws: Any, _report: object) -> object:
            from studio.steps import joining
            from studio.steps.files import write_new

            changed, eml = joining.accession_letter(ws, agreement, party)
            write_new(path, eml, force=True)
            return changed

        self._session.do(self._owner, "Writing the letter", work)

    def save_file(self) -> None:
        """The accession as it is now, for sending it another way."""
        found = self.selected()
        if found is None:
            return
        path = files.ask_save(self._owner, "Save the accession", f"accession-{found.party}.pdf", files.PDF)
        if path is None:
            return
        agreement, party = self._agreement(), found.party

        def work(ws: Any, _report: object) -> Path:
            from studio.steps import joining
            from studio.steps.files import write_new

            return write_new(path, joining.accession_file(ws, agreement, party)[1], force=True)

        self._session.do(self._owner, "Saving the accession", work,
                         lambda made: self._session.said.emit(f"{made.name} is saved.", "signed"))  # fmt: skip

    def choose(self) -> None:
        """The file that both have signed."""
        if self._waits(self.take):
            return
        path = files.ask_open(self._owner, "Take a signed accession in", files.PDF)
        if path is not None:
            self.take_file(path)

    def take_file(self, path: Path) -> None:
        """Check it and take it in; a bad one is kept as evidence."""
        agreement = self._agreement()

        def work(ws: Any, _report: object) -> object:
            from studio.steps import accession
            from studio.steps.files import read_file

            return accession.accede(ws, agreement, read_file(path))

        self._session.do(self._owner, f"Checking {path.name}", work)

    def _enrol(self, party: str, sha256: str, first: str, last: str, by: str) -> None:
        agreement = self._agreement()

        def work(ws: Any, _report: object) -> object:
            from studio.steps import signing

            return signing.enrol(ws, agreement, party, sha256, first, last, by)

        self._session.do(self._owner, "Confirming the certificate", work)


def accession_line(one: AccessionLine) -> Line:
    """Where this accession stands: the two signatures, then the certificate."""
    since = words.day(one.since, year=0)
    state = {
        "prepared": Part("To be signed by both", f"made {since}", "waiting", "accent", 230),
        "joined": Part("Has joined", since, "sign", "signed", 230),
    }[one.state]
    verdict = {
        "confirmed": Part("Confirmed", "by words read over the telephone", "good", "signed", 220),
        "unknown": Part("Sound, not yet confirmed", "telephone and compare words", "unknown", "warning", 220),
    }.get(one.trust, Part("None yet", "", "not_started", "text3", 220))
    return Line(one.party, words.opened(one.name), f"{one.person}, {one.office}", "case", parts=(state, verdict))


def as_signatory(one: AccessionLine) -> SignatoryLine:
    """The joiner as the pane beside shows any signatory."""
    return SignatoryLine(
        one.party,
        one.name,
        one.person,
        one.office,
        f"sign.{one.party}",
        "signed" if one.state == "joined" else "waiting",
        one.since if one.state == "joined" else "",
        one.trust,
        one.certificate_sha256,
        one.words,
        since=one.since,
    )
