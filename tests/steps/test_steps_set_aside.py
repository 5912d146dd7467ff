"""Carried on regardless: a partner is set aside with a reason, all that is derived follows, it may come back or join later."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator

import pytest
from steps_york import PARTIES, WORDS, Case, Clock, Stages, accept_all

from studio.errors import StudioError
from studio.steps import circulation, deciding, drafting, look, signing
from studio.steps.setting_aside import set_aside, take_back_in
from studio.steps.workspace import open_workspace

At = Callable[..., Case]
REASON = "Its board meets in spring."
NAME = "Yorkshire Ambulance Service NHS Trust"


@pytest.fixture(scope="module")
def aside(stages: Stages, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    """York with the ambulance service set aside in the middle of round 1; tests only read it."""
    path = tmp_path_factory.mktemp("aside") / "york.agreements"
    shutil.copyfile(stages.file("returned"), path)
    clock = Clock()
    clock.day("2026-10-22")
    case = Case(open_workspace(path, WORDS, clock), clock)
    set_aside(case.ws, case.id, "ambulance", REASON)
    yield case
    case.ws.close()


def text_of(case: Case, template: str) -> str:
    view = look.agreement(case.ws, case.id)
    return drafting.preview_of(case.ws, case.id, view.yaml, template, number=view.number).text()


def test_only_a_partner_that_is_still_deciding_is_set_aside_and_with_a_reason(at_stage: At) -> None:
    case = at_stage("returned", "2026-10-22")
    for party, reason in (("ambulance", " "), ("together", "The lead."), ("nobody", "Who.")):
        with pytest.raises(StudioError):
            set_aside(case.ws, case.id, party, reason)
    set_aside(case.ws, case.id, "ambulance", REASON)
    with pytest.raises(StudioError, match="is set aside"):
        set_aside(case.ws, case.id, "ambulance", REASON)
    for party in ("police", "icb", "council"):
        set_aside(case.ws, case.id, party, REASON)
    with pytest.raises(StudioError, match="needs two partners"):
        set_aside(case.ws, case.id, "trust", REASON)


def test_its_flows_close_its_copy_is_waited_for_no_longer_and_the_history_says_why(aside: Case) -> None:
    facts = look.agreement(aside.ws, aside.id).facts
    assert next(each for each in facts.parties if each.id == "ambulance").status == "set_aside"
    assert not [each for each in facts.flows if each.active and "ambulance" in (each.from_, each.to)]
    row = next(each for each in look.board(aside.ws, aside.id).rows if each.party == "ambulance")
    assert (row.state, row.aside) == ("set_aside", True)
    entry = look.history(aside.ws)[-1]
    assert (entry.step, entry.subject, json.loads(entry.detail)["reason"]) == ("set_aside", "ambulance", REASON)


def test_every_document_leaves_it_out_and_the_reason_is_printed(aside: Case) -> None:
    agreement = text_of(aside, "isa-multi-agency")
    assert REASON in agreement
    assert agreement.count(NAME) == 1  # the list of parties, with its state
    for template in ("privacy-notice", "practitioner-card", "consent-adult"):
        assert "Ambulance" not in text_of(aside, template)


def test_nobody_waits_for_its_signature_or_its_word(aside: Case) -> None:
    assert not any("mbulance" in each for each in look.signing(aside.ws, aside.id).missing)
    assert not any(each.pointer.startswith("/parties/5/ico") for each in look.agreement(aside.ws, aside.id).findings)


def test_what_it_had_sent_back_stays_to_be_decided(at_stage: At) -> None:
    case = at_stage("returned", "2026-10-22")
    before = len(look.merge(case.ws, case.id).proposals)
    set_aside(case.ws, case.id, "police", REASON)
    assert len(look.merge(case.ws, case.id).proposals) == before


def test_the_round_ends_the_text_is_frozen_and_it_can_accede(at_stage: At) -> None:
    case = at_stage("returned", "2026-10-22")
    set_aside(case.ws, case.id, "ambulance", REASON)
    accept_all(case)
    deciding.finish_round(case.ws, case.id)
    for party in PARTIES[:5]:
        circulation.telephone_note(case.ws, case.id, party, "Agrees to draft 2.", agrees=True)
    signing.freeze(case.ws, case.id)
    assert "sign.ambulance" not in {each.field for each in look.signing(case.ws, case.id).lines}
    assert "accession" in text_of(case, "accession").lower()


def test_it_comes_back_with_its_flows(at_stage: At) -> None:
    case = at_stage("returned", "2026-10-22")
    before = [(each.id, each.active) for each in look.agreement(case.ws, case.id).facts.flows]
    with pytest.raises(StudioError, match="has not been set aside"):
        take_back_in(case.ws, case.id, "ambulance")
    set_aside(case.ws, case.id, "ambulance", REASON)
    take_back_in(case.ws, case.id, "ambulance")
    facts = look.agreement(case.ws, case.id).facts
    assert [(each.id, each.active) for each in facts.flows] == before
    assert next(each for each in facts.parties if each.id == "ambulance").status == "reviewing"
    assert REASON not in text_of(case, "isa-multi-agency")
