"""The library's commands: lint that mends, search that narrows, wording compared, packs out and in."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from studio.cli.main import run
from studio.library.shipped import content


def answered(capsys: pytest.CaptureFixture[str], *arguments: object, code: int = 0) -> dict[str, object]:
    assert run(["library", *map(str, arguments), "--json"]) == code
    found: dict[str, object] = json.loads(capsys.readouterr().out)
    return found


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for part in ("clauses", "templates"):
        shutil.copytree(content() / part, tmp_path / "copy" / part)
    return tmp_path / "copy"


def test_mending_completes_a_header_and_lint_is_quiet_again(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    clause = copy / "clauses" / "a18-telling" / "telling-people.md"
    before = clause.read_text("utf-8")
    clause.write_text(before.rstrip() + "\n1. {{ agreement.ref }}\n", "utf-8")
    problems = answered(capsys, "lint", "--library", copy, code=1)["problems"]
    assert [each["code"] for each in problems] == ["fact-not-listed"]  # type: ignore[attr-defined]
    mended = answered(capsys, "lint", "--library", copy, "--mend")
    assert (mended["problems"], mended["mended"]) == ([], ["clauses/a18-telling/telling-people.md"])


def test_search_narrows_by_law_and_section_and_offers_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    assert answered(capsys, "search", "--law", "section 251")["hits"]
    assert answered(capsys, "search", "consent", "--section", "A17")["hits"]
    missed = answered(capsys, "search", "retenton")
    assert missed["hits"] == []
    assert len(missed["nearest"]) == 3  # type: ignore[arg-type]
    assert run(["library", "search"]) == 2


def test_a_difference_shows_the_wording(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    clause = copy / "clauses" / "a20-complaints" / "complaints.md"
    last = clause.read_text("utf-8").rstrip().splitlines()[-1]
    clause.write_text(clause.read_text("utf-8").replace(last, "1. Other words."), "utf-8")
    (found,) = answered(capsys, "diff", content(), copy)["differences"]  # type: ignore[misc]
    assert found["wording"][-1]["before"] == [last]
    assert found["wording"][-1]["after"] == ["1. Other words."]


def test_a_pack_is_looked_at_taken_in_once_and_never_over_anything(
    copy: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    new = (
        (copy / "clauses/a20-complaints/complaints.md").read_text("utf-8").replace("id: complaints", "id: complaints-b")
    )
    (copy / "clauses/a20-complaints/complaints-b.md").write_text(new, "utf-8")
    file = tmp_path / "ours.clauses"
    made = answered(
        capsys, "pack", "complaints", "complaints-b", "--library", copy, "--out", file, "--by", "Uma Sample"
    )
    assert len(made["files"]) == 2  # type: ignore[arg-type]
    assert run(["library", "pack", "--out", str(file)]) == 2
    looked = answered(capsys, "unpack", file, "--dry-run")
    assert {each["id"]: each["state"] for each in looked["coming"]} == {  # type: ignore[attr-defined]
        "complaints": "same",
        "complaints-b": "new",
    }
    assert (looked["made_by"], looked["problems"], looked["written"]) == ("Uma Sample", [], [])
    out = tmp_path / "out"
    assert answered(capsys, "unpack", file, "--out", out)["written"] == ["clauses/a20-complaints/complaints-b.md"]
    assert (out / "clauses/a20-complaints/complaints-b.md").read_text("utf-8") == new
    assert answered(capsys, "unpack", file, "--out", out, "--library", content(), code=1)["error"]
    assert run(["library", "unpack", str(file)]) == 2


def test_what_is_no_pack_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "x.clauses"
    file.write_bytes(b"words")
    assert run(["library", "unpack", str(file), "--dry-run"]) == 1
    assert "no pack of clauses" in capsys.readouterr().err
