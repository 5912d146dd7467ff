"""What a text of the library may spend: steps and characters, and what each thing that it does costs of them.

Everything is counted before it is done where it could be large: a list that holds another many times, words joined to
themselves, a pattern of small steps that together never end. The same text always ends at the same place.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache, wraps
from typing import Any

from jinja2 import TemplateRuntimeError, pass_environment
from jinja2.filters import make_attrgetter

MOST_STEPS = 100_000  # turns of loops, filters over rows, calls: in one clause or one check
MOST_CHARACTERS = 1_000_000  # words made in one clause or one check, half-made ones included
MOST_NUMBER = 10**12
MOST_PLACES = 12  # after the point
A_STEP = 1_000  # characters that are looked through in one step
_GROUPS = (list, tuple, dict, set, frozenset)


class OverBudgetError(TemplateRuntimeError):
    """A text did more than any text of a library needs."""


@dataclass(slots=True)
class Budget:
    """What one text may still do."""

    most_steps: int = MOST_STEPS
    steps: int = MOST_STEPS
    characters: int = MOST_CHARACTERS

    def fresh(self) -> None:
        self.steps, self.characters = self.most_steps, MOST_CHARACTERS

    def step(self, count: int) -> None:
        self.steps -= count
        if self.steps < 0:
            raise OverBudgetError(f"this goes through more than {self.most_steps:,} turns and was stopped")

    def say(self, count: int) -> None:
        self.characters -= count
        if self.characters < 0:
            raise OverBudgetError(f"this makes more than {MOST_CHARACTERS:,} characters and was stopped")


def is_small(number: float) -> bool:
    """A number as agreements have them: whatever is done with it is done at once."""
    return -MOST_NUMBER <= number <= MOST_NUMBER


def _parts(value: Any) -> Iterator[Any]:
    """The value, or all that a list, tuple, set or map holds, at any depth: as often as it is held."""
    waiting = [iter((value,))]
    while waiting:
        for each in waiting[-1]:
            yield each
            if isinstance(each, _GROUPS):
                waiting.append(iter((*each, *each.values()) if isinstance(each, dict) else each))
                break
        else:
            waiting.pop()


@lru_cache(maxsize=256)
def _holds_others(kind: type) -> bool:
    return issubclass(kind, _GROUPS)


def _measure(value: Any) -> tuple[int, int]:
    """How many values a value holds, and how many characters. Raises OverBudgetError for more than any text may have."""
    if isinstance(value, str):
        return 0, len(value)
    if not isinstance(value, _GROUPS):
        return 0, 0
    if not isinstance(value, dict) and len(value) < MOST_STEPS:
        kinds = set(map(type, value))  # most hold rows or names alone: they are counted at once
        if not any(map(_holds_others, kinds)):
            words = sum([len(each) for each in value if isinstance(each, str)]) if str in kinds else 0
            if words <= MOST_CHARACTERS:
                return len(value), words
    count, said = -1, 0
    for each in _parts(value):
        count += 1
        said += len(each) if isinstance(each, str) else 0
        if count > 3 * MOST_STEPS:
            raise OverBudgetError(f"this goes through more than {3 * MOST_STEPS:,} turns and was stopped")
        if said > MOST_CHARACTERS:
            raise OverBudgetError(f"this makes more than {MOST_CHARACTERS:,} characters and was stopped")
    return count, said


def cost(value: Any) -> int:
    """Steps to look through all of a value."""
    if isinstance(value, str):
        return len(value) // A_STEP
    count, said = _measure(value)
    return count + said // A_STEP


def characters(value: Any) -> int:
    """How long a value is as text, at least: names and numbers in it count for a word each."""
    if isinstance(value, str):
        return len(value)
    count, said = _measure(value)
    return said + 8 * count


def spend(budget: Budget, made: Any) -> None:
    """Take what was made from the budget."""
    if isinstance(made, str):
        budget.say(len(made))
    elif isinstance(made, _GROUPS):
        budget.step(cost(made))
    elif isinstance(made, (int, float)) and not is_small(made):
        raise OverBudgetError("the number is too large")


def told(budget: Budget, finalize: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """What is printed, counted."""

    def telling(value: Any) -> Any:
        made = finalize(value)
        budget.characters -= len(made) if isinstance(made, str) else 24
        if budget.characters < 0:
            budget.say(0)
        return made

    return telling


def read_out(budget: Budget, rows: Iterable[Any]) -> list[Any]:
    """Rows that come one by one, as a list."""
    found = []
    for each in rows:
        budget.step(1)
        found.append(each)
    return found


def counted(budget: Budget, work: Callable[..., Any]) -> Callable[..., Any]:
    """A filter that counts how much it is given, before it begins, and how much it made."""

    @wraps(work)
    def counting(*args: Any, **kwargs: Any) -> Any:
        given = list(args)
        most, words = 1, 0
        budget.step(1)
        for index, each in enumerate((*args, *kwargs.values()) if kwargs else args):
            if isinstance(each, str):
                words += len(each)
                continue
            if index < len(given) and isinstance(each, Iterator):
                given[index] = read_out(budget, each)
            rows = given[index] if index < len(given) else each
            if isinstance(rows, _GROUPS):
                budget.step(cost(rows))
                most = max(most, len(rows))
        if words * most > MOST_CHARACTERS:
            raise OverBudgetError(f"this makes more than {MOST_CHARACTERS:,} characters and was stopped")
        budget.step(words * most // A_STEP)
        try:
            made = work(*given, **kwargs)
        except AssertionError as error:  # how jinja2 says that the numbers given to a filter do not fit
            raise TemplateRuntimeError(str(error)) from error
        spend(budget, made)
        return made

    return counting


def tested(budget: Budget, work: Callable[..., Any]) -> Callable[..., Any]:
    """A test (`is`, `select`) that counts what it looks through."""

    @wraps(work)
    def testing(*args: Any, **kwargs: Any) -> Any:
        for each in args:
            if isinstance(each, _GROUPS) or (isinstance(each, str) and len(each) > A_STEP):
                budget.step(cost(each))
        return work(*args, **kwargs)

    return testing


@pass_environment
def summed(environment: Any, rows: Iterable[Any], attribute: str | None = None, start: Any = 0) -> Any:
    """The sum of numbers, or one list of many where `start` is a list or a tuple."""
    values = list(rows) if attribute is None else list(map(make_attrgetter(environment, attribute), rows))
    if isinstance(start, (list, tuple)):
        found = list(start)
        for each in values:
            if not isinstance(each, (list, tuple)):
                raise TypeError(f"a {type(each).__name__} cannot be added to a list")
            environment.budget.step(len(each))
            found += each
        return found
    if not all(isinstance(each, (int, float)) for each in (start, *values)):
        raise TypeError("only numbers can be summed; for lists say sum(start=[])")
    return sum(values, start)


def rounded(value: Any, precision: int = 0, method: str = "common") -> float:
    """The number with so many places after the point: `common`, `ceil` or `floor`."""
    if not 0 <= precision <= MOST_PLACES:
        raise OverBudgetError(f"a number has at most {MOST_PLACES} places after the point here")
    if method == "common":
        return round(float(value), precision)
    if method not in ("ceil", "floor"):
        raise TypeError("numbers are rounded by common, ceil or floor")
    change = math.ceil if method == "ceil" else math.floor
    return float(change(value * 10**precision) / 10**precision)
