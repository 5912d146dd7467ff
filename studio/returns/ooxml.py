"""Names, safe parsing and the table of known elements: the lowest layer of the DOCX reader."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from importlib.resources import files

from lxml import etree

from studio.errors import HostileFile
from studio.returns.rules import rule_of

Element = etree._Element

NAMESPACES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
    "w15": "http://schemas.microsoft.com/office/word/2012/wordml",
    "w16": "http://schemas.microsoft.com/office/word/2018/wordml",
    "w16cid": "http://schemas.microsoft.com/office/word/2016/wordml/cid",
    "w16cex": "http://schemas.microsoft.com/office/word/2018/wordml/cex",
    "w16se": "http://schemas.microsoft.com/office/word/2015/wordml/symex",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "wp14": "http://schemas.microsoft.com/office/word/2010/wordprocessingDrawing",
    "wp15": "http://schemas.microsoft.com/office/word/2012/wordprocessingDrawing",
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    "wpg": "http://schemas.microsoft.com/office/word/2010/wordprocessingGroup",
    "wpc": "http://schemas.microsoft.com/office/word/2010/wordprocessingCanvas",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "a14": "http://schemas.microsoft.com/office/drawing/2010/main",
    "a16": "http://schemas.microsoft.com/office/drawing/2014/main",
    "asvg": "http://schemas.microsoft.com/office/drawing/2016/SVG/main",
    "adec": "http://schemas.microsoft.com/office/drawing/2017/decorative",
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
    "pic14": "http://schemas.microsoft.com/office/drawing/2010/picture",
    "v": "urn:schemas-microsoft-com:vml",
    "o": "urn:schemas-microsoft-com:office:office",
    "w10": "urn:schemas-microsoft-com:office:word",
    "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
    "dgm": "http://schemas.openxmlformats.org/drawingml/2006/diagram",
}
_STRICT = {  # ISO/IEC 29500 Strict says the same under other names
    b"http://purl.oclc.org/ooxml/wordprocessingml/main": "w",
    b"http://purl.oclc.org/ooxml/officeDocument/math": "m",
    b"http://purl.oclc.org/ooxml/officeDocument/relationships": "r",
    b"http://purl.oclc.org/ooxml/drawingml/main": "a",
    b"http://purl.oclc.org/ooxml/drawingml/picture": "pic",
    b"http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing": "wp",
}
_PREFIX = {uri: prefix for prefix, uri in NAMESPACES.items()}
_ASK = "Ask the sender to open it, save it again as a Word document (.docx) and send that."

# Allowed wherever text or blocks are, though the schema tables do not repeat them at each place.
_ANYWHERE = frozenset({"mc:AlternateContent", "w:smartTag", "w:customXml", "w:sdt", "w:proofErr", "w:bookmarkStart",
                       "w:bookmarkEnd", "w:permStart", "w:permEnd"})  # fmt: skip
_MORE = {  # what the table lacks or what programs write all the same
    "w:smartTag": "w:smartTagPr w:r w:hyperlink w:ins w:del w:fldSimple",
    "w:smartTagPr": "w:attr",
    "w:numPr": "w:numberingChange w:ins",
    "w:document": "w:body w:background",
    "w:hdr": "w:p w:tbl w:sdt",
    "w:ftr": "w:p w:tbl w:sdt",
    "mc:AlternateContent": "mc:Choice mc:Fallback",
    "a:graphicData": "pic:pic wps:wsp wpg:wgp wpc:wpc c:chart dgm:relIds",
    "w:rPr": "w:rStyle w:moveFrom w:moveTo w:ins w:del",
    "w:pict": "v:shape v:shapetype v:rect v:group v:line v:oval v:roundrect v:polyline v:imagedata o:OLEObject",
    "w:ins": "w:hyperlink w:fldSimple w:p w:tbl",
    "w:del": "w:hyperlink w:fldSimple w:p w:tbl",
    "w:moveFrom": "w:hyperlink w:fldSimple w:p w:tbl",
    "w:moveTo": "w:hyperlink w:fldSimple w:p w:tbl",
    "w:p": "w:commentReference",
    "w:r": "w:t",
}


def parse(blob: bytes, name: str) -> Element:
    """The part's root element, parsed without entities, DTD, network or unlimited depth.

    Raises HostileFile if the part is not well formed or would exhaust the machine.
    """
    if b"purl.oclc.org/ooxml" in blob:
        for strict, prefix in _STRICT.items():
            blob = blob.replace(strict, NAMESPACES[prefix].encode())
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=False)
    try:
        root = etree.fromstring(blob, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise HostileFile(f"A part of this file, {name}, is damaged and cannot be read.", _ASK) from error
    if root.getroottree().docinfo.doctype:
        raise HostileFile("This file holds a document type declaration, which no office program writes.", _ASK)
    return root


@cache
def short(tag: str) -> str:
    """`w:p` for Clark's name of it; an unknown namespace keeps its address: `{urn:x}p`."""
    if tag[0] != "{":
        return tag
    uri, _, local = tag[1:].partition("}")
    prefix = _PREFIX.get(uri)
    return f"{prefix}:{local}" if prefix else tag


def name_of(element: Element) -> str:
    """Short name of an element; "" for a comment or a processing instruction."""
    tag = element.tag
    return short(tag) if isinstance(tag, str) else ""


def attr(element: Element, name: str, default: str = "") -> str:
    """Attribute `w:val` and the like."""
    value = element.get(clark(name))
    return default if value is None else str(value)


@cache
def clark(name: str) -> str:
    """Clark's name for a short one."""
    prefix, _, local = name.partition(":")
    return f"{{{NAMESPACES[prefix]}}}{local}"


def child(element: Element | None, name: str) -> Element | None:
    """First child of that short name."""
    return None if element is None else element.find(clark(name))


def leading(element: Element, name: str) -> Element | None:
    """The first child, if it has that short name: the place of properties (ECMA-376 17.3.1.26 and 17.3.2.28)."""
    for item in element:
        if isinstance(item.tag, str):
            return item if item.tag == clark(name) else None
    return None


def early(element: Element, name: str) -> Element | None:
    """The child of that short name among the first three: the place of the properties of rows and cells (17.4.78, 17.4.65)."""
    wanted = clark(name)
    return next((item for item in element[:3] if item.tag == wanted), None)


def on(element: Element | None) -> bool:
    """A toggle property (ECMA-376 17.17.4): there and not switched off."""
    return element is not None and attr(element, "w:val", "true") not in {"0", "false", "off", "none"}


def whole(text: str, default: int | None = None) -> int | None:
    """The whole number written there, or `default`."""
    return int(text) if re.fullmatch(r"[+-]?\d{1,9}", text or "", re.ASCII) else default


@cache
def known_children() -> dict[str, frozenset[str]]:
    """Which elements may stand in which, by the schemas of ECMA-376 and its extensions."""
    table: dict[str, frozenset[str]] = {}
    for line in (files("studio.returns") / "elements.txt").read_text(encoding="utf-8").splitlines():
        parent, *inner = line.split()
        table[parent] = frozenset(inner)
    for parent, more in _MORE.items():
        table[parent] = table.get(parent, frozenset()) | frozenset(more.split())
    return table


@lru_cache(maxsize=4096)
def children_of(parent: str) -> dict[str, str]:
    """Clark's name -> short name of all that may stand in an element of that Clark's name and has a rule."""
    above = short(parent)
    allowed = known_children().get(above, frozenset()) | (_ANYWHERE if _floats(above) else frozenset())
    return {clark(name): name for name in allowed if name.partition(":")[0] in NAMESPACES and rule_of(name)}


def _floats(parent: str) -> bool:
    """Whether one of the elements that may stand in many places may stand here."""
    inner = known_children().get(parent, frozenset())
    if parent in {"w:p", "w:body", "w:tc", "w:tr", "w:tbl", "w:r", "w:rPr", "w:sdtContent", "m:oMath"}:
        return True
    return "w:p" in inner or "w:r" in inner


def is_known(parent: str, name: str) -> bool:
    """Whether the reader knows an element `name` inside `parent`."""
    return name in children_of(clark(parent)).values()
