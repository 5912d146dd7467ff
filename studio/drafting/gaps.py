"""Places without an answer in the partners' own documents, found without making the documents."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from studio.drafting.change import This, fingerprint
from studio.drafting.context import context
from studio.drafting.render import Assembler
from studio.errors import StudioError
from studio.facts.model import Facts, Party
from studio.library.clause import Clause


@dataclass(frozen=True, slots=True)
class OwnGap:
    """What keeps the document of one partner from being made: an UnansweredFactError, or a clause in error."""

    template: str
    party: Party
    error: StudioError


def own_gaps(assembler: Assembler, facts: Facts, *, on: date, number: int = 0) -> Iterator[OwnGap]:
    """Every gap in the document that a partner has for itself, beside those of the one for all.

    Only clauses that speak of "this" partner can differ from the one for all. Each is tried for each partner, and again only
    when facts that it reads have changed: a large partnership has eighty such documents.
    """
    names = context(facts, assembler.library.law, on=on, number=number, views=assembler.views)
    parties = {party.id: party for party in facts.parties}
    speaking: dict[str, list[Clause]] = {}
    for template, party_id in assembler.family(facts, on=on):
        if not party_id:
            continue
        if template not in speaking:
            speaking[template] = _clauses_of_this(assembler, template)
        own = _names_of(names, party_id)
        for clause in speaking[template]:
            if (error := _tried(assembler, clause, own, party_id)) is not None:
                yield OwnGap(template, parties[party_id], error)


def _clauses_of_this(assembler: Assembler, template: str) -> list[Clause]:
    outline = assembler.library.templates[template].outline
    clauses = (assembler.library.clauses.get(each) for entry in outline for each in entry.clauses)
    return [
        each
        for each in clauses
        if each and each.status == "approved" and "this" in assembler.renderer.reads(each).names
    ]


def _names_of(names: dict[str, Any], party: str) -> dict[str, Any]:
    """The names of the one for all, with `this`."""
    behind = names["_behind"]
    return {**names, "this": names["party"](party), "_behind": {**behind, "this": This(behind["parties"], party)}}


def _tried(assembler: Assembler, clause: Clause, names: dict[str, Any], party: str) -> StudioError | None:
    mark = (clause.when, clause.body, fingerprint(assembler.renderer.reads(clause), names))
    before, error = assembler.own_gaps.get((clause.id, party), (None, None))
    if before == mark:
        return error
    error = None
    try:
        assembler.renderer.try_out(clause, names)
    except StudioError as raised:
        error = raised
    assembler.own_gaps[clause.id, party] = (mark, error)
    return error
