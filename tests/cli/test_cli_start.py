"""What starting a command loads."""

from __future__ import annotations

import subprocess
import sys

import pytest

LIBRARY = ("jinja2", "pydantic", "ruamel")
STORE = ("sqlalchemy", "sqlcipher3")


@pytest.mark.parametrize(
    ("module", "heavy"),
    [
        ("studio.cli.main", (*LIBRARY, *STORE, "pyhanko")),
        ("studio.signing.sign", (*LIBRARY, *STORE)),
        ("studio.steps.loose", STORE),
    ],
)
def test_a_command_loads_only_what_it_needs(module: str, heavy: tuple[str, ...]) -> None:
    """A chief executive's `sign` waits for no database and no clause library, and `assemble` for no database."""
    code = f"import sys, {module}; print([name for name in {heavy!r} if name in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
