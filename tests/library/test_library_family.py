"""Whatever the facts, the documents of one family agree with each other and leave no place unanswered.

`make families` tries two thousand sets of facts (RUNS says how many); the suite tries a few.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from studio.drafting.draft import BlockType, Draft
from studio.drafting.render import assembler_of
from studio.facts.model import Facts
from studio.facts.read import read_facts
from studio.library.read import load_library
from studio.library.shipped import content

CASES = sorted(path for path in (content() / "templates" / "cases").glob("*.yaml"))
ASSEMBLER = assembler_of(load_library())
ON = date(2026, 11, 22)
RUNS = int(os.environ.get("RUNS", "25"))
Values = dict[str, Any]
GONE = ("withdrawn", "set_aside")
NAMES = ("legal_name", "short_name")
# what may be left out without an error of the checks: no document may then have an unanswered place
OPTIONAL = [
    ("terms", "engagement_note"), ("terms", "best_interests_note"), ("terms", "threshold_text"),
    ("terms", "automated_decisions"),
    ("terms", "opt_out_statement"), ("terms", "notify_source"), ("terms", "formats"), ("terms", "sampling_interval"),
    ("terms", "correction_notice_days"), ("terms", "fact_opinion_marking"), ("terms", "minutes_rule"), ("terms", "marking"),
    ("terms", "forward_within_days"), ("terms", "art19_owner"), ("terms", "complaints_lead_rule"),
    ("terms", "complaints_copy_days"),
    ("terms", "breach_notify_hours"), ("terms", "breach_lead_rule"), ("terms", "breach_report_owner"), ("terms", "redactions"),
    ("terms", "publication_owner"), ("terms", "foi_consult_days"), ("terms", "data_on_exit"), ("terms", "deletion_proof"),
    ("terms", "legal_holds"), ("terms", "variation_rule"), ("terms", "accession_consent_rule"), ("terms", "exit_notice_days"),
    ("terms", "insurance"), ("terms", "precedence"), ("terms", "parent_agreement"), ("governance", "dpia_owner"),
    ("governance", "residual_risk"), ("governance", "tell_who"), ("governance", "tell_when"), ("governance", "art14_owner"),
    ("governance", "steering_group"), ("governance", "meeting_interval"), ("governance", "equality_note"),
    ("consent_model", "refresh_months"), ("consent_model", "recorder"), ("consent_model", "status_propagation"),
    ("agreement", "supersedes"), ("agreement", "expiry_date"), ("agreement", "review_months"),
]  # fmt: skip
WORDS = st.text("abcdefgh ÀŵŁé'&*|{}<>#_[]%", min_size=3, max_size=24).map(str.strip).filter(lambda text: len(text) > 2)


@lru_cache(maxsize=16)
def case(index: int) -> str:
    facts = read_facts(CASES[index].read_text("utf-8")).facts
    assert facts is not None
    return facts.model_dump_json(by_alias=True)


def pick(rows: list[Any], at: int) -> Any:
    return rows[at % len(rows)] if rows else None


def withdraw(values: Values, at: int, _word: str) -> None:
    party = pick([each for each in values["parties"] if each["id"] != values["agreement"]["lead_party"]], at)
    if party and sum(each["status"] not in GONE for each in values["parties"]) > 2:
        party["status"] = GONE[at % 2]
        for flow in values["flows"]:
            flow["active"] = flow["active"] and party["id"] not in (flow["from"], flow["to"])


def close(values: Values, at: int, _word: str) -> None:
    if sum(flow["active"] for flow in values["flows"]) > 1:
        pick(values["flows"], at)["active"] = False


def rename_partner(values: Values, at: int, word: str) -> None:
    pick(values["parties"], at)["legal_name" if at % 2 else "short_name"] = f"{word} of Elm {at}"


def rename_item(values: Values, at: int, word: str) -> None:
    pick(values["data_items"], at)["label"] = f"{word} {at}"


def offer_item(values: Values, at: int, _word: str) -> None:
    item = pick(values["data_items"], at)
    item["optional_by_consent"] = not item["optional_by_consent"]


def reword_purpose(values: Values, at: int, word: str) -> None:
    pick(values["purposes"], at)["text"] = f"To help people in the town with {word} so that nobody is left alone."


def leave_out(values: Values, at: int, _word: str) -> None:
    part, field = OPTIONAL[at % len(OPTIONAL)]
    values[part][field] = None


def choose(values: Values, at: int, _word: str) -> None:
    choices: list[tuple[str, str, list[Any]]] = [
        ("agreement", "exec_form", ["simple", "deed"]), ("agreement", "binding", [True, False]),
        ("agreement", "urgent", [True, False]),
        ("agreement", "languages", [["en"], ["en", "cy"]]), ("consent_model", "used", [True, False]),
        ("terms", "go_live_rule", ["both_ends", "named_minimum", "all"]),
        ("terms", "onward", ["none", "with_source_agreement", "as_law_requires"]),
        ("terms", "rights_model", ["each_own", "single_front_door"]), ("terms", "publish", [True, False]),
        ("terms", "accession_allowed", [True, False]), ("terms", "self_proving", [True, False]),
    ]  # fmt: skip
    part, field, options = choices[at % len(choices)]
    values[part][field] = options[(at // len(choices)) % len(options)]


EDITS: list[Callable[[Values, int, str], None]] = [
    withdraw, close, rename_partner, rename_item, offer_item, reword_purpose, leave_out, choose,
]  # fmt: skip


def family(facts: Facts) -> dict[tuple[str, str], Draft]:
    wanted = ASSEMBLER.family(facts, on=ON)
    return {(name, party): ASSEMBLER.render(facts, name, on=ON, party=party).draft for name, party in wanted}


def pointers(draft: Draft, start: str) -> set[int]:
    return {int(span.fact.split("/")[2]) for span in draft.spans() if span.fact and span.fact.startswith(start)}


@pytest.mark.skipif(len(CASES) < 7, reason="the seven cases are the ground it stands on")
@settings(
    max_examples=RUNS, deadline=None, derandomize=RUNS < 100, database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)  # fmt: skip
@given(
    st.integers(0, 6), st.lists(st.tuples(st.sampled_from(EDITS), st.integers(0, 400), WORDS), min_size=1, max_size=5)
)
def test_the_documents_of_a_family_name_the_same_partners_items_purposes_and_recipients(
    index: int, edits: list[tuple[Callable[[Values, int, str], None], int, str]]
) -> None:
    import json

    values = json.loads(case(index))
    for edit, at, word in edits:
        edit(values, at, word)
    try:
        facts = Facts.model_validate(values)
    except ValidationError:
        assume(False)  # noqa: FBT003 - hypothesis' own word for: not this one
    documents = family(facts)
    for draft in documents.values():
        text = draft.text()
        assert not re.search(r"\bNone\b|\{\{|\{%|\bundefined\b", "".join(_own(draft))), draft.info.name
        assert "\x00" not in text
    agree(facts, documents)
    same_names(facts, documents)


def _own(draft: Draft) -> list[str]:
    """The words that come from the library: a fact may be any words at all, and a picture's words hold facts."""
    drawn = {BlockType.FIGURE, BlockType.SIGNATURE}
    return [run.text for block in draft.walk() if block.type not in drawn for run in block.runs if run.fact is None]


def same_names(facts: Facts, documents: dict[tuple[str, str], Draft]) -> None:
    """A partner, an item or a purpose is called by its own words of the facts in every document that prints it."""
    said = {
        **{f"/parties/{n}/{field}": getattr(row, field) for n, row in enumerate(facts.parties) for field in NAMES},
        **{f"/data_items/{n}/label": row.label for n, row in enumerate(facts.data_items)},
        **{f"/purposes/{n}/text": row.text for n, row in enumerate(facts.purposes)},
    }
    printed = 0
    for (name, party), draft in documents.items():
        for span in draft.spans():
            if span.fact in said:
                assert plain(span.text) in plain(str(said[span.fact])), (name, party, span.fact)
                printed += 1
    assert printed > 20


def plain(text: str) -> str:
    """Spaces, capitals and the full stop at the end may follow the sentence that a fact stands in."""
    return " ".join(text.split()).rstrip(".").lower()


def agree(facts: Facts, documents: dict[tuple[str, str], Draft]) -> None:
    active = [flow for flow in facts.flows if flow.active]
    index = {row.id: number for number, row in enumerate(facts.parties)}
    items = {row.id: number for number, row in enumerate(facts.data_items)}
    gone = {number for number, row in enumerate(facts.parties) if row.status in GONE}
    receivers = {index[flow.to] for flow in active}
    moving = {items[item] for flow in active for item in flow.items}
    card, notice = documents["practitioner-card", ""], documents["privacy-notice", ""]
    agreement = documents.get(("isa-multi-agency", ""))  # not where requests are answered one by one and nobody signs
    assert moving == pointers(card, "/data_items/")
    assert receivers <= pointers(card, "/parties/") & pointers(notice, "/parties/")
    assert not gone & (pointers(card, "/parties/") | pointers(notice, "/parties/"))
    purposes = {number for number, row in enumerate(facts.purposes) if row.id in {flow.purpose for flow in active}}
    assert purposes <= pointers(notice, "/purposes/")
    if agreement:
        assert moving <= pointers(agreement, "/data_items/")
        assert receivers <= pointers(agreement, "/parties/")
        assert purposes <= pointers(agreement, "/purposes/")
    for (name, _party), draft in documents.items():
        if name.startswith("consent-"):
            assert not gone & pointers(draft, "/parties/"), name
            assert pointers(draft, "/data_items/") <= moving, name
    for number, row in enumerate(facts.parties):
        if number not in gone:
            own = pointers(documents["practitioner-card", row.id], "/data_items/")
            assert own == {items[item] for flow in active if flow.from_ == row.id for item in flow.items}
