"""Edit DOCX files with LibreOffice as reviewers do. Run by the system's python3 (it has `uno`); a job list comes on stdin.

Input: JSON `{"profile": DIR, "jobs": [{"source", "target", "given", "family", "edits": [...]}]}`. Each edit names the
paragraph by words that stand in exactly one, so that the program stops loudly when the wording has moved.
Output: JSON, one entry a job: LibreOffice's own list of redlines and comments after reopening what it saved.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import uno
from com.sun.star.awt import FontWeight
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException
from com.sun.star.text.ControlCharacter import PARAGRAPH_BREAK

FILTER = "MS Word 2007 XML"


def value(name, content):
    prop = PropertyValue()
    prop.Name, prop.Value = name, content
    return prop


class Office:
    """One soffice process with a profile of its own, spoken to over a pipe."""

    def __init__(self, profile):
        pipe = f"returns{time.time_ns()}"
        self.process = subprocess.Popen(
            ["soffice", "--headless", "--norestore", "--nologo", f"-env:UserInstallation={Path(profile).as_uri()}",
             f"--accept=pipe,name={pipe};urp;"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        local = uno.getComponentContext()
        resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
        for _ in range(200):
            try:
                self.context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
                break
            except NoConnectException:
                time.sleep(0.1)
        else:
            self.process.kill()
            sys.exit("LibreOffice did not start within 20 seconds")
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
        try:
            self.desktop.terminate()
        except Exception:  # the bridge may be gone before the answer comes
            pass
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()


class Editor:
    """One document; every method is one edit of a reviewer."""

    def __init__(self, office, doc, author):
        self.office, self.doc, self.author = office, doc, author

    def found(self, paragraph, words=None):
        """The range of `words` in the one paragraph that holds `paragraph`; without words, the words themselves."""
        search = self.doc.createSearchDescriptor()
        search.SearchString, search.SearchCaseSensitive = words or paragraph, True
        ranges = self.doc.findAll(search)
        hits = []
        for number in range(ranges.getCount()):
            hit = ranges.getByIndex(number)
            text = self.whole(hit).getString()
            if paragraph in text and "\t" not in text[:8]:
                hits.append(hit)
        if len(hits) != 1:
            sys.exit(f"{len(hits)} places hold {words or paragraph!r} in a paragraph with {paragraph!r}: the wording has moved")
        return hits[0]

    def whole(self, at):
        cursor = at.getText().createTextCursorByRange(at.getStart())
        cursor.gotoStartOfParagraph(False)
        cursor.gotoEndOfParagraph(True)
        return cursor

    def replace(self, paragraph, words, text):
        self.found(paragraph, words).setString(text)

    def insert(self, paragraph, words, text):
        """Text right behind the words."""
        hit = self.found(paragraph, words)
        hit.getText().insertString(hit.getEnd(), text, False)

    def new_after(self, paragraph, text):
        end = self.whole(self.found(paragraph)).getEnd()
        end.getText().insertControlCharacter(end, PARAGRAPH_BREAK, False)
        cursor = end.getText().createTextCursorByRange(end)
        cursor.gotoNextParagraph(False)
        cursor.gotoStartOfParagraph(False)
        cursor = self.whole(self.found(paragraph))
        cursor.collapseToEnd()
        cursor.gotoNextParagraph(False)
        cursor.getText().insertString(cursor, text, False)

    def remove(self, paragraph):
        cursor = self.whole(self.found(paragraph))
        cursor.goRight(1, True)
        cursor.setString("")

    def split(self, paragraph, words):
        """Begin a new paragraph at the words; the space before them goes."""
        hit = self.found(paragraph, words)
        cursor = hit.getText().createTextCursorByRange(hit.getStart())
        cursor.goLeft(1, True)
        if cursor.getString() == " ":
            cursor.setString("")
        cursor = hit.getText().createTextCursorByRange(self.found(paragraph.split(words)[0].strip() or words, words).getStart())
        cursor.getText().insertControlCharacter(cursor, PARAGRAPH_BREAK, False)

    def join(self, paragraph):
        """Run the next paragraph on to this one, with a space."""
        cursor = self.whole(self.found(paragraph))
        end = cursor.getEnd()
        cursor = end.getText().createTextCursorByRange(end)
        cursor.goRight(1, True)
        cursor.setString(" ")

    def move(self, paragraph, after):
        """Cut the paragraph and paste it behind another one."""
        controller = self.doc.getCurrentController()
        view = controller.getViewCursor()
        cursor = self.whole(self.found(paragraph))
        start = cursor.getStart()
        cursor.goRight(1, True)
        view.gotoRange(start, False)
        view.gotoRange(cursor.getEnd(), True)
        self.dispatch(".uno:Cut")
        target = self.whole(self.found(after))
        place = target.getText().createTextCursorByRange(target.getEnd())
        place.gotoNextParagraph(False)
        view.gotoRange(place, False)
        self.dispatch(".uno:Paste")

    def row_in(self, paragraph, cells):
        """A row below the one that holds the words."""
        table, row = self.row(paragraph)
        table.getRows().insertByIndex(row + 1, 1)
        for column, text in enumerate(cells):
            cell = table.getCellByPosition(column, row + 1)
            cell.getText().insertString(cell.getText().createTextCursor(), text, False)

    def row_out(self, paragraph):
        hit = self.found(paragraph)
        controller = self.doc.getCurrentController()
        controller.getViewCursor().gotoRange(hit, False)
        self.dispatch(".uno:DeleteRows")

    def row(self, paragraph):
        hit = self.found(paragraph)
        cell = hit.getText().createTextCursorByRange(hit).Cell
        table = hit.getText().createTextCursorByRange(hit).TextTable
        number = int("".join(letter for letter in cell.CellName if letter.isdigit()))
        return table, number - 1

    def comment(self, paragraph, words, text):
        """A comment on the words; without words, at the end of the paragraph as a point."""
        hit = self.found(paragraph, words) if words else self.whole(self.found(paragraph)).getEnd()
        self.doc.getCurrentController().getViewCursor().gotoRange(hit, False)
        self.dispatch(".uno:InsertAnnotation", value("Text", text), value("Author", self.author))

    def bold(self, paragraph, words):
        self.found(paragraph, words).CharWeight = FontWeight.BOLD

    def track(self, on):
        self.doc.RecordChanges = on

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
        except Exception as error:
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
