"""The clause library: sections and what to show, the clauses found, one clause read; editing makes local wording."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from studio.desk import files, style, words
from studio.desk.coordinator.library_clause import ClausePane
from studio.desk.coordinator.session import Session
from studio.desk.models import library_lines as lists
from studio.desk.models.lines import Line
from studio.desk.widgets.basics import (
    Ground,
    boxed,
    button,
    column,
    hairline,
    label,
    not_yet,
    row,
    set_not_yet,
    splitter,
)
from studio.desk.widgets.fields import Choice
from studio.desk.widgets.head import PageHead
from studio.desk.widgets.rows import RowList

if TYPE_CHECKING:
    from studio.drafting.draft import Draft
    from studio.library.read import Library
    from studio.steps.library import Affected, ClauseView
    from studio.steps.views import HomeView

SEARCH_AFTER_MS = 60
MANY = 30  # agreements up to which their use of a clause is worked out as it is read
READ_ONLY = "This workspace is open for reading only."


class LibraryPage(Ground):
    """The shipped library is read; what is changed lies over it in this workspace."""

    def __init__(self, session: Session) -> None:
        super().__init__("surface")
        self.setObjectName("page_library")
        self._session = session
        self._library: Library = session.ws.library
        self._wanted = lists.Wanted()
        self._local: frozenset[str] = frozenset()
        self._offered: frozenset[str] = frozenset()
        self._uses: Counter[str] = Counter()
        self._agreements: list[tuple[str, str]] = []
        self._agreement = ""
        self._view: ClauseView | None = None
        self._clause = ""
        self._build_lists()
        self.clause = ClausePane()
        panes = splitter(
            self._sections_pane(), self._clauses_pane(), self.clause, sizes=(216, 400, 740), least=(180, 300, 380),
            stretch=2, name="library_panes",
        )  # fmt: skip
        box = column(self.head, hairline(), panes, gap=0)
        box.setStretch(2, 1)
        self.setLayout(box)
        self._connect()

    def _build_lists(self) -> None:
        self.search = QLineEdit()
        self.search.setObjectName("library_find")
        self.search.setAccessibleName("Find in clauses")
        self.search.setPlaceholderText("Find in clauses")
        self.search.setFixedWidth(style.px(300))
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SEARCH_AFTER_MS)
        self._timer.timeout.connect(self._show_clauses)
        self.search.textChanged.connect(lambda _text: self._timer.start())
        self.own = button("Own checks and law…", "in_force", "", "library_own", self.own_rules)
        self.packs = button("Import pack…", "drop", "", "library_import", self.import_pack)
        self.head = PageHead("Clause library", "", self.search, self.own, self.packs)
        self.sections = RowList("library_sections", "Sections", plain=30, ruled=False)
        self.sections.inset = 8
        self.clauses = RowList("library_clauses", "Clauses", tall=54)
        self.law = Choice("library_law", [("", "All law")], "")
        self.law.setAccessibleName("Law that the clause cites")
        self.law.setFixedWidth(style.px(170))
        self._count = label("", "section")

    def _sections_pane(self) -> QWidget:
        left = column(gap=6, margins=(0, 12, 0, 0))
        left.addLayout(row(label("Show", "section"), margins=(20, 0, 20, 0)))
        left.addWidget(self.sections, 1)
        return _on_surface(left)

    def _clauses_pane(self) -> QWidget:
        middle = column(gap=6, margins=(0, 6, 0, 0))
        middle.addLayout(row(self._count, "stretch", self.law, margins=(24, 0, 14, 0)))
        middle.addWidget(self.clauses, 1)
        return _on_surface(middle)

    def _connect(self) -> None:
        self.sections.chosen.connect(lambda _key: self._show_clauses())
        self.law.currentIndexChanged.connect(lambda _index: self._show_clauses())
        self.clauses.chosen.connect(self.open)
        pane = self.clause
        pane.edit_asked.connect(self.edit)
        pane.welsh_asked.connect(self.welsh)
        pane.compare_asked.connect(self.compare)
        pane.use_asked.connect(self.where_used)
        pane.restore_asked.connect(lambda: self._do("Going back", "restore"))
        pane.keep_asked.connect(lambda: self._do("Keeping yours", "keep_local"))
        pane.export_asked.connect(self.export)
        pane.take_asked.connect(self.take_wording)
        pane.place_asked.connect(self.place)
        self.clauses.entered.connect(lambda key: self.new_clause() if key == lists.NEW else None)
        pane.clause_asked.connect(self.open)
        pane.agreement_asked.connect(self._use)
        for keys, do in (("Ctrl+E", self.edit), ("Ctrl+D", self.compare), ("Ctrl+U", self.where_used)):
            QShortcut(QKeySequence(keys), self, do)

    # --- showing -----------------------------------------------------------------------------------------------

    def reload(self) -> None:
        """Read which wording is local, what is offered, and whose facts can fill a clause."""
        from studio.steps import library, look

        def read(ws: Any) -> tuple[Library, frozenset[str], frozenset[str], HomeView]:
            local = frozenset(one.clause for one in library.edits_of(ws) if one.state == "in_use")
            offered = frozenset(one.clause for one in library.offered(ws))
            return ws.library, local, offered, look.home(ws)

        locked = READ_ONLY if self._session.ws.read_only else ""
        set_not_yet(self.own, locked)
        set_not_yet(self.packs, locked)
        self._session.read(self, read, self._known)

    def _known(self, found: tuple[Library, frozenset[str], frozenset[str], HomeView]) -> None:
        self._library, self._local, self._offered, home = found
        wanted = self._clause  # filling the lists selects their first lines
        self._uses = lists.uses_in_documents(self._library)
        self._agreements = [(line.id, line.title) for line in home.agreements]
        if self._agreement not in dict(self._agreements):
            self._agreement = self._agreements[0][0] if self._agreements else ""
        problems = len(self._library.problems)
        said = f"{words.count(problems, 'problem')} found" if problems else "no problems found"
        many = f"{len(self._library.clauses)} clauses in {len(self._library.templates)} documents"
        self.head.second.setText(f"{many} · {said} by the last check")
        self.sections.set_lines(lists.section_lines(self._library, self._local, self._offered))
        if self.sections.currentIndex().row() < 0:
            self.sections.setCurrentIndex(self.sections.model().index(0, 0))
        if self.law.count() <= 1:
            self.law.fill(lists.law_options(self._library), self.law.value())
        self._show_clauses()
        self.open(wanted or self.clauses.key())

    def _show_clauses(self) -> None:
        wanted = lists.Wanted(self.search.text(), self.sections.key(), self.law.value())
        fits, near = lists.found_clauses(self._library, wanted, self._local, self._offered)
        made = lists.clause_lines(fits or near, self._uses, self._local)
        if near:
            made = [Line("head:near", "Nothing has all these words. Nearest:", head=True), *made]
        elif not fits:
            made = [Line("head:none", "No clause fits here.", head=True)]
        if not fits and (typed := self.search.text().strip()) and not self._session.ws.read_only:
            made.append(Line(lists.NEW, f"New clause named “{typed}”…", verb="Write it"))
        section = next((line.title for line in self.sections.lines() if line.key == wanted.section and line.key), "")
        self._count.setText(f"{section or 'All clauses'}  {len(fits)}")
        self.clauses.set_lines(made)
        if not self.clauses.key() and (fits or near):
            self.clauses.select_first()

    def open(self, clause: str) -> None:
        """Show a clause, whatever the list is narrowed to."""
        if clause not in self._library.clauses:
            return
        self._clause = clause
        if self.clauses.key() != clause:
            self.clauses.select(clause)

        def read(ws: Any) -> ClauseView:
            from studio.steps import library

            return library.clause_view(ws, clause)

        self._session.read(self, read, self._show)

    def show_clause(self, clause: str) -> None:
        """Show a clause with the list no longer narrowed, so that it stands there."""
        self.search.clear()
        self.law.setCurrentIndex(0)
        self.sections.setCurrentIndex(self.sections.model().index(0, 0))
        self._clause = clause
        self.open(clause)

    def _show(self, view: ClauseView) -> None:
        if view.clause.id != self._clause:
            return
        self._view = view
        self.clause.use_agreements(self._agreements, self._agreement)
        self.clause.show_clause(view, self._library, read_only=self._session.ws.read_only)
        if self._agreement:
            self._use(self._agreement)
        if len(self._agreements) <= MANY:
            self._session.read(self, self._read_use, self._show_use)

    def _read_use(self, ws: Any) -> tuple[str, tuple[Affected, ...]]:
        from studio.steps import library

        clause = self._clause
        return clause, library.affected(ws, clause)

    def _show_use(self, found: tuple[str, tuple[Affected, ...]]) -> None:
        if found[0] == self._clause:
            self.clause.show_use(found[1])

    def _use(self, agreement: str) -> None:
        """The text with this agreement's facts."""
        self._agreement, clause = agreement, self._clause
        self.clause.use_agreements(self._agreements, agreement)

        def read(ws: Any) -> tuple[str, str, Draft | None, str]:
            from studio.steps import library

            return clause, agreement, *library.clause_in(ws, agreement, clause)

        self._session.read(self, read, self._got)

    def _got(self, found: tuple[str, str, Draft | None, str]) -> None:
        if found[:2] == (self._clause, self._agreement):
            self.clause.show_text(found[2], found[3])

    # --- doing -------------------------------------------------------------------------------------------------

    def edit(self) -> None:
        """New wording of the clause, with a reason."""
        if self._view is None or not_yet(self.clause.edit):
            return
        from studio.desk.coordinator.library_dialogs import EditClause
        from studio.steps import library

        one = self._view.clause
        source = library.current_source(self._session.ws, one.id)
        answer = EditClause.ask(self, self._session, one.id, one.title, source)
        if answer is not None:
            text, reason = answer
            self._step("Saving the wording", lambda ws: library.edit_clause(ws, one.id, text, reason))

    def welsh(self) -> None:
        """The Welsh of the clause, and who confirms it."""
        if self._view is None or not_yet(self.clause.edit):
            return
        from studio.desk.coordinator.library_welsh import WelshText
        from studio.steps import welsh

        one = self._view.clause
        answer = WelshText.ask(self, self._session, one, welsh.welsh_of(self._session.ws, one.id))
        if answer is not None:
            self._step("Keeping the Welsh", lambda ws: welsh.write_welsh(ws, one.id, *answer))

    def _do(self, title: str, step: str) -> None:
        from studio.steps import library

        clause = self._clause
        self._step(title, lambda ws: getattr(library, step)(ws, clause))

    def _step(self, title: str, work: Any) -> None:
        """Carry out a step on the library, then read the page anew."""
        self._session.do(self, title, lambda ws, _report: work(ws), lambda _done: self.reload())

    def compare(self) -> None:
        """Two wordings of the clause as one text."""
        if self._view is None:
            return
        if len(self._view.texts) < 2 and self._view.offer is None:
            self._session.said.emit("Only one wording of this clause is kept here.", "neutral")
            return
        from studio.desk.coordinator.library_dialogs import CompareTexts

        CompareTexts.ask(self, self._view)

    def where_used(self) -> None:
        """Documents, clauses and agreements that have the clause."""
        if self._view is not None:
            self._session.read(self, self._read_use, self._list_use)

    def _list_use(self, found: tuple[str, tuple[Affected, ...]]) -> None:
        from studio.desk.coordinator.library_dialogs import WhereUsed

        if self._view is None or found[0] != self._clause:
            return
        names = {one.id: one.title for one in self._library.clauses.values()}
        names |= {one.id: one.short_title for one in self._library.templates.values() if "{{" not in one.short_title}
        if clause := WhereUsed.ask(self, self._view, names, found[1]):
            self.open(clause)

    def own_rules(self) -> None:
        """Checks and law rows of this workspace."""
        if not_yet(self.own):
            return
        from studio.desk.coordinator.library_dialogs import OwnRules
        from studio.steps import library

        step = OwnRules.ask(self, self._session, library.own_rows(self._session.ws))
        if step is not None:
            self._step("Saving", step)

    def new_clause(self) -> None:
        """A clause of the workspace's own, named by what was searched for and not found."""
        from studio.desk.coordinator.own_clause import NewClause
        from studio.steps import own_clause

        answer = NewClause.ask(self, self._library, self.search.text().strip())
        if answer is None:
            return

        def shown(done: tuple[str, object]) -> None:
            self.search.clear()
            self._clause = done[0]
            self.reload()

        self._session.do(self, "Saving the clause", lambda ws, _report: own_clause.new_clause(ws, *answer), shown)

    def place(self) -> None:
        """Approve a clause of the workspace's own, and say which clause it follows."""
        if self._view is None:
            return
        from studio.desk.coordinator.own_clause import PlaceClause
        from studio.steps import own_clause

        one = self._view.clause
        places = own_clause.places(self._session.ws, self._agreement)
        answer = PlaceClause.ask(self, one.title, places, one.after)
        if answer is not None:
            self._step("Placing the clause", lambda ws: own_clause.place_clause(ws, one.id, *answer))

    def take_wording(self) -> None:
        """Let the wording in reserve stand in the agreement whose facts are shown."""
        from studio.desk.coordinator import take_wording

        take_wording.take(self._session, self, self._agreement, self._clause, self.reload)

    def export(self) -> None:
        """Local wording as a pack that can be offered back."""
        clause = self._clause
        path = files.ask_save(self, "Offer the wording back", f"{clause}.clauses", files.PACKS)
        if path is not None:
            self._step("Packing", lambda ws: _export(ws, clause, path))

    def import_pack(self) -> None:
        """Look at a pack, then take from it what is wanted."""
        if not_yet(self.packs):
            return
        path = files.ask_open(self, "Import a pack", files.PACKS)
        if path is not None:
            from studio.desk.coordinator.library_pack import look_at

            look_at(self, self._session, path, self.reload)


def _export(ws: Any, clause: str, path: Path) -> object:
    from studio.steps import library_pack

    return library_pack.export(ws, [clause], path)


def _on_surface(box: QVBoxLayout) -> QWidget:
    return boxed(box, "surface")
