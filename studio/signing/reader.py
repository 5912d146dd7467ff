"""Opening a PDF that somebody sent: whatever is wrong with it ends in one sentence, never in a crash."""

from __future__ import annotations

import gc
import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from pyhanko.pdf_utils.reader import HistoricalResolver, PdfFileReader

from studio.errors import StudioError
from studio.signing import certificate_names, container_certificates, pdf_tokens
from studio.signing.history_reader import HistoryReader

LARGEST_FILE = 200_000_000  # bytes; an agreement with fifty signatures has two million

pdf_tokens.install()
container_certificates.install()

# Its log repeats at length, for programmers, what the verdict says in a sentence.
for _name in ("pyhanko", "pyhanko_certvalidator"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)

certificate_names.accept()


class Unreadable(StudioError):  # noqa: N818 - a state of a file, not a fault of ours
    """The file cannot be judged; `message` is the reason, without a capital and without a full stop."""


@contextmanager
def parsing(reason: str = "its structure is broken") -> Iterator[None]:
    """Turns every fault of a hostile or broken file inside the block into Unreadable."""
    try:
        yield
    except StudioError:
        raise
    except Exception as error:
        raise Unreadable(reason, "Ask its sender for the file again.") from error


@contextmanager
def without_collecting() -> Iterator[None]:
    """Holds the garbage collector back while many small objects live: a third less time for a tagged file."""
    held = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if held:
            gc.enable()


def open_pdf(data: bytes) -> HistoryReader:
    """A reader of the file. Raises Unreadable with the reason."""
    if not data:
        raise Unreadable("the file is empty", "Ask its sender for the file again.")
    if len(data) > LARGEST_FILE:
        raise Unreadable("it is larger than 200 MB", "Ask its sender what it is.")
    if b"%PDF-" not in data[:1024]:
        raise Unreadable("it is not a PDF", "Choose the PDF that was sent for signature.")
    with parsing():
        reader = HistoryReader(io.BytesIO(data))
        encrypted, hybrid = reader.encrypted, reader.xrefs.hybrid_xrefs_present
        if "/Pages" not in reader.root:
            raise Unreadable("it has no pages", "Ask its sender for the file again.")
    if encrypted:
        raise Unreadable("it is encrypted", "Ask its sender for a copy without a password.")
    if hybrid:
        raise Unreadable(
            "it says two different things to old and new programs", "Ask its sender to print it to PDF again."
        )
    return reader


def signed_revisions(reader: PdfFileReader) -> list[int]:
    """The numbers of the revisions that hold a signature, oldest first."""
    return sorted({signature.signed_revision for signature in reader.embedded_signatures})


def first_signed(reader: PdfFileReader) -> HistoricalResolver:
    """The document as the first signature covers it, or as it is if nobody has signed."""
    revisions = signed_revisions(reader)
    return reader.get_historical_resolver(revisions[0] if revisions else reader.total_revisions - 1)


def raw_items(dictionary: Any) -> dict[str, Any]:
    """The entries of a PDF dictionary with references left as they are."""
    return {str(key): dictionary.raw_get(key) for key in dictionary}


def entry(dictionary: Any, key: str, default: Any = None) -> Any:
    """The value under `key`, followed if it is a reference (the library's own `get` does not follow)."""
    return dictionary[key] if key in dictionary else default  # noqa: SIM401
