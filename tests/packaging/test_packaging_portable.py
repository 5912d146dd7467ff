"""Most users sit at Windows: names of files and modules that only POSIX knows."""

from __future__ import annotations

import ast
import subprocess
from collections import defaultdict
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
POSIX_MODULES = {"fcntl", "pwd", "grp", "termios", "resource", "tty", "pty", "syslog", "posix", "spwd", "crypt"}
COUNTERPARTS = {"msvcrt", "winreg", "_winapi"}
POSIX_CALLS = {
    "fork",
    "forkpty",
    "getuid",
    "geteuid",
    "getgid",
    "getegid",
    "setsid",
    "killpg",
    "chown",
    "mkfifo",
    "nice",
}
# Microsoft, "Naming Files, Paths, and Namespaces".
FORBIDDEN = set('<>:"\\|?*') | {chr(code) for code in range(32)}
DEVICES = {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10))}
SOURCES = sorted((ROOT / "studio").rglob("*.py"))


def imported(tree: ast.AST) -> set[str]:
    """First names of all modules that a file imports, at any depth."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {each.name.split(".")[0] for each in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found


def posix_only(text: str) -> set[str]:
    """What in a source would fail on Windows: modules without their counterpart beside them, calls that only POSIX has."""
    tree = ast.parse(text)
    names = imported(tree)
    found = set() if names & COUNTERPARTS else names & POSIX_MODULES
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "os":
            found |= {node.attr} & POSIX_CALLS
    return found


def test_no_source_needs_what_only_posix_has() -> None:
    assert len(SOURCES) > 100
    assert {
        path.relative_to(ROOT).as_posix(): found for path in SOURCES if (found := posix_only(path.read_text("utf-8")))
    } == {}


def test_the_search_finds_a_lone_posix_module_and_lets_its_counterpart_pass() -> None:
    assert posix_only("def lock():\n    import fcntl\n") == {"fcntl"}
    assert posix_only("from pwd import getpwuid\nimport os\nos.getuid()\n") == {"pwd", "getuid"}
    both = "import sys\nif sys.platform == 'win32':\n    import msvcrt\nelse:\n    import fcntl\n"
    assert posix_only(both) == set()


def tracked() -> list[str]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode:
        pytest.skip("no checkout")
    return [name for name in listed.stdout.decode().split("\0") if name]


def test_every_file_can_be_checked_out_on_windows() -> None:
    names = tracked()
    for name in names:
        for part in name.split("/"):
            assert not FORBIDDEN & set(part), name
            assert part.split(".")[0].lower() not in DEVICES, name
            assert part[-1] not in ". ", name
        assert len(name) < 150, name


def test_no_two_files_differ_only_by_case() -> None:
    alike: dict[str, set[str]] = defaultdict(set)
    for name in tracked():
        parts = name.split("/")
        for depth in range(1, len(parts) + 1):
            path = "/".join(parts[:depth])
            alike[path.lower()].add(path)
    assert [sorted(each) for each in alike.values() if len(each) > 1] == []


def test_a_checkout_on_windows_has_the_same_bytes() -> None:
    listed = subprocess.run(
        ["git", "check-attr", "eol", "--", "clauses/law/words.yaml", "studio/errors.py"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listed.returncode:
        pytest.skip("no checkout")
    assert listed.stdout.decode().splitlines() == ["clauses/law/words.yaml: eol: lf", "studio/errors.py: eol: lf"]
