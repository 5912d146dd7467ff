"""No word of the sample stands on the disk in the open: while it is worked on, after a kill, after the end."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import killed
import pytest
from ruamel.yaml import YAML
from steps_york import PARTIES, WORDS, returned, york

import studio

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from secrecy import looked_for, open_words

AT = "2026-11-05T09:00:00+00:00"
SIGNATURE_WORDS = "the signatory's very own words"

pytestmark = pytest.mark.slow


def texts(found: Any) -> Iterator[str]:
    """Every text in the facts: names, addresses, notes."""
    if isinstance(found, dict):
        for each in found.values():
            yield from texts(each)
    elif isinstance(found, list):
        for each in found:
            yield from texts(each)
    elif isinstance(found, str):
        yield found


@pytest.fixture(scope="module")
def sample(stages: Any) -> list[str]:
    """All that the sample says: its facts, and the words of its agreement."""
    from studio.steps import look

    facts = [each for each in texts(YAML(typ="safe", pure=True).load(york())) if len(each) >= 12]
    ws = killed.opened(stages.file("returned"), AT)
    try:
        view = look.merge(ws, killed.AGREEMENT)
    finally:
        ws.close()
    words = [block.text for block in view.draft.walk() if len(block.text) >= 12]
    asked = [each.after for each in view.proposals] + [each.comment.text for each in view.comments]
    assert len(facts) > 300
    assert len(words) > 300
    return [*facts, *words, *(each for each in asked if len(each) >= 12)]


def story(ws: Any, folder: Path, coordinator: bytes) -> list[list[str]]:
    """From the returns to the first signature."""
    from studio.signing.identity import new_identity
    from studio.steps import look

    own, other = folder / "coordinator.p12", folder / "council.p12"
    own.write_bytes(coordinator)
    other.write_bytes(new_identity("Uma Sample", "City of York Council", SIGNATURE_WORDS, at=ws.now(), sample=True))
    taken: set[str] = set()
    decided = []
    for each in look.merge(ws, killed.AGREEMENT).proposals:
        decision = "reject" if taken & set(each.clashes) else "accept"
        taken |= {each.id} if decision == "accept" else set()
        decided.append(["decide", each.id, decision, "Agreed in the working group."])
    answered = [["answer", each.id, "Thank you."] for each in look.merge(ws, killed.AGREEMENT).comments]
    agreed = [["telephone_note", party, "Agrees to draft 2, by telephone."] for party in PARTIES]
    return [
        ["record_no_response", "ambulance"], *decided, *answered, ["finish_round"], *agreed, ["freeze"],
        ["prepare", str(own), WORDS], ["sign", "sign.council", str(other), SIGNATURE_WORDS],
    ]  # fmt: skip


class Watched:
    """A process that plays a plan with a home, a temporary folder and a workspace of its own, one step at a word."""

    def __init__(self, place: Path, plan: Path) -> None:
        self.place = place
        self.home, self.temporary, self.work = place / "home", place / "tmp", place / "work"
        names = {"HOME": self.home, "USERPROFILE": self.home, "APPDATA": self.home, "XDG_CACHE_HOME": self.home / "cache",
                 "XDG_CONFIG_HOME": self.home / "config", "XDG_DATA_HOME": self.home / "data",
                 **dict.fromkeys(("TMPDIR", "TEMP", "TMP", "SQLITE_TMPDIR"), self.temporary)}  # fmt: skip
        self.workspace = self.work / "york.agreements"
        code = str(Path(studio.__file__).parents[1])
        self.child = subprocess.Popen(
            [sys.executable, "-B", killed.__file__, str(self.workspace), str(plan), "wait"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=self.work,
            env={**os.environ, "PYTHONPATH": code, **{name: str(path) for name, path in names.items()}},
        )  # fmt: skip
        assert self.said() == "ready\n"

    def said(self) -> str:
        assert self.child.stdout is not None
        return self.child.stdout.readline()

    def go_on(self) -> None:
        assert self.child.stdin is not None
        self.child.stdin.write("\n")
        self.child.stdin.flush()

    def written_elsewhere(self) -> list[str]:
        """Files outside the watched folders that the process has open for writing; known on Linux only."""
        found = []
        for each in Path(f"/proc/{self.child.pid}/fd").glob("*"):
            if each.name in {"0", "1", "2"}:
                continue
            target = str(each.readlink())
            flags = int((each.parents[1] / "fdinfo" / each.name).read_text().split("flags:")[1].split()[0], 8)
            file = target.startswith("/") and not target.startswith(("/dev/", "/proc/"))
            if file and flags & (os.O_WRONLY | os.O_RDWR) and not target.startswith(str(self.place)):
                found.append(target)
        return found

    def names(self) -> list[str]:
        return sorted(each.relative_to(self.place).as_posix() for each in self.place.rglob("*") if each.is_file())


@pytest.fixture
def watched(stages: Any, coordinator: bytes, tmp_path: Path) -> Iterator[tuple[Watched, list[list[str]]]]:
    place, outside = tmp_path / "watched", tmp_path / "outside"
    for each in (place / "home", place / "tmp", place / "work", outside):
        each.mkdir(parents=True)
    shutil.copyfile(stages.file("returned"), place / "work" / "york.agreements")
    ws = killed.opened(place / "work" / "york.agreements", AT)
    steps = story(ws, outside, coordinator)
    from studio.steps import look

    base = len(look.history(ws))
    ws.close()
    plan = outside / "plan.json"
    plan.write_text(json.dumps({"at": AT, "base": base, "steps": steps}), "utf-8")
    found = Watched(place, plan)
    yield found, steps
    found.child.kill()
    found.child.communicate()


OPEN = ["work/york.agreements", "work/york.agreements-shm", "work/york.agreements-wal"]


def test_no_word_of_the_sample_lies_open_while_it_is_worked_on_or_after(
    watched: tuple[Watched, list[list[str]]], sample: list[str], tmp_path: Path
) -> None:
    program, steps = watched
    wanted = looked_for(tmp_path, [WORDS, SIGNATURE_WORDS], sample)
    told = {"record_no_response", "finish_round", "freeze", "prepare", "sign"}
    for number, step in enumerate(steps):
        program.go_on()
        assert program.said().startswith("["), step
        assert program.names() == OPEN, f"after {step[0]}"
        if step[0] in told or number % 12 == 0:
            assert open_words(wanted, program.place) == {}, f"after {step[0]}"
        if sys.platform == "linux":
            assert program.written_elsewhere() == [], f"after {step[0]}"
    program.go_on()
    assert program.child.wait() == 0
    assert program.names() == ["work/york.agreements"]
    assert open_words(wanted, program.place) == {}


def test_what_a_kill_leaves_behind_shows_nothing_either(
    watched: tuple[Watched, list[list[str]]], sample: list[str], tmp_path: Path
) -> None:
    program, steps = watched
    wanted = looked_for(tmp_path, [WORDS, SIGNATURE_WORDS], sample)
    for _ in steps[:-2]:
        program.go_on()
        program.said()
    program.go_on()  # the file to be signed is being made
    program.child.kill()
    program.child.wait()
    assert program.names() == OPEN
    assert open_words(wanted, program.place) == {}


def test_the_search_finds_what_does_lie_open(sample: list[str], tmp_path: Path) -> None:
    wanted, place = looked_for(tmp_path, [WORDS], sample), tmp_path / "place"
    place.mkdir()
    (place / "facts.yaml").write_text(york(), "utf-8")
    (place / "log.txt").write_text(f"opened with {WORDS}", "utf-8")
    (place / "windows.txt").write_bytes(
        "x".encode("utf-16-le") + "Mo asks Uma Sample of City of York".encode("utf-16-le")
    )
    (place / "noise.bin").write_bytes(returned("police"))
    found = open_words(wanted, place)
    assert {Path(each).name for each in found} == {"facts.yaml", "log.txt", "windows.txt"}
    assert WORDS in found[str(place / "log.txt")]
