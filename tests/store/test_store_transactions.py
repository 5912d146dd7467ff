"""What is saved comes back; what fails leaves nothing; kept things stay as they are."""

from __future__ import annotations

import dataclasses
import hashlib
import os
import threading
from datetime import UTC, datetime

import pytest
from sqlalchemy import inspect

from studio.errors import Cancelled, StudioError, WrongUse
from studio.store.database import create, open_store
from studio.store.history import NO_HEAD
from studio.store.records import (
    AcceptanceRecord,
    AgreementRecord,
    AuthorityRecord,
    ClauseEditRecord,
    CorrespondenceRecord,
    DecisionRecord,
    DraftRecord,
    EnrolmentRecord,
    HistoryEntry,
    LibraryRecord,
    OwnRecord,
    ProofRecord,
    RecipientRecord,
    RegisterRecord,
    ReturnRecord,
    RoundRecord,
    SignatoryRecord,
    SigningOrderRecord,
    SigningRecord,
    WithheldRecord,
)
from studio.store.tables import TABLES, metadata

PASSPHRASE = "correct horse battery staple"
AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
AGREEMENT = AgreementRecord(
    "york", "York Pathways", "agreement:\n  ref: SAMPLE-1\n", "drafting", "2026-11-23T09:00:00Z"
)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "york.agreements"


@pytest.fixture
def store(path):
    with create(path, PASSPHRASE) as made:
        yield made


def records(docx, eml, pdf):
    """One of each kind, with every awkward value a field may have."""
    return [
        AGREEMENT,
        DraftRecord("york", 1, "facts: Ü", '{"edits":[]}', "a" * 64, "b" * 64, "2026-11-23T09:00:00Z"),
        RoundRecord("york", 1, 1, "isa-multi-agency", "2026-11-23T09:00:00Z", "2026-12-07"),
        RecipientRecord(
            "york",
            1,
            "r1",
            "police",
            "ig",
            "Bríd O’Neill",
            "brid@police.example",
            "p.docx",
            docx,
            eml,
            "sent",
            "2026-11-23T09:00:00Z",
        ),
        ReturnRecord("york", 1, docx, "r1", "York “final”.docx", "2026-12-01T10:00:00Z", '{"changes":[]}'),
        DecisionRecord("york", 1, "c1", "amend", "Clearer", "within 28 days", "2026-12-08T09:00:00Z", "object"),
        WithheldRecord("york", 1, "c1", "It names a person", "2026-12-08T09:00:00Z"),
        ProofRecord("york", 1, "merge", "police-legal", holds=True, says="It holds.", proved_at="2026-12-08T09:00:00Z"),
        AcceptanceRecord("york", "X08", "/parties/0", "Caldicott Guardian", "Known", "2026-12-08T09:00:00Z"),
        CorrespondenceRecord("york", "n1", "trust", "2026-12-08T09:00:00Z", "in", "telephone", "Approval", "\n'\";--"),
        SigningRecord("york", 1, "certified", pdf, "", "2027-01-11T09:00:00Z", "{}"),
        EnrolmentRecord("york", "police", "Chief", "c" * 64, "-----BEGIN", "Grace", "2027-01-11T09:00:00Z"),
        AuthorityRecord("york", "e" * 64, "police", "", "-----BEGIN", "Grace", "2027-01-11T09:00:00Z"),
        RegisterRecord("york", "2027-02-12T09:00:00Z", pdf, "2027-03-01", "2028-03-01", flows_open=False),
        LibraryRecord("d" * 64, docx, "2026-11-23T09:00:00Z"),
        ClauseEditRecord(
            "period", "1.1", "---\nid: period\n", "Clearer", "2026-11-23T09:00:00Z", "1.0", eml, "in_use", "york"
        ),
        SigningOrderRecord("york", "order", "police trust"),
        SignatoryRecord(
            "york", "trust", "declined", "2027-01-12T09:00:00Z", "Bo", "Chief", reason="The board", scan=pdf
        ),
        OwnRecord("check", "LOCAL-1", "rules: []\n", "", "", "2026-11-23T09:00:00Z"),
    ]


def test_every_record_comes_back_as_it_was_saved(store, path):
    with store.begin() as tx:
        kept = records(tx.put_blob(b"docx"), tx.put_blob(b"eml"), tx.put_blob(b"pdf"))
        for record in kept:
            tx.save(record)
    store.close()
    with open_store(path, PASSPHRASE) as again, again.read() as tx:
        for record in kept:
            key = [getattr(record, column.name) for column in TABLES[type(record)].primary_key]
            assert tx.load(type(record), *key) == record
            assert tx.all(type(record)) == [record]
    assert {type(record) for record in kept} == set(TABLES) - {HistoryEntry}, "one of each kind"


def test_tables_and_records_and_the_file_have_the_same_columns(store):
    for record_type, table in TABLES.items():
        assert [c.name for c in table.columns] == [f.name for f in dataclasses.fields(record_type)]
    found = inspect(store._engine)
    assert set(found.get_table_names()) == set(metadata.tables)
    for name, table in metadata.tables.items():
        there = {c["name"]: (str(c["type"]), c["nullable"]) for c in found.get_columns(name)}
        assert there == {c.name: (str(c.type), c.nullable) for c in table.columns}, name
        assert found.get_pk_constraint(name)["constrained_columns"] == [c.name for c in table.primary_key]


def test_saving_again_replaces_and_lists_are_in_the_order_of_keys(store):
    with store.begin() as tx:
        tx.save(AGREEMENT)
        for number in (10, 9, 2):
            tx.save(RoundRecord("york", number, number, "t", "x", "y"))
        tx.save(RoundRecord("york", 9, 9, "t", "x", "y", closed_at="z"))
    with store.read() as tx:
        assert [r.number for r in tx.all(RoundRecord, agreement="york")] == [2, 9, 10]
        assert [r.number for r in tx.all(RoundRecord, agreement="york", closed_at=None)] == [2, 10]
        assert tx.all(RoundRecord, agreement="other") == []
        assert tx.load(RoundRecord, "york", 3) is None


@pytest.mark.parametrize("stop", [Cancelled, ValueError, KeyboardInterrupt])
def test_whatever_ends_a_transaction_early_undoes_all_of_it(store, stop):
    with store.begin() as tx:
        tx.save(AGREEMENT)
    name = hashlib.sha256(b"issued").hexdigest()

    def issue_and_stop():
        with store.begin() as tx:
            assert tx.put_blob(b"issued") == name
            tx.save(dataclasses.replace(AGREEMENT, status="circulating"))
            tx.append("issue", "york", "Draft 1", {}, AT)
            raise stop

    with pytest.raises(stop):
        issue_and_stop()
    with store.begin() as tx:
        assert tx.load(AgreementRecord, "york") == AGREEMENT
        assert tx.history() == []
        assert tx.head() == NO_HEAD
        with pytest.raises(StudioError, match="in this workspace"):
            tx.blob(name)


def test_bytes_come_back_and_are_kept_once(store):
    data = os.urandom(3_000_000)
    with store.begin() as tx:
        assert tx.put_blob(data) == tx.put_blob(data)
        assert tx.blob(tx.put_blob(data)) == data
        assert tx.blob(tx.put_blob(b"")) == b""


def test_a_row_cannot_name_bytes_that_are_not_there(store):
    with store.begin() as tx:
        tx.save(AGREEMENT)
    with pytest.raises(ValueError, match="not put into the workspace"), store.begin() as tx:
        tx.save(SigningRecord("york", 1, "certified", "f" * 64, "", "x", "{}"))
    with store.begin() as tx:
        assert tx.all(SigningRecord) == []
        tx.save(SigningRecord("york", 1, "certified", tx.put_blob(b"pdf"), "", "x", "{}"))


def test_bytes_changed_inside_the_file_are_not_given_out(store):
    with store.begin() as tx:
        name, other = tx.put_blob(b"signed"), tx.put_blob(b"honest")
        tx._connection.exec_driver_sql("DROP TRIGGER blob_no_update")
        tx._connection.exec_driver_sql("UPDATE blob SET data = x'00' WHERE sha256 = ?", (name,))
        with pytest.raises(StudioError, match="was changed inside"):
            tx.blob(name)
        assert tx.blob(other) == b"honest"


def test_a_numbered_draft_can_be_saved_again_only_unchanged(store):
    draft = DraftRecord("york", 1, "f", "{}", "a", "b", "x")
    with store.begin() as tx:
        tx.save(AGREEMENT)
        tx.save(draft)
        tx.save(draft)
    with pytest.raises(ValueError, match="draft 1 of york"), store.begin() as tx:
        tx.save(dataclasses.replace(draft, facts="other"))


def test_a_decision_can_be_taken_back_but_a_return_cannot(store):
    with store.begin() as tx:
        tx.save(AGREEMENT)
        tx.save(DecisionRecord("york", 1, "c1", "accept", "fine", None, "x"))
        tx.remove(DecisionRecord, "york", 1, "c1")
        assert tx.all(DecisionRecord) == []
        with pytest.raises(TypeError, match="never removed"):
            tx.remove(ReturnRecord, "york", 1, "r")


def test_others_read_the_state_before_while_one_writes(store):
    seen = []
    with store.begin() as tx:
        tx.save(AGREEMENT)

        def look():
            with store.read() as view:
                seen.append(view.all(AgreementRecord))

        reader = threading.Thread(target=look)
        reader.start()
        reader.join()
    assert seen == [[]]
    look()
    assert seen[1] == [AGREEMENT]


def test_two_threads_write_one_after_the_other(store):
    def write(name):
        for number in range(10):
            with store.begin() as tx:
                tx.append("save", name, str(number), {}, AT)

    threads = [threading.Thread(target=write, args=(name,)) for name in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.read() as tx:
        assert [entry.number for entry in tx.history()] == list(range(1, 21))
        assert len(tx.history("a")) == 10
    assert store.verify_history({}).ok


def test_a_nested_transaction_is_a_bug_and_says_so(store):
    with pytest.raises(RuntimeError, match="already open"), store.begin(), store.begin():
        pass
    with store.begin() as tx:
        tx.save(AGREEMENT)


def test_a_view_for_reading_refuses_to_write(store):
    with store.read() as tx, pytest.raises(StudioError, match="for reading"):
        tx.save(AGREEMENT)


def test_a_read_only_workspace_refuses_each_kind_of_writing_with_a_sentence(store, path):
    with store.begin() as tx:
        tx.save(AGREEMENT)
    store.close()
    with open_store(path, PASSPHRASE, read_only=True) as reader:
        assert reader.why_read_only == "This workspace was opened for reading only."
        with reader.begin() as tx:
            assert tx.all(AgreementRecord) == [AGREEMENT]
            for write in (
                lambda: tx.save(AGREEMENT),
                lambda: tx.put_blob(b"x"),
                lambda: tx.append("save", "york", "", {}, AT),
                lambda: tx.remove(DecisionRecord, "york", 1, "c"),
                lambda: reader.change_passphrase(PASSPHRASE, "new"),
            ):
                with pytest.raises(StudioError, match=r"for reading only\. Nothing was written"):
                    write()
    with open_store(path, PASSPHRASE) as writer, writer.begin() as tx:
        tx.save(AGREEMENT)


def test_a_workspace_is_never_made_over_a_file(path):
    path.write_text("mine")
    with pytest.raises(WrongUse, match="was not touched"):
        create(path, PASSPHRASE)
    assert path.read_text() == "mine"
    with create(path.with_name("other.agreements"), PASSPHRASE) as made:
        assert made.head() == NO_HEAD


def test_a_workspace_that_cannot_be_made_leaves_no_file(path):
    def broken():
        raise OSError("no clock")

    with pytest.raises(OSError, match="no clock"):
        create(path, PASSPHRASE, clock=broken)
    assert list(path.parent.iterdir()) == []
    with pytest.raises(WrongUse, match="needs a passphrase"):
        create(path, "  ")
    assert list(path.parent.iterdir()) == []
