"""What LibreOffice makes of our files: numbers, words, bookmarks kept, changes counted, accepted, rejected."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import unicodedata
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from docx_drafts import INFO, a_draft, a_form, a_later_draft, block, printed
from form_sample import form
from office_changes import counted
from test_docx_write import REVIEW

from studio.documents.attribution import Attribution, By
from studio.documents.docx_body import bookmark_names
from studio.documents.docx_compare import compare_docx
from studio.documents.docx_write import write_docx
from studio.documents.redline import coordinator, write_redline
from studio.drafting.draft import BlockType, Draft

pytestmark = [
    pytest.mark.office,
    pytest.mark.skipif(
        shutil.which("soffice") is None or not Path("/usr/bin/python3").exists(), reason="needs LibreOffice with UNO"
    ),
]
_OURS = {"Contents", "In short"}
ARABIC, BENGALI = "محمد علي", "শ্রীমতী রহমান"


@pytest.fixture(scope="module")
def looked(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """One office session for all files of this module."""
    folder = tmp_path_factory.mktemp("office")
    old = a_draft(6)
    written = {
        "review": write_docx(old, review=REVIEW),
        "form": write_docx(a_form()),
        "consent": write_docx(form("consent-adult")),
        "redline": write_redline(
            old,
            a_later_draft(old),
            who=Attribution(
                coordinator(date(2026, 12, 1)), {"clause-1:1": By("North Yorkshire Police", "2026-11-28T10:00:00Z")}
            ),
            on=date(2026, 12, 1),
            title="Draft 3 to draft 4",
        ),
        "compared": compare_docx(write_docx(old), write_docx(a_later_draft(old)), date(2026, 12, 1)).docx,
        "names": write_docx(
            Draft(
                INFO,
                (
                    block("title:0", BlockType.TITLE, "Sharing"),
                    block("a:1", BlockType.PARAGRAPH, f"For {ARABIC}."),
                    block("a:2", BlockType.PARAGRAPH, f"And for {BENGALI}."),
                ),
            )
        ),
        "same": write_redline(old, old, on=date(2026, 12, 1), title="Draft 3 to draft 3"),
    }
    names = []
    for name, data in written.items():
        (folder / f"{name}.docx").write_bytes(data)
        names.append(str(folder / f"{name}.docx"))
    script = Path(__file__).with_name("docx_office.py")
    done = subprocess.run(
        ["/usr/bin/python3", str(script), str(folder / "profile"), *names],
        check=True,
        capture_output=True,
        text=True,
        timeout=180,
    )
    found = dict(zip(written, json.loads(done.stdout), strict=True))
    return {**found, "files": written, "folder": folder}


def lines(paragraphs: list[list[str]]) -> list[str]:
    """Number and words of each paragraph, as `printed` says them of a draft."""
    return [line for number, text in paragraphs if (line := " ".join(f"{number} {text}".split()))]


def words_of(draft: Draft) -> list[str]:
    out = []
    for each in draft.walk():
        text = "".join(run.text for run in each.table.caption) if each.table else each.text
        if text.strip():
            out.append(text)
    return out


def in_order(wanted: list[str], found: list[str]) -> list[str]:
    """What of `wanted` does not stand in `found` in the same order."""
    rest = iter(found)
    return [line for line in wanted if not any(line == other for other in rest)]


@pytest.mark.parametrize(("name", "draft"), [("review", a_draft(6)), ("form", a_form())])
def test_the_office_prints_the_same_numbers_and_words(looked: dict[str, Any], name: str, draft: Draft) -> None:
    shown = [line.removeprefix("In short ").removeprefix("• ") for line in lines(looked[name]["shown"])]
    assert in_order(printed(draft), shown) == []


def test_nothing_is_lost_when_the_office_saves_a_review_copy(looked: dict[str, Any]) -> None:
    assert lines(looked["review"]["saved"]) == lines(looked["review"]["shown"])
    assert set(bookmark_names(a_draft(6)).values()) <= set(looked["review"]["bookmarks"])
    saved = zipfile.ZipFile(looked["folder"] / "review.docx.saved.docx")
    assert b"trackRevisions" in saved.read("word/settings.xml")
    assert b"police-ig" in saved.read("docProps/custom.xml")


def test_levels_of_lists_and_headings_are_kept_when_the_office_saves(looked: dict[str, Any]) -> None:
    for name in ("review", "form"):
        assert looked[name]["saved_levels"] == looked[name]["levels"]
    found = {(style, level) for style, level, _ in looked["review"]["levels"]}
    assert {("AS Clause 2", 1), ("AS Clause 3", 2), ("AS Clause 4", 3), ("Heading 2", 0)} <= found
    assert {heading for style, _, heading in looked["review"]["levels"] if style == "Heading 2"} == {2}


def test_the_office_prints_with_the_fonts_that_are_in_the_file(looked: dict[str, Any]) -> None:
    file = looked["folder"] / "review.docx.pdf"
    said = subprocess.run(["pdffonts", str(file)], check=True, capture_output=True, text=True).stdout
    assert {"AgreementSans-Regular", "AgreementSans-Bold", "AgreementSerif-Regular"} <= set(
        re.findall(r"\+(\S+)", said)
    )


def test_no_heading_of_a_form_is_left_at_the_foot_of_a_page(looked: dict[str, Any]) -> None:
    """Also where a table ends just above the heading: LibreOffice forgets what it is kept with behind an empty paragraph."""
    file = looked["folder"] / "consent.docx.pdf"
    said = subprocess.run(["pdftotext", str(file), "-"], check=True, capture_output=True, text=True).stdout
    heads = {block.text for block in form("consent-adult").blocks if block.type is BlockType.HEADING}
    pages = [[line for line in page.splitlines() if line.strip()] for page in said.split("\f")[:-1]]
    assert {"Your choices", "What is passed on"} <= heads & {line for page in pages for line in page}
    furniture = re.compile(r"SAMPLE|Page \d+ of|Consent form for adults|Draft of")
    ends = [[line for line in page if not furniture.match(line)][-1] for page in pages]
    assert heads.isdisjoint(ends)


def test_letters_that_our_fonts_lack_are_drawn_with_a_font_of_the_reader(looked: dict[str, Any]) -> None:
    """The family asked for in the file need not be there: no letter is an empty box (ECMA-376 part 1, 17.3.2.26)."""
    file = looked["folder"] / "names.docx.pdf"
    fonts = subprocess.run(["pdffonts", str(file)], check=True, capture_output=True, text=True).stdout
    text = subprocess.run(["pdftotext", str(file), "-"], check=True, capture_output=True, text=True).stdout
    assert [name for name in re.findall(r"\+(\S+)", fonts) if not name.startswith("Agreement")]
    assert "AgreementBengali-Regular" in fonts  # from the file: no machine need have it
    drawn = unicodedata.normalize("NFKC", text)
    assert all(name in drawn or name[::-1] in drawn for name in ARABIC.split())


def test_accepting_all_in_the_office_gives_the_new_text_and_rejecting_all_the_old(looked: dict[str, Any]) -> None:
    old = a_draft(6)
    for word, draft in (("accepted", a_later_draft(old)), ("rejected", old)):
        found = [text for _, text in looked["redline"][word] if text.strip()]
        wanted = words_of(draft)
        assert found[: len(wanted)] == wanted
        assert not looked["redline"][f"{word}_left"]


def test_the_office_reads_a_comparison_of_two_files_both_ways(looked: dict[str, Any]) -> None:
    old = a_draft(6)
    for word, draft in (("accepted", a_later_draft(old)), ("rejected", old)):
        found = [text for _, text in looked["compared"][word] if text.strip()]
        assert in_order(words_of(draft), found) == []


def test_what_the_office_only_saved_again_compares_as_the_same_text(looked: dict[str, Any]) -> None:
    saved = (looked["folder"] / "review.docx.saved.docx").read_bytes()
    found = compare_docx(looked["files"]["review"], saved, date(2026, 12, 1))
    assert [change for change in found.changes if change.kind != "format"] == []
    assert found.accepted_equals_new
    assert found.rejected_equals_old


def test_the_office_counts_the_changes_that_we_wrote(looked: dict[str, Any]) -> None:
    found = {(author, kind): number for author, kind, number in looked["redline"]["by"]}
    assert found == counted(looked["files"]["redline"])
    assert looked["redline"]["authors"] == ["Coordinator", "North Yorkshire Police"]
    assert looked["same"]["by"] == []
