"""What a clause, a condition or a check may do, and how much of it.

A text of the library may come from anywhere. Before it is compiled, whatever it has no need of is refused: macros, includes,
assignments, recursion, names that begin with `_`. While it runs, every turn of a loop, every filter and every word made is
counted against a budget, so that it ends soon whatever it says; the same text always ends at the same place. Patterns
that can take very long are refused by their form.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import wraps
from types import BuiltinMethodType, FunctionType, MethodType
from typing import Any, cast

from jinja2 import TemplateRuntimeError, TemplateSyntaxError, nodes, pass_context
from jinja2.exceptions import SecurityError
from jinja2.runtime import LoopContext
from jinja2.sandbox import SandboxedEnvironment
from jinja2.visitor import NodeTransformer

MOST_STEPS = 100_000  # turns of loops, filters over rows, calls: in one clause or one check
MOST_CHARACTERS = 1_000_000  # words made in one clause or one check, half-made ones included
MOST_RANGE = 10_000
MOST_NUMBER = 10**12
_REFUSED: dict[type[nodes.Node], str] = {
    nodes.Macro: "a macro",
    nodes.CallBlock: "a call block",
    nodes.Include: "an include",
    nodes.Import: "an import",
    nodes.FromImport: "an import",
    nodes.Extends: "an extends",
    nodes.Block: "a block",
    nodes.FilterBlock: "a filter block",
    nodes.AssignBlock: "an assignment",
    nodes.With: "a with block",
    nodes.ScopedEvalContextModifier: "an autoescape block",
    nodes.Pow: "a power (**)",
}
_FILTERS = (
    "abs", "capitalize", "count", "d", "default", "dictsort", "first", "float", "groupby", "int", "items", "join", "last",
    "length", "list", "lower", "map", "max", "min", "reject", "rejectattr", "reverse", "round", "select", "selectattr",
    "sort", "string", "sum", "title", "trim", "truncate", "unique", "upper",
)  # fmt: skip
CLAUSE_FILTERS = frozenset(_FILTERS) | {"listed", "plural", "sentence", "date", "words"}
_METHODS = {dict: {"get", "items", "keys", "values"}, str: {"startswith", "endswith", "lower", "upper", "strip"}}


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


@dataclass(frozen=True, slots=True)
class Fault:
    """What a text must not do; `line` counts from 1 within the text."""

    line: int
    message: str


def faults(tree: nodes.Node) -> Iterator[Fault]:
    """What a library's text does not need and a foreign one must not do."""
    for node in _all_nodes(tree):
        if what := _REFUSED.get(type(node)):
            yield Fault(node.lineno, f"{what} is not allowed here")
        elif isinstance(node, nodes.For) and node.recursive:
            yield Fault(node.lineno, "a recursive loop is not allowed here")
        elif isinstance(node, nodes.Getattr) and node.attr.startswith("_"):
            yield Fault(node.lineno, f"{node.attr} leads out of the facts and is not allowed here")
        elif isinstance(node, nodes.Const) and isinstance(node.value, str) and "__" in node.value:
            yield Fault(node.lineno, f"“{node.value[:40]}” leads out of the facts and is not allowed here")
        elif isinstance(node, nodes.Call) and not isinstance(node.node, (nodes.Name, nodes.Getattr)):
            yield Fault(node.lineno, "only a name can be called here")


def _all_nodes(tree: nodes.Node) -> Iterator[nodes.Node]:
    """Every node below one, each once; without recursion, as this is done for every text that is compiled."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        for name in node.fields:
            value = getattr(node, name, None)
            if isinstance(value, nodes.Node):
                waiting.append(value)
                yield value
            elif isinstance(value, list):
                for each in value:
                    if isinstance(each, nodes.Node):
                        waiting.append(each)
                        yield each


class Bounded(NodeTransformer):
    """Loops and joined words that count what they do."""

    def visit_For(self, node: nodes.For) -> nodes.Node:  # noqa: N802 - named by jinja2
        self.generic_visit(node)
        words = sum(len(each.data) for each in _own_words(node))
        rows = cast("nodes.Expr", node.iter)
        node.iter = _counting("_turns", rows, [nodes.Const(words, lineno=node.lineno)])
        return node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Node:  # noqa: N802 - named by jinja2
        self.generic_visit(node)
        return _counting("_joined", nodes.List(node.nodes, lineno=node.lineno), [])


def _counting(name: str, value: nodes.Expr, more: list[nodes.Expr]) -> nodes.Filter:
    return nodes.Filter(value, name, more, [], None, None, lineno=value.lineno)


def _own_words(node: nodes.For) -> Iterator[nodes.TemplateData]:
    """The words that every turn prints, without those of loops inside."""
    waiting: list[nodes.Node] = list(node.body)
    while waiting:
        each = waiting.pop()
        if isinstance(each, nodes.TemplateData):
            yield each
        elif not isinstance(each, nodes.For):
            waiting += each.iter_child_nodes()


class BoundedSandbox(SandboxedEnvironment):
    """The sandbox with a budget. `budget.fresh()` before each text."""

    intercepted_binops = frozenset({"+", "*", "%", "**"})

    def __init__(self, *args: Any, steps: int = MOST_STEPS, finalize: Callable[[Any], Any], **kwargs: Any) -> None:
        self.budget = Budget(steps, steps)
        super().__init__(*args, finalize=_told(self.budget, finalize), **kwargs)
        own: dict[str, Callable[..., Any]] = {name: self.filters[name] for name in _FILTERS}
        self.filters = {name: counted(self.budget, each) for name, each in own.items()}
        self.filters |= {"_turns": _turns, "_joined": _joined}
        self.globals = {"range": self._range}

    def count(self, filters: Mapping[str, Callable[..., Any]]) -> None:
        """Add filters of our own."""
        self.filters.update({name: counted(self.budget, each) for name, each in filters.items()})

    def _generate(self, source: nodes.Template, *args: Any, **kwargs: Any) -> str:
        for fault in faults(source):
            raise TemplateSyntaxError(fault.message, fault.line)
        tree: nodes.Template = source
        if any(isinstance(node, (nodes.For, nodes.Concat)) for node in _all_nodes(source)):
            tree = Bounded().visit(source)
            tree.set_environment(self)
        return str(super()._generate(tree, *args, **kwargs))

    def _range(self, *bounds: int) -> list[int]:
        found = range(*bounds)
        if len(found) > MOST_RANGE:
            raise OverBudgetError(f"a range of more than {MOST_RANGE:,} numbers is not allowed here")
        self.budget.step(len(found))
        return list(found)

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        numbers = isinstance(left, (int, float)) and isinstance(right, (int, float))
        if operator == "**" or (operator in "*%" and not numbers):
            raise SecurityError(f"“{operator}” is not allowed here")
        if operator == "*" and max(abs(left), abs(right)) > MOST_NUMBER:
            raise OverBudgetError("the number is too large")
        made = super().call_binop(context, operator, left, right)
        if not numbers:
            _spend(self.budget, made)
        return made

    def call(self, context: Any, called: Any, /, *args: Any, **kwargs: Any) -> Any:
        self.budget.step(1)
        if not _ours(called):
            raise SecurityError(f"“{getattr(called, '__name__', called.__class__.__name__)}” cannot be called here")
        if isinstance(called, (FunctionType, MethodType)):
            kwargs.pop("_loop_vars", None)  # what the engine adds for its own kind of function
            kwargs.pop("_block_vars", None)
            return called(*args, **kwargs)
        return super().call(context, called, *args, **kwargs)


def _ours(called: Any) -> bool:
    """A function that this program gave the text, or one of the few methods that a text needs."""
    if isinstance(called, FunctionType):
        return (called.__module__ or "").partition(".")[0] == "studio"
    if isinstance(called, MethodType):
        owner = type(called.__self__)
        return owner is LoopContext or owner.__module__.partition(".")[0] == "studio"
    if isinstance(called, BuiltinMethodType):
        allowed = (names for kind, names in _METHODS.items() if isinstance(called.__self__, kind))
        return called.__name__ in next(allowed, ())
    return False


def _told(budget: Budget, finalize: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def told(value: Any) -> Any:
        made = finalize(value)
        budget.say(len(made) if isinstance(made, str) else 24)
        return made

    return told


def counted(budget: Budget, work: Callable[..., Any]) -> Callable[..., Any]:
    """A filter that counts how much it was given and how much it made."""

    @wraps(work)
    def counting(*args: Any, **kwargs: Any) -> Any:
        given = next((len(each) for each in args if isinstance(each, (list, tuple, dict))), 0)
        budget.step(1 + given)
        made = work(*args, **kwargs)
        _spend(budget, made)
        return made

    return counting


def _spend(budget: Budget, made: Any) -> None:
    if isinstance(made, str):
        budget.say(len(made))
    elif isinstance(made, (list, tuple)):
        budget.step(len(made))


@pass_context
def _turns(context: Any, rows: Any, words: int) -> Any:
    """The rows of a loop, counted; what has no length is read out first."""
    budget = context.environment.budget
    if not hasattr(rows, "__len__"):
        found = []
        for each in rows:
            budget.step(1)
            found.append(each)
        rows = found
    else:
        budget.step(len(rows))
    budget.say(len(rows) * words)
    return rows


@pass_context
def _joined(context: Any, parts: list[Any]) -> str:
    made = "".join(map(str, parts))
    context.environment.budget.say(len(made))
    return made


# --- patterns -------------------------------------------------------------------------------------------------------

_MANY = 20  # a repeat that may go on longer counts as endless
_MOST_WAYS = 5_000
_REPEATS = {"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"}


def pattern_fault(pattern: str) -> str:
    """Why a pattern could take very long, or is none at all; "" for a good one."""
    from re import _parser  # type: ignore[attr-defined]

    if len(pattern) > 500:
        return "the pattern is longer than 500 characters"
    try:
        parsed = _parser.parse(pattern)
    except (re.error, OverflowError, RecursionError) as error:
        return f"the pattern cannot be read: {error}"
    endless, ways = 0, 1
    for name, depth, count in _walk(parsed, 0):
        if name.startswith("GROUPREF"):
            return "the pattern refers back to what it found, which can take very long"
        if depth and (count > 1 or name == "BRANCH"):
            return "the pattern repeats what can match in several ways already, which can take very long"
        endless += count > _MANY
        ways *= count if count <= _MANY else 1
    many = endless > 2 or ways > _MOST_WAYS
    return "the pattern can match in very many ways, which can take very long" if many else ""


def _walk(parsed: Any, inside: int) -> Iterator[tuple[str, int, int]]:
    """Every part: its name, the number of repeats it stands in, and in how many ways it can be repeated itself."""
    for part, value in parsed:
        name = str(part)
        if name in _REPEATS:
            low, high, inner = value
            yield name, inside, int(high) - int(low) + 1
            yield from _walk(inner, inside + (int(high) > 1))
            continue
        yield name, inside, 1
        for each in _inside(value):
            yield from _walk(each, inside)


def _inside(value: Any) -> Iterator[Any]:
    """The patterns that a part holds."""
    if type(value).__name__ == "SubPattern":
        yield value
    elif isinstance(value, (tuple, list)):
        for each in value:
            yield from _inside(each)
