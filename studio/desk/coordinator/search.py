"""Ctrl+K: every action that can be done now, every agreement and every clause, by words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QWidget

from studio.desk import style
from studio.desk.messages import Dialog
from studio.desk.models.lines import Line, Part
from studio.desk.models.search import Entry, found
from studio.desk.widgets.fields import line
from studio.desk.widgets.rows import RowList

if TYPE_CHECKING:
    from studio.desk.coordinator.session import Session

_ICONS = {"action": "enter", "agreement": "agreements", "clause": "library"}
_HEADS = {"action": "Do", "agreement": "Open an agreement", "clause": "Read a clause"}


class CommandSearch(Dialog):
    """A line to type in, and what fits below it; the arrows move in the list while the words stay in the line."""

    def __init__(self, parent: QWidget | None, entries: list[Entry]) -> None:
        super().__init__(parent, "search_dialog", "What do you want to do?", width=600)
        self._entries = entries
        self.words = line("search_words")
        self.words.setAccessibleName("Words of an action, an agreement or a clause")
        self.words.setPlaceholderText("Words of an action, an agreement or a clause")
        self.found = RowList("search_found", "What fits", plain=34)
        self.found.setFixedHeight(style.px(380))
        self.body.addWidget(self.words)
        self.body.addWidget(self.found)
        self.finish_with("Go there", "Back")
        self.words.installEventFilter(self)
        self.words.textChanged.connect(lambda _text: self._fill())
        self.found.entered.connect(lambda _key: self._try())
        self._fill()
        self.words.setFocus()

    def add(self, entries: list[Entry]) -> None:
        """More to find: what the workspace holds comes a moment later."""
        self._entries += entries
        self._fill()

    def _fill(self) -> None:
        typed = self.words.text()
        lines: list[Line] = []
        fits = found(self._entries, typed)
        for kind, title in _HEADS.items():
            inside = [one for one in fits if one.key.startswith(f"{kind}:")]
            if inside:
                lines.append(Line(f"head:{kind}", title, head=True))
                lines += [self._line(kind, one) for one in inside]
        self.found.set_lines(
            lines or [Line("head:none", f"Nothing is called “{typed}”. Try one word of it.", head=True)]
        )
        self.found.select_first()

    @staticmethod
    def _line(kind: str, one: Entry) -> Line:
        beside = (Part(one.beside, width=150, right=True, tone="text2"),) if one.beside else ()
        return Line(one.key, one.title, icon=_ICONS[kind], parts=beside)

    def ready(self) -> bool:
        return bool(self.found.key())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        moves = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
        if watched is self.words and isinstance(event, QKeyEvent) and event.key() in moves:
            QApplication.sendEvent(self.found, event)
            return True
        return super().eventFilter(watched, event)

    @classmethod
    def ask(cls, parent: QWidget | None, actions: Mapping[str, QAction], session: Session | None) -> str:
        """The key of what was chosen, or ""."""
        made = cls(parent, action_entries(actions))
        if session is not None:
            session.read(made, kept_entries, made.add)
        return made.found.key() if made.asked() else ""


def action_entries(actions: Mapping[str, QAction]) -> list[Entry]:
    """The actions that can be done now, with their keys."""
    return [
        Entry(f"action:{name}", one.text(), one.shortcut().toString(QKeySequence.SequenceFormat.NativeText))
        for name, one in actions.items()
        if one.isEnabled() and name != "search"
    ]


def kept_entries(ws: Any) -> list[Entry]:
    """The agreements of the workspace and the clauses of its library."""
    from studio.steps import look

    agreements = [Entry(f"agreement:{one.id}", one.title, one.ref) for one in look.home(ws).agreements]
    return agreements + [Entry(f"clause:{one.id}", one.title, one.id) for one in ws.library.clauses.values()]
