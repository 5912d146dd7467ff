"""Proof that a list of changes says it all: applied to what was sent, it must give what came."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from difflib import unified_diff

from studio.returns.align import plain
from studio.returns.change import (
    Change,
    Effect,
    JoinedParagraphs,
    MovedParagraph,
    NewParagraph,
    NewRow,
    RemovedParagraph,
    RemovedRow,
    TextEdit,
)
from studio.returns.paragraphs import Story, reading
from studio.returns.sent import Line


def differences(lines: Sequence[Line], changes: Iterable[Change], story: Story) -> list[str]:
    """In words, where the rejected reading differs from the sent text with the silent changes made. Empty: proved."""
    silent = [change.effect for change in changes if change.kind == "silent" and change.story == "main"]
    ours = _told(applied(lines, silent))
    theirs = _told(_without_contents(story, "rejected"))
    return list(_in_words(ours, theirs))


def accepted_differences(lines: Sequence[Line], changes: Iterable[Change], story: Story) -> list[str]:
    """The same for all changes together and the accepted reading."""
    effects = [change.effect for change in changes if change.story == "main"]
    return list(_in_words(_told(applied(lines, effects)), _told(_without_contents(story, "accepted"))))


def _without_contents(story: Story, mode: str) -> list[str]:
    return reading([paragraph for paragraph in story.paragraphs if not paragraph.generated], mode)


def _told(texts: Iterable[str]) -> list[str]:
    return [flat for text in texts for part in text.split("\n") if (flat := plain(part))]


def _in_words(ours: Sequence[str], theirs: Sequence[str]) -> Iterator[str]:
    if ours == theirs:
        return
    for line in unified_diff(ours, theirs, n=0, lineterm=""):
        if line.startswith("-") and not line.startswith("---"):
            yield f"Not in the file: {line[1:]}"
        elif line.startswith("+") and not line.startswith("+++"):
            yield f"Only in the file: {line[1:]}"


def applied(lines: Sequence[Line], effects: Sequence[Effect]) -> list[str]:
    """The sent paragraphs with the effects made, as texts in order. Independent of how the effects were found."""
    unique = list(dict.fromkeys(effects))
    texts = {line.key: line.text for line in lines}
    texts |= _cut(texts, unique)
    order = _Order(lines, texts, unique).find()
    for effect in unique:
        if isinstance(effect, JoinedParagraphs) and effect.key in order and effect.second in order:
            texts[effect.second] = texts[effect.key] + effect.glue + texts[effect.second]
            order.remove(effect.key)
    return [texts[key] for key in order]


def _cut(texts: dict[str, str], effects: Sequence[Effect]) -> dict[str, str]:
    """Texts with their edits made; a split paragraph's parts go under `key` and `key\\0<start>`."""
    made: dict[str, str] = {}
    edits_of: dict[str, list[tuple[int, int, str, int]]] = {}
    cuts_of: dict[str, set[int]] = {}
    for n, e in enumerate(effects):
        if isinstance(e, TextEdit):
            edits_of.setdefault(e.key, []).append((e.start, e.end, e.text, n))
        elif isinstance(e, NewParagraph) and e.after is not None and e.after_start >= 0:
            cuts_of.setdefault(e.after, set()).add(e.after_start)
    for key in (key for key in texts if key in edits_of or key in cuts_of):
        text, edits, cuts = texts[key], edits_of.get(key, []), sorted(cuts_of.get(key, ()))
        marked = [(cut, cut, f"\u0000{cut}\u0000", -1) for cut in cuts]
        made |= _edited(key, text, sorted([*edits, *marked], key=lambda e: (e[0], e[3] < 0 and e[0] != 0, e[3])))
    return made


def _edited(key: str, text: str, edits: Sequence[tuple[int, int, str, int]]) -> dict[str, str]:
    out: list[str] = []
    at = 0
    for start, end, words, _ in edits:
        out.append(text[at : max(at, start)])
        out.append(words)
        at = max(at, end)
    parts = ("".join(out) + text[at:]).split("\u0000")
    made = {key: parts[0]}
    for name, words in zip(parts[1::2], parts[2::2], strict=False):
        made[f"{key}\u0000{name}"] = words
    return made


class _Order:
    """The order of paragraphs after removals, moves and additions; `texts` gains what is added."""

    def __init__(self, lines: Sequence[Line], texts: dict[str, str], effects: Sequence[Effect]) -> None:
        self.keys = [line.key for line in lines]
        self.texts = texts
        self.effects = effects
        self.within: dict[str, list[str]] = {}  # row or table -> its paragraphs
        for line in lines:
            for name in dict.fromkeys((line.row, line.table)):
                if name is not None:
                    self.within.setdefault(name, []).append(line.key)
        self.ends: dict[str, list[str]] = {}  # last paragraph of a table -> the table's key
        for name, keys in self.within.items():
            if name not in texts or len(keys) > 1:
                self.ends.setdefault(keys[-1], []).append(name)
        self.behind: dict[str | None, list[str]] = {}
        self.out: list[str] = []

    def find(self) -> list[str]:
        removed = {e.key for e in self.effects if isinstance(e, RemovedParagraph)}
        removed |= {key for e in self.effects if isinstance(e, RemovedRow) for key in self.within.get(e.key, ())}
        moved = {e.key for e in self.effects if isinstance(e, MovedParagraph)}
        for number, effect in enumerate(self.effects):
            self._add(number, effect)
        tables = {name for names in self.ends.values() for name in names}
        self._follow(None)
        for key in self.keys:
            if key in moved:
                continue
            if key not in removed:
                self.out.append(key)
            for name in ([] if key in tables else [key]) + self.ends.get(key, []):
                self._follow(name)
        return self.out

    def _add(self, number: int, effect: Effect) -> None:
        if isinstance(effect, NewParagraph):
            split = effect.after_start >= 0
            name = f"{effect.after}\u0000{effect.after_start}" if split else f"\u0000new{number}"
            self.texts[name] = self.texts.get(name, effect.text) if split else effect.text
            self.behind.setdefault(effect.after, []).append(name)
        elif isinstance(effect, NewRow):
            name, anchor = f"\u0000row{number}", effect.after or effect.table
            self.texts[name] = "\n".join(effect.cells)
            self.behind.setdefault(self.within.get(anchor, [anchor])[-1], []).append(name)
        elif isinstance(effect, MovedParagraph):
            self.behind.setdefault(effect.after, []).append(effect.key)

    def _follow(self, key: str | None) -> None:
        for name in self.behind.pop(key, []):
            self.out.append(name)
            self._follow(name)
