"""Records, life-cycle papers and cards: made from the facts, blank where a person belongs, and complete for every case."""

from __future__ import annotations

import copy
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from studio.documents.docx_table import column_widths
from studio.drafting.draft import Block, BlockType, Draft
from studio.drafting.render import Assembler
from studio.facts.model import Facts
from studio.facts.read import read_facts
from studio.library.read import load_library
from studio.library.shipped import content

ON = date(2026, 11, 23)
ABOUT_A_PERSON = ("disclosure-record", "request-form", "refusal-record", "volunteer-undertaking", "meeting-statement")
OF_THE_AGREEMENT = (
    "accession", "variation", "withdrawal", "suspension", "termination", "review-record", "declaration",
    "correspondence-log", "apd-pointer", "processor-checklist", "legitimate-interests", "equality-note",
    "go-live-checklist",
)  # fmt: skip
EVERY = ("practitioner-card", *ABOUT_A_PERSON, *OF_THE_AGREEMENT)
CASES = sorted(path.name for path in (content() / "templates/cases").glob("*.yaml"))


@pytest.fixture(scope="module")
def assembler() -> Assembler:
    return Assembler(load_library())


def plain_facts(path: Path) -> dict[str, Any]:
    reading = read_facts(path.read_text("utf-8"))
    assert reading.facts is not None, path
    plain: dict[str, Any] = reading.facts.model_dump(mode="json", by_alias=True)
    return plain


@pytest.fixture(scope="module")
def york() -> dict[str, Any]:
    return plain_facts(content() / "templates/cases/york-pathways.yaml")


@pytest.fixture(scope="module")
def small() -> dict[str, Any]:
    return plain_facts(Path(__file__).parent.parent / "facts/small-sample.yaml")


def made(assembler: Assembler, facts: dict[str, Any], template: str, party: str = "") -> Draft:
    return assembler.render(Facts.model_validate(facts), template, on=ON, party=party).draft


def with_(facts: dict[str, Any], **parts: dict[str, Any]) -> dict[str, Any]:
    """The facts with other values in some of their objects."""
    changed = copy.deepcopy(facts)
    for name, values in parts.items():
        changed[name].update(values)
    return changed


def row(facts: dict[str, Any], table: str, wanted: str) -> dict[str, Any]:
    found: dict[str, Any] = next(each for each in facts[table] if each["id"] == wanted)
    return found


def tables(draft: Draft, clause: str) -> list[list[list[str]]]:
    """The words of each table of a clause, row by row."""
    return [
        [[cell.text for cell in row.cells] for row in block.table.rows]
        for block in draft.blocks
        if block.table and block.clause == clause
    ]


def words_of(draft: Draft, clause: str) -> str:
    parts = [each for block in draft.blocks if block.clause == clause for each in (block, *block.cell_paragraphs())]
    return "\n".join(each.text for each in parts)


def places(draft: Draft) -> list[Block]:
    return [block for block in draft.walk() if block.type is BlockType.FIELD]


@pytest.mark.parametrize("template", EVERY)
@pytest.mark.parametrize("case", CASES)
def test_every_record_can_be_made_for_every_case_without_an_unanswered_place(
    assembler: Assembler, case: str, template: str
) -> None:
    facts = plain_facts(content() / "templates/cases" / case)
    for party in ("", *(each["id"] for each in facts["parties"])):
        assert made(assembler, facts, template, party).blocks


@pytest.mark.parametrize("template", EVERY)
def test_every_record_can_be_made_for_the_small_sample(
    assembler: Assembler, small: dict[str, Any], template: str
) -> None:
    for party in ("", "ash", "elm"):
        draft = made(assembler, small, template, party)
        assert draft.blocks
        assert not any(word in draft.text() for word in ("None", "undefined", "..", " ;", " ,"))


@pytest.mark.parametrize("template", EVERY)
def test_every_record_says_what_it_is_for_and_when_not_to_use_it(assembler: Assembler, template: str) -> None:
    found = assembler.library.templates[template]
    assert len(found.purpose) > 40
    assert len(found.not_for) > 40


def test_the_family_holds_the_papers_that_the_facts_call_for_and_no_others(
    assembler: Assembler, york: dict[str, Any], small: dict[str, Any]
) -> None:
    for_york = {name for name, _ in assembler.family(Facts.model_validate(york), on=ON)}
    for_small = {name for name, _ in assembler.family(Facts.model_validate(small), on=ON)}
    assert set(EVERY) <= for_york
    assert set(EVERY) - for_small == {
        "apd-pointer", "meeting-statement", "processor-checklist", "volunteer-undertaking",
    }  # fmt: skip


def test_a_partners_card_lists_exactly_its_own_open_flows(assembler: Assembler, york: dict[str, Any]) -> None:
    for party in york["parties"]:
        draft = made(assembler, york, "practitioner-card", party["id"])
        shown = tables(draft, "pc-table")
        own = [flow for flow in york["flows"] if flow["from"] == party["id"] and flow["active"]]
        listed = shown[0] if shown else []
        assert len(listed) == len(own), party["id"]
        for cells, flow in zip(listed, own, strict=True):
            to = row(york, "parties", flow["to"])["short_name"]
            assert cells[0].lower().startswith(to.lower())
            assert cells[1].split("; ") == [row(york, "data_items", item)["label"] for item in flow["items"]]


def test_those_who_are_told_the_same_share_a_row_and_nobody_is_lost(assembler: Assembler) -> None:
    hub = plain_facts(content() / "templates/cases/mash.yaml")
    listed = tables(made(assembler, hub, "practitioner-card", "council"), "pc-table")[0]
    own = [flow for flow in hub["flows"] if flow["from"] == "council" and flow["active"]]
    same = {(tuple(f["items"]), f["trigger"], f["method"], f["purpose"], f["confidentiality_route"]) for f in own}
    assert len(listed) == len(same) < len(own)
    told = "; ".join(cells[0] for cells in listed)
    for flow in own:
        role = " or ".join(flow["recipient_roles"])
        name = f"{row(hub, 'parties', flow['to'])['short_name']}: {role}".lower()
        assert name in told.lower()
    assert told.count("; ") + 1 == len(own)


def test_a_closed_flow_and_a_flow_to_a_partner_that_left_vanish_from_the_card(
    assembler: Assembler, york: dict[str, Any]
) -> None:
    before = words_of(made(assembler, york, "practitioner-card", "together"), "pc-table")
    gone = copy.deepcopy(york)
    row(gone, "parties", "ambulance")["status"] = "withdrawn"
    row(gone, "flows", "plan-to-trust")["active"] = False
    after = words_of(made(assembler, gone, "practitioner-card", "together"), "pc-table")
    assert "Ambulance Service" in before
    assert "Ambulance Service" not in after
    assert "community mental health worker" in before
    assert "community mental health worker" not in after
    assert "The Council" in after
    together = made(assembler, gone, "practitioner-card")
    assert "Ambulance" not in words_of(together, "pc-table") + words_of(together, "pc-ring")


def test_a_card_says_why_by_what_right_and_whom_of_its_own_people_to_ring(
    assembler: Assembler, york: dict[str, Any]
) -> None:
    draft = made(assembler, york, "practitioner-card", "police")
    assert "Basis: a public task" in words_of(draft, "pc-table")
    assert "Care Act 2014, sections 1, 2, 6 and 7" in words_of(draft, "pc-table")
    assert "Robin Sample, 0000 200 201" in words_of(draft, "pc-ring")
    assert "0000 100" not in words_of(draft, "pc-ring")


@pytest.mark.parametrize("template", ABOUT_A_PERSON)
def test_a_record_about_a_person_names_nobody_and_leaves_blank_places(
    assembler: Assembler, york: dict[str, Any], template: str
) -> None:
    people = {contact["name"] for contact in york["contacts"]}
    for party in ("", "together"):
        draft = made(assembler, york, template, party)
        text = "\n".join(each.text for block in draft.walk() for each in (block, *block.cell_paragraphs()))
        assert not [name for name in people if name in text]
        assert len(places(draft)) >= 2


def test_a_place_for_a_persons_details_holds_a_label_and_no_fact(assembler: Assembler, york: dict[str, Any]) -> None:
    for template in ("disclosure-record", "refusal-record", "request-form"):
        for place in places(made(assembler, york, template)):
            assert place.facts == (), place.text


def test_the_form_of_accession_has_a_place_for_the_fingerprint_and_the_newcomers_rows(
    assembler: Assembler, york: dict[str, Any]
) -> None:
    blank = made(assembler, york, "accession")
    assert any("SHA-256 fingerprint of the signed text" in place.text for place in places(blank))
    assert "Humber" not in words_of(blank, "ac-joiner")
    filled = made(assembler, york, "accession", "icb")
    assert any("SHA-256 fingerprint of the signed text" in place.text for place in places(filled))
    assert "NHS Humber and North Yorkshire Integrated Care Board" in words_of(filled, "ac-joiner")
    assert tables(filled, "ac-flows")[0][0][1] == "Quarterly figures"
    assert "Humber" not in str(tables(filled, "ac-consent"))


def test_joining_is_a_deed_only_where_the_agreement_is_one(assembler: Assembler, york: dict[str, Any]) -> None:
    assert "deed" not in made(assembler, york, "accession").text()
    deed = with_(york, agreement={"exec_form": "deed"})
    assert "This paper takes effect as a deed." in made(assembler, deed, "accession").text()


def test_a_closed_agreement_has_no_form_of_accession(assembler: Assembler, york: dict[str, Any]) -> None:
    closed = with_(york, terms={"accession_allowed": False})
    assert "accession" not in {name for name, _ in assembler.family(Facts.model_validate(closed), on=ON)}


def test_a_variation_prints_the_last_row_and_is_blank_without_one(assembler: Assembler, york: dict[str, Any]) -> None:
    blank = made(assembler, york, "variation")
    assert any(place.text == "Number and date of this variation" for place in places(blank))
    rows = [
        {"no": "1", "dated": "2027-05-01", "major": True, "reason": "A first reason", "clauses": ["Flows"]},
        {"no": "2", "dated": "2027-06-01", "major": False, "reason": "A dead link", "clauses": ["Contacts"]},
    ]
    text = made(assembler, with_(york, agreement={"variations": rows}), "variation").text()
    assert "Variation 2" in text
    assert "A dead link" in text
    assert "A first reason" not in text


def test_a_withdrawal_closes_the_leavers_flows_each_way_and_lists_what_it_holds(
    assembler: Assembler, york: dict[str, Any]
) -> None:
    draft = made(assembler, york, "withdrawal", "ambulance")
    closing = {cells[0] for cells in tables(draft, "wi-flows")[0]}
    assert closing == {flow["id"] for flow in york["flows"] if "ambulance" in (flow["from"], flow["to"])}
    held = [r for r in york["retention"] if r["holder"] == "ambulance"]
    assert len(tables(draft, "rc-disposal")[0]) == len(held) + 2
    assert "60 days' notice" in draft.text()


def test_a_suspension_offers_every_open_flow_and_every_agreed_ground(
    assembler: Assembler, york: dict[str, Any]
) -> None:
    text = made(assembler, york, "suspension").text()
    assert all(f"{flow['id']}: " in text for flow in york["flows"])
    assert all(ground in text.lower() for ground in york["terms"]["suspension_grounds"])


def test_the_end_is_signed_by_all_and_certified_by_each(assembler: Assembler, york: dict[str, Any]) -> None:
    whole = made(assembler, york, "termination")
    own = made(assembler, york, "termination", "police")
    assert whole.info.title == "Record of termination"
    assert own.info.title == "Certificate of disposal"
    signed = [place.text for place in places(whole) if place.clause == "rc-sign-all"]
    assert len(signed) == len(york["parties"])
    assert not [place for place in places(own) if place.clause == "rc-sign-all"]


def test_a_declaration_asks_for_both_fingerprints_and_names_its_own_head_only(
    assembler: Assembler, york: dict[str, Any]
) -> None:
    draft = made(assembler, york, "declaration", "police")
    asked = [place.text for place in places(draft)]
    assert "SHA-256 fingerprint of agreement.txt" in asked
    assert "SHA-256 fingerprint of the agreed Word document" in asked
    assert "Jude Sample" in draft.text()
    assert "Farah Sample" in draft.text()
    assert "Lena Sample" not in draft.text()


def test_policy_documents_are_pointed_to_and_a_partner_without_one_is_told_so(
    assembler: Assembler, york: dict[str, Any]
) -> None:
    text = made(assembler, york, "apd-pointer", "police").text()
    assert "APD-SAMPLE-21" in text
    assert "APD-SAMPLE-51" not in text
    none = words_of(made(assembler, york, "apd-pointer", "icb"), "ap-conditions")
    assert "names no condition" in none


def test_each_processor_is_checked_point_by_point(assembler: Assembler, york: dict[str, Any]) -> None:
    draft = made(assembler, york, "processor-checklist")
    points = tables(draft, "pk-contract")[-1]
    assert [letter for letter in "abcdefgh" if not any(f"({letter})" in cells[0] for cells in points)] == []
    acting = copy.deepcopy(york)
    acting["roles"][1]["value"] = "processor"
    assert len(tables(made(assembler, acting, "processor-checklist"), "pk-contract")) == 4


def test_the_go_live_checklist_follows_the_rule_that_was_chosen(assembler: Assembler, york: dict[str, Any]) -> None:
    said = {
        rule: words_of(made(assembler, with_(york, terms={"go_live_rule": rule}), "go-live-checklist"), "gl-signed")
        for rule in ("all", "both_ends", "named_minimum")
    }
    assert "before every partner has signed" in said["all"]
    assert "both its ends have signed" in said["both_ends"]
    assert "confirmed in writing" in said["named_minimum"]


def test_the_log_says_that_silence_is_not_agreement_and_holds_no_person(
    assembler: Assembler, york: dict[str, Any]
) -> None:
    text = made(assembler, york, "correspondence-log").text()
    assert "Silence is not agreement" in text
    assert "No line is about a person" in text


def test_a_column_to_write_in_is_as_wide_as_its_heading_in_word_too(assembler: Assembler, york: dict[str, Any]) -> None:
    draft = made(assembler, york, "review-record")
    (actions,) = [block.table for block in draft.blocks if block.table and block.clause == "rv-actions"]
    number, action, owner, due, done = column_widths(actions, 9000, 9)
    assert action > owner > number
    assert min(due, done) > 800
