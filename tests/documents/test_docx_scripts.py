"""Names in other scripts in Word files and on screen: direction and script of each run, the text untouched."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from docx_drafts import INFO, block, signature
from docx_soundness import faults
from fontTools.ttLib import TTFont
from lxml import etree

from studio.documents.docx_scripts import COMPLEX, RIGHT_TO_LEFT, right_to_left, stretches
from studio.documents.docx_write import write_docx
from studio.documents.html_write import write_html
from studio.drafting.draft import BlockType, Draft, Run
from studio.returns.docx_read import read_return, reading

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
ARABIC, HEBREW, BENGALI = "محمد علي", "דוד (ז״ל)", "শ্রীমতী রহমান"


def _paragraphs(data: bytes) -> list[etree._Element]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return list(etree.fromstring(archive.read("word/document.xml")).iter(f"{W}p"))


def _runs(paragraph: etree._Element) -> list[tuple[str, set[str]]]:
    found = []
    for run in paragraph.iter(f"{W}r"):
        properties = run.find(f"{W}rPr")
        names = {child.tag.removeprefix(W) for child in properties} if properties is not None else set()
        found.append(("".join(run.itertext()), names))
    return found


def _draft(*runs: Run) -> Draft:
    blocks = (
        block("title:0", BlockType.TITLE, f"Sharing with {ARABIC}"),
        block("a:1", BlockType.NUMBERED, number="1.1", level=2, runs=runs),
        signature("s", ARABIC),
    )
    return Draft(INFO, blocks)


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        (ARABIC, [(ARABIC, RIGHT_TO_LEFT)]),
        (HEBREW, [(HEBREW, RIGHT_TO_LEFT)]),
        (BENGALI, [(BENGALI, COMPLEX)]),
        ("Café Ελένη علی (Ltd)", [("Café Ελένη ", ""), ("علی", RIGHT_TO_LEFT), (" (Ltd)", "")]),
        ("علي Ltd 45", [("علي ", RIGHT_TO_LEFT), ("Ltd", ""), (" 45", RIGHT_TO_LEFT)]),
        ("to محمد علي, 12 days", [("to ", ""), (ARABIC, RIGHT_TO_LEFT), (", 12 days", "")]),
    ],
)
def test_each_stretch_has_the_property_that_its_letters_need(words: str, wanted: list[tuple[str, str]]) -> None:
    assert list(stretches(words)) == wanted


def test_a_run_from_right_to_left_says_so_and_its_neighbours_do_not() -> None:
    name = Run(ARABIC, fact="/people/0/name", strong=True, lang="ur")
    found = _paragraphs(write_docx(_draft(Run("The lead, "), name, Run(", 12 November."))))
    paragraph = next(p for p in found if "The lead" in "".join(p.itertext()))
    runs = [(words, names) for words, names in _runs(paragraph) if words.strip()]
    assert [words for words, _ in runs] == ["The lead, ", ARABIC, ", 12 November."]
    assert [names for _, names in runs] == [set(), {"rStyle", "rtl", "lang"}, set()]
    assert paragraph.find(f"{W}pPr/{W}bidi") is None
    order = [child.tag.removeprefix(W) for child in next(
        run for run in paragraph.iter(f"{W}r") if ARABIC in "".join(run.itertext())).find(f"{W}rPr")]  # fmt: skip
    assert order == ["rStyle", "rtl", "lang"]  # ECMA-376 part 1, EG_RPrBase


def test_a_paragraph_in_urdu_runs_from_right_to_left_as_a_whole() -> None:
    found = _paragraphs(write_docx(_draft(Run("یہ فارم ", lang="ur"), Run("علي", fact="/a", lang="ur"))))
    turned = ["".join(p.itertext()) for p in found if p.find(f"{W}pPr/{W}bidi") is not None]
    assert turned == ["یہ فارم علي"]
    assert right_to_left(["ur-PK", "ar"])
    assert not right_to_left(["ur", "en-GB"])
    assert not right_to_left([])


def test_names_in_the_title_and_in_the_signature_place_say_their_direction() -> None:
    found = _paragraphs(write_docx(_draft(Run("x"))))
    told = [names for p in found for words, names in _runs(p) if words == ARABIC]
    assert len(told) >= 3
    assert all("rtl" in names for names in told)


def test_the_file_is_sound_and_its_text_is_what_was_typed(tmp_path: Path) -> None:
    names = (ARABIC, HEBREW, BENGALI, "Café Ελένη علی (Ltd)")
    file = tmp_path / "names.docx"
    file.write_bytes(write_docx(_draft(*(Run(f"{name}; ", fact="/a") for name in names))))
    done = subprocess.run(
        [sys.executable, "-m", "openxml_audit", str(file)], check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout
    said = ["".join(words for words, _ in _runs(p)) for p in _paragraphs(file.read_bytes())]
    assert "".join(f"{name}; " for name in names) in said


@pytest.mark.parametrize("family", ["agreement", "form"])
def test_letters_that_our_fonts_lack_are_asked_of_a_font_that_word_has(family: str) -> None:
    """In no style is a complex run left to letters that have no Arabic or Hebrew (ECMA-376 part 1, 17.3.2.26)."""
    made = write_docx(replace(_draft(Run(ARABIC), Run("שלום")), info=replace(INFO, family=family)))
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        styles = etree.fromstring(archive.read("word/styles.xml"))
        declared = {font.get(f"{W}name") for font in etree.fromstring(archive.read("word/fontTable.xml"))}
        theme = archive.read("word/theme/theme1.xml").decode()
    asked = {fonts.get(f"{W}cs") for fonts in styles.iter(f"{W}rFonts")}
    assert asked >= {"Arial", "Times New Roman"}
    assert not [each for each in asked if each.startswith("Agreement")]
    assert asked <= declared
    assert '<a:font script="Beng" typeface="Nirmala UI"/>' in theme


@pytest.mark.parametrize(("name", "script"), [(BENGALI, "Bengali"), ("ਸ਼੍ਰੀ ਸਿੰਘ", "Gurmukhi"), ("શ્રી પટેલ", "Gujarati")])
def test_a_file_carries_the_letters_of_india_that_its_names_need(name: str, script: str, tmp_path: Path) -> None:
    file = tmp_path / "named.docx"
    file.write_bytes(write_docx(_draft(Run(name, fact="/a"), Run(ARABIC))))
    with zipfile.ZipFile(file) as archive:
        asked = {each.get(f"{W}cs") for each in etree.fromstring(archive.read("word/styles.xml")).iter(f"{W}rFonts")}
        told = etree.fromstring(archive.read("word/fontTable.xml"))
        data = archive.read(f"word/fonts/Agreement{script}-Regular.odttf")
    font = next(each for each in told if each.get(f"{W}name") == f"Agreement {script}")
    key = font.find(f"{W}embedRegular").get(f"{W}fontKey")
    mask = bytes.fromhex(re.sub(r"[{}-]", "", key))[::-1]
    inside = TTFont(io.BytesIO(bytes(byte ^ mask[at % 16] for at, byte in enumerate(data[:32])) + data[32:]))
    assert asked >= {f"Agreement {script}"}
    assert asked.isdisjoint({"Arial", "Times New Roman"})
    assert font.find(f"{W}altName").get(f"{W}val") == "Nirmala UI"
    assert inside["name"].getDebugName(1) == f"Agreement {script}"
    assert set(map(ord, name)) - {0x20, 0x200C, 0x200D} <= set(inside.getBestCmap())
    assert inside["OS/2"].fsType == 0
    assert faults(file.read_bytes()) == []


def test_a_file_without_letters_of_india_carries_none_of_their_fonts() -> None:
    with zipfile.ZipFile(io.BytesIO(write_docx(_draft(Run(ARABIC), Run("Łucja"))))) as archive:
        assert {name for name in archive.namelist() if "fonts/" in name} == {
            f"word/fonts/Agreement{each}.odttf" for each in ("Sans-Regular", "Sans-Bold", "Serif-Regular", "Serif-Bold")
        }


def test_plain_words_stay_one_run_without_properties() -> None:
    found = _paragraphs(write_docx(_draft(Run("Łucja Ελένη Жижкова, ŵ “quoted” – 12 €."))))
    paragraph = next(p for p in found if "Łucja" in "".join(p.itertext()))
    assert [names for words, names in _runs(paragraph) if "Łucja" in words] == [set()]


def test_on_screen_a_name_from_right_to_left_moves_nothing_around_it() -> None:
    page = write_html(_draft(Run("The lead, "), Run(ARABIC, fact="/people/0/name"), Run(", 12 November."), Run(
        "Morgan", fact="/people/1/name")))  # fmt: skip
    assert f"The lead, <bdi>{ARABIC}</bdi>, 12 November.Morgan" in page
    assert f"<dd><bdi>{ARABIC}</bdi></dd>" in page
    assert re.sub(r"<[^>]+>", "", page).count(ARABIC) >= 3


def test_a_copy_that_comes_back_untouched_has_no_changes() -> None:
    made = _draft(Run("The lead, "), Run(ARABIC, fact="/a"), Run(" and "), Run(BENGALI, fact="/b"), Run(", agree."))
    found = read_return(write_docx(made), write_docx(made))
    assert found.changes == ()
    assert any(f"The lead, {ARABIC} and {BENGALI}, agree." in line for line in reading(write_docx(made), "accepted"))
