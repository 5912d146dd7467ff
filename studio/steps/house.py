"""The house style of the lead organisation: read from its file, kept as one value, put on while documents are written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from studio.errors import StudioError
from studio.steps.files import read_text

if TYPE_CHECKING:
    from studio.documents.house import House

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
