"""The draft that follows from what is accepted so far: its facts, its wording, its text. Pure; nothing is saved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from studio.circulation.accept import Wanted, accept
from studio.circulation.proposal import FactChange, Proposal
from studio.drafting.edits import Edit
from studio.drafting.pointers import pointer_of, stable_path
from studio.drafting.render import Rendering
from studio.errors import StudioError
from studio.facts.model import Facts
from studio.facts.read import read_facts
from studio.facts.write import set_fact
from studio.law.law import Law


@dataclass(frozen=True, slots=True)
class Issued:
    """What the reviewers had before them: the draft with its sources, the facts and the agreed wording it was made from."""

    rendering: Rendering
    facts: Facts
    edits: tuple[Edit, ...]
    law: Law


@dataclass(frozen=True, slots=True)
class NextDraft:
    """The draft that follows from decisions: its facts as YAML, its wording edits, and what will not follow the facts."""

    facts: str
    edits: tuple[Edit, ...]
    fact_changes: tuple[FactChange, ...]
    warnings: tuple[str, ...]


def next_draft(issued: Issued, facts_yaml: str, proposals: Sequence[Proposal], wanted: Sequence[Wanted]) -> NextDraft:
    """Facts and edits of the next draft; `facts_yaml` are the working facts, which may have gone on since the issue.

    Raises StudioError if an accepted change of a fact makes the facts malformed.
    """
    accepted = accept(issued.rendering, issued.facts, wanted, {each.id: each for each in proposals}, law=issued.law)
    text, warnings = facts_yaml, list(accepted.warnings)
    changed: list[FactChange] = []
    now = _facts(facts_yaml)
    for change in accepted.facts:
        here = pointer_of(now, stable_path(issued.facts, change.pointer))
        if here is None:
            warnings.append(
                f"“{change.before}” is no longer in the facts, so its change to “{change.after}” has no place."
            )
            continue
        text = set_fact(text, here, change.value)
        changed.append(replace(change, pointer=here))
    if changed:
        _facts(text)
    return NextDraft(text, (*issued.edits, *accepted.edits), tuple(changed), tuple(warnings))


def _facts(text: str) -> Facts:
    reading = read_facts(text)
    if reading.facts is None:
        raise StudioError(
            f"The facts cannot hold what was accepted: {reading.problems[0].message}",
            "Amend the change, or accept it as words only.",
        )
    return reading.facts


def wanted_of(proposals: Sequence[Proposal], decisions: Mapping[str, tuple[str, str | None]]) -> list[Wanted]:
    """The accepted and amended proposals; `decisions` are the decision and the amended words by id.

    A decision `accept-words` keeps a fact and changes the words only.
    """
    found = []
    for each in proposals:
        decision, text = decisions.get(each.id, ("", None))
        verb, _, rest = decision.partition("-")
        if verb in {"accept", "amend"}:
            found.append(Wanted(each, text if verb == "amend" else None, as_fact=rest != "words"))
    return found
