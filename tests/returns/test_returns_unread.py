"""Whatever the reader has no rule for is listed with where it stands: planted at each level, in each part."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

import studio.returns
from studio.returns.docx_read import read_return
from studio.returns.ooxml import known_children
from studio.returns.rules import rule_of, rules

ODD = "{urn:example:unknown}odd"
_KINDS = {"read", "within", "look", "shape", "nothing", "told"}


@pytest.fixture
def unread(make_docx):
    def read(body: str, **parts: str) -> list[tuple[str, str]]:
        return [(item.part, item.element) for item in read_return(make_docx(body, **parts)).unread]

    return read


def _box(inside: str) -> str:
    box = f"<v:rect><v:textbox><w:txbxContent>{inside}</w:txbxContent></v:textbox></v:rect>"
    return f"<w:p><w:r><w:pict>{box}</w:pict></w:r></w:p>"


BODY = {
    "body": "<x:odd/>",
    "paragraph": "<w:p><x:odd>words</x:odd></w:p>",
    "paragraph properties": "<w:p><w:pPr><x:odd/></w:pPr></w:p>",
    "deep in paragraph properties": "<w:p><w:pPr><w:pBdr><x:odd/></w:pBdr></w:pPr></w:p>",
    "paragraph mark": "<w:p><w:pPr><w:rPr><x:odd/></w:rPr></w:pPr></w:p>",
    "run": "<w:p><w:r><x:odd/></w:r></w:p>",
    "run properties": "<w:p><w:r><w:rPr><x:odd/></w:rPr></w:r></w:p>",
    "text": "<w:p><w:r><w:t>a<x:odd/></w:t></w:r></w:p>",
    "insertion": "<w:p><w:ins w:id='1'><x:odd/></w:ins></w:p>",
    "deletion": "<w:p><w:del w:id='1'><w:r><x:odd/></w:r></w:del></w:p>",
    "moved text": "<w:p><w:moveTo w:id='1'><x:odd/></w:moveTo></w:p>",
    "tracked properties": "<w:p><w:r><w:rPr><w:rPrChange w:id='1'><w:rPr><x:odd/></w:rPr></w:rPrChange></w:rPr></w:r></w:p>",
    "link": "<w:p><w:hyperlink><x:odd/></w:hyperlink></w:p>",
    "simple field": "<w:p><w:fldSimple w:instr='PAGE'><x:odd/></w:fldSimple></w:p>",
    "table": "<w:tbl><x:odd/></w:tbl>",
    "table properties": "<w:tbl><w:tblPr><x:odd/></w:tblPr></w:tbl>",
    "row": "<w:tbl><w:tr><x:odd/></w:tr></w:tbl>",
    "row properties": "<w:tbl><w:tr><w:trPr><x:odd/></w:trPr></w:tr></w:tbl>",
    "cell": "<w:tbl><w:tr><w:tc><x:odd/><w:p/></w:tc></w:tr></w:tbl>",
    "cell properties": "<w:tbl><w:tr><w:tc><w:tcPr><x:odd/></w:tcPr><w:p/></w:tc></w:tr></w:tbl>",
    "nested table": "<w:tbl><w:tr><w:tc><w:tbl><w:tr><x:odd/></w:tr></w:tbl><w:p/></w:tc></w:tr></w:tbl>",
    "section": "<w:sectPr><x:odd/></w:sectPr>",
    "control": "<w:sdt><w:sdtPr><x:odd/></w:sdtPr><w:sdtContent><w:p/></w:sdtContent></w:sdt>",
    "control's content": "<w:p><w:sdt><w:sdtContent><x:odd/></w:sdtContent></w:sdt></w:p>",
    "math": "<w:p><m:oMath><x:odd/></m:oMath></w:p>",
    "drawing": "<w:p><w:r><w:drawing><x:odd/></w:drawing></w:r></w:p>",
    "text box": _box("<w:p><w:r><x:odd/></w:r></w:p>"),
    "chosen alternative": "<w:p><w:r><mc:AlternateContent><mc:Choice Requires='wps'><x:odd/></mc:Choice></mc:AlternateContent>"
    "</w:r></w:p>",
    "fallback": "<w:p><w:r><mc:AlternateContent><mc:Choice Requires='new'><w:t>a</w:t></mc:Choice><mc:Fallback><x:odd/>"
    "</mc:Fallback></mc:AlternateContent></w:r></w:p>",
    "custom XML": "<w:customXml><w:p><x:odd/></w:p></w:customXml>",
    "ruby": "<w:p><w:r><w:ruby><w:rubyBase><x:odd/></w:rubyBase></w:ruby></w:r></w:p>",
}  # fmt: skip
PARTS = {
    "header": "<w:p><x:odd/></w:p>",
    "footer": "<w:p><x:odd/></w:p>",
    "footnotes": "<w:footnote w:id='2'><w:p><x:odd/></w:p></w:footnote>",
    "endnotes": "<x:odd/>",
    "comments": "<w:comment w:id='0' w:author='A'><w:p><x:odd/></w:p></w:comment>",
    "commentsExtended": "<w15:commentEx w15:paraId='0A'><x:odd/></w15:commentEx>",
    "commentsIds": "<x:odd/>",
    "commentsExtensible": "<x:odd/>",
    "people": "<w15:person w15:author='A'><x:odd/></w15:person>",
    "styles": "<w:style w:styleId='x'><w:rPr><x:odd/></w:rPr></w:style>",
    "numbering": "<w:abstractNum><w:lvl><x:odd/></w:lvl></w:abstractNum>",
    "settings": "<w:compat><x:odd/></w:compat>",
}  # fmt: skip


@pytest.mark.parametrize("level", BODY)
def test_an_unknown_element_in_the_text_is_listed(unread, xml, level):
    assert unread(xml.p(xml.t("fine")) + BODY[level]) == [("word/document.xml", ODD)]
    assert unread(xml.p(xml.t("fine")) + BODY[level].replace("<x:odd/>", "").replace("<x:odd>words</x:odd>", "")) == []


@pytest.mark.parametrize("part", PARTS)
def test_an_unknown_element_in_another_part_is_listed(unread, xml, part):
    assert unread(xml.p(), **{part: PARTS[part]}) == [(f"word/{part}.xml", ODD)]
    assert unread(xml.p(), **{part: PARTS[part].replace("<x:odd/>", "")}) == []


def test_a_known_name_at_a_place_where_it_cannot_stand_is_listed(unread):
    assert unread("<w:p><w:tr/></w:p>") == [("word/document.xml", "w:tr")]
    assert unread("<w:p><w:frobnicate/></w:p>") == [("word/document.xml", "w:frobnicate")]
    assert unread("<w:p><w:r><w:t>late</w:t><w:rPr/></w:r></w:p>") == [("word/document.xml", "w:rPr")]
    cells = "<w:tc><w:p/></w:tc>" * 3
    assert unread(f"<w:tbl><w:tr>{cells}<w:trPr/></w:tr></w:tbl>") == [("word/document.xml", "w:trPr")]
    assert unread(f"<w:tbl><w:tr><w:trPr/>{cells}</w:tr></w:tbl>") == []


def test_words_that_are_lost_with_an_element_are_said_to_be(make_docx):
    (item,) = read_return(make_docx("<w:p><x:odd>words</x:odd></w:p>")).unread
    assert "its words were not read" in item.reason


@pytest.mark.parametrize(
    ("body", "element"),
    [
        ('<w:altChunk r:id="r1"/>', "w:altChunk"),
        ('<w:p><w:subDoc r:id="r1"/></w:p>', "w:subDoc"),
        ('<w:p><w:r><w:object><o:OLEObject ProgID="Excel.Sheet.12"/></w:object></w:r></w:p>', "o:OLEObject"),
        ('<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:t>lost</w:t></w:r></w:p>', "w:fldChar"),
    ],
)
def test_what_cannot_be_read_is_always_told(unread, body, element):
    assert unread(body) == [("word/document.xml", element)]


def _with(data: bytes, **members: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "[Content_Types].xml":
                content = content.replace(b"</Types>", members.get("types", "").encode() + b"</Types>")
            target.writestr(name, content)
        for name, content in members.items():
            if name != "types":
                target.writestr(name, content)
    return out.getvalue()


def _relation(kind: str) -> dict[str, str]:
    return {"word/_rels/document.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="r9" Type="{kind}" Target="odd.xml"/></Relationships>'}  # fmt: skip


def test_an_unknown_part_and_an_unknown_relation_are_listed(make_docx, xml):
    plain = make_docx(xml.p(xml.t("fine")))
    type_of = '<Override PartName="/word/odd.xml" ContentType="{}"/>'
    odd = read_return(
        _with(plain, **{"word/odd.xml": "<odd/>", "types": type_of.format("application/x-odd+xml")})
    ).unread
    assert [(item.part, item.element) for item in odd] == [("word/odd.xml", "application/x-odd+xml")]
    label = type_of.format("application/vnd.ms-office.classificationlabels+xml")
    assert read_return(_with(plain, **{"word/odd.xml": "<odd/>", "types": label})).unread == ()
    related = read_return(_with(plain, **_relation("urn:example:relationships/odd"))).unread
    assert [(item.part, item.element) for item in related] == [("word/document.xml", "odd")]
    known = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/theme"
    assert read_return(_with(plain, **_relation(known))).unread == ()


def test_an_embedded_file_is_told_with_its_reason(make_docx, xml):
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    sheet = f'<Override PartName="/word/odd.xlsx" ContentType="{kind}"/>'
    (item,) = read_return(_with(make_docx(xml.p()), **{"word/odd.xlsx": "PK", "types": sheet})).unread
    assert item.reason == "an embedded spreadsheet; words inside it were not read"


# -- the table of rules itself


def test_every_rule_is_of_a_known_kind_and_gives_a_reason():
    assert {rule.kind for rule in rules().values()} == _KINDS
    assert all(rule.reason for rule in rules().values())


def test_every_element_that_the_schemas_allow_in_the_text_has_a_rule_or_is_on_the_list_of_those_without():
    """What has none is listed as unread wherever it comes; that is meant only for what other programs keep in `a:ext`."""
    seen: set[str] = set()
    todo = [
        "w:document",
        "w:hdr",
        "w:ftr",
        "w:footnotes",
        "w:endnotes",
        "w:comments",
        "w:styles",
        "w:numbering",
        "w:settings",
    ]
    while todo:
        name = todo.pop()
        if name not in seen:
            seen.add(name)
            todo += [inner for inner in known_children().get(name, ()) if rule_of(name)]
    without = {
        name
        for name in seen
        if rule_of(name) is None and name.partition(":")[0] in {"w", "w14", "w15", "m", "wps", "v"}
    }
    assert without == {"w14:extLst", "w14:nvContentPartPr", "w14:xfrm"}  # inside ink, which is told as a whole


def test_every_element_with_code_of_its_own_is_named_in_that_code():
    code = "".join(path.read_text(encoding="utf-8") for path in Path(studio.returns.__file__).parent.glob("*.py"))
    unnamed = {name for name, rule in rules().items() if rule.kind == "read" and f'"{name}"' not in code}
    roots = {"w:styles", "w:footnotes", "w:endnotes", "w:comments", "w15:commentsEx"}
    assert unnamed == {*roots, "mc:Choice"}  # a part is known by its type, and what is no fallback is a choice
