"""Version 1: the records, the immutable bytes, and the history that only grows."""

from __future__ import annotations

_AGREEMENT = "agreement TEXT NOT NULL REFERENCES agreement (id) DEFERRABLE INITIALLY DEFERRED"


def _never(table: str, what: str, sentence: str) -> str:
    return (
        f"CREATE TRIGGER {table}_no_{what.lower()} BEFORE {what} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{sentence}'); END"
    )


STATEMENTS = (
    """
    CREATE TABLE agreement (
        id TEXT NOT NULL PRIMARY KEY, title TEXT NOT NULL, facts TEXT NOT NULL, status TEXT NOT NULL,
        changed_at TEXT NOT NULL
    )
    """,
    f"""
    CREATE TABLE draft (
        {_AGREEMENT}, number INTEGER NOT NULL, facts TEXT NOT NULL, edits TEXT NOT NULL, text_sha256 TEXT NOT NULL,
        library_sha256 TEXT NOT NULL, made_at TEXT NOT NULL, PRIMARY KEY (agreement, number)
    )
    """,
    f"""
    CREATE TABLE round (
        {_AGREEMENT}, number INTEGER NOT NULL, draft INTEGER NOT NULL, template TEXT NOT NULL, issued_at TEXT NOT NULL,
        due_on TEXT NOT NULL, closed_at TEXT, PRIMARY KEY (agreement, number)
    )
    """,
    f"""
    CREATE TABLE recipient (
        {_AGREEMENT}, round INTEGER NOT NULL, id TEXT NOT NULL, party TEXT NOT NULL, role TEXT NOT NULL,
        contact TEXT NOT NULL, email TEXT NOT NULL, file TEXT NOT NULL, docx_sha256 TEXT NOT NULL,
        eml_sha256 TEXT NOT NULL, state TEXT NOT NULL, state_at TEXT NOT NULL, reminded_at TEXT,
        PRIMARY KEY (agreement, round, id)
    )
    """,
    f"""
    CREATE TABLE returned (
        {_AGREEMENT}, round INTEGER NOT NULL, id TEXT NOT NULL, recipient TEXT NOT NULL, file_name TEXT NOT NULL,
        received_at TEXT NOT NULL, reading TEXT NOT NULL, PRIMARY KEY (agreement, round, id)
    )
    """,
    f"""
    CREATE TABLE decision (
        {_AGREEMENT}, round INTEGER NOT NULL, change TEXT NOT NULL, decision TEXT NOT NULL, reason TEXT NOT NULL,
        text TEXT, decided_at TEXT NOT NULL, PRIMARY KEY (agreement, round, change)
    )
    """,
    f"""
    CREATE TABLE acceptance (
        {_AGREEMENT}, rule TEXT NOT NULL, pointer TEXT NOT NULL, role TEXT NOT NULL, reason TEXT NOT NULL,
        accepted_at TEXT NOT NULL, PRIMARY KEY (agreement, rule, pointer)
    )
    """,
    f"""
    CREATE TABLE correspondence (
        {_AGREEMENT}, id TEXT NOT NULL, party TEXT NOT NULL, at TEXT NOT NULL, direction TEXT NOT NULL,
        channel TEXT NOT NULL, subject TEXT NOT NULL, text TEXT NOT NULL, PRIMARY KEY (agreement, id)
    )
    """,
    f"""
    CREATE TABLE signing (
        {_AGREEMENT}, number INTEGER NOT NULL, kind TEXT NOT NULL, sha256 TEXT NOT NULL, party TEXT NOT NULL,
        at TEXT NOT NULL, verdict TEXT NOT NULL, PRIMARY KEY (agreement, number)
    )
    """,
    f"""
    CREATE TABLE enrolment (
        {_AGREEMENT}, party TEXT NOT NULL, person TEXT NOT NULL, certificate_sha256 TEXT NOT NULL,
        certificate TEXT NOT NULL, confirmed_by TEXT NOT NULL, confirmed_at TEXT NOT NULL,
        PRIMARY KEY (agreement, party)
    )
    """,
    f"""
    CREATE TABLE register (
        {_AGREEMENT}, entered_at TEXT NOT NULL, executed_sha256 TEXT NOT NULL, start_date TEXT NOT NULL,
        review_date TEXT NOT NULL, flows_open BOOLEAN NOT NULL CHECK (flows_open IN (0, 1)), PRIMARY KEY (agreement)
    )
    """,
    "CREATE TABLE blob (sha256 TEXT NOT NULL PRIMARY KEY CHECK (length(sha256) = 64), data BLOB NOT NULL)",
    """
    CREATE TABLE history (
        number INTEGER NOT NULL PRIMARY KEY, at TEXT NOT NULL, step TEXT NOT NULL, agreement TEXT NOT NULL,
        subject TEXT NOT NULL, detail TEXT NOT NULL, previous TEXT NOT NULL, hash TEXT NOT NULL UNIQUE
    )
    """,
    """
    CREATE TABLE chain_head (
        "only" INTEGER NOT NULL PRIMARY KEY CHECK ("only" = 1), number INTEGER NOT NULL, hash TEXT NOT NULL
    )
    """,
    f"INSERT INTO chain_head VALUES (1, 0, '{'0' * 64}')",  # noqa: S608 - a constant
    # The history only grows, one by one, and what it says of its end follows by itself.
    _never("history", "UPDATE", "the history is append-only"),
    _never("history", "DELETE", "the history is append-only"),
    """
    CREATE TRIGGER history_next BEFORE INSERT ON history
    WHEN NEW.number <> (SELECT number + 1 FROM chain_head) OR NEW.previous <> (SELECT hash FROM chain_head)
    BEGIN SELECT RAISE(ABORT, 'the entry does not follow the last one of the history'); END
    """,
    """
    CREATE TRIGGER history_head AFTER INSERT ON history
    BEGIN UPDATE chain_head SET number = NEW.number, hash = NEW.hash; END
    """,
    _never("chain_head", "DELETE", "the end of the history is kept"),
    """
    CREATE TRIGGER chain_head_follows BEFORE UPDATE ON chain_head
    WHEN NOT EXISTS (SELECT 1 FROM history WHERE number = NEW.number AND hash = NEW.hash)
    OR NEW.number <> OLD.number + 1
    BEGIN SELECT RAISE(ABORT, 'the end of the history is its last entry'); END
    """,
    _never("blob", "UPDATE", "kept bytes are never changed"),
    _never("blob", "DELETE", "kept bytes are never removed"),
    _never("draft", "UPDATE", "a numbered draft is never changed"),
    _never("draft", "DELETE", "a numbered draft is never removed"),
)
