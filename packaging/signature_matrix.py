"""Signatures of many kinds shown to programs that we did not write: the table in docs/signature-tools.md.

Usage: python packaging/signature_matrix.py [OUT.md]    (with tests and tests/signing on the path: `make signatures`)
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from matrix import KINDS, Judged, judge, pairwise

NAMES = {"rsa2048": "RSA 2048", "rsa3072": "RSA 3072", "rsa4096": "RSA 4096", "p256": "P-256", "p384": "P-384",
         "p521": "P-521", "ed25519": "Ed25519", "mixed": "one of each"}  # fmt: skip


def main() -> int:
    """Judge every case; 1 if pyHanko or our own check calls any signature not valid."""
    found: list[Judged] = []
    for case in pairwise():
        with tempfile.TemporaryDirectory() as folder:
            found.append(judge(case, Path(folder)))
        one = found[-1]
        print(case, f"{one.pyhanko}/{one.pdfsig}/{one.openssl}/{one.ours} of {one.total}", flush=True)
    text = page(found)
    if len(sys.argv) > 1:
        Path(sys.argv[1]).write_text(text, "utf-8")
    else:
        print(text)
    return 0 if all(one.pyhanko == one.ours == one.total for one in found) else 1


def page(found: list[Judged]) -> str:
    """The whole page; a number is how many signatures that program called valid."""
    lines = [
        "# Which program knows which signature",
        "",
        f"Made by `make signatures`: {len(found)} cases in which every pair of number, way, algorithm and level occurs.",
        f"Judged by {_version('pyhanko')}, {_version('pdfsig')} and {_version('openssl')}, and by this program.",
        "The coordinator’s certification (P-256) is one of the signatures of each file.",
        "pyHanko judges each signature here without its comparison of revisions, which has tests of its own.",
        "",
        "| Algorithm | pyHanko | pdfsig | OpenSSL | here |",
        "| --- | --- | --- | --- | --- |",
    ]
    for kind in KINDS:
        own = [one for one in found if one.case.algorithm == kind]
        files = [one.case.number if one.case.way == "counterparts" else 1 for one in own]
        total = sum(one.total for one in own) - sum(files)  # without the certifications

        def share(name: str, own: list[Judged] = own, files: list[int] = files, total: int = total) -> str:
            good = sum(getattr(one, name) for one in own) - sum(files)
            return "yes" if good == total else "no" if good <= 0 else f"{good} of {total}"

        cells = " | ".join(share(name) for name in ("pyhanko", "pdfsig", "openssl", "ours"))
        lines.append(f"| {NAMES[kind]} | {cells} |")
    lines += ["", "| Sign | Way | Algorithm | Level | Signatures | pyHanko | pdfsig | OpenSSL | here |",
              "| --- | --- | --- | --- | --- | --- | --- | --- | --- |"]  # fmt: skip
    for one in found:
        case = one.case
        cells = (
            case.number,
            case.way,
            NAMES[case.algorithm],
            case.level,
            one.total,
            one.pyhanko,
            one.pdfsig,
            one.openssl,
            one.ours,
        )
        lines.append("| " + " | ".join(str(cell) for cell in cells) + " |")
    return "\n".join([*lines, ""])


def _version(program: str) -> str:
    if program == "pyhanko":
        from importlib.metadata import version

        return f"pyHanko {version('pyhanko')}"
    words = {"pdfsig": ["pdfsig", "-v"], "openssl": ["openssl", "version"]}[program]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    return " ".join((done.stdout or done.stderr).split()[:3]).replace("version ", "")


if __name__ == "__main__":
    sys.exit(main())
