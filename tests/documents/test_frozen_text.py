"""The fingerprint of a text holds across releases: what was signed under one version is named alike by the next.

The library and the facts in `frozen/` do not change. Where this test fails, `agreement.txt` would be another for the same
agreement: that is a new format, to be told to those who have signed (docs/formats/signing-pdf.md).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path

from studio.drafting.draft import Draft
from studio.drafting.render import Assembler
from studio.facts.read import read_facts
from studio.library.read import load_library

FROZEN = Path(__file__).with_name("frozen")
FINGERPRINT = "2cdfcf85f7368ee28d38cf80f445d9712340bf69e10aaba3da43d4a9561c6688"


def frozen() -> Draft:
    facts = read_facts((FROZEN / "facts.yaml").read_text("utf-8")).facts
    assert facts is not None
    library = load_library(FROZEN)
    assert library.problems == ()
    return Assembler(library).render(facts, "frozen", number=1, on=date(2026, 11, 23)).draft


def test_the_fingerprint_of_the_text_is_that_of_every_release() -> None:
    text = frozen().text()
    assert sha256(text.encode()).hexdigest() == FINGERPRINT, text


def test_one_other_word_is_another_fingerprint_and_another_look_is_not() -> None:
    draft = frozen()
    other = replace(draft, info=replace(draft.info, title="Another title", version="9.9"))
    assert sha256(other.text().encode()).hexdigest() == FINGERPRINT
    first = draft.blocks[1]
    changed = replace(first, runs=(replace(first.runs[0], text=f"{first.runs[0].text}."), *first.runs[1:]))
    words = replace(draft, blocks=(draft.blocks[0], changed, *draft.blocks[2:])).text()
    assert sha256(words.encode()).hexdigest() != FINGERPRINT
