"""HTML to WCAG 2.2, level AA, as far as a program can look; each criterion is named."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from lxml import html
from pdf_sample import Maker, info, sample_draft
from worked_cases import documents, draft_of, pictures_of

from studio.documents.html_style import STYLE
from studio.documents.html_write import write_html
from studio.drafting.draft import BlockType, Draft, Run

SAMPLED = [each for each in documents() if not each[1].startswith("isa-")][::2]
BORDERS = {"#868F99": 3.0}  # 1.4.11: a border that tells cells apart
TEXT = ("#1A1D21", "#0F4C5C", "#56606B")
GROUNDS = ("#FFFFFF", "#EAF0F2")


def _faults(text: str) -> list[str]:
    page = html.fromstring(text)
    return [*_landmarks(page), *_headings(page), *_tables(page), *_names(page), *_languages(page)]


def _landmarks(page: html.HtmlElement) -> list[str]:
    """1.3.1 and 2.4.1: header, main and footer once each, a first link that goes to the text, lists of links named."""
    found = [f"{len(page.findall(f'.//{tag}'))} of {tag}" for tag in ("main", "body/header", "body/footer")
             if len(page.findall(f".//{tag}" if "/" not in tag else tag)) != 1]  # fmt: skip
    first = next(page.iter("a"), None)
    if first is None or page.find(f".//*[@id='{first.get('href', '')[1:]}']") is not page.find(".//main"):
        found.append("the first link does not skip to the text")
    found += ["a list of links without a name" for each in page.iter("nav") if not _labelled(page, each)]
    return found


def _labelled(page: html.HtmlElement, element: html.HtmlElement) -> str:
    """The name of an element by aria-label or by the element that aria-labelledby points to."""
    names = [page.find(f".//*[@id='{one}']") for one in element.get("aria-labelledby", "").split()]
    return element.get("aria-label", "") or " ".join(each.text_content() for each in names if each is not None)


def _headings(page: html.HtmlElement) -> list[str]:
    """1.3.1 and 2.4.6: one heading of level 1, none skipped, none empty."""
    heads = list(page.iter("h1", "h2", "h3", "h4", "h5", "h6"))
    levels = [int(each.tag[1]) for each in heads]
    found = [f"level {two} after {one}" for one, two in pairwise([0, *levels]) if two > one + 1]
    return found + (["not one h1"] if levels.count(1) != 1 else []) + [
        "an empty heading" for each in heads if not each.text_content().strip()]  # fmt: skip


def _tables(page: html.HtmlElement) -> list[str]:
    """1.3.1 and 2.1.1: heads with a scope, rows of one length, and a scrolled table that keys reach and whose name is said."""
    found = ["a head without scope" for each in page.iter("th") if each.get("scope") not in ("col", "row")]
    for table in page.iter("table"):
        if len({len(row) for row in table.iter("tr")}) > 1:
            found.append("rows of different lengths")
        around = table.getparent()
        if around.get("tabindex") != "0" or around.get("role") not in ("group", "region"):
            found.append("a wide table that keys do not reach")
        caption = table.find("caption")
        if caption is not None and _labelled(page, around) != caption.text_content():
            found.append("a scrolled table that is not called by its caption")
    return found


def _names(page: html.HtmlElement) -> list[str]:
    """1.1.1, 2.4.4 and 4.1.2: pictures, links and controls say what they are; no identifier stands twice."""
    found = ["a link without words" for each in page.iter("a") if not each.text_content().strip()]
    for picture in page.iter("svg"):
        title = picture.find("title")
        said = _labelled(page, picture) or (title.text_content() if title is not None else "")
        hidden = any(each.get("aria-hidden") == "true" for each in (picture, *picture.iterancestors()))
        if not hidden and (picture.get("role") != "img" or not said.strip()):
            found.append("a picture without words")
    for control in page.iter("input", "textarea", "select"):
        own = page.find(f".//label[@for='{control.get('id')}']")
        inside = any(each.tag == "label" for each in control.iterancestors())
        if own is None and not inside and not _labelled(page, control).strip():
            found.append("a control without a label")
    ids = [each.get("id") for each in page.iter() if each.get("id")]
    return found + (["an identifier stands twice"] if len(set(ids)) < len(ids) else [])


def _languages(page: html.HtmlElement) -> list[str]:
    """3.1.1 and 3.1.2, and 2.4.2: the page's language and title."""
    told = [each.get("lang") for each in page.iter() if each.get("lang") is not None]
    good = [each for each in told if re.fullmatch(r"[a-z]{2}(-[A-Z]{2})?", each)]
    return (
        []
        if page.get("lang") and good == told and (page.findtext("head/title") or "").strip()
        else ["no language or title"]
    )


@pytest.mark.parametrize(("case", "template", "party"), SAMPLED, ids=lambda each: str(each) or "all")
def test_a_page_of_a_worked_case_has_no_fault(case: str, template: str, party: str) -> None:
    assert _faults(write_html(draft_of(case, template, party), pictures=pictures_of(case))) == []


def test_an_agreement_has_no_fault_and_planted_faults_are_seen() -> None:
    text = write_html(sample_draft())
    assert _faults(text) == []
    for old, new, said in (
        ("<main ", "<div ", "of main"),
        ('href="#text"', 'href="#elsewhere"', "skip to the text"),
        (' scope="col"', "", "without scope"),
        ("<h2", "<h5", "level 5"),
        (' tabindex="0"', "", "keys do not reach"),
        ('lang="en-GB"', 'lang=""', "no language"),
        ("<td>", "<td></td><td>", "different lengths"),
        ('aria-labelledby="contents"', "", "without a name"),
    ):
        assert old in text, old
        assert any(said in one for one in _faults(text.replace(old, new, 1))), said


def test_a_passage_in_another_language_says_so() -> None:
    """3.1.2."""
    maker = Maker()
    maker.add(BlockType.TITLE, "Two")
    maker.add(BlockType.PARAGRAPH, runs=(Run("Gwybodaeth", lang="cy"), Run(" and words.")))
    page = html.fromstring(write_html(Draft(info(), tuple(maker.blocks))))
    (welsh,) = page.xpath("//*[@lang='cy']")
    assert welsh.text_content() == "Gwybodaeth"


def test_every_colour_of_text_can_be_read() -> None:
    """1.4.3: 4.5 to 1; 1.4.11: 3 to 1 for borders."""
    assert all(_contrast(ink, ground) >= 4.5 for ink in TEXT for ground in GROUNDS)
    assert all(_contrast(ink, "#FFFFFF") >= least for ink, least in BORDERS.items())
    inks = {each.upper() for each in re.findall(r"(?<![-\w])color: (#[0-9A-Fa-f]{6})", STYLE)}
    assert inks <= set(TEXT)
    grounds = {each.upper() for each in re.findall(r"background: (#[0-9A-Fa-f]{6})", STYLE)}
    assert grounds <= {*GROUNDS, TEXT[0]}  # the last is a box that is ticked
    assert _contrast("#999999", "#FFFFFF") < 4.5


def _contrast(one: str, other: str) -> float:
    lights = sorted((_light(one), _light(other)))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def _light(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_nothing_is_wider_than_a_small_screen_but_tables_that_scroll() -> None:
    """1.4.10: at 320 CSS pixels; 2.4.7: the focus is seen."""
    assert "overflow-wrap: anywhere" in STYLE
    assert re.search(r"\.wide \{[^}]*overflow-x: auto", STYLE)
    widths = re.findall(r"(?<![-\w])(?:min-)?width: ([\d.]+)(rem|px|em)", STYLE)
    assert all(float(size) * (1 if unit == "px" else 16) <= 300 for size, unit in widths)
    assert re.search(r":focus-visible \{ outline: 3px solid", STYLE)
    assert "outline: none" not in STYLE
    assert "outline: 0" not in STYLE
