"""What kind of answer a change or comment is (domain note 7.5), and what follows from it before anyone decides."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

from studio.circulation.proposal import Proposal
from studio.facts.model import Facts


class CommentType(StrEnum):
    """The comment types of the domain note, 7.5."""

    AGREE = "agree"
    AGREE_WITH_CHANGE = "agree_with_change"
    OBJECT = "object"
    QUESTION = "question"
    CORRECTION_OF_OWN_DETAILS = "correction_of_own_details"
    NO_RESPONSE = "no_response"


OWN_DETAILS = "A correction of the partner's own details: taken over as it came."
"""The reason that everyone reads beside a correction which nobody had to decide."""
LAYOUT = "Every draft is laid out anew: page breaks, fonts and sizes are shown and not carried over."
"""The same beside a change that is about nothing but the look of the pages."""

_OBJECTS = re.compile(
    r"\b(object(s|ed|ion|ions)?|cannot (accept|agree|sign)|can't (accept|agree|sign)|(do|does|will) not (accept|agree)|"
    r"don't (accept|agree)|oppose[sd]?|unacceptable|disagree[sd]?)\b",
    re.IGNORECASE,
)
_AGREES = re.compile(
    r"\W*(we |i |all |fully )*(agree|agreed|approved?|accept(ed)?|content|happy|no (comments?|changes?|objections?))\b",
    re.IGNORECASE,
)
_BUT = re.compile(r"\b(but|subject to|provided|except|if|once|unless|however)\b", re.IGNORECASE)


def type_of_words(text: str) -> CommentType:
    """What a comment's words look like: a suggestion that the coordinator can put right."""
    if _OBJECTS.search(text):
        return CommentType.OBJECT
    if text.rstrip().endswith("?"):
        return CommentType.QUESTION
    if _AGREES.match(text):
        return CommentType.AGREE_WITH_CHANGE if _BUT.search(text) else CommentType.AGREE
    return CommentType.QUESTION if "?" in text else CommentType.AGREE_WITH_CHANGE


def type_of_change(proposal: Proposal, facts: Facts) -> CommentType:
    """What a change says: words are agreed to with that change, own details are put right."""
    own = proposal.fact is not None and proposal.reviewers == (owner(proposal.fact.pointer, facts),)
    return CommentType.CORRECTION_OF_OWN_DETAILS if own else CommentType.AGREE_WITH_CHANGE


def owner(pointer: str, facts: Facts) -> str:
    """The partner whose own details a fact is: its row of `parties`, or one of its contacts; "" where it is nobody's.

    A status is no detail: a partner's state follows from what it does (domain note 7.2).
    """
    match = re.fullmatch(r"/(parties|contacts)/(\d+)/(\w+)", pointer)
    if match is None or match[3] in {"id", "status", "status_reason", "party", "roles", "type"}:
        return ""
    rows: Sequence[object] = getattr(facts, match[1])
    place = int(match[2])
    if place >= len(rows):
        return ""
    return str(getattr(rows[place], "id" if match[1] == "parties" else "party") or "")


class Settled(NamedTuple):
    """What becomes of a change that nobody needs to decide, and the reason that everyone reads."""

    decision: str  # accept | reject
    reason: str


def settled_at_once(proposals: Iterable[Proposal], facts: Facts) -> dict[str, Settled]:
    """Changes that need no decision: partners' corrections of their own details, and layout, which no draft keeps.

    Where partners differ it is a clash, and a clash is never decided by the program.
    """
    found: dict[str, Settled] = {}
    for each in proposals:
        if each.kind == "layout":
            found[each.id] = Settled("reject", LAYOUT)
        elif not each.clashes and type_of_change(each, facts) is CommentType.CORRECTION_OF_OWN_DETAILS:
            found[each.id] = Settled("accept", OWN_DETAILS)
    return found


def not_theirs(proposal: Proposal, facts: Facts) -> str:
    """The partner whose row of the legal matrix a change touches, if it did not ask for the change itself; else "".

    Domain note 7.5: a row of the legal matrix is changed only by that partner.
    """
    match = re.match(r"/legal/(\d+)(/|$)", proposal.fact.pointer) if proposal.fact else None
    if match is None or int(match[1]) >= len(facts.legal):
        return ""
    party = str(facts.legal[int(match[1])].party or "")
    return "" if party in proposal.reviewers else party


def types_of(
    proposals: Iterable[Proposal], comments: Mapping[str, str], facts: Facts, chosen: Mapping[str, str]
) -> dict[str, CommentType]:
    """The comment type of every change and comment (`comments`: words by id): the chosen one, else the suggested one."""
    found = {each.id: type_of_change(each, facts) for each in proposals}
    found |= {name: type_of_words(text) for name, text in comments.items()}
    return found | {name: CommentType(value) for name, value in chosen.items() if value and name in found}
