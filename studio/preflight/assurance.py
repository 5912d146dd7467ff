"""The assurance report's content: each point of the regulator's list, where it is answered, what is open, what was accepted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from studio.drafting.draft import BlockType, Draft
from studio.errors import StudioError
from studio.facts.tree import Node, TreeError, read_tree
from studio.library.clause import Clause
from studio.preflight.finding import Finding


@dataclass(frozen=True, slots=True)
class Point:
    """One point of the list. `rules` are beginnings of rule ids; the longest that fits decides."""

    id: str
    question: str
    sections: tuple[str, ...]
    rules: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Accepted:
    """A finding that a named role accepted, with the reason."""

    rule: str
    message: str
    role: str
    reason: str


@dataclass(frozen=True, slots=True)
class Answer:
    """One line of the report. `state` is answered, open (a finding stands against it) or accepted."""

    question: str
    source: str
    where: tuple[str, ...]
    state: str
    findings: tuple[Finding, ...]
    accepted: tuple[Accepted, ...]


@dataclass(frozen=True, slots=True)
class Assurance:
    """The whole report: every point in order, and the counts. It says what was checked, never that it is lawful."""

    answers: tuple[Answer, ...]
    errors: int
    warnings: int
    advice: int
    accepted: tuple[Accepted, ...]
    rules: int
    template: str
    number: int


def read_points(folder: Path) -> tuple[Point, ...]:
    """The points in `folder`/assurance/points.yaml. Raises StudioError where they cannot be read."""
    path = folder / "assurance" / "points.yaml"
    try:
        rows = read_tree(path.read_text(encoding="utf-8")).get("points")
    except (TreeError, OSError, UnicodeDecodeError) as error:
        raise StudioError(f"{path.name} cannot be read: {error}", "Restore the file of the library.") from error
    return tuple(_point(row) for row in (rows.items if rows else ()))


def _point(row: Node) -> Point:
    def text(name: str) -> str:
        node = row.get(name)
        return node.text if node else ""

    def texts(name: str) -> tuple[str, ...]:
        node = row.get(name)
        return tuple(item.text for item in node.items) if node else ()

    return Point(text("id"), text("question"), texts("sections"), texts("rules"), text("source"))


def assurance(
    points: Sequence[Point],
    findings: Iterable[Finding],
    agreement: Draft,
    clauses: Mapping[str, Clause],
    roles: Mapping[tuple[str, str], str],
    rules: int,
) -> Assurance:
    """The report on one agreement. `roles` says by (rule, place) who accepted a finding; `rules` how many were checked."""
    found = tuple(findings)
    places = _places(agreement, clauses)
    mine = {point.id: tuple(each for each in found if _belongs(each, point, points)) for point in points}
    answers = tuple(_answer(point, mine[point.id], places, roles) for point in points)
    count = {
        kind: sum(each.severity == kind and each.accepted is None for each in found)
        for kind in ("error", "warning", "advice")
    }
    return Assurance(
        answers, count["error"], count["warning"], count["advice"],
        tuple(_accepted(each, roles) for each in found if each.accepted is not None),
        rules, agreement.info.template, agreement.info.number,
    )  # fmt: skip


def _belongs(finding: Finding, point: Point, points: Sequence[Point]) -> bool:
    fits = [(len(start), each.id) for each in points for start in each.rules if finding.rule.startswith(start)]
    return bool(fits) and max(fits)[1] == point.id


def _answer(
    point: Point, found: tuple[Finding, ...], places: Mapping[str, list[str]], roles: Mapping[tuple[str, str], str]
) -> Answer:
    where = _together(place for section in point.sections for place in places.get(section, ()))
    open_now = tuple(each for each in found if each.accepted is None)
    accepted = tuple(_accepted(each, roles) for each in found if each.accepted is not None)
    missing = point.sections and not where
    state = (
        "open"
        if missing or any(each.severity != "advice" for each in open_now)
        else "accepted"
        if accepted
        else "answered"
    )
    return Answer(point.question, point.source, where, state, open_now, accepted)


def _together(places: Iterable[str]) -> tuple[str, ...]:
    """“clauses 3 to 6 and 9”, then schedules and headings, each once."""
    once = list(dict.fromkeys(places))
    numbers = sorted({int(each.split()[1]) for each in once if each.startswith("clause ")})
    rows: list[list[int]] = []
    for number in numbers:
        if rows and rows[-1][-1] == number - 1:
            rows[-1].append(number)
        else:
            rows.append([number])
    said = [
        str(row[0]) if len(row) == 1 else f"{row[0]} to {row[-1]}" if len(row) > 2 else f"{row[0]}, {row[1]}"
        for row in rows
    ]
    one = f"clause{'s' if len(numbers) > 1 else ''} {', '.join(said)}" if numbers else ""
    return tuple(each for each in (one, *(place for place in once if not place.startswith("clause "))) if each)


def _accepted(finding: Finding, roles: Mapping[tuple[str, str], str]) -> Accepted:
    return Accepted(finding.rule, finding.message, roles.get((finding.rule, finding.place), ""), finding.accepted or "")


def _places(draft: Draft, clauses: Mapping[str, Clause]) -> dict[str, list[str]]:
    """By section of the clauses: where they stand in the draft, as printed."""
    found: dict[str, list[str]] = {}
    schedule = ""
    for block in draft.blocks:
        if block.type is BlockType.SCHEDULE:
            schedule = block.number
        elif block.type is BlockType.PART:
            schedule = ""
        clause = clauses.get(block.clause)
        if (
            clause is None
            or block.type not in (BlockType.HEADING, BlockType.SUBHEADING)
            or not block.key.endswith(".0")
        ):
            continue
        place = schedule or (f"clause {block.number}" if block.number else block.text)
        rows = found.setdefault(clause.section, [])
        if place not in rows:
            rows.append(place)
    return found
