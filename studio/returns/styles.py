"""What a paragraph's style and numbering come to: names, effective list level, bold."""

from __future__ import annotations

from dataclasses import dataclass

from studio.returns.ooxml import Element, attr, child, name_of, on, whole
from studio.returns.paragraphs import Look


@dataclass(frozen=True, slots=True)
class _Style:
    name: str
    based_on: str
    level: int | None  # list level that the style itself gives
    numbered: bool | None  # None: says nothing
    bold: bool | None


class Styles:
    """The styles part, looked up by id. A file without one has no styles, and that is no error."""

    def __init__(self, root: Element | None) -> None:
        self._styles: dict[str, _Style] = {}
        self._default = ""
        for item in root if root is not None else ():
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

    def bold(self, run: Element | None, paragraph_style: str) -> bool:
        """Whether words with these run properties are bold (toggle properties: ECMA-376 17.7.3)."""
        own = child(run, "w:b")
        if own is not None:
            return on(own)
        style = child(run, "w:rStyle")
        by_run = self._bold(attr(style, "w:val")) if style is not None else False
        return by_run != self._bold(paragraph_style)

    def style_id(self, properties: Element | None) -> str:
        style = child(properties, "w:pStyle")
        return attr(style, "w:val") if style is not None else self._default

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

    def _bold(self, style_id: str) -> bool:
        return next((style.bold for style in self._chain(style_id) if style.bold is not None), False)


def _read_style(item: Element) -> _Style:
    name, based = child(item, "w:name"), child(item, "w:basedOn")
    numbering = child(child(item, "w:pPr"), "w:numPr")
    number, ilvl = child(numbering, "w:numId"), child(numbering, "w:ilvl")
    bold = child(child(item, "w:rPr"), "w:b")
    return _Style(
        (attr(name, "w:val") if name is not None else attr(item, "w:styleId")).casefold(),
        attr(based, "w:val") if based is not None else "",
        whole(attr(ilvl, "w:val")) if ilvl is not None else (0 if number is not None else None),
        attr(number, "w:val") != "0" if number is not None else None,
        on(bold) if bold is not None else None,
    )
