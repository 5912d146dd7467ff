# ruff: noqa: FBT003 - the office's own methods take flags by position
"""Edit DOCX files with LibreOffice as reviewers do. Run by the system's python3 (it has `uno`); jobs on stdin.

Input: JSON `{"profile": DIR, "jobs": [{"source", "target", "given", "family", "edits": [...]}]}`. Each edit names the
paragraph by its bookmark and the words in it, and the program stops loudly where they are not there.
Output: JSON, one entry a job: LibreOffice's own list of redlines and comments after reopening what it saved.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import uno  # noqa: F401 - lets the next lines find `com`
from com.sun.star.awt import FontWeight
from com.sun.star.text.ControlCharacter import PARAGRAPH_BREAK
from office import connect, stop, value

FILTER = "MS Word 2007 XML"


class Office:
    """One soffice process with a profile of its own, spoken to over a pipe."""

    def __init__(self, profile):
        self.context, self.process = connect(profile)
        self.desktop = self.make("com.sun.star.frame.Desktop")
        self.dispatcher = self.make("com.sun.star.frame.DispatchHelper")

    def make(self, service):
        return self.context.ServiceManager.createInstanceWithContext(service, self.context)

    def name_user(self, given, family):
        provider = self.make("com.sun.star.configuration.ConfigurationProvider")
        access = provider.createInstanceWithArguments(
            "com.sun.star.configuration.ConfigurationUpdateAccess",
            (value("nodepath", "/org.openoffice.UserProfile/Data"),),
        )
        access.setPropertyValue("givenname", given)
        access.setPropertyValue("sn", family)
        access.setPropertyValue("initials", given[:1] + family[:1])
        access.commitChanges()

    def open(self, path):
        return self.desktop.loadComponentFromURL(Path(path).as_uri(), "_blank", 0, (value("Hidden", True),))

    def close(self):
        stop(self.desktop, self.process)


class Editor:
    """One document; every method is one edit of a reviewer."""

    def __init__(self, office, doc, author):
        self.office, self.doc, self.author = office, doc, author

    def paragraph(self, mark):
        """A cursor over the whole paragraph that a bookmark marks."""
        bookmarks = self.doc.getBookmarks()
        if not bookmarks.hasByName(mark):
            sys.exit(f"the bookmark {mark} is not in the file")
        start = bookmarks.getByName(mark).getAnchor().getStart()
        cursor = start.getText().createTextCursorByRange(start)
        cursor.gotoStartOfParagraph(False)
        cursor.gotoEndOfParagraph(True)
        return cursor

    def found(self, mark, words):
        """The words in that paragraph."""
        whole = self.paragraph(mark)
        search = self.doc.createSearchDescriptor()
        search.SearchString, search.SearchCaseSensitive = words, True
        hit = self.doc.findNext(whole.getStart(), search)
        if hit is None or words not in whole.getString() or hit.getText().compareRegionEnds(hit, whole) < 0:
            sys.exit(f"{words!r} is not in the paragraph {mark}")
        return hit

    def replace(self, mark, words, text):
        self.found(mark, words).setString(text)

    def insert(self, mark, words, text):
        """Text right behind the words."""
        hit = self.found(mark, words)
        hit.getText().insertString(hit.getEnd(), text, False)

    def new_after(self, mark, text):
        cursor = self.paragraph(mark)
        cursor.collapseToEnd()
        cursor.getText().insertControlCharacter(cursor, PARAGRAPH_BREAK, False)
        cursor.getText().insertString(cursor, text, False)

    def remove(self, mark):
        cursor = self.paragraph(mark)
        following = cursor.getText().createTextCursorByRange(cursor.getEnd())
        following.goRight(1, False)
        if following.ParaStyleName == cursor.ParaStyleName:
            cursor.goRight(1, True)
        else:  # deleted forwards, LibreOffice would hand this paragraph's style to the next one
            start = cursor.getText().createTextCursorByRange(cursor.getEnd())
            cursor.collapseToStart()
            cursor.goLeft(1, False)
            cursor.gotoRange(start, True)
        cursor.setString("")

    def split(self, mark, words):
        """Begin a new paragraph at the words; the space before them goes."""
        hit = self.found(mark, words)
        cursor = hit.getText().createTextCursorByRange(hit.getStart())
        cursor.getText().insertControlCharacter(cursor, PARAGRAPH_BREAK, False)
        cursor = self.paragraph(mark)
        space = cursor.getText().createTextCursorByRange(cursor.getEnd())
        space.goLeft(1, True)
        if space.getString() == " ":
            space.setString("")

    def join(self, mark):
        """Run the next paragraph on to this one, with a space."""
        end = self.paragraph(mark).getEnd()
        cursor = end.getText().createTextCursorByRange(end)
        cursor.goRight(1, True)
        cursor.setString(" ")

    def move(self, mark, after):
        """Cut the paragraph and paste it behind another one."""
        cursor = self.paragraph(mark)
        cursor.goRight(1, True)
        self.select(cursor)
        self.dispatch(".uno:Cut")
        target = self.paragraph(after)
        place = target.getText().createTextCursorByRange(target.getEnd())
        place.gotoNextParagraph(False)
        self.select(place)
        self.dispatch(".uno:Paste")

    def row_in(self, mark, cells):
        """A row below the one that the paragraph stands in."""
        start = self.paragraph(mark).getStart()
        cursor = start.getText().createTextCursorByRange(start)
        table, name = cursor.TextTable, cursor.Cell.CellName
        row = int("".join(letter for letter in name if letter.isdigit()))
        table.getRows().insertByIndex(row, 1)
        for column, text in enumerate(cells):
            cell = table.getCellByPosition(column, row)
            cell.getText().insertString(cell.getText().createTextCursor(), text, False)

    def row_out(self, mark):
        self.select(self.paragraph(mark).getStart())
        self.dispatch(".uno:DeleteRows")

    def comment(self, mark, text, words=None):
        """A comment on the words; without words, at the end of the paragraph as a point."""
        if words:
            self.select(self.found(mark, words))
            self.dispatch(".uno:InsertAnnotation", value("Text", text), value("Author", self.author))
            return
        end = self.paragraph(mark).getEnd()
        note = self.doc.createInstance("com.sun.star.text.textfield.Annotation")
        note.Content, note.Author = text, self.author
        end.getText().insertTextContent(end.getText().createTextCursorByRange(end), note, False)

    def bold(self, mark, words):
        self.found(mark, words).CharWeight = FontWeight.BOLD

    def track(self, on):
        self.doc.RecordChanges = on

    def select(self, place):
        """What commands work on; `select` also leaves a table or a picture that is selected."""
        self.doc.getCurrentController().select(place)

    def dispatch(self, command, *arguments):
        frame = self.doc.getCurrentController().getFrame()
        self.office.dispatcher.executeDispatch(frame, command, "", 0, arguments)


def redlines(doc):
    """LibreOffice's own list: type, author and the words, with the bookmarks of the paragraph it begins in."""
    listed = []
    found = doc.getRedlines().createEnumeration()
    while found.hasMoreElements():
        line = found.nextElement()
        start, end = line.getPropertyValue("RedlineStart"), line.getPropertyValue("RedlineEnd")
        entry = {"type": line.getPropertyValue("RedlineType"), "author": line.getPropertyValue("RedlineAuthor")}
        try:
            cursor = start.getText().createTextCursorByRange(start)
            cursor.gotoRange(end, True)
            entry["words"] = cursor.getString()
            entry["marks"] = marks(start)
        except Exception as error:  # noqa: BLE001 - whatever the bridge raises, the list says so
            entry["words"], entry["marks"] = f"? {type(error).__name__}", []
        listed.append(entry)
    return listed


def marks(place):
    """Names of our bookmarks in the paragraph."""
    cursor = place.getText().createTextCursorByRange(place)
    cursor.gotoStartOfParagraph(False)
    cursor.gotoEndOfParagraph(True)
    names = []
    paragraphs = cursor.createEnumeration()
    while paragraphs.hasMoreElements():
        portions = paragraphs.nextElement().createEnumeration()
        while portions.hasMoreElements():
            portion = portions.nextElement()
            if portion.TextPortionType == "Bookmark" and portion.Bookmark.Name.startswith("_cp_"):
                names.append(portion.Bookmark.Name)
    return sorted(set(names))


def comments(doc):
    fields = doc.getTextFields().createEnumeration()
    texts = []
    while fields.hasMoreElements():
        field = fields.nextElement()
        if field.supportsService("com.sun.star.text.textfield.Annotation"):
            texts.append({"author": field.Author, "text": field.Content})
    return sorted(texts, key=lambda each: each["text"])


def edit(office, job):
    office.name_user(job["given"], job["family"])
    doc = office.open(job["source"])
    doc.RecordChanges = True
    editor = Editor(office, doc, f"{job['given']} {job['family']}")
    for step in job["edits"]:
        arguments = {name: content for name, content in step.items() if name != "do"}
        getattr(editor, step["do"])(**arguments)
    doc.RecordChanges = True
    doc.storeToURL(Path(job["target"]).as_uri(), (value("FilterName", FILTER),))
    doc.close(True)
    again = office.open(job["target"])
    said = {"redlines": redlines(again), "comments": comments(again)}
    again.close(True)
    return said


def main():
    plan = json.load(sys.stdin)
    office = Office(plan["profile"])
    try:
        json.dump([edit(office, job) for job in plan["jobs"]], sys.stdout)
    finally:
        office.close()


if __name__ == "__main__":
    main()
