"""Why a file does not open: no workspace at all, a wrong passphrase, or damage; told apart as far as can be."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Engine
from sqlcipher3 import dbapi2

from studio.errors import StudioError
from studio.store.connection import outside_transactions
from studio.store.failures import sentence_for
from studio.store.key import PAGE_BYTES, FileKey, fits_any_page
from studio.store.lock import WorkspaceFile

_NOT_A_DATABASE = 26
_PAGES_TRIED = 512
_HEADS = {
    b"SQLite format 3\0": "an SQLite file without encryption",
    b"PK\x03\x04": "a ZIP or Word file",
    b"%PDF": "a PDF",
    b"{": "a text file",
}
_BACKUP = "Keep the file as it is and go back to the newest backup."


def refuse_foreign_file(file: WorkspaceFile) -> None:
    """Raises StudioError for what cannot be a workspace whatever the passphrase: empty, of another kind, cut."""
    head, size = file.read(0, 16), file.size()
    for start, what in _HEADS.items():
        if head.startswith(start) and (len(start) > 1 or size % PAGE_BYTES):
            raise StudioError(
                f"{file.path.name} is {what}, not a workspace.", "Choose a file that ends in .agreements."
            )
    if size == 0:
        raise StudioError(
            f"{file.path.name} is empty: nothing was ever put into it, or all of it was lost.",
            "Go back to the newest backup, or remove the file and make a new workspace.",
        )
    log = file.path.with_name(file.path.name + "-wal")
    if size % PAGE_BYTES and not (log.exists() and log.stat().st_size):
        raise StudioError(f"{file.path.name} is damaged: it was cut short, or it is not a workspace at all.", _BACKUP)


def judge_unreadable(engine: Engine, file: WorkspaceFile, file_key: FileKey) -> None:
    """Reads the first page and switches the log on. Raises StudioError that says which it is: passphrase or damage."""
    try:
        with outside_transactions(engine) as raw:
            raw.execute("SELECT count(*) FROM sqlite_master").fetchall()
            if file.locked:
                raw.execute("PRAGMA journal_mode = WAL").fetchall()
    except dbapi2.Error as error:
        if getattr(error, "sqlite_errorcode", None) != _NOT_A_DATABASE:
            raise (sentence_for(error) or error) from error
        raise _passphrase_or_damage(file, file_key) from error


def _passphrase_or_damage(file: WorkspaceFile, file_key: FileKey) -> StudioError:
    if fits_any_page(file_key, _pages(file)):
        return StudioError(
            f"The passphrase is right, but {file.path.name} is damaged: its first page was changed.", _BACKUP
        )
    return StudioError(
        f"The passphrase does not open {file.path.name}. Nothing was changed.",
        "Check Caps Lock and the keyboard's language. If it is surely right, the file is damaged throughout: "
        "go back to the newest backup.",
    )


def _pages(file: WorkspaceFile) -> Iterator[tuple[int, bytes]]:
    for index in range(min(file.size() // PAGE_BYTES, _PAGES_TRIED)):
        yield index + 1, file.read(index * PAGE_BYTES, PAGE_BYTES)
