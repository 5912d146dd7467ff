"""Where lines and headings stand on the pages: nothing is stranded, alone or off the page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pdf_sample import Maker, info, sample_draft

from studio.documents import layout
from studio.documents.diagram import Drawing, draft_pictures
from studio.documents.layout import PART_GAP, PART_GAP_LEAST
from studio.documents.pdf_flow import Page, bleed_width, keys_of
from studio.documents.pdf_items import Item, TextItem
from studio.documents.pdf_tables import TableItem
from studio.documents.pdf_write import lay_out
from studio.drafting.draft import BlockType, Draft
from studio.drafting.render import Assembler
from studio.facts.model import Facts
from studio.facts.read import read_facts
from studio.library.read import load_library
from studio.library.shipped import content

CASES = {
    "york-pathways": "isa-multi-agency",
    "two-councils": "isa-multi-agency",
    "older-people": "isa-multi-agency",
    "landlord-requests": "disclosure-record",
    "care-home-records": "isa-nhs",
    "mash": "isa-multi-agency",
    "surrey-crisis-care": "isa-nhs",
}


FORMS = sorted(name for name, each in load_library().templates.items() if each.family in layout.PUBLIC_FAMILIES)
NEARLY_EMPTY = 0.45  # of a page


@lru_cache(maxsize=1)
def _assembler() -> Assembler:
    return Assembler(load_library())


@lru_cache(maxsize=7)
def _pages_of(case: str) -> list[Page]:
    return _pages(case, CASES[case])


@lru_cache(maxsize=7)
def _facts_of(case: str) -> Facts:
    reading = read_facts((content() / f"templates/cases/{case}.yaml").read_text("utf-8"))
    assert reading.facts is not None
    return reading.facts


def _pages(case: str, template: str, party: str = "") -> list[Page]:
    facts = _facts_of(case)
    draft = _assembler().render(facts, template, on=date(2026, 12, 1), party=party).draft
    return lay_out(draft, pictures=draft_pictures(facts))


def _placed(pages: Sequence[Page]) -> Iterator[tuple[int, Item, float, float, Page]]:
    for number, page in enumerate(pages, start=1):
        for placed in page.placed:
            width = bleed_width(page.frame) if placed.item.bleed else page.frame.width
            yield number, placed.item, placed.y, placed.y + placed.item.height(width), page


def _faults(pages: Sequence[Page]) -> list[str]:
    return [*_stranded(pages), *_alone(pages), *_off(pages)]


def _said(item: Item) -> str:
    return "".join(getattr(piece, "text", "") for piece in getattr(item, "words", []))[:50] or type(item).__name__


def _stranded(pages: Sequence[Page]) -> list[str]:
    """Headings, and sentences that announce something, that are the last thing on their page."""
    return [
        f"page {number}: {_said(page.placed[-1].item)!r} stands last"
        for number, page in enumerate(pages[:-1], start=1)
        if page.placed and page.placed[-1].item.keep_next
    ]


def _alone(pages: Sequence[Page]) -> list[str]:
    """First or last lines of a paragraph, and last rows of a table, alone on a page."""
    found = []
    for number, item, _, _, _ in _placed(pages):
        if isinstance(item, TextItem) and item.lines is not None and not (item.first and item.last):
            if len(item.lines) < 2:
                found.append(f"page {number}: a line alone of {_said(item)!r}")
        elif isinstance(item, TableItem) and item.continued and len(item.rows) == 1:
            high = item.rows[0].height(item.widths(layout.LANDSCAPE.width), item.padding)
            if high < layout.ROW_WHOLE / 2:
                found.append(f"page {number}: a row alone")
    return found


def _empty(pages: Sequence[Page]) -> list[str]:
    """Pages that hold little although more follows; only what is decided may wait for a sheet of its own."""
    found = []
    for number, (page, following) in enumerate(pairwise(pages), start=1):
        last = page.placed[-1]
        filled = (last.y + last.item.height(page.frame.width) - page.frame.top) / page.frame.height
        if filled < NEARLY_EMPTY and not following.placed[0].item.wants:
            found.append(f"page {number}: filled to {filled:.0%} before {_said(following.placed[0].item)!r}")
    return found


def _off(pages: Sequence[Page]) -> list[str]:
    """What reaches below the text's place, or lies on what stands above it."""
    found, below, last = [], 0.0, 0
    for number, item, top, bottom, page in _placed(pages):
        if bottom > page.frame.bottom + 0.5 or top < page.frame.top - 0.5:
            found.append(f"page {number}: {_said(item)!r} is off the page")
        if number == last and top < below - 0.5:
            found.append(f"page {number}: {_said(item)!r} lies on what is above")
        below, last = bottom, number
    return found


@pytest.mark.parametrize("case", CASES)
def test_no_heading_is_stranded_and_no_line_stands_alone_in_a_worked_case(case: str) -> None:
    pages = _pages_of(case)
    assert len(pages) > 1
    assert _faults(pages) == []


@pytest.mark.parametrize("case", CASES)
def test_no_form_notice_or_card_strands_a_heading_or_leaves_a_page_nearly_empty(case: str) -> None:
    found = {}
    for template in FORMS:
        pages = _pages(case, template)
        if faults := [*_faults(pages), *_empty(pages)]:
            found[template] = faults
    assert len(FORMS) > 20
    assert found == {}


def test_an_emptied_page_of_a_form_is_found() -> None:
    """The measure itself, on a form that keeps the rule."""
    pages = _pages("york-pathways", "consent-easy-read")
    assert _empty(pages) == []
    del pages[0].placed[4:]
    assert len(_empty(pages)) == 1


@pytest.mark.parametrize(
    ("template", "case", "party", "most"),
    [
        ("refusal-record", "mash", "", 2),
        ("privacy-notice-poster", "surrey-crisis-care", "", 1),
        ("privacy-notice-poster", "mash", "", 1),
        ("processor-checklist", "older-people", "", 1),
        ("apd-pointer", "mash", "police", 1),
        ("consent-young-person", "mash", "", 4),
    ],
)
def test_a_form_or_record_does_not_run_over_by_a_few_lines(template: str, case: str, party: str, most: int) -> None:
    """White space gives way before a sheet is spent on them."""
    assert len(_pages(case, template, party)) == most


@pytest.mark.parametrize(
    ("case", "party", "most"),
    [
        ("york-pathways", "police", 1),
        ("mash", "police", 1),
        ("two-councils", "alderbrook-schools", 1),
        ("surrey-crisis-care", "nightline", 1),
        ("older-people", "neighbours", 1),
        ("york-pathways", "together", 2),
        ("mash", "council", 2),
    ],
)
def test_the_card_of_one_partner_is_one_side_or_one_sheet(case: str, party: str, most: int) -> None:
    """The card that all partners share, with six times as much, runs on; the one that a worker carries does not."""
    pages = _pages(case, "practitioner-card", party)
    assert len(pages) == most
    assert _faults(pages) == []


def _page_of(pages: Sequence[Page], clause: str) -> int:
    """Number of the page on which the clause's text begins."""
    return next(number for number, item, _, _, _ in _placed(pages) if any(clause in key for key in keys_of(item)))


@pytest.mark.parametrize("case", ["york-pathways", "surrey-crisis-care", "care-home-records", "mash"])
def test_choices_and_signature_of_a_consent_form_are_on_one_sheet(case: str) -> None:
    """Page 1 and 2 are one sheet, 3 and 4 the next: nobody signs apart from what was chosen."""
    pages = _pages(case, "consent-adult")
    sheets = [(_page_of(pages, clause) - 1) // 2 for clause in ("cf-choices", "cf-decision", "cf-slip")]
    assert len(set(sheets)) == 1, sheets
    assert len(pages) <= 4


def test_what_is_declared_and_its_signature_stand_on_one_page() -> None:
    pages = _pages("mash", "declaration", "council")
    (last,) = {_page_of(pages, "rc-declare"), _page_of(pages, "de-sign")}
    assert last == len(pages)


@pytest.mark.parametrize("case", ["york-pathways", "older-people", "surrey-crisis-care"])
def test_the_contents_of_a_long_agreement_take_no_more_pages_than_fifty_lines_a_page(case: str) -> None:
    entries = [sum(type(each.item).__name__ == "EntryItem" for each in page.placed) for page in _pages_of(case)]
    assert sum(entries) > 80
    assert sum(each > 0 for each in entries) <= -(-sum(entries) // 50)


def test_a_planted_fault_is_found() -> None:
    """The measure itself: pages that break the rules are told apart from those that keep them."""
    pages = lay_out(sample_draft())
    assert _faults(pages) == []
    heading = next(item for _, item, _, _, _ in _placed(pages) if isinstance(item, TextItem) and item.keep_next)
    stray = next(page for page in pages if page.placed)
    stray.placed[-1].item = heading
    assert any("stands last" in each for each in _faults(pages))


@given(st.lists(st.tuples(st.integers(1, 5), st.integers(1, 160), st.integers(0, 9)), min_size=3, max_size=14))
@settings(max_examples=12, deadline=None)
def test_no_heading_is_stranded_whatever_the_text_is(parts: list[tuple[int, int, int]]) -> None:
    assert _faults(lay_out(_any_draft(parts))) == []


def _any_draft(parts: list[tuple[int, int, int]]) -> Draft:
    maker = Maker()
    maker.add(BlockType.TITLE, "Information sharing agreement")
    maker.add(BlockType.PARAGRAPH, "Between the partners.")
    maker.add(BlockType.PART, "About this agreement", number="Part 1")
    for number, (paragraphs, words, rows) in enumerate(parts, start=1):
        if number % 4 == 0:
            maker.add(BlockType.PART, "What we share", number=f"Part {number // 4 + 1}")
        maker.add(BlockType.HEADING, "Words with a special meaning", number=str(number), level=1)
        for each in range(1, paragraphs + 1):
            end = ":" if each == paragraphs and rows else "."
            text = " ".join(["sharing"] * words) + end
            maker.add(BlockType.NUMBERED, text, number=f"{number}.{each}", level=2)
        if rows:
            body = [[f"D{row}", "Crisis plan: first signs and what helps " * (row % 4 + 1)] for row in range(rows)]
            maker.table(["No.", "Item"], body, "What may be shared")
    return Draft(info(), tuple(maker.blocks), "0" * 64, "1" * 64)


def _lines_until_the_foot(spare: int) -> Draft:
    """Two parts on clause pages, the second with so many more lines than fit on its page, then a schedule."""
    maker = Maker()
    maker.add(BlockType.TITLE, "An agreement")
    maker.add(BlockType.PART, "One", number="Part 1")
    for number in range(8):
        maker.add(BlockType.NUMBERED, f"Point {number}.", level=2, number=f"1.{number}")
    maker.add(BlockType.PART, "Two", number="Part 2")
    for number in range(spare):
        maker.add(BlockType.NUMBERED, f"Matter {number}.", level=2, number=f"2.{number}")
    maker.add(BlockType.SCHEDULE, "Last", number="Schedule 1")
    maker.add(BlockType.PARAGRAPH, "The end.")
    return Draft(info(), tuple(maker.blocks))


def test_the_space_above_a_part_gives_way_to_the_last_line_before_a_schedule() -> None:
    """A line over: it comes back, and the part stands 3 mm below what is above it. Two lines over: all stays as usual."""
    counts = [len(lay_out(_lines_until_the_foot(spare))) for spare in range(16, 34)]
    full = next(16 + at for at in range(len(counts)) if counts[at + 1] > counts[at])
    gaps = []
    for spare in (full - 1, full, full + 1):
        page = next(page for page in lay_out(_lines_until_the_foot(spare)) if len(page.placed) > 9)
        head = next(each for each in page.placed if each.item.entry == ("part", "Part 2", "Two"))
        gaps.append(head.item.before)
    assert gaps == [PART_GAP, PART_GAP_LEAST, PART_GAP]


def test_a_heading_before_a_wide_picture_goes_with_it_to_the_landscape_page() -> None:
    maker = Maker()
    maker.add(BlockType.TITLE, "An agreement")
    maker.add(BlockType.PART, "One", number="Part 1")
    maker.add(BlockType.HEADING, "What is sent", number="1", level=1)
    maker.add(BlockType.NUMBERED, "The flows are these. " * 60, level=2, number="1.1")
    maker.add(BlockType.HEADING, "How it is sent", number="2", level=1)
    maker.add(BlockType.FIGURE, "Who sends what to whom.", figure="flow-map")
    draft = Draft(info(), tuple(maker.blocks))
    pages = lay_out(draft, pictures={"flow-map": Drawing(740, 300, (), "A picture.")})
    where = {each.item.entry[2]: page.frame.name for page in pages for each in page.placed if each.item.entry}
    assert where == {"One": "clause", "What is sent": "clause", "How it is sent": "landscape"}
