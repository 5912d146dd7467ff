"""The letters of a script of India in a DOCX: where names are written in it, the file carries them.

Arial and Times New Roman, which complex runs ask for, have Arabic and Hebrew everywhere, but Word and LibreOffice take
letters of India from other fonts of the machine, and a machine with LibreOffice often has none: it draws empty boxes.
Fonts inside a file are used only where they are asked for, so the styles ask for them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256

from studio.documents import fonts
from studio.documents.docx_parts import Part

_FALL_BACK = "Nirmala UI"  # what Word has for all these scripts
_SCRIPTS = {
    "Devanagari": re.compile("[\u0900-\u097f]"),
    "Bengali": re.compile("[\u0980-\u09ff]"),
    "Gurmukhi": re.compile("[\u0a00-\u0a7f]"),
    "Gujarati": re.compile("[\u0a80-\u0aff]"),
    "Tamil": re.compile("[\u0b80-\u0bff]"),
}
_ASKED = re.compile(r'w:cs="(?:Arial|Times New Roman)"')
_TEXTS = re.compile(r"word/(?:document|header\d|footer\d|comments)\.xml")


def with_script_fonts(parts: Sequence[Part]) -> list[Part]:
    """The parts with the font of the script of India that most letters are of; the very same where there is none.

    A second such script in one file is left to the machine's fonts.
    """
    script = _most(parts)
    if not script:
        return list(parts)
    family, data = f"Agreement {script}", (fonts.FOLDER / f"Agreement{script}-Regular.ttf").read_bytes()
    key = veil_key(data)
    font = (
        f'<w:font w:name="{family}"><w:altName w:val="{_FALL_BACK}"/><w:charset w:val="00"/><w:family w:val="swiss"/>'
        f'<w:pitch w:val="variable"/><w:embedRegular r:id="fontScript" w:fontKey="{key}"/></w:font>'
    )
    made = []
    for each in parts:
        words = each.data
        if each.name == "word/styles.xml":
            words = _ASKED.sub(f'w:cs="{family}"', words.decode()).encode()
        if each.name == "word/fontTable.xml":
            words = words.replace(b"</w:fonts>", f"{font}</w:fonts>".encode())
        made.append(replace(each, data=words))
    name = f"word/fonts/Agreement{script}-Regular.odttf"
    return [*made, Part(name, veiled(data, key), "", "font", "word/fontTable.xml", "fontScript")]


def _most(parts: Sequence[Part]) -> str:
    texts = [each.data.decode() for each in parts if _TEXTS.fullmatch(each.name)]
    counts = {script: sum(len(letters.findall(words)) for words in texts) for script, letters in _SCRIPTS.items()}
    script = max(counts, key=lambda each: counts[each])
    return script if counts[script] else ""


def veil_key(data: bytes) -> str:
    """The GUID with which a font's first bytes are veiled, made from its bytes so that files do not differ."""
    digits = sha256(data).hexdigest()[:32].upper()
    return f"{{{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-8{digits[17:20]}-{digits[20:]}}}"


def veiled(data: bytes, key: str) -> bytes:
    """The first 32 bytes mixed with the key read backwards (ECMA-376 part 4, 3.4.1)."""
    mask = bytes.fromhex(key.strip("{}").replace("-", ""))[::-1]
    return bytes(byte ^ mask[at % 16] for at, byte in enumerate(data[:32])) + data[32:]
