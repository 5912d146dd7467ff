"""Measures of the document family: frames, type scale and colours.

Lengths are points (1/72 inch) unless a name says otherwise; `y` grows downwards from the top edge of the page.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

MM = 72 / 25.4
A4 = (595.2756, 841.8898)
A4_LANDSCAPE = (A4[1], A4[0])

INK = "#1A1D21"
ACCENT = "#0F4C5C"
GREY = "#56606B"
INSERTED = "#0A5A2B"  # in a comparison; underlined as well
DELETED = "#9B1C1C"  # struck through as well
LINE = "#868F99"
HAIRLINE = "#C5CBD1"
TINT = "#EAF0F2"
SAND = "#FBF5E6"
SAND_BAR = "#9A7400"
INSERTED = "#0B5A38"
TAKEN_OUT = "#9C1C1C"
WATERMARK = "#E4E8EB"
WHITE = "#FFFFFF"


@dataclass(frozen=True, slots=True)
class Frame:
    """Where a page's text stands."""

    name: str
    page: tuple[float, float]
    left: float
    width: float
    notes_left: float = 0
    notes_width: float = 0
    head_column: float = 0  # forms: headings stand in a column of their own
    top: float = 25 * MM
    foot: float = 23 * MM

    @property
    def bottom(self) -> float:
        return self.page[1] - self.foot

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def right(self) -> float:
        return self.left + self.width


@dataclass(frozen=True, slots=True)
class Setting:
    """How closely a short document is set: shares of the usual white space between items and between lines."""

    air: float = 1.0
    lines: float = 1.0


USUAL = Setting()
CLOSER = (
    (0.13, Setting(0.75)),
    (0.3, Setting(0.45, 0.9)),
)  # tried where the last page is filled to less than this share
LEAST_LEADING = 1.15  # times the size of the letters
PUBLIC_FAMILIES = frozenset({"form", "notice", "card"})  # papers that are handed out
CLAUSE = Frame("clause", A4, 25 * MM, 137 * MM, 168 * MM, 30 * MM)
TITLE = Frame("title", A4, 25 * MM, 160 * MM)
FULL = Frame("full", A4, 25 * MM, 163 * MM)
FORM = Frame("form", A4, 18 * MM, 174 * MM, head_column=42 * MM)
LANDSCAPE = Frame("landscape", A4_LANDSCAPE, 18 * MM, 261 * MM)

INDENT = {2: 14 * MM, 3: 22 * MM, 4: 30 * MM}  # where the text of a level stands
NUMBER_AT = {2: 0.0, 3: 14 * MM, 4: 22 * MM}
GAP_AFTER = {2: 6.0, 3: 3.5, 4: 2.5}
ROW_WHOLE = 120 * MM  # a row below this height does not split
TOGETHER = 1 / 3  # of a page: no more than this is kept in one piece
PART_GAP = 22.0  # above a part that begins on a page already begun
PART_GAP_LEAST = 3 * MM  # the same where that brings back the last lines before a schedule or a page of another shape
LAST_LINES = 50.0  # so much of a page is no more than three lines
PART_ROOM = 60 * MM  # a part starts on the same page if so much is left
SIGNATURE_BOX = (236.0, 96.0)

SERIF = "AgreementSerif-Regular"
SERIF_STRONG = "AgreementSerif-SemiBold"
SERIF_ITALIC = "AgreementSerif-Italic"
DISPLAY = "AgreementSerif-DisplayMedium"
SANS = "AgreementSans-Regular"
SANS_STRONG = "AgreementSans-SemiBold"
SANS_BOLD = "AgreementSans-Bold"
SANS_ITALIC = "AgreementSans-Italic"
CAPITALS = "AgreementSansSC-SemiBold"
STRONG = {SERIF: SERIF_STRONG, SANS: SANS_STRONG}


@dataclass(frozen=True, slots=True)
class Style:
    """Face, size and leading of a role, with the space before and after it."""

    face: str
    size: float
    leading: float
    before: float = 0
    after: float = 0
    colour: str = INK
    box: float = 11.5  # least size of a box to tick

    @property
    def strong(self) -> str:
        return STRONG.get(self.face, self.face)

    def scaled(self, factor: float) -> Style:
        return replace(self, size=self.size * factor, leading=self.leading * factor)

    def closer(self, share: float) -> Style:
        """The same letters with this share of the distance between lines, as far as they stay apart."""
        return replace(self, leading=min(self.leading, max(self.leading * share, self.size * LEAST_LEADING)))


SERIES = Style(CAPITALS, 11.5, 14, 0, 4, GREY)
TITLE_TEXT = Style(DISPLAY, 36, 41, 0, 4 * MM, ACCENT)
SUBTITLE = Style(SERIF, 15, 21, 0, 9 * MM)
PART_NUMBER = Style(CAPITALS, 11.5, 14, 0, 1, GREY)
PART_TITLE = Style(SANS_STRONG, 19, 24, 0, 3, ACCENT)
HEADING = Style(SANS_STRONG, 13, 17, 13, 5, ACCENT)
SUBHEADING = Style(SANS_STRONG, 10.5, 14, 10, 4, ACCENT)
BODY = Style(SERIF, 11, 15.5, 0, 6)
DEFINITION = Style(SERIF, 11, 15.5, 0, 5)
NUMBER = Style(SANS, 10.5, 15.5)
LEAD = Style(SERIF, 13, 18.5, 0, 8)
TABLE_TEXT = Style(SANS, 9, 11.8)
TABLE_HEAD = Style(SANS_STRONG, 9, 11.5, colour=ACCENT)
FACTS_LABEL = Style(SANS_STRONG, 10, 13, colour=ACCENT)
FACTS_VALUE = Style(SANS, 10, 13.2)
CAPTION = Style(SANS_STRONG, 10, 13, 13, 4)
NOTE = Style(SANS, 9, 11.6, colour=GREY)
NOTE_TAG = Style(SANS_STRONG, 9, 11.6, colour=ACCENT)
SMALL = Style(SANS, 9, 11.8, colour=GREY)
PARTY_NAME = Style(SERIF_STRONG, 15, 20, 0, 5)
PLAIN = Style(SANS, 10, 13.4, 0, 4)
PLAIN_HEAD = Style(SANS_STRONG, 11, 14, 12, 4)
FORM_TITLE = Style(SANS_STRONG, 23, 28, 0, 4, ACCENT)
FORM_HEADING = Style(SANS_STRONG, 12, 16, 10, 4, ACCENT)
FORM_TEXT = Style(SANS, 12, 17, 0, 5, box=12.75)
FORM_TABLE = Style(SANS, 11, 14, box=12.75)
FORM_TABLE_HEAD = Style(SANS_STRONG, 11, 13.5, colour=ACCENT)
FIELD_LABEL = Style(SANS_STRONG, 10.5, 14)
FURNITURE_SIZE = 8.5
MARKING_SIZE = 9.5
