"""Signature fields made before certification (research note, section 12): each field is one object with its widget.

Nothing of the empty field is drawn on the page: it stands in the widget's appearance, which the stamp replaces.
"""

from __future__ import annotations

import io
from collections.abc import Sequence

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from studio.documents.pdf_signature import TIME_STAMP, FieldSpot
from studio.documents.pdf_tag import Annotation, Node
from studio.documents.stamp import EmptyField, empty_fields

PRINT_AND_LOCKED = 132  # ISO 32000-1, table 165: bits 3 and 8
SIGNATURES_EXIST_AND_APPEND_ONLY = 3  # table 219


def lay_fields(pdf: pikepdf.Pdf, spots: Sequence[FieldSpot], root: Node) -> None:
    """Puts the fields on their pages and into AcroForm, each with its annotation ready for the tree."""
    pages = list(pdf.pages)
    fields = Array()
    parents: dict[str, pikepdf.Object] = {}
    wanted = [EmptyField(spot.prompt, spot.rect[2] - spot.rect[0], spot.rect[3] - spot.rect[1]) for spot in spots]
    with pikepdf.open(io.BytesIO(empty_fields(wanted))) as boxes:
        for spot, box in zip(spots, boxes.pages, strict=True):
            appearance = pdf.copy_foreign(box.as_form_xobject())
            widget = _widget(pdf, pages[spot.page], spot.name, spot.label, spot.rect, appearance)
            if spot.annotation is None:
                raise ValueError("a field that is seen has an annotation in the tree")
            spot.annotation.object = widget
            _adopt(pdf, fields, parents, widget)
    fields.append(_time_stamp(pdf, pages, root))
    form = Dictionary(Fields=fields, SigFlags=SIGNATURES_EXIST_AND_APPEND_ONLY)
    pdf.Root.AcroForm = pdf.make_indirect(form)


def _adopt(pdf: pikepdf.Pdf, fields: Array, parents: dict[str, pikepdf.Object], widget: pikepdf.Object) -> None:
    """A dot parts the levels of a field's name (ISO 32000-2, 12.7.4.2): "sign.x" is the field "x" below "sign"."""
    group, _, own = str(widget.T).rpartition(".")
    if not group:
        fields.append(widget)
        return
    if group not in parents:
        parents[group] = pdf.make_indirect(Dictionary(T=String(group), Kids=Array()))
        fields.append(parents[group])
    widget.T, widget.Parent = String(own), parents[group]
    parents[group].Kids.append(widget)


def _widget(pdf: pikepdf.Pdf, page: pikepdf.Page, name: str, label: str, rect: tuple[float, float, float, float],
            appearance: pikepdf.Object) -> pikepdf.Object:  # fmt: skip
    widget = pdf.make_indirect(
        Dictionary(Type=Name.Annot, Subtype=Name.Widget, FT=Name.Sig, T=String(name), TU=String(label),
                   F=PRINT_AND_LOCKED, Rect=Array([round(edge, 2) for edge in rect]), P=page.obj,
                   AP=Dictionary(N=appearance))
    )  # fmt: skip
    if name != TIME_STAMP:
        widget.Lock = pdf.make_indirect(
            Dictionary(Type=Name.SigFieldLock, Action=Name.Include, Fields=Array([String(name)]))
        )
    if "/Annots" not in page.obj:
        page.obj.Annots = Array()
    page.obj.Annots.append(widget)
    return widget


def _time_stamp(pdf: pikepdf.Pdf, pages: list[pikepdf.Page], root: Node) -> pikepdf.Object:
    """Room for the time stamp over all signatures; without it the stamp would add an untagged widget."""
    last = len(pages) - 1
    empty = pdf.make_stream(b"")
    empty.Type, empty.Subtype, empty.BBox = Name.XObject, Name.Form, Array([0, 0, 0, 0])
    label = "Time stamp over all signatures"
    widget = _widget(pdf, pages[last], TIME_STAMP, label, (0, 0, 0, 0), empty)
    annotation = Annotation(last, (0, 0, 0, 0), label, object=widget)
    root.add("Form", title=TIME_STAMP).kids.append(annotation)
    return widget
