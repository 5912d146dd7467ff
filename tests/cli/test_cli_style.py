"""`--style` dresses what `issue` and `prepare` write, changes no word, and is refused where a workspace has its own."""

from __future__ import annotations

import io
from pathlib import Path
from zipfile import ZipFile

import pytest
from cli_run import DUE, START, YORK, studio

STYLE = 'name: Together for Mental Wellbeing\naccent: "#5C0F3A"\n'
ISSUE = ("issue", YORK, "--template", "isa-multi-agency", "--round", 1, "--due", DUE, "--date", START)


@pytest.fixture(scope="module")
def style(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("style") / "style.yaml"
    path.write_text(STYLE, "utf-8")
    return path


def _part(docx: bytes, name: str) -> str:
    with ZipFile(io.BytesIO(docx)) as parts:
        return parts.read(name).decode()


def test_review_copies_bear_the_style_and_keep_their_words(desk: Path, style: Path, tmp_path: Path) -> None:
    ended = studio(*ISSUE, "--out", tmp_path / "round", "--style", style)
    assert ended.code == 0, ended.err
    name = "police-legal.docx"
    styled, plain = (tmp_path / "round" / name).read_bytes(), (desk / "round-1" / name).read_bytes()
    assert "5C0F3A" in _part(styled, "word/styles.xml")
    assert "5C0F3A" not in _part(plain, "word/styles.xml")
    assert _part(styled, "word/document.xml") == _part(plain, "word/document.xml")


def test_the_file_to_be_signed_bears_the_style(desk: Path, style: Path, tmp_path: Path) -> None:
    out = tmp_path / "sign.pdf"
    ended = studio(
        "prepare", YORK, "--template", "isa-multi-agency", "--certify", desk / "coordinator.p12", "--out", out,
        "--passphrase-file", desk / "words.txt", "--date", "2026-11-05", "--style", style,
    )  # fmt: skip
    assert ended.code == 0, ended.err
    assert out.read_bytes().startswith(b"%PDF")


def test_a_style_beside_a_workspace_is_wrong_use_and_a_broken_one_names_its_line(style: Path, tmp_path: Path) -> None:
    both = studio(*ISSUE, "--out", tmp_path / "a", "--style", style, "--workspace", tmp_path / "w.agreements")
    assert both.code == 2
    assert "workspace style" in both.err
    broken = tmp_path / "broken.yaml"
    broken.write_text("accent: red\n", "utf-8")
    ended = studio(*ISSUE, "--out", tmp_path / "a", "--style", broken)
    assert ended.code == 1
    assert "line 1" in ended.err
    assert not (tmp_path / "a").exists()
