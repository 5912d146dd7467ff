"""The middle of compose: the rows of a step, and the fields of the row or record that is open."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLineEdit, QPlainTextEdit, QScrollArea, QVBoxLayout, QWidget

from studio.desk import style
from studio.desk.models.form import FieldSpec, read_entry
from studio.desk.widgets.basics import clear, column, label, scrolled
from studio.desk.widgets.fields import Choice, Field, line, lines
from studio.desk.widgets.many import Many

WIDE = {"long", "lines"}
NARROW = 440  # px: below, one field a line


class FieldGrid(QWidget):
    """The fields of one record, two abreast; long ones take the whole width."""

    reshaped = Signal()  # became narrow or wide
    edited = Signal(object, object)  # FieldSpec, the value as in the facts' JSON

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("compose_fields")
        self._fields: dict[str, Field] = {}
        self._specs: list[FieldSpec] = []
        self._alone = False
        self._box: QVBoxLayout = column(gap=0, margins=(24, 12, 24, 24))
        self._inner = QWidget()
        self._inner.setLayout(self._box)
        self.area: QScrollArea = scrolled(self._inner)
        self.setLayout(column(self.area, gap=0))

    def show_fields(self, specs: list[FieldSpec], *, locked: bool) -> None:
        """Show these fields in place of the ones before."""
        clear(self._box)
        self._fields, self._specs = {}, specs
        self._alone = self.width() < style.px(NARROW)
        grid, group, place = self._new_grid(""), "", 0
        for spec in specs:
            if spec.group != group:
                group, place = spec.group, 0
                grid = self._new_grid(group)
            entry = self._entry(spec)
            entry.setEnabled(not locked or isinstance(entry, QLineEdit | QPlainTextEdit))
            if locked and isinstance(entry, QLineEdit | QPlainTextEdit):
                entry.setReadOnly(True)
            entry.installEventFilter(self)
            made = Field(spec.title, entry, spec.hint, optional=spec.optional and spec.kind not in {"flag", "many"})
            self._fields[spec.pointer] = made
            place = self._set(grid, made, place, wide=self._alone or spec.kind in WIDE)
        self._box.addStretch(1)
        self.area.verticalScrollBar().setValue(0)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Ctrl+Z is the draft's undo, not that of the letters in one field."""
        asks = event.type() in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress) and isinstance(event, QKeyEvent)
        undo = (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo)
        if asks and any(event.matches(one) for one in undo):  # type: ignore[attr-defined]
            event.ignore()
            return True
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Where two fields abreast would be cut, each has a line of its own: the page is asked to show them anew."""
        super().resizeEvent(event)
        if (self.width() < style.px(NARROW)) != self._alone and self._fields:
            self.reshaped.emit()

    def _new_grid(self, group: str) -> QGridLayout:
        if group:
            self._box.addSpacing(style.px(14))
            self._box.addWidget(label(group, "section"))
            self._box.addSpacing(style.px(6))
        grid = QGridLayout()
        grid.setHorizontalSpacing(style.px(16))
        grid.setVerticalSpacing(style.px(14))
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        self._box.addLayout(grid)
        return grid

    @staticmethod
    def _set(grid: QGridLayout, field: Field, place: int, *, wide: bool) -> int:
        if wide:
            place += place % 2
            grid.addWidget(field, place // 2, 0, 1, 2)
            return place + 2
        grid.addWidget(
            field, place // 2, place % 2, Qt.AlignmentFlag.AlignTop
        )  # names in one line, whatever stands below
        return place + 1

    def _entry(self, spec: FieldSpec) -> QWidget:
        name = f"fact:{spec.pointer}"
        value = spec.value
        if spec.kind == "flag":
            tick = QCheckBox("Yes")
            tick.setObjectName(name)
            tick.setChecked(bool(value))
            tick.toggled.connect(lambda on: self.edited.emit(spec, on))
            return tick
        if spec.kind == "choice":
            options = ([("", "Not said")] if spec.optional or not value else []) + list(spec.options)
            choice = Choice(name, options, str(value or ""))
            choice.currentIndexChanged.connect(lambda _index: self.edited.emit(spec, choice.value() or None))
            return choice
        if spec.kind == "many":
            many = Many(name, list(spec.options), [str(one) for one in value or ()])
            many.changed.connect(lambda: self.edited.emit(spec, many.values()))
            return many
        return self._text_entry(spec, name)

    def _text_entry(self, spec: FieldSpec, name: str) -> QWidget:
        value = spec.value
        if spec.kind in WIDE:
            text = "\n".join(str(one) for one in value or ()) if spec.kind == "lines" else str(value or "")
            area = lines(name, text, 3 if spec.kind == "long" else max(2, min(len(value or ()), 5)))
            area.textChanged.connect(lambda: self.edited.emit(spec, read_entry(spec, area.toPlainText())))
            return area
        entry = line(name, "" if value is None else str(value))
        if spec.kind == "date":
            entry.setPlaceholderText("year-month-day")
        entry.textEdited.connect(lambda text: self.edited.emit(spec, read_entry(spec, text)))
        return entry

    def complain(self, problems: dict[str, str]) -> dict[str, str]:
        """Mark the fields with problems, take other marks away; gives the problems that have no field here."""
        left = dict(problems)
        for pointer, field in self._fields.items():
            found = next((one for one in left if one == pointer or one.startswith(pointer + "/")), "")
            said = left.pop(found) if found else ""
            if said != field.problem():
                field.complain(said)
        return left

    def focus_on(self, pointer: str) -> bool:
        """Put the keyboard into the field of that fact, or the nearest one above it."""
        way = pointer
        while way.count("/") > 1 and way not in self._fields:
            way = way.rpartition("/")[0]
        found = self._fields.get(way) or next(
            (one for key, one in self._fields.items() if key.startswith(pointer + "/")), None
        )
        if found is None:
            return False
        found.entry.setFocus()
        self.area.ensureWidgetVisible(found, 0, style.px(40))
        return True

    def pointer_of(self, entry: QWidget | None) -> str:
        """The fact that this input edits, or ""."""
        return next((key for key, one in self._fields.items() if one.entry is entry), "")

    def entry(self, pointer: str) -> Any:
        return self._fields[pointer].entry

    def pointers(self) -> tuple[str, ...]:
        return tuple(self._fields)
