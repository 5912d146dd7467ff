"""Words of the running heads and feet, the same in every format (documents.md, section 9)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from studio.drafting.draft import BlockType, Draft, DraftInfo, DraftStatus

SAMPLE_LINE = "SAMPLE. People and numbers are invented."
CLEAR = "Clear all answers"  # a page's button; the answers are kept nowhere
SHORT_TITLE_LENGTH = 60
_PUBLIC = frozenset({"form", "notice"})
_UNTITLED = frozenset({"form", "notice", "card", "record"})
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)  # fmt: skip - names are printed, so the locale must not choose them


@dataclass(frozen=True, slots=True)
class Furniture:
    """What stands round the text on each page; page numbers are added by the writer."""

    head_left: str
    head_right: str
    foot_left: str
    foot_sample: str
    watermark: str
    marking: str


def titled(draft: Draft) -> bool:
    """Whether the document has a title page: an agreement with parts or schedules."""
    parts = (BlockType.PART, BlockType.SCHEDULE)
    return draft.info.family not in _UNTITLED and any(block.type in parts for block in draft.blocks)


def furniture(info: DraftInfo) -> Furniture:
    """The running words for this draft. Forms and notices for the public carry no marking; finals no watermark."""
    final = info.status is DraftStatus.FINAL
    version = f"{info.ref}, version {info.version}" if info.version else info.ref
    return Furniture(
        head_left=shortened(info.short_title or info.title),
        head_right=_state(info),
        foot_left=version,
        foot_sample=SAMPLE_LINE if info.sample else "",
        watermark="" if final or info.family in _PUBLIC else _watermark(info),
        marking="" if info.family in _PUBLIC else info.marking,
    )


def _state(info: DraftInfo) -> str:
    day = printed_date(info.on)
    if info.status is DraftStatus.FINAL:
        return f"Final, version {info.version} of {day}" if info.version else f"Final of {day}"
    return f"Draft {info.number} of {day}" if info.number else f"Draft of {day}"


def _watermark(info: DraftInfo) -> str:
    name = f"DRAFT {info.number}" if info.number else "DRAFT"
    return f"{name} · NOT IN FORCE"


def printed_date(day: date) -> str:
    """12 November 2026, whatever the locale."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def shortened(text: str, length: int = SHORT_TITLE_LENGTH) -> str:
    """The text, or its beginning cut at a word with an ellipsis."""
    text = " ".join(text.split())
    if len(text) <= length:
        return text
    return text[: length - 1].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"
