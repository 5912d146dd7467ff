"""What the reader does with each part of a package and each relationship in it (ECMA-376 part 1, 11 and 15)."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from studio.errors import HostileFile
from studio.returns.change import Unread
from studio.returns.guard import Package
from studio.returns.ooxml import name_of, parse
from studio.returns.shapes import unknown_below

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml."
STORIES = {"header+xml": "header", "footer+xml": "footer", "footnotes+xml": "footnotes", "endnotes+xml": "endnotes"}
_OFFICE = "application/vnd.openxmlformats-officedocument."
_ONCE = {"document.main+xml", "template.main+xml", "comments+xml", "commentsExtended+xml"}  # read by code of their own
_NAMES = {  # parts without words, in which every name must be known all the same
    "styles+xml", "numbering+xml", "settings+xml", "fontTable+xml", "webSettings+xml", "commentsIds+xml",
    "commentsExtensible+xml", "people+xml", "commentsExtended+xml",
}  # fmt: skip
_NOTHING = {  # content type, or how it begins -> why nothing in it is a reviewer's
    "image/": "a picture; that it came or went is read where it stands",
    "application/x-font": "letters",
    f"{_OFFICE}obfuscatedFont": "letters",
    f"{_OFFICE}theme+xml": "colours and letters of the whole document",
    f"{_OFFICE}themeOverride+xml": "colours of one chart",
    "application/vnd.openxmlformats-package.core-properties+xml": "title, author and dates of the file",
    f"{_OFFICE}extended-properties+xml": "counts and the name of the program",
    f"{_OFFICE}custom-properties+xml": "properties of the file, read by `pack`",
    f"{_OFFICE}customXmlProperties+xml": "numbers of data beside the text",
    f"{WORD}stylesWithEffects+xml": "a second copy of the styles for old programs",
    "application/vnd.ms-word.stylesWithEffects+xml": "a second copy of the styles for old programs",
    f"{WORD}printerSettings": "settings of a printer",
    f"{WORD}document.glossary+xml": "building blocks that stand nowhere in the text",
    f"{_OFFICE}vmlDrawing": "pictures in old form",
    "application/vnd.ms-word.keyMapCustomizations+xml": "keys of the program",
    "application/vnd.ms-word.attachedToolbars": "buttons of the program",
    "application/vnd.ms-office.classificationlabels+xml": "the sender's sensitivity label",
    "application/vnd.openxmlformats-package.digital-signature": "a signature of the file as it was",
}
_TOLD = {
    f"{_OFFICE}oleObject": "an embedded object; words inside it were not read",
    f"{_OFFICE}package": "an embedded file; words inside it were not read",
    f"{_OFFICE}spreadsheetml": "an embedded spreadsheet; words inside it were not read",
    f"{_OFFICE}drawingml.chart": "a chart; words inside it were not read",
    f"{_OFFICE}drawingml.diagram": "a diagram; words inside it were not read",
    "application/vnd.ms-office.documenttasks+xml": "tasks given to people in comments; they were not read",
    "application/vnd.ms-office.activeX": "a control that is a program; it was not run",
}
_RELATIONS = frozenset(
    {
        "officeDocument", "core-properties", "extended-properties", "custom-properties", "thumbnail", "styles",
        "stylesWithEffects", "settings", "webSettings", "fontTable", "theme", "numbering", "footnotes", "endnotes",
        "header", "footer", "image", "hyperlink", "comments", "commentsExtended", "commentsIds", "commentsExtensible",
        "people", "customXml", "customXmlProps", "glossaryDocument", "font", "attachedTemplate", "printerSettings",
        "keyMapCustomizations", "attachedToolbars", "classificationlabels", "origin", "signature",
    }
)  # fmt: skip
_ASK = "Ask the sender to save it as a plain Word document (.docx) and send it again."


def unread_parts(package: Package) -> Iterator[Unread]:
    """Parts of a kind that the reader does not know, and unknown names in parts that hold no words."""
    seen: set[str] = set()
    for name, kind in package.types.items():
        word = kind.removeprefix(WORD) if kind.startswith(WORD) else ""
        if word in _ONCE and word in seen:
            yield Unread(name, kind, "a second part of its kind, of which there can be one; it was not read")
        seen.add(word)
        if word in _NAMES:
            root = parse(package.parts[name], name)
            yield from (Unread(name, element, reason) for element, reason in unknown_below(root))
        elif word in _ONCE or word in STORIES or name.endswith(".rels") or name.startswith("customXml/"):
            continue
        elif _found(kind, _NOTHING) is None:
            told = _found(kind, _TOLD)
            yield Unread(name, kind or "part", told or "a part of a kind that the reader does not know")


def _found(kind: str, table: Mapping[str, str]) -> str | None:
    return next((reason for start, reason in table.items() if kind.startswith(start)), None)


def relations_of(part: str) -> str:
    """Name of the part that holds a part's relationships (ECMA-376 part 2, 9.3)."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def link_targets(relations: bytes, part: str) -> dict[str, str]:
    """Where the links of a part lead out of the file, by the relationship's id."""
    if b"relationships/hyperlink" not in relations:
        return {}
    found = (item for item in parse(relations, relations_of(part)) if name_of(item))
    return {
        str(item.get("Id", "")): str(item.get("Target", ""))
        for item in found
        if str(item.get("Type", "")).endswith("/hyperlink")
    }


def unread_relations(package: Package) -> Iterator[Unread]:
    """Relationships of an unknown kind, and targets outside the file, which are never fetched.

    Raises HostileFile for a template that would be loaded from the network when the file is opened.
    """
    for name, blob in package.parts.items():
        if not name.endswith(".rels"):
            continue
        part = posixpath.normpath(name.replace("_rels/", "").removesuffix(".rels"))
        for item in parse(blob, name):
            if not name_of(item):
                continue
            kind, target = str(item.get("Type", "")).rsplit("/", 1)[-1], str(item.get("Target", ""))
            if item.get("TargetMode") == "External":
                yield from _outside(part, kind, target)
            elif kind not in _RELATIONS and not _is_told(package, part, target):
                yield Unread(part, kind or "relationship", "a relation of a kind that the reader does not know")


def _is_told(package: Package, part: str, target: str) -> bool:
    """Whether what it leads to is listed for itself."""
    name = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"{posixpath.dirname(part)}/{target}")
    return _found(package.types.get(name, ""), _TOLD) is not None


def _outside(part: str, kind: str, target: str) -> Iterator[Unread]:
    if kind == "attachedTemplate":
        if urlsplit(target).scheme.lower() in {"http", "https", "ftp"} or target.startswith("\\\\"):
            raise HostileFile("This document wants to load a template from the network when it is opened.", _ASK)
    elif kind != "hyperlink":
        yield Unread(part, kind, "kept outside the file; it was not fetched")
