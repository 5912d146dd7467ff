"""The lead organisation's style in a DOCX: colour and letters in the styles, the logo on the first page's head."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from studio.documents import layout
from studio.documents.docx_parts import Part
from studio.documents.docx_picture import ASVG, EMU, SVG_EXTENSION, png, svg
from studio.documents.docx_script_fonts import veil_key, veiled
from studio.documents.docx_xml import attribute
from studio.documents.furniture import titled
from studio.documents.house import PLAIN, SHIPPED, Family, House, Logo, current
from studio.drafting.draft import Draft

_STYLED = ("word/styles.xml", "word/theme/theme1.xml", "word/numbering.xml", "word/fontTable.xml")
_HEAD = "word/header3.xml"  # of the title page
_TOP = 17 * layout.MM  # from the page's edge to the logo


def dressed(draft: Draft, parts: Sequence[Part]) -> list[Part]:
    """The parts as the house style that applies wants them; the very same without one."""
    house = current()
    if house == PLAIN:
        return list(parts)
    made = [_styled(each, house) if each.name in _STYLED else each for each in parts]
    made += [
        each for role, family in (("Serif", house.serif), ("Sans", house.sans)) for each in _embedded(role, family)
    ]
    if house.logo is None or not titled(draft):
        return made
    made = [replace(each, data=_with_logo(each.data, house.logo)) if each.name == _HEAD else each for each in made]
    return [*made, *_logo_parts(house.logo)]


def _styled(part: Part, house: House) -> Part:
    words = part.data.decode().replace(layout.ACCENT[1:], house.accent[1:])
    for own, family in zip(SHIPPED, (house.serif, house.sans), strict=True):
        if family.name == own and not family.cuts:
            continue
        if part.name == "word/fontTable.xml":
            words = words.replace("</w:fonts>", f"{_font(own, family)}</w:fonts>") if family.cuts else words
        else:  # the marks of the second family must not be taken for the first one's
            words = words.replace(f'"{own}"', f'"\x00{attribute(family.name)}"')
    return replace(part, data=words.replace("\x00", "").encode())


def _font(own: str, family: Family) -> str:
    serif = own == SHIPPED[0]
    role = "Serif" if serif else "Sans"
    embeds = "".join(
        f'<w:embed{kind} r:id="house{role}{kind}" w:fontKey="{veil_key(data)}"/>' for kind, data in _two_cuts(family)
    )
    return (
        f'<w:font w:name="{attribute(family.name)}"><w:altName w:val="{"Cambria" if serif else "Calibri"}"/>'
        f'<w:charset w:val="00"/><w:family w:val="{"roman" if serif else "swiss"}"/><w:pitch w:val="variable"/>'
        f"{embeds}</w:font>"
    )


def _two_cuts(family: Family) -> Iterator[tuple[str, bytes]]:
    if family.cuts:
        yield "Regular", family.cuts["Regular"]
    if bold := family.cuts.get("SemiBold") or family.cuts.get("Bold"):
        yield "Bold", bold


def _embedded(role: str, family: Family) -> Iterator[Part]:
    for kind, data in _two_cuts(family):
        name = f"word/fonts/House{role}-{kind}.odttf"
        yield Part(name, veiled(data, veil_key(data)), "", "font", "word/fontTable.xml", f"house{role}{kind}")


def _with_logo(head: bytes, logo: Logo) -> bytes:
    """The logo hangs from the head's first paragraph, at the right edge of the text."""
    wide, high = (round(side * EMU) for side in logo.size)
    vector = ""
    if logo.drawing is not None:
        vector = (f'<a:extLst><a:ext uri="{SVG_EXTENSION}"><asvg:svgBlip xmlns:asvg="{ASVG}" r:embed="logoSvg"/></a:ext>'
                  "</a:extLst>")  # fmt: skip
    run = (
        '<w:r><w:drawing><wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="2" '
        'behindDoc="0" locked="0" layoutInCell="1" allowOverlap="1"><wp:simplePos x="0" y="0"/>'
        '<wp:positionH relativeFrom="margin"><wp:align>right</wp:align></wp:positionH>'
        f'<wp:positionV relativeFrom="page"><wp:posOffset>{round(_TOP * EMU)}</wp:posOffset></wp:positionV>'
        f'<wp:extent cx="{wide}" cy="{high}"/><wp:wrapNone/><wp:docPr id="9001" name="Logo" '
        f'descr="{attribute(logo.alt)}"/><wp:cNvGraphicFramePr/><a:graphic><a:graphicData '
        'uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:nvPicPr>'
        '<pic:cNvPr id="9001" name="Logo"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill>'
        f'<a:blip r:embed="logoPng">{vector}</a:blip><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr>'
        f'<a:xfrm><a:off x="0" y="0"/><a:ext cx="{wide}" cy="{high}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/>'
        "</a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:anchor></w:drawing></w:r>"
    )
    return head.decode().replace("</w:p>", f"{run}</w:p>", 1).encode()


def _logo_parts(logo: Logo) -> Iterator[Part]:
    dots = logo.png or (png(logo.drawing) if logo.drawing else b"")
    yield Part("word/media/logo.png", dots, "", "image", _HEAD, "logoPng")
    if logo.drawing is not None:
        yield Part("word/media/logo.svg", svg(logo.drawing), "", "image", _HEAD, "logoSvg")
