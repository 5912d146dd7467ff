"""From revisions to changes: each one with its clause, its certainty, and what it means for the text that was sent."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from studio.returns.change import (
    Certainty,
    Change,
    Effect,
    NewParagraph,
    NewRow,
    RemovedRow,
    Restyled,
    Strong,
    TextEdit,
    Unmapped,
)
from studio.returns.paragraphs import Cell, Mark, Paragraph, Piece, Row, Story
from studio.returns.sent import Line
from studio.returns.structure import Home, Structure


@dataclass(frozen=True, slots=True)
class Found:
    """A change before it is numbered: `place` sorts it, equal `together` values make one group."""

    place: float
    together: Hashable
    change: Change


@dataclass(slots=True)
class _Stretch:
    """Neighbouring pieces of one revision inside one paragraph."""

    mark: Mark
    came_in: bool
    start: int  # in the rejected reading of the whole group
    end: int
    text: str = ""
    effect_text: str = ""  # inserted and not deleted again
    sent_text: str = ""
    things: str = ""
    block: int = 0  # stretches that touch each other
    outer: bool = False  # around another revision of the same words, which says what becomes of them


class Mapper:
    """Maps one story's revisions. `outside`: nothing in this story is agreed text, so nothing can be applied."""

    def __init__(self, structure: Structure, *, outside: str = "") -> None:
        self.structure = structure
        self.story: Story = structure.story
        self.fates = structure.fates
        self.outside = outside
        self.found: list[Found] = []
        self._place = 0
        self._before = list(self._lines_before())
        self._first = next((came.line for came in structure.came if came.line), None)
        self._sent_rows: dict[int, tuple[str | None, list[tuple[int, str | None]]]] = {}
        self._in_cell: dict[Cell, list[Paragraph]] = {}
        self._in_row: dict[Row, list[Paragraph]] = {}
        self._in_table: dict[int, list[Paragraph]] = {}
        for paragraph in self.story.paragraphs:
            for cell in paragraph.cells:
                self._in_cell.setdefault(cell, []).append(paragraph)
                self._in_row.setdefault(cell.row, []).append(paragraph)
                self._in_table.setdefault(cell.row.table, []).append(paragraph)

    def map(self) -> list[Found]:
        rows: dict[Row, Effect | None] = {}
        for place, paragraph in enumerate(self.story.paragraphs):
            self._place = place
            self._cell(paragraph)
            for cell in paragraph.cells:
                if cell.row not in rows:
                    rows[cell.row] = self._row(cell.row, paragraph)
            effect = next((rows[cell.row] for cell in paragraph.cells if rows[cell.row]), None)
            if paragraph.revised:
                self._words(paragraph, effect)
            if paragraph.revised or paragraph.relook:
                self._formats(paragraph)
            if paragraph.inserted or paragraph.gone:
                self._marks(paragraph, effect)
        self._others()
        return self.found

    # -- rows and cells

    def _cell(self, paragraph: Paragraph) -> None:
        """Cells that came or went; once, at their first paragraph."""
        for cell in paragraph.cells:
            mark = cell.inserted or cell.gone
            inside = self._in_cell[cell]
            if mark and inside[0] is paragraph:
                text = "\n".join(p.text("accepted" if cell.inserted else "rejected") for p in inside)
                before, after = ("", text) if cell.inserted else (text, "")
                what = f"a table cell was {'added' if cell.inserted else 'removed'}"
                self.add(mark, "cell", self.nearest(paragraph), Unmapped(what), before, after)

    def _row(self, row: Row, paragraph: Paragraph) -> Effect | None:
        mark = row.inserted or row.gone
        if mark is None:
            return None
        inside = self._in_row[row]
        texts: dict[int, list[str]] = {}
        for p in inside:
            cell = next(cell for cell in p.cells if cell.row is row)
            texts.setdefault(cell.index, []).append(p.text("accepted" if row.inserted else "rejected"))
        cells = tuple("\n".join(text).strip("\u200d") for _, text in sorted(texts.items()))  # LibreOffice's joiner
        words = "\t".join(cells)
        line = self.row_line(row)
        effect: Effect | None
        if row.inserted:
            table, after = self.table_of(row)
            effect = NewRow(table, after, cells) if table else None
            line = self.nearest(paragraph)
        else:
            effect = RemovedRow(line.row) if line and line.row else None
        effect = effect or Unmapped(f"a table row was {'added' if row.inserted else 'removed'}")
        before, after_words = ("", words) if row.inserted else (words, "")
        self.add(mark, "row", line, effect, before, after_words, effect)
        return effect

    def in_row(self, row: Row) -> list[Paragraph]:
        """The paragraphs of a row, those of tables inside it too."""
        return self._in_row[row]

    def row_line(self, row: Row) -> Line | None:
        """A line of the row, where the row was sent."""
        for paragraph in self._in_row[row]:
            home = self.fates.homes.get(paragraph)
            if home and home.came.line:
                return home.came.line
        return None

    def table_of(self, row: Row) -> tuple[str | None, str | None]:
        """Keys of the table and of the row before, found through the table's other rows."""
        if row.table not in self._sent_rows:
            self._sent_rows[row.table] = self._rows_sent(row.table)
        table, rows = self._sent_rows[row.table]
        before = bisect_left(rows, row.index, key=lambda each: each[0])
        return table, rows[before - 1][1] if before else None

    def _rows_sent(self, number: int) -> tuple[str | None, list[tuple[int, str | None]]]:
        """Key of a table, and place and key of each of its rows that was sent."""
        table = None
        rows: dict[int, str | None] = {}
        for paragraph in self._in_table[number]:
            home = self.fates.homes.get(paragraph)
            line = home.came.line if home else None
            if line is not None and line.table:
                table = line.table
                rows[next(cell.row.index for cell in paragraph.cells if cell.row.table == number)] = line.row
        return table, sorted(rows.items())

    # -- words

    def _words(self, paragraph: Paragraph, row: Effect | None) -> None:
        home = self.fates.homes.get(paragraph)
        for stretch in _stretches(paragraph, home.start if home else 0):
            if not (stretch.text or stretch.things):
                continue
            before, after = ("", stretch.text) if stretch.came_in else (stretch.text, "")
            line, effect, together = self._text_effect(paragraph, home, stretch)
            if stretch.outer:
                effect, together = Unmapped("around another change of the same words"), object()
            if row is not None:
                effect, together = row, row
            if stretch.things and not stretch.text:
                effect = Unmapped(f"{stretch.things} {'added' if stretch.came_in else 'removed'}")
            self.add(stretch.mark, "run", line, effect, before, after, together, self._certainty(home))

    def _text_effect(
        self, paragraph: Paragraph, home: Home | None, stretch: _Stretch
    ) -> tuple[Line | None, Effect, Hashable]:
        touching = (id(paragraph), stretch.block)
        new, gone = self.fates.new.get(paragraph), self.fates.gone.get(paragraph)
        if stretch.came_in and new is not None and not (isinstance(new, NewParagraph) and new.after_start >= 0):
            return self.nearest(paragraph), new, new
        if not stretch.came_in and gone is not None and home:
            return home.came.at(stretch.start)[0], gone, gone
        if stretch.came_in and paragraph in self.fates.rewritten:
            edit = self.fates.rewritten[paragraph]
            return self.nearest(paragraph), edit, ("rewritten", edit.key)
        if not stretch.text.strip() and (seam := self._seam(paragraph, stretch, home)) is not None:
            return self.nearest(paragraph), seam, seam
        if home is None or not home.came.spans:
            effect = new or Unmapped("words that stand nowhere in what was sent")
            return self.nearest(paragraph), effect, effect
        line, start = home.came.at(stretch.start)
        last, end = home.came.at(stretch.end, end=True)
        if stretch.start == stretch.end:
            line, start = last, end = home.came.at(stretch.start, end=stretch.start > 0)
        if last is not line:
            end = len(line.text)
        text = stretch.effect_text if stretch.came_in else ""
        return line, TextEdit(line.key, start, max(start, end), text), self._rewritten_by(line.key) or touching

    def _seam(self, paragraph: Paragraph, stretch: _Stretch, home: Home | None) -> Effect | None:
        """The split or join that a space beside it belongs to: it is no edit of its own."""
        if stretch.came_in:
            return self.fates.glued.get(paragraph)
        if home is None:
            return None
        group = home.came.group
        following = group[home.place + 1] if home.place + 1 < len(group) else None
        begins, ends = self.fates.new.get(paragraph), self.fates.new.get(following) if following else None
        if isinstance(begins, NewParagraph) and begins.after_start >= 0 and stretch.start == home.start:
            return begins
        at_end = stretch.end == home.start + len(paragraph.text("rejected"))
        return ends if isinstance(ends, NewParagraph) and ends.after_start >= 0 and at_end else None

    def _rewritten_by(self, key: str) -> Hashable:
        return ("rewritten", key) if any(edit.key == key for edit in self.fates.rewritten.values()) else None

    def _certainty(self, home: Home | None) -> Certainty:
        if home is None:
            return Certainty.POSITION
        return home.came.certainty

    # -- formats and marks

    def _formats(self, paragraph: Paragraph) -> None:
        home = self.fates.homes.get(paragraph)
        at = home.start if home else 0
        last: tuple[Mark, float] | None = None
        for piece in paragraph.pieces:
            size = len(piece.text) if piece.in_("rejected") else 0
            if piece.reformat and piece.text:
                self._format(paragraph, home, piece, at, joins=last == (piece.reformat.mark, at))
                last = (piece.reformat.mark, at + size)
            at += size
        if paragraph.relook:
            line = home.came.at(home.start)[0] if home and home.came.spans else self.nearest(paragraph)
            effect: Effect = Unmapped(paragraph.relooked or "paragraph format")
            if line and home and home.came.spans and paragraph.look != paragraph.look_sent:
                effect = Restyled(line.key, *self.structure.kind(paragraph))
            text = paragraph.text("accepted")
            self.add(paragraph.relook, "paragraph", line, effect, text, text, None, self._certainty(home))

    def _format(self, paragraph: Paragraph, home: Home | None, piece: Piece, at: int, *, joins: bool) -> None:
        change = piece.reformat
        if change is None:
            return
        line: Line | None = self.nearest(paragraph)
        effect: Effect = Unmapped(change.what)
        if home and home.came.spans and piece.in_("rejected"):
            line, start = home.came.at(at)
            _, end = home.came.at(at + len(piece.text), end=True)
            if change.before.bold != change.after.bold:
                effect = Strong(line.key, start, max(start, end), change.after.bold)
        previous = self.found[-1] if self.found else None
        if (
            joins
            and previous
            and isinstance(previous.change.effect, type(effect))
            and previous.change.kind == "rPrChange"
        ):
            before = previous.change
            if isinstance(effect, Strong) and isinstance(before.effect, Strong):
                effect = replace(effect, start=before.effect.start)
            text = before.before + piece.text
            self.found[-1] = replace(previous, change=replace(before, before=text, after=text, effect=effect))
            return
        self.add(change.mark, "run", line, effect, piece.text, piece.text, None, self._certainty(home))

    def _marks(self, paragraph: Paragraph, row: Effect | None) -> None:
        home = self.fates.homes.get(paragraph)
        if paragraph.inserted:
            owner = self.fates.mark_in.get(paragraph, paragraph)
            effect = row or self.fates.new.get(owner) or self.fates.rewritten.get(owner) or Unmapped("a paragraph mark")
            told = any(piece.inserted and piece.in_("accepted") for piece in owner.pieces)  # by the words' own change
            text = "" if told else owner.text("accepted")
            together: Hashable = effect if not isinstance(effect, TextEdit) else ("rewritten", effect.key)
            self.add(
                paragraph.inserted, "paragraph", self.nearest(owner), effect, "", text, together, self._certainty(home)
            )
            for edit in self.fates.extra.get(owner, ()):
                words = self._sent_text(edit)
                self.add(
                    paragraph.inserted,
                    "run",
                    self.nearest(owner),
                    edit,
                    words,
                    edit.text,
                    effect,
                    self._certainty(home),
                )
        if paragraph.gone:
            owner = self.fates.mark_out.get(paragraph, paragraph)
            out = (
                row or self.fates.joined.get(paragraph) or self.fates.gone.get(owner) or self.fates.gone.get(paragraph)
            )
            line = home.came.at(home.start)[0] if home and home.came.spans else self.nearest(paragraph)
            text = "" if any(piece.gone for piece in owner.pieces) else owner.text("rejected")
            fallback = out or Unmapped("a paragraph mark")
            self.add(paragraph.gone, "paragraph", line, fallback, text, "", fallback, self._certainty(home))

    def _sent_text(self, edit: TextEdit) -> str:
        for came in self.structure.came:
            for span in came.spans:
                if span.line.key == edit.key:
                    return span.line.text[edit.start : edit.end]
        return ""

    def _others(self) -> None:
        for other in self.story.others:
            at = min(other.near, len(self.story.paragraphs) - 1)
            self._place = at
            line = self.nearest(self.story.paragraphs[at]) if at >= 0 else None
            self.add(other.mark, other.target, line, Unmapped(other.what), "", "")

    # -- adding

    def nearest(self, paragraph: Paragraph) -> Line | None:
        """The sent line that a paragraph stands in, or the one before it, or the first."""
        home = self.fates.homes.get(paragraph)
        if home and home.came.line and home.place == home.host:
            return home.came.line
        return self._before[self.structure.index[paragraph]] or self._first

    def _lines_before(self) -> Iterator[Line | None]:
        """For each paragraph the sent line before it."""
        last: Line | None = None
        for paragraph in self.story.paragraphs:
            yield last
            home = self.fates.homes.get(paragraph)
            last = home.came.line if home and home.came.line else last

    def add(  # noqa: PLR0913 - the parts of one change
        self, mark: Mark, target: str, line: Line | None, effect: Effect, before: str, after: str,
        together: Hashable = None, certainty: Certainty | None = None, *, noise: bool = False,
    ) -> None:  # fmt: skip
        named = line if line is not None and line.named else None
        if self.outside:
            effect = Unmapped(self.outside)
        if certainty is None:
            certainty = Certainty.ANCHOR if named else Certainty.POSITION
        if not named and certainty in {Certainty.ANCHOR, Certainty.EXACT, Certainty.SIMILAR} and self.outside:
            certainty = Certainty.NONE
        change = Change(
            "", mark.kind, target, self.story.name, named.clause if named else None, named.key if named else None,
            certainty, mark.author, mark.date, before, after, effect, 0, noise,
        )  # fmt: skip
        self.found.append(Found(self._place, together if together is not None else object(), change))


def _stretches(paragraph: Paragraph, start: int) -> Iterable[_Stretch]:
    """The paragraph's inserted and deleted stretches in order. A deletion inside an insertion is in both."""
    made: list[_Stretch] = []
    open_in: _Stretch | None = None
    open_out: _Stretch | None = None
    around: list[_Stretch] = []
    at, block = start, 0
    for piece in paragraph.pieces:
        sent = piece.inserted is None
        around = _around(made, around, piece, at, block)
        open_in = _extended(made, open_in, piece.inserted, at, block, came_in=True)
        open_out = _extended(made, open_out, piece.gone, at, block, came_in=False)
        for stretch in (*around, open_in, open_out):
            if stretch is not None:
                stretch.text += piece.text
                stretch.effect_text += piece.text if piece.gone is None else ""
                stretch.things = stretch.things or piece.thing
                stretch.end = at + (len(piece.text) if sent else 0)
        if sent and piece.gone is None:
            block += 1
        at += len(piece.text) if sent else 0
    return made


def _around(made: list[_Stretch], before: list[_Stretch], piece: Piece, at: int, block: int) -> list[_Stretch]:
    """The stretches of revisions around the innermost ones that go on at this piece."""
    if not piece.outer:
        return []
    going_on = []
    for mark in piece.outer:
        known = next((stretch for stretch in before if stretch.mark == mark), None)
        if known is None:
            known = _Stretch(mark, mark.kind in {"ins", "moveTo"}, at, at, block=block, outer=True)
            made.append(known)
        going_on.append(known)
    return going_on


def _extended(
    made: list[_Stretch], current: _Stretch | None, mark: Mark | None, at: int, block: int, *, came_in: bool
) -> _Stretch | None:
    """The stretch that goes on at this piece: the same, a new one, or none."""
    if mark is None:
        return None
    if current is not None and current.mark == mark:
        return current
    stretch = _Stretch(mark, came_in, at, at, block=block)
    made.append(stretch)
    return stretch


def numbered(found: Sequence[Found]) -> tuple[Change, ...]:
    """The changes in document order with their ids and groups."""
    groups: dict[Hashable, int] = {}
    changes: list[Change] = []
    for item in sorted(found, key=lambda each: each.place):
        group = groups.setdefault(item.together, len(groups) + 1)
        changes.append(replace(item.change, id=f"c{len(changes) + 1}", group=group))
    return tuple(changes)
