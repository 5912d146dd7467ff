"""What became of whole paragraphs: new, split off, removed, joined, moved. Decided once, before words are looked at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from studio.returns.align import LONG_ENOUGH, MOVED, likeness, plain, steps
from studio.returns.base import Came
from studio.returns.change import (
    Effect,
    JoinedParagraphs,
    MovedParagraph,
    NewParagraph,
    RemovedParagraph,
    TextEdit,
    Unmapped,
)
from studio.returns.paragraphs import Look, Paragraph, Story, grouped
from studio.returns.sent import Line

_TINY = 8  # letters; below that, equal words are no sign of a move


@dataclass(eq=False, slots=True)
class Home:
    """Where a paragraph of the file belongs: which paragraph that came, and from which letter of it."""

    came: Came
    start: int
    place: int  # its number among the group's paragraphs
    host: int  # number of the group's paragraph that keeps the identity of what was sent


@dataclass(eq=False, slots=True)
class Fates:
    """Effects by paragraph of the file: `new` where one begins to be, `gone` where it ends, `joined` at its mark."""

    homes: dict[Paragraph, Home] = field(default_factory=dict)
    new: dict[Paragraph, Effect] = field(default_factory=dict)
    gone: dict[Paragraph, Effect] = field(default_factory=dict)
    joined: dict[Paragraph, Effect] = field(default_factory=dict)
    mark_in: dict[Paragraph, Paragraph] = field(default_factory=dict)  # whose new paragraph an inserted mark makes
    mark_out: dict[Paragraph, Paragraph] = field(default_factory=dict)  # whose removal a deleted mark makes
    extra: dict[Paragraph, list[TextEdit]] = field(default_factory=dict)  # words changed inside a moved paragraph
    glued: dict[Paragraph, Effect] = field(default_factory=dict)  # a space typed where two paragraphs were joined
    rewritten: dict[Paragraph, TextEdit] = field(default_factory=dict)  # new text in the place of a removed paragraph


class Structure:
    """Finds the fates of a story's paragraphs. `kinds` gives (type, level) for a look."""

    def __init__(self, story: Story, came: Sequence[Came], lines: Sequence[Line]) -> None:
        self.story = story
        self.came = came
        self.fates = Fates()
        self._types: dict[tuple[str, int | None], tuple[str, int]] = {}
        for line in lines:
            if line.named:
                self._types.setdefault((line.look.style, line.look.level), (line.type, line.level))
                self._types.setdefault((line.look.style, None), (line.type, line.level))
        self._bases: dict[str, tuple[int, str, int]] = {}  # style -> its list level, type and level where first sent
        for line in lines:
            if line.named and line.look.level is not None:
                self._bases.setdefault(line.look.style, (line.look.level, line.type, line.level))
        self._by_level = {look[1]: kind for look, kind in self._types.items() if kind[0] == "numbered"}
        self._before: dict[tuple[int, int], str | None] = {}  # place and depth in cells -> key of what stands there
        self._orders: dict[str | None, int] = {}
        self.index = {paragraph: place for place, paragraph in enumerate(story.paragraphs)}

    def find(self) -> Fates:
        self._find_homes()
        for came in self.came:
            self._find_new(came)
        for group in grouped(self.story.paragraphs, "accepted"):
            if len(group) > 1 or group[0].revised:
                self._find_gone(group)
        self._find_moved()
        return self.fates

    def kind(self, paragraph: Paragraph) -> tuple[str, int]:
        return self.kind_of(paragraph.look)

    def kind_of(self, look: Look) -> tuple[str, int]:
        """Block type and level that a look stands for in the document that was sent."""
        exact = self._types.get((look.style, look.level))
        if exact is None and look.level is not None and look.level in self._by_level:
            return self._by_level[look.level]
        if exact is None and look.level is not None and look.style in self._bases:  # a level that nothing sent had
            level, kind, sent = self._bases[look.style]
            return kind, max(0, sent + look.level - level)
        return exact or self._types.get((look.style, None), ("paragraph", 0))

    def is_ours(self, look: Look) -> bool:
        """Whether that style stands in the document that was sent."""
        return (look.style, None) in self._types

    def after(self, paragraph: Paragraph) -> str | None:
        """Key of what stands before a paragraph in its cell or body: the paragraph, or the table."""
        depth, end = len(paragraph.cells), self.index[paragraph]
        place, key = end - 1, None
        while place >= 0:
            if (place, depth) in self._before:  # known from a paragraph further up: thousands of new ones cost no more
                key = self._before[place, depth]
                break
            found, key = self._stands_at(self.story.paragraphs[place], depth)
            if found:
                break
            place -= 1
        self._before |= {(between, depth): key for between in range(max(place, 0), end)}
        return key

    def _stands_at(self, other: Paragraph, depth: int) -> tuple[bool, str | None]:
        """Whether what comes next, `depth` cells deep, stands behind this paragraph, and the key of what it is."""
        home = self.fates.homes.get(other)
        line = home.came.line if home else None
        if home is None or line is None or len(other.cells) < depth:
            return False, None
        if home.place != home.host and not other.text("rejected").strip():
            return False, None
        if any(piece.gone and piece.gone.kind == "moveFrom" for piece in other.pieces):
            return False, None
        if len(other.cells) > depth:
            return True, line.table or line.key
        return True, self._last_line(other, home).key

    def _last_line(self, paragraph: Paragraph, home: Home) -> Line:
        return home.came.at(home.start + len(paragraph.text("rejected")), end=True)[0]

    def _find_homes(self) -> None:
        for came in self.came:
            host = next((n for n, p in enumerate(came.group) if p.text("rejected").strip()), len(came.group) - 1)
            start = 0
            for place, paragraph in enumerate(came.group):
                self.fates.homes[paragraph] = Home(came, start, place, host)
                start += len(paragraph.text("rejected"))

    def _find_new(self, came: Came) -> None:
        """Paragraphs that tracked paragraph marks make out of one that was sent, and those that nobody sent."""
        host = self.fates.homes[came.group[0]].host
        for place, paragraph in enumerate(came.group):
            text = paragraph.text("accepted")
            if not came.spans:
                if text.strip() or paragraph.text("rejected").strip():
                    self.fates.new[paragraph] = self._new(paragraph, text, -1)
            elif place != host and not paragraph.text("rejected").strip():
                if text.strip():
                    self.fates.new[paragraph] = self._new(paragraph, text, -1)
                else:
                    self.fates.new[paragraph] = Unmapped("an empty line was added")
            elif place > host:
                _, cut = came.at(self.fates.homes[paragraph].start)
                self.fates.new[paragraph] = self._new(paragraph, text, cut)
            elif place == host and came.spans[0].start:
                self.fates.new[paragraph] = self._new(paragraph, text, came.spans[0].start)
            if place < len(came.group) - 1:
                self.fates.mark_in[paragraph] = paragraph if place < host else came.group[place + 1]

    def _new(self, paragraph: Paragraph, text: str, cut: int) -> NewParagraph:
        after = self.fates.homes[paragraph].came.spans[0].line.key if cut >= 0 else self.after(paragraph)
        order = self._orders.get(after, 0)
        self._orders[after] = order + 1
        return NewParagraph(after, text, *self.kind(paragraph), order, cut)

    def _find_gone(self, group: Sequence[Paragraph]) -> None:
        """Paragraphs that were sent and are not in the accepted reading any more, or run on into another."""
        kept = [p for p in group if p.text("accepted").strip() and self._sent_here(p)]
        fresh = [p for p in group if p.text("accepted").strip() and p in self.fates.new and not self._sent_here(p)]
        lost = [p for p in group if self._sent_here(p) and not p.text("accepted").strip()]
        if not kept and fresh and lost and len(group) > 1:
            self._rewrite(lost.pop(0), fresh)
        for paragraph in lost:
            home = self.fates.homes[paragraph]
            line = home.came.at(home.start)[0]
            emptied_cell = bool(paragraph.cells) and len(group) == 1
            if home.place == home.host and not self._lives_on(home) and not emptied_cell:
                self.fates.gone[paragraph] = RemovedParagraph(line.key)
        first = group.index(kept[0]) if kept else len(group)
        for place, paragraph in enumerate(group[:-1]):
            self.fates.mark_out[paragraph] = paragraph if place < first else group[place + 1]
        for one, other in pairwise(kept):
            self._join(group, one, other)

    def _sent_here(self, paragraph: Paragraph) -> bool:
        home = self.fates.homes.get(paragraph)
        return bool(home and home.came.spans and paragraph.text("rejected").strip())

    def _lives_on(self, home: Home) -> bool:
        """Whether another part of the same paragraph keeps words of it."""
        return any(
            p.text("rejected").strip() and p.text("accepted").strip()
            for n, p in enumerate(home.came.group)
            if n != home.place
        )

    def _rewrite(self, lost: Paragraph, fresh: list[Paragraph]) -> None:
        """All words of a paragraph went and others stand in its place: it was reworded, not removed."""
        for paragraph in fresh[:1]:
            home = self.fates.homes[lost]
            line, _ = home.came.at(home.start)
            self.fates.new.pop(paragraph)
            self.fates.rewritten[paragraph] = TextEdit(
                line.key, len(line.text), len(line.text), paragraph.text("accepted")
            )

    def _join(self, group: Sequence[Paragraph], one: Paragraph, other: Paragraph) -> None:
        first, second = (self.fates.homes[p] for p in (one, other))
        line = self._last_line(one, first)
        following = second.came.at(second.start)[0]
        if line is following:
            return
        mark = group[group.index(other) - 1]
        spaces = [p for p, piece in ((one, _edge(one, -1)), (other, _edge(other, 0))) if piece]
        joined = JoinedParagraphs(line.key, following.key, " " if spaces else "")
        self.fates.joined[mark] = joined
        self.fates.glued |= dict.fromkeys(spaces, joined)

    def _find_moved(self) -> None:
        """A removed paragraph and a new one that say the same: one was moved to the place of the other."""
        lost = {p: effect for p, effect in self.fates.gone.items() if isinstance(effect, RemovedParagraph)}
        for paragraph, effect in list(self.fates.new.items()):
            if not isinstance(effect, NewParagraph) or effect.after_start >= 0:
                continue
            name = next((piece.inserted.name for piece in paragraph.pieces if piece.inserted), "")
            source = self._source(plain(effect.text), name, lost)
            if source is not None:
                removed = lost.pop(source)
                moved = MovedParagraph(removed.key, self.after(paragraph))
                self.fates.new[paragraph] = self.fates.gone[source] = moved
                line = self.fates.homes[source].came.at(self.fates.homes[source].start)[0]
                self.fates.extra[paragraph] = list(_reworded(line, effect.text))

    def _source(self, text: str, name: str, lost: dict[Paragraph, RemovedParagraph]) -> Paragraph | None:
        for paragraph in lost:
            names = {piece.gone.name for piece in paragraph.pieces if piece.gone and piece.gone.name}
            if name and name in names and likeness(plain(paragraph.text("rejected")), text) > 0.5:
                return paragraph
        for paragraph in lost:
            old = plain(paragraph.text("rejected"))
            if (old == text and len(text) > _TINY) or (len(text) > LONG_ENOUGH and likeness(old, text) >= MOVED):
                return paragraph
        return None


def _edge(paragraph: Paragraph, end: int) -> bool:
    """Whether the words that are kept begin (0) or end (-1) with nothing but an inserted space."""
    kept = [piece for piece in paragraph.pieces if piece.in_("accepted") and piece.text]
    return bool(kept and kept[end].inserted and not kept[end].text.strip())


def _reworded(line: Line, text: str) -> Iterator[TextEdit]:
    for step in steps(line.text, text):
        if not step.same:
            yield TextEdit(line.key, step.a1, step.a2, text[step.b1 : step.b2])
