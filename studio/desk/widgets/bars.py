"""Bars: the message bar under the head, the progress line, the verdict band, the empty pane."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QProgressBar, QPushButton, QSizePolicy, QWidget

from studio.desk import style
from studio.desk.jobs import Job
from studio.desk.widgets.basics import Ground, button, column, label, row
from studio.desk.widgets.marks import IconLabel

_ICON = {"error": "error", "warning": "warning", "signed": "done", "neutral": "advice"}


def announce(widget: QWidget, said: str) -> None:
    """Tell a screen reader what has just changed."""
    from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

    QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, said))


class MessageBar(Ground):
    """One or two sentences, at most one button, closed by Esc. The newest is shown, and how many more there were."""

    def __init__(self) -> None:
        super().__init__("neutral_t")
        self.setObjectName("message_bar")
        self._older = 0
        self._tone = "neutral"
        self._icon = IconLabel("advice", "neutral", 18)
        self._text = label("", wrap=True)
        self._text.setObjectName("message_text")
        self._text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.MinimumExpanding)
        self._more = label("", "second")
        self._action = button("", name="message_action", on=self._act)
        self._close = button("Close", "", "link", "message_close", self.dismiss)
        self._doing: Callable[[], None] | None = None
        box = row(self._icon, self._text, self._more, self._action, self._close, gap=12, margins=(24, 7, 20, 7))
        box.setStretch(1, 1)
        self.setLayout(box)
        self.hide()

    def say(self, text: str, tone: str = "neutral", action: str = "", doing: Callable[[], None] | None = None) -> None:
        """Show a message; `tone` is error, warning, signed (done) or neutral."""
        self._older = self._older + 1 if self.isVisible() and self._tone in {"error", "warning"} else 0
        self._tone, self._doing = tone, doing
        shades = self.palette()
        shades.setColor(self.backgroundRole(), style.color(f"{tone}_t"))
        self.setPalette(shades)
        self._icon.show_icon(_ICON[tone], tone, 18)
        self._text.setText(text)
        self._more.setText(f"{self._older} more" if self._older else "")
        self._action.setText(action)
        self._action.setAccessibleName(action)
        self._action.setVisible(bool(action))
        self.show()
        announce(self, text)

    def text(self) -> str:
        return self._text.text() if not self.isHidden() else ""

    def tone(self) -> str:
        """What kind of message is shown: error, warning, signed or neutral; "" for none."""
        return "" if self.isHidden() else self._tone

    def dismiss(self) -> None:
        self._older = 0
        self.hide()

    def settle(self) -> None:
        """The next action was taken: a message of success has done its work."""
        if self._tone in {"signed", "neutral"}:
            self.dismiss()

    def _act(self) -> None:
        doing = self._doing
        self.dismiss()
        if doing:
            doing()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
            return
        super().keyPressEvent(event)


class ProgressLine(Ground):
    """What is being done, how far, and Cancel; appears only when the work takes longer than 400 ms."""

    DELAY = 400  # ms

    def __init__(self) -> None:
        super().__init__("window")
        self.setObjectName("progress_line")
        self._job: Job | None = None
        self._waiting: list[Job] = []  # asked for later: each has its turn on the line, and its own Cancel
        self._what = label("")
        self._count = label("", "second")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName("Progress")
        self._cancel = button("Cancel", name="progress_cancel", on=self._stop)
        self._cancel.setProperty("small", "1")
        self.setLayout(row(self._what, self._count, self._bar, self._cancel, gap=12, margins=(24, 8, 20, 8)))
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(self.DELAY)
        self._timer.timeout.connect(self._appear)
        self.hide()

    def follow(self, job: Job) -> None:
        """A job was started: it is on the line when those before it have ended, for they run one after the other."""
        job.progress.connect(self._show)
        if self._job is None:
            self._take(job)
        else:
            self._waiting.append(job)

    def _take(self, job: Job) -> None:
        self._job = job
        self._what.setText(job.title)
        self._count.setText("")
        self._bar.setRange(0, 0)
        self._cancel.setText("Cancel")
        self._cancel.setEnabled(True)
        self._timer.start()

    def ended(self, job: Job) -> None:
        if job in self._waiting:
            self._waiting.remove(job)
        if job is not self._job:
            return
        self._timer.stop()
        self._job = None
        self.hide()
        if self._waiting:
            self._take(self._waiting.pop(0))

    def _appear(self) -> None:
        if self._job is not None:
            self.show()
            announce(self, self._job.title)

    def _show(self, done: int, total: int, what: str) -> None:
        if self.sender() is not self._job:
            return
        self._what.setText(what)
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        self._count.setText(f"{done} of {total}" if total else "")

    def _stop(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self._cancel.setText("Finishing…")
            self._cancel.setEnabled(False)


class EmptyPane(QWidget):
    """What belongs here, how it gets here, one button."""

    acted = Signal()

    def __init__(self, icon: str, title: str, text: str, verb: str = "", name: str = "") -> None:
        super().__init__()
        self.setObjectName(f"{name}_pane" if name else "")
        self.title = label(title, "section")
        self.text = label(text, "second", wrap=True)
        self.text.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.text.setFixedWidth(style.px(420))
        self.button: QPushButton = button(verb, name=name, on=self.acted.emit)
        self.button.setVisible(bool(verb))
        box = column("stretch", gap=6)
        for part in (IconLabel(icon, "text3", 32), self.title, self.text, self.button):
            box.addWidget(part, 0, Qt.AlignmentFlag.AlignHCenter)
        box.addStretch(2)
        self.setLayout(box)
        self._fit()

    def _fit(self) -> None:
        """A wrapped label that is centred in a column reports its height late: say it."""
        self.text.setFixedHeight(max(self.text.heightForWidth(style.px(420)), 0))

    def explain(self, title: str, text: str) -> None:
        self.title.setText(title)
        self.text.setText(text)
        self._fit()


class Band(Ground):
    """A verdict over the whole width: icon, one sentence, what to do."""

    def __init__(self, name: str) -> None:
        super().__init__("neutral_t")
        self.setObjectName(name)
        self._icon = IconLabel("unknown", "neutral", 36)
        self.sentence = label("", "verdict", wrap=True)
        self.sentence.setObjectName(f"{name}_sentence")
        self.second = label("", wrap=True)
        self.second.setObjectName(f"{name}_second")
        words = column(self.sentence, self.second, gap=4)
        box = row(self._icon, gap=20, margins=(32, 22, 32, 22))
        box.addLayout(words, 1)
        self.setLayout(box)

    def show_verdict(self, tone: str, icon: str, sentence: str, second: str = "") -> None:
        shades = self.palette()
        shades.setColor(self.backgroundRole(), style.color(f"{tone}_t"))
        self.setPalette(shades)
        self._icon.show_icon(icon, tone, 36)
        self.sentence.setText(sentence)
        self.second.setText(second)
        self.second.setVisible(bool(second))
        announce(self, sentence)
