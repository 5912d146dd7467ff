"""The font of what is typed into a form: one byte a letter, wholly embedded, as viewers set it themselves.

ISO 19005-2, 6.2.11.6: a TrueType font whose encoding differs from WinAnsi names its letters by the Adobe Glyph List and
has a Unicode cmap. Codes that WinAnsi leaves free carry Welsh, Polish and Romanian letters.
"""

from __future__ import annotations

import pikepdf
from pikepdf import Array, Dictionary, Name

from studio.documents import fonts

FACE = "AgreementSans-Fields"
RESOURCE = "/AgFields"
NONSYMBOLIC = 32  # ISO 32000-1, table 123
_MARKS = {"circumflex": "ŴŵŶŷ", "grave": "ẀẁỲỳ", "acute": "ẂẃĆćŃńŚśŹź", "dieresis": "Ẅẅ", "ogonek": "ĄąĘę",
          "slash": "Łł", "dotaccent": "Żż", "breve": "Ăă", "commaaccent": "ȘșȚț"}  # fmt: skip
_PLAIN = str.maketrans("ŴŵŶŷẀẁỲỳẂẃĆćŃńŚśŹźẄẅĄąĘęŁłŻżĂăȘșȚț", "WwYyWwYyWwCcNnSsZzWwAaEeLlZzAaSsTt")
_FREE = (*range(1, 9), 11, 12, *range(14, 32), 127, 129, 141, 143, 144, 157)  # tab and line ends stay what they are


def _further() -> dict[str, str]:
    """Letters beyond WinAnsi with their names in the Adobe Glyph List."""
    return {letter: letter.translate(_PLAIN) + mark for mark, letters in _MARKS.items() for letter in letters}


def _letters() -> dict[int, str]:
    known = {code: bytes([code]).decode("cp1252") for code in range(32, 256) if code not in _FREE}
    return known | dict(zip(_FREE, _further(), strict=False))


LETTERS = _letters()  # code -> letter


def field_font(pdf: pikepdf.Pdf) -> pikepdf.Object:
    """The font as an object of the file, whole."""
    face = fonts.face(FACE).face
    data = (fonts.FOLDER / f"{FACE}.ttf").read_bytes()
    file = pdf.make_stream(data)
    file.Length1 = len(data)
    described = pdf.make_indirect(
        Dictionary(Type=Name.FontDescriptor, FontName=Name("/" + FACE), Flags=NONSYMBOLIC, ItalicAngle=0,
                   FontBBox=Array([round(edge) for edge in face.bbox]), Ascent=round(face.ascent),
                   Descent=round(face.descent), CapHeight=round(face.capHeight), StemV=80, FontFile2=file)
    )  # fmt: skip
    widths = [round(face.charWidths.get(ord(LETTERS[code]), 0)) if code in LETTERS else 0 for code in range(1, 256)]
    return pdf.make_indirect(
        Dictionary(Type=Name.Font, Subtype=Name.TrueType, BaseFont=Name("/" + FACE), FirstChar=1, LastChar=255,
                   Widths=Array(widths), FontDescriptor=described, Encoding=_encoding(),
                   ToUnicode=pdf.make_stream(_to_unicode()))
    )  # fmt: skip


def _encoding() -> pikepdf.Object:
    names = _further()
    differences = Array()
    for code, letter in zip(_FREE, names, strict=False):
        differences.extend([code, Name("/" + names[letter])])
    return Dictionary(Type=Name.Encoding, BaseEncoding=Name.WinAnsiEncoding, Differences=differences)


def _to_unicode() -> bytes:
    lines = [f"<{code:02X}> <{ord(letter):04X}>" for code, letter in sorted(LETTERS.items())]
    blocks = [lines[start : start + 100] for start in range(0, len(lines), 100)]
    body = "\n".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks)
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CMapName /Adobe-Identity-UCS def\n"
        "/CMapType 2 def\n1 begincodespacerange\n<00> <FF>\nendcodespacerange\n"
        f"{body}\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
    ).encode()
