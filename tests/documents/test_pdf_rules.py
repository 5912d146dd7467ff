"""Each rule of archives and of access is kept by what we write, and is seen where it is broken on purpose."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from form_sample import sample_form
from pdf_rules import findings
from pdf_sample import Maker, info, sample_draft
from pikepdf import Dictionary, Name, String
from worked_cases import draft_of, pictures_of

from studio.documents.pdf_write import write_pdf
from studio.drafting.draft import BlockType, Draft, DraftStatus
from studio.signing.plan import Attachment

TEXT = Attachment("agreement.txt", "text/plain", b"1 Purpose\n", "The agreed text", "Source")


def _scripts() -> Draft:
    maker = Maker()
    maker.add(BlockType.TITLE, "Names")
    maker.add(BlockType.PARAGRAPH, "محمد علی, রহিম, ਨਾਮ, Ελένη Žižková, Łucja Wiśniewska")
    return Draft(info(), tuple(maker.blocks))


@lru_cache(maxsize=8)
def _written(which: str) -> bytes:
    if which == "attached":
        return write_pdf(sample_draft(status=DraftStatus.FINAL), [TEXT])
    return write_pdf({"agreement": sample_draft(), "form": sample_form(), "scripts": _scripts()}[which])


@pytest.mark.parametrize("which", ["agreement", "attached", "form", "scripts"])
def test_what_we_write_breaks_no_rule(which: str) -> None:
    assert findings(_written(which)) == []


@pytest.mark.parametrize("template", ["consent-adult", "consent-easy-read", "privacy-notice", "practitioner-card"])
def test_a_paper_for_the_public_breaks_no_rule(template: str) -> None:
    draft = draft_of("york-pathways", template)
    assert findings(write_pdf(draft, pictures=pictures_of("york-pathways"))) == []


def _first(pdf: pikepdf.Pdf, key: str, value: str) -> Any:
    return next(each for each in pdf.objects if isinstance(each, Dictionary) and each.get(key) == value)


def _font(pdf: pikepdf.Pdf) -> Any:
    return _first(pdf, "/Subtype", "/TrueType")


def _link(pdf: pikepdf.Pdf) -> Any:
    return _first(pdf, "/Subtype", "/Link")


def _drop(thing: Any, key: str) -> None:
    del thing[key]


def _set(thing: Any, key: str, value: Any) -> None:
    thing[key] = value


def _paint(pdf: pikepdf.Pdf, content: bytes) -> None:
    page = pdf.pages[0]
    page.Contents = pdf.make_stream(page.Contents.read_bytes() + content)


def _packet(pdf: pikepdf.Pdf, old: bytes, new: bytes) -> None:
    told = pdf.Root.Metadata.read_bytes()
    assert old in told
    stream = pdf.make_stream(told.replace(old, new))
    stream.Type, stream.Subtype = Name.Metadata, Name.XML
    pdf.Root.Metadata = stream


FAULTS: dict[str, tuple[str, Callable[[pikepdf.Pdf], object]]] = {
    "not embedded": ("is not embedded", lambda pdf: _drop(_font(pdf).FontDescriptor, "/FontFile2")),
    "no characters": ("does not say which characters", lambda pdf: _drop(_font(pdf), "/ToUnicode")),
    "another width": ("has another width", lambda pdf: _set(_font(pdf).Widths, 65, 2000)),
    "no subset": ("is not named as a subset", lambda pdf: _set(_font(pdf), "/BaseFont", Name.Helvetica)),
    "an encoding": ("symbolic and names", lambda pdf: _set(_font(pdf), "/Encoding", Name.WinAnsiEncoding)),
    "a note": ("a /Text", lambda pdf: _set(_link(pdf), "/Subtype", Name.Text)),
    "a hidden link": ("not printed or hidden", lambda pdf: _set(_link(pdf), "/F", 6)),
    "a link without words": ("a link without words", lambda pdf: _drop(_link(pdf), "/Contents")),
    "a stray link": ("not in the structure", lambda pdf: _drop(_link(pdf), "/StructParent")),
    "a script": ("an action", lambda pdf: _set(pdf.Root, "/OpenAction", Dictionary(S=Name.JavaScript, JS=String("1")))),
    "a made-up form": ("has to make up", lambda pdf: _set(pdf.Root, "/AcroForm", Dictionary(NeedAppearances=True))),
    "no intent": ("not one output intent", lambda pdf: _drop(pdf.Root, "/OutputIntents")),
    "printing colours": ("CMYK", lambda pdf: _paint(pdf, b"\n0 0 0 1 k\n")),
    "see-through": ("transparency", lambda pdf: _set(pdf.pages[0].obj, "/Group", Dictionary(S=Name.Transparency))),
    "layers": ("layers", lambda pdf: _set(pdf.Root, "/OCProperties", Dictionary())),
    "another permission": ("another permission", lambda pdf: _set(pdf.Root, "/Perms", Dictionary(Other=Dictionary()))),
    "another title": ("/Title is", lambda pdf: _set(pdf.docinfo, "/Title", String("Other"))),
    "another day": ("/CreationDate is", lambda pdf: _set(pdf.docinfo, "/CreationDate", String("D:20200101000000Z"))),
    "another part": ("part 3 with 0", lambda pdf: _packet(pdf, b"<pdfaid:part>2", b"<pdfaid:part>3")),
    "not described": ("is not described", lambda pdf: _packet(pdf, b"<as:ref>", b"<as:who>x</as:who><as:ref>")),
    "no level": ("no level", lambda pdf: _packet(pdf, b"<pdfaid:conformance>B", b"<pdfaid:conformance>Z")),
    "not identified": ("no identification", lambda pdf: _packet(pdf, b"<pdfuaid:part>1", b"<pdfuaid:part>9")),
    "not marked": ("not marked as tagged", lambda pdf: _set(pdf.Root, "/MarkInfo", Dictionary(Marked=False))),
    "no title shown": ("title is not shown", lambda pdf: _drop(pdf.Root, "/ViewerPreferences")),
    "no language": ("no language", lambda pdf: _drop(pdf.Root, "/Lang")),
    "a tag of one’s own": ("no standard tag", lambda pdf: _set(_first(pdf, "/S", "/H3"), "/S", Name("/Clause"))),
    "a skipped level": ("after", lambda pdf: _set(_first(pdf, "/S", "/H3"), "/S", Name.H5)),
    "a nameless note": ("without identifier", lambda pdf: _drop(_first(pdf, "/S", "/Note"), "/ID")),
    "a silent picture": ("without words", lambda pdf: _set(_first(pdf, "/S", "/P"), "/S", Name.Figure)),
    "another tab order": ("tab order", lambda pdf: [_drop(page.obj, "/Tabs") for page in pdf.pages]),
    "packet encoding": ("names bytes", lambda pdf: _packet(pdf, b"<?xpacket begin", b'<?xpacket encoding="x" begin')),
    "a long name": ("more than 127", lambda pdf: _set(pdf.Root, "/" + "x" * 140, 1)),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_a_broken_rule_is_seen(fault: str) -> None:
    said, break_it = FAULTS[fault]
    assert [one for one in findings(_changed(_written("agreement"), break_it)) if said in one]


@pytest.mark.parametrize(
    ("said", "key"),
    [("does not say how it belongs", "/AFRelationship"), ("without name", "/UF"), ("without name", "/Desc")],
)
def test_an_attached_file_that_does_not_say_what_it_is_is_seen(said: str, key: str) -> None:
    assert [one for one in findings(_changed(_written("attached"), lambda pdf: _drop(pdf.Root.AF[0], key)))
            if said in one]  # fmt: skip


def test_a_field_without_name_or_look_is_seen() -> None:
    def spoil(pdf: pikepdf.Pdf) -> None:
        for each in pdf.objects:
            if isinstance(each, Dictionary) and each.get("/Subtype") == "/Widget":
                each.AP = Dictionary(N=each.AP.N, D=each.AP.N)
                for field in (each, each.get("/Parent", each)):
                    if "/TU" in field:
                        del field["/TU"]

    found = findings(_changed(_written("form"), spoil))
    assert any("with more than one" in one for one in found)
    assert any("without a name" in one for one in found)


def test_what_stands_around_the_file_is_seen() -> None:
    data = _written("agreement")
    assert any("behind the end" in one for one in findings(data + b"x"))
    assert any("four bytes above 127" in one for one in findings(data.replace(data.split(b"\n")[1], b"%abcd", 1)))
    assert any("version from" in one for one in findings(data.replace(b"%PDF-1.7", b"%PDF-2.0", 1)))


def _changed(data: bytes, change: Callable[[pikepdf.Pdf], object]) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        change(pdf)
        pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.disable, force_version="1.7",
                 fix_metadata_version=False)  # fmt: skip
    return out.getvalue()


def test_a_character_table_names_real_characters_in_blocks_of_a_hundred() -> None:
    """ISO 14289-1, 7.21.7; Adobe Technical Note 5411."""
    with pikepdf.open(io.BytesIO(_written("scripts"))) as pdf:
        tables = [each.ToUnicode.read_bytes() for each in pdf.objects if isinstance(each, Dictionary)
                  and "/ToUnicode" in each]  # fmt: skip
    assert len(tables) > 5
    for table in tables:
        assert b"> <0000>\n" not in table
        assert all(block.split(b"endbfchar")[0].count(b"> <") <= 100 for block in table.split(b"beginbfchar")[1:])


@pytest.mark.parametrize("which", ["agreement", "form"])
def test_another_checker_of_access_finds_nothing(which: str, tmp_path: Path) -> None:
    """It leaves one rule out (docs/checkers.md) and must judge the others; a page without a language is found."""
    found = {}
    for name, data in (
        ("good", _written(which)),
        ("bad", _changed(_written(which), lambda pdf: _drop(pdf.Root, "/Lang"))),
    ):
        path = tmp_path / f"{name}.pdf"
        path.write_bytes(data)
        done = subprocess.run(
            [sys.executable, "-m", "pdfua", "check", path], capture_output=True, text=True, check=False
        )
        found[name] = (re.findall(r"\[(\w+) *\] (\S+)", done.stdout), "errors=0 warnings=0 info=0" in done.stdout)
    assert found["good"] == ([("skip", "UA-14-001")], True)
    assert not found["bad"][1]
