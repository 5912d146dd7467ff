"""Writing files so that they are complete or absent, and never over an existing one unless asked."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from studio.errors import StudioError, WrongUse


def write_new(path: Path, data: bytes, *, force: bool = False) -> Path:
    """Write `data` to `path` whole: first beside it, then renamed over. Raises WrongUse if a file is there already."""
    try:
        if path.exists() and not force:
            raise WrongUse(f"{path} is there already and was not touched.", "Choose another name, or use --force.")
        if path.parent.is_file():
            raise WrongUse(f"{path.parent} is a file, not a folder.", "Name a folder for what is made.")
        _write_beside(path, data)
    except OSError as error:
        raise StudioError(
            f"{path} could not be written: {error.strerror}.", "Free some space or choose another folder."
        ) from error
    return path


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
    if path.is_dir():
        raise WrongUse(f"{path} is a folder, not a file.", "Name the file in it.")
    if not path.is_file():
        raise WrongUse(f"There is no file {path}.", "Check the name.")
    try:
        if path.stat().st_size > most_bytes:
            raise StudioError(
                f"{path.name} is larger than {most_bytes // 1_000_000} MB and was not read.", "Check what it is."
            )
        return path.read_bytes()
    except OSError as error:
        raise StudioError(f"{path} could not be read: {error.strerror}.", "Check that you may read it.") from error


def read_text(path: Path) -> str:
    """The text of a UTF-8 file, with or without a mark of byte order. Raises StudioError if it is none."""
    try:
        return read_file(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise StudioError(f"{path.name} is not UTF-8 text.", "Save it as UTF-8.") from error
