"""The history only grows, and each way of changing it afterwards is found, beside an honest twin that passes."""

from __future__ import annotations

import dataclasses
import hashlib
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy.exc import IntegrityError

from studio.store.database import create, open_store
from studio.store.history import NO_HEAD, entry_hash, next_entry, verify_chain

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
STEPS = ("start", "save", "issue", "receive", "decide", "sign")


def chain(steps=STEPS, subject="York Pathways"):
    entries, previous = [], NO_HEAD
    for number, step in enumerate(steps, start=1):
        detail = {"nach": "Überblick", "count": number}
        entries.append(next_entry(number, previous, step=step, agreement="york", subject=subject, detail=detail, at=AT))
        previous = entries[-1].hash
    return entries


def rewritten(entries, start):
    """The same entries with numbers, links and hashes made to fit again from `start` on, as a forger would."""
    previous = entries[start - 1].hash if start else NO_HEAD
    for index in range(start, len(entries)):
        loose = dataclasses.replace(entries[index], number=index + 1, previous=previous)
        entries[index] = dataclasses.replace(loose, hash=entry_hash(loose))
        previous = entries[index].hash
    return entries


ISSUED = {"York Pathways draft 1, City of York.docx": chain()[2].hash}
RECORDED = (6, chain()[-1].hash)


def test_an_honest_history_is_whole():
    check = verify_chain(chain(), ISSUED, recorded=RECORDED)
    assert (check.ok, check.first_bad) == (True, None)
    assert check.sentence == "The history is whole: 6 entries, compared with 1 document that went out."
    assert verify_chain([], {}, recorded=(0, NO_HEAD)).ok
    assert verify_chain([], {"first draft.docx": NO_HEAD}).ok


@pytest.mark.parametrize("field", ["at", "step", "agreement", "subject", "detail", "hash"])
def test_a_changed_entry_is_found(field):
    entries = chain()
    entries[3] = dataclasses.replace(entries[3], **{field: "other"})
    check = verify_chain(entries, ISSUED)
    assert (check.ok, check.first_bad) == (False, 4)
    assert check.sentence == "Entry 4 of the history was changed after it was written."


def test_a_changed_entry_with_a_fresh_hash_is_found_at_the_next():
    entries = chain()
    loose = dataclasses.replace(entries[3], subject="other")
    entries[3] = dataclasses.replace(loose, hash=entry_hash(loose))
    check = verify_chain(entries, {})
    assert check.first_bad == 5
    assert "does not follow the one before it" in check.sentence


@pytest.mark.parametrize("number", [1, 2, 5])
def test_a_removed_entry_is_found(number):
    entries = [entry for entry in chain() if entry.number != number]
    check = verify_chain(entries, ISSUED)
    assert (check.first_bad, check.sentence) == (number, f"Entry {number} of the history was removed.")


def test_an_inserted_entry_is_found():
    entries = chain()
    stranger = next_entry(4, entries[2].hash, step="decide", agreement="york", subject="x", detail={}, at=AT)
    check = verify_chain([*entries[:3], stranger, *entries[3:]], ISSUED)
    assert check.first_bad in (4, 5)
    assert "inserted" in check.sentence


def test_the_last_entry_removed_is_found_by_the_workspace_and_by_what_went_out():
    shorter = chain()[:5]
    assert verify_chain(shorter, {}).ok, "without anything to compare with, a shorter chain is an honest one"
    by_record = verify_chain(shorter, {}, recorded=RECORDED)
    assert (by_record.first_bad, by_record.sentence) == (6, "Entry 6, the last one, of the history was removed.")
    by_document = verify_chain(shorter, ISSUED | {"York Pathways to sign.pdf": chain()[5].hash})
    assert by_document.first_bad == 4, "the first that no document vouches for"
    assert "York Pathways to sign.pdf" in by_document.sentence
    assert "removed" in by_document.sentence
    two = verify_chain(chain()[:4], {}, recorded=RECORDED)
    assert two.sentence == "Entries 5 to 6, the last ones, of the history were removed."


def test_a_chain_recomputed_whole_is_found_by_what_went_out():
    forged = rewritten([dataclasses.replace(entry, subject="Forged") for entry in chain()], 0)
    assert verify_chain(forged, {}).ok
    check = verify_chain(forged, ISSUED, recorded=(6, forged[-1].hash))
    assert (check.ok, check.first_bad) == (False, 1)
    assert "City of York.docx: it was written anew" in check.sentence
    assert "written anew" in verify_chain(forged, {}, recorded=RECORDED).sentence


def test_a_tail_recomputed_after_the_first_issue_is_found_by_the_later_document():
    forged = chain()
    forged[4] = dataclasses.replace(forged[4], subject="Forged")
    rewritten(forged, 4)
    assert verify_chain(forged, ISSUED).ok
    check = verify_chain(forged, ISSUED | {"to sign.pdf": chain()[5].hash}, recorded=(6, forged[-1].hash))
    assert check.first_bad == 4
    assert "up to entry 3 it is" in check.sentence


def test_the_same_steps_give_the_same_hashes_in_any_time_zone():
    here = AT.astimezone(timezone(timedelta(hours=5, minutes=30)))
    detail = {"count": 1, "nach": "Überblick"}
    again = next_entry(1, NO_HEAD, step="start", agreement="york", subject="York Pathways", detail=detail, at=here)
    assert again == chain()[0]
    by_hand = (
        '{"agreement":"york","at":"2026-11-23T09:00:00Z","detail":"{\\"count\\":1,\\"nach\\":\\"Überblick\\"}","number":1,'
        f'"previous":"{"0" * 64}","step":"start","subject":"York Pathways"}}'
    )
    assert again.hash == hashlib.sha256(by_hand.encode("utf-8")).hexdigest(), "as docs/formats/workspace.md says"


def test_a_time_without_a_zone_or_a_number_that_is_none_is_refused():
    with pytest.raises(ValueError, match="zone"):
        next_entry(1, NO_HEAD, step="s", agreement="a", subject="", detail={}, at=datetime(2026, 1, 1))  # noqa: DTZ001
    with pytest.raises(ValueError):
        next_entry(1, NO_HEAD, step="s", agreement="a", subject="", detail={"x": float("nan")}, at=AT)


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "w.agreements"
    with create(path, "pass phrase") as store:
        for step in STEPS:
            with store.begin() as tx:
                tx.append(step, "york", step, {"n": 1}, AT)
    return path


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        ("UPDATE history SET subject = 'x' WHERE number = 2", "append-only"),
        ("DELETE FROM history WHERE number = 6", "append-only"),
        (
            "REPLACE INTO history SELECT number, at, 'x', agreement, subject, detail, previous, hash FROM history",
            "follow",
        ),
        ("INSERT INTO history SELECT 9, at, step, agreement, subject, detail, hash, 'h' FROM history", "follow"),
        ("INSERT INTO history SELECT 7, at, step, agreement, subject, detail, 'p', 'h' FROM history", "follow"),
        ("UPDATE chain_head SET number = 5", "last entry"),
        ("DELETE FROM chain_head", "kept"),
        ("DELETE FROM blob", None),
    ],
)
def test_the_file_itself_refuses_to_rewrite_the_history(path, statement, why):
    with open_store(path, "pass phrase") as store:
        if why is None:
            with store.begin() as tx:
                tx.put_blob(b"x")
            why = "never removed"
        with pytest.raises(IntegrityError, match=why), store.begin() as tx:
            tx._connection.exec_driver_sql(statement)
        assert store.verify_history({}).ok
        with store.begin() as tx:
            assert tx.append("save", "york", "", {}, AT).number == 7


@pytest.mark.parametrize(
    ("tampering", "first_bad"),
    [
        (None, None),
        ("UPDATE history SET subject = 'x' WHERE number = 2", 2),
        ("DELETE FROM history WHERE number = 3", 3),
        ("DELETE FROM history WHERE number = 6", 6),
        ("DELETE FROM history", 1),
        ("UPDATE history SET number = number + 1 WHERE number = 6", 6),
    ],
)
def test_whoever_has_the_key_and_removes_the_guards_is_found_out(path, tampering, first_bad):
    with open_store(path, "pass phrase") as store:
        with store.begin() as tx:
            for row in tx._connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").all():
                tx._connection.exec_driver_sql(f"DROP TRIGGER {row[0]}")
            if tampering:
                tx._connection.exec_driver_sql(tampering)
        check = store.verify_history({})
        assert (check.ok, check.first_bad) == (tampering is None, first_bad)
