"""Two drafts of one agreement, one laid over the other: a Word file with what changed tracked in it."""

from __future__ import annotations

from dataclasses import dataclass

from studio.drafting.draft import Draft, DraftStatus
from studio.errors import StudioError
from studio.steps.reading import frozen, rendering_of, work_of, working
from studio.steps.workspace import Workspace
from studio.store.records import DraftRecord


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A draft that can be compared: its number, what it is called, and when it was made (ISO 8601, "" if not yet)."""

    number: int
    name: str
    made_at: str


def drafts(ws: Workspace, agreement: str) -> tuple[DraftLine, ...]:
    """Every numbered draft, oldest first; last the text in work, if it has gone on since. Raises StudioError if unknown."""
    with ws.store.read() as tx:
        work = work_of(tx, agreement)
        kept = tx.all(DraftRecord, agreement=agreement)
    final = frozen(work.record.status) and work.recorded
    lines = [
        DraftLine(each.number, "Final text" if final and each is kept[-1] else f"Draft {each.number}", each.made_at)
        for each in kept
    ]
    if not work.recorded:
        lines.append(DraftLine(work.number, f"Draft {work.number}, as it stands now", ""))
    return tuple(lines)


def compare_drafts(ws: Workspace, agreement: str, old: int, new: int) -> bytes:
    """The newer draft as DOCX, with every difference from the older one as a tracked change.

    Raises StudioError for a draft that does not exist, for one and the same twice, and where the text in work has gaps.
    """
    if old == new:
        raise StudioError("These are the same draft: there is nothing to compare.", "Choose two different drafts.")
    from studio.documents.redline import write_redline

    earlier, later = (_draft(ws, agreement, number) for number in sorted((old, new)))
    title = f"Draft {earlier.info.number} to draft {later.info.number}"
    return write_redline(earlier, later, on=ws.today(), title=title)


def _draft(ws: Workspace, agreement: str, number: int) -> Draft:
    with ws.store.read() as tx:
        work = work_of(tx, agreement)
        record = tx.load(DraftRecord, agreement, number)
    if record is not None:
        final = frozen(work.record.status) and work.recorded and number == work.number
        status = DraftStatus.FINAL if final else DraftStatus.DRAFT
        return rendering_of(ws, record, work.record.template, status=status).draft
    if number != work.number:
        raise StudioError(f"This agreement has no draft {number}.", "Choose one from the list.")
    return working(ws, work).draft
