"""The words of a draft as three strangers read them: pdftotext, LibreOffice, a parser of HTML. Blanks do not count."""

from __future__ import annotations

import json
import re
import subprocess
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from lxml import html

from studio.documents.furniture import furniture
from studio.drafting.draft import Block, BlockType, Draft

_MARKS = (*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xAD, 0x2060, 0xFEFF)
_GONE = dict.fromkeys(_MARKS)
PAGE = "\f"
_BACK = 24


def flat(words: str) -> str:
    """Without blanks and without marks that print nothing."""
    return re.sub(r"[^\S\f]", "", unicodedata.normalize("NFC", words).translate(_GONE))


@dataclass(frozen=True)
class Said:
    """What the draft says in one place; `beside`: a gloss, which stands in the margin of the PDF; `row`: of a table."""

    clause: str
    words: str
    beside: bool = False
    row: str = ""


def said(draft: Draft) -> list[Said]:
    """Every block with words in reading order, with the number that is printed before it."""
    return [place for block in draft.blocks for place in _said(block) if place.words]


def _said(block: Block) -> Iterator[Said]:
    yield Said(block.clause, flat(f"{block.number} {words_of(block)}"), block.type is BlockType.GLOSS)
    if block.table is not None:
        rows = ((f"{block.key} head", block.table.head), *((row.key, row.cells) for row in block.table.rows))
        for key, cells in rows:
            for cell in cells:
                for inner in cell.paragraphs:
                    yield Said(inner.clause, flat(words_of(inner)), row=key)


def words_of(block: Block) -> str:
    return "".join(run.text for run in block.table.caption) if block.table else block.text


def missing(draft: Draft, stream: str) -> list[str]:
    """Clause and words of each place whose words do not stand in the stream whole and in their order.

    A page's end, and what stands there, may part them; so may what hangs beside. Cells of one row go on side by side.
    """
    lost: list[str] = []
    at = start = 0
    row = ""
    for place in said(draft):
        if place.row != row:
            row, start = place.row, at
        tries = (0,) if place.beside else (at, start) if row else (at,)
        end = next((end for begin in tries if (end := _find(stream, place.words, begin)) >= 0), -1)
        if end < 0:
            lost.append(f"{place.clause}: {place.words}")
        elif not place.beside:
            at = max(at, end)
    return lost


def _find(stream: str, words: str, start: int, failed: set[tuple[int, int]] | None = None) -> int:
    """Where the words end in the stream, or -1; they may go on behind a page's end, as often as needed."""
    failed = set() if failed is None else failed
    at = stream.find(words, start)
    if at >= 0:
        return at + len(words)
    if PAGE not in stream or (len(words), start) in failed:
        return -1
    most = _longest(stream, words, start)
    for length in range(most, max(most - _BACK, 0), -1):  # the last letters may stand there by chance
        at = stream.find(words[:length], start)
        turn = stream.find(PAGE, at + length)
        if turn >= 0 and (end := _find(stream, words[length:], turn, failed)) >= 0:
            return end
    failed.add((len(words), start))
    return -1


def _longest(stream: str, words: str, start: int) -> int:
    """How many first letters of the words stand together in the stream."""
    low, high = 0, len(words)
    while low < high:
        half = (low + high + 1) // 2
        if stream.find(words[:half], start) >= 0:
            low = half
        else:
            high = half - 1
    return low


def lost_letters(draft: Draft, stream: str) -> Counter[str]:
    """Letters that the draft says more often than the stream."""
    return _letters(draft) - Counter(stream.replace(PAGE, ""))


def added_letters(draft: Draft, stream: str, own: str = "") -> Counter[str]:
    """Letters that the stream holds more often than the draft and the writer's `own` words together."""
    return Counter(stream.replace(PAGE, "")) - _letters(draft) - Counter(flat(own))


def _letters(draft: Draft) -> Counter[str]:
    return Counter("".join(place.words for place in said(draft)))


def own_words(draft: Draft, stream: str) -> str:
    """What a page adds by itself: dots of lists, "In short", heads of tables that go on over the page."""
    words = ""
    for block in draft.walk():
        words += {BlockType.BULLET: "•", BlockType.GLOSS: "In short"}.get(block.type, "")
        if block.table is not None:
            caption = flat(words_of(block))
            head = flat("".join(cell.text for cell in block.table.head))
            again = (
                stream.count(f"{caption},continued{head}") if caption else max(stream.count(head) - 1, 0) if head else 0
            )
            words += f"{caption}{',continued' if caption else ''}{head}" * again
    return words


def pdf_stream(draft: Draft, pdf: bytes, folder: Path) -> str:
    """What pdftotext reads in the order of drawing, running heads and feet taken off.

    Raises AssertionError for a page without them.
    """
    file = folder / "text.pdf"
    file.write_bytes(pdf)
    command = ["pdftotext", "-raw", "-enc", "UTF-8", str(file), "-"]
    pages = subprocess.run(command, check=True, capture_output=True).stdout.decode().split(PAGE)[:-1]
    return PAGE.join(_bare(flat(page), draft, f"Page {at} of {len(pages)}") for at, page in enumerate(pages, 1))


def _bare(page: str, draft: Draft, number: str) -> str:
    words = furniture(draft.info)
    foot = f"{words.foot_left}{words.foot_sample}{number}{words.marking}"
    whole = flat(f"{words.marking}{words.head_left}{words.head_right}{foot}")
    without_head = flat(f"{words.marking}{foot}")
    assert whole in page or without_head in page, page[:200]
    page = page.replace(whole, "", 1) if whole in page else page.replace(without_head, "", 1)
    return page.replace(flat(words.watermark), "", 1)


def html_stream(text: str) -> str:
    """What a parser reads in the text of the page, its own contents left out."""
    main = html.fromstring(text).get_element_by_id("text")
    for own in main.xpath("//nav | //svg"):
        own.drop_tree()
    return flat(main.text_content())


def office_streams(files: Sequence[Path], folder: Path) -> list[str]:
    """What LibreOffice reads in each DOCX: numbers that it counts itself, and words."""
    script = Path(__file__).with_name("docx_office.py")
    command = ["/usr/bin/python3", str(script), str(folder / "profile"), "--read", *map(str, files)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=1800)
    shown = [found["shown"] for found in json.loads(done.stdout)]
    own = {"•", "In short"}
    return ["".join(flat(f"{'' if number in own else number} {text}") for number, text in each) for each in shown]
