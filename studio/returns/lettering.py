"""Font and size of words beside the rest of their own paragraph: office programs rewrite those of whole texts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from studio.returns.ooxml import Element, attr, child, whole
from studio.returns.paragraphs import Paragraph


class Lettering(NamedTuple):
    """Font and size in half points, as far as something says them: "" and None where nothing does.

    A font of the theme (17.3.2.26) is named by its place there, with a star before it, and is compared with no other.
    """

    font: str = ""
    size: int | None = None

    def over(self, other: Lettering) -> Lettering:
        """What these properties come to where `other` holds what they say nothing of."""
        return Lettering(self.font or other.font, other.size if self.size is None else self.size)


def lettering_said(properties: Element | None) -> Lettering:
    """What `w:rPr` itself says (17.3.2.26, 17.3.2.38)."""
    size = child(properties, "w:sz")
    return Lettering(font_said(properties), None if size is None else whole(attr(size, "w:val")))


def font_said(properties: Element | None) -> str:
    """The font that `w:rPr` itself says."""
    fonts = child(properties, "w:rFonts")
    if fonts is None:
        return ""
    theme = attr(fonts, "w:asciiTheme")
    return f"*{theme}" if theme else attr(fonts, "w:ascii").casefold()


def odd_letters(group: Sequence[Paragraph]) -> tuple[tuple[int, str], ...]:
    """Numbers of letters, as sent, and how they stand out from the rest of their paragraph: "larger", "in another font";
    "" for most. Empty where all are alike."""
    if not any(paragraph.beside and paragraph.beside.letterings for paragraph in group):
        return ()
    found: list[tuple[str, Lettering]] = []
    for paragraph in group:
        own = (
            {n: look for first, end, look in paragraph.beside.letterings for n in range(first, end)}
            if paragraph.beside
            else {}
        )
        for number, piece in enumerate(paragraph.pieces):
            if piece.text and piece.in_("rejected"):
                tracked = piece.reformat is not None or piece.format.raised
                look = paragraph.lettering if tracked else own.get(number, paragraph.lettering)
                found.append((piece.text, Lettering(*look)))
    sizes: Counter[Lettering] = Counter()
    for text, look in found:
        sizes[look] += len(text.strip())
    most = max(sizes, key=lambda look: sizes[look])
    return tuple((len(text), _beside_the_rest(look, most)) for text, look in found) if len(sizes) > 1 else ()


def _beside_the_rest(look: Lettering, most: Lettering) -> str:
    told = []
    if look.size and most.size and look.size != most.size:
        told.append("larger" if look.size > most.size else "smaller")
    if look.font and most.font and look.font != most.font and "*" not in look.font[:1] + most.font[:1]:
        told.append("in another font")
    return ", ".join(told)
