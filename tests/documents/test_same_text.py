"""pdftotext, LibreOffice and a parser of HTML read the same text, clause by clause.

`EVERY=1` looks at every document of every worked case and at many drafts made by chance; the suite looks at a few.
"""

from __future__ import annotations

import os
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from docx_drafts import INFO, block, signature, table
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from same_text import (
    PAGE,
    added_letters,
    html_stream,
    lost_letters,
    missing,
    office_streams,
    own_words,
    pdf_stream,
)
from test_docx_sound import CASES, EVERY, ON

from studio.documents.docx_write import write_docx
from studio.documents.html_write import write_html
from studio.documents.pdf_write import write_pdf
from studio.drafting.draft import Block, BlockType, Draft, Run
from studio.drafting.render import assembler_of
from studio.facts.read import read_facts
from studio.library.read import load_library
from studio.library.shipped import content

RUNS = int(os.environ.get("RUNS", "200" if EVERY else "5"))
FEW = (
    "isa-multi-agency",
    "consent-adult",
    "consent-easy-read",
    "practitioner-card",
    "privacy-notice",
    "assurance-report",
)


@cache
def documents(case: str) -> tuple[Draft, ...]:
    facts = read_facts((content() / "templates" / "cases" / f"{case}.yaml").read_text("utf-8")).facts
    assert facts is not None
    assembler = assembler_of(load_library())
    wanted = [(name, party) for name, party in assembler.family(facts, on=ON) if EVERY or name in FEW]
    first = {name: (name, party) for name, party in reversed(wanted)}
    return tuple(
        assembler.render(facts, name, on=ON, party=party).draft for name, party in (wanted if EVERY else first.values())
    )


def same(draft: Draft, pdf: str, page: str, office: str) -> None:
    """Every place of the draft stands in each, in order and whole; letters are neither lost nor added."""
    for who, stream in (("pdftotext", pdf), ("HTML", page), ("LibreOffice", office)):
        assert missing(draft, stream) == [], f"{draft.info.name}, {who}"
        assert not lost_letters(draft, stream), f"{draft.info.name}, {who}"
        if not any(found.signature or found.type is BlockType.PART for found in draft.blocks):
            assert not added_letters(draft, stream, own_words(draft, stream)), f"{draft.info.name}, {who}"


def all_same(drafts: tuple[Draft, ...], folder: Path) -> None:
    files = []
    for at, draft in enumerate(drafts):
        files.append(folder / f"{at}.docx")
        files[-1].write_bytes(write_docx(draft))
    for draft, office in zip(drafts, office_streams(files, folder), strict=True):
        same(draft, pdf_stream(draft, write_pdf(draft), folder), html_stream(write_html(draft)), office)


@pytest.mark.parametrize("case", CASES if EVERY else ["york-pathways"])
def test_every_reader_finds_the_same_text_in_a_case(case: str, tmp_path: Path) -> None:
    drafts = documents(case)
    assert len(drafts) >= len(FEW) or EVERY
    all_same(drafts, tmp_path)


def test_a_word_lost_added_or_out_of_order_is_seen() -> None:
    draft = next(each for each in documents("york-pathways") if each.info.template == "consent-adult")
    page = html_stream(write_html(draft))
    assert missing(draft, page) == []
    paragraphs = [found.text.replace(" ", "") for found in draft.blocks if found.type is BlockType.PARAGRAPH]
    first, second = paragraphs[:2]
    assert missing(draft, page.replace(first, first[:-2], 1))
    assert lost_letters(draft, page.replace(first, first[:-2], 1))
    assert added_letters(draft, page.replace(first, f"{first}xx", 1), own_words(draft, page))
    swapped = page.replace(first, "#", 1).replace(second, first, 1).replace("#", second, 1)
    assert missing(draft, swapped)
    assert missing(draft, page.replace(first, f"{first[:9]}{PAGE}{first[9:]}", 1)) == []  # a page's end is no loss


_LETTERS = "abcdefghijk lmnop qrstuvw xyz ÀŵŁéß’“”–€&<>*_{}[]|\\#%/.:-0123456789"
_WORDS = st.text(_LETTERS, min_size=1, max_size=160).map(lambda words: f"w{' '.join(words.split())}.")
_TYPES = st.sampled_from(
    [
        BlockType.NUMBERED,
        BlockType.PARAGRAPH,
        BlockType.BULLET,
        BlockType.DEFINITION,
        BlockType.GLOSS,
        BlockType.SUBHEADING,
    ]
)


@st.composite
def drafts(draw: st.DrawFn) -> Draft:
    """Numbered clauses of all levels, notes, tables, schedules, with words that look like mark-up."""
    blocks: list[Block] = [block("front:0", BlockType.TITLE, draw(_WORDS))]
    for clause in range(1, draw(st.integers(2, 6))):
        name = f"clause-{clause}"
        blocks.append(block(f"{name}:0", BlockType.HEADING, draw(_WORDS), number=str(clause), level=1))
        points = letters = 0
        for at, kind in enumerate(draw(st.lists(_TYPES, max_size=9)), 1):
            key, number, level = f"{name}:{at}", "", 0
            if kind is BlockType.NUMBERED:
                deeper = points > 0 and draw(st.booleans())
                points, letters = (points, letters + 1) if deeper else (points + 1, 0)
                number, level = (f"({chr(96 + letters)})", 3) if deeper else (f"{clause}.{points}", 2)
            runs = (Run(draw(_WORDS)), Run(" "), Run(draw(_WORDS), strong=draw(st.booleans())))
            blocks.append(block(key, kind, runs=runs, number=number, level=level))
        if draw(st.booleans()):
            blocks.append(table(f"{name}:t", draw(st.integers(1, 30)), draw(st.integers(2, 5))))
    blocks.append(block("sched:0", BlockType.SCHEDULE, draw(_WORDS), number="Schedule 1", level=1))
    blocks.append(signature("together", draw(_WORDS)))
    return Draft(replace(INFO, title=draw(_WORDS)), tuple(blocks))


def test_every_reader_says_the_same_of_any_draft(tmp_path: Path) -> None:
    drawn: list[Draft] = []

    @settings(
        max_examples=RUNS, deadline=None, derandomize=not EVERY, database=None, suppress_health_check=list(HealthCheck)
    )
    @given(draft=drafts())
    def one(draft: Draft) -> None:
        for stream in (pdf_stream(draft, write_pdf(draft), tmp_path), html_stream(write_html(draft))):
            assert missing(draft, stream) == []
            assert not lost_letters(draft, stream)
        drawn.append(draft)

    one()
    assert len(drawn) >= RUNS
    files = [tmp_path / f"drawn-{at}.docx" for at in range(len(drawn))]
    for file, draft in zip(files, drawn, strict=True):
        file.write_bytes(write_docx(draft))
    for draft, stream in zip(drawn, office_streams(files, tmp_path), strict=True):
        assert missing(draft, stream) == []
        assert not lost_letters(draft, stream)
