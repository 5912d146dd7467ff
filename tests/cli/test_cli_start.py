"""What starting a command loads."""

from __future__ import annotations

import subprocess
import sys

import pytest


@pytest.mark.parametrize("module", ["studio.cli.main", "studio.signing.sign"])
def test_a_command_loads_only_what_it_needs(module: str) -> None:
    """A chief executive's `sign` waits for no database and no clause library."""
    heavy = ("sqlalchemy", "jinja2", "pydantic", "ruamel", "docx")
    code = f"import sys, {module}; print([name for name in {heavy!r} if name in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
