"""The structure of a PDF, read back, is the draft's: what is seen is what is heard. ISO 14289-1, 7.2 to 7.9 and 7.18."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from itertools import pairwise

import pikepdf
import pytest
from form_sample import sample_form
from pdf_outline import Expected, Said, lines_of
from pdf_sample import Maker, info, sample_draft
from pdf_tree import Element, flat, poppler_tree, read_tree
from worked_cases import documents, draft_of, pictures_of

from studio.documents.diagram import Drawing
from studio.documents.pdf_tag import problems
from studio.documents.pdf_write import write_pdf
from studio.drafting.draft import BlockType, Draft, Run

LINE = 60.0  # points between a link's place and the first line of what it leads to


def _said(draft: Draft, pictures: dict[str, Drawing]) -> tuple[list[Said], list[Said], Element, bytes]:
    data = write_pdf(draft, pictures=pictures)
    tree = read_tree(data)
    alternatives = {name: drawing.alt for name, drawing in pictures.items()}
    return list(Expected(draft, alternatives).lines()), lines_of(tree), tree, data


def _faults(draft: Draft, pictures: dict[str, Drawing]) -> list[str]:
    """What differs between a draft and its PDF, in words; nothing is the only good answer."""
    wanted, found, tree, data = _said(draft, pictures)
    differ = [f"{said.compared} is {told.compared}" for told, said in zip(found, wanted, strict=False)
              if told.compared != said.compared]  # fmt: skip
    if differ or len(found) != len(wanted):
        return [f"{len(wanted)} lines are {len(found)}", *differ[:5]]
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return [*_links_astray(wanted, found), *_contents(wanted, tree), *_shape(tree), *problems(pdf),
                *_bookmarks(pdf, wanted)]  # fmt: skip


def _links_astray(wanted: list[Said], found: list[Said]) -> list[str]:
    places = {said.key: told.place for said, told in zip(wanted, found, strict=True) if said.key}
    links = [(link[0], places.get(str(link[1])), told[1]) for said, drawn in zip(wanted, found, strict=True)
             for link, told in zip(said.links, drawn.links, strict=True)]  # fmt: skip
    return [f"the link {words!r} leads to {target}, not to {place}" for words, place, target in links
            if place is not None and not _leads(target, place)]  # fmt: skip


def _leads(target: object, place: tuple[int, float]) -> bool:
    assert isinstance(target, tuple)
    return target[0] == place[0] and 0 < target[1] - place[1] < LINE


def _contents(wanted: list[Said], tree: Element) -> list[str]:
    """Each line of the contents names its heading and leads to it."""
    found = []
    heads = [each for each in tree.find("H2", "H3") if each.words() != "Contents"]
    for entry in tree.find("TOCI"):
        (reference,) = entry.elements
        (link,) = reference.elements
        words, _, page = entry.words().rpartition(" ")
        head = next((each for each in heads if each.words() == words), None)
        if head is None or (reference.tag, link.tag) != ("Reference", "Link"):
            found.append(f"the contents name {words!r}, which is no heading")
        elif not _leads(link.target, head.first_place()) or int(page) != link.target[0] + 1:
            found.append(f"the contents’ line {words!r} leads elsewhere")
    numbered = [said for said in wanted if said.kind in ("H2", "H3") and said.words[0].isdigit()]
    if tree.find("TOC") and len(tree.find("TOCI")) < len(numbered):
        found.append("the contents leave clauses out")
    return found


def _shape(tree: Element) -> list[str]:
    found = []
    levels = [int(each.tag[1]) for each in tree.walk() if each.tag in ("H1", "H2", "H3", "H4", "H5", "H6")]
    if not levels or levels[0] != 1 or levels.count(1) != 1:
        found.append(f"the first heading is not the only one of level 1: {levels[:3]}")
    found += [f"a heading of level {two} follows one of {one}" for one, two in pairwise(levels) if two > one + 1]
    notes = [each.id for each in tree.find("Note")]
    if "" in notes or len(set(notes)) < len(notes):
        found.append("notes share an identifier")
    for table in tree.find("Table"):
        if len({len(row.elements) for row in table.find("TR")}) > 1:
            found.append(f"the rows of {table.words()[:40]!r} have different lengths")
        if any(not each.scope for each in table.find("TH")):
            found.append("a head of a table says not of what")
    pages = [({place[0] for place in each.places}, each) for each in tree.find("Figure")]
    found += [f"{each.alt[:40]!r} has no box" for on, each in pages if len(on) == 1 and not each.bbox]
    found += ["a field or link says nothing" for each in tree.find("Form", "Link") if not each.label]
    return found


def _bookmarks(pdf: pikepdf.Pdf, wanted: list[Said]) -> list[str]:
    """Bookmarks are headings, in their order."""
    with pdf.open_outline() as outline:
        marks = [flat(item.title) for item in _items(list(outline.root))]
    heads = [said.words for said in wanted if said.kind[0] == "H"]
    named = [mark for mark in marks if mark in heads]
    extra = [mark for mark in marks if mark not in heads and mark != "Contents" and not mark.startswith("Signature: ")]
    at = [heads.index(mark) for mark in dict.fromkeys(named)]
    found = [f"the bookmark {mark!r} is no heading" for mark in extra]
    return found + ([] if at == sorted(at) else ["the bookmarks are in another order"])


def _items(items: list[pikepdf.OutlineItem]) -> list[pikepdf.OutlineItem]:
    return [each for item in items for each in (item, *_items(list(item.children)))]


@pytest.mark.parametrize(("case", "template", "party"), documents(), ids=lambda each: str(each) or "all")
def test_a_worked_case_is_heard_as_it_was_drafted(case: str, template: str, party: str) -> None:
    assert _faults(draft_of(case, template, party), pictures_of(case)) == []


def test_a_sample_with_nested_lists_links_and_places_to_sign_is_heard_as_it_was_drafted() -> None:
    assert _faults(sample_draft(rows=60), {}) == []


def test_the_comparison_sees_what_is_wrong() -> None:
    """The measure itself: each planted difference is told."""
    draft = sample_draft()
    wanted, found, tree, _ = _said(draft, {})
    assert _links_astray(wanted, found) == []
    astray = [replace(each, place=(each.place[0] + 1, each.place[1])) for each in found]
    assert len(_links_astray(wanted, astray)) == 6
    assert [each.compared for each in wanted] != [each.compared for each in lines_of(_without(tree, "Lbl"))]
    tree.find("H3")[0].tag = "H5"
    tree.find("TR")[-1].kids.pop()
    tree.find("TH")[0].scope = ""
    tree.find("Note")[1].id = tree.find("Note")[0].id
    tree.find("Link")[0].label = ""
    assert len(_shape(tree)) == 5
    tree.find("TOCI")[0].kids.reverse()
    tree.find("Link")[0].target = (0, 0.0)
    assert _contents(wanted, tree)


def _without(tree: Element, tag: str) -> Element:
    for each in tree.find(tag):
        each.kids = []
    return tree


@pytest.mark.parametrize("draft", [sample_form(), sample_draft(clauses=2, rows=3)], ids=["form", "agreement"])
def test_poppler_hears_the_same(draft: Draft) -> None:
    data = write_pdf(draft)
    told = [(each.tag, each.words()) for each in poppler_tree(data).walk()]
    assert told == [(each.tag, each.words()) for each in read_tree(data).walk()]


def test_a_passage_in_another_language_says_so_and_a_name_in_it_goes_along() -> None:
    maker = Maker()
    maker.add(BlockType.TITLE, runs=(Run("Gwybodaeth", lang="cy"),))
    maker.add(BlockType.PARAGRAPH, runs=(Run("Mae ", lang="cy"), Run("Together", fact="/x"), Run(" yma.", lang="cy")))
    maker.add(BlockType.PARAGRAPH, runs=(Run("In Welsh "), Run("gwybodaeth", lang="cy"), Run(", in Polish "),
                                         Run("informacja", lang="pl"), Run(".")))  # fmt: skip
    maker.add(BlockType.PARAGRAPH, "All English.")
    tree = read_tree(write_pdf(Draft(info(), tuple(maker.blocks))))
    title, first, second, third = (each for each in tree.find("H1", "P"))
    assert (title.lang, first.lang, second.lang, third.lang) == ("cy", "cy", "", "")
    assert first.words() == "Mae Together yma."
    assert [(each.tag, each.lang, each.words()) for each in second.elements] == [
        ("Span", "cy", "gwybodaeth"),
        ("Span", "pl", "informacja"),
    ]


def test_a_reference_over_two_lines_is_one_link_with_two_places_and_all_its_words() -> None:
    maker = Maker()
    maker.add(BlockType.TITLE, "Short")
    target = maker.add(BlockType.HEADING, "Target")
    words = "the clause about what happens to the information when somebody leaves the partnership for good"
    maker.add(
        BlockType.PARAGRAPH, runs=(Run("As said at some length before, see "), Run(words, ref=target.key), Run("."))
    )
    data = write_pdf(Draft(info(family="notice"), tuple(maker.blocks)))
    (link,) = read_tree(data).find("Link")
    assert link.words() == words
    with pikepdf.open(io.BytesIO(data)) as pdf:
        places = [each for page in pdf.pages for each in page.obj.get("/Annots", [])]
        assert len(places) > 1
        assert {str(each.Contents) for each in places} == {words}


def test_an_address_broken_over_lines_is_copied_as_one_word() -> None:
    maker = Maker()
    address = "https://data.example/" + "very-long/path?with=parameters&and=more." * 6
    maker.add(BlockType.TITLE, "Address")
    maker.add(BlockType.PARAGRAPH, f"See {address} and go on.")
    tree = read_tree(write_pdf(Draft(info(), tuple(maker.blocks))))
    assert tree.find("P")[-1].words() == f"See {address} and go on."


def test_a_cell_to_fill_in_is_a_cell_and_points_in_a_cell_are_a_list() -> None:
    maker = Maker()
    maker.add(BlockType.TITLE, "Record")
    maker.table(["When", "What"], [["", ""], ["Today", ""]], "To fill in")
    (table,) = read_tree(write_pdf(Draft(info(on=date(2026, 12, 1)), tuple(maker.blocks)))).find("Table")
    assert [[cell.tag for cell in row.elements] for row in table.find("TR")] == [
        ["TH", "TH"],
        ["TD", "TD"],
        ["TD", "TD"],
    ]
