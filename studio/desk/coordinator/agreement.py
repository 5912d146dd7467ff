"""One agreement: head, tabs, and the page of each stage, made on its first visit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import shiboken6
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget

from studio.desk import words
from studio.desk.coordinator.home import stage_of
from studio.desk.coordinator.page import AgreementPage
from studio.desk.coordinator.session import Session
from studio.desk.widgets.basics import Ground, button, column, hairline
from studio.desk.widgets.head import AgreementHead
from studio.desk.widgets.tabs import Tabs
from studio.steps.comparing import DraftLine
from studio.steps.views import AgreementLine, BoardView

TABS = (
    ("compose", "compose", "Compose"), ("circulate", "circulate", "Circulate"), ("merge", "merge", "Merge"),
    ("sign", "sign", "Sign"), ("in_force", "in_force", "In force"), ("documents", "documents", "Documents"),
    ("history", "history", "History"),
)  # fmt: skip
_FIRST_TAB = {"Circulating": "circulate", "Merging": "merge", "Signing": "sign", "In force": "in_force"}


@dataclass(frozen=True, slots=True)
class Standing:
    """What head and tabs show of an agreement."""

    line: AgreementLine
    board: BoardView
    documents: int
    drafts: tuple[DraftLine, ...]  # those that can be compared


class AgreementWindow(Ground):
    """Head, tabs and the page that is shown."""

    up = Signal()  # to the list of agreements
    clause_wanted = Signal(str)  # to the library, at this clause

    def __init__(self, session: Session) -> None:
        super().__init__("surface")
        self.setObjectName("page_agreement")
        self._session, self._agreement = session, ""
        self.head, self.tabs, self.stack = AgreementHead(), Tabs(TABS), QStackedWidget()
        self._pages: dict[str, AgreementPage] = {}
        self._drafts: tuple[DraftLine, ...] = ()
        self.compare_button = button("Compare drafts…", "compare", "", "agreement_compare", self.compare)
        self.compare_button.hide()  # until there are two drafts
        self._go_when_known = False
        box = column(self.head, self.tabs, hairline(), self.stack, gap=0)
        box.setStretch(3, 1)
        self.setLayout(box)
        self.tabs.chosen.connect(self.show_tab)
        self.head.up.connect(self.up.emit)
        self.head.undo_asked.connect(lambda: self.undo(1))
        self.head.redo_asked.connect(lambda: self.undo(-1))
        session.changed.connect(self._changed)

    def open(self, agreement: str, tab: str = "") -> None:
        """Show an agreement at a tab; "" is the one its state asks for."""
        same = agreement == self._agreement
        self._agreement = agreement
        self._go_when_known = not tab and not same
        if tab or same:
            self.show_tab(tab or self.tabs.current() or "compose")
        self.reload_head()

    def compare(self) -> None:
        """Save what changed between two drafts as a Word file."""
        from studio.desk.coordinator.compare import compare

        compare(self._session, self, self._agreement, self._drafts)

    def agreement(self) -> str:
        return self._agreement

    def reload(self) -> None:
        self.open(self._agreement)

    def show_tab(self, key: str) -> None:
        """Show that stage of the agreement."""
        before = self.stack.currentWidget()
        page = self._page(key)
        if isinstance(before, AgreementPage) and before is not page:
            before.leave()
        self.tabs.show_tab(key)
        self.stack.setCurrentWidget(page)
        page.show_agreement(self._agreement)
        own = [self.compare_button] if key == "compose" else []
        self.head.show_buttons([*own, *page.head_buttons()])
        self.head.show_saved("")
        self._show_undo()

    def page(self) -> AgreementPage | None:
        shown = self.stack.currentWidget()
        return shown if isinstance(shown, AgreementPage) else None

    def _page(self, key: str) -> AgreementPage:
        if key not in self._pages:
            made = _maker(key)(self._session)
            made.go.connect(self.show_tab)
            made.clause_wanted.connect(self.clause_wanted.emit)
            made.fact_wanted.connect(self._show_fact)
            made.unsaved.connect(lambda why: self._show_unsaved(key, why))
            if made.undo_stack is not None:
                made.undo_stack.indexChanged.connect(lambda _index: self._show_undo())
            made.counted.connect(lambda count: self.tabs.tab(key).show_count(count, reached=True))
            self._pages[key] = made
            self.stack.addWidget(made)
        return self._pages[key]

    def _show_fact(self, pointer: str) -> None:
        page = self._page("compose")
        if hasattr(page, "show_fact"):  # once the page has read the agreement, which was asked for before this
            self._session.read(page, lambda _ws: pointer, page.show_fact)

    def undo(self, step: int) -> str:
        """Undo (1) or redo (-1) on the page that is shown; says why nothing was done, or ""."""
        page = self.page()
        stack = page.undo_stack if page else None
        if page is None or stack is None:
            return page.no_undo() if page else ""
        if not (stack.canUndo() if step > 0 else stack.canRedo()):
            return page.no_undo() or ("There is nothing to undo." if step > 0 else "There is nothing to redo.")
        stack.undo() if step > 0 else stack.redo()
        return ""

    def _show_undo(self) -> None:
        if not shiboken6.isValid(self.stack):
            return  # a stack says once more that it is empty when the window goes
        page = self.page()
        if page is not None:
            self.head.show_undo(page.undo_stack, page.no_undo())

    def _show_unsaved(self, key: str, why: str) -> None:
        if key == self.tabs.current():
            self.head.show_saved(why)
            self._show_undo()

    def problem(self, step: int) -> None:
        """F8: to compose, at the next finding."""
        if self.tabs.current() != "compose":
            self.show_tab("compose")
        page = self.page()
        if page is not None and hasattr(page, "next_problem"):
            page.next_problem(step)

    def take_files(self, paths: list[Path]) -> None:
        """Files were dropped: the page that is shown takes them, if it takes files."""
        page = self.page()
        if page is not None and hasattr(page, "take_files"):
            page.take_files(paths)

    def leave(self) -> None:
        page = self.page()
        if page is not None:
            page.leave()

    def _changed(self, ids: frozenset[str]) -> None:
        if (not ids or self._agreement in ids) and self.isVisible():
            self.reload_head()
            page = self.page()
            if page is not None:
                page.reload()

    def reload_head(self) -> None:
        agreement = self._agreement
        self._session.read(self, lambda ws: standing(ws, agreement), self._show_standing)

    def _show_standing(self, found: Standing) -> None:
        if found.line.id != self._agreement:
            return
        self._drafts = found.drafts
        self.compare_button.setVisible(len(found.drafts) > 1)
        self.head.show_name(found.line.title)
        self.head.ref.setText(found.line.ref)
        self.head.show_saved_at(words.saved_at(found.line.changed_at, self._session.ws.now()))
        self._show_undo()
        frozen = stage_of(found.line.status) in {"Signing", "In force"}
        self.head.version.show_state("Final" if frozen else f"Draft {found.line.draft}")
        self.head.state.show_state(
            found.line.standing, "signed" if stage_of(found.line.status) == "In force" else "neutral"
        )
        for key, (count, reached) in tab_counts(found).items():
            self.tabs.tab(key).show_count(count, reached=reached)
        if self._go_when_known:
            self._go_when_known = False
            self.show_tab(_FIRST_TAB.get(stage_of(found.line.status), "compose"))


def tab_counts(found: Standing) -> dict[str, tuple[str, bool]]:
    """For each tab what is open there, and whether the work has come so far."""
    board, stage = found.board, stage_of(found.line.status)
    back = f"{board.back} of {len(board.rows)}" if board.rows else ""
    signed = found.line.standing.removesuffix(" signed") if found.line.standing.endswith(" signed") else ""
    return {
        "circulate": (back, bool(board.rows)),
        "sign": (signed, stage in {"Signing", "In force"}),
        "in_force": ("", stage == "In force"),
        "documents": (str(found.documents) if found.documents else "", found.documents > 0),
    }


def standing(ws: Any, agreement: str) -> Standing:
    """Read what head and tabs need; nothing that has to be worked out anew."""
    from studio.steps import comparing, look

    line = next(one for one in look.home(ws).agreements if one.id == agreement)
    return Standing(
        line, look.board(ws, agreement), len(look.documents(ws, agreement)), comparing.drafts(ws, agreement)
    )


def _maker(key: str) -> Callable[[Session], AgreementPage]:
    """The page's class, imported on its first visit."""
    if key == "compose":
        from studio.desk.coordinator.compose import ComposePage as Page
    elif key == "circulate":
        from studio.desk.coordinator.circulation import CirculationPage as Page  # type: ignore[assignment]
    elif key == "merge":
        from studio.desk.coordinator.merge import MergePage as Page  # type: ignore[assignment]
    elif key == "sign":
        from studio.desk.coordinator.sign import SignPage as Page  # type: ignore[assignment]
    elif key == "in_force":
        from studio.desk.coordinator.in_force import InForcePage as Page  # type: ignore[assignment]
    elif key == "documents":
        from studio.desk.coordinator.documents import DocumentsPage as Page  # type: ignore[assignment]
    else:
        from studio.desk.coordinator.history import HistoryPage as Page  # type: ignore[assignment]
    return Page
