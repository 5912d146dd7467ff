"""Nested lists of the structure tree: which list element a point belongs to (ISO 32000-1, 14.8.4.3.3)."""

from __future__ import annotations

from studio.documents.pdf_tag import Node

BULLETS = 9  # deeper than every numbered level
_NUMBERING = {2: "Decimal", 3: "LowerAlpha", 4: "LowerRoman"}


class Lists:
    """The lists that are open, by their level; `bodies` are the last points' bodies, in which deeper lists stand."""

    def __init__(self) -> None:
        self.bodies: dict[int, Node] = {}
        self._open: dict[int, Node] = {}

    def at(self, level: int, parent: Node) -> Node:
        """The list for a point of this level, a new one if none is open; deeper lists end with it."""
        for deeper in [each for each in self._open if each > level]:
            del self._open[deeper]
        if level not in self._open:
            above = [each for each in self.bodies if each < level and each in self._open]
            inside = self.bodies[max(above)] if above else parent
            self._open[level] = inside.add("L", numbering=_NUMBERING.get(level, "None"))
        return self._open[level]
