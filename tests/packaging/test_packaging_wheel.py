"""The built wheel, unpacked in one folder and run in another, is the whole program."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
import zipfile
from email import message_from_string
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[2]
DESK = """
from studio.desk.app import application, open_window
app = application(["agreement-studio"])
window = open_window(None)
window.show()
app.processEvents()
picture = window.grab()
places = [(x, y) for x in range(0, picture.width(), 16) for y in range(0, picture.height(), 16)]
colours = {picture.toImage().pixelColor(x, y).rgb() for x, y in places}
print(window.windowTitle(), picture.width() > 600, len(colours) > 2)
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    built = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    assert built.returncode == 0, built.stderr.decode()
    (found,) = folder.glob("*.whl")
    return found


@pytest.fixture(scope="module")
def unpacked(wheel: Path) -> Path:
    folder = wheel.parent / "unpacked"
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(folder)
    return folder


def run(unpacked: Path, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Python in another folder, with the unpacked wheel before the checkout."""
    environment = {**os.environ, "PYTHONPATH": str(unpacked), "QT_QPA_PLATFORM": "offscreen", "PYTHONUTF8": "1"}
    return subprocess.run(
        [sys.executable, *words],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def test_every_file_of_program_clauses_and_templates_is_in_the_wheel(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as packed:
        inside = set(packed.namelist())
    listed = subprocess.run(
        ["git", "ls-files", "studio", "clauses", "templates"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    for name in listed.stdout.splitlines():
        if (ROOT / name).is_file():
            assert (name if name.startswith("studio/") else f"studio/content/{name}") in inside
    assert not [name for name in inside if name.startswith(("tests", "packaging", "docs")) or name.endswith(".pyc")]


def test_the_wheel_says_what_it_needs_and_how_it_starts(unpacked: Path) -> None:
    (info,) = unpacked.glob("*.dist-info")
    told = message_from_string((info / "METADATA").read_text("utf-8"))
    needed = {Requirement(line).name.replace(".", "-") for line in told.get_all("Requires-Dist", [])}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert {Requirement(line).name.replace(".", "-") for line in project["dependencies"]} <= needed
    assert told["Version"] == project["version"]
    assert "agreement-studio = studio.__main__:main" in (info / "entry_points.txt").read_text("utf-8")


def test_content_is_read_from_the_wheel_and_not_from_the_checkout(unpacked: Path, tmp_path: Path) -> None:
    ended = run(unpacked, tmp_path, "-c", "from studio.library.shipped import content; print(content())")
    assert Path(ended.stdout.strip()) == unpacked / "studio" / "content", ended.stderr


def test_the_shipped_facts_are_checked_in_another_folder(unpacked: Path, tmp_path: Path) -> None:
    facts = unpacked / "studio" / "content" / "templates" / "cases" / "york-pathways.yaml"
    ended = run(unpacked, tmp_path, "-m", "studio", "check", str(facts), "--date", "2026-11-23")
    assert ended.returncode == 0, ended.stdout + ended.stderr


def test_the_desk_opens_from_the_wheel(unpacked: Path, tmp_path: Path) -> None:
    ended = run(unpacked, tmp_path, "-c", DESK)
    assert ended.stdout.split() == ["Agreement", "Studio", "True", "True"], ended.stdout + ended.stderr


@pytest.mark.slow
def test_the_wheel_plays_the_demo_in_another_folder(unpacked: Path, tmp_path: Path) -> None:
    ended = run(unpacked, tmp_path, "-m", "studio", "demo", "demo")
    assert ended.returncode == 0, ended.stderr
    assert (tmp_path / "demo" / "executed.pdf").read_bytes().startswith(b"%PDF-")
    assert "demo/york.agreements" in ended.stdout.replace("\\", "/")
