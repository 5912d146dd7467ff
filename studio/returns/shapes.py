"""Properties elements by their shape: the same few come thousands of times in a file, so each is judged once."""

from __future__ import annotations

from dataclasses import dataclass

from studio.returns.lettering import Lettering, font_said
from studio.returns.ooxml import Element, children_of, clark, name_of
from studio.returns.paragraphs import Format, Look
from studio.returns.styles import Styles

_REVISIONS = frozenset(
    {"w:ins", "w:del", "w:moveFrom", "w:moveTo", "w14:conflictIns", "w14:conflictDel", "w:cellIns", "w:cellDel",
     "w:cellMerge", "w:numberingChange", "w:sectPr"}
)  # fmt: skip
_LETTERED = frozenset({"w:rFonts", "w:sz", "w:rStyle"})
_VAL = clark("w:val")
_LOOKS = frozenset({"w:b", "w:i", "w:u", "w:strike", "w:dstrike", "w:vanish", "w:highlight", "w:color", "w:vertAlign", "w:rStyle",
                    "w:pStyle", "w:ilvl", "w:numId", "w:pageBreakBefore",
                    "w:sz"})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shape:
    """What the names of an element and of all below it tell, whatever their values."""

    unknown: tuple[tuple[str, str], ...]  # element and reason, for the list of what was not read
    revised: bool  # a revision stands in it
    lettered: bool  # something in it may say a font or a size
    telling: tuple[int, ...]  # places, in document order, of the elements whose values the reader looks at


class Shapes:
    """Remembers the shapes of one file, and what they come to with the values that they hold."""

    def __init__(self, styles: Styles) -> None:
        self.styles = styles
        self._shapes: dict[tuple[object, ...], Shape] = {}
        self._looks: dict[tuple[object, ...], tuple[Look, str, bool]] = {}
        self._formats: dict[tuple[object, ...], Format] = {}
        self._letterings: dict[tuple[object, ...], Lettering] = {}
        self.plain = styles.look(None), styles.style_id(None), styles.breaks(None)  # of a paragraph without properties

    def of(self, element: Element) -> tuple[Shape, tuple[str, ...]]:
        """The element's shape, and the values (`w:val`) at its telling places."""
        inside = list(element.iter())
        key: tuple[object, ...] = tuple([each.tag for each in inside])
        if len(element) + 1 < len(inside):  # not all are children: the numbers of children tell the trees apart
            key += tuple([len(each) for each in inside])
        shape = self._shapes.get(key)
        if shape is None:
            shape = self._shapes[key] = _judged(inside)
        return shape, tuple([inside[place].get(_VAL, "1") for place in shape.telling])

    def look(self, properties: Element, shape: Shape, values: tuple[str, ...]) -> tuple[Look, str, bool]:
        """Look, style id and whether a page begins before it: what `w:pPr` of this shape comes to."""
        key = (id(shape), values)
        if key not in self._looks:
            self._looks[key] = (
                self.styles.look(properties),
                self.styles.style_id(properties),
                self.styles.breaks(properties),
            )
        return self._looks[key]

    def format_of_style(self, paragraph_style: str) -> Format:
        """How words without properties of their own look."""
        key = (paragraph_style,)
        if key not in self._formats:
            self._formats[key] = self.styles.format(None, paragraph_style)
        return self._formats[key]

    def format(self, properties: Element, shape: Shape, values: tuple[str, ...], paragraph_style: str) -> Format:
        """How words with `w:rPr` of this shape look."""
        key = (id(shape), values, paragraph_style)
        if key not in self._formats:
            self._formats[key] = self.styles.format(properties, paragraph_style)
        return self._formats[key]

    def lettering(
        self, properties: Element | None, shape: Shape | None, values: tuple[str, ...], paragraph_style: str
    ) -> Lettering:
        """Font and size of words with `w:rPr` of this shape; of words without one of their own where there is none."""
        said = font_said(properties) if shape is not None else ""
        key = (id(shape), values, said, paragraph_style)
        if key not in self._letterings:
            self._letterings[key] = self.styles.lettering(properties, paragraph_style)
        return self._letterings[key]


def _judged(inside: list[Element]) -> Shape:
    names = [name_of(each) for each in inside]
    return Shape(
        tuple(unknown_below(inside[0])),
        any(name in _REVISIONS or name.endswith("Change") for name in names),
        any(name in _LETTERED for name in names),
        tuple(place for place, name in enumerate(names) if name in _LOOKS),
    )


def unknown_below(parent: Element) -> list[tuple[str, str]]:
    """What the reader does not know at its place; nothing below it is looked at."""
    known = children_of(str(parent.tag))
    found: list[tuple[str, str]] = []
    for item in parent:
        name = name_of(item)
        if name and item.tag not in known:
            found.append(unknown_in(name_of(parent), item))
        elif name:
            found += unknown_below(item)
    return found


def unknown_in(parent: str, item: Element) -> tuple[str, str]:
    """Name and reason for an element that the reader does not know at its place."""
    words = "; its words were not read" if "".join(map(str, item.itertext())).strip() else ""
    return name_of(item), f"not known inside {parent}{words}"
