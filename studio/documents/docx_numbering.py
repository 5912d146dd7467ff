"""Native numbering: one multi-level list for clauses, one for schedules, one for parts.

The numbers of a draft are its own (`Block.number`); what Word and LibreOffice will count is followed here, and where
it would differ the paragraph gets a list that begins at, or literally says, the right number.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from studio.documents.docx_layout import mm
from studio.documents.docx_xml import HEAD, W, attribute
from studio.drafting.draft import Block, BlockType

CLAUSES, PARTS, SCHEDULES, BULLETS, SMALL_BULLETS, GLOSS = 1, 2, 3, 4, 5, 6
_SANS = (
    '<w:rFonts w:ascii="Agreement Sans" w:hAnsi="Agreement Sans" w:eastAsia="Agreement Sans" w:cs="Agreement Sans"/>'
)
_NUMBER = f'<w:rPr>{_SANS}<w:sz w:val="21"/><w:szCs w:val="21"/></w:rPr>'
_LABEL = f'<w:rPr>{_SANS}<w:smallCaps/><w:color w:val="56606B"/><w:sz w:val="32"/><w:szCs w:val="32"/></w:rPr>'
# left edge of text and hanging, in millimetres, of levels 1 to 4 (design, section 6)
_INDENTS = ((14, 14), (14, 14), (22, 8), (30, 8))
_FORMATS = ("decimal", "decimal", "lowerLetter", "lowerRoman")


@dataclass
class Numbering:
    """Follows the lists through the document. `number_of` returns the list a paragraph must name itself, or None."""

    part_words: str = "Part"
    schedule_words: str = "Schedule"
    in_schedule: bool = False
    _clause: list[int] = field(default_factory=lambda: [0, 0, 0, 0])
    _schedule: list[int] = field(default_factory=lambda: [0, 0, 0, 0])
    _parts: int = 0
    _extra: list[str] = field(default_factory=list)
    _restarted: int | None = None

    @classmethod
    def of(cls, blocks: tuple[Block, ...]) -> Numbering:
        """With the words before the numbers ("Part", "Schedule" or another language's) as the draft has them."""
        words = dict.fromkeys((BlockType.PART, BlockType.SCHEDULE), "")
        for block in blocks:
            if block.type in words and not words[block.type] and (found := re.fullmatch(r"(.*\D)(\d+)", block.number)):
                words[block.type] = found.group(1).rstrip(" ")
        return cls(words[BlockType.PART] or "Part", words[BlockType.SCHEDULE] or "Schedule")

    def number_of(self, block: Block) -> int | None:
        """The `w:numId` that the paragraph must carry itself; None where its style's own list counts right."""
        if block.type in {BlockType.PART, BlockType.SCHEDULE}:
            self.in_schedule = block.type is BlockType.SCHEDULE
            self._restarted = None
        if not block.number:
            return None
        before = (self._parts, [*self._clause], [*self._schedule])
        if self._counted(block) == block.number:
            return self._restarted if block.type is BlockType.NUMBERED else None
        self._parts, self._clause, self._schedule = before
        return self._other(block)

    def _counted(self, block: Block) -> str:
        if block.type is BlockType.PART:
            self._parts += 1
            return f"{self.part_words} {self._parts}"
        if block.type is BlockType.SCHEDULE:
            return f"{self.schedule_words} {self._step(self._schedule, 0)}"
        if block.type is BlockType.HEADING:
            return str(self._step(self._clause, 0))
        level = min(max(block.level, 2), 4) - 1
        counters = self._schedule if self.in_schedule else self._clause
        value = self._step(counters, level)
        if level == 1:
            return str(value) if self.in_schedule else f"{counters[0]}.{value}"
        return f"({_letters(value) if level == 2 else _roman(value)})"

    @staticmethod
    def _step(counters: list[int], level: int) -> int:
        counters[level] += 1
        counters[level + 1 :] = [0] * (len(counters) - level - 1)
        return counters[level]

    def _other(self, block: Block) -> int:
        """A list made for the number: begun anew in a schedule, else one that says the number literally."""
        level = min(max(block.level, 1), 4) - 1
        number = GLOSS + 1 + len(self._extra)
        if self.in_schedule and level == 1 and block.number.isdecimal():
            self._schedule[1] = int(block.number)
            starts = (1, int(block.number), 1, 1)
            self._extra.append(_abstract(number, _schedule_levels("", starts, linked=False)))
            self._restarted = number
            return number
        levels = [_level(at, "none", block.number.replace("%", ""), _NUMBER) for at in range(4)]
        self._extra.append(_abstract(number, "".join(levels)))
        return number

    def xml(self) -> str:
        """`numbering.xml` for what has been followed."""
        clause = "".join(
            _level(at, _FORMATS[at], words, "" if at == 0 else _NUMBER, style=style)
            for at, (words, style) in enumerate(
                (("%1", "Heading2"), ("%1.%2", "ASClause2"), ("(%3)", "ASClause3"), ("(%4)", "ASClause4"))
            )
        )
        part = _level(0, "decimal", f"{self.part_words} %1", _LABEL, style="Heading1", title=True)
        abstracts = [
            _abstract(CLAUSES, clause),
            _abstract(PARTS, part, kind="singleLevel"),
            _abstract(SCHEDULES, _schedule_levels(self.schedule_words, (1, 1, 1, 1), linked=True)),
            _abstract(BULLETS, _bullet("ASBullet", 22, 8), kind="singleLevel"),
            _abstract(SMALL_BULLETS, _bullet("ASTableBullet", 4, 4), kind="singleLevel"),
            _abstract(GLOSS, _label("ASGloss", "In short", 14), kind="singleLevel"),
            *self._extra,
        ]
        numbers = "".join(
            f'<w:num w:numId="{at}"><w:abstractNumId w:val="{at}"/></w:num>' for at in range(1, len(abstracts) + 1)
        )
        return f'{HEAD}<w:numbering xmlns:w="{W}">{"".join(abstracts)}{numbers}</w:numbering>\n'


def _abstract(number: int, levels: str, kind: str = "multilevel") -> str:
    return (
        f'<w:abstractNum w:abstractNumId="{number}"><w:nsid w:val="{0x41530000 + number:08X}"/>'
        f'<w:multiLevelType w:val="{kind}"/><w:tmpl w:val="{0x41540000 + number:08X}"/>{levels}</w:abstractNum>'
    )


def _level(  # noqa: PLR0913 - the properties of one level
    at: int, form: str, words: str, letters: str, *, style: str = "", start: int = 1, title: bool = False
) -> str:
    link = f'<w:pStyle w:val="{style}"/>' if style else ""
    left, hanging = _INDENTS[at]
    indent = f'<w:pPr><w:ind w:left="{mm(left)}" w:hanging="{mm(hanging)}"/></w:pPr>'
    suffix = ""
    if title:  # the number of a part is a label before its title, not a hanging number
        suffix, indent = '<w:suff w:val="space"/>', '<w:pPr><w:ind w:left="0" w:firstLine="0"/></w:pPr>'
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>{link}{suffix}'
        f'<w:lvlText w:val="{attribute(words)}"/><w:lvlJc w:val="left"/>{indent}{letters}</w:lvl>'
    )


def _schedule_levels(words: str, starts: tuple[int, int, int, int], *, linked: bool) -> str:
    styles = ("ASScheduleTitle", "ASSchedule2", "ASSchedule3", "ASSchedule4") if linked else ("", "", "", "")
    texts = (f"{words} %1", "%2", "(%3)", "(%4)")
    return "".join(
        _level(at, _FORMATS[at], texts[at], _NUMBER if at else _LABEL, style=styles[at], start=starts[at], title=not at)
        for at in range(4)
    )


def _bullet(style: str, left: float, hanging: float) -> str:
    return (
        f'<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:pStyle w:val="{style}"/>'
        f'<w:lvlText w:val="•"/><w:lvlJc w:val="left"/>'
        f'<w:pPr><w:ind w:left="{mm(left)}" w:hanging="{mm(hanging)}"/></w:pPr>'
        f"<w:rPr>{_SANS}</w:rPr></w:lvl>"
    )


def _label(style: str, words: str, left: float) -> str:
    """Words that stand before each paragraph of a style without being part of its text."""
    return (
        f'<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="none"/><w:pStyle w:val="{style}"/>'
        '<w:suff w:val="space"/>'
        f'<w:lvlText w:val="{attribute(words)}"/><w:lvlJc w:val="left"/>'
        f'<w:pPr><w:ind w:left="{mm(left)}" w:firstLine="0"/></w:pPr>'
        f'<w:rPr>{_SANS}<w:b/><w:bCs/><w:color w:val="0F4C5C"/></w:rPr></w:lvl>'
    )


def _letters(value: int) -> str:
    """As Word counts: a … z, aa, bb, cc (ECMA-376 part 1, 17.18.59, lowerLetter)."""
    return chr(97 + (value - 1) % 26) * (1 + (value - 1) // 26)


def _roman(value: int) -> str:
    out = ""
    for size, letters in (
        (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
        (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
    ):  # fmt: skip
        out += letters * (value // size)
        value %= size
    return out
