"""The law tables as one value: powers, bases, conditions, routes, tools, the regulator and the printed words."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from studio.errors import StudioError
from studio.law.read import read_law
from studio.law.rows import Basis, Change, Condition, LawProblem, Power, Regulator


@dataclass(frozen=True)
class Law:
    """Tables by id. `powers` has what may be offered; what is hidden until confirmed is in none of them."""

    powers: dict[str, Power] = field(default_factory=dict)
    art6: dict[str, Basis] = field(default_factory=dict)
    annex1: dict[str, Basis] = field(default_factory=dict)
    art9: dict[str, Basis] = field(default_factory=dict)
    annex2: dict[str, Basis] = field(default_factory=dict)
    art10: dict[str, Basis] = field(default_factory=dict)
    schedule1: dict[str, Condition] = field(default_factory=dict)
    schedule8: dict[str, Basis] = field(default_factory=dict)
    caldicott: dict[str, Basis] = field(default_factory=dict)
    hra: dict[str, Basis] = field(default_factory=dict)
    changes: tuple[Change, ...] = ()
    routes: dict[str, Basis] = field(default_factory=dict)
    tools: dict[str, Basis] = field(default_factory=dict)
    words: dict[str, dict[str, str]] = field(default_factory=dict)
    regulator: Regulator | None = None
    problems: tuple[LawProblem, ...] = ()

    @classmethod
    def load(cls, folder: Path) -> Law:
        """Reads `folder` (clauses/law). Bad rows are left out and named in `problems`; the good ones are there."""
        tables = read_law(folder)
        return cls(**tables)

    def power(self, power_id: str) -> Power | None:
        """The power with that id, or None where it is unknown or hidden."""
        return self.powers.get(power_id)

    def word(self, value: object, table: str | None = None) -> str:
        """Printed words for a fixed value; `table` where the value is plain text. Unknown values are given back."""
        name = table or (table_of(type(value)) if isinstance(value, StrEnum) else "")
        if name:
            return self.words.get(name, {}).get(str(value), str(value))
        plain = (
            words for table, words in self.words.items() if not table.startswith("easy_")
        )  # asked for by name only
        found = {words[str(value)] for words in plain if str(value) in words}
        return found.pop() if len(found) == 1 else str(value)

    def condition(self, para: str) -> Condition | None:
        """The Schedule 1 condition of a paragraph; `18(1)` finds paragraph 18."""
        match = re.match(r"\d+", para.strip())
        return self.schedule1.get(match.group()) if match else None

    def needs_policy_document(self, para: str) -> bool:
        """Whether a paragraph of Schedule 1 asks for an appropriate policy document (paragraphs 1, 5(1) and 35).

        All of Part 2 does, save disclosures under 10(2), journalism (13) and disclosures under 27(3)."""
        if re.match(r"\s*(10\(2\)|13\b|27\(3\))", para):
            return False
        match = re.match(r"\s*(\d+)", para)
        number = int(match[1]) if match else 0
        row = self.schedule1.get(str(number))
        return row.apd if row else number in (1, 35) or 6 <= number <= 28

    def changed_between(self, after: date, until: date) -> tuple[Change, ...]:
        """What changed after one day and until another, that one included."""
        return tuple(each for each in self.changes if after < each.day <= until)

    def the_regulator(self) -> Regulator:
        """The regulator's names. Raises StudioError where the law files do not give them."""
        if self.regulator is None:
            raise StudioError("The law files do not name the regulator.", "Restore clauses/law/regulator.yaml.")
        return self.regulator


@lru_cache(maxsize=64)
def table_of(kind: type) -> str:
    """Name of the words table of a list of the facts: PartyType → party_type."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", kind.__name__).lower()
