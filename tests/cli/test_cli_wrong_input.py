"""What somebody may give by mistake: one sentence, exit 1 or 2, and nothing written."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from cli_run import DUE, START, YORK, studio

NOT_TEXT = b"abc\xff\xfe\n"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A file issued for review."""
    args = ("--template", "practitioner-card", "--round", 1, "--due", DUE, "--out", tmp_path / "r", "--date", START)
    assert studio("issue", YORK, *args).code == 0
    return next(iter(sorted((tmp_path / "r").glob("*.docx"))))


@pytest.mark.parametrize("option", ["--facts", "--decisions"])
def test_merge_says_which_file_is_no_text(option: str, copy: Path, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.yaml"
    wrong.write_bytes(NOT_TEXT)
    ended = studio("merge", copy, copy, option, wrong, "--out", tmp_path / "m")
    assert ended.code == 1
    assert ended.err.strip() == "wrong.yaml is not UTF-8 text. Save it as UTF-8."
    assert not (tmp_path / "m").exists()


def test_a_passphrase_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    wrong = tmp_path / "words.txt"
    wrong.write_bytes(NOT_TEXT)
    ended = studio("identity", "new", "--name", "A", "--organisation", "B", "--out", tmp_path / "a.p12",
                   "--passphrase-file", wrong)  # fmt: skip
    assert ended.code == 1
    assert "words.txt is not UTF-8 text" in ended.err
    assert not (tmp_path / "a.p12").exists()


def test_folders_and_files_are_not_taken_for_each_other(tmp_path: Path) -> None:
    ended = studio("check", tmp_path)
    assert ended.code == 2
    assert "is a folder, not a file" in ended.err
    taken = tmp_path / "taken"
    taken.write_text("mine", "utf-8")
    ended = studio("assemble", YORK, "--template", "practitioner-card", "--out", taken, "--date", START)
    assert ended.code == 2
    assert "is a file, not a folder" in ended.err
    assert taken.read_text("utf-8") == "mine"


@pytest.mark.parametrize(
    ("option", "value"), [("--round", "0"), ("--round", "-1"), ("--number", "-3"), ("--number", "x")]
)
def test_drafts_and_rounds_are_counted_in_whole_numbers(option: str, value: str, tmp_path: Path) -> None:
    given = {"--round": "1", "--number": "1", option: value}
    words = [word for pair in given.items() for word in pair]
    ended = studio("issue", YORK, "--template", "practitioner-card", "--due", DUE, "--out", tmp_path / "r", *words)
    assert ended.code == 2
    assert "is no number" in ended.err
    assert not (tmp_path / "r").exists()


def test_a_word_that_is_no_command_and_no_file_is_wrong_use(tmp_path: Path) -> None:
    bare = {name: value for name, value in os.environ.items() if name not in {"DISPLAY", "WAYLAND_DISPLAY"}}
    ended = subprocess.run(
        [sys.executable, "-m", "studio", "frobnicate"],
        capture_output=True,
        text=True,
        timeout=60,
        env=bare,
        check=False,
    )
    assert ended.returncode == 2
    assert ended.stderr.strip() == "There is no command and no file “frobnicate”. See: agreement-studio --help"


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere there is always a screen")
def test_without_a_display_the_desk_says_so(tmp_path: Path) -> None:
    without = {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}
    bare = {name: value for name, value in os.environ.items() if name not in without}
    ended = subprocess.run(
        [sys.executable, "-m", "studio"], capture_output=True, text=True, timeout=60, env=bare, check=False
    )
    assert ended.returncode == 2
    assert "there is no display" in ended.stderr


def test_a_reader_that_goes_away_early_does_not_turn_a_no_into_a_yes(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text("agreement: {title: x}\n" * 400, "utf-8")
    script = 'set +o pipefail; "$0" -m studio check "$1" --json | head -c 1 >/dev/null; exit ${PIPESTATUS[0]}'
    ended = subprocess.run(["bash", "-c", script, sys.executable, str(wrong)], capture_output=True, check=False)
    assert ended.returncode == 1
    assert b"Traceback" not in ended.stderr
