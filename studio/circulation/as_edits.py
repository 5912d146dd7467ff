"""Accepted effects, gathered by paragraph and turned into edits of clause sources, in an order that does not depend on theirs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from studio.circulation.in_order import END, Behind, Moved, New, arranged
from studio.circulation.named_facts import live
from studio.circulation.proposal import Proposal
from studio.drafting.amend import NOT_KEPT, Emphasis, Replacement, amend
from studio.drafting.edits import Edit, Insert, InsertRow, Remove, Restyle, Reword, Sources, Words
from studio.drafting.instance import Instance
from studio.drafting.pointers import stable_path
from studio.drafting.render import Rendering
from studio.facts.model import Facts
from studio.library.source import Kind
from studio.returns.change import (
    Effect,
    JoinedParagraphs,
    MovedParagraph,
    NewParagraph,
    NewRow,
    RemovedParagraph,
    RemovedRow,
    Restyled,
    Strong,
    TextEdit,
    Unmapped,
)

TOP = ""  # the place before everything
_STYLES = frozenset(
    {Kind.PARAGRAPH, Kind.BULLET, Kind.NUMBERED, Kind.HEADING, Kind.SUBHEADING, Kind.DEFINITION, Kind.GLOSS, Kind.PART,
     Kind.SCHEDULE, Kind.TITLE, Kind.SUBTITLE, Kind.SERIES}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Cut:
    """Where a paragraph was split, and the key of the paragraph that begins there."""

    at: int
    order: int
    key: str
    effect: NewParagraph
    who: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Said:
    """Words that replace others, and who wants it."""

    replacement: Replacement
    who: frozenset[str]


@dataclass(frozen=True, slots=True)
class _New:
    """A new paragraph after `after`."""

    after: str
    effect: NewParagraph
    key: str
    who: frozenset[str]
    linked: bool


@dataclass(slots=True)
class _Paragraph:
    """All that is to happen to one paragraph's words."""

    said: list[_Said] = field(default_factory=list)
    emphases: list[Emphasis] = field(default_factory=list)
    cuts: list[_Cut] = field(default_factory=list)
    join: JoinedParagraphs | None = None

    def sorted_cuts(self) -> list[_Cut]:
        """The cuts in order; two at one place are one."""
        found = {each.at: each for each in sorted(self.cuts, key=lambda each: (each.at, each.key), reverse=True)}
        return [found[at] for at in sorted(found)]


class Gathering:
    """Collects effects, then gives the edits. `rendering` and `facts` are those that the reviewers had before them."""

    def __init__(self, rendering: Rendering, facts: Facts) -> None:
        self.rendering = rendering
        self.facts = facts
        self.instances, self.blocks = rendering.lines, rendering.blocks
        self.paragraphs: dict[str, _Paragraph] = {}
        self.new: list[_New] = []
        self.rows: list[tuple[str, NewRow, tuple[str, int], str, bool]] = []
        self.moves: dict[str, Moved] = {}
        self.restyled: list[Restyle] = []
        self.removed: set[str] = set()
        self.warnings: list[str] = []
        self._keys: set[str] = set()

    def take(self, effect: Effect, proposal: Proposal, *, linked: bool) -> None:
        """One effect of an accepted proposal. `linked`: names of facts in new words follow the facts."""
        if isinstance(effect, TextEdit):
            new = live(effect.text, self.facts) if linked and effect.text else ()
            made = Replacement(effect.start, effect.end, effect.text, new)
            self._paragraph(effect.key).said.append(_Said(made, _who(proposal)))
        elif isinstance(effect, Strong):
            self._paragraph(effect.key).emphases.append(Emphasis(effect.start, effect.end, effect.on))
        elif isinstance(effect, NewParagraph):
            self._take_new(effect, proposal, linked=linked)
        elif isinstance(effect, NewRow):
            self._take_row(effect, proposal, linked=linked)
        elif isinstance(effect, JoinedParagraphs):
            self._paragraph(effect.key).join = effect
            self._paragraph(effect.second)
        elif isinstance(effect, RemovedParagraph | RemovedRow):
            self.removed.add(self._line_of(effect.key))
        elif isinstance(effect, MovedParagraph):
            self._take_move(effect, proposal)
        elif isinstance(effect, Restyled):
            self._take_style(effect)
        elif isinstance(effect, Unmapped):
            self.warnings.append(f"{NOT_KEPT}{effect.what} lies outside the agreed text and is not carried over.")

    def edits(self) -> Iterable[Edit]:
        """Words first, then what moves and is new, then what goes: each finds its place where the others left it."""
        joined = {each.join.second for each in self.paragraphs.values() if each.join}
        behind: list[tuple[str, Insert]] = []
        for key in sorted(self.paragraphs):
            if key not in joined and key in self.rendering.parts:
                pieces = self._pieces(key, ())
                yield Reword(key, pieces[0][1])
                behind += [(key, self._split_off(new, key, sources)) for new, sources in pieces[1:]]
        yield from arranged(self._behind(behind))
        yield from self._new_rows()
        yield from sorted(self.restyled, key=lambda each: (each.key, each.kind, each.level))
        self._say_emptied()
        for key in sorted(self.removed | joined):
            yield Remove(key)

    def _say_emptied(self) -> None:
        """A table is printed for its rows: with the last of them go its head and caption."""
        added = {place for place, *_ in self.rows}
        for block in self.rendering.draft.blocks if self.removed else ():
            if block.table and self.removed.issuperset(row.key for row in block.table.rows):
                lines = {each.key for each in self._table(block.key)}
                if not lines & added:
                    self.warnings.append(f"{NOT_KEPT}a table without rows is not printed: {block.key} goes as a whole.")

    # -- taking

    def _take_new(self, effect: NewParagraph, proposal: Proposal, *, linked: bool) -> None:
        who = _who(proposal)
        after = TOP if effect.after is None else effect.after
        key = self._new_key(after, proposal)
        if effect.after_start >= 0 and after:
            self._paragraph(after).cuts.append(_Cut(effect.after_start, effect.order, key, effect, who))
        else:
            self.new.append(_New(after, effect, key, who, linked))

    def _take_row(self, effect: NewRow, proposal: Proposal, *, linked: bool) -> None:
        place = effect.after if effect.after in self.instances else self._first_row_place(effect.table)
        if place is None:
            self.warnings.append(f"{NOT_KEPT}a row before the first row of a table without a head.")
            return
        row = self._some_row(place)
        columns = len(row.cells) if row else len(effect.cells)
        if columns != len(effect.cells):
            self.warnings.append(f"{NOT_KEPT}the new row has other columns than its table ({columns}).")
            cells = [*effect.cells[:columns], *[""] * (columns - len(effect.cells))]
            cells[-1] = " ".join([cells[-1], *effect.cells[columns:]]).strip()
            effect = NewRow(effect.table, effect.after, tuple(cells), effect.order)
        self.rows.append((place, effect, _place_in_file(proposal), self._new_key(place, proposal), linked))

    def _first_row_place(self, table: str) -> str | None:
        """After which line a row stands first: the table's head, or its caption."""
        lines = self._table(table)
        head = next((each.key for each in lines if each.kind is Kind.HEAD), None)
        return head or next((each.key for each in lines if each.kind is Kind.CAPTION), None)

    def _line_of(self, key: str) -> str:
        """The line that a key of the file names: there a table's head has its table's key, here one of its own."""
        table, _, part = key.rpartition("/")
        heads = (each.key for each in self._table(table) if each.kind is Kind.HEAD) if part == "head" else ()
        return key if key in self.instances else next(iter(heads), key)

    def _table(self, key: str) -> list[Instance]:
        """The lines of a table, by the key of its first line."""
        found: list[Instance] = []
        for each in self.rendering.instances:
            if found and each.kind not in {Kind.HEAD, Kind.ROW}:
                break
            if found or each.key == key:
                found.append(each)
        return found

    def _some_row(self, place: str) -> Instance | None:
        """A line with the columns of the table that `place` is in."""
        here = self.instances[place]
        return here if here.cells else next((each for each in self._table(place) if each.cells), None)

    def _take_move(self, effect: MovedParagraph, proposal: Proposal) -> None:
        after = TOP if effect.after is None else effect.after
        if effect.key not in self.instances or self.instances[effect.key].kind in {Kind.CAPTION, Kind.HEAD, Kind.ROW}:
            self.warnings.append(
                f"{NOT_KEPT}a paragraph of a table was moved; its place in the table is made from the facts."
            )
        elif after and after not in self.instances:
            self.warnings.append(f"{NOT_KEPT}a paragraph was moved into a table.")
        else:
            self.moves[effect.key] = Moved(effect.key, after, self._places(effect.key, after, proposal))

    def _places(self, key: str, after: str, proposal: Proposal) -> dict[str, int]:
        """How far down in each reviewer's file a moved paragraph stands now: its last change there if it went down."""
        order = list(self.instances)
        down = bool(after) and order.index(after) > order.index(key)
        return {who: max(numbers) if down else min(numbers) for who, numbers in _numbers(proposal).items()}

    def _take_style(self, effect: Restyled) -> None:
        style = effect.style if effect.style in set(Kind) else ""
        here = self.instances.get(effect.key)
        if here is None or here.cells or here.kind not in _STYLES or style not in _STYLES:
            self.warnings.append(f"{NOT_KEPT}the look of a table, box or picture is that of the document.")
            return
        self.restyled.append(Restyle(effect.key, style, _level(Kind(style), effect.level)))

    # -- giving

    def _pieces(self, key: str, seen: tuple[str, ...]) -> list[tuple[str, Sources]]:
        """The paragraph's parts after all splits and joins: its own key first, then the keys of those that are new."""
        paragraph = self.paragraphs[key]
        cuts = paragraph.sorted_cuts()
        bounds = [0, *(each.at for each in cuts), self._length(key)]
        inside = _dealt(paragraph.said, cuts)
        made = [
            (name, self._amend(key, inside[place], paragraph.emphases, start, end))
            for place, (name, (start, end)) in enumerate(
                zip([key, *(each.key for each in cuts)], pairwise(bounds), strict=True)
            )
        ]
        if paragraph.join and paragraph.join.second not in seen and paragraph.join.second in self.rendering.parts:
            following = self._pieces(paragraph.join.second, (*seen, key))
            name, last = made[-1]
            made[-1] = (name, (*last, Words(paragraph.join.glue), *following[0][1]))
            made += following[1:]
        return [(name, _trimmed(sources)) for name, sources in made] if len(made) > 1 else made

    def _split_off(self, key: str, like: str, sources: Sources) -> Insert:
        """A paragraph split off; it looks like the one it was part of, unless its maker gave it another look."""
        instance, block = self.instances.get(like), self.blocks.get(like)
        kind, level = (instance.kind, instance.level) if instance else (Kind.PARAGRAPH, 0)
        made = next((cut.effect for each in self.paragraphs.values() for cut in each.cuts if cut.key == key), None)
        if made and instance and block and (made.style, made.level) != (block.type.value, block.level):
            kind = _kind_of(made.style)
            level = _level(kind, made.level)
        return Insert(key, like, kind.value, level, sources)

    def _behind(self, parts: Sequence[tuple[str, Insert]]) -> dict[str, Behind]:
        """What stands behind each paragraph: its own parts, what is new, what was moved there."""
        found: dict[str, Behind] = {}
        for key, insert in parts:
            cuts = {each.key: each.at for each in self.paragraphs[key].cuts}
            far = self._length(key) + 1  # where a joined paragraph's parts stand
            found.setdefault(key, Behind()).parts.append((float(cuts.get(insert.key, far)), insert))
        for key, paragraph in self.paragraphs.items():
            for cut in paragraph.cuts:
                _count(found.setdefault(key, Behind()), cut.who, cut.order)
        for new in self.new:
            group = found.setdefault(new.after, Behind())
            group.new.append(self._new(new))
            _count(group, new.who, new.effect.order)
        for moved in self.moves.values():
            found.setdefault(moved.after, Behind()).moved.append(moved)
        return found

    def _new(self, new: _New) -> New:
        """A new paragraph; its reviewer's own splits tell on which side of them it stands."""
        cuts = self.paragraphs[new.after].cuts if new.after in self.paragraphs else []
        own = [cut.at for cut in cuts if cut.who & new.who and cut.order > new.effect.order]
        kind = _kind_of(new.effect.style)
        sources = self._words(new.effect.text, linked=new.linked)
        made = Insert(new.key, new.after, kind.value, _level(kind, new.effect.level), sources)
        return New(made, new.effect.order, float(min(own)) if own else END, new.who)

    def _new_rows(self) -> Iterable[InsertRow]:
        """New rows, each behind the one before it."""
        last: dict[str, str] = {}
        in_order = sorted(self.rows, key=lambda each: (each[0], each[1].order, each[2], each[3]))
        for place, effect, _, key, linked in in_order:
            cells = tuple(self._words(cell, linked=linked) for cell in effect.cells)
            yield InsertRow(key, last.get(place, place), cells)
            last[place] = key

    def _words(self, text: str, *, linked: bool) -> Sources:
        return live(text, self.facts) if linked else (Words(text),)

    def _amend(
        self, key: str, inside: Sequence[Replacement], emphases: Sequence[Emphasis], start: int, end: int
    ) -> Sources:
        part = self.rendering.parts[key]
        length = self._length(key)
        cuts = [Replacement(end, length, "")] if end < length else []
        cuts += [Replacement(0, start, "")] if start else []
        stable = {run.fact: stable_path(self.facts, run.fact) for run in part.runs if run.fact}
        sources, warned = amend(part.runs, part.sources, [*inside, *cuts], emphases, stable)
        self.warnings += warned
        return sources

    def _length(self, key: str) -> int:
        return sum(len(run.text) for run in self.rendering.parts[key].runs)

    def _paragraph(self, key: str) -> _Paragraph:
        return self.paragraphs.setdefault(key, _Paragraph())

    def _new_key(self, after: str, proposal: Proposal) -> str:
        stem = f"{after.split('.', maxsplit=1)[0] or 'top'}.new-{proposal.id}"
        key, number = stem, 1
        while key in self._keys or key in self.rendering.parts or key in self.instances:
            number += 1
            key = f"{stem}-{number}"
        self._keys.add(key)
        return key


def _kind_of(style: str) -> Kind:
    return Kind(style) if style in set(Kind) and Kind(style) in _STYLES else Kind.PARAGRAPH


def _level(kind: Kind, level: int) -> int:
    """Numbered paragraphs stand on levels 2 to 4, the rest on their own."""
    return (
        min(max(level, 2), 4) if kind is Kind.NUMBERED else 1 if kind in {Kind.HEADING, Kind.PART, Kind.SCHEDULE} else 0
    )


def _trimmed(sources: Sources) -> Sources:
    """Without the space where a paragraph was cut."""
    made = list(sources)
    if made and isinstance(first := made[0], Words):
        made[0] = Words(first.text.lstrip(), first.strong, first.ref, first.box)
    if made and isinstance(last := made[-1], Words):
        made[-1] = Words(last.text.rstrip(), last.strong, last.ref, last.box)
    return tuple(each for each in made if not (isinstance(each, Words) and not each.text and not each.ref))


def _numbers(proposal: Proposal) -> dict[str, list[int]]:
    """The numbers of its changes in each reviewer's file."""
    found: dict[str, list[int]] = {}
    for who, name in proposal.sources:
        digits = "".join(each for each in name if each.isdigit())
        found.setdefault(who, []).append(int(digits or 0))
    return found


def _place_in_file(proposal: Proposal) -> tuple[str, int]:
    """Where a change stands in the file of the first (by name) of those who want it."""
    return min((who, min(numbers)) for who, numbers in _numbers(proposal).items())


def _count(group: Behind, who: Iterable[str], order: int) -> None:
    for name in who:
        group.orders.setdefault(name, set()).add(order)


def _who(proposal: Proposal) -> frozenset[str]:
    return frozenset(recipient for recipient, _ in proposal.sources)


def _dealt(said: Sequence[_Said], cuts: Sequence[_Cut]) -> list[list[Replacement]]:
    """The replacements of each stretch between cuts; one that a cut goes through takes its words to the first."""
    found: list[list[Replacement]] = [[] for _ in range(len(cuts) + 1)]
    for each in sorted(said, key=lambda one: (one.replacement.start, one.replacement.end, one.replacement.text)):
        one = each.replacement
        place = sum(_behind(each, cut) for cut in cuts)
        start = one.start
        for at in range(place, len(cuts) + 1):
            end = min(one.end, cuts[at].at) if at < len(cuts) else one.end
            first = at == place
            if first or end > start:
                found[at].append(Replacement(start, end, one.text if first else "", one.new if first else ()))
            start = max(start, end)
            if one.end <= end:
                break
    return found


def _behind(each: _Said, cut: _Cut) -> bool:
    """Whether words stand behind a cut. Put in just at it, its maker's paragraph tells; another's stay before it."""
    one = each.replacement
    if one.start != cut.at or one.end > one.start:
        return one.start >= cut.at
    return bool(each.who & cut.who) and bool(one.text.strip()) and cut.effect.text.lstrip().startswith(one.text.strip())
