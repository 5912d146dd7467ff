"""The house style kept in the workspace: it comes with the file, dresses what goes out, and stays what it was once frozen."""

from __future__ import annotations

import io
import json
from hashlib import sha256
from pathlib import Path
from zipfile import ZipFile

import pikepdf
import pytest
from steps_york import DUE, PARTIES, WORDS, Case

from studio.errors import StudioError
from studio.steps import circulation, house, library, signing
from studio.store.records import RecipientRecord, SigningRecord

LOGO = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 20"><rect width="60" height="20" fill="#5c0f3a"/></svg>'
)


def style_file(folder: Path, accent: str = "#5C0F3A") -> Path:
    (folder / "logo.svg").write_bytes(LOGO)
    path = folder / "style.yaml"
    path.write_text(
        f'name: Together SAMPLE\naccent: "{accent}"\nlogo: logo.svg\nlogo_text: Logo of Together\n', "utf-8"
    )
    return path


def styles_of(docx: bytes) -> str:
    with ZipFile(io.BytesIO(docx)) as parts:
        return parts.read("word/styles.xml").decode()


def test_a_style_is_kept_in_the_workspace_and_nothing_lies_beside_it(at_stage, tmp_path: Path) -> None:
    case: Case = at_stage("started")
    assert house.house_kept(case.ws) is None
    made = house.read_house_file(style_file(tmp_path))
    house.set_house(case.ws, made)
    (tmp_path / "logo.svg").unlink()
    case.again()
    assert house.house_kept(case.ws) == made
    assert library.own_rows(case.ws) == ()
    assert [each.name for each in case.ws.path.parent.iterdir() if each.name.startswith(case.ws.path.name + ".")] == []
    house.remove_house(case.ws)
    assert house.house_kept(case.ws) is None
    with pytest.raises(StudioError, match="no house style"):
        house.remove_house(case.ws)


def test_what_goes_round_bears_the_style(at_stage, tmp_path: Path) -> None:
    case: Case = at_stage("started")
    house.set_house(case.ws, house.read_house_file(style_file(tmp_path)))
    circulation.issue_draft(case.ws, case.id, DUE)
    with case.ws.store.read() as tx:
        copies = [tx.blob(each.docx_sha256) for each in tx.all(RecipientRecord)]
    assert copies
    for each in copies:
        assert "5C0F3A" in styles_of(each)
        with ZipFile(io.BytesIO(each)) as parts:
            assert "Logo of Together" in parts.read("word/header3.xml").decode()


def test_the_file_to_be_signed_keeps_the_style_of_the_day_it_was_frozen(
    at_stage, coordinator: bytes, tmp_path: Path
) -> None:
    case: Case = at_stage("finished", "2026-11-05")
    house.set_house(case.ws, house.read_house_file(style_file(tmp_path)))
    for party in PARTIES:
        circulation.telephone_note(case.ws, case.id, party, "Agrees to draft 2.", agrees=True)
    signing.freeze(case.ws, case.id)
    house.set_house(case.ws, house.read_house_file(style_file(tmp_path, "#1A3D0F")))
    signing.prepare_signing(case.ws, case.id, coordinator, WORDS)
    with case.ws.store.read() as tx:
        (record,) = tx.all(SigningRecord, agreement=case.id)
        pdf = tx.blob(record.sha256)
        entry = next(each for each in tx.history() if each.step == "freeze")
        frozen = tx.blob(json.loads(entry.detail)["docx"])
    assert "5C0F3A" in styles_of(frozen)
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        words = b"".join(page.Contents.read_bytes() for page in opened.pages)
        held = [each.get_file().read_bytes() for each in opened.attachments.values()]
    assert b".360784 .058824 .227451" in words
    assert b".101961 .239216 .058824" not in words
    assert any(sha256(frozen).hexdigest().encode() in each for each in held), "it names the Word file of that day"
