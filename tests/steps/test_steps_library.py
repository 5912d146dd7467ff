"""The library in a workspace: local wording, what was sent out stays, own checks and law rows, what a release offers."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from steps_york import AGREEMENT, DUE, WORDS, Case, Clock, york

from studio.errors import StudioError
from studio.library.kept import header_of, source_of
from studio.library.pack import make_pack, open_pack
from studio.library.read import load_library
from studio.library.shipped import content
from studio.steps import circulation, drafting, library, library_pack, look
from studio.steps.reading import rendering_of
from studio.steps.workspace import create_workspace, open_workspace
from studio.store.records import DraftRecord

CLAUSE = "binding"
ADDED = "This sentence is worded here alone."
CHECK = """
id: LOCAL-1
severity: warning
when: parties | length > 5
pointer: /parties
message: There are {{ parties | length }} partners; our board wants to see agreements with more than five.
action: Tell the board.
source: Our own rule
applies_from: 2020-01-01
law_version: "2026-11"
"""
POWER = """
id: LOCAL-P1
citation: Example Act 2020, section 1
title: a local power that a solicitor looked at
kind: P
who: councils
nations: [EN]
checked_by: Sam Sample, solicitor
checked_on: 2026-09-01
"""


@pytest.fixture
def case(at_stage) -> Case:
    return at_stage("started")


def worded(ws, clause: str = CLAUSE, more: str = ADDED) -> str:
    """The clause's body with one sentence more."""
    return header_of(library.current_source(ws, clause))[1].rstrip("\n") + f"\n1. {more}\n"


def text_of_draft(ws, number: int) -> str:
    with ws.store.read() as tx:
        record = tx.load(DraftRecord, AGREEMENT, number)
    return rendering_of(ws, record, "isa-multi-agency").draft.text()


def test_new_wording_is_a_version_with_a_reason_and_stands_in_the_next_draft(case) -> None:
    before = case.ws.library.clauses[CLAUSE]
    said = library.edit_clause(case.ws, CLAUSE, worded(case.ws), "Our solicitor asked for it").said
    after = case.again().library.clauses[CLAUSE]
    assert "The next draft of 1 agreement has it" in said
    assert after.version > before.version
    assert after.changes[-1].reason == "Local wording: Our solicitor asked for it"
    assert after.changes[:-1] == before.changes
    assert (after.title, after.when, after.law, after.section) == (
        before.title,
        before.when,
        before.law,
        before.section,
    )
    assert ADDED in look.agreement(case.ws, case.id).draft.text()
    assert ADDED not in (content() / before.file).read_text("utf-8"), "the shipped library is never changed"
    assert library.edits_of(case.ws)[0].state == "in_use"


def test_without_a_reason_or_with_a_fault_nothing_is_saved(case) -> None:
    wrong = worded(case.ws, more="See [[no-such-clause]] and {{ parties[ }}.")
    same = header_of(library.current_source(case.ws, CLAUSE))[1]
    for text, reason in ((worded(case.ws), " "), (wrong, "Clearer"), (same, "Clearer")):
        with pytest.raises(StudioError):
            library.edit_clause(case.ws, CLAUSE, text, reason)
    faults = library.problems_of(case.ws, CLAUSE, wrong)
    assert {each.code for each in faults} >= {"reference"}
    assert {each.line for each in faults} == {len(wrong.rstrip("\n").split("\n"))}, "the line within the text"
    assert library.problems_of(case.ws, CLAUSE, worded(case.ws)) == ()
    assert library.edits_of(case.ws) == ()


def test_an_edit_never_reaches_a_draft_that_was_sent_out(case) -> None:
    circulation.issue_draft(case.ws, case.id, DUE)
    sent = text_of_draft(case.ws, 1)
    said = library.edit_clause(case.ws, CLAUSE, worded(case.ws), "Clearer").said
    assert "1 agreement keeps the text that was sent out" in said
    (touched,) = library.affected(case.ws, CLAUSE)
    assert not touched.takes
    case.again()
    assert text_of_draft(case.ws, 1) == sent
    assert look.agreement(case.ws, case.id).draft.text() == sent, "and its next draft keeps to the same library"
    assert library.newer_clauses(case.ws, case.id) == (CLAUSE,)


def test_after_the_round_the_agreement_takes_the_newer_text_when_told_to(at_stage) -> None:
    case = at_stage("finished", "2026-10-27")
    agreed = text_of_draft(case.ws, 2)
    library.edit_clause(case.ws, CLAUSE, worded(case.ws), "Clearer")
    assert look.agreement(case.ws, case.id).number == 2
    library.take_newest(case.ws, case.id)
    view = look.agreement(case.again(), case.id)
    assert view.number == 3
    assert ADDED in view.draft.text()
    assert text_of_draft(case.ws, 2) == agreed
    assert any("library text" in each for each in look.signing(case.ws, case.id).missing), "partners have to agree anew"


def test_the_newer_text_is_not_taken_while_a_round_is_out(at_stage) -> None:
    case = at_stage("issued")
    with pytest.raises(StudioError, match="out for review"):
        library.take_newest(case.ws, case.id)


def test_the_shipped_wording_can_be_had_back_and_the_local_versions_are_kept(case) -> None:
    shipped = look.agreement(case.ws, case.id).draft.text()
    library.edit_clause(case.ws, CLAUSE, worded(case.ws), "Clearer")
    library.edit_clause(case.ws, CLAUSE, worded(case.ws, more="A second thought."), "Clearer still")
    library.restore(case.ws, CLAUSE)
    assert look.agreement(case.again(), case.id).draft.text() == shipped
    assert case.ws.library.sha256 == case.ws.shipped.sha256
    assert [(each.state, each.reason) for each in library.edits_of(case.ws, CLAUSE)] == [
        ("older", "Clearer"), ("restored", "Clearer still"),
    ]  # fmt: skip
    library.edit_clause(case.ws, CLAUSE, worded(case.ws), "A third time")
    versions = [each.version for each in library.edits_of(case.ws, CLAUSE)]
    assert len(set(versions)) == 3, "no version is used twice"
    with pytest.raises(StudioError):
        library.restore(case.ws, "parties")


@pytest.fixture
def newer(tmp_path: Path) -> Path:
    """A release whose wording of the clause, and of another, is newer."""
    folder = tmp_path / "release"
    for part in ("clauses", "templates"):
        shutil.copytree(content() / part, folder / part)
    return folder


def reworded(folder: Path, clause: str, words: str) -> None:
    path = folder / load_library().clauses[clause].file
    header, body = header_of(path.read_text("utf-8"))
    old = load_library().clauses[clause].version
    row = '  - {version: "9.0", date: 2026-12-01, reason: A newer release}'
    header = header.replace(f'version: "{old}"\n', 'version: "9.0"\n', 1).replace("\nstatus:", f"\n{row}\nstatus:", 1)
    path.write_text(f"---\n{header}---\n{body.rstrip()}\n1. {words}\n", "utf-8")


def test_a_draft_is_made_again_from_the_text_it_was_made_from_when_the_program_ships_newer_text(case, newer) -> None:
    circulation.issue_draft(case.ws, case.id, DUE)
    sent = text_of_draft(case.ws, 1)
    path = case.ws.path
    case.ws.close()
    reworded(newer, CLAUSE, "Newer words of the release.")
    case.ws = open_workspace(path, WORDS, case.clock, library=load_library(newer))
    assert "Newer words of the release." in case.ws.library.clauses[CLAUSE].body
    assert text_of_draft(case.ws, 1) == sent
    assert look.agreement(case.ws, case.id).draft.text() == sent


def test_newer_shipped_text_is_offered_beside_local_wording_and_can_be_taken_or_left(case, newer) -> None:
    library.edit_clause(case.ws, CLAUSE, worded(case.ws), "Clearer")
    library.edit_clause(case.ws, "purposes", worded(case.ws, "purposes"), "Clearer")
    assert library.offered(case.ws) == ()
    path = case.ws.path
    case.ws.close()
    for name in (CLAUSE, "purposes", "parties"):
        reworded(newer, name, "Newer words of the release.")
    case.ws = open_workspace(path, WORDS, case.clock, library=load_library(newer))
    offers = {each.clause: each for each in library.offered(case.ws)}
    assert set(offers) == {CLAUSE, "purposes"}, "a clause without local wording is simply newer"
    one = offers[CLAUSE]
    assert ADDED in one.local
    assert ADDED not in one.shipped
    assert "Newer words" in one.shipped
    assert "Newer words" not in one.base
    library.take_offered(case.ws, CLAUSE)
    library.keep_local(case.ws, "purposes")
    assert library.offered(case.ws) == ()
    assert "Newer words" in case.ws.library.clauses[CLAUSE].body
    assert ADDED in case.ws.library.clauses["purposes"].body


def test_a_check_is_added_as_data_and_finds_what_it_says(case) -> None:
    assert "LOCAL-1" not in {each.rule for each in drafting.findings(case.ws, case.id)}
    library.add_check(case.ws, CHECK)
    case.again()
    (found,) = [each for each in drafting.findings(case.ws, case.id) if each.rule == "LOCAL-1"]
    assert found.message.startswith("There are 6 partners")
    assert found.rule in {each.rule for each in look.agreement(case.ws, case.id).findings}
    drafting.accept_finding(case.ws, case.id, found, "Senior information risk owner", "The board has seen it.")
    assert [each.accepted for each in drafting.findings(case.ws, case.id) if each.rule == "LOCAL-1"] == [
        "The board has seen it."
    ]
    library.remove_own(case.ws, "check", "LOCAL-1")
    assert "LOCAL-1" not in {each.rule for each in drafting.findings(case.ws, case.id)}


def test_a_check_with_a_fault_or_a_taken_id_is_refused(case) -> None:
    for text in (
        CHECK.replace("severity: warning", "severity: grave"),
        CHECK.replace("LOCAL-1", "F01"),
        CHECK.replace("when: parties", "when: partys"),
        CHECK.replace("parties | length > 5", "parties.__class__"),
        "rules: []",
    ):
        with pytest.raises(StudioError):
            library.add_check(case.ws, text)
    assert library.own_rows(case.ws) == ()


def test_a_law_row_says_who_checked_it_and_when_and_can_then_be_chosen(case) -> None:
    for text in (
        POWER.replace("checked_by: Sam Sample, solicitor\n", ""),
        POWER.replace("checked_on: 2026-09-01\n", ""),
        POWER.replace("2026-09-01", "2099-09-01"),
        POWER.replace("LOCAL-P1", "W01"),
        POWER.replace("kind: P", "kind: X"),
    ):
        with pytest.raises(StudioError):
            library.add_law_row(case.ws, text)
    library.add_law_row(case.ws, POWER)
    assert case.again().library.law.power("LOCAL-P1").citation == "Example Act 2020, section 1"
    (row,) = library.own_rows(case.ws, "power")
    assert (row.checked_by, row.checked_on) == ("Sam Sample, solicitor", "2026-09-01")
    circulation.issue_draft(case.ws, case.id, DUE)
    library.remove_own(case.ws, "power", "LOCAL-P1")
    assert case.again().library.law.power("LOCAL-P1") is None
    with case.ws.store.read() as tx:
        made_from = tx.load(DraftRecord, AGREEMENT, 1).library_sha256
    assert case.ws.library_at(made_from).law.power("LOCAL-P1"), "what was sent out still knows its law"


def test_an_accepted_finding_can_be_taken_back_and_both_are_in_the_history(case) -> None:
    found = next(each for each in drafting.findings(case.ws, case.id) if each.acceptable)
    drafting.accept_finding(case.ws, case.id, found, "Caldicott Guardian", "Known, and reviewed in May.")
    (kept,) = drafting.acceptances(case.ws, case.id)
    assert (kept.rule, kept.role, kept.reason) == (found.rule, "Caldicott Guardian", "Known, and reviewed in May.")
    drafting.take_back_acceptance(case.ws, case.id, found.rule, found.pointer)
    assert drafting.acceptances(case.ws, case.id) == ()
    assert {"accept_finding", "take_back_acceptance"} <= {each.step for each in look.history(case.ws)}
    with pytest.raises(StudioError):
        drafting.take_back_acceptance(case.ws, case.id, found.rule, found.pointer)


def test_an_agreement_leads_to_the_template_it_was_started_with(tmp_path: Path) -> None:
    ws = create_workspace(tmp_path / "w.agreements", WORDS, Clock())
    with pytest.raises(StudioError, match="no template called isa-unknown"):
        drafting.start(ws, york(), "isa-unknown")
    agreement, _ = drafting.start(ws, york(), "privacy-notice")
    assert look.agreement(ws, agreement).draft.info.template == "privacy-notice"
    drafting.change_fact(ws, agreement, "/flows/3/frequency", "every two weeks")
    assert look.agreement(ws, agreement).draft.info.template == "privacy-notice", "a saved fact does not change it"
    ws.close()


def test_the_header_stays_as_it_was_typed_but_for_version_and_change(case) -> None:
    before, body = source_of(case.ws.shipped, CLAUSE), worded(case.ws)
    library.edit_clause(case.ws, CLAUSE, body, "Clearer: a “quoted” word, and 100 % more")
    header, after = header_of(library.current_source(case.ws, CLAUSE))
    gone = [line for line in header_of(before)[0].splitlines() if line not in header.splitlines()]
    assert [line.split(":")[0] for line in gone] == ["version"]
    assert "100 % more" in header
    assert after == body


OWN_CLAUSE = """---
id: our-own
title: "A clause of our own"
version: "1.0"
changes:
  - {version: "1.0", date: 2026-10-01, reason: First text}
status: approved
section: "A34"
why: "Our partnership wants it."
gloss: "What we add."
---
1. Each partner tells the others when its office moves.
"""


def packed(folder: Path, text: str = OWN_CLAUSE) -> bytes:
    (folder / "clauses" / "a34-legal" / "our-own.md").write_text(text, "utf-8")
    return make_pack(
        load_library(folder), ["our-own", CLAUSE], by="Another partnership", on="2026-10-01", reason="To try"
    )


def test_a_pack_is_looked_at_and_what_is_new_comes_in_as_local_wording(case, newer) -> None:
    reworded(newer, CLAUSE, "Words of another partnership.")
    found = library_pack.look_at(case.ws, packed(newer))
    assert [each.id for each in library_pack.wanted(case.ws, found)] == ["our-own"]
    assert [each.id for each in found.collisions] == [CLAUSE]
    assert library.edits_of(case.ws) == (), "a look saves nothing"
    library_pack.take(case.ws, found)
    clauses = case.again().library.clauses
    assert clauses["our-own"].title == "A clause of our own"
    assert "Words of another partnership." not in clauses[CLAUSE].body, "nothing is overwritten"
    assert "From a pack: To try" in {each.reason for each in library.edits_of(case.ws, "our-own")}
    with pytest.raises(StudioError, match="nothing new"):
        library_pack.take(case.ws, library_pack.look_at(case.ws, packed(newer)))


def test_of_a_pack_with_a_fault_nothing_is_taken(case, newer) -> None:
    text = OWN_CLAUSE.replace("its office moves", "{{ ''.__class__ }} moves")
    found = library_pack.look_at(case.ws, packed(newer, text))
    assert found.problems
    with pytest.raises(StudioError):
        library_pack.take(case.ws, found)
    assert library.edits_of(case.ws) == ()


def test_local_wording_can_be_offered_back_as_a_pack(case, tmp_path: Path) -> None:
    library.edit_clause(case.ws, CLAUSE, worded(case.ws), "Clearer")
    path = tmp_path / "binding.clauses"
    library_pack.export(case.ws, [CLAUSE], path)
    pack = open_pack(path.read_bytes())
    (text,) = pack.texts.values()
    assert ADDED in text
    assert "Local wording: Clearer" in text
    assert pack.reason == "Clearer"
