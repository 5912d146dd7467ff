"""Choosing what a new agreement starts from: a worked case, or a facts file and the document it leads to."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from studio.desk import files, style
from studio.desk.coordinator.cases import worked_cases
from studio.desk.messages import Dialog
from studio.desk.models.document_names import document_names
from studio.desk.widgets.basics import button, label
from studio.desk.widgets.fields import Choice, Field
from studio.desk.widgets.rows import RowList

if TYPE_CHECKING:
    from studio.library.read import Library

USUAL = "isa-multi-agency"


@dataclass(frozen=True, slots=True)
class Beginning:
    """The facts file to start from, and the template that they lead to."""

    facts: Path
    template: str


class StartAgreement(Dialog):
    """Worked cases as a list; any other facts file by its button. A case brings its template with it."""

    def __init__(self, parent: QWidget | None, library: Library) -> None:
        said = "It begins with a set of facts, which you then change step by step while the text grows beside them."
        super().__init__(parent, "start_dialog", "What does the agreement start from?", said, 680)
        self._library = library
        self.path: Path | None = None
        self.body.addWidget(label("Worked cases", "field"))
        self.cases = RowList("start_cases", "Worked cases", tall=52)
        self.cases.inset = 0
        self.cases.setFixedHeight(style.px(300))
        self.cases.set_lines(worked_cases())
        self.cases.entered.connect(self._case)
        self.cases.chosen.connect(self._show_template)
        self.body.addWidget(self.cases)
        self.template = Choice("start_template", template_names(library), USUAL)
        self.template.currentIndexChanged.connect(lambda _index: self._explain())
        self._field = Field("The document it leads to", self.template, " ")
        self.body.addWidget(self._field)
        self.body.addWidget(button("Choose a facts file…", "open", "", "start_file", self._file))
        self.finish_with("Start with this case", icon="")
        self.cases.select_first()
        self._explain()

    def _show_template(self, key: str) -> None:
        from studio.steps.cases import worked_case

        self.template.choose(worked_case(key.partition(":")[2]).template)

    def _explain(self) -> None:
        """What the chosen document is for, below its name."""
        chosen = self._library.templates.get(self.template.value())
        self._field.hint(f"{chosen.purpose} Not for: {chosen.not_for}" if chosen and chosen.not_for else "")

    def _case(self, key: str) -> None:
        from studio.steps.cases import worked_case

        self.path = worked_case(key.partition(":")[2]).facts
        self.accept()

    def _file(self) -> None:
        chosen = files.ask_open(self, "Choose a facts file", files.FACTS)
        if chosen is not None:
            self.path = chosen
            self.accept()

    def ready(self) -> bool:
        from studio.steps.cases import worked_case

        if key := self.cases.key():
            self.path = worked_case(key.partition(":")[2]).facts
        return self.path is not None

    @classmethod
    def ask(cls, parent: QWidget | None, library: Library) -> Beginning | None:
        """What to start from, or None."""
        made = cls(parent, library)
        if not made.asked() or made.path is None:
            return None
        return Beginning(made.path, made.template.value() or USUAL)


def template_names(library: Library) -> list[tuple[str, str]]:
    """Documents that an agreement can lead to, agreements first, as (id, what it is called).

    Among them is every document that a worked case leads to, whatever its kind.
    """
    from studio.steps.cases import worked_cases as cases

    led_to = {each.template for each in cases()}
    chosen = [one for one in library.templates.values() if one.family in {"agreement", "record"} or one.id in led_to]
    titles = document_names(library.templates.values())
    ranked = sorted(chosen, key=lambda one: (one.family != "agreement", one.id != USUAL, titles[one.id]))
    return [(one.id, titles[one.id]) for one in ranked]
