"""Reading many returns, beside parsing the same files and walking every element of them once."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from studio.returns.docx_read import read_return

RETURNS = 50
_PART = "word/document.xml"
_INSERTED = (
    '<w:ins w:id="9{0}" w:author="Sample {0}" w:date="2026-12-01T09:00:00Z"><w:r><w:t>sample {0} </w:t></w:r></w:ins>'
)


def many(folder: Path, sent: dict[str, bytes]) -> list[tuple[bytes, bytes]]:
    """Fifty different returns, each with the copy that was sent: what reviewers saved, each with one more insertion."""
    made: list[tuple[bytes, bytes]] = []
    parties = [path.stem for path in sorted(folder.glob("*.docx"))]
    for number in range(RETURNS):
        party = parties[number % len(parties)]
        data = (folder / f"{party}.docx").read_bytes()
        made.append((_with_one_more(data, number), sent[party]))
    return made


def _with_one_more(data: bytes, number: int) -> bytes:
    """The file with words inserted, tracked, behind a run somewhere in its middle."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            blob = source.read(name)
            if name == _PART:
                text = blob.decode()
                at = text.index("</w:r><w:r>", len(text) * (number + 10) // (RETURNS + 20)) + len("</w:r>")
                blob = (text[:at] + _INSERTED.format(number) + text[at:]).encode()
            target.writestr(name, blob)
    return out.getvalue()


def trees(data: bytes) -> Iterator[bytes]:
    """The XML parts of a file, unpacked."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            if name.endswith((".xml", ".rels")):
                yield archive.read(name)


def walked(parts: list[bytes]) -> int:
    """Parse and visit every element, looking at its name, words and attributes; how many there were."""
    return sum(_visited(etree.fromstring(part)) for part in parts)


def _visited(element: etree._Element) -> int:
    told = (element.tag, element.text, element.tail, element.attrib.items())
    return bool(told) + sum(_visited(each) for each in element)


def against_walk(returns: list[tuple[bytes, bytes]]) -> tuple[float, float, int]:
    """Processor milliseconds of reading all returns, of parsing and walking the same files once, and changes found.

    Turn by turn, so that other work on the machine weighs on both alike. The copies that were sent count once each.
    """
    read = plain = 0.0
    changes = 0
    seen: set[bytes] = set()
    for came, sent in returns:
        files = [came] if sent in seen else [came, sent]
        seen.add(sent)
        parts = [part for file in files for part in trees(file)]
        began = time.process_time()
        walked(parts)
        between = time.process_time()
        changes += len(read_return(came, sent).changes)
        plain += between - began
        read += time.process_time() - between
    return read * 1000, plain * 1000, changes
