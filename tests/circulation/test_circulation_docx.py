"""Random merges with real files: each reviewer's DOCX is read, merged, accepted, proved; our redline reads back to both texts.

`make merges` plays 1,000 of them; here a dozen. A file in which a moved paragraph leaves the place where another was put in is
read as reworded there; its proof fails, as it must, and the file is left out: few are.
"""

from __future__ import annotations

import os
from collections import Counter
from datetime import date
from functools import lru_cache
from random import Random

import pytest
from merges import ON, Review, assembler, base, facts, texts_of
from test_circulation_random import draft_with, take

from studio.circulation.following import Issued
from studio.circulation.merge import Reviewed, merge
from studio.circulation.proving import all_accepted, all_rejected, flat_lines, reads_both, with_all_of
from studio.circulation.whose import whose
from studio.documents.attribution import Attribution, By
from studio.documents.docx_tree import main_text
from studio.documents.docx_write import ReviewCopy, write_docx
from studio.documents.redline import coordinator, write_redline
from studio.returns.docx_read import read_return, reading, sent_copy

FILES = int(os.environ.get("DOCX_MERGES", "12"))
DAY = date(2026, 10, 20)
ISSUED = Issued(base(), facts(), (), assembler().library.law)


@lru_cache(maxsize=1)
def sent() -> tuple[bytes, dict[str, str], tuple[str, ...]]:
    """The file that went out, its paragraphs by key, and its lines that are no agreed text."""
    copy = ReviewCopy("SAMPLE-1", 1, "ash-legal", "ash", "Ash", "legal", "Kim Sample", date(2026, 10, 16))
    data = write_docx(base().draft, review=copy)
    named = dict(sent_copy(data))
    known = Counter(line for text in named.values() for line in flat_lines(text))
    lines = Counter(line for text in main_text(data, "accepted") for line in flat_lines(text))
    return data, named, tuple((lines - known).elements())


def returned(review: Review) -> tuple[Reviewed, bytes]:
    """The reviewer's file with tracked changes, and what our reader finds in it."""
    theirs = with_all_of(review.returned(), ISSUED, assembler())
    assert texts_of(theirs.blocks) == review.reads()
    who = Attribution(By(review.name, "2026-10-05T10:00:00Z"))
    data = write_redline(base().draft, theirs, who=who, on=DAY, title="Draft 1")
    name = f"{review.name}-legal"
    return Reviewed(name, review.name, read_return(data, sent()[0])), data


def proved(one: Reviewed, data: bytes, number: int) -> bool:
    _, named, frame = sent()
    assert all_rejected(one.reading).holds, (number, one.party, one.reading.differences)
    return all_accepted(one, ISSUED, assembler(), main_text(data, "accepted"), named, frame).holds


@pytest.mark.parametrize("batch", range(min(FILES, 6)))
def test_files_of_reviewers_are_merged_with_proof(batch: int) -> None:
    for number in range(batch, FILES, min(FILES, 6)):
        draw = Random(number)
        reviews = [Review(draw, chr(97 + n)) for n in range(draw.randint(1, 4))]
        made = [each for each in map(returned, reviews) if proved(*each, number)]
        assert len(made) == len(reviews) or any(each.moves for each in reviews), number
        proposals = merge(base().draft, [one for one, _ in made])
        chosen = take(draw, proposals)
        new = draft_with(chosen, {each.id: each for each in proposals})
        decided = {each.id: ("accept", None) for each in chosen}
        who = whose(proposals, decided, [one for one, _ in made], new, coordinator(DAY))
        redline = write_redline(base().draft, new, who=who, on=DAY, title="Draft 1 to draft 2")
        for read in (reading, main_text):
            proof = reads_both(base().draft, new, read(redline, "rejected"), read(redline, "accepted"))
            assert proof.holds, (number, proof.says)
        assert draft_with([], {}).text() == base().draft.text()
        assert new.info.on == ON
