"""A partner that joins later: who it is, who signs for it, and where the letter goes."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox, QWidget

from studio.desk.messages import Dialog
from studio.desk.models.form import Words
from studio.desk.widgets.basics import row
from studio.desk.widgets.fields import Choice, Field, line
from studio.facts.kinds import PartyType
from studio.steps.joining import Joiner

_SAID = (
    "It signs an accession that names the executed agreement by its fingerprint; the agreement itself never changes. "
    "You certify the accession, the joiner signs it, then your chief executive."
)


class JoinerDialog(Dialog):
    """The facts of the joiner that its accession prints."""

    def __init__(self, parent: QWidget | None, words_of: Words) -> None:
        super().__init__(parent, "joiner_dialog", "Who joins the agreement?", _SAID, 640)
        kinds = sorted(((str(one), words_of("PartyType", str(one))) for one in PartyType), key=lambda each: each[1])
        self._kind = Choice("joiner_kind", [("", "Choose…"), *kinds], "")
        self._public = QCheckBox("A public authority")
        self._public.setObjectName("joiner_public")
        self._legal = self._ask("Registered name", "joiner_legal", "The body that can sign, not a team.")
        self._short = self._ask("Short name", "joiner_short", "As texts call it: the Fire Service.")
        self._person = self._ask("Who signs for it", "joiner_person")
        self._office = self._ask("Office", "joiner_office")
        self._email = self._ask("E-mail address of who signs", "joiner_email")
        self._address = Field("Postal address", line("joiner_address"), optional=True)
        self._fee = Field("Data protection fee number", line("joiner_fee"), optional=True)
        self._kind_field = Field("Kind of organisation", self._kind)
        for left, right in (
            (self._legal, self._short), (self._kind_field, self._public), (self._address, self._fee),
            (self._person, self._office),
        ):  # fmt: skip
            pair = row(left, right, gap=14)
            pair.setStretch(0, 1)
            pair.setStretch(1, 1)
            self.body.addLayout(pair)
        self.body.addWidget(self._email)
        self.finish_with("Make the accession…", "Not now", icon="sign")
        self._legal.entry.setFocus()

    @staticmethod
    def _ask(title: str, name: str, hint: str = "") -> Field:
        return Field(title, line(name), hint)

    def ready(self) -> bool:
        wrong = [
            (self._legal, "" if self._of(self._legal) else "Write the name as it is registered."),
            (self._short, "" if self._of(self._short) else "Write how texts call it."),
            (self._kind_field, "" if self._kind.value() else "Choose what it is."),
            (self._person, "" if self._of(self._person) else "Write the name."),
            (self._office, "" if self._of(self._office) else "Write the office."),
            (self._email, "" if _is_address(self._of(self._email)) else "Write an address, such as name@fire.example."),
        ]
        for field, problem in wrong:
            field.complain(problem)
        first = next((field for field, problem in wrong if problem), None)
        if first is not None:
            first.entry.setFocus()
        return first is None

    @staticmethod
    def _of(field: Field) -> str:
        return str(field.entry.property("text") or "").strip()

    def joiner(self) -> Joiner:
        """What was entered."""
        return Joiner(
            legal_name=self._of(self._legal),
            short_name=self._of(self._short),
            kind=self._kind.value(),
            public_authority=self._public.isChecked(),
            person=self._of(self._person),
            office=self._of(self._office),
            email=self._of(self._email),
            address=self._of(self._address),
            fee_number=self._of(self._fee),
        )

    @classmethod
    def ask(cls, parent: QWidget | None, words_of: Words) -> Joiner | None:
        made = cls(parent, words_of)
        return made.joiner() if made.asked() else None


def _is_address(text: str) -> bool:
    name, at, place = text.partition("@")
    return bool(name and at and "." in place.strip(".")) and not any(each.isspace() for each in text)
