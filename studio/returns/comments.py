"""Comments with their threads: classic comments, Word's extended ones, and LibreOffice's and Google's loose replies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from studio.returns.flow import Report
from studio.returns.ooxml import Element, attr, name_of
from studio.returns.paragraphs import Spot, Story
from studio.returns.shapes import Shapes
from studio.returns.tracked import date_of
from studio.returns.walk import Walker


@dataclass(frozen=True, slots=True)
class RawComment:
    """A comment as the file holds it, with the place it points at (None: at nothing that is there)."""

    id: str
    author: str
    date: str | None
    text: str
    spot: Spot | None
    parent: str | None
    resolved: bool


@dataclass(frozen=True, slots=True)
class _Extended:
    parent: str
    done: bool


def read_comments(
    root: Element | None,
    extended: Element | None,
    stories: Sequence[Story],
    shapes: Shapes,
    report: Report,
    *,
    loose: bool,
) -> tuple[RawComment, ...]:
    """All comments in the order of the comments part, replies with the comment that they answer.

    A reply is known by the extended part (matched by `w14:paraId` of the comment's last paragraph, [MS-DOCX] 2.5.4).
    `loose`: the program that wrote the file loses that link and leaves replies as further comments on the same words;
    then they are threaded by place and order.
    """
    spots = {number: spot for story in stories for number, spot in story.spots.items()}
    more = _read_extended(extended)
    ids: dict[str, str] = {}  # paraId -> comment id
    found: list[tuple[Element, str, str]] = []
    for item in root if root is not None else ():
        if name_of(item) != "w:comment":
            continue
        number, last = attr(item, "w:id"), _last_paragraph_id(item)
        ids[last] = number
        story = Walker(Story(f"comment{number}", "comments"), shapes, report).walk(item)
        found.append((item, last, "\n".join(p.text("accepted") for p in story.paragraphs).strip()))
    by_place = loose and not any(entry.parent for entry in more.values())
    first_at: dict[tuple[str, int, int], str] = {}
    made: list[RawComment] = []
    for item, last, text in found:
        number = attr(item, "w:id")
        entry = more.get(last)
        spot = spots.get(number)
        parent = ids.get(entry.parent) if entry and entry.parent else None
        if parent is None and by_place and spot is not None and spot.paragraph is not None:
            parent = _same_place(spot, number, first_at)
        done = bool(entry and entry.done)
        made.append(RawComment(number, attr(item, "w:author"), date_of(item), text, spot, parent, done))
    return _without_circles(made, report)


def _without_circles(comments: list[RawComment], report: Report) -> tuple[RawComment, ...]:
    """Answers that answer each other in a circle answer nothing."""
    parents = {each.id: each.parent for each in comments}
    for number, parent in list(parents.items()):
        seen = {number}
        above = parent
        while above is not None and above in parents and above not in seen:
            seen.add(above)
            above = parents[above]
        if above in seen:
            report("w15:commentEx", "comments answer each other in a circle; they are listed one by one")
            parents[number] = None
    return tuple(replace(each, parent=parents[each.id]) for each in comments)


def _same_place(spot: Spot, number: str, first_at: dict[tuple[str, int, int], str]) -> str | None:
    place = (spot.story, spot.start, spot.end)
    first = first_at.setdefault(place, number)
    return None if first == number else first


def _last_paragraph_id(comment: Element) -> str:
    paragraphs = [item for item in comment.iter() if name_of(item) == "w:p"]
    return attr(paragraphs[-1], "w14:paraId") if paragraphs else ""


def _read_extended(root: Element | None) -> Mapping[str, _Extended]:
    return {
        attr(item, "w15:paraId"): _Extended(attr(item, "w15:paraIdParent"), attr(item, "w15:done") in {"1", "true"})
        for item in (root if root is not None else ())
        if name_of(item) == "w15:commentEx" and attr(item, "w15:paraId")
    }
