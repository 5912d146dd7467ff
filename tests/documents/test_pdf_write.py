"""What a reader finds in a written PDF."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import unicodedata
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from pdf_sample import Maker, info, sample_draft

from studio.documents.diagram import Drawing, Words
from studio.documents.pdf_flow import Flow, bleed_width
from studio.documents.pdf_pen import Pen
from studio.documents.pdf_story import Teller
from studio.documents.pdf_tag import problems
from studio.documents.pdf_write import pdf_text, write_pdf
from studio.drafting.draft import BlockType, Draft, DraftStatus, Run
from studio.errors import StudioError

HERE = Path(__file__).parent


def _words(text: str) -> list[str]:
    return re.findall(r"\S+", unicodedata.normalize("NFC", text.replace("\u00a0", " ")))


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFC", text))


def test_clauses_are_read_out_in_their_order() -> None:
    draft = sample_draft()
    found = _squeezed(" ".join(pdf_text(write_pdf(draft))))
    at = 0
    for block in draft.blocks:
        if block.type in (BlockType.NUMBERED, BlockType.DEFINITION):
            for word in (block.number, *_words(block.text)):
                at = found.index(word, at) + len(word)
    assert at > len(found) // 2


def test_words_of_tables_and_notes_are_all_there() -> None:
    draft = sample_draft()
    found = _squeezed(" ".join(pdf_text(write_pdf(draft))))
    missing = [word for word in _words(draft.text()) if word not in found]
    assert missing == []


def test_a_fact_that_looks_like_markup_is_printed_as_typed() -> None:
    text = " ".join(pdf_text(write_pdf(sample_draft())))
    assert "<b>is</b> {{ no }}" in " ".join(text.split())
    assert "£5 & more" in " ".join(text.split())


def test_the_same_draft_gives_the_same_bytes_elsewhere(tmp_path: Path) -> None:
    program = (
        "import sys, hashlib; sys.path.insert(0, sys.argv[1])\n"
        "from pdf_sample import sample_draft\n"
        "from studio.documents.pdf_write import write_pdf\n"
        "print(hashlib.sha256(write_pdf(sample_draft())).hexdigest())\n"
    )
    found = set()
    for seed, zone, lang in (("0", "UTC", "C"), ("7", "Asia/Tokyo", "de_DE.UTF-8")):
        folder = tmp_path / seed
        folder.mkdir()
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": lang}
        environment["PYTHONPATH"] = str(HERE.parent.parent)
        done = subprocess.run(
            [sys.executable, "-c", program, str(HERE)], cwd=folder, env=environment, capture_output=True, check=True
        )
        found.add(done.stdout)
    assert len(found) == 1


def test_the_structure_tree_agrees_with_the_pages() -> None:
    for draft in (sample_draft(), replace(sample_draft(), info=info(family="form"))):
        with pikepdf.open(io.BytesIO(write_pdf(draft))) as pdf:
            assert problems(pdf) == []
            assert pdf.Root.MarkInfo.Marked
            assert str(pdf.Root.Lang) == "en-GB"


def test_the_check_of_the_structure_tree_sees_damage() -> None:
    with pikepdf.open(io.BytesIO(write_pdf(sample_draft()))) as pdf:
        page = pdf.pages[3]
        page.Contents = pdf.make_stream(page.Contents.read_bytes() + b" 0 0 m 9 9 l S")
        del pdf.pages[2].obj["/StructParents"]
        assert problems(pdf) == [
            "page 3 has no entry in the parent tree",
            "page 4: something is drawn outside tag and artifact",
        ]


def test_headings_lists_tables_and_contents_are_tagged() -> None:
    with pikepdf.open(io.BytesIO(write_pdf(sample_draft()))) as pdf:
        tags = [str(each.S) for each in pdf.objects if isinstance(each, pikepdf.Dictionary) and "/S" in each
                and each.get("/Type") == "/StructElem"]  # fmt: skip
    for tag in ("H1", "H2", "H3", "P", "L", "LI", "Lbl", "LBody", "Table", "TH", "TD", "TOC", "TOCI", "Link", "Note"):
        assert f"/{tag}" in tags


def test_every_font_is_inside_and_pages_say_what_they_are() -> None:
    with pikepdf.open(io.BytesIO(write_pdf(sample_draft()))) as pdf:
        fonts = [each for each in pdf.objects if isinstance(each, pikepdf.Dictionary) and each.get("/Type") == "/Font"]
        assert fonts
        assert all("/FontFile2" in font.FontDescriptor for font in fonts)
        assert pdf.pdf_version == "1.7"
        assert "/OutputIntents" in pdf.Root
        assert b"pdfaid:part" in pdf.Root.Metadata.read_bytes()
    pages = pdf_text(write_pdf(sample_draft()))
    for number, page in enumerate(pages, start=1):
        assert f"Page {number} of {len(pages)}" in page
        assert "SAMPLE. People and numbers are invented." in page
        assert "OFFICIAL-SENSITIVE" in page


def test_only_drafts_carry_the_watermark() -> None:
    def text(status: DraftStatus) -> str:
        drawn = write_pdf(sample_draft(status=status))
        with pikepdf.open(io.BytesIO(drawn)) as pdf:
            return b"".join(page.Contents.read_bytes() for page in pdf.pages).decode("latin-1")

    assert "/Subtype /Watermark" in text(DraftStatus.DRAFT)
    assert "/Subtype /Watermark" not in text(DraftStatus.FINAL)


def test_contents_and_references_lead_to_their_pages() -> None:
    with pikepdf.open(io.BytesIO(write_pdf(sample_draft()))) as pdf:
        links = [a for page in pdf.pages for a in page.obj.get("/Annots", []) if a.Subtype == "/Link"]
        assert len(links) > 12
        assert all("/Contents" in link and "/StructParent" in link and link.F == 4 for link in links)
        with pdf.open_outline() as outline:
            assert outline.root[0].title == "Information sharing agreement"


def test_a_reference_to_nothing_is_refused() -> None:
    maker = Maker()
    maker.add(BlockType.PARAGRAPH, runs=(Run("see "), Run("clause 9", ref="nowhere")))
    with pytest.raises(StudioError, match="clause 9"):
        write_pdf(Draft(info(), tuple(maker.blocks)))


@pytest.mark.parametrize("text", ["smile \U0001f600", "private \ue000", "bell \x07"])
def test_a_character_no_font_can_draw_is_refused_before_issue(text: str) -> None:
    maker = Maker()
    maker.add(BlockType.PARAGRAPH, runs=(Run(text, fact="/parties/0/legal_name"),))
    with pytest.raises(StudioError, match="/parties/0/legal_name"):
        write_pdf(Draft(info(), tuple(maker.blocks)))


def test_greek_cyrillic_welsh_and_polish_are_drawn() -> None:
    maker = Maker()
    words = "Ελένη Жижкова ŵŷẁ Łucja € § ☐"
    maker.add(BlockType.PARAGRAPH, words)
    found = " ".join(pdf_text(write_pdf(Draft(info(), tuple(maker.blocks)))))
    assert all(word in found for word in words.split() if word != "☐")


def _drawn(draft: Draft) -> tuple[Pen, list[tuple[float, float, float, float]]]:
    pages = Flow().run(Teller(draft, {}, None).tell().sections)
    pen = Pen("t", "en-GB")
    frames = []
    for page in pages:
        pen.start_page(page.frame.page)
        right = page.frame.notes_left + page.frame.notes_width if page.frame.notes_width else page.frame.right
        frames.append((page.frame.left, page.frame.top, right, page.frame.bottom))
        for placed in page.placed:
            width = bleed_width(page.frame) if placed.item.bleed else page.frame.width
            placed.item.draw(pen, page.frame.left, placed.y, width)
        for note, y in page.notes:
            note.draw(pen, page.frame.notes_left, y, page.frame.notes_width)
    return pen, frames


@pytest.mark.parametrize(
    "names",
    [
        tuple(
            f"The Partnership of Services number {n} for {'Communities and ' * 9}Others Ltd"[:200] for n in range(60)
        ),
        ("https://data.example/" + "very-long/path?with=parameters&and=more." * 12, "B" * 200, "C"),
    ],
)
def test_long_names_addresses_and_sixty_partners_stay_in_their_frames(names: tuple[str, ...]) -> None:
    pen, frames = _drawn(sample_draft(names))
    assert pen.lines
    for page, left, top, right, bottom in pen.lines:
        frame = frames[page]
        assert left >= frame[0] - 0.1
        assert right <= frame[2] + 0.1
        assert top >= frame[1] - 0.1
        assert bottom <= frame[3] + 0.6


def test_a_long_table_repeats_its_head_and_says_continued() -> None:
    pages = pdf_text(write_pdf(sample_draft(rows=60)))
    with_rows = [page for page in pages if "Crisis plan: first" in page]
    assert len(with_rows) > 2
    assert "continued" not in with_rows[0]
    assert all("Information that may be shared, continued" in page for page in with_rows[1:])
    assert all("Held by" in page for page in with_rows)


def test_a_picture_has_its_words_and_its_alternative() -> None:
    maker = Maker()
    maker.add(BlockType.FIGURE, "Map of the flows: two partners.", figure="flow-map")
    drawing = Drawing(200, 60, (Words(10, 20, "Together"),), "Two partners, one flow.")
    draft = Draft(info(), tuple(maker.blocks))
    data = write_pdf(draft, pictures={"flow-map": drawing})
    assert "Together" in pdf_text(data)[0]
    assert "Map of the flows: two partners." in pdf_text(data)[0]
    with pikepdf.open(io.BytesIO(data)) as pdf:
        figures = [e for e in pdf.objects if isinstance(e, pikepdf.Dictionary) and e.get("/S") == "/Figure"]
        assert str(figures[0].Alt) == "Two partners, one flow."
    assert "Map of the flows" in pdf_text(write_pdf(draft))[0]


def test_a_form_has_boxes_and_room_to_write() -> None:
    maker = Maker()
    maker.add(BlockType.TITLE, "May we share information about you?")
    maker.add(BlockType.HEADING, "Your choices")
    maker.add(BlockType.CHOICE, runs=(Run("☐", box=True), Run(" Yes "), Run("☐", box=True), Run(" No")))
    maker.add(BlockType.FIELD, "Your name", lines=2)
    draft = Draft(info(family="form", marking="OFFICIAL"), tuple(maker.blocks))
    data = write_pdf(draft)
    text = pdf_text(data)[0]
    assert "Yes" in text
    assert text.count("☐") == 2
    assert "OFFICIAL" not in text  # papers for the public carry no marking
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert pdf.pages[0].Contents.read_bytes().count(b" re") >= 3
        assert len(pdf.Root.AcroForm.Fields) == 2


def test_a_broken_file_is_not_read() -> None:
    with pytest.raises(StudioError, match="not a PDF"):
        pdf_text(b"hello")
