"""The right side of the signatory's window: whose place, the declaration, what to sign with, one button, what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QFont, QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QCheckBox, QPushButton, QVBoxLayout, QWidget

from studio.desk import style, words
from studio.desk.widgets.basics import Ground, boxed, button, clear, column, label, row, scrolled, set_not_yet
from studio.desk.widgets.fields import Choice, Field
from studio.desk.widgets.marks import IconLabel
from studio.desk.widgets.option import Option
from studio.drafting.office import titled

if TYPE_CHECKING:
    from studio.signing.plan import FieldPlace, SigningPlan

DECLARED = "I have read this declaration and make it."
LOW = 760  # px at 100 %: lower than this there is no room for a foot that stays in view
FILE, CARD, ELSEWHERE = "file", "card", "elsewhere"


@dataclass(frozen=True, slots=True)
class Kept:
    """What was ticked and chosen, to be shown once more in another size of text."""

    ticked: bool
    means: str
    identity: Path | None
    said: str


class SigningSide(Ground):
    """It asks and shows; the window signs."""

    who_said = Signal(str)  # the field for which somebody signs; "" to ask once more
    file_wanted = Signal()
    identity_wanted = Signal()  # one is to be made
    read_wanted = Signal()
    sign_wanted = Signal()
    decline_wanted = Signal()
    copy_wanted = Signal()
    send_wanted = Signal()
    check_wanted = Signal()

    def __init__(self) -> None:
        super().__init__("sunken")
        self.identity: Path | None = None
        self.means = ""  # "" nothing yet, a file, a card, another program
        self._said = ""  # of the identity
        self._asks = False  # the declaration is shown
        self.pages = 0
        self._top: QVBoxLayout = column(gap=10, margins=(32, 24, 32, 16))
        self._low: QVBoxLayout = column(gap=0)
        inner, whole = QWidget(), column(gap=0)
        whole.addLayout(self._top, 1)
        whole.addLayout(self._low)
        inner.setLayout(whole)
        self._act: QVBoxLayout = column(gap=6, margins=(32, 8, 32, 0))  # stays in view however small the screen is
        self._foot: QVBoxLayout = column(gap=6, margins=(32, 8, 32, 16))
        self._others = boxed(self._foot)
        self._box = column(scrolled(inner, "sunken"), gap=0)
        self._box.setStretch(0, 1)
        self._box.addLayout(self._act)
        self._box.addWidget(self._others)
        self.setLayout(self._box)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """On a small screen who else signs scrolls with the rest; the button keeps its place, its words break."""
        super().resizeEvent(event)
        here = self._low if self.height() < style.px(LOW) else self._box
        if here.indexOf(self._others) < 0:
            here.addWidget(self._others)
        if self._asks:
            self._fit()

    def _fit(self) -> None:
        """Words broken into lines where the text is large."""
        room = self.width() - style.px(2 * 32 + 36) - 16
        for one in (self._have, self._new, self._card, self._other):
            one.fit(room)
        self.tick.setText("\n".join(words.broken(DECLARED, room, self.tick.fontMetrics().horizontalAdvance)))
        wide = self.width() >= style.px(430)
        self._pair.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)
        self._show_verb()

    def _clear(self) -> None:
        self._asks = False
        clear(self._top)
        clear(self._act)

    def _read_button(self) -> QPushButton:
        return button(f"Read all {self.pages} pages", "read", "", "signatory_read", self.read_wanted.emit)

    # --- what is asked -----------------------------------------------------------------------------------------

    def show_nothing_left(self) -> None:
        """Everyone has signed."""
        self._clear()
        self._top.addWidget(label("Nothing is left to sign here.", "big", wrap=True))
        self._top.addWidget(
            button("Check signatures", "good", "primary", "signatory_check_all", self.check_wanted.emit)
        )
        self._top.addStretch(1)

    def ask_who(self, places: list[FieldPlace]) -> None:
        """Several places are free: whose is it?"""
        self._clear()
        self._top.addWidget(label("Who are you?", "big_head"))
        said = "Several places are still free. Your declaration is shown when you have said for whom you sign."
        self._top.addWidget(label(said, wrap=True))
        options = [("", "Choose…"), *((one.name, f"{one.person}, {one.legal_name}") for one in places)]
        self.who = Choice("signatory_who", options, "")
        self.who.currentIndexChanged.connect(
            lambda _index: self.who_said.emit(self.who.value()) if self.who.value() else None
        )
        self._top.addWidget(Field("I sign for", self.who))
        self._top.addWidget(self._read_button())
        self._top.addStretch(1)
        self.who.setFocus()

    def show_declaration(self, plan: SigningPlan, *, others: bool, remembered: Path | None) -> None:
        """Declaration, tick, choice and the button; `others`: there are places of other people too."""
        self._clear()
        self.identity, self.means, self._said, self._asks = None, "", "", True
        self._top.addWidget(label("Your declaration", "big_head"))
        if others:
            again = button(
                "I sign for somebody else", "", "link", "signatory_who_again", lambda: self.who_said.emit("")
            )
            self._top.addLayout(row(again, "stretch"))
        for said in plan.declaration:
            line = label(said, "big", wrap=True, serif=True)
            line.setFont(style.font(16, serif=True))
            self._top.addWidget(line)
        self.tick = QCheckBox(DECLARED)
        self.tick.setAccessibleName(DECLARED)
        self.tick.setObjectName("signatory_tick")
        self.tick.setFont(style.font(15))
        self.tick.toggled.connect(lambda _on: self.show_ready())
        self._top.addWidget(self.tick)
        self._top.addSpacing(style.px(10))
        self._ask_with_what(remembered)
        self.sign_button = button("", "sign", "primary", "signatory_sign", self.sign_wanted.emit)
        self.sign_button.setProperty("big", "1")
        self.sign_button.setIconSize(QSize(style.px(20), style.px(20)))
        self._verb = f"Sign for {titled(plan.legal_name)}"
        decline = button("Decline, with a reason…", "reject", "quiet", "signatory_decline", self.decline_wanted.emit)
        self._pair = row(self._read_button(), decline, "stretch")
        self._top.addLayout(self._pair)
        self._top.addStretch(1)
        self._act.addWidget(self.sign_button)
        self.below = label("", "second", wrap=True)
        self.below.setObjectName("signatory_below")
        self._act.addWidget(self.below)
        if remembered is not None:
            self.use_identity(remembered, remembered.name)
        self.show_ready()
        self._fit()
        self.tick.setFocus()

    def _ask_with_what(self, remembered: Path | None) -> None:
        self._top.addWidget(label("Sign with", "section"))
        self._have = Option(
            "My signing identity" if remembered else "A signing identity that I have…", "signatory_have"
        )
        self._new = Option("Make my signing identity (2 minutes)…", "signatory_new")
        self._card = Option("A card or token", "signatory_card")
        self._other = Option("Another program, such as Adobe Reader", "signatory_elsewhere")
        self._have.clicked.connect(lambda _on: self.file_wanted.emit())
        self._new.clicked.connect(lambda _on: self.identity_wanted.emit())
        self._card.clicked.connect(
            lambda _on: self._use(CARD, "Put the card into its reader. Its PIN is asked for next.")
        )
        self._other.clicked.connect(lambda _on: self._use(
            ELSEWHERE, "The file is saved for it. Sign only your own place there, and change nothing else."))  # fmt: skip
        self._identity_says = label("", "second", wrap=True)
        self._identity_says.setObjectName("signatory_identity")
        order = (self._have, self._card, self._new) if remembered else (self._new, self._have, self._card)
        for one in (*order, self._other, self._identity_says):
            self._top.addWidget(one)

    def use_identity(self, path: Path, said: str) -> None:
        """Sign with this file; `said` is shown below the choice."""
        self.identity = path
        self._use(FILE, said)

    def _use(self, means: str, said: str) -> None:
        if means != FILE:
            self.identity = None
        self.means, self._said = means, said
        self.show_choice()

    def show_choice(self) -> None:
        """Mark what is really chosen: a question that was left without an answer changes nothing."""
        marked = {FILE: self._have, CARD: self._card, ELSEWHERE: self._other}.get(self.means)
        for one in (self._have, self._new, self._card, self._other):
            one.setAutoExclusive(False)
            one.setChecked(one is marked)
        for one in (self._have, self._new, self._card, self._other):
            one.setAutoExclusive(True)
        self._identity_says.setText(self._said)
        self.show_ready()

    def show_ready(self) -> None:
        """The button, and under it what is missing or what comes next."""
        reason = "" if self.means else "Choose what to sign with first."
        reason = reason if self.tick.isChecked() else "Tick the declaration first."
        self._show_verb()
        set_not_yet(self.sign_button, reason)
        following = {CARD: "Your PIN is asked for next.", ELSEWHERE: "Where to save it is asked for next."}
        self.say(reason or following.get(self.means, "Your passphrase is asked for next."), "text2")

    def _show_verb(self) -> None:
        """The words of the button, on as many lines as they need."""
        verb = "Save the file for the other program…" if self.means == ELSEWHERE else self._verb
        font = style.font(16, QFont.Weight.DemiBold)
        room = self.width() - style.px(2 * (32 + 24) + 36)
        broken = words.broken(verb, room, QFontMetrics(font).horizontalAdvance)
        self.sign_button.setText("\n".join(broken))
        self.sign_button.setMinimumHeight(QFontMetrics(font).lineSpacing() * len(broken) + style.px(24))
        self.sign_button.setAccessibleName(verb)

    def say(self, text: str, tone: str) -> None:
        """A sentence under the button; tick and choice stay as they are."""
        self.below.setText(text)
        shades = self.below.palette()
        shades.setColor(self.below.foregroundRole(), style.color(tone))
        self.below.setPalette(shades)

    def kept(self) -> Kept | None:
        """What was entered, where the declaration is shown; None elsewhere."""
        return Kept(self.tick.isChecked(), self.means, self.identity, self._said) if self._asks else None

    def take_over(self, kept: Kept) -> None:
        """Enter the same again."""
        self.tick.setChecked(kept.ticked)
        self.means, self.identity, self._said = kept.means, kept.identity, kept.said
        self.show_choice()

    # --- what became of it -------------------------------------------------------------------------------------

    def show_signed(self, who: str, when: str, name: str) -> None:
        """It is signed: `who` for whom, `when`, and the `name` of the signed file."""
        self._clear()
        done = label("You have signed", "big_head", tone="signed")
        done.setObjectName("signatory_done")
        self._top.addLayout(row(IconLabel("sign", "signed", 28), done, "stretch", gap=12))
        self._top.addWidget(label(f"{who}, {when}.", wrap=True))
        said = f"The signed copy is {name}. Send it back to the coordinator; the file you received is untouched."
        self._top.addWidget(label(said, wrap=True))
        back = button("Send it back…", "letter", "primary", "signatory_send", self.send_wanted.emit)
        self._top.addWidget(back)
        self._top.addWidget(button("Save a copy…", "save", "", "signatory_copy", self.copy_wanted.emit))
        self._top.addWidget(self._read_button())
        self._top.addWidget(button("Check signatures", "good", "", "signatory_check_signed", self.check_wanted.emit))
        self._show_below()
        back.setFocus()

    def show_declined(self, name: str) -> None:
        """The refusal is written; nothing was signed."""
        self._clear()
        done = label("You have not signed", "big_head")
        done.setObjectName("signatory_declined")
        self._top.addWidget(done)
        said = f"The letter with your reason is {name}. It opens in your mail program; send it to the coordinator."
        self._top.addWidget(label(said, wrap=True))
        again = button("Sign after all", "undo", "", "signatory_again", lambda: self.who_said.emit(""))
        self._top.addWidget(again)
        self._show_below()
        again.setFocus()

    def _show_below(self) -> None:
        self.below = label("", "second", wrap=True)
        self.below.setObjectName("signatory_below")
        self._top.addWidget(self.below)
        self._top.addStretch(1)

    def show_foot(self, signed: list[str], still: list[str]) -> None:
        """Who else: the organisations that have signed, and those that have not."""
        clear(self._foot)
        for icon, tone, said, names in (
            ("done", "signed", "Signed", signed),
            ("not_started", "text3", "Still to sign", still),
        ):
            if names:
                line = row(IconLabel(icon, tone, 16), gap=8)
                line.addWidget(label(f"{said}: {words.listed(names)}", "second", wrap=True), 1)
                self._foot.addLayout(line)
