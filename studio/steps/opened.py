"""Files opened alone, without a workspace: what they hold, read once, for the reviewer's and the signatory's windows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from studio.errors import StudioError
from studio.steps.files import read_file

if TYPE_CHECKING:
    from studio.documents.preview import Picture
    from studio.returns.change import Return
    from studio.signing.fields import FieldState
    from studio.signing.report import Verification


@dataclass(frozen=True, slots=True)
class OpenedReview:
    """A review copy: what it says now, what it said when sent, and the changes between."""

    reading: Return
    now: tuple[str, ...]  # paragraphs with all changes taken
    sent: tuple[str, ...]  # paragraphs with all changes refused


@dataclass(frozen=True, slots=True)
class OpenedSigning:
    """A PDF to be signed: its bytes, fields, page count and the lines of the approved text attached to it."""

    data: bytes
    fields: tuple[FieldState, ...]
    pages: int
    lines: tuple[str, ...]


def open_review(path: Path) -> OpenedReview:
    """Read a review copy from the file alone. Raises StudioError for a file that is refused."""
    from studio.returns.docx_read import read_return, reading

    data = read_file(path)
    return OpenedReview(read_return(data), tuple(reading(data, "accepted")), tuple(reading(data, "rejected")))


def open_signing(path: Path) -> OpenedSigning:
    """Read a PDF to be signed from the file alone. Raises StudioError if it holds no field for a signature."""
    from studio.documents.preview import page_count
    from studio.signing.fields import attachment, read_fields
    from studio.signing.reader import first_signed, open_pdf, parsing

    data = read_file(path)
    fields = read_fields(data)
    if not fields:
        raise StudioError(
            "This PDF has no place for a signature.", "Open the file that the coordinator sent for signing."
        )
    with parsing():
        text = attachment(first_signed(open_pdf(data)), "agreement.txt")
    lines = tuple(text.decode("utf-8").splitlines()) if text else ()
    return OpenedSigning(data, fields, page_count(data), lines)


def page_picture(data: bytes, page: int, scale: float) -> Picture:
    """One page as a picture, signatures shown; `scale` in pixels a point."""
    from studio.documents.preview import render_page

    return render_page(data, page, scale)


def page_of(data: bytes, clause: str) -> int:
    """The page (from 0) where the clause numbered "12.2" begins a line; the first page if none does."""
    from studio.documents.pdf_write import pdf_text

    for number, text in enumerate(pdf_text(data)):
        if any(line.split(" ")[0].strip() == clause for line in text.splitlines()):
            return number
    return 0


def check_signed(path: Path, trust: Sequence[bytes], at: datetime) -> Verification:
    """The verdict on a signed file at a time, with the certificates whose owners are known (PEM or DER)."""
    from studio.signing.verify import verify

    return verify(read_file(path), trust=list(trust), at=at, partial=True)
