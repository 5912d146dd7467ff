"""What the merge page shows, as plain values: items to decide in the draft's order, and the marked-up text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from studio.circulation.deferred import Deferred
from studio.circulation.proposal import Proposal
from studio.desk import words
from studio.desk.models.lines import Line, Part
from studio.desk.models.marker import By, Marker
from studio.desk.widgets.draft_view import Markup
from studio.desk.widgets.tracked import Kind, Piece, Wanted, marked
from studio.drafting.draft import BlockType, Draft
from studio.returns.change import TextEdit
from studio.steps.views import CommentThread, Decided, MergeView

LAST = 1_000_000  # behind every paragraph of a draft
_HEADS = {BlockType.PART, BlockType.SCHEDULE, BlockType.HEADING}
_ICONS = {
    "added": ("added", "added"), "new": ("added", "added"), "row-added": ("added", "added"), "split": ("added", "added"),
    "removed": ("removed", "removed"), "row-removed": ("removed", "removed"), "joined": ("removed", "removed"),
    "moved": ("moved", "text2"), "bold": ("bold", "text2"), "style": ("bold", "text2"), "outside": ("outside", "text2"),
    "layout": ("outside", "text2"), "lost": ("outside", "warning"),
}  # fmt: skip
_DECIDED = {
    "accept": ("accept", "added"),
    "reject": ("reject", "removed"),
    "amend": ("amend", "warning"),
    "defer": ("defer", "text2"),
}
KINDS = {
    "replaced": "Replaced", "added": "Added", "removed": "Removed", "new": "New paragraph", "split": "Split",
    "joined": "Joined",
    "moved": "Moved", "row-added": "New row", "row-removed": "Row removed", "bold": "Bold", "style": "Style",
    "outside": "Outside the text", "layout": "Layout", "lost": "Words gone",
}  # fmt: skip
SURE = {
    "anchor": "", "exact": "Placed by its exact words.", "similar": "Placed by likeness: check that it belongs here.",
    "position": "Placed by where it stands: check that it belongs here.", "none": "No place in the draft was found for it.",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to decide: a proposal, or a comment to answer."""

    key: str
    block: str | None
    place: str  # "12.2", "Schedule 2"
    group: str  # number and heading of its clause
    order: int
    title: str
    who: tuple[str, ...]
    decided: Decided | None
    proposal: Proposal | None = None
    thread: CommentThread | None = None
    deferred: Deferred | None = None  # what earlier rounds said of it when they put it off

    @property
    def choice(self) -> str:
        """accept, reject, amend, defer, or "" while open."""
        return "" if self.decided is None or self.talk else self.decided.decision.split("-")[0]

    @property
    def talk(self) -> bool:
        """Whether it is to be discussed first: open still, and finishing waits for it."""
        return self.decided is not None and self.decided.decision == "discuss"

    @property
    def open(self) -> bool:
        return not self.choice


@dataclass(frozen=True, slots=True)
class Places:
    """Where each paragraph of the draft stands."""

    order: dict[str, int] = field(default_factory=dict)
    number: dict[str, str] = field(default_factory=dict)
    group: dict[str, str] = field(default_factory=dict)


def places(draft: Draft) -> Places:
    made, group, number = Places(), "Before the first clause", ""
    for order, block in enumerate(draft.walk()):
        if block.type in _HEADS:
            group, number = f"{block.number}  {block.text}".strip(), block.number
        made.order[block.key] = order
        made.group[block.key] = group
        made.number[block.key] = block.number or number
    return made


def items(view: MergeView) -> tuple[Item, ...]:
    """Every proposal and comment of the round, in the draft's order; what was put off comes first, what has no place last."""
    where = places(view.draft)
    made = [
        Item(one.id, one.block, *_place(where, view, one.id, one.block), title_of(one), one.reviewers,
             view.decided.get(one.id), proposal=one, deferred=view.deferred.get(one.id))
        for one in view.proposals
    ]  # fmt: skip
    made += [
        Item(one.id, one.comment.block, *_place(where, view, one.id, one.comment.block),
             f"{'Reply: ' if one.comment.parent else ''}{words.quoted(one.comment.text, 46)}", (one.party,), one.answer,
             thread=one, deferred=view.deferred.get(one.id))
        for one in view.comments
    ]  # fmt: skip
    return tuple(sorted(made, key=lambda one: one.order))


def _place(where: Places, view: MergeView, item: str, block: str | None) -> tuple[str, str, int]:
    """Number, heading and order of an item: what earlier rounds put off stands before all else, under a heading of its own."""
    key = block or ""
    number, order = where.number.get(key, ""), where.order.get(key, LAST)
    if (known := view.deferred.get(item)) is None:
        return number, where.group.get(key, "Outside the text"), order
    first = known.times[0].round if known.times else view.round - 1
    return number, f"Put off in round {first}", order - 2 * LAST + first


def title_of(one: Proposal) -> str:
    """A change in a few words."""
    if one.fact is not None:
        return f"Fact: {words.quoted(one.fact.before, 20)} becomes {words.quoted(one.fact.after, 24)}"
    if one.silent:
        return f"Untracked edit: {words.quoted(one.after or one.before, 30)}"
    if one.kind in {"new", "split", "row-added"}:
        return f"{KINDS[one.kind]}: {words.quoted(one.after, 32)}"
    if one.kind in {"removed", "row-removed", "joined", "moved", "bold", "style"}:
        return f"{KINDS[one.kind]}: {words.quoted(one.before or one.after, 34)}"
    if one.before and one.after:
        return f"{words.quoted(one.before, 20)} becomes {words.quoted(one.after, 24)}"
    return words.quoted(one.after or one.before, 44)


def sign_of(item: Item) -> tuple[str, str]:
    """Icon and colour: what was decided, else what kind of change it is."""
    if item.choice:
        return _DECIDED[item.choice]
    if item.talk:
        return "comment", "warning"
    if item.proposal is None:
        return "comment", "text2"
    if item.proposal.clashes:
        return "clash", "clash"
    if item.proposal.fact is not None:
        return "fact", "accent"
    if item.proposal.silent:
        return "silent", "warning"
    return _ICONS.get(item.proposal.kind, ("compare", "accent"))


def item_lines(
    shown: Iterable[Item], letters: dict[str, str], hues: dict[str, int], folded: frozenset[str] = frozenset()
) -> list[Line]:
    """The list: a heading for each clause with what is left there, then its changes; a folded clause is one line."""
    groups: dict[str, list[Item]] = {}
    for item in shown:
        groups.setdefault(item.group, []).append(item)
    made: list[Line] = []
    for group, inside in groups.items():
        left = sum(one.open for one in inside)
        title, count = (
            words.quoted(group, 90).strip("“”"),
            f"{left} of {len(inside)} left" if left else f"{len(inside)} decided",
        )
        if group in folded:
            made.append(
                Line(f"group:{group}", title, icon="right", parts=(Part(count, width=90, tone="text3", right=True),))
            )
            continue
        made.append(Line(f"group:{group}", title, count, icon="down", head=True))
        for one in inside:
            icon, tone = sign_of(one)
            marks = tuple((letters.get(party, "?"), hues.get(party, 0)) for party in one.who[:3])
            more = (Part(f"+{len(one.who) - 3}", width=24, tone="text3", right=True),) if len(one.who) > 3 else ()
            made.append(Line(one.key, one.title, icon=icon, tone=tone, marks=marks, parts=more, faded=bool(one.choice)))
    return made


def all_decided(found: Iterable[Item]) -> frozenset[str]:
    """The clauses in which nothing is left to decide: they are folded."""
    there = list(found)
    return frozenset(one.group for one in there) - {one.group for one in there if one.open}


def markup(view: MergeView, shown: Iterable[Item], letters: dict[str, str], hues: dict[str, int]) -> Markup:
    """The issued text with every open change marked; decided ones are shown as decided."""
    marker = Marker(view.draft)
    for item in shown:
        if item.block and not item.choice:
            marker.sign(item.block, [(letters.get(party, "?"), hues.get(party, 0)) for party in item.who])
        if item.proposal is not None:
            amended = item.decided.text if item.choice == "amend" and item.decided else None
            marker.take(item.key, item.proposal.effects, By(item.proposal.reviewers, item.choice, amended))
    return marker.markup()


def similar(item: Item, all_items: Iterable[Item]) -> tuple[Item, ...]:
    """Other open changes that want the same words: one decision may do for all."""
    if item.proposal is None or item.proposal.clashes:
        return ()
    mine = _words(item.proposal)
    others = (one for one in all_items if one.key != item.key and not one.choice)
    return tuple(one for one in others if one.proposal and not one.proposal.clashes and _words(one.proposal) == mine)


def _words(one: Proposal) -> tuple[str, str]:
    return " ".join(one.before.lower().split()), " ".join(one.after.lower().split())


def in_context(view: MergeView, proposal: Proposal, room: int = 60) -> tuple[Piece, ...]:
    """The words round a change with the change marked: what the paragraph would read."""
    block = next((one for one in view.draft.walk() if one.key == proposal.block), None)
    edits = [
        one for one in proposal.effects if isinstance(one, TextEdit) and block is not None and one.key == block.key
    ]
    if block is None or not edits:
        made = [Piece(proposal.before, Kind.DELETED, proposal.reviewers)] if proposal.before else []
        return tuple(made + ([Piece(proposal.after, Kind.INSERTED, proposal.reviewers)] if proposal.after else []))
    start, end = min(one.start for one in edits), max(one.end for one in edits)
    left, right = max(0, start - room), min(len(block.text), end + room)
    left = block.text.rfind(" ", 0, left) + 1 if left else 0
    space = block.text.find(" ", right)
    right = space if 0 <= space < right + 20 else len(block.text) if len(block.text) < right + 20 else right
    text = block.text[left:right]
    pieces = marked(text, [Wanted(one.start - left, one.end - left, one.text, proposal.reviewers) for one in edits])
    before = (Piece("…"),) if left else ()
    return (*before, *pieces, *((Piece("…"),) if right < len(block.text) else ()))
