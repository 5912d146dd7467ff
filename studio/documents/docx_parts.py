"""The parts of a DOCX beside its text: running heads, settings, properties, and the package itself.

Nothing here reads the clock: dates in the properties are the draft's, dates in the zip are the oldest a zip can say.
"""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO

from studio.documents.docx_layout import BOTTOM, FOOTER, HEADER, TOP, Page
from studio.documents.docx_xml import HEAD, NAMESPACES, W, attribute, field, run, text
from studio.documents.furniture import Furniture
from studio.drafting.draft import DraftInfo

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_OLDEST = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Part:
    """One file of the package. `relation`: last word of its relationship type; `owner`: the part that relates to it."""

    name: str
    data: bytes
    content_type: str
    relation: str
    owner: str = "word/document.xml"
    id: str = ""


def word_part(name: str, xml: str, kind: str, relation: str, part_id: str = "") -> Part:
    return Part(f"word/{name}", xml.encode(), f"{_WORD}.{kind}+xml", relation, id=part_id)


def package(parts: list[Part]) -> bytes:
    """The DOCX file: parts in order of name, contents and relationships made from them."""
    files = {part.name: part.data for part in parts}
    types = "".join(
        f'<Override PartName="/{part.name}" ContentType="{part.content_type}"/>' for part in parts if part.content_type
    )
    files["[Content_Types].xml"] = (
        f'{HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        f'<Default Extension="png" ContentType="image/png"/><Default Extension="svg" ContentType="image/svg+xml"/>'
        f'<Default Extension="odttf" ContentType="application/vnd.openxmlformats-officedocument.obfuscatedFont"/>'
        f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{types}</Types>'
    ).encode()
    for owner in dict.fromkeys(part.owner for part in parts):
        files[_relations_name(owner)] = _relations(owner, [part for part in parts if part.owner == owner])
    return zipped(files)


def zipped(files: Mapping[str, bytes]) -> bytes:
    """A zip whose bytes depend on names and contents alone."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name in sorted(files):  # "[Content_Types].xml" sorts before all others, as readers like it
            entry = zipfile.ZipInfo(name, _OLDEST)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0
            entry.external_attr = 0
            archive.writestr(entry, files[name])
    return out.getvalue()


def _relations_name(owner: str) -> str:
    folder, _, name = owner.rpartition("/")
    return f"{folder}/_rels/{name}.rels" if folder else f"_rels/{name}.rels"


def _relations(owner: str, parts: list[Part]) -> bytes:
    folder = owner.rpartition("/")[0]
    inner = []
    for at, part in enumerate(parts, 1):
        target = part.name.removeprefix(f"{folder}/") if folder else part.name
        if folder and target == part.name:
            target = f"/{part.name}"
        kind = (
            f"{_PACKAGE}/relationships/metadata" if part.relation == "core-properties" else f"{_OFFICE}/relationships"
        )
        inner.append(f'<Relationship Id="{part.id or f"rId{at}"}" Type="{kind}/{part.relation}" Target="{target}"/>')
    return f'{HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{"".join(inner)}</Relationships>'.encode()


def settings(info: DraftInfo, *, tracking: bool) -> str:
    """`settings.xml`; order of the elements as CT_Settings wants it (ECMA-376 part 1, 17.15.1.78)."""
    track = "<w:trackRevisions/>" if tracking else ""
    return (
        f'{HEAD}<w:settings xmlns:w="{W}"><w:zoom w:percent="100"/>{track}<w:defaultTabStop w:val="720"/>'
        '<w:characterSpacingControl w:val="doNotCompress"/><w:compat><w:compatSetting w:name="compatibilityMode" '
        'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
        f'<w:themeFontLang w:val="{attribute(info.lang)}"/><w:decimalSymbol w:val="."/><w:listSeparator w:val=","/>'
        "</w:settings>"
    )


def core(info: DraftInfo) -> str:
    """`docProps/core.xml`: title, reference, language, and the draft's day as its date. No person is named."""
    day = f"{info.on.isoformat()}T00:00:00Z"
    return (
        f'{HEAD}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        f'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>{text(info.title)}</dc:title>'
        f"<dc:subject>{text(info.ref)}</dc:subject><dc:language>{text(info.lang)}</dc:language>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{day}</dcterms:created>'
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{day}</dcterms:modified>'
        f"<cp:version>{text(info.version)}</cp:version></cp:coreProperties>"
    )


def app() -> str:
    inner = "<Application>Agreement Studio</Application>"
    return f'{HEAD}<Properties xmlns="{_OFFICE}/extended-properties">{inner}</Properties>'


def custom(values: Mapping[str, str]) -> str:
    """`docProps/custom.xml` with text values."""
    inner = "".join(
        f'<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="{at}" name="{attribute(name)}">'
        f"<vt:lpwstr>{text(value)}</vt:lpwstr></property>"
        for at, (name, value) in enumerate(values.items(), 2)
    )
    spaces = f'xmlns="{_OFFICE}/custom-properties" xmlns:vt="{_OFFICE}/docPropsVTypes"'
    return f"{HEAD}<Properties {spaces}>{inner}</Properties>"


def header(words: Furniture, page: Page, *, running: bool = True, note: str = "") -> str:
    """A running head: marking, then title and state; the watermark stands in it. `note`: a line for this copy only."""
    mark = _watermark(words.watermark, page) if words.watermark else ""
    out = f'<w:p><w:pPr><w:pStyle w:val="ASMarking"/></w:pPr>{mark}{run(words.marking) if words.marking else ""}</w:p>'
    style = "ASHeaderWide" if page.wide else "ASHeader"
    if running:
        inner = f"{run(words.head_left)}<w:r><w:tab/></w:r>{run(words.head_right)}"
        out += f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{inner}</w:p>'
    if note:
        out += f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{run(note)}</w:p>'
    return f"{HEAD}<w:hdr {NAMESPACES}>{out}</w:hdr>"


def footer(words: Furniture, page: Page) -> str:
    """A running foot: reference, sample line, page x of y; the marking below."""
    style = "ASFooterWide" if page.wide else "ASFooter"
    tab = "<w:r><w:tab/></w:r>"
    pages = f"{run('Page ')}{field('PAGE', '1')}{run(' of ')}{field('NUMPAGES', '1')}"
    sample = run(words.foot_sample) if words.foot_sample else ""
    out = f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{run(words.foot_left)}{tab}{sample}{tab}{pages}</w:p>'
    if words.marking:
        out += f'<w:p><w:pPr><w:pStyle w:val="ASMarking"/></w:pPr>{run(words.marking)}</w:p>'
    return f"{HEAD}<w:ftr {NAMESPACES}>{out}</w:ftr>"


def _watermark(words: str, page: Page) -> str:
    """Words along the outer edge, as the shape that Word itself makes for a watermark (VML text path)."""
    points = 72 / 25.4
    centre_x, centre_y, width = (286, 105, 80) if page.wide else (199, 148, 80)
    left, top, long = (centre_x - width / 2) * points, (centre_y - 2) * points, width * points
    return (
        '<w:r><w:pict><v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800" '
        'path="m@7,l@8,m@5,21600l@6,21600e"><v:formulas><v:f eqn="sum #0 0 10800"/><v:f eqn="prod #0 2 1"/>'
        '<v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/><v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/>'
        '<v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/><v:f eqn="if @0 @4 21600"/><v:f eqn="mid @5 @6"/>'
        '<v:f eqn="mid @8 @5"/><v:f eqn="mid @7 @8"/><v:f eqn="mid @6 @7"/><v:f eqn="sum @6 0 @5"/></v:formulas>'
        '<v:path textpathok="t" o:connecttype="custom" o:connectlocs="@9,0;@10,10800;@11,21600;@12,10800" '
        'o:connectangles="270,180,90,0"/><v:textpath on="t" fitshape="t"/></v:shapetype>'
        f'<v:shape id="Watermark{"Wide" if page.wide else ""}" o:spid="_x0000_s{2050 + page.wide}" type="#_x0000_t136" '
        f'style="position:absolute;margin-left:{left:.1f}pt;margin-top:{top:.1f}pt;width:{long:.1f}pt;height:11pt;'
        'rotation:270;z-index:-251658752;mso-position-horizontal-relative:page;mso-position-vertical-relative:page" '
        'fillcolor="#e4e8eb" stroked="f" alt="">'
        f'<v:textpath style="font-family:&quot;Agreement Sans&quot;;font-size:1pt" string="{attribute(words)}"/>'
        "</v:shape></w:pict></w:r>"
    )


def section(page: Page, *, first: bool = False, last: bool = False) -> str:
    """`w:sectPr` for a page direction; `first`: its first page has a head of its own (the title page)."""
    number = 2 if page.wide else 1
    references = "".join(
        f'<w:{kind}Reference w:type="default" r:id="{kind}{number}"/>' for kind in ("header", "footer")
    )
    if first:
        references += (
            '<w:headerReference w:type="first" r:id="header3"/><w:footerReference w:type="first" r:id="footer1"/>'
        )
    direction = ' w:orient="landscape"' if page.wide else ""
    inner = (
        f'{references}<w:type w:val="nextPage"/><w:pgSz w:w="{page.width}" w:h="{page.height}"{direction}/>'
        f'<w:pgMar w:top="{TOP}" w:right="{page.right}" w:bottom="{BOTTOM}" w:left="{page.left}" w:header="{HEADER}" '
        f'w:footer="{FOOTER}" w:gutter="0"/>{"<w:titlePg/>" if first else ""}'
    )
    end = f"<w:sectPr>{inner}</w:sectPr>"
    return end if last else f'<w:p><w:pPr><w:pStyle w:val="ASEnd"/>{end}</w:pPr></w:p>'
