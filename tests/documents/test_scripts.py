"""Names in scripts that join, stack or run from right to left: what a reader sees, hears and copies."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import unicodedata
from pathlib import Path

import pikepdf
import pytest
import uharfbuzz
from fontTools.ttLib import TTFont
from pdf_rules import findings
from pdf_sample import Maker, info

from studio.documents import fonts, layout, shaping
from studio.documents.layout import Style
from studio.documents.pdf_lines import break_lines, pieces, plain
from studio.documents.pdf_tag import problems
from studio.documents.pdf_write import write_pdf
from studio.documents.stamp import write_stamp
from studio.drafting.draft import BlockType, Draft, Run, SignaturePlace
from studio.errors import StudioError

NAMES = {
    "Arabic": "محمد علي الحسيني",
    "Urdu": "فضیلت ٹیپو گھوڑے والا",
    "Bengali": "শ্রীমতী ক্ষিতীশ রহমান",
    "Bengali of an organisation": "শান্তি সংঘ",
    "Gujarati": "શ્રીમતી પ્રજ્ઞા ત્રિવેદી",
    "Gurmukhi": "ਹਰਜਿੰਦਰ ਸਿੰਘ ਢਿੱਲੋਂ",
    "Devanagari": "श्री कृष्ण त्रिवेदी",
    "Tamil": "கொற்றவை ஸ்ரீநிவாசன்",
    "Hebrew": "דוד בן־גוריון",
    "Hebrew with vowels": "שָׁלוֹם",
    "Arabic with vowels": "مُحَمَّد شَريف",
    "Hebrew in brackets": "דוד (ז״ל)",
    "mixed": "Café Ελένη علی (Ltd)",
}
FACES = {"Arabic": "Arabic", "Urdu": "Arabic", "Hebrew": "Hebrew"} | {
    script: script for script in ("Bengali", "Gujarati", "Gurmukhi", "Devanagari", "Tamil")
}
MARKS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def _bare(text: str) -> str:
    """Without spaces and marks of direction, which programs add when they write mixed lines out."""
    return re.sub(r"\s+", "", MARKS.sub("", unicodedata.normalize("NFC", text)))


def _draft(name: str) -> Draft:
    maker = Maker()
    maker.add(BlockType.TITLE, f"Sharing with {name}")
    maker.add(BlockType.PART, f"About {name} and us", number="Part 1")
    maker.add(BlockType.HEADING, f"What {name} holds", number="1", level=1)
    maker.add(BlockType.NUMBERED, number="1.1", level=2, runs=(
        Run("The lead, "), Run(name, fact="/people/0/name"), Run(", 12 November (for now), agrees with "),
        Run(name, fact="/people/0/name", strong=True), Run(" on it.")))  # fmt: skip
    maker.table(["Name", "Role"], [[name, "Lead"]], f"Table 1. Names of {name}")
    place = SignaturePlace("s1", "p1", f"{name} Trust", name, "Chief Executive", "sign.p1", 1, 1)
    maker.add(BlockType.SIGNATURE, f"Signature of {name}", signature=place)
    return Draft(info(), tuple(maker.blocks), "0" * 64, "1" * 64)


def _said(data: bytes, folder: Path, *program: str) -> str:
    (folder / "a.pdf").write_bytes(data)
    done = subprocess.run([*program, folder / "a.pdf", "-"][: len(program) + (2 if program[0] == "pdftotext" else 1)],
                          capture_output=True, text=True, check=True)  # fmt: skip
    return done.stdout


@pytest.mark.parametrize("script", NAMES)
def test_what_is_copied_and_read_out_is_what_was_typed(script: str, tmp_path: Path) -> None:
    name = NAMES[script]
    data = write_pdf(_draft(name))
    copied = _bare(_said(data, tmp_path, "pdftotext"))
    heard = _bare(re.sub(r'"\n\s*"', "", _said(data, tmp_path, "pdfinfo", "-struct-text")))
    for sentence in (f"Sharing with {name}", f"About {name} and us", f"Table 1. Names of {name}",
                     f"The lead, {name}, 12 November (for now), agrees with {name} on it."):  # fmt: skip
        assert _bare(sentence) in copied
        assert _bare(sentence) in heard
    assert copied.count(_bare(name)) == 12


@pytest.mark.parametrize("script", NAMES)
def test_pages_with_other_scripts_keep_their_structure_and_their_fonts_inside(script: str, tmp_path: Path) -> None:
    data = write_pdf(_draft(NAMES[script]))
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert problems(pdf) == []
    assert findings(data) == []
    (tmp_path / "a.pdf").write_bytes(data)
    rows = subprocess.run(["pdffonts", tmp_path / "a.pdf"], capture_output=True, text=True, check=True).stdout
    listed = [row.split() for row in rows.splitlines()[2:]]
    assert any("CID" in row for row in listed)
    assert {tuple(row[-5:-2]) for row in listed} == {("yes", "yes", "yes")}  # embedded, subset, with characters
    assert len({row[0] for row in listed}) == len(listed)
    assert subprocess.run(["qpdf", "--check", tmp_path / "a.pdf"], capture_output=True, check=False).returncode == 0


def _drawn(data: bytes) -> list[tuple[str, int, float]]:
    """Every glyph that is drawn by number: its face, its number there, and where it starts."""
    found: list[tuple[str, int, float]] = []
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for page in pdf.pages:
            font, x = None, 0.0
            for instruction in pikepdf.parse_content_stream(page):
                operator, operands = str(instruction.operator), instruction.operands
                if operator == "Tf":
                    font, x = page.obj.Resources.Font[str(operands[0])], 0.0
                elif operator == "Td" and font is not None:
                    x += float(operands[0])
                elif operator == "Tj" and font is not None and font.get("/Subtype") == "/Type0":
                    descendant = font.DescendantFonts[0]
                    code = int.from_bytes(bytes(operands[0]), "big")
                    glyphs = descendant.CIDToGIDMap.read_bytes()
                    name = str(descendant.BaseFont).split("+")[1]
                    found.append((name, int.from_bytes(glyphs[2 * code : 2 * code + 2], "big"), x))
    return found


@pytest.mark.parametrize("script", FACES)
def test_glyphs_are_those_of_the_shaper_in_the_order_of_reading_each_at_its_place(script: str) -> None:
    word = NAMES[script].split()[-1]
    backwards = FACES[script] in {"Arabic", "Hebrew"}
    maker = Maker()
    maker.add(BlockType.PARAGRAPH, word)
    drawn = _drawn(write_pdf(Draft(info(), tuple(maker.blocks))))
    face = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(fonts.FOLDER / f"Agreement{FACES[script]}-Regular.ttf")))
    buffer = uharfbuzz.Buffer()
    buffer.add_str(word)
    buffer.guess_segment_properties()
    assert buffer.direction == ("rtl" if backwards else "ltr")
    uharfbuzz.shape(uharfbuzz.Font(face), buffer)
    wanted = [glyph.codepoint for glyph, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True)
              if place.x_advance]  # fmt: skip
    widths = {glyph.codepoint: place.x_advance
              for glyph, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True)}  # fmt: skip
    got = [(number, x) for name, number, x in drawn if name.endswith(f"{FACES[script]}-Regular") and widths.get(number)]
    assert [number for number, _ in got] == (wanted[::-1] if backwards else wanted)
    assert [x for _, x in got] == sorted((x for _, x in got), reverse=backwards)
    assert min(widths.values()) >= 0 < face.upem == 1000


def test_a_name_from_right_to_left_moves_nothing_around_it() -> None:
    style = Style(layout.SANS, 10, 14)
    runs = (Run("Lead "), Run("علي", fact="/a"), Run(", 12 "), Run("\u05d3\u05d5\u05d3", fact="/b"), Run(" (3)."))
    line = break_lines(pieces(runs, style), 500, style)[0]
    words = [part for part in line.parts if part.text.strip() and not MARKS.match(part.text)]
    assert [part.text.strip() for part in words] == ["Lead", "علي", ", 12", "\u05d3\u05d5\u05d3", "(3)."]
    assert [part.x for part in words] == sorted(part.x for part in words)
    ends = [part.x + part.width for part in words]
    assert all(end <= nxt.x + 0.01 for end, nxt in zip(ends, words[1:], strict=False))


@pytest.mark.parametrize("mark", ["\u202e", "\u202b", "\u2067", "\u202d"])
def test_marks_of_direction_in_a_fact_turn_round_neither_its_letters_nor_the_sentence(mark: str) -> None:
    style = Style(layout.SANS, 10, 14)
    plainly = (Run("pay "), Run("exe.gpj", fact="/a"), Run(" in 30 days"))
    marked = (Run("pay "), Run(f"{mark}exe.gpj", fact="/a"), Run(" in 30 days"))

    def seen(runs: tuple[Run, ...]) -> str:
        parts = [part for part in break_lines(pieces(runs, style), 500, style)[0].parts if not MARKS.match(part.text)]
        return "".join(part.text for part in sorted(parts, key=lambda part: part.x))

    assert seen(marked) == seen(plainly) == "pay exe.gpj in 30 days"


def test_a_long_name_breaks_between_words_and_then_between_syllables() -> None:
    style = Style(layout.SANS, 10, 14)
    lines = break_lines(plain("محمد علي " * 12, style, fact=True), 100, style)
    assert len(lines) > 3
    assert all(line.width <= 100.01 for line in lines)
    assert " ".join(line.text for line in lines).split() == ["محمد", "علي"] * 12
    endless = break_lines(plain("ক্ষি" * 40, style), 100, style)
    assert len(endless) > 3
    assert all(line.width <= 101 and line.text.count("ক্ষি") * 4 == len(line.text) for line in endless)


def test_brackets_beside_right_to_left_words_open_towards_them() -> None:
    maker = Maker()
    maker.add(BlockType.PARAGRAPH, runs=(Run("דוד (ז״ל)", fact="/a"),))
    face = uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(fonts.FOLDER / f"{layout.SERIF}.ttf"))))
    opening, closing = face.get_nominal_glyph(ord("(")), face.get_nominal_glyph(ord(")"))
    drawn = {number: x for name, number, x in _drawn(write_pdf(Draft(info(), tuple(maker.blocks)))) if "Serif" in name}
    assert drawn[opening] < drawn[closing]  # as seen, though read the other way round


@pytest.mark.parametrize("text", ["\U0001f600", "\ue000", "\U0001f468"])
def test_a_signatory_whose_name_cannot_be_drawn_is_named_before_issue(text: str) -> None:
    maker = Maker()
    place = SignaturePlace("s1", "p1", "SAMPLE Trust", f"Ida {text}", "Chief Executive", "sign.p1", 1, 1)
    maker.add(BlockType.SIGNATURE, "Signature", signature=place)
    with pytest.raises(StudioError, match=f"U\\+{ord(text):04X}.*signature s1"):
        write_pdf(Draft(info(), tuple(maker.blocks)))
    with pytest.raises(StudioError, match=f"U\\+{ord(text):04X}"):
        write_stamp(name=f"Ida {text}", office="", organisation="SAMPLE Trust", signed_at="today")


@pytest.mark.parametrize("script", NAMES)
def test_the_stamp_carries_the_name_as_typed(script: str, tmp_path: Path) -> None:
    data = write_stamp(name=NAMES[script], office="Chief Executive", organisation=f"{NAMES[script]} Trust",
                       signed_at="12 November 2026, 10:00 UTC", details="text 3f2a")  # fmt: skip
    copied = _bare(_said(data, tmp_path, "pdftotext"))
    assert copied.count(_bare(NAMES[script])) == 2
    assert _bare("12 November 2026, 10:00 UTC") in copied


def test_the_same_names_give_the_same_bytes_elsewhere(tmp_path: Path) -> None:
    program = (
        "import sys, hashlib; sys.path.insert(0, sys.argv[1]); sys.path.insert(0, sys.argv[2])\n"
        "from test_scripts import NAMES, _draft\n"
        "from studio.documents.pdf_write import write_pdf\n"
        "print(hashlib.sha256(write_pdf(_draft(' '.join(NAMES.values())))).hexdigest())\n"
    )
    here = Path(__file__).parent
    found = set()
    for seed, lang in (("0", "C"), ("7", "ur_PK.UTF-8")):
        environment = {"PYTHONHASHSEED": seed, "LC_ALL": lang, "LANG": lang}
        done = subprocess.run([sys.executable, "-c", program, str(here), str(here.parent.parent)], cwd=tmp_path,
                              env=environment, capture_output=True, check=True)  # fmt: skip
        found.add(done.stdout)
    assert len(found) == 1


def test_plain_pages_never_open_a_face_of_another_script() -> None:
    program = (
        "import sys; sys.path.insert(0, sys.argv[1]); sys.path.insert(0, sys.argv[2])\n"
        "from pdf_sample import sample_draft\n"
        "from studio.documents import shaping\n"
        "from studio.documents.pdf_write import write_pdf\n"
        "assert len(write_pdf(sample_draft())) > 50000\n"
        "assert shaping.opened.cache_info().currsize == 0\n"
    )
    here = Path(__file__).parent
    subprocess.run([sys.executable, "-c", program, str(here), str(here.parent.parent)], check=True)


@pytest.mark.parametrize("script", fonts.SCRIPTS)
def test_shipped_cuts_of_other_scripts_are_fit_for_pages_and_stamps(script: str) -> None:
    for style in ("Regular", "SemiBold"):
        with TTFont(fonts.FOLDER / f"Agreement{script}-{style}.ttf") as font:
            assert font["head"].unitsPerEm == 1000
            assert "GSUB" in font
            assert "GPOS" in font or script == "Gurmukhi"
            assert "fvar" not in font
            assert font["OS/2"].fsType == 0
            assert "Noto" not in " ".join(str(font["name"].getDebugName(number)) for number in (1, 4, 6, 16))
        where = fonts.shaped(f"Agreement{script}-{style}")
        assert where is not None
        assert shaping.may_be_embedded(where)
        assert shaping.has_outlines(where)
    assert "SIL OPEN FONT LICENSE" in (fonts.FOLDER / "OFL-Agreement-Scripts.txt").read_text("utf-8")
