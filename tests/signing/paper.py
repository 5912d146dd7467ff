"""A small tagged PDF with fields laid down for signatures, for tests of signing alone."""

from __future__ import annotations

import hashlib
import io
from functools import lru_cache

import pikepdf
from certificates import PASSPHRASE, SIGNED, identity_for, pem
from pikepdf import Array, Dictionary, Name, String
from reportlab.pdfgen.canvas import Canvas

from studio.signing.certify import certify
from studio.signing.identity import open_identity
from studio.signing.increment import Increment, add_signature
from studio.signing.plan import Attachment
from studio.signing.summary import SigningSummary, SummaryField, summary_attachment

PEOPLE = (
    ("together", "Together for Mental Wellbeing", "Linda Bryant SAMPLE", "Chief Executive"),
    ("police", "Chief Constable of North Yorkshire Police", "Tim Forbes SAMPLE", "Chief Constable"),
    ("council", "City of York Council", "Grace Okafor SAMPLE", "Chief Operating Officer"),
)
TEXT = b"1 Purpose\n2 What we promise\n"


def summary(people=PEOPLE, title="York Pathways information sharing agreement", ref="SAMPLE-YP-1") -> SigningSummary:
    fields = tuple(
        SummaryField(f"sign.{party}", party, legal, person, office, (f"I, {person}, sign for {legal}.",))
        for party, legal, person, office in people
    )
    return SigningSummary(
        title=title,
        ref=ref,
        version="1.0",
        sample=True,
        text_sha256=hashlib.sha256(TEXT).hexdigest(),
        docx_sha256=hashlib.sha256(b"docx").hexdigest(),
        history_head=None,
        fields=fields,
    )


def _pages(title: str) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, pageCompression=0, invariant=1)
    for number in range(3):
        canvas.drawString(72, 760, f"{title}, page {number + 1}")
        canvas.drawString(72, 740, f"Referrals are kept for {number + 6} years.")
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _widget(pdf: pikepdf.Pdf, page: pikepdf.Page, name: str, rect: tuple[float, ...], key: int) -> pikepdf.Object:
    box = pdf.make_stream(b"q 0.5 w 0 0 220 60 re S Q" if any(rect) else b"")
    box.Type, box.Subtype, box.BBox = Name.XObject, Name.Form, Array([0, 0, rect[2] - rect[0], rect[3] - rect[1]])
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Annot,
            Subtype=Name.Widget,
            FT=Name.Sig,
            T=String(name),
            TU=String(f"Signature {name}"),
            F=132,
            Rect=Array(rect),
            P=page.obj,
            AP=Dictionary(N=box),
            StructParent=key,
        )
    )


def unsigned(people=PEOPLE, *, title: str = "York Pathways", here: bool = True, text_field: bool = False) -> bytes:
    """Three pages, one field a person on the last, the coordinator's and the time stamp's; not yet certified."""
    pdf = pikepdf.open(io.BytesIO(_pages(title)))
    last = pdf.pages[-1]
    document = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Document))
    root = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot, K=Array([document])))
    document.P = root
    names = ["sign.coordinator", *(f"sign.{one[0]}" for one in people), "DocTime"]
    forms, widgets, numbers = [], [], []
    parent = {"sign": pdf.make_indirect(Dictionary(T=String("sign"), Kids=Array()))}
    fields = [parent["sign"]]
    for index, name in enumerate(names):
        height = 700 - index * 70
        rect = (0.0, 0.0, 0.0, 0.0) if name == "DocTime" else (72.0, height - 60.0, 292.0, float(height))
        widget = _widget(pdf, last, name.removeprefix("sign."), rect, index)
        if name.startswith("sign."):
            widget.Parent = parent["sign"]
            parent["sign"].Kids.append(widget)
        else:
            fields.append(widget)
        form = pdf.make_indirect(
            Dictionary(
                Type=Name.StructElem,
                S=Name.Form,
                P=document,
                Pg=last.obj,
                K=Dictionary(Type=Name.OBJR, Obj=widget, Pg=last.obj),
            )
        )
        forms.append(form)
        widgets.append(widget)
        numbers += [index, form]
    document.K = Array(forms)
    root.ParentTree = pdf.make_indirect(Dictionary(Nums=Array(numbers)))
    root.ParentTreeNextKey = len(names)
    last.obj.Annots = pdf.make_indirect(Array(widgets))
    pdf.Root.StructTreeRoot = root
    pdf.Root.MarkInfo = Dictionary(Marked=True)
    if text_field:
        fields.append(_text_field(pdf, last))
    pdf.Root.AcroForm = pdf.make_indirect(Dictionary(Fields=Array(fields), SigFlags=3))
    if here:
        for attached in (
            Attachment("agreement.txt", "text/plain", TEXT, "The agreed text", "Source"),
            summary_attachment(summary(people, title)),
        ):
            pdf.attachments[attached.name] = pikepdf.AttachedFileSpec(
                pdf, attached.data, filename=attached.name, mime_type=attached.media_type
            )
    out = io.BytesIO()
    pdf.save(
        out,
        object_stream_mode=pikepdf.ObjectStreamMode.disable,
        force_version="1.7",
        deterministic_id=True,
        compress_streams=False,
    )
    return out.getvalue()


def _text_field(pdf: pikepdf.Pdf, page: pikepdf.Page) -> pikepdf.Object:
    look = pdf.make_stream(b"/Tx BMC EMC")
    look.Type, look.Subtype, look.BBox = Name.XObject, Name.Form, Array([0, 0, 100, 20])
    field = pdf.make_indirect(
        Dictionary(
            Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T=String("note"), V=String("six"), F=4,
            Rect=Array([300, 700, 400, 720]), P=page.obj, AP=Dictionary(N=look),
        )
    )  # fmt: skip
    page.obj.Annots.append(field)
    return field


def certified(people=PEOPLE, title: str = "York Pathways") -> bytes:
    return _certified(people, title)


@lru_cache(maxsize=8)
def _certified(people, title: str) -> bytes:
    return certify(unsigned(people, title=title), identity_for("Chris Reed"), PASSPHRASE, SIGNED)


def signed(count: int = 3, people=PEOPLE, title: str = "York Pathways") -> bytes:
    """The certified file with the first `count` partners' signatures."""
    return _signed(count, people, title)


@lru_cache(maxsize=64)
def _signed(count: int, people, title: str) -> bytes:
    if count == 0:
        return certified(people, title)
    party, legal, person, _ = people[count - 1]
    opened = open_identity(identity_for(person, legal), PASSPHRASE)
    return add_signature(signed(count - 1, people, title), opened, Increment(f"sign.{party}", SIGNED))[0]


@lru_cache(maxsize=8)
def trust(people=PEOPLE) -> tuple[bytes, ...]:
    """The certificates of the coordinator and every partner."""
    return (
        pem(identity_for("Chris Reed")),
        *(pem(identity_for(person, legal)) for _, legal, person, _ in people),
    )
