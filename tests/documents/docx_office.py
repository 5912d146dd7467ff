# ruff: noqa: FBT003 - UNO takes its arguments by place
"""Asks LibreOffice what is in a DOCX. For the system's Python, which has UNO: `docx_office.py PROFILE FILE…`.

Prints one JSON list: for each file the tracked changes by author and kind, and paragraphs (number, text) as shown, with all
accepted, with all rejected; names of bookmarks and levels after saving as DOCX beside it (`FILE.saved.docx`); what it
prints is `FILE.pdf`. With `--read` before the files: only the paragraphs as shown.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path

import uno  # type: ignore[import-not-found]  # noqa: F401 - lets the next lines find `com`
from com.sun.star.lang import IllegalArgumentException  # type: ignore[import-not-found]

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "packaging"))
from office import connect, stop, value


def paragraphs(container: object) -> list[list[str]]:
    out = []
    every = container.createEnumeration()
    while every.hasMoreElements():
        found = every.nextElement()
        if found.supportsService("com.sun.star.text.TextTable"):
            for name in found.getCellNames():
                out += paragraphs(found.getCellByName(name).Text)
        else:
            out.append([found.ListLabelString if hasattr(found, "ListLabelString") else "", found.getString()])
    return out


def levels(container: object) -> list[list[object]]:
    """Style, level in its list and level of heading of each paragraph with words outside tables."""
    out = []
    every = container.createEnumeration()
    while every.hasMoreElements():
        found = every.nextElement()
        if not found.supportsService("com.sun.star.text.TextTable") and found.getString():
            out.append([found.ParaStyleName, found.NumberingLevel, found.OutlineLevel])
    return out


def load(desktop: object, file: Path) -> object:
    return desktop.loadComponentFromURL(file.as_uri(), "_blank", 0, (value("Hidden", True),))


def changes(document: object) -> dict[tuple[str, str], int]:
    """Tracked changes by author and kind; pieces that touch are one: a paragraph's words and its end can be listed apart."""
    found: dict[tuple[str, str], int] = {}
    before = None
    every = document.Redlines.createEnumeration()
    while every.hasMoreElements():
        change = every.nextElement()
        made = change.RedlineAuthor, change.RedlineType
        if before is None or made != (before.RedlineAuthor, before.RedlineType) or not touches(before, change):
            found[made] = found.get(made, 0) + 1
        before = change
    return found


def touches(before: object, change: object) -> bool:
    end, start = before.RedlineEnd, change.RedlineStart
    same = before.RedlineDateTime == change.RedlineDateTime
    try:
        return same and end.Text.compareRegionStarts(end, start) == 0
    except IllegalArgumentException:  # in another cell
        return False


def look(desktop: object, helper: object, file: Path) -> dict[str, object]:
    out: dict[str, object] = {}
    document = load(desktop, file)
    by = changes(document)
    out["authors"] = sorted({author for author, _ in by})
    out["changes"] = dict(sum((Counter({kind: number}) for (_, kind), number in by.items()), Counter()))
    out["by"] = [[*made, number] for made, number in by.items()]
    out["shown"], out["levels"] = paragraphs(document.Text), levels(document.Text)
    document.storeToURL(file.with_name(f"{file.name}.pdf").as_uri(), (value("FilterName", "writer_pdf_Export"),))
    saved = file.with_name(f"{file.name}.saved.docx")
    document.storeToURL(saved.as_uri(), (value("FilterName", "MS Word 2007 XML"),))
    document.close(True)
    again = load(desktop, saved)
    out["bookmarks"] = list(again.Bookmarks.getElementNames())
    out["saved"], out["saved_levels"] = paragraphs(again.Text), levels(again.Text)
    again.close(True)
    for word, command in (("accepted", ".uno:AcceptAllTrackedChanges"), ("rejected", ".uno:RejectAllTrackedChanges")):
        document = load(desktop, file)
        helper.executeDispatch(document.getCurrentController().getFrame(), command, "", 0, ())
        out[word] = paragraphs(document.Text)
        left = document.Redlines.createEnumeration()
        out[f"{word}_left"] = left.hasMoreElements()
        document.close(True)
    return out


def read(desktop: object, _helper: object, file: Path) -> dict[str, object]:
    document = load(desktop, file)
    out = {"shown": paragraphs(document.Text)}
    document.close(True)
    return out


def main() -> None:
    profile, *names = sys.argv[1:]
    context, office = connect(profile)
    make = context.ServiceManager.createInstanceWithContext
    desktop = make("com.sun.star.frame.Desktop", context)
    helper = make("com.sun.star.frame.DispatchHelper", context)
    try:
        each = read if names[0] == "--read" else look
        print(json.dumps([each(desktop, helper, Path(name)) for name in names if name != "--read"]))
    finally:
        stop(desktop, office)


if __name__ == "__main__":
    main()
