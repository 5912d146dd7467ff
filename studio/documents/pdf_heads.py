"""A form's headings stand beside what they head (documents.md, section 12)."""

from __future__ import annotations

from studio.documents.layout import Frame
from studio.documents.pdf_items import Hung, Item, TextItem
from studio.documents.pdf_tables import TableItem


def beside_heads(items: list[Item], frame: Frame) -> list[Item]:
    """Forms: each heading stands beside what it heads, unless that takes the whole width."""
    made: list[Item] = []
    waiting: TextItem | None = None
    for item in items:
        if isinstance(item, TextItem) and item.hangs and waiting is None:
            waiting = item
            continue
        if waiting is not None:
            if isinstance(item, TableItem) or (isinstance(item, TextItem) and item.hangs):
                made.append(waiting)
                waiting = item if isinstance(item, TextItem) else None
                made += [] if waiting else [item]
                continue
            made.append(Hung(head=waiting, body=item, column=frame.head_column - 4, before=13, after=item.after,
                             keep_next=item.keep_next, bookmark=waiting.bookmark, keys=waiting.keys))  # fmt: skip
            waiting = None
            continue
        made.append(item)
    return [*made, waiting] if waiting else made
