"""Every revision after the first signature is explained, object by object, or refused.

The rules are stricter than ISO 32000-2, 12.8.2.2: one field that was laid down is filled, and nothing else in the
document changes. Whoever passes here needs no comparison of whole documents: an accepted revision refers only to its
own new objects, a field is touched once, and so every earlier state stays what it was for everybody who signed it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import HistoricalResolver, PdfFileReader
from pyhanko.sign.fields import enumerate_sig_fields

from studio.signing.raw_values import references, same
from studio.signing.reader import entry, raw_items
from studio.signing.security_store import StoreRefused, growth
from studio.signing.stamp_field import added_stamp

_STORE = "the store of validation data"
_TRAILER_FREE = {"/Size", "/Prev", "/ID", "/Type", "/W", "/Index", "/Filter", "/DecodeParms", "/Length", "/XRefStm"}


@dataclass(frozen=True, slots=True)
class Step:
    """One accepted revision. `field` is the laid-down field that it filled; None for validation data or a renewed stamp."""

    revision: int
    field: str | None
    stamp: bool  # whether it holds a document time stamp
    touched: frozenset[int]  # numbers of the objects of earlier revisions that it wrote anew


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a revision is not explained: `code` as in `problems[].code`, `thing` names the object in words."""

    revision: int
    code: str
    thing: str


class _Refused(Exception):  # noqa: N818 - carries a verdict inside this file
    def __init__(self, code: str, thing: str) -> None:
        super().__init__(code)
        self.code, self.thing = code, thing


@dataclass(frozen=True, slots=True)
class History:
    """The revisions after `first`, the first one that is signed."""

    first: int
    steps: tuple[Step, ...]
    refusals: tuple[Refusal, ...]

    @property
    def stop(self) -> int:
        """The first revision that is not explained, or one past the last."""
        return self.refusals[0].revision if self.refusals else self.first + 1 + len(self.steps)


def read_history(reader: PdfFileReader, first: int) -> History:
    """Judges each revision against the one before it."""
    steps: list[Step] = []
    refusals: list[Refusal] = []
    waiting = _waiting(reader.get_historical_resolver(first))
    for revision in range(first + 1, reader.xrefs.total_revisions):
        try:
            # An accepted revision fills one of the fields that waited and leaves the others alone.
            step = _Judge(reader, revision, waiting if not refusals else None).judge()
        except _Refused as refused:
            refusals.append(Refusal(revision, refused.code, refused.thing))
        else:
            if not refusals:
                steps.append(step)
                waiting = {number: name for number, name in waiting.items() if name != step.field}
    return History(first, tuple(steps), tuple(refusals))


def _waiting(document: HistoricalResolver) -> dict[int, str]:
    """Fields of a revision that wait for a signature, by object number."""
    return {ref.reference.idnum: str(name) for name, value, ref in enumerate_sig_fields(document) if value is None}


class _Judge:
    """Compares revision k with k-1."""

    def __init__(self, reader: PdfFileReader, revision: int, waiting: dict[int, str] | None) -> None:
        """`waiting`: fields that wait for a signature, by object number; None if they must be looked for."""
        self.reader, self.revision = reader, revision
        self.old: HistoricalResolver = reader.get_historical_resolver(revision - 1)
        self.new: HistoricalResolver = reader.get_historical_resolver(revision)
        self.size = reader.xrefs.get_xref_container_info(revision - 1).size
        xrefs = reader.xrefs
        self.written = {ref.idnum: ref for ref in xrefs.explicit_refs_in_revision(revision)}
        self.fresh = {number for number in self.written if number >= self.size}
        self.explained: set[int] = set()
        self.waiting = waiting
        self.stored = False  # whether validation data was added
        self.stamped = False  # whether a document time stamp was

    def judge(self) -> Step:
        self._trailer()
        touched = set(self.written) - self.fresh
        self._structure_streams()
        catalog = self.new.root_ref.idnum
        fields = self.waiting if self.waiting is not None else _waiting(self.old)
        field = None
        plain = {catalog, *fields} | self._store_numbers()
        renewed = None if touched <= plain else added_stamp(self.old, self.new, self.fresh)
        if renewed is not None:
            self.explained.add(renewed.number)
            self._signature_dictionary(renewed.field, renewed.value)
        for number in sorted(touched):
            if number == catalog:
                self._catalog()
            elif (renewed is not None and number in renewed.touched) or self._is_housekeeping(number):
                continue
            elif number in fields and field is None and renewed is None:
                field = fields[number]
                self._filled(field, self.written[number])
            elif not self._security_store(number):
                raise _Refused(*self._name(number))
        if missing := self.fresh - self.explained:
            objects = "an object that belongs" if len(missing) == 1 else f"{len(missing)} objects that belong"
            raise _Refused("revision-unexpected", f"{objects} to no signature")
        if field is None and not self.stored and renewed is None:
            raise _Refused("revision-unexpected", "a revision that nobody signed and that adds nothing")
        return Step(self.revision, field, self.stamped, frozenset(touched))

    def _trailer(self) -> None:
        if self.reader.xrefs.refs_freed_in_revision(self.revision):
            raise _Refused("revision-removed-object", "an object")
        if self.reader.xrefs.get_xref_container_info(self.revision).size < self.size:
            raise _Refused("revision-unexpected", "the table of objects")
        old, new = raw_items(self.old.trailer_view), raw_items(self.new.trailer_view)
        for key in (old.keys() | new.keys()) - _TRAILER_FREE:
            if not same(old.get(key), new.get(key)):
                raise _Refused("info-changed" if key == "/Info" else "revision-unexpected", "the trailer")
        if "/ID" in old and ("/ID" not in new or not same(old["/ID"][0], new["/ID"][0])):
            raise _Refused("revision-unexpected", "the identity of the file")

    def _is_housekeeping(self, number: int) -> bool:
        """Whether the object is the document's description and only names another program and time of saving.

        Other signers' programs write these with a signature; a revision that holds nothing else is refused below.
        """
        if getattr(raw_items(self.old.trailer_view).get("/Info"), "idnum", None) != number:
            return False
        old, new = (raw_items(one(self.written[number])) for one in (self.old, self.new))
        changed = {key for key in old.keys() | new.keys() if not same(old.get(key), new.get(key))}
        free = changed <= {"/ModDate", "/Producer"} and changed <= new.keys()
        return free and not any(references(new[key]) for key in changed)

    def _structure_streams(self) -> None:
        xrefs = self.reader.xrefs
        own = xrefs.get_xref_container_info(self.revision).stream_ref
        used = xrefs.object_streams_used_in(self.revision)  # type: ignore[no-untyped-call]
        streams = {ref.idnum for ref in used} | ({own.idnum} if own else set())
        self.explained |= streams & self.fresh

    def _catalog(self) -> None:
        old, new = raw_items(self.old.root), raw_items(self.new.root)
        for key in (old.keys() | new.keys()) - {"/DSS", "/Extensions"} - _raised(old, new):
            if not same(old.get(key), new.get(key)):
                raise _Refused(*_CATALOG.get(key, ("catalog-changed", f"the document's {key[1:]}")))
        if references(new.get("/Extensions")) or references(old.get("/Extensions")):
            raise _Refused("catalog-changed", "the document's extensions")
        if not same(old.get("/DSS"), new.get("/DSS")):
            if "/DSS" in old or not isinstance(new.get("/DSS"), generic.IndirectObject):
                raise _Refused("validation-data-removed" if "/DSS" in old else "validation-data-unrelated", _STORE)
            self.explained |= {new["/DSS"].idnum} & self.fresh
            self._grown()

    def _grown(self) -> None:
        if self.stored:
            return
        try:
            self.explained |= growth(self.old, self.new, self.fresh)
        except StoreRefused as refused:
            raise _Refused(refused.code, _STORE) from refused
        self.stored = True

    def _security_store(self, number: int) -> bool:
        """Whether the object is the store of validation data, or a list in it; it may only grow."""
        if number not in self._store_numbers():
            return False
        self._grown()
        return True

    def _store_numbers(self) -> set[int]:
        raw = raw_items(self.old.root).get("/DSS")
        store = entry(self.old.root, "/DSS")
        if not isinstance(raw, generic.IndirectObject) or not isinstance(store, generic.DictionaryObject):
            return set()
        lists = {one.idnum for one in raw_items(store).values() if isinstance(one, generic.IndirectObject)}
        return {raw.idnum, *lists}

    def _filled(self, name: str, reference: Any) -> None:
        old, new = raw_items(self.old(reference)), raw_items(self.new(reference))
        for key in (old.keys() | new.keys()) - {"/V", "/AP"}:
            if not same(old.get(key), new.get(key)):
                raise _Refused("field-changed", name)
        value, look = new.get("/V"), new.get("/AP")
        if not isinstance(value, generic.IndirectObject) or value.idnum not in self.fresh:
            raise _Refused("field-changed", name)
        self._signature_dictionary(name, value)
        if same(old.get("/AP"), look):
            return
        if not isinstance(look, generic.DictionaryObject) or set(look) != {"/N"}:
            raise _Refused("field-changed", name)
        self.explained |= self._closure(look.raw_get("/N"))

    def _signature_dictionary(self, name: str, value: Any) -> None:
        dictionary = self.new(value.reference)
        if not isinstance(dictionary, generic.DictionaryObject):
            raise _Refused("field-changed", name)
        catalog = self.new.root_ref.idnum
        if {one.idnum for one in references(dictionary)} - {catalog}:
            raise _Refused("field-changed", name)
        self.stamped = entry(dictionary, "/Type") == "/DocTimeStamp"
        self.explained.add(value.idnum)

    def _closure(self, start: Any) -> set[int]:
        """What is reached from `start`; all of it must be new in this revision."""
        reached: set[int] = set()
        waiting = [one.idnum for one in references(start)]
        while waiting:
            number = waiting.pop()
            if number in reached:
                continue
            if number not in self.fresh:
                raise _Refused("revision-unexpected", "a signature that shows older objects")
            reached.add(number)
            waiting += [one.idnum for one in references(self.new(self.written[number]))]
        return reached

    def _name(self, number: int) -> tuple[str, str]:
        """Code and words for an older object that was written anew without leave."""
        before, after = ({name for name, _, _ in enumerate_sig_fields(one)} for one in (self.old, self.new))
        if added := sorted(after - before):
            return "field-added", str(added[0])
        for name, value, reference in enumerate_sig_fields(self.old):
            if reference.reference.idnum == number:
                gone = value is not None and "/V" not in raw_items(self.new(self.written[number]))
                return ("signature-removed" if gone else "field-changed"), str(name)
            if value is not None and value.reference.idnum == number:
                return "signature-replaced", str(name)
            looks = references(raw_items(reference.get_object()).get("/AP"))
            if number in {one.idnum for one in looks}:
                return "field-changed", str(name)
        return _Places(self.old).name(number)


_CATALOG = {
    "/AcroForm": ("form-changed", "the form"),
    "/Pages": ("page-changed", "the pages"),
    "/Names": ("attachment-changed", "the attachments"),
    "/AF": ("attachment-changed", "the attachments"),
    "/Metadata": ("info-changed", "the document's description"),
    "/StructTreeRoot": ("structure-changed", "the reading order"),
    "/MarkInfo": ("structure-changed", "the reading order"),
    "/OpenAction": ("action-added", "an action on opening"),
    "/AA": ("action-added", "an action"),
    "/Outlines": ("catalog-changed", "the outline"),
    "/OCProperties": ("catalog-changed", "which layers are shown"),
    "/Lang": ("catalog-changed", "the language"),
    "/Perms": ("catalog-changed", "what the certification permits"),
    "/PageMode": ("catalog-changed", "how the file opens"),
    "/PageLayout": ("catalog-changed", "how the file opens"),
    "/ViewerPreferences": ("catalog-changed", "how the file opens"),
    "/PageLabels": ("catalog-changed", "the page numbers"),
}


def _raised(old: dict[str, Any], new: dict[str, Any]) -> set[str]:
    """/Version where it only rises: signers in newer programs say which PDF their signature needs (ISO 32000-2, table 29)."""
    version = new.get("/Version")
    rises = (
        isinstance(version, generic.NameObject)
        and version in {"/1.7", "/2.0"}
        and old.get("/Version") in {None, "/1.7"}
    )
    return {"/Version"} if rises else set()


class _Places:
    """Says in words which part of a document an object belongs to."""

    def __init__(self, document: HistoricalResolver) -> None:
        self.document = document

    def name(self, number: int) -> tuple[str, str]:
        info = raw_items(self.document.trailer_view).get("/Info")
        if getattr(info, "idnum", None) == number:
            return "info-changed", "the document's description"
        catalog = raw_items(self.document.root)
        for key in ("/Metadata", "/AcroForm", "/Names", "/StructTreeRoot", "/Outlines"):
            if number in self._below(catalog.get(key), depth=1 if key == "/AcroForm" else 9):
                return _CATALOG[key]
        if number in self._tree():
            return "page-changed", "the order or the number of the pages"
        for page, reference in enumerate(self._pages(), 1):
            if number in self._below(reference, depth=6):
                return "page-changed", f"page {page}"
        return "revision-unexpected", f"object {number}"

    def _tree(self) -> set[int]:
        """The objects that put the pages in order, pages apart."""
        pages = {page.idnum for page in self._pages()}
        root = self.document.root.raw_get("/Pages")
        below = [root.idnum, *(one.idnum for one in references(root.get_object(), skip=("/Parent",)))]
        return set(below) - pages

    def _pages(self) -> Iterator[Any]:
        waiting = [self.document.root.raw_get("/Pages")]
        while waiting:
            node = waiting.pop(0)
            value = node.get_object()
            if entry(value, "/Type") == "/Pages":
                waiting += list(value["/Kids"])
            else:
                yield node

    def _below(self, start: Any, depth: int) -> set[int]:
        reached: set[int] = set()
        level = references(start)
        while level and depth:
            depth -= 1
            following: list[Any] = []
            for one in level:
                if one.idnum not in reached:
                    reached.add(one.idnum)
                    following += references(
                        one.get_object(), skip=("/Parent", "/P", "/Pg", "/Obj", "/Dest", "/StructParents")
                    )
            level = following
        return reached
