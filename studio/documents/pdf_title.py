"""The title page: white space above the title, less where the page would run over, and the lead's logo at the right."""

from __future__ import annotations

from collections.abc import Sequence

from studio.documents import layout
from studio.documents.house import current
from studio.documents.pdf_figure import LOGO_AIR, LogoItem
from studio.documents.pdf_flow import Section
from studio.documents.pdf_items import Item, Space, Stack, stacked_height
from studio.documents.pdf_tables import TableItem
from studio.documents.pdf_tag import Node

USUAL_SINK = 26 * layout.MM


def title_page(items: list[Item], parent: Node) -> Section:
    """The items of the title page, the first of them under its white space; `parent` is their structure element."""
    sink = _sink(items)
    top = _logo(parent, sink) or Space(amount=sink)
    first = Stack(items=[top, items[0]], after=items[0].after, keep_next=items[0].keep_next)
    return Section(layout.TITLE, [first, *items[1:]], bare=True)


def _logo(parent: Node, sink: float) -> Item | None:
    """The lead organisation's logo at the top right of the title page, read before the title."""
    logo = current().logo
    if logo is None:
        return None
    node = Node("Figure", alt=logo.alt)
    parent.kids.insert(0, node)
    return LogoItem(logo=logo, node=node, sink=max(sink, logo.size[1] + LOGO_AIR))


def _sink(items: Sequence[Item]) -> float:
    """White space above the title, less where the title page would run over."""
    for tight in (1.0, 0.75, 0.55):
        for item in items:
            if isinstance(item, TableItem) and tight < 1:
                item.padding *= tight
                item.before = item.after = 6
        room = layout.TITLE.height - stacked_height(items, layout.TITLE.width)
        if room >= 0:
            break
    return max(0.0, min(USUAL_SINK, room))
