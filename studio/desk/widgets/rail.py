"""The rail at the left: icon over word, always 84 px; and the top mark of the program."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from studio.desk import style
from studio.desk.widgets.basics import Ground, column

PLACES = (("home", "Home"), ("agreements", "Agreements"), ("library", "Library"))
FOOT = (("help", "Help"), ("settings", "Settings"))


class Mark(QWidget):
    """The program's sign: a signature on ink blue."""

    def __init__(self, size: int = 32) -> None:
        super().__init__()
        self.setFixedSize(style.px(size), style.px(size))
        self.setAccessibleName("Agreement Studio")

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(style.color("fill"))
        painter.drawRoundedRect(self.rect(), 7, 7)
        inner = round(self.width() * 0.62)
        off = (self.width() - inner) // 2
        painter.drawPixmap(off, off, style.pixmap("sign", "onfill", inner))


class RailButton(QAbstractButton):
    """One place of the rail; checked is where you are."""

    def __init__(self, icon: str, text: str) -> None:
        super().__init__()
        self._icon = icon
        self.setText(text)
        self.setObjectName(f"rail_{icon}")
        self.setAccessibleName(text)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMouseTracking(True)
        self.setFont(style.font(11, QFont.Weight.DemiBold))

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(style.px(style.RAIL), style.px(58))

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(style.px(6), style.px(3), -style.px(6), -style.px(3))
        painter.setPen(Qt.PenStyle.NoPen)
        if self.isChecked() or self.underMouse():
            painter.setBrush(style.color("selected" if self.isChecked() else "hover"))
            painter.drawRoundedRect(box, 8, 8)
        if self.isChecked():
            painter.fillRect(QRectF(0, box.top() + style.px(12), 3, box.height() - style.px(24)), style.color("accent"))
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            pen = painter.pen()
            pen.setStyle(Qt.PenStyle.SolidLine)
            pen.setColor(style.color("accent"))
            pen.setWidth(2)
            painter.setPen(pen)
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 8, 8)
        tone = "accent" if self.isChecked() else "text2"
        size = style.px(20)
        painter.drawPixmap(
            round(box.center().x() - size / 2), round(box.top() + style.px(8)), style.pixmap(self._icon, tone, size)
        )
        painter.setPen(style.color(tone))
        words = QRectF(box.left() - 6, box.bottom() - style.px(22), box.width() + 12, style.px(18))
        painter.drawText(words, Qt.AlignmentFlag.AlignCenter, self.text())


class Rail(Ground):
    """Where one can go; says which place was asked for."""

    asked = Signal(str)

    def __init__(self) -> None:
        super().__init__("window")
        self.setFixedWidth(style.px(style.RAIL))
        mark = Mark()
        box = column(gap=0, margins=(0, 14, 0, 10))
        box.addWidget(mark, 0, Qt.AlignmentFlag.AlignHCenter)
        box.addSpacing(style.px(12))
        self._buttons: dict[str, RailButton] = {}
        for icon, text in PLACES:
            box.addWidget(self._button(icon, text))
        box.addStretch(1)
        for icon, text in FOOT:
            box.addWidget(self._button(icon, text))
        self.setLayout(box)

    def _button(self, icon: str, text: str) -> RailButton:
        made = RailButton(icon, text)
        made.clicked.connect(lambda _checked=False, place=icon: self._ask(place))
        self._buttons[icon] = made
        return made

    def _ask(self, place: str) -> None:
        self.show_place(place if place not in dict(FOOT) else self.place())
        self.asked.emit(place)

    def place(self) -> str:
        return next((place for place, one in self._buttons.items() if one.isChecked()), "")

    def show_place(self, place: str) -> None:
        for name, one in self._buttons.items():
            one.setChecked(name == place)
