"""The partner beside the board: state, the one thing to do now, the reviewer, what happened."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal

from studio.desk import style, words
from studio.desk.coordinator.merge_strip import ASK_AGAIN
from studio.desk.models.lines import Line
from studio.desk.widgets.basics import Ground, button, column, hairline, label, row, set_kind, set_not_yet
from studio.desk.widgets.marks import Badge, Monogram
from studio.desk.widgets.rows import RowList
from studio.steps.views import BoardRow, BoardView

_TONE = {"returned": "neutral", "agreed": "signed", "no_response": "late", "sent": "neutral", "set_aside": "neutral"}
_WORDS = {
    "returned": "Returned",
    "agreed": "Approved",
    "no_response": "No response",
    "sent": "Waiting",
    "set_aside": "Set aside",
}


class PartnerPane(Ground):
    remind = Signal()
    telephone = Signal()
    no_response = Signal()
    set_aside = Signal()

    def __init__(self) -> None:
        super().__init__("sunken")
        self.setObjectName("partner_pane")
        self._who = row(gap=12)
        self._state, self._due = Badge(""), label("", "second")
        self.remind_button = button("Write reminder…", "remind", "primary", "partner_remind", self.remind.emit)
        self.telephone_button = button("Telephone note…", "telephone", "", "partner_telephone", self.telephone.emit)
        self.silent_button = button("No answer", "late", "", "partner_no_response", self.no_response.emit)
        self.aside_button = button("Set aside…", "", "quiet", "partner_set_aside", self.set_aside.emit)
        self._unproved = label("", "second", tone="error", wrap=True)
        self._unproved.setObjectName("partner_unproved")
        self._reviewer, self._mail = label("", wrap=True), label("", "second", wrap=True)
        self.past = RowList("partner_history", "What happened", tall=46, ruled=False)
        self.past.inset = 0
        shades = self.past.palette()
        shades.setColor(shades.ColorRole.Base, style.color("sunken"))
        self.past.setPalette(shades)
        box = column(gap=8, margins=(20, 16, 20, 14))
        box.addLayout(self._who)
        box.addLayout(row(self._state, self._due, "stretch"))
        box.addWidget(self._unproved)
        box.addSpacing(style.px(4))
        box.addWidget(self.remind_button)
        box.addLayout(row(self.telephone_button, self.silent_button))
        box.addSpacing(style.px(8))
        for part in (
            label("Reviewer", "section"),
            self._reviewer,
            self._mail,
            hairline(),
            label("What happened", "section"),
        ):
            box.addWidget(part)
        box.addWidget(self.past, 1)
        box.addWidget(label("A partner who has not answered has not agreed.", "second", wrap=True))
        box.addLayout(row(self.aside_button, "stretch"))
        self.setLayout(box)

    def show_row(self, found: BoardRow, mark: tuple[str, int], view: BoardView, letters: list[Any]) -> None:
        from studio.desk.widgets.basics import clear

        clear(self._who)
        self._who.addWidget(Monogram(*mark, found.party_name))
        name = label(words.opened(found.party_name), "pane", wrap=True)
        self._who.addWidget(name, 1)
        late = found.late_days > 0
        said = words.late(found.late_days) if late and found.state == "sent" else _WORDS.get(found.state, found.state)
        said = _WORDS["set_aside"] if found.aside else said
        self._state.show_state(said, "late" if late else _TONE.get(found.state, "neutral"), "late" if late else "")
        self._due.setText(f"due {words.day(view.due_on)}" if view.due_on and not view.closed else "")
        self._unproved.setText(f"Its return is not proved. {found.unproved} {ASK_AGAIN}" if found.unproved else "")
        self._unproved.setVisible(bool(found.unproved))
        self._reviewer.setText(f"{found.contact}, {role_words(found.role)}")
        self._mail.setText(found.email)
        waiting = found.state in {"sent", "no_response"} and not view.closed
        self.remind_button.setText(f"\u2009Write {'second ' if found.reminded_at else ''}reminder…")
        set_kind(self.remind_button, "primary" if waiting and late else "")
        done = "" if waiting else "This partner is set aside." if found.aside else "This partner has answered."
        self.aside_button.setText("Take back in…" if found.aside else "Set aside…")
        for one in (self.remind_button, self.silent_button):
            set_not_yet(one, done)
        set_not_yet(self.silent_button, done or ("" if found.state == "sent" else "It is recorded already."))
        self.past.set_lines(_past(found, view, letters))


ROLES = {
    "legal": "Legal reviewer", "ig_lead": "Information governance lead", "reviewer": "Reviewer",
    "dpo": "Data protection officer", "caldicott": "Caldicott Guardian",
}  # fmt: skip


def role_words(role: str) -> str:
    """What a reviewer answers as, in words."""
    return ROLES.get(role, role.replace("_", " ").capitalize())


def _past(found: BoardRow, view: BoardView, letters: list[Any]) -> list[Line]:
    made = [Line(f"letter:{one.id}", one.subject or one.text, words.moment(one.at),
                 "telephone" if one.channel == "telephone" else "letter") for one in reversed(letters)]  # fmt: skip
    if found.state != "sent":
        made.insert(0, Line("state", _WORDS.get(found.state, found.state), words.moment(found.since), "merge"))
    made.append(Line("sent", f"Draft {view.draft} went out", words.moment(view.issued_at), "circulate"))
    return made
