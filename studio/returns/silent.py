"""What was changed with tracking off: found by comparing with what was sent."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from typing import TypeVar

from studio.returns.align import plain, rising
from studio.returns.base import Came
from studio.returns.beside import descriptions_of, lead_in_words, leads_elsewhere, letters, targets_of
from studio.returns.breaks import SECTION
from studio.returns.change import (
    Certainty,
    Effect,
    JoinedParagraphs,
    Layout,
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
from studio.returns.effects import Found, Mapper
from studio.returns.lettering import odd_letters
from studio.returns.looks import in_words
from studio.returns.paragraphs import PLAIN, Format, Mark, Paragraph, Row
from studio.returns.sent import Line, runs, things_of
from studio.returns.silent_breaks import changed_breaks

_T = TypeVar("_T")
SILENT = Mark("silent", "", None)
_BANNER = 600  # letters; no gateway writes more
_NOISE = re.compile(
    r"(?i)\[\s*external\s*\]|\bexternal( source| sender| message)?:|\b(this (e-?mail|message|attachment) "
    r"(originated|came|was sent|was received) from (an )?(outside|external)|external (e-?mail|sender|message)|"
    r"do not (click|open) (on )?(any )?(links|attachments)|caution:|scanned (for viruses )?by|virus[- ]free|"
    r"security (banner|warning):)"
)


def is_noise(text: str) -> bool:
    """Whether words are of the kind that mail gateways put into what passes through them."""
    return len(text) < _BANNER and bool(_NOISE.search(text))


class Silent:
    """Compares one story, already mapped, with the lines that were sent and adds what no revision says."""

    def __init__(self, mapper: Mapper, lines: Sequence[Line]) -> None:
        self.mapper = mapper
        self.structure = mapper.structure
        self.came = mapper.structure.came
        self.lines = lines
        self.rows: dict[Row, Effect] = {}
        self._place = 0.0
        self._last_before: list[int] = []

    def find(self) -> list[Found]:
        index = self.structure.index
        self._new_rows()
        for came in self.came:
            self._place = index[came.group[0]] - 0.5
            if not came.spans:
                self._new(came)
                continue
            self._words(came)
            self._splits_and_joins(came)
            if not self._look(came):
                self._lettering(came)
                self._formats(came)  # with another style the words look otherwise, and that is one change
            self._things(came)
            self._links(came)
        self._removed()
        self._loose_pictures()
        self._breaks()
        self._moved()
        return self.mapper.found

    def _add(self, target: str, line: Line | None, effect: Effect, before: str, after: str, came: Came | None) -> None:
        certainty = came.certainty if came else Certainty.ANCHOR if line and line.named else Certainty.POSITION
        noise = not before and is_noise(after)
        self.mapper.add(SILENT, target, line, effect, before, after, None, certainty, noise=noise)
        last = self.mapper.found[-1]
        self.mapper.found[-1] = Found(self._place, last.together, last.change)

    # -- words

    def _words(self, came: Came) -> None:
        for step in came.way:
            if step.same:
                continue
            line, start = came.in_line(step.a1, end=step.a1 == step.a2 > 0)
            last, end = came.in_line(step.a2, end=True)
            end = end if last is line else len(line.text)
            text = came.text[step.b1 : step.b2]
            self._add(
                "run", line, TextEdit(line.key, start, max(start, end), text), came.sent[step.a1 : step.a2], text, came
            )

    def _splits_and_joins(self, came: Came) -> None:
        first = came.spans[0]
        fate = self.structure.fates.new.get(came.group[self.structure.fates.homes[came.group[0]].host])
        if first.start and isinstance(fate, NewParagraph):
            self._add("paragraph", first.line, fate, "", came.text, came)
        offset = 0
        for one, other in zip(came.spans, came.spans[1:], strict=False):
            offset += len(one.text)
            glue = " " if self._spaced(came, offset) else ""
            words = f"{one.text}\n{other.text}"
            self._add(
                "paragraph", one.line, JoinedParagraphs(one.line.key, other.line.key, glue), words, came.text, came
            )
            offset += 1

    def _spaced(self, came: Came, offset: int) -> bool:
        """Whether the words around the place of joining stand apart in what came."""
        for step in came.way:
            if step.a1 <= offset < step.a2:
                return not step.same or any(letter.isspace() for letter in came.text[step.b1 : step.b2])
        return True

    def _new(self, came: Came) -> None:
        paragraph = came.group[0]
        row = next((cell.row for cell in paragraph.cells if cell.row in self.rows), None)
        if row is not None:
            if self.rows[row] is not None and next(c.row for c in paragraph.cells) is row and self._first_of(row, came):
                texts = _cell_texts(self.mapper.in_row(row), row)
                self._add("row", self.mapper.nearest(paragraph), self.rows[row], "", "\t".join(texts), None)
            return
        for item in came.group:
            effect = self.structure.fates.new.get(item)
            if effect is not None and item.text("rejected").strip():
                self._add("paragraph", self.mapper.nearest(item), effect, "", item.text("rejected"), came)

    def _first_of(self, row: Row, came: Came) -> bool:
        return self.mapper.in_row(row)[0] in came.group

    # -- rows and paragraphs

    def _new_rows(self) -> None:
        """Rows of which no paragraph was sent, in tables that were."""
        by_row: dict[Row, list[Came]] = {}
        for came in self.came:
            for cell in came.group[0].cells:
                by_row.setdefault(cell.row, []).append(came)
        for row, inside in by_row.items():
            if any(came.spans for came in inside):
                continue
            table, after = self.mapper.table_of(row)
            if table and any(came.text.strip() for came in inside):
                self.rows[row] = NewRow(table, after, _cell_texts(self.mapper.in_row(row), row))

    def _removed(self) -> None:
        there = {span.line.index for came in self.came for span in came.spans}
        gone = [line for line in self.lines if line.index not in there and line.text.strip()]
        kept_rows = {self.lines[index].row for index in there}
        told: set[str] = set()
        for line in gone:
            self._place = self._place_of(line)
            if line.row is None or line.row in kept_rows:
                self._add("paragraph", line, RemovedParagraph(line.key), line.text, "", None)
            elif line.row not in told:
                told.add(line.row)
                words = "\t".join(each.text for each in self.lines if each.row == line.row)
                self._add("row", line, RemovedRow(line.row), words, "", None)

    def _place_of(self, line: Line) -> float:
        """Behind the last thing that came and was sent before it."""
        if not self._last_before:
            self._last_before = self._lasts()
        last = self._last_before[line.index]
        return self.structure.index[self.came[last].group[-1]] + 0.4 if last >= 0 else -1.0

    def _lasts(self) -> list[int]:
        """For each line: the last thing that came (its number) and was sent before that line, -1 for none."""
        lasts = [-1] * (len(self.lines) + 1)
        for number, came in enumerate(self.came):
            if came.spans:
                lasts[came.spans[-1].line.index + 1] = number
        return list(accumulate(lasts, max))

    def _moved(self) -> None:
        placed = [came for came in self.came if came.spans and came.text.strip() and not came.spans[0].start]
        numbers = [came.spans[0].line.index for came in placed]
        stay = set(rising(numbers))
        rows: set[str] = set()
        for at, came in enumerate(placed):
            line = came.spans[0].line
            if at in stay:
                continue
            self._place = self.structure.index[came.group[0]]
            effect: Effect = MovedParagraph(line.key, self.structure.after(came.group[0]))
            if line.row is not None:
                if line.row in rows:
                    continue
                rows.add(line.row)
                effect = Unmapped("a table row was moved")
            self._add("paragraph" if line.row is None else "row", line, effect, came.text, came.text, came)

    # -- looks

    def _look(self, came: Came) -> bool:
        """Another style or level, and whether there is one."""
        span = came.spans[0]
        host = came.group[self.structure.fates.homes[came.group[0]].host]
        if span.start or not came.text.strip() or not host.look_sent.style:
            return False
        was, now = span.line.look, host.look_sent
        if was == now:
            return False
        effect: Effect = Restyled(span.line.key, *self.structure.kind_of(now))
        if self.structure.kind_of(now) == (span.line.type, span.line.level):
            if self.structure.is_ours(now):
                return False  # LibreOffice hands the style of a deleted paragraph to the next one; the level stays
            effect = Unmapped(f"paragraph style {now.style}")
        self._add(
            "paragraph", span.line, effect, _look_words(was.style, was.level), _look_words(now.style, now.level), came
        )
        return True

    def _things(self, came: Came) -> None:
        """Pictures and notes that came or went, though no revision says so."""
        if not any(p.things for p in came.group) and not any(span.line.things for span in came.spans):
            return
        now = things_of(piece for p in came.group for piece in p.pieces if piece.in_("rejected"))
        was = tuple(thing for span in came.spans for thing in span.line.things)
        if _wordless(came):  # its pictures are looked at with all others of their kind
            now, was = (tuple(thing for thing in each if thing != "picture") for each in (now, was))
        if any(span.start or span.end < len(span.line.text) for span in came.spans):
            return
        if now == was and not _wordless(came):
            self._descriptions(came)
        for thing in dict.fromkeys((*was, *now)):
            more = now.count(thing) - was.count(thing)
            if more:
                effect = Unmapped(f"{thing} {'added' if more > 0 else 'removed'}")
                self._add("run", came.line, effect, "", "", came)

    def _descriptions(self, came: Came) -> None:
        """Alternative texts of pictures that say something else."""
        was = [words for span in came.spans for words in span.line.descriptions]
        for before, after in zip(was, descriptions_of(came.group), strict=True):
            self._description(came.line, before, after, came)

    def _description(self, line: Line | None, before: str, after: str, came: Came | None) -> None:
        if before != after:
            effect = Unmapped(f"the alternative text of a picture, “{after or before}”{'' if after else ', removed'}")
            self._add("run", line, effect, f"Picture: {before}", f"Picture: {after}", came)

    def _breaks(self) -> None:
        """Pages and sections that begin elsewhere: layout, which no draft keeps."""
        for each in changed_breaks(self.mapper.story, self.came, self.lines):
            self._place = self.structure.index[each.came.group[0]] - 0.6
            before = "" if each.on else f"Page break before “{each.words}”"
            after = each.said[0].upper() + each.said[1:]
            target = "section" if each.kind == SECTION else "paragraph"
            self._add(target, each.came.line, Layout(each.said), before, after, each.came)

    def _loose_pictures(self) -> None:
        """Pictures alone in their paragraphs, which have no words to be known by: those that say the same are the same."""
        beside_words = {span.line.index for came in self.came if not _wordless(came) for span in came.spans}
        gone = [(each, said) for each in self.lines if each.index not in beside_words and not each.text.strip()
                for said in each.descriptions]  # fmt: skip
        new = [(each, said) for each in self.came if _wordless(each) for said in descriptions_of(each.group)]
        for said in [said for _, said in gone]:
            same = next((each for each in new if each[1] == said), None)
            if same is not None:
                new.remove(same)
                gone.remove(next(each for each in gone if each[1] == said))
        for (line, before), (came, after) in zip(gone, new, strict=False):
            self._place = self.structure.index[came.group[0]]
            self._description(self._named(line), before, after, None)
        for line, said in gone[len(new) :]:
            self._place = self._place_of(line)
            self._add("run", self._named(line), Unmapped("picture removed"), f"Picture: {said}", "", None)
        for came, said in {id(came): (came, said) for came, said in new[len(gone) :]}.values():
            self._place = self.structure.index[came.group[0]]
            self._add(
                "run", self.mapper.nearest(came.group[0]), Unmapped("picture added"), "", f"Picture: {said}", None
            )

    def _named(self, line: Line) -> Line:
        """The line, or the last one before it that is of the draft."""
        return next((each for each in reversed(self.lines[: line.index + 1]) if each.named), line)

    def _links(self, came: Came) -> None:
        """Words that lead elsewhere than they were sent."""
        targets = targets_of(came.group)
        if not targets and not any(span.line.targets for span in came.spans):
            return
        was = _sent_letters(came, [span.line.targets for span in came.spans])
        now = letters(targets, len(came.text))
        for start, end, before, after in _stretches(self._differing(came, was, now), came.sent):
            words = came.sent[start:end]
            if leads_elsewhere(before, after, words):
                line, _ = came.in_line(start)
                self._add(
                    "run", line, Unmapped(f"the link of “{words}” ({lead_in_words(after)})"),
                    f"{words} ({lead_in_words(before)})", f"{words} ({lead_in_words(after)})", came,
                )  # fmt: skip

    def _lettering(self, came: Came) -> None:
        """Words that stand out from their paragraph by font or size as they did not when they were sent."""
        odd = odd_letters(came.group)
        if not odd:
            return
        was = _sent_letters(came, [span.line.odd for span in came.spans])
        for start, end, before, after in _stretches(self._differing(came, was, letters(odd, 0)), came.sent):
            words = came.sent[start:end]
            if after and not before and any(letter.isalnum() for letter in words):
                line, _ = came.in_line(start)
                self._add("run", line, Layout(f"“{words}” {after}"), words, f"{words} ({after})", came)

    def _formats(self, came: Came) -> None:
        """Words that look otherwise than they were sent, though no revision says so."""
        pieces = [piece for p in came.group for piece in p.pieces if piece.inserted is None]
        looks = runs((len(piece.text), piece.format_sent) for piece in pieces)
        if came.whole and looks == came.spans[0].line.formats:
            return
        now = _letters(looks)
        was = [look for span in came.spans for look in (*_letters(span.line.formats)[span.start : span.end], PLAIN)][
            :-1
        ]
        for start, end, before, after in _stretches(self._differing(came, was, now), came.sent):
            line, first = came.in_line(start)
            _, last = came.in_line(end, end=True)
            words = came.sent[start:end]
            effect: Effect = Unmapped(in_words(before, after))
            if before.bold != after.bold:
                effect = Strong(line.key, first, max(first, last), after.bold)
            self._add("run", line, effect, words, words, came)

    def _differing(self, came: Came, was: Sequence[_T], now: Sequence[_T]) -> Iterator[tuple[int, _T, _T]]:
        for step in came.way:
            if step.same and step.a2 - step.a1 == step.b2 - step.b1:
                for offset in range(step.a2 - step.a1):
                    a, b = step.a1 + offset, step.b1 + offset
                    if a < len(was) and b < len(now) and was[a] != now[b] and plain(came.text[b]):
                        yield a, was[a], now[b]


def _wordless(came: Came) -> bool:
    """Whether it has no words and had none."""
    return not came.text.strip() and not came.sent.strip()


def _sent_letters(came: Came, said: Sequence[Sequence[tuple[int, str]]]) -> list[str]:
    """What is said of each letter of the words that were sent; "" of the space between two paragraphs that were joined."""
    told = [
        letters(each, len(span.line.text))[span.start : span.end] for each, span in zip(said, came.spans, strict=True)
    ]
    return [each for part in told for each in (*part, "")]


def _letters(looks: Sequence[tuple[int, Format]]) -> list[Format]:
    return [look for size, look in looks for _ in range(size)]


def _look_words(style: str, level: int | None) -> str:
    return style if level is None else f"{style}, level {level + 1}"


def _stretches(places: Iterable[tuple[int, _T, _T]], text: str) -> Iterator[tuple[int, int, _T, _T]]:
    """Stretches of neighbouring places that changed alike; a space between two of them joins them."""
    last: tuple[int, int, _T, _T] | None = None
    for place, before, after in places:
        if last is not None and last[2:] == (before, after) and not text[last[1] : place].strip():
            last = (last[0], place + 1, before, after)
            continue
        if last is not None:
            yield last
        last = (place, place + 1, before, after)
    if last is not None:
        yield last


def _cell_texts(paragraphs: Sequence[Paragraph], row: Row) -> tuple[str, ...]:
    texts: dict[int, list[str]] = {}
    for paragraph in paragraphs:
        for cell in paragraph.cells:
            if cell.row is row:
                texts.setdefault(cell.index, []).append(paragraph.text("accepted"))
    return tuple("\n".join(text) for _, text in sorted(texts.items()))
