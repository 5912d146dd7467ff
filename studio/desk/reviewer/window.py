"""The reviewer's window: a review DOCX opened alone, to read what it says and what was changed in it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QWidget

from studio.desk import settings, words
from studio.desk.jobs import Jobs
from studio.desk.messages import Crash, crash_report
from studio.desk.models.lines import Line
from studio.desk.models.review import Paragraph, as_draft, marks_of, paragraphs
from studio.desk.widgets.bars import EmptyPane, ProgressLine
from studio.desk.widgets.basics import Ground, boxed, button, column, hairline, label, row, set_on, splitter
from studio.desk.widgets.draft_view import DraftView, Markup
from studio.desk.widgets.rows import RowList
from studio.desk.widgets.top import TopBar
from studio.drafting.draft import Draft
from studio.errors import StudioError

HOW = (
    "To change the text or to comment, open this file in Word or LibreOffice; tracking is on. "
    "Then send it back to the coordinator."
)


class ReviewerWindow(QMainWindow):
    """The text with the changes marked, and a list of changes and comments; nothing is written."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.setObjectName("reviewer_window")
        self.setWindowTitle(f"{path.name} – Agreement Studio")
        self._path, self._marked = path, True
        self._paragraphs: tuple[Paragraph, ...] = ()
        self._sent: Draft | None = None
        self._reading: Any = None
        self.jobs, self.progress = Jobs(self), ProgressLine()
        self.jobs.started.connect(self.progress.follow)
        self.jobs.ended.connect(self.progress.ended)
        self._marked_button = button("Marked up", "", "quiet", "review_marked", lambda: self.show_text(marked=True))
        self._plain_button = button(
            "As it would read", "", "quiet", "review_plain", lambda: self.show_text(marked=False)
        )
        self._top = TopBar(f"Review copy: {path.name}", self._marked_button, self._plain_button)
        self._wait = EmptyPane("documents", "Reading the file", path.name)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._wait)
        self._stack.addWidget(self._body())
        whole = Ground("surface")
        box = column(self._top, hairline(), self._stack, self.progress, gap=0)
        box.setStretch(2, 1)
        whole.setLayout(box)
        self.setCentralWidget(whole)
        self.resize(1440, 900)
        self.restoreGeometry(settings.geometry("reviewer"))
        self.jobs.start(
            "Reading the file", _reader(path), owner=self, then=self.show_opened, failed=self._cannot, pool="free"
        )

    def _body(self) -> QWidget:
        self.text = DraftView("review_text", "The text of the review copy", base=15, gutter=20)
        self.text.pointed.connect(self._pointed)
        self._about, self._second = label("", "pane", wrap=True), label("", "second", wrap=True)
        self._about.setObjectName("review_about")
        self.changes = RowList("review_changes", "Changes and comments", tall=54, plain=40)
        self.changes.chosen.connect(self._choose)
        self._count = label("", "section")
        side = column(gap=6, margins=(0, 16, 0, 12))
        side.addLayout(column(self._about, self._second, gap=2, margins=(24, 0, 24, 8)))
        side.addLayout(row(self._count, margins=(24, 0, 24, 0)))
        side.addWidget(self.changes, 1)
        side.addLayout(row(label(HOW, "second", wrap=True), margins=(24, 8, 24, 0)))
        return splitter(
            boxed(column(self.text, gap=0), "paper"),
            boxed(side, "surface"),
            sizes=(960, 480),
            stretch=0,
            name="review_panes",
        )

    def _cannot(self, error: Exception) -> None:
        if not isinstance(error, StudioError):
            Crash.tell(self, crash_report(error))
            return
        self._wait.explain("This file was not read", str(error))

    def show_opened(self, opened: Any) -> None:
        """Show the text and the list of what was changed and said."""
        self._stack.setCurrentIndex(1)
        reading = opened.reading
        self._paragraphs = paragraphs(opened.sent, opened.now)
        self._sent, self._reading = opened.draft, reading
        pack = reading.pack
        self._about.setText(f"Draft {pack.draft}, {pack.agreement}" if pack.agreement else "Not a review copy of ours")
        self._second.setText(f"Sent to {pack.recipient}" if pack.recipient else "Its changes can be read all the same.")
        changes = [one for one in reading.changes if not one.noise]
        said = f"{words.count(len(changes), 'change')}, {words.count(len(reading.comments), 'comment')}"
        self._count.setText(said if changes or reading.comments else "Nothing is changed or commented on yet")
        self.changes.set_lines([*(_change_line(one) for one in changes), *(_comment_line(one) for one in reading.comments),
                                *(Line(f"unread:{number}", "Part that was not read", one.reason, "warning", "warning")
                                  for number, one in enumerate(reading.unread))])  # fmt: skip
        self.show_text(marked=True)

    def show_text(self, *, marked: bool) -> None:
        """With changes marked, or as the text would read with all of them."""
        self._marked = marked
        set_on(self._marked_button, on=marked)
        set_on(self._plain_button, on=not marked)
        if self._sent is not None:
            self.text.show_draft(self._sent, marks_of(self._sent, self._reading, marked=marked))
            return
        pieces = {one.key: one.pieces for one in self._paragraphs if one.changed} if marked else {}
        self.text.show_draft(as_draft(self._paragraphs, self._path.stem, marked=marked), Markup(pieces))

    def _choose(self, key: str) -> None:
        kind, _colon, name = key.partition(":")
        found = self._reading.changes if kind == "change" else self._reading.comments
        block = next((one.block for one in found if one.id == name), None)
        if block is not None:
            self.text.box(block)

    def _pointed(self, key: str) -> None:
        self.text.box(key)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        settings.save_geometry("reviewer", self.saveGeometry())
        self.jobs.close()
        super().closeEvent(event)


def _reader(path: Path) -> Any:
    def work(_report: object) -> object:
        from studio.steps.opened import open_review

        return open_review(path)

    return work


def _change_line(one: Any) -> Line:
    icon = {"ins": ("added", "added"), "del": ("removed", "removed"), "silent": ("silent", "warning")}.get(
        one.kind, ("compare", "text2")
    )
    by = f"{one.author} · " if one.author else ""
    title = {"ins": "Inserted", "del": "Deleted", "silent": "Changed with tracking off"}.get(one.kind, "Changed")
    return Line(
        f"change:{one.id}",
        f"{by}{title}",
        words.quoted(one.after or one.before, 110) if one.after or one.before else "the paragraph itself",
        *icon,
    )


def _comment_line(one: Any) -> Line:
    return Line(
        f"comment:{one.id}",
        f"{one.author}: {words.quoted(one.text, 70)}",
        words.quoted(one.quoted, 60) if one.quoted else "",
        "comment",
    )
