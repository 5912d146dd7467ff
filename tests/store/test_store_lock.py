"""A second program is told who has the workspace and may read it; a killed holder leaves nothing locked."""

from __future__ import annotations

import getpass
import platform
import subprocess
import sys
from datetime import UTC, datetime

import pytest

from studio.errors import StudioError
from studio.store.database import create, open_store
from studio.store.holder import Holder
from studio.store.lock import LOCK_BYTE, WorkspaceFile
from studio.store.records import AgreementRecord

WORDS = "pass phrase"
AT = datetime(2026, 11, 23, 9, 14, tzinfo=UTC)

HOLDER = """
import subprocess, sys
from datetime import UTC, datetime
from pathlib import Path
from studio.store.database import open_store
from studio.store.records import AgreementRecord
at = datetime(2026, 11, 23, 9, 14, tzinfo=UTC)
store = open_store(Path(sys.argv[1]), "pass phrase", clock=lambda: at)
if "child" in sys.argv:
    child = subprocess.Popen([sys.executable, "-c", "import sys; sys.stdin.read()"], stdin=subprocess.PIPE)
print("read-only" if store.read_only else "open", flush=True)
for line in sys.stdin:
    if line.strip() == "close":
        break
    with store.begin() as tx:
        tx.save(AgreementRecord(line.strip(), "t", "f", "drafting", "x"))
        tx.append("start", line.strip(), "t", {}, at)
    print("saved", flush=True)
store.close()
print("closed", flush=True)
"""


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "york.agreements"
    create(path, WORDS).close()
    return path


class Other:
    """Another program that has the workspace open."""

    def __init__(self, path, *arguments):
        command = [sys.executable, "-c", HOLDER, str(path), *arguments]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.state = self.process.stdout.readline().strip()

    def say(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().strip()

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.process.kill()
        self.process.wait()
        self.process.stdin.close()
        self.process.stdout.close()


def test_the_second_program_is_told_who_has_it_and_reads_on(path):
    with Other(path) as other:
        assert other.state == "open"
        assert other.say("york") == "saved"
        with open_store(path, WORDS) as second:
            assert second.read_only
            assert second.holder == Holder(
                getpass.getuser(), platform.node(), other.process.pid, "2026-11-23T09:14:00Z"
            )
            who = f"{getpass.getuser()} has had this workspace open on {platform.node()}"
            since = "since Mon 23 November, 09:14 UTC. It opens here for reading only."
            assert second.why_read_only == f"{who} {since}"
            with pytest.raises(StudioError, match="for reading only") as caught, second.begin() as tx:
                tx.save(AgreementRecord("mine", "t", "f", "drafting", "x"))
            assert caught.value.next_step == "Close it there, then open it here again."
            assert other.say("leeds") == "saved", "the reader must not be in the writer's way"
            with second.read() as tx:
                assert [record.id for record in tx.all(AgreementRecord)] == ["leeds", "york"]
            assert second.verify_history({}).ok
            assert second.check() == ()
        with open_store(path, WORDS) as third:
            assert third.read_only, "a reader that leaves must not take the writer's lock along"


def test_after_the_holder_has_closed_the_next_one_writes(path):
    with Other(path) as other:
        assert other.say("close") == "closed"
        with open_store(path, WORDS) as store, store.begin() as tx:
            tx.save(AgreementRecord("york", "t", "f", "drafting", "x"))
    assert [file.name for file in path.parent.iterdir()] == ["york.agreements"]


@pytest.mark.parametrize("arguments", [(), ("child",)])
def test_a_killed_holder_leaves_nothing_locked_even_if_a_child_of_it_lives_on(path, arguments):
    with Other(path, *arguments) as other:
        other.say("york")
    with open_store(path, WORDS) as store:
        assert not store.read_only
        assert store.why_read_only == ""
        with store.begin() as tx:
            assert [record.id for record in tx.all(AgreementRecord)] == ["york"]
            tx.append("start", "leeds", "t", {}, AT)
        assert store.verify_history({}).ok


def test_the_writer_here_makes_the_program_there_a_reader(path):
    with open_store(path, WORDS) as store:
        with Other(path) as other:
            assert other.state == "read-only"
        with store.begin() as tx:
            tx.save(AgreementRecord("york", "t", "f", "drafting", "x"))


def test_the_last_reader_tidies_the_log_of_a_holder_that_closed_first(path):
    with Other(path) as other:
        with open_store(path, WORDS) as reader:
            other.say("york")
            assert other.say("close") == "closed"
            with reader.read() as tx:
                assert [record.id for record in tx.all(AgreementRecord)] == ["york"]
        assert [file.name for file in path.parent.iterdir()] == ["york.agreements"]


def test_within_one_program_too_there_is_one_writer(path):
    with open_store(path, WORDS) as first:
        with open_store(path, WORDS) as second:
            assert (first.read_only, second.read_only) == (False, True)
        with pytest.raises(StudioError):
            open_store(path, "wrong")
        with Other(path) as other:
            assert other.state == "read-only", "a store closed in this program must not open the door to another"
    with open_store(path, WORDS) as third:
        assert not third.read_only


def test_the_lock_lies_where_sqlite_neither_stores_nor_locks():
    page = LOCK_BYTE // 4096
    assert page == 0x4000_0000 // 4096, "the page that SQLite leaves empty for locks"
    assert LOCK_BYTE >= 0x4000_0000 + 512, "behind its own lock bytes"
    assert LOCK_BYTE < 2**31, "Windows locks from a 32-bit file position"


def test_the_file_has_one_lock_at_a_time(tmp_path):
    path = tmp_path / "f"
    first = WorkspaceFile.create(path)
    second = WorkspaceFile.open(path)
    assert first.lock_for_writing()
    assert not second.lock_for_writing()
    first.close()
    first.close()
    assert second.lock_for_writing()
    second.close()
