"""The bundled fonts: loaded before the first text is drawn; without them the system's own are used."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QFontDatabase

from studio.desk import style

_FOLDER = Path(__file__).parent / "fonts"


def load(folder: Path = _FOLDER) -> None:
    """Register every font in the folder and tell `style` which families to use."""
    families: list[str] = []
    for path in sorted((*folder.glob("*.ttf"), *folder.glob("*.otf"))):
        number = QFontDatabase.addApplicationFont(str(path))
        families += QFontDatabase.applicationFontFamilies(number) if number >= 0 else []
    known = [*dict.fromkeys(families)]
    sans = _first(known, ("Inter",)) or QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).family()
    serif = _first(known, ("Agreement Serif", "AgreementSerif", "Source Serif"))
    style.use_fonts(sans, serif or _first(QFontDatabase.families(), ("Noto Serif", "DejaVu Serif")) or sans)


def _first(families: list[str], wanted: tuple[str, ...]) -> str:
    return next((family for name in wanted for family in families if family.startswith(name)), "")
