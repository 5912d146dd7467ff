"""The faces: the shipped ones, then the system's; registered once, measured, and asked what they can draw."""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from threading import Lock

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont

from studio.documents import bidi, house, layout, shaping, system_fonts
from studio.documents.shaping import Source
from studio.drafting.draft import Draft
from studio.errors import StudioError

FOLDER = Path(__file__).resolve().parent / "fonts"
_FALLBACK = (layout.SANS, layout.SERIF)
SCRIPTS = ("Arabic", "Bengali", "Devanagari", "Gujarati", "Gurmukhi", "Hebrew", "Tamil")
_STYLE, _STRONG_STYLE = "Regular", "SemiBold"
_STRONG = ("SemiBold", "Bold", "Medium")  # cuts beside which another script stands in its strong cut
_SHAPED = {
    f"Agreement{script}-{style}": Source(FOLDER / f"Agreement{script}-{style}.ttf")
    for script in SCRIPTS
    for style in (_STYLE, _STRONG_STYLE)
}
_found: dict[str, Source] = {}  # faces of the system that were needed so far, by name
MARKING = "AgreementArabic-Regular"  # has a glyph without width
_ALLOWED_CONTROLS = frozenset("\t\n\r")
_lock = Lock()


@functools.cache
def face(name: str) -> TTFont:
    """The shipped face of that name.

    Raises StudioError if its file is missing or damaged.
    """
    with _lock:
        try:
            own = house.current().data(name)
            font = TTFont(name, BytesIO(own) if own else FOLDER / f"{name}.ttf")
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
    if where := shaped(name):
        return shaping.shape(text, where, backwards=bidi.starts_right(text)).advance / 1000
    return float(face(name).stringWidth(text, 1))


def shaped(name: str) -> Source | None:
    """Where the face is, if its words are shaped and not drawn character by character."""
    return _SHAPED.get(name) or _found.get(name)


def letters(text: str, name: str) -> tuple[str, ...]:
    """The text cut wherever it may be cut: between characters, in shaped scripts between syllables."""
    where = shaped(name)
    return shaping.clusters(text, where) if where else tuple(text)


def source(name: str) -> Source:
    """Where a shipped or found face is."""
    if house.current().data(name):  # of a file that has no place on the disk; signs between right-to-left words
        name = layout.SANS
    return shaped(name) or Source(FOLDER / f"{name}.ttf")


def runs_by_face(text: str, name: str) -> list[tuple[str, str]]:
    """The text as (part, face): the face asked for, or the first one that can draw the character.

    Vowel signs, joiners and shared signs stay with the script before them. Raises StudioError for a character that no
    font can draw.
    """
    name = house.current().face(name)
    have = covered(name)
    if have.issuperset(map(ord, text)):
        return [(text, name)]
    parts: list[tuple[str, str]] = []
    for char in text:
        before = parts[-1][1] if parts else ""
        if shaped(before) and char != " " and (char in bidi.MARKS or ord(char) in _code_points(before)):
            chosen = before
        elif ord(char) in have or char in bidi.MARKS:
            chosen = name
        else:
            chosen = _other(char, name)
        if before == chosen:
            parts[-1] = (parts[-1][0] + char, chosen)
        else:
            parts.append((char, chosen))
    return parts


def _other(char: str, name: str) -> str:
    style = _STRONG_STYLE if any(word in name for word in _STRONG) else _STYLE
    for face_name in (*_FALLBACK, *(f"Agreement{script}-{style}" for script in SCRIPTS)):
        if ord(char) in _code_points(face_name):
            return face_name
    if found := system_fonts.find(char, 700 if style == _STRONG_STYLE else 400):
        name = f"{found.file}#{found.index}"
        _found[name] = found
        return name
    raise StudioError(
        f"No font can draw {_named(char)}.", "Write it in letters that can be drawn, for example Latin ones."
    )


def _code_points(name: str) -> frozenset[int]:
    where = shaped(name)
    return shaping.covered(where) if where else covered(name)


def check_characters(draft: Draft) -> None:
    """Before issue: every character can be drawn.

    Raises StudioError naming the first character that cannot be drawn, and the fact or clause it stands in.
    """
    known = set(_ALLOWED_CONTROLS)
    for text, place in _texts(draft):
        for char in text if not known.issuperset(text) else ():
            if char not in known and not _drawable(char):
                raise StudioError(
                    f"No font can draw {_named(char)}, which stands in {place}.",
                    "Write it in letters that can be drawn, for example Latin ones, or take the character out.",
                )
        known.update(text)


def _texts(draft: Draft) -> Iterator[tuple[str, str]]:
    """Everything that is printed, with the place to name."""
    for block in draft.walk():
        for run in (*block.runs, *(block.table.caption if block.table else ())):
            yield run.text, f"the fact {run.fact}" if run.fact else f"the clause {block.clause}"
        if place := block.signature:
            for text in (place.person, place.office, place.legal_name, place.delegation):
                yield text, f"the signature {place.signature} of the facts"
    for text in (draft.info.title, draft.info.short_title, draft.info.ref, draft.info.version, draft.info.marking):
        yield text, "the title or the marking"


@functools.lru_cache(maxsize=4096)
def _drawable(char: str) -> bool:
    if char in bidi.MARKS:
        return True
    try:
        _other(char, layout.SANS)
    except StudioError:
        return False
    return True


def _named(char: str) -> str:
    name = unicodedata.name(char, "a control or private character")
    return f"the character U+{ord(char):04X} ({name})" if not char.isprintable() else f"“{char}” (U+{ord(char):04X})"
