"""Killed in the middle of a step, the program has kept all that it had reported and nothing half. KILLS=200 for the long run."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import killed
import pytest
from steps_york import CASE, DUE, WORDS

import studio
from studio.signing.sign import sign_field
from studio.steps import look, signing
from studio.store.database import open_store

KILLS = int(os.environ.get("KILLS", "12"))
AT = {"started": "2026-10-02", "issued": "2026-10-07", "returned": "2026-10-26", "prepared": "2026-11-18"}
pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Play:
    """A stage's workspace, the steps that follow on it, and all that it holds after each of them."""

    file: Path
    plan: Path
    states: tuple[Any, ...]
    seconds: float


def steps_of(stage: str, ws: Any, folder: Path, identities: dict[str, bytes]) -> list[list[str]]:
    returns = [["receive", str(CASE / "york-pathways" / "returns" / f"{party}.docx")]
               for party in ("together", "police", "icb", "council", "trust")]  # fmt: skip
    if stage == "started":
        return [["issue", DUE.isoformat()], *returns]
    if stage == "issued":
        return returns
    if stage == "returned":
        view = look.merge(ws, killed.AGREEMENT)
        taken: set[str] = set()
        made = []
        for each in view.proposals:
            decision = "reject" if taken & set(each.clashes) else "accept"
            taken |= {each.id} if decision == "accept" else set()
            made.append(["decide", each.id, decision, "Agreed in the working group."])
        return made + [["answer", each.id, "Thank you."] for each in view.comments]
    blank = signing.signing_pdf(ws, killed.AGREEMENT)
    at = datetime(2026, 11, 16, 10, tzinfo=UTC)
    made, pdf = [], blank
    for party in ("council", "together"):
        pdf = sign_field(pdf, f"sign.{party}", identities[party], WORDS, at=at).pdf
        bad = sign_field(blank, "sign.police", identities["police"], WORDS, at=at).pdf
        for name, data in (("receive_signed", pdf), ("refuse_signed", bad + b"\n" * len(made))):
            path = folder / f"{len(made)}-{party}.pdf"
            path.write_bytes(data)
            made.append([name, str(path)])
    return made


@pytest.fixture(scope="module")
def plays(stages: Any, identities: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Play]:
    return {stage: played(stage, stages, identities, tmp_path_factory.mktemp(stage)) for stage in AT}


def played(stage: str, stages: Any, identities: dict[str, bytes], folder: Path) -> Play:
    """The stage's steps played through without any kill, with what the workspace holds after each."""
    copy, at = folder / "reference.agreements", f"{AT[stage]}T09:00:00+00:00"
    shutil.copyfile(stages.file(stage), copy)
    ws = killed.opened(copy, at)
    steps = steps_of(stage, ws, folder, identities)
    states = [killed.everything(ws.store)]
    spent = 0.0
    for step in steps:
        since = time.monotonic()
        killed.play(ws, step)
        spent += time.monotonic() - since
        states.append(killed.everything(ws.store))
    ws.close()
    assert len({len(each[1]) for each in states}) == len(steps) + 1, "each step writes one line of history"
    plan = folder / "plan.json"
    plan.write_text(json.dumps({"at": at, "base": len(states[0][1]), "steps": steps}), "utf-8")
    return Play(stages.file(stage), plan, tuple(states), spent)


def run_and_kill(path: Path, play: Play, left: int, seed: int) -> tuple[bool, list[Any]]:
    """Whether the kill met it alive, and what it had reported until then.

    The step to be hit is drawn by lot. Even seeds kill at any moment of it; odd ones just after the file's log was written.
    """
    chance = random.Random(seed)
    hit, moment = chance.randrange(left), chance.random()
    child = subprocess.Popen(
        [sys.executable, killed.__file__, str(path), str(play.plan)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path(studio.__file__).parents[1])},
    )
    assert child.stdout is not None

    def later() -> None:
        if seed % 2:
            wait_for_writing(path.with_name(path.name + "-wal"), child)
            time.sleep(moment * 0.004)
        else:
            time.sleep(moment * 1.5 * play.seconds / len(play.states))
        child.kill()

    said = [child.stdout.readline() for _ in range(hit + 1)]
    killer = threading.Thread(target=later)
    killer.start()
    said += child.stdout.read().splitlines(keepends=True)
    killer.join()
    child.stdout.close()
    ended = child.wait()
    assert ended in {0, -9}, f"it failed before it was killed: {ended}"
    assert said[0] == "ready\n"
    return ended == -9, [json.loads(line) for line in said[1:] if line.endswith("\n")]


def wait_for_writing(log: Path, child: subprocess.Popen[str]) -> None:
    """Return when the log is written. Its state is asked for; opening it here would drop locks of its own process."""
    with suppress(FileNotFoundError):  # it goes when the workspace is closed after its last step
        before = log.stat()
        while child.poll() is None:
            now = log.stat()
            if (now.st_size, now.st_mtime_ns) != (before.st_size, before.st_mtime_ns):
                return
            time.sleep(0.0005)


@pytest.mark.skipif(sys.platform == "win32", reason="a kill is told by its signal")
@pytest.mark.parametrize("stage", AT)
def test_a_kill_in_the_middle_of_a_step_keeps_what_was_reported_and_nothing_half(
    plays: dict[str, Play], tmp_path: Path, stage: str
) -> None:
    play, path = plays[stage], tmp_path / "w.agreements"
    met, steps_back, reported, done = 0, 0, list[Any](), 0
    first = list(AT).index(stage) * 1000
    for seed in range(first, first + (KILLS + 3) // 4):
        if not path.exists():
            shutil.copyfile(play.file, path)
            reported, done = [], 0
        alive, said = run_and_kill(path, play, len(play.states) - 1 - done, seed)
        met, reported, steps_back = met + alive, reported + said, steps_back + len(said)
        with open_store(path, WORDS) as store:
            assert not store.read_only, f"kill {seed} left it locked"
            assert store.check() == (), f"kill {seed}"
            assert store.verify_history({str(number): head for number, head in reported}).ok, f"kill {seed}"
            now = killed.everything(store)
        assert [file.name for file in tmp_path.iterdir()] == ["w.agreements"]
        done = len(now[1]) - len(play.states[0][1])
        assert done >= len(reported), f"kill {seed} lost a step"
        assert now == play.states[done], f"kill {seed} left a step half done"
        if done == len(play.states) - 1 or seed % 4 == 3:
            path.unlink()
    print(f"{stage}: {met} kills met it at work, {steps_back} steps were reported as saved")
    assert met, "every kill came too late"
