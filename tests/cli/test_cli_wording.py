"""The library of a workspace from the command line: wording of one's own listed, kept, taken back, offered and taken in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from studio.cli.main import run
from studio.library.kept import header_of, source_of
from studio.library.read import load_library
from studio.library.shipped import content

CASE = content() / "templates" / "cases" / "york-pathways.yaml"
Answer = Callable[..., str]


@pytest.fixture
def step(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Answer:
    """Runs a step on a workspace with one agreement, and gives what it says."""
    (tmp_path / "words.txt").write_text("four plain sample words", "utf-8")
    edited = (
        date.fromisoformat(change.date) for clause in load_library().clauses.values() for change in clause.changes
    )
    day = (max(edited) + timedelta(days=1)).isoformat()  # nobody words a clause before it was released

    def carry_out(name: str, *more: object, code: int = 0, ws: str = "w") -> str:
        keys = ["--passphrase-file", str(tmp_path / "words.txt"), "--date", day]
        assert run(["workspace", name, str(tmp_path / f"{ws}.agreements"), *map(str, more), *keys]) == code
        said = capsys.readouterr()
        return said.out + said.err

    carry_out("new")
    carry_out("start", CASE)
    return carry_out


@pytest.fixture
def wording(tmp_path: Path) -> Path:
    path = tmp_path / "words.md"
    body = header_of(source_of(load_library(), "retention"))[1]
    path.write_text(f"{body}1. Our own sentence.\n", "utf-8")
    return path


def test_local_wording_is_listed_with_its_reason_and_the_agreements_that_have_it(step: Answer, wording: Path) -> None:
    assert "worded as shipped" in step("local")
    step("word", "retention", wording, "--reason", "Our solicitor asked for it")
    said = step("local")
    major, minor = load_library().clauses["retention"].version.split(".")
    own = f"retention {major}.{int(minor) + 1}"
    assert f"{own} (in use): Our solicitor asked for it" in said
    assert "sample-york-1: Its next draft has the new wording." in said
    step("restore", "retention")
    assert f"{own} (restored)" in step("local")


def test_a_wording_in_reserve_is_taken_by_one_command_and_given_back_by_another(step: Answer) -> None:
    listed = step("alternatives")
    assert "pausing a flow: suspension\n    1 suspension (stands)" in listed
    assert "2 suspension-notice (can be taken)" in listed
    assert "not-binding (chosen by facts)" in listed
    assert "stands in place of" in step("take-wording", "suspension-notice", "--reason", "The refuges asked")
    assert "2 suspension-notice (stands)" in step("alternatives")
    assert "agreement.binding" in step("take-wording", "not-binding", "--reason", "Softer", code=1)
    assert "in sample-york-1 alone" in step("local")
    step("restore", "suspension", "--agreement", "sample-york-1")
    assert step("alternatives") == listed
    step("take-wording", "suspension-notice", "--reason", "All want it", "--everywhere")
    assert "alone" not in step("local").splitlines()[-1]
    step("restore", "suspension")
    assert step("alternatives") == listed


def test_local_wording_is_offered_back_and_taken_in_elsewhere_only_where_it_is_new(
    step: Answer, wording: Path, tmp_path: Path
) -> None:
    step("word", "retention", wording, "--reason", "Our solicitor asked for it")
    pack = tmp_path / "o.clauses"
    step("offer", "retention", "--out", pack)
    assert "is there already" in step("offer", "retention", "--out", pack, code=2)
    step("new", ws="other")
    assert "nothing new" in step("take-pack", pack, code=1, ws="other")


def test_what_cannot_be_done_is_said(step: Answer, wording: Path) -> None:
    for name in ("keep", "restore"):
        assert "no clause called nonsense" in step(name, "nonsense", code=1)
        assert "no local wording" in step(name, "retention", code=1)
    step("word", "retention", wording, "--reason", "Our solicitor asked for it")
    assert "no newer text" in step("keep", "retention", code=1)
    assert "no LOCAL-1" in step("take-back", "check", "LOCAL-1", code=1)
    assert "text of today" in step("newest")
