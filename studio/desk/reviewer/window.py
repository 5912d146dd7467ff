"""The reviewer's window: a review DOCX opened alone, to read, change, comment on and approve; it saves an ordinary DOCX."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QWidget

from studio.desk import settings, words
from studio.desk.jobs import Jobs
from studio.desk.messages import Crash, Decide, crash_report
from studio.desk.models.lines import Line
from studio.desk.models.review import Paragraph, as_draft, edits_of, marks_of, paragraphs
from studio.desk.reviewer.approve_dialog import Approve
from studio.desk.reviewer.edit_panel import Act, EditPanel
from studio.desk.widgets.bars import EmptyPane, MessageBar, ProgressLine
from studio.desk.widgets.basics import (
    Ground,
    boxed,
    button,
    column,
    hairline,
    label,
    not_yet,
    row,
    set_kind,
    set_not_yet,
    set_on,
    splitter,
)
from studio.desk.widgets.draft_view import DraftView, Markup
from studio.desk.widgets.marks import Badge
from studio.desk.widgets.rows import RowList
from studio.desk.widgets.top import TopBar
from studio.drafting.draft import Draft
from studio.errors import StudioError
from studio.returns.change import Change
from studio.steps.opened import OpenedReview, Place
from studio.steps.reviewing import Reviewer

HOW = "Save, then send the file back to the coordinator. Word and LibreOffice show the same changes."


@dataclass(frozen=True, slots=True)
class _Copy:
    """The file as it now is, with all that is read of it."""

    data: bytes
    opened: OpenedReview
    reviewer: Reviewer

    @property
    def places(self) -> Mapping[str, Place]:
        return self.opened.places


class ReviewerWindow(QMainWindow):
    """The text with the changes marked, a list of changes and comments, and what can be done to the chosen paragraph."""

    def __init__(self, path: Path, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        super().__init__()
        self.setObjectName("reviewer_window")
        self.setWindowTitle(f"{path.name} – Agreement Studio")
        self._path, self._marked, self._clock = path, True, clock
        self._paragraphs: tuple[Paragraph, ...] = ()
        self._sent: Draft | None = None
        self._reading: Any = None
        self._copy: _Copy | None = None
        self._past: list[_Copy] = []
        self._saved = b""
        self.jobs, self.progress, self.message = Jobs(self), ProgressLine(), MessageBar()
        self.jobs.started.connect(self.progress.follow)
        self.jobs.ended.connect(self.progress.ended)
        self._marked_button = button("Marked up", "", "quiet", "review_marked", lambda: self.show_text(marked=True))
        self._plain_button = button(
            "As it would read", "", "quiet", "review_plain", lambda: self.show_text(marked=False)
        )
        self.undo_button = button("Undo", "undo", "", "review_undo", self.undo)
        self.approve_button = button("Approve…", "sign", "", "review_approve", self.approve)
        self.save_button = button("Save", "save", "primary", "review_save", self.save)
        self._top = TopBar(
            f"Review copy: {path.name}", self._marked_button, self._plain_button, self.undo_button, self.approve_button,
            self.save_button,
        )  # fmt: skip
        self._wait = EmptyPane("documents", "Reading the file", path.name)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._wait)
        self._stack.addWidget(self._body())
        whole = Ground("surface")
        box = column(self._top, hairline(), self.message, self._stack, self.progress, gap=0)
        box.setStretch(3, 1)
        whole.setLayout(box)
        self.setCentralWidget(whole)
        self.resize(1440, 900)
        self.restoreGeometry(settings.geometry("reviewer"))
        doing: dict[str, Callable[[], None]] = {
            "Ctrl+S": self.save, "Ctrl+Z": self.undo, "Alt+Down": partial(self.step, 1), "Alt+Up": partial(self.step, -1),
        }  # fmt: skip
        for keys, do in doing.items():
            QShortcut(QKeySequence(keys), self, do)
        QShortcut(
            QKeySequence("Return"), self.text, self.panel.words.setFocus, context=Qt.ShortcutContext.WidgetShortcut
        )
        self._show_buttons()
        self.jobs.start(
            "Reading the file", _reader(path), owner=self, then=self._opened, failed=self._cannot, pool="free"
        )

    def _body(self) -> QWidget:
        self.text = DraftView("review_text_view", "The text of the review copy", base=15, gutter=20)
        self.text.pointed.connect(self.choose)
        self._about, self._second = label("", "pane", wrap=True), label("", "second", wrap=True)
        self._about.setObjectName("review_about")
        self.approval = Badge()
        self.changes = RowList("review_changes", "Changes and comments", tall=54, plain=40)
        self.changes.chosen.connect(self._choose)
        self._count = label("", "section")
        self.panel = EditPanel()
        self.panel.acted.connect(self._act)
        side = column(gap=6, margins=(0, 16, 0, 0))
        side.addLayout(column(self._about, self._second, gap=2, margins=(24, 0, 24, 4)))
        side.addLayout(row(self._count, "stretch", self.approval, margins=(24, 0, 24, 0)))
        side.addWidget(self.changes, 1)
        side.addLayout(row(label(HOW, "second", wrap=True), margins=(24, 4, 24, 6)))
        side.addWidget(hairline())
        side.addWidget(self.panel)
        return splitter(
            boxed(column(self.text, gap=0), "paper"),
            boxed(side, "surface"),
            sizes=(960, 480),
            least=(0, 400),
            stretch=0,
            name="review_panes",
        )

    def _cannot(self, error: Exception) -> None:
        if not isinstance(error, StudioError):
            Crash.tell(self, crash_report(error))
            return
        self._wait.explain("This file was not read", str(error))

    def _opened(self, found: _Copy) -> None:
        self._saved = found.data
        self._show_copy(found)

    def _show_copy(self, found: _Copy) -> None:
        """The file as it now is; the chosen paragraph stays."""
        chosen = self.text.boxed()
        self._copy = found
        self.show_opened(found.opened)
        self.panel.show_reviewer(found.reviewer)
        given = found.reviewer.approval
        self.approval.show_state(
            "" if given is None else "Approved" if given.given else "Approved, subject to points", "signed", "done"
        )
        if chosen:
            self.choose(chosen)
        self._show_buttons()

    def _show_buttons(self) -> None:
        there = self._copy is not None and bool(self._copy.places)
        none = "" if there else "This file has no marks of a review copy: change it in Word or LibreOffice."
        unsaved = self._copy is not None and self._copy.data != self._saved
        set_not_yet(self.undo_button, "" if self._past else "Nothing was changed here yet.")
        set_not_yet(self.approve_button, none)
        set_not_yet(self.save_button, none or ("" if unsaved else "Everything is saved."))
        set_kind(self.save_button, "primary" if unsaved else "")
        self.setWindowTitle(f"{'• ' if unsaved else ''}{self._path.name} – Agreement Studio")

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
        edits = edits_of(changes)
        said = f"{words.count(len(edits), 'change')}, {words.count(len(reading.comments), 'comment')}"
        self._count.setText(said if changes or reading.comments else "Nothing is changed or commented on yet")
        self.changes.set_lines([*(_edit_line(each) for each in edits), *(_comment_line(one) for one in reading.comments),
                                *(Line(f"unread:{number}", "Part that was not read", one.reason, "warning", "warning")
                                  for number, one in enumerate(reading.unread))])  # fmt: skip
        self.show_text(marked=self._marked)

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
            self.choose(block)

    def choose(self, key: str) -> None:
        """Put the box round a paragraph and open it for changing."""
        self.text.box(key)
        self.panel.show_place(self._copy.places.get(key) if self._copy else None)

    def step(self, by: int) -> None:
        """Alt+Down and Alt+Up: the next or the previous paragraph that can be changed."""
        there = self.text.keys()
        keys = [key for key in there if self._copy and key in self._copy.places]
        if keys:
            here = keys.index(self.text.boxed()) if self.text.boxed() in keys else -1 if by > 0 else len(keys)
            self.choose(keys[max(0, min(here + by, len(keys) - 1))])

    # --- doing -------------------------------------------------------------------------------------------------

    def _act(self, act: Act) -> None:
        if self._copy is None:
            return
        data, author, at = self._copy.data, self.panel.name.text().strip(), self._clock()

        def made() -> bytes:
            from studio.steps import reviewing

            if act.kind == "words":
                return reviewing.reword(data, act.key, act.text, author, at)
            if act.kind == "add":
                return reviewing.add_paragraph(data, act.key, act.text, author, at)
            if act.kind == "remove":
                return reviewing.take_out(data, act.key, author, at)
            return reviewing.remark(data, act.key, act.text, act.on, author, at)

        self._change("Writing the change", made)

    def approve(self) -> None:
        """Approve, as it stands or subject to the points in the file."""
        if self._copy is None or not_yet(self.approve_button):
            return
        reading = self._copy.opened.reading
        groups = {one.group for one in reading.changes if not one.noise}
        subject = Approve.ask(self, len(groups), len(reading.comments))
        if subject is None:
            return
        data, author, at = self._copy.data, self.panel.name.text().strip(), self._clock()

        def made() -> bytes:
            from studio.steps import reviewing

            return reviewing.approve(data, author, at, subject=subject)

        self._change("Writing the approval", made)

    def _change(self, title: str, made: Callable[[], bytes]) -> None:
        """Make the file anew in the background and show what our reader finds in it."""
        before = self._copy

        def work(_report: object) -> _Copy:
            return _copy_of(made())

        def then(found: _Copy) -> None:
            if before is not None and self._copy is before:
                self._past.append(before)
                self.message.settle()
                self._show_copy(found)

        self.jobs.start(title, work, owner=self, then=then, failed=self._refused, pool="free")

    def _refused(self, error: Exception) -> None:
        if isinstance(error, StudioError):
            self.message.say(str(error), "error")
        else:
            Crash.tell(self, crash_report(error))

    def undo(self) -> None:
        """Take back the last change made in this window, as often as wanted."""
        if self._past:
            self._show_copy(self._past.pop())

    def save(self) -> None:
        """Write the file; it is whole or as it was."""
        if self._copy is None or not_yet(self.save_button):
            return
        data, path = self._copy.data, self._path

        def work(_report: object) -> bytes:
            from studio.steps import reviewing

            reviewing.save_review(data, path)
            return data

        self.jobs.start("Saving", work, owner=self, then=self._was_saved, failed=self._refused, pool="free")

    def _was_saved(self, data: bytes) -> None:
        self._saved = data
        self.message.say(f"Saved. Send {self._path.name} back to the coordinator.", "signed")
        self._show_buttons()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        unsaved = self._copy is not None and self._copy.data != self._saved
        text = "Your changes and comments since the last save would be lost."
        if unsaved and not Decide.ask(self, "Close without saving?", text, "Close without saving", "Keep reviewing"):
            event.ignore()
            return
        settings.save_geometry("reviewer", self.saveGeometry())
        self.jobs.close()
        super().closeEvent(event)


def _reader(path: Path) -> Any:
    def work(_report: object) -> object:
        from studio.steps.files import read_file

        return _copy_of(read_file(path))

    return work


def _copy_of(data: bytes) -> _Copy:
    from studio.steps import reviewing
    from studio.steps.opened import review_in

    return _Copy(data, review_in(data), reviewing.reviewer_of(data))


def _edit_line(edit: Sequence[Change]) -> Line:
    """One edit: a deletion and the insertion beside it are one change of words."""
    first = edit[0]
    before = " ".join(dict.fromkeys(one.before for one in edit if one.before.strip()))
    after = " ".join(dict.fromkeys(one.after for one in edit if one.after.strip()))
    if first.kind == "silent":
        title, icon = "Changed with tracking off", ("silent", "warning")
    elif before and after and before != after:
        title, icon = "Changed", ("compare", "accent")
    elif first.kind in {"ins", "del"}:
        title, icon = ("Inserted", ("added", "added")) if after else ("Deleted", ("removed", "removed"))
    else:
        title, icon = "Changed", ("compare", "text2")
    said = (
        f"{words.quoted(before, 50)} becomes {words.quoted(after, 50)}"
        if before and after
        else words.quoted(after or before, 110)
    )
    by = f"{first.author} · " if first.author else ""
    return Line(f"change:{first.id}", f"{by}{title}", said if before or after else "the paragraph itself", *icon)


def _comment_line(one: Any) -> Line:
    return Line(
        f"comment:{one.id}",
        f"{one.author}: {words.quoted(one.text, 70)}",
        words.quoted(one.quoted, 60) if one.quoted else "",
        "comment",
    )
