"""Consent forms and notices: they ask what the facts say, offer a real choice, and say nothing that a form must not say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from test_library_content import changed

from studio.drafting.draft import Block, Draft
from studio.drafting.render import Assembler
from studio.facts.model import Facts
from studio.facts.read import read_facts
from studio.library.read import Library, load_library
from studio.library.shipped import content
from studio.preflight.reading_age import reading_of, sentences

ON = date(2026, 11, 23)
BOX = "☐"
ASKING = ("consent-adult", "consent-large-print", "consent-young-person", "consent-representative",
          "consent-easy-read", "consent-spoken", "consent-staged")  # fmt: skip
FORMS = (*ASKING, "consent-withdrawal", "consent-refusal")
NOTICES = ("privacy-notice", "privacy-notice-easy", "privacy-notice-poster")
IN_A_TABLE = ("consent-adult", "consent-young-person", "consent-representative", "consent-spoken", "consent-staged",
              "consent-withdrawal", "consent-refusal")  # fmt: skip
IN_QUESTIONS = {"consent-large-print": "May {} have it?", "consent-easy-read": "Can {} know this?"}
EASY = ("consent-easy-read", "privacy-notice-easy")
ALL_KINDS: dict[str, Any] = {  # no form has kinds of its own, so each asks for all of them
    "/consent_model/kinds": ["gdpr_explicit_art9", "common_law_confidence", "service_participation"],
    "/consent_model/forms": [],
}


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library()


@pytest.fixture(scope="module")
def assembler(library: Library) -> Assembler:
    return Assembler(library)


@pytest.fixture(scope="module")
def york() -> dict[str, Any]:
    facts = read_facts((content() / "templates/cases/york-pathways.yaml").read_text("utf-8")).facts
    assert facts is not None
    plain: dict[str, Any] = facts.model_dump(mode="json", by_alias=True)
    return plain


def made(assembler: Assembler, facts: dict[str, Any], template: str, changes: dict[str, Any] | None = None) -> Draft:
    return assembler.render(changed(facts, changes or {}), template, on=ON).draft


def row(facts: dict[str, Any], name: str, wanted: str) -> int:
    return next(number for number, each in enumerate(facts[name]) if each["id"] == wanted)


def paragraphs(draft: Draft) -> Iterator[Block]:
    for block in draft.blocks:
        if block.table:
            yield from block.cell_paragraphs()
        else:
            yield block


def matrices(draft: Draft) -> list[Any]:
    return [block.table for block in draft.blocks if block.table and block.table.style == "choices"]


def asked_about(facts: dict[str, Any]) -> set[tuple[str, str]]:
    """Item and recipient of everything that an open flow carries and that is a matter of choice."""
    optional = {each["id"]: each for each in facts["data_items"] if each["optional_by_consent"]}
    name = {each["id"]: each["short_name"] for each in facts["parties"]}
    return {
        (optional[item]["label"], name[flow["to"]])
        for flow in facts["flows"]
        if flow["active"]
        for item in flow["items"]
        if item in optional and optional[item]["holder"] != flow["to"]
    }


def offered(draft: Draft, template: str) -> set[tuple[str, str]]:
    """Item and recipient of every place with boxes for a choice."""
    if template in IN_QUESTIONS:
        return set(_questions(draft, IN_QUESTIONS[template]))
    found = set()
    for table in matrices(draft):
        heads = [cell.text for cell in table.head]
        for line in table.rows:
            label = line.cells[0].paragraphs[0].text
            found |= {(label, head) for head, cell in zip(heads[1:], line.cells[1:], strict=True) if BOX in cell.text}
    return {(item, who[:1].lower() + who[1:] if who.startswith("The ") else who) for item, who in found}


def _questions(draft: Draft, question: str) -> Iterator[tuple[str, str]]:
    pattern = re.compile(re.escape(question).replace(r"\{\}", "(.+)"))
    label = ""
    for block, following in pairwise(draft.blocks):
        if block.type.value == "subheading":
            label = block.text
        if match := pattern.fullmatch(block.text):
            assert following.text == f"{BOX} Yes {BOX} No"
            yield label, match[1]


# --- what is asked -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("template", [*IN_A_TABLE, *IN_QUESTIONS])
def test_a_form_offers_exactly_the_items_and_partners_of_the_flows(
    assembler: Assembler, york: dict[str, Any], template: str
) -> None:
    assert offered(made(assembler, york, template), template) == asked_about(york)


@pytest.mark.parametrize("template", [*IN_A_TABLE, *IN_QUESTIONS])
def test_a_closed_flow_takes_its_partner_off_the_form_and_the_others_stay(
    assembler: Assembler, york: dict[str, Any], template: str
) -> None:
    closed = changed(york, {f"/flows/{row(york, 'flows', 'plan-to-ambulance')}/active": False})
    facts = closed.model_dump(mode="json", by_alias=True)
    after = offered(assembler.render(closed, template, on=ON).draft, template)
    assert after == asked_about(facts) != asked_about(york)
    assert "the Ambulance Service" not in {who for _, who in after}


@pytest.mark.parametrize("template", FORMS)
def test_a_flow_that_rests_on_explicit_consent_is_asked_about_on_its_own(
    assembler: Assembler, york: dict[str, Any], template: str
) -> None:
    fixed = {each["id"]: each["label"] for each in york["data_items"] if not each["optional_by_consent"]}
    flows = [each for each in york["flows"] if each["confidentiality_route"] == "explicit_consent"]
    text = made(assembler, york, template).text()
    assert len(flows) == 8
    for flow in flows:
        for item in flow["items"]:
            assert item not in fixed or fixed[item] in text
    other = [flow for flow in york["flows"] if flow["id"] == "trust-to-police"]
    assert len(re.findall("History of self-harm", text)) == 1, f"only on consent, not for {other[0]['trigger']}"


def test_a_form_that_names_its_partners_leaves_out_the_others_and_its_neighbours_do_not(
    assembler: Assembler, york: dict[str, Any]
) -> None:
    forms = [{"template": "consent-young-person", "agencies": ["council"]}]
    one = offered(
        made(assembler, york, "consent-young-person", {"/consent_model/forms": forms}), "consent-young-person"
    )
    other = offered(made(assembler, york, "consent-adult", {"/consent_model/forms": forms}), "consent-adult")
    assert {who for _, who in one} == {"the Council"}
    assert {who for _, who in other} > {"the Council", "North Yorkshire Police"}


# --- a real choice -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("template", FORMS)
def test_boxes_come_in_pairs_and_none_is_ticked(assembler: Assembler, york: dict[str, Any], template: str) -> None:
    draft = made(assembler, york, template, ALL_KINDS)
    assert not re.search("[☑☒✓✔✗]", draft.text())
    boxed = [block for block in paragraphs(draft) if BOX in block.text]
    assert len(boxed) > 5
    assert all(block.text.count(BOX) >= 2 for block in boxed), [block.text for block in boxed]


@pytest.mark.parametrize("template", IN_A_TABLE)
def test_what_the_law_shares_anyway_is_words_and_never_a_box(
    assembler: Assembler, york: dict[str, Any], template: str
) -> None:
    duty = {**york["flows"][row(york, "flows", "plan-to-police")], "id": "duty", "confidentiality_route": "legal_duty"}
    draft = made(assembler, york, template, {"/flows": [*york["flows"], duty]})
    (table,) = matrices(draft)
    column = [cell.text for cell in table.head].index("North Yorkshire Police")
    cells = {line.cells[0].paragraphs[0].text: line.cells[column].text for line in table.rows}
    assert cells["Crisis plan"] == "The law lets us share it"
    assert ("Crisis plan", "North Yorkshire Police") in offered(made(assembler, york, template), template)


def test_more_than_five_services_go_into_tables_with_the_same_first_column(
    assembler: Assembler, york: dict[str, Any]
) -> None:
    plan = york["flows"][row(york, "flows", "plan-to-police")]
    more = [*york["flows"], {**plan, "id": "plan-to-icb", "to": "icb"}]
    tables = matrices(made(assembler, york, "consent-adult", {"/flows": more}))
    assert [len(table.head) for table in tables] == [6, 2]
    assert len({tuple(line.cells[0].text for line in table.rows) for table in tables}) == 1


def test_an_item_without_examples_shows_its_kind(assembler: Assembler, york: dict[str, Any]) -> None:
    place = row(york, "data_items", "triggers")
    (table,) = matrices(made(assembler, york, "consent-adult", {f"/data_items/{place}/parts": []}))
    assert table.rows[0].cells[0].text == "Triggers and anniversaries\nMental health"


@pytest.mark.parametrize("template", FORMS)
def test_where_consent_is_not_used_a_form_says_so_and_offers_nothing(
    assembler: Assembler, york: dict[str, Any], template: str
) -> None:
    draft = made(assembler, york, template, {"/consent_model/used": False})
    assert "Do not use this form." in draft.text()
    assert BOX not in draft.text()
    assert "Do not use this form." not in made(assembler, york, template).text()


# --- sensitive information -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("template", ["consent-adult", "consent-young-person", "consent-representative",
                                      "consent-spoken", "consent-staged"])  # fmt: skip
def test_explicit_consent_names_the_kinds_that_are_asked_for_and_no_others(
    assembler: Assembler, york: dict[str, Any], template: str
) -> None:
    faith = {
        f"/data_items/{row(york, 'data_items', 'triggers')}/special_kinds": ["belief", "sex_life"],
        "/consent_model/kinds": ["gdpr_explicit_art9"],
        "/consent_model/forms": [],
    }
    text = made(assembler, york, template, faith).text()
    assert "explicit consent" in text
    assert "health; religious or philosophical beliefs; sex life; crimes" in text
    assert "orientation" not in text
    plain = made(assembler, york, template).text()
    assert "beliefs" not in plain
    assert "explicit consent" not in plain


def test_a_form_that_asks_nothing_sensitive_does_not_claim_to(assembler: Assembler, york: dict[str, Any]) -> None:
    items = [{**each, "tier": "personal", "special_kinds": []} for each in york["data_items"]]
    text = made(assembler, york, "consent-adult", {"/data_items": items}).text()
    assert "sensitive" not in text


@pytest.mark.parametrize("template", [each for each in ASKING if each != "consent-representative"])
def test_taking_part_is_a_question_of_its_own(assembler: Assembler, york: dict[str, Any], template: str) -> None:
    asked = r"I want to take part|the person wants to take part|Do you want to take part"
    assert re.search(asked, made(assembler, york, template, ALL_KINDS).text())
    silent = {"/consent_model/kinds": ["common_law_confidence"], "/consent_model/forms": []}
    assert not re.search(asked, made(assembler, york, template, silent).text())


@pytest.mark.parametrize("template", ["consent-adult", "consent-staged", "consent-representative"])
def test_explicit_consent_has_a_signature_of_its_own(assembler: Assembler, york: dict[str, Any], template: str) -> None:
    places = {
        kinds: made(
            assembler, york, template, {"/consent_model/kinds": [kinds], "/consent_model/forms": []}
        ).text().count("Your signature")
        for kinds in ("gdpr_explicit_art9", "common_law_confidence")
    }  # fmt: skip
    assert places["gdpr_explicit_art9"] == places["common_law_confidence"] + 1


# --- what must not be said -----------------------------------------------------------------------------------------

FORBIDDEN = (
    r"consent is (needed|required)|need your (consent|agreement)", r"by using this service", r"never share",
    r"all (services|agencies|partners)\b.{0,20}☐", r"other relevant organisations|our partners",
    r"(delete|erase)s? (all|your)|taken? back what was shared before\b(?<!cannot take back what was shared before)",
    r"lose your (care|benefits|place)", r"on behalf of|my (husband|wife|spouse)", r"for ever|forever|indefinitely",
    r"agree for (other people|my family)", r"(approved|endorsed) by", r"lawful basis|\bis lawful\b",
)  # fmt: skip


@pytest.mark.parametrize("template", [*FORMS, *NOTICES])
def test_nothing_is_said_that_a_form_must_not_say(assembler: Assembler, york: dict[str, Any], template: str) -> None:
    for changes in ({}, ALL_KINDS):
        text = made(assembler, york, template, changes).text()
        found = [pattern for pattern in FORBIDDEN if re.search(pattern, text, re.IGNORECASE)]
        assert found == []
    assert any(re.search(p, "We will never share without your consent, for ever.", re.IGNORECASE) for p in FORBIDDEN)


@pytest.mark.parametrize("template", [*ASKING, "consent-withdrawal"])
def test_every_form_says_that_no_is_possible_what_it_means_how_to_change_and_what_is_shared_anyway(
    assembler: Assembler, york: dict[str, Any], template: str
) -> None:
    text = made(assembler, york, template).text()
    assert york["consent_model"]["refusal_effect"] in text
    assert york["consent_model"]["withdrawal_routes"][1] in text
    assert re.search(r"can ?not take (it )?back", text)
    assert re.search("the law (may )?lets? us share|the law says so", text)


def test_nobody_without_legal_authority_signs_for_another_adult(assembler: Assembler, york: dict[str, Any]) -> None:
    text = made(assembler, york, "consent-representative").text()
    assert "has no such authority just by being one" in text
    assert "Then nobody can sign this form." in text
    after = text.split("Then nobody can sign this form.")[1]
    assert "signature" not in after


@pytest.mark.parametrize(("nation", "there", "not_there"), [
    ("EN", "lasting power of attorney", "guardianship"), ("SC", "guardianship order", "lasting power of attorney"),
    ("NI", "our legal adviser", "Court of Protection"),
])  # fmt: skip
def test_legal_authority_is_that_of_the_nation(
    assembler: Assembler, york: dict[str, Any], nation: str, there: str, not_there: str
) -> None:
    text = made(assembler, york, "consent-representative", {"/agreement/nations": [nation]}).text()
    assert there in text
    assert not_there not in text


# --- easy words ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("template", EASY)
def test_easy_read_has_reading_grade_four_or_less_and_one_idea_a_line(
    assembler: Assembler, york: dict[str, Any], template: str
) -> None:
    draft = made(assembler, york, template, ALL_KINDS)
    assert reading_of(draft).grade <= 4
    for block in paragraphs(draft):
        if any(run.fact for run in block.runs):
            continue  # the partners' own words
        assert all(len(each.split()) <= 12 for each in sentences(block.text)), block.text
        assert len(sentences(block.text)) <= 3, block.text


@pytest.mark.parametrize("template", [*FORMS, *NOTICES])
def test_every_form_and_notice_has_reading_grade_eight_or_less(
    assembler: Assembler, york: dict[str, Any], template: str
) -> None:
    assert reading_of(made(assembler, york, template)).grade <= 8


def test_every_kind_of_information_and_purpose_has_easy_words(library: Library) -> None:
    words = library.law.words
    for table, easy in (("category", "easy_category"), ("purpose_kind", "easy_purpose_kind"),
                        ("special_kind", "easy_special_kind")):  # fmt: skip
        assert set(words[table]) == set(words[easy])


def test_large_print_says_what_the_adult_form_says(library: Library) -> None:
    own = {"lp-title": "cf-title", "lp-needed": "cf-needed", "lp-choices": "cf-choices"}
    large, adult = (library.templates[each].outline[0].clauses for each in ("consent-large-print", "consent-adult"))
    assert tuple(own.get(each, each) for each in large) == adult


# --- which forms belong to which facts -----------------------------------------------------------------------------


def family(assembler: Assembler, facts: Facts) -> set[str]:
    return {template for template, _ in assembler.family(facts, on=ON)} & {*FORMS, *NOTICES}


def test_the_family_holds_the_forms_that_the_facts_call_for(assembler: Assembler, york: dict[str, Any]) -> None:
    always = {*NOTICES, "consent-withdrawal", "consent-refusal"}
    adults = {"consent-adult", "consent-large-print", "consent-easy-read", "consent-representative", "consent-spoken"}
    assert family(assembler, changed(york, {})) == always | adults
    assert family(assembler, changed(york, {"/consent_model/used": False})) == set(NOTICES)
    group = {**york["subject_groups"][0], "age_band": "young_16_17", "vulnerable": False, "may_lack_capacity": False}
    others = [each for each in york["subject_groups"] if each["third_party"]]
    silent: dict[str, Any] = {"/governance/tell_formats": [], "/consent_model/forms": []}
    for_young = changed(york, {"/subject_groups": [group, *others], **silent})
    assert family(assembler, for_young) == always | {"consent-young-person"}
    steps = {"/consent_model/forms": [{"template": "consent-staged", "kinds": ["service_participation"]}]}
    assert "consent-staged" in family(assembler, changed(york, steps))


# --- notices -------------------------------------------------------------------------------------------------------


def test_the_notice_tells_everything_that_the_law_asks_for(assembler: Assembler, york: dict[str, Any]) -> None:
    text = made(assembler, york, "privacy-notice").text()
    for party in york["parties"]:
        assert party["legal_name"] in text
    for words in ("Data protection officer", "Article 6(1)(f)", "the interest is the work described here",
                  "Where it comes from", "outside the United Kingdom", "How long", "You choose what you tell us",
                  "made by a machine alone", "object to the sharing", "within 30 days", "Information Commission"):  # fmt: skip
        assert words in text
    assert "take elsewhere" not in text  # nobody here relies on consent or a contract under data protection law


def test_rights_follow_the_bases_that_are_used(assembler: Assembler, york: dict[str, Any]) -> None:
    duty = [{**each, "art6": "c"} for each in york["legal"]]
    text = made(assembler, york, "privacy-notice", {"/legal": duty, "/consent_model/used": False}).text()
    assert "object to the sharing" not in text
    assert "delete it" not in text
    assert "take back a yes" not in text
    assert "ask us to put right what is wrong" in text
    asked = [{**each, "art6": "a"} for each in york["legal"]]
    assert "take elsewhere" in made(assembler, york, "privacy-notice", {"/legal": asked}).text()
