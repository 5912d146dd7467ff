"""A reader for files with many revisions.

pyHanko 0.38 searches the tables of all revisions for each object, and reads an object anew for every state of the file
that is asked for. Here a look-up goes only to the tables that name the object, and what stands at one place in the file
is read once. The answers are pyHanko's: its states of a file copy every object that they are given.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.xref import ObjStreamRef, XRefCache


class IndexedTables(XRefCache):
    """The cross-reference tables with an index: which revisions, oldest first, say anything of an object number."""

    def __init__(self, reader: PdfFileReader, sections: list[Any]) -> None:
        super().__init__(reader, sections)
        self._naming: dict[int, list[int]] = defaultdict(list)
        for revision, section in enumerate(sections):
            for number in _named(section.xref_data):
                self._naming[number].append(revision)

    def get_last_change(self, ref: generic.Reference) -> int:
        for revision in reversed(self._naming.get(ref.idnum, ())):
            try:
                self._xref_sections[revision].xref_data.try_resolve(ref)
            except KeyError:  # another generation of the object
                continue
            return revision
        raise KeyError(ref)

    def get_historical_ref(self, ref: Any, revision: int) -> int | ObjStreamRef | None:
        for each in reversed(self._naming.get(ref.idnum, ())):
            if each > revision:
                continue
            try:
                return self._xref_sections[each].xref_data.try_resolve(ref)
            except KeyError:  # another generation of the object
                continue
        return None


def _named(data: Any) -> set[int]:
    inner = _named(data.hybrid.xref_data) if data.hybrid is not None else set()
    return {*data.standard_xrefs, *data.xrefs_in_objstm, *data.freed, *inner}


class HistoryReader(PdfFileReader):
    """For reading only: an object that is given out must not be altered."""

    def __init__(self, stream: Any) -> None:
        self._read: dict[tuple[int, int, int, bool], Any] = {}
        self._is_encrypted: bool | None = None
        super().__init__(stream)
        self.xrefs = IndexedTables(self, self.xrefs._xref_sections)

    def _read_object(self, ref: generic.Reference, marker: int | ObjStreamRef | None, *args: Any, **how: Any) -> Any:
        if not isinstance(marker, int) or args or how.get("never_decrypt"):
            return super()._read_object(ref, marker, *args, **how)
        key = (ref.idnum, ref.generation, marker, bool(how.get("as_metadata_stream")))
        if key not in self._read:
            self._read[key] = super()._read_object(ref, marker, **how)
        return self._read[key]

    @property
    def encrypted(self) -> bool:
        """Asked for each object that is read; a trailer that says so is the same in all revisions."""
        if self._is_encrypted is None:
            self._is_encrypted = bool(super().encrypted)
        return self._is_encrypted

    def let_go(self) -> None:
        """Forgets all that was read. Each object points to its reader; without this they wait for the garbage collector."""
        for state in self._historical_resolver_cache.values():
            state.cache.clear()
        for each in (self._historical_resolver_cache, self.resolved_objects, self._read):
            each.clear()
        self._embedded_signatures = None
