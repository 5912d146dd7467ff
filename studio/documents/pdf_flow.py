"""Pagination: items go from frame to frame; what belongs together stays together; notes hang in the outer margin."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from studio.documents import layout
from studio.documents.layout import MM, Frame
from studio.documents.pdf_items import Beside, Hung, Item, Note

NOTE_GAP = 6.0


class TooHighError(Exception):
    """Something in one piece is higher than a page. `keys`: the paragraphs it is of, as far as they have keys."""

    def __init__(self, keys: Sequence[str]) -> None:
        super().__init__(*keys)
        self.keys = tuple(keys)


@dataclass(slots=True)
class Section:
    """Items of one frame shape; always starts a page unless it `joins` the page before."""

    frame: Frame
    items: list[Item] = field(default_factory=list)
    bare: bool = False  # no running head: the title page
    joins: bool = False


@dataclass(slots=True)
class Placed:
    item: Item
    y: float


@dataclass(slots=True)
class Page:
    frame: Frame
    bare: bool
    placed: list[Placed] = field(default_factory=list)
    notes: list[tuple[Note, float]] = field(default_factory=list)
    fresh: bool = True


class Flow:
    """Lays sections out on pages. Raises TooHighError for what no page can hold."""

    def __init__(self) -> None:
        self.pages: list[Page] = []
        self.y = 0.0
        self.gap = 0.0
        self.pending: list[Note] = []
        self.floor = 0.0  # notes hang below this: a wide table has taken their column

    def run(self, sections: Iterable[Section]) -> list[Page]:
        for stretch in _stretches(sections):
            made = self._laid(stretch)
            heads = [item for section in stretch for item in section.items if item.entry and item.entry[0] == "part"]
            if heads and made.ends_in_few_lines():
                made = self._closer(stretch, heads, made)
            self.pages += made.pages
            self.pending = made.pending
        return self.pages

    def _laid(self, stretch: Sequence[Section]) -> Flow:
        """The stretch on pages of its own, under the notes that the pages before had no room for."""
        flow = Flow()
        flow.pending = list(self.pending)
        for section in stretch:
            flow._section(section)
        return flow

    def _closer(self, stretch: Sequence[Section], heads: Sequence[Item], usual: Flow) -> Flow:
        """With less space above the parts, if that brings the last lines back to the page before."""
        was = [head.before for head in heads]
        for head in heads:
            head.before = layout.PART_GAP_LEAST
        closer = self._laid(stretch)
        if len(closer.pages) < len(usual.pages):
            return closer
        for head, before in zip(heads, was, strict=True):
            head.before = before
        return usual

    def ends_in_few_lines(self) -> bool:
        """Whether the last of several pages holds three lines of text or less."""
        return len(self.pages) > 1 and self.y - self.pages[-1].frame.top <= layout.LAST_LINES

    def _start(self, section: Section) -> None:
        self.pages.append(Page(section.frame, section.bare))
        section.bare = False
        self.y, self.gap = section.frame.top, 0.0
        self.floor = 0.0
        self.pending = self._carry(self.pending) if self.pending else []

    def _section(self, section: Section) -> None:
        if not (section.joins and self.pages and self.pages[-1].frame is section.frame):
            self._start(section)
        waiting = list(reversed(section.items))
        while waiting:
            group = self._group(waiting)
            need = self._need(group)
            if need > self._room() and not self.pages[-1].fresh:
                if group[0].optional:
                    continue
                begun, left = self._parted(group)
                for item in begun:
                    self._place(item, section)
                group = left
                self._start(section)
            for item in group:
                self._place(item, section)

    @staticmethod
    def _group(waiting: list[Item]) -> list[Item]:
        """The next item with all that it must be followed by."""
        group = [waiting.pop()]
        while group[-1].keep_next and waiting and len(group) < 6:
            group.append(waiting.pop())
        return group

    def _parted(self, group: list[Item]) -> tuple[list[Item], list[Item]]:
        """What of a group too high to be kept together still begins on this page, and what goes on to the next.

        Up to a third of a page a group stays whole. A higher one is parted inside a long paragraph, never under a
        heading or under the sentence that announces a table.
        """
        page = self.pages[-1]
        whole = sum(item.height(_width(item, page.frame)) for item in group)
        begun: list[Item] = []
        left = group
        if group[0].wants or whole <= layout.TOGETHER * page.frame.height:
            return begun, left
        y, gap = self.y, self.gap
        for number, item in enumerate(group[:-1]):
            width = _width(item, page.frame)
            y += max(gap, item.before)
            halves = item.split(width, page.frame.bottom - y)
            if halves:
                begun, left = [*group[:number], halves[0]], [halves[1], *group[number + 1 :]]
            y, gap = y + item.height(width), item.after
        return begun, left

    def _need(self, group: Sequence[Item]) -> float:
        total, gap = 0.0, self.gap
        for number, item in enumerate(group):
            first = self.pages[-1].fresh and number == 0
            total += 0 if first else max(gap, item.before)
            last = number == len(group) - 1
            wide = _width(item, self.pages[-1].frame)
            total += item.least(wide) if last else item.height(wide)
            gap = item.after
        return max(total, group[0].wants)

    def _room(self) -> float:
        return self.pages[-1].frame.bottom - self.y

    def _place(self, item: Item, section: Section) -> None:
        width = _width(item, section.frame)
        rest: Item | None = item
        while rest is not None:
            page = self.pages[-1]
            top = self.y + (0 if page.fresh else max(self.gap, rest.before))
            if rest.bleed and page.notes:
                last, at = page.notes[-1]
                top = max(top, at + last.height(page.frame.notes_width - 6) + NOTE_GAP)
            room = page.frame.bottom - top
            if rest.height(width) <= room + 0.01:
                self._put(rest, top, width)
                return
            if rest.optional:
                return
            halves = rest.split(width, room)
            if halves:
                self._put(halves[0], top, width)
                self._start(section)
                rest = halves[1]
            elif page.fresh:
                raise TooHighError(keys_of(rest))
            else:
                self._start(section)

    def _put(self, item: Item, top: float, width: float) -> None:
        page = self.pages[-1]
        page.placed.append(Placed(item, top))
        page.fresh = False
        for note in item.notes:
            if note.height(page.frame.notes_width - 6) > page.frame.bottom - page.frame.top:
                raise TooHighError(item.keys)
            self._hang(note, top)
        self.y = top + item.height(width)
        self.gap = item.after

        if item.bleed:
            self.floor = self.y

    def _hang(self, note: Note, wanted: float) -> None:
        page = self.pages[-1]
        width = page.frame.notes_width - 6
        wanted = max(wanted, self.floor)
        if page.notes:
            last, at = page.notes[-1]
            wanted = max(wanted, at + last.height(width) + NOTE_GAP)
        page.notes.append((note, wanted))
        over = wanted + note.height(width) - page.frame.bottom
        if over > 0:
            self._lift(page, width)

    def _lift(self, page: Page, width: float) -> None:
        """Move notes up from the foot; what finds no room at all goes on to the next page."""
        floor = page.frame.bottom
        lifted: list[tuple[Note, float]] = []
        for note, at in reversed(page.notes):
            place = min(at, floor - note.height(width))
            lifted.append((note, place))
            floor = place - NOTE_GAP
        lifted.reverse()
        if lifted[0][1] < page.frame.top and len(lifted) > 1:
            self.pending.append(page.notes[-1][0])
            page.notes.pop()
            return
        page.notes = lifted

    def _carry(self, notes: list[Note]) -> list[Note]:
        if not self.pages[-1].frame.notes_width:
            return notes
        self.pending = []
        for note in notes:
            self._hang(note, self.pages[-1].frame.top)
        return self.pending


def _stretches(sections: Iterable[Section]) -> Iterator[list[Section]]:
    """Sections that may share pages: each stretch starts a page."""
    stretch: list[Section] = []
    for section in sections:
        if stretch and not (section.joins and stretch[-1].frame is section.frame):
            yield stretch
            stretch = []
        stretch.append(section)
    if stretch:
        yield stretch


def keys_of(item: Item) -> tuple[str, ...]:
    """Keys of the paragraphs that the item holds, without those beside one another."""
    if isinstance(item, Beside):
        return keys_of(item.item)
    return item.keys + keys_of(item.body) if isinstance(item, Hung) else item.keys


def _width(item: Item, frame: Frame) -> float:
    """Width for the item; some may use the notes' column too."""
    return bleed_width(frame) if item.bleed else frame.width


def bleed_width(frame: Frame) -> float:
    """From the text's left edge to the notes' right one."""
    return frame.notes_left + frame.notes_width - frame.left - 5 * MM if frame.notes_width else frame.width
