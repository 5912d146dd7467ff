"""The reviewer's view: what it writes into a review copy is read back by our own reader, placed by its mark, with proof."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from studio.errors import StudioError
from studio.returns.approval import with_approval
from studio.returns.change import Approval, Certainty, NewParagraph, RemovedParagraph, TextEdit
from studio.returns.docx_read import read_return, reading
from studio.returns.guard import open_package
from studio.returns.pack import custom_properties
from studio.steps import reviewing

AT = datetime(2026, 10, 7, 9, tzinfo=UTC)
ANN = "Ann Sample"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELS = '<Relationships xmlns="{0}"><Relationship Id="r1" Type="{1}/{2}" Target="{3}"/></Relationships>'
A, B, C, D = (f"_cp_{clause}_{n:08x}" for n, clause in enumerate(("title-page", "breaches", "breaches", "table")))
A = A.replace("-", "_")


@pytest.fixture
def sent(make_docx: Callable[..., bytes], xml) -> bytes:  # type: ignore[no-untyped-def]
    field = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> REF x \\n \\h </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>12.2</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    made = make_docx(
        xml.p(xml.t("Agreement SAMPLE"), anchor=A)
        + xml.p(
            xml.t("A partner", "<w:b/>"),
            xml.t(" tells the others within 24 hours, as clause "),
            field,
            xml.t(" says."),
            anchor=B,
        )
        + xml.p(xml.t("Any partner may pause a flow."), anchor=C)
        + xml.p(xml.t("Tables follow."))
        + xml.table(xml.row(xml.cell(xml.p(xml.t("Police"), anchor=D))))
        + xml.p(xml.t("The end."))
    )
    out = io.BytesIO(made)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("_rels/.rels", _RELS.format(RELATIONS, OFFICE, "officeDocument", "word/document.xml"))
        archive.writestr("word/_rels/document.xml.rels", _RELS.format(RELATIONS, OFFICE, "styles", "styles.xml"))
    return out.getvalue()


def effects(data: bytes, sent: bytes) -> list[object]:
    found = read_return(data, sent)
    assert found.rejected_equals_sent is True
    assert found.unread == ()
    assert {each.certainty for each in found.changes} <= {Certainty.ANCHOR}
    assert {each.author for each in found.changes} <= {ANN}
    return list(dict.fromkeys(each.effect for each in found.changes))


def words(data: bytes, mode: str = "accepted") -> list[str]:
    return reading(data, mode)


def test_words_are_changed_word_by_word_and_the_rest_stays_as_it_was(sent: bytes) -> None:
    made = reviewing.reword(sent, B, "Every partner tells the others within 48 hours, as clause 12.2 says.", ANN, AT)
    assert words(made)[1] == "Every partner tells the others within 48 hours, as clause 12.2 says."
    assert words(made, "rejected") == words(sent)
    assert effects(made, sent) == [
        TextEdit(B, 0, 1, ""), TextEdit(B, 1, 1, "Every"), TextEdit(B, 34, 36, ""), TextEdit(B, 36, 36, "48"),
    ]  # fmt: skip
    assert b"REF x" in open_package(made).parts["word/document.xml"]


def test_ones_own_inserted_words_simply_change_and_anothers_keep_their_name(sent: bytes) -> None:
    once = reviewing.reword(sent, B, "A partner tells the others within 48 hours, as clause 12.2 says.", ANN, AT)
    twice = reviewing.reword(once, B, "A partner tells the others within 36 hours, as clause 12.2 says.", ANN, AT)
    assert b"48" not in open_package(twice).parts["word/document.xml"]
    back = reviewing.reword(
        twice, B, "A partner tells the others within 36 full hours, as clause 12.2 says.", "Bo Sample", AT
    )
    found = read_return(back, sent)
    assert {each.author for each in found.changes} == {ANN, "Bo Sample"}
    assert found.rejected_equals_sent is True
    over = reviewing.reword(
        twice, B, "A partner tells the others within 12 hours, as clause 12.2 says.", "Bo Sample", AT
    )
    assert words(over)[1].startswith("A partner tells the others within 12 hours")
    assert words(over, "rejected") == words(sent)


def test_a_number_that_the_program_fills_in_is_never_cut(sent: bytes) -> None:
    made = reviewing.reword(sent, B, "A partner tells the others within 24 hours, as clause 9 says.", ANN, AT)
    assert words(made)[1].endswith("as clause 9 says.")
    assert words(made, "rejected") == words(sent)
    assert b"delInstrText" in open_package(made).parts["word/document.xml"]


def test_paragraphs_come_and_go_and_a_cell_only_loses_its_words(sent: bytes) -> None:
    made = reviewing.add_paragraph(sent, B, "Each keeps a log.", ANN, AT)
    made = reviewing.take_out(made, C, ANN, AT)
    made = reviewing.reword(made, D, "", ANN, AT)
    assert {type(each) for each in effects(made, sent)} >= {NewParagraph, RemovedParagraph}
    assert words(made) == ["Agreement SAMPLE", words(sent)[1], "Each keeps a log.", "Tables follow.", "", "The end."]
    assert words(made, "rejected") == words(sent)
    with pytest.raises(StudioError, match="Rows of a table are added in Word"):
        reviewing.add_paragraph(sent, D, "Council", ANN, AT)


def test_a_comment_is_on_the_words_or_on_all_of_the_paragraph(sent: bytes) -> None:
    made = reviewing.remark(sent, C, "Who decides?\nThe DPO?", "pause a flow", ANN, AT)
    made = reviewing.remark(made, D, "All of it.", "", "Bo Sample", AT)
    first, second = read_return(made, sent).comments
    assert (first.author, first.quoted, first.text, first.block) == (ANN, "pause a flow", "Who decides?\nThe DPO?", C)
    assert (second.quoted, second.date) == ("Police", "2026-10-07T09:00:00Z")
    assert words(made) == words(sent)


def test_an_approval_is_in_the_file_and_is_read_as_one(sent: bytes) -> None:
    whole = reviewing.approve(sent, ANN, AT, subject=False)
    found = with_approval(read_return(whole, sent), custom_properties(open_package(whole)))
    assert found.approval == Approval(given=True, words="Approved.", name=ANN, on="2026-10-07")
    assert found.comments == ()
    assert read_return(whole, sent).comments[0].text == "Approved. – Ann Sample"  # for whoever opens it elsewhere

    changed = reviewing.take_out(sent, C, ANN, AT)
    with pytest.raises(StudioError, match="no approval as it stands"):
        reviewing.approve(changed, ANN, AT, subject=False)
    subject = reviewing.approve(changed, ANN, AT, subject=True)
    approval = reviewing.reviewer_of(subject).approval
    assert approval is not None
    assert approval.given is False


@pytest.mark.parametrize(
    ("what", "said"),
    [
        (
            lambda d: reviewing.reword(
                d, B, "A partner tells the others within 24 hours, as clause 12.2 says.", ANN, AT
            ),
            "already",
        ),
        (lambda d: reviewing.reword(d, C, "Any partner may stop a flow.", " ", AT), "need a name"),
        (lambda d: reviewing.add_paragraph(d, C, " ", ANN, AT), "no words"),
        (lambda d: reviewing.remark(d, C, " ", "", ANN, AT), "no words"),
        (lambda d: reviewing.take_out(d, "elsewhere", ANN, AT), "cannot be changed here"),
    ],
)
def test_what_cannot_be_done_is_refused_in_words(sent: bytes, what: Callable[[bytes], bytes], said: str) -> None:
    with pytest.raises(StudioError, match=said):
        what(sent)


@pytest.mark.office
def test_the_office_shows_the_same_changes_and_both_texts(sent: bytes, tmp_path: Path) -> None:
    if shutil.which("soffice") is None or not Path("/usr/bin/python3").exists():
        pytest.skip("LibreOffice is not here")
    made = reviewing.reword(sent, B, "Every partner tells the others within 48 hours, as clause 12.2 says.", ANN, AT)
    made = reviewing.add_paragraph(made, B, "Each keeps a log.", ANN, AT)
    made = reviewing.take_out(made, C, ANN, AT)
    made = reviewing.remark(made, D, "All of it.", "", ANN, AT)
    file = tmp_path / "reviewed.docx"
    file.write_bytes(made)
    script = Path(__file__).parent.parent / "documents" / "docx_office.py"
    told = subprocess.run(
        ["/usr/bin/python3", str(script), str(tmp_path / "profile"), str(file)],
        capture_output=True,
        check=True,
        timeout=240,
    )
    # The hand-made field refers to nothing, which the office says instead of the number.
    (found,) = json.loads(told.stdout.replace(b"Error: Reference source not found", b"12.2"))
    assert found["changes"] == {"Insert": 3, "Delete": 3}
    assert [text for _, text in found["accepted"] if text] == [each for each in words(made) if each]
    assert [text for _, text in found["rejected"] if text] == [each for each in words(sent) if each]
