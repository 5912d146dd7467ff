"""What the reader does with each element, looked up by name; the rules themselves are data, in `rules.txt`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Rule:
    """`kind` is read, within, look, shape, nothing or told (`rules.txt` says what each means); `reason` is for people."""

    kind: str
    reason: str


@cache
def rules() -> dict[str, Rule]:
    """All rules by short element name, or by `prefix:*` for what else is in a namespace."""
    table: dict[str, Rule] = {}
    rule = Rule("", "")
    for line in (files("studio.returns") / "rules.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("    "):
            table |= dict.fromkeys(line.split(), rule)
        elif line and not line.startswith("#"):
            kind, _, reason = line.partition(": ")
            rule = Rule(kind, reason)
    return table


@cache
def rule_of(name: str) -> Rule | None:
    """The rule for a short name; None: the reader has none, so the element is listed as unread."""
    return rules().get(name) or rules().get(name.partition(":")[0] + ":*")
