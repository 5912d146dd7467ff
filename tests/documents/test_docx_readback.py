"""The structure of a Word file, read back, is the draft's: headings, table heads, alternatives, languages."""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from dataclasses import replace
from itertools import pairwise

import pytest
from lxml import etree
from pdf_outline import Expected
from pdf_sample import sample_draft
from pdf_tree import flat
from worked_cases import documents, draft_of, pictures_of

from studio.documents.docx_write import write_docx
from studio.drafting.draft import BlockType, Draft

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
SAMPLED = [each for each in documents() if not each[1].startswith("isa-")][1::2]


def _read(draft: Draft, case: str) -> tuple[etree._Element, dict[str, int]]:
    """The document, and the outline level of each style that has one, from 1 (ECMA-376 part 1, 17.3.1.20)."""
    package = zipfile.ZipFile(io.BytesIO(write_docx(draft, pictures=pictures_of(case))))
    styles = etree.fromstring(package.read("word/styles.xml"))
    levels: dict[str, int] = {}
    based = {}
    for style in styles.iter(f"{W}style"):
        name = style.get(f"{W}styleId")
        level, below = style.find(f"{W}pPr/{W}outlineLvl"), style.find(f"{W}basedOn")
        based[name] = below.get(f"{W}val") if below is not None else ""
        if level is not None:
            levels[name] = int(level.get(f"{W}val")) + 1
    for name, below in based.items():
        if name not in levels and below in levels:
            levels[name] = levels[below]
    return etree.fromstring(package.read("word/document.xml")), {name: at for name, at in levels.items() if at < 10}


def _words(element: etree._Element) -> str:
    return flat("".join(each.text or "" for each in element.iter(f"{W}t")))


def _heads(document: etree._Element, levels: dict[str, int]) -> list[tuple[int, str]]:
    """Level and words of each heading."""
    found = []
    for each in document.iter(f"{W}p"):
        style = each.find(f"{W}pPr/{W}pStyle")
        if style is not None and style.get(f"{W}val") in levels:
            found.append((levels[style.get(f"{W}val")], _words(each)))
    return found


def _said(draft: Draft) -> list[tuple[int, str]]:
    """The same as the PDF tags them (test_pdf_readback), where the title is H1; in Word it is the style Title."""
    lines = [line for line in Expected(draft, {}).lines() if line.kind[0] == "H" and line.kind != "H1"]
    return [(int(line.kind[1:]) - 1, line.words) for line in lines]


def _skips(heads: list[tuple[int, str]]) -> list[str]:
    """Headings more than one level below the one before them; the first must be of level 1."""
    return [words for (above, _), (level, words) in pairwise([(0, ""), *heads]) if level > above + 1]


@pytest.mark.parametrize(("case", "template", "party"), SAMPLED, ids=lambda each: str(each) or "all")
def test_a_word_file_has_the_headings_tables_pictures_and_languages_of_its_draft(
    case: str, template: str, party: str
) -> None:
    draft = draft_of(case, template, party)
    document, levels = _read(draft, case)
    wanted = list(Expected(draft, {name: one.alt for name, one in pictures_of(case).items()}).lines())
    heads = _heads(document, levels)
    assert _same(heads, _said(draft))
    assert _skips(heads) == []
    found = Counter(bool(each.findall(f"{W}tr/{W}trPr/{W}tblHeader")) for each in document.iter(f"{W}tbl"))
    tables = Counter(bool(block.table.head) for block in draft.blocks if block.table)
    assert found[True] >= tables[True]
    assert {flat(line.words) for line in wanted if line.kind == "Figure"} <= {
        flat(each.get("descr", "")) for each in document.iter("{*}docPr")}  # fmt: skip
    spoken = {run.lang for block in draft.walk() for run in block.runs if run.lang}
    assert {each.get(f"{W}val") for each in document.iter(f"{W}lang")} == spoken


def _same(heads: list[tuple[int, str]], said: list[tuple[int, str]]) -> bool:
    """Numbers are native numbering in Word, so a heading's own words end what the draft says with its number."""
    return len(heads) == len(said) and all(
        level == as_said and full.endswith(own) for (level, own), (as_said, full) in zip(heads, said, strict=True)
    )


def test_an_agreements_headings_are_all_there_and_a_missing_one_would_be_seen() -> None:
    draft = sample_draft()
    document, levels = _read(draft, "york-pathways")
    heads = _heads(document, levels)
    said = _said(draft)
    assert len(said) > 8
    assert _same(heads, said)
    assert not _same(heads[1:], said)
    assert not _same([*heads[1:], heads[0]], said)


def test_a_level_is_one_below_what_the_heading_stands_under_and_a_skipped_one_would_be_seen() -> None:
    document, levels = _read(sample_draft(), "york-pathways")
    heads = _heads(document, levels)
    assert _skips(heads) == []
    assert (1, "Document control") in heads
    assert {2, 3} & {level for level, _ in heads}
    fixed = [(2 if words == "Document control" else level, words) for level, words in heads]
    assert _skips(fixed) == ["Document control"]
    parts = {BlockType.PART, BlockType.SCHEDULE}
    bare = replace(sample_draft(), blocks=tuple(each for each in sample_draft().blocks if each.type not in parts))
    heads = _heads(*_read(bare, "york-pathways"))
    assert _same(heads, _said(bare))
    assert _skips(heads) == []


@pytest.mark.parametrize("template", ["consent-large-print", "consent-easy-read"])
def test_a_page_of_a_word_form_cannot_end_between_a_question_and_its_boxes(template: str) -> None:
    package = zipfile.ZipFile(io.BytesIO(write_docx(draft_of("york-pathways", template))))
    book = {each.get(f"{W}styleId"): each for each in etree.fromstring(package.read("word/styles.xml"))}
    body = etree.fromstring(package.read("word/document.xml"))[0]
    named = (each.find(f"{W}pPr/{W}pStyle") for each in body)
    styles = [each.get(f"{W}val") if each is not None else "" for each in named]
    before = [above for above, style in pairwise(styles) if style == "ASChoice" and above != "ASChoice"]
    assert len(before) > 8
    assert [style for style in before if not _keeps(book, style)] == []
    assert not _keeps(book, "ASFormText")


def _keeps(book: dict[str | None, etree._Element], name: str | None) -> bool:
    """Whether the style, or one it is based on, keeps its paragraph with the next."""
    style = book.get(name)
    if style is None:
        return False
    below = style.find(f"{W}basedOn")
    kept = style.find(f"{W}pPr/{W}keepNext") is not None
    return kept or (below is not None and _keeps(book, below.get(f"{W}val")))
