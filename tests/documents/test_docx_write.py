"""The DOCX writer: what a reader of the file sees, and what a reviewer's program does with it."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import zipfile
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from docx_drafts import INFO, a_draft, a_form, block, table
from fontTools.ttLib import TTFont
from lxml import etree

from studio.documents.docx_write import ReviewCopy, bookmark_name, write_docx
from studio.drafting.draft import BlockType, Draft, DraftStatus
from studio.errors import StudioError

R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
REVIEW = ReviewCopy(
    "SAMPLE-YP-1", 3, "police-ig", "police", "North Yorkshire Police", "ig_lead", "kim", date(2026, 12, 11), "ab" * 32
)


def part(data: bytes, name: str = "word/document.xml") -> etree._Element:
    return etree.fromstring(zipfile.ZipFile(BytesIO(data)).read(name))


def words(paragraph: etree._Element) -> str:
    return "".join(found.text or "" for found in paragraph.iter(f"{W}t"))


def bookmarked(data: bytes) -> dict[str, str]:
    """Words between the ends of each hidden bookmark."""
    return {found.get(f"{W}name", ""): words(found.getparent()) for found in part(data).iter(f"{W}bookmarkStart")}


def test_every_paragraph_of_the_draft_stands_between_its_own_bookmark() -> None:
    draft = a_draft()
    found = bookmarked(write_docx(draft))
    for paragraph in draft.walk():
        text = "".join(run.text for run in paragraph.table.caption) if paragraph.table else paragraph.text
        if text:
            assert found[bookmark_name(paragraph.key, paragraph.clause)] == text, paragraph.key


def test_bookmark_names_fit_into_what_word_allows() -> None:
    name = bookmark_name("a" * 90, "a-clause-of-24-letters-x")
    assert re.fullmatch(r"_cp_[a-z0-9_]+_[0-9a-f]{8}", name)
    assert len(name) <= 40


def test_no_text_is_formatted_directly() -> None:
    allowed = {f"{W}rStyle", f"{W}lang"}
    for properties in part(write_docx(a_draft(), review=REVIEW)).iter(f"{W}rPr"):
        assert {child.tag for child in properties} <= allowed
    for properties in part(write_docx(a_draft())).iter(f"{W}pPr"):
        assert {child.tag for child in properties} <= {f"{W}pStyle", f"{W}numPr", f"{W}sectPr"}


def test_numbers_are_native_and_styles_carry_them() -> None:
    numbered = [found for found in part(write_docx(a_draft())).iter(f"{W}pPr") if found.find(f"{W}numPr") is not None]
    assert numbered == []  # the styles' own lists count right here, so that no paragraph needs one of its own


def test_a_number_that_no_list_would_count_is_printed_all_the_same() -> None:
    blocks = (
        block("a:0", BlockType.HEADING, "Seventh", number="7", level=1),
        block("a:1", BlockType.NUMBERED, "Its third.", number="7.3", level=2),
    )
    texts = [
        found.get(f"{W}val")
        for found in part(write_docx(Draft(INFO, blocks)), "word/numbering.xml").iter(f"{W}lvlText")
    ]
    assert "7" in texts
    assert "7.3" in texts


def test_what_looks_like_markup_is_printed_as_typed() -> None:
    everything = "\n".join(words(found) for found in part(write_docx(a_draft())).iter(f"{W}p"))
    for typed in ("<b>carers</b>", "Ŵyr & <Mab> {{ x }}", "*one* person"):
        assert typed in everything


def test_a_control_character_is_refused_with_a_sentence() -> None:
    with pytest.raises(StudioError, match=r"U\+0007"):
        write_docx(Draft(INFO, (block("a:0", BlockType.PARAGRAPH, "bell \x07"),)))
    assert write_docx(Draft(INFO, (block("a:0", BlockType.PARAGRAPH, "no bell"),)))


def test_a_review_copy_tracks_changes_and_says_whose_it_is() -> None:
    data = write_docx(a_draft(), review=REVIEW)
    assert part(data, "word/settings.xml").find(f"{W}trackRevisions") is not None
    manifest = part(data, "customXml/item1.xml")
    assert manifest.get("recipient") == "police-ig"
    assert manifest.get("history-head") == "ab" * 32
    assert len(list(manifest.iter("{*}paragraph"))) == len(list(a_draft().walk()))
    properties = etree.tostring(part(data, "docProps/custom.xml"), encoding="unicode")
    assert all(
        name in properties for name in ("AS.Agreement", "AS.Draft", "AS.Recipient", "AS.HistoryHead", "AS.TextSha256")
    )
    assert hashlib.sha256(a_draft().text().encode()).hexdigest() in properties
    assert part(write_docx(a_draft()), "word/settings.xml").find(f"{W}trackRevisions") is None


def test_a_sample_says_so_in_every_foot_and_a_real_one_in_none() -> None:
    for name in ("word/footer1.xml", "word/footer2.xml"):
        assert "SAMPLE" in words(part(write_docx(a_draft()), name))
        assert "SAMPLE." not in words(part(write_docx(a_draft(sample=False)), name))


def test_the_watermark_is_on_drafts_only() -> None:
    def header(data: bytes) -> str:
        return etree.tostring(part(data, "word/header1.xml"), encoding="unicode")

    assert "NOT IN FORCE" in header(write_docx(a_draft()))
    assert "NOT IN FORCE" not in header(write_docx(a_draft(status=DraftStatus.FINAL)))


def test_contents_are_filled_and_lead_to_the_headings() -> None:
    document = part(write_docx(a_draft()))
    entries = [
        found
        for found in document.iter(f"{W}p")
        if (found.find(f"{W}pPr/{W}pStyle").get(f"{W}val") or "").startswith("TOC")
    ]
    printed = [words(found) for found in entries]
    assert "Part 1  What part 1 is about" in printed
    names = {found.get(f"{W}name") for found in document.iter(f"{W}bookmarkStart")}
    assert {link.get(f"{W}anchor") for found in entries for link in found.iter(f"{W}hyperlink")} <= names


def test_wide_tables_stand_on_landscape_pages_and_heads_repeat() -> None:
    document = part(write_docx(a_draft()))
    directions = [size.get(f"{W}orient") for size in document.iter(f"{W}pgSz")]
    assert directions == [None, None, "landscape", None]
    for each in document.iter(f"{W}tbl"):
        look = each.find(f"{W}tblPr/{W}tblLook")
        assert (each.find(f".//{W}tblHeader") is not None) == (look.get(f"{W}firstRow") == "1")


def test_two_tables_never_run_together_and_a_heading_behind_a_table_needs_no_empty_paragraph() -> None:
    first, last = (block(key, BlockType.HEADING, "A heading") for key in ("h:0", "i:0"))
    blocks = (first, table("t:1"), table("t:2"), last)
    text = zipfile.ZipFile(BytesIO(write_docx(Draft(INFO, blocks)))).read("word/document.xml").decode()
    between = re.findall(r"</w:tbl>(.*?)(?=<w:tbl>|A heading)", text)
    assert ["ASAfterTable" in each for each in between] == [True, False]


def test_signatures_are_closed_in_a_draft_and_open_in_the_final_text() -> None:
    def everything(draft: Draft) -> str:
        return "\n".join(words(found) for found in part(write_docx(draft)).iter(f"{W}p"))

    assert "Not open for signature." in everything(a_draft())
    assert "Not open for signature." not in everything(a_draft(status=DraftStatus.FINAL))


def test_a_form_has_boxes_room_to_write_and_no_contents() -> None:
    document = part(write_docx(a_form()))
    styles = [found.get(f"{W}val") for found in document.iter(f"{W}pStyle")]
    assert styles.count("ASFieldBox") == 4
    assert "TOCHeading" not in styles
    assert "\u2610" in "".join(words(found) for found in document.iter(f"{W}p"))


def test_no_clock_no_name_and_no_folder_is_in_the_file() -> None:
    archive = zipfile.ZipFile(BytesIO(write_docx(a_draft(), review=REVIEW)))
    assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    core = archive.read("docProps/core.xml").decode()
    assert "creator" not in core
    assert re.findall(r"\d{4}-\d\d-\d\d", core) == ["2026-11-23", "2026-11-23"]


_ELSEWHERE = """
import hashlib, sys
sys.path[:0] = [{here!r}, {root!r}]
from docx_drafts import a_draft, a_form
from test_docx_write import REVIEW
from studio.documents.docx_write import write_docx
print(hashlib.sha256(write_docx(a_draft(9), review=REVIEW) + write_docx(a_form())).hexdigest())
"""


def test_the_same_bytes_in_any_folder_zone_locale_and_hash_seed(tmp_path: Path) -> None:
    here = hashlib.sha256(write_docx(a_draft(9), review=REVIEW) + write_docx(a_form())).hexdigest()
    tests = Path(__file__).parent
    script = _ELSEWHERE.format(here=str(tests), root=str(tests.parents[1]))
    for seed, zone, locale in (("1", "Pacific/Auckland", "C"), ("77", "America/Lima", "tr_TR.UTF-8")):
        done = subprocess.run(
            [sys.executable, "-c", script], cwd=tmp_path, check=True, capture_output=True, text=True,
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": locale},
        )  # fmt: skip
        assert done.stdout.strip() == here


def test_every_family_is_in_the_file_may_be_embedded_and_names_a_fall_back() -> None:
    """Unveiled as ECMA-376 part 4, 3.4.1 says: the first 32 bytes mixed with the key's bytes from last to first."""
    archive = zipfile.ZipFile(BytesIO(write_docx(a_draft())))
    relations = etree.fromstring(archive.read("word/_rels/fontTable.xml.rels"))
    targets = {found.get("Id"): f"word/{found.get('Target')}" for found in relations}
    seen, fall_backs = [], {}
    for font in etree.fromstring(archive.read("word/fontTable.xml")):
        name = font.get(f"{W}name", "")
        fall_backs[name] = font.find(f"{W}altName").get(f"{W}val")
        for kind in ("Regular", "Bold"):
            inside = font.find(f"{W}embed{kind}")
            if inside is None:
                continue
            mask = bytes.fromhex(re.sub(r"[{}-]", "", inside.get(f"{W}fontKey", "")))[::-1]
            data = archive.read(targets[inside.get(f"{R}id")])
            plain = bytes(byte ^ mask[at % 16] for at, byte in enumerate(data[:32])) + data[32:]
            read = TTFont(BytesIO(plain))
            assert (read["name"].getDebugName(1), read["name"].getDebugName(2)) == (name, kind)
            assert read["OS/2"].fsType == 0  # may be embedded for good
            assert set(map(ord, "Ŵyr Łucja “£5” – € → ≤")) <= set(read.getBestCmap())
            seen.append((name, kind))
    assert seen == [(f"Agreement {family}", kind) for family in ("Sans", "Serif") for kind in ("Regular", "Bold")]
    assert fall_backs == {
        "Agreement Sans": "Calibri",
        "Agreement Serif": "Cambria",
        "DejaVu Sans": "Segoe UI Symbol",
        "Arial": "Liberation Sans",
        "Times New Roman": "Liberation Serif",
    }


def test_a_file_is_small_and_keeps_a_reviewers_fonts_out() -> None:
    data = write_docx(a_draft(), review=REVIEW)
    assert len(data) < 130_000
    assert part(data, "word/settings.xml").find(f"{W}embedTrueTypeFonts") is None


def test_the_base_is_what_its_script_writes() -> None:
    root = Path(__file__).parents[2]
    sys.path.insert(0, str(root / "packaging"))
    try:
        import make_word_base  # type: ignore[import-not-found]
    finally:
        sys.path.pop(0)
    for name, text in make_word_base.files().items():
        assert (root / "studio" / "documents" / "docx_base" / name).read_text("utf-8") == text


@pytest.mark.parametrize("review", [None, REVIEW])
def test_the_checker_for_word_finds_nothing(tmp_path: Path, review: ReviewCopy | None) -> None:
    for at, draft in enumerate((a_draft(9), a_form(), a_draft(status=DraftStatus.FINAL))):
        file = tmp_path / f"{at}.docx"
        file.write_bytes(write_docx(draft, review=review))
        done = subprocess.run(
            [sys.executable, "-m", "openxml_audit", str(file)], check=False, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout
