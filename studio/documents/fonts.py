"""The shipped faces: registered once, measured, and asked what they can draw."""

from __future__ import annotations

import functools
import unicodedata
from pathlib import Path
from threading import Lock

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont

from studio.documents import layout
from studio.drafting.draft import Draft
from studio.errors import StudioError

FOLDER = Path(__file__).resolve().parent / "fonts"
_FALLBACK = (layout.SANS, layout.SERIF)
_ALLOWED_CONTROLS = frozenset("\t\n\r")
_lock = Lock()


@functools.cache
def face(name: str) -> TTFont:
    """The shipped face of that name.

    Raises StudioError if its file is missing or damaged.
    """
    with _lock:
        try:
            font = TTFont(name, FOLDER / f"{name}.ttf")
        except (OSError, TTFError) as error:
            raise StudioError(f"The font {name} is missing or damaged.", "Install Agreement Studio again.") from error
        pdfmetrics.registerFont(font)
        return font


@functools.cache
def covered(name: str) -> frozenset[int]:
    """Code points that the face can draw."""
    return frozenset(face(name).face.charToGlyph)


@functools.lru_cache(maxsize=65536)
def width(text: str, name: str) -> float:
    """Width of the text in the face at size 1."""
    return float(face(name).stringWidth(text, 1))


def runs_by_face(text: str, name: str) -> list[tuple[str, str]]:
    """The text as (part, face): the face asked for, or the first shipped one that can draw the character.

    Raises StudioError for a character that no shipped font can draw.
    """
    have = covered(name)
    if all(ord(char) in have for char in text):
        return [(text, name)]
    parts: list[tuple[str, str]] = []
    for char in text:
        chosen = name if ord(char) in have else _other(char)
        if parts and parts[-1][1] == chosen:
            parts[-1] = (parts[-1][0] + char, chosen)
        else:
            parts.append((char, chosen))
    return parts


def _other(char: str) -> str:
    for name in _FALLBACK:
        if ord(char) in covered(name):
            return name
    raise StudioError(
        f"No shipped font can draw {_named(char)}.", "Write the word in Latin, Greek or Cyrillic letters instead."
    )


def check_characters(draft: Draft) -> None:
    """Before issue: every character can be drawn.

    Raises StudioError naming the first character that cannot be drawn, and the fact or clause it stands in.
    """
    for block in draft.walk():
        runs = (*block.runs, *(block.table.caption if block.table else ()))
        for run in runs:
            for char in run.text:
                if char in _ALLOWED_CONTROLS or _drawable(char):
                    continue
                place = f"the fact {run.fact}" if run.fact else f"the clause {block.clause}"
                raise StudioError(
                    f"No shipped font can draw {_named(char)}, which stands in {place}.",
                    "Write it in Latin, Greek or Cyrillic letters, or take the character out.",
                )


@functools.lru_cache(maxsize=4096)
def _drawable(char: str) -> bool:
    return any(ord(char) in covered(name) for name in _FALLBACK)


def _named(char: str) -> str:
    name = unicodedata.name(char, "a control or private character")
    return f"the character U+{ord(char):04X} ({name})" if not char.isprintable() else f"“{char}” (U+{ord(char):04X})"
