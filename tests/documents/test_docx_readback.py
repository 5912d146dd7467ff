"""The structure of a Word file, read back, is the draft's: headings, table heads, alternatives, languages."""

from __future__ import annotations

import io
import zipfile
from collections import Counter

import pytest
from lxml import etree
from pdf_outline import Expected
from pdf_sample import sample_draft
from pdf_tree import flat
from worked_cases import documents, draft_of, pictures_of

from studio.documents.docx_write import write_docx
from studio.drafting.draft import Draft

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


@pytest.mark.parametrize(("case", "template", "party"), SAMPLED, ids=lambda each: str(each) or "all")
def test_a_word_file_has_the_headings_tables_pictures_and_languages_of_its_draft(
    case: str, template: str, party: str
) -> None:
    draft = draft_of(case, template, party)
    document, levels = _read(draft, case)
    wanted = list(Expected(draft, {name: one.alt for name, one in pictures_of(case).items()}).lines())
    heads = [_words(each) for each in document.iter(f"{W}p")
             if (style := each.find(f"{W}pPr/{W}pStyle")) is not None and style.get(f"{W}val") in levels]  # fmt: skip
    said = [line.words for line in wanted if line.kind[0] == "H" and line.kind != "H1"]
    assert _same_words(heads, said)
    found = Counter(bool(each.findall(f"{W}tr/{W}trPr/{W}tblHeader")) for each in document.iter(f"{W}tbl"))
    tables = Counter(bool(block.table.head) for block in draft.blocks if block.table)
    assert found[True] >= tables[True]
    assert {flat(line.words) for line in wanted if line.kind == "Figure"} <= {
        flat(each.get("descr", "")) for each in document.iter("{*}docPr")}  # fmt: skip
    spoken = {run.lang for block in draft.walk() for run in block.runs if run.lang}
    assert {each.get(f"{W}val") for each in document.iter(f"{W}lang")} == spoken


def _same_words(heads: list[str], said: list[str]) -> bool:
    """Numbers are native numbering in Word, so a heading's own words end what the draft says with its number."""
    return len(heads) == len(said) and all(full.endswith(own) for own, full in zip(heads, said, strict=True))


def test_an_agreements_headings_are_all_there_and_a_missing_one_would_be_seen() -> None:
    draft = sample_draft()
    document, levels = _read(draft, "york-pathways")
    heads = [_words(each) for each in document.iter(f"{W}p")
             if (style := each.find(f"{W}pPr/{W}pStyle")) is not None and style.get(f"{W}val") in levels]  # fmt: skip
    said = [line.words for line in Expected(draft, {}).lines() if line.kind[0] == "H" and line.kind != "H1"]
    assert len(said) > 8
    assert _same_words(heads, said)
    assert not _same_words(heads[1:], said)
    assert not _same_words([*heads[1:], heads[0]], said)
