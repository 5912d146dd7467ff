"""Open a file from outside as parts, or refuse it in words before anything in it is trusted."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass

from studio.errors import HostileFile

MOST_TOTAL = 100 * 1024 * 1024  # unpacked bytes of all parts
MOST_PART = 50 * 1024 * 1024
MOST_XML = 20 * 1024 * 1024  # unpacked bytes of one XML part
MOST_RATIO = 200
MOST_PARTS = 2000
MOST_TAGS = 1_500_000  # in all parts, opening and closing: some two thousand pages
MOST_PARAGRAPHS = 16_000  # in one story: some four hundred pages
MOST_REVISED = 40_000  # stretches of words in one story that a tracked change is about
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ASK = "Ask the sender to save it as a Word document (.docx) without a password and send it again."
_SAVE_AS = (  # the words on the buttons of the three programs that reviewers have
    "Ask the sender to save it as a Word document and send that. In Word: File, Save As (or Save a Copy), Word Document (.docx). "
    "In LibreOffice: File, Save As (or Save a Copy), Word 2010–365 Document (.docx). "
    "In Google Docs: File, Download, Microsoft Word (.docx). Tracked changes and comments stay in it."
)
_EXPORT = "Ask the sender to save it as a Word document and send that. In Pages: File, Export To, Word."
_FOUND = {  # how a file begins -> what it is, and what to do
    b"MIME-Version:": ("This is a web archive or an e-mail, not a Word document.", _ASK),
    b'{"': ("This is a link to a document that is kept elsewhere, not the document.", _SAVE_AS),
    b"\x89PNG": ("This is a picture, not a Word document.", _ASK),
    b"\xff\xd8\xff": ("This is a picture, not a Word document.", _ASK),
    b"%PDF": ("This is a PDF, not a Word document.", _ASK),
    b"{\\rtf": ("This is an RTF file, not a Word document.", _SAVE_AS),
    b"PK\x07\x08": ("This is one piece of a ZIP file that was cut into several.", _ASK),
}


@dataclass(frozen=True, slots=True)
class Package:
    """The parts of one DOCX by name, all read and within the limits; `main` is the name of the document part."""

    parts: Mapping[str, bytes]
    types: Mapping[str, str]  # part name -> content type
    main: str


def open_package(data: bytes) -> Package:
    """The file's parts.

    Raises HostileFile with a sentence and what to ask the sender for, if the file is no DOCX or could do harm:
    too large, packed too tightly, with a DOCTYPE, doubled names, macros, a password, an old format, or damaged.
    """
    _look_at_head(data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_entries(archive.infolist())
            parts = _read_entries(archive)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, ValueError, OSError, LookupError) as error:
        raise HostileFile(
            "This file is damaged: it cannot be unpacked.", f"It may have been cut off. {_ASK}"
        ) from error
    except Exception as error:
        if type(error).__module__ not in {"zlib", "_lzma", "lzma"}:
            raise
        raise HostileFile(
            "This file is damaged: it cannot be unpacked.", f"It may have been cut off. {_ASK}"
        ) from error
    return _described(parts)


def _look_at_head(data: bytes) -> None:
    if not data:
        raise HostileFile("This file is empty.", _ASK)
    if len(data) > MOST_TOTAL:
        raise HostileFile("This file is larger than 100 MB.", "Ask the sender to leave out large pictures.")
    if data.startswith(_OLE):
        raise _old_format(data)
    for magic, (sentence, what_to_do) in _FOUND.items():
        if data.startswith(magic):
            raise HostileFile(sentence, what_to_do)
    if data.lstrip()[:1] == b"<" or b"<html" in data[:2000].lower():
        raise _web_page(data)
    if not data.startswith(b"PK"):
        raise HostileFile("This is not a Word document.", _ASK)
    if not zipfile.is_zipfile(io.BytesIO(data)):
        raise HostileFile("This file is cut off: its end is missing.", "Ask the sender to send it again.")


def _web_page(data: bytes) -> HostileFile:
    """What to say of XML without a package: LibreOffice can keep a whole text in it (OpenDocument 1.2 part 1, 2.2.1)."""
    if b"urn:oasis:names:tc:opendocument:" in data[:4000]:
        return HostileFile("This is an OpenDocument file (.fodt), not a Word document.", _SAVE_AS)
    return HostileFile("This is a web page or an XML text, not a Word document.", _ASK)


def _old_format(data: bytes) -> HostileFile:
    """What to say of an OLE compound file ([MS-CFB]): Office keeps three kinds of thing in them."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        return HostileFile("This document is locked with a password.", _ASK)
    if "__properties_version1.0".encode("utf-16-le") in data:
        return HostileFile(
            "This is an Outlook message, not a Word document.",
            "Open it, save the Word document that is attached to it, and take that in.",
        )
    return HostileFile("This is an old Word file (.doc), though its name may say .docx.", _SAVE_AS)


def _check_entries(entries: list[zipfile.ZipInfo]) -> None:
    """Judge by what the file claims of itself; `_read_entries` does not believe it."""
    names = [entry.filename.casefold() for entry in entries]
    if len(names) != len(set(names)):
        raise HostileFile("This file holds two parts of the same name, so programs would read it differently.", _ASK)
    if len(entries) > MOST_PARTS:
        raise HostileFile(f"This file holds more than {MOST_PARTS} parts.", _ASK)
    if any(entry.flag_bits & 1 for entry in entries):
        raise HostileFile("This file is packed with a password.", _ASK)
    if sum(entry.file_size for entry in entries) > MOST_TOTAL:
        raise HostileFile(
            "Unpacked, this file would be larger than 100 MB.", "Ask the sender to leave out large pictures."
        )
    for entry in entries:
        if entry.file_size > 1024 * 1024 and entry.file_size > MOST_RATIO * max(entry.compress_size, 1):
            raise HostileFile("This file is packed far more tightly than any real document.", _ASK)
        _check_size(entry.filename, entry.file_size)


def _check_size(name: str, size: int) -> None:
    if size > MOST_PART or (size > MOST_XML and name.endswith((".xml", ".rels"))):
        raise HostileFile(f"A part of this file, {name}, is too large to be read safely.", _ASK)


def _read_entries(archive: zipfile.ZipFile) -> dict[str, bytes]:
    parts: dict[str, bytes] = {}
    total = tags = 0
    for entry in archive.infolist():
        if entry.is_dir():
            continue
        with archive.open(entry) as member:
            blob = member.read(MOST_PART + 1)
        total += len(blob)
        _check_size(entry.filename, len(blob))
        if total > MOST_TOTAL:
            raise HostileFile(
                "Unpacked, this file is larger than 100 MB.", "Ask the sender to leave out large pictures."
            )
        if entry.filename.endswith((".xml", ".rels")):
            _refuse_doctype(blob)
            tags += blob.count(b"<")
            if tags > MOST_TAGS:
                raise HostileFile("This file holds far more than any real document.", _ASK)
        parts[entry.filename.replace("\\", "/").lstrip("/")] = blob
    return parts


def _refuse_doctype(blob: bytes) -> None:
    """No Office part has a DOCTYPE; in UTF-16 the word stands with a zero between its letters."""
    if any(mark in blob for mark in (b"<!DOCTYPE", "<!DOCTYPE".encode("utf-16-le"), "<!DOCTYPE".encode("utf-16-be"))):
        raise HostileFile("This file holds a document type declaration, which no office program writes.", _ASK)


def _described(parts: dict[str, bytes]) -> Package:
    from studio.returns.ooxml import parse

    if "[Content_Types].xml" not in parts:
        kind = parts.get("mimetype", b"").decode("ascii", "replace")
        if "opendocument.text" in kind:
            raise HostileFile("This is an OpenDocument file (.odt), not a Word document.", _SAVE_AS)
        if "opendocument" in kind:
            raise HostileFile("This is a spreadsheet or a presentation, not a Word document.", _ASK)
        if any(name.endswith(".iwa") for name in parts):
            raise HostileFile("This is an Apple Pages file, not a Word document.", _EXPORT)
        if documents := [name for name in parts if name.lower().endswith(".docx")]:
            raise HostileFile(
                "This is a ZIP file with documents in it.", f"Unpack it, and take in {documents[0]} by itself."
            )
        raise HostileFile("This is a ZIP file, but not a Word document.", _ASK)
    types = _content_types(parse(parts["[Content_Types].xml"], "[Content_Types].xml"), parts)
    if any("macroEnabled" in kind for kind in types.values()) or any("vbaProject" in name for name in types):
        raise HostileFile(
            "This document carries macros (programs).",
            "Ask the sender to save it as a Word document without macros (.docx).",
        )
    for name, kind in types.items():
        if kind.endswith(("wordprocessingml.document.main+xml", "wordprocessingml.template.main+xml")):
            return Package(parts, types, name)
    if any("spreadsheetml" in kind or "presentationml" in kind for kind in types.values()):
        raise HostileFile("This is a spreadsheet or a presentation, not a Word document.", _ASK)
    raise HostileFile("This file does not say which of its parts is the document.", _ASK)


def _content_types(root: object, parts: Mapping[str, bytes]) -> dict[str, str]:
    """Content type of each part (ECMA-376 part 2, 10.1.2): its own override, else by the ending of its name."""
    defaults: dict[str, str] = {}
    own: dict[str, str] = {}
    for item in root:  # type: ignore[attr-defined]
        if "Extension" in item.attrib:
            defaults[item.get("Extension", "").lower()] = item.get("ContentType", "")
        elif "PartName" in item.attrib:
            own[item.get("PartName", "").lstrip("/").casefold()] = item.get("ContentType", "")
    return {
        name: own.get(name.casefold(), defaults.get(name.rsplit(".", 1)[-1].lower(), ""))
        for name in parts
        if name != "[Content_Types].xml"
    }
