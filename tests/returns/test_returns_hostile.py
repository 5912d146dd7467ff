"""Hostile, broken and renamed files: a plain sentence and what to do, within 500 MB; each beside an honest twin."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from studio.errors import HostileFile
from studio.returns.docx_read import read_return, reading

sys.path.insert(0, str(Path(__file__).parent))

from hostile_files import GREEDY, OLE, stored

# Each file is read by a child of its own, which the system ends when it takes too much of the processor.
_CHILD = """
import json, os, resource, sys
from pathlib import Path
sys.path[:0] = sys.argv[1:3]
from hostile_files import GREEDY
from studio.errors import HostileFile
from studio.returns.docx_read import read_return
from studio.returns.issued import read_issued
sent = Path(sys.argv[3]).read_bytes()
read_issued(sent)  # once, as for all returns of a round

def answer(data):
    try:
        return "read" if read_return(data, sent) else ""
    except HostileFile as refused:
        return refused.message + " " + refused.next_step

for name, make in GREEDY.items():
    data = make()
    if os.fork() == 0:
        most = 500 * 1024 * 1024 + len(data)
        resource.setrlimit(resource.RLIMIT_DATA, (most, most))
        resource.setrlimit(resource.RLIMIT_CPU, (20, 21))  # no endless work; a slow machine is no fault
        print(json.dumps([name, answer(data)]), flush=True)
        os._exit(0)
    if os.wait()[1] != 0:
        print(json.dumps([name, "ended by the system"]), flush=True)
"""
_SENT = Path(__file__).parents[2] / "templates" / "cases" / "york-pathways" / "returns" / "trust.docx"


@pytest.mark.skipif(os.name != "posix", reason="limits of a process are set in another way there")
def test_no_file_needs_more_than_five_hundred_megabytes_or_goes_on_without_end():
    """Beside an agreement of usual size, at the limits of what is read at all."""
    here = Path(__file__).parent
    done = subprocess.run(
        [sys.executable, "-c", _CHILD, str(here), str(here.parents[1]), str(_SENT)],
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    said = dict(json.loads(line) for line in done.stdout.splitlines())
    assert set(said) == set(GREEDY)
    refused = {name: words for name, words in said.items() if words != "read"}
    assert all("Ask the sender" in words for words in refused.values()), refused
    assert not any("memory" in words for words in said.values())
    assert {name for name in said if name not in refused} == {
        "a hundred and fifty thousand runs", "thirty thousand tracked changes", "thousands of comments over one another",
        "words each of another font and size",
        "a document of other words", "as many paragraphs as are read, all alike", "as many moves as are read",
        "as many paragraphs as are read, each exchanged", "as many looks as are read, each changed",
        "elements that nobody knows",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (OLE, "old Word file"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "password"),
        (OLE + "__properties_version1.0".encode("utf-16-le"), "Outlook message"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"{\\rtf1 text}", "RTF"),
        (b"<html><body>Word</body></html>", "web page"),
        (b"\xef\xbb\xbf<!doctype html><html>", "web page"),
        (b"MIME-Version: 1.0\r\n", "web archive or an e-mail"),
        (b'{"url": "https://docs.example/document"}', "kept elsewhere"),
        (b"\x89PNG\r\n", "picture"),
        (b"PK\x03\x04 and no end", "cut off"),
    ],
)
def test_a_renamed_file_is_called_by_its_name(data, words):
    with pytest.raises(HostileFile) as refused:
        read_return(data)
    assert words in refused.value.message
    assert refused.value.next_step


@pytest.mark.parametrize(
    ("members", "words"),
    [
        ({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<x/>"}, "OpenDocument"),
        ({"Index/Document.iwa": "x"}, "Apple Pages"),
        ({"for you/agreement.docx": "x"}, "documents in it"),
        ({"a.txt": "x"}, "not a Word document"),
    ],
)
def test_another_package_is_called_by_its_name(make_package, members, words):
    with pytest.raises(HostileFile, match=words):
        read_return(make_package(members))


def test_a_style_based_on_itself_and_styles_in_a_circle_are_read(make_docx, xml):
    style = '<w:style w:type="paragraph" w:styleId="{0}"><w:name w:val="{0}"/><w:basedOn w:val="{1}"/></w:style>'
    circle = style.format("A", "A") + style.format("B", "C") + style.format("C", "B")
    body = xml.p(xml.t("one"), props='<w:pStyle w:val="A"/>') + xml.p(xml.t("two"), props='<w:pStyle w:val="B"/>')
    assert reading(make_docx(body, styles=circle), "accepted") == ["one", "two"]


def test_relations_in_a_circle_are_read(make_docx, xml):
    from test_returns_unread import _with

    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    rels = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{kind}/{{}}" Target="{{}}"/></Relationships>'
    )
    data = _with(
        make_docx(xml.p(xml.t("text")), header=xml.p(xml.t("head"))),
        **{"word/_rels/document.xml.rels": rels.format("header", "header.xml"),
           "word/_rels/header.xml.rels": rels.format("officeDocument", "document.xml")},
    )  # fmt: skip
    assert reading(data, "accepted", "all") == ["text", "head"]
    assert read_return(data).unread == ()


def test_numbers_that_are_none_and_marks_that_never_end_are_read(make_docx, xml):
    odd = '<w:pPr><w:numPr><w:ilvl w:val="many"/><w:numId w:val="-99999999999999999999"/></w:numPr></w:pPr>'
    body = f'<w:p>{odd}<w:commentRangeStart w:id="x"/><w:moveFromRangeStart/>{xml.t("text")}</w:p>'
    assert reading(make_docx(body), "accepted") == ["text"]


def test_a_part_in_another_encoding_is_read_and_a_wrong_one_is_refused(make_docx, xml):
    from test_returns_guard import _changed

    data = make_docx(xml.p(xml.t("caf\u00e9")))
    words = xml.p(xml.t("caf\u00e9"))
    head = '<?xml version="1.0" encoding="UTF-16"?>'
    text = f'{head}<w:document xmlns:w="{_W}"><w:body>{words}</w:body></w:document>'
    assert reading(_changed(data, **{"word/document.xml": text.encode("utf-16")}), "accepted") == ["caf\u00e9"]
    with pytest.raises(HostileFile, match="damaged"):
        reading(_changed(data, **{"word/document.xml": b"<w:document>\xff\xfe</w:document>"}), "accepted")


_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def test_a_package_without_compression_is_as_good(make_docx, xml):
    assert reading(stored(make_docx(xml.p(xml.t("text")))), "accepted") == ["text"]


SEEDS = sorted((Path(__file__).parent / "seeds").glob("*.docx"))


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.stem)
def test_what_fuzzing_found_stays_mended(path):
    """`make fuzz-returns` begins with these, and puts here what once raised something else than a refusal."""
    sent = (Path(__file__).parent / "corpus" / "base.docx").read_bytes()
    with suppress(HostileFile):
        assert read_return(path.read_bytes(), sent).rejected_equals_sent is not None
