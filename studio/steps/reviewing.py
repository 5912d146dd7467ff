"""Steps of a reviewer: change words, add and take out paragraphs, comment and approve in a review copy, proved by our own reader.

Every step gives the whole file anew; nothing is written to disk but by `save_review`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from studio.errors import StudioError
from studio.returns.change import Approval, Certainty
from studio.steps.files import write_new
from studio.steps.opened import Place, review_in

if TYPE_CHECKING:
    from studio.documents.docx_reviewed import ReviewEdit
    from studio.returns.change import Change


@dataclass(frozen=True, slots=True)
class Reviewer:
    """Whose copy it is, and what was approved so far."""

    name: str
    party: str
    due: str
    approval: Approval | None


def reviewer_of(data: bytes) -> Reviewer:
    """Who the copy went to, by its own manifest. Raises HostileFile for a file that is refused."""
    from studio.returns.approval import recorded
    from studio.returns.guard import open_package
    from studio.returns.pack import custom_properties
    from studio.returns.sent import read_manifest

    package = open_package(data)
    head = read_manifest(package).head
    return Reviewer(
        head.get("contact", ""), head.get("party-name", ""), head.get("due", ""), recorded(custom_properties(package))
    )


def reword(data: bytes, key: str, text: str, author: str, at: datetime) -> bytes:
    """The paragraph reads `text`, each difference tracked. Raises StudioError if it cannot be made to."""
    from studio.documents.docx_reviewed import Wording

    place = _place(data, key)
    wanted = " ".join(text.split("\n")).strip()
    if wanted == place.words.strip():
        raise StudioError("These are the words that stand there already.", "Change them, or go to another paragraph.")
    if not wanted:
        return take_out(data, key, author, at)
    made = _made(data, (Wording(place.bookmark, wanted),), author, at)
    now = _place(made, key).words
    if " ".join(now.split()) != " ".join(wanted.split()):
        raise StudioError(
            "This paragraph holds a number or picture that the program fills in, and the change goes through it.",
            "Change the words beside it, or say in a comment what you want.",
        )
    return made


def add_paragraph(data: bytes, key: str, text: str, author: str, at: datetime) -> bytes:
    """A new paragraph behind this one. Raises StudioError in a table."""
    from studio.documents.docx_reviewed import NewText

    place = _outside_tables(data, key)
    if not text.strip():
        raise StudioError("The new paragraph has no words.", "Write them first.")
    return _made(data, (NewText(place.bookmark, text.strip()),), author, at)


def take_out(data: bytes, key: str, author: str, at: datetime) -> bytes:
    """The paragraph goes. In a table only its words do."""
    from studio.documents.docx_reviewed import Gone, Wording

    place = _place(data, key)
    edit = Wording(place.bookmark, "") if place.in_table else Gone(place.bookmark)
    return _made(data, (edit,), author, at)


def remark(data: bytes, key: str, text: str, words: str, author: str, at: datetime) -> bytes:
    """A comment on `words` of the paragraph, or on all of it ("")."""
    from studio.documents.docx_reviewed import Remark

    if not text.strip():
        raise StudioError("The comment has no words.", "Write them first.")
    return _made(data, (Remark(_place(data, key).bookmark, text.strip(), words),), author, at)


def approve(data: bytes, author: str, at: datetime, *, subject: bool) -> bytes:
    """The reviewer's approval, in the file's properties and as a comment beside the title.

    `subject`: with the points made in the file. Raises StudioError for an approval as it stands of a file with changes.
    """
    from studio.documents.docx_reviewed import Remark, reviewed
    from studio.returns import approval as record

    opened = review_in(data)
    changes = [each for each in opened.reading.changes if not each.noise]
    if changes and not subject:
        raise StudioError(
            f"This file asks for {len(changes)} changes, so it is no approval as it stands.",
            "Approve subject to these points, or take them back first.",
        )
    said = record.SUBJECT if subject else record.GIVEN
    properties = {record.PROPERTY: said, record.BY: author, record.ON: at.date().isoformat()}
    words = record.visible_words(Approval(not subject, f"{said.capitalize()}.", author))
    title = next(iter(opened.places.values()), None)
    edits: tuple[ReviewEdit, ...] = (Remark(title.bookmark, words),) if title is not None else ()
    return reviewed(data, edits, author, _time(at), properties)


def _outside_tables(data: bytes, key: str) -> Place:
    place = _place(data, key)
    if place.in_table:
        raise StudioError(
            "Rows of a table are added in Word or LibreOffice.", "Here you can change the words of a cell, or comment."
        )
    return place


def _place(data: bytes, key: str) -> Place:
    found = review_in(data).places.get(key)
    if found is None:
        raise StudioError("This paragraph cannot be changed here.", "Open the file in Word or LibreOffice for that.")
    return found


def _made(data: bytes, edits: Sequence[ReviewEdit], author: str, at: datetime) -> bytes:
    """The file with the edits; our own reader must place each new change by its mark, and the old ones must be there still."""
    from studio.documents.docx_reviewed import reviewed

    if not author.strip():
        raise StudioError("Changes need a name to stand under.", "Write your name first.")
    made = reviewed(data, tuple(edits), author.strip(), _time(at))
    before, after = review_in(data), review_in(made)
    if after.sent != before.sent:
        raise StudioError("The change would have altered what was sent. Nothing was changed.", "Use Word for it.")
    unread = len(after.reading.unread) > len(before.reading.unread)
    if unread or _unplaced(after.reading.changes) > _unplaced(before.reading.changes):
        raise StudioError("The change could not be read back with certainty. Nothing was changed.", "Use Word for it.")
    return made


def _unplaced(changes: Sequence[Change]) -> int:
    return sum(each.certainty not in {Certainty.ANCHOR, Certainty.POSITION} for each in changes)


def _time(at: datetime) -> str:
    return at.isoformat(timespec="seconds").replace("+00:00", "Z")


def save_review(data: bytes, path: Path) -> Path:
    """Write the reviewed copy, whole or not at all, over the one that was there."""
    return write_new(path, data, force=True)
