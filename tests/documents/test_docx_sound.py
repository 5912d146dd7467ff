"""No DOCX of ours gives Word a reason to offer a repair: each known cause is planted once, seen, and absent from ours.

`EVERY=1` looks at every document of every worked case, with `openxml-audit` too; the suite looks at one case.
"""

from __future__ import annotations

import os
import re
import warnings
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
from docx_drafts import a_draft, a_form, a_later_draft
from docx_soundness import faults
from openxml_audit import OpenXmlValidator
from test_docx_write import REVIEW

from studio.documents.diagram import draft_pictures
from studio.documents.docx_compare import compare_docx
from studio.documents.docx_write import write_docx
from studio.documents.redline import write_redline
from studio.drafting.render import assembler_of
from studio.facts.read import read_facts
from studio.library.read import load_library
from studio.library.shipped import content

ON = date(2026, 12, 1)
CASES = sorted(path.stem for path in (content() / "templates" / "cases").glob("*.yaml"))
EVERY = bool(os.environ.get("EVERY"))
BODY, TYPES, RELATIONS = "word/document.xml", "[Content_Types].xml", "word/_rels/document.xml.rels"


@cache
def honest() -> bytes:
    """A file with everything in it: a review copy with all kinds of blocks."""
    return write_docx(a_draft(3), review=REVIEW)


def members(data: bytes) -> dict[str, bytes]:
    archive = zipfile.ZipFile(BytesIO(data))
    return {name: archive.read(name) for name in archive.namelist()}


def zipped(files: list[tuple[str, bytes]]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # a name twice is what is planted
        for name, data in files:
            archive.writestr(name, data)
    return out.getvalue()


@dataclass(frozen=True)
class Planted:
    """One cause of a repair: in the part, what `pattern` matches first becomes `instead`; `says` names the fault."""

    cause: str
    pattern: str
    instead: str
    says: str
    part: str = BODY

    def file(self) -> bytes:
        files = members(honest())
        text, times = re.subn(self.pattern, self.instead, files[self.part].decode(), count=1, flags=re.DOTALL)
        assert times == 1, self.cause
        return zipped([*(files | {self.part: text.encode()}).items()])


PLANTED = [
    Planted("a bookmark id twice", r'(bookmarkStart w:id=")\d+(.*?bookmarkStart w:id=")\d+', r"\g<1>7\g<2>7", "bookmark id 7"),
    Planted(
        "a bookmark name twice", r'(bookmarkStart w:id="\d+" w:name=")(\w+)(".*?bookmarkStart w:id="\d+" w:name=")\w+',
        r"\g<1>\g<2>\g<3>\g<2>", "bookmark name",
    ),
    Planted("a bookmark that never ends", r"<w:bookmarkEnd [^>]*/>", "", "never ends"),
    Planted("a bookmark that never began", r"<w:bookmarkStart [^>]*/>", "", "without a beginning"),
    Planted("a bookmark's name too long", r'(w:name="_cp_)', r"\g<1>" + "x" * 40, "none that Word allows"),
    Planted("a field that never ends", r'<w:r>(<w:rPr>.{0,80}?</w:rPr>)?<w:fldChar w:fldCharType="end"/></w:r>', "", "never end"),
    Planted("a result before its field", r'<w:fldChar w:fldCharType="begin"/>', "", "wrong place"),
    Planted("a style before the others", r'(<w:pPr>)(<w:pStyle [^>]*/>)', r"\1<w:keepNext/>\2", "children of pPr"),
    Planted("a size before a style", r'(<w:rPr>)(<w:rStyle [^>]*/>)', r'\1<w:sz w:val="22"/>\2', "children of rPr"),
    Planted("a table's width before its style", r"(<w:tblPr>)(<w:tblStyle [^>]*/>)(<w:tblW [^>]*/>)", r"\1\3\2", "of tblPr"),
    Planted("margins before the size of the page", r"(<w:pgSz [^>]*/>)(<w:pgMar [^>]*/>)", r"\2\1", "of sectPr"),
    Planted(
        "a list before what it is of", r"(<w:numbering [^>]*>)(.*?)(<w:num .*?</w:num>)", r"\1\3\2", "of numbering",
        "word/numbering.xml",
    ),
    Planted("settings out of order", r"(<w:zoom [^>]*/>)(<w:trackRevisions/>)", r"\2\1", "of settings", "word/settings.xml"),
    Planted("a paragraph in a paragraph's properties", r"<w:pPr>", "<w:pPr><w:p/>", "may not hold p"),
    Planted("a cell without a paragraph", r"(<w:tc>(?:<w:tcPr>.*?</w:tcPr>)?).*?</w:tc>", r"\1</w:tc>", "does not end with"),
    Planted("an alignment that there is not", r"(<w:pPr><w:pStyle [^>]*/>)", r'\1<w:jc w:val="middle"/>', "jc has val"),
    Planted("a colour in words", r"(<w:color w:val=)\"\w+\"", r'\1"red"', "color has val", "word/styles.xml"),
    Planted("a size with a comma", r"(<w:sz w:val=)\"\d+\"", r'\1"10,5"', "sz has val", "word/styles.xml"),
    Planted("a style that there is not", r'<w:pStyle w:val="\w+"/>', '<w:pStyle w:val="Gone"/>', "no style Gone"),
    Planted("a list that there is not", r'<w:numId w:val="1"/>', '<w:numId w:val="99"/>', "no list 99", "word/styles.xml"),
    Planted("a link to nowhere", r'w:anchor="\w+"', 'w:anchor="gone"', "no bookmark gone"),
    Planted("a reference to nowhere", r" REF \w+", " REF gone", "no bookmark gone"),
    Planted("a relation missing", r'<Relationship Id="header1"[^>]*/>', "", "no relation header1", RELATIONS),
    Planted("a relation to nothing", r'Target="styles.xml"', 'Target="gone.xml"', "which is not there", RELATIONS),
    Planted("a part without a type", r'<Default Extension="xml"[^>]*/>', "", "no content type", TYPES),
    Planted("a type stated twice", r'(<Override PartName="/word/styles.xml"[^>]*/>)', r"\1\1", "stated twice", TYPES),
    Planted("a character that no XML may hold", r"Heading of 1", "Heading \x0b of 1", "not well formed"),
    Planted("an ampersand as it is", r"Heading of 1", "Heading & of 1", "not well formed"),
    Planted(
        "a change id twice", r"(<w:p>)(<w:pPr>.*?</w:pPr>)",
        r'\1\2<w:ins w:id="9" w:author="A" w:date="2026-12-01T00:00:00Z"/><w:ins w:id="9" w:author="A" '
        r'w:date="2026-12-01T00:00:00Z"/>', "change id 9",
    ),
    Planted(
        "a change without a real date", r"(<w:p>)(<w:pPr>.*?</w:pPr>)",
        r'\1\2<w:ins w:id="9" w:author="A" w:date="yesterday"/>', "ins has date",
    ),
    Planted(
        "a drawing id twice", r"(<w:p>)(<w:pPr>.*?</w:pPr>)",
        r'\1\2<w:r><w:drawing><wp:docPr id="4" name="a"/><wp:docPr id="4" name="b"/></w:drawing></w:r>', "drawing id 4",
    ),
    Planted(
        "a paragraph's id twice", r"<w:p>(.*?)<w:p>",
        r'<w:p xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" w14:paraId="0000000A">\1'
        r'<w:p xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" w14:paraId="0000000A">', "paraId 0000000A",
    ),
    Planted(
        "a paragraph's id too great", r"<w:p>",
        '<w:p xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" w14:paraId="F000000A">', "below 80000000",
    ),
]  # fmt: skip


@pytest.mark.parametrize("planted", PLANTED, ids=lambda planted: planted.cause)
def test_a_planted_cause_of_a_repair_is_seen(planted: Planted) -> None:
    assert faults(honest()) == []
    found = faults(planted.file())
    assert any(planted.says in fault for fault in found), found


def test_a_name_twice_in_the_zip_is_seen() -> None:
    files = [*members(honest()).items()]
    assert faults(zipped(files)) == []
    assert "word/styles.xml: twice in the zip" in faults(zipped([*files, ("word/styles.xml", b"<a/>")]))


def test_a_part_that_nothing_relates_to_is_seen() -> None:
    found = faults(zipped([*members(honest()).items(), ("word/stray.xml", b"<a/>")]))
    assert found == ["word/stray.xml: nothing relates to it"]


def test_a_comment_id_twice_is_seen() -> None:
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments"
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"

    def with_comments(*numbers: int) -> bytes:
        files = members(honest())
        inner = "".join(f'<w:comment w:id="{number}" w:author="A"><w:p/></w:comment>' for number in numbers)
        files["word/comments.xml"] = f'<w:comments xmlns:w="{space}">{inner}</w:comments>'.encode()
        override = f'<Override PartName="/word/comments.xml" ContentType="{kind}"/></Types>'
        files[TYPES] = files[TYPES].replace(b"</Types>", override.encode())
        one = f'<Relationship Id="rIdC" Type="{relation}" Target="comments.xml"/></Relationships>'
        files[RELATIONS] = files[RELATIONS].replace(b"</Relationships>", one.encode())
        return zipped([*files.items()])

    assert faults(with_comments(1, 2)) == []
    assert faults(with_comments(1, 1)) == ["word/comments.xml: comment id 1 twice"]


def every_kind() -> dict[str, Callable[[], bytes]]:
    old = a_draft(6)
    new = a_later_draft(old)
    return {
        "draft": lambda: write_docx(old),
        "review copy": lambda: write_docx(old, review=REVIEW),
        "form": lambda: write_docx(a_form()),
        "redline": lambda: write_redline(old, new, on=ON, title="Draft 3 to draft 4"),
        "comparison": lambda: compare_docx(write_docx(old), write_docx(new), ON).docx,
    }


@pytest.mark.parametrize("kind", every_kind())
def test_every_kind_of_file_is_sound(kind: str) -> None:
    assert faults(every_kind()[kind]()) == []


@pytest.mark.parametrize("case", CASES if EVERY else ["york-pathways"])
def test_every_document_of_a_case_is_sound(case: str, tmp_path: Path) -> None:
    """Our own check on all, `openxml-audit` on one of each kind of text (on all, if asked)."""
    looked = 0
    for at, (name, data) in enumerate(_documents(case)):
        assert faults(data) == [], name
        if EVERY or at % 12 == 0:
            file = tmp_path / f"{at}.docx"
            file.write_bytes(data)
            result = OpenXmlValidator().validate(file)
            assert result.is_valid, (name, result.errors)
            assert result.errors == [], name
            looked += 1
    assert looked > 3


def _documents(case: str) -> Iterator[tuple[str, bytes]]:
    facts = read_facts((content() / "templates" / "cases" / f"{case}.yaml").read_text("utf-8")).facts
    assert facts is not None
    assembler, pictures = assembler_of(load_library()), draft_pictures(facts)
    for name, party in assembler.family(facts, on=ON):
        draft = assembler.render(facts, name, on=ON, party=party).draft
        yield draft.info.name, write_docx(draft, pictures=pictures)
