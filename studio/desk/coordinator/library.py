"""The clause library, to read: sections, clauses, and one clause with its words, law and guidance."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from studio.desk import style, words
from studio.desk.coordinator.session import Session
from studio.desk.models.lines import Line, Part
from studio.desk.widgets.basics import Ground, boxed, clear, column, hairline, label, row, scrolled, splitter
from studio.desk.widgets.draft_view import DraftView
from studio.desk.widgets.fields import Choice
from studio.desk.widgets.head import PageHead
from studio.desk.widgets.marks import Badge
from studio.desk.widgets.rows import RowList
from studio.drafting.draft import Draft
from studio.steps.views import HomeView


class LibraryPage(Ground):
    """Read from the library that the workspace loaded; nothing is changed here."""

    def __init__(self, session: Session) -> None:
        super().__init__("surface")
        self.setObjectName("page_library")
        self._session, self._section = session, ""
        self._titles: list[tuple[str, str]] = []
        self._agreement = ""
        self._draft: Draft | None = None
        self.search = QLineEdit()
        self.search.setObjectName("library_find")
        self.search.setAccessibleName("Find in clauses")
        self.search.setPlaceholderText("Find in clauses")
        self.search.setFixedWidth(style.px(320))
        self.search.textChanged.connect(lambda _text: self._show_clauses())
        self.head = PageHead("Clause library", "", self.search)
        self.sections = RowList("library_sections", "Sections", plain=32, ruled=False)
        self.sections.inset = 8
        self.sections.chosen.connect(self._choose_section)
        self.clauses = RowList("library_clauses", "Clauses", tall=54)
        self.clauses.chosen.connect(self._show_clause)
        self._count = label("", "section")
        left = column(gap=6, margins=(0, 12, 0, 0))
        left.addLayout(row(label("Sections", "section"), margins=(20, 0, 20, 0)))
        left.addWidget(self.sections, 1)
        middle = column(gap=6, margins=(0, 12, 0, 0))
        middle.addLayout(row(self._count, margins=(24, 0, 24, 0)))
        middle.addWidget(self.clauses, 1)
        panes = splitter(
            boxed(left, "surface"),
            boxed(middle, "surface"),
            self._right(),
            sizes=(216, 416, 728),
            stretch=2,
            name="library_panes",
        )
        box = column(self.head, hairline(), panes, gap=0)
        box.setStretch(2, 1)
        self.setLayout(box)

    def _right(self) -> QWidget:
        self._title, self._second, self._state = label("", "page", wrap=True), label("", "second"), Badge("")
        self._title.setObjectName("library_title")
        self._body: QVBoxLayout = column(gap=6)
        inner = column(gap=4, margins=(28, 16, 28, 24))
        head = row(gap=8)
        head.addWidget(self._title, 1)
        head.addWidget(self._state)
        inner.addLayout(head)
        inner.addWidget(self._second)
        inner.addSpacing(style.px(10))
        inner.addLayout(self._body)
        inner.addStretch(1)
        body = QWidget()
        body.setLayout(inner)
        return scrolled(body)

    def reload(self) -> None:
        from studio.steps import look

        self.show_library(self._session.ws.library)
        self._session.read(self, look.home, self._known)

    def _known(self, view: HomeView) -> None:
        """The agreements whose facts can fill the clauses."""
        self._titles = [(line.id, line.title) for line in view.agreements]
        if self._titles and self._agreement not in dict(self._titles):
            self._agreement = self._titles[0][0]
        if self._agreement:
            self._use(self._agreement)

    def show_library(self, library: Any) -> None:
        self._library = library
        clauses = list(library.clauses.values())
        problems = words.count(len(library.problems), "problem") if library.problems else "no problems"
        self.head.second.setText(f"{words.count(len(clauses), 'clause')} · {problems} found by the last check")
        self._sections = {clause.id: section_of(clause) for clause in clauses}
        names = list(dict.fromkeys(self._sections.values()))
        made = [Line("", "All clauses", parts=(Part(str(len(clauses)), width=40, right=True, tone="text3"),))]
        for name in names:
            many = len([one for one in clauses if self._sections[one.id] == name])
            made.append(Line(name, name, parts=(Part(str(many), width=40, right=True, tone="text3"),)))
        self.sections.set_lines(made)
        if self.sections.currentIndex().row() < 0:
            self.sections.setCurrentIndex(self.sections.model().index(0, 0))
        self._show_clauses()

    def _choose_section(self, key: str) -> None:
        self._section = key
        self._show_clauses()

    def _show_clauses(self) -> None:
        wanted = self.search.text().lower()
        inside = [one for one in self._library.clauses.values() if self._section in {"", self._sections[one.id]}]
        shown = [one for one in inside if wanted in f"{one.title} {one.id} {one.gloss} {one.body}".lower()]
        self._count.setText(f"{self._section or 'All clauses'}  {len(shown)}")
        self.clauses.set_lines(
            [
                Line(
                    one.id,
                    one.title,
                    one.gloss or one.id,
                    parts=(Part(f"v{one.version}", width=60, right=True, tone="text2"),),
                )
                for one in shown
            ]
        )
        if not self.clauses.key() and shown:
            self.clauses.select_first()

    def _show_clause(self, key: str) -> None:
        one = self._library.clauses[key]
        self._title.setText(one.title)
        self._second.setText(f"{one.id} · version {one.version}")
        self._state.show_state(
            one.status.capitalize(),
            "signed" if one.status == "approved" else "warning",
            "done" if one.status == "approved" else "warning",
        )
        clear(self._body)
        self._say("In plain words", one.gloss)
        self._show_text(one)
        self._say("When it applies", one.why or one.when or "Always")
        self._say("Law", "\n".join(f"{cite.cite} {cite.place}".strip() for cite in one.law))
        self._say("Facts it uses", ", ".join(one.facts))
        self._say("For the drafter", one.guidance)
        self._say(
            "Versions",
            "\n".join(
                f"{each.version}   {words.day(each.date, weekday=False, year=0)}   {each.reason}"
                for each in one.changes
            ),
        )

    def _show_text(self, one: Any) -> None:
        """The clause with the facts of the chosen agreement; its source where that agreement does not use it."""
        blocks = tuple(block for block in self._draft.blocks if block.clause == one.id) if self._draft else ()
        head = row(label("Text", "section"), "stretch", gap=6)
        if self._titles:
            head.addWidget(label("with the facts of", "second"))
            choice = Choice("library_facts", self._titles, self._agreement)
            choice.setAccessibleName("With the facts of")
            choice.setFixedWidth(style.px(260))
            choice.currentIndexChanged.connect(lambda _index: self._use(choice.value()))
            head.addWidget(choice)
        self._body.addLayout(head)
        if self._draft is not None and blocks:
            view = DraftView("library_text", "Text of the clause", base=14)
            view.tint_facts = True
            view.show_draft(replace(self._draft, blocks=blocks))
            view.setFixedHeight(style.px(300))
            self._body.addWidget(view)
            return
        if self._draft is not None:
            self._body.addWidget(
                label("This agreement does not use the clause. It is shown as the library has it.", "second")
            )
        self._body.addWidget(_text(one.body))

    def _use(self, agreement: str) -> None:
        from studio.steps import look

        self._agreement = agreement
        self._session.read(self, lambda ws: look.agreement(ws, agreement).draft, self._got)

    def _got(self, draft: Draft | None) -> None:
        self._draft = draft
        if key := self.clauses.key():
            self._show_clause(key)

    def _say(self, title: str, text: str) -> None:
        if text:
            self._body.addSpacing(style.px(8))
            self._body.addWidget(label(title, "section"))
            self._body.addWidget(label(text, wrap=True))


def section_of(clause: Any) -> str:
    """The section a clause stands in, in words: that of its folder ("a04-purpose" is "Purpose")."""
    folder = clause.file.replace("\\", "/").rpartition("/")[0].rpartition("/")[2]
    name = re.sub(r"^[a-z]\d+-", "", folder).replace("-", " ")
    return name[:1].upper() + name[1:]


def _text(body: str) -> QPlainTextEdit:
    """The clause's source, as agreement text."""
    made = QPlainTextEdit(body)
    made.setReadOnly(True)
    made.setAccessibleName("Text of the clause")
    made.setFont(style.font(14, serif=True))
    made.setFixedHeight(style.px(260))
    return made
