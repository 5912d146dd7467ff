"""Large print and easy read in a DOCX: the same styles, larger, and a picture above each idea."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from studio.documents.diagram import Drawing
from studio.documents.easy_pictures import ideas, picture_for
from studio.documents.layout import PUBLIC_FAMILIES
from studio.drafting.draft import Block, BlockType, DraftInfo

# Half points of each look (documents.md, section 3); what is not named inherits from a style that is.
_LARGE = {
    "ASSeries": 36, "ASFormTitle": 62, "Subtitle": 36, "Heading2": 46, "Heading3": 42, "ASFormText": 36, "ASField": 36,
    "ASFieldBox": 36, "ASChoice": 36, "ASTableText": 36, "ASTableHead": 36, "ASGloss": 36, "ASBox": 40, "ASFacts": 36,
    "ASFactsLabel": 36,
}  # fmt: skip
_EASY = {
    "ASSeries": 32, "ASFormTitle": 54, "Subtitle": 32, "Heading2": 36, "Heading3": 36, "ASFormText": 32, "ASField": 32,
    "ASFieldBox": 32, "ASChoice": 32, "ASTableText": 32, "ASTableHead": 32, "ASGloss": 32, "ASBox": 48, "ASFacts": 32,
    "ASFactsLabel": 32,
}  # fmt: skip
_SIZES: Mapping[str, Mapping[str, int]] = {"large-print": _LARGE, "easy-read": _EASY}
# Of a public paper's tables (documents.md, section 1): half points; those of an agreement are smaller.
_TABLE_STYLES = frozenset({"ASTableText", "ASTableHead", "ASFacts", "ASFactsLabel"})
_TABLE_SIZES = {"form": 22, "notice": 22, "card": 20}
_USUAL_TABLE = 18
_STYLE = re.compile(r'<w:style [^>]*w:styleId="(\w+)".*?</w:style>', re.DOTALL)
_SIZE = re.compile(r'<w:(sz|szCs) w:val="\d+"/>')
_TITLES = (BlockType.SERIES, BlockType.TITLE, BlockType.SUBTITLE)
_LEADING = 13.0  # twentieths of a point for each half point: 130 per cent


def styles_of(info: DraftInfo, styles: str) -> str:
    """The style part for a document: papers for the public begin at the top and in sans, a look has its sizes."""
    if info.family in PUBLIC_FAMILIES:
        cells = _TABLE_SIZES[info.family]
        styles = _STYLE.sub(lambda found: _public(found[0], found[1], cells), styles)
    sizes = _SIZES.get(info.look)
    return _STYLE.sub(lambda found: _sized(found[0], sizes.get(found[1])), styles) if sizes else styles


def table_size(info: DraftInfo) -> float:
    """Points of a table's text in a document."""
    sizes = _SIZES.get(info.look, {})
    return sizes.get("ASTableText", _TABLE_SIZES.get(info.family, _USUAL_TABLE)) / 2


def _public(style: str, name: str, cells: int) -> str:
    if name in _TABLE_STYLES:
        return _sized(style, cells)
    if name == "ASSeries":
        return re.sub(r'w:before="\d+"', 'w:before="0"', style)
    if name == "Subtitle":
        style = _sized(style.replace("Agreement Serif", "Agreement Sans").replace("Times New Roman", "Arial"), 24)
        return re.sub(r'w:after="\d+"', 'w:after="200"', style)
    return style


def _sized(style: str, size: int | None) -> str:
    if size is None:
        return style
    style = _SIZE.sub(lambda found: f'<w:{found[1]} w:val="{size}"/>', style)
    return re.sub(r'w:line="\d+"', f'w:line="{round(size * _LEADING)}"', style)


def row_pictures(look: str, blocks: Sequence[Block]) -> dict[str, Drawing]:
    """By the key of the paragraph that it stands above: the picture of each idea of an easy read form."""
    if look != "easy-read":
        return {}
    return {row[0].key: picture_for(row) for row in ideas(blocks) if row[0].type not in _TITLES}
