"""Welsh that is written in a workspace: it shows in the preview, and goes out when a named person has confirmed it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from studio.drafting.bilingual import require_confirmed
from studio.drafting.draft import Draft
from studio.errors import StudioError
from studio.library.shipped import content
from studio.steps import drafting, library
from studio.steps.welsh import welsh_of, write_welsh
from studio.steps.workspace import Workspace, create_workspace

TWO = (
    (content() / "templates" / "cases" / "york-pathways.yaml")
    .read_text("utf-8")
    .replace("languages: [en]", "languages: [en, cy]")
)
FORM = "privacy-notice-bilingual"


@pytest.fixture
def ws(tmp_path: Path) -> Iterator[Workspace]:
    made = create_workspace(
        tmp_path / "w.agreements", "correct horse battery", lambda: datetime(2026, 10, 2, 9, tzinfo=UTC)
    )
    drafting.start(made, TWO)
    yield made
    made.close()


def preview(ws: Workspace) -> Draft:
    return drafting.preview_of(ws, "sample-york-1", TWO, FORM, number=1)


def english(ws: Workspace, clause: str) -> str:
    return ws.library.clauses[clause].body


def test_unconfirmed_welsh_shows_and_confirmed_welsh_no_longer_stands_in_the_way(ws: Workspace) -> None:
    missing = preview(ws).unconfirmed
    assert "pn-rights" in missing[-1]
    write_welsh(ws, "pn-rights", "Prawf", english(ws, "pn-rights"))
    draft = preview(ws)
    assert any("nobody has confirmed the Welsh of “pn-rights”" in each for each in draft.unconfirmed)
    assert any(run.lang == "cy" and "Prawf" in run.text for block in draft.blocks for run in block.runs)
    write_welsh(ws, "pn-rights", "Prawf", english(ws, "pn-rights"), "Sioned Sample")
    assert not [each for each in preview(ws).unconfirmed if "pn-rights" in each]
    assert welsh_of(ws, "pn-rights").confirmed_by == "Sioned Sample"


def test_a_form_goes_out_when_every_part_is_confirmed_and_stops_when_the_english_changes(ws: Workspace) -> None:
    clauses = list(dict.fromkeys(block.clause for block in preview(ws).blocks if not block.clause.endswith("-cy")))
    for each in clauses:
        write_welsh(ws, each, "Prawf", english(ws, each), "Sioned Sample")
    require_confirmed(preview(ws))
    library.edit_clause(
        ws, "pn-short", english(ws, "pn-short") + "\nYou can ask us anything.\n", "People asked for it."
    )
    with pytest.raises(StudioError, match="the Welsh of “pn-short” is of version"):
        require_confirmed(preview(ws))


def test_a_text_with_other_facts_cannot_be_confirmed_and_can_be_kept(ws: Workspace) -> None:
    with pytest.raises(StudioError, match="cannot be confirmed"):
        write_welsh(ws, "pn-rights", "Prawf", "Dim byd.", "Sioned Sample")
    assert welsh_of(ws, "pn-rights").title == ""
    write_welsh(ws, "pn-rights", "Prawf", "Dim byd.")
    assert "has other lines" in "; ".join(welsh_of(ws, "pn-rights").open_points)
    with pytest.raises(StudioError, match="a title and a text"):
        write_welsh(ws, "pn-rights", "Prawf", " ")
    with pytest.raises(StudioError, match="no clause"):
        write_welsh(ws, "no-such", "Prawf", "Un.")


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("{{ agreement.title", "is not closed"),
        ("{{ nobody }}", "Nothing is called nobody"),
        ("{{ ''.__class__ }}", "leads out of the facts"),
        ("[[no-such]]", "no-such.. is no clause"),
        ("|" * 60_000, "60,000 characters"),
    ],
)
def test_welsh_with_a_fault_is_refused_at_once_and_what_was_there_stays(ws: Workspace, more: str, said: str) -> None:
    write_welsh(ws, "pn-rights", "Prawf", english(ws, "pn-rights"))
    with pytest.raises(StudioError, match=said):
        write_welsh(ws, "pn-rights", "Prawf", f"Dim byd.\n{more}\n")
    assert welsh_of(ws, "pn-rights").body == english(ws, "pn-rights").strip("\n")


def test_a_confirmation_is_refused_for_a_number_that_differs(ws: Workspace) -> None:
    body = english(ws, "pn-rights")
    with pytest.raises(StudioError, match=r"has other numbers than the English \(line 1: 7 for none\)"):
        write_welsh(ws, "pn-rights", "Prawf", body.replace("\n", " 7\n", 1), "Sioned Sample")
