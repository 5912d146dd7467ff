"""How hard a public document is to read: the Flesch-Kincaid grade, names and citations left out.

Flesch-Kincaid grade level (Kincaid and others, 1975): 0.39 x words per sentence + 11.8 x syllables per word - 15.59. The
grade is a school year of the United States; grade 8 is about 13 years of age. Syllables are counted by rule, which is
right for nine words in ten; the figure is a guide for the writer and no measure of a reader.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from studio.drafting.draft import Block, BlockType, Draft, Run

# facts that are names, numbers and addresses: they say nothing about the wording
_NAMES = re.compile(
    r"/(parties/\d+/(legal_name|short_name|address|.*_no)|contacts/\d+/(name|job_title|email|phone)"
    r"|agreement/(title|ref|version)|processors/\d+/name|signatures/\d+/(person|office)"
    r"|governance/\w+(_ref|_url).*|consent_model/forms/\d+/version)"
)
_NUMBER = r"\d+\w*(?:\(\w+\))*"
_SMALL = r"(?: \([\w ]+\)| (?:and|of|the|on|to|for|in|etc\.?|[A-Z(][\w'’)-]*))*"
_CITATION = re.compile(
    rf"\b(?:the )?(?:UK GDPR|[A-Z][\w'’-]*{_SMALL} (?:Act|Order|Regulations|Measure) (?:\([\w ]+\) )?\d{{4}})"
    rf"|\b(?:[Ss]ections?|[Aa]rticles?|[Ss]chedules?|[Pp]aragraphs?|Parts?) {_NUMBER}(?:(?:,| and| to| or) {_NUMBER})*"
    r"|\S+@\S+|https?://\S+|www\.\S+|\b\d[\d ]{4,}\b"
)
_WORD = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)?")
_END = re.compile(r"(?<=[.!?:;])[\"”’)]*\s+(?=[A-Z\"“‘(☐0-9])")
_VOWELS = re.compile(r"[aeiouy]+")
_SKIPPED = {BlockType.FIGURE, BlockType.SIGNATURE, BlockType.SERIES, BlockType.TITLE}


@dataclass(frozen=True, slots=True)
class Reading:
    """The grade of a text, and its hardest sentence with the key of the paragraph it stands in."""

    grade: float
    worst: str
    worst_grade: float
    key: str


@lru_cache(maxsize=20_000)  # the same few thousand words in every document
def syllables(word: str) -> int:
    """Syllables of an English word, by rule; at least one."""
    bare = re.sub(r"[^a-z]", "", word.lower())
    if len(bare) <= 3:
        return 1
    count = len(_VOWELS.findall(bare))
    if re.search(r"(?<![aeiouygqp])(ia|io|iu|eo|ua)(?!u)", bare) and not re.search(
        r"(tion|sion|cian|cial|tial|gion|cious|tious)", bare
    ):
        count += 1
    if re.search(
        r"(?<![aeiouylr])e$|(?<=[aeiouy])[lr]e$|(?<![aeiouytd])ed$|(?<![aeiouyscxzgh])es$|ely$|eful|eless|ement", bare
    ):
        count -= 1
    return max(count, 1)


def sentences(text: str) -> list[str]:
    """The sentences of a paragraph; what stands after a colon or semicolon counts as one of its own."""
    return [each for each in _END.split(_CITATION.sub(" ", text)) if _WORD.search(each)]


def grade(text: str) -> float:
    """Flesch-Kincaid grade of a text; 0 where it holds no word. Each line is a paragraph of its own."""
    return _grade([each for line in text.splitlines() for each in sentences(line)])


def _grade(said: Iterable[str]) -> float:
    words = [_WORD.findall(each) for each in said]
    many = [word for sentence in words for word in sentence]
    if not many:
        return 0.0
    return 0.39 * len(many) / len(words) + 11.8 * sum(map(syllables, many)) / len(many) - 15.59


def reading_of(draft: Draft) -> Reading:
    """How hard a document is to read, without names of people and organisations and without citations."""
    said = [(key, each) for key, text in _texts(draft) for each in sentences(text)]
    hard = max(
        ((_grade([each]), each, key) for key, each in said if len(_WORD.findall(each)) >= 6),
        default=(0.0, "", ""),
    )
    return Reading(_grade(each for _, each in said), " ".join(hard[1].split()), hard[0], hard[2])


def _texts(draft: Draft) -> Iterator[tuple[str, str]]:
    for block in draft.blocks:
        if block.type in _SKIPPED:
            continue
        for part in block.cell_paragraphs() if block.table else (block,):
            yield part.key, _words(part)


def _words(block: Block) -> str:
    """The words of a paragraph; a heading, a label or a short cell is no sentence and would only flatter the figure."""
    text = "".join("" if _name(run) else run.text for run in block.runs).strip()
    return text if text.endswith((".", "!", "?", ":", ";")) or len(_WORD.findall(text)) >= 6 else ""


def _name(run: Run) -> bool:
    return bool(run.fact and _NAMES.fullmatch(run.fact))
