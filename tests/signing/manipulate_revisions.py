"""Revisions appended to a signed file that nobody signed: each changes one thing that a reader would see or rely on."""

from __future__ import annotations

import re
from collections.abc import Callable

from attacks import appended, field
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name

from studio.signing.increment import QuietWriter

Change = Callable[[QuietWriter], None]


def numbers(*values: float) -> generic.ArrayObject:
    return generic.ArrayObject([generic.NumberObject(value) for value in values])


def dictionary(**entries: object) -> generic.DictionaryObject:
    return generic.DictionaryObject({pdf_name(f"/{key}"): value for key, value in entries.items()})


def stream(data: bytes, **entries: object) -> generic.StreamObject:
    made = generic.StreamObject(stream_data=data)
    made.update(dictionary(**entries))
    return made


def text_form(text: str) -> generic.StreamObject:
    """A picture with words in it."""
    font = dictionary(Type=pdf_name("/Font"), Subtype=pdf_name("/Type1"), BaseFont=pdf_name("/Helvetica"))
    return stream(
        f"BT /F1 12 Tf 0 0 Td ({text}) Tj ET".encode(), Type=pdf_name("/XObject"), Subtype=pdf_name("/Form"),
        BBox=numbers(0, 0, 400, 60), Resources=dictionary(Font=dictionary(F1=font)),
    )  # fmt: skip


def page_of(writer: QuietWriter, index: int = 0) -> tuple[generic.DictionaryObject, generic.Reference]:
    raw = writer.root["/Pages"]["/Kids"].raw_get(index)
    return raw.get_object(), raw.reference


def on_page(
    change: Callable[[generic.DictionaryObject, QuietWriter], None], index: int = 0
) -> Callable[[bytes], bytes]:
    def whole(writer: QuietWriter) -> None:
        page, reference = page_of(writer, index)
        change(page, writer)
        writer.mark_update(reference)

    return lambda pdf: appended(pdf, whole)


def on_root(change: Callable[[generic.DictionaryObject, QuietWriter], None]) -> Callable[[bytes], bytes]:
    def whole(writer: QuietWriter) -> None:
        change(writer.root, writer)
        writer.update_root()

    return lambda pdf: appended(pdf, whole)


def on_form(change: Callable[[generic.DictionaryObject, QuietWriter], None]) -> Callable[[bytes], bytes]:
    def whole(writer: QuietWriter) -> None:
        form = writer.root["/AcroForm"]
        change(form, writer)
        writer.update_container(form)

    return lambda pdf: appended(pdf, whole)


def on_field(name: str, change: Callable[[generic.DictionaryObject, QuietWriter], None]) -> Callable[[bytes], bytes]:
    def whole(writer: QuietWriter) -> None:
        reference = field(writer, name)
        change(reference.get_object(), writer)
        writer.mark_update(reference.reference)

    return lambda pdf: appended(pdf, whole)


def on_signature(name: str, change: Callable[[generic.DictionaryObject], None]) -> Callable[[bytes], bytes]:
    """The signature dictionary itself written anew (as in universal signature forgery)."""

    def whole(writer: QuietWriter) -> None:
        value = field(writer, name).get_object().raw_get("/V")
        change(value.get_object())
        writer.mark_update(value.reference)

    return lambda pdf: appended(pdf, whole)


def put(key: str, value: object) -> Callable[..., None]:
    return lambda target, *_: target.__setitem__(pdf_name(key), value)


def drop(key: str) -> Callable[..., None]:
    return lambda target, *_: target.__delitem__(pdf_name(key))


# -- what is laid over, hidden, exchanged


def annotation(kind: str, **entries: object) -> Callable[[bytes], bytes]:
    """An annotation beside those of the last page."""

    def change(page: generic.DictionaryObject, writer: QuietWriter) -> None:
        one = dictionary(
            Type=pdf_name("/Annot"), Subtype=pdf_name(kind), Rect=numbers(72, 500, 400, 560), F=generic.NumberObject(4)
        )
        one.update(dictionary(**entries))
        if "/AP" in one:
            one["/AP"][pdf_name("/N")] = writer.add_object(one["/AP"].raw_get("/N"))
        listed = page["/Annots"]
        page[pdf_name("/Annots")] = generic.ArrayObject(
            [*[listed.raw_get(i) for i in range(len(listed))], writer.add_object(one)]
        )

    return on_page(change, 2)


def overlay(pdf: bytes) -> bytes:
    return annotation("/Stamp", AP=dictionary(N=text_form("Referrals are kept for 60 years.")))(pdf)


def content_added(page: generic.DictionaryObject, writer: QuietWriter) -> None:
    more = writer.add_object(stream(b"1 g 60 730 300 30 re f"))
    page[pdf_name("/Contents")] = generic.ArrayObject([page.raw_get("/Contents"), more])


def page_appended(pdf: bytes) -> bytes:
    def change(writer: QuietWriter) -> None:
        pages = writer.root["/Pages"]
        blank = dictionary(
            Type=pdf_name("/Page"), Parent=writer.root.raw_get("/Pages"), MediaBox=numbers(0, 0, 595, 842)
        )
        pages["/Kids"].append(writer.add_object(blank))
        pages[pdf_name("/Count")] = generic.NumberObject(4)
        writer.update_container(pages["/Kids"])
        writer.update_container(pages)

    return appended(pdf, change)


def page_removed(pdf: bytes) -> bytes:
    def change(writer: QuietWriter) -> None:
        pages = writer.root["/Pages"]
        del pages["/Kids"][1]
        pages[pdf_name("/Count")] = generic.NumberObject(2)
        writer.update_container(pages["/Kids"])

    return appended(pdf, change)


def font_exchanged(pdf: bytes) -> bytes:
    def change(writer: QuietWriter) -> None:
        page, _ = page_of(writer)
        fonts = page["/Resources"]["/Font"]
        name = next(iter(fonts))
        fonts[name][pdf_name("/BaseFont")] = pdf_name("/ZapfDingbats")
        writer.update_container(fonts[name])

    return appended(pdf, change)


def object_freed(pdf: bytes) -> bytes:
    """A table that says of a page's text that it is gone."""
    number = int(re.search(rb"/Contents (\d+) 0 R", pdf).group(1))
    return _table(pdf, b"%d 1\n0000000000 00001 f \n" % number)


def _table(pdf: bytes, rows: bytes) -> bytes:
    before = re.findall(rb"startxref\s+(\d+)", pdf)[-1]
    trailer = re.findall(rb"trailer\s*<<(.*?)>>\s*startxref", pdf, re.DOTALL)[-1]
    kept = re.sub(rb"/Prev\s+\d+", b"", trailer)
    at = str(len(pdf)).encode()
    return pdf + b"xref\n" + rows + b"trailer\n<<" + kept + b"/Prev " + before + b">>\nstartxref\n" + at + b"\n%%EOF\n"


def switched_to_hidden(pdf: bytes) -> bytes:
    """Shadow, hide and replace: a table sends the reader to another text that stood in the signed bytes all along."""
    number = int(re.search(rb"/Contents (\d+) 0 R", pdf).group(1))
    at = pdf.index(b"%d 0 obj\n<< /Length 44 /Shadow true" % number)
    return _table(pdf, b"%d 1\n%010d 00000 n \n" % (number, at))


def with_hidden_text(pdf: bytes) -> bytes:
    """An unsigned file in whose attachment a second text for page 1 stands ready."""
    number = int(re.search(rb"/Contents (\d+) 0 R", pdf).group(1))
    text = b"BT 72 740 Td (kept for 60 years, all) Tj ET ".ljust(44)
    ready = b"%d 0 obj\n<< /Length 44 /Shadow true >>\nstream\n%s\nendstream\nendobj\n" % (number, text)
    return appended(pdf, lambda writer: _attach(writer, ready))


def _attach(writer: QuietWriter, data: bytes) -> None:
    names = writer.root["/Names"]["/EmbeddedFiles"]["/Names"]
    held = writer.add_object(stream(data, Type=pdf_name("/EmbeddedFile")))
    specification = dictionary(
        Type=pdf_name("/Filespec"), F=generic.pdf_string("z.txt"), UF=generic.pdf_string("z.txt"), EF=dictionary(F=held)
    )
    names += [generic.pdf_string("z.txt"), writer.add_object(specification)]
    writer.update_container(names)


def attachment_added(pdf: bytes) -> bytes:
    return appended(pdf, lambda writer: _attach(writer, b"another schedule"))


def attachments_removed(root: generic.DictionaryObject, _: QuietWriter) -> None:
    del root["/Names"]


def layer_hidden(root: generic.DictionaryObject, writer: QuietWriter) -> None:
    """Shadow, hide: a layer switched off."""
    layer = writer.add_object(dictionary(Type=pdf_name("/OCG"), Name=generic.pdf_string("text")))
    root[pdf_name("/OCProperties")] = dictionary(
        OCGs=generic.ArrayObject([layer]), D=dictionary(OFF=generic.ArrayObject([layer]))
    )


def alternative_text_changed(pdf: bytes) -> bytes:
    def change(writer: QuietWriter) -> None:
        element = writer.root["/StructTreeRoot"]["/K"][0]
        element[pdf_name("/Alt")] = generic.pdf_string("Everybody agrees")
        writer.update_container(element)

    return appended(pdf, change)


def name_of_a_person_changed(pdf: bytes) -> bytes:
    """The label of an empty field, from which its reader learns whose place it is."""
    return on_field("sign.council", put("/TU", generic.pdf_string("Signature of Mallory Quick")))(pdf)
