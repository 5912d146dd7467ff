"""Write the base of every DOCX: our own styles and fonts, nothing that Word's or python-docx's template brings.

Run `python packaging/make_word_base.py` after changing a style; a test fails while the committed files differ.
Sizes, spaces and colours are those of the design of the document family (type scale, indents, tables).
"""

# ruff: noqa: FBT003, ISC004 - a table of styles is read across, and XML is not cut

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from make_word_fonts import CUTS
from make_word_theme import ACCENT, COMPLEX, GREY, HAIRLINE, INK, LINE, SAND, SANS, SERIF, TINT, theme

BASE = Path(__file__).parents[1] / "studio" / "documents" / "docx_base"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def mm(value: float) -> int:
    """Twentieths of a point in `value` millimetres."""
    return round(value * 1440 / 25.4)


def fonts(name: str) -> str:
    return f'<w:rFonts w:ascii="{name}" w:hAnsi="{name}" w:eastAsia="{name}" w:cs="{COMPLEX.get(name, name)}"/>'


@dataclass(frozen=True)
class Letters:
    """Run properties, in the order that the schema wants."""

    font: str = ""
    size: float = 0.0
    bold: bool | None = None
    colour: str = ""
    small_caps: bool = False
    underline: str = ""
    spacing: int = 0

    def xml(self) -> str:
        out = fonts(self.font) if self.font else ""
        if self.bold is not None:
            value = "" if self.bold else ' w:val="0"'
            out += f"<w:b{value}/><w:bCs{value}/>"
        out += "<w:smallCaps/>" if self.small_caps else ""
        out += f'<w:color w:val="{self.colour}"/>' if self.colour else ""
        out += f'<w:spacing w:val="{self.spacing}"/>' if self.spacing else ""
        half = round(self.size * 2)
        out += f'<w:sz w:val="{half}"/><w:szCs w:val="{half}"/>' if half else ""
        out += f'<w:u w:val="single" w:color="{self.underline}"/>' if self.underline else ""
        return f"<w:rPr>{out}</w:rPr>" if out else ""


@dataclass(frozen=True)
class Lines:
    """Paragraph properties: points for spaces and leading, millimetres for indents; order as in the schema."""

    before: float | None = None
    after: float | None = None
    leading: float | None = None
    left: float | None = None
    hanging: float = 0
    right: float | None = None
    keep_next: bool = False
    keep_lines: bool = False
    new_page: bool = False
    number: int | None = None
    level: int = 0
    border: str = ""
    shade: str = ""
    tabs: str = ""
    align: str = ""
    outline: int | None = None
    together: bool = False

    def xml(self) -> str:
        out = "<w:keepNext/>" if self.keep_next else ""
        out += "<w:keepLines/>" if self.keep_lines else ""
        out += "<w:pageBreakBefore/>" if self.new_page else ""
        out += "<w:widowControl/>"
        if self.number is not None:
            level = f'<w:ilvl w:val="{self.level}"/>' if self.level else ""
            out += f'<w:numPr>{level}<w:numId w:val="{self.number}"/></w:numPr>'
        out += f"<w:pBdr>{self.border}</w:pBdr>" if self.border else ""
        out += f'<w:shd w:val="clear" w:color="auto" w:fill="{self.shade}"/>' if self.shade else ""
        out += f"<w:tabs>{self.tabs}</w:tabs>" if self.tabs else ""
        out += self._spacing() + self._indent()
        out += "<w:contextualSpacing/>" if self.together else ""
        out += f'<w:jc w:val="{self.align}"/>' if self.align else ""
        out += f'<w:outlineLvl w:val="{self.outline}"/>' if self.outline is not None else ""
        return f"<w:pPr>{out}</w:pPr>"

    def _spacing(self) -> str:
        found = {"before": self.before, "after": self.after, "line": self.leading}
        inner = "".join(f' w:{name}="{round(value * 20)}"' for name, value in found.items() if value is not None)
        rule = ' w:lineRule="atLeast"' if self.leading is not None else ""
        return f"<w:spacing{inner}{rule}/>" if inner else ""

    def _indent(self) -> str:
        inner = f' w:left="{mm(self.left)}"' if self.left is not None else ""
        inner += f' w:right="{mm(self.right)}"' if self.right is not None else ""
        inner += f' w:hanging="{mm(self.hanging)}"' if self.hanging else ""
        return f"<w:ind{inner}/>" if inner else ""


def rule(side: str, points: float, colour: str, space: int = 1, kind: str = "single") -> str:
    return f'<w:{side} w:val="{kind}" w:sz="{round(points * 8)}" w:space="{space}" w:color="{colour}"/>'


def tab(where: float, kind: str = "left") -> str:
    return f'<w:tab w:val="{kind}" w:pos="{mm(where)}"/>'


_MEASURE = 23.0  # operative text stops here, right of it tables may go on

PLAIN = Letters()
OPERATIVE = Letters(SERIF, 11)
TABLE = Letters(SANS, 9)
# where a page may not end
_HELD_BULLET = Lines(left=6, hanging=6, keep_next=True, keep_lines=True, number=5)
_SIGN_HERE = Lines(0, 0, 60, keep_next=True, border=rule("bottom", 0.5, LINE))
_SIGNER = Lines(0, 1, 13, keep_next=True, keep_lines=True)

# id, name, based on, next, paragraph, letters
PARAGRAPHS: tuple[tuple[str, str, str, str, Lines, Letters], ...] = (
    (
        "Title",
        "Title",
        "Normal",
        "Subtitle",
        Lines(72, 11, 41, right=0, keep_next=True),
        Letters(SERIF, 36, colour=ACCENT),
    ),
    ("Subtitle", "Subtitle", "Normal", "Normal", Lines(0, 25, 21, right=20), Letters(SERIF, 15)),
    (
        "ASSeries",
        "AS Series",
        "Normal",
        "Title",
        Lines(72, 0, 14, keep_next=True),
        Letters(SANS, 11.5, True, GREY, True),
    ),
    ("ASFormTitle", "AS Form Title", "Title", "Normal", Lines(0, 6, 28), Letters(SANS, 23, True, ACCENT)),
    (
        "Heading1",
        "heading 1",
        "Normal",
        "Heading2",
        Lines(
            22,
            9,
            24,
            right=_MEASURE,
            keep_next=True,
            keep_lines=True,
            number=2,
            outline=0,
            border=rule("bottom", 1.375, ACCENT, 3),
        ),
        Letters(SANS, 19, True, ACCENT),
    ),
    (
        "ASScheduleTitle",
        "AS Schedule Title",
        "Heading1",
        "Normal",
        Lines(
            0,
            9,
            24,
            right=0,
            keep_next=True,
            keep_lines=True,
            new_page=True,
            number=3,
            outline=0,
            border=rule("bottom", 1.375, ACCENT, 3),
        ),
        Letters(),
    ),
    ("ASPlainTitle", "AS Plain Title", "Heading1", "Normal", Lines(number=0), Letters()),
    (
        "Heading2",
        "heading 2",
        "Normal",
        "ASClause2",
        Lines(13, 5, 17, 14, 14, _MEASURE, keep_next=True, keep_lines=True, number=1, outline=1),
        Letters(SANS, 13, True, ACCENT),
    ),
    ("ASPlainHeading", "AS Plain Heading", "Heading2", "ASText", Lines(number=0, left=0), Letters()),
    # headings that stand under less than usual: the same look, at the level that follows the one above
    ("ASClauseHeading1", "AS Clause Heading 1", "Heading2", "ASClause2", Lines(number=1, outline=0), Letters()),
    ("ASPlainHeading1", "AS Plain Heading 1", "ASPlainHeading", "ASText", Lines(number=0, outline=0), Letters()),
    (
        "Heading3",
        "heading 3",
        "Normal",
        "ASText",
        Lines(10, 4, 14, right=_MEASURE, keep_next=True, keep_lines=True, outline=2),
        Letters(SANS, 11, True, ACCENT),
    ),
    ("ASSubheading2", "AS Subheading 2", "Heading3", "ASText", Lines(outline=1), Letters()),
    ("ASSubheading1", "AS Subheading 1", "Heading3", "ASText", Lines(outline=0), Letters()),
    ("ASText", "AS Text", "Normal", "ASText", Lines(0, 6, 15.5, right=_MEASURE), OPERATIVE),
    ("ASClause2", "AS Clause 2", "ASText", "ASClause2", Lines(0, 6, 15.5, 14, 14, number=1, level=1), PLAIN),
    ("ASClause3", "AS Clause 3", "ASText", "ASClause3", Lines(0, 3.5, 15.5, 22, 8, number=1, level=2), PLAIN),
    ("ASClause4", "AS Clause 4", "ASText", "ASClause4", Lines(0, 2.5, 15.5, 30, 8, number=1, level=3), PLAIN),
    ("ASSchedule2", "AS Schedule 2", "ASText", "ASSchedule2", Lines(0, 6, 15.5, 14, 14, number=3, level=1), PLAIN),
    ("ASSchedule3", "AS Schedule 3", "ASText", "ASSchedule3", Lines(0, 3.5, 15.5, 22, 8, number=3, level=2), PLAIN),
    ("ASSchedule4", "AS Schedule 4", "ASText", "ASSchedule4", Lines(0, 2.5, 15.5, 30, 8, number=3, level=3), PLAIN),
    ("ASPlain2", "AS Plain 2", "ASText", "ASPlain2", Lines(0, 6, 15.5, 14), PLAIN),
    ("ASPlain3", "AS Plain 3", "ASText", "ASPlain3", Lines(0, 3.5, 15.5, 22), PLAIN),
    ("ASPlain4", "AS Plain 4", "ASText", "ASPlain4", Lines(0, 2.5, 15.5, 30), PLAIN),
    ("ASBullet", "AS Bullet", "ASText", "ASBullet", Lines(0, 3.5, 15.5, 22, 8, number=4), PLAIN),
    ("ASDefinition", "AS Definition", "ASText", "ASDefinition", Lines(0, 5, 15.5, 14), PLAIN),
    (
        "ASGloss",
        "AS Gloss",
        "Normal",
        "ASClause2",
        Lines(2, 8, 12, 14, right=_MEASURE, keep_lines=True, number=6, border=rule("left", 0.75, LINE, 6)),
        Letters(SANS, 9.5, colour=GREY),
    ),
    (
        "ASReviewNote",
        "AS Review Note",
        "ASGloss",
        "ASClause2",
        Lines(2, 8, 12, 14, keep_lines=True, number=0, border=rule("left", 1.625, "9A7400", 6), shade=SAND),
        PLAIN,
    ),
    ("ASFigure", "AS Figure", "Normal", "ASFigureText", Lines(6, 4, keep_next=True), Letters(SANS, 9)),
    ("ASFigureText", "AS Figure Text", "Normal", "ASText", Lines(0, 8, 12), Letters(SANS, 9.5, colour=GREY)),
    ("Caption", "caption", "Normal", "Normal", Lines(13, 4, 13, keep_next=True), Letters(SANS, 10, True, INK)),
    (
        "ASTableHead",
        "AS Table Head",
        "Normal",
        "ASTableText",
        Lines(0, 0, 11.5, keep_next=True),
        Letters(SANS, 9, True, ACCENT),
    ),
    ("ASTableText", "AS Table Text", "Normal", "ASTableText", Lines(0, 0, 11.8), TABLE),
    ("ASTableRowHead", "AS Table Row Head", "ASTableText", "ASTableText", Lines(0, 0, 11.8), Letters(bold=True)),
    ("ASTableBullet", "AS Table Bullet", "ASTableText", "ASTableBullet", Lines(0, 0, 11.8, 4, 4, number=5), PLAIN),
    ("ASTableChoice", "AS Table Choice", "ASTableText", "ASTableText", Lines(1, 1, 13), PLAIN),
    ("ASFactsLabel", "AS Facts Label", "ASTableText", "ASFacts", Lines(0, 0, 13), Letters(SANS, 10, True, ACCENT)),
    ("ASFacts", "AS Facts", "ASTableText", "ASFacts", Lines(0, 0, 13.2), Letters(SANS, 10)),
    ("ASFormText", "AS Form Text", "Normal", "ASFormText", Lines(0, 6, 17), Letters(SANS, 12)),
    ("ASFormBullet", "AS Form Bullet", "ASFormText", "ASFormBullet", Lines(0, 3.5, 16, 6, 6, number=5), PLAIN),
    ("ASFormQuestion", "AS Form Question", "ASFormText", "ASChoice", Lines(keep_next=True, keep_lines=True), PLAIN),
    ("ASFormQuestionBullet", "AS Form Question Bullet", "ASFormBullet", "ASFormQuestionBullet", _HELD_BULLET, PLAIN),
    ("ASField", "AS Field", "Normal", "ASFieldBox", Lines(8, 2, 15, keep_next=True), Letters(SANS, 11, True)),
    (
        "ASFieldBox",
        "AS Field Box",
        "Normal",
        "ASFieldBox",
        Lines(
            0,
            8,
            22,
            1,
            right=1,
            keep_lines=True,
            together=True,
            border="".join(rule(side, 1, INK, 3) for side in ("top", "left", "bottom", "right")),
        ),
        Letters(SANS, 12),
    ),
    ("ASChoice", "AS Choice", "Normal", "ASChoice", Lines(3, 5, 18, 8, 8, keep_lines=True), Letters(SANS, 12)),
    ("ASParty", "AS Party", "Normal", "ASText", Lines(10, 6, 17, keep_next=True), Letters(SERIF, 12.5, True)),
    (
        "ASSignatureLabel",
        "AS Signature Label",
        "Normal",
        "ASSignatureBlock",
        Lines(5, 0, 11, keep_next=True, keep_lines=True),
        Letters(SANS, 9, True, ACCENT),
    ),
    ("ASSignatureBlock", "AS Signature Block", "Normal", "ASSignatureBlock", _SIGNER, Letters(SANS, 10)),
    ("ASSignatureSpace", "AS Signature Space", "ASSignatureBlock", "ASSignatureBlock", _SIGN_HERE, PLAIN),
    (
        "TOCHeading",
        "TOC Heading",
        "Normal",
        "Normal",
        Lines(0, 9, 24, keep_next=True, new_page=True, border=rule("bottom", 1.375, ACCENT, 3)),
        Letters(SANS, 19, True, ACCENT),
    ),
    ("TOC1", "toc 1", "Normal", "Normal", Lines(5, 1, 14, right=_MEASURE, together=True), Letters(SANS, 10.5, True)),
    ("TOC2", "toc 2", "Normal", "Normal", Lines(0, 0, 13.5, 10, 10, _MEASURE, tabs=tab(10)), Letters(SERIF, 10.5)),
    (
        "ASMarking",
        "AS Marking",
        "Normal",
        "ASMarking",
        Lines(0, 2, 12, align="center"),
        Letters(SANS, 9.5, True, spacing=12),
    ),
    (
        "ASHeader",
        "AS Header",
        "Normal",
        "ASHeader",
        Lines(0, 0, 11, border=rule("bottom", 0.5, HAIRLINE, 3), tabs=tab(160, "right")),
        Letters(SANS, 8.5, colour=GREY),
    ),
    (
        "ASFooter",
        "AS Footer",
        "Normal",
        "ASFooter",
        Lines(0, 2, 11, border=rule("top", 0.5, HAIRLINE, 3), tabs=tab(80, "center") + tab(160, "right")),
        Letters(SANS, 8.5, colour=GREY),
    ),
    (
        "ASHeaderWide",
        "AS Header Wide",
        "ASHeader",
        "ASHeaderWide",
        Lines(0, 0, 11, tabs=f'<w:tab w:val="clear" w:pos="{mm(160)}"/>' + tab(257, "right")),
        PLAIN,
    ),
    (
        "ASFooterWide",
        "AS Footer Wide",
        "ASFooter",
        "ASFooterWide",
        Lines(
            0,
            2,
            11,
            tabs=f'<w:tab w:val="clear" w:pos="{mm(80)}"/>'
            + tab(128.5, "center")
            + f'<w:tab w:val="clear" w:pos="{mm(160)}"/>'
            + tab(257, "right"),
        ),
        PLAIN,
    ),
    ("ASAfterTable", "AS After Table", "Normal", "Normal", Lines(0, 8, 1), Letters(SANS, 1)),
    ("ASEnd", "AS End", "Normal", "Normal", Lines(0, 0, 1), Letters(SANS, 1)),
)

CHARACTERS: tuple[tuple[str, str, Letters], ...] = (
    ("Strong", "Strong", Letters(bold=True)),
    ("ASTerm", "AS Term", Letters(bold=True)),
    ("ASCrossReference", "AS Cross Reference", Letters(underline=GREY)),
    ("ASBox", "AS Box", Letters("DejaVu Sans", 14)),
)


def cells(vertical: float) -> str:
    pads = "".join(
        f'<w:{side} w:w="{round(pt * 20)}" w:type="dxa"/>'
        for side, pt in (("top", vertical), ("left", 4), ("bottom", vertical), ("right", 4))
    )
    return f"<w:tblCellMar>{pads}</w:tblCellMar>"


def table_style(name: str, style_id: str, borders: str, pad: float, head: str = "", last: str = "") -> str:
    first = (
        f'<w:tblStylePr w:type="lastCol"><w:tblPr/><w:tcPr><w:tcBorders>{last}</w:tcBorders></w:tcPr></w:tblStylePr>'
        if last
        else ""
    )
    if head:
        first = (
            f'<w:tblStylePr w:type="firstRow"><w:tblPr/><w:tcPr><w:tcBorders>{rule("top", 1.25, ACCENT, 0)}'
            f'{rule("bottom", 0.75, ACCENT, 0)}</w:tcBorders><w:shd w:val="clear" w:color="auto" w:fill="{head}"/>'
            "</w:tcPr></w:tblStylePr>"
        )
    return (
        f'<w:style w:type="table" w:customStyle="1" w:styleId="{style_id}"><w:name w:val="{name}"/>'
        f'<w:basedOn w:val="TableNormal"/><w:uiPriority w:val="59"/><w:tblPr><w:tblBorders>{borders}</w:tblBorders>'
        f"{cells(pad)}</w:tblPr>{first}</w:style>"
    )


def styles() -> str:
    """`styles.xml`, whole."""
    out = [
        f'<w:styles xmlns:w="{W}"><w:docDefaults><w:rPrDefault><w:rPr>{fonts(SANS)}<w:color w:val="{INK}"/>'
        '<w:sz w:val="22"/><w:szCs w:val="22"/><w:lang w:val="en-GB" w:eastAsia="en-GB" w:bidi="ar-SA"/></w:rPr>'
        "</w:rPrDefault><w:pPrDefault/></w:docDefaults>",
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>',
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
        '<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style>',
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
        '<w:uiPriority w:val="99"/><w:semiHidden/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/>'
        + cells(0)
        + "</w:tblPr></w:style>",
        '<w:style w:type="numbering" w:default="1" w:styleId="NoList"><w:name w:val="No List"/>'
        '<w:uiPriority w:val="99"/><w:semiHidden/></w:style>',
    ]
    for style_id, name, based, following, lines, letters in PARAGRAPHS:
        custom = ' w:customStyle="1"' if name.startswith("AS ") else ""
        out.append(
            f'<w:style w:type="paragraph"{custom} w:styleId="{style_id}"><w:name w:val="{name}"/>'
            f'<w:basedOn w:val="{based}"/><w:next w:val="{following}"/><w:qFormat/>{lines.xml()}{letters.xml()}</w:style>'
        )
    for style_id, name, letters in CHARACTERS:
        custom = ' w:customStyle="1"' if name.startswith("AS ") else ""
        out.append(
            f'<w:style w:type="character"{custom} w:styleId="{style_id}"><w:name w:val="{name}"/>'
            f'<w:basedOn w:val="DefaultParagraphFont"/><w:qFormat/>{letters.xml()}</w:style>'
        )
    between = rule("insideH", 0.5, LINE, 0)
    end = rule("bottom", 0.75, ACCENT, 0)
    out.append(table_style("AS Table", "ASTable", rule("top", 1.25, ACCENT, 0) + end + between, 4, TINT))
    out.append(
        table_style(
            "AS Facts Table", "ASFactsTable", rule("top", 1.25, ACCENT, 0) + rule("bottom", 0.5, LINE, 0) + between, 3.5
        )
    )
    out.append(
        table_style(
            "AS Choices Table",
            "ASChoicesTable",
            rule("top", 1.25, ACCENT, 0) + end + between + rule("insideV", 0.5, HAIRLINE, 0),
            4,
            TINT,
        )
    )
    dashed = "".join(rule(side, 1, INK, 0, "dashed") for side in ("top", "left", "bottom", "right"))
    out.append(table_style("AS Signature Table", "ASSignatureTable", rule("top", 1.25, ACCENT, 0), 5, "", dashed))
    return "".join(out) + "</w:styles>"


def font_table() -> str:
    """`fontTable.xml`: our families, their cuts in the file, and the fall-back that Word and LibreOffice both have."""

    def font(name: str, other: str, family: str) -> str:
        inside = "".join(
            f'<w:embed{cut.style} r:id="{cut.relation}" w:fontKey="{cut.key}"/>' for cut in CUTS if cut.family == name
        )
        return (
            f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="00"/><w:family w:val="{family}"/>'
            f'<w:pitch w:val="variable"/>{inside}</w:font>'
        )

    return (
        f'<w:fonts xmlns:w="{W}" xmlns:r="{R}">'
        + font(SANS, "Calibri", "swiss")
        + font(SERIF, "Cambria", "roman")
        + font("DejaVu Sans", "Segoe UI Symbol", "swiss")
        + font(COMPLEX[SANS], "Liberation Sans", "swiss")
        + font(COMPLEX[SERIF], "Liberation Serif", "roman")
        + "</w:fonts>"
    )


def files() -> dict[str, str]:
    """Each file of the base by name."""
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    written = {"styles.xml": styles(), "fontTable.xml": font_table(), "theme1.xml": theme()}
    return {name: f"{head}{text}\n" for name, text in written.items()}


def main() -> None:
    BASE.mkdir(exist_ok=True)
    for name, text in files().items():
        (BASE / name).write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
