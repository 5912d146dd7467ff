"""Interrupted while signing: what was there is byte for byte what it was, what is new is whole or absent."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
from pathlib import Path

import paper
import pytest
from certificates import PASSPHRASE, identity_for

from studio.errors import StudioError
from studio.steps import files

pytestmark = pytest.mark.skipif(os.name != "posix", reason="limits and signals of POSIX systems")

SIGN = """
import sys
from studio.cli.main import run
{before}
sys.exit(run(sys.argv[1:]))
"""
FULL = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))"
KILLED = "import os, signal; os.fsync = lambda _file: os.kill(os.getpid(), signal.SIGKILL)"


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A file to sign, an identity, and an older signed file under the name that will be written."""
    (tmp_path / "in.pdf").write_bytes(paper.signed(0))
    (tmp_path / "me.p12").write_bytes(identity_for(paper.PEOPLE[0][2]))
    (tmp_path / "words.txt").write_text(PASSPHRASE, "utf-8")
    (tmp_path / "older.pdf").write_bytes(b"%PDF-1.7 what was here")
    return tmp_path


def prints(desk: Path) -> dict[str, str]:
    return {one.name: hashlib.sha256(one.read_bytes()).hexdigest() for one in desk.iterdir() if one.suffix != ".part"}


def sign(desk: Path, out: str, before: str) -> subprocess.CompletedProcess[str]:
    words = ["sign", desk / "in.pdf", "--field", "sign.together", "--identity", desk / "me.p12", "--out", desk / out,
             "--passphrase-file", desk / "words.txt", "--date", "2026-12-18", "--force"]  # fmt: skip
    script = SIGN.format(before=before)
    return subprocess.run([sys.executable, "-c", script, *map(str, words)], capture_output=True, text=True, check=False)


@pytest.mark.parametrize("out", ["new.pdf", "older.pdf"])
def test_a_full_disk_leaves_everything_as_it_was(desk: Path, out: str) -> None:
    before = prints(desk)
    ended = sign(desk, out, FULL)
    assert ended.returncode == 1, ended.stderr
    assert "could not be written" in ended.stderr
    assert "Free some space or choose another folder." in ended.stderr
    assert prints(desk) == before
    assert not list(desk.glob(".*.part"))


@pytest.mark.parametrize("out", ["new.pdf", "older.pdf"])
def test_a_crash_while_writing_leaves_everything_as_it_was(desk: Path, out: str) -> None:
    before = prints(desk)
    assert sign(desk, out, KILLED).returncode == -signal.SIGKILL
    assert prints(desk) == before
    ended = sign(desk, out, "")
    assert ended.returncode == 0, ended.stderr
    assert (desk / out).read_bytes().startswith(paper.signed(0))
    assert (desk / "in.pdf").read_bytes() == paper.signed(0)


def test_a_folder_that_may_not_be_written_gets_nothing(desk: Path) -> None:
    """As another user, since a folder keeps out nobody who may do everything."""
    desk.chmod(0o555)
    before = prints(desk)
    child = os.fork()
    if child == 0:
        code = 9
        try:
            if os.geteuid() == 0:
                os.seteuid(65534)
            files.write_new(desk / "new.pdf", b"%PDF-1.7", force=True)
        except StudioError as error:
            code = 0 if "could not be written" in str(error) else 8
        finally:
            os._exit(code)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    desk.chmod(0o755)
    assert prints(desk) == before


def test_a_file_that_another_program_holds_is_left_alone(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows refuses to replace an open file; here the refusal is played."""

    def refuse(*_words: object) -> None:
        raise PermissionError(13, "The process cannot access the file because it is being used by another process")

    before = prints(desk)
    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(StudioError, match="used by another process"):
        files.write_new(desk / "older.pdf", b"%PDF-1.7 new", force=True)
    assert prints(desk) == before
    assert not list(desk.glob(".*.part"))
