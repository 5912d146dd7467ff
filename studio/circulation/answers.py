"""Answering everyone: the "you said, we did" table as a document of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from studio.circulation.comment_types import CommentType, type_of_words
from studio.circulation.proposal import Proposal
from studio.circulation.withholding import WITHHELD
from studio.drafting.draft import Block, BlockType, Cell, Draft, Row, Run, Table
from studio.returns.change import Comment

HEADS = ("No.", "Clause", "Who", "Kind", "You said", "What we did", "Why")
KINDS = {
    CommentType.AGREE: "Agrees",
    CommentType.AGREE_WITH_CHANGE: "Agrees, with a change",
    CommentType.OBJECT: "Objects",
    CommentType.QUESTION: "Asks",
    CommentType.CORRECTION_OF_OWN_DETAILS: "Corrects its own details",
    CommentType.NO_RESPONSE: "No response",
}
WE_DID = {
    "accept": "Changed",
    "amend": "Changed, in other words",
    "reject": "Not changed",
    "defer": "Open",
    "discuss": "Open",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """One decision as it is told to all partners."""

    decision: str
    reason: str
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Answered:
    """A comment with its answer and the partner it came from."""

    party: str
    comment: Comment
    answer: Answer | None
    id: str = ""


@dataclass(frozen=True, slots=True)
class AlreadyThere:
    """Something that an earlier round put off and that the draft says by now. `withheld`: why its words are kept back."""

    who: tuple[str, ...]
    block: str | None
    asked: str
    earlier: str
    withheld: str = ""


@dataclass(frozen=True, slots=True)
class Beside:
    """What is told beside the words: comment types (domain note 7.5), why words are withheld, and when and why earlier
    rounds put something off, by the item's id; the partners that never answered; what needed no decision any more."""

    types: Mapping[str, CommentType] = field(default_factory=dict)
    withheld: Mapping[str, str] = field(default_factory=dict)
    silent: Sequence[str] = ()
    earlier: Mapping[str, str] = field(default_factory=dict)
    there: Sequence[AlreadyThere] = ()


def response_table(
    base: Draft,
    proposals: Sequence[Proposal],
    answers: Mapping[str, Answer],
    comments: Sequence[Answered],
    parties: Mapping[str, str],
    beside: Beside | None = None,
) -> Draft:
    """The answers to every change and comment of a round, in clause order, for all partners.

    `parties` gives each partner's short name. What has no decision yet is shown as open. What is withheld is listed with
    the reason for that: neither its words nor its place nor what was said to it.
    """
    places, beside = _places(base), beside or Beside()
    rows = [
        _kept_back(each.id, each.reviewers, answers.get(each.id), beside, parties)
        if each.id in beside.withheld
        else _change_row(each, answers.get(each.id), places, parties, beside)
        for each in proposals
    ]
    rows += [
        _kept_back(each.id, (each.party,), each.answer, beside, parties)
        if each.id in beside.withheld
        else _comment_row(each, places, parties, beside)
        for each in comments
    ]
    rows += [_there_row(each, places, parties) for each in beside.there]
    rows += [_silent_row(each, parties) for each in beside.silent]
    numbered = tuple(_row(f"answers.{n}", (str(n), *texts)) for n, texts in enumerate(rows, 1))
    head = tuple(_cell(f"answers.head.c{n}", text) for n, text in enumerate(HEADS, 1))
    caption = (Run("Every change and comment of this round, and what became of it"),)
    table = Table(head, numbered, caption, wide=True)
    title = f"You said, we did: draft {base.info.number}"
    blocks = [
        _block("answers.title", BlockType.TITLE, title),
        _block("answers.lead", BlockType.PARAGRAPH, _lead(rows)),
        Block("answers.table", "answers", "1", BlockType.TABLE, table=table),
    ]
    info = replace(base.info, template="responses", title=title, short_title=title, family="record")
    return Draft(info, tuple(blocks), base.facts_sha256, base.library_sha256)


def _lead(rows: Sequence[tuple[str, ...]]) -> str:
    changed = sum(row[4].startswith("Changed") for row in rows)
    kept = sum(row[4].startswith("Not changed") for row in rows)
    withheld = sum(row[3].startswith(WITHHELD) for row in rows)
    open_ = len(rows) - changed - kept
    said = (
        f"{len(rows)} changes and comments came back. {changed} led to a change, {kept} did not, {open_} "
        f"{'is' if open_ == 1 else 'are'} open or needed only an answer."
    )
    if withheld:
        said += f" The words of {withheld} are withheld, each with the reason."
    return f"{said} All partners receive this table."


def _places(base: Draft) -> dict[str, str]:
    """Paragraph key → the number a reader finds it under."""
    places: dict[str, str] = {}
    current = ""
    for block in base.blocks:
        if block.number:
            current = block.number if block.level != 3 else current
        places[block.key] = block.number if block.level in (1, 2) else current or block.text[:30]
        for inner in block.cell_paragraphs():
            places[inner.key] = current
        if block.table:
            places |= {row.key: current for row in block.table.rows}
    return places


def _change_row(
    proposal: Proposal,
    answer: Answer | None,
    places: Mapping[str, str],
    parties: Mapping[str, str],
    beside: Beside,
) -> tuple[str, ...]:
    who = ", ".join(parties.get(each, each) for each in proposal.reviewers)
    did = WE_DID[answer.decision] if answer else "Open"
    if answer and answer.text:
        did += f": “{answer.text}”"
    return (
        places.get(proposal.block or "", ""),
        who,
        KINDS[beside.types.get(proposal.id, CommentType.AGREE_WITH_CHANGE)],
        said(proposal),
        did,
        _why(proposal.id, answer, beside, "Not decided yet"),
    )


def _why(item: str, answer: Answer | None, beside: Beside, open_: str) -> str:
    """The reason, after those for which earlier rounds put it off."""
    reason = answer.reason if answer else open_
    before = beside.earlier.get(item, "")
    return f"{before} Now: {reason}" if before else reason


def said(proposal: Proposal) -> str:
    """What the reviewer asked for, in one sentence."""
    before, after = _short(proposal.before), _short(proposal.after)
    words = {
        "replaced": f"“{before}” should read “{after}”.",
        "added": f"Add “{after}”.",
        "removed": f"Take out “{before}”.",
        "new": f"New paragraph: “{after}”.",
        "split": "Split this paragraph in two.",
        "joined": "Run these two paragraphs together.",
        "moved": f"Move “{before or after}”.",
        "row-added": f"New row: {after}.",
        "row-removed": f"Take out the row: {before}.",
        "bold": f"Set “{after or before}” in bold.",
        "style": f"Another level or style for “{after or before}”.",
        "lost": f"{_becomes(before, after)}, in words that this draft no longer has.",
        "layout": f"{after or before}.",
        "outside": f"A change outside the agreed text: {after or before}.",
    }
    sentence = words.get(proposal.kind, f"“{before}” → “{after}”")
    return sentence + (" (changed with tracking off)" if proposal.silent else "")


def _becomes(before: str, after: str) -> str:
    if before and after:
        return f"“{before}” should read “{after}”"
    return f"Add “{after}”" if after else f"Take out “{before}”"


def _short(text: str, most: int = 400) -> str:
    text = " ".join(text.split())
    return text if len(text) <= most else text[: most - 1].rsplit(" ", 1)[0] + " …"


def _kept_back(
    item: str, who: Sequence[str], answer: Answer | None, beside: Beside, parties: Mapping[str, str]
) -> tuple[str, ...]:
    """A withheld item: whose it is, why it is withheld, and whether it led to a change."""
    did = WE_DID[answer.decision] if answer else "Open"
    names = ", ".join(parties.get(each, each) for each in who)
    return ("", names, WITHHELD, f"{WITHHELD}: {beside.withheld[item]}", did, f"{WITHHELD}.")


def _there_row(each: AlreadyThere, places: Mapping[str, str], parties: Mapping[str, str]) -> tuple[str, ...]:
    who = ", ".join(parties.get(party, party) for party in each.who)
    if each.withheld:
        return ("", who, WITHHELD, f"{WITHHELD}: {each.withheld}", WE_DID["accept"], f"{WITHHELD}.")
    kind = KINDS[CommentType.AGREE_WITH_CHANGE]
    why = f"{each.earlier} Now: the draft says it already."
    return (places.get(each.block or "", ""), who, kind, each.asked, WE_DID["accept"], why)


def _silent_row(party: str, parties: Mapping[str, str]) -> tuple[str, ...]:
    kind = KINDS[CommentType.NO_RESPONSE]
    return ("", parties.get(party, party), kind, "No answer came.", "Open", "Silence is not agreement.")


def _comment_row(
    each: Answered, places: Mapping[str, str], parties: Mapping[str, str], beside: Beside
) -> tuple[str, ...]:
    quoted = f" (on “{_short(each.comment.quoted, 80)}”)" if each.comment.quoted else ""
    did = "Answered" if each.answer and WE_DID[each.answer.decision] != "Open" else "Open"
    reason = _why(each.id, each.answer, beside, "Not answered yet")
    who = parties.get(each.party, each.party)
    kind = KINDS[beside.types.get(each.id, type_of_words(each.comment.text))]
    return (places.get(each.comment.block or "", ""), who, kind, f"Comment: {each.comment.text}{quoted}", did, reason)


def _row(key: str, texts: Sequence[str]) -> Row:
    return Row(key, tuple(_cell(f"{key}.c{n}", text) for n, text in enumerate(texts, 1)))


def _cell(key: str, text: str) -> Cell:
    return Cell((_block(key, BlockType.PARAGRAPH, text),))


def _block(key: str, kind: BlockType, text: str) -> Block:
    return Block(key, "answers", "1", kind, runs=(Run(text),))
