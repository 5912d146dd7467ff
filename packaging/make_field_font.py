"""Makes the cut that what is typed into a form is set in: `studio/documents/fonts/AgreementSans-Fields.ttf`.

Run once after `make_fonts.py`, in the same environment:

    /tmp/fonts/bin/python packaging/make_field_font.py

Why a cut of its own: nobody knows what will be typed, so the font must be inside the form whole, and small. It has the
letters that one-byte text in a field can name: those of Western Europe, Welsh, Polish, Romanian.
"""

from __future__ import annotations

from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

from studio.documents.pdf_field_font import LETTERS

FOLDER = Path(__file__).resolve().parent.parent / "studio" / "documents" / "fonts"
NAME = "AgreementSans-Fields"


def make() -> None:
    font = TTFont(FOLDER / "AgreementSans-Regular.ttf", recalcTimestamp=False)
    options = Options()
    options.layout_features = []
    options.hinting = False
    options.notdef_outline = True
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.drop_tables += ["GDEF", "GPOS", "GSUB", "DSIG"]
    cutter = Subsetter(options)
    cutter.populate(unicodes=[ord(letter) for letter in LETTERS.values()])
    cutter.subset(font)
    for record in font["name"].names:
        if record.nameID in (4, 6):
            record.string = NAME
    font.save(FOLDER / f"{NAME}.ttf")


if __name__ == "__main__":
    make()
