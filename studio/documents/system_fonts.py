"""Fonts of the system, for letters that no shipped face has.

The folders are searched in a fixed order, so that one machine always takes the same face; another machine may take
another. A face comes in only if it has TrueType outlines and its maker lets it be embedded (OS/2 fsType), and only for
letters, marks, digits and punctuation: pictures and private characters say something else on each machine.
"""

from __future__ import annotations

import functools
import os
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from studio.documents import shaping
from studio.documents.shaping import Source
from studio.errors import StudioError

_ENDINGS = frozenset({".ttf", ".ttc", ".otf"})
_KINDS = frozenset("LMNP")  # first letters of general categories


def folders() -> list[Path]:
    """Where this system keeps fonts, its own first; folders that do not exist are among them."""
    home = Path.home()
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA", str(home / "AppData" / "Local"))
        return [Path(os.environ.get("WINDIR", "C:/Windows")) / "Fonts", Path(local) / "Microsoft" / "Windows" / "Fonts"]
    if sys.platform == "darwin":
        return [Path("/System/Library/Fonts"), Path("/Library/Fonts"), home / "Library" / "Fonts"]
    data = os.environ.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share"
    own = Path(os.environ.get("XDG_DATA_HOME") or home / ".local" / "share")
    return [*(Path(part) / "fonts" for part in sorted(data.split(":")) if part), own / "fonts", home / ".fonts"]


@functools.lru_cache(maxsize=4096)
def find(char: str, weight: int) -> Source | None:
    """The usable face nearest in weight, upright before slanted, that draws the character.

    None if there is none or the character may not come from the system.
    """
    if unicodedata.category(char)[0] not in _KINDS:
        return None
    return next((source for source in _usable(weight) if ord(char) in shaping.covered(source)), None)


@functools.cache
def _usable(weight: int) -> tuple[Source, ...]:
    def far(source: Source) -> tuple[bool, int]:
        has, slanted = shaping.look(source)
        return slanted, abs(has - weight)

    return tuple(sorted((source for file in _files() for source in _faces(file)), key=far))


def _files() -> Iterator[Path]:
    for folder in folders():
        yield from sorted(file for file in folder.rglob("*") if file.suffix.lower() in _ENDINGS and file.is_file())


def _faces(file: Path) -> Iterator[Source]:
    """The faces of a file that can be drawn and may be embedded; a file that is no font has none."""
    try:
        for index in range(shaping.faces_in(file)):
            source = Source(file, index)
            if shaping.has_outlines(source) and shaping.may_be_embedded(source):
                yield source
    except (StudioError, OSError):
        return
