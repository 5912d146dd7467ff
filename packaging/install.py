"""Install the locked packages into this environment, and make `studio` importable from the checkout.

`run` leaves out what only development needs: the packages that no runtime dependency in the lock asks for.
"""

from __future__ import annotations

import re
import subprocess
import sys
import sysconfig
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.lock"


def plain(name: str) -> str:
    """A package's name as PEP 503 compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def entries(text: str) -> dict[str, str]:
    """Each locked package's whole entry (version, hashes, who asks for it) by name.

    A package may be locked at one version for older and another for newer Pythons: its entry then holds both.
    """
    found: dict[str, str] = {}
    for part in re.split(r"\n(?=[a-zA-Z0-9])", text):
        if match := re.match(r"([A-Za-z0-9_.-]+)", part):
            name = plain(match.group(1))
            found[name] = f"{found[name]}\n{part}" if name in found else part
    return found


def wanted_to_run(found: dict[str, str]) -> list[str]:
    """Names of the packages that the program needs, by following "via" comments down from its own dependencies."""
    mention = re.compile(r"#\s+(?:via )?\s*([A-Za-z0-9_.()-]+)")
    asked = {name: {plain(each) for each in mention.findall(entry)} - {"via"} for name, entry in found.items()}
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    runtime = re.search(r"\ndependencies = \[(.*?)\n\]", text, re.DOTALL)
    desk = re.search(r"\ndesk = \[(.*?)\]", text, re.DOTALL)
    lines = (runtime.group(1) if runtime else "") + (desk.group(1) if desk else "")
    needed = {plain(name) for name in re.findall(r'"([A-Za-z0-9_.-]+?)(?:\[|[<>=!~ "])', lines)}
    while True:
        more = {name for name, by in asked.items() if by & needed} - needed
        if not more:
            return sorted(needed & set(found))
        needed |= more


def main(kind: str) -> int:
    found = entries(LOCK.read_text("utf-8"))
    names = wanted_to_run(found) if kind == "run" else sorted(found)
    target = ROOT / ".make" / f"requirements-{kind}.txt"
    target.parent.mkdir(exist_ok=True)
    target.write_text("\n".join(found[name].rstrip() for name in names) + "\n", "utf-8")
    here = Path(sysconfig.get_paths()["purelib"]) / "studio-here.pth"
    here.write_text(f"{ROOT}\n", "utf-8")
    uv = Path(sys.executable).with_name("uv")
    command = [str(uv), "pip", "install", "--quiet", "--compile-bytecode", "--require-hashes", "-r", str(target)]
    return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "all"))
