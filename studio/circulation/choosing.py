"""Which changes a decision in bulk is for: those that want the same, those of a reviewer, those of a kind."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from studio.circulation.proposal import Proposal

YES = frozenset({"accept", "amend"})


@dataclass(frozen=True, slots=True)
class Selection:
    """Changes that have all that is named here; "" asks for nothing. What is decided already is left as it is."""

    reviewer: str = ""  # party id
    kind: str = ""  # a kind of `Proposal`
    clause: str = ""
    like: str = ""  # the id of a change: others that want the same words

    def holds(self, one: Proposal, known: Mapping[str, Proposal]) -> bool:
        """Whether a change has all of it."""
        return (
            (not self.reviewer or self.reviewer in one.reviewers)
            and (not self.kind or self.kind == one.kind)
            and (not self.clause or self.clause == one.clause)
            and (not self.like or (self.like in known and wants(one) == wants(known[self.like])))
        )


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a decision in bulk does: `ids` are decided; `left` stay open, as they clash or may not be accepted."""

    ids: tuple[str, ...]
    left: tuple[str, ...]


def wants(one: Proposal) -> tuple[str, str, str]:
    """What a change wants, wherever it stands: two that are equal are similar."""
    return one.kind, " ".join(one.before.lower().split()), " ".join(one.after.lower().split())


def choose(
    proposals: Sequence[Proposal],
    decided: Collection[str],
    selection: Selection,
    decision: str = "reject",
    barred: Collection[str] = (),
) -> Chosen:
    """The open changes that are meant. To accept them leaves out clashes, whose sides are laid beside each other, and
    what is `barred` from being accepted."""
    known = {each.id: each for each in proposals}
    found = [each for each in proposals if each.id not in decided and selection.holds(each, known)]
    left = tuple(each.id for each in found if each.clashes or each.id in barred) if decision in YES else ()
    return Chosen(tuple(each.id for each in found if each.id not in left), left)
