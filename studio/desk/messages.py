"""From what went wrong, or has to be decided, to words on the screen."""

from __future__ import annotations

import platform
import sys
import traceback

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QShowEvent
from PySide6.QtWidgets import QDialog, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from studio import __version__
from studio.desk import style
from studio.desk.widgets.basics import boxed, button, column, label, row, scrolled
from studio.desk.widgets.fields import Field, line
from studio.errors import StudioError

_EDGES = (22, 20, 22, 18)  # px at 100 %


class Dialog(QDialog):
    """A question: title, consequence, safe choice, verb. Esc is the safe choice."""

    def __init__(self, parent: QWidget | None, name: str, title: str, text: str = "", width: int = 460) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setWindowTitle(title)
        self.setFixedWidth(style.px(width))
        shades = self.palette()
        shades.setColor(self.backgroundRole(), style.color("raised"))
        self.setPalette(shades)
        self._foot: QWidget | None = None
        self.body: QVBoxLayout = column(gap=12, margins=_EDGES)
        self.body.addWidget(label(title, "pane", wrap=True))
        if text:
            self.body.addWidget(label(text, wrap=True))
        self.setLayout(self.body)

    def finish_with(self, verb: str, keep: str = "Cancel", *, icon: str = "", kind: str = "primary") -> QPushButton:
        """The row of buttons; the verb accepts the dialog when `ready` finds nothing to complain of."""
        stay = button(keep, name="dialog_keep", on=self.reject)
        do = button(verb, icon, kind, "dialog_do", self._try)
        do.setDefault(True)
        self._foot = boxed(row("stretch", stay, do, gap=8))
        self.body.addSpacing(style.px(6))
        self.body.addWidget(self._foot)
        return do

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """A question that is higher than the screen scrolls above its buttons, which stay in view."""
        room = self.screen().availableGeometry().height() - style.px(36)
        if self._foot is not None and self.body.totalHeightForWidth(self.width()) > room:
            self._scroll(self._foot, room)
        super().showEvent(event)

    def _scroll(self, foot: QWidget, room: int) -> None:
        had, self._foot = self.focusWidget(), None
        self.body.removeWidget(foot)
        inner = QWidget()
        inner.setLayout(self.body)  # takes the fields along
        left, _top, right, bottom = (style.px(side) for side in _EDGES)
        low = column(foot, gap=0)
        low.setContentsMargins(left, style.px(8), right, bottom)
        whole = column(scrolled(inner, "raised"), gap=0)
        whole.addLayout(low)
        self.setLayout(whole)
        self.setFixedHeight(room)
        if had is not None:
            had.setFocus()

    def ready(self) -> bool:
        """Whether what was entered will do; says under the field what is missing."""
        return True

    def _try(self) -> None:
        if self.ready():
            self.accept()

    def asked(self) -> bool:
        """Show and wait: True for the verb. The only modal `exec()` of the desk."""
        return self.exec() == QDialog.DialogCode.Accepted.value


class Decide(Dialog):
    """A plain decision."""

    @classmethod
    def ask(cls, parent: QWidget, title: str, text: str, verb: str, keep: str) -> bool:
        made = cls(parent, "decide_dialog", title, text)
        made.finish_with(verb, keep)
        return made.asked()


class Passphrase(Dialog):
    """A passphrase; asked twice where it is new. It is kept for one piece of work only."""

    def __init__(self, parent: QWidget | None, title: str, text: str, verb: str, *, new: bool = False) -> None:
        super().__init__(parent, "passphrase_dialog", title, text)
        self.first = Field("Passphrase", line("passphrase", secret=True), "At least 12 characters." if new else "")
        self.again = Field("The same again", line("passphrase_again", secret=True))
        self.body.addWidget(self.first)
        self.body.addWidget(self.again)
        self.again.setVisible(new)
        self._new = new
        self.finish_with(verb)
        self.first.entry.setFocus()

    def text(self) -> str:
        return str(self.first.entry.property("text"))

    def ready(self) -> bool:
        short = self._new and len(self.text()) < 12
        self.first.complain(
            "Write at least 12 characters." if short else "" if self.text() else "Write the passphrase."
        )
        differs = self._new and self.text() != str(self.again.entry.property("text"))
        self.again.complain("The two are not the same. Write it again." if differs else "")
        wrong = self.first if short or not self.text() else self.again if differs else None
        if wrong is not None:
            wrong.entry.setFocus()
        return wrong is None

    @classmethod
    def ask(cls, parent: QWidget | None, title: str, text: str, verb: str, *, new: bool = False) -> str | None:
        """The passphrase, or None if the user would rather not."""
        made = cls(parent, title, text, verb, new=new)
        return made.text() if made.asked() else None


class Crash(Dialog):
    """A fault of ours: what is safe, and a report without any text of an agreement."""

    def __init__(self, parent: QWidget | None, report: str) -> None:
        said = "Everything that was reported as saved is safe in the workspace. What you were typing may be lost."
        super().__init__(parent, "crash_dialog", "Agreement Studio has made a mistake", said, 620)
        self._report = report
        shown = QPlainTextEdit(report)
        shown.setReadOnly(True)
        shown.setAccessibleName("Report")
        shown.setFont(style.mono(12))
        shown.setFixedHeight(style.px(220))
        self.body.addWidget(shown)
        self.body.addWidget(button("Copy report", "copy", "", "crash_copy", self._copy), 0, Qt.AlignmentFlag.AlignLeft)
        self.finish_with("Go on", "Close")

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._report)

    @classmethod
    def tell(cls, parent: QWidget | None, report: str) -> None:
        cls(parent, report).asked()


def crash_report(error: BaseException) -> str:
    """Kind and place of the fault, never its message: that could hold words of an agreement."""
    frames = traceback.extract_tb(error.__traceback__)
    places = [f"  {frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
    head = [
        f"Agreement Studio {__version__}",
        f"Python {sys.version.split()[0]}, {platform.system()} {platform.release()}",
    ]
    return "\n".join([*head, type(error).__name__, *places])


def sentence(error: Exception) -> str | None:
    """The refusal in words with its next step; None for a bug of ours."""
    return str(error) if isinstance(error, StudioError) else None
