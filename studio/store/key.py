"""From passphrase to key, and whether a key fits a file. Pure; nothing here is ever written anywhere."""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from argon2.low_level import Type, hash_secret_raw

SALT_BYTES = 16
PAGE_BYTES = 4096
_MAC_BYTES = 64  # at the end of each page, behind a 16-byte vector (SQLCipher 4 design)
_KEPT: ContextVar[dict[tuple[bytes, bytes], FileKey] | None] = ContextVar("keys kept for a sitting", default=None)


@dataclass(frozen=True, slots=True)
class FileKey:
    """The 32-byte key of one file and the salt at that file's head. The key never shows in a `repr`."""

    key: bytes = field(repr=False)
    salt: bytes

    def pragma(self) -> str:
        """The value for `PRAGMA key` and `PRAGMA rekey`: the raw form, so that SQLCipher derives nothing itself."""
        return f"\"x'{self.key.hex()}{self.salt.hex()}'\""


def derive(passphrase: str, salt: bytes) -> FileKey:
    """The key for a passphrase: Argon2id, 64 MiB, 3 passes, 4 lanes (RFC 9106 section 4, second choice).

    The passphrase is brought to Unicode NFC first: the same keys pressed on a Mac and on Windows open the same file.
    """
    secret = unicodedata.normalize("NFC", passphrase).encode("utf-8")
    kept = _KEPT.get()
    if kept is not None and (secret, salt) in kept:
        return kept[secret, salt]
    key = hash_secret_raw(secret, salt, time_cost=3, memory_cost=64 * 1024, parallelism=4, hash_len=32, type=Type.ID)
    if kept is not None:
        kept[secret, salt] = FileKey(key, salt)
    return FileKey(key, salt)


@contextmanager
def keys_kept() -> Iterator[None]:
    """Inside this block a key once derived is kept in memory, for work that opens one file many times; then forgotten."""
    before = _KEPT.set({})
    try:
        yield
    finally:
        _KEPT.reset(before)


def fits_any_page(file_key: FileKey, pages: Iterable[tuple[int, bytes]]) -> bool:
    """True if at least one of the (number, bytes) pages was sealed with this key: then the passphrase is right.

    Recomputes SQLCipher 4's page seal: HMAC-SHA512 over ciphertext, vector and page number (little-endian), its key by
    PBKDF2-HMAC-SHA512, 2 rounds, over the salt with every byte XOR 0x3a. Page 1 has its salt before the ciphertext.
    """
    mac_salt = bytes(byte ^ 0x3A for byte in file_key.salt)
    mac_key = hashlib.pbkdf2_hmac("sha512", file_key.key, mac_salt, 2, 32)
    for number, page in pages:
        if len(page) != PAGE_BYTES:
            continue
        start = SALT_BYTES if number == 1 else 0
        sealed = page[start : PAGE_BYTES - _MAC_BYTES]
        seal = hmac.digest(mac_key, sealed + number.to_bytes(4, "little"), "sha512")
        if hmac.compare_digest(seal, page[PAGE_BYTES - _MAC_BYTES :]):
            return True
    return False
