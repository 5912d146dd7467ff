"""What a paragraph is by its style: the style's name and the list level, however the file says it.

Office programs rename style ids and repeat a style's numbering on each paragraph, so ids and XML are not compared.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from studio.documents.docx_tree import Element, local, parse, w

_UNSAID = -1
_SEEN = frozenset({"b", "i", "u", "strike", "dstrike", "caps", "smallCaps", "highlight", "vertAlign", "vanish"})
# LibreOffice's own names for styles of Word
_OFFICE_NAMES = {
    "contentsheading": "tocheading",
    **{f"contents{level}": f"toc{level}" for level in range(1, 10)},
    "caption1": "caption",
    "textbody": "bodytext",
}
_DEEPEST = 20  # styles based on each other; a circle ends here


@dataclass(frozen=True, slots=True)
class StyleBook:
    """The paragraph and character styles of one file by id."""

    styles: dict[str, Element] = field(default_factory=dict)
    default: str = ""

    @classmethod
    def of(cls, parts: dict[str, bytes]) -> StyleBook:
        """Of a package; empty where it has no styles."""
        blob = parts.get("word/styles.xml")
        if blob is None:
            return cls()
        styles, default = {}, ""
        for style in parse(blob).iterchildren(w("style")):
            if style.get(w("type")) in {"paragraph", "character"}:
                styles[style.get(w("styleId"), "")] = style
                if style.get(w("type")) == "paragraph" and style.get(w("default")) in {"1", "true", "on"}:
                    default = style.get(w("styleId"), "")
        return cls(styles, default)

    def look(self, properties: Element) -> tuple[str, int | None]:
        """Name of the style (small letters, without blanks) and list level, None outside lists."""
        style = properties.find(w("pStyle"))
        style_id = style.get(w("val"), "") if style is not None else self.default
        level = _level(properties)
        return self._name(style_id), self._level(style_id) if level == _UNSAID else level

    def _name(self, style_id: str) -> str:
        style = self.styles.get(style_id)
        found = style.find(w("name")) if style is not None else None
        said = found.get(w("val"), style_id) if found is not None else style_id
        name = "".join(said.lower().split())
        return _OFFICE_NAMES.get(name, name)

    def letters(self, properties: Element | None) -> tuple[str, ...]:
        """What a reader sees of a run's properties: bold, italic, underlined …, by itself or by its character style."""
        found: dict[str, str] = {}
        style = properties.find(w("rStyle")) if properties is not None else None
        named = self.styles.get(style.get(w("val"), "")) if style is not None else None
        for holder in (named.find(w("rPr")) if named is not None else None, properties):
            for child in holder if holder is not None else ():
                if local(child) in _SEEN:
                    found[local(child)] = child.get(w("val"), "1")
        return tuple(sorted(name for name, value in found.items() if value not in {"0", "false", "off", "none"}))

    def _level(self, style_id: str) -> int | None:
        for _ in range(_DEEPEST):
            style = self.styles.get(style_id)
            if style is None:
                return None
            properties = style.find(w("pPr"))
            level = _level(properties) if properties is not None else _UNSAID
            if level != _UNSAID:
                return level
            based = style.find(w("basedOn"))
            style_id = based.get(w("val"), "") if based is not None else ""
        return None


def _level(properties: Element) -> int | None:
    """The level that these properties say themselves; None if they say that there is no list."""
    numbering = properties.find(w("numPr"))
    if numbering is None:
        return _UNSAID
    number, level = numbering.find(w("numId")), numbering.find(w("ilvl"))
    if number is not None and number.get(w("val")) == "0":
        return None
    said = level.get(w("val"), "0") if level is not None else "0"
    return int(said) if said.isdecimal() else 0
