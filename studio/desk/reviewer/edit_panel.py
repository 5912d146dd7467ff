"""Beside the text of a review copy: the chosen paragraph, to be worded anew, taken out, added to or commented on."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLabel

from studio.desk import style
from studio.desk.widgets.basics import Ground, button, column, label, row, set_kind, set_not_yet
from studio.desk.widgets.fields import Field, line, lines
from studio.steps.opened import Place
from studio.steps.reviewing import Reviewer

NONE_CHOSEN = "Choose a paragraph in the text (Alt+Up, Alt+Down) to change its words or to comment on it."


@dataclass(frozen=True, slots=True)
class Act:
    """What the reviewer wants done: kind is words, add, remove or comment. `on` are the words that a comment is on."""

    kind: str
    key: str
    text: str = ""
    on: str = ""


class EditPanel(Ground):
    """`acted` carries an `Act`."""

    acted = Signal(object)

    def __init__(self) -> None:
        super().__init__("sunken")
        self._place: Place | None = None
        self.head: QLabel = label(NONE_CHOSEN, "section", wrap=True)
        self.head.setObjectName("review_place")
        self.words = lines("review_words", rows=5)
        self.words.setFont(style.font(14, serif=True))
        self.text = lines("review_text", rows=3)
        self._words_field = Field(
            "The words as they should read", self.words, "Ctrl+Return tracks the change under your name."
        )
        self._text_field = Field(
            "A comment, or a new paragraph", self.text, "A comment is on the words you select above, else on all."
        )
        self.change = button("Change the words", "amend", "primary", "review_change", lambda: self._act("words"))
        self.remove = button("Take it out", "removed", "", "review_remove", lambda: self._act("remove"))
        self.comment = button("Comment", "comment", "", "review_comment", lambda: self._act("comment"))
        self.add = button("Add as a paragraph", "added", "", "review_add", lambda: self._act("add"))
        self.name = line("review_name")
        self._name_field = Field("Your name", self.name)
        QShortcut(QKeySequence("Ctrl+Return"), self, self._enter)
        self.words.textChanged.connect(self._allow)
        made = column(gap=8, margins=(20, 12, 20, 12))
        made.addWidget(self.head)
        made.addWidget(self._words_field)
        made.addLayout(row(self.change, self.remove, "stretch"))
        made.addWidget(self._text_field)
        made.addLayout(row(self.comment, self.add, "stretch"))
        made.addWidget(self._name_field)
        self.setLayout(made)
        self.show_place(None)

    def show_reviewer(self, found: Reviewer) -> None:
        """The name the copy was sent to, unless another was typed."""
        if not self.name.text():
            self.name.setText(found.name)

    def show_place(self, place: Place | None) -> None:
        """The paragraph that is chosen; None where there is none that can be changed here."""
        self._place = place
        named = f"Paragraph {place.number}" if place and place.number else "This paragraph"
        self.head.setText(NONE_CHOSEN if place is None else named)
        self.words.setPlainText(place.words if place else "")
        self.words.setReadOnly(place is None)
        self.text.clear()
        self._text_field.complain("")
        self._allow()

    def _enter(self) -> None:
        """Ctrl+Return: what the field that has the keyboard is for."""
        (self.comment if self.text.hasFocus() else self.change).click()

    def place(self) -> Place | None:
        return self._place

    def _allow(self) -> None:
        place = self._place
        none = "" if place else "Choose a paragraph first."
        same = "" if place and self.words.toPlainText().strip() != place.words.strip() else "Change the words first."
        set_not_yet(self.change, none or same)
        set_kind(self.change, "" if none or same else "primary")
        for one in (self.remove, self.comment):
            set_not_yet(one, none)
        table = "Rows of a table are added in Word or LibreOffice." if place and place.in_table else ""
        set_not_yet(self.add, none or table)

    def _act(self, kind: str) -> None:
        from studio.desk.widgets.basics import not_yet

        asked = {"words": self.change, "remove": self.remove, "comment": self.comment, "add": self.add}[kind]
        if self._place is None or not_yet(asked):
            return
        written = self.words.toPlainText() if kind == "words" else self.text.toPlainText()
        missing = kind in {"comment", "add"} and not written.strip()
        self._text_field.complain("Write it first." if missing else "")
        self._name_field.complain("" if self.name.text().strip() else "Write the name that your changes stand under.")
        if missing or not self.name.text().strip():
            (self.text if missing else self.name).setFocus()
            return
        on = self.words.textCursor().selectedText() if kind == "comment" else ""
        self.acted.emit(Act(kind, self._place.key, written, on if on in self._place.words else ""))
