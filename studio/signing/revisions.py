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

from studio.signing.reader import entry, raw_items

_TRAILER_FREE = {"/Size", "/Prev", "/ID", "/Type", "/W", "/Index", "/Filter", "/DecodeParms", "/Length", "/XRefStm"}


@dataclass(frozen=True, slots=True)
class Step:
    """One accepted revision. `field` is the signature field it filled; None for validation data alone."""

    revision: int
    field: str | None
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
    for revision in range(first + 1, reader.xrefs.total_revisions):
        try:
            step = _Judge(reader, revision).judge()
        except _Refused as refused:
            refusals.append(Refusal(revision, refused.code, refused.thing))
        else:
            if not refusals:
                steps.append(step)
    return History(first, tuple(steps), tuple(refusals))


class _Judge:
    """Compares revision k with k-1."""

    def __init__(self, reader: PdfFileReader, revision: int) -> None:
        self.reader, self.revision = reader, revision
        self.old: HistoricalResolver = reader.get_historical_resolver(revision - 1)
        self.new: HistoricalResolver = reader.get_historical_resolver(revision)
        self.size = reader.xrefs.get_xref_container_info(revision - 1).size
        xrefs = reader.xrefs
        self.written = {ref.idnum: ref for ref in xrefs.explicit_refs_in_revision(revision)}
        self.fresh = {number for number in self.written if number >= self.size}
        self.explained: set[int] = set()
        self.stored = False  # whether validation data was added

    def judge(self) -> Step:
        self._trailer()
        touched = set(self.written) - self.fresh
        self._structure_streams()
        catalog = self.new.root_ref.idnum
        fields = self._fields()
        field = None
        for number in sorted(touched):
            if number == catalog:
                self._catalog()
            elif number in fields and field is None:
                field = fields[number]
                self._filled(field, self.written[number])
            elif not self._security_store(number):
                raise _Refused(*self._name(number))
        if missing := self.fresh - self.explained:
            raise _Refused("revision-unexpected", f"{len(missing)} objects that belong to no signature")
        if field is None and not self.stored:
            raise _Refused("revision-unexpected", "a revision that nobody signed and that adds nothing")
        return Step(self.revision, field, frozenset(touched))

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

    def _structure_streams(self) -> None:
        xrefs = self.reader.xrefs
        own = xrefs.get_xref_container_info(self.revision).stream_ref
        used = xrefs.object_streams_used_in(self.revision)  # type: ignore[no-untyped-call]
        streams = {ref.idnum for ref in used} | ({own.idnum} if own else set())
        self.explained |= streams & self.fresh

    def _fields(self) -> dict[int, str]:
        """Fields of the earlier revision that wait for a signature, by object number."""
        return {ref.reference.idnum: name for name, value, ref in enumerate_sig_fields(self.old) if value is None}

    def _catalog(self) -> None:
        old, new = raw_items(self.old.root), raw_items(self.new.root)
        for key in (old.keys() | new.keys()) - {"/DSS", "/Extensions"}:
            if not same(old.get(key), new.get(key)):
                raise _Refused(*_CATALOG.get(key, ("catalog-changed", f"the document's {key[1:]}")))
        if _references(new.get("/Extensions")) or _references(old.get("/Extensions")):
            raise _Refused("catalog-changed", "the document's extensions")
        store = new.get("/DSS")
        if store is not None and not same(old.get("/DSS"), store):
            if "/DSS" in old or not isinstance(store, generic.IndirectObject):
                raise _Refused("revision-unexpected", "the store of validation data")
            self._new_store(store)

    def _new_store(self, store: Any) -> None:
        reached = self._closure(store)
        for number in reached:
            value = self.new(self.written[number])
            if isinstance(value, generic.StreamObject) and any(_references(one) for one in raw_items(value).values()):
                raise _Refused("revision-unexpected", "the store of validation data")
        self.explained |= reached
        self.stored = True

    def _security_store(self, number: int) -> bool:
        """Whether the object belongs to the store of validation data, which may only grow."""
        store = entry(self.old.root, "/DSS")
        if store is None:
            return False
        raw = self.old.root.raw_get("/DSS")
        if getattr(raw, "idnum", None) != number:
            return False
        old, new = entry(self.old.root, "/DSS"), entry(self.new.root, "/DSS")
        for key in ("/Certs", "/OCSPs", "/CRLs"):
            before = [one.idnum for one in entry(old, key, ())]
            after = [one.idnum for one in entry(new, key, ())]
            if after[: len(before)] != before:
                raise _Refused("validation-data-removed", "the store of validation data")
            for one in after[len(before) :]:
                if one not in self.fresh or not isinstance(self.new(self.written[one]), generic.StreamObject):
                    raise _Refused("revision-unexpected", "the store of validation data")
                self.explained.add(one)
                self.stored = True
        return set(new) - set(old) <= {"/Certs", "/OCSPs", "/CRLs"}

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
        if {one.idnum for one in _references(dictionary)} - {catalog}:
            raise _Refused("field-changed", name)
        self.explained.add(value.idnum)

    def _closure(self, start: Any) -> set[int]:
        """What is reached from `start`; all of it must be new in this revision."""
        reached: set[int] = set()
        waiting = [one.idnum for one in _references(start)]
        while waiting:
            number = waiting.pop()
            if number in reached:
                continue
            if number not in self.fresh:
                raise _Refused("revision-unexpected", "a signature that shows older objects")
            reached.add(number)
            waiting += [one.idnum for one in _references(self.new(self.written[number]))]
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
            looks = _references(raw_items(reference.get_object()).get("/AP"))
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
}


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
        below = [root.idnum, *(one.idnum for one in _references(root.get_object(), skip=("/Parent",)))]
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
        level = _references(start)
        while level and depth:
            depth -= 1
            following: list[Any] = []
            for one in level:
                if one.idnum not in reached:
                    reached.add(one.idnum)
                    following += _references(
                        one.get_object(), skip=("/Parent", "/P", "/Pg", "/Obj", "/Dest", "/StructParents")
                    )
            level = following
        return reached


def _references(value: Any, skip: tuple[str, ...] = ()) -> list[Any]:
    """The references inside a value, not followed."""
    if isinstance(value, generic.IndirectObject):
        return [value]
    if isinstance(value, generic.DictionaryObject):
        return [one for key, inner in raw_items(value).items() if key not in skip for one in _references(inner, skip)]
    if isinstance(value, generic.ArrayObject):
        return [one for index in range(len(value)) for one in _references(value.raw_get(index), skip)]
    return []


def same(one: Any, other: Any) -> bool:
    """Whether two raw values are written alike, references by number."""
    if isinstance(one, generic.IndirectObject) or isinstance(other, generic.IndirectObject):
        both = isinstance(one, generic.IndirectObject) and isinstance(other, generic.IndirectObject)
        return both and (one.idnum, one.generation) == (other.idnum, other.generation)
    if type(one) is not type(other):
        return False
    if isinstance(one, generic.StreamObject) and one.encoded_data != other.encoded_data:
        return False
    if isinstance(one, generic.DictionaryObject):
        left, right = raw_items(one), raw_items(other)
        return left.keys() == right.keys() and all(same(left[key], right[key]) for key in left)
    if isinstance(one, generic.ArrayObject):
        return len(one) == len(other) and all(same(one.raw_get(i), other.raw_get(i)) for i in range(len(one)))
    return bool(one == other)
