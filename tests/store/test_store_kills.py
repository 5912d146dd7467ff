"""A program killed at any moment loses nothing that it had reported as saved. KILLS=200 for the long run."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import threading
import time

import pytest

from studio.store.database import create, open_store
from studio.store.records import AgreementRecord, DecisionRecord, ReturnRecord, SigningRecord

WORDS = "pass phrase"
KILLS = int(os.environ.get("KILLS", "25"))

WRITER = """
import json, random, sys
from datetime import UTC, datetime
from pathlib import Path
from studio.store.database import open_store
from studio.store.records import AgreementRecord, DecisionRecord, ReturnRecord, SigningRecord
at, chance = datetime(2026, 11, 23, tzinfo=UTC), random.Random(int(sys.argv[2]))
store = open_store(Path(sys.argv[1]), "pass phrase")
assert not store.read_only, store.why_read_only
print("ready", flush=True)
while True:
    with store.begin() as tx:
        number = tx.recorded_head()[0] + 1
        data = chance.randbytes(chance.choice([100, 30_000, 30_000, 400_000]))
        sha = tx.put_blob(data)
        name = f"a{number}"
        tx.save(AgreementRecord(name, "t", "f", "drafting", "x"))
        tx.save(ReturnRecord(name, 1, sha, "r", "back.docx", "x", "{}"))
        tx.save(DecisionRecord(name, 1, "c1", "accept", "why", None, "x"))
        tx.save(SigningRecord(name, 1, "signed", sha, "p", "x", "{}"))
        entry = tx.append("receive", name, "back.docx", {"sha256": sha}, at)
    print(json.dumps([entry.number, entry.hash, sha]), flush=True)
"""


def run_and_kill(path, seed):
    """What the writer had reported until it was killed."""
    command = [sys.executable, "-c", WRITER, str(path), str(seed)]
    writer = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert writer.stdout.readline() == "ready\n"
    after = threading.Timer(random.Random(seed).uniform(0.0, 0.25), writer.kill)
    after.start()
    reported = writer.stdout.read()
    after.join()
    writer.wait()
    writer.stdout.close()
    return [json.loads(line) for line in reported.splitlines(keepends=True) if line.endswith("\n")]


@pytest.mark.slow
@pytest.mark.parametrize("first", range(0, KILLS, 25))
def test_nothing_reported_as_saved_is_lost_however_often_the_program_is_killed(tmp_path, first):
    path = tmp_path / "w.agreements"
    create(path, WORDS).close()
    reported, seeds = [], range(first, min(first + 25, KILLS))
    for seed in seeds:
        reported += run_and_kill(path, seed)
        with open_store(path, WORDS) as store:
            assert not store.read_only, f"kill {seed} left it locked"
            assert store.check() == (), f"kill {seed}"
            assert store.verify_history({str(number): head for number, head, _ in reported}).ok, f"kill {seed}"
            with store.read() as tx:
                check_whole(tx, reported, seed)
        assert [file.name for file in tmp_path.iterdir()] == ["w.agreements"]
    assert len(reported) > len(seeds), "the writer must have come to write between the kills"


def check_whole(tx, reported, seed):
    entries = tx.history()
    assert len(entries) >= len(reported), f"kill {seed} lost an entry"
    for _, _, sha in reported[-5:]:
        assert tx.blob(sha)
    for record_type in (ReturnRecord, DecisionRecord, SigningRecord):
        assert len(tx.all(record_type)) == len(entries), f"kill {seed} left a half-saved step"
    assert {record.id for record in tx.all(AgreementRecord)} == {entry.agreement for entry in entries}
    assert {record.id for record in tx.all(ReturnRecord)} == {json.loads(entry.detail)["sha256"] for entry in entries}


REKEY = """
import sys
from pathlib import Path
from studio.store.database import open_store
store = open_store(Path(sys.argv[1]), sys.argv[2])
print("ready", flush=True)
store.change_passphrase(sys.argv[2], sys.argv[3])
print("changed", flush=True)
store.close()
"""


@pytest.mark.slow
def test_a_kill_while_the_passphrase_changes_leaves_a_whole_file_under_one_of_the_two(tmp_path):
    path = tmp_path / "w.agreements"
    with create(path, "old words") as store, store.begin() as tx:
        sha = tx.put_blob(random.Random(1).randbytes(20_000_000))
    now, then, outcomes, took = "old words", "new words", set(), 0.0
    for seed in range(6):
        command = [sys.executable, "-c", REKEY, str(path), now, then]
        writer = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert writer.stdout.readline() == "ready\n"
        # The first is left to end; it says how long the work takes here, and so when to stop the others.
        began = time.monotonic()
        after = threading.Timer(random.Random(seed).uniform(0.05, 0.9) * took if took else 600, writer.kill)
        after.start()
        said = writer.stdout.read()
        took = took or time.monotonic() - began
        if seed:
            after.join()
        after.cancel()
        writer.wait()
        writer.stdout.close()
        changed = "changed" in said or not opens(path, now)
        now, then = (then, now) if changed else (now, then)
        outcomes.add(changed)
        with open_store(path, now) as store, store.read() as tx:
            assert len(tx.blob(sha)) == 20_000_000
        assert not opens(path, then)
    assert outcomes == {True, False}


def opens(path, words):
    from studio.errors import StudioError

    try:
        open_store(path, words).close()
    except StudioError:
        return False
    return True
