"""Long and hostile words are laid out whole and in their frames, or refused with a sentence that names where they stand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from docx_drafts import INFO, block, cell
from docx_soundness import faults
from pdf_places import astray, overprinted
from same_text import added_letters, html_stream, lost_letters, missing, own_words, pdf_stream, said

from studio.documents.docx_write import write_docx
from studio.documents.html_write import write_html
from studio.documents.pdf_write import write_pdf
from studio.drafting.draft import Block, BlockType, Draft, Row, Run, SignaturePlace, Table
from studio.errors import StudioError
from studio.returns.docx_read import reading

FAMILIES = ("agreement", "form", "card", "notice")
FACT = "/parties/0/legal_name"
NAME = ("The Partnership of Services for " + "Communities and Neighbours " * 9)[:200].rstrip() + "."
MARKUP = "<b>bold</b> & <script>alert(1)</script> {{ x }} {% y %} *a* [[b]] &amp; ]]> <!-- c --> %PDF- \\n )Tj("


def address(tag: str) -> str:
    return "https://data.example/" + "".join(f"very-long{n}/path?with={tag}&and=more." for n in range(45))


def one_word(tag: str) -> str:
    return "".join(sha256(f"{tag}{n}".encode()).hexdigest() for n in range(15))


def many_words(tag: str) -> str:
    return " ".join(f"word{n}{tag}" for n in range(600))


WORDS = {"a name of 200 letters": NAME, "200 letters without a space": "B" * 200, "mark-up": MARKUP}


def fact(words: str) -> tuple[Run, ...]:
    return (Run(words, fact=FACT),)


def heads(words: str, *, agreement: bool) -> list[Block]:
    """All that stays in one piece: titles, headings, a note, a label."""
    made = [block("t:0", BlockType.TITLE, runs=fact(words)), block("t:1", BlockType.SUBTITLE, runs=fact(words))]
    if agreement:
        made.insert(0, block("t:2", BlockType.SERIES, runs=fact(words)))
        made.append(block("p:0", BlockType.PART, runs=fact(words), number="Part 1", level=1))
    number = "1" if agreement else ""
    made.append(block("c:0", BlockType.HEADING, runs=fact(words), number=number, level=1))
    made.append(block("c:g", BlockType.GLOSS, runs=fact(words)))
    made.append(block("c:7", BlockType.SUBHEADING, runs=fact(words)))
    made.append(block("c:9", BlockType.CHOICE, runs=(Run("\u2610", box=True), Run(" "), *fact(words))))
    return [*made, block("c:8", BlockType.FIELD, runs=fact(words), lines=2)]


def body(of: Callable[[str], str]) -> list[Block]:
    """All that may go on over the page; `of` makes the words of a place."""

    def fact(place: str) -> tuple[Run, ...]:
        return (Run(of(place), fact=FACT),)

    return [
        block("d:1", BlockType.NUMBERED, runs=fact("d1"), number="1.1", level=2),
        block("d:2", BlockType.NUMBERED, runs=fact("d2"), number="(a)", level=3),
        block("d:3", BlockType.NUMBERED, runs=fact("d3"), number="(i)", level=4),
        block("d:4", BlockType.PARAGRAPH, runs=fact("d4")),
        block("d:5", BlockType.BULLET, runs=fact("d5")),
        block("d:6", BlockType.DEFINITION, runs=(*fact("d6"), Run(" means nothing."))),
        grid("e:1", of, 2, style="facts"),
        grid("e:2", of, 3, row_heads=True),
    ]


def grid(key: str, of: Callable[[str], str], columns: int, *, head: str = "", **more: object) -> Block:
    def one(at: str) -> Block:
        return block(at, BlockType.PARAGRAPH, runs=fact(of(at.replace(":", "").replace(".", ""))))

    names = () if more.get("style") == "facts" else tuple(cell(f"{key}.h{at}", head or "Head") for at in range(columns))
    rows = tuple(
        Row(
            f"{key}.r{r}",
            tuple(replace(cell(f"{key}.{r}.{at}"), paragraphs=(one(f"{key}.{r}.{at}"),)) for at in range(columns)),
        )
        for r in range(2)
    )
    return Block(key, "e", "1", BlockType.TABLE, table=Table(names, rows, (Run("A table"),), **more))  # type: ignore[arg-type]


def schedule(words: str) -> list[Block]:
    place = SignaturePlace("s", "p", words, words, words, "sign.p", 1, 1, words)
    return [
        block("s:0", BlockType.SCHEDULE, runs=fact(words), number="Schedule 1", level=1),
        grid("s:1", lambda _: words, 9, head=words, wide=True),
        Block("s:2", "s", "1", BlockType.SIGNATURE, runs=(Run(f"Signature of {words}"),), signature=place),
    ]


def draft_of(family: str, blocks: list[Block], title: str = "A title") -> Draft:
    return Draft(replace(INFO, family=family, title=title, short_title=title), tuple(blocks))


def laid_out_whole(draft: Draft, folder: Path) -> None:
    """Nothing is lost, off its frame, on another word, or differs between PDF, page and Word."""
    pdf = write_pdf(draft)
    stream, page = pdf_stream(draft, pdf, folder), html_stream(write_html(draft))
    assert missing(draft, stream) == []
    assert missing(draft, page) == []
    assert not lost_letters(draft, stream)
    assert not lost_letters(draft, page)
    assert astray(draft, pdf, folder) == []
    assert overprinted(pdf, folder) == []
    docx = write_docx(draft)
    assert faults(docx) == []
    read = "".join("".join(reading(docx, "accepted")).split())
    unnumbered = said(Draft(draft.info, tuple(replace(found, number="") for found in draft.blocks)))
    assert [place.words for place in unnumbered if place.words not in read] == []


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("kind", WORDS)
def test_hostile_words_stand_whole_wherever_they_may_stand(family: str, kind: str, tmp_path: Path) -> None:
    words = WORDS[kind]
    agreement = family == "agreement"
    blocks = [*heads(words, agreement=agreement), *body(lambda _: words), *(schedule(words) if agreement else [])]
    laid_out_whole(draft_of(family, blocks, words), tmp_path)


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("of", [address, one_word, many_words])
def test_endless_words_go_on_over_the_page(family: str, of: Callable[[str], str], tmp_path: Path) -> None:
    first = block("c:0", BlockType.HEADING, "What follows", number="1" if family == "agreement" else "", level=1)
    laid_out_whole(draft_of(family, [first, *body(of)]), tmp_path)


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("kind", [BlockType.TITLE, BlockType.HEADING, BlockType.FIELD])
def test_what_fits_on_no_page_is_refused_and_named(family: str, kind: BlockType) -> None:
    follows = block("c:1", BlockType.PARAGRAPH, "It goes on.")
    with pytest.raises(StudioError, match=f"fact {FACT} says more in one piece than a page holds: “word word"):
        write_pdf(draft_of(family, [block("c:0", kind, runs=fact("word " * 3000)), follows]))
    assert write_pdf(draft_of(family, [block("c:0", kind, runs=fact("word " * 20)), follows]))


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("words", ["smile \U0001f600", "bell \x07", "null \x00", "half \ud800"], ids=ascii)
def test_what_cannot_be_printed_is_refused_and_its_field_named(family: str, words: str) -> None:
    draft = draft_of(family, [block("c:0", BlockType.PARAGRAPH, runs=fact(words))])
    with pytest.raises(StudioError, match=f"stands in the fact {FACT}"):
        write_pdf(draft)
    assert write_pdf(draft_of(family, [block("c:0", BlockType.PARAGRAPH, runs=fact("no smile"))]))


@pytest.mark.parametrize("mark", ["\u200f", "\u202e", "\u2066", "\u200b", "\u2028", "\ufeff"], ids=ascii)
def test_marks_of_direction_are_laid_out_without_loss_or_named(mark: str, tmp_path: Path) -> None:
    draft = draft_of("agreement", [block("c:0", BlockType.PARAGRAPH, runs=fact(f"before{mark}after it. " * 9))])
    refusal, pdf = "", b""
    try:
        pdf = write_pdf(draft)
    except StudioError as refused:
        refusal = str(refused)
    if refusal:
        assert f"U+{ord(mark):04X}" in refusal
        assert FACT in refusal
    else:
        assert missing(draft, pdf_stream(draft, pdf, tmp_path)) == []
        assert astray(draft, pdf, tmp_path) == []


def test_three_hundred_clauses_a_clause_of_five_thousand_words_and_sixty_partners(tmp_path: Path) -> None:
    blocks = [block("t:0", BlockType.TITLE, "An agreement")]
    for at in range(1, 301):
        if at % 60 == 1:
            blocks.append(block(f"p:{at}", BlockType.PART, f"Part of {at}", number=f"Part {at // 60 + 1}", level=1))
        blocks.append(block(f"c{at}:0", BlockType.HEADING, f"Heading {at}", number=str(at), level=1))
        words = "Each party keeps its word. " * (1000 if at == 150 else 3)
        blocks.append(block(f"c{at}:1", BlockType.NUMBERED, words.rstrip(), number=f"{at}.1", level=2))
    for at in range(60):
        place = SignaturePlace(
            f"s{at}", f"p{at}", f"{NAME} {at}", "Chief", "Chief executive", f"sign.p{at}", at + 1, 60
        )
        blocks.append(Block(f"s:{at}", "s", "1", BlockType.SIGNATURE, runs=(Run(f"Signature {at}"),), signature=place))
    laid_out_whole(draft_of("agreement", blocks), tmp_path)


def test_a_word_off_its_frame_or_on_another_is_seen(tmp_path: Path) -> None:
    draft = draft_of("agreement", [block("c:0", BlockType.PARAGRAPH, "Each party keeps its word. " * 30)])
    pdf = write_pdf(draft)
    assert astray(draft, pdf, tmp_path) == []
    assert overprinted(pdf, tmp_path) == []
    assert added_letters(draft, pdf_stream(draft, pdf, tmp_path), own_words(draft, "")) == {}
    assert astray(draft, _moved(pdf, b"1 0 0 1 400 0 cm"), tmp_path)
    assert overprinted(_twice(pdf), tmp_path)


def _moved(pdf: bytes, matrix: bytes) -> bytes:
    return _with(pdf, lambda content: matrix + b"\n" + content)


def _twice(pdf: bytes) -> bytes:
    return _with(pdf, lambda content: content + b"\n1 0 0 1 2 3 cm\n" + content)


def _with(pdf: bytes, change: object) -> bytes:
    import io

    import pikepdf

    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        page = opened.pages[0]
        page.Contents = opened.make_stream(change(page.Contents.read_bytes()))  # type: ignore[operator]
        opened.save(out)
    return out.getvalue()
