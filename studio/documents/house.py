"""House style of the lead organisation: its logo, its colour, its letters. It changes no size, measure or number.

The style that applies is that of `with using(house):`, so that measuring and drawing agree on the letters.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any

from studio.documents import layout
from studio.documents.diagram import Drawing, Shape, Stroke, Words

LOGO_WIDTH, LOGO_HEIGHT = 60 * layout.MM, 20 * layout.MM
LEAST_CONTRAST = 4.5  # WCAG 2.2, success criterion 1.4.3
CUTS = ("Regular", "Italic", "SemiBold", "Bold")
_ROLES = {  # shipped face -> family and cut that takes its place
    "AgreementSerif-Regular": ("serif", "Regular"),
    "AgreementSerif-Italic": ("serif", "Italic"),
    "AgreementSerif-SemiBold": ("serif", "SemiBold"),
    "AgreementSerif-Bold": ("serif", "Bold"),
    "AgreementSerif-DisplayMedium": ("serif", "SemiBold"),
    "AgreementSans-Regular": ("sans", "Regular"),
    "AgreementSans-Italic": ("sans", "Italic"),
    "AgreementSans-SemiBold": ("sans", "SemiBold"),
    "AgreementSans-Bold": ("sans", "Bold"),
    "AgreementSansSC-SemiBold": ("sans", "SemiBold"),
}
SHIPPED = ("Agreement Serif", "Agreement Sans")


@dataclass(frozen=True, slots=True)
class Family:
    """A family of letters: its name and, where it is not a shipped one, its cuts as TrueType files."""

    name: str
    cuts: Mapping[str, bytes] = field(default_factory=dict)

    def face(self, cut: str) -> str:
        """Name under which this cut is drawn; a cut that is missing is stood in for by the nearest."""
        if not self.cuts:
            return f"{self.name.replace(' ', '')}-{cut}"
        nearest = {"SemiBold": ("SemiBold", "Bold"), "Bold": ("Bold", "SemiBold")}.get(cut, (cut,))
        have = next((each for each in (*nearest, "Regular") if each in self.cuts), "Regular")
        return f"House{sha256(self.cuts[have]).hexdigest()[:12]}-{have}"

    def data(self, face: str) -> bytes | None:
        """The TrueType file of a face that this family has."""
        return next((self.cuts[cut] for cut in self.cuts if self.face(cut) == face), None)


@dataclass(frozen=True, slots=True)
class Logo:
    """A picture for the title page, as dots (`png`) or as shapes (`drawing`); `alt` says the same in words."""

    alt: str
    size: tuple[float, float]  # points, within 60 × 20 mm
    png: bytes = b""
    drawing: Drawing | None = None


@dataclass(frozen=True, slots=True)
class House:
    """What a house style changes. `SERIF` and `SANS` stand for the families of the design."""

    name: str = ""
    accent: str = layout.ACCENT
    serif: Family = Family(SHIPPED[0])
    sans: Family = Family(SHIPPED[1])
    logo: Logo | None = None
    source: bytes = b""  # the packed files it was read from, as `pack_house` makes them

    def face(self, name: str) -> str:
        """The face that is drawn where the design says `name`."""
        if name not in _ROLES:
            return name
        role, cut = _ROLES[name]
        family = self.serif if role == "serif" else self.sans
        own = SHIPPED[0] if role == "serif" else SHIPPED[1]
        return name if family.name == own and not family.cuts else family.face(cut)

    def data(self, face: str) -> bytes | None:
        """The TrueType file of a face of the house's own; None for a shipped one."""
        return self.serif.data(face) or self.sans.data(face)

    def ink(self, colour: str) -> str:
        """The colour that is drawn where the design says `colour`."""
        return self.accent if colour == layout.ACCENT else colour

    def drawing(self, drawing: Drawing) -> Drawing:
        """The picture in the house's colour; its letters and measures stay."""
        if self.accent == layout.ACCENT:
            return drawing
        return replace(drawing, shapes=tuple(self._shape(shape) for shape in drawing.shapes))

    def _shape(self, shape: Shape) -> Shape:
        if isinstance(shape, Stroke | Words):
            return replace(shape, ink=self.ink(shape.ink))
        return replace(shape, fill=self.ink(shape.fill), stroke=self.ink(shape.stroke))

    def pictures(self, pictures: Mapping[str, Drawing]) -> Mapping[str, Drawing]:
        return {name: self.drawing(drawing) for name, drawing in pictures.items()}


PLAIN = House()
_current: ContextVar[House] = ContextVar("house", default=PLAIN)


def current() -> House:
    """The house style that is being drawn."""
    return _current.get()


@contextmanager
def letters_as_measured() -> Iterator[None]:
    """Inside, the design's own letters are drawn: pictures are measured in them."""
    with using(replace(current(), serif=PLAIN.serif, sans=PLAIN.sans)):
        yield


@contextmanager
def using(house: House) -> Iterator[None]:
    """Inside, measuring and drawing follow this style."""
    token = _current.set(house)
    try:
        yield
    finally:
        _current.reset(token)


def contrast(one: str, two: str) -> float:
    """Contrast ratio of two colours `#RRGGBB` (WCAG 2.2, relative luminance)."""
    lighter, darker = sorted((_luminance(one), _luminance(two)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def pack_house(text: str, files: Mapping[str, bytes]) -> bytes:
    """The style's text and the files it names as one value to keep; the same input gives the same bytes."""
    held = {name: base64.b64encode(files[name]).decode() for name in sorted(files)}
    return json.dumps({"style": text, "files": held}, ensure_ascii=False).encode()


def unpack_house(data: bytes) -> tuple[str, dict[str, bytes]]:
    """The text and the files that `pack_house` was given."""
    held: dict[str, Any] = json.loads(data)
    return held["style"], {name: base64.b64decode(value) for name, value in held["files"].items()}
