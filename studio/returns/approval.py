"""Whether a return says that its reviewer agrees: by the file's own record, or by words that say nothing else.

Silence is no agreement, so nothing is read into a file without changes. Words count only where the whole remark is one
of those that people write for "yes"; a condition in the same breath makes them a remark like any other.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from studio.returns.change import Approval, NewParagraph, Return, TextEdit

GIVEN, SUBJECT = "approved", "approved subject to the points in this file"  # AS.Approval, docs/formats/review-copy.md
PROPERTY, BY, ON = "AS.Approval", "AS.ApprovedBy", "AS.ApprovedOn"
_YES = re.compile(
    r"(?:(?:we|i|yes)[ ,]*)?(?:(?:are|am|is|have|can|all|happy|content|fully|hereby|also)[ ,]+)*"
    r"(?:agrees?d?|approved?|approves|accepted|content|happy|fine|ok|okay|signed off|no (?:further )?(?:comments?|changes?))"
    r"(?: (?:with|to|by|on|from)(?: (?:this|the|our|all|every|it|us|me|draft|agreement|document|text|version|word|side|of"
    r"|its|as|drafted|it stands|changes|\d+))*)?",
)
_LONGEST = 600  # letters; whoever writes more says more than yes
_POLITE = re.compile(r"\b(?:thank you|thanks|many thanks|dear|hi|hello)\b[^.!\n]*")
# A closing line and the few short lines under it are a signature, unless one of them takes something back.
_CLOSE = re.compile(
    r"\n\s*(?:kind |best |warm )?(?:regards|wishes|yours(?: sincerely| faithfully)?)\b[^\n]*((?:\n[^\n]{0,60}){0,6})\s*\Z"
)
_BACK = re.compile(r"\b(?:but|except|unless|if|please|ps|provided|however|change|clause|subject)\b")
_WHOLE = re.compile(r"\b(?:draft|agreement|document|every word|whole|text as)\b")
_FRONT = ("title", "document-control", "signing-summary", "cover")  # clauses before the first that binds


def says_yes(text: str) -> bool:
    """Whether these words are a yes and nothing else: "Agreed.", "We are happy with this draft, thank you."."""
    if len(text) > _LONGEST:
        return False
    bare = text.lower().replace("’", "'")
    close = _CLOSE.search(bare)
    if close and not _BACK.search(close[1]):
        bare = bare[: close.start()]
    remarks = (" ".join(each.split()).strip(" ,-–") for each in re.split(r"[.!\n;]+", _POLITE.sub(" ", bare)))
    said = [each for each in remarks if each]
    return bool(said) and all(_YES.fullmatch(each) for each in said)


def recorded(properties: Mapping[str, str]) -> Approval | None:
    """The approval that the reviewer's view wrote into the file's custom properties."""
    said = properties.get(PROPERTY, "")
    if said not in {GIVEN, SUBJECT}:
        return None
    return Approval(said == GIVEN, f"{said.capitalize()}.", properties.get(BY, ""), properties.get(ON, ""))


def with_approval(reading: Return, properties: Mapping[str, str]) -> Return:
    """The reading with its approval, if it has one. The remark that says it is not listed as a comment to answer."""
    own = recorded(properties)
    if own is not None:
        kept = tuple(each for each in reading.comments if each.text.strip() != visible_words(own))
        return replace(reading, comments=kept, approval=own)
    remarks = _remarks(reading)
    if not remarks or not all(says_yes(text) for text, _ in remarks):
        return reading
    text, name = remarks[0]
    return replace(
        reading,
        changes=tuple(each for each in reading.changes if each.noise),
        comments=(),
        approval=Approval(given=True, words=text.strip(), name=name),
    )


def visible_words(approval: Approval) -> str:
    """The comment that stands beside the title for people who open the file in another program."""
    return f"{approval.words} – {approval.name}" if approval.name else approval.words


def _remarks(reading: Return) -> Sequence[tuple[str, str]]:
    """(text, author) of all that the return says, if it says nothing but words on the whole draft; else nothing.

    "Agreed" beside one clause speaks of that clause alone.
    """
    found = []
    for comment in reading.comments:
        if not _on_the_whole(comment.clause, comment.text):
            return []
        found.append((comment.text, comment.author))
    for change in reading.changes:
        if change.noise:
            continue
        added = isinstance(change.effect, NewParagraph) or (
            isinstance(change.effect, TextEdit) and change.effect.start == change.effect.end
        )
        if not added or not change.after.strip() or not _on_the_whole(change.clause, change.after):
            return []
        found.append((change.after, change.author))
    return found


def _on_the_whole(clause: str | None, text: str) -> bool:
    return clause is None or clause.startswith(_FRONT) or bool(_WHOLE.search(text.lower()))
