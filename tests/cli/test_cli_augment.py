"""augment: the command that adds validation data and a time stamp."""

from __future__ import annotations

import sys
from pathlib import Path

from cli_run import answered, studio

sys.path += [str(Path(__file__).parent.parent), str(Path(__file__).parent.parent / "signing")]

import paper
from issuer_service import issuing


def test_a_copy_is_stamped_and_the_file_is_left_alone(tmp_path: Path) -> None:
    whole, out = tmp_path / "executed.pdf", tmp_path / "lasting.pdf"
    whole.write_bytes(paper.signed())
    with issuing() as issuer:
        command = ("augment", whole, "--tsa", f"{issuer.address}/time", "--out", out, "--date", "2026-12-18")
        found = answered(*command)
        assert studio(*command).code != 0  # it is there already
        down = studio("augment", whole, "--tsa", "http://127.0.0.1:9/", "--out", tmp_path / "none.pdf")
    assert (found["field"], found["level"], found["note"]) == ("DocTime", "PAdES-BASELINE-LTA", "")
    assert found["service"] == "SAMPLE Time Service"
    assert found["stamped_at"] == "2026-12-18T12:30:00Z"
    assert whole.read_bytes() == paper.signed()
    assert out.read_bytes().startswith(paper.signed())
    judged = answered("verify", out, "--sent", whole, "--at", "2026-12-20T00:00:00Z", code=1)
    assert {one["level"] for one in judged["signatures"] if one["kind"] == "signature"} == {"PAdES-BASELINE-LTA"}
    assert (down.code, (tmp_path / "none.pdf").exists()) == (1, False)
    assert "Nothing was added" in down.err


def test_a_file_that_waits_for_somebody_is_not_stamped_unless_asked(tmp_path: Path) -> None:
    part = tmp_path / "part.pdf"
    part.write_bytes(paper.signed(2))
    with issuing() as issuer:
        command = ("augment", part, "--tsa", f"{issuer.address}/time", "--date", "2026-12-18")
        refused = studio(*command, "--out", tmp_path / "a.pdf")
        assert studio(*command, "--out", tmp_path / "b.pdf", "--partial").code == 0
    assert refused.code == 1
    assert "has not signed yet" in refused.err
