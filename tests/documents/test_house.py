"""The lead organisation's style: the same in every format, refused in whole sentences, harmless whatever it holds."""

from __future__ import annotations

import io
import subprocess
import zlib
from pathlib import Path
from zipfile import ZipFile

import pikepdf
import pytest
from pdf_sample import info, sample_draft
from PIL import Image

from studio.documents import fonts, layout
from studio.documents.docx_write import write_docx
from studio.documents.house import PLAIN, House, contrast, using
from studio.documents.house_read import house_of, read_house
from studio.documents.house_svg import SvgRefusedError, read_svg
from studio.documents.html_write import write_html
from studio.documents.pdf_figure import LogoItem
from studio.documents.pdf_items import Stack
from studio.documents.pdf_write import lay_out, pdf_text, write_pdf
from studio.errors import StudioError
from studio.steps.house import read_house_file

SVG = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 40"><rect width="40" height="40" fill="#5c0f3a"/>'
    b'<path d="M50 10h60v8h-60z M50 24C70 14 90 34 110 24L110 30C90 40 70 20 50 30z" fill="navy"/></svg>'
)
STYLE = """\
name: Together for Mental Wellbeing
accent: "#5C0F3A"
logo: logo.svg
logo_text: Logo of Together for Mental Wellbeing
serif: Agreement Sans
"""


def _png(wide: int, high: int) -> bytes:
    out = io.BytesIO()
    Image.new("RGBA", (wide, high), (92, 15, 58, 128)).save(out, "PNG")
    return out.getvalue()


def _house(text: str = STYLE, **files: bytes) -> House:
    reading = read_house(text, {"logo.svg": SVG, "logo.png": _png(300, 60), **files}.get)
    assert reading.problems == []
    assert reading.house is not None
    return reading.house


def _said(text: str, **files: bytes) -> list[str]:
    held = {"logo.svg": SVG, "logo.png": _png(30, 30)} | {name.replace("_", "."): data for name, data in files.items()}
    reading = read_house(text, held.get)
    assert reading.house is None
    return [f"{each.line}: {each.message}" for each in reading.problems]


def test_the_style_shows_in_the_pdf_and_its_words_stay() -> None:
    draft = sample_draft()
    with using(_house()):
        styled = write_pdf(draft)
    assert pdf_text(styled)[0].split() == pdf_text(write_pdf(draft))[0].split()
    with pikepdf.open(io.BytesIO(styled)) as pdf:
        page = pdf.pages[0].Contents.read_bytes()
        names = {str(font.BaseFont).split("+")[-1] for font in pdf.pages[3].Resources.Font.values()}
        said = [str(each.get("/Alt", "")) for each in pdf.objects
                if isinstance(each, pikepdf.Dictionary) and str(each.get("/S", "")) == "/Figure"]  # fmt: skip
    assert said == ["Logo of Together for Mental Wellbeing"]
    assert b".360784 .058824 .227451 rg" in page
    assert b".058824 .298039 .360784" not in page
    assert not [name for name in names if "Serif" in name]


def test_the_logo_lies_at_the_top_right_within_sixty_by_twenty_millimetres() -> None:
    house = _house()
    assert house.logo is not None
    assert house.logo.size == pytest.approx((60 * layout.MM, 20 * layout.MM))
    with using(house):
        first = lay_out(sample_draft())[0]
    stack = first.placed[0].item
    assert isinstance(stack, Stack)
    logo = stack.items[0]
    assert isinstance(logo, LogoItem)
    assert first.placed[0].y == first.frame.top
    assert logo.height(first.frame.width) >= house.logo.size[1]


def test_sizes_measure_and_numbering_are_those_of_everyone() -> None:
    draft = sample_draft()
    with using(_house('accent: "#5C0F3A"\nlogo: logo.png\nlogo_text: Logo\n')):
        styled = lay_out(draft)
    plain = lay_out(draft)
    where = [[round(each.y, 3) for each in page.placed] for page in plain[1:]]
    assert [[round(each.y, 3) for each in page.placed] for page in styled[1:]] == where


def test_the_style_shows_in_the_word_file() -> None:
    with using(_house()):
        styled = write_docx(sample_draft())
    with ZipFile(io.BytesIO(styled)) as parts:
        styles = parts.read("word/styles.xml").decode()
        head = parts.read("word/header3.xml").decode()
        relations = parts.read("word/_rels/header3.xml.rels").decode()
        names = parts.namelist()
    assert "5C0F3A" in styles
    assert "0F4C5C" not in styles
    assert '"Agreement Serif"' not in styles
    assert 'descr="Logo of Together for Mental Wellbeing"' in head
    assert "media/logo.png" in relations
    assert {"word/media/logo.png", "word/media/logo.svg"} <= set(names)


def test_the_style_shows_in_html_and_loads_nothing() -> None:
    with using(_house()):
        page = write_html(sample_draft())
    assert "#5C0F3A" in page
    assert "#0F4C5C" not in page
    assert "Logo of Together for Mental Wellbeing" in page
    assert page.index('class="logo"') < page.index("<h1")
    with using(_house(STYLE.replace("logo.svg", "logo.png"))):
        dots = write_html(sample_draft())
    assert 'src="data:image/png;base64,' in dots
    assert 'src="http' not in dots


def test_without_a_style_every_file_is_as_before() -> None:
    draft = sample_draft()
    with using(PLAIN):
        assert write_docx(draft) == write_docx(draft)
    assert write_html(draft) == write_html(draft)
    assert "logo" not in write_html(draft).split("</style>")[1]


def test_forms_for_the_public_bear_no_logo_but_the_colour() -> None:
    draft = sample_draft(family="notice")
    with using(_house()):
        page = write_html(draft)
    assert "Logo of" not in page
    assert "#5C0F3A" in page
    assert info(family="notice").family == "notice"


def test_own_letters_come_from_a_folder_of_cuts() -> None:
    cut = (fonts.FOLDER / "AgreementSans-SemiBold.ttf").read_bytes()
    house = _house("serif: letters\n", **{"letters/Regular.ttf": cut})
    with using(house):
        styled = write_pdf(sample_draft())
        word = write_docx(sample_draft())
    with pikepdf.open(io.BytesIO(styled)) as pdf:
        fonts_used = [font for page in pdf.pages for font in page.Resources.Font.values()]
        assert all("/FontFile2" in font.FontDescriptor for font in fonts_used if "/FontDescriptor" in font)
    assert pdf_text(styled)[0].split() == pdf_text(write_pdf(sample_draft()))[0].split()
    with ZipFile(io.BytesIO(word)) as parts:
        assert "houseSerifRegular" in parts.read("word/fontTable.xml").decode()
        assert "word/fonts/HouseSerif-Regular.odttf" in parts.namelist()


def test_names_in_other_scripts_stand_beside_own_letters(tmp_path: Path) -> None:
    cut = (fonts.FOLDER / "AgreementSans-SemiBold.ttf").read_bytes()
    name = "علي (Ltd) والشركاء"
    draft = sample_draft((name, "Ελένη", "City of York Council"))
    with using(_house("serif: letters\nsans: letters\n", **{"letters/Regular.ttf": cut})):
        styled = write_pdf(draft)
    (tmp_path / "a.pdf").write_bytes(styled)
    copied = subprocess.run(
        ["pdftotext", str(tmp_path / "a.pdf"), "-"], capture_output=True, check=True
    ).stdout.decode()
    assert all(word in copied for word in (*name.split(), "Ελένη"))


def test_a_kept_style_is_the_same_after_it_was_packed() -> None:
    house = _house()
    assert house_of(house.source) == house
    assert house_of(b"") == PLAIN


def test_all_problems_are_told_at_once_each_with_its_line_and_what_to_write() -> None:
    said = _said('accent: "#99CCEE"\nlogo: ../x.png\nsize: 12\nserif: Comic Sans\ncolour: red\naccent: red\n')
    assert [each.split(":")[0] for each in said] == ["1", "2", "2", "3", "4", "5", "6"]
    assert "Write a darker colour" in said[0]
    assert any("write “logo_text: ”" in each for each in said)
    assert any("“size” is not known" in each for each in said)
    assert any("a second time" in each for each in said)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("- a\n", "Write lines like"),
        ("accent: [1\n", "no YAML"),
        ("accent: red\n", "a colour such as"),
        ("name: {a: b}\n", "one line of text"),
        ("logo: gone.png\nlogo_text: x\n", "is not there"),
        ("logo: logo.gif\nlogo_text: x\n", "neither a PNG nor an SVG"),
        ("logo: big.png\nlogo_text: x\n", "at most 4000 a side"),
        ("logo: bad.png\nlogo_text: x\n", "no PNG that can be read"),
        ("logo: heavy.svg\nlogo_text: x\n", "at most 500 kB"),
        ("serif: " + "x" * 300 + "\n", "at most 200 characters"),
        ("sans: Agreement Serif\nserif: Agreement Sans\n", "only where"),
        ("x" * 20_001, "too long"),
    ],
)
def test_what_cannot_be_used_is_refused_with_a_sentence(text: str, word: str) -> None:
    said = _said(text, logo_gif=b"GIF89a", big_png=_png(5000, 2), bad_png=b"\x89PNG\r\n\x1a\nnothing",
                 heavy_svg=b" " * 500_001)  # fmt: skip
    assert any(word in each for each in said), said


def test_letters_that_may_not_be_embedded_are_refused_and_others_are_taken() -> None:
    cut = bytearray((fonts.FOLDER / "AgreementSans-Regular.ttf").read_bytes())
    at = next(int.from_bytes(cut[12 + 16 * n + 8 : 12 + 16 * n + 12], "big") for n in range(40)
              if bytes(cut[12 + 16 * n : 12 + 16 * n + 4]) == b"OS/2")  # fmt: skip
    honest = read_house("sans: our\n", {"our/Regular.ttf": bytes(cut)}.get)
    assert honest.house is not None
    cut[at + 8 : at + 10] = b"\x00\x02"
    reading = read_house("sans: our\n", {"our/Regular.ttf": bytes(cut)}.get)
    assert reading.house is None
    assert "does not allow" in reading.problems[0].message
    broken = read_house("sans: our\n", {"our/Regular.ttf": zlib.compress(b"x" * 4000)}.get)
    assert "no font" in broken.problems[0].message


@pytest.mark.parametrize(
    ("inner", "word"),
    [
        ('<image href="http://example.org/x.png"/>', "points elsewhere"),
        ('<rect width="5" height="5" onload="x()"/>', "runs something"),
        ('<rect width="5" height="5" fill="url(#a)"/>', "points elsewhere"),
        ("<script>1</script>", "<script> cannot be drawn"),
        ("<text>Together</text>", "turn letters into paths"),
        ("<style>rect{}</style>", "cannot be drawn"),
        ('<path d="M0 0 L"/>', "is broken"),
        ('<path d="L1 1"/>', "does not begin"),
        ('<path d="M0 0' + " L1 1" * 20_001 + '"/>', "more than"),
        ('<rect width="5" height="5" fill="mauve-ish"/>', "is not known"),
        ("<g>" * 40 + "</g>" * 40, "too deep"),
        ("", "nothing is drawn"),
        ('<g transform="scale(1e308)"><rect width="9" height="9" transform="scale(1e308)"/></g>',
         "without end"),
    ],
)  # fmt: skip
def test_a_hostile_drawing_is_refused(inner: str, word: str) -> None:
    with pytest.raises(SvgRefusedError, match=word):
        read_svg(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">{inner}</svg>'.encode())


def test_entities_are_refused_before_they_are_read() -> None:
    bomb = b'<!DOCTYPE s [<!ENTITY a "aa">]><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">&a;</svg>'
    with pytest.raises(SvgRefusedError, match="document type"):
        read_svg(bomb)


def test_curves_arcs_and_transforms_end_where_the_standard_says() -> None:
    def last(path: str) -> tuple[float, float]:
        drawn = read_svg(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 99 99"><g transform="translate(5 0)">'
                         f'<path d="{path}"/></g></svg>'.encode())  # fmt: skip
        return drawn.shapes[0].lines[-1][-1]  # type: ignore[union-attr]

    assert last("M10 10 c0 10 10 10 10 0 s10-10 10 0") == pytest.approx((35, 10))
    assert last("M10 10 q5 5 10 0 t10 0") == pytest.approx((35, 10))
    assert last("M10,10 a5 5 0 1120 0") == pytest.approx((35, 10))
    assert last("M10 10 h5 v5 H40 V2z") == pytest.approx((15, 10))


def test_contrast_is_that_of_the_guidelines() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#767676", "#FFFFFF") == pytest.approx(4.54, abs=0.01)


def test_a_style_file_is_read_with_the_logo_beside_it(tmp_path: Path) -> None:
    (tmp_path / "style.yaml").write_text(STYLE, "utf-8")
    with pytest.raises(StudioError, match=r"line 3: logo\.svg is not there"):
        read_house_file(tmp_path / "style.yaml")
    (tmp_path / "logo.svg").write_bytes(SVG)
    assert read_house_file(tmp_path / "style.yaml") == _house()
