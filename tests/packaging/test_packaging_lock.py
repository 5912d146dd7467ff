"""requirements.lock stays in step with pyproject.toml, carries hashes and says nothing of where packages come from."""

from __future__ import annotations

import re
import runpy
import tomllib
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[2]
INSTALL: dict[str, Any] = runpy.run_path(str(ROOT / "packaging" / "install.py"), run_name="install")
LOCK = (ROOT / "requirements.lock").read_text("utf-8")
LOCKED: dict[str, str] = INSTALL["entries"](LOCK)
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
GROUPS = [PROJECT["dependencies"], *PROJECT["optional-dependencies"].values()]
ASKED = [Requirement(line) for group in GROUPS for line in group]


@pytest.mark.parametrize("asked", ASKED, ids=lambda asked: asked.name)
def test_what_the_project_asks_for_is_locked_at_a_version_that_it_allows(asked: Requirement) -> None:
    entry = LOCKED[INSTALL["plain"](asked.name)]
    locked = re.match(r"\S+?(?:\[\S+\])?==([^\s;]+)", entry)
    assert locked, entry.splitlines()[0]
    assert asked.specifier.contains(locked.group(1), prereleases=True)


def test_every_locked_package_has_a_hash_and_an_exact_version() -> None:
    assert len(LOCKED) > 40
    for name, entry in LOCKED.items():
        assert "--hash=sha256:" in entry, name
        assert "==" in entry.splitlines()[0], name


def test_a_package_locked_twice_for_older_and_newer_pythons_keeps_both_lines() -> None:
    lines = [line for line in LOCK.splitlines() if re.match(r"[A-Za-z0-9]", line)]
    kept = [line for entry in LOCKED.values() for line in entry.splitlines() if re.match(r"[A-Za-z0-9]", line)]
    assert sorted(kept) == sorted(lines)


def test_the_lock_names_no_address_and_no_other_lock_lies_beside_it() -> None:
    assert "://" not in LOCK
    assert not re.search(r"(?m)^--?(?:index|extra-index|find-links|i|f)\b", LOCK)
    assert not (ROOT / "uv.lock").exists()


def test_running_needs_every_dependency_of_a_dependency_and_no_tool_of_development() -> None:
    needed = set(INSTALL["wanted_to_run"](LOCKED))
    direct = {INSTALL["plain"](Requirement(line).name) for line in PROJECT["dependencies"]}
    assert direct <= needed
    assert {"pyside6-essentials", "shiboken6", "cffi", "markupsafe", "uritools"} <= needed
    assert not needed & {"pytest", "mypy", "ruff", "pyinstaller", "hatchling", "docxtpl", "fonttools", "hypothesis"}


def test_qt_is_the_small_package_alone() -> None:
    assert not {"pyside6", "pyside6-addons"} & set(LOCKED)
