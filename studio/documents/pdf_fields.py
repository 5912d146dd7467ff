"""Fields of a form that can be filled in on screen: laid over the printed boxes, with looks of their own.

The boxes themselves are drawn on the page, so a form prints the same in any program; a widget draws the answer alone.
No script, no action, no value set beforehand, nothing that a viewer must make up (ISO 19005-2, 6.4.1 and 6.4.2).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from studio.documents.form_fields import ROOM_FOR_LINES, BoxField, TextField
from studio.documents.pdf_field_font import RESOURCE, field_font
from studio.documents.pdf_tag import Annotation

PRINT = 4  # ISO 32000-1, table 165: bit 3
RADIO, IN_UNISON = 1 << 15, 1 << 25  # table 226; NoToggleToOff is not set, so an answer can be cleared again
MULTILINE = 1 << 12  # table 228
TALL = 34.0  # a box of this height takes several lines
LOOK = f"{RESOURCE} 0 Tf 0.102 0.114 0.129 rg"  # size 0: the viewer makes long answers smaller, so none is cut off


@dataclass(frozen=True, slots=True)
class Widget:
    """A field where it stands on a page; the annotation hangs in the structure tree already."""

    field: BoxField | TextField
    annotation: Annotation


def lay_form(pdf: pikepdf.Pdf, widgets: Sequence[Widget]) -> None:
    """Puts the fields on their pages and into AcroForm; widgets of one name are one field. Nothing without widgets."""
    if not widgets:
        return
    resources = Dictionary(Font=Dictionary({RESOURCE: field_font(pdf)}))
    pages = list(pdf.pages)
    groups: dict[str, list[Widget]] = {}
    for widget in widgets:
        groups.setdefault(widget.field.name, []).append(widget)
        widget.annotation.object = _annotation(pdf, pages[widget.annotation.page], widget, resources)
    fields = Array([_field(pdf, group) for group in groups.values()])
    pdf.Root.AcroForm = pdf.make_indirect(Dictionary(Fields=fields, DR=resources, DA=String(LOOK)))


def order_widgets(pdf: pikepdf.Pdf, widgets: Sequence[Widget]) -> None:
    """Annotations in the order of the structure, for programs that go by the page's list and not by /Tabs."""
    if not widgets:
        return
    for page in pdf.pages:
        if "/Annots" in page.obj:
            page.obj.Annots = Array(sorted(page.obj.Annots, key=lambda each: int(each.StructParent)))


def _annotation(pdf: pikepdf.Pdf, page: pikepdf.Page, widget: Widget, resources: pikepdf.Object) -> pikepdf.Object:
    left, bottom, right, top = widget.annotation.rect
    made = pdf.make_indirect(
        Dictionary(Type=Name.Annot, Subtype=Name.Widget, F=PRINT, P=page.obj, TU=String(widget.field.label),
                   Rect=Array([round(edge, 2) for edge in (left, bottom, right, top)]),
                   BS=Dictionary(W=0, S=Name.S))
    )  # fmt: skip
    size = (right - left, top - bottom)
    if isinstance(widget.field, BoxField):
        shape = _cross if widget.field.state == "No" else _tick
        looks = Dictionary(Off=_look(pdf, size, b""))
        looks["/" + widget.field.state] = _look(pdf, size, shape(size[0]))
        made.AP, made.AS = Dictionary(N=looks), Name.Off
    else:
        made.AP = Dictionary(N=_look(pdf, size, b"/Tx BMC\nEMC", resources))
    if "/Annots" not in page.obj:
        page.obj.Annots = Array()
    page.obj.Annots.append(made)
    return made


def _field(pdf: pikepdf.Pdf, group: Sequence[Widget]) -> pikepdf.Object:
    """The field of these widgets: the only widget itself, or a parent of several."""
    first = group[0].field
    widgets = [widget.annotation.object for widget in group if widget.annotation.object is not None]
    together = isinstance(first, BoxField) and first.single
    if len(widgets) == 1 and not together:
        field = widgets[0]
    else:
        label = first.question if isinstance(first, BoxField) and together else first.label
        field = pdf.make_indirect(Dictionary(TU=String(label), Kids=Array(widgets)))
        for widget in widgets:
            widget.Parent = field
    field.T = String(first.name)
    if isinstance(first, BoxField):
        field.FT, field.V = Name.Btn, Name.Off
        twice = len({box.field.state for box in group if isinstance(box.field, BoxField)}) < len(group)
        field.Ff = (RADIO | (IN_UNISON if twice else 0)) if together else 0
    else:
        tall = first.lines >= ROOM_FOR_LINES or any(_height(widget) > TALL for widget in group)
        field.FT, field.DA, field.Ff = Name.Tx, String(LOOK), MULTILINE if tall else 0
    return field


def _height(widget: Widget) -> float:
    return widget.annotation.rect[3] - widget.annotation.rect[1]


def _look(
    pdf: pikepdf.Pdf, size: tuple[float, float], drawn: bytes, resources: pikepdf.Object | None = None
) -> pikepdf.Object:
    look = pdf.make_stream(drawn)
    look.Type, look.Subtype = Name.XObject, Name.Form
    look.BBox = Array([0, 0, round(size[0], 2), round(size[1], 2)])
    look.Resources = resources if resources is not None else Dictionary()
    return look


def _tick(side: float) -> bytes:
    return _strokes(side, [(0.2, 0.5), (0.42, 0.24), (0.82, 0.8)])


def _cross(side: float) -> bytes:
    return _strokes(side, [(0.22, 0.22), (0.78, 0.78)], [(0.22, 0.78), (0.78, 0.22)])


def _strokes(side: float, *lines: Sequence[tuple[float, float]]) -> bytes:
    drawn = [f"q 0.102 0.114 0.129 RG {side * 0.14:.2f} w 1 J 1 j"]
    for line in lines:
        points = [f"{x * side:.2f} {y * side:.2f}" for x, y in line]
        drawn.append(f"{points[0]} m " + " ".join(f"{point} l" for point in points[1:]) + " S")
    return ("\n".join(drawn) + "\nQ").encode()
