"""Write the cuts of our fonts that every DOCX carries, so that it looks the same where they are not installed.

Run `python packaging/make_word_fonts.py` after the fonts changed (`make_fonts.py`). A cut holds what English, Welsh,
Polish and the other Latin languages need, about 25 KB each in the file; names in other letters are shown in the
fall-back that the font table names. The licence (SIL OFL 1.1) and the fonts' own permission allow it: `fsType` is 0.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from uuid import UUID

ROOT = Path(__file__).parents[1]
SHIPPED = ROOT / "studio" / "documents" / "fonts"
FOLDER = ROOT / "studio" / "documents" / "docx_base" / "fonts"
# Latin with its extensions A and the Welsh letters, punctuation, currency, arrows and comparisons
LETTERS = (
    *range(0x20, 0x7F), *range(0xA0, 0x180), *range(0x218, 0x21C), *range(0x1E80, 0x1E86), 0x1EF2, 0x1EF3,
    *range(0x2010, 0x2040), 0x20AC, 0x2122, *range(0x2190, 0x2194), 0x2212, 0x2260, 0x2264, 0x2265, 0x2610, 0x2611,
)  # fmt: skip


@dataclass(frozen=True)
class Cut:
    """One cut: the shipped face, the family and weight as which Word knows it, the element of the font table."""

    face: str
    family: str
    style: str

    @property
    def file(self) -> str:
        return f"{self.family.replace(' ', '')}-{self.style}.odttf"

    @property
    def relation(self) -> str:
        return f"font{self.family.split()[-1]}{self.style}"

    @property
    def key(self) -> str:
        """The GUID with which its first bytes are veiled; made from its name, so that files do not differ."""
        return f"{{{str(UUID(bytes=sha256(self.file.encode()).digest()[:16], version=4)).upper()}}}"


CUTS = (
    Cut("AgreementSans-Regular", "Agreement Sans", "Regular"),
    Cut("AgreementSans-Bold", "Agreement Sans", "Bold"),
    Cut("AgreementSerif-Regular", "Agreement Serif", "Regular"),
    Cut("AgreementSerif-SemiBold", "Agreement Serif", "Bold"),
)


def veiled(font: bytes, key: str) -> bytes:
    """The first 32 bytes mixed with the key read backwards (ECMA-376 part 4, 3.4.1); the same again unveils."""
    mask = bytes.fromhex(key.strip("{}").replace("-", ""))[::-1]
    return bytes(byte ^ mask[at % 16] for at, byte in enumerate(font[:32])) + font[32:]


def make(cut: Cut) -> bytes:
    """The font with the letters of `LETTERS` alone, named as a member of its family."""
    from fontTools import subset
    from fontTools.ttLib import TTFont

    font = TTFont(SHIPPED / f"{cut.face}.ttf", recalcTimestamp=False)
    if font["OS/2"].fsType:
        raise SystemExit(f"{cut.face} may not be embedded.")
    options = subset.Options(hinting=False, notdef_outline=True, name_IDs=["*"])
    options.layout_features = ["kern", "mark", "mkmk", "ccmp"]
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=LETTERS)
    cutter.subset(font)
    bold = cut.style == "Bold"
    full = f"{cut.family} {cut.style}".removesuffix(" Regular")
    for number, words in ((1, cut.family), (2, cut.style), (4, full), (6, cut.file.removesuffix(".odttf"))):
        font["name"].setName(words, number, 3, 1, 0x409)
    for number in (16, 17):
        font["name"].removeNames(nameID=number)
    font["OS/2"].fsSelection = (font["OS/2"].fsSelection & ~0x61) | (0x20 if bold else 0x40)
    font["OS/2"].usWeightClass = 700 if bold else 400
    font["head"].macStyle = 1 if bold else 0
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for cut in CUTS:
        made = make(cut)
        (FOLDER / cut.file).write_bytes(veiled(made, cut.key))
        print(f"{cut.file}: {len(made)} bytes")


if __name__ == "__main__":
    main()
