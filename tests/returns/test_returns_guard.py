"""Files from outside are opened or refused in words; each refusal stands beside an honest twin."""

from __future__ import annotations

import io
import random
import zipfile
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from studio.errors import HostileFile, StudioError
from studio.returns.docx_read import read_return, reading
from studio.returns.guard import open_package

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


@pytest.fixture
def honest(make_docx, xml):
    return make_docx(xml.p(xml.t("The partners agree.")))


def _changed(data: bytes, **members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(name, members.get(name, source.read(name)))
        for name, content in members.items():
            if name not in source.namelist():
                target.writestr(name, content)
    return out.getvalue()


def test_an_honest_file_is_opened(honest):
    assert reading(honest, "accepted") == ["The partners agree."]
    assert open_package(honest).main == "word/document.xml"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"<html><body>Word</body></html>", "web page"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"{\\rtf1 text}", "RTF"),
        (_OLE, "old Word file"),
        (_OLE + "EncryptedPackage".encode("utf-16-le"), "password"),
        (b"plain words", "not a Word document"),
        (b"PK\x03\x04 and no end", "cut off"),
    ],
)
def test_what_is_no_docx_is_refused_by_name_with_a_next_step(data, words):
    with pytest.raises(HostileFile) as refused:
        read_return(data)
    assert words in refused.value.message
    assert "Ask the sender" in refused.value.next_step


_ODT = {"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<x/>"}


@pytest.mark.parametrize("kind", ["odt", "fodt", "doc", "rtf"])
def test_a_text_in_another_format_is_refused_with_the_buttons_to_press(kind, make_package):
    data = {
        "odt": make_package(_ODT),
        "fodt": b'<?xml version="1.0"?><d xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"/>',
        "doc": _OLE,
        "rtf": b"{\\rtf1 text}",
    }[kind]
    with pytest.raises(HostileFile) as refused:
        open_package(data)
    assert f".{kind}" in refused.value.message or "RTF" in refused.value.message
    for buttons in (
        "In Word: File, Save As (or Save a Copy), Word Document (.docx)",
        "In LibreOffice: File, Save As (or Save a Copy), Word 2010–365 Document (.docx)",
        "In Google Docs: File, Download, Microsoft Word (.docx)",
    ):
        assert buttons in refused.value.next_step


def test_no_such_buttons_are_named_for_what_is_no_text(make_package):
    for data in (
        b"%PDF-1.7 ...",
        make_package({**_ODT, "mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}),
    ):
        with pytest.raises(HostileFile) as refused:
            open_package(data)
        assert "Save As" not in refused.value.next_step
    pages = make_package({"Index/Document.iwa": b"x"})
    with pytest.raises(HostileFile, match="Pages") as refused:
        open_package(pages)
    assert "File, Export To, Word" in refused.value.next_step


def test_a_truncated_file_is_refused(honest):
    for size in range(1, len(honest), 37):
        with pytest.raises(HostileFile):
            open_package(honest[:size])


def test_a_bomb_is_refused_before_it_is_unpacked(honest):
    with pytest.raises(HostileFile, match="more tightly"):
        open_package(_changed(honest, **{"word/media/a.bin": bytes(30_000_000)}))
    with pytest.raises(HostileFile, match="too large"):
        open_package(_changed(honest, **{"word/big.xml": random.Random(1).randbytes(21_000_000)}))


def test_millions_of_empty_paragraphs_are_refused_before_they_are_parsed(make_docx):
    with pytest.raises(HostileFile):
        open_package(make_docx("<w:p/>" * 2_000_000))
    assert len(reading(make_docx("<w:p/>" * 2_000), "accepted")) == 2_000


def test_a_lying_size_does_not_get_past_the_counter(honest):
    noise = random.Random(2).randbytes(4_000)
    data = bytearray(_changed(honest, **{"word/media/a.bin": noise}))
    for signature, offset in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        place = data.rfind(signature, 0, data.rfind(b"word/media/a.bin" if signature == b"PK\x01\x02" else noise[:9]))
        data[place + offset : place + offset + 4] = (1).to_bytes(4, "little")
    with pytest.raises(HostileFile):
        open_package(bytes(data))


def test_a_doctype_is_refused_in_every_part_and_encoding(honest):
    entity = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'
    with pytest.raises(HostileFile, match="document type"):
        open_package(_changed(honest, **{"word/styles.xml": entity}))
    wide = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'.encode("utf-16")
    with pytest.raises(HostileFile, match="document type"):
        open_package(_changed(honest, **{"docProps/x.xml": wide}))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_doubled_names_are_refused(honest):
    out = io.BytesIO(honest)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("WORD/document.xml", b"<x/>")
    with pytest.raises(HostileFile, match="same name"):
        open_package(out.getvalue())


def test_macros_are_refused(honest):
    types = zipfile.ZipFile(io.BytesIO(honest)).read("[Content_Types].xml")
    macro = types.replace(
        b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
        b"application/vnd.ms-word.document.macroEnabled.main+xml",
    )
    with pytest.raises(HostileFile, match="macros"):
        open_package(_changed(honest, **{"[Content_Types].xml": macro}))
    with pytest.raises(HostileFile, match="macros"):
        open_package(_changed(honest, **{"word/vbaProject.bin": b"x"}))


def test_deep_nesting_is_refused_and_moderate_nesting_is_read(make_docx, xml):
    def nested(depth: int) -> bytes:
        inner = xml.p(xml.t("deep"))
        return make_docx("<w:sdt><w:sdtContent>" * depth + inner + "</w:sdtContent></w:sdt>" * depth)

    assert reading(nested(50), "accepted") == ["deep"]
    with pytest.raises(HostileFile):
        reading(nested(3000), "accepted")


def test_a_template_from_the_network_is_refused_but_a_link_is_not(honest):
    rel = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{}" TargetMode="External" '
        'Target="{}"/></Relationships>'
    )
    link = _changed(honest, **{"word/_rels/document.xml.rels": rel.format("hyperlink", "https://a.example").encode()})
    assert read_return(link).unread == ()
    remote = _changed(
        honest, **{"word/_rels/settings.xml.rels": rel.format("attachedTemplate", "https://a.example/t.dotm").encode()}
    )
    with pytest.raises(HostileFile, match="template from the network"):
        read_return(remote)
    picture = _changed(
        honest, **{"word/_rels/document.xml.rels": rel.format("image", "https://a.example/x.png").encode()}
    )
    assert [item.element for item in read_return(picture).unread] == ["image"]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_damage_ever_raises_anything_but_a_refusal(data, make_docx, xml):
    body = xml.p(xml.t("One"), xml.ins(xml.t("two")), xml.gone(xml.gone_run("three")), mark=xml.mark("ins")) * 2
    body += xml.table(xml.row(xml.cell(xml.p(xml.t("x"))), props=xml.mark("ins")))
    whole = make_docx(body)
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        document = bytearray(archive.read("word/document.xml"))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(document) - 1))
        cut = data.draw(st.integers(0, 40))
        document[at : at + cut] = data.draw(
            st.binary(max_size=12) | st.sampled_from([b"<w:p>", b"</w:p>", b"<w:ins/>"])
        )
    with suppress(StudioError):
        read_return(_changed(whole, **{"word/document.xml": bytes(document)}), whole)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_broken_package_ever_raises_anything_but_a_refusal(data, honest):
    damaged = bytearray(honest)
    for _ in range(data.draw(st.integers(1, 5))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    with suppress(StudioError):
        read_return(bytes(damaged))
