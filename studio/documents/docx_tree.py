"""The main story of any DOCX as a tree: read safely, tracked changes taken as accepted, its text in both readings.

For comparing two files; what reviewers sent back is read by `returns`, which keeps who said what.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from io import BytesIO

from lxml import etree

from studio.documents.docx_xml import W
from studio.errors import HostileFile

Element = etree._Element

_MOST = 60 * 1024 * 1024
_GONE = frozenset({"del", "moveFrom"})
_COME = frozenset({"ins", "moveTo"})
_DROP = frozenset({
    "rPrChange", "pPrChange", "sectPrChange", "tblPrChange", "tblGridChange", "trPrChange", "tcPrChange",
    "tblPrExChange",
    "numberingChange", "moveFromRangeStart", "moveFromRangeEnd", "moveToRangeStart", "moveToRangeEnd", "proofErr",
    "customXmlInsRangeStart", "customXmlInsRangeEnd", "customXmlDelRangeStart", "customXmlDelRangeEnd",
})  # fmt: skip
_BLANKS = re.compile(r"[ \t\n\u00a0]+")


def w(name: str) -> str:
    return f"{{{W}}}{name}"


def local(element: Element) -> str:
    """Name without namespace; "" for a comment or an instruction."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def unpack(data: bytes) -> dict[str, bytes]:
    """The parts of the package. Raises HostileFile if it is none, or unpacks to more than 60 MB."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > _MOST:
                raise HostileFile("Unpacked, this file would be larger than 60 MB.", "Leave out large pictures.")
            return {entry.filename: archive.read(entry) for entry in archive.infolist() if not entry.is_dir()}
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, RuntimeError, EOFError, zlib.error) as error:
        raise HostileFile("This is not a Word document.", "Give two files that end in .docx.") from error


def parse(blob: bytes) -> Element:
    """The root of an XML part. Raises HostileFile for what is not well formed or has a DOCTYPE."""
    if b"<!DOCTYPE" in blob or b"<!ENTITY" in blob:
        raise HostileFile("This file holds a DOCTYPE, which no Word document has.", "Do not use it.")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(blob, parser)
    except etree.XMLSyntaxError as error:
        raise HostileFile("This Word document is damaged.", "Open and save it again, then compare.") from error


def main_part(parts: dict[str, bytes]) -> str:
    """Name of the document part, as the package's relationships say."""
    relations = parts.get("_rels/.rels")
    if relations is not None:
        for found in parse(relations):
            if (found.get("Type") or "").endswith("/officeDocument"):
                name = (found.get("Target") or "").lstrip("/")
                if name in parts:
                    return name
    raise HostileFile("This is not a Word document.", "Give two files that end in .docx.")


def body_of(root: Element) -> Element:
    body = root.find(w("body"))
    if body is None:
        raise HostileFile("This Word document has no text.", "Give two files that end in .docx.")
    return body


def accept(parent: Element) -> None:
    """Take every tracked change in `parent` as accepted, and every content control as its content; in place."""
    for element in list(parent):
        kind = local(element)
        if kind in _DROP or kind in _GONE or _row_gone(element):
            _remove(element)
        elif kind in _COME and len(element):
            accept(element)
            _unwrap(element)
        elif kind == "sdt":
            content = element.find(w("sdtContent"))
            if content is not None:
                accept(content)
                for child in list(content):
                    element.addprevious(child)
            _remove(element)
        elif kind in _COME:
            _remove(element)
        else:
            if kind == "rPr" and local(parent) == "pPr" and any(local(child) in _GONE for child in element):
                parent.set("joins", "1")
            accept(element)
    if local(parent) in {"body", "tc", "txbxContent"}:
        _join(parent)


def _row_gone(element: Element) -> bool:
    properties = element.find(w("trPr")) if local(element) == "tr" else None
    return properties is not None and properties.find(w("del")) is not None


def _join(container: Element) -> None:
    """Paragraphs whose end was deleted run on into the next one, which keeps its own properties."""
    for paragraph in list(container.iterchildren(w("p"))):
        properties = paragraph.find(w("pPr"))
        if properties is None or properties.get("joins") is None:
            continue
        del properties.attrib["joins"]
        following = paragraph.getnext()
        content = [child for child in paragraph if local(child) != "pPr"]
        if following is not None and local(following) == "p":
            own = following.find(w("pPr"))
            at = 0 if own is None else 1
            for offset, child in enumerate(content):
                following.insert(at + offset, child)
            container.remove(paragraph)
        elif not any(local(child) in {"r", "hyperlink"} for child in content) and len(container) > 1:
            container.remove(paragraph)


def _remove(element: Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _unwrap(element: Element) -> None:
    for child in list(element):
        element.addprevious(child)
    _remove(element)


def main_text(data: bytes, mode: str) -> list[str]:
    """The texts of a file's main part, read without regard to anything but runs and paragraph marks.

    It shares nothing with the reader of returns, so that what both say alike is sure.
    """
    parts = unpack(data)
    return reading(body_of(parse(parts[main_part(parts)])), mode)


def reading(container: Element, mode: str) -> list[str]:
    """Texts of the paragraphs, cells in order, with tracked changes accepted or rejected; empty ones left out."""
    gone = _GONE if mode == "accepted" else _COME
    out: list[str] = []
    for story in _containers(container):
        held = ""
        for child in story:
            if local(child) != "p" or _in_gone_row(child, gone):
                held = _flush(out, held)
                continue
            held += _text(child, gone)
            marks = child.iterfind(f"{w('pPr')}/{w('rPr')}/*")
            if not any(local(mark) in gone for mark in marks):
                held = _flush(out, held)
        _flush(out, held)
    return out


def drop_page_numbers(root: Element) -> None:
    """Take out what PAGE and NUMPAGES fields say: each program counts its own pages."""
    for simple in list(root.iter(w("fldSimple"))):
        if _counts_pages(simple.get(w("instr")) or ""):
            _remove(simple)
    said, inside = "", False
    for run in list(root.iter(w("r"))):
        mark = run.find(w("fldChar"))
        kind = mark.get(w("fldCharType")) if mark is not None else ""
        if kind == "begin":
            said, inside = "", False
        said += "".join(found.text or "" for found in run.iter(w("instrText")))
        if inside and kind != "end" and _counts_pages(said):
            _remove(run)
        inside = kind == "separate" or (inside and kind != "end")


def _counts_pages(instruction: str) -> bool:
    return instruction.split()[:1] in (["PAGE"], ["NUMPAGES"])


def flat(paragraph: Element) -> str:
    """Words of one paragraph that holds no tracked change, blanks as one space."""
    return _BLANKS.sub(" ", _text(paragraph, frozenset())).strip()


def _flush(out: list[str], held: str) -> str:
    if flat := _BLANKS.sub(" ", held).strip():
        out.append(flat)
    return ""


def _containers(top: Element) -> Iterator[Sequence[Element]]:
    """Stories in reading order: runs of paragraphs between tables, each cell on its own."""
    part: list[Element] = []
    for child in top:
        if local(child) == "tbl":
            yield part
            part = []
            for row in child.iterchildren(w("tr")):
                for cell in row.iterchildren(w("tc")):
                    yield from _containers(cell)
        else:
            part.append(child)
    yield part


def _in_gone_row(paragraph: Element, gone: frozenset[str]) -> bool:
    for above in paragraph.iterancestors(w("tr")):
        properties = above.find(w("trPr"))
        if properties is not None and any(local(child) in gone for child in properties):
            return True
    return False


def _text(element: Element, gone: frozenset[str]) -> str:
    """Words of a paragraph without those in changes of the kinds `gone`; instructions of fields are no words."""
    kind = local(element)
    if kind in gone or kind in {"pPr", "rPr", "instrText", "delInstrText", "Fallback"}:
        return ""
    if kind in {"t", "delText"}:
        return element.text or ""
    if kind in {"tab", "br", "cr"}:
        return " "
    if kind == "noBreakHyphen":
        return "-"
    return "".join(_text(child, gone) for child in element)
