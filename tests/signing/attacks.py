"""What somebody might do to a signed file: each takes a file and gives back the altered one."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import pikepdf
from certificates import PASSPHRASE, SIGNED, identity_for
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.sign.fields import SigFieldSpec, append_signature_field, enumerate_sig_fields

from studio.signing.identity import open_identity
from studio.signing.increment import Increment, QuietWriter, add_signature


def appended(pdf: bytes, change: Callable[[QuietWriter], None]) -> bytes:
    """The file with one more revision."""
    writer = QuietWriter(io.BytesIO(pdf))
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def field(writer: QuietWriter, name: str):
    return next(reference for found, _, reference in enumerate_sig_fields(writer) if found == name)


def byte_in_a_page(pdf: bytes) -> bytes:
    return pdf.replace(b"kept for 6 years", b"kept for 9 years", 1)


def page_rewritten(pdf: bytes) -> bytes:
    def change(writer: QuietWriter) -> None:
        content = writer.root["/Pages"]["/Kids"][0].get_object().raw_get("/Contents")
        stream = content.get_object()
        stream._data = stream.data.replace(b"6 years", b"9 years")
        stream._encoded_data = None
        writer.mark_update(content.reference)

    return appended(pdf, change)


def note_added(pdf: bytes) -> bytes:
    def change(writer: QuietWriter) -> None:
        page = writer.root["/Pages"]["/Kids"][0].get_object()
        note = generic.DictionaryObject(
            {
                pdf_name("/Type"): pdf_name("/Annot"),
                pdf_name("/Subtype"): pdf_name("/Text"),
                pdf_name("/Rect"): generic.ArrayObject([generic.NumberObject(n) for n in (10, 10, 40, 40)]),
                pdf_name("/Contents"): generic.pdf_string("Not agreed"),
            }
        )
        page[pdf_name("/Annots")] = generic.ArrayObject([writer.add_object(note)])
        writer.mark_update(writer.root["/Pages"]["/Kids"].raw_get(0).reference)

    return appended(pdf, change)


def pages_swapped(pdf: bytes) -> bytes:
    def change(writer: QuietWriter) -> None:
        kids = writer.root["/Pages"]["/Kids"]
        kids[0], kids[1] = kids.raw_get(1), kids.raw_get(0)
        writer.update_container(kids)

    return appended(pdf, change)


def stamp_replaced(pdf: bytes) -> bytes:
    def change(writer: QuietWriter) -> None:
        reference = field(writer, "sign.together")
        look = generic.StreamObject(stream_data=b"q Q")
        look.update(
            {
                pdf_name("/Type"): pdf_name("/XObject"),
                pdf_name("/Subtype"): pdf_name("/Form"),
                pdf_name("/BBox"): generic.ArrayObject([generic.NumberObject(n) for n in (0, 0, 9, 9)]),
            }
        )
        appearance = generic.DictionaryObject({pdf_name("/N"): writer.add_object(look)})
        reference.get_object()[pdf_name("/AP")] = appearance
        writer.mark_update(reference.reference)

    return appended(pdf, change)


def certification_stamp_replaced(pdf: bytes) -> bytes:
    def change(writer: QuietWriter) -> None:
        reference = field(writer, "sign.coordinator")
        stream = reference.get_object()["/AP"].raw_get("/N")
        stream.get_object()._data = b"q Q"
        stream.get_object()._encoded_data = None
        writer.mark_update(stream.reference)

    return appended(pdf, change)


def field_added(pdf: bytes) -> bytes:
    return appended(pdf, lambda writer: append_signature_field(writer, SigFieldSpec("sign2")))


def last_signature_undone(pdf: bytes) -> bytes:
    """Writes the last signed field as it was before: pyHanko alone calls the rest good."""

    def change(writer: QuietWriter) -> None:
        reference = field(writer, "sign.council")
        old = writer.prev.get_historical_resolver(writer.prev.xrefs.total_revisions - 2)
        before = old(generic.Reference(reference.idnum, 0, old))
        widget = reference.get_object()
        del widget[pdf_name("/V")]
        widget[pdf_name("/AP")] = generic.DictionaryObject(
            {pdf_name("/N"): generic.IndirectObject(before["/AP"].raw_get("/N").idnum, 0, writer)}
        )
        writer.mark_update(reference.reference)

    return appended(pdf, change)


def title_changed(pdf: bytes) -> bytes:
    def change(writer: QuietWriter) -> None:
        info = writer.trailer.raw_get("/Info")
        info.get_object()[pdf_name("/Title")] = generic.pdf_string("Another agreement")
        writer.mark_update(info.reference)

    return appended(pdf, change)


def need_appearances(pdf: bytes) -> bytes:
    def change(writer: QuietWriter) -> None:
        form = writer.root["/AcroForm"]
        form[pdf_name("/NeedAppearances")] = generic.BooleanObject(value=True)
        writer.update_container(form)

    return appended(pdf, change)


def attachment_swapped(pdf: bytes) -> bytes:
    def change(writer: QuietWriter) -> None:
        tree = writer.root["/Names"]["/EmbeddedFiles"]
        pairs = tree["/Names"]
        stream = pairs[1]["/EF"].raw_get("/F")
        stream.get_object()._data = b"1 Purpose\n2 Nothing\n"
        stream.get_object()._encoded_data = None
        writer.mark_update(stream.reference)

    return appended(pdf, change)


def action_added(pdf: bytes) -> bytes:
    def change(writer: QuietWriter) -> None:
        action = {pdf_name("/S"): pdf_name("/JavaScript"), pdf_name("/JS"): generic.pdf_string("app.alert(1)")}
        writer.root[pdf_name("/OpenAction")] = generic.DictionaryObject(action)
        writer.update_root()

    return appended(pdf, change)


def marks_removed(pdf: bytes) -> bytes:
    def change(writer: QuietWriter) -> None:
        writer.root[pdf_name("/MarkInfo")] = generic.DictionaryObject(
            {pdf_name("/Marked"): generic.BooleanObject(value=False)}
        )
        writer.update_root()

    return appended(pdf, change)


def orphan_added(pdf: bytes) -> bytes:
    return appended(pdf, lambda writer: writer.add_object(generic.StreamObject(stream_data=b"hidden")))


def empty_revision(pdf: bytes) -> bytes:
    """A revision by hand that changes no object: room for what nobody signed."""
    before, trailer = (
        re.findall(rb"startxref\s+(\d+)", pdf)[-1],
        re.findall(rb"trailer\s*<<(.*?)>>\s*startxref", pdf, re.DOTALL)[-1],
    )
    kept = re.sub(rb"/Prev\s+\d+", b"", trailer)
    table = b"xref\n0 0\ntrailer\n<<" + kept + b"/Prev " + before + b">>\n"
    behind = pdf + b"% not agreed\n"
    return behind + table + b"startxref\n" + str(len(behind)).encode() + b"\n%%EOF\n"


def second_file_behind(pdf: bytes) -> bytes:
    """Another text, closed by the end of the first: a reader of the last lines sees only the first."""
    end = pdf[pdf.rfind(b"startxref") :]
    return pdf + b"%PDF-1.7 another text\n" + end


def text_filled(pdf: bytes, value: str, drawing: bytes) -> bytes:
    """The text field with a new value and a new picture; an empty value leaves the old one."""

    def change(writer: QuietWriter) -> None:
        fields = writer.root["/AcroForm"]["/Fields"]
        index = next(i for i in range(len(fields)) if "/FT" in fields[i] and fields[i]["/FT"] == "/Tx")
        field = fields[index]
        if value:
            field[pdf_name("/V")] = generic.pdf_string(value)
        look = generic.StreamObject(stream_data=drawing)
        box = generic.ArrayObject([generic.NumberObject(n) for n in (0, 0, 90, 20)])
        look.update({pdf_name("/Type"): pdf_name("/XObject"), pdf_name("/Subtype"): pdf_name("/Form")})
        look[pdf_name("/BBox")] = box
        field[pdf_name("/AP")] = generic.DictionaryObject({pdf_name("/N"): writer.add_object(look)})
        writer.mark_update(fields.raw_get(index).reference)

    return appended(pdf, change)


def garbage_behind(pdf: bytes) -> bytes:
    return pdf + b"% nothing to see here\n"


def written_anew(pdf: bytes) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        opened.save(out)
    return out.getvalue()


def last_revision_cut(pdf: bytes) -> bytes:
    ends = [match.end() for match in re.finditer(rb"%%EOF\n?", pdf)]
    return pdf[: ends[-2]]


def padding_filled(pdf: bytes) -> bytes:
    """Hides bytes in the zeros behind the last signature."""
    at = pdf.rfind(b"0000>")
    return pdf[:at] + b"dead>" + pdf[at + 5 :]


def digits_in_other_case(pdf: bytes) -> bytes:
    """The same signature, written with one digit in the other case."""
    start = [match.end() for match in re.finditer(rb"/Contents\s*<(?=[0-9a-fA-F]{9})", pdf)][-1]
    match = re.compile(rb"[a-fA-F]").search(pdf, start)
    return pdf[: match.start()] + match.group().swapcase() + pdf[match.end() :]


def signed_by_a_stranger(pdf: bytes) -> bytes:
    opened = open_identity(identity_for("Mallory Quick", "Nobody"), PASSPHRASE)
    return add_signature(pdf, opened, Increment("sign.council", SIGNED))[0]
