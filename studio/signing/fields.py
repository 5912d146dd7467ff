"""The signature fields of a PDF and what one signatory is about to sign: read from the file alone."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import HistoricalResolver, PdfFileReader
from pyhanko.sign.fields import enumerate_sig_fields

from studio.drafting.office import untitled
from studio.errors import StudioError
from studio.signing.plan import FieldPlace, SigningPlan
from studio.signing.reader import Unreadable, entry, first_signed, open_pdf, parsing
from studio.signing.summary import SUMMARY_NAME, SigningSummary, SummaryField, read_summary

COORDINATOR = "sign.coordinator"
TIMESTAMP = "DocTime"


@dataclass(frozen=True, slots=True)
class FieldState:
    """A field laid down for a signature, and whether it has been used. `kind`: certification, signature, timestamp."""

    place: FieldPlace
    kind: str
    signed: bool


def read_fields(pdf: bytes) -> tuple[FieldState, ...]:
    """The signature fields in the order of the document. Raises StudioError if the file cannot be read."""
    reader = _open(pdf)
    with parsing():
        return fields_of(reader, summary_of(first_signed(reader)))


def read_plan(pdf: bytes, field: str | None = None) -> SigningPlan:
    """What signing `field` commits to; without a name, the first partner's field that is still empty.

    Raises StudioError when the file cannot be read, was not prepared for signing here, or has no such field.
    """
    reader = _open(pdf)
    with parsing():
        summary = summary_of(first_signed(reader))
        states = fields_of(reader, summary)
    if summary is None:
        raise StudioError(
            "This file was not prepared for signing by Agreement Studio.", "Sign it with the program it came from."
        )
    chosen = _choose(states, field)
    row = next((row for row in summary.fields if row.name == chosen.name), None)
    return SigningPlan(
        title=summary.title,
        ref=summary.ref,
        version=summary.version,
        field=chosen.name,
        party=chosen.party,
        legal_name=chosen.legal_name,
        person=chosen.person,
        office=chosen.office,
        declaration=row.declaration if row else (),
        text_sha256=summary.text_sha256,
        docx_sha256=summary.docx_sha256,
        pdf_sha256=hashlib.sha256(pdf).hexdigest(),
        sample=summary.sample,
        open_points=summary.open_points,
    )


def _open(pdf: bytes) -> PdfFileReader:
    try:
        return open_pdf(pdf)
    except Unreadable as error:
        raise StudioError(f"This file cannot be opened, because {error.message}.", error.next_step) from error


def _choose(states: tuple[FieldState, ...], field: str | None) -> FieldPlace:
    partners = [state for state in states if state.kind == "signature"]
    if field is not None:
        found = next((state.place for state in partners if state.place.name == field), None)
        if found is None:
            names = ", ".join(state.place.name for state in partners)
            raise StudioError(f"There is no field “{field}” in this file.", f"Its fields are: {names}.")
        return found
    for state in partners:
        if not state.signed:
            return state.place
    if not partners:
        raise StudioError("This file has no place for a signature.", "Ask the coordinator for the file to be signed.")
    return partners[0].place


def fields_of(reader: PdfFileReader | HistoricalResolver, summary: SigningSummary | None) -> tuple[FieldState, ...]:
    """The fields of the current revision with what the summary says of them."""
    pages = _pages(reader)
    rows = {row.name: row for row in summary.fields} if summary else {}
    states = []
    for name, value, reference in enumerate_sig_fields(reader):
        field = reference.get_object()
        row = rows.get(name)
        left, bottom, right, top = (float(number) for number in entry(field, "/Rect", (0, 0, 0, 0)))
        place = FieldPlace(
            name=str(name),
            page=_page_number(field, reference, pages),
            rect=(left, bottom, right, top),
            party=row.party if row else "",
            legal_name=row.legal_name if row else "",
            person=row.person if row else str(entry(field, "/TU", "")),
            office=row.office if row else "",
        )
        states.append(FieldState(place, _kind(name, value), value is not None))
    return tuple(states)


def _kind(name: str, value: Any) -> str:
    if name == COORDINATOR:
        return "certification"
    stamped = value is not None and entry(value.get_object(), "/Type") == "/DocTimeStamp"
    return "timestamp" if name == TIMESTAMP or stamped else "signature"


def _pages(reader: PdfFileReader | HistoricalResolver) -> list[generic.Reference]:
    def walk(node: Any) -> Iterator[generic.Reference]:
        for kid in node["/Kids"]:
            inner = kid.get_object()
            if entry(inner, "/Type") == "/Pages":
                yield from walk(inner)
            else:
                yield kid.reference

    return list(walk(reader.root["/Pages"]))


def _page_number(field: Any, reference: Any, pages: list[generic.Reference]) -> int:
    try:
        return pages.index(field.raw_get("/P").reference)
    except (KeyError, AttributeError, ValueError):
        pass  # /P is optional (ISO 32000-2, table 166): look for the page that shows the widget
    for number, page in enumerate(pages):
        annotations = entry(page.get_object(), "/Annots", ())
        if any(getattr(one, "reference", None) == reference.reference for one in annotations):
            return number
    return 0


def summary_of(document: HistoricalResolver | PdfFileReader) -> SigningSummary | None:
    """The summary attached when the file was laid out, else what its description says; None for a foreign file."""
    data = attachment(document, SUMMARY_NAME)
    found = None if data is None else read_summary(data)
    return found or _described(document)


def _described(document: HistoricalResolver | PdfFileReader) -> SigningSummary | None:
    """A summary from the document's description and the labels of its fields."""
    info = entry(document.trailer_view, "/Info")
    if info is None or "/AgreementTextSha256" not in info:
        return None

    def said(key: str) -> str:
        return str(entry(info, key, ""))

    rows = []
    for name, _, reference in enumerate_sig_fields(document):
        label = str(entry(reference.get_object(), "/TU", "")).removeprefix("Signature of ")
        person, _, party = label.partition(", for ")
        if name not in {COORDINATOR, TIMESTAMP}:
            rows.append(SummaryField(str(name), str(name).removeprefix("sign."), untitled(party), person, "", ()))
    return SigningSummary(
        title=said("/Title"),
        ref=said("/AgreementRef"),
        version=said("/AgreementVersion"),
        sample=said("/AgreementSample") == "true",
        text_sha256=said("/AgreementTextSha256"),
        docx_sha256=said("/AgreementDocxSha256"),
        history_head=said("/AgreementHistoryHead") or None,
        fields=tuple(rows),
    )


def attachment(document: HistoricalResolver | PdfFileReader, name: str) -> bytes | None:
    """The bytes of the attachment of that name."""
    for key, specification in _embedded(document):
        if key == name or str(entry(specification, "/UF", "")) == name:
            return bytes(specification["/EF"]["/F"].data)
    return None


def _embedded(document: HistoricalResolver | PdfFileReader) -> Iterator[tuple[str, Any]]:
    names = entry(document.root, "/Names", {})
    tree = entry(names, "/EmbeddedFiles") if names else None
    waiting = [tree] if tree is not None else []
    for _ in range(1000):  # a name tree of a thousand nodes is none of ours; loops end here too
        if not waiting:
            return
        node = waiting.pop()
        waiting += [kid.get_object() for kid in entry(node, "/Kids", ())]
        pairs = list(entry(node, "/Names", ()))
        for key, value in zip(pairs[::2], pairs[1::2], strict=False):
            yield str(key), value.get_object() if hasattr(value, "get_object") else value


def prepared_here(document: HistoricalResolver | PdfFileReader) -> bool:
    """Whether the document, as first signed, is one that Agreement Studio laid out."""
    try:
        return summary_of(document) is not None
    except StudioError:
        return False
