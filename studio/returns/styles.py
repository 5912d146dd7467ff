"""What a paragraph's style and numbering come to: names, effective list level, how words look."""

from __future__ import annotations

from dataclasses import dataclass

from studio.returns.lettering import Lettering, lettering_said
from studio.returns.looks import TOGGLES, Said, said_of
from studio.returns.ooxml import Element, attr, child, name_of, on, whole
from studio.returns.paragraphs import Format, Look


@dataclass(frozen=True, slots=True)
class _Style:
    name: str
    based_on: str
    level: int | None  # list level that the style itself gives
    numbered: bool | None  # None: says nothing
    breaks: bool | None  # a page begins before it; None: says nothing
    said: Said  # of how words look
    lettering: Lettering


class Styles:
    """The styles part, looked up by id. A file without one has no styles, and that is no error."""

    def __init__(self, root: Element | None) -> None:
        self._styles: dict[str, _Style] = {}
        self._formats: dict[str, Said] = {}
        self._default = ""
        self._defaults: Said = {}
        self._lettering = Lettering()
        for item in root if root is not None else ():
            if name_of(item) == "w:docDefaults":
                self._defaults = said_of(child(child(item, "w:rPrDefault"), "w:rPr"))
                self._lettering = lettering_said(child(child(item, "w:rPrDefault"), "w:rPr"))
            if name_of(item) != "w:style":
                continue
            style_id = attr(item, "w:styleId")
            self._styles[style_id] = _read_style(item)
            if attr(item, "w:type") == "paragraph" and attr(item, "w:default") in {"1", "true", "on"}:
                self._default = style_id

    def look(self, properties: Element | None) -> Look:
        """Style name and effective level that `w:pPr` comes to."""
        style = child(properties, "w:pStyle")
        style_id = attr(style, "w:val") if style is not None else self._default
        numbering = child(properties, "w:numPr")
        level, numbered = self._level(style_id)
        if numbering is not None:
            number, ilvl = child(numbering, "w:numId"), child(numbering, "w:ilvl")
            if number is not None:
                numbered = attr(number, "w:val") != "0"
            if ilvl is not None:
                level = whole(attr(ilvl, "w:val"), 0)
        known = self._styles.get(style_id)
        return Look(known.name if known else style_id, (level or 0) if numbered else None)

    def format(self, run: Element | None, paragraph_style: str) -> Format:
        """How words with these run properties look: their own, else by their styles (ECMA-376 17.7.2, 17.7.3)."""
        style = child(run, "w:rStyle")
        by_run = self._said(attr(style, "w:val")) if style is not None else {}
        by_paragraph = self._said(paragraph_style)
        said = {**self._defaults, **by_paragraph, **by_run}
        for toggle in TOGGLES:  # in both styles they cancel each other
            if by_run.get(toggle) and by_paragraph.get(toggle):
                said[toggle] = False
        return Format(**{**said, **said_of(run)})  # type: ignore[arg-type]

    def style_id(self, properties: Element | None) -> str:
        style = child(properties, "w:pStyle")
        return attr(style, "w:val") if style is not None else self._default

    def lettering(self, run: Element | None, paragraph_style: str) -> Lettering:
        """Font and size of words with these run properties: their own, else by their styles (17.7.2)."""
        style = child(run, "w:rStyle")
        chain = (self._chain(attr(style, "w:val")) if style is not None else []) + self._chain(paragraph_style)
        found = lettering_said(run)
        for each in chain:
            found = found.over(each.lettering)
        return found.over(self._lettering)

    def breaks(self, properties: Element | None) -> bool:
        """Whether a page begins before a paragraph with that `w:pPr` (17.3.1.23)."""
        said = breaks_page(properties)
        if said is None:
            chain = self._chain(self.style_id(properties))
            said = next((style.breaks for style in chain if style.breaks is not None), False)
        return said

    def _chain(self, style_id: str) -> list[_Style]:
        chain: list[_Style] = []
        seen: set[str] = set()
        while style_id in self._styles and style_id not in seen:
            seen.add(style_id)
            chain.append(self._styles[style_id])
            style_id = chain[-1].based_on
        return chain

    def _level(self, style_id: str) -> tuple[int | None, bool]:
        chain = self._chain(style_id)
        level = next((style.level for style in chain if style.level is not None), None)
        return level, next((style.numbered for style in chain if style.numbered is not None), False)

    def _said(self, style_id: str) -> Said:
        """What a style says with all that it is based on."""
        if style_id not in self._formats:
            said: Said = {}
            for style in reversed(self._chain(style_id)):
                said |= style.said
            self._formats[style_id] = said
        return self._formats[style_id]


def breaks_page(properties: Element | None) -> bool | None:
    """What `w:pPr` itself says of a page that begins before it; None: nothing."""
    found = child(properties, "w:pageBreakBefore")
    return None if found is None else on(found)


def _read_style(item: Element) -> _Style:
    name, based = child(item, "w:name"), child(item, "w:basedOn")
    numbering = child(child(item, "w:pPr"), "w:numPr")
    number, ilvl = child(numbering, "w:numId"), child(numbering, "w:ilvl")
    return _Style(
        (attr(name, "w:val") if name is not None else attr(item, "w:styleId")).casefold(),
        attr(based, "w:val") if based is not None else "",
        whole(attr(ilvl, "w:val")) if ilvl is not None else (0 if number is not None else None),
        attr(number, "w:val") != "0" if number is not None else None,
        breaks_page(child(item, "w:pPr")),
        said_of(child(item, "w:rPr")),
        lettering_said(child(item, "w:rPr")),
    )
