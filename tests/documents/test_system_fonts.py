"""Letters that no shipped face has: drawn with a face of the system that may be embedded, or refused before issue."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from pdf_sample import Maker, info

from studio.documents import fonts, layout, shaping, system_fonts
from studio.documents.pdf_write import write_pdf
from studio.documents.stamp import write_stamp
from studio.drafting.draft import BlockType, Draft, Run
from studio.errors import StudioError

GEORGIAN = "\u10d0\u10d1\u10d2"


def _forget() -> None:
    for cached in (system_fonts.find, system_fonts._usable, fonts._drawable):
        cached.cache_clear()
    fonts._found.clear()


@pytest.fixture
def system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A system with one font folder, empty so far."""
    folder = tmp_path / "fonts"
    folder.mkdir()
    monkeypatch.setattr(system_fonts, "folders", lambda: [folder, tmp_path / "none"])
    _forget()
    yield folder
    _forget()


def _install(folder: Path, name: str, allowed: int = 0, extra: str = "", weight: int = 400) -> None:
    """A face that draws Georgian a, b, g (with the shapes of our Latin letters) and what else is asked for."""
    with TTFont(fonts.FOLDER / f"{layout.SANS}.ttf") as font:
        shapes = {ord(char): shape for char, shape in zip(GEORGIAN + extra, "abcdefgh", strict=False)}
        for table in font["cmap"].tables:
            table.cmap = {code: shape for code, shape in shapes.items() if code < 0x10000 or table.format == 12}
        font["OS/2"].fsType, font["OS/2"].usWeightClass = allowed, weight
        font.save(folder / name)


def _draft(name: str) -> Draft:
    maker = Maker()
    maker.add(BlockType.PARAGRAPH, runs=(Run("Signed by "), Run(name, fact="/people/0/name"), Run(".")))
    return Draft(info(), tuple(maker.blocks))


def test_a_face_of_the_system_draws_what_no_shipped_face_can(system: Path, tmp_path: Path) -> None:
    (system / "a-note.ttf").write_text("no font at all")
    (system / "deep").mkdir()
    _install(system / "deep", "Georgian.TTF")
    data = write_pdf(_draft(GEORGIAN))
    (tmp_path / "a.pdf").write_bytes(data)
    said = subprocess.run(["pdftotext", tmp_path / "a.pdf", "-"], capture_output=True, text=True, check=True).stdout
    assert f"Signed by {GEORGIAN}." in said
    rows = subprocess.run(["pdffonts", tmp_path / "a.pdf"], capture_output=True, text=True, check=True).stdout
    assert all(row.split()[-5:-2] == ["yes", "yes", "yes"] for row in rows.splitlines()[2:])
    assert write_pdf(_draft(GEORGIAN)) == data
    stamp = tmp_path / "s.pdf"
    stamp.write_bytes(write_stamp(name=GEORGIAN, office="", organisation="SAMPLE Trust", signed_at="today"))
    said = subprocess.run(["pdftotext", stamp, "-"], capture_output=True, text=True, check=True).stdout
    assert GEORGIAN in said


@pytest.mark.parametrize("allowed", [0x0002, 0x0100, 0x0200])
def test_a_face_that_may_not_be_embedded_stays_out_and_the_name_is_refused_with_its_fact(
    system: Path, allowed: int
) -> None:
    _install(system, "Closed.ttf", allowed)
    with pytest.raises(StudioError, match=r"U\+10D0.*the fact /people/0/name"):
        write_pdf(_draft(GEORGIAN))
    _install(system, "Open.ttf", 0x0008)  # editable embedding
    _forget()
    assert len(write_pdf(_draft(GEORGIAN))) > 1000


def test_the_face_nearest_in_weight_is_taken_wherever_it_lies(system: Path) -> None:
    _install(system, "A-Bold.ttf", weight=700)
    _install(system, "B-Regular.ttf")
    _install(system, "C-Black.ttf", weight=900)
    for weight, name in ((400, "B-Regular.ttf"), (700, "A-Bold.ttf")):
        found = system_fonts.find(GEORGIAN[0], weight)
        assert found is not None
        assert found.file.name == name


def test_pictures_and_private_characters_never_come_from_the_system(system: Path) -> None:
    _install(system, "All.ttf", extra="\U0001f600\ue000\u2603")
    for char in "\U0001f600\ue000\u2603":
        with pytest.raises(StudioError, match=f"U\\+{ord(char):04X}"):
            write_pdf(_draft(f"Ida {char}"))


def test_what_shipped_faces_can_draw_never_asks_the_system(system: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Path] = []
    monkeypatch.setattr(system_fonts, "_faces", lambda file: asked.append(file) or iter(()))
    _install(system, "Georgian.ttf")
    write_pdf(_draft("Łucja علي শ্রীমতী"))
    assert asked == []
    with pytest.raises(StudioError, match=r"U\+10D0"):
        write_pdf(_draft(GEORGIAN))
    assert asked == [system / "Georgian.ttf"]


def test_each_face_of_a_collection_is_looked_at(tmp_path: Path) -> None:
    collection = tmp_path / "two.ttc"
    collection.write_bytes(b"ttcf\0\1\0\0\0\0\0\2" + bytes(8))
    assert shaping.faces_in(collection) == 2
    assert shaping.faces_in(fonts.FOLDER / f"{layout.SANS}.ttf") == 1
