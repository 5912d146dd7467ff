# ruff: noqa: FBT003 - the office's own methods take flags by position
"""Make the files of the reader's corpus with LibreOffice, and let it say how it reads them. Run by the system's python3.

Input: JSON `{"profile": DIR, "jobs": [{"source", "target", "steps": [...], "route": null | "odt" | "doc" | "rtf"}]}`.
Output: JSON, one entry a job: the paragraphs of the saved DOCX after LibreOffice accepted, and after it rejected, all.
"""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import uno  # noqa: F401 - lets the next lines find `com`
from com.sun.star.awt import FontStrikeout, FontUnderline, Size
from com.sun.star.awt.FontSlant import ITALIC
from com.sun.star.style.BreakType import PAGE_BEFORE
from com.sun.star.text.ControlCharacter import LINE_BREAK, PARAGRAPH_BREAK
from com.sun.star.util import DateTime
from uno_edit import FILTER, Editor, Office, value

ROUTES = {"odt": "writer8", "doc": "MS Word 97", "rtf": "Rich Text Format"}


class CorpusEditor(Editor):
    """The edits of the corpus beyond those of the York returns."""

    def insert_first(self, mark, text):
        start = self.paragraph(mark).getStart()
        start.getText().insertString(start, text, False)

    def new_before(self, mark, text):
        start = self.paragraph(mark).getStart()
        cursor = start.getText().createTextCursorByRange(start)
        cursor.getText().insertString(cursor, text, False)
        cursor.collapseToEnd()
        cursor.getText().insertControlCharacter(cursor, PARAGRAPH_BREAK, False)

    def remove_back(self, mark):
        """Delete a paragraph with the mark before it, as the last one must be."""
        cursor = self.paragraph(mark)
        end = cursor.getText().createTextCursorByRange(cursor.getEnd())
        cursor.collapseToStart()
        cursor.goLeft(1, False)
        cursor.gotoRange(end, True)
        cursor.setString("")

    def line_break(self, mark, words):
        hit = self.found(mark, words)
        hit.getText().insertControlCharacter(hit.getEnd(), LINE_BREAK, False)

    def date_field(self, mark, words):
        hit = self.found(mark, words)
        field = self.doc.createInstance("com.sun.star.text.textfield.DateTime")
        field.IsFixed, field.IsDate = True, True
        field.DateTimeValue = DateTime(0, 0, 0, 9, 24, 11, 2026, False)
        hit.getText().insertTextContent(hit.getEnd(), field, False)

    def link(self, mark, words, url):
        self.found(mark, words).HyperLinkURL = url

    def page_break(self, mark):
        self.paragraph(mark).BreakType = PAGE_BEFORE

    def italic(self, mark, words):
        self.found(mark, words).CharPosture = ITALIC

    def underline(self, mark, words):
        self.found(mark, words).CharUnderline = FontUnderline.SINGLE

    def strike(self, mark, words):
        self.found(mark, words).CharStrikeout = FontStrikeout.SINGLE

    def colour(self, mark, words):
        self.found(mark, words).CharColor = 0xC00000

    def highlight(self, mark, words):
        self.found(mark, words).CharHighlight = 0xFFFF00

    def style(self, mark, name):
        self.paragraph(mark).ParaStyleName = name

    def level(self, mark, level):
        self.paragraph(mark).NumberingLevel = level

    def footnote_in(self, mark, words, text):
        hit = self.found(mark, words)
        note = self.doc.createInstance("com.sun.star.text.Footnote")
        hit.getText().insertTextContent(hit.getEnd(), note, False)
        note.insertString(note.createTextCursor(), text, False)

    def footnote_words(self, words, text):
        _replace(self.doc.getFootnotes().getByIndex(0), words, text)

    def header_words(self, words, text):
        _replace(_pages(self.doc).HeaderText, words, text)

    def footer_words(self, words, text):
        _replace(_pages(self.doc).FooterText, words, text)

    def box_in(self, mark, text):
        end = self.paragraph(mark).getEnd()
        frame = self.doc.createInstance("com.sun.star.text.TextFrame")
        frame.setSize(Size(6000, 1200))
        end.getText().insertTextContent(end, frame, False)
        frame.getText().insertString(frame.getText().createTextCursor(), text, False)

    def as_author(self, given, family):
        self.office.name_user(given, family)


def _pages(doc):
    """The page style of the first paragraph that has one."""
    styles = doc.getStyleFamilies().getByName("PageStyles")
    name = doc.getText().createTextCursor().PageStyleName
    return styles.getByName(name)


def _replace(text, words, new):
    cursor = text.createTextCursor()
    cursor.gotoStart(False)
    cursor.gotoEnd(True)
    at = cursor.getString().find(words)
    if at < 0:
        sys.exit(f"{words!r} is not in {cursor.getString()!r}")
    cursor.collapseToStart()
    cursor.goRight(at, False)
    cursor.goRight(len(words), True)
    cursor.setString(new)


def paragraphs(text):
    """The paragraphs of a text and of the tables in it, in order; notes' numbers and boxes are no words of them."""
    out = []
    items = text.createEnumeration()
    while items.hasMoreElements():
        item = items.nextElement()
        if item.supportsService("com.sun.star.text.TextTable"):
            for name in sorted(item.getCellNames(), key=_place):
                out += paragraphs(item.getCellByName(name))
        else:
            out.append("".join(_portions(item)))
    return out


def _place(name):
    """Row and column of a cell: B10 is row 10, column B."""
    letters = "".join(letter for letter in name if letter.isalpha())
    return int(name[len(letters) :]), len(letters), letters


def _portions(paragraph):
    portions = paragraph.createEnumeration()
    while portions.hasMoreElements():
        portion = portions.nextElement()
        if portion.TextPortionType in {"Text", "TextField", "LineBreak"}:
            yield portion.getString()


def read(office, path, command):
    """The paragraphs after one command on all tracked changes, by what holds them."""
    doc = office.open(path)
    editor = CorpusEditor(office, doc, "")
    editor.track(False)
    editor.dispatch(command)
    notes = doc.getFootnotes()
    said = {
        "main": paragraphs(doc.getText()),
        "notes": [line for at in range(notes.getCount()) for line in paragraphs(notes.getByIndex(at))],
    }
    doc.close(True)
    return said


def make(office, job):
    office.name_user("Ann", "Sample")
    source = Path(job["target"]).with_suffix(".source.docx")  # one for each: the lock of another author would stop it
    shutil.copyfile(job["source"], source)
    doc = office.open(source)
    doc.RecordChanges = True
    editor = CorpusEditor(office, doc, "Ann Sample")
    for step in job["steps"]:
        getattr(editor, step["do"])(**{name: content for name, content in step.items() if name != "do"})
    doc.RecordChanges = True
    target, route = Path(job["target"]), job["route"]
    if route:
        between = target.with_suffix(f".{route}")
        doc.storeToURL(between.as_uri(), (value("FilterName", ROUTES[route]),))
        doc.close(True)
        doc = office.open(between)
    doc.storeToURL(target.as_uri(), (value("FilterName", FILTER),))
    doc.close(True)
    return {
        "accepted": read(office, target, ".uno:AcceptAllTrackedChanges"),
        "rejected": read(office, target, ".uno:RejectAllTrackedChanges"),
    }


def main():
    plan = json.load(sys.stdin)
    office = Office(plan["profile"])
    said = []
    try:
        for job in plan["jobs"]:
            try:
                said.append(make(office, job))
            except (Exception, SystemExit) as stop:  # noqa: BLE001 - whatever the bridge raises, say at which file
                sys.exit(f"{job['target']}: {type(stop).__name__}: {stop}")
        json.dump(said, sys.stdout)
    finally:
        office.close()


if __name__ == "__main__":
    main()
