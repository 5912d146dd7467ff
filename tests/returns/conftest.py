"""Hand-made Word files: nothing here passes through our own writer."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest

W = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
    'xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:x="urn:example:unknown" '
    'xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:w16cid="http://schemas.microsoft.com/office/word/2016/wordml/cid" '
    'xmlns:w16cex="http://schemas.microsoft.com/office/word/2018/wordml/cex" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
_KIND = "application/vnd.openxmlformats-officedocument.wordprocessingml."
STYLES = (
    '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/><w:rPr><w:b/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="Item"><w:name w:val="Item"/><w:pPr><w:numPr><w:ilvl w:val="1"/>'
    '<w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
)


def package(members: dict[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def docx(body: str, **parts: str) -> bytes:
    """A DOCX with this body; further parts by kind: comments="<w:comment …>", header=…, footnotes=…"""
    roots = {"header": "w:hdr", "footer": "w:ftr", "commentsExtended": "w15:commentsEx", "people": "w15:people",
             "commentsIds": "w16cid:commentsIds", "commentsExtensible": "w16cex:commentsExtensible"}  # fmt: skip
    parts = {"styles": STYLES, **parts}
    types = "".join(f'<Override PartName="/word/{kind}.xml" ContentType="{_KIND}{kind}+xml"/>' for kind in parts)
    members: dict[str, str | bytes] = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{_KIND}document.main+xml"/>{types}</Types>',
        "word/document.xml": f"<w:document {W}><w:body>{body}</w:body></w:document>",
    }
    for kind, content in parts.items():
        root = roots.get(kind, f"w:{kind}")
        members[f"word/{kind}.xml"] = f"<{root} {W}>{content}</{root}>"
    return package(members)


@pytest.fixture
def make_docx() -> Callable[..., bytes]:
    return docx


@pytest.fixture
def make_package() -> Callable[[dict[str, str | bytes]], bytes]:
    return package


def _by(who: str) -> str:
    return f'w:id="1" w:author="{who}" w:date="2026-11-24T09:00:00Z"'


class Xml:
    """Short words for the elements of a hand-made body."""

    def p(self, *inner: str, mark: str = "", props: str = "", anchor: str = "") -> str:
        inside = f"<w:rPr>{mark}</w:rPr>" if mark else ""
        start = f'<w:bookmarkStart w:id="9" w:name="{anchor}"/>' if anchor else ""
        return f"<w:p><w:pPr>{props}{inside}</w:pPr>{start}{''.join(inner)}</w:p>"

    def t(self, text: str, props: str = "") -> str:
        return f'<w:r><w:rPr>{props}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'

    def gone_run(self, text: str) -> str:
        return f'<w:r><w:delText xml:space="preserve">{text}</w:delText></w:r>'

    def ins(self, inner: str, who: str = "Ann") -> str:
        return f"<w:ins {_by(who)}>{inner}</w:ins>"

    def gone(self, inner: str, who: str = "Ann") -> str:
        return f"<w:del {_by(who)}>{inner}</w:del>"

    def mark(self, kind: str, who: str = "Ann") -> str:
        return f"<w:{kind} {_by(who)}/>"

    def by(self, who: str = "Ann") -> str:
        return _by(who)

    def table(self, *rows: str) -> str:
        return f'<w:tbl><w:tblPr/><w:tblGrid><w:gridCol w:w="100"/></w:tblGrid>{"".join(rows)}</w:tbl>'

    def row(self, *cells: str, props: str = "") -> str:
        return f"<w:tr><w:trPr>{props}</w:trPr>{''.join(cells)}</w:tr>"

    def cell(self, *paragraphs: str, props: str = "") -> str:
        return f"<w:tc><w:tcPr>{props}</w:tcPr>{''.join(paragraphs)}</w:tc>"


@pytest.fixture
def xml() -> Xml:
    return Xml()
