"""`make checkers`: what other programs find in our PDFs, before and after signing.

Prints, for each checker, each finding and how many files have it; ends with 1 if signing adds a finding or one is not among
those that docs/checkers.md explains. It uses what the tests use: `make checkers` puts their folders on the path.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import twelve
from pdf_rules import findings
from worked_cases import MADE_OF_FINDINGS, ON, assembler, draft_of, facts_of, pictures_of

from studio.documents.pdf_write import write_pdf

ROOT = Path(__file__).resolve().parent.parent
JARS = ("preflight", "pdfbox2", "xmpbox", "fontbox2", "commons-logging", "commons-io", "javax.activation", "jaxb-api")
CASE = "york-pathways"
EXPLAINED = re.compile(r"`([^`]+)`")


def files() -> Iterator[tuple[str, bytes]]:
    """Every York document, then the file of twelve partners on its way."""
    for template, party in assembler().family(facts_of(CASE), on=ON):
        if template != MADE_OF_FINDINGS:
            name = f"{template}-{party}" if party else template
            yield name, write_pdf(draft_of(CASE, template, party), pictures=pictures_of(CASE))
    yield "twelve: unsigned", twelve.unsigned()
    yield "twelve: signed by 6", twelve.signed(6)
    yield "twelve: signed by 12", twelve.signed(12)
    yield "twelve: signed by 12, one at B-T", twelve.timed()
    yield "twelve: signed by 12, time stamp", twelve.stamped(twelve.signed(12))
    lasting, renewed = twelve.lasting()
    yield "twelve: signed by 12, validation data and time stamp (B-LTA)", lasting
    yield "renewed: the same with its time stamp renewed", renewed


def preflight(path: Path) -> set[str]:
    """Numbers of what PDFBox Preflight finds; it knows PDF/A-1b alone."""
    jars = ":".join(f"/usr/share/java/{name}.jar" for name in JARS)
    words = ["java", "-cp", jars, "org.apache.pdfbox.preflight.Validator_A1b", str(path)]
    told = subprocess.run(words, capture_output=True, text=True, check=False).stdout
    if "is a valid PDF/A-1b file" not in told and "error(s)" not in told:
        raise SystemExit(f"Preflight did not judge {path.name}: {told[-300:]}")
    return {f"Preflight {one}" for one in re.findall(r"^(\d+(?:\.\d+)*) :", told, re.MULTILINE)}


def pdfua(path: Path) -> set[str]:
    """Rules that the checker of PDF/UA-1 finds broken, and those it could not look at."""
    words = [sys.executable, "-m", "pdfua", "check", str(path)]
    told = subprocess.run(words, capture_output=True, text=True, check=False).stdout
    if "result:" not in told:
        raise SystemExit(f"pdfua did not judge {path.name}: {told[-300:]}")
    return {f"pdfua {kind.strip()} {rule}" for kind, rule in re.findall(r"\[(\w+) *\] (\S+)", told)}


def qpdf(path: Path) -> set[str]:
    """Whether qpdf finds the syntax sound."""
    return (
        set()
        if subprocess.run(["qpdf", "--check", path], capture_output=True, check=False).returncode == 0
        else {"qpdf"}
    )


def main() -> int:
    explained = set(EXPLAINED.findall((ROOT / "docs" / "checkers.md").read_text("utf-8")))
    count: Counter[str] = Counter()
    signed: dict[str, set[str]] = {}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "one.pdf"
        for number, (name, data) in enumerate(files(), start=1):
            path.write_bytes(data)
            found = preflight(path) | pdfua(path) | qpdf(path) | set(findings(data))
            count.update(found)
            if name.startswith("twelve"):
                signed[name] = found
            sys.stdout.write(f"{number:3} {name}: {', '.join(sorted(found)) or 'nothing'}\n")
    for finding, times in sorted(count.items()):
        sys.stdout.write(f"{finding}: {times} files{'' if finding in explained else ', NOT EXPLAINED'}\n")
    new = {one for found in signed.values() for one in found} - signed["twelve: unsigned"]
    sys.stdout.write(f"New after signing: {', '.join(sorted(new)) or 'nothing'}\n")
    return 1 if new or set(count) - explained else 0


if __name__ == "__main__":
    raise SystemExit(main())
