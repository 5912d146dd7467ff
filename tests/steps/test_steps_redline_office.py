"""The redline of a merged round and of two, of many authors, in LibreOffice: it counts our changes, and gives both texts."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from openxml_audit import OpenXmlValidator
from steps_deferred import finish_first, finish_second
from steps_york import WORDS, Case, Clock, Stages

from studio.drafting.draft import Draft
from studio.steps import answering
from studio.steps.answering import Redline
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
def round_1(stages: Stages, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    path = tmp_path_factory.mktemp("redline") / "york.agreements"
    shutil.copyfile(stages.file("finished"), path)
    yield from opened(path, "2026-10-26")


@pytest.fixture(scope="module")
def round_2(stages: Stages, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    """Two rounds; in the second other changes of other authors are accepted."""
    path = tmp_path_factory.mktemp("redlines") / "york.agreements"
    shutil.copyfile(stages.file("returned"), path)
    for case in opened(path, "2026-10-22"):
        finish_first(case)
        case.clock.day("2026-11-10")
        finish_second(case)
        yield case


def opened(path: Path, day: str) -> Iterator[Case]:
    clock = Clock()
    clock.day(day)
    case = Case(open_workspace(path, WORDS, clock), clock)
    yield case
    case.ws.close()


@dataclass(frozen=True)
class Shown:
    """A redline, the comparison that it shows, and what LibreOffice finds in it."""

    redline: Path
    between: Redline
    looked: dict[str, Any]


@pytest.fixture(scope="module", params=["last", "first"], ids=["of one round", "over two rounds"])
def shown(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Shown:
    case: Case = request.getfixturevalue("round_1" if request.param == "last" else "round_2")
    file = tmp_path_factory.mktemp("office") / "redline.docx"
    file.write_bytes(answering.redline_docx(case.ws, case.id, request.param))
    done = subprocess.run(
        ["/usr/bin/python3", str(_DOCUMENTS / "docx_office.py"), str(file.parent / "profile"), str(file)],
        check=True,
        capture_output=True,
        text=True,
        timeout=180,
    )
    between = answering.comparison(case.ws, case.id, request.param)
    return Shown(file, between, json.loads(done.stdout)[0])


def paragraphs(draft: Draft) -> list[str]:
    """The words of each paragraph, cells of tables and signature places included, in the order in which they are printed."""
    out: list[str] = []
    for block in draft.walk():
        out.append("".join(run.text for run in block.table.caption) if block.table else block.text)
        if (place := block.signature) is not None:
            out += ["Name", place.person, "Office", place.office, "For", place.legal_name]
            out += ["Signature", "Not open for signature.", place.field]
    return [text for text in out if text.strip()]


def test_the_office_counts_the_same_changes_by_author_and_kind(shown: Shown) -> None:
    written = counted(shown.redline.read_bytes())
    assert len({author for author, _ in written}) > 4
    assert {(author, kind): number for author, kind, number in shown.looked["by"]} == written


@pytest.mark.parametrize("word", ["accepted", "rejected"])
def test_accepting_or_rejecting_all_in_the_office_gives_that_drafts_paragraphs(shown: Shown, word: str) -> None:
    wanted = paragraphs(shown.between.new if word == "accepted" else shown.between.old)
    found = [text for _, text in shown.looked[word] if text.strip()]
    assert len(wanted) > 150
    assert found == wanted
    assert not shown.looked[f"{word}_left"]


def test_the_checker_for_word_finds_nothing_in_it(shown: Shown) -> None:
    assert OpenXmlValidator().validate(shown.redline).errors == []


def test_over_two_rounds_each_round_has_its_own_authors(round_2: Case) -> None:
    both = {author for author, _ in counted(answering.redline_docx(round_2.ws, round_2.id, "first"))}
    last = {author for author, _ in counted(answering.redline_docx(round_2.ws, round_2.id))}
    assert last
    assert last < both
