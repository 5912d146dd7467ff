"""Files opened alone, without a workspace: what they hold, read once, for the reviewer's and the signatory's windows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from studio.drafting.draft import Block, BlockType, Cell, Draft, DraftInfo, DraftStatus, Row, Run, Table
from studio.errors import StudioError
from studio.steps.files import read_file

if TYPE_CHECKING:
    from studio.documents.preview import Picture
    from studio.returns.change import Return
    from studio.returns.docx_file import DocxFile
    from studio.signing.fields import FieldState
    from studio.signing.report import Verification


@dataclass(frozen=True, slots=True)
class Place:
    """A paragraph that can be changed: its bookmark, what it would read now, and whether it stands in a table."""

    key: str
    bookmark: str
    words: str
    number: str
    in_table: bool


@dataclass(frozen=True, slots=True)
class OpenedReview:
    """A review copy: its changes and comments, and what it said when it was sent (None if its marks are gone)."""

    reading: Return
    draft: Draft | None
    now: tuple[str, ...]  # paragraphs with all changes taken
    sent: tuple[str, ...]  # paragraphs with all changes refused
    places: Mapping[str, Place] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OpenedSigning:
    """A PDF to be signed: its bytes, fields, page count and the lines of the approved text attached to it."""

    data: bytes
    fields: tuple[FieldState, ...]
    pages: int
    lines: tuple[str, ...]


def open_review(path: Path) -> OpenedReview:
    """Read a review copy from the file alone. Raises StudioError for a file that is refused."""
    return review_in(read_file(path))


@lru_cache(maxsize=3)
def review_in(data: bytes) -> OpenedReview:
    """The same of a copy in memory; kept for the last few, as each change of a reviewer is read before and after."""
    from studio.returns.docx_file import open_docx
    from studio.returns.docx_read import read_return
    from studio.returns.paragraphs import reading

    docx = open_docx(data)
    paragraphs = docx.main.paragraphs
    now, sent = tuple(reading(paragraphs, "accepted")), tuple(reading(paragraphs, "rejected"))
    return OpenedReview(read_return(data), _sent_draft(docx), now, sent, _places(docx))


def _places(docx: DocxFile) -> dict[str, Place]:
    """Every paragraph that has its mark, by key."""
    from studio.returns.sent import entry_of

    found: dict[str, Place] = {}
    for paragraph in docx.main.paragraphs:
        for anchor in paragraph.anchors:
            entry = entry_of(anchor, docx.manifest)
            if entry is not None and entry.key not in found and entry.type != "table":
                words = paragraph.text("accepted")
                found[entry.key] = Place(entry.key, anchor, words, entry.number, bool(paragraph.cells))
    return found


def _sent_draft(docx: DocxFile) -> Draft | None:
    """The draft that the copy was made from, in order and with its numbers, from the copy's own list of paragraphs."""
    from studio.returns.sent import sent_lines

    manifest = docx.manifest
    entries = {entry.key: entry for entry in manifest.entries.values()}
    said = {line.key: line.text for line in sent_lines(docx.main, manifest) if line.named}
    texts = [(entries[key], text) for key, text in said.items() if key in entries]
    if not texts:
        return None
    blocks: list[Block] = []
    for entry, text in texts:
        runs = (Run(text),) if text else ()
        block = Block(entry.key, entry.clause, "", BlockType(entry.type), entry.level, entry.number, runs)
        if entry.table and entry.row:
            _into_table(blocks, entry.table, entry.row, block)
        elif block.type is BlockType.TABLE:
            blocks.append(replace(block, table=Table((), ()), runs=()))
        else:
            blocks.append(block)
    ref = manifest.head.get("agreement", "")
    number = manifest.head.get("draft", "0")
    info = DraftInfo(
        "review", ref, ref, ref, "", "agreement", DraftStatus.DRAFT, int(number) if number.isdigit() else 0, date.min
    )
    return Draft(info, tuple(blocks))


def _into_table(blocks: list[Block], table: str, row: str, cell: Block) -> None:
    """Add a cell's paragraph to the last block if it is that table, else begin the table."""
    if not blocks or blocks[-1].key != table or blocks[-1].table is None:
        blocks.append(Block(table, cell.clause, "", BlockType.TABLE, table=Table((), ())))
    known = blocks[-1].table or Table((), ())
    made = Cell((cell,))
    if row.endswith("/head"):
        changed = replace(known, head=(*known.head, made))
    elif known.rows and known.rows[-1].key == row:
        changed = replace(known, rows=(*known.rows[:-1], Row(row, (*known.rows[-1].cells, made))))
    else:
        changed = replace(known, rows=(*known.rows, Row(row, (made,))))
    blocks[-1] = replace(blocks[-1], table=changed)


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


def places_in(path: Path) -> dict[str, str]:
    """Whose place each field of a PDF is, as "person, organisation"; a field of another program has its name only."""
    from studio.signing.fields import read_fields

    places = [one.place for one in read_fields(read_file(path))]
    return {one.name: f"{one.person}, {one.legal_name}" if one.person else one.name for one in places}


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
