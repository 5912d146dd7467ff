"""Two languages in one document: each clause in Welsh and then in English, and what nobody has confirmed yet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from studio.drafting.draft import Draft, Run
from studio.drafting.instance import Instance, Part
from studio.errors import StudioError
from studio.library.clause import Clause
from studio.library.source import Kind
from studio.library.welsh import Translation

WELSH = "cy"
TWO_LANGUAGES = "two-languages"  # the look of a page with both side by side


def in_welsh(instances: Iterable[Instance]) -> list[Instance]:
    """The lines with their language marked; a name or a number from the facts has none of its own."""
    return [
        replace(each, part=_marked(each.part), cells=tuple(tuple(map(_marked, cell)) for cell in each.cells))
        for each in instances
    ]


def _marked(part: Part) -> Part:
    return replace(part, runs=tuple(run if run.fact else replace(run, lang=WELSH) for run in part.runs))


def no_welsh(clause: Clause) -> Instance:
    """The place where Welsh is missing, so that it shows in the preview."""
    key = f"{clause.id}-{WELSH}.0"
    run = Run(f"[The Welsh of “{clause.title}” is not in the library.]", strong=True)
    return Instance(key, clause.id, clause.version, Kind.PARAGRAPH, 1, Part(key, (run,), ()), file=clause.file, at=1)


def unconfirmed(chosen: Sequence[Clause], welsh: Mapping[str, Translation]) -> tuple[str, ...]:
    """What stands between the Welsh of these clauses and its issue, in words."""
    found = [point for clause in chosen if clause.id in welsh for point in welsh[clause.id].open_points(clause)]
    missing = [clause.id for clause in chosen if clause.id not in welsh]
    return (*found, *([f"there is no Welsh of {', '.join(missing)}"] if missing else []))


def require_confirmed(draft: Draft) -> None:
    """Raises StudioError for a document whose Welsh nobody has confirmed: it is not issued."""
    if draft.unconfirmed:
        raise StudioError(
            f"“{draft.info.short_title}” is not issued: {'; '.join(draft.unconfirmed)}.",
            "Have a competent translator write or check the Welsh, and confirm it in the library under a name.",
        )
