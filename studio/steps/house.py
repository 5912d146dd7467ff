"""The house style of the lead organisation: read from its file, kept in the workspace, put on while documents are written.

What it was when a text was frozen is kept with that agreement, so that the file to be signed names the Word file that the
partners were shown, whatever style comes later.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from studio.errors import StudioError
from studio.steps.changed import Changed
from studio.steps.files import read_text
from studio.store.records import OwnRecord

if TYPE_CHECKING:
    from studio.documents.house import House
    from studio.steps.workspace import Workspace
    from studio.store.transaction import Transaction

STYLE, FROZEN = "style", "style at freezing"  # kinds of own rows; an id is "house", or the agreement's
_HOUSE = "house"

MOST_STYLE_FILE = 20_000_000  # bytes; what a style may hold is less, and the reader says so


@contextmanager
def in_house(house: House | None) -> Iterator[None]:
    """Inside, documents are written in this style; None is the plain design."""
    from studio.documents.house import PLAIN, using

    with using(house or PLAIN):
        yield


def read_house_file(path: Path) -> House:
    """The house style in the file, with the logo and the letters that it names.

    Raises StudioError with every problem, its line and what to write.
    """
    from studio.documents.house_read import read_house

    def find(name: str) -> bytes | None:
        place = path.parent / name
        known = place.is_file() and place.stat().st_size < MOST_STYLE_FILE
        return place.read_bytes() if known else None

    reading = read_house(read_text(path), find)
    if reading.house is None:
        said = "\n".join(f"  line {each.line}: {each.message}" for each in reading.problems)
        raise StudioError(
            f"{path.name} cannot be used; nothing was written:\n{said}\n", "Mend these lines, then try again."
        )
    return reading.house


def set_house(ws: Workspace, house: House) -> Changed:
    """Keep the style in the workspace: drafts that are made from now on are written in it."""
    with ws.store.begin() as tx:
        tx.save(OwnRecord(STYLE, _HOUSE, house.source.decode(), "", "", ws.stamp()))
        tx.append("set_style", "", house.name, {"sha256": sha256(house.source).hexdigest()}, ws.now())
    whose = f" of {house.name}" if house.name else ""
    return Changed(frozenset(), f"New documents are written in the style{whose}. What has gone out stays as it is.")


def remove_house(ws: Workspace) -> Changed:
    """Go back to the plain design. Raises StudioError if there is no style."""
    with ws.store.begin() as tx:
        if tx.load(OwnRecord, STYLE, _HOUSE) is None:
            raise StudioError("This workspace has no house style.", "Nothing was changed.")
        tx.remove(OwnRecord, STYLE, _HOUSE)
        tx.append("remove_style", "", "", {}, ws.now())
    return Changed(frozenset(), "New documents are written in the plain design.")


def house_kept(ws: Workspace) -> House | None:
    """The style of the workspace; None for the plain design."""
    with ws.store.read() as tx:
        return house_in(tx)


def house_in(tx: Transaction, frozen: str = "") -> House | None:
    """The workspace's style; with `frozen` that of this agreement when its text was frozen, where it was."""
    then = tx.load(OwnRecord, FROZEN, frozen) if frozen else None
    kept = then or tx.load(OwnRecord, STYLE, _HOUSE)
    return _unpacked(kept.text) if kept and kept.text else None


def freeze_house(ws: Workspace, tx: Transaction, agreement: str) -> None:
    """Keep today's style with the agreement whose text is frozen, also that there is none."""
    kept = tx.load(OwnRecord, STYLE, _HOUSE)
    tx.save(OwnRecord(FROZEN, agreement, kept.text if kept else "", "", "", ws.stamp()))


@lru_cache(maxsize=4)
def _unpacked(text: str) -> House:
    from studio.documents.house_read import house_of

    return house_of(text.encode())
