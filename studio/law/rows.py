"""Rows of the law tables: what is cited, for whom, where and when. Loaded from `clauses/law/`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


def _within(first: date | None, last: date | None, day: date) -> bool:
    return (first is None or first <= day) and (last is None or day <= last)


@dataclass(frozen=True, slots=True)
class Power:
    """A power or gateway (domain note 4.6). `kind` is D (duty), P (power), D/P or P/D."""

    id: str
    citation: str
    title: str
    kind: str
    who: str
    nations: frozenset[str]
    valid_from: date | None = None
    valid_to: date | None = None
    in_force: bool = True
    express: bool = False
    hidden: bool = False
    note: str = ""
    bodies: frozenset[str] = frozenset()
    """Kinds of party that the law lists; empty where no list is kept."""
    repealed_on: date | None = None
    added_by: str = ""
    checked_by: str = ""
    """Who stands for a row that a user added, and since when."""
    checked_on: date | None = None

    def in_force_on(self, day: date) -> bool:
        """In force on that day: the last day included, the day of a repeal not."""
        kept = self.repealed_on is None or day < self.repealed_on
        return self.in_force and kept and _within(self.valid_from, self.valid_to, day)

    @property
    def is_duty(self) -> bool:
        return "D" in self.kind


@dataclass(frozen=True, slots=True)
class Basis:
    """A lawful basis, condition, route or tool: `title` stands within a sentence, `cite` is its place in the law."""

    id: str
    title: str
    cite: str = ""
    needs: str = ""
    schedule1: bool = False
    """Article 9 conditions only: a Schedule 1 condition is needed as well."""
    portability: bool = False
    objection: bool = False
    erasure: bool = False
    valid_from: date | None = None
    valid_to: date | None = None

    def in_force_on(self, day: date) -> bool:
        """In force on that day, the first and the last day included."""
        return _within(self.valid_from, self.valid_to, day)


@dataclass(frozen=True, slots=True)
class Condition:
    """A paragraph of Schedule 1 to the Data Protection Act 2018. `apd`: an appropriate policy document is needed."""

    para: str
    title: str
    apd: bool
    art9: tuple[str, ...] = ()
    waiver: str = ""
    art10: bool = False
    """Criminal offence data may rest on it as well."""

    @property
    def cite(self) -> str:
        return f"Schedule 1 paragraph {self.para}"


@dataclass(frozen=True, slots=True)
class Change:
    """The law changed on that day; `title` and `cite` are shown to whoever has to look at an agreement again."""

    day: date
    title: str
    cite: str


@dataclass(frozen=True, slots=True)
class Regulator:
    name: str
    short: str
    plain: str
    since: date
    earlier: str


@dataclass(frozen=True, slots=True)
class LawProblem:
    """What is wrong with a law file: `line` counts from 1, 0 where the file itself is missing."""

    file: str
    line: int
    message: str
