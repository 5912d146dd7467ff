"""Form fields: label above, the field, a hint or what is wrong below it in the same place."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QSizePolicy, QWidget

from studio.desk import style
from studio.desk.widgets.basics import column, label, restyle, row
from studio.desk.widgets.marks import IconLabel

SEPARATOR = "-"  # among the options of a `Choice`: a line


class Field(QWidget):
    """One labelled input. `complain` marks it and says what to write; "" takes the mark away."""

    def __init__(self, title: str, entry: QWidget, hint: str = "", *, optional: bool = False) -> None:
        super().__init__()
        self.entry, self._hint = entry, hint
        self._name = name = label(title, "field")
        name.setBuddy(entry)
        name.setMinimumWidth(1)  # cut rather than pushing its field out of sight
        name.setToolTip(title)
        entry.setAccessibleName(title)
        entry.setSizePolicy(QSizePolicy.Policy.Ignored, entry.sizePolicy().verticalPolicy())
        self._below = label(hint, "second", wrap=True)
        self._sign = IconLabel("error", "error", 14)
        self._sign.hide()
        self._below.setVisible(bool(hint))
        head = row(name, gap=6)
        if optional:
            head.addWidget(label("optional", "quiet"))
        head.addStretch(1)
        foot = row(self._sign, gap=6)
        foot.addWidget(self._below, 1)
        box = column(gap=4)
        box.addLayout(head)
        box.addWidget(entry)
        box.addLayout(foot)
        self.setLayout(box)

    def complain(self, problem: str) -> None:
        self.entry.setProperty("bad", "1" if problem else "0")
        self.entry.setAccessibleDescription(problem or self._hint)
        restyle(self.entry)
        self._below.setText(problem or self._hint)
        self._below.setVisible(bool(problem or self._hint))
        self._sign.setVisible(bool(problem))
        shades = self._below.palette()
        shades.setColor(self._below.foregroundRole(), style.color("error" if problem else "text2"))
        self._below.setPalette(shades)

    def rename(self, title: str, hint: str = "") -> None:
        """Ask for something else; without `hint` the one below stays."""
        self._name.setText(title)
        self._name.setToolTip(title)
        self.entry.setAccessibleName(title)
        self.hint(hint or self._hint)

    def hint(self, text: str) -> None:
        """Another hint below the field."""
        self._hint = text
        self.complain("")

    def problem(self) -> str:
        return self._below.text() if self.entry.property("bad") == "1" else ""


def line(name: str = "", text: str = "", *, secret: bool = False) -> QLineEdit:
    made = QLineEdit(text)
    made.setObjectName(name)
    made.setCursorPosition(0)
    if secret:
        made.setEchoMode(QLineEdit.EchoMode.Password)
    return made


def lines(name: str = "", text: str = "", rows: int = 3) -> QPlainTextEdit:
    """A field of several lines; Tab leaves it."""
    made = QPlainTextEdit(text)
    made.setObjectName(name)
    made.setTabChangesFocus(True)
    made.setFixedHeight(made.fontMetrics().lineSpacing() * rows + 18)
    return made


class Choice(QComboBox):
    """A drop-down of (value, words); the wheel does not change it unless it has the focus."""

    def __init__(self, name: str, options: list[tuple[str, str]], value: str = "") -> None:
        super().__init__()
        self.setObjectName(name)
        self.setMinimumContentsLength(8)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.fill(options, value)

    def fill(self, options: list[tuple[str, str]], value: str = "") -> None:
        quiet = QSignalBlocker(self)
        self.clear()
        for key, words in options:
            if key == SEPARATOR:
                self.insertSeparator(self.count())
            else:
                self.addItem(words, key)
        self.setCurrentIndex(self.findData(value))
        quiet.unblock()

    def value(self) -> str:
        return str(self.currentData() or "")

    def choose(self, value: str) -> None:
        self.setCurrentIndex(self.findData(value))

    def wheelEvent(self, event: object) -> None:  # noqa: N802 - Qt's name
        if self.hasFocus():
            super().wheelEvent(event)  # type: ignore[arg-type]
        else:
            event.ignore()  # type: ignore[attr-defined]
