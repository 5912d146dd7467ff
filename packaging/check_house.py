"""House rules that no linter knows: file length, what the repository may not say, requirements without addresses.

Part of `make check`. Ends with 1 and a line for each breach.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MOST_LINES = 500
TEXT = {".py", ".md", ".toml", ".yaml", ".yml", ".txt", ".cfg", ".sh", ".qss", ".json", ".xml", ".desktop", ""}
FORBIDDEN = (
    (re.compile(r"/(?:home|root|work|Users)/[a-z]"), "a path of one machine"),
    (re.compile(r"(?i)\b(?:pypi|npmjs|debian)\.org\b|files\.pythonhosted"), "the address of a package registry"),
    (re.compile(r"-----BEGIN (?:RSA |EC |ENCRYPTED )?PRIVATE KEY-----"), "a private key"),
)
EXCUSED = {"packaging/check_house.py"}


def tracked() -> list[Path]:
    """Every file that git tracks or would track."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"], cwd=ROOT, capture_output=True, check=True
    )
    return [ROOT / name for name in listed.stdout.decode().splitlines() if (ROOT / name).is_file()]


def breaches(path: Path) -> list[str]:
    """What is wrong with one file, a line each."""
    name = path.relative_to(ROOT).as_posix()
    if path.suffix not in TEXT or name in EXCUSED:
        return []
    try:
        text = path.read_text("utf-8")
    except UnicodeDecodeError:
        return []
    found = [f"{name}: holds {what}" for pattern, what in FORBIDDEN if pattern.search(text)]
    if path.suffix == ".py" and text.count("\n") > MOST_LINES:
        found.append(f"{name}: {text.count(chr(10))} lines; split it by what it does (at most {MOST_LINES})")
    if name == "requirements.lock" and ("://" in text or "--hash=sha256:" not in text):
        found.append(f"{name}: must have hashes and no addresses")
    return found


def main() -> int:
    found = [line for path in tracked() for line in breaches(path)]
    if (ROOT / "uv.lock").exists():
        found.append("uv.lock: write requirements.lock instead (make lock)")
    print("\n".join(found) or "House rules are kept.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
