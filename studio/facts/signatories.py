"""Who signs the agreement: the rows of the partners that are still part of it."""

from __future__ import annotations

from studio.facts.kinds import PartyStatus
from studio.facts.model import Facts, Signature

GONE = frozenset({PartyStatus.SET_ASIDE, PartyStatus.WITHDRAWN})
"""States of a partner that is not (or no longer) part of the agreement (domain note 7.2)."""


def signatories(facts: Facts) -> tuple[Signature, ...]:
    """The signature rows of the agreement itself, in their order, without partners that are set aside or have left."""
    gone = {each.id for each in facts.parties if each.status in GONE}
    return tuple(each for each in facts.signatures if each.document == "agreement" and each.party not in gone)
