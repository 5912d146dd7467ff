"""Every colour, font, length and icon meaning of the desk; nothing else holds a colour.

The names and contrast ratios are those of the design notes: text on any ground we use is at least 4.5:1,
borders of fields and buttons at least 3:1, in both schemes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QByteArray, QDir, QRectF, QSize, Qt, QTemporaryDir
from PySide6.QtGui import QColor, QFont, QGuiApplication, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from studio.desk.sheet import SHEET

LIGHT = {
    "window": "#F5F4F1", "surface": "#FFFFFF", "sunken": "#FAF9F7", "raised": "#FFFFFF", "hover": "#F1F0EC",
    "selected": "#E8EEFA", "line": "#E2E0DA", "edge": "#8A877F", "text": "#1D2125", "text2": "#53575D",
    "text3": "#62666C", "accent": "#2350B5", "fill": "#2350B5", "fillh": "#1B4196", "onfill": "#FFFFFF",
    "tint": "#E8EEFA", "added": "#1A6B38", "added_t": "#E1F2E6", "removed": "#B3261E", "removed_t": "#FBE8E6",
    "clash": "#7A2E9E", "clash_t": "#F3E7FA", "late": "#A8410A", "late_t": "#FCEADB", "warning": "#755200",
    "warning_t": "#FBF0CE", "signed": "#0B6A57", "signed_t": "#DDF1EB", "error": "#B3261E", "error_t": "#FBE8E6",
    "neutral": "#53575D", "neutral_t": "#ECEAE5", "mark": "#FFF6D6", "paper": "#FFFFFF", "desk": "#ECEAE5",
    "track": "#DDDAD3", "r1": "#6B3FA0", "r2": "#3730A3", "r3": "#0A6674", "r4": "#3F6212", "r5": "#A21E5B",
    "r6": "#9A3412",
}  # fmt: skip
DARK = {
    "window": "#17191C", "surface": "#1E2124", "sunken": "#1A1C1F", "raised": "#26292D", "hover": "#272A2F",
    "selected": "#243350", "line": "#32363B", "edge": "#7A7F87", "text": "#E9E7E3", "text2": "#B4B8BD",
    "text3": "#9A9FA6", "accent": "#93B6FF", "fill": "#3A6BD0", "fillh": "#3462C2", "onfill": "#FFFFFF",
    "tint": "#22304A", "added": "#82D79E", "added_t": "#183021", "removed": "#FF9F95", "removed_t": "#3B2120",
    "clash": "#DBA8F6", "clash_t": "#33223E", "late": "#FFB07A", "late_t": "#3A2718", "warning": "#EBC869",
    "warning_t": "#332B15", "signed": "#72D4B6", "signed_t": "#14322B", "error": "#FF9F95", "error_t": "#3B2120",
    "neutral": "#B4B8BD", "neutral_t": "#2C3035", "mark": "#3A3418", "paper": "#25282C", "desk": "#131517",
    "track": "#3A3F45", "r1": "#DDB8FF", "r2": "#A2ADFF", "r3": "#7AD6E4", "r4": "#CBEA7C", "r5": "#FF8FBE",
    "r6": "#FFA878",
}  # fmt: skip
SCHEMES = {"light": LIGHT, "dark": DARK}

ICONS = {
    "home": "house", "agreements": "layers", "library": "library", "help": "circle-question-mark",
    "settings": "settings", "compose": "pen-line", "circulate": "send", "merge": "git-merge", "sign": "signature",
    "in_force": "shield-check", "documents": "file-text", "history": "history", "undo": "undo-2", "redo": "redo-2", "add": "plus",
    "added": "plus", "removed": "minus", "accept": "check", "reject": "x", "error": "circle-alert",
    "warning": "triangle-alert", "late": "clock", "defer": "clock", "clash": "swords", "advice": "info",
    "done": "circle-check", "todo": "circle", "partly": "circle-dot", "not_started": "circle-dashed",
    "comment": "message-square", "silent": "eye", "fact": "table-2", "down": "chevron-down", "right": "chevron-right",
    "open": "folder-open", "drop": "download", "new": "file-plus", "gate_closed": "lock", "gate_open": "lock-open",
    "freeze": "lock", "copy": "copy", "delete": "trash-2", "telephone": "phone", "remind": "bell-ring",
    "letter": "mail", "search": "search", "empty": "inbox", "reviewer": "user-check", "identity": "key-round",
    "read": "book-open", "bad": "shield-x", "unknown": "shield-alert", "good": "shield-check", "flow": "arrow-right",
    "moved": "move", "bold": "bold", "case": "handshake", "amend": "pen-line", "waiting": "hourglass",
    "fingerprint": "fingerprint", "save": "file-down", "compare": "git-compare-arrows", "enter": "corner-down-left",
    "good_then": "history", "larger": "zoom-in", "again": "rotate-ccw", "outside": "external-link", "review": "calendar-clock",
    "filter": "list-filter",
}  # fmt: skip

SANS = "Inter"
SERIF = "Agreement Serif"
MARGIN = 24
GAP = 12
RAIL = 84

_FOLDER = Path(__file__).parent


@dataclass
class _Now:
    """What the running program shows; set once at start and again when the scheme or text size changes."""

    scheme: str = "light"
    scale: float = 1.0
    sans: str = SANS
    serif: str = SERIF
    scratch: QTemporaryDir | None = None


_now = _Now()
_fonts: dict[tuple[str, int, QFont.Weight, bool], QFont] = {}
_pixmaps: dict[tuple[str, str, int, float], QPixmap] = {}


def color(name: str) -> QColor:
    """The colour of that token in the scheme now shown. Raises KeyError for a name that is no token."""
    return QColor(SCHEMES[_now.scheme][name])


def hue(index: int) -> QColor:
    """The reviewer's hue, by order of joining; from the seventh on they repeat."""
    return color(f"r{index % 6 + 1}")


def wash(base: QColor, share: float = 0.13) -> QColor:
    """That colour as a tint on the surface."""
    ground = color("surface")
    parts = [round(g * (1 - share) + b * share) for g, b in zip(_rgb(ground), _rgb(base), strict=True)]
    return QColor(*parts)


def _rgb(value: QColor) -> tuple[int, int, int]:
    return value.red(), value.green(), value.blue()


def scheme() -> str:
    return _now.scheme


def px(length: int) -> int:
    """A length of the design in pixels at the chosen text size."""
    return round(length * _now.scale)


def font(
    size: int = 13, weight: QFont.Weight = QFont.Weight.Normal, *, serif: bool = False, figures: bool = False
) -> QFont:
    """The interface's font, or with `serif` that of agreement text; `size` in px at 100 %. `figures` line up in columns."""
    key = (_now.serif if serif else _now.sans, max(px(size), 11), weight, figures)
    if key not in _fonts:
        _fonts[key] = _font(*key)
    return QFont(_fonts[key])


def _font(family: str, size: int, weight: QFont.Weight, figures: bool) -> QFont:
    made = QFont(family)
    made.setPixelSize(size)
    made.setWeight(weight)
    if figures:
        made.setFeature(QFont.Tag("tnum"), 1)
    return made


def mono(size: int = 13) -> QFont:
    """For fingerprints only."""
    made = QFont("DejaVu Sans Mono")
    made.setStyleHint(QFont.StyleHint.Monospace)
    made.setPixelSize(max(px(size), 11))
    return made


def use_fonts(sans: str, serif: str) -> None:
    _now.sans, _now.serif = sans, serif


def pixmap(meaning: str, tone: str = "text2", size: int = 16, ratio: float | None = None) -> QPixmap:
    """The icon with that meaning, drawn in a token's colour at `size` px."""
    ratio = ratio or (QGuiApplication.primaryScreen().devicePixelRatio() if QGuiApplication.primaryScreen() else 1.0)
    key = (meaning, SCHEMES[_now.scheme][tone], size, ratio)
    if key not in _pixmaps:
        _pixmaps[key] = _draw(svg(meaning, SCHEMES[_now.scheme][tone], size), size, ratio)
    return _pixmaps[key]


def svg(meaning: str, colour: str, size: int) -> str:
    """The icon's SVG text, tinted; the stroke is heavier when small and finer when large."""
    text = (_FOLDER / "icons" / f"{ICONS[meaning]}.svg").read_text(encoding="utf-8")
    stroke = 2.0 if size <= 14 else 1.75 if size <= 28 else 1.5
    text = re.sub(r'stroke-width="[^"]*"', f'stroke-width="{stroke}"', text)
    return text.replace("currentColor", colour)


def _draw(text: str, size: int, ratio: float) -> QPixmap:
    drawn = QPixmap(QSize(round(size * ratio), round(size * ratio)))
    drawn.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawn)
    QSvgRenderer(QByteArray(text.encode())).render(painter, QRectF(0, 0, size * ratio, size * ratio))
    painter.end()
    drawn.setDevicePixelRatio(ratio)
    return drawn


def icon(meaning: str, tone: str = "text2", size: int = 16) -> QIcon:
    return QIcon(pixmap(meaning, tone, size))


def palette() -> QPalette:
    """The full palette of the scheme, with its Disabled group: Fusion draws everything from it."""
    made = QPalette()
    roles = {
        QPalette.ColorRole.Window: "window", QPalette.ColorRole.WindowText: "text", QPalette.ColorRole.Base: "surface",
        QPalette.ColorRole.AlternateBase: "sunken", QPalette.ColorRole.Text: "text", QPalette.ColorRole.Button: "surface",
        QPalette.ColorRole.ButtonText: "text", QPalette.ColorRole.ToolTipBase: "raised",
        QPalette.ColorRole.ToolTipText: "text", QPalette.ColorRole.Highlight: "fill",
        QPalette.ColorRole.HighlightedText: "onfill", QPalette.ColorRole.Link: "accent",
        QPalette.ColorRole.LinkVisited: "accent", QPalette.ColorRole.PlaceholderText: "text3",
        QPalette.ColorRole.Mid: "line", QPalette.ColorRole.Midlight: "line", QPalette.ColorRole.Dark: "edge",
        QPalette.ColorRole.Light: "surface", QPalette.ColorRole.BrightText: "error",
    }  # fmt: skip
    for role, name in roles.items():
        made.setColor(role, color(name))
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.WindowText, QPalette.ColorRole.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, role, color("text3"))
    return made


def sheet() -> str:
    """The one application style sheet, with tokens and tinted icons filled in."""
    tokens = SCHEMES[_now.scheme]
    text = re.sub(r"@icon\(([a-z_]+),@([a-z0-9]+)\)", lambda found: _icon_file(found[1], tokens[found[2]]), SHEET)
    text = re.sub(r"@px\((\d+)\)", lambda found: f"{px(int(found[1]))}px", text)
    return re.sub(r"@([a-z][a-z0-9_]*)", lambda found: tokens[found[1]], text)


def _icon_file(meaning: str, colour: str) -> str:
    """Style sheets take pictures from files only: the tinted icon in a folder that goes with the program."""
    if _now.scratch is None:
        _now.scratch = QTemporaryDir(str(Path(QDir.tempPath()) / "agreement-studio-icons-XXXXXX"))
    path = Path(_now.scratch.path()) / f"{meaning}-{colour.lstrip('#')}.svg"
    if not path.exists():
        path.write_text(svg(meaning, colour, 14), encoding="utf-8")
    return path.as_posix()


def apply(app: QApplication, scheme_name: str, scale: float = 1.0) -> None:
    """Dress the application in a scheme ("light" or "dark") at a text size (1.0 is 100 %)."""
    _now.scheme, _now.scale = scheme_name, scale
    app.setPalette(palette())
    app.setFont(font())
    app.setStyleSheet(sheet())
