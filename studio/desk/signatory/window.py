"""The signatory's window: one page with what is to be signed, the declaration, and one button. From the PDF alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QMainWindow, QRadioButton, QStackedWidget, QVBoxLayout, QWidget

from studio.desk import files, settings, style, words
from studio.desk.jobs import Jobs
from studio.desk.messages import Crash, crash_report
from studio.desk.models.executive import AtAGlance, at_a_glance, reviewed_by
from studio.desk.signatory.identity_dialog import NewIdentity, UseIdentity
from studio.desk.widgets.bars import EmptyPane, ProgressLine, announce
from studio.desk.widgets.basics import (
    Ground,
    boxed,
    button,
    clear,
    column,
    hairline,
    label,
    not_yet,
    row,
    scrolled,
    set_not_yet,
    splitter,
)
from studio.desk.widgets.fields import Choice, Field
from studio.desk.widgets.marks import IconLabel
from studio.desk.widgets.pages_view import PagesView
from studio.desk.widgets.top import TopBar
from studio.drafting.office import titled
from studio.errors import StudioError

Clock = Callable[[], datetime]


class SignatoryWindow(QMainWindow):
    """Read, declare, choose an identity, sign; the signed copy is a new file."""

    def __init__(self, path: Path, clock: Clock) -> None:
        super().__init__()
        self.setObjectName("signatory_window")
        self.setWindowTitle(f"{path.name} – Agreement Studio")
        self._path, self._clock, self._data = path, clock, b""
        self._identity: Path | None = None
        self._by_card = False
        self.signed_path: Path | None = None
        self._plan: Any = None
        self._opened: Any = None
        self.jobs, self.progress = Jobs(self), ProgressLine()
        self.jobs.started.connect(self.progress.follow)
        self.jobs.ended.connect(self.progress.ended)
        self._top = TopBar(path.name, button("Check signatures", "good", "quiet", "signatory_check", self.check))
        self._stack = QStackedWidget()
        self._wait = EmptyPane("documents", "Opening the file", str(path.name))
        self._stack.addWidget(self._wait)
        self._stack.addWidget(self._page())
        self.pages = PagesView("signatory_pages", "Pages of the agreement", self._draw)
        back = button("Back to signing", "", "", "signatory_back", lambda: self._stack.setCurrentIndex(1))
        self._stack.addWidget(
            boxed(column(boxed(row(back, "stretch", margins=(20, 8, 20, 8)), "window"), hairline(), self.pages, gap=0))
        )
        whole = Ground("surface")
        box = column(self._top, hairline(), self._stack, self.progress, gap=0)
        box.setStretch(2, 1)
        whole.setLayout(box)
        self.setCentralWidget(whole)
        QShortcut(
            QKeySequence(Qt.Key.Key_Escape), self, lambda: self._stack.setCurrentIndex(1) if self._opened else None
        )
        self.resize(1440, 900)
        self.restoreGeometry(settings.geometry("signatory"))
        self._open()

    # --- building ----------------------------------------------------------------------------------------------

    def _page(self) -> QWidget:
        self._left: QVBoxLayout = column(gap=8, margins=(56, 36, 56, 36))
        left = QWidget()
        left.setLayout(self._left)
        self._right: QVBoxLayout = column(gap=10, margins=(32, 34, 32, 16))
        right = QWidget()
        right.setLayout(self._right)
        self._foot: QVBoxLayout = column(gap=6, margins=(32, 8, 32, 16))
        side = column(scrolled(right, "sunken"), gap=0)
        side.setStretch(0, 1)
        self._act: QVBoxLayout = column(gap=6, margins=(32, 8, 32, 0))  # stays in view however small the screen is
        side.addLayout(self._act)
        side.addLayout(self._foot)
        return splitter(scrolled(left), boxed(side, "sunken"), sizes=(968, 472), least=(0, 430), stretch=0)

    def _open(self) -> None:
        path = self._path

        def work(_report: object) -> object:
            from studio.steps.opened import open_signing

            return open_signing(path)

        self.jobs.start("Opening the file", work, owner=self, then=self.show_opened, failed=self._cannot, pool="free")

    def _cannot(self, error: Exception) -> None:
        if not isinstance(error, StudioError):
            Crash.tell(self, crash_report(error))
            return
        self._wait.explain("This file cannot be signed here", str(error))

    # --- showing -----------------------------------------------------------------------------------------------

    def show_opened(self, opened: Any) -> None:
        """Show the file; where several places are free the person says whose it is."""
        self._opened, self._data = opened, opened.data
        self.pages.show_pages(opened.pages)
        self._stack.setCurrentIndex(1)
        clear(self._left)
        self._clear_right()
        free = self._free()
        self._show_foot(opened)
        if not free:
            self._say_title("Everyone has signed", "No place in this file is left to sign.")
            self._show_glance(at_a_glance(opened.lines))
            self._right.addWidget(label("Nothing is left to sign here.", "big", wrap=True))
            self._right.addWidget(button("Check signatures", "good", "primary", "signatory_check_all", self.check))
            self._right.addStretch(1)
            return
        self._read_plan(free[0].name, chosen=len(free) == 1)

    def _free(self) -> list[Any]:
        """The places that nobody has signed yet."""
        return [one.place for one in self._opened.fields if one.kind == "signature" and not one.signed]

    def _choose_again(self) -> None:
        """Back to the question whose declaration is to be shown."""
        self._identity, self._by_card = None, False
        self._read_plan(self._free()[0].name, chosen=False)

    def _read_plan(self, field: str, *, chosen: bool) -> None:
        path = self._path

        def work(_report: object) -> object:
            from studio.steps import signatures

            return signatures.plan(path, field)

        self.jobs.start("Reading", work, owner=self, pool="free", failed=self._cannot,
                        then=lambda plan: self._show_plan(plan, chosen=chosen))  # fmt: skip

    def _show_plan(self, plan: Any, *, chosen: bool) -> None:
        self._plan = plan if chosen else None
        clear(self._left)
        self._clear_right()
        sample = "  SAMPLE: people and numbers are invented." if plan.sample else ""
        signers = len([one for one in self._opened.fields if one.kind == "signature"])
        self._say_title(
            plan.title,
            f"Version {plan.version} · {self._opened.pages} pages · {signers} organisations sign the same text.{sample}",
        )
        self._show_glance(at_a_glance(self._opened.lines), plan if chosen else None)
        if not chosen:
            self._ask_who()
        else:
            self._top.said.setText(f"For {plan.person}, {plan.office}, {plan.legal_name}")
            self._show_signing(plan)

    def _say_title(self, title: str, second: str) -> None:
        self._left.addWidget(label("You are asked to sign", "section", tone="accent"))
        self._left.addWidget(label(title, "big_title", wrap=True))
        self._left.addWidget(label(second, "lead", wrap=True))

    def _show_glance(self, glance: AtAGlance, plan: Any = None) -> None:
        if glance.purpose:
            self._head("What it is for")
            self._left.addWidget(label(glance.purpose, "big", wrap=True))
        if glance.promises:
            self._head("What every partner promises")
        for number, promise in enumerate(glance.promises, 1):
            line = row(gap=12)
            count = label(str(number), "big", tone="accent")
            count.setFixedWidth(style.px(20))
            line.addWidget(count, 0, Qt.AlignmentFlag.AlignTop)
            line.addWidget(label(promise.text, "big", wrap=True), 1)
            opens = button(
                f"clause {promise.clause}",
                "",
                "link",
                f"promise_{number}",
                partial(self.read, promise.clause),
            )
            line.addWidget(opens, 0, Qt.AlignmentFlag.AlignTop)
            self._left.addLayout(line)
        checked = reviewed_by(self._opened.lines, plan.person) if plan else ""
        if plan is not None and plan.open_points:
            self._head("Points that were accepted as they are")
            for point in plan.open_points:
                line = row(IconLabel("warning", "warning", 18), gap=10)
                line.addWidget(label(point, "big", wrap=True), 1)
                self._left.addLayout(line)
        if checked:
            self._head(f"Who has checked it for {titled(plan.legal_name)}")
            self._left.addWidget(label(checked, "big", wrap=True))
        if glance.rows:
            self._head("What else it settles")
        for title, said in glance.rows:
            line = row(gap=16)
            name = label(title, "section")
            name.setFixedWidth(style.px(200))
            line.addWidget(name, 0, Qt.AlignmentFlag.AlignTop)
            line.addWidget(label(said, "body", wrap=True), 1)
            self._left.addLayout(line)
        self._left.addStretch(1)

    def _head(self, text: str) -> None:
        self._left.addSpacing(style.px(18))
        self._left.addWidget(label(text, "big_head"))

    def _clear_right(self) -> None:
        clear(self._right)
        clear(self._act)

    def _ask_who(self) -> None:
        self._right.addWidget(label("Who are you?", "big_head"))
        self._right.addWidget(
            label(
                "Several places are still free. Your declaration is shown when you have said for whom you sign.",
                wrap=True,
            )
        )
        self._who = Choice(
            "signatory_who",
            [("", "Choose…"), *((one.name, f"{one.person}, {one.legal_name}") for one in self._free())],
            "",
        )
        self._who.currentIndexChanged.connect(
            lambda _index: self._read_plan(self._who.value(), chosen=True) if self._who.value() else None
        )
        self._right.addWidget(Field("I sign for", self._who))
        self._right.addWidget(self._read_button())
        self._right.addStretch(1)
        self._who.setFocus()

    def _read_button(self) -> QWidget:
        return button(f"Read all {self._opened.pages} pages", "read", "", "signatory_read", lambda: self.read(""))

    def _show_signing(self, plan: Any) -> None:
        self._right.addWidget(label("Your declaration", "big_head"))
        if len(self._free()) > 1:
            again = button("I sign for somebody else", "", "link", "signatory_who_again", self._choose_again)
            self._right.addLayout(row(again, "stretch"))
        for said in plan.declaration:
            line = label(said, "big", wrap=True, serif=True)
            line.setFont(style.font(16, serif=True))
            self._right.addWidget(line)
        self.tick = QCheckBox("I have read this declaration and make it.")
        self.tick.setObjectName("signatory_tick")
        self.tick.setFont(style.font(15))
        self.tick.toggled.connect(lambda _on: self._ready())
        self._right.addWidget(self.tick)
        self._right.addSpacing(style.px(10))
        self._ask_with_what()
        self.sign_button = button(f"Sign for {titled(plan.legal_name)}", "sign", "primary", "signatory_sign", self.sign)
        self.sign_button.setProperty("big", "1")
        self.sign_button.setIconSize(QSize(style.px(20), style.px(20)))
        self._right.addLayout(row(self._read_button(), "stretch"))
        self._right.addStretch(1)
        self._act.addWidget(self.sign_button)
        self._below = label("Your passphrase is asked for next.", "second", wrap=True)
        self._below.setObjectName("signatory_below")
        self._act.addWidget(self._below)
        self._ready()
        self.tick.setFocus()

    def _ask_with_what(self) -> None:
        self._right.addWidget(label("Sign with", "section"))
        self._file_choice = QRadioButton("A signing identity that I have…")
        self._new_choice = QRadioButton("Make my signing identity (2 minutes)…")
        self._card_choice = QRadioButton("A card or token")
        self._card_choice.setObjectName("signatory_card")
        self._card_choice.clicked.connect(self.choose_card)
        self._file_choice.setObjectName("signatory_have")
        self._new_choice.setObjectName("signatory_new")
        self._file_choice.clicked.connect(self.choose_identity)
        self._new_choice.clicked.connect(self.make_identity)
        self._identity_says = label("", "second", wrap=True)
        self._identity_says.setObjectName("signatory_identity")
        for one in (self._file_choice, self._card_choice, self._new_choice, self._identity_says):
            self._right.addWidget(one)

    def _show_foot(self, opened: Any) -> None:
        clear(self._foot)
        signed = [one.place.legal_name for one in opened.fields if one.kind == "signature" and one.signed]
        still = [one.place.legal_name for one in opened.fields if one.kind == "signature" and not one.signed]
        for icon, tone, said, names in (
            ("done", "signed", "Signed", signed),
            ("not_started", "text3", "Still to sign", still),
        ):
            if names:
                line = row(IconLabel(icon, tone, 16), gap=8)
                line.addWidget(label(f"{said}: {words.listed(names)}", "second", wrap=True), 1)
                self._foot.addLayout(line)

    def _ready(self) -> None:
        reason = (
            "Tick the declaration first."
            if not self.tick.isChecked()
            else ""
            if self._identity or self._by_card
            else "Choose what to sign with first."
        )
        set_not_yet(self.sign_button, reason)
        self._below.setText(reason or f"Your {'PIN' if self._by_card else 'passphrase'} is asked for next.")

    # --- doing -------------------------------------------------------------------------------------------------

    def choose_identity(self) -> None:
        found = files.ask_open(self, "Choose your signing identity", files.IDENTITY)
        if found is not None:
            self._identity, self._by_card = found, False
            self._identity_says.setText(f"{found.name}")
        elif self._identity is None:
            self._file_choice.setAutoExclusive(False)
            self._file_choice.setChecked(False)
            self._file_choice.setAutoExclusive(True)
            self._card_choice.setChecked(self._by_card)
        self._ready()

    def choose_card(self) -> None:
        self._identity, self._by_card = None, True
        self._identity_says.setText("Put the card into its reader. Its PIN is asked for next.")
        self._ready()

    def make_identity(self) -> None:
        NewIdentity.ask(self, self._clock, self.jobs, self._refused, self._plan.person, self._plan.legal_name,
                        sample=self._plan.sample, then=self._made)  # fmt: skip

    def _made(self, identity: Any, path: Path) -> None:
        self._identity, self._by_card = path, False
        said = identity.words
        rows = "\n".join("   ".join(said[at : at + 4]) for at in range(0, len(said), 4))
        self._identity_says.setText(
            f"{path.name}, valid to {words.day(identity.valid_to, year=0)}. "
            f"The coordinator will telephone you and ask for its words:\n{rows}"
        )
        self._ready()

    def sign(self) -> None:
        """Ask for the passphrase, then write the signed copy beside the file."""
        if reason := not_yet(self.sign_button):
            self._below.setText(reason)
            announce(self, reason)
            return
        title = f"{'PIN' if self._by_card else 'Passphrase'} for {self._plan.person}"
        what = f"Identity in {self._identity.name}." if self._identity else ""
        chosen = UseIdentity.ask(self, title, what, "Sign", self._identity, card=self._by_card)
        if chosen is None:
            return
        out = files.ask_save(self, "Save the signed file", f"{self._path.stem}-signed.pdf", files.PDF)
        if out is None:
            return
        path, field, clock = self._path, self._plan.field, self._clock

        def work(_report: object) -> object:
            from studio.steps import signatures

            signatures.sign(path, field, chosen, out, at=clock(), force=True)
            from studio.steps.opened import open_signing

            return open_signing(out)

        self.jobs.start(
            "Signing",
            work,
            owner=self,
            then=lambda opened: self._signed(opened, out),
            failed=self._refused,
            pool="free",
        )

    def _refused(self, error: Exception) -> None:
        """The sentence under the button; tick and choice stay."""
        if not isinstance(error, StudioError):
            Crash.tell(self, crash_report(error))
            return
        self._below.setText(str(error))
        shades = self._below.palette()
        shades.setColor(self._below.foregroundRole(), style.color("error"))
        self._below.setPalette(shades)
        announce(self, str(error))

    def _signed(self, opened: Any, out: Path) -> None:
        self.signed_path = self._path = out
        plan = self._plan
        self._opened, self._data = opened, opened.data
        self.pages.show_pages(opened.pages)
        self._clear_right()
        done = label("You have signed", "big_head", tone="signed")
        done.setObjectName("signatory_done")
        self._right.addLayout(row(IconLabel("sign", "signed", 28), done, "stretch", gap=12))
        self._right.addWidget(
            label(f"{plan.person} for {titled(plan.legal_name)}, {words.moment(self._clock().isoformat())}.", wrap=True)
        )
        self._right.addWidget(
            label(
                f"The signed copy is {out.name}. Send it back to the coordinator; the file you received is untouched.",
                wrap=True,
            )
        )
        self._right.addWidget(button("Save a copy…", "save", "", "signatory_copy", self._save_copy))
        self._right.addWidget(self._read_button())
        self._right.addWidget(button("Check signatures", "good", "", "signatory_check_signed", self.check))
        self._right.addStretch(1)
        self._show_foot(opened)
        announce(self, "You have signed.")

    def _save_copy(self) -> None:
        path = files.ask_save(self, "Save a copy", self._path.name, files.PDF)
        if path is None:
            return
        from studio.steps.files import write_new

        try:
            write_new(path, self._data, force=True)
        except StudioError as error:
            self._refused(error)

    def read(self, clause: str) -> None:
        """The pages as they will be signed, at a clause."""
        self._stack.setCurrentIndex(2)
        self.pages.setFocus()
        if clause:
            self.jobs.start(
                "Finding the clause",
                _finder(self._data, clause),
                owner=self,
                then=self.pages.go_to,
                failed=self._refused,
                pool="free",
            )

    def _draw(self, page: int, scale: float, done: Callable[[Any], None]) -> None:
        data = self._data

        def work(_report: object) -> object:
            from studio.steps.opened import page_picture

            return page_picture(data, page, scale)

        self.jobs.start("Drawing the page", work, owner=self, then=done, failed=self._refused, pool="free")

    def check(self) -> None:
        """The verdict on this file as it is now."""
        from studio.desk.signatory.verification import open_check

        open_check(self._path, self._clock)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        settings.save_geometry("signatory", self.saveGeometry())
        self.jobs.close()
        super().closeEvent(event)


def _finder(data: bytes, clause: str) -> Callable[[object], int]:
    """Which page a clause stands on (from 0)."""

    def work(_report: object) -> int:
        from studio.steps.opened import page_of

        return page_of(data, clause)

    return work
