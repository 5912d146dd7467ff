"""Writing files so that they are complete or absent, and never over an existing one unless asked."""

from __future__ import annotations

import errno
import os
import secrets
from pathlib import Path

from studio.errors import StudioError, WrongUse

_SHOWN = 40  # letters of a name that is too long


def write_new(path: Path, data: bytes, *, force: bool = False) -> Path:
    """Write `data` to `path` whole: first beside it, then renamed over. Raises WrongUse if a file is there already."""
    try:
        if path.exists() and not force:
            raise WrongUse(f"{path} is there already and was not touched.", "Choose another name, or use --force.")
        if path.parent.is_file():
            raise WrongUse(f"{path.parent} is a file, not a folder.", "Name a folder for what is made.")
        if path.is_dir():
            raise WrongUse(f"{path} is a folder and was not touched.", "Name the file to be made in it.")
        _write_beside(path, data)
    except OSError as error:
        raise _not_written(path, error) from error
    return path


def _not_written(path: Path, error: OSError) -> StudioError:
    """What the system said, with what can be done about that."""
    if error.errno == errno.ENAMETOOLONG:
        return _too_long(path, "could not be written")
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return StudioError(f"{path} could not be written: {error.strerror}.", "Choose a folder in which you may write.")
    return StudioError(f"{path} could not be written: {error.strerror}.", "Free some space or choose another folder.")


def _too_long(path: Path, what: str) -> StudioError:
    """A name of hundreds of letters is shown by its beginning."""
    return StudioError(
        f"“{path.name[:_SHOWN]}…” {what}: its name with its folders is too long for this computer.",
        "Choose a shorter name, or a folder nearer to the top.",
    )


def _write_beside(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        with beside.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def read_file(path: Path, most_bytes: int = 200_000_000) -> bytes:
    """The bytes of a file. Raises WrongUse if it is not there, StudioError if it cannot be read or is far too large."""
    try:
        if path.is_dir():
            raise WrongUse(f"{path} is a folder, not a file.", "Name the file in it.")
        if not path.is_file():
            raise WrongUse(f"There is no file {path}.", "Check the name.")
        if path.stat().st_size > most_bytes:
            raise StudioError(
                f"{path.name} is larger than {most_bytes // 1_000_000} MB and was not read.", "Check what it is."
            )
        return path.read_bytes()
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            raise _too_long(path, "could not be read") from error
        raise StudioError(f"{path} could not be read: {error.strerror}.", "Check that you may read it.") from error


def read_text(path: Path) -> str:
    """The text of a UTF-8 file, with or without a mark of byte order. Raises StudioError if it is none."""
    try:
        return read_file(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise StudioError(f"{path.name} is not UTF-8 text.", "Save it as UTF-8.") from error
