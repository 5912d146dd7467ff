"""A question with fields that must be filled, and a paper where one is needed."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QWidget

from studio.desk import files
from studio.desk.messages import Dialog
from studio.desk.widgets.basics import Elided, button, label, row
from studio.desk.widgets.fields import Field, line
from studio.errors import StudioError


class Asking(Dialog):
    """The verb accepts it once every field is filled and the paper is chosen."""

    def __init__(self, parent: QWidget | None, name: str, title: str, text: str) -> None:
        super().__init__(parent, name, title, text, 520)
        self.needed: list[tuple[Field, str]] = []
        self.paper: Path | None = None
        self.data = b""  # of the paper, once the question is answered
        self._paper_said: Elided | None = None
        self._paper_problem = label("", "second", tone="error", wrap=True)

    def ask_for(self, title: str, name: str, complaint: str, text: str = "", hint: str = "") -> Field:
        field = Field(title, line(name, text), hint)
        self.body.addWidget(field)
        self.needed.append((field, complaint))
        return field

    def ask_paper(self, verb: str, name: str, kinds: str) -> None:
        self._paper_said = Elided("No file chosen yet", "second")
        choose = button(verb, "open", "", name, lambda: self._choose(verb, kinds))
        self.body.addLayout(row(choose, self._paper_said))
        self.body.addWidget(self._paper_problem)
        self._paper_problem.hide()

    def _choose(self, verb: str, kinds: str) -> None:
        found = files.ask_open(self, verb.rstrip("…"), kinds)
        if found is not None and self._paper_said is not None:
            self.paper = found
            self._paper_said.setText(found.name)
            self._paper_problem.hide()

    def ready(self) -> bool:
        first = None
        for field, complaint in self.needed:
            missing = not str(field.entry.property("text") or "").strip()
            field.complain(complaint if missing else "")
            first = first or (field if missing else None)
        problem = self._paper_fault()
        self._paper_problem.setText(problem)
        self._paper_problem.setVisible(bool(problem))
        if first is not None:
            first.entry.setFocus()
        return first is None and not problem

    def _paper_fault(self) -> str:
        """What is wrong with the paper, or ""; it is read while another can still be chosen."""
        from studio.steps.files import read_file

        if self._paper_said is None:
            return ""
        if self.paper is None:
            return "Choose the file; it is kept with the agreement."
        try:
            self.data = read_file(self.paper)
        except StudioError as error:
            return str(error)
        return ""

    def said(self, field: Field) -> str:
        return str(field.entry.property("text")).strip()
