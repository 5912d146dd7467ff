"""Runs of other scripts in a DOCX: which words run from right to left, which take the font for complex scripts.

Word asks each run (ECMA-376 part 1, 17.3.2.30 `rtl` and 17.3.2.7 `cs`) and not the letters alone.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from studio.documents import bidi

RIGHT_TO_LEFT = "<w:rtl/>"
COMPLEX = "<w:cs/>"
# Blocks whose letters Word takes for complex: Hebrew to Arabic, the scripts of India and Sri Lanka, Thai to Khmer.
_COMPLEX = re.compile("[\u0590-\u08ff\u0900-\u109f\u1780-\u17ff\u1cd0-\u1cff\ua8e0-\ua8ff\ufb1d-\ufdff\ufe70-\ufefc]")
_LANGUAGES = frozenset({"ar", "dv", "fa", "he", "ku", "ps", "sd", "ug", "ur", "yi"})


def is_plain(words: str) -> bool:
    """Whether nothing in the words needs this module."""
    return words.isascii() or not (_COMPLEX.search(words) or bidi.runs_backwards(words))


def stretches(words: str) -> Iterator[tuple[str, str]]:
    """The words in stretches, each with the property of its run: right to left, complex, or none.

    Words that start from right to left keep their signs and numbers in that direction; in others only what stands
    between two right-to-left letters has it.
    """
    kinds = _turned(words)
    start = 0
    for at in range(1, len(words) + 1):
        if at == len(words) or kinds[at] != kinds[start]:
            yield words[start:at], kinds[start]
            start = at


def _turned(words: str) -> list[str]:
    letters = [unicodedata.bidirectional(char) for char in words]
    turned = bidi.starts_right(words)
    kinds = [RIGHT_TO_LEFT if turned else ""] * len(words)
    strong = [at for at, kind in enumerate(letters) if kind in {"L", "R", "AL"}]
    for here, after in zip(strong, [*strong[1:], len(words)], strict=True):
        right = letters[here] != "L"
        same = after < len(words) and (letters[after] != "L") == right
        between = range(here, after) if same else range(here, here + 1)
        for at in between:
            kinds[at] = RIGHT_TO_LEFT if right else ""
    return [kind or (COMPLEX if _is_complex(words, at) else "") for at, kind in enumerate(kinds)]


def _is_complex(words: str, at: int) -> bool:
    """A letter of a complex script, or a joiner or space between two of them."""
    if _COMPLEX.match(words[at]):
        return True
    inside = words[at] in " \u200c\u200d" and 0 < at < len(words) - 1
    return inside and bool(_COMPLEX.match(words[at - 1]) and _COMPLEX.match(words[at + 1]))


def with_property(properties: str, added: str) -> str:
    """The inside of `w:rPr` with one more property at its place: behind the style, before language and changes."""
    style = re.match(r"<w:rStyle [^>]*/>", properties)
    at = style.end() if style else 0
    return properties[:at] + added + properties[at:]


def right_to_left(languages: Sequence[str]) -> bool:
    """Whether a paragraph in these languages (BCP 47) runs from right to left."""
    return bool(languages) and all(language.split("-")[0].lower() in _LANGUAGES for language in languages)
