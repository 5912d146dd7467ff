"""The head of an agreement: name, version, state; at the right what can be done now. And the head of a plain page."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent, QUndoStack
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from studio.desk import style
from studio.desk.widgets.basics import Elided, Ground, boxed, button, column, label, row, set_not_yet
from studio.desk.widgets.marks import Badge, IconLabel


class PageHead(Ground):
    """Title, a line below it, buttons at the right."""

    def __init__(self, title: str, second: str = "", *buttons: QWidget) -> None:
        super().__init__("surface")
        self.title = label(title, "page")
        self.second = label(second, "second")
        box = row(gap=8, margins=(24, 10, 20, 10))
        box.addLayout(column(self.title, self.second, gap=1))
        box.addStretch(1)
        for one in buttons:
            box.addWidget(one)
        self.setLayout(box)


class AgreementHead(Ground):
    """Where one is, name, version, state, whether all is saved; at the right undo, redo and the page's own buttons."""

    up = Signal()  # to the list of agreements
    undo_asked = Signal()
    redo_asked = Signal()

    def __init__(self) -> None:
        super().__init__("surface")
        self.name = Elided("", "name")
        self.name.setObjectName("agreement_name")
        self.version, self.state = Badge(""), Badge("")
        self.state.setObjectName("agreement_state")
        self.ref = label("", "second")
        self._saved_sign, self._saved = IconLabel("accept", "signed", 14), label("", "second")
        self._saved.setObjectName("agreement_saved")
        self._way = boxed(
            row(
                button("Agreements", "", "link", "head_up", self.up.emit),
                IconLabel("right", "text3", 14),
                self.ref,
                "stretch",
                gap=4,
            )
        )
        self.undo = button("", "undo", "quiet", "head_undo", self.undo_asked.emit)
        self.redo = button("", "redo", "quiet", "head_redo", self.redo_asked.emit)
        self._when = ""
        self._buttons: QHBoxLayout = row(gap=0)
        self._boxes: dict[tuple[int, ...], QWidget] = {}
        self.setMinimumHeight(style.px(60))
        line = row(self.name, self.version, self.state, 2, self._saved_sign, self._saved, "stretch", gap=8)
        line.setStretch(0, 1000)  # the name takes what it needs; what is left stays behind the badges
        title = boxed(line)
        box = row(gap=10, margins=(24, 6, 20, 2))
        box.addLayout(column(self._way, title, gap=0), 1)
        box.addSpacing(style.px(8))
        box.addWidget(self.undo)
        box.addWidget(self.redo)
        box.addLayout(self._buttons)
        self.setLayout(box)
        self.show_saved("")

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        self._way.setVisible(self.window().width() >= style.px(1400))
        super().resizeEvent(event)

    def show_name(self, name: str) -> None:
        self.name.setText(name)
        self.name.setMaximumWidth(self.name.sizeHint().width())

    def show_saved_at(self, when: str) -> None:
        """When the agreement was last saved, in words."""
        self._when = when
        self.show_saved("")

    def show_saved(self, unsaved: str) -> None:
        """Why something is not saved yet; with "" when it was."""
        self._saved.setText(unsaved or (f"Saved {self._when}" if self._when else ""))
        self._saved_sign.show_icon("waiting" if unsaved else "accept", "text3" if unsaved else "signed", 14)
        self._saved_sign.setVisible(bool(unsaved or self._when))

    def show_undo(self, stack: QUndoStack | None, why_not: str) -> None:
        """The two buttons follow this stack; None is a page that has nothing to undo."""
        for mine in (self.undo, self.redo):
            mine.setVisible(stack is not None)
        if stack is None:
            return
        for button_, said, text, keys in (
            (self.undo, "Undo", stack.undoText(), "Ctrl+Z"),
            (self.redo, "Redo", stack.redoText(), "Ctrl+Shift+Z"),
        ):
            set_not_yet(button_, "" if text else why_not or f"Nothing to {said.lower()}.")
            button_.setAccessibleName(f"{said} {text}".strip())
            if text:
                button_.setToolTip(f"{said} {text} ({keys})")

    def show_buttons(self, buttons: list[QPushButton]) -> None:
        """The buttons of the page now shown; which of them are visible is the page's business."""
        key = tuple(id(one) for one in buttons)
        if key not in self._boxes:
            self._boxes[key] = boxed(row(*buttons, gap=8))
            self._buttons.addWidget(self._boxes[key])
        for one, box in self._boxes.items():
            box.setVisible(one == key)
