"""Forms as web pages: labelled controls without a script, the words those of the other formats."""

from __future__ import annotations

import re
from collections import defaultdict

import pytest
from form_sample import form, sample_form
from lxml import html
from pdf_sample import sample_draft

from studio.documents.html_write import write_html
from studio.drafting.draft import BlockType

FORMS = ("consent-adult", "consent-easy-read", "consent-large-print", "consent-withdrawal")


@pytest.mark.parametrize("template", FORMS)
def test_every_box_and_room_is_a_labelled_control_and_nothing_is_chosen(template: str) -> None:
    """WCAG 2.2, 1.3.1, 3.3.2 and 4.1.2; 2.5.3: the label begins or ends with the words that are seen."""
    draft = form(template)
    page = html.fromstring(write_html(draft))
    controls = [*page.iter("input"), *page.iter("textarea")]
    boxes = sum(run.box for block in draft.walk() for run in block.runs)
    rooms = sum(block.type is BlockType.FIELD for block in draft.walk())
    assert len(controls) == boxes + rooms
    for each in controls:
        assert each.get("aria-label")
        assert each.get("checked") is None
        assert not each.get("value") or each.get("type") in {"radio", "checkbox"}
    for each in page.iter("label"):
        control = next(each.iter("input"), None)
        seen = " ".join(each.text_content().replace("☐", "").split())
        named = control if control is not None else page.get_element_by_id(each.get("for"))
        assert seen in named.get("aria-label")


def test_a_yes_or_no_is_one_answer_and_all_can_be_taken_back() -> None:
    page = html.fromstring(write_html(sample_form()))
    groups = defaultdict(list)
    for each in page.iter("input"):
        if each.get("type") == "radio":
            groups[each.get("name")].append(each.get("value"))
    assert list(groups.values()) == [["Yes", "No"]] * 3
    button = next(page.iter("button"))
    assert button.get("type") == "reset"
    assert button.get("form") == page.get_element_by_id("answers").get("id")


@pytest.mark.parametrize("template", FORMS)
def test_a_form_sends_nothing_and_keeps_nothing(template: str) -> None:
    text = write_html(form(template))
    page = html.fromstring(text)
    (asked,) = page.iter("form")
    assert asked.get("method") == "dialog"
    assert asked.get("action") is None
    assert asked.get("autocomplete") == "off"
    assert not [each for each in page.iter("button") if each.get("type") != "reset"]
    assert not re.search(r"<script|\son[a-z]+=|(src|href)=\"(?!#)", text)


@pytest.mark.parametrize("template", FORMS)
def test_the_words_of_a_form_are_those_of_its_text(template: str) -> None:
    draft = form(template)
    page = html.fromstring(write_html(draft))
    words = "".join("".join(page.get_element_by_id("text").itertext()).split())
    assert words == "".join(draft.text().split())


def test_easy_read_shows_a_picture_beside_each_idea_that_is_not_read_out() -> None:
    page = html.fromstring(write_html(form("consent-easy-read")))
    rows = page.find_class("idea")
    assert len(rows) > 20
    for row in rows:
        (shown,) = row.find_class("picture")
        assert shown.get("aria-hidden") == "true"
        assert len(list(shown.iter("svg"))) == 1
        assert not shown.text_content().strip()


def test_an_agreement_has_no_controls() -> None:
    page = html.fromstring(write_html(sample_draft()))
    assert not [*page.iter("input", "textarea", "form", "button")]
