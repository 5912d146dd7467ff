"""What makes Word offer to repair a file, looked for in a DOCX one cause after another.

Word cannot be asked here. These are the causes that ECMA-376 (parts 1 and 2) lets one find without it; each check is
proved in `test_docx_sound.py` by planting its fault.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from io import BytesIO

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_CHANGES = "ins del moveFrom moveTo rPrChange pPrChange tblPrChange trPrChange tcPrChange sectPrChange cellIns cellDel"
Tree = etree._Element

# Order of children (ECMA-376 part 1, annex A): what of it stands in our files.
_RUN = (
    "rStyle rFonts b bCs i iCs caps smallCaps strike color spacing w kern position sz szCs highlight u shd vertAlign rtl "
    "cs lang rPrChange"
)
_PARAGRAPH = (
    "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs "
    "suppressAutoHyphens bidi spacing ind contextualSpacing mirrorIndents jc textDirection outlineLvl rPr sectPr pPrChange"
)
ORDERS = {
    "pPr": _PARAGRAPH,
    "rPr": f"ins del moveFrom moveTo {_RUN}",
    "tblPr": "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc tblCellSpacing tblInd "
    "tblBorders shd tblLayout tblCellMar tblLook tblCaption tblDescription",
    "tbl": "bookmarkStart bookmarkEnd tblPr tblGrid tr",
    "trPr": "cantSplit tblHeader ins del trPrChange",
    "tcPr": "tcW gridSpan vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign cellIns cellDel tcPrChange",
    "sectPr": "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders lnNumType pgNumType "
    "cols titlePg textDirection bidi rtlGutter docGrid sectPrChange",
    "settings": "view zoom removePersonalInformation embedTrueTypeFonts saveSubsetFonts trackRevisions documentProtection "
    "autoFormatOverride defaultTabStop evenAndOddHeaders characterSpacingControl footnotePr endnotePr compat docVars rsids "
    "themeFontLang clrSchemeMapping decimalSymbol listSeparator",
    "lvl": "start numFmt lvlRestart pStyle isLgl suff lvlText lvlPicBulletId lvlJc pPr rPr",
    "abstractNum": "nsid multiLevelType tmpl name styleLink numStyleLink lvl",
    "numbering": "numPicBullet abstractNum num",
    "style": "name aliases basedOn next link autoRedefine hidden uiPriority semiHidden unhideWhenUsed qFormat locked rsid "
    "pPr rPr tblPr trPr tcPr tblStylePr",
    "font": "altName panose1 charset family notTrueType pitch sig embedRegular embedBold embedItalic embedBoldItalic",
}
_NUMBER = re.compile(r"-?\d+")
_ON_OFF = re.compile(r"0|1|true|false|on|off")
_COLOUR = re.compile(r"auto|[0-9A-Fa-f]{6}")
# Values by element and attribute (ECMA-376 part 1, 17.18).
VALUES = {
    ("jc", "val"): re.compile("left|right|center|both|start|end|distribute"),
    ("color", "val"): _COLOUR,
    ("shd", "fill"): _COLOUR,
    ("sz", "val"): re.compile(r"\d+"),
    ("ilvl", "val"): _NUMBER,
    ("numId", "val"): _NUMBER,
    ("b", "val"): _ON_OFF,
    ("widowControl", "val"): _ON_OFF,
    ("outlineLvl", "val"): re.compile("[0-9]"),
    ("pgSz", "orient"): re.compile("portrait|landscape"),
    ("fldChar", "fldCharType"): re.compile("begin|separate|end"),
    ("tcW", "w"): _NUMBER,
    ("ins", "date"): re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"),
    ("del", "date"): re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"),
}


def faults(data: bytes) -> list[str]:
    """Each fault as a short sentence that begins with the part it stands in; empty for a sound file."""
    archive = zipfile.ZipFile(BytesIO(data))
    names = archive.namelist()
    found = [f"{name}: twice in the zip" for name, times in Counter(names).items() if times > 1]
    trees: dict[str, Tree] = {}
    for name in dict.fromkeys(names):
        if name.endswith((".xml", ".rels")):
            try:
                trees[name] = etree.fromstring(archive.read(name))
            except etree.XMLSyntaxError as error:
                found.append(f"{name}: not well formed: {error.msg}")
    found += _package(set(names), trees)
    for name, tree in trees.items():
        if tree.tag.startswith(W):
            found += [f"{name}: {fault}" for fault in _part(tree)]
    found += _references(trees)
    return found


def _package(names: set[str], trees: dict[str, Tree]) -> Iterator[str]:
    types = trees.get("[Content_Types].xml")
    if types is None:
        yield "[Content_Types].xml: missing"
        return
    endings = {found.get("Extension") for found in types.iter(f"{_TYPES}Default")}
    stated = [found.get("PartName", "")[1:] for found in types.iter(f"{_TYPES}Override")]
    yield from (f"{name}: its content type is stated twice" for name, times in Counter(stated).items() if times > 1)
    yield from (f"{name}: a content type for a part that is not there" for name in stated if name not in names)
    for name in sorted(names - {"[Content_Types].xml"}):
        if name not in stated and name.rpartition(".")[2] not in endings:
            yield f"{name}: no content type"
    related = set()
    for owner, target in _relations(trees):
        related.add(target)
        if target not in names:
            yield f"{owner}: relates to {target}, which is not there"
    for name in sorted(names):
        if not name.endswith(".rels") and name != "[Content_Types].xml" and name not in related:
            yield f"{name}: nothing relates to it"


def _relations(trees: dict[str, Tree]) -> Iterator[tuple[str, str]]:
    """Each part with relations, and what it relates to in the package."""
    for name, tree in trees.items():
        folder = posixpath.dirname(posixpath.dirname(name))
        for relation in tree.iter(_RELATION):
            target = relation.get("Target", "")
            if relation.get("TargetMode") != "External":
                yield name, target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))


def _part(tree: Tree) -> Iterator[str]:
    yield from _identities(tree)
    yield from _bookmarks(tree)
    yield from _fields(tree)
    for element in tree.iter(etree.Element):
        if element.tag.startswith(W):
            yield from _order(element)
            yield from _values(element)
            if element.tag == f"{W}tc" and (not len(element) or element[-1].tag != f"{W}p"):
                yield "a cell does not end with a paragraph"


def _identities(tree: Tree) -> Iterator[str]:
    kinds = {
        "bookmark id": [e.get(f"{W}id") for e in tree.iter(f"{W}bookmarkStart")],
        "bookmark name": [e.get(f"{W}name") for e in tree.iter(f"{W}bookmarkStart")],
        "change id": [e.get(f"{W}id") for e in tree.iter(*(f"{W}{kind}" for kind in _CHANGES.split()))],
        "drawing id": [e.get("id") for e in tree.iter(f"{WP}docPr")],
        "comment id": [e.get(f"{W}id") for e in tree.iter(f"{W}comment")],
        "paraId": [e.get(f"{W14}paraId") for e in tree.iter(f"{W}p") if e.get(f"{W14}paraId")],
        "style id": [e.get(f"{W}styleId") for e in tree.iter(f"{W}style")],
        "number id": [e.get(f"{W}numId") for e in tree.iter(f"{W}num")],
    }
    for kind, values in kinds.items():
        yield from (f"{kind} {value} twice" for value, times in Counter(values).items() if times > 1)
    for value in kinds["bookmark name"]:
        if not re.fullmatch(r"[A-Za-z_]\w{0,39}", value or ""):
            yield f"bookmark name {value!r} is none that Word allows"
    for value in kinds["paraId"]:
        if not re.fullmatch("[0-7][0-9A-F]{7}", value or ""):
            yield f"paraId {value} is not below 80000000"


def _bookmarks(tree: Tree) -> Iterator[str]:
    open_ones: list[str | None] = []
    for element in tree.iter(f"{W}bookmarkStart", f"{W}bookmarkEnd"):
        number = element.get(f"{W}id")
        if element.tag == f"{W}bookmarkStart":
            open_ones.append(number)
        elif number in open_ones:
            open_ones.remove(number)
        else:
            yield f"bookmark {number} ends without a beginning"
    yield from (f"bookmark {number} never ends" for number in open_ones)


def _fields(tree: Tree) -> Iterator[str]:
    """Begin, instruction, separate, result, end, one inside the other (17.16.18)."""
    states: list[str] = []
    for element in tree.iter(f"{W}fldChar", f"{W}instrText"):
        kind = element.get(f"{W}fldCharType") if element.tag == f"{W}fldChar" else "instruction"
        if kind == "begin":
            states.append("instruction")
        elif not states or (kind in {"instruction", "separate"} and states[-1] != "instruction"):
            yield f"a field has {kind} in the wrong place"
        elif kind == "separate":
            states[-1] = "result"
        elif kind == "end":
            states.pop()
    if states:
        yield f"{len(states)} fields never end"


def _order(element: Tree) -> Iterator[str]:
    kind = etree.QName(element).localname
    wanted = ORDERS.get(kind, "").split()
    places = []
    for child in element.iterchildren(etree.Element):
        name = etree.QName(child).localname
        if wanted and child.tag.startswith(W):
            if name not in wanted:
                yield f"{kind} may not hold {name}"
            else:
                places.append(wanted.index(name))
    if kind == "sectPr":  # heads and feet are one choice, in any order
        places = [max(place, 1) for place in places]
    if kind == "tbl":
        places = [max(place, 1) if place < 2 else place for place in places]
    if places != sorted(places):
        yield f"the children of {kind} are out of order"


def _values(element: Tree) -> Iterator[str]:
    kind = etree.QName(element).localname
    for name, value in element.attrib.items():
        wanted = VALUES.get((kind, etree.QName(name).localname))
        if wanted is not None and not wanted.fullmatch(str(value)):
            yield f"{kind} has {etree.QName(name).localname}={value!r}"


def _references(trees: dict[str, Tree]) -> Iterator[str]:
    """Styles, lists, bookmarks and relations that are named and must be there."""
    styles = (
        {e.get(f"{W}styleId") for e in trees["word/styles.xml"].iter(f"{W}style")}
        if "word/styles.xml" in trees
        else set()
    )
    numbering = trees.get("word/numbering.xml")
    lists = {"0"} | ({e.get(f"{W}numId") for e in numbering.iter(f"{W}num")} if numbering is not None else set())
    for name, tree in trees.items():
        for tag in ("pStyle", "rStyle", "tblStyle", "basedOn", "next"):
            for found in tree.iter(f"{W}{tag}"):
                if found.get(f"{W}val") not in styles:
                    yield f"{name}: no style {found.get(f'{W}val')}"
        for found in tree.iter(f"{W}numId"):
            if found.get(f"{W}val") not in lists:
                yield f"{name}: no list {found.get(f'{W}val')}"
        relations = trees.get(f"{posixpath.dirname(name)}/_rels/{posixpath.basename(name)}.rels")
        ids = {e.get("Id") for e in relations.iter(_RELATION)} if relations is not None else set()
        for element in tree.iter(etree.Element):
            for attribute, value in element.attrib.items():
                if str(attribute).startswith(R) and value not in ids:
                    yield f"{name}: no relation {value}"
    yield from _anchors(trees)


def _anchors(trees: dict[str, Tree]) -> Iterator[str]:
    document = trees.get("word/document.xml")
    if document is None:
        return
    marks = {e.get(f"{W}name") for e in document.iter(f"{W}bookmarkStart")}
    wanted = [str(e.get(f"{W}anchor")) for e in document.iter(f"{W}hyperlink") if e.get(f"{W}anchor")]
    said = "\n".join(found.text or "" for found in document.iter(f"{W}instrText"))
    wanted += re.findall(r"\b(?:REF|PAGEREF)\s+(\S+)", said)
    yield from (f"word/document.xml: no bookmark {name}" for name in dict.fromkeys(wanted) if name not in marks)
