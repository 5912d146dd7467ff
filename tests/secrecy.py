"""Whether words of an agreement can be read in files, by another program than the one that has them open.

Run as a program: `secrecy.py WORDS.json PLACE…` prints the files in which any of the words, or any piece of the texts
of twelve letters, stands in the open, and what it was. (Another program, because reading and closing a file here would
drop SQLite's locks on it.)
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

PIECE = 12  # characters: shorter pieces turn up in noise
_WORDS = re.compile(rb"[ -~]{%d,}" % PIECE)  # a run of plain letters; noise hardly ever has one


def pieces(texts: Iterable[str]) -> set[bytes]:
    """Every piece of `PIECE` bytes of the texts that looks like words."""
    found = set()
    for text in texts:
        data = " ".join(text.split()).encode()
        found |= {data[at : at + PIECE] for at in range(len(data) - PIECE + 1)}
    return {each for each in found if len(set(each)) > PIECE // 2 and _WORDS.fullmatch(each)}


def spellings(data: bytes) -> Iterator[bytes]:
    """The bytes as UTF-8, and as UTF-16 read from either end of its pairs."""
    yield data
    yield data[0::2]
    yield data[1::2]


def read_in(data: bytes, secrets: list[str], texts: set[bytes]) -> list[str]:
    found = {each for each in secrets for form in spellings(data) if each.encode() in form}
    for form in spellings(data):
        for run in (each.group() for each in _WORDS.finditer(form)):
            found |= {
                run[at : at + PIECE].decode() for at in range(len(run) - PIECE + 1) if run[at : at + PIECE] in texts
            }
    return sorted(found)[:5]


def looked_for(folder: Path, secrets: Iterable[str], texts: Iterable[str]) -> Path:
    """The list of what is looked for, kept outside the places that are searched."""
    made = folder / "looked-for.json"
    made.write_text(json.dumps({"secrets": list(secrets), "texts": list(texts)}), "utf-8")
    return made


def open_words(wanted: Path, *places: Path) -> dict[str, Any]:
    """For each file in the places that shows any of it: what it shows."""
    command = [sys.executable, __file__, str(wanted), *(str(each) for each in places)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def main(wanted: Path, places: list[Path]) -> None:
    told = json.loads(wanted.read_text("utf-8"))
    texts, found = pieces(told["texts"]), {}
    files = [file for place in places for file in sorted(place.rglob("*")) if file.is_file()]
    for file in files:
        try:
            data = file.read_bytes()
        except FileNotFoundError:  # SQLite has put it away meanwhile
            continue
        if shown := read_in(data, told["secrets"], texts):
            found[str(file)] = shown
    print(json.dumps(found))


if __name__ == "__main__":
    main(Path(sys.argv[1]), [Path(each) for each in sys.argv[2:]])
