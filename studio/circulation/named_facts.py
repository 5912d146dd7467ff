"""Facts that new words name: a partner or an item of data goes on following the facts inside a reviewer's sentence."""

from __future__ import annotations

import re
from dataclasses import dataclass

from studio.drafting.edits import FactPlace, Source, Sources, Words
from studio.facts.model import Facts


@dataclass(frozen=True, slots=True)
class _Named:
    text: str
    path: str  # stable path
    filters: str | None = None


def live(text: str, facts: Facts) -> Sources:
    """The words as sources: names of partners and data items as places of their facts, all else as it was typed."""
    pattern, known = _known(facts)
    if pattern is None:
        return (Words(text),)
    made: list[Source] = []
    at = 0
    for match in pattern.finditer(text):
        named = known[match.group()]
        if match.start() > at:
            made.append(Words(text[at : match.start()]))
        made.append(FactPlace(named.path, filters=named.filters))
        at = match.end()
    if at < len(text) or not made:
        made.append(Words(text[at:]))
    return tuple(made)


def named_in(text: str, facts: Facts) -> tuple[str, ...]:
    """The names in some new words that will follow the facts, each once."""
    pattern, _ = _known(facts)
    return tuple(dict.fromkeys(pattern.findall(text))) if pattern else ()


_Known = tuple[re.Pattern[str] | None, dict[str, _Named]]
_made: list[tuple[Facts, _Known]] = []  # the last few, by identity: facts never change, and to hash them takes long


def _known(facts: Facts) -> _Known:
    """Every spelling under which a fact is recognised."""
    for whose, known in _made:
        if whose is facts:
            return known
    known = _spellings(facts)
    _made[:] = [*_made[-3:], (facts, known)]
    return known


def _spellings(facts: Facts) -> _Known:
    """A spelling that two rows share names neither."""
    found: dict[str, _Named | None] = {}
    for one in (*_partners(facts), *_items(facts)):
        before = found.get(one.text)
        if before is None and one.text in found:
            continue
        same_row = before is not None and before.path.rsplit("/", 1)[0] == one.path.rsplit("/", 1)[0]
        found[one.text] = before if same_row else None if before else one
    known = {text: one for text, one in found.items() if one}
    if not known:
        return None, {}
    longest = sorted(known, key=lambda text: (-len(text), text))
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest))})(?!\w)"), known


def _partners(facts: Facts) -> list[_Named]:
    return [
        each
        for party in facts.parties
        for field in ("short_name", "legal_name")
        if (name := getattr(party, field))
        for each in _spelled(name, f"/parties/@{party.id}/{field}")
    ]


def _items(facts: Facts) -> list[_Named]:
    """Labels of several words: one word alone, such as “Address”, says too little."""
    return [
        each
        for item in facts.data_items
        if item.label and " " in item.label.strip()
        for each in (
            *_spelled(item.label, f"/data_items/@{item.id}/label"),
            *(
                [_Named(item.label.lower(), f"/data_items/@{item.id}/label", "lower")]
                if item.label[1:].islower()
                else []
            ),
        )
    ]


def _spelled(name: str, path: str) -> list[_Named]:
    """The name as it stands, and as a sentence would begin with it."""
    spelled = [_Named(name, path)]
    if name[:1].islower():
        spelled.append(_Named(name[:1].upper() + name[1:], path, "capitalize"))
    return spelled
