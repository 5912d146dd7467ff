"""Answering everyone: redlines under the reviewers' own names, the table of answers, what is withheld, the proofs kept."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Iterator
from io import BytesIO

import pytest
from lxml import etree
from steps_york import PARTIES, WORDS, Case, Clock, Stages

from studio.circulation.choosing import Selection
from studio.returns.docx_read import reading
from studio.steps import answering, circulation, deciding, look, withholding
from studio.steps.deciding import Ruling
from studio.steps.workspace import open_workspace

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
SECRET = "or advocate"  # words of a reviewer that are withheld
WHY = "It would identify one person."


@pytest.fixture(scope="module")
def case(stages: Stages, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    """York with everything decided and one change and one comment withheld; the round is then finished."""
    path = tmp_path_factory.mktemp("answering") / "york.agreements"
    shutil.copyfile(stages.file("returned"), path)
    clock = Clock()
    clock.day("2026-10-22")
    case = Case(open_workspace(path, WORDS, clock), clock)
    circulation.record_no_response(case.ws, case.id, "ambulance")
    view = look.merge(case.ws, case.id)
    secret = next(each for each in view.proposals if SECRET in each.after)
    comment = view.comments[0]
    case.secret, case.comment = secret, comment  # type: ignore[attr-defined]
    deciding.decide(case.ws, case.id, [secret.id], "reject", f"“{SECRET}” says too much.")
    withholding.withhold(case.ws, case.id, [secret.id, comment.id], WHY)
    deciding.decide_matching(case.ws, case.id, Selection(), Ruling("accept", "Agreed in the working group."))
    deciding.decide_matching(case.ws, case.id, Selection(), Ruling("reject", "The other side stands."))
    for each in look.merge(case.ws, case.id).comments:
        deciding.answer_comment(case.ws, case.id, each.id, "accept", "Thank you.")
    deciding.finish_round(case.ws, case.id)
    yield case
    case.ws.close()


@pytest.fixture(scope="module")
def kept(case: Case) -> dict[str, bytes]:
    return {
        name: look.blob(case.ws, sha)
        for name, _, sha, _ in look.documents(case.ws, case.id)
        if name.startswith("draft-")
    }


def tracked(data: bytes) -> list[tuple[str, str, str]]:
    """(author, date, words) of every tracked insertion and deletion of words."""
    root = etree.fromstring(zipfile.ZipFile(BytesIO(data)).read("word/document.xml"))
    found = root.iter(f"{W}ins", f"{W}del")
    return [
        (str(each.get(f"{W}author")), str(each.get(f"{W}date")), "".join(each.itertext()))
        for each in found
        if "".join(each.itertext()).strip()
    ]


def test_each_change_stands_under_the_name_and_time_of_the_one_who_made_it(case: Case, kept: dict[str, bytes]) -> None:
    view = look.merge(case.ws, case.id)
    with case.ws.store.read() as tx:
        from studio.steps.round_work import round_work

        work = round_work(case.ws, tx, case.id)
    made = {(one.recipient, each.id): each for one in work.reviewed for each in one.reading.changes}
    found = tracked(kept["draft-2-redline.docx"])
    names = {author for author, _, _ in found}
    taken = [each for each in view.proposals if view.decided[each.id].decision == "accept" and each.kind == "replaced"]
    assert taken
    for each in taken:
        authors = {made[source].author or view.parties[each.reviewers[0]] for source in each.sources}
        assert any(authors >= set(author.split("; ")) and words.strip() in each.after for author, _, words in found), (
            each
        )
    known = {"Coordinator", *view.parties.values(), *(change.author for change in made.values())}
    assert {name for each in names for name in each.split("; ")} <= known
    days = {(change.date or "2026-10-22")[:10] for change in made.values()}
    assert {date[:10] for author, date, _ in found if author != "Coordinator"} <= days


def test_what_is_withheld_is_listed_without_its_words_its_place_or_its_answer(
    case: Case, kept: dict[str, bytes]
) -> None:
    lines = reading(kept["draft-2-you-said-we-did.docx"], "accepted")
    text = "\n".join(lines)
    assert text.count(f"Withheld: {WHY}") == 2
    comment = case.comment.comment.text  # type: ignore[attr-defined]
    for name, data in kept.items():
        said = "\n".join(reading(data, "accepted") + reading(data, "rejected"))
        assert SECRET not in said, name
        assert comment not in said, name
    assert "The words of 2 are withheld" in text


def test_the_silent_partner_and_the_kinds_are_in_the_table(kept: dict[str, bytes]) -> None:
    lines = reading(kept["draft-2-you-said-we-did.docx"], "accepted")
    assert "No answer came." in lines
    assert "Silence is not agreement." in lines
    assert "Corrects its own details" in lines


def test_the_proofs_are_kept_with_the_round(case: Case) -> None:
    proofs = look.merge(case.ws, case.id).proofs
    assert [each.kind for each in proofs] == ["import"] * len(PARTIES[:5]) + ["redline"]
    assert all(each.holds for each in proofs)
    assert {each.says for each in proofs if each.kind == "import"} == {
        "All rejected is what was sent. All accepted is what the file reads."
    }


def test_the_redline_against_the_first_draft_is_there_at_any_time(case: Case) -> None:
    first = answering.redline_docx(case.ws, case.id, "first")
    found = answering.comparison(case.ws, case.id, "first")
    said = set(reading(first, "accepted"))
    assert {block.text for block in found.new.blocks if block.text and not block.signature and not block.figure} <= said


def test_the_redline_as_pdf_says_who_and_what(case: Case) -> None:
    from studio.documents.pdf_write import pdf_text

    text = " ".join(" ".join(pdf_text(answering.redline_pdf(case.ws, case.id))).split())
    assert "Comparison: Draft 1 to draft 2" in text
    assert SECRET not in text
