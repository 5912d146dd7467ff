"""Desktop entries, icon, file types and the bundle's recipe fit the program they are for."""

from __future__ import annotations

import ast
import configparser
import runpy
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from studio.cli.common import itself

ROOT = Path(__file__).resolve().parents[2]
LINUX = ROOT / "packaging" / "linux"
WORKSPACE_TYPE = "application/vnd.agreement-studio.workspace"


def entry(name: str) -> dict[str, str]:
    read = configparser.RawConfigParser()
    read.optionxform = str  # type: ignore[assignment,method-assign]
    read.read(LINUX / name, encoding="utf-8")
    return dict(read["Desktop Entry"])


def types(found: dict[str, str]) -> list[str]:
    return [each for each in found["MimeType"].split(";") if each]


def test_the_menu_entry_starts_the_program_that_the_wheel_names() -> None:
    scripts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["scripts"]
    for name in ("agreement-studio.desktop", "agreement-studio-open.desktop"):
        command, _, placeholder = entry(name)["Exec"].partition(" ")
        assert command in scripts
        assert placeholder == "%f"
        assert entry(name)["Icon"] == "agreement-studio"
        assert (LINUX / "agreement-studio.svg").is_file()


def test_workspaces_open_with_the_desk_and_documents_only_on_request() -> None:
    own, other = entry("agreement-studio.desktop"), entry("agreement-studio-open.desktop")
    assert types(own) == [WORKSPACE_TYPE]
    assert "application/pdf" in types(other)
    assert "application/vnd.openxmlformats-officedocument.wordprocessingml.document" in types(other)
    assert other["NoDisplay"] == "true"


def test_the_file_type_is_that_of_workspaces() -> None:
    tree = etree.parse(str(LINUX / "agreement-studio.xml"))
    space = {"m": "http://www.freedesktop.org/standards/shared-mime-info"}
    assert tree.xpath("//m:mime-type/@type", namespaces=space) == [WORKSPACE_TYPE]
    assert tree.xpath("//m:glob/@pattern", namespaces=space) == ["*.agreements"]


def test_the_icon_is_square_and_needs_nothing_else() -> None:
    root = etree.parse(str(LINUX / "agreement-studio.svg")).getroot()
    assert root.get("viewBox") == "0 0 256 256"
    assert not root.xpath("//@*[contains(., '://') or starts-with(., 'data:')]")


@pytest.mark.skipif(sys.platform == "win32", reason="no shell")
@pytest.mark.parametrize("name", ["postinst", "postrm"])
def test_the_package_scripts_are_a_shell_s_and_change_nothing_on_other_calls(name: str) -> None:
    subprocess.run(["sh", "-n", str(LINUX / name)], check=True)
    subprocess.run(["sh", str(LINUX / name), "abort-upgrade"], check=True, env={"PATH": "/nonexistent:/usr/bin:/bin"})


def test_the_deb_depends_on_what_make_run_installs() -> None:
    assert '--depends "$(APT_DESK)"' in (ROOT / "Makefile").read_text("utf-8")


@pytest.mark.skipif(shutil.which("dpkg") is None, reason="no Debian")
def test_the_control_file_names_version_size_and_what_it_depends_on(tmp_path: Path) -> None:
    (tmp_path / "usr").mkdir()
    (tmp_path / "usr" / "file").write_bytes(bytes(5 * 1024))
    lines = build_linux()["control"](tmp_path, ["libgl1", "libegl1"]).splitlines()
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    assert {"Package: agreement-studio", f"Version: {version}", "Installed-Size: 5"} <= set(lines)
    (depends,) = [line for line in lines if line.startswith("Depends: ")]
    assert depends.endswith(", libgl1, libegl1")
    assert "libc6 (>= " in depends


def test_the_bundle_leaves_out_nothing_that_the_program_imports() -> None:
    tree = ast.parse((ROOT / "packaging" / "agreement-studio.spec").read_text("utf-8"))
    (left_out,) = [
        ast.literal_eval(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id == "excludes"
    ]
    assert {"mypy", "pytest", "tkinter"} <= set(left_out)
    for path in (ROOT / "studio").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [each.name for each in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not {each for name in names for each in left_out if f"{name}.".startswith(f"{each}.")}, path


def test_a_bundle_starts_itself_and_not_python(monkeypatch: pytest.MonkeyPatch) -> None:
    assert itself() == [sys.executable, "-m", "studio"]
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert itself() == [sys.executable]


def build_linux() -> dict[str, Any]:
    """What packaging/build_linux.py defines; it imports its neighbour install.py."""
    sys.path.insert(0, str(ROOT / "packaging"))
    try:
        return runpy.run_path(str(ROOT / "packaging" / "build_linux.py"), run_name="build_linux")
    finally:
        sys.path.remove(str(ROOT / "packaging"))
