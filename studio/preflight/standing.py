"""Where an agreement stands: what a workspace knows beside the facts, and the day whose law the agreement is judged by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from studio.facts.model import Facts

_SETTLED = ("in_force", "suspended", "superseded", "terminated", "expired", "archived")
_AT_WORK = ("under_review", "varied")


@dataclass(frozen=True, slots=True)
class Standing:
    """What a workspace knows of an agreement; all of it is nothing for a facts file alone."""

    status: str = ""
    sent_on: date | None = None
    """When the file to be signed went out."""
    signed: int = 0
    wanted: int = 0
    comments: int = 0
    """Reviewers' comments without an answer."""
    put_off: int = 0
    """Changes and comments that the last round put off, and that no later round has decided."""
    silent: tuple[str, ...] = ()
    """Partners that have not returned a draft, the day being past."""


def law_day(facts: Facts, on: date) -> date:
    """The day whose law the checks apply: today, or for an agreement in force or ended the day it was last looked at.

    What has come since is listed by the check E06; under review, today's law counts again.
    """
    if str(facts.agreement.status) not in _SETTLED:
        return on
    return min(last_looked_at(facts) or on, on)


def last_looked_at(facts: Facts) -> date | None:
    """The latest of start, review and dated variations; None where no day is known."""
    agreement = facts.agreement
    days = [agreement.start_date, agreement.last_review_on, *(each.dated for each in agreement.variations)]
    return max((day for day in days if day), default=None)


def power_day(facts: Facts, on: date) -> date:
    """The day on which a cited power must be in force: the start, until the agreement is looked at again."""
    status = str(facts.agreement.status)
    if status in _SETTLED:
        return law_day(facts, on)
    return on if status in _AT_WORK else facts.agreement.start_date or on
