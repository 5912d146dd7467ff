"""Properties elements by their shape: the same few come thousands of times in a file, so each is judged once."""

from __future__ import annotations

from dataclasses import dataclass

from studio.returns.ooxml import Element, children_of, clark, name_of
from studio.returns.paragraphs import Look
from studio.returns.styles import Styles

_REVISIONS = frozenset(
    {"w:ins", "w:del", "w:moveFrom", "w:moveTo", "w14:conflictIns", "w14:conflictDel", "w:cellIns", "w:cellDel",
     "w:cellMerge", "w:numberingChange", "w:sectPr"}
)  # fmt: skip
_VAL = clark("w:val")
_LOOKS = frozenset({"w:b", "w:rStyle", "w:pStyle", "w:ilvl", "w:numId"})


@dataclass(frozen=True, slots=True)
class Shape:
    """What the names of an element and of all below it tell, whatever their values."""

    unknown: tuple[tuple[str, str], ...]  # element and reason, for the list of what was not read
    revised: bool  # a revision stands in it
    telling: tuple[int, ...]  # places, in document order, of the elements whose values the reader looks at


class Shapes:
    """Remembers the shapes of one file, and what they come to with the values that they hold."""

    def __init__(self, styles: Styles) -> None:
        self.styles = styles
        self._shapes: dict[tuple[object, ...], Shape] = {}
        self._looks: dict[tuple[object, ...], tuple[Look, str]] = {}
        self._bold: dict[tuple[object, ...], bool] = {}
        self.plain = styles.look(None), styles.style_id(None)  # of a paragraph without properties

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

    def look(self, properties: Element, shape: Shape, values: tuple[str, ...]) -> tuple[Look, str]:
        """Look and style id that `w:pPr` of this shape comes to."""
        key = (id(shape), values)
        if key not in self._looks:
            self._looks[key] = self.styles.look(properties), self.styles.style_id(properties)
        return self._looks[key]

    def bold_style(self, paragraph_style: str) -> bool:
        """Whether words without properties of their own are bold."""
        key = (paragraph_style,)
        if key not in self._bold:
            self._bold[key] = self.styles.bold(None, paragraph_style)
        return self._bold[key]

    def bold(self, properties: Element, shape: Shape, values: tuple[str, ...], paragraph_style: str) -> bool:
        """Whether words with `w:rPr` of this shape are bold."""
        key = (id(shape), values, paragraph_style)
        if key not in self._bold:
            self._bold[key] = self.styles.bold(properties, paragraph_style)
        return self._bold[key]


def _judged(inside: list[Element]) -> Shape:
    names = [name_of(each) for each in inside]
    return Shape(
        tuple(_unknown(inside[0])),
        any(name in _REVISIONS or name.endswith("Change") for name in names),
        tuple(place for place, name in enumerate(names) if name in _LOOKS),
    )


def _unknown(parent: Element) -> list[tuple[str, str]]:
    """What the reader does not know at its place; nothing below it is looked at."""
    known = children_of(str(parent.tag))
    found: list[tuple[str, str]] = []
    for item in parent:
        name = name_of(item)
        if name and item.tag not in known:
            found.append(unknown_in(name_of(parent), item))
        elif name:
            found += _unknown(item)
    return found


def unknown_in(parent: str, item: Element) -> tuple[str, str]:
    """Name and reason for an element that the reader does not know at its place."""
    words = "; its words were not read" if "".join(map(str, item.itertext())).strip() else ""
    return name_of(item), f"not known inside {parent}{words}"
