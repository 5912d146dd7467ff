"""The one save with pikepdf: structure tree, links, bookmarks, fields, attachments, colour profile and metadata."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from studio.documents.pdf_fields import Widget, lay_form, order_widgets
from studio.documents.pdf_metadata import colour_profile, information, metadata, moment, own_font_tags
from studio.documents.pdf_signature import FieldSpot, Fingerprints
from studio.documents.pdf_signing_fields import lay_fields
from studio.documents.pdf_tag import Annotation, Node, TreeWriter
from studio.drafting.draft import Draft
from studio.errors import StudioError


class Attached(Protocol):
    """A file that travels inside the PDF (ISO 32000-2, 14.13)."""

    @property
    def name(self) -> str: ...
    @property
    def media_type(self) -> str: ...
    @property
    def data(self) -> bytes: ...
    @property
    def description(self) -> str: ...
    @property
    def relationship(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Finishing:
    """All that the drawn pages do not yet carry. `bookmarks` are (level, words, paragraph key)."""

    draft: Draft
    root: Node
    links: Sequence[Annotation]
    anchors: Mapping[str, tuple[int, float, float]]
    bookmarks: Sequence[tuple[int, str, str]]
    attachments: Sequence[Attached]
    spots: Sequence[FieldSpot]
    prints: Fingerprints | None
    widgets: Sequence[Widget] = ()


def finish(raw: bytes, made: Finishing) -> bytes:
    """The finished PDF: version 1.7, no object streams, an identifier made from the content."""
    with pikepdf.open(io.BytesIO(raw)) as pdf:
        _links(pdf, made)
        if made.prints:
            lay_fields(pdf, made.spots, made.root)
        lay_form(pdf, made.widgets)
        own_font_tags(pdf)  # before the tree, which has thousands of objects that are no fonts
        TreeWriter(pdf).write(made.root)
        order_widgets(pdf, made.widgets)
        _outline(pdf, made)
        _attach(pdf, made.attachments, moment(made.draft))
        colour_profile(pdf)
        metadata(pdf, made.draft, made.prints, attached=bool(made.attachments))
        information(pdf, made.draft, made.prints)
        pdf.Root.Lang = String(made.draft.info.lang)
        pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
        pdf.Root.PageMode = Name.UseOutlines if made.bookmarks else Name.UseNone
        return _saved(pdf)


def _saved(pdf: pikepdf.Pdf) -> bytes:
    if "/ID" in pdf.trailer:
        del pdf.trailer["/ID"]
    out = io.BytesIO()
    pdf.save(
        out,
        deterministic_id=True,
        force_version="1.7",
        object_stream_mode=pikepdf.ObjectStreamMode.disable,
        compress_streams=True,
        linearize=False,
    )
    return out.getvalue()


def _links(pdf: pikepdf.Pdf, made: Finishing) -> None:
    pages = list(pdf.pages)
    for link in made.links:
        page = pages[link.page].obj
        rect = Array([round(edge, 2) for edge in link.rect])
        widget = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=rect, F=4, Contents=String(link.contents),
                            Border=Array([0, 0, 0]), P=page)  # fmt: skip
        target = made.anchors.get(link.link)
        if target is None:
            raise StudioError(
                f"“{link.contents}” refers to a paragraph that is not in this document.",
                "Choose a clause that is in force for these facts, or take the reference out.",
            )
        widget.Dest = Array([pages[target[0]].obj, Name.XYZ, 0, round(target[2] + 8, 2), None])
        link.object = pdf.make_indirect(widget)
        if "/Annots" not in page:
            page.Annots = Array()
        page.Annots.append(link.object)


def _outline(pdf: pikepdf.Pdf, made: Finishing) -> None:
    """Bookmarks, each level below the one before."""
    with pdf.open_outline() as outline:
        outline.root.clear()
        above: list[pikepdf.OutlineItem] = []
        for level, words, key in made.bookmarks:
            if key not in made.anchors:
                continue
            page, _, top = made.anchors[key]
            destination = pikepdf.make_page_destination(pdf, page, "XYZ", left=0, top=round(top + 8, 2))
            item = pikepdf.OutlineItem(" ".join(words.split()), destination=destination)
            depth = min(level, len(above))
            (above[depth - 1].children if depth else outline.root).append(item)
            above[depth:] = [item]


def _attach(pdf: pikepdf.Pdf, attachments: Sequence[Attached], on: str) -> None:
    """Each names its kind, its day and how it belongs to the document (ISO 19005-3, 6.8)."""
    if not attachments:
        return
    names, associated = Array(), Array()
    for each in sorted(attachments, key=lambda a: a.name):
        stream = pdf.make_stream(each.data)
        stream.Type = Name.EmbeddedFile
        stream.Subtype = Name("/" + each.media_type)
        digest = hashlib.md5(each.data, usedforsecurity=False).digest()
        stream.Params = Dictionary(Size=len(each.data), ModDate=String(on), CheckSum=pikepdf.String(digest))
        entry = pdf.make_indirect(
            Dictionary(Type=Name.Filespec, F=String(each.name), UF=String(each.name), Desc=String(each.description),
                       AFRelationship=Name("/" + each.relationship), EF=Dictionary(F=stream, UF=stream))
        )  # fmt: skip
        names.extend([String(each.name), entry])
        associated.append(entry)
    pdf.Root.Names = Dictionary(EmbeddedFiles=pdf.make_indirect(Dictionary(Names=names)))
    pdf.Root.AF = associated
