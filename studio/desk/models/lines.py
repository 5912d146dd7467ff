"""Rows of a list: plain lines in a Qt model that keeps what is selected by key when it is filled anew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

LINE = Qt.ItemDataRole.UserRole + 1
_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Part:
    """One column of a line. `width` is in px at 100 %; columns are laid from the right, the title takes the rest."""

    text: str
    second: str = ""
    icon: str = ""
    tone: str = "text"
    width: int = 140
    right: bool = False
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One row. A `head` is the heading of a group: not selectable, with its count at the right."""

    key: str
    title: str
    second: str = ""
    icon: str = ""
    tone: str = "text2"
    monogram: str = ""
    hue: int = 0
    parts: tuple[Part, ...] = ()
    marks: tuple[tuple[str, int], ...] = ()  # round monograms at the right: letters, hue
    verb: str = ""
    head: bool = False
    faded: bool = False
    serif: bool = False
    third: str = ""  # over the whole width, below title and columns

    @property
    def said(self) -> str:
        """All that the row shows, as one sentence for a screen reader and the tooltip."""
        told = [self.title, self.second, self.third, *(f"{part.text} {part.second}".strip() for part in self.parts)]
        told += [letters for letters, _hue in self.marks]
        return ", ".join(part for part in told if part)


class LineModel(QAbstractListModel):
    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lines: tuple[Line, ...] = ()

    def set_lines(self, lines: Sequence[Line]) -> None:
        self.beginResetModel()
        self._lines = tuple(lines)
        self.endResetModel()

    def lines(self) -> tuple[Line, ...]:
        return self._lines

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's signature
        return 0 if parent.isValid() else len(self._lines)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self._lines):
            return None
        line = self._lines[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return line.title
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return line.said
        return line if role == LINE else None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        if not index.isValid() or self._lines[index.row()].head:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def row_of(self, key: str) -> int:
        """The row with that key, or -1."""
        return next((row for row, line in enumerate(self._lines) if line.key == key and not line.head), -1)
