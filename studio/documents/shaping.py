"""Shaping: which glyphs stand for the characters of a script that joins, stacks or reorders, and where (HarfBuzz).

Only faces for such scripts come here. Latin, Greek and Cyrillic are drawn character by character, as ever, and the
shaping library is not even loaded for a text that has nothing else.
"""

from __future__ import annotations

import functools
import struct
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from studio.errors import StudioError

# HarfBuzz asks the system for a language where none is set; the same text must give the same glyphs everywhere.
_LANGUAGE = "und"


# Tables that only choose, name or vary glyphs; a page has chosen.
_NOT_ON_PAGES = (b"GSUB", b"GPOS", b"GDEF", b"BASE", b"cmap", b"name", b"post", b"OS/2", b"kern", b"STAT", b"fvar", b"gvar",
                 b"avar", b"cvar", b"HVAR", b"VVAR", b"MVAR", b"COLR", b"CPAL", b"DSIG", b"meta")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Source:
    """Where a face is: its file and its number in a collection."""

    file: Path
    index: int = 0


@dataclass(frozen=True, slots=True)
class Glyph:
    """A glyph by its number in the face; lengths in thousandths of the size.

    `text`: the characters it says; `cluster`: where the syllable or character that it belongs to starts.
    """

    number: int
    x: float
    y: float
    advance: float
    text: str
    cluster: int = 0


@dataclass(frozen=True, slots=True)
class Shaped:
    """Glyphs from left to right, and their width in thousandths of the size."""

    glyphs: tuple[Glyph, ...]
    advance: float


@functools.cache
def opened(source: Source) -> Any:
    """The face as the shaping library's font.

    Raises StudioError if its file is missing or damaged.
    """
    import uharfbuzz

    try:
        face = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(source.file)), source.index)
    except (OSError, uharfbuzz.HarfBuzzError) as error:
        raise StudioError(
            f"The font {source.file.name} is missing or damaged.", "Install Agreement Studio again."
        ) from error
    return uharfbuzz.Font(face)


@functools.cache
def covered(source: Source) -> frozenset[int]:
    """Code points that the face can draw."""
    return frozenset(opened(source).face.unicodes)


@functools.lru_cache(maxsize=16384)
def shape(text: str, source: Source, *, backwards: bool = False) -> Shaped:
    """The text as glyphs in the order they stand on the page; `backwards`: it runs from right to left.

    From left to right a syllable is one cluster, as its signs may change places; backwards each character is its own.
    """
    import uharfbuzz

    font = opened(source)
    buffer = uharfbuzz.Buffer()
    if backwards:
        buffer.cluster_level = uharfbuzz.BufferClusterLevel.MONOTONE_CHARACTERS
    buffer.add_str(text)
    buffer.guess_segment_properties()
    buffer.direction = "rtl" if backwards else "ltr"
    buffer.language = _LANGUAGE
    uharfbuzz.shape(font, buffer)
    scale = 1000 / font.face.upem
    found = [(info.codepoint, info.cluster) for info in buffer.glyph_infos]
    texts = _texts(text, found, backwards=backwards)
    glyphs = tuple(
        Glyph(number, place.x_offset * scale, place.y_offset * scale, place.x_advance * scale, words, cluster)
        for (number, cluster), place, words in zip(found, buffer.glyph_positions, texts, strict=True)
    )
    return Shaped(glyphs, sum(glyph.advance for glyph in glyphs))


def _texts(text: str, found: list[tuple[int, int]], *, backwards: bool) -> list[str]:
    """What each glyph says. In the order of reading the glyphs of a cluster share its characters, the last has the rest."""
    starts = sorted({cluster for _, cluster in found})
    ends = dict(zip(starts, [*starts[1:], len(text)], strict=True))
    left = Counter(cluster for _, cluster in found)
    next_char = {start: start for start in starts}
    made: list[str] = []
    for _, cluster in reversed(found) if backwards else found:
        left[cluster] -= 1
        at, end = next_char[cluster], ends[cluster]
        next_char[cluster] = min(at + 1, end) if left[cluster] else end
        made.append(text[at : next_char[cluster]])
    return made[::-1] if backwards else made


@functools.lru_cache(maxsize=4096)
def clusters(text: str, source: Source) -> tuple[str, ...]:
    """The text cut where it may be cut: no vowel sign or mark parts from its letter."""
    starts = sorted({glyph.cluster for glyph in shape(text, source).glyphs})
    return tuple(text[start:end] for start, end in zip(starts, [*starts[1:], len(text)], strict=True))


def outline(source: Source, glyph: int) -> list[tuple[str, tuple[float, ...]]]:
    """The glyph's outline in thousandths of the size: m, l, c and h as PDF has them (ISO 32000-1, 8.5.2)."""
    import uharfbuzz

    font = opened(source)
    scale = 1000 / font.face.upem
    made: list[tuple[str, tuple[float, ...]]] = []
    last = (0.0, 0.0)

    def add(kind: str, *points: float) -> None:
        nonlocal last
        made.append((kind, tuple(point * scale for point in points)))
        last = (points[-2], points[-1]) if points else last

    def quadratic(cx: float, cy: float, x: float, y: float, _: object) -> None:
        (px, py) = last
        add("c", px + (cx - px) * 2 / 3, py + (cy - py) * 2 / 3, x + (cx - x) * 2 / 3, y + (cy - y) * 2 / 3, x, y)

    pen = uharfbuzz.DrawFuncs()
    pen.set_move_to_func(lambda x, y, _: add("m", x, y))
    pen.set_line_to_func(lambda x, y, _: add("l", x, y))
    pen.set_cubic_to_func(lambda a, b, c, d, x, y, _: add("c", a, b, c, d, x, y))
    pen.set_quadratic_to_func(quadratic)
    pen.set_close_path_func(lambda _: add("h"))
    font.draw_glyph(glyph, pen, None)
    return made


def faces_in(file: Path) -> int:
    """How many faces the file holds (OpenType, TTC header). Raises OSError if it cannot be read."""
    with file.open("rb") as stream:
        head = stream.read(12)
    return struct.unpack(">L", head[8:12])[0] if head[:4] == b"ttcf" and len(head) == 12 else 1


def has_outlines(source: Source) -> bool:
    """Whether the face has TrueType outlines, which a PDF takes as they are."""
    return "glyf" in opened(source).face.table_tags


def may_be_embedded(source: Source) -> bool:
    """What the face's maker allows (OpenType, OS/2 fsType): restricted and bitmap-only faces stay out, unsubsettable too."""
    table = _general(source)
    return len(table) >= 10 and not struct.unpack(">H", table[8:10])[0] & 0x0302


def look(source: Source) -> tuple[int, bool]:
    """Weight (400 is regular) and whether the face is slanted (OS/2 usWeightClass and fsSelection)."""
    table = _general(source)
    if len(table) < 64:
        return 400, False
    weight, chosen = struct.unpack(">H", table[4:6])[0], struct.unpack(">H", table[62:64])[0]
    return weight, bool(chosen & 0x0201)


def _general(source: Source) -> bytes:
    return bytes(opened(source).face.reference_table("OS/2").data or b"")


def subset(source: Source, glyphs: frozenset[int]) -> bytes:
    """A font file with these glyphs alone, each under its own number; without the tables a page does not need."""
    import uharfbuzz

    wanted = uharfbuzz.SubsetInput()
    wanted.sets(uharfbuzz.SubsetInputSets.GLYPH_INDEX).update(glyphs)
    wanted.sets(uharfbuzz.SubsetInputSets.DROP_TABLE_TAG).update(int.from_bytes(tag, "big") for tag in _NOT_ON_PAGES)
    wanted.flags = uharfbuzz.SubsetFlags.RETAIN_GIDS | uharfbuzz.SubsetFlags.NOTDEF_OUTLINE
    return bytes(uharfbuzz.subset(opened(source).face, wanted).blob.data)


@dataclass(frozen=True, slots=True)
class Measures:
    """What a font descriptor says (ISO 32000-1, 9.8); thousandths of the size."""

    name: str
    ascent: float
    descent: float
    box: tuple[float, float, float, float]


def measures(source: Source) -> Measures:
    """The face's name and its outer measures."""
    font = opened(source)
    scale = 1000 / font.face.upem
    box = struct.unpack(">4h", font.face.reference_table("head").data[36:44])
    lines = font.get_font_extents("ltr")
    left, low, right, high = (round(edge * scale) for edge in box)
    return Measures(_postscript(font), round(lines.ascender * scale), round(lines.descender * scale),
                    (left, low, right, high))  # fmt: skip


def _postscript(font: Any) -> str:
    import uharfbuzz

    name = font.face.get_name(uharfbuzz.OTNameIdPredefined.POSTSCRIPT_NAME) or "Font"
    return "".join(char for char in name if char.isascii() and (char.isalnum() or char == "-")) or "Font"


def number_of(source: Source, code_point: int) -> int:
    """The glyph that stands for the character alone; 0 if the face lacks it."""
    return int(opened(source).get_nominal_glyph(code_point) or 0)


def width_of(source: Source, glyph: int) -> float:
    """The advance that the font file itself gives a glyph; thousandths of the size."""
    font = opened(source)
    return float(font.get_glyph_h_advance(glyph) * 1000 / font.face.upem)
