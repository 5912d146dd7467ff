"""The one file handle of ours on a workspace: it reads the head and says whether we may write.

Why this way: docs/decisions/0002-writer-lock.md.

The writer holds a byte-range lock that the operating system drops when the process ends, however it ends. The byte lies
in the page at 1 GiB that SQLite keeps for its own locks and never stores anything in ("lock-byte page", sqlite.org
fileformat2 1.4), behind the 512 bytes it does use: so it meets neither data nor SQLite's locks at any size of the file.
"""

from __future__ import annotations

import contextlib
import os
import sys
import threading
from pathlib import Path

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl
    import struct

LOCK_BYTE = 0x4000_0000 + 2048


class WorkspaceFile:
    """An open workspace file, for as long as the database on it is open. Close it after the database, never before."""

    def __init__(self, descriptor: int, path: Path, *, writable: bool) -> None:
        self.path = path
        self.writable = writable
        self.locked = False
        self._descriptor = descriptor
        found = os.fstat(descriptor)
        self._key = (found.st_dev, found.st_ino)
        with _guard:
            _open.setdefault(self._key, set()).add(self)

    @classmethod
    def create(cls, path: Path) -> WorkspaceFile:
        """A new empty file that only its owner may read. Raises FileExistsError, OSError."""
        flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        return cls(os.open(path, flags, 0o600), path, writable=True)

    @classmethod
    def open(cls, path: Path) -> WorkspaceFile:
        """The file as it is; `writable` says whether its permissions let us write. Raises OSError."""
        binary = getattr(os, "O_BINARY", 0)
        try:
            return cls(os.open(path, os.O_RDWR | binary), path, writable=True)
        except PermissionError:
            return cls(os.open(path, os.O_RDONLY | binary), path, writable=False)

    def size(self) -> int:
        """Length in bytes."""
        return os.fstat(self._descriptor).st_size

    def read(self, start: int, length: int) -> bytes:
        """Up to `length` bytes from `start`; fewer at the end of the file."""
        os.lseek(self._descriptor, start, os.SEEK_SET)
        return os.read(self._descriptor, length)

    def lock_for_writing(self) -> bool:
        """True if this is now the one writer; False if another program or another store of this program is."""
        if not self.writable:
            return False
        with _guard:
            if any(other.locked for other in _open[self._key]):
                return False
            self.locked = _take(self._descriptor)
        return self.locked

    def close(self) -> None:
        """Give the lock back and let go of the file. Closing twice is harmless."""
        with _guard:
            mine = _open.get(self._key, set())
            if self not in mine:
                return
            mine.discard(self)
            if self.locked:
                _give_back(self._descriptor)
                self.locked = False
            # POSIX: closing any descriptor of a file drops all locks of the process on it, SQLite's too. So it waits
            # until the last store of this process on the same file has gone (SQLite does the same inside).
            waiting = _parked.setdefault(self._key, [])
            waiting.append(self._descriptor)
            if not mine:
                _open.pop(self._key, None)
                for descriptor in _parked.pop(self._key):
                    os.close(descriptor)


_guard = threading.Lock()
_open: dict[tuple[int, int], set[WorkspaceFile]] = {}
_parked: dict[tuple[int, int], list[int]] = {}


if sys.platform == "win32":

    def _take(descriptor: int) -> bool:
        os.lseek(descriptor, LOCK_BYTE, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _give_back(descriptor: int) -> None:
        os.lseek(descriptor, LOCK_BYTE, os.SEEK_SET)
        with contextlib.suppress(OSError):  # the lock goes with the handle in any case
            msvcrt.locking(descriptor, msvcrt.LK_UNLCK, 1)

elif sys.platform == "linux":
    # Locks of the open file description: SQLite closing one of its own descriptors cannot drop them (fcntl(2)).
    def _lock_record(kind: int) -> bytes:
        return struct.pack("hhqqi4x", kind, os.SEEK_SET, LOCK_BYTE, 1, 0)

    def _take(descriptor: int) -> bool:
        try:
            fcntl.fcntl(descriptor, fcntl.F_OFD_SETLK, _lock_record(fcntl.F_WRLCK))
        except BlockingIOError:
            return False
        return True

    def _give_back(descriptor: int) -> None:
        with contextlib.suppress(OSError):  # the lock goes with the descriptor in any case
            fcntl.fcntl(descriptor, fcntl.F_OFD_SETLK, _lock_record(fcntl.F_UNLCK))

else:
    # macOS and the BSDs: flock() would clash with SQLite's own locks there, so the classic record lock. SQLite keeps
    # its descriptors open while any of its connections is in use, and ours are parked above.
    def _take(descriptor: int) -> bool:
        try:
            fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, LOCK_BYTE, os.SEEK_SET)
        except (BlockingIOError, PermissionError):
            return False
        return True

    def _give_back(descriptor: int) -> None:
        with contextlib.suppress(OSError):  # the lock goes with the descriptor in any case
            fcntl.lockf(descriptor, fcntl.LOCK_UN, 1, LOCK_BYTE, os.SEEK_SET)
