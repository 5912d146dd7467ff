"""A withheld change that is accepted: no file that leaves tells who wanted it, why, or what was said to it."""

from __future__ import annotations

import email
import email.policy
import io
import re
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from lxml import etree
from steps_york import WORDS, Case, accept_all

from studio.cli.main import run
from studio.documents.pdf_write import pdf_text
from studio.steps import circulation, deciding, look, withholding

At = Callable[..., Case]
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
SECRET, AUTHOR = "or advocate", "Rhys Sample"  # a reviewer's words, and the name in that reviewer's file
REASON = "SAMPLE reason that only the coordinator reads."


def words_in(name: str, data: bytes) -> str:
    """All that a file says: every member of a DOCX with its attributes, letters with what is attached, pages of a PDF."""
    if name.endswith(".docx"):
        archive = zipfile.ZipFile(io.BytesIO(data))
        parts = [archive.read(each).decode("utf-8", "replace") for each in archive.namelist()]
        return " ".join(
            [*parts, *("".join(etree.fromstring(each.encode()).itertext()) for each in parts if "<" in each[:1])]
        )
    if name.endswith(".pdf"):
        return re.sub(r"\s+", " ", " ".join(pdf_text(data)))
    if name.endswith(".eml"):
        letter = email.message_from_bytes(data, policy=email.policy.default)
        return " ".join(
            each.get_content()
            if each.get_content_type().startswith("text/")
            else words_in(each.get_filename() or "", each.get_payload(decode=True))
            for each in letter.walk()
            if not each.is_multipart()
        )
    return data.decode("utf-8", "replace")


def whose(data: bytes, words: str) -> set[str]:
    """The authors of tracked changes that hold some words."""
    root = etree.fromstring(zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml"))
    found = [each for each in root.iter(f"{W}ins", f"{W}del") if words in "".join(each.itertext())]
    return {str(each.get(f"{W}author")) for each in found}


def leaving(case: Case, folder: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, bytes]:
    """Every file that goes to the partners after the round, by its name, and what the command line says meanwhile."""
    words = folder / "words.txt"
    words.write_text(WORDS, "utf-8")
    found = {name: look.blob(case.ws, sha) for name, _, sha, _ in look.documents(case.ws, case.id) if "draft-2" in name}
    path = str(case.ws.path)
    case.ws.close()
    capsys.readouterr()
    for against in ("last", "first"):
        out = ["--out", str(folder / against), "--against", against, "--passphrase-file", str(words)]
        assert run(["workspace", "answers", path, *out, "--date", "2026-10-27", "--json"]) == 0
        found[f"{against}.json"] = capsys.readouterr().out.encode()
    case.again()
    circulation.issue_draft(case.ws, case.id, date(2026, 11, 16))
    circulation.save_issued_files(case.ws, case.id, folder / "round-2")
    made = (each for each in folder.rglob("*") if each.is_file() and each != words)
    return found | {f"{each.parent.name}/{each.name}": each.read_bytes() for each in made}


def test_no_file_that_leaves_tells_of_a_withheld_change_that_was_accepted(
    at_stage: At, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    case = at_stage("returned", "2026-10-22")
    circulation.record_no_response(case.ws, case.id, "ambulance")
    view = look.merge(case.ws, case.id)
    secret = next(each for each in view.proposals if SECRET in each.after)
    comment = next(each for each in view.comments if len(each.comment.text) > 20)
    withholding.withhold(case.ws, case.id, [secret.id, comment.id], "It would identify one person.")
    accept_all(case)
    deciding.decide(case.ws, case.id, [secret.id], "accept", REASON)
    deciding.answer_comment(case.ws, case.id, comment.id, "accept", REASON)
    deciding.finish_round(case.ws, case.id)
    folder = tmp_path / "out"
    folder.mkdir()
    files = leaving(case, folder, capsys)
    told = {name: words_in(name, data) for name, data in files.items()}
    assert {Path(name).suffix for name in told} == {".docx", ".pdf", ".eml", ".json"}
    for name, text in told.items():
        assert REASON not in text, name
        assert comment.comment.text not in text, name
    answers = [name for name in told if "said" in name or "responses" in name]
    assert answers
    for name in (*answers, "last.json", "first.json"):
        assert SECRET not in told[name], name
    redlines = [name for name in files if "redline" in name and name.endswith(".docx")]
    assert redlines
    for name in redlines:
        assert whose(files[name], SECRET) == {"Coordinator"}, name
        assert AUTHOR in told[name], name  # the other change of the same reviewer stands under the reviewer's name
    for name in (name for name in told if "redline" in name and name.endswith(".pdf")):
        at = told[name].index(SECRET)
        assert re.search(r"\[([^\]]*)\]", told[name][at:])[1] == "Coordinator", name  # type: ignore[index]
