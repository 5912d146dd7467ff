"""Rules for archives and for access, by clause, as far as a program of ours can look: ISO 19005-2 and -3, ISO 14289-1.

They name what breaks a rule. That nothing is named is no statement of conformance: a validator looks at more.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

import pikepdf
from fontTools.ttLib import TTFont
from lxml import etree
from pikepdf import Array, Dictionary, Name, Stream

Rule = Callable[[bytes, pikepdf.Pdf], Iterator[str]]
RULES: dict[str, Rule] = {}
PERMITTED_ANNOTATIONS = {"/Link", "/Widget"}
HIDDEN = 1 | 2 | 32 | 256  # invisible, hidden, no view, toggle no view
STANDARD = frozenset(
    [
        "Document",
        "Part",
        "Sect",
        "Div",
        "P",
        "H1",
        "H2",
        "H3",
        "H4",
        "H5",
        "H6",
        "L",
        "LI",
        "Lbl",
        "LBody",
        "Table",
        "TR",
        "TH",
        "TD",
        "THead",
        "TBody",
        "TFoot",
        "Caption",
        "Span",
        "Reference",
        "Note",
        "Link",
        "Form",
        "Figure",
        "TOC",
        "TOCI",
    ]
)
_NS = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "pdf": "http://ns.adobe.com/pdf/1.3/",
    "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
    "pdfuaid": "http://www.aiim.org/pdfua/ns/id/",
    "pdfaSchema": "http://www.aiim.org/pdfa/ns/schema#",
    "pdfaProperty": "http://www.aiim.org/pdfa/ns/property#",
    "pdfaExtension": "http://www.aiim.org/pdfa/ns/extension/",
}


def findings(data: bytes) -> list[str]:
    """What breaks a rule, each with its clause, sorted."""
    found = set()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for clause, rule in RULES.items():
            found |= {f"{clause}: {words}" for words in rule(data, pdf)}
    return sorted(found)


def _rule(clause: str) -> Callable[[Rule], Rule]:
    def keep(rule: Rule) -> Rule:
        RULES[clause] = rule
        return rule

    return keep


def _dictionaries(pdf: pikepdf.Pdf) -> Iterator[Any]:
    """Every dictionary, also those inside others."""
    waiting = [each for each in pdf.objects if isinstance(each, Dictionary | Stream | Array)]
    while waiting:
        each = waiting.pop()
        if isinstance(each, Array):
            waiting += [one for one in each if isinstance(one, Dictionary | Array) and not one.is_indirect]
            continue
        yield each
        waiting += [one for _, one in each.items() if isinstance(one, Dictionary | Array) and not one.is_indirect]


def _fonts(pdf: pikepdf.Pdf) -> Iterator[Any]:
    for each in _dictionaries(pdf):
        if each.get("/Type") == Name.Font and each.get("/Subtype") != "/CIDFontType2":
            yield each


def _contents(pdf: pikepdf.Pdf) -> Iterator[tuple[str, bytes]]:
    for number, page in enumerate(pdf.pages, start=1):
        yield f"page {number}", page.Contents.read_bytes()
    for each in _dictionaries(pdf):
        if isinstance(each, Stream) and each.get("/Subtype") == Name.Form:
            yield "an appearance", each.read_bytes()


def _annotations(pdf: pikepdf.Pdf) -> Iterator[Any]:
    for page in pdf.pages:
        yield from page.obj.get("/Annots", [])


def xmp(pdf: pikepdf.Pdf) -> etree._Element:
    """The metadata of the document as XML."""
    return etree.fromstring(pdf.Root.Metadata.read_bytes())


# --- ISO 19005: the file -------------------------------------------------------------------------------------------


@_rule("ISO 19005-2, 6.1.2 header")
def _header(data: bytes, _: pikepdf.Pdf) -> Iterator[str]:
    lines = data.split(b"\n", 2)
    if not re.fullmatch(rb"%PDF-1\.[0-7]", lines[0]):
        yield "the first line is not a version from 1.0 to 1.7"
    if not re.match(rb"%[\x80-\xff]{4}", lines[1]):
        yield "the second line has not four bytes above 127"


@_rule("ISO 19005-2, 6.1.3 trailer")
def _trailer(data: bytes, pdf: pikepdf.Pdf) -> Iterator[str]:
    if "/ID" not in pdf.trailer or len(pdf.trailer.ID) != 2:
        yield "no identifier"
    if "/Encrypt" in pdf.trailer:
        yield "encrypted"
    if not re.search(rb"%%EOF\r?\n?\Z", data):
        yield "something stands behind the end"


@_rule("ISO 19005-2, 6.1.6 and 6.1.7 streams")
def _streams(data: bytes, pdf: pikepdf.Pdf) -> Iterator[str]:
    for match in re.finditer(rb"[^\n\r]endstream", data):
        yield f"no line end before endstream at byte {match.start()}"
    for each in _dictionaries(pdf):
        if isinstance(each, Stream):
            filters = each.get("/Filter", Array())
            names = {str(one) for one in (filters if isinstance(filters, Array) else [filters])}
            if names & {"/LZWDecode", "/Crypt"}:
                yield "a filter that is not permitted"
            if {"/F", "/FFilter", "/FDecodeParms"} & set(each.keys()):
                yield "a stream outside the file"


@_rule("ISO 19005-2, 6.1.12 permissions")
def _permissions(_: bytes, pdf: pikepdf.Pdf) -> Iterator[str]:
    allowed = pdf.Root.get("/Perms", Dictionary())
    if set(allowed.keys()) - {"/DocMDP", "/UR3"}:
        yield "another permission than DocMDP"
    for one in allowed.keys():  # noqa: SIM118 - pikepdf's dictionary
        for reference in allowed[one].get("/Reference", []):
            if {"/DigestLocation", "/DigestMethod", "/DigestValue"} & set(reference.keys()):
                yield "a signature reference with a digest of its own"


@_rule("ISO 19005-2, 6.1.13 limits")
def _limits(_: bytes, pdf: pikepdf.Pdf) -> Iterator[str]:
    for each in _dictionaries(pdf):
        for key, value in each.items():
            if len(key.encode()) > 128 or (isinstance(value, Name) and len(str(value).encode()) > 128):
                yield f"a name of more than 127 bytes: {key[:20]}"
            if isinstance(value, pikepdf.String) and len(bytes(value)) > 32767:
                yield f"a string of more than 32767 bytes: {key}"


@_rule("ISO 19005-2, 6.2.2 to 6.2.10 graphics")
def _graphics(_: bytes, pdf: pikepdf.Pdf) -> Iterator[str]:
    intents = [one for one in pdf.Root.get("/OutputIntents", []) if one.S == "/GTS_PDFA1"]
    if len(intents) != 1:
        yield "not one output intent"
    for one in intents:
        profile = one.DestOutputProfile
        start = profile.read_bytes()[:24]
        if profile.N != 3 or start[16:20] != b"RGB " or start[12:16] != b"mntr" or start[8] > 4:
            yield "the output intent is no RGB profile up to version 4"
    for where, content in _contents(pdf):
        if re.search(rb"(?:^|\s)(?:k|K|BI|sh|ri)\s*\n", content):
            yield f"{where}: CMYK, an image or a shading"
    for each in _dictionaries(pdf):
        if each.get("/SMask", Name.None_) != Name.None_ or each.get("/BM", Name.Normal) != "/Normal":
            yield "transparency"
        if each.get("/ca", 1) != 1 or each.get("/CA", 1) != 1 or each.get("/S") == Name.Transparency:
            yield "transparency"
        if each.get("/Subtype") in ("/Image", "/PS") or {"/OPI", "/Ref", "/PS", "/TR", "/HTP"} & set(each.keys()):
            yield "an image, a reference or PostScript"


# --- ISO 19005 and 14289: fonts ------------------------------------------------------------------------------------


@_rule("ISO 19005-2, 6.2.11 and ISO 14289-1, 7.21 fonts")
def _each_font(_: bytes, pdf: pikepdf.Pdf) -> Iterator[str]:
    for font in _fonts(pdf):
        name = str(font.get("/BaseFont", "?"))
        inner = font.DescendantFonts[0] if "/DescendantFonts" in font else font
        described = inner.get("/FontDescriptor", Dictionary())
        if "/FontFile2" not in described:
            yield f"{name} is not embedded"
            continue
        if "/ToUnicode" not in font:
            yield f"{name} does not say which characters it draws"
        elif {"\ufeff", "\ufffe", "\0"} & set("".join(_characters(font))):
            yield f"{name} maps to a character that is none"
        if not re.fullmatch(r"/[A-Z]{6}\+\S+", name) or described.FontName != inner.BaseFont:
            yield f"{name} is not named as a subset"
        if font.Subtype == "/TrueType" and described.Flags & 4 and "/Encoding" in font:
            yield f"{name} is symbolic and names an encoding"
        if inner is not font and inner.get("/CIDToGIDMap") is None:
            yield f"{name} does not map to its glyphs"
        yield from (f"{name}: {words}" for words in _widths(font, inner, described))


def _characters(font: Any) -> list[str]:
    text = font.ToUnicode.read_bytes().decode("ascii")
    body = text[text.index("endcodespacerange") :]
    codes = re.findall(r"<\w+>\s*<(\w+)>\s*(?=<\w+>\s*<\w+>|end)", body) if "beginbfchar" in body else []
    return [bytes.fromhex(code).decode("utf-16-be") for code in codes if len(code) % 4 == 0]


def _widths(font: Any, inner: Any, described: Any) -> Iterator[str]:
    """Widths in the dictionary are those of the font program, within one thousandth of the size."""
    program = TTFont(io.BytesIO(described.FontFile2.read_bytes()), lazy=True)
    scale = 1000 / program["head"].unitsPerEm
    metrics = [advance for advance, _ in (program["hmtx"][name] for name in program.getGlyphOrder())]
    if inner is not font:
        glyphs = inner.CIDToGIDMap.read_bytes() if isinstance(inner.CIDToGIDMap, Stream) else b""
        for code, wide in _cid_widths(inner.get("/W", Array())):
            glyph = int.from_bytes(glyphs[2 * code : 2 * code + 2], "big") if glyphs else code
            if glyph >= len(metrics) or abs(metrics[glyph] * scale - wide) > 1:
                yield f"glyph {glyph} has another width in the font"
        return
    tables = program["cmap"].tables if "cmap" in program else []
    kinds = {(one.platformID, one.platEncID) for one in tables}
    if described.Flags & 4:
        if len(tables) != 1 and (3, 0) not in kinds:
            yield "its character map is not one that a symbolic font has"
    elif not kinds & {(3, 1), (1, 0)} or _encoding(font) not in ("/WinAnsiEncoding", "/MacRomanEncoding"):
        yield "its encoding is not one that a font of letters has"
    for code, wide in enumerate(font.Widths, start=int(font.FirstChar)):
        letter = code if described.Flags & 4 else ord(bytes([code]).decode("cp1252", "replace"))
        glyph = next((one.cmap[key] for one in tables for key in (letter, 0xF000 + letter) if key in one.cmap), None)
        if glyph and abs(program["hmtx"][glyph][0] * scale - float(wide)) > 1:
            yield f"code {code} has another width in the font"


def _encoding(font: Any) -> str:
    encoding = font.get("/Encoding")
    return str(encoding.get("/BaseEncoding", "")) if isinstance(encoding, Dictionary) else str(encoding)


def _cid_widths(listed: Any) -> Iterator[tuple[int, float]]:
    items = list(listed)
    while items:
        first, second = items.pop(0), items.pop(0)
        if isinstance(second, Array):
            yield from ((int(first) + at, float(wide)) for at, wide in enumerate(second))
        else:
            wide = float(items.pop(0))
            yield from ((glyph, wide) for glyph in range(int(first), int(second) + 1))


# --- ISO 19005 and 14289: annotations, forms, actions, attachments ---------------------------------------------------


@_rule("ISO 19005-2, 6.3 and ISO 14289-1, 7.18 annotations")
def _each_annotation(_: bytes, pdf: pikepdf.Pdf) -> Iterator[str]:
    for each in _annotations(pdf):
        kind = str(each.Subtype)
        if kind not in PERMITTED_ANNOTATIONS:
            yield f"a {kind}"
        if not int(each.get("/F", 0)) & 4 or int(each.get("/F", 0)) & HIDDEN:
            yield f"a {kind} that is not printed or hidden"
        looks = each.get("/AP", Dictionary())
        if kind == "/Widget" and set(looks.keys()) != {"/N"}:
            yield "a field without an appearance, or with more than one"
        if kind == "/Widget" and not _inherited(each, "/TU"):
            yield "a field without a name for those who hear it"
        if kind == "/Link" and not each.get("/Contents"):
            yield "a link without words"
        if "/StructParent" not in each:
            yield f"a {kind} that is not in the structure"
    for page in pdf.pages:
        if "/Annots" in page.obj and page.obj.get("/Tabs") != Name.S:
            yield "a page whose tab order is not that of the structure"


def _inherited(field: Any, key: str) -> Any:
    while field is not None:
        if key in field:
            return field[key]
        field = field.get("/Parent")
    return None


@_rule("ISO 19005-2, 6.4 forms")
def _forms(_: bytes, pdf: pikepdf.Pdf) -> Iterator[str]:
    form = pdf.Root.get("/AcroForm", Dictionary())
    if "/XFA" in form or form.get("/NeedAppearances", False) or "/NeedsRendering" in pdf.Root:
        yield "a form that a viewer has to make up"


@_rule("ISO 19005-2, 6.4.3 signatures")
def _signatures(data: bytes, pdf: pikepdf.Pdf) -> Iterator[str]:
    for each in _dictionaries(pdf):
        if "/ByteRange" in each:
            zero, start, rest, more = (int(number) for number in each.ByteRange)
            if zero or data[start : start + 1] != b"<" or data[rest - 1 : rest] != b">" or rest + more > len(data):
                yield "a signature that does not cover all but itself"


@_rule("ISO 19005-2, 6.5 actions")
def _actions(_: bytes, pdf: pikepdf.Pdf) -> Iterator[str]:
    for each in _dictionaries(pdf):
        told = {"/AA", "/JS", "/JavaScript", "/OpenAction", "/A"} & set(each.keys())
        if told - {"/A"} or (isinstance(each.get("/A"), Dictionary) and "/S" in each.A and "/O" not in each.A):
            yield f"an action: {sorted(told)}"


@_rule("ISO 19005-3, 6.8 attached files")
def _attached(_: bytes, pdf: pikepdf.Pdf) -> Iterator[str]:
    files = [each for each in _dictionaries(pdf) if each.get("/Type") == Name.Filespec]
    named = {each.objgen for each in pdf.Root.get("/AF", [])}
    part = xmp(pdf).findtext(".//pdfaid:part", namespaces=_NS)
    if part != ("3" if files else "2"):
        yield f"part {part} with {len(files)} attached files"
    for each in files:
        stream = each.EF.F
        if each.get("/F") is None or each.get("/UF") is None or "/Desc" not in each:
            yield "an attached file without name or description"
        if str(each.get("/AFRelationship", "")) not in ("/Source", "/Data", "/Supplement", "/Alternative"):
            yield f"{each.UF} does not say how it belongs to the document"
        if each.objgen not in named:
            yield f"{each.UF} is not associated with the document"
        if not re.fullmatch(r"/[\w.+-]+/[\w.+-]+", str(stream.get("/Subtype", ""))):
            yield f"{each.UF} does not say its kind"
        if "/ModDate" not in stream.get("/Params", Dictionary()):
            yield f"{each.UF} does not say of which day it is"


@_rule("ISO 19005-2, 6.9 optional content")
def _optional(_: bytes, pdf: pikepdf.Pdf) -> Iterator[str]:
    if "/OCProperties" in pdf.Root or "/AlternatePresentations" in pdf.Root.get("/Names", Dictionary()):
        yield "layers or other presentations"


# --- metadata ------------------------------------------------------------------------------------------------------


@_rule("ISO 19005-2, 6.6 metadata")
def _metadata(_: bytes, pdf: pikepdf.Pdf) -> Iterator[str]:
    stream = pdf.Root.get("/Metadata")
    if stream is None or "/Filter" in stream or stream.get("/Subtype") != Name.XML:
        yield "no plain metadata"
        return
    if re.search(rb"<\?xpacket[^>]*(bytes|encoding)=", stream.read_bytes()):
        yield "the packet names bytes or encoding"
    packet = xmp(pdf)
    told = {"/Title": ".//dc:title//rdf:li", "/Producer": ".//pdf:Producer", "/Creator": ".//xmp:CreatorTool",
            "/CreationDate": ".//xmp:CreateDate", "/ModDate": ".//xmp:ModifyDate"}  # fmt: skip
    for key, path in told.items():
        words = packet.findtext(path, namespaces=_NS) or ""
        if _comparable(str(pdf.docinfo.get(key, ""))) != _comparable(words):
            yield f"{key} is {pdf.docinfo.get(key, '')} and {words}"
    if packet.findtext(".//pdfaid:conformance", namespaces=_NS) != "B":
        yield "no level"
    yield from _undescribed(packet)


def _comparable(moment: str) -> str:
    return re.sub(r"[-:T]", "", moment.removeprefix("D:")) if re.match(r"(D:)?\d{4}", moment) else moment


def _undescribed(packet: etree._Element) -> Iterator[str]:
    """Properties outside the standard's own schemas that no extension schema describes."""
    known = {_NS[name] for name in ("rdf", "dc", "xmp", "pdf", "pdfaid", "pdfaExtension")}
    described = set()
    for schema in packet.iterfind(".//pdfaExtension:schemas/rdf:Bag/rdf:li", _NS):
        space = schema.findtext("pdfaSchema:namespaceURI", namespaces=_NS)
        described |= {f"{{{space}}}{name.text}" for name in schema.iterfind(".//pdfaProperty:name", _NS)}
    for part in packet.iterfind("rdf:RDF/rdf:Description", _NS):
        for each in part:
            if etree.QName(each).namespace not in known and each.tag not in described:
                yield f"{each.tag} is not described"


# --- ISO 14289-1 ---------------------------------------------------------------------------------------------------


@_rule("ISO 14289-1, 5 and 7.1 to 7.4 document")
def _access(_: bytes, pdf: pikepdf.Pdf) -> Iterator[str]:
    if xmp(pdf).findtext(".//pdfuaid:part", namespaces=_NS) != "1":
        yield "no identification"
    marked = pdf.Root.get("/MarkInfo", Dictionary())
    if not marked.get("/Marked", False) or marked.get("/Suspects", False):
        yield "not marked as tagged"
    if not pdf.Root.get("/ViewerPreferences", Dictionary()).get("/DisplayDocTitle", False):
        yield "the title is not shown"
    if not re.fullmatch(r"[a-z]{2}(-[A-Z]{2})?", str(pdf.Root.get("/Lang", ""))):
        yield "no language"
    tags = [each for each in _dictionaries(pdf) if each.get("/Type") == Name.StructElem]
    yield from (f"{each.S} is no standard tag" for each in tags if str(each.S).lstrip("/") not in STANDARD)
    yield from ("a picture without words" for each in tags if each.S == "/Figure" and not each.get("/Alt"))
    yield from ("a note without identifier" for each in tags if each.S == "/Note" and not each.get("/ID"))
    levels = [int(str(each.S)[2]) for each in _reading(pdf.Root.StructTreeRoot.K) if re.match(r"/H\d", str(each.S))]
    yield from (f"a heading of level {two} after {one}" for one, two in pairwise([0, *levels]) if two > one + 1)


def _reading(element: Any) -> Iterator[Any]:
    yield element
    below = element.get("/K", Array())
    for kid in below if isinstance(below, Array) else [below]:
        if isinstance(kid, Dictionary) and kid.get("/Type") == Name.StructElem:
            yield from _reading(kid)


@_rule("ISO 14289-1, 7.20 appearances")
def _marked_forms(_: bytes, pdf: pikepdf.Pdf) -> Iterator[str]:
    for where, content in _contents(pdf):
        if where == "an appearance" and b"/MCID" in content:
            yield "an appearance has marked content of its own"
