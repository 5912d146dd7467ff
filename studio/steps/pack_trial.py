"""A foreign pack read and tried out, in a process of its own that can be ended at any moment (`library try-pack`).

Standard input is one JSON object: `texts` (file → text), `facts` (of the worked case that everything is
tried on), `known` (ids of the library at hand), `library` (the folder of the shipped one). Each
line of standard output is one: `at` with `line` before something is tried, `problem` for what is wrong, `done` at the end.
Whoever started this process knows from the last `at` what it died of.
"""

from __future__ import annotations

import json
import re
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from jinja2 import TemplateError, nodes
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.events import AliasEvent, NodeEvent

from studio.drafting.context import context
from studio.drafting.engine import environment
from studio.drafting.instances import ClauseRenderer, ClauseTextError, UnansweredFactError
from studio.errors import StudioError
from studio.facts.model import Facts
from studio.facts.tree import TreeError, read_tree
from studio.law.law import Law
from studio.library.check_clause import lint_clause
from studio.library.check_whole import lint_templates
from studio.library.clause import Clause, ClauseProblem, Template
from studio.library.kept import TextFolder
from studio.library.limits import faults, pattern_fault
from studio.library.pack import rows_of
from studio.library.read import Library, read_clause, read_template
from studio.library.spending import Budget
from studio.preflight.check import check
from studio.preflight.language import condition_source, matches
from studio.preflight.language import environment as language
from studio.preflight.rules import Rule, Rules, read_rules
from studio.steps.pack_limits import limit_memory, limit_time

ON = date(2026, 11, 22)  # the day that everything is tried on
ITEM_SECONDS = 0.25  # of the processor, for one clause or check
PACK_SECONDS, FILE_SECONDS = 5.0, 0.1  # of the processor, for the whole pack: and so much more for each of its files
WHOLE_SECONDS = 1.0  # of the processor, for reading facts and law
MOST_YAML = 24_000  # characters of one header; templates and tables may be longer
MOST_NODES = 4_000
PROBES = ("a" * 5_000, " " * 5_000, "1" * 5_000, "ab " * 1_700, "a" * 5_000 + "!", "-_.,;" * 1_000)
_PATTERN_PLACE = {"matches": 1, "texts_holding": 0}
_WORD_OF_LIST = re.compile(r"\s*([a-z_]+)\s+in\s+([a-z_0-9]+)\s*")
Problems = Iterator[tuple[int, str]]
Read = tuple[list[Clause], list[Template], Rules]


class Told:
    """Says on standard output what happens, and sets a new limit of time for each thing that is tried."""

    def __init__(self) -> None:
        self.problems = 0
        self.until = time.process_time() + PACK_SECONDS

    def at(self, file: str, line: int, seconds: float = ITEM_SECONDS) -> None:
        """What is tried next, and for how long at most; texts that are all a little slow have no more time together."""
        _say({"at": file, "line": line})
        limit_time(max(min(seconds, self.until - time.process_time()), 0.001))

    def whole(self, files: int) -> None:
        """The time of the processor for all of the pack, from now on."""
        self.until = time.process_time() + PACK_SECONDS + FILE_SECONDS * files

    def problem(self, file: str, line: int, code: str, message: str) -> None:
        self.problems += 1
        _say({"problem": [file, line, code, message[:400]]})


def _say(what: Mapping[str, Any]) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


def run() -> int:
    """Read and try what stands on standard input."""
    limit_memory()
    asked = json.loads(sys.stdin.buffer.read())
    told = Told()
    texts, folder = asked["texts"], Path(asked["library"])
    told.whole(len(texts))
    safe = {file: text for file, text in texts.items() if not _unreadable(file, text, told)}
    clauses, templates = _read(safe, told)
    _listing(safe, clauses, asked["listed"], told)
    known = {*asked["known"], *(each.id for each in clauses)}
    for clause in clauses:
        told.at(clause.file, clause.body_line)
        for problem in lint_clause(clause, known, _places(safe[clause.file])):
            told.problem(problem.file, problem.line, problem.code, problem.message)
    for template in templates:
        _template(template, known, told)
    rules = _rules(safe, folder, told)
    if not told.problems:
        facts = Facts.model_validate_json(asked["facts"])
        told.at("pack.json", 1, WHOLE_SECONDS)
        _try((clauses, templates, rules), facts, _law(safe, folder, told), told)
    _say({"done": True})
    return 1 if told.problems else 0


# --- reading --------------------------------------------------------------------------------------------------------


def _unreadable(file: str, text: str, told: Told) -> bool:
    """Whether the file's YAML is anything but plain: aliases, tags, far too much of it."""
    told.at(file, 1, WHOLE_SECONDS)
    yaml, first = text, 0
    if file.endswith(".md"):
        yaml, first = text.removeprefix("---\n").partition("\n---\n")[0], 1
        if len(yaml) > MOST_YAML:
            told.problem(file, 2, "yaml", f"The header is longer than {MOST_YAML:,} characters.")
            return True
    found = next(_yaml_faults(yaml), None)
    if found:
        told.problem(file, found[0] + first, "yaml", found[1])
    return found is not None


def _yaml_faults(text: str) -> Problems:
    count, depth = 0, 0
    try:
        for event in YAML(typ="safe", pure=True).parse(text):
            count += 1
            name = type(event).__name__
            depth += name.endswith("StartEvent") - name.endswith("EndEvent")
            line = event.start_mark.line + 1
            if isinstance(event, AliasEvent) or (isinstance(event, NodeEvent) and event.anchor):
                yield line, "Aliases (& and *) are not allowed in a pack; write it out."
            if getattr(event, "tag", None):
                yield line, "Tags (!) are not allowed in a pack."
            if count > MOST_NODES or depth > 14:
                yield line, "This holds far more than any file of a library."
    except (YAMLError, ValueError, KeyError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        yield (mark.line + 1 if mark else 1), "The YAML cannot be read."


def _read(texts: Mapping[str, str], told: Told) -> tuple[list[Clause], list[Template]]:
    clauses: list[Clause] = []
    templates: list[Template] = []
    for file, text in texts.items():
        told.at(file, 1, WHOLE_SECONDS)
        problems: list[ClauseProblem] = []
        try:
            if file.endswith(".md"):
                clauses += [made for made in [read_clause(text, file, problems)] if made]
            elif file.startswith("templates/"):
                made = read_template(text, file, problems)
                templates += [made] if made else []
                if made is None and not problems:
                    told.problem(file, 1, "outline", "The template has no outline.")
        except (RecursionError, ValueError, TypeError) as error:
            told.problem(file, 1, "yaml", f"This cannot be read: {error}.")
        for each in problems:
            told.problem(each.file, each.line, each.code, each.message)
    return clauses, templates


def _listing(texts: Mapping[str, str], clauses: list[Clause], listed: Mapping[str, Any], told: Told) -> None:
    """Whether the list in the pack says of versions and rows what the texts say."""
    real: dict[str, list[Any]] = {clause.file: [clause.version, []] for clause in clauses}
    for file in texts:
        if file.startswith(("clauses/law/", "clauses/checks/")):
            told.at(file, 1, WHOLE_SECONDS)
            with suppress(TreeError):
                real[file] = ["", list(dict.fromkeys(row for row, _, _ in rows_of(texts[file])))]
    for file, said in real.items():
        if said != listed[file]:
            told.problem(file, 1, "listing", "The list in the pack gives it another version or other rows than it has.")


def _places(text: str) -> Any:
    lines = text.split("\n---\n", maxsplit=1)[0].split("\n")

    def at(key: str) -> int:
        return next((number for number, line in enumerate(lines, 1) if line.startswith(f"{key}:")), 2)

    return at


def _template(template: Template, known: set[str], told: Told) -> None:
    told.at(template.file, 1)
    stand_in = dict.fromkeys(known)
    alone = Library(stand_in, {template.id: template}, Law(), (), "", Path())  # type: ignore[arg-type]
    for problem in lint_templates(alone):
        told.problem(problem.file, problem.line, problem.code, problem.message)


# --- checks and law -------------------------------------------------------------------------------------------------


def _rules(texts: Mapping[str, str], folder: Path, told: Told) -> Rules:
    """The rules of the pack with the named lists of the library; law tables are read as well."""
    for prefix in ("clauses/law/", "clauses/checks/"):
        for file in [each for each in texts if each.startswith(prefix)]:
            told.at(file, 1, WHOLE_SECONDS)
            try:
                read_tree(texts[file])
            except TreeError as error:
                told.problem(file, error.line, "yaml", error.message)
    checks = _folder(texts, "clauses/checks/")
    told.at(f"clauses/checks/{next(iter(checks), '')}", 1, WHOLE_SECONDS * (1 + len(checks)))
    own = read_rules(TextFolder("checks", checks).as_path()) if checks else Rules()
    for problem in own.problems:
        told.problem(f"clauses/checks/{problem.file}", problem.line, "checks", problem.message)
    whole = replace(own, lists=_with_lists_at_hand(own, folder)) if own.rules else own
    named = frozenset(name for name, _ in whole.lists)
    for rule in own.rules:
        told.at(f"clauses/checks/{rule.file}", rule.line)
        for message in rule_faults(rule, named):
            told.problem(f"clauses/checks/{rule.file}", rule.line, "not-allowed", message)
    _words_of_lists(own, f"clauses/checks/{next(iter(checks), '')}", told)
    return whole


def _words_of_lists(own: Rules, file: str, told: Told) -> None:
    """The words of named lists are used as patterns."""
    for name, values in own.lists:
        for value in values:
            told.at(file, 1)
            if fault := pattern_fault(value):
                told.problem(file, 1, "pattern", f"The list {name}: {fault}.")
            _probe(value)


def _with_lists_at_hand(own: Rules, folder: Path) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The named lists of the pack, and those of the library under other names."""
    mine = {name for name, _ in own.lists}
    heads = {
        path.name: path.read_text("utf-8").partition("\nrules:")[0] + "\nrules: []\n"
        for path in (folder / "clauses" / "checks").glob("*.yaml")
    }
    at_hand = read_rules(TextFolder("checks", heads).as_path()).lists
    return (*own.lists, *(each for each in at_hand if each[0] not in mine))


def _folder(texts: Mapping[str, str], prefix: str) -> dict[str, str]:
    return {file.removeprefix(prefix): text for file, text in texts.items() if file.startswith(prefix)}


def _trees(rule: Rule) -> Iterator[nodes.Template]:
    for source in (condition_source(rule.loops, rule.condition), rule.pointer, rule.message, rule.action):
        yield language().parse(source)


def rule_faults(rule: Rule, lists: frozenset[str]) -> Iterator[str]:
    """What a check must not do, told from its text alone. `lists` are the names of the named lists."""
    try:
        trees = list(_trees(rule))
    except (TemplateError, RecursionError) as error:
        yield f"The check {rule.id} cannot be read: {error}."
        return
    for tree in trees:
        yield from (f"The check {rule.id}: {fault.message}." for fault in faults(tree))
        for pattern in _patterns(tree):
            if fault := pattern_fault(pattern):
                yield f"The check {rule.id}: {fault}."
    yield from _made_up_patterns(rule, lists)


def _patterns(tree: nodes.Template) -> Iterator[str]:
    """Texts that are used as patterns: in `matches(…)` and `texts_holding(…)`, and in the test `holding`."""
    for given in _pattern_places(tree):
        yield from (each.value for each in given.find_all(nodes.Const) if isinstance(each.value, str))
        if isinstance(given, nodes.Const) and isinstance(given.value, str):
            yield given.value


def _pattern_places(tree: nodes.Template) -> Iterator[nodes.Expr]:
    """The expressions that stand where a pattern is wanted."""
    for call in tree.find_all(nodes.Call):
        place = _PATTERN_PLACE.get(call.node.name) if isinstance(call.node, nodes.Name) else None
        if place is not None:
            yield from call.args[place : place + 1]
            yield from (each.value for each in call.kwargs if each.key == "pattern")
    for test in (*tree.find_all(nodes.Test), *tree.find_all(nodes.Filter)):
        args = test.args or []
        if isinstance(test, nodes.Test) and test.name == "holding":
            yield from args
        elif any(isinstance(each, nodes.Const) and each.value == "holding" for each in args):
            yield from (each for each in args if not (isinstance(each, nodes.Const) and each.value == "holding"))


def _made_up_patterns(rule: Rule, lists: frozenset[str]) -> Iterator[str]:
    """A pattern that only shows when the check is carried out cannot be judged; a word of a named list can."""
    words = {match[1] for loop in rule.loops if (match := _WORD_OF_LIST.fullmatch(loop)) and match[2] in lists}
    for tree in _trees(rule):
        called = [call for call in tree.find_all(nodes.Call) if getattr(call.node, "name", "") in _PATTERN_PLACE]
        if len(called) < len([each for each in tree.find_all(nodes.Name) if each.name in _PATTERN_PLACE]):
            yield f"The check {rule.id}: matches and texts_holding are called under their own names."
        for given in _pattern_places(tree):
            if not (isinstance(given, nodes.Const) or (isinstance(given, nodes.Name) and given.name in words)):
                yield f"The check {rule.id}: a pattern is written out, or is a word of a named list."


# --- trying out -----------------------------------------------------------------------------------------------------


def _try(read: Read, facts: Facts, law: Law, told: Told) -> None:
    """Every clause, condition, pattern and check over the facts of a worked case, whatever its condition says."""
    told.at("pack.json", 1, WHOLE_SECONDS)
    clauses, templates, rules = read
    names = context(facts, law, on=ON, number=1)
    renderer = ClauseRenderer(environment(law))
    for clause in clauses:
        told.at(clause.file, clause.body_line)
        for line, message in _tried(clause, renderer, names):
            told.problem(clause.file, line, "trial", message)
    for template in templates:
        told.at(template.file, 1)
        try:
            if template.when:
                renderer.value(template.when, names, template.file)
        except StudioError as error:
            told.problem(template.file, 1, "trial", error.message)
    for rule in rules.rules:
        told.at(f"clauses/checks/{rule.file}", rule.line)
        for message in _checked(rule, rules, facts, law):
            told.problem(f"clauses/checks/{rule.file}", rule.line, "trial", message)


def _law(texts: Mapping[str, str], folder: Path, told: Told) -> Law:
    """The tables at hand, with those of the pack in their place: a table that is broken shows here."""
    at_hand = {path.name: path.read_text("utf-8") for path in (folder / "clauses" / "law").glob("*.yaml")}
    mine = _folder(texts, "clauses/law/")
    law = Law.load(TextFolder("law", {**at_hand, **mine}).as_path())
    for problem in law.problems:
        told.problem(f"clauses/law/{problem.file}", problem.line, "law", problem.message)
    return law


def _tried(clause: Clause, renderer: ClauseRenderer, names: dict[str, Any]) -> Problems:
    try:
        with suppress(UnansweredFactError):
            renderer.instances(clause, names)
        renderer.holds(clause, names)
    except ClauseTextError as error:
        yield error.line, error.message.partition(": ")[2]
    except (StudioError, RecursionError) as error:
        yield clause.body_line, str(error)
    except MemoryError:
        yield clause.body_line, "It needs more memory than any clause does."


def _probe(pattern: str) -> None:
    """Look for the pattern in long texts: one that is slow ends here."""
    if not pattern_fault(pattern):
        for probe in PROBES:
            matches(probe, pattern)


def _checked(rule: Rule, rules: Rules, facts: Facts, law: Law) -> Iterator[str]:
    budget: Budget = language().budget
    try:
        for tree in _trees(rule):
            for pattern in _patterns(tree):
                _probe(pattern)
        budget.fresh()
        for found in check(facts, None, replace(rules, rules=(rule,)), law, ON):
            if "could not be carried out" in found.message:
                yield found.message
    except (ValueError, RecursionError) as error:
        yield f"The check {rule.id} could not be carried out: {error}"
    except MemoryError:
        yield f"The check {rule.id} needs more memory than any check does."
