"""What a clause, a condition or a check may do, and how much of it.

A text of the library may come from anywhere. Before it is compiled, whatever it has no need of is refused: macros, includes,
assignments, recursion, names that begin with `_`. While it runs, every turn of a loop, every filter and every word made is
counted against a budget, so that it ends soon whatever it says; the same text always ends at the same place. Patterns
that can take very long are refused by their form.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from types import BuiltinMethodType, CodeType, FunctionType, MethodType
from typing import Any, cast

from jinja2 import TemplateSyntaxError, nodes, pass_context
from jinja2.environment import TemplateExpression
from jinja2.exceptions import SecurityError
from jinja2.runtime import LoopContext
from jinja2.sandbox import SandboxedEnvironment
from jinja2.visitor import NodeTransformer

from studio.library.spending import (
    MOST_STEPS,
    Budget,
    OverBudgetError,
    characters,
    cost,
    counted,
    is_small,
    read_out,
    rounded,
    spend,
    summed,
    tested,
    told,
)
from studio.prepared import key, prepared

MOST_RANGE = 10_000
MOST_STRIPPED = 20
MOST_DEPTH = 100  # brackets in brackets, loops in loops, filters after filters
NODES_A_STEP = 40  # a turn through a long body counts for more than one
TOO_DEEP = "this is nested deeper than any text of a library"
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
CLAUSE_FILTERS = frozenset(_FILTERS) | {"listed", "plural", "sentence", "date", "words", "titled"}
_METHODS = {dict: {"get", "items", "keys", "values"}, str: {"startswith", "endswith", "lower", "upper", "strip"}}


@dataclass(frozen=True, slots=True)
class Fault:
    """What a text must not do; `line` counts from 1 within the text."""

    line: int
    message: str


def faults(tree: nodes.Node) -> Iterator[Fault]:
    """What a library's text does not need and a foreign one must not do."""
    for node, depth in _all_nodes(tree):
        if depth > MOST_DEPTH:
            yield Fault(node.lineno, TOO_DEEP)
            return
        if what := _REFUSED.get(type(node)):
            yield Fault(node.lineno, f"{what} is not allowed here")
        elif isinstance(node, nodes.For) and node.recursive:
            yield Fault(node.lineno, "a recursive loop is not allowed here")
        elif isinstance(node, nodes.Getattr) and node.attr.startswith("_"):
            yield Fault(node.lineno, f"{node.attr} leads out of the facts and is not allowed here")
        elif isinstance(node, nodes.Const) and isinstance(node.value, str) and "__" in node.value:
            yield Fault(node.lineno, f"“{node.value[:40]}” leads out of the facts and is not allowed here")
        elif isinstance(node, nodes.Const) and isinstance(node.value, (int, float)) and not is_small(node.value):
            yield Fault(node.lineno, "the number is too large")
        elif isinstance(node, nodes.Call) and not isinstance(node.node, (nodes.Name, nodes.Getattr)):
            yield Fault(node.lineno, "only a name can be called here")
        elif isinstance(node, (nodes.Call, nodes.Filter, nodes.Test)) and (node.dyn_args or node.dyn_kwargs):
            yield Fault(node.lineno, "what is given to a call is written out one by one (no * and **)")


def _all_nodes(tree: nodes.Node) -> Iterator[tuple[nodes.Node, int]]:
    """Every node below one and how deep it lies; without recursion, as this is done for every text that is compiled."""
    waiting = [(tree, 0)]
    while waiting:
        node, depth = waiting.pop()
        depth += 1
        for name in node.fields:
            value = getattr(node, name, None)
            if isinstance(value, nodes.Node):
                waiting.append((value, depth))
                yield value, depth
            elif isinstance(value, list):
                for each in value:
                    if isinstance(each, nodes.Node):
                        waiting.append((each, depth))
                        yield each, depth


_BOUNDED = (nodes.For, nodes.Concat, nodes.Compare, nodes.Slice, nodes.List, nodes.Tuple, nodes.Dict)


class Bounded(NodeTransformer):
    """Loops, joined words, comparisons and lists that count what they do."""

    def visit_For(self, node: nodes.For) -> nodes.Node:  # noqa: N802 - named by jinja2
        self.generic_visit(node)
        own = list(_own_nodes(node))
        words = sum(len(each.data) for each in own if isinstance(each, nodes.TemplateData))
        counts: list[nodes.Expr] = [
            nodes.Const(each, lineno=node.lineno) for each in (words, 1 + len(own) // NODES_A_STEP)
        ]
        node.iter = _counting("_turns", cast("nodes.Expr", node.iter), counts)
        return node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Node:  # noqa: N802 - named by jinja2
        self.generic_visit(node)
        return _counting("_joined", nodes.List(node.nodes, lineno=node.lineno), [])

    def visit_Compare(self, node: nodes.Compare) -> nodes.Node:  # noqa: N802 - named by jinja2
        """What is compared costs as much as it holds; a plain value beside `==` ends the comparison at once."""
        self.generic_visit(node)
        for operand in node.ops:
            holds = operand.op in ("in", "notin")
            if not _plain(operand.expr) and (holds or not _plain(node.expr)):
                operand.expr = _counting("_weighed", operand.expr, [])
                node.expr = node.expr if holds or _plain(node.expr) else _counting("_weighed", node.expr, [])
        return node

    def visit_Getitem(self, node: nodes.Getitem) -> nodes.Node:  # noqa: N802 - named by jinja2
        self.generic_visit(node)
        return _counting("_made", node, []) if isinstance(node.arg, nodes.Slice) and node.ctx == "load" else node

    def visit_List(self, node: nodes.List) -> nodes.Node:  # noqa: N802 - named by jinja2
        """Lists of lists grow with every step; what they hold is counted when they are made."""
        self.generic_visit(node)
        return node if all(map(_plain, node.items)) else _counting("_made", node, [])

    def visit_Tuple(self, node: nodes.Tuple) -> nodes.Node:  # noqa: N802 - named by jinja2
        self.generic_visit(node)
        return node if node.ctx != "load" or all(map(_plain, node.items)) else _counting("_made", node, [])

    def visit_Dict(self, node: nodes.Dict) -> nodes.Node:  # noqa: N802 - named by jinja2
        self.generic_visit(node)
        return node if all(_plain(each.value) for each in node.items) else _counting("_made", node, [])


def _plain(node: nodes.Node) -> bool:
    """A value that is written out where it stands."""
    inner = node.items if isinstance(node, (nodes.List, nodes.Tuple)) else [node]
    return all(isinstance(each, nodes.Const) for each in inner)


def _counting(name: str, value: nodes.Expr, more: list[nodes.Expr]) -> nodes.Filter:
    return nodes.Filter(value, name, more, [], None, None, lineno=value.lineno)


def _own_nodes(node: nodes.For) -> Iterator[nodes.Node]:
    """What every turn goes through, without what loops inside do."""
    waiting: list[nodes.Node] = [*node.body, *([node.test] if node.test else [])]
    while waiting:
        each = waiting.pop()
        yield each
        if not isinstance(each, nodes.For):
            waiting += each.iter_child_nodes()


class BoundedSandbox(SandboxedEnvironment):
    """The sandbox with a budget. `budget.fresh()` before each text."""

    intercepted_binops = frozenset({"+", "-", "*", "/", "//", "%", "**"})

    def __init__(self, *args: Any, steps: int = MOST_STEPS, finalize: Callable[[Any], Any], **kwargs: Any) -> None:
        self.budget = Budget(steps, steps)
        self._last: CodeType | None = None  # what was compiled last, of an expression
        # Nothing is worked out while compiling: what comes of a filter depends on the law of the library.
        super().__init__(*args, finalize=told(self.budget, finalize), optimized=False, **kwargs)
        own: dict[str, Callable[..., Any]] = {name: self.filters[name] for name in _FILTERS}
        own |= {"sum": summed, "round": rounded}
        self.filters = {name: counted(self.budget, each) for name, each in own.items()}
        self.filters |= {"_turns": _turns, "_joined": _joined, "_weighed": _weighed, "_made": _made}
        self.tests = {name: tested(self.budget, cast("Any", each)) for name, each in self.tests.items()}
        self.globals = {"range": self._range}

        self.free: tuple[Callable[..., Any], ...] = ()  # functions of our own that look through nothing they are given

    def count(self, filters: Mapping[str, Callable[..., Any]]) -> None:
        """Add filters of our own."""
        self.filters.update({name: counted(self.budget, each) for name, each in filters.items()})

    def _generate(self, source: nodes.Template, *args: Any, **kwargs: Any) -> str:
        for fault in faults(source):
            raise TemplateSyntaxError(fault.message, fault.line)
        tree: nodes.Template = source
        with _nesting():
            if any(isinstance(node, _BOUNDED) for node, _ in _all_nodes(source)):
                tree = Bounded().visit(source)
                tree.set_environment(self)
            return str(super()._generate(tree, *args, **kwargs))

    def _parse(self, *args: Any) -> nodes.Template:
        with _nesting():
            return super()._parse(*args)

    def _compile(self, *args: Any) -> CodeType:
        with _nesting():
            return super()._compile(*args)

    def compile(self, source: Any, *args: Any, **kwargs: Any) -> Any:
        """As Jinja2 does; the shipped library's texts are compiled already."""
        if not isinstance(source, str) or args or kwargs:
            self._last = super().compile(source, *args, **kwargs)
            return self._last
        name = key(type(self).__module__, source)
        code = prepared().known.get(name)
        if code is None:
            code = super().compile(source)
            prepared().add(name, code)
        return code

    def compile_expression(self, source: str, undefined_to_none: bool = True) -> TemplateExpression:
        """As Jinja2 does; the shipped library's expressions are compiled already."""
        name = key(f"{type(self).__module__} expression", source)
        code = prepared().known.get(name)
        if code is None:
            with _nesting():
                made = super().compile_expression(source, undefined_to_none)
            prepared().add(name, self._last)
            return made
        template = self.template_class.from_code(self, code, self.make_globals(None))
        return TemplateExpression(template, undefined_to_none)

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
        if numbers and not (is_small(left) and is_small(right)):
            raise OverBudgetError("the number is too large")
        made = super().call_binop(context, operator, left, right)
        if not numbers:
            spend(self.budget, made)
        return made

    def call(self, context: Any, called: Any, /, *args: Any, **kwargs: Any) -> Any:
        self.budget.step(1 if called in self.free else 1 + cost(args))
        if not _ours(called):
            raise SecurityError(f"“{getattr(called, '__name__', called.__class__.__name__)}” cannot be called here")
        if isinstance(called, BuiltinMethodType):
            if called.__name__ == "strip" and any(len(each) > MOST_STRIPPED for each in args):
                raise SecurityError("“strip” takes a few characters at most")
            made = called(*args)
            spend(self.budget, made)
            return made
        if isinstance(called, (FunctionType, MethodType)):
            kwargs.pop("_loop_vars", None)  # what the engine adds for its own kind of function
            kwargs.pop("_block_vars", None)
            return called(*args, **kwargs)
        return super().call(context, called, *args, **kwargs)


def _ours(called: Any) -> bool:
    """A function that this program gave the text, or one of the few methods that a text needs."""
    if isinstance(called, FunctionType):
        return (called.__module__ or "").startswith("studio.")
    if isinstance(called, MethodType):
        owner = type(called.__self__)
        return owner is LoopContext or owner.__module__.partition(".")[0] == "studio"
    if isinstance(called, BuiltinMethodType):
        allowed = (names for kind, names in _METHODS.items() if isinstance(called.__self__, kind))
        return called.__name__ in next(allowed, ())
    return False


@pass_context
def _turns(context: Any, rows: Any, words: int, steps: int) -> Any:
    """The rows of a loop, counted; what has no length is read out first."""
    budget = context.environment.budget
    rows = rows if hasattr(rows, "__len__") else read_out(budget, rows)
    budget.step(len(rows) * steps)
    budget.say(len(rows) * words)
    return rows


@pass_context
def _joined(context: Any, parts: list[Any]) -> str:
    budget, least = context.environment.budget, characters(parts)
    budget.say(least)
    made = "".join(map(str, parts))
    budget.say(max(len(made) - least, 0))
    return made


@pass_context
def _weighed(context: Any, value: Any) -> Any:
    """The value, at the price of looking through all of it."""
    context.environment.budget.step(cost(value))
    return value


@pass_context
def _made(context: Any, value: Any) -> Any:
    """The value, at the price of making it."""
    spend(context.environment.budget, value)
    return value


@contextmanager
def _nesting() -> Iterator[None]:
    """Text that is nested too deeply to be read is a fault of the text."""
    try:
        yield
    except (RecursionError, MemoryError, SyntaxError) as error:
        raise TemplateSyntaxError(TOO_DEEP, 1) from error
    except ValueError as error:  # a number of thousands of digits
        raise TemplateSyntaxError("the number is too large", 1) from error


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
