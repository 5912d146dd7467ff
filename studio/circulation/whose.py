"""Whose the changes of the next draft are: each tracked change under the name and time that its author's own file gives."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from studio.circulation.merge import Reviewed
from studio.circulation.proposal import Proposal
from studio.documents.attribution import Attribution, By, Stretch, joined
from studio.drafting.draft import Draft
from studio.returns.change import (
    Change,
    Effect,
    JoinedParagraphs,
    NewParagraph,
    TextEdit,
    Unmapped,
)


def whose(  # noqa: PLR0913 - what is known of a round
    proposals: Sequence[Proposal],
    decisions: Mapping[str, tuple[str, str | None]],
    reviewed: Iterable[Reviewed],
    new: Draft,
    usual: By,
    withheld: Iterable[str] = (),
    names: Mapping[str, str] | None = None,
) -> Attribution:
    """Whose the differences between the issued draft and `new` are. `decisions`: the decision and its words by id.

    What was amended, and what is withheld from the other partners, stands under the coordinator's name (`usual`). A change
    without an author in the file (it was made with tracking off) stands under its partner's, which `names` gives.
    """
    changes = {(one.recipient, each.id): (one, each) for one in reviewed for each in one.reading.changes}
    hidden = set(withheld)
    whole: dict[str, By] = {}
    facts: dict[str, By] = {}
    words: dict[str, list[Stretch]] = {}
    keys = [block.key for block in new.walk()]
    keys += [row.key for block in new.blocks if block.table for row in block.table.rows]
    for each in proposals:
        verb, _, rest = decisions.get(each.id, ("", None))[0].partition("-")
        if verb not in {"accept", "amend"}:
            continue
        by = usual if verb == "amend" or each.id in hidden else _author(each, changes, usual, names or {})
        if each.fact and rest != "words":
            facts[each.fact.pointer] = by
        whole |= {key: by for key in keys if f".new-{each.id}" in key}
        for effect in each.effects:
            if isinstance(effect, TextEdit) and verb == "accept":
                words.setdefault(effect.key, []).append(Stretch(effect.start, effect.end, effect.text, by))
            else:
                whole |= dict.fromkeys(_touched(effect), by)
    ordered = {key: tuple(sorted(found, key=lambda one: (one.start, one.end))) for key, found in words.items()}
    return Attribution(usual, whole, ordered, facts)


def _touched(effect: Effect) -> Iterable[str]:
    """The paragraphs or rows whose own change an effect is."""
    if isinstance(effect, JoinedParagraphs):
        return (effect.key, effect.second)
    if isinstance(effect, NewParagraph):
        return (effect.after,) if effect.after and effect.after_start >= 0 else ()
    if isinstance(effect, Unmapped):
        return ()
    key = getattr(effect, "key", None)
    return (key,) if isinstance(key, str) else ()


def _author(
    proposal: Proposal,
    changes: Mapping[tuple[str, str], tuple[Reviewed, Change]],
    usual: By,
    names: Mapping[str, str],
) -> By:
    found = [changes[source] for source in proposal.sources if source in changes]
    made = [
        By(each.author.strip() or names.get(one.party, one.party), _moment(each.date) or usual.date)
        for one, each in found
    ]
    return joined(made) if made else usual


def _moment(text: str | None) -> str:
    """The time as Word writes it, if the file's is one; else ""."""
    try:
        return datetime.fromisoformat(text or "").strftime("%Y-%m-%dT%H:%M:%SZ")
    except ValueError:
        return ""
