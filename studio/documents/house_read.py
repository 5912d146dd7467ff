"""A house style file read: the style, or every problem at once with its line and what to write instead.

The file, its logo and its letters come from outside: sizes are limited, and nothing is fetched from anywhere.
"""

from __future__ import annotations

import io
import re
import struct
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from PIL import Image, UnidentifiedImageError
from reportlab.pdfbase.ttfonts import TTFError, TTFontFile

from studio.documents import layout
from studio.documents.house import (
    CUTS,
    LEAST_CONTRAST,
    LOGO_HEIGHT,
    LOGO_WIDTH,
    PLAIN,
    SHIPPED,
    Family,
    House,
    Logo,
    contrast,
    pack_house,
    unpack_house,
)
from studio.documents.house_svg import SvgRefusedError, read_svg
from studio.facts.tree import Entry, Node, TreeError, read_tree

MOST_LOGO_BYTES = 500_000
MOST_LOGO_SIDE = 4000  # dots
MOST_FONT_BYTES = 3_000_000
MOST_TEXT = 20_000
LONGEST_WORDS = 200
KEYS = ("name", "accent", "logo", "logo_text", "serif", "sans")
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")
_NO_EMBEDDING = 0x0002  # OpenType OS/2 fsType: restricted licence
_BITMAP_ONLY = 0x0200
_NEEDED = "".join(map(chr, range(0x20, 0x7F))) + "£–—’‘“”•…§·ŵŷéü"

Find = Callable[[str], bytes | None]  # a file by its name beside the style's file; None where there is none


@dataclass(frozen=True, slots=True)
class HouseProblem:
    """One thing that is wrong: the line it stands in (from 1), what it is and what to write."""

    line: int
    message: str


@dataclass(slots=True)
class Reading:
    """What came of a file: a style, or problems."""

    house: House | None = None
    problems: list[HouseProblem] = field(default_factory=list)


def read_house(text: str, find: Find) -> Reading:
    """The style that the text describes; files it names are asked for from `find`."""
    if len(text) > MOST_TEXT:
        return Reading(None, [HouseProblem(1, f"The file is too long: write at most {MOST_TEXT} characters.")])
    try:
        tree = read_tree(text)
    except TreeError as error:
        return Reading(None, [HouseProblem(error.line, f"This is no YAML: {error.message}")])
    return _Reader(tree, find).read(text)


class _Reader:
    def __init__(self, tree: Node, find: Find) -> None:
        self.tree, self.find = tree, find
        self.problems: list[HouseProblem] = []
        self.files: dict[str, bytes] = {}

    def read(self, text: str) -> Reading:
        if self.tree.kind != "map":
            self._say(1, f'Write lines like “accent: "{layout.ACCENT}"”. Known are {_listed(KEYS)}.')
            return Reading(None, self.problems)
        self._unknown()
        made = House(self._words("name"), self._accent(), self._family("serif", SHIPPED[0]),
                     self._family("sans", SHIPPED[1]), self._logo())  # fmt: skip
        if made.sans.name == SHIPPED[0] and made.serif.name != SHIPPED[0]:
            line = next(entry.line for entry in self.tree.entries if entry.key == "sans")
            self._say(line, f"“sans” is {SHIPPED[0]} only where “serif” is too.")
        if self.problems:
            return Reading(None, sorted(self.problems, key=lambda each: each.line))
        source = pack_house(text, self.files)
        return Reading(House(made.name, made.accent, made.serif, made.sans, made.logo, source))

    def _say(self, line: int, message: str) -> None:
        self.problems.append(HouseProblem(line, message))

    def _unknown(self) -> None:
        seen: set[str] = set()
        for entry in self.tree.entries:
            if entry.key in seen:
                self._say(entry.line, f"“{entry.key}” stands here a second time: leave one of them out.")
            seen.add(entry.key)
            if entry.key not in KEYS:
                self._say(entry.line, f"“{entry.key}” is not known. Write one of {_listed(KEYS)}, or leave it out. "
                                      "Sizes, margins and numbering are the same for everyone.")  # fmt: skip

    def _entry(self, key: str) -> Entry | None:
        return next((entry for entry in self.tree.entries if entry.key == key), None)

    def _words(self, key: str) -> str:
        entry = self._entry(key)
        if entry is None:
            return ""
        if entry.value.kind != "text":
            self._say(entry.line, f"“{key}” is one line of text.")
            return ""
        words = entry.value.text.strip()
        if len(words) > LONGEST_WORDS or not words.isprintable():
            self._say(entry.line, f"“{key}” is one line of at most {LONGEST_WORDS} characters that can be printed.")
            return ""
        return words

    def _accent(self) -> str:
        entry, value = self._entry("accent"), self._words("accent")
        if entry is None or not value:
            return layout.ACCENT
        if not _COLOUR.fullmatch(value):
            self._say(entry.line, f"“accent” is a colour such as \"{layout.ACCENT}\": a number sign and six digits, "
                                  "in quotation marks.")  # fmt: skip
            return layout.ACCENT
        least = min(contrast(value, layout.WHITE), contrast(value, layout.TINT))
        if least < LEAST_CONTRAST:
            self._say(entry.line, f"{value} is too pale to be read: its contrast is {least:.1f} to 1 and must be at "
                                  f"least {LEAST_CONTRAST} to 1. Write a darker colour.")  # fmt: skip
            return layout.ACCENT
        return value.upper()

    def _logo(self) -> Logo | None:
        entry, name, says = self._entry("logo"), self._words("logo"), self._words("logo_text")
        if entry is None or not name:
            return None
        if not says:
            self._say(entry.line, "A logo needs its words for those who do not see it: write “logo_text: ” and the "
                                  "organisation's name.")  # fmt: skip
        data = self._file(name, entry.line, MOST_LOGO_BYTES)
        if data is None:
            return None
        if name.lower().endswith(".svg"):
            return self._vectors(data, name, entry.line, says)
        if name.lower().endswith(".png"):
            return self._dots(data, name, entry.line, says)
        self._say(entry.line, f"{name} is neither a PNG nor an SVG file: save the logo as one of these.")
        return None

    def _dots(self, data: bytes, name: str, line: int, says: str) -> Logo | None:
        try:
            with Image.open(io.BytesIO(data), formats=["PNG"]) as picture:
                wide, high = picture.size
                if max(wide, high) > MOST_LOGO_SIDE:
                    self._say(line, f"{name} has {wide} by {high} dots: save it with at most {MOST_LOGO_SIDE} a side.")
                    return None
                flat = Image.new("RGB", picture.size, "white")
                clear = picture.convert("RGBA")
                flat.paste(clear, mask=clear.getchannel("A"))
        except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
            self._say(line, f"{name} is no PNG that can be read: save the logo again as PNG.")
            return None
        out = io.BytesIO()
        flat.save(out, "PNG", compress_level=9)  # made anew: nothing but the dots goes on
        return Logo(says, fitted(wide, high), png=out.getvalue())

    def _vectors(self, data: bytes, name: str, line: int, says: str) -> Logo | None:
        try:
            drawing = read_svg(data)
        except SvgRefusedError as error:
            self._say(line, f"{name}: {error}")
            return None
        return Logo(says, fitted(drawing.width, drawing.height), drawing=drawing)

    def _file(self, name: str, line: int, most: int) -> bytes | None:
        path = PurePosixPath(name)
        if path.is_absolute() or ".." in path.parts or "\\" in name or ":" in name:
            self._say(line, f"{name}: write the name of a file that lies beside this one.")
            return None
        data = self.find(name)
        if data is None:
            self._say(line, f"{name} is not there: put it beside this file, or leave the line out.")
            return None
        if len(data) > most:
            self._say(line, f"{name} has {len(data) // 1000} kB: at most {most // 1000} kB can be taken.")
            return None
        self.files[name] = data
        return data

    def _family(self, key: str, own: str) -> Family:
        entry, name = self._entry(key), self._words(key)
        if entry is None or not name or name in SHIPPED:
            return Family(name or own)
        found = {cut: f"{name}/{cut}.ttf" for cut in CUTS}
        if self.find(found["Regular"]) is None:
            self._say(entry.line, f"“{key}” is {_listed(SHIPPED)}, or a folder beside this file with the cuts "
                                  f"{_listed([f'{cut}.ttf' for cut in CUTS])}; of these Regular.ttf must be there.")  # fmt: skip
            return Family(own)
        cuts: dict[str, bytes] = {}
        title = ""
        for cut, path in found.items():
            if self.find(path) is None:
                continue
            data = self._file(path, entry.line, MOST_FONT_BYTES)
            if data is not None and (said := self._cut(data, path, entry.line)):
                cuts[cut] = data
                title = title or said
        return Family(title, cuts) if "Regular" in cuts else Family(own)

    def _cut(self, data: bytes, path: str, line: int) -> str:
        """The family's name in a cut that can be used, else "" and a problem."""
        try:
            font = TTFontFile(io.BytesIO(data))
            font.seek_table("OS/2", 8)
            rights, drawn = int(font.read_ushort()), set(font.charToGlyph)
            title = _name(font.familyName)
        except (TTFError, KeyError, ValueError, struct.error, IndexError) as error:
            self._say(line, f"{path} is no font with TrueType curves that can be read ({error}).")
            return ""
        if rights & (_NO_EMBEDDING | _BITMAP_ONLY):
            self._say(line, f"The licence of {path} does not allow it to be put into documents: use another font.")
        elif missing := [char for char in _NEEDED if ord(char) not in drawn]:
            self._say(line, f"{path} cannot draw {' '.join(missing[:8])}: use a font that has all of them.")
        else:
            return title or "House"
        return ""


def _name(said: bytes | str) -> str:
    words = said.decode("latin-1") if isinstance(said, bytes) else str(said)
    return "".join(char for char in words if char.isalnum() or char in " -")[:60].strip()


def fitted(wide: float, high: float) -> tuple[float, float]:
    """Width and height in points of what has these proportions, within 60 by 20 mm."""
    scale = min(LOGO_WIDTH / max(wide, 0.01), LOGO_HEIGHT / max(high, 0.01))
    return wide * scale, high * scale


def _listed(words: tuple[str, ...] | list[str]) -> str:
    return ", ".join(words[:-1]) + f" or {words[-1]}"


def house_of(packed: bytes) -> House:
    """The style that was kept as `pack_house` packs it; nothing kept is the plain design."""
    if not packed:
        return PLAIN
    text, files = unpack_house(packed)
    reading = read_house(text, files.get)
    if reading.house is None:
        raise ValueError("a style that was kept has been read once before")
    return reading.house
