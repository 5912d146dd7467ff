"""Finds the field to be signed by its name as it is written.

pyHanko 0.38 reads every field of the form up to the one that is wanted: half of the time of a fiftieth signature. Here
only a field is read in whose bytes the name stands; where that is not plainly one field, pyHanko looks for it.
"""

from __future__ import annotations

import re
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields
from pyhanko.sign.signers import cms_embedder

from studio.signing.reader import entry

_look_up = fields.prepare_sig_field
_PLAIN = re.compile(r"[A-Za-z0-9_-]+")


def empty_field(writer: IncrementalPdfFileWriter, name: str) -> Any:
    """The reference to the empty signature field of that name (its parts joined by dots), if it is plainly one; or None."""
    listed = entry(entry(writer.root, "/AcroForm", {}), "/Fields")
    found: Any = None
    for part in name.split("."):
        found = _named(writer, listed, part)
        field: Any = found.get_object() if found is not None else None
        if not isinstance(field, generic.DictionaryObject) or entry(field, "/T") != part:
            return None
        listed = entry(field, "/Kids")
    return found if listed is None and entry(field, "/FT") == "/Sig" and entry(field, "/V") is None else None


def _named(writer: IncrementalPdfFileWriter, listed: Any, part: str) -> Any:
    """The reference to the one object of a list of fields in whose bytes the name stands."""
    if not isinstance(listed, generic.ArrayObject) or not _PLAIN.fullmatch(part):
        return None
    pdf = writer.prev.stream.getvalue()
    label = re.compile(rb"/T\s*\(" + re.escape(part.encode()) + rb"\)")
    found = []
    for one in (listed.raw_get(index) for index in range(len(listed))):
        place = writer.prev.xrefs[one.reference] if isinstance(one, generic.IndirectObject) else None
        if not isinstance(place, int):  # inside an object stream
            return None
        if label.search(pdf, place, pdf.find(b"endobj", place)):
            found.append(one)
    return found[0] if len(found) == 1 else None


def _found(name: str, root: Any, update_writer: Any, existing_fields_only: bool = False, **wanted: Any) -> Any:
    plain = existing_fields_only and isinstance(update_writer, IncrementalPdfFileWriter)
    field = empty_field(update_writer, name) if plain else None
    if field is not None:
        return False, field
    return _look_up(name, root, update_writer, existing_fields_only, **wanted)


def install() -> None:
    """Puts it in front of pyHanko's look-up; doing so twice changes nothing."""
    cms_embedder.prepare_sig_field = _found  # type: ignore[assignment, attr-defined]
