"""Which decisions are refused when they are made, and why: what cannot stand together, or is not the coordinator's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from studio.circulation.accept import is_lost
from studio.circulation.choosing import YES
from studio.circulation.comment_types import not_theirs
from studio.circulation.following import next_draft, wanted_of
from studio.circulation.merge import places_of
from studio.circulation.printed import fact_of
from studio.circulation.proposal import Proposal
from studio.errors import StudioError
from studio.steps.round_work import RoundWork
from studio.store.records import DecisionRecord


def refuse_both_sides(
    known: Mapping[str, Proposal], proposals: Sequence[str], decision: str, decided: Mapping[str, DecisionRecord]
) -> None:
    """Two sides of a clash cannot both be accepted."""
    if decision not in YES:
        return
    yes = {change for change, each in decided.items() if each.decision.split("-")[0] in YES} | set(proposals)
    for each in proposals:
        if against := [other for other in known[each].clashes if other in yes and other != each]:
            raise StudioError(
                f"This change and {', '.join(against)} change the same words and cannot both stand.",
                "Reject one of them, or amend one with words of your own and reject the other.",
            )


def refuse_others_rows(work: RoundWork, proposals: Sequence[Proposal], decision: str) -> None:
    """A row of the legal matrix is changed only by the partner whose it is (domain note 7.5)."""
    if decision not in YES:
        return
    for each in proposals:
        if party := not_theirs(each, work.issued.facts):
            raise StudioError(
                f"This is {party}'s row of the legal matrix, and {party} did not ask for the change.",
                f"Reject it or put it off, and ask {party}; its own row it changes itself.",
            )


def refuse_lost(work: RoundWork, proposals: Sequence[Proposal], decision: str) -> None:
    """Words that are gone are not accepted; words put in their place stand in a paragraph that nothing else changes."""
    yes = {name for name, each in work.decisions.items() if each.decision.split("-")[0] in YES}
    yes |= {each.id for each in proposals} if decision in YES else set()
    for each in proposals if decision in YES else ():
        if is_lost(each) and decision == "accept":
            raise StudioError(
                f"What it changes is no longer in draft {work.round.draft}, so it cannot be accepted as it is.",
                "Amend it with the words that its paragraph shall have, or reject it.",
            )
        if is_lost(each) and each.block is None:
            raise StudioError("Its paragraph is no longer in the draft.", "Reject it with the reason.")
    for each in work.proposals:
        if each.id in yes and is_lost(each):
            beside = [one.id for one in work.proposals if one.id in yes - {each.id} and each.block in places_of(one)]
            if beside:
                raise StudioError(
                    f"{each.id} words its paragraph anew, and {', '.join(beside)} changes the same paragraph.",
                    "Put all of the words into one of them by amending, and reject the other.",
                )


def refuse_values(
    work: RoundWork, yaml: str, facts: Sequence[Proposal], decision: str, made: Mapping[str, DecisionRecord]
) -> None:
    """What is accepted as a change of a fact must be a value that the working facts (`yaml`) can hold, now and not at the
    end."""
    for each in facts:
        fact, text = each.fact, (made[each.id].text or "").strip()
        if fact and decision == "amend" and (
            fact_of(work.issued.facts, work.issued.law, fact.pointer, fact.before, text) is None
        ):  # fmt: skip
            raise StudioError(
                f"“{text}” cannot stand where “{fact.before}” is printed from the facts.",
                f"Write it as it is printed there (“{fact.after}”), or change the words only.",
            )
    if facts:
        taken = {name: (each.decision, each.text) for name, each in made.items()}
        next_draft(work.issued, yaml, work.proposals, wanted_of(facts, taken))
