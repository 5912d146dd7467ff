"""Comparing any two DOCX files: ours and files that other programs made."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path

import docx
import pytest
from docx_drafts import a_draft, a_later_draft
from lxml import etree
from test_docx_write import REVIEW

from studio.documents.docx_compare import compare_docx
from studio.documents.docx_write import write_docx
from studio.errors import HostileFile

ON = date(2026, 12, 1)
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def foreign(change: Callable[[docx.document.Document], None] = lambda _: None) -> bytes:
    """A file as another program writes it, changed by `change`."""
    made = docx.Document()
    made.add_heading("Data sharing", 1)
    made.add_paragraph("The parties share what is needed and nothing more.")
    paragraph = made.add_paragraph("Bold is ")
    paragraph.add_run("here").bold = True
    paragraph.add_run(" and not there.")
    made.add_paragraph("A paragraph that stays.", style="List Bullet")
    table = made.add_table(2, 2)
    for at, cell in enumerate(cell for row in table.rows for cell in row.cells):
        cell.text = f"cell {at}"
    made.add_paragraph("The end.")
    change(made)
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def document(data: bytes) -> etree._Element:
    return etree.fromstring(zipfile.ZipFile(BytesIO(data)).read("word/document.xml"))


def test_words_that_differ_are_tracked_and_both_texts_come_back() -> None:
    def change(made: docx.document.Document) -> None:
        made.paragraphs[1].runs[0].text = "The partners share only what is needed."
        made.add_paragraph("Something new & <b>.")
        made.tables[0].rows[1].cells[0].text = "cell two"

    found = compare_docx(foreign(), foreign(change), ON)
    assert found.accepted_equals_new
    assert found.rejected_equals_old
    assert [change.kind for change in found.changes] == ["replace", "replace", "ins"]
    assert found.changes[0].after == "The partners share only what is needed."
    assert len(list(document(found.docx).iter(f"{W}del"))) >= 2


def test_two_equal_files_have_no_change() -> None:
    found = compare_docx(foreign(), foreign(), ON)
    assert found.changes == ()
    assert found.accepted_equals_new
    assert found.rejected_equals_old
    assert not list(document(found.docx).iter(f"{W}ins", f"{W}del", f"{W}rPrChange", f"{W}pPrChange"))


def test_bold_taken_away_is_a_change_of_format() -> None:
    def change(made: docx.document.Document) -> None:
        made.paragraphs[2].runs[1].bold = False

    found = compare_docx(foreign(), foreign(change), ON)
    assert [change.kind for change in found.changes] == ["format"]
    assert len(list(document(found.docx).iter(f"{W}rPrChange"))) == 1


def test_rows_and_whole_tables_come_and_go() -> None:
    def row(made: docx.document.Document) -> None:
        made.tables[0].add_row().cells[0].text = "a row more"

    def table(made: docx.document.Document) -> None:
        element = made.tables[0]._tbl
        element.getparent().remove(element)

    for change, target in ((row, "row"), (table, "table")):
        for old, new in ((foreign(), foreign(change)), (foreign(change), foreign())):
            found = compare_docx(old, new, ON)
            assert [difference.target for difference in found.changes] == [target]
            assert found.accepted_equals_new
            assert found.rejected_equals_old


def test_our_own_drafts_compare_both_ways(tmp_path: Path) -> None:
    old = a_draft(6)
    found = compare_docx(write_docx(old), write_docx(a_later_draft(old), review=REVIEW), ON)
    assert found.accepted_equals_new
    assert found.rejected_equals_old
    file = tmp_path / "compared.docx"
    file.write_bytes(found.docx)
    done = subprocess.run(
        [sys.executable, "-m", "openxml_audit", str(file)], check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout


def test_changes_already_tracked_count_as_accepted() -> None:
    parts = zipfile.ZipFile(BytesIO(foreign()))
    changed = BytesIO()
    with zipfile.ZipFile(changed, "w") as out:
        for name in parts.namelist():
            data = parts.read(name)
            if name == "word/document.xml":
                data = data.replace(
                    b"<w:r><w:t>The end.</w:t></w:r>",
                    b'<w:del w:id="901" w:author="A"><w:r><w:delText>The end.</w:delText></w:r></w:del>'
                    b'<w:ins w:id="902" w:author="A"><w:r><w:t>The finish.</w:t></w:r></w:ins>',
                )
            out.writestr(name, data)
    found = compare_docx(foreign(), changed.getvalue(), ON)
    assert [(change.before, change.after) for change in found.changes] == [("The end.", "The finish.")]
    assert found.accepted_equals_new
    assert found.rejected_equals_old


def test_a_changed_head_is_listed() -> None:
    def change(made: docx.document.Document) -> None:
        made.sections[0].header.paragraphs[0].text = "Confidential"

    found = compare_docx(foreign(), foreign(change), ON)
    assert [(change.target, change.after) for change in found.changes] == [("header", "Confidential")]


def test_the_same_two_files_give_the_same_bytes() -> None:
    old, new = write_docx(a_draft()), write_docx(a_later_draft(a_draft(6)))
    assert compare_docx(old, new, ON).docx == compare_docx(old, new, ON).docx


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7", b"PK\x03\x04 cut off"])
def test_what_is_no_word_file_is_refused(data: bytes) -> None:
    with pytest.raises(HostileFile):
        compare_docx(foreign(), data, ON)
