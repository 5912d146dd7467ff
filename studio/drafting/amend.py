"""A reviewer's change of a printed sentence, carried back to its source with the places of facts kept."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from studio.drafting.draft import Run
from studio.drafting.edits import FactPlace, Place, Source, Sources, Words

NOT_KEPT = "Cannot be kept as source: "
KEEPS_STRUCTURE = (
    f"{NOT_KEPT}this sentence holds a list or a condition made from the facts. The values in it still follow the facts, "
    "but the list will not grow or shrink with them."
)
FREEZES_VALUE = (
    f"{NOT_KEPT}the changed words stand for a fact. As wording they no longer follow it; change the fact instead if it "
    "is wrong."
)


_SPELLING = frozenset({"words", "date", "lower", "upper", "capitalize", "trim"})


@dataclass(frozen=True, slots=True)
class Replacement:
    """Characters `start` to `end` of the printed text become `text`; `new` is the same as sources, where facts are in it."""

    start: int
    end: int
    text: str
    new: Sources = ()


@dataclass(frozen=True, slots=True)
class Emphasis:
    start: int
    end: int
    on: bool


@dataclass(slots=True)
class _Atom:
    """One letter of words, or one place that prints `size` letters from `runs`."""

    source: Source
    size: int
    runs: tuple[Run, ...] = ()
    path: str | None = None


def amend(
    runs: Sequence[Run],
    sources: Sources,
    replacements: Sequence[Replacement],
    emphases: Sequence[Emphasis] = (),
    stable: dict[str, str] | None = None,
) -> tuple[Sources, tuple[str, ...]]:
    """The amended sources, and warnings on what cannot follow the facts any more.

    `stable` gives the stable path of each JSON Pointer that stands in `runs`. Replacements must not overlap.
    """
    paths = stable or {}
    warnings: list[str] = []
    atoms = _atoms(runs, sources, paths, warnings)
    for emphasis in emphases:
        atoms = _emphasise(atoms, emphasis, paths, warnings)
    for each in sorted(replacements, key=lambda r: (r.start, r.end), reverse=True):
        atoms = _replace(atoms, each, paths, warnings)
    return _sources(atoms), tuple(dict.fromkeys(warnings))


def _atoms(runs: Sequence[Run], sources: Sources, paths: dict[str, str], warnings: list[str]) -> list[_Atom]:
    inside: frozenset[int] = frozenset()
    if _steered(runs, sources):
        warnings.append(KEEPS_STRUCTURE)
        inside = _looped(sources)
    atoms: list[_Atom] = []
    index = 0
    while index < len(runs):
        last = index
        while last + 1 < len(runs) and runs[last + 1].piece == runs[index].piece:
            last += 1
        stretch = tuple(runs[index : last + 1])
        if runs[index].piece in inside:
            atoms += [atom for run in stretch for atom in _loose(run, sources, paths)]
        else:
            atoms += _of_piece(stretch, sources, paths)
        index = last + 1
    return atoms


def _looped(sources: Sources) -> frozenset[int]:
    """The pieces inside a loop that opens in the line itself: they cannot be printed again without it."""
    depth, found = 0, []
    for index, each in enumerate(sources):
        steers = each.code if isinstance(each, Place) and not each.code.startswith("{{") else ""
        depth += bool(re.match(r"\{%-?\s*(for|set)\b", steers)) - bool(re.match(r"\{%-?\s*endfor\b", steers))
        if depth > 0:
            found.append(index)
    return frozenset(found)


def _steered(runs: Sequence[Run], sources: Sources) -> bool:
    """Whether a list or condition steers the line: then pieces and print do not match one to one."""
    if any(isinstance(each, Place) and not each.code.startswith("{{") for each in sources):
        return True
    order = [run.piece for run in runs]
    return order != sorted(order)


def _of_piece(runs: tuple[Run, ...], sources: Sources, paths: dict[str, str]) -> list[_Atom]:
    source = sources[runs[0].piece] if 0 <= runs[0].piece < len(sources) else None
    if isinstance(source, (Place, FactPlace)):
        return [_Atom(source, sum(len(run.text) for run in runs), runs)]
    return [atom for run in runs for atom in _loose(run, sources, paths)]


def _loose(run: Run, sources: Sources, paths: dict[str, str], code: str = "") -> list[_Atom]:
    """The run as a fact's place, a reference, or letter by letter. `code` is the Jinja2 that printed it."""
    source = sources[run.piece] if 0 <= run.piece < len(sources) else None
    if run.fact and run.fact in paths:
        filters = _filters(source.code if isinstance(source, Place) else code)
        return [_Atom(FactPlace(paths[run.fact], run.strong, filters), len(run.text), (run,))]
    reference = source.ref if isinstance(source, Words) else None
    if reference:
        return [_Atom(Words("", run.strong, ref=reference), len(run.text), (run,))]
    return [_Atom(Words(letter, run.strong, box=run.box), 1) for letter in run.text]


def _filters(code: str) -> str | None:
    """The filters of a printing piece that change how one value is spelled; None where there are none."""
    names = [part.strip() for part in code.strip("{}- ").split("|")[1:]]
    return " | ".join(name for name in names if _spells(name)) or None


def _spells(one: str) -> bool:
    """Whether it is a filter that only spells, perhaps with the table of words it takes: `words("category")`."""
    called = re.fullmatch(r'(\w+)(?:\("\w+"\))?', one)
    return called is not None and called[1] in _SPELLING


def _replace(atoms: list[_Atom], change: Replacement, paths: dict[str, str], warnings: list[str]) -> list[_Atom]:
    atoms = _opened(atoms, change.start, change.end, paths, warnings)
    before: list[_Atom] = []
    after: list[_Atom] = []
    at = 0
    for atom in atoms:
        if at + atom.size <= change.start and (atom.size or at < change.start or change.start == change.end):
            before.append(atom)
        elif at >= change.end:
            after.append(atom)
        elif change.text and any(run.fact for run in atom.runs):
            warnings.append(FREEZES_VALUE)  # other words stand where a fact was printed
        at += atom.size
    strong = bool(before and isinstance(before[-1].source, Words) and before[-1].source.strong and before[-1].size == 1)
    return [*before, *_fresh(change, strong=strong), *after]


def _fresh(change: Replacement, *, strong: bool) -> list[_Atom]:
    """The new words, letter by letter, with the places of the facts that they name."""
    made: list[_Atom] = []
    for each in change.new or (Words(change.text),):
        if isinstance(each, Words):
            made += [_Atom(Words(letter, strong), 1) for letter in each.text]
        else:
            made.append(_Atom(_with_strong(each, strong), 1))
    return made


def _opened(atoms: list[_Atom], start: int, end: int, paths: dict[str, str], warnings: list[str]) -> list[_Atom]:
    """Open every place that the change cuts through, first into its facts, then into letters."""
    opened: list[_Atom] = []
    at = 0
    for atom in atoms:
        cut = at < start < at + atom.size or at < end < at + atom.size
        if cut and isinstance(atom.source, Place):
            inner = [each for run in atom.runs for each in _loose(run, (), paths, atom.source.code)]
            opened += _opened(inner, start - at, end - at, paths, warnings)
        elif cut and atom.runs:
            warnings.append(FREEZES_VALUE)
            opened += [_Atom(Words(letter, atom.source.strong), 1) for run in atom.runs for letter in run.text]
        else:
            opened.append(atom)
        at += atom.size
    return opened


def _emphasise(atoms: list[_Atom], emphasis: Emphasis, paths: dict[str, str], warnings: list[str]) -> list[_Atom]:
    atoms = _opened(atoms, emphasis.start, emphasis.end, paths, warnings)
    at = 0
    for atom in atoms:
        if emphasis.start <= at and at + atom.size <= emphasis.end and atom.size:
            atom.source = _with_strong(atom.source, emphasis.on)
        at += atom.size
    return atoms


def _with_strong(source: Source, on: bool) -> Source:
    if isinstance(source, Words):
        return Words(source.text, on, source.ref, source.box)
    if isinstance(source, Place):
        return Place(source.code, source.of, on)
    return FactPlace(source.path, on, source.filters)


def _sources(atoms: list[_Atom]) -> Sources:
    """Letters of one kind joined to words again."""
    made: list[Source] = []
    for atom in atoms:
        source, last = atom.source, made[-1] if made else None
        joins = (
            isinstance(source, Words)
            and isinstance(last, Words)
            and not (source.ref or last.ref or source.box or last.box)
        )
        if joins and isinstance(source, Words) and isinstance(last, Words) and source.strong == last.strong:
            made[-1] = Words(last.text + source.text, last.strong)
        else:
            made.append(source)
    return tuple(made)


def cut(
    runs: Sequence[Run], sources: Sources, at: int, stable: dict[str, str]
) -> tuple[Sources, Sources, tuple[str, ...]]:
    """The sources before and behind character `at`: a paragraph split in two."""
    size = sum(len(run.text) for run in runs)
    first, warned = amend(runs, sources, [Replacement(at, size, "")], stable=stable)
    second, more = amend(runs, sources, [Replacement(0, at, "")], stable=stable)
    return first, second, tuple(dict.fromkeys([*warned, *more]))
