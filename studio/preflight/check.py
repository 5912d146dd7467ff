"""Facts, and a draft where there is one, against the rules: every finding, in the order of the rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import Any, Protocol

from jinja2 import Template, TemplateError

from studio.drafting.change import Change, Reads, changed_fields
from studio.drafting.draft import Draft
from studio.facts.model import Facts
from studio.law.law import Law
from studio.preflight.finding import Finding
from studio.preflight.language import condition_source, environment
from studio.preflight.names import MADE_FROM, READ_UNNAMED, READS, names
from studio.preflight.rules import Rule, Rules
from studio.preflight.standing import Standing, law_day
from studio.preflight.texts import Walks

_ORDER = {"error": 0, "warning": 1, "advice": 2}


class Acceptance(Protocol):
    """A recorded acceptance of one finding (a row of the store, or of a test)."""

    @property
    def rule(self) -> str: ...
    @property
    def pointer(self) -> str: ...
    @property
    def reason(self) -> str: ...


def check(  # noqa: PLR0913 - facts, draft, rules, law and day are five different things
    facts: Facts,
    draft: Draft | None,
    rules: Rules,
    law: Law,
    on: date,
    acceptances: Iterable[Acceptance] = (),
    *,
    lines: Mapping[str, int] | None = None,
    work: Standing | None = None,
) -> tuple[Finding, ...]:
    """Findings on that day, errors first. `lines` gives each pointer's line in the facts file (`FactsReading.lines`).

    `work` is what a workspace knows beside the facts. An agreement in force is judged by the law of its day (`law_day`).

    An acceptance counts only for a finding that may be accepted. A rule that cannot be carried out is itself a warning.
    """
    accepted = {(row.rule, row.pointer): row.reason for row in acceptances}
    clauses: dict[str, str] | None = None
    found: dict[tuple[str, str, str], Finding] = {}
    for rule, pointer, message, action in _memory(rules).hits(facts, draft, law, on, work or Standing()):
        clauses = _clauses(draft) if clauses is None else clauses
        reason = accepted.get((rule.id, pointer)) if rule.acceptable else None
        line, clause = _nearest(pointer, lines or {}), _nearest(pointer, clauses)
        finding = Finding(
            rule.id, rule.severity, rule.acceptable, pointer, line, clause, message, action, rule.source, reason
        )
        found.setdefault((rule.id, pointer, message), finding)
    return tuple(sorted(found.values(), key=lambda finding: _ORDER[finding.severity]))


Hit = tuple[str, str, str]  # pointer, message, action


class _Memory:
    """What each rule found last, with the parts of the facts that it looks at: a changed fact asks only some rules again."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._last: dict[str, tuple[object, Change]] = {}
        self._found: dict[Rule, tuple[object, tuple[Hit, ...]]] = {}
        self._walks = Walks()

    def hits(
        self, facts: Facts, draft: Draft | None, law: Law, on: date, work: Standing
    ) -> Iterator[tuple[Rule, str, str, str]]:
        """Every place where a rule that applies on that day fires."""
        parts = {name: self._change(name, getattr(facts, name)) for name in type(facts).model_fields}
        parts["law"], parts["work"] = self._change("law", law), self._change("work", work)
        known: dict[str, Any] | None = None
        judged = law_day(facts, on)
        for rule in self._rules.rules:
            if rule.applies_from > judged:
                continue
            reads = _reads(rule)
            mark = None if reads is None else (on, *(parts[name].of(reads.words) for name in sorted(reads.names)))
            before, found = self._found.get(rule, (None, ()))
            if mark is None or before != mark:
                known = known or {**dict(self._rules.lists), **names(facts, draft, law, on, work, self._walks)}
                found = tuple(_hits(rule, known))
                self._found[rule] = (mark, found)
            for hit in found:
                yield rule, *hit

    def _change(self, name: str, value: object) -> Change:
        """What has changed in a part since the last time."""
        before, change = self._last.get(name, (value, None))
        change = change or Change(READ_UNNAMED)
        if before is not value and before != value:
            change.note(changed_fields(before, value))
        self._last[name] = (value, change)
        return change


@lru_cache(maxsize=4)
def _memory(rules: Rules) -> _Memory:
    return _Memory(rules)


@lru_cache(maxsize=1024)
def _reads(rule: Rule) -> Reads | None:
    """The parts and fields of the facts that a rule looks at; None for one that looks at the draft, another each time."""
    said = Reads.of(" ".join((condition_source(rule.loops, rule.condition), rule.pointer, rule.message, rule.action)))
    if said.names & {"draft", "final_sha256"}:
        return None
    parts = {"law", *(part for name in said.names for part in MADE_FROM.get(name, ()))}
    return Reads(frozenset(parts), said.words.union(*(READS.get(name, ()) for name in said.names)))


def _opened(message: str) -> str:
    """A message may begin with a fact, such as "the Council": a sentence begins with a capital all the same."""
    return message[:1].upper() + message[1:]


def _hits(rule: Rule, known: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Pointer, message and action of each place where the rule fires."""
    bound: list[dict[str, Any]] = []

    def hit(values: dict[str, Any]) -> None:
        bound.append(values)

    try:
        condition = _condition(rule)
        environment().budget.fresh()
        condition.render({**known, "hit": hit})
        for values in bound:
            said = {**known, **values}
            yield (
                _template(rule.pointer).render(said),
                _opened(_template(rule.message).render(said)),
                _template(rule.action).render(said),
            )
    except (TemplateError, TypeError, ValueError, AttributeError, KeyError, ArithmeticError) as error:
        message = f"The check {rule.id} could not be carried out: {error}"
        yield "", message, f"Look at {rule.file}, line {rule.line}."


def prepare(rule: Rule) -> None:
    """Compile what a rule asks and says. Raises TemplateSyntaxError for one in error."""
    _condition(rule)
    for text in (rule.pointer, rule.message, rule.action):
        _template(text)


@lru_cache(maxsize=1024)
def _condition(rule: Rule) -> Template:
    return _template(condition_source(rule.loops, rule.condition))


@lru_cache(maxsize=2048)
def _template(source: str) -> Template:
    return environment().from_string(source)


def _clauses(draft: Draft | None) -> dict[str, str]:
    """Which clause prints which fact, the first one first."""
    found: dict[str, str] = {}
    for block in draft.walk() if draft else ():
        for run in block.runs:
            if run.fact:
                found.setdefault(run.fact, block.clause)
    return found


def _nearest(pointer: str, table: Mapping[str, Any]) -> Any:
    """What the table has for the pointer, for the record around it, or for the first field inside it."""
    if pointer in table:
        return table[pointer]
    inside = next((value for key, value in table.items() if key.startswith(pointer + "/")), None)
    if inside is not None or "/" not in pointer:
        return inside
    return _nearest(pointer.rsplit("/", 1)[0], table) if pointer.count("/") > 1 else None
