"""A return of an older draft carried forward: what still fits becomes changes of the current draft, the rest is listed.

Pure: the reading against the draft it answers, and the paragraphs of both drafts by key. A change fits where the words
that it touches stand unchanged in the current draft; nothing is applied by likeness.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from studio.returns.align import plain, steps
from studio.returns.change import (
    Certainty,
    Change,
    Effect,
    JoinedParagraphs,
    Lost,
    MovedParagraph,
    NewParagraph,
    NewRow,
    RemovedParagraph,
    RemovedRow,
    Restyled,
    Return,
    Strong,
    TextEdit,
)

LOST = "{change}, in words that draft {draft} no longer has,"


@dataclass(frozen=True, slots=True)
class Copy:
    """A draft as it went out: text by paragraph key in reading order, the keys of its tables' rows, which letters are bold."""

    texts: Mapping[str, str]
    rows: frozenset[str] = frozenset()
    bold: Mapping[str, tuple[bool, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Carried:
    """The reading on the current draft. Counts are of edits: a deletion and the insertion beside it are one."""

    reading: Return
    fits: int
    there: int  # the current draft says it already
    lost: int


def copy_of(data: bytes) -> Copy:
    """The paragraphs and rows of an issued file. Raises StudioError if it cannot be read."""
    from studio.returns.issued import read_issued

    lines = [line for line in read_issued(data).lines if line.named]
    return Copy(
        {line.key: line.text for line in lines},
        frozenset(line.row for line in lines if line.row),
        {
            line.key: tuple(form.bold for size, form in line.formats for _ in range(size))
            for line in lines
            if any(form.bold for _, form in line.formats)
        },
    )


def carry(reading: Return, old: Copy, new: Copy, draft: int) -> Carried:
    """`reading` answers `old`; its changes are moved to `new`, draft number `draft`.

    What no longer fits stays in the list to be answered or worded anew (`Lost`).
    """
    groups: dict[int, list[Change]] = {}
    for change in reading.changes:
        groups.setdefault(change.group, []).append(change)
    carrier = _Carrier(old, new)
    kept: dict[str, Change] = {}
    counts = {"fits": 0, "there": 0, "lost": 0}
    for changes in groups.values():
        verdict, moved = carrier.group(changes)
        if not all(each.noise for each in changes):
            counts[verdict] += 1
        if verdict == "lost":
            moved = _as_lost(changes, new, draft)
        if verdict != "there":
            kept |= {each.id: each for each in moved}
    carried = tuple(kept[each.id] for each in reading.changes if each.id in kept)
    comments = tuple(each if each.block in new.texts else replace(each, block=None) for each in reading.comments)
    return Carried(replace(reading, changes=carried, comments=comments), **counts)


def _as_lost(changes: Sequence[Change], new: Copy, draft: int) -> list[Change]:
    """The changes of one edit, to be shown and answered only. They keep one effect, as they are one thing to decide."""
    before = " ".join(dict.fromkeys(each.before.strip() for each in changes if each.before.strip()))
    after = " ".join(dict.fromkeys(each.after.strip() for each in changes if each.after.strip()))
    said = (
        f"“{before}” becomes “{after}”"
        if before and after
        else f"“{after}” put in"
        if after
        else f"“{before}” taken out"
    )
    effect = Lost(LOST.format(change=said, draft=draft))
    return [
        replace(each, effect=effect, certainty=Certainty.NONE, block=each.block if each.block in new.texts else None)
        for each in changes
    ]


class _Carrier:
    def __init__(self, old: Copy, new: Copy) -> None:
        self.old, self.new = old, new
        self._said = {plain(text) for text in new.texts.values()} - {plain(text) for text in old.texts.values()}
        self._order = list(new.texts)
        self._all = {plain(text) for text in new.texts.values()}

    def group(self, changes: Sequence[Change]) -> tuple[str, list[Change]]:
        """("fits", the changes moved), or "there" or "lost". One change of a group that is lost loses them all."""
        effects = list(dict.fromkeys(each.effect for each in changes))
        if self._whole_is_there(effects):
            return "there", []
        moved: dict[Effect, Effect] = {}
        for effect in effects:
            found = self._moved(effect)
            if found is None:
                return "lost", []
            moved[effect] = found
        return "fits", [replace(each, effect=moved[each.effect]) for each in changes]

    # -- already there

    def _whole_is_there(self, effects: Sequence[Effect]) -> bool:
        """Whether the current draft says all of it already: the change was taken in the meantime."""
        edits = [each for each in effects if isinstance(each, TextEdit)]
        return all(self._edits_there(edits) if isinstance(each, TextEdit) else self._there(each) for each in effects)

    def _edits_there(self, edits: Sequence[TextEdit]) -> bool:
        return all(self._paragraph_there(key, [e for e in edits if e.key == key]) for key in {e.key for e in edits})

    def _paragraph_there(self, key: str, edits: Sequence[TextEdit]) -> bool:
        """Whether the paragraph now says, where these edits of one wish stood, what they asked for."""
        old, new = self.old.texts.get(key), self.new.texts.get(key)
        if old is None or new is None or old == new:
            return False
        ordered = sorted(edits, key=lambda each: (each.start, each.end))
        start, end = ordered[0].start, max(each.end for each in ordered)
        wanted, at = "", start
        for each in ordered:
            wanted, at = wanted + old[at : each.start] + each.text, max(at, each.end)
        touched = [s for s in steps(old, new) if s.a1 <= end and start <= s.a2]
        changed = [step for step in touched if not step.same]
        if not changed or plain(wanted) == plain(old[start:end]):
            return False
        first, last = touched[0], touched[-1]
        a1, b1 = (start, first.b1 + start - first.a1) if first.same else (first.a1, first.b1)
        a2, b2 = (end, last.b2 - (last.a2 - end)) if last.same else (last.a2, last.b2)
        return plain(old[a1:start] + wanted + old[end:a2]) == plain(new[b1:b2])

    def _there(self, effect: Effect) -> bool:
        match effect:
            case NewParagraph(text=text):
                return bool(plain(text)) and plain(text) in self._said
            case NewRow(cells=cells):
                told = {plain(cell) for cell in cells if plain(cell)}
                return told <= self._all and bool(told & self._said)
            case Strong(key, start, end, on):
                place = self._range(key, start, end)
                bold = self.new.bold.get(key, ())
                was = self.old.bold.get(key, ())
                return (
                    place is not None
                    and all((at < len(bold) and bold[at]) is on for at in range(*place))
                    and any((at < len(was) and was[at]) is not on for at in range(start, end))
                )
            case RemovedParagraph(key):
                return key in self.old.texts and key not in self.new.texts
            case RemovedRow(key):
                return key in self.old.rows and key not in self.new.rows
            case JoinedParagraphs(key, second, glue):
                both = self.old.texts.get(key, "") + glue + self.old.texts.get(second, "")
                return second not in self.new.texts and plain(both) == plain(self.new.texts.get(key, ""))
            case MovedParagraph(key, after) if key in self._order and after in self._order:
                return self._order.index(key) == self._order.index(after) + 1
            case _:
                return False

    # -- moved

    def _moved(self, effect: Effect) -> Effect | None:
        """The effect on the current draft, None where what it touches is no longer as it was."""
        match effect:
            case TextEdit(key, start, end) | Strong(key, start, end):
                place = self._range(key, start, end)
                return replace(effect, start=place[0], end=place[1]) if place else None
            case NewParagraph(after) if effect.after_start >= 0:
                place = self._range(after or "", effect.after_start, effect.after_start)
                return replace(effect, after_start=place[0]) if place else None
            case _:
                return effect if self._stands(effect) else None

    def _stands(self, effect: Effect) -> bool:
        """Whether all that the effect names is in the current draft as it was."""
        match effect:
            case NewParagraph(after):
                return after is None or after in self.new.texts
            case NewRow(after=after):
                return after is None or after in self.new.rows or after in self.new.texts
            case RemovedRow(key):
                return key in self.new.rows
            case MovedParagraph(key, after):
                return self._same(key) and (after is None or after in self.new.texts)
            case JoinedParagraphs(key, second):
                return self._same(key) and self._same(second)
            case RemovedParagraph(key) | Restyled(key):
                return self._same(key)
            case _:
                return True

    def _same(self, key: str) -> bool:
        return key in self.new.texts and self.new.texts[key] == self.old.texts.get(key)

    def _range(self, key: str, start: int, end: int) -> tuple[int, int] | None:
        """Where letters `start` to `end` of the old paragraph stand in the new one, if no letter of them has changed."""
        if key not in self.old.texts or key not in self.new.texts:
            return None
        old, new = self.old.texts[key], self.new.texts[key]
        if old == new:
            return start, end
        for step in steps(old, new):
            if step.same and step.a1 <= start and end <= step.a2 and old[step.a1 : step.a2] == new[step.b1 : step.b2]:
                return start + step.b1 - step.a1, end + step.b1 - step.a1
        return None
