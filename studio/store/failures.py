"""What the database says when the world is at fault, in sentences; all else that it raises is a bug of ours."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlcipher3 import dbapi2

from studio.errors import StudioError

# Primary result codes, sqlite.org/rescode.html; the low byte of an extended code is its primary code.
_BUSY, _LOCKED, _READONLY, _IOERR, _CORRUPT, _FULL, _CANTOPEN, _NOTADB = 5, 6, 8, 10, 11, 13, 14, 26
_NOT_SAVED = "Your last change is not saved; everything before it is."

_SENTENCES: dict[int, tuple[str, str]] = {
    _BUSY: (f"Another program was writing to the workspace for too long. {_NOT_SAVED}", "Do it once more."),
    _READONLY: (
        f"The workspace cannot be written here. {_NOT_SAVED}",
        "Open it where it is not write-protected and no other program has it.",
    ),
    _IOERR: (
        f"The disk did not do what it was told. {_NOT_SAVED}",
        "Check the disk and its connection, copy the workspace to another disk, then do it again.",
    ),
    _CORRUPT: (
        "The workspace file is damaged: a page in it does not belong to it or was changed.",
        "Keep the file as it is and go back to the newest backup.",
    ),
    _FULL: (f"The disk is full. {_NOT_SAVED}", "Free some space, then do it again."),
    _CANTOPEN: (
        "The workspace could not be opened in this folder: the program must be able to write beside it.",
        "Copy the workspace to a folder of your own and open it there.",
    ),
}
_SENTENCES[_LOCKED] = _SENTENCES[_BUSY]
_SENTENCES[_NOTADB] = _SENTENCES[_CORRUPT]


@contextmanager
def in_sentences() -> Iterator[None]:
    """Turns what the disk, a lock or damage made the database raise into a StudioError."""
    try:
        yield
    except DBAPIError as error:
        if (told := sentence_for(error.orig)) is None:
            raise
        raise told from error
    except dbapi2.Error as error:
        if (told := sentence_for(error)) is None:
            raise
        raise told from error
    except PoolTimeout as error:
        message, next_step = _SENTENCES[_BUSY]
        raise StudioError(message, next_step) from error


def sentence_for(error: BaseException | None) -> StudioError | None:
    """The refusal for a database error, or None where the error is a bug of ours."""
    code = getattr(error, "sqlite_errorcode", None)
    if not isinstance(code, int) or code & 0xFF not in _SENTENCES:
        return None
    return StudioError(*_SENTENCES[code & 0xFF])
