"""Starting the desk: quick, and with a window for each kind of file."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from studio.desk import settings, style
from studio.desk.app import open_window

HEAVY = ("sqlalchemy", "sqlcipher3", "docx", "lxml", "reportlab", "pyhanko", "pikepdf", "pypdfium2")


def now() -> datetime:
    return datetime(2026, 11, 23, 9, tzinfo=UTC)


@pytest.mark.parametrize("module", ["studio.desk.app", "studio.desk.coordinator.main_window"])
def test_showing_the_window_imports_nothing_heavy(module: str) -> None:
    code = f"import sys, {module}; print([name for name in {HEAVY!r} if name in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_without_a_file_the_first_page_offers_a_workspace(qtbot) -> None:
    window = open_window(None, now)
    qtbot.addWidget(window)
    assert window.objectName() == "coordinator_window"
    assert window.findChild(object, "welcome_new") is not None
    window.close()


def test_a_pdf_that_is_none_says_so_instead_of_failing(qtbot, tmp_path: Path) -> None:
    path = tmp_path / "letter.pdf"
    path.write_bytes(b"not a pdf")
    window = open_window(path, now)
    qtbot.addWidget(window)
    qtbot.waitUntil(lambda: "cannot be signed" in window._wait.title.text(), timeout=20_000)
    window.close()


def test_a_docx_that_is_none_says_so_instead_of_failing(qtbot, tmp_path: Path) -> None:
    path = tmp_path / "letter.docx"
    path.write_bytes(b"not a docx")
    window = open_window(path, now)
    qtbot.addWidget(window)
    qtbot.waitUntil(lambda: "was not read" in window._wait.title.text(), timeout=20_000)
    window.close()


def test_settings_of_the_wrong_kind_fall_back_to_their_defaults() -> None:
    settings.save(settings.Settings("mauve", 5000))
    assert settings.load() == settings.Settings("system", 200)


def test_both_schemes_name_the_same_colours_and_every_icon_is_shipped() -> None:
    assert style.LIGHT.keys() == style.DARK.keys()
    folder = Path(style.__file__).parent / "icons"
    shipped = {path.stem for path in folder.glob("*.svg")}
    assert shipped == set(style.ICONS.values())
    assert (folder / "LICENSE.txt").exists()


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_and_states_can_be_read_on_every_ground(scheme: str) -> None:
    tokens = style.SCHEMES[scheme]
    for text in ("text", "text2", "text3", "accent"):
        for ground in ("window", "surface", "sunken", "hover", "selected", "raised"):
            assert _contrast(tokens[text], tokens[ground]) >= 4.5, (text, ground)
    for state in ("added", "removed", "clash", "late", "warning", "signed", "error", "neutral"):
        assert _contrast(tokens[state], tokens[f"{state}_t"]) >= 4.5, state
    for ground in ("window", "surface"):
        assert _contrast(tokens["edge"], tokens[ground]) >= 3, ground
