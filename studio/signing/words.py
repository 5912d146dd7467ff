"""A fingerprint as words that two people can compare over the telephone: one word for each byte."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

from studio.errors import StudioError


@lru_cache(maxsize=1)
def word_list() -> tuple[str, ...]:
    """The 256 words, in the order of the bytes they stand for. The list never changes: fingerprints in use would."""
    return tuple(files("studio.signing").joinpath("words.txt").read_text(encoding="utf-8").split())


def require_words(sha256: str, first_four: str, last_four: str) -> None:
    """Nothing, or StudioError where these are not the first and last four words of the fingerprint; case does not matter."""
    words = fingerprint_words(sha256)
    if tuple(first_four.lower().split()) != words[:4] or tuple(last_four.lower().split()) != words[-4:]:
        raise StudioError(
            "The words do not match this certificate. Nothing was confirmed.",
            "Telephone the signatory on a number you know and compare the words again.",
        )


def fingerprint_words(sha256: str) -> tuple[str, ...]:
    """The 32 words of a SHA-256 given as 64 hexadecimal digits. Raises StudioError for anything else."""
    try:
        digest = bytes.fromhex(sha256)
    except ValueError:
        digest = b""
    if len(digest) != 32:
        raise StudioError(
            "This is not a fingerprint.", "A fingerprint is the SHA-256 of a certificate: 64 digits 0-9, a-f."
        )
    return tuple(word_list()[byte] for byte in digest)
