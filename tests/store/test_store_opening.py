"""What a person is told when a file does not open, and what an onlooker finds in the file."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import unicodedata
from datetime import UTC, datetime

import pytest
from sqlcipher3 import dbapi2

from studio.errors import StudioError, WrongUse
from studio.store.connection import connect_engine
from studio.store.database import create, open_store
from studio.store.failures import in_sentences
from studio.store.key import derive
from studio.store.records import AgreementRecord
from studio.store.transaction import Transaction

PASSPHRASE = "seven wet otters at noon"
AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SECRETS = ("Pathways", "Bríd O’Neill", "police.example", "PK\x03\x04review", PASSPHRASE, "otters")


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "york.agreements"
    with create(path, PASSPHRASE) as store:
        fill(store)
    return path


def fill(store):
    with store.begin() as tx:
        tx.save(
            AgreementRecord("york", "York Pathways", "contact: Bríd O’Neill, brid@police.example\n" * 300, "x", "y")
        )
        tx.put_blob(b"PK\x03\x04review" * 20_000)
        tx.append("start", "york", "York Pathways", {"contact": "Bríd O’Neill"}, AT)


def damage(path, offset):
    data = bytearray(path.read_bytes())
    data[offset] ^= 1
    path.write_bytes(data)


def refusal(path, passphrase=PASSPHRASE):
    with pytest.raises(StudioError) as caught:
        open_store(path, passphrase)
    assert caught.value.next_step
    return caught.value.message


def test_the_right_passphrase_opens_it(path):
    with open_store(path, PASSPHRASE) as store:
        assert not store.read_only
        assert store.check() == ()


def test_a_wrong_passphrase_is_called_that(path, capfd):
    assert (
        refusal(path, "seven dry otters at noon")
        == "The passphrase does not open york.agreements. Nothing was changed."
    )
    assert capfd.readouterr() == ("", ""), "the library must not talk on the terminal as well"


def test_a_passphrase_typed_with_other_unicode_accents_is_the_same(tmp_path):
    path = tmp_path / "w.agreements"
    with create(path, unicodedata.normalize("NFC", "Brídé öffnet")):
        pass
    with open_store(path, unicodedata.normalize("NFD", "Brídé öffnet")) as store:
        assert not store.read_only


def test_a_damaged_first_page_is_told_apart_from_a_wrong_passphrase(path):
    damage(path, 500)
    assert refusal(path) == "The passphrase is right, but york.agreements is damaged: its first page was changed."
    assert "does not open" in refusal(path, "other words")


READINGS = {
    "records": lambda tx: tx.all(AgreementRecord),
    "history": lambda tx: tx.history(),
    "bytes": lambda tx: tx.blob(hashlib.sha256(b"review" * 4000).hexdigest()),
}


@pytest.mark.parametrize("reading", READINGS)
def test_a_damaged_page_is_never_read_as_if_it_were_sound(tmp_path, reading):
    path, read = tmp_path / "small.agreements", READINGS[reading]
    with create(path, PASSPHRASE) as store, store.begin() as tx:
        tx.save(AgreementRecord("york", "York Pathways", "facts " * 4000, "x", "y"))
        tx.put_blob(b"review" * 4000)
        tx.append("start", "york", "York Pathways", {"long": "x" * 9000}, AT)
        honest = read(tx)
    sound = path.read_bytes()
    key, refused = derive(PASSPHRASE, sound[:16]), 0
    for page in range(1, len(sound) // 4096):
        path.write_bytes(sound)
        damage(path, page * 4096 + 2000)
        engine = connect_engine(path, key, read_only=True)
        try:
            with in_sentences(), engine.connect() as connection, connection.begin():
                tx = Transaction(connection)
                found = read(tx)
                tx.check_before_end()
        except StudioError as error:
            refused += "damaged" in error.message or "was changed inside" in error.message
        else:
            assert found == honest, f"page {page + 1}"
        finally:
            engine.dispose()
    assert refused > 3
    path.write_bytes(sound)
    with open_store(path, PASSPHRASE) as store, store.read() as tx:
        assert read(tx) == honest


def test_the_check_of_the_whole_file_finds_a_damaged_page(path):
    damage(path, path.stat().st_size - 2000)
    with open_store(path, PASSPHRASE) as store:
        assert len(store.check()) == 1


def test_a_file_cut_short_is_told(path):
    os.truncate(path, path.stat().st_size - 100)
    assert "cut short" in refusal(path)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"SQLite format 3\0" + bytes(4080), "SQLite file without encryption"),
        (b"PK\x03\x04" + bytes(5000), "ZIP or Word"),
        (b"%PDF-1.7" + bytes(5000), "a PDF"),
        (b"agreement:\n", "not a workspace at all"),
        (os.urandom(8192), "does not open"),
    ],
)
def test_another_kind_of_file_is_told(tmp_path, content, said):
    path = tmp_path / "other"
    path.write_bytes(content)
    assert said in refusal(path)
    assert path.read_bytes() == content


def test_a_missing_file_is_not_made(tmp_path):
    with pytest.raises(WrongUse, match="There is no workspace"):
        open_store(tmp_path / "none.agreements", PASSPHRASE)
    assert list(tmp_path.iterdir()) == []


def test_an_encrypted_database_of_another_program_is_not_touched(tmp_path):
    path, salt = tmp_path / "foreign.db", bytes(range(16))
    raw = dbapi2.connect(str(path))
    raw.execute(f"PRAGMA key = {derive(PASSPHRASE, salt).pragma()}")
    raw.execute("PRAGMA user_version = 7")
    raw.execute("CREATE TABLE theirs (x)")
    raw.commit()
    raw.close()
    assert "not a workspace of Agreement Studio" in refusal(path)


def test_the_key_is_argon2id_over_the_salt_at_the_head(path):
    salt = path.read_bytes()[:16]
    raw = dbapi2.connect(str(path))
    raw.execute(f"PRAGMA key = {derive(PASSPHRASE, salt).pragma()}")
    assert raw.execute("SELECT title FROM agreement").fetchone() == ("York Pathways",)
    raw.close()
    assert "key=" not in repr(derive(PASSPHRASE, salt))


def test_a_changed_passphrase_opens_and_the_old_one_does_not(path):
    salt = path.read_bytes()[:16]
    with open_store(path, PASSPHRASE) as store:
        with pytest.raises(StudioError, match="old passphrase is not right"):
            store.change_passphrase("not this", "new words")
        store.change_passphrase(PASSPHRASE, "eight new words")
        fill_again = store.head()
        with store.begin() as tx:
            tx.append("save", "york", "after the change", {}, AT)
    assert path.read_bytes()[:16] == salt
    assert "does not open" in refusal(path)
    with open_store(path, "eight new words") as store:
        assert store.check() == ()
        with store.read() as tx:
            assert tx.history()[0].hash == fill_again
            assert len(tx.history()) == 2


LOOK = """
import json, sys, tempfile
from pathlib import Path
words = json.loads(sys.argv[1])
places = [Path(sys.argv[2]), Path(tempfile.gettempdir())]
files = [f for place in places for f in sorted(place.rglob("*")) if f.is_file()]
print(json.dumps([[f.name, w] for f in files for w in words
    if any(w.encode(code) in f.read_bytes() for code in ("utf-8", "utf-16-le"))]))
print(json.dumps(sorted(f.name for f in places[0].iterdir() if f.is_file())))
"""


def look(place):
    """What another program finds. Another one, since reading and closing the file here would drop SQLite's locks."""
    done = subprocess.run(
        [sys.executable, "-c", LOOK, json.dumps(SECRETS), str(place)], capture_output=True, text=True, check=True
    )
    found, names = done.stdout.splitlines()
    return json.loads(found), json.loads(names)


def test_no_word_of_the_sample_lies_open_while_it_is_worked_on_or_after(tmp_path, monkeypatch):
    temporary, place = tmp_path / "temporary", tmp_path / "place"
    temporary.mkdir()
    place.mkdir()
    for name in ("TMPDIR", "TEMP", "TMP", "SQLITE_TMPDIR"):
        monkeypatch.setenv(name, str(temporary))
    path = place / "york.agreements"
    store = create(path, PASSPHRASE)
    fill(store)
    with store.begin() as tx:
        fill_more = (
            "INSERT INTO blob SELECT printf('%064d', value), zeroblob(9000) || 'York Pathways' FROM temp.numbers"
        )
        tx._connection.exec_driver_sql("CREATE TEMP TABLE numbers AS SELECT 1 AS value UNION SELECT 2 UNION SELECT 3")
        tx._connection.exec_driver_sql(fill_more)
        tx._connection.exec_driver_sql("SELECT data FROM blob ORDER BY data DESC").all()
        assert look(tmp_path)[0] == [], "in the middle of a transaction"
    found, names = look(place)
    assert found == []
    assert names == ["york.agreements", "york.agreements-shm", "york.agreements-wal"]
    store.close()
    found, names = look(place)
    assert found == []
    assert names == ["york.agreements"]
    assert list(temporary.iterdir()) == []
    (place / "README.txt").write_text(PASSPHRASE)
    assert look(place)[0] == [["README.txt", PASSPHRASE], ["README.txt", "otters"]], (
        "the search does find what is there"
    )


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX permissions")
def test_only_the_owner_may_read_a_new_workspace(path):
    assert path.stat().st_mode & 0o077 == 0


FULL = """
import resource, sys
from pathlib import Path
from studio.errors import StudioError
from studio.store.database import open_store
from studio.store.records import AgreementRecord
path = Path(sys.argv[1])
with open_store(path, sys.argv[2]) as store:
    resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size + 200_000, resource.RLIM_INFINITY))
    try:
        with store.begin() as tx:
            tx.put_blob(b"x" * 5_000_000)
            tx.save(AgreementRecord("second", "t", "f", "drafting", "y"))
    except StudioError as error:
        print(error)
    with store.begin() as tx:
        tx.save(AgreementRecord("small", "t", "f", "drafting", "y"))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs a limit on file sizes")
def test_a_full_disk_is_a_sentence_and_loses_only_the_last_change(path):
    done = subprocess.run(
        [sys.executable, "-c", FULL, str(path), PASSPHRASE], capture_output=True, text=True, check=True
    )
    assert "Your last change is not saved; everything before it is." in done.stdout
    with open_store(path, PASSPHRASE) as store:
        assert store.check() == ()
        with store.read() as tx:
            assert [record.id for record in tx.all(AgreementRecord)] == ["small", "york"]


def test_the_database_being_full_says_so(path):
    with open_store(path, PASSPHRASE) as store:
        with pytest.raises(StudioError, match="The disk is full"):
            fill_up(store)
        with store.read() as tx, pytest.raises(StudioError, match="in this workspace"):
            tx.blob(hashlib.sha256(b"x" * 500_000).hexdigest())


def fill_up(store):
    with store.begin() as tx:
        tx._connection.exec_driver_sql("PRAGMA max_page_count = 1")
        tx.put_blob(b"x" * 500_000)


def test_a_sitting_keeps_a_key_only_while_it_lasts_and_only_for_its_own_passphrase(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from studio.store import key

    derived: list[bytes] = []
    monkeypatch.setattr(key, "hash_secret_raw", lambda secret, salt, **_: derived.append(secret) or b"k" * 32)
    salt = b"s" * key.SALT_BYTES
    with key.keys_kept():
        assert key.derive("four plain words", salt) == key.derive("four plain words", salt)
        key.derive("other plain words", salt)
    assert len(derived) == 2
    key.derive("four plain words", salt)
    assert len(derived) == 3
