"""Running a command as a shell would, inside this process: arguments in, code and both streams out."""

from __future__ import annotations

import contextlib
import io
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from studio.cli.main import run
from studio.library.shipped import content

CASE = content() / "templates" / "cases"
YORK = CASE / "york-pathways.yaml"
RETURNS = CASE / "york-pathways" / "returns"
START = "2026-10-02"
DUE = "2026-10-16"


@dataclass(frozen=True)
class Ended:
    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.out)
        return found


class Piped(io.StringIO):
    """A standard input that is no terminal."""

    def isatty(self) -> bool:
        return False


def studio(*arguments: object, typed: str = "") -> Ended:
    """One command line; `typed` is what stands on standard input."""
    out, err = io.StringIO(), io.StringIO()
    old, sys.stdin = sys.stdin, Piped(typed)
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = run([str(each) for each in arguments])
    finally:
        sys.stdin = old
    return Ended(code, out.getvalue(), err.getvalue())


def answered(command: str, *arguments: object, code: int = 0, typed: str = "") -> dict[str, Any]:
    """The JSON of a command; asserts its exit code, its schema, and that nothing else was printed."""
    words = command.split()
    ended = studio(*words, *arguments, "--json", typed=typed)
    assert ended.code == code, ended.err or ended.out
    found = ended.json
    assert next(iter(found)) == "schema"
    assert found["schema"].startswith(f"agreement-studio/{words[0]}")
    assert found["schema"].endswith("/1")
    return found


def secret(folder: Path, words: str = "four plain sample words") -> Path:
    path = folder / "words.txt"
    path.write_text(f"{words}\n", "utf-8")
    return path
