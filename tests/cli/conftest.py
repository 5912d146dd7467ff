"""Files that several command tests start from, made once by the commands themselves."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from cli_run import DUE, RETURNS, START, YORK, secret, studio

HERE = Path(__file__).resolve().parent
sys.path += [str(HERE.parent), str(HERE.parent / "signing")]  # certificates, files to be signed, cards made of software


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Round 1 of York issued without a workspace, and identities of the coordinator and two signatories."""
    folder = tmp_path_factory.mktemp("cli")
    words = secret(folder)
    issued = studio(
        "issue",
        YORK,
        "--template",
        "isa-multi-agency",
        "--round",
        1,
        "--due",
        DUE,
        "--out",
        folder / "round-1",
        "--date",
        START,
    )
    assert issued.code == 0, issued.err
    people = {"coordinator": "Mo Sample", "council": "Uma Sample", "together": "Lena Sample"}
    homes = {
        "coordinator": "Together SAMPLE",
        "council": "City of York Council",
        "together": "Together for Mental Wellbeing",
    }
    for name, person in people.items():
        made = studio(
            "identity", "new", "--name", person, "--organisation", homes[name], "--sample", "--out", folder / f"{name}.p12",
            "--passphrase-file", words, "--date", START,
        )  # fmt: skip
        assert made.code == 0, made.err
    return folder


@pytest.fixture(scope="session")
def merged(desk: Path) -> Path:
    """The five returns merged against what was sent, not decided yet."""
    returns = sorted(RETURNS.glob("*.docx"))
    ended = studio("merge", desk / "round-1" / "police-legal.docx", *returns, "--facts", YORK, "--out", desk / "merged")
    assert ended.code == 1, ended.err
    return desk / "merged"
