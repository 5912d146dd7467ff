"""The signatory's window: one page with what is to be signed, the declaration, and one button. From the PDF alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QMainWindow, QStackedWidget, QWidget

from studio.desk import files, settings, style, words
from studio.desk.jobs import Job, Jobs
from studio.desk.messages import Crash, crash_report
from studio.desk.models.executive import at_a_glance
from studio.desk.signatory.answers import Answers
from studio.desk.signatory.glance_page import GlancePage
from studio.desk.signatory.help_signing import HelpSigning
from studio.desk.signatory.identity_dialog import NewIdentity, UseIdentity
from studio.desk.signatory.signing_side import CARD, ELSEWHERE, SigningSide
from studio.desk.widgets.bars import EmptyPane, ProgressLine, announce
from studio.desk.widgets.basics import Ground, boxed, button, column, hairline, not_yet, row, scrolled, splitter
from studio.desk.widgets.pages_view import PagesView
from studio.desk.widgets.top import TopBar
from studio.drafting.office import titled
from studio.errors import StudioError

Clock = Callable[[], datetime]
STEP = 25  # percent that "Larger text" adds


class SignatoryWindow(QMainWindow):
    """Read, declare, choose an identity, sign; the signed copy is a new file."""

    def __init__(self, path: Path, clock: Clock) -> None:
        super().__init__()
        self.setObjectName("signatory_window")
        self.setWindowTitle(f"{path.name} – Agreement Studio")
        self.path, self.clock, self.data = path, clock, b""
        self.signed_path: Path | None = None
        self.plan: Any = None
        self.opened: Any = None
        self._again: Callable[[], None] = lambda: None  # shows once more what is shown, after a change of size
        self.jobs = Jobs(self)
        self._signing: Job | None = None  # while a signature is being written
        self.jobs.ended.connect(self._ended)
        self.answers = Answers(self)
        self._build()
        for key, do in (
            (Qt.Key.Key_Escape, self._back), (QKeySequence.StandardKey.ZoomIn, lambda: self.resize_text(STEP)),
            ("Ctrl+=", lambda: self.resize_text(STEP)), (QKeySequence.StandardKey.ZoomOut, lambda: self.resize_text(-STEP)),
            ("Ctrl+0", lambda: self.resize_text(0)), (QKeySequence.StandardKey.HelpContents, self.help),
        ):  # fmt: skip
            QShortcut(QKeySequence(key), self, do)
        self.resize(1440, 900)
        self.restoreGeometry(settings.geometry("signatory"))
        self._open()

    # --- building ----------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.progress = ProgressLine()
        self.jobs.started.connect(self.progress.follow)
        self.jobs.ended.connect(self.progress.ended)
        larger = button("Larger text", "larger", "quiet", "signatory_larger", lambda: self.resize_text(STEP))
        helps = button("Help", "help", "quiet", "signatory_help", self.help)
        checks = button("Check signatures", "good", "quiet", "signatory_check", self.check)
        self._top = TopBar(self.path.name, checks, larger, helps)
        self._stack = QStackedWidget()
        self._wait = EmptyPane("documents", "Opening the file", str(self.path.name))
        self._stack.addWidget(self._wait)
        self._stack.addWidget(self._page())
        self.pages = PagesView("signatory_pages", "Pages of the agreement", self._draw)
        back = button("Back to signing", "", "", "signatory_back", self._back)
        bar = boxed(row(back, "stretch", margins=(20, 8, 20, 8)), "window")
        self._stack.addWidget(boxed(column(bar, hairline(), self.pages, gap=0)))
        whole = Ground("surface")
        box = column(self._top, hairline(), self._stack, self.progress, gap=0)
        box.setStretch(2, 1)
        whole.setLayout(box)
        self.setCentralWidget(whole)

    def _page(self) -> QWidget:
        self.glance, self.side = GlancePage(), SigningSide()
        self.glance.clause_wanted.connect(self.read)
        for signal, do in (
            (self.side.who_said, self._who_said), (self.side.file_wanted, self.choose_identity),
            (self.side.identity_wanted, self.make_identity), (self.side.read_wanted, lambda: self.read("")),
            (self.side.sign_wanted, self.sign), (self.side.decline_wanted, self.answers.decline),
            (self.side.copy_wanted, self.answers.save_copy), (self.side.send_wanted, self.answers.send_back),
            (self.side.check_wanted, self.check),
        ):  # fmt: skip
            signal.connect(do)
        return splitter(scrolled(self.glance), self.side, sizes=(968, 472), least=(0, 430), stretch=0)

    def resize_text(self, step: int) -> None:
        """Larger or smaller by `step` percent, the usual size with 0; what was ticked and chosen stays."""
        now = settings.load()
        size = min(max(now.text_size + step, 90), 200) if step else 100
        settings.save(replace(now, text_size=size))
        found = QApplication.instance()
        if isinstance(found, QApplication):
            style.apply(found, style.scheme(), size / 100)
        kept = self.side.kept()
        self._build()
        self._again()
        if kept is not None:
            self.side.take_over(kept)
        announce(self, f"Text size {size} percent")

    def _back(self) -> None:
        if self.opened:
            self._stack.setCurrentIndex(1)

    def help(self) -> None:
        """What to do here, and the keys."""
        HelpSigning.ask(self)

    # --- showing -----------------------------------------------------------------------------------------------

    def _open(self) -> None:
        path = self.path

        def work(_report: object) -> object:
            from studio.steps.opened import open_signing

            return open_signing(path)

        self.jobs.start("Opening the file", work, owner=self, then=self.show_opened, failed=self._cannot, pool="free")

    def _cannot(self, error: Exception) -> None:
        if not isinstance(error, StudioError):
            Crash.tell(self, crash_report(error))
            return
        self._again = lambda: self._cannot(error)
        self._stack.setCurrentIndex(0)
        self._wait.explain("This file cannot be signed here", str(error))
        announce(self, str(error))

    def show_opened(self, opened: Any) -> None:
        """Show the file; where several places are free the person says whose it is."""
        self.opened, self.data = opened, opened.data
        free = self._free()
        if free:
            self._read_plan(free[0].name, chosen=len(free) == 1)
            return
        self._show_file(lambda: self.show_opened(opened))
        self.glance.show_title("Everyone has signed", "No place in this file is left to sign.")
        self.glance.show_glance(at_a_glance(opened.lines))
        self.side.show_nothing_left()

    def _show_file(self, again: Callable[[], None]) -> None:
        self._again = again
        self.pages.show_pages(self.opened.pages)
        self.side.pages = self.opened.pages
        self._stack.setCurrentIndex(1)
        places = [one for one in self.opened.fields if one.kind == "signature"]
        self.side.show_foot(
            [one.place.legal_name for one in places if one.signed],
            [one.place.legal_name for one in places if not one.signed],
        )

    def _free(self) -> list[Any]:
        """The places that nobody has signed yet."""
        return [one.place for one in self.opened.fields if one.kind == "signature" and not one.signed]

    def _who_said(self, field: str) -> None:
        self._read_plan(field or self._free()[0].name, chosen=bool(field) or len(self._free()) == 1)

    def _read_plan(self, field: str, *, chosen: bool) -> None:
        path = self.path

        def work(_report: object) -> object:
            from studio.steps import signatures

            return signatures.plan(path, field)

        self.jobs.start("Reading", work, owner=self, pool="free", failed=self._cannot,
                        then=lambda plan: self._show_plan(plan, chosen=chosen))  # fmt: skip

    def _show_plan(self, plan: Any, *, chosen: bool) -> None:
        self.plan = plan if chosen else None
        self._show_file(lambda: self._show_plan(plan, chosen=chosen))
        self._show_title(plan)
        self.glance.show_glance(at_a_glance(self.opened.lines), self.opened.lines, plan if chosen else None)
        if not chosen:
            self.side.ask_who(self._free())
            return
        self._top.said.setText(f"For {plan.person}, {plan.office}, {plan.legal_name}")
        last = Path(settings.load().identity) if settings.load().identity else None
        self.side.show_declaration(
            plan, others=len(self._free()) > 1, remembered=last if last and last.is_file() else None
        )

    def _show_title(self, plan: Any) -> None:
        sample = "  SAMPLE: people and numbers are invented." if plan.sample else ""
        signers = len([one for one in self.opened.fields if one.kind == "signature"])
        self.glance.show_title(
            plan.title,
            f"Version {plan.version} · {self.opened.pages} pages · {signers} organisations sign the same text.{sample}",
        )

    # --- doing -------------------------------------------------------------------------------------------------

    def choose_identity(self) -> None:
        """The file of an identity; the choice before stays if none is chosen."""
        found = files.ask_open(self, "Choose your signing identity", files.IDENTITY)
        if found is not None:
            self.side.use_identity(found, found.name)
        else:
            self.side.show_choice()

    def make_identity(self) -> None:
        """A new identity for whoever signs here."""
        self.side.show_choice()
        NewIdentity.ask(self, self.clock, self.jobs, self.refused, self.plan.person, self.plan.legal_name,
                        sample=self.plan.sample, then=self._made)  # fmt: skip

    def _made(self, identity: Any, path: Path) -> None:
        said = identity.words
        rows = "\n".join("   ".join(said[at : at + 4]) for at in range(0, len(said), 4))
        self.side.use_identity(
            path,
            f"{path.name}, valid to {words.day(identity.valid_to, year=0)}. "
            f"The coordinator will telephone you and ask for its words:\n{rows}",
        )

    def sign(self) -> None:
        """Ask for the passphrase, then write the signed copy beside the file."""
        if reason := not_yet(self.side.sign_button):
            self.side.say(reason, "text2")
            announce(self, reason)
            return
        if self.side.means == ELSEWHERE:
            self.answers.save_for_another()
            return
        card = self.side.means == CARD
        title = f"{'PIN' if card else 'Passphrase'} for {self.plan.person}"
        identity = self.side.identity
        what = f"Identity in {identity.name}." if identity else ""
        chosen = UseIdentity.ask(self, title, what, "Sign", identity, card=card)
        if chosen is None:
            return
        out = files.ask_save(self, "Save the signed file", f"{self.path.stem}-signed.pdf", files.PDF)
        if out is None:
            return
        path, field, clock = self.path, self.plan.field, self.clock

        def work(_report: object) -> object:
            from studio.steps import signatures

            signatures.sign(path, field, chosen, out, at=clock(), force=True)
            from studio.steps.opened import open_signing

            return open_signing(out)

        self._signing = self.jobs.start(
            "Signing",
            work,
            owner=self,
            then=lambda opened: self._signed(opened, out),
            failed=self.refused,
            pool="free",
        )

    def _ended(self, job: Job) -> None:
        if job is not self._signing:
            return
        self._signing = None
        if job.stopped():
            self._tell("Stopped. Nothing was signed.", "text2")

    def _tell(self, said: str, tone: str) -> None:
        self.side.say(said, tone)
        announce(self, said)

    def refused(self, error: Exception) -> None:
        """The sentence under the button; tick and choice stay."""
        if not isinstance(error, StudioError):
            Crash.tell(self, crash_report(error))
            return
        self._tell(str(error), "error")

    def _signed(self, opened: Any, out: Path) -> None:
        self.signed_path = self.path = out
        self.opened, self.data = opened, opened.data
        if self.side.identity is not None:
            settings.save(replace(settings.load(), identity=str(self.side.identity)))
        self._show_signed(words.moment(self.clock().isoformat()))
        announce(self, "You have signed.")

    def _show_signed(self, when: str) -> None:
        self._show_file(lambda: self._show_signed(when))
        self._show_left()
        self.side.show_signed(f"{self.plan.person} for {titled(self.plan.legal_name)}", when, self.path.name)

    def show_declined(self, name: str) -> None:
        """Nothing was signed; `name` is the letter that says why."""
        self._show_file(lambda: self.show_declined(name))
        self._show_left()
        self.side.show_declined(name)

    def _show_left(self) -> None:
        self._show_title(self.plan)
        self.glance.show_glance(at_a_glance(self.opened.lines), self.opened.lines, self.plan)

    def read(self, clause: str) -> None:
        """The pages as they will be signed, at a clause."""
        self._stack.setCurrentIndex(2)
        self.pages.setFocus()
        if clause:
            self.jobs.start(
                "Finding the clause",
                _finder(self.data, clause),
                owner=self.pages,
                then=self.pages.go_to,
                failed=self.refused,
                pool="free",
            )

    def _draw(self, page: int, scale: float, done: Callable[[Any], None]) -> None:
        data = self.data

        def work(_report: object) -> object:
            from studio.steps.opened import page_picture

            return page_picture(data, page, scale)

        self.jobs.start("Drawing the page", work, owner=self.pages, then=done, failed=self.refused, pool="free")

    def check(self) -> None:
        """The verdict on this file as it is now."""
        from studio.desk.signatory.verification import open_check

        open_check(self.path, self.clock)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        if self._signing is not None:  # whoever has signed is to see that they have, and where the file is
            self._tell("Your signature is being written. Close the window when you see that it is done.", "text2")
            event.ignore()
            return
        settings.save_geometry("signatory", self.saveGeometry())
        self.jobs.close()
        super().closeEvent(event)


def _finder(data: bytes, clause: str) -> Callable[[object], int]:
    """Which page a clause stands on (from 0)."""

    def work(_report: object) -> int:
        from studio.steps.opened import page_of

        return page_of(data, clause)

    return work
