"""The coordinator's window: rail, pages, message bar. It is shown first; the workspace is opened in a job."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QStackedWidget, QWidget

from studio.desk import files, settings
from studio.desk.coordinator.doors import Clock, Doors
from studio.desk.coordinator.welcome import Welcome
from studio.desk.jobs import Jobs
from studio.desk.widgets.bars import MessageBar, ProgressLine
from studio.desk.widgets.basics import Ground, column, hairline, row
from studio.desk.widgets.rail import Rail
from studio.errors import StudioError

if TYPE_CHECKING:
    from PySide6.QtGui import QAction

    from studio.desk.coordinator.agreement import AgreementWindow
    from studio.desk.coordinator.session import Session
    from studio.steps.workspace import Workspace


AFTER_FIRST_PAINT = 30  # ms


class _Place(Protocol):
    def reload(self) -> None: ...


class MainWindow(QMainWindow):
    """One workspace, or the first-start page while none is open."""

    def __init__(self, clock: Clock, dress: Callable[[int], None] = lambda _step: None) -> None:
        super().__init__()
        self.setObjectName("coordinator_window")
        self.setWindowTitle("Agreement Studio")
        self.setAcceptDrops(True)
        self.jobs = Jobs(self)
        self.session: Session | None = None
        self._clock, self._dress = clock, dress
        self._pages: dict[str, QWidget] = {}
        self.message, self.progress = MessageBar(), ProgressLine()
        self.jobs.started.connect(self.progress.follow)
        self.jobs.ended.connect(self.progress.ended)
        self.rail, self.stack = Rail(), QStackedWidget()
        self.rail.asked.connect(self.go)
        self.doors = Doors(self, self.jobs, clock, self.use, self.fail)
        right = column(self.message, self.stack, self.progress, gap=0)
        right.setStretch(1, 1)
        middle = Ground("surface")
        whole = row(self.rail, hairline(upright=True), gap=0)
        whole.addLayout(right, 1)
        middle.setLayout(whole)
        self.setCentralWidget(middle)
        self.actions_: dict[str, QAction] = {}
        QTimer.singleShot(AFTER_FIRST_PAINT, self, self._arm)
        self.menuBar().hide()
        self._show_welcome()
        self.resize(1440, 900)
        self.restoreGeometry(settings.geometry("coordinator"))

    def _arm(self) -> None:
        """Menus and shortcuts: nobody can use them before the window is there."""
        from studio.desk import actions

        self.actions_ = actions.build(self, self._doing())
        self.menuBar().hide()
        self._allow()

    def _doing(self) -> dict[str, Callable[[], None]]:
        tabs = ("compose", "circulate", "merge", "sign", "in_force", "documents", "history")
        return {
            "new_agreement": self.new_agreement, "new_workspace": self.doors.make,
            "open_workspace": self.doors.open, "check_file": self.check_file, "quit": lambda: _close(self),
            "go_home": lambda: self.go("home"), "go_agreements": lambda: self.go("agreements"),
            "go_library": lambda: self.go("library"), **{f"tab_{key}": self._tab(key) for key in tabs},
            "undo": lambda: self._undo(1), "redo": lambda: self._undo(-1), "search": self.search,
            "next_pane": lambda: self._pane(1), "previous_pane": lambda: self._pane(-1),
            "next_problem": lambda: self._problem(1), "previous_problem": lambda: self._problem(-1),
            "larger": lambda: self._dress(10), "smaller": lambda: self._dress(-10), "usual_size": lambda: self._dress(0),
            "settings": lambda: self.go("settings"), "keys": lambda: self.go("help"),
        }  # fmt: skip

    # --- places ------------------------------------------------------------------------------------------------

    def _show_welcome(self) -> None:
        page = Welcome(settings.load().recent)
        page.new_workspace.connect(self.doors.make)
        page.open_workspace.connect(self.doors.open)
        page.check_file.connect(self.check_file)
        page.recent.connect(lambda path: self.doors.open(Path(path)))
        page.case.connect(lambda name: self.doors.make(then=lambda: self.start_case(name)))
        self._put("welcome", page)
        page.focus_first()
        self.rail.show_place("home")
        self._allow()

    def _put(self, name: str, page: QWidget) -> None:
        self._pages[name] = page
        self.stack.addWidget(page)
        self.stack.setCurrentWidget(page)

    def use(self, ws: Workspace) -> None:
        """Show this workspace in place of the one before."""
        self._leave_workspace()
        self.message.dismiss()  # such as that of a first try with a wrong passphrase
        settings.remember(str(ws.path))
        from studio.desk.coordinator.session import Session

        self.session = Session(ws, self.jobs, self)
        self.session.said.connect(self.say)
        self.session.acting.connect(self.message.settle)
        self.session.crashed.connect(self.fail)
        self.setWindowTitle(f"{ws.path.stem} – Agreement Studio")
        self.go("home")
        if ws.read_only:
            who = ws.who_has_it or "Another program has this workspace open."
            self.message.say(f"{who} You can read it; nothing can be changed here.")
        self._allow()

    def _leave_workspace(self) -> None:
        for page in self._pages.values():
            self.stack.removeWidget(page)
            page.deleteLater()
        self._pages = {}
        if self.session is not None:
            self.jobs.close()
            self.session.ws.close()
            self.session = None

    def go(self, place: str) -> None:
        """Go to home, agreements or library; help and settings open over the page."""
        if place in {"help", "settings"}:
            self._open_aside(place)
            return
        if self.session is None:
            self.rail.show_place("home")
            return
        self.message.settle()
        self.rail.show_place(place)
        page = self._page(place)
        self.stack.setCurrentWidget(page)
        page.reload()  # type: ignore[attr-defined]
        self._allow()

    def _open_aside(self, place: str) -> None:
        from studio.desk.coordinator.aside import Help, Preferences

        if place == "help":
            Help.ask(self, self._page_name())
        elif Preferences.ask(self):
            self._dress(1)

    def _page_name(self) -> str:
        """What the page that is shown is called, as help knows it."""
        shown = self.stack.currentWidget()
        name = next((key for key, page in self._pages.items() if page is shown), "")
        if name == "agreement":
            name = self._pages[name].tabs.current()  # type: ignore[attr-defined]
        return name.replace("_", " ").capitalize()

    def _page(self, place: str) -> QWidget:
        if place not in self._pages:
            assert_session = self._open_session()
            self._put(place, self._build(place, assert_session))
        return self._pages[place]

    def _open_session(self) -> Session:
        if self.session is None:
            raise StudioError("No workspace is open.", "Open or make one first.")
        return self.session

    def _build(self, place: str, session: Session) -> QWidget:
        if place == "home":
            from studio.desk.coordinator.home import Home

            home = Home(session)
            home.opened.connect(self.open_agreement)
            home.new_asked.connect(self.new_agreement)
            return home
        if place == "library":
            from studio.desk.coordinator.library import LibraryPage

            return LibraryPage(session)
        if place == "agreements":
            from studio.desk.coordinator.register import RegisterPage

            register = RegisterPage(session)
            register.opened.connect(self.open_agreement)
            register.new_asked.connect(self.new_agreement)
            return register
        from studio.desk.coordinator.agreement import AgreementWindow

        made = AgreementWindow(session)
        made.up.connect(lambda: self.go("agreements"))
        made.clause_wanted.connect(self._read_clause)
        return made

    def open_agreement(self, agreement: str, tab: str = "") -> None:
        """Show an agreement at a tab; "" is the one that its state asks for."""
        self.message.settle()
        page: AgreementWindow = self._page("agreement")  # type: ignore[assignment]
        self.rail.show_place("agreements")
        self.stack.setCurrentWidget(page)
        page.open(agreement, tab)
        self._allow()

    def _allow(self) -> None:
        if not self.actions_:
            return
        from studio.desk import actions

        inside = self.session is not None and self.stack.currentWidget() is self._pages.get("agreement")
        actions.allow(self.actions_, workspace=self.session is not None, agreement=inside)

    def _tab(self, key: str) -> Callable[[], None]:
        return lambda: self._pages["agreement"].tabs.choose(key)  # type: ignore[attr-defined]

    def _problem(self, step: int) -> None:
        page = self._pages.get("agreement")
        if page is not None:
            page.problem(step)  # type: ignore[attr-defined]

    def _undo(self, step: int) -> None:
        if why := self._pages["agreement"].undo(step):  # type: ignore[attr-defined]
            self.message.say(why)

    def search(self) -> None:
        """Ctrl+K: by words to any action, agreement or clause."""
        from studio.desk.coordinator.search import CommandSearch

        found = CommandSearch.ask(self, self.actions_, self.session)
        kind, _colon, key = found.partition(":")
        if kind == "action":
            self.actions_[key].trigger()
        elif kind == "agreement":
            self.open_agreement(key)
        elif kind == "clause":
            self._read_clause(key)

    def _read_clause(self, clause: str) -> None:
        self.go("library")
        self._pages["library"].show_clause(clause)  # type: ignore[attr-defined]

    def _pane(self, step: int) -> None:
        """F6: the first thing with a keyboard in the next pane of the page."""
        page = self.stack.currentWidget() or self.stack
        stops = [
            one
            for one in page.findChildren(QWidget)
            if one.isVisibleTo(page) and one.focusPolicy() & Qt.FocusPolicy.TabFocus
        ]
        panes: list[QWidget] = [
            self.rail,
            *dict.fromkeys(found for one in stops if (found := one.parentWidget()) is not None),
        ]
        here = QApplication.focusWidget()
        now = next(
            (
                number
                for number, pane in enumerate(panes)
                if here is not None and (pane is here or pane.isAncestorOf(here))
            ),
            0,
        )
        target = panes[(now + step) % len(panes)]
        first = next((one for one in stops if one.parentWidget() is target), None)
        there = first or target
        if there is not None:
            there.setFocus(Qt.FocusReason.TabFocusReason)

    # --- doing -------------------------------------------------------------------------------------------------

    def new_agreement(self) -> None:
        """Start an agreement from a worked case or a facts file."""
        from studio.desk.coordinator.start import StartAgreement

        chosen = StartAgreement.ask(self, self._open_session().ws.library)
        if chosen is not None:
            self.start_from(chosen.facts, chosen.template)

    def start_case(self, name: str) -> None:
        """Start an agreement from a worked case, with the template that belongs to it."""
        from studio.steps.cases import worked_case

        case = worked_case(name)
        self.start_from(case.facts, case.template)

    def start_from(self, path: Path, template: str) -> None:
        session = self._open_session()

        def start(ws: Workspace, _report: object) -> object:
            from studio.steps import drafting

            return drafting.start(ws, path.read_text(encoding="utf-8"), template)

        session.do(self, "Starting the agreement", start, lambda made: self.open_agreement(made[0], "compose"))

    def check_file(self) -> None:
        """Check a signed file, with the certificates this workspace has confirmed."""
        path = files.ask_open(self, "Check a signed file", files.PDF)
        if path is not None:
            from studio.desk.signatory.verification import open_check

            open_check(path, self._clock)

    def say(self, text: str, tone: str) -> None:
        self.message.say(text, tone)

    def fail(self, error: Exception) -> None:
        """A refusal goes to the message bar; a fault of ours to the crash dialog."""
        if isinstance(error, StudioError):
            self.message.say(str(error), "error")
        else:
            from studio.desk.messages import Crash, crash_report

            Crash.tell(self, crash_report(error))

    # --- Qt ----------------------------------------------------------------------------------------------------

    def keyReleaseEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        if event.key() == Qt.Key.Key_Alt:
            self.menuBar().setVisible(not self.menuBar().isVisible())
        super().keyReleaseEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802
        if self._dropped(event) and hasattr(self.stack.currentWidget(), "take_files"):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802
        page = self.stack.currentWidget()
        if page is not None and hasattr(page, "take_files"):
            page.take_files(self._dropped(event))

    @staticmethod
    def _dropped(event: QDropEvent) -> list[Path]:
        return [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        page = self._pages.get("agreement")
        if page is not None:
            page.leave()  # type: ignore[attr-defined]
        settings.save_geometry("coordinator", self.saveGeometry())
        self._leave_workspace()
        self.jobs.close()
        super().closeEvent(event)


def _close(window: MainWindow) -> None:
    window.close()
