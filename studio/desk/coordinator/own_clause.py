"""What the library page asks about a clause of the workspace's own: its first text, and its place with who approves it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QPlainTextEdit, QWidget

from studio.desk import style
from studio.desk.messages import Dialog
from studio.desk.models.library_lines import section_of
from studio.desk.widgets.basics import row
from studio.desk.widgets.fields import Choice, Field, line, lines

if TYPE_CHECKING:
    from studio.library.read import Library

WIDE = 720


class NewClause(Dialog):
    """Title, section, text and reason of a clause that is a draft at first."""

    def __init__(self, parent: QWidget | None, library: Library, title: str) -> None:
        said = "It is a draft of this workspace: no agreement uses it until somebody approves it and it has a place."
        super().__init__(parent, "new_clause_dialog", "A clause of your own", said, WIDE)
        self.title = line("new_clause_title", title)
        self._named = Field("Heading", self.title)
        sections = {
            one.section: section_of(one) for one in library.clauses.values() if one.file.startswith("clauses/a")
        }
        options = [(code, f"{code} {name}") for code, name in sorted(sections.items())]
        self.section = Choice("new_clause_section", options, "A34")
        head = row(gap=12)
        head.addWidget(self._named, 2)
        head.addWidget(Field("Section", self.section), 1)
        self.body.addLayout(head)
        self.text = QPlainTextEdit("1. ")
        self.text.setObjectName("new_clause_text")
        self.text.setFont(style.font(14, serif=True))
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(style.px(200))
        self._written = Field("Text; a line is a paragraph, “1. ” numbers it", self.text)
        self.body.addWidget(self._written)
        self.reason = lines("new_clause_reason", rows=2)
        self._why = Field("Reason, kept with the version", self.reason)
        self.body.addWidget(self._why)
        self.finish_with("Save the draft", "Cancel", icon="save")

    def ready(self) -> bool:
        wanted = (
            (self._named, self.title.text(), "Write a heading."),
            (self._written, self.text.toPlainText().removeprefix("1."), "Write the text."),
            (self._why, self.reason.toPlainText(), "Write why; one sentence is enough."),
        )
        for field, text, complaint in wanted:
            field.complain("" if text.strip() else complaint)
        return all(text.strip() for _field, text, _complaint in wanted)

    @classmethod
    def ask(cls, parent: QWidget | None, library: Library, title: str) -> tuple[str, str, str, str] | None:
        """(title, section, text, reason), or None."""
        made = cls(parent, library, title)
        if not made.asked():
            return None
        return made.title.text(), made.section.value(), made.text.toPlainText(), made.reason.toPlainText().strip()


class PlaceClause(Dialog):
    """After which clause it stands, and who approves it."""

    def __init__(self, parent: QWidget | None, title: str, places: tuple[tuple[str, str], ...], after: str) -> None:
        said = (
            "It then stands in every document of this workspace that has the clause before it, from the next draft on."
        )
        super().__init__(parent, "place_clause_dialog", f"Approve and place “{title}”", said, 560)
        options = [(name, shown if "{" not in shown else name) for name, shown in places]
        self.after = Choice("place_clause_after", options, after or options[-1][0])
        self.who = line("place_clause_who", "")
        self._named = Field("Approved by (name and office), kept with the version", self.who)
        self.body.addWidget(Field("Stands after", self.after))
        self.body.addWidget(self._named)
        self.finish_with("Approve and place", "Leave it a draft")

    def ready(self) -> bool:
        named = bool(self.who.text().strip())
        self._named.complain("" if named else "Write who approves it.")
        return named

    @classmethod
    def ask(
        cls, parent: QWidget | None, title: str, places: tuple[tuple[str, str], ...], after: str
    ) -> tuple[str, str] | None:
        """(the clause that it follows, who approves it), or None."""
        made = cls(parent, title, places, after)
        return (made.after.value(), made.who.text().strip()) if made.asked() else None
