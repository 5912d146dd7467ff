"""What LibreOffice saved, kind by kind: both readings as LibreOffice itself gives them, and just the edits that were made.

`make corpus` makes the files anew; a few are made and read anew in every run.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path

import pytest

from studio.returns.align import plain
from studio.returns.change import Return
from studio.returns.docx_read import read_return, reading

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "packaging"))

from corpus_kinds import KINDS, LIVE, ROUTES, THROUGH
from make_corpus import CORPUS, make

RECORD = json.loads((CORPUS / "libreoffice.json").read_text(encoding="utf-8"))
SENT = (CORPUS / "base.docx").read_bytes()


def edits(found: Return) -> list[tuple[str, str, str]]:
    """Each group of changes of the text as (effect, words before, words after)."""
    groups: dict[int, list] = {}
    for change in found.changes:
        groups.setdefault(change.group, []).append(change)
    made = []
    for changes in groups.values():
        told = [c for c in changes if c.target == "row"] or changes  # a row says the words of its cells
        made.append((type(told[0].effect).__name__, "".join(c.before for c in told), "".join(c.after for c in told)))
    return sorted(made)


def _said(texts: list[str]) -> list[str]:
    return [plain(text) for text in texts]


def check_readings(data: bytes, said: dict[str, dict[str, list[str]]]) -> None:
    for mode in ("accepted", "rejected"):
        assert _said(reading(data, mode)) == _said(said[mode]["main"]), mode
        notes = [text for text in _said(reading(data, mode, "footnotes")) if text]
        assert notes == [text for text in _said(said[mode]["notes"]) if text], mode


@pytest.mark.parametrize("name", sorted(RECORD))
def test_both_readings_are_those_of_libreoffice_paragraph_by_paragraph(name):
    check_readings((CORPUS / name).read_bytes(), RECORD[name])


@pytest.mark.parametrize("kind", KINDS)
def test_just_the_edits_that_were_made_are_found(kind):
    found = read_return((CORPUS / f"{kind}.docx").read_bytes(), SENT)
    assert edits(found) == sorted(KINDS[kind][1])
    assert found.rejected_equals_sent is True, found.differences
    assert found.unread == ()


@pytest.mark.parametrize("kind", THROUGH)
@pytest.mark.parametrize("route", ROUTES)
def test_through_another_format_nothing_is_lost(kind, route):
    """By way of .odt the same edits; .doc and .rtf lose marks, and what they lose is found as done without tracking."""
    found = read_return((CORPUS / f"{kind}-{route}.docx").read_bytes(), SENT)
    assert found.rejected_equals_sent is True, found.differences
    if route == "odt":
        assert edits(found) == sorted(KINDS[kind][1])
    for _, before, after in KINDS[kind][1]:
        assert before in " ".join(c.before for c in found.changes)
        assert after.split("\t")[0] in " ".join(c.after for c in found.changes)


def test_the_corpus_holds_sixty_kinds_and_every_one_is_there():
    assert len(KINDS) >= 60
    files = {f"{kind}.docx" for kind in KINDS} | {f"{kind}-{route}.docx" for kind in THROUGH for route in ROUTES}
    assert set(RECORD) == files


@pytest.mark.skipif(not shutil.which("soffice") or os.name != "posix", reason="needs LibreOffice")
def test_libreoffice_edits_and_reads_here_and_now(tmp_path_factory):
    folder = tmp_path_factory.mktemp("live")
    said = make([(kind, None) for kind in LIVE], folder)
    for kind in LIVE:
        data = (folder / f"{kind}.docx").read_bytes()
        check_readings(data, said[f"{kind}.docx"])
        assert edits(read_return(data, SENT)) == sorted(KINDS[kind][1])
