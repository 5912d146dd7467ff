"""A merged round's redline, of many authors, in LibreOffice: it counts our changes, and gives both drafts' texts."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from openxml_audit import OpenXmlValidator
from steps_york import WORDS, Case, Clock, Stages

from studio.drafting.draft import Draft
from studio.steps import answering
from studio.steps.workspace import open_workspace

_DOCUMENTS = Path(__file__).parent.parent / "documents"
sys.path.append(str(_DOCUMENTS))

from office_changes import counted  # noqa: E402 - a helper of the tests of documents

pytestmark = [
    pytest.mark.office,
    pytest.mark.skipif(
        shutil.which("soffice") is None or not Path("/usr/bin/python3").exists(), reason="needs LibreOffice with UNO"
    ),
]


@pytest.fixture(scope="module")
def case(stages: Stages, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    path = tmp_path_factory.mktemp("redline") / "york.agreements"
    shutil.copyfile(stages.file("finished"), path)
    clock = Clock()
    clock.day("2026-10-26")
    case = Case(open_workspace(path, WORDS, clock), clock)
    yield case
    case.ws.close()


@pytest.fixture(scope="module")
def redline(case: Case, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("office") / "redline.docx"
    file.write_bytes(answering.redline_docx(case.ws, case.id))
    return file


@pytest.fixture(scope="module")
def looked(redline: Path) -> dict[str, Any]:
    done = subprocess.run(
        ["/usr/bin/python3", str(_DOCUMENTS / "docx_office.py"), str(redline.parent / "profile"), str(redline)],
        check=True,
        capture_output=True,
        text=True,
        timeout=180,
    )
    found: dict[str, Any] = json.loads(done.stdout)[0]
    return found


def paragraphs(draft: Draft) -> list[str]:
    """The words of each paragraph, cells of tables and signature places included, in the order in which they are printed."""
    out: list[str] = []
    for block in draft.walk():
        out.append("".join(run.text for run in block.table.caption) if block.table else block.text)
        if (place := block.signature) is not None:
            out += ["Name", place.person, "Office", place.office, "For", place.legal_name]
            out += ["Signature", "Not open for signature.", place.field]
    return [text for text in out if text.strip()]


def test_the_office_counts_the_same_changes_by_author_and_kind(redline: Path, looked: dict[str, Any]) -> None:
    written = counted(redline.read_bytes())
    assert len({author for author, _ in written}) > 4
    assert {(author, kind): number for author, kind, number in looked["by"]} == written


@pytest.mark.parametrize("word", ["accepted", "rejected"])
def test_accepting_or_rejecting_all_in_the_office_gives_that_drafts_paragraphs(
    case: Case, looked: dict[str, Any], word: str
) -> None:
    between = answering.comparison(case.ws, case.id)
    wanted = paragraphs(between.new if word == "accepted" else between.old)
    found = [text for _, text in looked[word] if text.strip()]
    assert len(wanted) > 150
    assert found == wanted
    assert not looked[f"{word}_left"]


def test_the_checker_for_word_finds_nothing_in_it(redline: Path) -> None:
    assert OpenXmlValidator().validate(redline).errors == []
