"""A file of an earlier version is brought up to date with all that is in it; a file of a later one is left alone."""

from __future__ import annotations

import os
from datetime import UTC, datetime

import pytest
from sqlcipher3 import dbapi2

from studio.errors import StudioError
from studio.store import migrations
from studio.store.connection import connect_engine
from studio.store.database import create, open_store
from studio.store.history import NO_HEAD, next_entry
from studio.store.key import derive
from studio.store.migrations.step_0001_records import STATEMENTS as VERSION_1
from studio.store.records import AgreementRecord

WORDS = "pass phrase"
AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def raw_connection(path, salt=None):
    raw = dbapi2.connect(str(path), isolation_level=None)
    raw.execute(f"PRAGMA key = {derive(WORDS, salt or path.read_bytes()[:16]).pragma()}")
    return raw


@pytest.fixture
def version_1(tmp_path):
    """A workspace as the first version left it: its tables, one agreement, one entry of history."""
    path = tmp_path / "old.agreements"
    raw = raw_connection(path, os.urandom(16))
    for statement in VERSION_1:
        raw.execute(statement)
    raw.execute("INSERT INTO agreement VALUES ('york', 'York Pathways', 'facts', 'drafting', 'x')")
    entry = next_entry(1, NO_HEAD, step="start", agreement="york", subject="York", detail={}, at=AT)
    values = (
        entry.number,
        entry.at,
        entry.step,
        entry.agreement,
        entry.subject,
        entry.detail,
        entry.previous,
        entry.hash,
    )
    raw.execute("INSERT INTO history VALUES (?, ?, ?, ?, ?, ?, ?, ?)", values)
    raw.execute("PRAGMA user_version = 1")
    raw.execute(f"PRAGMA application_id = {migrations.APPLICATION_ID}")
    raw.close()
    return path


def test_a_workspace_of_version_1_is_brought_up_to_date_with_all_that_is_in_it(version_1, tmp_path):
    with open_store(version_1, WORDS) as old, create(tmp_path / "new.agreements", WORDS) as new:
        with old.read() as tx:
            assert tx.all(AgreementRecord) == [AgreementRecord("york", "York Pathways", "facts", "drafting", "x")]
            assert [entry.step for entry in tx.history()] == ["start"]
        assert old.verify_history({}).ok
        assert old.check() == ()
        assert schema(old) == schema(new), "a fresh file and one brought up to date are the same"


def schema(store):
    with store.read() as tx:
        return tx._connection.exec_driver_sql("SELECT type, name, sql FROM sqlite_master ORDER BY name").all()


def test_read_only_an_old_workspace_asks_to_be_opened_for_writing_once(version_1):
    before = version_1.read_bytes()
    with pytest.raises(StudioError, match="older version and must be opened for writing once"):
        open_store(version_1, WORDS, read_only=True)
    assert version_1.read_bytes() == before
    open_store(version_1, WORDS).close()
    with open_store(version_1, WORDS, read_only=True) as store:
        assert store.read_only


def test_a_step_that_fails_in_the_middle_leaves_the_file_at_its_version(version_1):
    engine = connect_engine(version_1, derive(WORDS, version_1.read_bytes()[:16]), read_only=False)
    broken = (*migrations.STEPS, ("CREATE TABLE new (x)", "INSERT INTO nowhere VALUES (1)"))
    with pytest.raises(Exception, match="nowhere"), engine.connect() as connection, connection.begin():
        migrations.bring_up_to_date(connection, broken)
    with engine.connect() as connection:
        assert migrations.version(connection) == 1
        names = connection.exec_driver_sql("SELECT name FROM sqlite_master").scalars().all()
        assert not {"new", "holder"} & set(names)
    engine.dispose()


def test_a_workspace_of_a_newer_version_is_left_alone(version_1):
    raw = raw_connection(version_1)
    raw.execute("PRAGMA user_version = 999")
    raw.close()
    with pytest.raises(StudioError, match="newer Agreement Studio") as caught:
        open_store(version_1, WORDS)
    assert "Install the newer version" in caught.value.next_step
    raw = raw_connection(version_1)
    assert raw.execute("PRAGMA user_version").fetchone() == (999,)
    raw.close()
