"""The HTML page: the same words, structure that assistive technology can follow, nothing from elsewhere."""

from __future__ import annotations

import re
from itertools import pairwise

from lxml import html
from pdf_sample import Maker, info, sample_draft

from studio.documents.diagram import Drawing, Words
from studio.documents.html_write import write_html
from studio.drafting.draft import BlockType, Draft, DraftStatus, Run


def test_every_word_of_the_draft_stands_in_the_page_in_order() -> None:
    draft = sample_draft()
    page = html.fromstring(write_html(draft))
    main = " ".join(page.get_element_by_id("text").itertext())
    squeezed = re.sub(r"\s+", "", main)
    at = squeezed.index("Inthisagreement")
    for block in draft.blocks:
        if block.type is BlockType.NUMBERED:
            words = "".join(block.text.split())
            at = squeezed.index(words, at) + len(words)
    assert [word for word in draft.text().split() if word not in squeezed] == []


def test_headings_go_down_one_step_at_a_time_and_tables_have_scopes() -> None:
    page = html.fromstring(write_html(sample_draft()))
    levels = [int(each.tag[1]) for each in page.iter("h1", "h2", "h3", "h4")]
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert all(each.get("scope") for each in page.iter("th"))
    assert page.get("lang") == "en-GB"


def test_facts_cannot_become_markup_and_nothing_is_loaded() -> None:
    maker = Maker()
    maker.add(BlockType.PARAGRAPH, runs=(Run("<script>alert(1)</script> & {{ x }} <img src=x>", fact="/x"),))
    text = write_html(Draft(info(), tuple(maker.blocks)))
    page = html.fromstring(text)
    assert not list(page.iter("script", "img", "link", "iframe"))
    assert "<script>alert(1)</script> & {{ x }} <img src=x>" in page.get_element_by_id("text").text_content()
    assert not re.search(r"(src|href)=\"(?!#)", text)


def test_cross_references_lead_to_an_element_of_the_page() -> None:
    page = html.fromstring(write_html(sample_draft()))
    ids = {each.get("id") for each in page.iter() if each.get("id")}
    links = [each.get("href")[1:] for each in page.iter("a")]
    assert len(links) > 10
    assert set(links) <= ids


def test_samples_and_drafts_say_so() -> None:
    assert "SAMPLE. People and numbers are invented." in write_html(sample_draft())
    assert "NOT IN FORCE" in write_html(sample_draft())
    assert "NOT IN FORCE" not in write_html(sample_draft(status=DraftStatus.FINAL))


def test_a_picture_stands_in_the_page_with_its_words() -> None:
    maker = Maker()
    maker.add(BlockType.FIGURE, "Map of the flows.", figure="flow-map")
    text = write_html(
        Draft(info(), tuple(maker.blocks)), pictures={"flow-map": Drawing(90, 30, (Words(1, 9, "A & B"),), "alt <1>")}
    )
    assert "<svg" in text
    assert "A &amp; B" in text
    assert "alt &lt;1&gt;" in text
