"""Pictures in a DOCX: vectors, dots of the same picture, and words."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from io import BytesIO
from pathlib import Path

from docx_drafts import INFO, block
from lxml import etree
from PIL import Image

from studio.documents.diagram import Box, Circle, Drawing, Polygon, Stroke, Words
from studio.documents.docx_picture import png
from studio.documents.docx_write import write_docx
from studio.drafting.draft import BlockType, Draft

DRAWING = Drawing(
    740,
    120,
    (
        Box(10, 10, 100, 40, fill="#EAF0F2", radius=3),
        Box(10, 60, 100, 40, dash=(4, 2)),
        Circle(200, 40, 12, dash=(1, 2)),
        Polygon(((300, 10), (320, 30), (280, 30))),
        Stroke(((110, 30), (188, 40), (300, 90)), dash=(8, 4)),
        Words(400, 40, "Police & council <b>", strong=True, align="centre"),
    ),
    "Two boxes and an arrow.",
)
DRAFT = Draft(INFO, (block("fig:1", BlockType.FIGURE, "The police tell the council.", figure="flow-map"),))
_BLIP = "{http://schemas.openxmlformats.org/drawingml/2006/main}blip"


def test_a_picture_is_there_in_both_kinds_with_its_words(tmp_path: Path) -> None:
    data = write_docx(DRAFT, pictures={"flow-map": DRAWING})
    archive = zipfile.ZipFile(BytesIO(data))
    document = archive.read("word/document.xml").decode()
    assert "The police tell the council." in document
    assert 'descr="Two boxes and an arrow."' in document
    relations = archive.read("word/_rels/document.xml.rels").decode()
    for name in ("word/media/picture1.png", "word/media/picture1.svg"):
        assert archive.read(name)
        assert name.removeprefix("word/") in relations
    assert b"Police &amp; council &lt;b&gt;" in archive.read("word/media/picture1.svg")
    assert len(list(etree.fromstring(document.encode()).iter(_BLIP))) == 1
    file = tmp_path / "picture.docx"
    file.write_bytes(data)
    done = subprocess.run(
        [sys.executable, "-m", "openxml_audit", str(file)], check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout


def test_without_a_picture_the_words_stand_alone() -> None:
    document = zipfile.ZipFile(BytesIO(write_docx(DRAFT))).read("word/document.xml").decode()
    assert "The police tell the council." in document
    assert "pic:pic" not in document


def test_a_wide_picture_gets_a_landscape_page() -> None:
    with_picture = zipfile.ZipFile(BytesIO(write_docx(DRAFT, pictures={"flow-map": DRAWING})))
    assert 'w:orient="landscape"' in with_picture.read("word/document.xml").decode()


def test_the_dots_show_the_shapes_and_are_the_same_each_time() -> None:
    first = png(DRAWING)
    png.cache_clear()
    assert png(DRAWING) == first
    image = Image.open(BytesIO(first)).convert("RGB")
    assert image.size == (1850, 300)
    assert image.getpixel((150, 75)) == (0xEA, 0xF0, 0xF2)
    assert image.getpixel((750, 60)) == (0x1A, 0x1D, 0x21)
    assert image.getpixel((1700, 200)) == (255, 255, 255)
